//! Mentions, replies and direct messages: one answer each, which follows the
//! question when it is edited or deleted.

use std::sync::Arc;

use serenity::model::id::{ChannelId, MessageId, UserId};

use super::admission;
use super::api::Failure;
use super::bindings::DiscordAnswers;
use super::deliver::lacks_embed_links;
use super::incoming::{Heard, How};
use super::payload::Payload;
use super::place::{ChannelPath, MessageAt};
use super::render::{self, Frame};
use super::standing;
use super::state::{DiscordState, MessageExchange};
use super::verdict::{Verdict, verdict};
use crate::bot::{Answer, AskedBy, PersonKey, Question, Reply, Request, Role};
use crate::conversation::exchange::{AnswerContent, Edit};
use crate::conversation::limits::{Admission, Load, UnderWay};
use crate::platform::discord::wording;
use crate::privacy;
use crate::wording::PATIENT_IN_MESSAGE;
use crate::wording::cut::cut;

/// Longest name of a thread.
const THREAD_NAME_MAX: usize = 100;

/// Acts on a message.
pub fn take(state: &Arc<DiscordState>, heard: Heard) {
    let overheard = heard.how == How::Overheard;
    if overheard && state.is_of_team(heard.path) {
        return;
    }
    if overheard && (!heard.readable || !state.bindings.auto_answer(heard.path)) {
        return;
    }
    if state.courier.is_muted(heard.path.channel) {
        return;
    }
    let exchange = MessageExchange {
        overheard,
        text: Some(state.hash_of(&heard.text)),
        ..MessageExchange::new(heard.id, heard.author.id)
    };
    if !state.ledger().asked(exchange) {
        return;
    }
    begin(state, heard, overheard);
}

/// Answers a question that the ledger has taken, unless there are too many.
fn begin(state: &Arc<DiscordState>, heard: Heard, overheard: bool) {
    // What is said to others counts only when the bot is sure and answers it.
    let admission = match overheard {
        true => Admission::Admitted,
        false => {
            let asked_by = asked_by(heard.how, overheard);
            admission::of_message(state, heard.path, heard.author.id, asked_by)
        }
    };
    let under_way =
        (admission == Admission::Admitted).then(|| state.limits.load().map(Load::begin));
    // Taken here and not on the task: an edit that is next in line waits for it.
    let mut turn = state.turns.take(heard.id);
    let shared = Arc::clone(state);
    state.tasks.spawn(async move {
        turn.begins().await;
        answer(&shared, &heard, overheard, (admission, under_way.flatten())).await;
    });
}

async fn answer(
    state: &DiscordState,
    heard: &Heard,
    overheard: bool,
    (admission, under_way): (Admission, Option<UnderWay>),
) {
    let author = heard.author.id;
    let asked_by = asked_by(heard.how, overheard);
    let reply = match admission {
        Admission::Admitted => reply_to(state, heard.path, &heard.text, author, asked_by).await,
        Admission::Told(why) => Some(Reply::NotNow(why)),
        Admission::Silent(_) => None,
    };
    // A busy channel makes the message wait, which costs this machine nothing.
    drop(under_way);
    let refused = |_: &Reply| {
        overheard
            && admission::of_message(state, heard.path, author, asked_by) != Admission::Admitted
    };
    let Some(reply) = reply.filter(|reply| !refused(reply)) else {
        return state.ledger().unanswered(&heard.id);
    };
    let reply = admission::repeated(state, heard.path, &reply).await.unwrap_or(reply);
    let is_refusal = matches!(reply, Reply::NotNow(_));
    let payload = if heard.readable || heard.how == How::Mention || is_refusal {
        render::render(&reply, &frame(heard.how, author, &heard.text))
    } else if heard.how == How::Reply && !state.bindings.reads_content() {
        Payload::text(wording::HIDDEN)
    } else {
        Payload::text(crate::wording::unreadable())
    };
    let answered = match post(state, heard, &reply, &payload).await {
        Err(failure) if !overheard && lacks_embed_links(&failure) => {
            say_that_cards_are_missing(state, heard).await.map_err(|_| failure)
        }
        done => done,
    };
    match answered {
        Ok(at) => {
            state.ledger().answered(&heard.id, at, shown(&reply));
            if let Some(entry) = reply.found() {
                admission::shown(state, heard.path, entry, at);
            }
            warn(state, heard, Some(at)).await;
        }
        Err(failure) => {
            warn(state, heard, None).await;
            state.ledger().unanswered(&heard.id);
            if verdict(&failure) == Verdict::Forbidden {
                say_so_or_mute(state, heard, overheard).await;
            }
        }
    }
}

/// What is remembered of an answer: the question as the journal knows it, which goes with its
/// message.
fn shown(reply: &Reply) -> AnswerContent {
    let recorded = match reply {
        Reply::Answer { feedback, .. } => feedback.question,
        _ => None,
    };
    AnswerContent { recorded, ..AnswerContent::default() }
}

/// How the answer to a message is shown. In a direct message it says itself that the question
/// seems to be about a patient, and stops saying so when the question is edited.
fn frame(how: How, author: UserId, text: &str) -> Frame {
    let warns = how == How::Direct && privacy::mask(text).looks_like_patient_data();
    Frame { warning: warns.then_some(PATIENT_IN_MESSAGE), ..Frame::public(author) }
}

/// Tells the author of a message in a server, once, that it seems to be about a patient: by
/// direct message, or else where the answer is. The words of the message are not repeated.
async fn warn(state: &DiscordState, heard: &Heard, answer: Option<MessageAt>) {
    let Heard { id, path, author, text, how, .. } = heard;
    let is_told = *how == How::Direct || !state.ledger().is_to_be_warned(id);
    if is_told || !privacy::mask(text).looks_like_patient_data() {
        return;
    }
    state.ledger().warned(id, None);
    // With the nonce of the answer, Discord would take this for the answer sent again.
    let nonce = format!("{id}-p");
    let link = id.link(path.channel, path.server);
    let privately = Payload::text(&wording::patient_in_message(&link));
    if state.courier.tell(author.id, &privately, &nonce).await {
        return;
    }
    if let Some(MessageAt { channel, message: _ }) = answer {
        let mention = render::mention(author.id);
        let here = Payload::text(&wording::patient_in_message_here(&mention));
        let posted = if path.parent.is_some() || channel != path.channel {
            state.courier.post_in_thread(channel, None, &here, &nonce).await
        } else {
            state.courier.post(channel, None, &here, &nonce).await
        };
        // A failure is logged where it happens, and there is no further place to say it.
        state.ledger().warned(id, posted.ok());
    }
}

/// A sentence gets no thread, and nothing that is to be opened.
fn is_courtesy(reply: &Reply) -> bool {
    matches!(reply, Reply::Help | Reply::NotNow(_) | Reply::AnsweredBefore { .. })
}

async fn post(
    state: &DiscordState,
    heard: &Heard,
    reply: &Reply,
    payload: &Payload,
) -> Result<MessageAt, Failure> {
    let channel = heard.path.channel;
    let nonce = heard.id.to_string();
    match state.bindings.answers(heard.path) {
        _ if is_courtesy(reply) => {}
        DiscordAnswers::Private => {
            let question = match reply {
                Reply::Answer { feedback, .. } => feedback.question,
                _ => None,
            };
            let ready = render::ready(heard.author.id, heard.id, question);
            return state.courier.post(channel, Some(heard.id), &ready, &nonce).await;
        }
        DiscordAnswers::Thread if heard.path.parent.is_none() => {
            // The words of the question would stay when it is deleted.
            let name = match reply {
                Reply::Answer { answer: Answer::Found { entry, .. }, .. } => &entry.question,
                _ => wording::THREAD_NAME,
            };
            let name = cut(name, THREAD_NAME_MAX);
            let question = MessageAt { channel, message: heard.id };
            // Where no thread may be opened, or not written in, an answer in the channel beats
            // none.
            if let Ok(thread) = state.courier.open_thread(question, &name).await {
                state.places.learn_thread(thread, channel);
                match state.courier.post_in_thread(thread, None, payload, &nonce).await {
                    Err(failure)
                        if verdict(&failure) == Verdict::Forbidden
                            && !lacks_embed_links(&failure) => {}
                    done => return done,
                }
            }
        }
        DiscordAnswers::Public | DiscordAnswers::Thread => {}
    }
    if heard.path.parent.is_some() {
        return state.courier.post_in_thread(channel, Some(heard.id), payload, &nonce).await;
    }
    state.courier.post(channel, Some(heard.id), payload, &nonce).await
}

/// The bot may write in the channel, but show no card there.
async fn say_that_cards_are_missing(
    state: &DiscordState,
    heard: &Heard,
) -> Result<MessageAt, Failure> {
    let payload = Payload::text(wording::MAY_NOT_EMBED);
    // With the nonce of the card, Discord would take this for the card sent again.
    let nonce = format!("{}-text", heard.id);
    state.courier.post(heard.path.channel, Some(heard.id), &payload, &nonce).await
}

/// The bot may not write in the channel: it tells the asker alone, or else leaves
/// the channel alone, so that not every message there costs a refused call.
async fn say_so_or_mute(state: &DiscordState, heard: &Heard, overheard: bool) {
    let channel = heard.path.channel;
    let told = !overheard && {
        let payload = Payload::text(&wording::cannot_write(channel.get()));
        state.courier.tell(heard.author.id, &payload, &heard.id.to_string()).await
    };
    if !told {
        state.courier.mute(channel);
    }
}

/// `None` when it is better to say nothing.
async fn reply_to(
    state: &DiscordState,
    path: ChannelPath,
    text: &str,
    author: UserId,
    asked_by: AskedBy,
) -> Option<Reply> {
    let request = match text {
        "" => Request::Help,
        text => Request::Ask(Question::new(text)),
    };
    let asker = state.asker(path, author, Role::Member, asked_by);
    let reply = state.bot.handle(request, &asker).await;
    let sure = matches!(reply, Reply::Answer { answer: Answer::Found { .. }, .. });
    (sure || asked_by != AskedBy::Overheard).then_some(reply)
}

fn asked_by(how: How, overheard: bool) -> AskedBy {
    match how {
        _ if overheard => AskedBy::Overheard,
        // An edit may have taken the mention away; the question stays one.
        How::Mention | How::Overheard => AskedBy::Mention,
        How::Reply => AskedBy::Reply,
        How::Direct => AskedBy::Message,
    }
}

/// The answer follows the question's new text; a message that did not ask the bot before its
/// edit is answered now.
pub fn edited(state: &Arc<DiscordState>, heard: Heard) {
    let Heard { id, path, how, .. } = heard;
    // Without its mention, Discord hides what the question says now.
    let is_hidden = how != How::Direct && !heard.readable;
    if !is_hidden && how != How::Overheard && asked_by_edit(state, &heard) {
        return begin(state, heard, false);
    }
    let mut turn = state.turns.take(id);
    let shared = Arc::clone(state);
    state.tasks.spawn(async move {
        turn.begins().await;
        let state = shared;
        let text = &heard.text;
        let edit = Edit::Text(state.hash_of(text));
        let exchange = state.ledger().edited(&id, None, edit);
        let Some(exchange) = exchange else { return };
        // The edit replaces the question that was recorded.
        if let Some(before) = exchange.recorded() {
            state.bot.forget_question(before);
        }
        // The answer stays: it may still be one to what the question says now.
        if is_hidden {
            return;
        }
        let MessageExchange { answer: Some(at), asker, overheard, .. } = exchange else { return };
        match reply_to(&state, path, text, asker, asked_by(how, overheard)).await {
            Some(reply) => {
                let is_private = state.bindings.answers(path) == DiscordAnswers::Private;
                let payload = match is_private && !is_courtesy(&reply) {
                    // A private answer is made when it is opened, of the question as it then is.
                    true => render::ready(asker, id, shown(&reply).recorded),
                    false => render::render(&reply, &frame(how, asker, text)),
                };
                state.ledger().changed(&id, shown(&reply));
                // Whatever becomes of the edit, nothing leads to the old answer any more.
                standing::is_gone(&state, at);
                let changed = state.courier.change(at, &payload).await;
                if let (Some(entry), Ok(())) = (reply.found(), changed) {
                    admission::shown(&state, path, entry, at);
                }
                warn(&state, &heard, Some(at)).await;
            }
            None => {
                state.ledger().unanswered(&id);
                standing::is_gone(&state, at);
                let _ = state.courier.delete(at).await;
            }
        }
    });
}

/// Whether an edit makes this message a question that is to be answered now. A message of
/// before this run may have been answered by an earlier one.
fn asked_by_edit(state: &DiscordState, heard: &Heard) -> bool {
    if !state.run.wrote(heard.id) || state.courier.is_muted(heard.path.channel) {
        return false;
    }
    let text = Some(state.hash_of(&heard.text));
    let exchange = MessageExchange { text, ..MessageExchange::new(heard.id, heard.author.id) };
    state.ledger().asked_by_edit(exchange)
}

/// Deletes the answers of questions that were deleted.
pub fn deleted(
    state: &Arc<DiscordState>,
    me: Option<UserId>,
    channel: ChannelId,
    ids: &[MessageId],
) {
    // One of them may be an answer.
    let is_gone = |at: &MessageAt| at.channel == channel && ids.contains(&at.message);
    state.cooldown().forget(is_gone);
    let mut of_before = Vec::new();
    for &id in ids {
        if !state.ledger().is_known(&id) {
            // At once, because the message itself may be told next.
            state.ledger().removed(&id);
            if state.run.follows(id) {
                of_before.push(id);
            }
            continue;
        }
        let mut turn = state.turns.take(id);
        let shared = Arc::clone(state);
        state.tasks.spawn(async move {
            turn.begins().await;
            let asker = shared.ledger().asker_of(&id);
            if let Some(asker) = asker {
                let person = PersonKey::new(asker.to_string());
                shared.bot.forget_evidence("discord", &channel.to_string(), &person);
            }
            let (warning, recorded, answer) = {
                let mut ledger = shared.ledger();
                let recorded = ledger.of_question(&id).and_then(|exchange| exchange.recorded());
                (ledger.take_warning(&id), recorded, ledger.removed(&id))
            };
            if let Some(question) = recorded {
                shared.bot.forget_question(question);
            }
            shared.cooldown().forget(|at| answer.as_ref() == Some(at));
            for at in [answer, warning].into_iter().flatten() {
                let _ = shared.courier.delete(at).await;
            }
        });
    }
    // An earlier run may have answered them, and what it knew is gone.
    if let Some(me) = me.filter(|_| !of_before.is_empty()) {
        let shared = Arc::clone(state);
        state.tasks.spawn(async move {
            let mut answers = shared.courier.replies_of(me, channel, &of_before).await;
            if shared.bindings.opens_threads() {
                for &question in &of_before {
                    answers.extend(shared.courier.answer_in_thread_of(me, question).await);
                }
            }
            for at in answers {
                let _ = shared.courier.delete(at).await;
            }
        });
    }
}
