//! The task that writes: batches of what the bot tells, and once an hour what keeps the journal
//! small. It has the only connection of the running bot, so that nothing in the process waits
//! for a lock of its own.
//!
//! Whatever is wrong with the database, the log says so once, the task tries again, and what the
//! queue cannot hold meanwhile is counted as dropped.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use backon::BackoffBuilder as _;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::config::{DatabasePlace, Settings};
use super::counts::AskedCounts;
use super::database::{Connection, Missing};
use super::fault::Fault;
use super::file::{self, Identity};
use super::persons::Persons;
use super::record::{Record, day_of};
use super::salvage::{self, Salvage};
use super::state::Watched;
use super::{ahead, clock, feedback, standing, store};

/// How many records are written in one transaction, and how long the first of them waits for
/// others: a crash loses no more than that.
const BATCH: usize = 256;
const GATHER: Duration = Duration::from_millis(100);
/// The pauses before a write is tried again; chance makes each up to twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// How often old questions are deleted and the counts in memory are read again.
const UPKEEP: Duration = Duration::from_secs(3_600);
const UPKEEP_AGAIN: Duration = Duration::from_secs(60);
/// How often the counts are read again that other processes write too: it takes some 50 ms of the
/// server with a month of a million questions.
const RECOUNT: Duration = Duration::from_secs(60);
/// A file that is damaged again so soon is left in place: its disk is.
const SET_ASIDE_AGAIN: Duration = Duration::from_secs(3_600);
/// Who wants to be told of an answer is forgotten after so long.
const FOLLOWED: i64 = 30 * 86_400_000;
/// The answers of so many days order the suggestions before anything is typed.
const ASKED_LATELY: i64 = 30;

/// What the task works with.
#[derive(Debug)]
pub struct Writer {
    settings: Settings,
    persons: Arc<Persons>,
    records: mpsc::Receiver<Record>,
    counts: Arc<AskedCounts>,
    watched: Arc<Watched>,
    closing: CancellationToken,
    batch: Vec<Record>,
    connection: Option<(Connection, Option<Identity>)>,
    outage: Option<Outage>,
    /// How many drops the log has told of.
    told: u64,
    set_aside: Option<Instant>,
    /// What a new file takes over from the damaged one.
    salvage: Option<Salvage>,
    /// Whether the upkeep of the start is over.
    is_kept_up: bool,
}

/// The database does not work.
#[derive(Debug)]
struct Outage {
    since: Instant,
}

impl Writer {
    /// A task that has not begun.
    pub fn new(
        settings: Settings,
        persons: Arc<Persons>,
        records: mpsc::Receiver<Record>,
        counts: Arc<AskedCounts>,
        watched: Arc<Watched>,
        closing: CancellationToken,
    ) -> Self {
        Self {
            settings,
            persons,
            records,
            counts,
            watched,
            closing,
            batch: Vec::with_capacity(BATCH),
            connection: None,
            outage: None,
            told: 0,
            set_aside: None,
            salvage: None,
            is_kept_up: false,
        }
    }

    /// Writes until it is told to end, then what is left.
    pub async fn run(mut self) {
        let mut upkeep = Instant::now();
        // Of a file, no other process writes counts.
        let mut recount = self.settings.place.file().is_none().then_some(upkeep + RECOUNT);
        loop {
            let next_recount = recount.unwrap_or(upkeep + UPKEEP);
            tokio::select! {
                biased;
                () = self.closing.cancelled() => break,
                () = sleep_until(upkeep) => {
                    let went_well = self.upkeep().await;
                    if went_well && self.outage.is_none() {
                        self.watched.works(true);
                    }
                    let next = if went_well { UPKEEP } else { UPKEEP_AGAIN };
                    upkeep = Instant::now() + next;
                    continue;
                }
                () = sleep_until(next_recount), if recount.is_some() => {
                    // What fails is told with the next record.
                    let _ = self.recount().await;
                    recount = Some(Instant::now() + RECOUNT);
                    continue;
                }
                received = self.records.recv_many(&mut self.batch, BATCH) => {
                    if received == 0 {
                        break;
                    }
                }
            }
            self.gather().await;
            self.write().await;
        }
        self.write_rest().await;
    }

    /// Waits a moment for more of a batch.
    async fn gather(&mut self) {
        let until = Instant::now() + GATHER;
        while self.batch.len() < BATCH {
            let room = BATCH - self.batch.len();
            tokio::select! {
                biased;
                () = self.closing.cancelled() => return,
                () = sleep_until(until) => return,
                received = self.records.recv_many(&mut self.batch, room) => {
                    if received == 0 {
                        return;
                    }
                }
            }
        }
    }

    /// Writes the batch, however long that takes; gives up at the end of the program alone.
    async fn write(&mut self) {
        let pauses = backon::ExponentialBuilder::new()
            .with_min_delay(FIRST_PAUSE)
            .with_max_delay(LONGEST_PAUSE)
            .with_jitter()
            .without_max_times();
        for pause in pauses.build() {
            if self.attempt().await.is_ok() {
                return;
            }
            tokio::select! {
                biased;
                () = self.closing.cancelled() => return,
                () = sleep(pause) => {}
            }
        }
    }

    /// Writes the batch once. What goes wrong is logged when it is new.
    async fn attempt(&mut self) -> Result<(), Fault> {
        let mut done = self.write_batch().await;
        if done == Err(Fault::Corrupt) && self.begin_new_file().await {
            done = self.write_batch().await;
        }
        match done {
            Ok(()) => {
                self.works();
                for entry in self.batch.iter().filter_map(Record::counted) {
                    self.counts.settle(entry);
                }
                let recounts = |record: &Record| matches!(record, Record::Recount(_));
                if self.batch.iter().any(recounts) {
                    // Without them, the counts of before are given.
                    let _ = self.recount().await;
                }
                self.batch.iter().for_each(Record::tell_done);
                self.batch.clear();
                Ok(())
            }
            Err(fault) => {
                self.fails(fault).await;
                Err(fault)
            }
        }
    }

    async fn write_batch(&mut self) -> Result<(), Fault> {
        self.connect(Missing::Create).await?;
        let Some((connection, _)) = &mut self.connection else { return Err(Fault::Unreachable) };
        let written = store::write(connection, &self.batch, &self.persons).await;
        if written.is_ok() && self.batch.iter().any(Record::erases) {
            connection.tidy().await?;
        }
        match written {
            // One that the database refuses must not keep the others from being written.
            Err(fault) if fault.is_of_a_row() => {
                let mut refused = 0;
                for record in &self.batch {
                    let one = std::slice::from_ref(record);
                    match store::write(connection, one, &self.persons).await {
                        Err(fault) if fault.is_of_a_row() => refused += 1,
                        done => done?,
                    }
                }
                self.watched.dropped.fetch_add(refused, Ordering::Relaxed);
                Ok(())
            }
            done => done,
        }
    }

    /// Opens the database unless it is open. A file that was deleted or replaced is opened
    /// again: SQLite would go on writing into what nobody can read any more.
    async fn connect(&mut self, missing: Missing) -> Result<(), Fault> {
        let now = self.settings.place.file().and_then(file::identity);
        if self.connection.as_ref().is_some_and(|(_, opened)| *opened == now) {
            return Ok(());
        }
        self.disconnect().await;
        let mut connection = Connection::open(&self.settings.place, missing).await?;
        if let Some(salvage) = &self.salvage {
            salvage::write(&mut connection, salvage).await?;
            self.salvage = None;
        }
        if feedback::key_was_lost(&mut connection, self.persons.check()).await? {
            tracing::warn!(
                "the key that persons are hashed with is another one than before: who asked not \
                 to be recorded is recorded again until they ask again; restore the file or \
                 JOURNAL_KEY from a backup, and give processes that share a server the same \
                 JOURNAL_KEY"
            );
        }
        let opened = self.settings.place.file().and_then(file::identity);
        self.connection = Some((connection, opened));
        Ok(())
    }

    /// Closes the connection and waits for that: one that closes later would delete the log of a
    /// new file of the same name.
    async fn disconnect(&mut self) {
        if let Some((connection, _)) = self.connection.take() {
            connection.close().await;
        }
    }

    /// Sets a damaged file aside; whether a new one can begin.
    async fn begin_new_file(&mut self) -> bool {
        self.disconnect().await;
        let DatabasePlace::File(path) = &self.settings.place else { return false };
        if self.set_aside.is_some_and(|last| last.elapsed() < SET_ASIDE_AGAIN) {
            return false;
        }
        match file::set_aside(path) {
            Ok(aside) => {
                self.set_aside = Some(Instant::now());
                tracing::error!(
                    file = %path.display(),
                    aside = %aside.display(),
                    "the journal's file is damaged, it was renamed and a new one begins; the \
                     questions in it are not counted any more"
                );
                let salvage = salvage::read(&aside).await;
                match &salvage.outs {
                    Some(outs) => tracing::warn!(
                        persons = outs.len(),
                        "those who want nothing recorded were read from the renamed file, and are \
                         still not recorded"
                    ),
                    None => tracing::error!(
                        aside = %aside.display(),
                        "those who want nothing recorded cannot be read from the renamed file, nor \
                         how many they are: they are recorded again until they ask again; restore \
                         the file from a backup, or tell members"
                    ),
                }
                self.salvage = Some(salvage);
                true
            }
            Err(error) => {
                tracing::error!(
                    file = %path.display(),
                    %error,
                    "the journal's file is damaged and cannot be renamed"
                );
                false
            }
        }
    }

    async fn fails(&mut self, fault: Fault) {
        // A lock passes; anything else may be of this connection.
        if fault != Fault::Locked {
            self.disconnect().await;
        }
        self.watched.works(false);
        if self.outage.is_none() {
            self.outage = Some(Outage { since: Instant::now() });
            tracing::warn!(
                cause = %fault,
                journal = %self.settings.place,
                "the journal cannot be used: questions are answered all the same, and recorded \
                 when it works again as far as they fit into the queue; retrying"
            );
        }
    }

    fn works(&mut self) {
        self.watched.works(true);
        let dropped = self.watched.dropped.load(Ordering::Relaxed);
        let new = dropped - self.told;
        if let Some(outage) = self.outage.take() {
            tracing::info!(
                dropped = new,
                lasted_s = outage.since.elapsed().as_secs(),
                "the journal works again"
            );
        } else if new > 0 {
            tracing::warn!(
                dropped = new,
                "questions were not recorded, because the journal refused them or is slower than \
                 they come"
            );
        }
        self.told = dropped;
    }

    /// Reads the counts again.
    async fn recount(&mut self) -> Result<(), Fault> {
        if let Some((connection, _)) = &mut self.connection {
            let since = day_of(clock::now()) - ASKED_LATELY;
            self.counts.load(store::asked_since(connection, since).await?);
        }
        Ok(())
    }

    /// Reads the counts again and deletes what is too old; whether that went well.
    async fn upkeep(&mut self) -> bool {
        if self.settings.place.file().is_some_and(|path| !path.exists()) {
            return true;
        }
        let mut done = self.keep_up().await;
        if done == Err(Fault::Corrupt) && self.begin_new_file().await {
            // At once, because what was read of the old file is in memory alone.
            done = self.connect(Missing::Create).await;
        }
        if done == Err(Fault::Empty) {
            done = Ok(());
        }
        match done {
            Ok(()) if self.outage.is_some() => self.works(),
            Ok(()) => {}
            Err(fault) => self.fails(fault).await,
        }
        done.is_ok()
    }

    async fn keep_up(&mut self) -> Result<(), Fault> {
        let today = day_of(clock::now());
        let first_kept = today - i64::from(self.settings.keep_days);
        self.connect(Missing::Refuse).await?;
        self.recount().await?;
        let mut all = 0;
        loop {
            // Those that wait come first: a program that is killed now would lose them.
            while self.batch.len() < BATCH
                && let Ok(record) = self.records.try_recv()
            {
                self.batch.push(record);
            }
            if !self.batch.is_empty() {
                self.attempt().await?;
            }
            let Some((connection, _)) = &mut self.connection else { break };
            let deleted = store::delete_before(connection, first_kept).await?;
            let forgotten = feedback::forget_owners(connection, today).await?;
            all += deleted;
            let is_done = deleted < store::DELETED_AT_ONCE.unsigned_abs()
                && forgotten < feedback::AT_ONCE.unsigned_abs();
            if is_done || self.closing.is_cancelled() {
                store::delete_old_counts(connection, today).await?;
                feedback::forget_followers(connection, clock::now() - FOLLOWED).await?;
                all += ahead::forget(connection, clock::now(), self.settings.keep_days).await?;
                standing::forget(connection, clock::now()).await?;
                // It waits for the disk and questions wait for it, so that the start leaves it to
                // the next hour unless something was deleted.
                if all > 0 || self.is_kept_up {
                    connection.tidy().await?;
                }
                break;
            }
        }
        if let Some(path) = self.settings.place.file() {
            let kept = Duration::from_secs(86_400) * u32::from(self.settings.keep_days);
            file::delete_set_aside(path, SystemTime::now() - kept);
        }
        self.is_kept_up = true;
        Ok(())
    }

    /// The end: everything that waits is written, unless that fails.
    async fn write_rest(&mut self) {
        self.records.close();
        loop {
            let room = BATCH.saturating_sub(self.batch.len());
            let more =
                if room == 0 { 0 } else { self.records.recv_many(&mut self.batch, room).await };
            if self.batch.is_empty() {
                break;
            }
            if self.attempt().await.is_err() {
                let lost = self.batch.len() + self.records.len();
                tracing::warn!(
                    lost,
                    "the journal does not work at the end of the program, the last questions are \
                     not recorded"
                );
                break;
            }
            if more == 0 && self.records.is_empty() {
                break;
            }
        }
        self.disconnect().await;
    }
}
