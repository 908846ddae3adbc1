//! Slots → entries in order, with what matched where.
//!
//! score(entry) = Σ over slots, best reading of: F + α·T + γ·C, plus δ·G, where
//! - F is BM25F (Robertson, Zaragoza & Taylor, 2004): the word's frequencies in
//!   question, variants and answer, each divided by its field's length norm,
//!   are added *before* they saturate, so a word counts once however many
//!   fields repeat it. Best where titles say little (shared or long ones).
//! - T is BM25 on the lines alone (question and variants) with the word's rarity
//!   among lines: best where a question looks like the entry's question.
//! - C rewards a word that is the entry's category, a little.
//! - G is BM25 on character n-grams of the lines: endings, compounds, typos.
//!
//! α and δ follow the collection: lines that many entries share tell nothing
//! apart, so both shrink with the square of the share of distinct lines. No
//! number here was fitted to one set of questions; `benches/QUALITY.md` has
//! what each part brings on three.

use std::collections::{HashMap, HashSet};

use super::features::Features;
use super::query::{Origin, Slot};
use super::schema::{self, Field, Lengths, Part};

/// BM25F saturation and length normalisation, Robertson's usual values.
const K1: f32 = 1.2;
const B_QUESTION: f32 = 0.5;
const B_ANSWER: f32 = 0.75;
/// A word of the question is worth two of the answer; more wins nothing anywhere.
const QUESTION_WEIGHT: f32 = 2.0;
/// Lines are short: a word twice in one is hardly more than once.
const LINE_K1: f32 = 0.6;
const LINE_B: f32 = 0.5;
const LINE_WEIGHT: f32 = 0.6;
const CATEGORY_WEIGHT: f32 = 0.3;
const GRAM_WEIGHT: f32 = 0.2;
/// From this many slots on, n-grams of a long message meet any line by chance.
const GRAM_SLOTS: f32 = 8.0;

/// What a collection's own statistics make of the weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// Mean lengths, to which each entry's are compared.
    pub average: Lengths,
    /// Share of questions that no other entry has, 0..1.
    pub distinct: f32,
    features: Features,
}

impl Tuning {
    /// Reads the statistics of a collection.
    pub fn of(parts: &[&Part], features: Features) -> Self {
        let mut average = Lengths::default();
        let mut questions = HashSet::new();
        let mut count = 0.0f32;
        for part in parts {
            for (lengths, entry) in part.lengths.iter().zip(&part.entries) {
                average.question += lengths.question;
                average.line += lengths.line;
                average.answer += lengths.answer;
                average.grams += lengths.grams;
                questions.insert(entry.question.as_str());
                count += 1.0;
            }
        }
        let count = count.max(1.0);
        for mean in
            [&mut average.question, &mut average.line, &mut average.answer, &mut average.grams]
        {
            *mean = (*mean / count).max(1.0);
        }
        Self { average, distinct: questions.len() as f32 / count, features }
    }

    /// How far lines can be trusted to tell entries apart, 0..1.
    fn telling(&self) -> f32 {
        if self.features.adaptive { self.distinct.powi(2) } else { 1.0 }
    }

    fn line_weight(&self) -> f32 {
        if self.features.lines { LINE_WEIGHT * self.telling() } else { 0.0 }
    }

    fn gram_weight(&self, slots: usize) -> f32 {
        if !self.features.grams {
            return 0.0;
        }
        let crowd = (GRAM_SLOTS / slots.max(1) as f32).min(1.0);
        GRAM_WEIGHT * self.telling() * if self.features.adaptive { crowd } else { 1.0 }
    }

    fn question_weight(&self) -> f32 {
        if self.features.question_weight { QUESTION_WEIGHT } else { 1.0 }
    }

    fn category_weight(&self) -> f32 {
        if self.features.categories { CATEGORY_WEIGHT } else { 0.0 }
    }
}

/// A part of an index as one search sees it.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// Its terms.
    pub part: &'a Part,
    /// Documents that newer content has replaced.
    pub dead: Option<&'a [bool]>,
    /// The number of its first document among all parts'.
    pub offset: u32,
}

/// A document and its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Its number among all parts' documents.
    pub document: u32,
    /// Comparable within one search.
    pub score: f32,
    /// By slot: how it matched, if it did.
    pub matches: Vec<Option<Match>>,
}

/// How a slot matched a document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// [`Field::bit`]s.
    pub fields: u8,
    /// 0..1: how surely it is the word meant.
    pub strength: f32,
    /// Of the slot.
    pub reading: u8,
}

/// A ranking, with what each slot weighs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// Best first.
    pub best: Vec<Ranked>,
    /// By slot: its information, ln(1 + odds of not meeting it in an entry).
    pub information: Vec<f32>,
    /// By slot: whether any entry has it at all.
    pub known: Vec<bool>,
}

/// Working memory of a search, kept from one to the next.
#[derive(Default)]
pub struct Scratch {
    frequency: Vec<f32>,
    fields: Vec<u8>,
    touched: Vec<u32>,
    slot_score: Vec<f32>,
    slot_touched: Vec<u32>,
    slot_match: Vec<Match>,
    total: Vec<f32>,
    any: Vec<u32>,
}

/// A term's or a reading's documents: number, fields, score.
type Scored = Vec<(u32, u8, f32)>;

/// Ranks every entry that meets a slot and keeps the best `limit`.
pub fn rank(
    views: &[View<'_>],
    tuning: &Tuning,
    slots: &[Slot],
    limit: usize,
    scratch: &mut Scratch,
) -> Ranking {
    let documents: usize = views.iter().map(|view| view.part.entries.len()).sum();
    let alive = views.iter().map(View::alive).sum::<usize>() as f32;
    scratch.reset(documents);
    let search = Search { views, tuning, alive };

    let mut ranking = Ranking::default();
    // By slot: every document it met, to be asked again for the best ones alone.
    let mut met: Vec<Vec<(u32, Match)>> = Vec::with_capacity(slots.len());
    for slot in slots {
        let typed_rarity = search.slot(slot, scratch);
        ranking.information.push(rarity(alive, scratch.slot_touched.len() as f32));
        ranking.known.push(typed_rarity);
        met.push(scratch.finish_slot());
    }
    search.grams(slots, scratch);

    let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let mut scored: Vec<(f32, u32)> =
        scratch.any.iter().map(|&document| (scratch.total[document as usize], document)).collect();
    if scored.len() > limit {
        scored.select_nth_unstable_by(limit, order);
        scored.truncate(limit);
    }
    scored.sort_unstable_by(order);

    let places: HashMap<u32, usize> =
        scored.iter().enumerate().map(|(place, (_, document))| (*document, place)).collect();
    ranking.best = scored
        .into_iter()
        .map(|(score, document)| Ranked { document, score, matches: vec![None; slots.len()] })
        .collect();
    for (slot, met) in met.into_iter().enumerate() {
        for (document, how) in met {
            if let Some(&place) = places.get(&document) {
                ranking.best[place].matches[slot] = Some(how);
            }
        }
    }
    ranking
}

/// ln(1 + (N − n + ½) / (n + ½)), never negative.
fn rarity(alive: f32, having: f32) -> f32 {
    (1.0 + (alive - having + 0.5).max(0.0) / (having + 0.5)).ln()
}

impl View<'_> {
    fn alive(&self) -> usize {
        let dead = self.dead.map_or(0, |dead| dead.iter().filter(|dead| **dead).count());
        self.part.entries.len() - dead
    }

    fn is_dead(&self, local: u32) -> bool {
        self.dead.is_some_and(|dead| dead[local as usize])
    }
}

struct Search<'a> {
    views: &'a [View<'a>],
    tuning: &'a Tuning,
    alive: f32,
}

impl Search<'_> {
    /// Scores a slot into the scratch; tells whether any entry has it.
    fn slot(&self, slot: &Slot, scratch: &mut Scratch) -> bool {
        let mut typed_rarity = None;
        for (number, reading) in slot.readings.iter().enumerate() {
            let mut together: HashMap<u32, (u8, f32, u32)> = HashMap::new();
            let terms = reading.terms.len() as f32;
            let single = reading.terms.len() == 1;
            for term in &reading.terms {
                let (documents, rare) = self.term(term, scratch);
                // A meaning rarer than the word typed must not outweigh it.
                let cap = match typed_rarity {
                    Some(typed) if reading.origin == Origin::Glossary && rare > typed => {
                        typed / rare
                    }
                    _ => 1.0,
                };
                if number == 0 && !documents.is_empty() {
                    typed_rarity = Some(rare);
                }
                for (document, fields, score) in documents {
                    let score = score * cap * reading.share * reading.weight;
                    if single {
                        scratch.offer(
                            document,
                            score,
                            Match { fields, strength: reading.weight, reading: number as u8 },
                        );
                    } else {
                        let sum = together.entry(document).or_default();
                        sum.0 |= fields;
                        sum.1 += score / terms;
                        sum.2 += 1;
                    }
                }
            }
            let mut together: Vec<_> = together.into_iter().collect();
            together.sort_unstable_by_key(|(document, _)| *document);
            for (document, (fields, score, found)) in together {
                // Half a phrase is much less than half its meaning.
                let whole = (found as f32 / terms).powi(2);
                scratch.offer(
                    document,
                    score * whole,
                    Match { fields, strength: reading.weight * whole, reading: number as u8 },
                );
            }
        }
        !scratch.slot_touched.is_empty()
    }

    /// Every living document of a term with its score, and the term's rarity.
    fn term(&self, term: &str, scratch: &mut Scratch) -> (Scored, f32) {
        let average = &self.tuning.average;
        for view in self.views {
            for field in Field::WORDS {
                let Some(mut postings) = view.part.postings(field, term) else { continue };
                while !postings.docs().is_empty() {
                    for (&local, &times) in postings.docs().iter().zip(postings.freqs()) {
                        if view.is_dead(local) {
                            continue;
                        }
                        let lengths = &view.part.lengths[local as usize];
                        let frequency = times as f32
                            * match field {
                                Field::Question => {
                                    self.tuning.question_weight()
                                        / norm(B_QUESTION, lengths.question, average.question)
                                }
                                Field::Variants => {
                                    self.tuning.question_weight()
                                        / norm(B_QUESTION, lengths.line, average.line)
                                }
                                Field::Answer => {
                                    1.0 / norm(B_ANSWER, lengths.answer, average.answer)
                                }
                                Field::Categories | Field::Grams => 0.0,
                            };
                        scratch.meet(view.offset + local, field, frequency);
                    }
                    postings.advance();
                }
            }
        }
        let (mut in_words, mut in_lines, mut in_categories) = (0.0, 0.0, 0.0);
        for &document in &scratch.touched {
            let fields = scratch.fields[document as usize];
            in_words += f32::from(u8::from(fields & !Field::Categories.bit() != 0));
            in_lines += f32::from(u8::from(fields & LINES != 0));
            in_categories += f32::from(u8::from(fields & Field::Categories.bit() != 0));
        }
        let rare = rarity(self.alive, in_words);
        let rare_line = self.tuning.line_weight() * rarity(self.alive, in_lines) * (LINE_K1 + 1.0);
        let rare_category = self.tuning.category_weight() * rarity(self.alive, in_categories);

        let mut scored = Vec::with_capacity(scratch.touched.len());
        for document in scratch.touched.drain(..) {
            let frequency = std::mem::take(&mut scratch.frequency[document as usize]);
            let fields = std::mem::take(&mut scratch.fields[document as usize]);
            let mut score = rare * frequency * (K1 + 1.0) / (frequency + K1);
            if fields & LINES != 0 {
                let line = self.lengths(document).line;
                score += rare_line / (1.0 + LINE_K1 * norm(LINE_B, line, average.line));
            }
            if fields & Field::Categories.bit() != 0 {
                score += rare_category;
            }
            scored.push((document, fields, score));
        }
        (scored, rare)
    }

    /// Adds what the n-grams of the lines say.
    fn grams(&self, slots: &[Slot], scratch: &mut Scratch) {
        let weight = self.tuning.gram_weight(slots.len());
        if weight <= 0.0 {
            return;
        }
        let mut grams: Vec<String> = Vec::new();
        for slot in slots {
            schema::each_gram(&slot.stem, |gram| grams.push(gram.to_owned()));
        }
        grams.sort_unstable();
        grams.dedup();
        let average = self.tuning.average.grams;
        for gram in &grams {
            let postings: Vec<_> = (self.views.iter())
                .filter_map(|view| Some((view, view.part.postings(Field::Grams, gram)?)))
                .collect();
            let having: u32 = postings.iter().map(|(_, postings)| postings.doc_freq()).sum();
            let rare = weight * rarity(self.alive, having as f32) * (LINE_K1 + 1.0);
            for (view, mut postings) in postings {
                while !postings.docs().is_empty() {
                    for &local in postings.docs() {
                        if view.is_dead(local) {
                            continue;
                        }
                        let length = view.part.lengths[local as usize].grams;
                        let score = rare / (1.0 + LINE_K1 * norm(LINE_B, length, average));
                        scratch.add(view.offset + local, score);
                    }
                    postings.advance();
                }
            }
        }
    }

    fn lengths(&self, document: u32) -> &Lengths {
        let view = self.views.iter().rfind(|view| view.offset <= document);
        let view = view.expect("documents are numbered by the views they come from");
        &view.part.lengths[(document - view.offset) as usize]
    }
}

/// The lines: question and variants.
pub const LINES: u8 = Field::Question.bit() | Field::Variants.bit();

fn norm(b: f32, length: f32, average: f32) -> f32 {
    1.0 - b + b * length / average
}

impl Scratch {
    fn reset(&mut self, documents: usize) {
        self.frequency.resize(documents, 0.0);
        self.fields.resize(documents, 0);
        self.slot_score.resize(documents, 0.0);
        self.slot_match.resize(documents, Match { fields: 0, strength: 0.0, reading: 0 });
        for document in self.any.drain(..) {
            if let Some(total) = self.total.get_mut(document as usize) {
                *total = 0.0;
            }
        }
        self.total.resize(documents, 0.0);
    }

    fn meet(&mut self, document: u32, field: Field, frequency: f32) {
        let fields = &mut self.fields[document as usize];
        if *fields == 0 {
            self.touched.push(document);
        }
        *fields |= field.bit();
        self.frequency[document as usize] += frequency;
    }

    /// A reading's score of a document, kept if it is the slot's best.
    fn offer(&mut self, document: u32, score: f32, how: Match) {
        let at = document as usize;
        if self.slot_score[at] == 0.0 {
            self.slot_touched.push(document);
        }
        if score > self.slot_score[at] {
            self.slot_score[at] = score;
            self.slot_match[at] = how;
        }
    }

    fn add(&mut self, document: u32, score: f32) {
        let total = &mut self.total[document as usize];
        if *total == 0.0 {
            self.any.push(document);
        }
        *total += score;
    }

    /// Moves a slot's scores into the totals; every document it met.
    fn finish_slot(&mut self) -> Vec<(u32, Match)> {
        let mut met = Vec::with_capacity(self.slot_touched.len());
        let touched = std::mem::take(&mut self.slot_touched);
        for &document in &touched {
            let score = std::mem::take(&mut self.slot_score[document as usize]);
            met.push((document, self.slot_match[document as usize]));
            self.add(document, score);
        }
        self.slot_touched = touched;
        self.slot_touched.clear();
        met
    }
}
