//! Whether the journal works, for who watches the process.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

/// What is known of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It was not used yet.
    Starting,
    /// The last use of it went well.
    Works,
    /// It cannot be used, which the log says; questions are answered all the same.
    Lost,
}

/// The journal at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JournalState {
    /// What is known of the database.
    pub health: Health,
    /// Records that wait to be written.
    pub queued: usize,
    /// Records that were dropped since the start.
    pub dropped: u64,
}

/// What the writer and the senders of records tell.
#[derive(Debug, Default)]
pub struct Watched {
    /// Records that were dropped since the start.
    pub dropped: AtomicU64,
    health: AtomicU8,
}

impl Watched {
    /// The database works, or does not.
    pub fn works(&self, works: bool) {
        self.health.store(if works { 1 } else { 2 }, Ordering::Relaxed);
    }

    /// What was told last.
    pub fn health(&self) -> Health {
        match self.health.load(Ordering::Relaxed) {
            0 => Health::Starting,
            1 => Health::Works,
            _ => Health::Lost,
        }
    }
}
