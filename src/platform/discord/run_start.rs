//! When this run of the bot began, in Discord's time. The clock of this machine may be hours
//! ahead or behind, while every id says when Discord made it. By the same ids it is known how
//! old something is that waited on its way.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serenity::model::id::MessageId;

const DAY_MS: u64 = 86_400_000;
/// The beginning of 2015, from which Discord counts, in milliseconds since 1970.
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

/// The beginning of a run. All times are in milliseconds since 1970.
#[derive(Debug)]
pub struct RunStart {
    // When Discord made what it told first; every message of this run was told.
    first_event: OnceLock<u64>,
    // What this machine's clock said at the start.
    clock: u64,
    started: Instant,
    // The least difference between the time since the start and the time of an id: what has it
    // came without a wait, and by it the wait of the others is known, whatever the clock says.
    least: AtomicI64,
}

impl RunStart {
    /// A run of which Discord has told nothing yet, and that began at `clock`.
    pub fn new(clock: SystemTime) -> Self {
        let since = clock.duration_since(UNIX_EPOCH).unwrap_or_default();
        let clock = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        Self {
            first_event: OnceLock::new(),
            clock,
            started: Instant::now(),
            least: AtomicI64::new(i64::MAX),
        }
    }

    /// Discord tells of something new with this id: a message or an interaction. Only the first
    /// one counts.
    pub fn told(&self, id: u64) {
        let _ = self.first_event.set(made(id));
        self.least.fetch_min(self.difference(id, self.started.elapsed()), Ordering::Relaxed);
    }

    /// How long ago Discord made what has this id, besides the shortest way that anything took.
    /// It was told before.
    pub fn age(&self, id: u64) -> Duration {
        self.age_at(id, self.started.elapsed())
    }

    fn age_at(&self, id: u64, elapsed: Duration) -> Duration {
        let least = self.least.load(Ordering::Relaxed);
        let age = self.difference(id, elapsed).saturating_sub(least);
        Duration::from_millis(u64::try_from(age).unwrap_or(0))
    }

    fn difference(&self, id: u64, elapsed: Duration) -> i64 {
        let elapsed = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
        elapsed.saturating_sub_unsigned(made(id))
    }

    /// Whether a message was written in this run.
    pub fn wrote(&self, message: MessageId) -> bool {
        self.first_event.get().is_some_and(|first| made(message.get()) >= *first)
    }

    /// Whether an earlier run may have answered a message: it was written in the day before
    /// this one began. Every deletion of such a message costs a call.
    pub fn follows(&self, message: MessageId) -> bool {
        let written = made(message.get());
        let began = self.first_event.get().unwrap_or(&self.clock);
        !self.wrote(message) && began.abs_diff(written) < DAY_MS
    }
}

/// When Discord made something: its id says so.
fn made(id: u64) -> u64 {
    (id >> 22) + DISCORD_EPOCH_MS
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_clock_may_be_wrong() {
        let at = |ms: u64| ((1_000 * DAY_MS + ms) << 22) + 7;
        let message = |ms| MessageId::new(at(ms));
        let true_time = UNIX_EPOCH + Duration::from_millis(DISCORD_EPOCH_MS + 1_000 * DAY_MS);
        let hours = Duration::from_secs(5 * 3_600);
        for clock in [true_time - hours, true_time, true_time + hours] {
            let run = RunStart::new(clock);
            assert!(!run.wrote(message(0)) && run.follows(message(0)), "nothing is told yet");
            run.told(at(5_000));
            run.told(at(9_000));
            for (ms, of_this_run) in [(0, false), (4_999, false), (5_000, true), (7_000, true)] {
                assert_eq!(run.wrote(message(ms)), of_this_run, "{ms} ms, {clock:?}");
                assert_eq!(run.follows(message(ms)), !of_this_run, "{ms} ms, {clock:?}");
            }
            // What came without a wait shows how old the others are.
            let now = run.started.elapsed();
            assert_eq!(run.age_at(at(9_000), now), Duration::ZERO);
            let ages = [run.age_at(at(7_000), now), run.age_at(at(12_000), now)];
            assert!(ages[0] >= Duration::from_millis(1_900) && ages[1].is_zero(), "{ages:?}");
            let days_ago = MessageId::new((990 * DAY_MS) << 22);
            assert!(!run.wrote(days_ago) && !run.follows(days_ago));
        }
    }
}
