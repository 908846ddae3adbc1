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

use super::outcome::Scale;
use crate::faq::{Entry, EntryId};

/// Everyday French, one question a line.
const EVERYDAY: &str = include_str!("everyday.txt");

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
}
