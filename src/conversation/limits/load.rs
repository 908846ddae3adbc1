//! How long a question that comes now would wait: those that are being answered, times what one
//! of them costs.
//!
//! What a question costs is the time that the threads of the runtime were busy, divided by the
//! questions that were answered meanwhile. The time that each question takes would say nothing
//! of it: most of that is waiting, for the encoder and for the network, which many questions do
//! at once. Counting by busy time is right at any load, and includes what goes on in libraries.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use super::mean::Mean;

/// What a question costs until it is measured: more than on any machine so far.
const FIRST_GUESS: Duration = Duration::from_millis(10);
/// Questions that a measurement is made of.
const MEASURED: u32 = 8;
/// They have to be answered within this time. Otherwise the machine is idle, and what it does
/// besides would be counted as theirs.
const MEASURED_WITHIN: Duration = Duration::from_secs(2);
/// The log says at most once in this time that questions are turned away.
const LOGGED_EACH: Duration = Duration::from_secs(60);

/// What is being answered.
#[derive(Debug)]
pub struct Load {
    under_way: AtomicUsize,
    cost: Mean,
    window: Mutex<Window>,
    logged: Mutex<Option<Instant>>,
    /// `None` where no runtime is, in tests.
    runtime: Option<Handle>,
}

/// Counts the questions of one measurement.
#[derive(Clone, Copy, Debug)]
struct Window {
    since: Instant,
    busy: Duration,
    done: u32,
}

/// Something that is being answered, until it is dropped.
#[derive(Debug)]
pub struct UnderWay(Arc<Load>);

impl Load {
    /// Nothing is being answered; what is done is measured on the runtime that this is called on.
    pub fn measured() -> Self {
        let runtime = Handle::try_current().ok();
        let busy = runtime.as_ref().map_or(Duration::ZERO, busy);
        Self {
            under_way: AtomicUsize::new(0),
            cost: Mean::default(),
            window: Mutex::new(Window { since: Instant::now(), busy, done: 0 }),
            logged: Mutex::default(),
            runtime,
        }
    }

    /// Something begins to be answered.
    pub fn begin(self: &Arc<Self>) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(Arc::clone(self))
    }

    /// Whether what comes now, and has waited for `waited` already, would be answered later than
    /// `within`.
    pub fn is_too_much(&self, waited: Duration, within: Duration) -> bool {
        let under_way = self.under_way.load(Ordering::Relaxed);
        let cost = self.cost.get().unwrap_or(FIRST_GUESS);
        let threads = self.runtime.as_ref().map_or(1, |runtime| runtime.metrics().num_workers());
        let wait = waited + cost.mul_f64(under_way as f64 / threads as f64);
        if wait <= within {
            return false;
        }
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.is_none_or(|last| last.elapsed() >= LOGGED_EACH) {
            *logged = Some(Instant::now());
            tracing::warn!(
                under_way,
                cost_us = cost.as_micros() as u64,
                wait_ms = wait.as_millis() as u64,
                "more is asked than can be answered in time; those who ask now are told to try \
                 again in a moment"
            );
        }
        true
    }

    fn done(&self) {
        self.under_way.fetch_sub(1, Ordering::Relaxed);
        let busy = self.runtime.as_ref().map_or(Duration::ZERO, busy);
        self.count(Instant::now(), busy);
    }

    /// Counts a question that was answered, when the runtime has been busy for so long in all.
    fn count(&self, now: Instant, busy: Duration) {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        window.done += 1;
        let is_idle = now.duration_since(window.since) > MEASURED_WITHIN;
        // A thread tells how long it was busy only now and then: until it does, what it has done
        // would seem to cost nothing.
        let is_whole = window.done >= MEASURED && busy > window.busy;
        if !is_whole && !is_idle {
            return;
        }
        if !is_idle {
            self.cost.add(busy.saturating_sub(window.busy) / window.done);
        }
        *window = Window { since: now, busy, done: 0 };
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.done();
    }
}

/// How long the threads of a runtime have been busy, all together.
fn busy(runtime: &Handle) -> Duration {
    let metrics = runtime.metrics();
    (0..metrics.num_workers()).map(|worker| metrics.worker_total_busy_duration(worker)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_what_is_under_way_times_what_one_costs() {
        let load = Arc::new(Load::measured());
        let _under_way: Vec<_> = (0..100).map(|_| load.begin()).collect();
        let wait = |waited: u64, within: u64| {
            load.is_too_much(Duration::from_millis(waited), Duration::from_millis(within))
        };
        assert!(!wait(0, 1_000), "100 of 10 ms, as long as nothing is measured");
        assert!(wait(1, 1_000), "and what was waited before");
        let (start, mut busy) = (Instant::now(), Duration::ZERO);
        let mut measure = |cost: Duration, pause: Duration| {
            for n in 1..=400 {
                busy += cost;
                load.count(start + pause * n, busy);
            }
        };
        measure(Duration::from_millis(50), Duration::ZERO);
        assert!(!wait(0, 5_010) && wait(0, 4_990), "100 of 50 ms");
        measure(Duration::from_millis(2), Duration::ZERO);
        assert!(!wait(0, 210) && wait(0, 190), "100 of 2 ms");
        // A thread that has not told yet how long it was busy.
        measure(Duration::ZERO, Duration::ZERO);
        assert!(!wait(0, 210) && wait(0, 190), "100 of 2 ms");
        // What an idle machine does besides is not the cost of a question.
        measure(Duration::from_secs(1), Duration::from_secs(1));
        assert!(!wait(0, 210), "100 of 2 ms");
    }
}
