//! The statistics of a collection, and the weights that follow them.
//!
//! Lines (questions and variants) that many entries share do not distinguish entries, so
//! their weight shrinks with the square of the share of distinct ones. None of these
//! numbers was fitted to one set of questions; `benches/QUALITY.md` has what each term
//! brings.

use std::sync::Arc;

use foldhash::HashSet;

use super::config::Config;
use super::part::{Lengths, Part};

/// A word of the question is worth two of the answer; more wins nothing anywhere.
const QUESTION_WEIGHT: f32 = 2.0;
const LINE_WEIGHT: f32 = 0.6;
const CATEGORY_WEIGHT: f32 = 0.3;
const GRAM_WEIGHT: f32 = 0.2;
/// From this many slots on, n-grams of a long message meet any line by chance.
const GRAM_SLOTS: f32 = 8.0;

/// The statistics of a collection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// Mean lengths, with which the lengths of each entry are compared.
    pub average: Lengths,
    /// The number of distinct questions divided by the number of entries, 0..1.
    pub distinct: f32,
    config: Config,
}

impl Tuning {
    /// Reads the statistics of a collection.
    pub fn of(parts: &[Arc<Part>], config: Config) -> Self {
        let mut average = Lengths::default();
        let mut questions = HashSet::default();
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
        Self { average, distinct: questions.len() as f32 / count, config }
    }

    /// How well lines distinguish entries, 0..1.
    pub(super) fn telling(&self) -> f32 {
        if self.config.adaptive { self.distinct.powi(2) } else { 1.0 }
    }

    pub(super) fn line_weight(&self) -> f32 {
        if self.config.lines { LINE_WEIGHT * self.telling() } else { 0.0 }
    }

    pub(super) fn gram_weight(&self, slots: usize) -> f32 {
        if !self.config.grams {
            return 0.0;
        }
        let crowd = (GRAM_SLOTS / slots.max(1) as f32).min(1.0);
        GRAM_WEIGHT * self.telling() * if self.config.adaptive { crowd } else { 1.0 }
    }

    pub(super) fn question_weight(&self) -> f32 {
        if self.config.question_weight { QUESTION_WEIGHT } else { 1.0 }
    }

    pub(super) fn category_weight(&self) -> f32 {
        if self.config.categories { CATEGORY_WEIGHT } else { 0.0 }
    }
}
