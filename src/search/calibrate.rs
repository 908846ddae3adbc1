//! How sure evidence makes us, learnt by a collection from itself.
//!
//! A score says little by itself: it grows with the length of the question and
//! with the rarity of its words. [`weight`] puts the evidence of a first hit into one
//! number, monotone in each of its parts. What number is high depends on the
//! collection, so each asks itself at index time:
//! - its own questions with their entry taken out, the *near miss*: whatever
//!   comes first then is wrong, however well it looks;
//! - its own questions with their entry in, shortened as people shorten them;
//! - everyday French that no FAQ answers (`everyday.txt`).
//!
//! Two bounds come of these three distributions, and [`Calibration::confidence`]
//! maps the weight between them to 0..1, the same scale for every collection.

use std::borrow::Cow;
use std::thread;

use super::evidence::Evidence;
use crate::faq::{Entry, EntryId};

/// Everyday French, one question a line.
const EVERYDAY: &str = include_str!("everyday.txt");

/// Entries asked at most; spread evenly over the collection.
const SAMPLE: usize = 100;
/// Fewer entries than this teach nothing: the floors alone decide.
const ENTRIES_MIN: usize = 8;

/// What the first hit must weigh at the very least, however little everyday
/// French resembles the collection: about half of the information of a question
/// of three words, met in an entry's question and clear of the second.
const FOUND_FLOOR: f32 = 1.2;
/// The same for being shown as a choice: one word in three.
const UNSURE_FLOOR: f32 = 0.4;
/// Between the bounds there is room for doubt.
const DOUBT_MIN: f32 = 0.3;

/// Words beyond which a longer question proves nothing more.
const WORDS_MAX: f32 = 6.0;

/// The bounds of a collection, on the scale of [`weight`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// From here on an entry is worth choosing from.
    unsure: f32,
    /// From here on we stand behind it.
    found: f32,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { unsure: UNSURE_FLOOR, found: FOUND_FLOOR }
    }
}

/// What a question weighs with its entry there, and with it taken out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probe {
    /// The first hit.
    pub present: f32,
    /// The first hit but for the question's own entry.
    pub removed: f32,
}

/// Calibrates a collection: `ask` weighs the first hit of a question, with and
/// without the entry named (`f32::NEG_INFINITY` where nothing is hit).
pub fn calibrate(
    entries: &[&Entry],
    ask: impl Fn(&str, Option<&EntryId>) -> Probe + Sync,
) -> Calibration {
    let mut questions: Vec<(Cow<'_, str>, Option<&EntryId>)> =
        EVERYDAY.lines().map(|line| (line.into(), None)).collect();
    let everyday = questions.len();
    if entries.len() >= ENTRIES_MIN {
        for entry in entries.iter().step_by(entries.len().div_ceil(SAMPLE)) {
            let [odd, even] = halves(&entry.question);
            let forms = [entry.question.as_str().into(), odd.into(), even.into()];
            questions.extend(forms.map(|form| (form, Some(&entry.id))));
        }
    }
    let probes = on_all_cores(&questions, |(question, own)| ask(question, *own));
    let (everyday, own) = probes.split_at(everyday);
    let mut everyday: Vec<f32> = everyday.iter().map(|probe| probe.present).collect();
    let chatter = quantile(&mut everyday, 0.97);
    let noise = quantile(&mut everyday, 0.75);

    let (mut near_misses, mut shortened) = (Vec::new(), Vec::new());
    for entry in own.chunks_exact(3) {
        near_misses.push(entry[0].removed);
        shortened.extend([entry[1].present, entry[2].present]);
    }
    // Stricter where entries resemble one another, but never so strict that three
    // shortened questions in four would not get their own entry.
    let strict = quantile(&mut near_misses, 0.6).min(quantile(&mut shortened, 0.25));
    let found = FOUND_FLOOR.max(chatter).max(strict);
    let unsure = UNSURE_FLOOR.max(noise).min(found - DOUBT_MIN);
    Calibration { unsure, found }
}

/// Does the same to each, a share on each core; in order.
fn on_all_cores<T: Sync, U: Send>(all: &[T], each: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let do_share = |share: &[T]| -> Vec<U> { share.iter().map(&each).collect() };
    // The first share stays on this thread, whose stems are remembered.
    let (mine, others) = all.split_at(all.len().div_ceil(cores));
    thread::scope(|scope| {
        let shares = others.chunks(mine.len().max(1));
        let doing: Vec<_> = shares.map(|share| scope.spawn(|| do_share(share))).collect();
        let mut done = do_share(mine);
        for share in doing {
            // A panic there is one here: a calibration on half the questions would lie.
            done.extend(share.join().expect("asking a question does not fail"));
        }
        done
    })
}

/// A question's words taken by turns: two questions half as long.
fn halves(question: &str) -> [String; 2] {
    let every_other = |from: usize| -> String {
        let words: Vec<&str> = question.split_whitespace().skip(from).step_by(2).collect();
        words.join(" ")
    };
    [every_other(0), every_other(1)]
}

/// The value below which a share of the values lies; minus infinity for none.
fn quantile(values: &mut [f32], share: f32) -> f32 {
    values.sort_unstable_by(f32::total_cmp);
    let at = (values.len() as f32 * share) as usize;
    values.get(at.min(values.len().saturating_sub(1))).copied().unwrap_or(f32::NEG_INFINITY)
}

impl Calibration {
    /// 0..1, growing with the weight; from ⅓ on an entry is worth choosing from,
    /// from ⅔ on we stand behind it, whatever the collection.
    pub fn confidence(&self, weight: f32) -> f32 {
        let third = 1.0 / 3.0;
        if weight < self.unsure {
            third * (weight - self.unsure).exp()
        } else if weight < self.found {
            third + third * (weight - self.unsure) / (self.found - self.unsure)
        } else {
            third + third + third * (1.0 - (self.found - weight).exp())
        }
    }
}

/// The evidence of a first hit as one number, on a logarithmic scale.
///
/// ln s + ¾ ln w + 0.7 g + ½ d² f + (1 − d²) c, where s is the score by the
/// question's information, w its words (6 at most), g the gap to the second,
/// f the harmonic mean of what question and line have of each other, c the
/// question's coverage and d the share of distinct lines in the collection:
/// lines that many entries share agree with anything.
pub fn weight(evidence: &Evidence, distinct: f32) -> f32 {
    let words = (evidence.words as f32).clamp(1.0, WORDS_MAX);
    let (asked, said) = (evidence.question_coverage, evidence.line_coverage);
    let agreement = if asked + said > 0.0 { 2.0 * asked * said / (asked + said) } else { 0.0 };
    let distinct = distinct.powi(2);
    evidence.strength.max(1e-3).ln()
        + 0.75 * words.ln()
        + 0.7 * evidence.gap
        + 0.5 * distinct * agreement
        + (1.0 - distinct) * evidence.coverage
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_grows_with_weight_and_keeps_its_thirds() {
        let calibration = Calibration { unsure: 0.5, found: 1.5 };
        let weights = [-30.0, -1.0, 0.49, 0.5, 1.0, 1.49, 1.5, 2.0, 30.0];
        let confidences = weights.map(|weight| calibration.confidence(weight));
        assert!(confidences.is_sorted(), "{confidences:?}");
        assert!(confidences.iter().all(|c| (0.0..=1.0).contains(c)), "{confidences:?}");
        assert!(confidences[2] < 1.0 / 3.0 && confidences[3] >= 1.0 / 3.0);
        assert!(confidences[5] < 2.0 / 3.0 && confidences[6] >= 2.0 / 3.0);
    }

    #[test]
    fn a_quantile_of_nothing_decides_nothing() {
        assert_eq!(quantile(&mut [], 0.5), f32::NEG_INFINITY);
        assert_eq!(quantile(&mut [3.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(quantile(&mut [3.0, 1.0], 1.0), 3.0);
    }
}
