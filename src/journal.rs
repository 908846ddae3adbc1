//! The journal: what was asked and how it was answered, so that the FAQ's authors see what is
//! missing. The only place that names sqlx.
//!
//! A row a question, without its author, with its text masked; after `keep_days` only counts by
//! day, outcome and entry are left. It is kept in a SQLite file, or in PostgreSQL when several
//! processes share it.
//!
//! No answer waits for it: [`Journal::asked`] puts a record into a bounded queue, `writer` takes
//! it from there. `store` has the statements that write, [`Reader`] those that read, `database`
//! what differs between both databases.

mod askers;
mod clock;
mod config;
mod counts;
mod database;
mod fault;
mod file;
mod needs;
mod reader;
mod record;
mod store;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use config::{Config, DatabasePlace, Settings, SettingsError, URL};
pub use counts::AskedCounts;
pub use fault::Fault;
pub use needs::{Missed, Verdict};
pub use reader::{DayStats, Exported, Reader, Stats};
pub use record::{Answered, Picked, QuestionId};

use askers::Askers;
use record::{Record, day_of};
use writer::Writer;

/// Log targets of the database library. It quotes statements and the server's notices.
pub const MUTED_IN_LOG: &[&str] = &["sqlx"];

/// How many records may wait. At 200 questions a second, that is 20 seconds of a database that
/// does not respond, and 4 MB.
const QUEUE: usize = 4_096;

/// Where the bot tells what happens. Nothing here waits, and nothing fails.
#[derive(Debug)]
pub struct Journal {
    records: mpsc::Sender<Record>,
    counts: Arc<AskedCounts>,
    dropped: Arc<AtomicU64>,
    askers: Askers,
    next: AtomicU32,
    encrypted_rooms: bool,
}

/// The task that writes.
#[derive(Debug)]
pub struct Writing {
    task: JoinHandle<()>,
    closing: CancellationToken,
}

impl Journal {
    /// Begins to record. Needs a tokio runtime with time and IO.
    pub fn start(settings: Settings) -> (Self, Writing) {
        let (records, queue) = mpsc::channel(QUEUE);
        let (counts, dropped) = (Arc::default(), Arc::default());
        let closing = CancellationToken::new();
        let encrypted_rooms = settings.encrypted_rooms;
        let writer = Writer::new(
            settings,
            queue,
            Arc::clone(&counts),
            Arc::clone(&dropped),
            closing.clone(),
        );
        let task = tokio::spawn(writer.run());
        let mut seed = [0; 4];
        // Ids would only be easier to guess.
        let _ = getrandom::fill(&mut seed);
        let next = AtomicU32::new(u32::from_le_bytes(seed));
        let askers = Askers::default();
        let journal = Self { records, counts, dropped, askers, next, encrypted_rooms };
        (journal, Writing { task, closing })
    }

    /// Records a question. `person` is the network's key of who asked, of which only a hash is
    /// kept that is different every day.
    pub fn asked(&self, person: &str, answered: Answered) -> QuestionId {
        let at = clock::now();
        let id = QuestionId::new(at, self.next.fetch_add(1, Ordering::Relaxed));
        let asker = self.askers.hash(day_of(at), answered.network, person);
        self.send(Record::Asked { id, at, asker, answered });
        id
    }

    /// Records that an entry was picked among those offered.
    pub fn picked(&self, picked: Picked) {
        self.send(Record::Picked { at: clock::now(), picked });
    }

    /// Whether the text of what is asked in an encrypted room may be kept.
    pub fn keeps_encrypted(&self) -> bool {
        self.encrypted_rooms
    }

    /// How often each entry was the answer lately. An answer that is added there must be
    /// recorded as well.
    pub fn counts(&self) -> &Arc<AskedCounts> {
        &self.counts
    }

    fn send(&self, record: Record) {
        if let Err(error) = self.records.try_send(record) {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            let (mpsc::error::TrySendError::Full(record)
            | mpsc::error::TrySendError::Closed(record)) = error;
            if let Some(entry) = record.counted() {
                self.counts.settle(entry);
            }
        }
    }
}

impl Writing {
    /// Writes what waits, and ends. What takes longer than `within` is lost, which is logged.
    pub async fn finish(self, within: Duration) {
        self.closing.cancel();
        if tokio::time::timeout(within, self.task).await.is_err() {
            tracing::warn!(
                within_ms = within.as_millis(),
                "the journal did not take the last questions in time for the shutdown, they are \
                 not recorded"
            );
        }
    }
}
