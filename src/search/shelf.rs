//! One collection's index: large parts that stay, a small one for what changed.
//!
//! A shelf never changes. A new version of a large collection shares the old
//! one's parts, marks what was replaced as dead and indexes the changed entries
//! apart; statistics and calibration stay those of the last whole build, which
//! comes again when a tenth of the collection has changed.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::sync::Arc;
use std::thread;

use super::calibrate::{Calibration, Probe, calibrate, weight};
use super::evidence;
use super::features::Features;
use super::french::Analyser;
use super::glossary::Glossary;
use super::query::{self, Lexicon, Slot};
use super::rank::{self, Ranking, View};
use super::schema::Part;
use super::scratch::Scratch;
use super::tuning::Tuning;
use super::{Hit, passage};
use crate::faq::{Collection, Entry, EntryId, GlossaryTerm};

/// Hits whose evidence is read; beyond them nobody asks why.
const EXPLAINED: usize = 10;
/// A smaller collection is built whole at each change: that takes no time, and
/// its calibration is then always its own.
const WHOLE_MAX: usize = 2_000;
/// A whole build is worth it when one entry in this many has changed.
const CHANGED_SHARE: usize = 10;
/// Entries worth a thread of their own.
const PER_THREAD: usize = 2_000;

/// An immutable index of one collection.
#[derive(Debug)]
pub struct Shelf {
    /// In the order of ids, one after the other.
    base: Vec<Arc<Part>>,
    /// By base part. Empty when none is dead.
    dead: Vec<Dead>,
    /// What came since.
    fresh: Option<Part>,
    tuning: Tuning,
    calibration: Calibration,
    glossary: Glossary,
    glossary_terms: Vec<GlossaryTerm>,
    features: Features,
}

/// Documents of a part that were replaced or removed since.
#[derive(Debug, Default)]
struct Dead {
    /// By document.
    flags: Vec<bool>,
    count: usize,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
    // One for each way to analyse; all but the first serve experiments only.
    static ANALYSERS: [OnceCell<Analyser>; 4] = const { [const { OnceCell::new() }; 4] };
}

fn with_analyser<T>(features: &Features, f: impl FnOnce(&Analyser) -> T) -> T {
    let which = usize::from(!features.stop_words) * 2 + usize::from(!features.stemming);
    ANALYSERS.with(|analysers| f(analysers[which].get_or_init(|| Analyser::new(features))))
}

impl Shelf {
    /// Indexes a collection.
    pub fn build(collection: &Collection, features: Features) -> Self {
        let base = build_parts(&collection.entries, features);
        let parts: Vec<&Part> = base.iter().map(Arc::as_ref).collect();
        let tuning = Tuning::of(&parts, features);
        let mut shelf = Self {
            base,
            dead: Vec::new(),
            fresh: None,
            tuning,
            calibration: Calibration::default(),
            glossary: with_analyser(&features, |a| Glossary::new(&collection.glossary, a)),
            glossary_terms: collection.glossary.clone(),
            features,
        };
        let entries: Vec<&Entry> = collection.entries.iter().map(Arc::as_ref).collect();
        shelf.calibration = calibrate(&entries, |question, own| shelf.probe(question, own));
        shelf
    }

    /// The shelf of a collection's new content, made from this one where that is less work.
    pub fn update(old: &Arc<Self>, collection: &Collection) -> Arc<Self> {
        let changes = Changes::between(&old.base, &collection.entries);
        let dead: usize = changes.dead.iter().map(|dead| dead.count).sum();
        let count = changes.fresh.len() + dead;
        let same_glossary = old.glossary_terms == collection.glossary;
        if count == 0 && old.fresh.is_none() && same_glossary {
            return Arc::clone(old);
        }
        let size = collection.entries.len();
        if size <= WHOLE_MAX || count * CHANGED_SHARE > size {
            return Arc::new(Self::build(collection, old.features));
        }
        let features = old.features;
        Arc::new(with_analyser(&features, |analyser| Self {
            base: old.base.clone(),
            dead: changes.dead,
            fresh: (!changes.fresh.is_empty()).then(|| Part::build(changes.fresh, analyser)),
            tuning: old.tuning,
            calibration: old.calibration,
            glossary: Glossary::new(&collection.glossary, analyser),
            glossary_terms: collection.glossary.clone(),
            features,
        }))
    }

    /// What a question weighs with an entry and without it.
    fn probe(&self, question: &str, own: Option<&EntryId>) -> Probe {
        self.with_ranking(question, false, 3, |slots, ranking, analyser| {
            let weigh = |ranking: &Ranking| {
                let Some(first) = ranking.best.first() else { return f32::NEG_INFINITY };
                let entry = self.entry(first.document);
                weight(&evidence::of(ranking, 0, slots, entry, analyser), self.tuning.distinct)
            };
            let present = weigh(ranking);
            let mut without = ranking.clone();
            without.best.retain(|ranked| Some(&self.entry(ranked.document).id) != own);
            Probe { present, removed: weigh(&without) }
        })
    }

    /// Whether an entry stands here.
    pub fn holds(&self, id: &EntryId) -> bool {
        self.entry_of(id).is_some()
    }

    /// The best `limit` entries, best first, with evidence for the first ones.
    pub fn search(&self, question: &str, limit: usize) -> Vec<Hit> {
        self.with_ranking(question, false, limit, |slots, ranking, analyser| {
            let mut surest = 1.0f32;
            (ranking.best.iter().enumerate())
                .map(|(place, ranked)| {
                    let entry = self.entry(ranked.document);
                    let mut evidence = evidence::Evidence::default();
                    if place < EXPLAINED {
                        evidence = evidence::of(ranking, place, slots, entry, analyser);
                        let weight = weight(&evidence, self.tuning.distinct);
                        // Second by a hair and far ahead of the third is no surer for it.
                        surest = surest.min(self.calibration.confidence(weight));
                        evidence.confidence = surest;
                    }
                    Hit { entry: entry.id.clone(), score: ranked.score, evidence }
                })
                .collect()
        })
    }

    /// Entries for a question still being typed, with comparable weights.
    pub fn suggest(&self, typed: &str, limit: usize) -> Vec<(f32, EntryId)> {
        self.with_ranking(typed, true, limit, |_, ranking, _| {
            let total: f32 = ranking.information.iter().sum();
            (ranking.best.iter())
                .map(|r| (r.score / total.max(1.0), self.entry(r.document).id.clone()))
                .collect()
        })
    }

    /// See [`super::Index::passage`].
    pub fn passage(&self, question: &str, entry: &Entry) -> Option<Range<usize>> {
        self.with_ranking(question, false, 1, |slots, ranking, analyser| {
            passage::best(&entry.answer, slots, &ranking.information, analyser)
        })
    }

    fn with_ranking<T>(
        &self,
        question: &str,
        typing: bool,
        limit: usize,
        read: impl FnOnce(&[Slot], &Ranking, &Analyser) -> T,
    ) -> T {
        let parts = self.parts();
        let views = self.views();
        with_analyser(&self.features, |analyser| {
            let features = self.features;
            let lexicon = Lexicon { parts: &parts, glossary: &self.glossary, analyser, features };
            let slots = query::read(question, &lexicon, typing);
            let ranking = SCRATCH.with_borrow_mut(|scratch| {
                rank::rank(&views, &self.tuning, &slots, limit, scratch)
            });
            read(&slots, &ranking, analyser)
        })
    }

    fn parts(&self) -> Vec<&Part> {
        self.base.iter().map(Arc::as_ref).chain(&self.fresh).collect()
    }

    fn views(&self) -> Vec<View<'_>> {
        let mut offset = 0;
        (self.parts().into_iter().enumerate())
            .map(|(number, part)| {
                let dead = self.dead.get(number).filter(|dead| dead.count > 0);
                let alive = part.entries.len() - dead.map_or(0, |dead| dead.count);
                let view = View { part, dead: dead.map(|dead| &*dead.flags), alive, offset };
                offset += part.entries.len() as u32;
                view
            })
            .collect()
    }

    fn entry(&self, document: u32) -> &Arc<Entry> {
        let mut document = document as usize;
        for part in self.base.iter().map(Arc::as_ref).chain(&self.fresh) {
            match part.entries.get(document) {
                Some(entry) => return entry,
                None => document -= part.entries.len(),
            }
        }
        unreachable!("documents are numbered by the parts they come from")
    }

    fn entry_of(&self, id: &EntryId) -> Option<&Arc<Entry>> {
        self.parts().into_iter().find_map(|part| {
            let at = part.entries.binary_search_by(|entry| entry.id.cmp(id)).ok()?;
            part.entries.get(at)
        })
    }
}

/// Indexes entries, on several threads when there are many.
fn build_parts(entries: &[Arc<Entry>], features: Features) -> Vec<Arc<Part>> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = entries.len().div_ceil(PER_THREAD).clamp(1, cores);
    let build = |entries: &[Arc<Entry>]| {
        with_analyser(&features, |analyser| Arc::new(Part::build(entries.to_vec(), analyser)))
    };
    if threads == 1 {
        return vec![build(entries)];
    }
    thread::scope(|scope| {
        let chunks = entries.chunks(entries.len().div_ceil(threads));
        let building: Vec<_> = chunks.map(|chunk| scope.spawn(move || build(chunk))).collect();
        let built = building.into_iter().map(|thread| thread.join());
        // A panic in one of them is one here: a shelf with a part missing would lie.
        built.map(|part| part.expect("indexing in memory does not fail")).collect()
    })
}

/// What a new version makes of a base.
struct Changes {
    dead: Vec<Dead>,
    fresh: Vec<Arc<Entry>>,
}

impl Changes {
    /// Both are in the order of ids, so one walk through both is enough. An entry
    /// that was not read again is the very same `Arc`, which is nearly all there is to
    /// look at when one of a hundred thousand changed.
    fn between(base: &[Arc<Part>], entries: &[Arc<Entry>]) -> Self {
        let mut new = entries.iter().peekable();
        let mut fresh = Vec::new();
        let dead = (base.iter())
            .map(|part| {
                let flags: Vec<bool> = (part.entries.iter())
                    .map(|old| {
                        if new.next_if(|entry| Arc::ptr_eq(entry, old)).is_some() {
                            return false;
                        }
                        while let Some(entry) = new.next_if(|entry| entry.id < old.id) {
                            fresh.push(Arc::clone(entry));
                        }
                        match new.next_if(|entry| entry.id == old.id) {
                            Some(entry) if entry == old => false,
                            Some(entry) => {
                                fresh.push(Arc::clone(entry));
                                true
                            }
                            None => true,
                        }
                    })
                    .collect();
                Dead { count: flags.iter().filter(|dead| **dead).count(), flags }
            })
            .collect();
        fresh.extend(new.cloned());
        Self { dead, fresh }
    }
}
