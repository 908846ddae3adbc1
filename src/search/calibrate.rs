//! A collection learns its scale from itself: how heavy the evidence of a right first hit
//! is, and of a wrong one. So each collection asks itself when it is indexed:
//! - its own questions with their entry taken out, the *near miss*: whatever
//!   comes first then is wrong, however well it looks;
//! - its own questions with their entry in, shortened as people shorten them;
//! - everyday French that no FAQ answers (`everyday.txt`).
//!
//! The two bounds of [`Scale`] come from these three distributions.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use super::meaning::{DIMENSIONS, Vector, Vectors, texts};
use super::outcome::{Scale, Weight};
use crate::faq::{Entry, EntryId};

/// Everyday French, one question a line.
const EVERYDAY: &str = include_str!("everyday.txt");

/// The vectors of these questions, one after the other; `generators/meaning` makes them.
const EVERYDAY_VECTORS: &[u8] = include_bytes!("everyday.bin");

/// Entries asked at most; spread evenly over the collection.
const SAMPLE: usize = 100;
/// Fewer entries than this teach nothing: the floors alone decide.
const ENTRIES_MIN: usize = 8;

/// What a question weighs with its entry there, and with it taken out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probe {
    /// The first hit.
    pub present: f32,
    /// The first hit that is not the question's own entry.
    pub removed: f32,
}

/// Calibrates a collection: `ask` weighs the first hit of a question, with and
/// without the entry named (`f32::NEG_INFINITY` where nothing is hit).
pub fn calibrate(
    entries: &[Arc<Entry>],
    ask: impl Fn(&str, Option<&EntryId>) -> Probe + Sync,
) -> Scale {
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
    let probes: Vec<Probe> =
        questions.par_iter().map(|(question, own)| ask(question, *own)).collect();
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
    let found = Scale::FLOOR.found.max(chatter).max(strict);
    let unsure = Scale::FLOOR.unsure.max(noise).min(found - Scale::DOUBT_MIN);
    Scale { unsure, found }
}

/// The scale of a collection for questions whose meaning is known: `ask` weighs the first hit
/// of a question, with the entry named taken out. `None` when a vector is missing.
///
/// Cosines compare between collections, so the floors are the same for all of them. A
/// collection raises them when it has something near to anything, which everyday French
/// shows, or entries near to each other, which its own questions show.
pub fn calibrate_meaning(
    entries: &[Arc<Entry>],
    vectors: &Vectors,
    ask: impl Fn(&str, &Vector, Option<&EntryId>) -> Weight + Sync,
) -> Option<Scale> {
    let everyday: Vec<_> = EVERYDAY.lines().zip(EVERYDAY_VECTORS.as_chunks().0).collect();
    let everyday: Vec<Weight> = (everyday.par_iter())
        .map(|(question, bytes): &(&str, &[u8; DIMENSIONS])| {
            ask(question, &Vector::from_bytes(bytes.map(u8::cast_signed)), None)
        })
        .collect();
    let own: Option<Vec<(&Arc<Entry>, &Vector)>> = texts::probes(entries)
        .map(|entry| Some((entry, vectors.get(&texts::of_question(&entry.question))?)))
        .collect();
    let mut near_misses: Vec<f32> = (own?.par_iter())
        .map(|(entry, vector)| ask(&entry.question, vector, Some(&entry.id)).clear)
        .collect();
    let mut near: Vec<f32> = everyday.iter().map(|weight| weight.near).collect();
    let mut clear: Vec<f32> = everyday.iter().map(|weight| weight.clear).collect();
    let floor = Scale::MEANING_FLOOR;
    let found = floor.found.max(quantile(&mut clear, 0.97)).max(quantile(&mut near_misses, 0.5));
    let unsure = floor.unsure.max(quantile(&mut near, 0.9)).min(found - Scale::DOUBT_MIN);
    Some(Scale { unsure, found })
}

/// Every other word of a question: two questions half as long.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_of_nothing_decides_nothing() {
        assert_eq!(quantile(&mut [], 0.5), f32::NEG_INFINITY);
        assert_eq!(quantile(&mut [3.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(quantile(&mut [3.0, 1.0], 1.0), 3.0);
    }

    #[cfg(feature = "meaning")]
    #[test]
    fn the_vectors_of_everyday_questions_are_current() {
        use crate::search::meaning::{Encoder, Threads};
        let questions: Vec<String> = EVERYDAY.lines().map(texts::of_question).collect();
        let vectors = EVERYDAY_VECTORS.as_chunks::<DIMENSIONS>().0;
        assert_eq!(questions.len(), vectors.len(), "run generators/meaning/make");
        let encoder = Encoder::get().expect("it is built in");
        let questions: Vec<&str> = questions.iter().map(String::as_str).collect();
        for (stored, found) in vectors.iter().zip(encoder.encode(&questions, &Threads::new(1))) {
            let stored = Vector::from_bytes(stored.map(u8::cast_signed));
            assert!(stored.cosine(&found) > 0.9999, "run generators/meaning/make");
        }
    }
}
