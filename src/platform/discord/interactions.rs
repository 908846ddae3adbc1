//! Commands, suggestions and clicks: what is done for each. Discord gets a first
//! acknowledgement in time whatever happens.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use serenity::model::id::{MessageId, UserId};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::admission;
use super::commands::command::Command;
use super::commands::faq::ForAll;
use super::commands::{admin, faq, menu, team as team_command};
use super::custom_id::{Chosen, Click};
use super::feedback;
use super::incoming::{Asked, Fields, On, What};
use super::outcome::{InteractionResult, at_once, later};
use super::payload::Payload;
use super::place::MessageAt;
use super::render::{self, Frame};
use super::respond::DEFER_AFTER;
use super::state::DiscordState;
use super::suggestions::suggestions;
use super::team::acts::{self as team, Brought};
use super::team::click::TeamClick;
use super::text::without_mentions;
use super::ticket::{Manner, Ticket};
use super::verdict::{Verdict, verdict};
use crate::bot::{
    AdminCommand, AskedBy, MyData, NotNow, Opinion, PassOnStep, Question, Reply, Request, Role,
    Vote,
};
use crate::conversation::limits::Load;
use crate::faq::EntryId;
use crate::platform::discord::wording;
use crate::team::Refused;
use crate::wording::team::refused;

/// Discord does not show suggestions that come later.
const SUGGEST_WITHIN: Duration = Duration::from_millis(2_000);
/// Work that ends with a form cannot be announced, and has less than the three seconds of a first
/// answer.
const OPEN_WITHIN: Duration = Duration::from_millis(2_000);
/// An answer that was announced is given up after this long.
const WORK_WITHIN: Duration = Duration::from_secs(120);

/// Acts on an interaction.
pub fn take(state: &Arc<DiscordState>, asked: Asked, arrived: Instant) {
    if admission::is_too_late(state, &asked) {
        tracing::debug!("Discord told of an interaction too late for any answer, it gets none");
        return;
    }
    let shared = Arc::clone(state);
    if let Some(why) = admission::refusal(state, &asked, arrived) {
        state.tasks.spawn(async move { turn_away(&shared, &asked, arrived, why).await });
        return;
    }
    // Taken here and not on the task, so that what comes next counts it.
    let under_way = state.limits.load().map(Load::begin);
    state.tasks.spawn(async move {
        handle(shared, asked, arrived).await;
        drop(under_way);
    });
}

/// Tells the asker alone why the question is not answered; suggestions are empty.
async fn turn_away(state: &DiscordState, asked: &Asked, arrived: Instant, why: NotNow) {
    let ticket = ticket(asked, arrived);
    if matches!(asked.what, What::Typing(_)) {
        return state.courier.suggest(&ticket, &suggestions(&[])).await;
    }
    let payload = render::render(&Reply::NotNow(why), &Frame::private(asked.person.id));
    state.courier.refuse(&ticket, asked.path.server.is_some(), &payload).await;
}

fn ticket(asked: &Asked, arrived: Instant) -> Ticket {
    Ticket { id: asked.id, application: asked.application, token: asked.token.clone(), arrived }
}

async fn handle(state: Arc<DiscordState>, asked: Asked, arrived: Instant) {
    let ticket = ticket(&asked, arrived);
    if let What::TypingEntry(typed) = &asked.what {
        let may_see = state.is_of_team(asked.path) || state.role(&asked.person) == Role::Admin;
        let scope = state.scope(asked.path);
        let found = async {
            match may_see {
                true => team_command::suggest(&state, typed, &scope).await,
                false => suggestions(&[]),
            }
        };
        let found = timeout_at(arrived + SUGGEST_WITHIN, found).await;
        let choices = found.unwrap_or_else(|_| suggestions(&[]));
        state.courier.suggest(&ticket, &choices).await;
        return;
    }
    if let What::Typing(typed) = &asked.what {
        let suggested = timeout_at(arrived + SUGGEST_WITHIN, faq::suggest(&state, &asked, typed));
        let choices = suggested.await.unwrap_or_else(|_| suggestions(&[]));
        state.courier.suggest(&ticket, &choices).await;
        return;
    }

    let manner = manner(&state, &asked);
    let opens_form = matches!(
        &asked.what,
        What::Clicked { click: Some(Click::Team(click)), .. } if click.opens_form()
    );
    // The work runs on a task of its own, so that a panic in it is still answered.
    let mut work = tokio::spawn({
        let state = Arc::clone(&state);
        async move { work(&state, &asked, manner).await }
    });
    let failed = || InteractionResult::Show(Payload::text(wording::FALLBACK));
    if opens_form {
        let done = timeout_at(arrived + OPEN_WITHIN, work).await;
        let slow = || InteractionResult::Tell(Payload::text(wording::team::SLOW));
        let result = done.map_or_else(|_| slow(), |done| done.unwrap_or_else(|_| failed()));
        at_once(&state, &ticket, manner, result).await;
        return;
    }
    tokio::select! {
        biased;
        done = &mut work => {
            let result = done.unwrap_or_else(|_| failed());
            at_once(&state, &ticket, manner, result).await;
        }
        () = sleep_until(arrived + DEFER_AFTER) => {
            let deferred = state.courier.defer(&ticket, manner).await;
            let done = timeout_at(arrived + WORK_WITHIN, work).await;
            let result = done.ok().and_then(Result::ok).unwrap_or_else(failed);
            // The edit is sent even when the deferral is not known to have arrived.
            tracing::debug!(?deferred, "an answer took long, it was deferred and is edited in");
            later(&state, &ticket, manner, result).await;
        }
    }
}

/// How the answer is given. It is decided before the work is done, because a
/// deferral must say it.
fn manner(state: &DiscordState, asked: &Asked) -> Manner {
    const PRIVATE: Manner = Manner::New { private: true };
    match &asked.what {
        What::Command(Command::Ask { .. } | Command::Pick { .. }) => {
            // In a direct message nobody else reads, and a public answer stays there. With
            // `visible` the result decides.
            Manner::New { private: asked.path.server.is_some() }
        }
        What::Clicked { click: Some(click), on, .. } => match click {
            Click::Choose { asker, .. } if *asker == asked.person.id => Manner::Update,
            Click::Page { .. } | Click::SeeAlso if on.private => Manner::Update,
            Click::Share { .. } | Click::Answer { .. } if on.private => Manner::Update,
            Click::Remove { by } if may_remove(state, asked, *by, on) => Manner::Update,
            Click::ForceReload | Click::MyData(_) if on.private => Manner::Update,
            // A decision shows on the card itself, for all of the team.
            Click::Team(TeamClick::Judge(..)) => Manner::Update,
            Click::Team(_) if on.private => Manner::Update,
            // What was asked privately, such as why an answer did not help, becomes the thanks;
            // the answer itself stays.
            Click::Vote { opinion: Opinion::NotUseful(Some(_)), .. } if on.private => {
                Manner::Update
            }
            Click::PassOn { step, .. } if on.private && *step != PassOnStep::Show => Manner::Update,
            _ => PRIVATE,
        },
        What::Submitted { on: Some(on), .. } if on.private => Manner::Update,
        What::Command(
            Command::Menu(_)
            | Command::MyData
            | Command::LinkCard { .. }
            | Command::NoSuchEntry
            | Command::Admin(_),
        )
        | What::Submitted { .. }
        | What::TypingEntry(_)
        | What::Clicked { click: None, .. }
        | What::UnknownCommand
        | What::Typing(_) => PRIVATE,
    }
}

fn may_remove(state: &DiscordState, asked: &Asked, by: UserId, on: &On) -> bool {
    let person = asked.person.id;
    person == by || on.replies_to == Some(person) || state.role(&asked.person) == Role::Admin
}

async fn work(state: &DiscordState, asked: &Asked, manner: Manner) -> InteractionResult {
    let private = manner != Manner::New { private: false };
    let show = match &asked.what {
        What::Command(command) => match command {
            Command::Ask { question, visible } => {
                let question = Question::new(&without_mentions(question));
                return asked_for(state, asked, Request::Ask(question), private, *visible).await;
            }
            Command::Pick { entry, visible } => {
                let request = Request::Pick { entry: entry.clone(), question: None };
                return asked_for(state, asked, request, private, *visible).await;
            }
            Command::Menu(target) => menu::answer(state, asked, target).await,
            Command::LinkCard { card, entry } => {
                return team::link(state, asked, *card, entry).await;
            }
            Command::NoSuchEntry => render::notice(&refused(&Refused::NoEntry)),
            Command::MyData => feedback::my_data(state, asked, MyData::Show).await,
            Command::Admin(command) => admin::answer(state, asked, command.clone()).await,
        },
        What::Clicked { click: Some(click), values, on } => {
            return clicked(state, asked, (click, values, on)).await;
        }
        What::Submitted { click: Some(Click::Team(click)), fields, .. } => {
            return team::act(state, asked, click, Brought { values: &[], fields }).await;
        }
        What::UnknownCommand => Payload::text(wording::OLD_COMMAND),
        What::Clicked { click: None, .. }
        | What::Submitted { .. }
        | What::Typing(_)
        | What::TypingEntry(_) => Payload::text(wording::OLD_BUTTON),
    };
    InteractionResult::Show(show)
}

/// The answer to `/faq`.
async fn asked_for(
    state: &DiscordState,
    asked: &Asked,
    request: Request,
    private: bool,
    visible: bool,
) -> InteractionResult {
    if !(private && visible) {
        return InteractionResult::Show(faq::answer(state, asked, request, private).await);
    }
    match faq::visible_answer(state, asked, request).await {
        (Some(ForAll { post, entry }), own, told) => {
            let shows = entry.map(|entry| (asked.path, entry));
            InteractionResult::ShowToAll { post, own, told, shows }
        }
        (None, own, _) => InteractionResult::Show(own),
    }
}

async fn clicked(
    state: &DiscordState,
    asked: &Asked,
    (click, values, on): (&Click, &[String], &On),
) -> InteractionResult {
    let me = asked.person.id;
    match click {
        Click::Choose { .. } | Click::SeeAlso => {
            let (mine, question) = match click {
                Click::Choose { asker, question } => (*asker == me, *question),
                _ => (false, None),
            };
            let request = match values.first().and_then(|value| Chosen::decode(value)) {
                Some(Chosen::Entry(entry)) => Request::Pick { entry, question },
                // Whether the entries answer a question is for its asker to say.
                Some(Chosen::None) => Request::NoneOfThese(question.filter(|_| mine)),
                None => return InteractionResult::Show(Payload::text(wording::OLD_BUTTON)),
            };
            let private = on.private || !mine;
            let mut payload = faq::answer(state, asked, request, private).await;
            // The question above a private menu stays above the answer that was chosen. An
            // entry of «Voir aussi» is not the answer to it, and must not be shared as one.
            if on.private && matches!(click, Click::Choose { .. }) {
                payload.content.clone_from(&on.content);
            }
            InteractionResult::Show(payload)
        }
        Click::Vote { entry, question, opinion } => {
            let vote = Vote { question: *question, entry: entry.clone(), opinion: *opinion };
            InteractionResult::Show(feedback::vote(state, asked, vote).await)
        }
        Click::PassOn { question, step } => {
            InteractionResult::Show(feedback::pass_on(state, asked, *question, *step).await)
        }
        Click::MyData(wanted) => {
            InteractionResult::Show(feedback::my_data(state, asked, *wanted).await)
        }
        Click::Team(click) => {
            let fields = &Fields::default();
            team::act(state, asked, click, Brought { values, fields }).await
        }
        Click::Page { entry, page, .. } => {
            let reply = pick(state, asked, entry, AskedBy::Again).await;
            let frame = Frame {
                page: Some(*page),
                shareable: state.may_share(asked.path, &asked.person),
                ..Frame::private(me)
            };
            let mut payload = render::render(&reply, &frame);
            if on.private {
                payload.content.clone_from(&on.content);
            }
            InteractionResult::Show(payload)
        }
        Click::Share { entry, .. } => share(state, asked, entry, on).await,
        Click::Answer { entry, message, .. } => answer(state, asked, entry, *message, on).await,
        Click::Remove { by } if may_remove(state, asked, *by, on) => InteractionResult::Remove,
        Click::Remove { .. } => {
            InteractionResult::Show(Payload::text(wording::NOT_YOURS_TO_REMOVE))
        }
        Click::Mine { asker, .. } if *asker != me => {
            InteractionResult::Show(Payload::text(wording::NOT_YOURS))
        }
        Click::Mine { message, .. } => InteractionResult::Show(mine(state, asked, *message).await),
        Click::StillCorrect => {
            let chosen = values.first().and_then(|value| Chosen::decode(value));
            InteractionResult::Show(match chosen {
                Some(Chosen::Entry(entry)) => {
                    admin::answer(state, asked, AdminCommand::StillCorrect(entry)).await
                }
                _ => Payload::text(wording::OLD_BUTTON),
            })
        }
        Click::ForceReload => {
            let command = AdminCommand::Reload { force: true };
            InteractionResult::Show(admin::answer(state, asked, command).await)
        }
    }
}

async fn pick(state: &DiscordState, asked: &Asked, entry: &EntryId, asked_by: AskedBy) -> Reply {
    let asker = state.asker(asked.path, asked.person.id, Role::Member, asked_by);
    let request = Request::Pick { entry: entry.clone(), question: feedback::carried(asked) };
    state.bot.handle(request, &asker).await
}

/// Posts the card for all, and takes the button off the private one.
async fn share(state: &DiscordState, asked: &Asked, entry: &EntryId, on: &On) -> InteractionResult {
    let me = asked.person.id;
    if !asked.person.may_write {
        return InteractionResult::Tell(Payload::text(wording::NOT_YOURS_TO_POST));
    }
    let reply = pick(state, asked, entry, AskedBy::Again).await;
    let mut own = render::render(&reply, &Frame::private(me));
    if !state.may_share(asked.path, &asked.person) || !matches!(reply, Reply::Answer { .. }) {
        return InteractionResult::Show(own);
    }
    own.content.clone_from(&on.content);
    if !state.posted().first_time(on.id) {
        return InteractionResult::Show(own);
    }
    let over = wording::shared(&render::mention(me), &on.content);
    InteractionResult::Post { post: render::posted(&reply, &over, me), own, on: on.id }
}

/// Posts the card as a reply to the message that the menu was opened on.
async fn answer(
    state: &DiscordState,
    asked: &Asked,
    entry: &EntryId,
    message: MessageId,
    on: &On,
) -> InteractionResult {
    let me = asked.person.id;
    if !asked.person.may_write {
        return InteractionResult::Tell(Payload::text(wording::NOT_YOURS_TO_POST));
    }
    let reply = pick(state, asked, entry, AskedBy::Choice).await;
    if !matches!(reply, Reply::Answer { .. }) {
        return InteractionResult::Show(render::render(&reply, &Frame::private(me)));
    }
    if !state.posted().first_time(on.id) {
        return InteractionResult::Show(Payload::text(wording::POSTED));
    }
    let payload = render::posted(&reply, &wording::offered(&render::mention(me)), me);
    let channel = asked.path.channel;
    let posted = state.courier.post(channel, Some(message), &payload, &asked.id.to_string()).await;
    match posted {
        Ok(at) => {
            if let Some(entry) = reply.found() {
                admission::shown(state, asked.path, entry, at);
            }
            InteractionResult::Show(Payload::text(wording::POSTED))
        }
        Err(failure) => {
            state.posted().forget(&on.id);
            InteractionResult::Tell(Payload::text(&match verdict(&failure) {
                Verdict::Forbidden => wording::cannot_write(channel.get()),
                _ => wording::NOT_POSTED.to_owned(),
            }))
        }
    }
}

/// The answer to a question in a channel. The question is read again from Discord,
/// so that the button works after a restart and no text is kept here.
async fn mine(state: &DiscordState, asked: &Asked, message: MessageId) -> Payload {
    let question =
        match state.courier.read(MessageAt { channel: asked.path.channel, message }).await {
            Ok(message) if is_hidden(state, &message) => {
                return Payload::text(wording::QUESTION_HIDDEN);
            }
            Ok(message) => without_mentions(message["content"].as_str().unwrap_or_default()),
            Err(failure) => {
                return Payload::text(match verdict(&failure) {
                    Verdict::Gone => wording::QUESTION_GONE,
                    Verdict::Forbidden => wording::MAY_NOT_READ,
                    _ => wording::QUESTION_NOT_READ,
                });
            }
        };
    let request = match question.as_str() {
        "" => Request::Help,
        text => Request::Ask(Question::new(text)),
    };
    // What the message contains was told when it came.
    faq::answer_again(state, asked, request, true).await
}

/// Whether Discord hides what a message says, because it does not mention the bot. It then
/// hides the files as well.
fn is_hidden(state: &DiscordState, message: &Value) -> bool {
    let shows = |field: &str| message[field].as_array().is_some_and(|list| !list.is_empty());
    let written = message["content"].as_str().unwrap_or_default();
    !state.bindings.reads_content()
        && written.trim().is_empty()
        && !shows("attachments")
        && !shows("embeds")
}
