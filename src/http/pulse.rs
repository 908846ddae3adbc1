//! Whether the runtime's own timers are on time: a task that is to wake every second measures how
//! late it does. A runtime whose threads are all blocked wakes nothing, so that the last
//! wake-up becomes old.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often the task wakes.
const EVERY: Duration = Duration::from_secs(1);
/// A timer that is so late says that something blocks the runtime: members wait as long.
const LATE_MAX: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug)]
struct Beat {
    at: Instant,
    late: Duration,
}

/// The last wake-up.
#[derive(Clone, Debug)]
pub struct Pulse(Arc<Mutex<Beat>>);

impl Pulse {
    /// A pulse that is on time at `now`.
    pub fn new(now: Instant) -> Self {
        Self(Arc::new(Mutex::new(Beat { at: now, late: Duration::ZERO })))
    }

    /// Wakes until it is dropped.
    pub async fn beat(self) {
        loop {
            let due = Instant::now() + EVERY;
            tokio::time::sleep_until(due.into()).await;
            self.woke(Instant::now(), due);
        }
    }

    fn woke(&self, now: Instant, due: Instant) {
        let beat = Beat { at: now, late: now.saturating_duration_since(due) };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = beat;
    }

    /// How late the timers are: at the last wake-up, or by now if it should have been followed
    /// by another one.
    pub fn lateness(&self, now: Instant) -> Duration {
        let Beat { at, late } = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        late.max(now.saturating_duration_since(at + EVERY))
    }

    /// Whether the timers are on time.
    pub fn is_on_time(&self, now: Instant) -> bool {
        self.lateness(now) <= LATE_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_are_late_when_they_woke_late_or_do_not_wake() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let pulse = Pulse::new(start);
        assert!(pulse.is_on_time(at(0)) && pulse.is_on_time(at(6)));
        assert!(!pulse.is_on_time(at(7)), "nothing woke for seven seconds");
        pulse.woke(at(8), at(1));
        assert!(!pulse.is_on_time(at(8)), "it woke seven seconds late");
        pulse.woke(at(9), at(9));
        assert!(pulse.is_on_time(at(9)), "it is on time again");
    }
}
