//! Spaces out sessions. Discord allows 1,000 IDENTIFYs per day and takes the token away
//! from a bot that sends more; it wants five seconds between two. Every IDENTIFY counts, those
//! that serenity sends by itself as well.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Thirty sessions may follow one another quickly; in the long run there is one every hundred
/// seconds.
const SESSIONS_AT_ONCE: f64 = 30.0;
const SESSION_EVERY: f64 = 100.0;
/// Discord asks for this long between two sessions.
const APART: Duration = Duration::from_secs(5);
const APART_MAX: Duration = Duration::from_secs(60);
/// A connection that lasted this long counts as a success.
const SETTLED: Duration = Duration::from_secs(60);
/// How many of the day's sessions are left alone: other processes may use the same token, and
/// one IDENTIFY of each shard may be on its way when the rest is found to be used.
pub const RESERVE: u64 = 10;

/// The sessions of this process, known to the watchdog and to the thread of each connection.
#[derive(Clone, Debug)]
pub struct SharedSessions(Arc<Mutex<Sessions>>);

impl SharedSessions {
    /// No session yet.
    pub fn new(now: Instant) -> Self {
        Self(Arc::new(Mutex::new(Sessions::new(now))))
    }

    /// Held for a decision only.
    pub fn get(&self) -> MutexGuard<'_, Sessions> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// See the file's head.
#[derive(Debug)]
pub struct Sessions {
    left: f64,
    counted: Instant,
    // The last IDENTIFY, and the last connection, which may have failed before it.
    last: Option<Instant>,
    opened: Option<Instant>,
    // Connections in a row that ended early.
    short: u32,
    // How many Discord still allows, when it said so.
    allowed: Option<u64>,
}

impl Sessions {
    fn new(now: Instant) -> Self {
        Self {
            left: SESSIONS_AT_ONCE,
            counted: now,
            last: None,
            opened: None,
            short: 0,
            allowed: None,
        }
    }

    /// Discord said how many sessions it still allows.
    pub fn allowed(&mut self, remaining: u64) {
        self.allowed = Some(remaining);
    }

    /// How long to wait before the next connection, which has `count` shards.
    pub fn wait(&mut self, now: Instant, count: u32) -> Duration {
        self.earn(now);
        let needed = f64::from(count).min(SESSIONS_AT_ONCE);
        let owed = Duration::from_secs_f64((needed - self.left).max(0.0) * SESSION_EVERY);
        // Two short connections may be chance; from the third on the pauses double.
        let apart = APART * 2u32.saturating_pow(self.short.saturating_sub(2).min(8));
        let last = self.last.max(self.opened);
        let since = last.map_or(Duration::MAX, |last| now.saturating_duration_since(last));
        let wait = owed.max(apart.min(APART_MAX).saturating_sub(since));
        self.opened = Some(now + wait);
        wait
    }

    /// Counts an IDENTIFY; gives how long it has to be held back.
    pub fn identifies(&mut self, now: Instant) -> Duration {
        self.earn(now);
        self.left -= 1.0;
        self.allowed = self.allowed.map(|allowed| allowed.saturating_sub(1));
        let since = self.last.map_or(Duration::MAX, |last| now.saturating_duration_since(last));
        let hold = APART.saturating_sub(since);
        self.last = Some(now + hold);
        hold
    }

    /// Whether a connection of `count` shards that does not come up has to be given up, before
    /// it uses more sessions.
    pub fn are_spent(&mut self, now: Instant, count: u32) -> bool {
        self.earn(now);
        // A half more: the count of a session that was waited for is not exact.
        self.left < (SESSIONS_AT_ONCE - f64::from(count)).min(0.0) - 0.5
            || self.allowed.is_some_and(|allowed| allowed < RESERVE)
    }

    /// A connection has ended after this long.
    pub fn ended(&mut self, lasted: Duration) {
        self.short = if lasted < SETTLED { self.short + 1 } else { 0 };
    }

    fn earn(&mut self, now: Instant) {
        let earned = now.saturating_duration_since(self.counted).as_secs_f64() / SESSION_EVERY;
        self.left = (self.left + earned).min(SESSIONS_AT_ONCE);
        self.counted = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const DAY: Duration = Duration::from_secs(24 * 3_600);

    #[tokio::test]
    async fn sessions_last_the_day() {
        let mut now = Instant::now();
        let end = now + DAY;
        let mut sessions = Sessions::new(now);
        let mut started = 0;
        while now < end {
            now += sessions.wait(now, 1);
            now += sessions.identifies(now);
            started += 1;
            sessions.ended(SECOND);
            now += SECOND;
        }
        assert!((500..950).contains(&started), "{started} sessions in a day of failures");

        let now = Instant::now();
        let mut sessions = Sessions::new(now);
        assert_eq!(sessions.wait(now, 1), Duration::ZERO, "the first one at once");
        assert_eq!(sessions.identifies(now), Duration::ZERO);
        assert_eq!(sessions.wait(now + SECOND, 1), 4 * SECOND);
    }

    #[tokio::test]
    async fn a_connection_that_identifies_again_and_again_is_given_up() {
        let mut now = Instant::now();
        let end = now + DAY;
        let mut sessions = Sessions::new(now);
        let mut identified = 0;
        while now < end {
            now += sessions.wait(now, 1);
            while !sessions.are_spent(now, 1) {
                now += sessions.identifies(now);
                identified += 1;
            }
            sessions.ended(SECOND);
        }
        assert!((500..950).contains(&identified), "{identified} times in a day");
    }

    #[tokio::test]
    async fn identifies_keep_apart_whoever_sends_them() {
        let now = Instant::now();
        let mut sessions = Sessions::new(now);
        assert_eq!(sessions.identifies(now), Duration::ZERO);
        assert_eq!(sessions.identifies(now + SECOND), 4 * SECOND);
        assert_eq!(sessions.identifies(now + 7 * SECOND), 3 * SECOND, "the last was at 5 s");
        assert_eq!(sessions.wait(now + 12 * SECOND, 1), 3 * SECOND);
        assert_eq!(sessions.wait(now + 16 * SECOND, 1), 4 * SECOND, "one that never identified");
    }

    #[tokio::test]
    async fn what_discord_still_allows_is_not_used_up() {
        let now = Instant::now();
        let mut sessions = Sessions::new(now);
        sessions.allowed(RESERVE + 1);
        sessions.identifies(now);
        assert!(!sessions.are_spent(now, 1));
        sessions.identifies(now);
        assert!(sessions.are_spent(now, 1));
        sessions.allowed(1_000);
        assert!(!sessions.are_spent(now, 1), "the next day");
    }
}
