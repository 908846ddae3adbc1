//! The threads that encode the texts of a FAQ.

use std::panic::resume_unwind;
use std::thread;

use crate::search::meaning::{Encoder, Threads, Vector};

/// Threads that encode side by side, each texts of its own. Threads that share one text wait
/// for each other at each layer of the model, which costs most on a busy machine.
#[derive(Debug)]
pub struct Crew(Vec<Threads>);

impl Crew {
    /// How many there are.
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// For work that somebody waits for.
    pub fn of_all_cores() -> Self {
        Self::new(cores())
    }

    /// `count` threads, of the priority of the one that calls this.
    pub fn new(count: usize) -> Self {
        Self((0..count).map(|_| Threads::new(1)).collect())
    }

    /// The vectors of texts, in their order.
    pub fn encode(&self, encoder: &Encoder, texts: &[&str]) -> Vec<Vector> {
        let share = texts.len().div_ceil(self.0.len()).max(1);
        thread::scope(|scope| {
            let shares = texts.chunks(share).zip(&self.0);
            let running: Vec<_> = shares
                .map(|(texts, threads)| scope.spawn(move || encoder.encode(texts, threads)))
                .collect();
            let done = running.into_iter().map(|share| share.join());
            done.flat_map(|share| share.unwrap_or_else(|panic| resume_unwind(panic))).collect()
        })
    }
}

/// Gives the thread that calls it the lowest priority, for the rest of its life.
pub fn lower_priority() {
    // On Linux a thread has a priority of its own; elsewhere the whole process would get it.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(19) {
        tracing::debug!(%error, "the priority cannot be lowered; encoding goes on at the usual one");
    }
}

/// Cores of this machine that the process may use.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, Into::into)
}
