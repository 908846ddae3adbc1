//! Commands, suggestions and clicks: what is done for each, and that Discord
//! gets its first acknowledgement in time whatever happens.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use super::commands::{Command, admin, faq, menu};
use super::custom_id::{Chosen, Click};
use super::deliver::{Acknowledged, DEFER_AFTER, Manner, Ticket};
use super::desk::Desk;
use super::events::{Asked, On, What, without_mentions};
use super::payload::Payload;
use super::render::{self, Frame};
use super::verdict::{Verdict, verdict};
use crate::bot::{AdminCommand, Question, Reply, Request, Role, Vote};
use crate::faq::EntryId;
use crate::wording::discord as wording;

/// Suggestions that come later are of no use.
const SUGGEST_WITHIN: Duration = Duration::from_millis(2_000);
/// Nobody waits longer for an answer that was announced.
const WORK_WITHIN: Duration = Duration::from_secs(120);

/// What comes of an interaction.
enum Outcome {
    /// This is shown.
    Show(Payload),
    /// This is shown, then that is posted for all.
    ShowAndPost(Payload, Payload),
    /// The message that was clicked goes away.
    Remove,
}

/// Acts on an interaction.
pub fn take(desk: &Arc<Desk>, asked: Asked, arrived: Instant) {
    let desk_too = Arc::clone(desk);
    desk.tasks.spawn(async move { handle(desk_too, asked, arrived).await });
}

async fn handle(desk: Arc<Desk>, asked: Asked, arrived: Instant) {
    let ticket = Ticket {
        id: asked.id,
        application: asked.application,
        token: asked.token.clone(),
        arrived,
    };
    if let What::Typing(typed) = &asked.what {
        let suggested = timeout_at(arrived + SUGGEST_WITHIN, faq::suggest(&desk, &asked, typed));
        let choices = suggested.await.unwrap_or_else(|_| render::suggestions(&[]));
        desk.courier.suggest(&ticket, &choices).await;
        return;
    }

    let manner = manner(&desk, &asked);
    // On a task of its own: a panic in there must not keep us from answering.
    let mut work = tokio::spawn({
        let desk = Arc::clone(&desk);
        async move { work(&desk, &asked, manner).await }
    });
    let failed = || Outcome::Show(Payload::text(wording::FALLBACK));
    tokio::select! {
        biased;
        done = &mut work => {
            let outcome = done.unwrap_or_else(|_| failed());
            at_once(&desk, &ticket, manner, outcome).await;
        }
        () = sleep_until(arrived + DEFER_AFTER) => {
            let deferred = desk.courier.defer(&ticket, manner).await;
            let done = timeout_at(arrived + WORK_WITHIN, work).await;
            let outcome = done.ok().and_then(Result::ok).unwrap_or_else(failed);
            // Even when the deferral is not known to have arrived, the edit may.
            tracing::debug!(?deferred, "an answer took long");
            later(&desk, &ticket, outcome).await;
        }
    }
}

async fn at_once(desk: &Desk, ticket: &Ticket, manner: Manner, outcome: Outcome) {
    match outcome {
        Outcome::Show(payload) => {
            desk.courier.respond(ticket, manner, &payload).await;
        }
        Outcome::ShowAndPost(payload, post) => {
            if desk.courier.respond(ticket, manner, &payload).await == Acknowledged::Done {
                desk.courier.follow_up(ticket, &post).await;
            }
        }
        Outcome::Remove => {
            desk.courier.defer(ticket, Manner::Update).await;
            desk.courier.remove_original(ticket).await;
        }
    }
}

async fn later(desk: &Desk, ticket: &Ticket, outcome: Outcome) {
    match outcome {
        Outcome::Show(payload) => {
            desk.courier.edit(ticket, &payload).await;
        }
        Outcome::ShowAndPost(payload, post) => {
            if desk.courier.edit(ticket, &payload).await {
                desk.courier.follow_up(ticket, &post).await;
            }
        }
        Outcome::Remove => {
            desk.courier.remove_original(ticket).await;
        }
    }
}

/// How the answer is given, known before the work is done: a deferral must say it.
fn manner(desk: &Desk, asked: &Asked) -> Manner {
    const PRIVATE: Manner = Manner::New { private: true };
    match &asked.what {
        What::Command(Command::Ask { visible, .. } | Command::Pick { visible, .. }) => {
            // A direct message is private as it is, and stays there to be read again.
            let shown = asked.spot.server.is_none() || (*visible && desk.may_share(asked.spot));
            Manner::New { private: !shown }
        }
        What::Clicked { click: Some(click), on, .. } => match click {
            Click::Choose { asker } if *asker == asked.person.id => Manner::Update,
            Click::Page { .. } | Click::SeeAlso if on.private => Manner::Update,
            Click::Share { .. } | Click::Answer { .. } if on.private => Manner::Update,
            Click::Remove { by } if may_remove(desk, asked, *by, on) => Manner::Update,
            Click::ForceReload if on.private => Manner::Update,
            _ => PRIVATE,
        },
        What::Command(Command::Menu(_) | Command::Admin(_))
        | What::Clicked { click: None, .. }
        | What::UnknownCommand
        | What::Typing(_) => PRIVATE,
    }
}

fn may_remove(desk: &Desk, asked: &Asked, by: u64, on: &On) -> bool {
    let person = asked.person.id;
    person == by || on.replies_to == Some(person) || desk.role(&asked.person) == Role::Admin
}

async fn work(desk: &Desk, asked: &Asked, manner: Manner) -> Outcome {
    let private = manner != Manner::New { private: false };
    let show = match &asked.what {
        What::Command(command) => match command {
            Command::Ask { question, .. } => {
                let question = Question::new(&without_mentions(question));
                faq::answer(desk, asked, Request::Ask(question), private).await
            }
            Command::Pick { entry, .. } => {
                faq::answer(desk, asked, Request::Pick(entry.clone()), private).await
            }
            Command::Menu(target) => menu::answer(desk, asked, target).await,
            Command::Admin(command) => admin::answer(desk, asked, command.clone()).await,
        },
        What::Clicked { click: Some(click), values, on } => {
            return clicked(desk, asked, (click, values, on)).await;
        }
        What::Clicked { click: None, .. } | What::UnknownCommand | What::Typing(_) => {
            Payload::text(wording::OLD_BUTTON)
        }
    };
    Outcome::Show(show)
}

async fn clicked(
    desk: &Desk,
    asked: &Asked,
    (click, values, on): (&Click, &[String], &On),
) -> Outcome {
    let me = asked.person.id;
    match click {
        Click::Choose { .. } | Click::SeeAlso => {
            let request = match values.first().and_then(|value| Chosen::decode(value)) {
                Some(Chosen::Entry(entry)) => Request::Pick(entry),
                Some(Chosen::None) => Request::NoneOfThese,
                None => return Outcome::Show(Payload::text(wording::OLD_BUTTON)),
            };
            let mine = matches!(click, Click::Choose { asker } if *asker == me);
            let private = on.private || !mine;
            let mut payload = faq::answer(desk, asked, request, private).await;
            // The question that stands over a private menu stays over the answer.
            if on.private {
                payload.content.clone_from(&on.content);
            }
            Outcome::Show(payload)
        }
        Click::Vote { entry, useful } => {
            let vote = Vote { entry: entry.clone(), useful: *useful };
            let asker = desk.asker(asked.spot, me, Role::Member);
            let reply = desk.bot.handle(Request::Vote(vote), &asker).await;
            Outcome::Show(render::render(&reply, &Frame::private(me)))
        }
        Click::Page { entry, page } => {
            let reply = pick(desk, asked, entry).await;
            let frame = Frame {
                page: Some(*page),
                shareable: desk.may_share(asked.spot),
                ..Frame::private(me)
            };
            let mut payload = render::render(&reply, &frame);
            if on.private {
                payload.content.clone_from(&on.content);
            }
            Outcome::Show(payload)
        }
        Click::Share { entry } => share(desk, asked, entry, on).await,
        Click::Answer { entry, message } => answer(desk, asked, entry, *message, on).await,
        Click::Remove { by } if may_remove(desk, asked, *by, on) => Outcome::Remove,
        Click::Remove { .. } => Outcome::Show(Payload::text(wording::NOT_YOURS_TO_REMOVE)),
        Click::Mine { asker, .. } if *asker != me => {
            Outcome::Show(Payload::text(wording::NOT_YOURS))
        }
        Click::Mine { message, .. } => Outcome::Show(mine(desk, asked, *message).await),
        Click::ForceReload => {
            let command = AdminCommand::Reload { force: true };
            Outcome::Show(admin::answer(desk, asked, command).await)
        }
    }
}

async fn pick(desk: &Desk, asked: &Asked, entry: &EntryId) -> Reply {
    let request = Request::Pick(entry.clone());
    desk.bot.handle(request, &desk.asker(asked.spot, asked.person.id, Role::Member)).await
}

/// The private card goes on without its button, and the card is posted for all.
async fn share(desk: &Desk, asked: &Asked, entry: &EntryId, on: &On) -> Outcome {
    let me = asked.person.id;
    let reply = pick(desk, asked, entry).await;
    if !desk.may_share(asked.spot) || !matches!(reply, Reply::Answer(_)) {
        return Outcome::Show(render::render(&reply, &Frame::private(me)));
    }
    let mut own = render::render(&reply, &Frame::private(me));
    own.content.clone_from(&on.content);
    if !desk.memory.first_time(on.id) {
        return Outcome::Show(own);
    }
    let over = wording::shared(&mention(me), &on.content);
    Outcome::ShowAndPost(own, render::posted(&reply, &over, me))
}

/// The card is posted as a reply to the message that the menu was opened on.
async fn answer(desk: &Desk, asked: &Asked, entry: &EntryId, message: u64, on: &On) -> Outcome {
    let me = asked.person.id;
    let reply = pick(desk, asked, entry).await;
    if !matches!(reply, Reply::Answer(_)) {
        return Outcome::Show(render::render(&reply, &Frame::private(me)));
    }
    if !desk.memory.first_time(on.id) {
        return Outcome::Show(Payload::text(wording::POSTED));
    }
    let payload = render::posted(&reply, &wording::offered(&mention(me)), me);
    let channel = asked.spot.channel;
    let posted = desk.courier.post(channel, Some(message), &payload, &asked.id.to_string()).await;
    Outcome::Show(match posted {
        Ok(_) => Payload::text(wording::POSTED),
        Err(failure) => {
            desk.memory.forget(on.id);
            Payload::text(&match verdict(&failure) {
                Verdict::Forbidden => wording::cannot_write(channel),
                _ => wording::FALLBACK.to_owned(),
            })
        }
    })
}

/// The answer to a question that stands in a channel: read again, so that the
/// button works after a restart and nothing that was written is kept here.
async fn mine(desk: &Desk, asked: &Asked, message: u64) -> Payload {
    let question = match desk.courier.read((asked.spot.channel, message)).await {
        Ok(message) => without_mentions(message["content"].as_str().unwrap_or_default()),
        Err(_) => return Payload::text(wording::QUESTION_GONE),
    };
    let request = match question.as_str() {
        "" => Request::Help,
        text => Request::Ask(Question::new(text)),
    };
    faq::answer(desk, asked, request, true).await
}

fn mention(person: u64) -> String {
    format!("<@{person}>")
}
