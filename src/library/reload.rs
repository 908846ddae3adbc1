//! How another content takes the place of the one that is served.
//!
//! In two steps: [`Library::prepare`] loads, checks, indexes and tests it, [`Library::serve`] swaps
//! it in. A process that serves alone takes both at once; several processes that share a FAQ agree
//! in between (`processes`), so that all serve the new content or none does.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use jiff::civil::Date;
use tokio::sync::{mpsc, oneshot};

use super::build::{by_meaning, ranked_by, with_same_meaning};
use super::diff::Diff;
use super::golden;
use super::proposal::{Proposal, Wanted};
use super::reloaded::{Force, Rejection, Reload};
use super::snapshot::Snapshot;
use super::{Library, ReloadState};
use crate::faq::ContentHash;
use crate::faq::load::{Folder, Loaded};
use crate::metrics::ReloadOutcome;
use crate::search::meaning::Vectors;

/// How many earlier snapshots are kept for [`Library::rollback`].
pub const KEPT: usize = 5;

/// What [`Library::prepare`] found.
#[derive(Debug)]
pub enum Prepared {
    /// That is what is served.
    Served,
    /// The folder has this content, and not the one that is wanted.
    Other(ContentHash),
    /// It can be served.
    Ready(Box<Candidate>),
    /// It cannot be served.
    Rejected(Rejection),
}

/// A content that can be served.
#[derive(Debug)]
pub struct Candidate {
    content: ContentHash,
    /// The version that it was compared with.
    version: u64,
    diff: Diff,
    next: Next,
}

#[derive(Debug)]
enum Next {
    /// The files differ, and say the same.
    SaysTheSame,
    New(Box<(Snapshot, Vectors)>),
    /// An earlier snapshot, and the same ranked by meaning when it was not.
    Back(Arc<Snapshot>, Option<Box<(Snapshot, Vectors)>>),
}

/// Content that passes, and what it changes.
struct Sound {
    next: Snapshot,
    vectors: Vectors,
    diff: Diff,
}

impl Candidate {
    /// What it was read from.
    pub fn content(&self) -> ContentHash {
        self.content
    }
}

impl Library {
    /// Whom reloads and rollbacks of this process are proposed to from now on: a task that has
    /// other processes agree first. Once only.
    pub fn ask_others_by(&self, proposals: mpsc::Sender<Proposal>) {
        let _ = self.proposals.set(proposals);
    }

    /// Reads the folder again and serves it if it has no error. Blocks for up to seconds on
    /// a very large FAQ, and where entries are ranked by meaning also for 20 to 100 ms for each
    /// text that is new, while questions are answered from the old content; and where several
    /// processes serve the FAQ, until they have agreed.
    pub fn reload(&self, today: Date, force: Force) -> Reload {
        let reload = self.read_again(today, force);
        self.count(&reload);
        reload
    }

    /// As [`Self::reload`] without force, after files have changed. That this has changed nothing
    /// is not counted: the program has served already what it wrote itself.
    pub fn reload_changed(&self, today: Date) -> Reload {
        let reload = self.read_again(today, Force::No);
        if reload != Reload::Unchanged {
            self.count(&reload);
        }
        reload
    }

    fn read_again(&self, today: Date, force: Force) -> Reload {
        let wanted = Wanted::Folder(force);
        let reload = self.proposed(wanted, today);
        reload.unwrap_or_else(|| self.serve_alone(wanted, today))
    }

    /// Serves what the folder becomes by `put`, which is called only when that content passes as
    /// it would in a reload. `next` is a folder of the same name with that content. Nothing else
    /// of this process reads the folder while it changes, so that nobody sees it half-way. Blocks
    /// as [`Self::reload`] does, and for `put`.
    ///
    /// # Errors
    /// Those of `put`, after which the content before is still served.
    pub fn advance<E>(
        &self,
        next: &Path,
        today: Date,
        force: Force,
        put: impl FnOnce() -> Result<(), E>,
    ) -> Result<Reload, E> {
        {
            let mut state = self.reloading();
            if let Err(rejection) = self.try_next(&mut state, next, today, force) {
                let reload = Reload::Rejected(rejection);
                self.count(&reload);
                return Ok(reload);
            }
            put()?;
            if self.proposals.get().is_none() {
                let reload = self.serve_folder(&mut state, today, force);
                self.count(&reload);
                return Ok(reload);
            }
        }
        // Other processes have to agree, and this one loads the folder again for that.
        Ok(self.reload(today, force))
    }

    fn try_next(
        &self,
        state: &mut ReloadState,
        next: &Path,
        today: Date,
        force: Force,
    ) -> Result<(), Rejection> {
        let mut folder = state.folder.read_from(next);
        let loaded = folder.load(today).map_err(Rejection::Problems)?;
        if let Some(sound) = self.weigh(&mut state.vectors, &folder, loaded, force)? {
            // The reload that follows has the same texts.
            for (key, vector) in sound.vectors.iter() {
                state.vectors.insert(key, vector.clone());
            }
        }
        Ok(())
    }

    /// Serves the snapshot before the current one again and returns what that changes;
    /// `None` when there is none. The rollback lasts until the next reload, which reads the
    /// folder as it is. Blocks as [`Self::reload`] does.
    ///
    /// # Errors
    /// Other processes that serve the same FAQ cannot go back, and nothing is changed.
    pub fn rollback(&self, today: Date) -> Result<Option<Diff>, Rejection> {
        let back = self.proposed(Wanted::Before, today);
        match back.unwrap_or_else(|| self.serve_alone(Wanted::Before, today)) {
            Reload::Unchanged => Ok(None),
            Reload::Swapped(diff) => Ok(Some(diff)),
            Reload::Rejected(rejection) => Err(rejection),
        }
    }

    /// Asks the other processes; `None` when there is nobody to ask.
    fn proposed(&self, wanted: Wanted, today: Date) -> Option<Reload> {
        let proposals = self.proposals.get()?;
        let (done, told) = oneshot::channel();
        proposals.blocking_send(Proposal { wanted, today, done }).ok()?;
        told.blocking_recv().ok()
    }

    /// Serves what is wanted without asking anybody. Blocks as [`Self::reload`] does then.
    pub fn serve_alone(&self, wanted: Wanted, today: Date) -> Reload {
        let mut state = self.reloading();
        match wanted {
            Wanted::Folder(force) => self.serve_folder(&mut state, today, force),
            Wanted::Before => {
                let prepared = self.look_back(&mut state, None);
                self.serve_prepared(&mut state, prepared)
            }
        }
    }

    fn serve_folder(&self, state: &mut ReloadState, today: Date, force: Force) -> Reload {
        let prepared = self.look_again(state, today, force, None);
        self.serve_prepared(state, prepared)
    }

    fn serve_prepared(&self, state: &mut ReloadState, prepared: Prepared) -> Reload {
        match prepared {
            Prepared::Served | Prepared::Other(_) => Reload::Unchanged,
            Prepared::Rejected(rejection) => Reload::Rejected(rejection),
            Prepared::Ready(candidate) => self.swap(state, *candidate),
        }
    }

    /// Counts how a reload ended.
    pub fn count(&self, reload: &Reload) {
        self.metrics.reloaded(match reload {
            Reload::Unchanged => ReloadOutcome::Unchanged,
            Reload::Swapped(_) => ReloadOutcome::Served,
            Reload::Rejected(Rejection::Failing(_)) => ReloadOutcome::GoldenFailing,
            Reload::Rejected(Rejection::NotTogether(_)) => ReloadOutcome::NotTogether,
            Reload::Rejected(rejection) => ReloadOutcome::Errors(rejection.errors()),
        });
    }

    /// What is served was read from this content. Waits for nothing.
    pub fn content(&self) -> ContentHash {
        *self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Loads, checks, indexes and tests what the folder says, without serving it. With `only`,
    /// nothing but that content is indexed. Blocks as [`Self::reload`] does when nobody is asked.
    pub fn prepare(&self, today: Date, force: Force, only: Option<ContentHash>) -> Prepared {
        self.look_again(&mut self.reloading(), today, force, only)
    }

    /// Looks for an earlier content, or the last one before the one that is served, without
    /// serving it. `Other` when it is not kept, `Served` when there is none before.
    pub fn prepare_back(&self, only: Option<ContentHash>) -> Prepared {
        self.look_back(&mut self.reloading(), only)
    }

    /// Serves what was prepared. `None` when another content is served since, or the same is ranked
    /// by meaning since: then it has to be prepared again.
    pub fn serve(&self, candidate: Candidate) -> Option<Reload> {
        let mut state = self.reloading();
        let served = self.snapshot();
        let loses_meaning = match &candidate.next {
            Next::New(new) => served.meaning.is_some() && new.0.meaning.is_none(),
            Next::SaysTheSame | Next::Back(..) => false,
        };
        let encodes = self.encoding.as_ref().is_ok_and(|encoding| encoding.absence().is_none());
        let is_current = served.version == candidate.version && !(loses_meaning && encodes);
        is_current.then(|| self.swap(&mut state, candidate))
    }

    fn look_again(
        &self,
        state: &mut ReloadState,
        today: Date,
        force: Force,
        only: Option<ContentHash>,
    ) -> Prepared {
        let loaded = match state.folder.load(today) {
            Ok(loaded) => loaded,
            Err(problems) => return Prepared::Rejected(Rejection::Problems(problems)),
        };
        let content = state.folder.content();
        if only.is_some_and(|only| only != content) {
            return Prepared::Other(content);
        }
        let version = self.snapshot().version;
        let ReloadState { folder, vectors, .. } = state;
        let (diff, next) = match self.weigh(vectors, folder, loaded, force) {
            Err(rejection) => return Prepared::Rejected(rejection),
            Ok(None) if content == self.content() => return Prepared::Served,
            Ok(None) => (Diff::default(), Next::SaysTheSame),
            Ok(Some(Sound { next, vectors, diff })) => (diff, Next::New(Box::new((next, vectors)))),
        };
        Prepared::Ready(Box::new(Candidate { content, version, diff, next }))
    }

    /// Compares what was loaded from `folder` with what is served, and tests it; `None` when it
    /// says the same. The version is given when it is served.
    fn weigh(
        &self,
        known: &mut Vectors,
        folder: &Folder,
        loaded: Loaded,
        force: Force,
    ) -> Result<Option<Sound>, Rejection> {
        let Loaded { faq, warnings } = loaded;
        let old = self.snapshot();
        if faq.collections() == old.faq.collections() && warnings.iter().eq(old.load_warnings()) {
            return Ok(None);
        }
        let encoded = self.encode_change(known, &old, &faq);
        let (index, meaning, vectors) = ranked_by(old.index.update(&faq), encoded);
        let warnings = with_same_meaning(warnings, meaning, &faq, &vectors, folder);
        let golden = golden::run(&faq, &index, &vectors);
        let diff = Diff::between(&old, self.golden(&old, known), &faq, &golden);
        if !diff.newly_failing.is_empty() && force == Force::No {
            // The next attempt will have most of the same texts.
            for (key, vector) in vectors.iter() {
                known.insert(key, vector.clone());
            }
            return Err(Rejection::Failing(diff));
        }
        let (golden, version) = (golden.into(), old.version);
        let next = Snapshot { faq, index, version, warnings, golden, meaning };
        Ok(Some(Sound { next, vectors, diff }))
    }

    fn look_back(&self, state: &mut ReloadState, only: Option<ContentHash>) -> Prepared {
        if only == Some(self.content()) {
            return Prepared::Served;
        }
        let found = match only {
            Some(only) => state.history.iter().rev().find(|(_, content)| *content == only),
            None => state.history.back(),
        };
        let Some((back, content)) = found.cloned() else {
            return only.map_or(Prepared::Served, Prepared::Other);
        };
        let old = self.snapshot();
        // It was served by words, before the start had encoded everything.
        let encoded = match back.meaning {
            Some(_) => None,
            None => self.encode_change(&state.vectors, &old, &back.faq),
        };
        let ranked = encoded.map(|work| Box::new(by_meaning(&back, work, &state.folder)));
        let diff = match &ranked {
            Some(ranked) => self.diff(&old, &ranked.0, &ranked.1),
            None => self.diff(&old, &back, &state.vectors),
        };
        let (version, next) = (old.version, Next::Back(back, ranked));
        Prepared::Ready(Box::new(Candidate { content, version, diff, next }))
    }

    fn swap(&self, state: &mut ReloadState, candidate: Candidate) -> Reload {
        let Candidate { content, version: _, diff, next } = candidate;
        let before = {
            let mut served = self.content.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *served, content)
        };
        match next {
            Next::SaysTheSame => return Reload::Unchanged,
            Next::New(new) => {
                let (mut snapshot, vectors) = *new;
                state.last_version += 1;
                snapshot.version = state.last_version;
                let old = self.current.swap(Arc::new(snapshot));
                state.vectors = vectors;
                state.history.push_back((old, before));
                if state.history.len() > KEPT {
                    state.history.pop_front();
                }
            }
            Next::Back(back, ranked) => {
                forget_from(&mut state.history, &back);
                let snapshot = match ranked {
                    Some(ranked) => {
                        let (snapshot, vectors) = *ranked;
                        state.vectors = vectors;
                        Arc::new(snapshot)
                    }
                    None => back,
                };
                self.current.store(snapshot);
            }
        }
        Reload::Swapped(diff)
    }
}

/// Forgets a snapshot and those after it.
fn forget_from(history: &mut VecDeque<(Arc<Snapshot>, ContentHash)>, snapshot: &Arc<Snapshot>) {
    if let Some(at) = history.iter().position(|(kept, _)| Arc::ptr_eq(kept, snapshot)) {
        history.truncate(at);
    }
}
