//! Whether a question is answered in full: not when its asker, its channel or the machine has
//! too many, nor when the same answer stands in the channel already.

use std::sync::Arc;
use std::time::{Duration, Instant as Now};

use serenity::model::id::UserId;
use tokio::time::Instant;

use super::bindings::DiscordAnswers;
use super::commands::command::Command;
use super::incoming::{Asked, What};
use super::place::{ChannelPath, MessageAt};
use super::standing;
use super::state::{DiscordState, NETWORK};
use crate::bot::{AskedBy, NotNow, Reply, Role};
use crate::conversation::limits::Admission;
use crate::faq::Entry;

/// A question that would wait longer for a processor is turned away. Members want their answer
/// within 2.5 s; the rest of that is for the encoder, for the way, and for what the estimate
/// misses.
const WAIT_MAX: Duration = Duration::from_millis(1_000);

/// Discord takes no answer to an interaction that is older. What the connection has held back for
/// so long must not cost a call, which would make all others too late as well.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3);

/// Whether it is too late for any answer.
pub fn is_too_late(state: &DiscordState, asked: &Asked) -> bool {
    let is_late = state.run.age(asked.id.get()) > ANSWERED_WITHIN;
    if is_late {
        state.bot.metrics().not_answered(NETWORK, "too_late");
    }
    is_late
}

/// Why an interaction is not answered. Discord shows an error when there is no answer at all, so
/// that whoever is not told why in a message is told here each time, and reads it alone.
pub fn refusal(state: &DiscordState, asked: &Asked, arrived: Instant) -> Option<NotNow> {
    let why = why_not(state, asked, arrived)?;
    state.bot.metrics().not_answered(NETWORK, why.word());
    Some(why)
}

fn why_not(state: &DiscordState, asked: &Asked, arrived: Instant) -> Option<NotNow> {
    // It may have waited before it reached the program, and since.
    let waited = arrived.elapsed().max(state.run.age(asked.id.get()));
    let asked_by = match &asked.what {
        What::Command(Command::Ask { .. }) => AskedBy::Command,
        What::Command(Command::Pick { .. }) => AskedBy::Suggestion,
        What::Command(Command::Menu(_)) => AskedBy::Menu,
        What::Typing(_) if is_overloaded(state, waited) => return Some(NotNow::Overloaded),
        _ => return None,
    };
    if is_overloaded(state, waited) {
        return Some(NotNow::Overloaded);
    }
    let asker = state.asker(asked.path, asked.person.id, Role::Member, asked_by);
    state.limits.check(&asker).refusal()
}

/// Whether a message is answered.
pub fn of_message(
    state: &DiscordState,
    path: ChannelPath,
    author: UserId,
    asked_by: AskedBy,
) -> Admission {
    let asker = state.asker(path, author, Role::Member, asked_by);
    let admission = match is_overloaded(state, Duration::ZERO) {
        true => state.limits.turn_away(&asker),
        false => state.limits.check(&asker),
    };
    if let Some(why) = admission.refusal() {
        state.bot.metrics().not_answered(NETWORK, why.word());
    }
    admission
}

fn is_overloaded(state: &DiscordState, waited: Duration) -> bool {
    let load = state.limits.load();
    load.is_some_and(|load| load.is_too_much(waited, WAIT_MAX))
}

/// What is said in place of a reply that shows what everybody can read in the channel already.
pub async fn repeated(state: &DiscordState, path: ChannelPath, reply: &Reply) -> Option<Reply> {
    let entry = reply.found().filter(|_| is_public(state, path))?;
    let earlier = state.cooldown().earlier(path.channel, entry, Now::now()).copied()?;
    let is_learned = state.cooldown().is_learned(path.channel, entry);
    if is_learned && !standing::is_there(state, earlier).await {
        return None;
    }
    let link = earlier.message.link(earlier.channel, path.server);
    state.bot.metrics().linked(NETWORK);
    Some(Reply::AnsweredBefore { question: entry.question.clone(), link })
}

/// Takes note of a message that shows an entry to everybody in the channel where it was asked,
/// and in the thread where it may stand.
pub fn shown(state: &DiscordState, path: ChannelPath, entry: &Arc<Entry>, at: MessageAt) {
    if !is_public(state, path) {
        return;
    }
    let mut cooldown = state.cooldown();
    cooldown.gave(path.channel, entry, at, Now::now());
    cooldown.gave(at.channel, entry, at, Now::now());
    drop(cooldown);
    let places =
        if path.channel == at.channel { &[at.channel][..] } else { &[path.channel, at.channel] };
    standing::keep(state, places, entry, at);
}

/// Whether everybody in the channel reads the answers to messages.
fn is_public(state: &DiscordState, path: ChannelPath) -> bool {
    path.server.is_some() && state.bindings.answers(path) != DiscordAnswers::Private
}
