//! The journal: what was asked and how it was answered, so that the FAQ's authors see what is
//! missing. The only place that names sqlx.
//!
//! A row a question, without its author, with its text masked; after `keep_days` only counts by
//! day, outcome and entry are left. It is kept in a SQLite file, or in PostgreSQL when several
//! processes share it.
//!
//! No answer waits for it: [`Journal::asked`] puts a record into a bounded queue, `writer` takes
//! it from there. `store` has the statements that write, [`Reader`] those that read, `database`
//! what differs between both databases. [`Together`] is how processes that share a server agree on
//! a reload, with `notices` that they send each other.

mod ahead;
mod askers;
mod cards;
mod clock;
mod config;
mod counts;
mod database;
mod doctor;
mod fault;
mod feedback;
mod file;
mod forgotten;
mod insert;
mod member;
mod needs;
mod notices;
mod opinion;
mod opinions;
mod persons;
mod processes;
mod reader;
mod record;
mod salvage;
mod standing;
mod standings;
mod state;
mod store;
mod unusable;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use cards::{Followed, KeptCard, ShownCard};
pub use config::{Config, DatabasePlace, KEY, Settings, SettingsError, URL};
pub use counts::AskedCounts;
pub use doctor::examine;
pub use fault::Fault;
pub use needs::{Missed, Verdict};
pub use notices::Notice;
pub use opinion::{Opinion, Reason};
pub use opinions::{EntryVotes, Proposed, ProposedBy};
pub use processes::{Begun, Process, SharedReload, Together};
pub use reader::{DayStats, Exported, Reader, Stats};
pub use record::{Answered, KeptQuestion, Picked, QuestionId, Standing};
pub use state::{Health, JournalState};
pub use unusable::unusable;

use askers::Askers;
use persons::Persons;
use record::{AskerHashes, Erasure, PassedOn, Record, Vote, day_of};
use state::Watched;
use writer::Writer;

/// Log targets of the database library. It quotes statements and the server's notices.
pub const MUTED_IN_LOG: &[&str] = &["sqlx"];

/// How many records may wait. At 200 questions a second, that is 20 seconds of a database that
/// does not respond, and 4 MB.
const QUEUE: usize = 4_096;

/// How long a person who waits for something to be written waits.
const DONE_WITHIN: Duration = Duration::from_secs(2);

/// Where the bot tells what happens. Nothing here waits, and nothing fails.
#[derive(Debug)]
pub struct Journal {
    records: mpsc::Sender<Record>,
    counts: Arc<AskedCounts>,
    watched: Arc<Watched>,
    askers: Askers,
    persons: Arc<Persons>,
    next: AtomicU32,
    settings: Settings,
}

/// What is kept of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptOf {
    /// Questions are kept for so many days.
    pub keep_days: u16,
    /// Whether what is asked in encrypted rooms is kept with its text.
    pub encrypted_rooms: bool,
    /// Whether the person wants nothing recorded.
    pub is_out: bool,
    /// How many questions of today can be known to be of this person.
    pub today: u64,
    /// The questions that this person wants to be told of: each with the day on which the wish
    /// is forgotten.
    pub followed: Vec<(String, jiff::civil::Date)>,
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
        let (counts, watched) = (Arc::default(), Arc::<Watched>::default());
        let closing = CancellationToken::new();
        let persons = Arc::new(Persons::new(settings.key.clone()));
        let writer = Writer::new(
            settings.clone(),
            Arc::clone(&persons),
            queue,
            Arc::clone(&counts),
            Arc::clone(&watched),
            closing.clone(),
        );
        let task = tokio::spawn(writer.run());
        let mut seed = [0; 4];
        // Ids would only be easier to guess.
        let _ = getrandom::fill(&mut seed);
        let next = AtomicU32::new(u32::from_le_bytes(seed));
        let askers = Askers::default();
        let journal = Self { records, counts, watched, askers, persons, next, settings };
        (journal, Writing { task, closing })
    }

    /// Records a question. `person` is the network's key of who asked, of which only hashes are
    /// kept: one that is different every day, and one that is different for each question and is
    /// forgotten when the day is over. `author` is the key of who wrote the words, when that is
    /// somebody else: nothing is recorded when one of both wants that.
    pub fn asked(&self, person: &str, author: Option<&str>, answered: Answered) -> QuestionId {
        let at = clock::now();
        let id = QuestionId::new(at, self.next.fetch_add(1, Ordering::Relaxed));
        let network = answered.network;
        let hashes = self.hashes((id, at), network, person);
        let author = author.map(|author| self.persons.hash(network, author));
        let person = self.persons.hash(network, person);
        self.send(Record::Asked { id, at, hashes, person, author, answered });
        id
    }

    fn hashes(&self, (id, at): (QuestionId, i64), network: &str, person: &str) -> AskerHashes {
        let asker = self.askers.hash(day_of(at), network, person);
        AskerHashes { asker, owner: self.persons.owner(id, network, person) }
    }

    /// Records that a person picked an entry among those offered. It belongs to the question they
    /// were offered for when that person asked it.
    pub fn picked(&self, person: &str, picked: Picked) {
        let owner = picked.question.map_or(0, |id| self.persons.owner(id, picked.network, person));
        let person = self.persons.hash(picked.network, person);
        self.send(Record::Picked { at: clock::now(), owner, person, picked });
    }

    /// Records that none of the entries offered was the right one.
    pub fn refused(&self, question: QuestionId) {
        self.send(Record::Refused(question));
    }

    /// Records what a person says of the answer to a question, in the place of what they said
    /// before. `entry` was shown.
    pub fn voted(
        &self,
        question: QuestionId,
        (network, person): (&str, &str),
        entry: Option<&str>,
        opinion: Opinion,
    ) {
        let voter = self.persons.voter(question, network, person);
        let person = self.persons.hash(network, person);
        let entry = entry.unwrap_or_default().to_owned();
        self.send(Record::Voted(Vote { question, voter, person, entry, opinion }));
    }

    /// Deletes the vote of a person who takes it back.
    pub fn unvoted(&self, question: QuestionId, network: &str, person: &str) {
        let voter = self.persons.voter(question, network, person);
        self.send(Record::Unvoted { question, voter });
    }

    /// Deletes what is kept of a question because the message that asked it is gone. Whoever wants
    /// to know when may wait for it, some seconds at most.
    pub fn removed(&self, question: QuestionId) -> impl Future<Output = ()> + Send + use<> {
        let (done, told) = mpsc::channel(1);
        self.send(Record::Removed(question, done));
        async move {
            let _ = is_done(told).await;
        }
    }

    /// Passes a question on to the team, with its text, whatever is recorded of that person
    /// otherwise. Whether it is written; when not, it may still be later.
    pub async fn passed_on(&self, question: QuestionId, person: &str, answered: Answered) -> bool {
        let at = clock::now();
        let hashes = self.hashes((question, at), answered.network, person);
        let passed_on = Box::new(PassedOn { question, at, hashes, answered });
        self.written(|done| Record::PassedOn(passed_on, done)).await
    }

    /// Keeps who wants to be told when a question is answered, for 30 days at most. As
    /// [`Self::passed_on`].
    pub async fn followed(
        &self,
        question: QuestionId,
        network: &'static str,
        person: &str,
    ) -> bool {
        let (at, person) = (clock::now(), person.to_owned());
        self.written(|done| Record::Followed { question, network, person, at, done }).await
    }

    /// Keeps that an answer which shows an entry, given by its hash as well, stands in a place for
    /// so long; on a server alone. Nobody waits for it.
    pub fn stands(
        &self,
        network: &str,
        (place, answer): (String, String),
        (entry, shown): (&str, i64),
        lasts: Duration,
    ) {
        if self.settings.place.file().is_some() {
            return;
        }
        let (network, entry, at) = (network.to_owned(), entry.to_owned(), clock::now());
        let lasts = i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX);
        let until = at.saturating_add(lasts);
        let standing = Standing { network, place, entry, shown, answer, at, until };
        self.send(Record::Stands(Box::new(standing)));
    }

    /// Forgets an answer that stands no more. Nobody waits for it.
    pub fn stands_no_more(&self, network: &'static str, answer: String) {
        if self.settings.place.file().is_none() {
            self.send(Record::StandsNoMore { network, answer });
        }
    }

    /// The answers that stand on a network, the oldest first; none where the journal is a file.
    ///
    /// # Errors
    /// The database fails.
    pub async fn standing(&self, network: &str) -> Result<Vec<Standing>, Fault> {
        if self.settings.place.file().is_some() {
            return Ok(Vec::new());
        }
        let Some(mut reader) = Reader::open(&self.settings).await? else { return Ok(Vec::new()) };
        let standing = reader.standing(network).await;
        reader.close().await;
        standing
    }

    /// Reads again how often each entry was the answer: other processes answer as well. As
    /// [`Self::passed_on`].
    pub async fn recount(&self) -> bool {
        self.written(Record::Recount).await
    }

    /// Deletes what can be known to be of a person: the questions of today, those that they want
    /// to be told of, votes, and the wish to be told. As [`Self::passed_on`].
    pub async fn erase_of(&self, network: &'static str, person: &str) -> bool {
        let erasure = self.erasure(network, person);
        self.written(|done| Record::Erase(erasure, done)).await
    }

    fn erasure(&self, network: &'static str, person: &str) -> Erasure {
        let day = day_of(clock::now());
        let asker = self.askers.hash(day, network, person);
        Erasure { network, person: person.to_owned(), asker, day }
    }

    /// Keeps that a person wants nothing recorded, with which their wishes to be told go, or forgets
    /// it. As [`Self::passed_on`].
    pub async fn opt_out(&self, network: &str, person: &str, is_out: bool) -> bool {
        let named = (network.to_owned(), person.to_owned());
        let person = self.persons.hash(network, person);
        self.written(|done| Record::OptOut { person, named, is_out, done }).await
    }

    /// What is kept of a person, and how long.
    ///
    /// # Errors
    /// The database fails.
    pub async fn kept_of(&self, network: &'static str, person: &str) -> Result<KeptOf, Fault> {
        self.written(Record::Flush).await;
        let Settings { keep_days, encrypted_rooms, .. } = self.settings;
        let mut kept = KeptOf { keep_days, encrypted_rooms, ..KeptOf::default() };
        if let Some(mut reader) = Reader::open(&self.settings).await? {
            kept.is_out = reader.is_out(self.persons.hash(network, person)).await?;
            kept.today = reader.asked_by(&self.erasure(network, person), &self.persons).await?;
            kept.followed = reader.followed_by(network, person).await?;
            reader.close().await;
        }
        Ok(kept)
    }

    /// What is kept of a question, for a person who says that it is theirs; `None` when it is not
    /// kept.
    ///
    /// # Errors
    /// The database fails.
    pub async fn question(
        &self,
        question: QuestionId,
        network: &str,
        person: &str,
    ) -> Result<Option<KeptQuestion>, Fault> {
        let Some(mut reader) = Reader::open(&self.settings).await? else { return Ok(None) };
        let kept = reader.question(question, self.persons.owner(question, network, person)).await;
        reader.close().await;
        kept
    }

    /// Whether a person wants nothing recorded.
    ///
    /// # Errors
    /// The database fails.
    pub async fn is_out(&self, network: &str, person: &str) -> Result<bool, Fault> {
        let Some(mut reader) = Reader::open(&self.settings).await? else { return Ok(false) };
        let is_out = reader.is_out(self.persons.hash(network, person)).await;
        reader.close().await;
        is_out
    }

    /// Where it is kept, for what reads it.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether it works, and what waits.
    pub fn state(&self) -> JournalState {
        JournalState {
            health: self.watched.health(),
            queued: self.records.max_capacity() - self.records.capacity(),
            dropped: self.watched.dropped.load(Ordering::Relaxed),
        }
    }

    /// Whether the text of what is asked in an encrypted room may be kept.
    pub fn keeps_encrypted(&self) -> bool {
        self.settings.encrypted_rooms
    }

    /// How often each entry was the answer lately. An answer that is added there must be
    /// recorded as well.
    pub fn counts(&self) -> &Arc<AskedCounts> {
        &self.counts
    }

    /// Sends a record and waits until it is written.
    async fn written(&self, record: impl FnOnce(mpsc::Sender<()>) -> Record) -> bool {
        let (done, told) = mpsc::channel(1);
        self.send(record(done));
        is_done(told).await
    }

    fn send(&self, record: Record) {
        if let Err(error) = self.records.try_send(record) {
            self.watched.dropped.fetch_add(1, Ordering::Relaxed);
            let (mpsc::error::TrySendError::Full(record)
            | mpsc::error::TrySendError::Closed(record)) = error;
            if let Some(entry) = record.counted() {
                self.counts.settle(entry);
            }
        }
    }
}

async fn is_done(mut told: mpsc::Receiver<()>) -> bool {
    tokio::time::timeout(DONE_WITHIN, told.recv()).await.is_ok_and(|told| told.is_some())
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
