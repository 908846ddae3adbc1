//! The second stage, retrieval: slots → a score for each entry that has one of them.
//!
//! score(entry) = Σ over slots, best reading of: F + α·T + γ·C, plus δ·G, where
//! - F is BM25F (Robertson, Zaragoza & Taylor, 2004): the word's frequencies in
//!   question, variants and answer, each divided by its field's length norm,
//!   are added *before* they saturate, so a word counts once, even if several
//!   fields repeat it. It is best where titles are shared or long.
//! - T is BM25 on the lines alone (question and variants) with the word's rarity
//!   among lines: best where a question looks like the entry's question.
//! - C rewards a word that is the entry's category, a little.
//! - G is BM25 on character n-grams of the lines: endings, compounds, typos.
//!
//! A reading that is not the word typed counts by its weight; a related word
//! (`related.rs`) never counts for more than half.
//!
//! α and δ follow the collection (`tuning.rs`). No number here was fitted to one set
//! of questions; `benches/QUALITY.md` has what each part brings on three.

use super::field::{Field, LINES};
use super::part::{self, Lengths, Part};
use super::query::{Origin, Slot};
use super::ranking::Match;
use super::scratch::{Phrase, Scratch};
use super::tuning::Tuning;

/// BM25F saturation and length normalisation, Robertson's usual values.
const K1: f32 = 1.2;
const B_QUESTION: f32 = 0.5;
const B_ANSWER: f32 = 0.75;
/// Lines are short, so a word that is twice in one counts little more than once.
const LINE_K1: f32 = 0.6;
const LINE_B: f32 = 0.5;

/// A part of an index and where its documents' numbers begin.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The documents.
    pub part: &'a Part,
    /// The number of its first document among all parts'.
    pub offset: u32,
}

/// What each slot of a question weighs in the collection.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// By slot: its information, ln(1 + odds of not meeting it in an entry).
    pub information: Vec<f32>,
    /// By slot: whether any entry has it.
    pub known: Vec<bool>,
}

/// What a term is worth in a document, by field.
struct Rarity {
    word: f32,
    line: f32,
    category: f32,
}

/// Scores every entry that meets a slot, into the scratch. `limit` is how many will be
/// kept of them.
pub fn retrieve(
    views: &[View<'_>],
    tuning: &Tuning,
    slots: &[Slot],
    limit: usize,
    scratch: &mut Scratch,
) -> Weights {
    let documents: usize = views.iter().map(|view| view.part.entries.len()).sum();
    scratch.reset(documents);
    let search = Search { views, tuning, documents: documents as f32 };

    let mut weights = Weights::default();
    for slot in slots {
        search.slot(slot, scratch);
        let having = scratch.slot_touched.len();
        let information = rarity(search.documents, having as f32);
        weights.information.push(information);
        weights.known.push(having > 0);
        search.related(slot, information, scratch);
        scratch.finish_slot();
    }
    search.grams(slots, limit, scratch);
    weights
}

/// ln(1 + (N − n + ½) / (n + ½)), never negative.
fn rarity(documents: f32, having: f32) -> f32 {
    (1.0 + (documents - having + 0.5).max(0.0) / (having + 0.5)).ln()
}

struct Search<'a> {
    views: &'a [View<'a>],
    tuning: &'a Tuning,
    documents: f32,
}

impl Search<'_> {
    /// Scores what the word of a slot may stand for into the scratch.
    fn slot(&self, slot: &Slot, scratch: &mut Scratch) {
        let mut typed_rarity = None;
        let readings = slot.readings.iter().enumerate();
        for (number, reading) in readings.filter(|(_, r)| r.origin != Origin::Related) {
            let terms = reading.terms.len() as f32;
            let single = reading.terms.len() == 1;
            let how = |fields, share| Match {
                fields,
                strength: reading.weight * share,
                reading: number as u8,
            };
            for term in &reading.terms {
                let rarity = self.meet(term, &Field::WORDS, scratch);
                let rare = rarity.word;
                // A meaning that is rarer than the word typed must not outweigh it.
                let cap = match typed_rarity {
                    Some(typed) if reading.origin == Origin::Glossary && rare > typed => {
                        typed / rare
                    }
                    _ => 1.0,
                };
                if number == 0 && !scratch.touched.is_empty() {
                    typed_rarity = Some(rare);
                }
                self.score_met(&rarity, scratch, |scratch, document, fields, score| {
                    let score = score * cap * reading.share * reading.weight;
                    if single {
                        scratch.offer(document, score, how(fields, 1.0));
                    } else {
                        scratch.add_to_phrase(document, fields, score / terms);
                    }
                });
            }
            let mut touched = std::mem::take(&mut scratch.phrase_touched);
            for document in touched.drain(..) {
                let Phrase { score, fields, terms: found } =
                    std::mem::take(&mut scratch.phrase[document as usize]);
                // Half of a phrase has much less than half of its meaning.
                let whole = (f32::from(found) / terms).powi(2);
                scratch.offer(document, score * whole, how(fields, whole));
            }
            scratch.phrase_touched = touched;
        }
    }

    /// Scores the words related to a slot's word. Only lines are searched, because a long
    /// answer has something near to any word. This comes after the word itself, because the
    /// information of the word must not depend on related words.
    fn related(&self, slot: &Slot, information: f32, scratch: &mut Scratch) {
        let readings = slot.readings.iter().enumerate();
        for (number, reading) in readings.filter(|(_, r)| r.origin == Origin::Related) {
            let rarity = self.meet(&reading.terms[0], &Field::LINES, scratch);
            let cap = (information / rarity.word).min(1.0);
            let how = |fields| Match { fields, strength: reading.weight, reading: number as u8 };
            self.score_met(&rarity, scratch, |scratch, document, fields, score| {
                scratch.offer(document, score * cap * reading.weight, how(fields));
            });
        }
    }

    /// Gathers every document of a term in some fields in the scratch.
    fn meet(&self, term: &str, fields: &[Field], scratch: &mut Scratch) -> Rarity {
        let average = &self.tuning.average;
        let weight = self.tuning.question_weight();
        for view in self.views {
            for &field in fields {
                match field {
                    Field::Question => view.meet(term, field, scratch, |lengths| {
                        weight / norm(B_QUESTION, lengths.question, average.question)
                    }),
                    Field::Variants => view.meet(term, field, scratch, |lengths| {
                        weight / norm(B_QUESTION, lengths.line, average.line)
                    }),
                    Field::Answer => view.meet(term, field, scratch, |lengths| {
                        1.0 / norm(B_ANSWER, lengths.answer, average.answer)
                    }),
                    Field::Categories | Field::Grams => {
                        view.meet(term, field, scratch, |_| 0.0);
                    }
                }
            }
        }
        let (mut in_words, mut in_lines, mut in_categories) = (0u32, 0u32, 0u32);
        for &document in &scratch.touched {
            let fields = scratch.fields[document as usize];
            in_words += u32::from(fields & !Field::Categories.bit() != 0);
            in_lines += u32::from(fields & LINES != 0);
            in_categories += u32::from(fields & Field::Categories.bit() != 0);
        }
        let rare = |having: u32| rarity(self.documents, having as f32);
        Rarity {
            word: rare(in_words),
            line: self.tuning.line_weight() * rare(in_lines) * (LINE_K1 + 1.0),
            category: self.tuning.category_weight() * rare(in_categories),
        }
    }

    /// Calls `hand_out` with each document that [`Self::meet`] gathered, the fields that
    /// have the term, and the score.
    fn score_met(
        &self,
        rarity: &Rarity,
        scratch: &mut Scratch,
        mut hand_out: impl FnMut(&mut Scratch, u32, u8, f32),
    ) {
        let average = &self.tuning.average;
        let mut touched = std::mem::take(&mut scratch.touched);
        for document in touched.drain(..) {
            let frequency = std::mem::take(&mut scratch.frequency[document as usize]);
            let fields = std::mem::take(&mut scratch.fields[document as usize]);
            let mut score = rarity.word * frequency * (K1 + 1.0) / (frequency + K1);
            if fields & LINES != 0 {
                let line = self.lengths(document).line;
                score += rarity.line / (1.0 + LINE_K1 * norm(LINE_B, line, average.line));
            }
            if fields & Field::Categories.bit() != 0 {
                score += rarity.category;
            }
            hand_out(scratch, document, fields, score);
        }
        scratch.touched = touched;
    }

    /// Adds what the n-grams of the lines say.
    fn grams(&self, slots: &[Slot], limit: usize, scratch: &mut Scratch) {
        let weight = self.tuning.gram_weight(slots.len());
        if weight <= 0.0 {
            return;
        }
        let mut grams: Vec<String> = Vec::new();
        for slot in slots {
            part::each_gram(&slot.stem, |gram| grams.push(gram.to_owned()));
        }
        grams.sort_unstable();
        grams.dedup();
        let mut found: Vec<(f32, &View<'_>, _)> = Vec::new();
        let mut most = 0.0;
        for gram in &grams {
            let first = found.len();
            let mut having = 0;
            for view in self.views {
                if let Some(postings) = view.part.postings(Field::Grams, gram) {
                    having += postings.doc_freq();
                    found.push((0.0, view, postings));
                }
            }
            let rare = weight * rarity(self.documents, having as f32) * (LINE_K1 + 1.0);
            found[first..].iter_mut().for_each(|(worth, _, _)| *worth = rare);
            if having > 0 {
                most += rare / (1.0 + LINE_K1 * norm(LINE_B, 0.0, 1.0));
            }
        }
        // What even every n-gram could not bring among the best need not be added
        // to; a little more than enough, for sums are rounded.
        let needed = scratch.best(limit).get(limit.saturating_sub(1)).map(|(score, _)| *score);
        let needed = needed.map_or(0.0, |score| score - most * 1.01 - 1e-3);
        let average = self.tuning.average.grams;
        for (rare, view, mut postings) in found {
            while !postings.docs().is_empty() {
                for &local in postings.docs() {
                    let document = view.offset + local;
                    if scratch.total[document as usize] < needed {
                        continue;
                    }
                    let length = view.part.lengths[local as usize].grams;
                    let score = rare / (1.0 + LINE_K1 * norm(LINE_B, length, average));
                    scratch.add(document, score);
                }
                postings.advance();
            }
        }
    }

    fn lengths(&self, document: u32) -> &Lengths {
        let view = self.views.iter().rfind(|view| view.offset <= document);
        let view = view.expect("documents are numbered by the views they come from");
        &view.part.lengths[(document - view.offset) as usize]
    }
}

impl View<'_> {
    /// Gathers a term's documents in one field. Each occurrence counts for what `weigh`
    /// gives for the lengths of the document.
    fn meet(
        &self,
        term: &str,
        field: Field,
        scratch: &mut Scratch,
        weigh: impl Fn(&Lengths) -> f32,
    ) {
        let Some(mut postings) = self.part.postings(field, term) else { return };
        while !postings.docs().is_empty() {
            for (&local, &times) in postings.docs().iter().zip(postings.freqs()) {
                let weight = weigh(&self.part.lengths[local as usize]);
                scratch.meet(self.offset + local, field, times as f32 * weight);
            }
            postings.advance();
        }
    }
}

fn norm(b: f32, length: f32, average: f32) -> f32 {
    1.0 - b + b * length / average
}
