//! Answers that stand in channels, as an earlier run or another process has given them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serenity::model::id::{ChannelId, MessageId};

use super::place::MessageAt;
use super::state::{DiscordState, NETWORK};
use super::verdict::{Verdict, verdict};
use crate::faq::Entry;

/// How long a member waits until it is known whether an answer is still there.
const READ_WITHIN: Duration = Duration::from_secs(1);

/// Keeps an answer for other runs and processes.
pub fn keep(state: &DiscordState, places: &[ChannelId], entry: &Arc<Entry>, at: MessageAt) {
    let Some(lasts) = state.limits.cooldown() else { return };
    for place in places {
        let answer = format!("{}/{}", at.channel, at.message);
        state.bot.stands(NETWORK, (place.to_string(), answer), entry, lasts);
    }
}

/// Takes note that an answer shows something else now, or is gone.
pub fn is_gone(state: &DiscordState, at: MessageAt) {
    state.cooldown().forget(|answer| *answer == at);
    if state.limits.cooldown().is_some() {
        state.bot.stands_no_more(NETWORK, format!("{}/{}", at.channel, at.message));
    }
}

/// Learns which answers stand. Without them, the next one is given in full.
pub async fn learn(state: &DiscordState) {
    if state.limits.cooldown().is_none() {
        return;
    }
    let standing = match state.bot.standing(NETWORK).await {
        Ok(standing) => standing,
        Err(fault) => {
            return tracing::debug!(cause = %fault, "the journal does not give standing answers");
        }
    };
    let answers = standing.len();
    let mut cooldown = state.cooldown();
    let now = Instant::now();
    for one in standing {
        let Some((channel, message)) = one.answer.split_once('/') else { continue };
        let (Some(place), Some(channel), Some(message)) =
            (id(&one.place), id(channel), id(message))
        else {
            continue;
        };
        let at = MessageAt { channel: ChannelId::new(channel), message: MessageId::new(message) };
        // A machine that was started a minute ago has no earlier moment.
        if let Some(given) = now.checked_sub(one.age) {
            cooldown.learned(ChannelId::new(place), &one.entry, at, given);
        }
    }
    drop(cooldown);
    if answers > 0 {
        tracing::info!(answers, "learned which answers stand in channels");
    }
}

fn id(text: &str) -> Option<u64> {
    text.parse().ok().filter(|&id| id != 0)
}

/// Whether an answer that was learned is still there: what became of it was not told.
pub async fn is_there(state: &DiscordState, at: MessageAt) -> bool {
    match tokio::time::timeout(READ_WITHIN, state.courier.read(at)).await {
        Ok(Ok(_)) => {
            state.cooldown().is_there(|answer| *answer == at);
            true
        }
        Ok(Err(failure)) if !matches!(verdict(&failure), Verdict::Retry(_)) => {
            state.cooldown().forget(|answer| *answer == at);
            false
        }
        Ok(Err(_)) | Err(_) => false,
    }
}
