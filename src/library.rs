//! The FAQ that is being served, and how a new one takes its place.
//!
//! One function reloads, whoever calls it: load → check → index beside the old one → run
//! `questions.toml` → diff → swap. Any problem keeps the old snapshot. A reload does not
//! wait for questions, and questions do not wait for a reload.

mod diff;
mod golden;
mod snapshot;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use jiff::civil::Date;

pub use diff::{AnswerChange, Diff};
pub use golden::{GoldenFailure, GoldenReport};
pub use snapshot::Snapshot;

use crate::faq::Problem;
use crate::faq::load::{Folder, Loaded};
use crate::search::{Config, Index};

/// How many earlier snapshots are kept for [`Library::rollback`].
pub const KEPT: usize = 5;

/// The result of a reload.
#[derive(Clone, Debug, PartialEq)]
pub enum Reload {
    /// The folder says what is already being served.
    Unchanged,
    /// The new content is being served.
    Swapped(Diff),
    /// The old content is still being served.
    Rejected(Rejection),
}

/// Why a reload changed nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Rejection {
    /// At least one is an error. Nobody can force past it.
    Problems(Vec<Problem>),
    /// The content has no error, but golden questions that passed would now fail. An admin
    /// can force past them with [`Force::PastFailingQuestions`].
    Failing(Diff),
}

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

/// Whether failing golden questions stop a reload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Force {
    /// The old content is kept when golden questions newly fail.
    #[default]
    No,
    /// Golden questions that newly fail are reported, and the new content is served. Errors
    /// still keep the old content.
    PastFailingQuestions,
}

/// The served snapshot and the ones before it.
#[derive(Debug)]
pub struct Library {
    current: ArcSwap<Snapshot>,
    // Locked for a whole reload, so that of two at once the second waits and sees what
    // the first one read.
    reloading: Mutex<ReloadState>,
}

/// What a reload needs beside the served snapshot.
#[derive(Debug)]
struct ReloadState {
    folder: Folder,
    /// Earlier snapshots, the oldest first.
    history: VecDeque<Arc<Snapshot>>,
    /// A rollback does not lower it: no two snapshots have the same version.
    last_version: u64,
}

impl Library {
    /// Reads, checks and indexes a folder.
    ///
    /// # Errors
    /// All problems of the folder, when at least one is an error.
    pub fn open(path: &Path, today: Date) -> Result<Self, Vec<Problem>> {
        let mut folder = Folder::new(path);
        let Loaded { faq, warnings } = folder.load(today)?;
        let index = Index::build(&faq, Config::default());
        let golden = golden::run(&faq, &index);
        let first = Snapshot { faq, index, version: 1, warnings, golden };
        Ok(Self {
            current: ArcSwap::from_pointee(first),
            reloading: Mutex::new(ReloadState {
                folder,
                history: VecDeque::new(),
                last_version: 1,
            }),
        })
    }

    /// What is served now. A question takes it once and keeps it to the end.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// The folder that the content is read from.
    pub fn folder(&self) -> std::path::PathBuf {
        self.reloading().folder.path().to_owned()
    }

    /// Reads the folder again and serves it if it has no error. Blocks for up to seconds on
    /// a very large FAQ, while questions are answered from the old content.
    pub fn reload(&self, today: Date, force: Force) -> Reload {
        let mut state = self.reloading();
        let old = self.snapshot();
        let Loaded { faq, warnings } = match state.folder.load(today) {
            Ok(loaded) => loaded,
            Err(problems) => return Reload::Rejected(Rejection::Problems(problems)),
        };
        if faq.collections() == old.faq.collections() && warnings == old.warnings {
            return Reload::Unchanged;
        }
        let index = old.index.update(&faq);
        let golden = golden::run(&faq, &index);
        let diff = Diff::between(&old, &faq, &golden);
        if !diff.newly_failing.is_empty() && force == Force::No {
            return Reload::Rejected(Rejection::Failing(diff));
        }
        state.last_version += 1;
        let version = state.last_version;
        self.current.store(Arc::new(Snapshot { faq, index, version, warnings, golden }));
        state.history.push_back(old);
        if state.history.len() > KEPT {
            state.history.pop_front();
        }
        Reload::Swapped(diff)
    }

    /// Serves the snapshot before the current one again and returns what that changes;
    /// `None` when there is none. The rollback lasts until the next reload, which reads the
    /// folder as it is.
    pub fn rollback(&self) -> Option<Diff> {
        let mut state = self.reloading();
        let back = state.history.pop_back()?;
        let old = self.snapshot();
        let diff = Diff::between(&old, &back.faq, &back.golden);
        self.current.store(back);
        Some(diff)
    }

    /// What [`Self::reload`] would find, without serving anything.
    pub fn check(&self, today: Date) -> Checked {
        check(&mut self.reloading().folder, today)
    }

    fn reloading(&self) -> MutexGuard<'_, ReloadState> {
        // A panic inside a reload poisons the lock. The state is used all the same: each of
        // its fields is written whole, and a bot that can no longer reload would be worse.
        self.reloading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Loads a folder and runs its golden questions, without serving anything.
pub fn check(folder: &mut Folder, today: Date) -> Checked {
    match folder.load(today) {
        Err(problems) => Checked { problems, ..Checked::default() },
        Ok(Loaded { faq, warnings }) => {
            let golden = golden::run(&faq, &Index::build(&faq, Config::default()));
            Checked {
                problems: warnings,
                failures: golden.failures,
                asked: golden.asked,
                entries: faq.len(),
            }
        }
    }
}
