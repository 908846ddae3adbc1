//! The sentence of an answer that best fits a question.

use std::ops::Range;

use super::french::{Analyser, Initials};
use super::query::Slot;
use crate::faq::Markdown;

/// The share of the question's information in the answer that one sentence must have.
const SHARE_MIN: f32 = 0.5;
/// An answer of fewer sentences has no passage, because there is nothing to point at.
const SENTENCES_MIN: usize = 2;

/// What a passage should contain: the question as a collection reads it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// The words of the question.
    pub slots: Vec<Slot>,
    /// By slot: what it weighs.
    pub information: Vec<f32>,
}

/// The byte range of the sentence that has most of the question's information; the first
/// one, if several have as much. `None` when no sentence stands out.
pub fn best(answer: &Markdown, wanted: &Wanted, analyser: &Analyser) -> Option<Range<usize>> {
    let Wanted { slots, information } = wanted;
    let sentences = answer.sentences();
    if sentences.len() < SENTENCES_MIN {
        return None;
    }
    let readings = slots.iter().flat_map(|slot| &slot.readings);
    let initials = Initials::of(readings.flat_map(|reading| &reading.terms));
    let said: Vec<Vec<f32>> = sentences
        .iter()
        .map(|range| {
            let mut stems = Vec::new();
            analyser.each_stem_wanted(&answer.as_str()[range.clone()], &initials, |stem| {
                stems.extend(stem.map(str::to_owned));
            });
            slots.iter().map(|slot| strength(slot, &stems)).collect()
        })
        .collect();
    let weigh = |said: &[f32]| -> f32 { said.iter().zip(information).map(|(s, i)| s * i).sum() };
    let anywhere: Vec<f32> = (0..slots.len())
        .map(|slot| said.iter().map(|said| said[slot]).fold(0.0, f32::max))
        .collect();
    let whole = weigh(&anywhere);
    let mut best: Option<(f32, usize)> = None;
    for (at, said) in said.iter().enumerate() {
        let weight = weigh(said);
        if weight > 0.0 && best.is_none_or(|(top, _)| weight > top + 1e-4) {
            best = Some((weight, at));
        }
    }
    let (weight, at) = best?;
    (weight >= SHARE_MIN * whole).then(|| sentences[at].clone())
}

fn strength(slot: &Slot, stems: &[String]) -> f32 {
    let fits = |terms: &[String]| terms.iter().all(|term| stems.contains(term));
    let readings = slot.readings.iter().filter(|reading| fits(&reading.terms));
    readings.map(|reading| reading.weight).fold(0.0, f32::max)
}
