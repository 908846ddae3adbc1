//! The FAQ that is being served, and how a new one takes its place.
//!
//! One function reloads, whoever calls it: load → check → index beside the old one → run
//! `questions.toml` → diff → swap. Any problem keeps the old snapshot. A reload does not
//! wait for questions, and questions do not wait for a reload.
//!
//! A snapshot ranks by meaning whole or not at all, so that the same question gets the same
//! answer all the time. One whose texts take long to encode is served by words at first and
//! replaced once, when every text has its vector. A reload after that encodes what it brings
//! before it is served.

mod build;
mod crew;
mod diff;
mod effect;
mod encoding;
mod faq_vectors;
mod golden;
mod log;
mod proposal;
mod reload;
mod reloaded;
mod same_meaning;
mod snapshot;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use arc_swap::ArcSwap;
use jiff::civil::Date;
use tokio::sync::mpsc;

pub use crew::lower_priority;
pub use diff::{AnswerChange, Diff};
pub use effect::{Effect, Recorded};
pub use encoding::{Absence, Encoding, Filled, MeaningStatus, Patience, Progress};
pub use golden::{GoldenFailure, GoldenReport, GoldenTally};
pub use log::{log_details, log_failures, log_reload, meaning_name};
pub use proposal::{Proposal, Wanted};
pub use reload::{Candidate, KEPT, Prepared};
pub use reloaded::{Force, Refusal, Rejection, Reload, Why};
pub use snapshot::Snapshot;

use crate::faq::load::{Folder, Loaded};
use crate::faq::{ContentHash, Faq, Problem};
use crate::metrics::Metrics;
use crate::search::meaning::Vectors;
use crate::search::{Config, Index};
use build::{by_meaning, encode, golden_vectors, ranked_by, with_same_meaning};
use encoding::Questions;
use faq_vectors::FaqVectors;

/// What is wrong in a folder as it is now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// Errors and warnings.
    pub problems: Vec<Problem>,
    /// Golden questions that would fail; none were asked when a problem is an error.
    pub failures: Vec<GoldenFailure>,
    /// How many golden questions were asked.
    pub asked: usize,
    /// How many entries there are; 0 when a problem is an error.
    pub entries: usize,
}

/// The served snapshot and the ones before it.
#[derive(Debug)]
pub struct Library {
    current: ArcSwap<Snapshot>,
    // Locked for a whole reload, so that of two at once the second waits and sees what
    // the first one read.
    reloading: Mutex<ReloadState>,
    encoding: Result<Encoding, Absence>,
    metrics: Arc<Metrics>,
    writing: Mutex<()>,
    /// What the served snapshot was read from. Not behind the lock of reloads, which is held for
    /// as long as new texts are encoded.
    content: Mutex<ContentHash>,
    /// Where several processes serve the FAQ: who has them agree.
    proposals: OnceLock<mpsc::Sender<Proposal>>,
}

/// What a reload needs beside the served snapshot.
#[derive(Debug)]
struct ReloadState {
    folder: Folder,
    /// Earlier snapshots, the oldest first, each with what it was read from.
    history: VecDeque<(Arc<Snapshot>, ContentHash)>,
    /// A rollback does not lower it: no two contents have the same version.
    last_version: u64,
    /// Of the texts of the snapshot that is served. More may be in it, and nothing depends
    /// on its being complete: what it lacks is in the cache or is encoded again.
    vectors: Vectors,
}

impl Library {
    /// Reads, checks and indexes a folder, to be searched by words alone.
    ///
    /// # Errors
    /// All problems of the folder, when at least one is an error.
    pub fn open(path: &Path, today: Date) -> Result<Self, Vec<Problem>> {
        let encoding = Err(Absence::SwitchedOff);
        Self::open_by_meaning(path, today, encoding, Patience::Endless, &|_, _| ())
    }

    /// Reads, checks and indexes a folder, to be searched by meaning as well when `encoding`
    /// can do it within `patience`.
    ///
    /// # Errors
    /// All problems of the folder, when at least one is an error.
    pub fn open_by_meaning(
        path: &Path,
        today: Date,
        encoding: Result<Encoding, Absence>,
        patience: Patience,
        progress: Progress<'_>,
    ) -> Result<Self, Vec<Problem>> {
        let mut folder = Folder::new(path);
        let Loaded { faq, warnings } = folder.load(today)?;
        let encoded = match &encoding {
            Ok(encoding) => encode(encoding, &faq, Questions::Probes, patience, progress),
            Err(_) => None,
        };
        let index = Index::build(&faq, Config::default());
        let (index, meaning, vectors) = ranked_by(index, encoded);
        let warnings = with_same_meaning(warnings, meaning, &faq, &vectors, &folder);
        // Nobody waits for the golden questions: a member's may come first.
        let golden = OnceLock::new();
        let first = Snapshot { faq, index, version: 1, warnings, golden, meaning };
        Ok(Self {
            current: ArcSwap::from_pointee(first),
            content: Mutex::new(folder.content()),
            reloading: Mutex::new(ReloadState {
                folder,
                history: VecDeque::new(),
                last_version: 1,
                vectors,
            }),
            encoding,
            metrics: Arc::default(),
            writing: Mutex::new(()),
            proposals: OnceLock::new(),
        })
    }

    /// The same with metrics that somebody reads.
    #[must_use]
    pub fn counting(self, metrics: Arc<Metrics>) -> Self {
        Self { metrics, ..self }
    }

    /// Where it counts what happens.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// Whether the snapshot that is served ranks by meaning, and if not, why.
    pub fn meaning(&self, snapshot: &Snapshot) -> MeaningStatus {
        match (&snapshot.meaning, &self.encoding) {
            (Some(texts), _) => MeaningStatus::Active { texts: *texts },
            (None, Err(absence)) => MeaningStatus::Absent(*absence),
            (None, Ok(encoding)) => match encoding.absence() {
                Some(absence) => MeaningStatus::Absent(absence),
                None => MeaningStatus::Preparing { percent: encoding.percent() },
            },
        }
    }

    /// Asks the golden questions of the served snapshot, if that was not done yet, and returns
    /// it. Blocks for
    /// less than a millisecond for each, and where entries are ranked by meaning for some 15 ms
    /// for each that has no vector yet.
    pub fn ask_golden(&self) -> Arc<Snapshot> {
        let (snapshot, known) = {
            let state = self.reloading();
            let snapshot = self.snapshot();
            let known = golden_vectors(&snapshot.faq, &state.vectors);
            (snapshot, known)
        };
        self.golden(&snapshot, &known);
        snapshot
    }

    /// The results of a snapshot's golden questions, which are asked unless they were before.
    fn golden<'a>(&self, snapshot: &'a Snapshot, known: &Vectors) -> &'a GoldenReport {
        snapshot.golden.get_or_init(|| {
            let encoding = self.encoding.as_ref().ok().filter(|_| snapshot.meaning.is_some());
            let vectors = encoding.and_then(|encoding| encoding.golden(&snapshot.faq, known).ok());
            golden::run(&snapshot.faq, &snapshot.index, &vectors.unwrap_or_default())
        })
    }

    /// Encodes what the served snapshot lacks to rank by meaning, and serves it again with
    /// its meaning. Blocks for as long as that takes, on threads of the lowest priority;
    /// reloads and rollbacks go on meanwhile, and the last one of them is what is encoded.
    ///
    /// Returns what changes for golden questions. Unlike a reload, it is served even if some
    /// newly fail, because it is what a restart would serve. `None` when there is nothing to
    /// do or the encoder fails, which is logged.
    pub fn encode_rest(&self) -> Option<Diff> {
        let encoding = self.encoding.as_ref().ok()?;
        encoding.guard(|| self.encode_served(encoding)).ok()?
    }

    fn encode_served(&self, encoding: &Encoding) -> Option<Diff> {
        let mut known = std::mem::take(&mut self.reloading().vectors);
        loop {
            let snapshot = self.snapshot();
            if snapshot.meaning.is_some() || encoding.absence().is_some() {
                return None;
            }
            let mut work = encoding.begin(&snapshot.faq, &known, Questions::Golden);
            let is_served = || Arc::ptr_eq(&self.current.load(), &snapshot);
            let advanced = encoding.advance(&mut work, encoding.background(), |_| is_served());
            if advanced.is_err() {
                return None;
            }
            if !work.is_whole() {
                known = work.vectors;
                continue;
            }
            let mut state = self.reloading();
            if !is_served() {
                known = work.vectors;
                continue;
            }
            let (ranked, vectors) = by_meaning(&snapshot, work, &state.folder);
            let diff = self.diff(&snapshot, &ranked, &state.vectors);
            self.current.store(Arc::new(ranked));
            state.vectors = vectors;
            return Some(diff);
        }
    }

    /// What is served now. A question takes it once and keeps it to the end.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// The folder that the content is read from.
    pub fn folder(&self) -> std::path::PathBuf {
        self.reloading().folder.path().to_owned()
    }

    /// Locked by whoever writes into the folder, so that no two do at once: each finds out first
    /// what is there.
    pub fn writing(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What [`Self::reload`] would find, without serving anything.
    pub fn check(&self, today: Date) -> Checked {
        let mut state = self.reloading();
        let loaded = state.folder.load(today);
        checked(loaded, &state.folder, |faq| {
            self.encode_change(&state.vectors, &self.snapshot(), faq)
        })
    }

    /// What would change if a file said something else: `file` is relative to the folder, and
    /// may be new. The folder's other files count as they are now. `recorded` are questions that
    /// members have asked, each with the collections that it was asked of. Blocks as
    /// [`Self::reload`] does, and for some 20 ms for each recorded question where entries are
    /// ranked by meaning.
    ///
    /// # Errors
    /// All problems that the folder would have, when at least one is an error.
    pub fn effect(
        &self,
        file: &Path,
        text: &str,
        recorded: &[Recorded],
        today: Date,
    ) -> Result<Effect, Vec<Problem>> {
        let state = self.reloading();
        let old = self.snapshot();
        let mut folder = state.folder.clone();
        let Loaded { faq, warnings } = folder.load_with(today, Some((file, text)))?;
        let encoded = self.encode_change(&state.vectors, &old, &faq);
        let (index, meaning, vectors) = ranked_by(old.index.update(&faq), encoded);
        let warnings = with_same_meaning(warnings, meaning, &faq, &vectors, &folder);
        let golden = golden::run(&faq, &index, &vectors);
        let before = self.golden(&old, &state.vectors);
        let diff = Diff::between(&old, before, &faq, &golden);
        let gained = before.failures.iter().filter(|failure| failure.question.binds());
        let gained = gained.filter(|failure| !golden.fails(failure)).count();
        // A reload must not wait for the recorded questions.
        drop(state);
        let of_file = warnings.into_iter().filter(|problem| problem.file == file).collect();
        Ok(Effect { warnings: of_file, diff, gained, ..Effect::of(&old.index, &index, recorded) })
    }

    fn diff(&self, old: &Snapshot, new: &Snapshot, known: &Vectors) -> Diff {
        Diff::between(old, self.golden(old, known), &new.faq, self.golden(new, known))
    }

    /// The vectors of new content, where the served one has its own: whoever is served by
    /// meaning stays so. `None` where entries are ranked by words alone.
    fn encode_change(&self, known: &Vectors, served: &Snapshot, faq: &Faq) -> Option<FaqVectors> {
        let encoding = self.encoding.as_ref().ok()?;
        if served.meaning.is_none() || encoding.absence().is_some() {
            return None;
        }
        let mut work = encoding.begin(faq, known, Questions::Golden);
        if !work.is_whole() {
            tracing::info!(texts = work.lacking(), "new texts of the FAQ are encoded first");
        }
        let advanced = encoding.advance(&mut work, encoding.background(), |_| true);
        advanced.is_ok().then_some(work)
    }

    fn reloading(&self) -> MutexGuard<'_, ReloadState> {
        // A panic inside a reload poisons the lock. The state is used all the same: each of
        // its fields is written whole, and a bot that can no longer reload would be worse.
        self.reloading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a FAQ lacks in the places where vectors are kept: how many of its texts have none there,
/// and how many texts there are. Nothing is encoded, and nothing is written.
pub fn lacking(faq: &Faq, encoding: &Encoding) -> (usize, usize) {
    let work = encoding.begin(faq, &Vectors::default(), Questions::Golden);
    (work.lacking(), work.lacking() + work.vectors.len())
}

/// Loads a folder and runs its golden questions, without serving anything.
pub fn check(
    folder: &mut Folder,
    today: Date,
    encoding: Option<&Encoding>,
    progress: Progress<'_>,
) -> Checked {
    let encoding =
        |faq: &Faq| encode(encoding?, faq, Questions::Golden, Patience::Endless, progress);
    checked(folder.load(today), folder, encoding)
}

fn checked(
    loaded: Result<Loaded, Vec<Problem>>,
    folder: &Folder,
    encode: impl FnOnce(&Faq) -> Option<FaqVectors>,
) -> Checked {
    match loaded {
        Err(problems) => Checked { problems, ..Checked::default() },
        Ok(Loaded { faq, warnings }) => {
            let index = Index::build(&faq, Config::default());
            let (index, meaning, vectors) = ranked_by(index, encode(&faq));
            let golden = golden::run(&faq, &index, &vectors);
            Checked {
                problems: with_same_meaning(warnings, meaning, &faq, &vectors, folder),
                failures: golden.failures,
                asked: golden.asked,
                entries: faq.len(),
            }
        }
    }
}
