//! One collection's index: large parts that stay, a small one for what changed.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use super::calibrate::{Calibration, Probe, calibrate, weight};
use super::evidence;
use super::french::Analyser;
use super::glossary::Glossary;
use super::query::{self, Lexicon, Slot};
use super::rank::{self, Ranking, Scratch, Tuning, View};
use super::schema::Part;
use super::{Hit, passage};
use crate::faq::{Collection, Entry, EntryId};

/// Hits whose evidence is read; beyond them nobody asks why.
const EXPLAINED: usize = 10;

/// An immutable index of one collection.
#[derive(Debug)]
pub struct Shelf {
    parts: Vec<Arc<Part>>,
    tuning: Tuning,
    glossary: Glossary,
    calibration: Calibration,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
    static ANALYSER: Analyser = Analyser::default();
}

impl Shelf {
    /// Indexes a collection.
    pub fn build(collection: &Collection) -> Self {
        ANALYSER.with(|analyser| {
            let part = Part::build(collection.entries.clone(), analyser);
            let tuning = Tuning::of(&[&part]);
            let mut shelf = Self {
                parts: vec![Arc::new(part)],
                tuning,
                glossary: Glossary::new(&collection.glossary, analyser),
                calibration: Calibration::default(),
            };
            let entries: Vec<&Entry> = collection.entries.iter().map(Arc::as_ref).collect();
            shelf.calibration = calibrate(&entries, |question, own| shelf.probe(question, own));
            shelf
        })
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

    /// The shelf of a collection's new content.
    pub fn update(_old: &Arc<Self>, collection: &Collection) -> Arc<Self> {
        Arc::new(Self::build(collection))
    }

    /// Whether an entry stands here.
    pub fn holds(&self, id: &EntryId) -> bool {
        self.entry_of(id).is_some()
    }

    /// The best `limit` entries, best first, with evidence for the first ones.
    pub fn search(&self, question: &str, limit: usize) -> Vec<Hit> {
        self.with_ranking(question, false, limit, |slots, ranking, analyser| {
            (ranking.best.iter().enumerate())
                .map(|(place, ranked)| {
                    let entry = self.entry(ranked.document);
                    let mut evidence = evidence::Evidence::default();
                    if place < EXPLAINED {
                        evidence = evidence::of(ranking, place, slots, entry, analyser);
                        let weight = weight(&evidence, self.tuning.distinct);
                        evidence.confidence = self.calibration.confidence(weight);
                    }
                    Hit { entry: entry.id.clone(), score: ranked.score, evidence }
                })
                .collect()
        })
    }

    /// Entries for a question still being typed, with comparable weights.
    pub fn suggest(&self, typed: &str, limit: usize) -> Vec<(f32, EntryId)> {
        if typed.trim().is_empty() {
            let entries = self.parts.iter().flat_map(|part| &part.entries);
            return entries.take(limit).map(|entry| (0.0, entry.id.clone())).collect();
        }
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
        let parts: Vec<&Part> = self.parts.iter().map(Arc::as_ref).collect();
        let views = self.views();
        ANALYSER.with(|analyser| {
            let lexicon = Lexicon { parts: &parts, glossary: &self.glossary, analyser };
            let slots = query::read(question, &lexicon, typing);
            let ranking = SCRATCH.with_borrow_mut(|scratch| {
                rank::rank(&views, &self.tuning, &slots, limit, scratch)
            });
            read(&slots, &ranking, analyser)
        })
    }

    fn views(&self) -> Vec<View<'_>> {
        let mut offset = 0;
        (self.parts.iter())
            .map(|part| {
                let view = View { part, dead: None, offset };
                offset += part.entries.len() as u32;
                view
            })
            .collect()
    }

    fn entry(&self, mut document: u32) -> &Arc<Entry> {
        for part in &self.parts {
            match part.entries.get(document as usize) {
                Some(entry) => return entry,
                None => document -= part.entries.len() as u32,
            }
        }
        unreachable!("documents are numbered by the parts they come from")
    }

    fn entry_of(&self, id: &EntryId) -> Option<&Arc<Entry>> {
        (self.parts.iter()).find_map(|part| {
            let at = part.entries.binary_search_by(|entry| entry.id.cmp(id)).ok()?;
            Some(&part.entries[at])
        })
    }
}
