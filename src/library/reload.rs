//! Reads the folder again, or what it is about to become, and serves it when it passes: one gate,
//! whoever calls it.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::build::{ranked_by, with_same_meaning};
use super::diff::Diff;
use super::golden::{self, GoldenReport};
use super::snapshot::Snapshot;
use super::{Force, KEPT, Library, Rejection, Reload, ReloadState};
use crate::faq::load::{Folder, Loaded};
use crate::faq::{Faq, Problem};
use crate::metrics::ReloadOutcome;
use crate::search::Index;
use crate::search::meaning::Vectors;

/// Content that may be served.
struct Sound {
    faq: Faq,
    index: Index,
    meaning: Option<usize>,
    vectors: Vectors,
    warnings: Vec<Problem>,
    golden: GoldenReport,
    diff: Diff,
}

impl Library {
    /// Reads the folder again and serves it if it has no error. Blocks for up to seconds on
    /// a very large FAQ, and where entries are ranked by meaning also for 20 to 100 ms for each
    /// text that is new, while questions are answered from the old content.
    pub fn reload(&self, today: Date, force: Force) -> Reload {
        let reload = self.read_again(&mut self.reloading(), today, force);
        self.count(&reload);
        reload
    }

    /// As [`Self::reload`] without force, after files have changed. That this has changed nothing
    /// is not counted: the program has served already what it wrote itself.
    pub fn reload_changed(&self, today: Date) -> Reload {
        let reload = self.read_again(&mut self.reloading(), today, Force::No);
        if reload != Reload::Unchanged {
            self.count(&reload);
        }
        reload
    }

    /// Serves what the folder becomes by `put`, which is called only when that content passes as
    /// it would in a reload. `next` is a folder of the same name with that content. Nothing else
    /// reads the folder meanwhile, so that nobody sees it half-way. Blocks as [`Self::reload`]
    /// does, and for `put`.
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
        let mut state = self.reloading();
        if let Err(rejection) = self.try_next(&mut state, next, today, force) {
            let reload = Reload::Rejected(rejection);
            self.count(&reload);
            return Ok(reload);
        }
        put()?;
        let reload = self.read_again(&mut state, today, force);
        self.count(&reload);
        Ok(reload)
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

    fn count(&self, reload: &Reload) {
        self.metrics.reloaded(match reload {
            Reload::Unchanged => ReloadOutcome::Unchanged,
            Reload::Swapped(_) => ReloadOutcome::Served,
            Reload::Rejected(Rejection::Failing(_)) => ReloadOutcome::GoldenFailing,
            Reload::Rejected(rejection) => ReloadOutcome::Errors(rejection.errors()),
        });
    }

    fn read_again(&self, state: &mut ReloadState, today: Date, force: Force) -> Reload {
        let loaded = match state.folder.load(today) {
            Ok(loaded) => loaded,
            Err(problems) => return Reload::Rejected(Rejection::Problems(problems)),
        };
        let ReloadState { folder, vectors, .. } = state;
        let sound = match self.weigh(vectors, folder, loaded, force) {
            Ok(Some(sound)) => sound,
            Ok(None) => return Reload::Unchanged,
            Err(rejection) => return Reload::Rejected(rejection),
        };
        let Sound { faq, index, meaning, vectors, warnings, golden, diff } = sound;
        state.last_version += 1;
        let version = state.last_version;
        let golden = golden.into();
        let old = self.snapshot();
        self.current.store(Arc::new(Snapshot { faq, index, version, warnings, golden, meaning }));
        state.vectors = vectors;
        state.history.push_back(old);
        if state.history.len() > KEPT {
            state.history.pop_front();
        }
        Reload::Swapped(diff)
    }

    /// Compares what was loaded from `folder` with what is served, and tests it; `None` when it is
    /// the same.
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
        Ok(Some(Sound { faq, index, meaning, vectors, warnings, golden, diff }))
    }
}
