//! Working memory of searches: dense arrays over all documents of a collection, kept from
//! one search to the next. No score is decided here; `retrieve.rs` does that.

use std::sync::{Mutex, PoisonError};

use super::field::Field;
use super::ranking::Match;

/// One [`Scratch`] for each search that runs at the same time. It belongs to an index, so
/// that the memory goes when the index goes.
#[derive(Debug, Default)]
pub struct ScratchPool(Mutex<Vec<Scratch>>);

impl ScratchPool {
    /// Lends a scratch. One that a panic interrupted is not taken back, because it may
    /// hold anything.
    pub fn with<T>(&self, search: impl FnOnce(&mut Scratch) -> T) -> T {
        let pool = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = pool().pop().unwrap_or_default();
        let found = search(&mut scratch);
        pool().push(scratch);
        found
    }
}

/// Working memory of one search. The arrays by document are all zero between two searches.
#[derive(Debug, Default)]
pub struct Scratch {
    /// By document, for the term being read.
    pub(super) frequency: Vec<f32>,
    pub(super) fields: Vec<u8>,
    pub(super) touched: Vec<u32>,
    /// By document, for the phrase being read.
    pub(super) phrase: Vec<Phrase>,
    pub(super) phrase_touched: Vec<u32>,
    /// By document, for the slot being read.
    pub(super) slot_score: Vec<f32>,
    pub(super) slot_match: Vec<Match>,
    pub(super) slot_touched: Vec<u32>,
    /// By document, for the whole question.
    pub(super) total: Vec<f32>,
    pub(super) any: Vec<u32>,
    /// Every document of every slot, slot after slot. Only those of the best documents are
    /// read again.
    pub(super) met: Vec<(u32, Match)>,
    /// By slot: where its documents end in `met`.
    pub(super) met_ends: Vec<usize>,
    /// By document: its place among the best, from 1 on; 0 when it is not among them.
    pub(super) place: Vec<u32>,
}

/// What a document has of a phrase.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Phrase {
    pub(super) score: f32,
    pub(super) fields: u8,
    pub(super) terms: u8,
}

impl Scratch {
    /// Makes room for that many documents and clears the last search.
    pub(super) fn reset(&mut self, documents: usize) {
        for document in self.any.drain(..) {
            if let Some(total) = self.total.get_mut(document as usize) {
                *total = 0.0;
            }
        }
        self.met.clear();
        self.met_ends.clear();
        self.frequency.resize(documents, 0.0);
        self.fields.resize(documents, 0);
        self.phrase.resize(documents, Phrase::default());
        self.slot_score.resize(documents, 0.0);
        self.slot_match.resize(documents, Match::default());
        self.total.resize(documents, 0.0);
        self.place.resize(documents, 0);
    }

    /// Records a term in a field of a document.
    pub(super) fn meet(&mut self, document: u32, field: Field, frequency: f32) {
        let fields = &mut self.fields[document as usize];
        if *fields == 0 {
            self.touched.push(document);
        }
        *fields |= field.bit();
        self.frequency[document as usize] += frequency;
    }

    /// Records a term of a phrase in a document.
    pub(super) fn add_to_phrase(&mut self, document: u32, fields: u8, score: f32) {
        let phrase = &mut self.phrase[document as usize];
        if phrase.terms == 0 {
            self.phrase_touched.push(document);
        }
        phrase.fields |= fields;
        phrase.score += score;
        phrase.terms = phrase.terms.saturating_add(1);
    }

    /// Records a reading's score of a document, if it is the best of the slot.
    pub(super) fn offer(&mut self, document: u32, score: f32, how: Match) {
        // A term that is switched off has the weight 0, and is then not a match.
        if score <= 0.0 {
            return;
        }
        let at = document as usize;
        if self.slot_score[at] == 0.0 {
            self.slot_touched.push(document);
        }
        if score > self.slot_score[at] {
            self.slot_score[at] = score;
            self.slot_match[at] = how;
        }
    }

    /// Adds to the score of a document.
    pub(super) fn add(&mut self, document: u32, score: f32) {
        let total = &mut self.total[document as usize];
        if *total == 0.0 {
            self.any.push(document);
        }
        *total += score;
    }

    /// Moves a slot's scores into the totals and its documents to those met.
    pub(super) fn finish_slot(&mut self) {
        let mut touched = std::mem::take(&mut self.slot_touched);
        for document in touched.drain(..) {
            let score = std::mem::take(&mut self.slot_score[document as usize]);
            self.met.push((document, self.slot_match[document as usize]));
            self.add(document, score);
        }
        self.slot_touched = touched;
        self.met_ends.push(self.met.len());
    }

    /// The `limit` documents with the highest totals, best first. Documents with equal
    /// totals stay in the order of their numbers.
    pub(super) fn best(&self, limit: usize) -> Vec<(f32, u32)> {
        let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        let mut best: Vec<(f32, u32)> = Vec::new();
        let mut needed = f32::NEG_INFINITY;
        for &document in &self.any {
            let score = self.total[document as usize];
            if score < needed {
                continue;
            }
            best.push((score, document));
            // With room for twice the limit, the documents are seldom sorted.
            if best.len() == limit.saturating_mul(2) {
                best.select_nth_unstable_by(limit - 1, order);
                best.truncate(limit);
                needed = best[limit - 1].0;
            }
        }
        best.sort_unstable_by(order);
        best.truncate(limit);
        best
    }
}
