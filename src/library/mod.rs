//! The FAQ that is being served, and how a new one takes its place.
//!
//! One function reloads, whoever asks: load → check → index beside the old one
//! → run `questions.toml` → diff → swap. Any problem keeps the old snapshot.
//! Nothing here waits for a question, and no question waits for a reload.

mod diff;
mod golden;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use jiff::civil::Date;

pub use diff::{AnswerChange, Diff};
pub use golden::{GoldenFailure, GoldenReport};

use crate::faq::load::{Folder, Loaded};
use crate::faq::{Faq, Problem};
use crate::search::{Config, Index};

/// Snapshots kept for [`Library::rollback`], the current one not counted.
pub const KEPT: usize = 5;

/// One version of the FAQ, whole: a question keeps the one it started with.
#[derive(Debug)]
pub struct Snapshot {
    /// The content.
    pub faq: Faq,
    /// Its index.
    pub index: Index,
    /// 1 at start-up, one more at each swap.
    pub version: u64,
    /// What the authors may want to look at.
    pub warnings: Vec<Problem>,
    /// How the collections' own tests went.
    pub golden: GoldenReport,
}

/// What came of a reload.
#[derive(Clone, Debug, PartialEq)]
pub enum Reload {
    /// The folder says what is served already.
    Unchanged,
    /// The new content is being served.
    Swapped(Diff),
    /// The old content is still being served.
    Rejected(Rejection),
}

/// Why a reload changed nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Rejection {
    /// At least one is an error: no one can pass.
    Problems(Vec<Problem>),
    /// The content is sound, but golden questions that passed would now fail:
    /// an admin may pass with [`Force::PastFailingQuestions`].
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
    /// Entries and collections; 0 when a problem is an error.
    pub entries: usize,
}

/// How far a reload may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Force {
    /// Golden questions that newly fail keep the old content.
    #[default]
    No,
    /// They are reported and passed. Errors never are.
    PastFailingQuestions,
}

/// The served snapshot and the ones before it.
#[derive(Debug)]
pub struct Library {
    current: ArcSwap<Snapshot>,
    // Held for a whole reload, so that two at once follow one another and the
    // second sees what the first has read.
    desk: Mutex<Desk>,
}

#[derive(Debug)]
struct Desk {
    folder: Folder,
    history: VecDeque<Arc<Snapshot>>,
    last_version: u64,
}

impl Library {
    /// Reads, checks and indexes a folder.
    ///
    /// # Errors
    /// Every problem of the folder when one is an error.
    pub fn open(path: &Path, today: Date) -> Result<Self, Vec<Problem>> {
        let mut folder = Folder::new(path);
        let Loaded { faq, warnings } = folder.load(today)?;
        let index = Index::build(&faq, Config::default());
        let golden = golden::run(&faq, &index);
        let first = Snapshot { faq, index, version: 1, warnings, golden };
        Ok(Self {
            current: ArcSwap::from_pointee(first),
            desk: Mutex::new(Desk { folder, history: VecDeque::new(), last_version: 1 }),
        })
    }

    /// What is served now. Take it once per question and keep it to the end.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Where the content is read from.
    pub fn folder(&self) -> std::path::PathBuf {
        self.desk().folder.path().to_owned()
    }

    /// Reads the folder again and serves it if it is sound. Blocking: seconds on
    /// a very large FAQ, during which questions get the old content.
    pub fn reload(&self, today: Date, force: Force) -> Reload {
        let mut desk = self.desk();
        let old = self.snapshot();
        let Loaded { faq, warnings } = match desk.folder.load(today) {
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
        desk.last_version += 1;
        let version = desk.last_version;
        self.current.store(Arc::new(Snapshot { faq, index, version, warnings, golden }));
        desk.history.push_back(old);
        if desk.history.len() > KEPT {
            desk.history.pop_front();
        }
        Reload::Swapped(diff)
    }

    /// Serves the snapshot before the current one again, and says what that
    /// changes; `None` when there is none. The next reload reads the folder
    /// as it is, so a rollback lasts until somebody mends and reloads.
    pub fn rollback(&self) -> Option<Diff> {
        let mut desk = self.desk();
        let back = desk.history.pop_back()?;
        let old = self.snapshot();
        let diff = Diff::between(&old, &back.faq, &back.golden);
        self.current.store(back);
        Some(diff)
    }

    /// What [`Self::reload`] would meet, without serving anything.
    pub fn check(&self, today: Date) -> Checked {
        check(&mut self.desk().folder, today)
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        // A panic inside a reload leaves the desk as it was before: nothing in it
        // is half written, and a bot that can no longer reload would be worse.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Loads a folder and runs its golden questions, serving nothing.
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
