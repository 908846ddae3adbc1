//! Answers that stand in rooms, as an earlier run or another process has given them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use matrix_sdk::ruma::{EventId, MilliSecondsSinceUnixEpoch, OwnedEventId, OwnedRoomId, UInt};

use super::events;
use super::here::Here;
use super::network::NETWORK;
use super::state::{MatrixState, StandingAnswer};
use crate::faq::Entry;

/// How long a member waits until it is known whether an answer is still there.
const READ_WITHIN: Duration = Duration::from_secs(2);

/// Learns which answers stand. Without them, the next one is given in full.
pub async fn learn(state: &MatrixState) {
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
    let now = Instant::now();
    for one in standing {
        let Some((answer, asked)) = read(&one.answer) else { continue };
        let Ok(room) = OwnedRoomId::try_from(one.place) else { continue };
        // A machine that was started a minute ago has no earlier moment.
        let Some(given) = now.checked_sub(one.age) else { continue };
        state.cooldown().learned(room, &one.entry, StandingAnswer { answer, asked }, given);
    }
    if answers > 0 {
        tracing::info!(answers, "learned which answers stand in rooms");
    }
}

impl Here<'_> {
    /// Keeps an answer for other runs and processes.
    pub fn keep_standing(&self, entry: &Arc<Entry>, standing: &StandingAnswer) {
        let Some(lasts) = self.state.limits.cooldown() else { return };
        let place = self.room.room_id().to_string();
        self.state.bot.stands(NETWORK, (place, written(standing)), entry, lasts);
    }

    /// Whether an answer that was learned is still there: what became of it was not told.
    pub async fn still_stands(&self, answer: &EventId) -> bool {
        let read = tokio::time::timeout(READ_WITHIN, self.event(answer)).await;
        let Ok(Ok(event)) = read else { return false };
        let is_it = |standing: &StandingAnswer| standing.answer == answer;
        if events::is_redacted(event.raw()) {
            self.state.cooldown().forget(is_it);
            return false;
        }
        self.state.cooldown().is_there(is_it);
        true
    }
}

/// As the journal keeps it.
pub fn written(StandingAnswer { answer, asked }: &StandingAnswer) -> String {
    format!("{} {answer}", asked.get())
}

fn read(text: &str) -> Option<(OwnedEventId, MilliSecondsSinceUnixEpoch)> {
    let (asked, answer) = text.split_once(' ')?;
    let asked = UInt::new(asked.parse().ok()?)?;
    Some((OwnedEventId::try_from(answer).ok()?, MilliSecondsSinceUnixEpoch(asked)))
}
