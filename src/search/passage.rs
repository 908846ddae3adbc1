//! The sentence of an answer that best fits a question.

use std::ops::Range;

use super::french::Analyser;
use super::query::Slot;
use crate::faq::Markdown;

/// A sentence must hold this share of what the answer has of the question…
const SHARE_MIN: f32 = 0.5;
/// …and an answer of fewer sentences is its own passage: nothing to point at.
const SENTENCES_MIN: usize = 2;

/// The byte range of the sentence that says most of the question, by
/// information; of equals, the first. `None` when none stands out.
pub fn best(
    answer: &Markdown,
    slots: &[Slot],
    information: &[f32],
    analyser: &Analyser,
) -> Option<Range<usize>> {
    let sentences = answer.sentences();
    if sentences.len() < SENTENCES_MIN {
        return None;
    }
    let said: Vec<Vec<f32>> = sentences
        .iter()
        .map(|range| {
            let stems = analyser.stems(&answer.as_str()[range.clone()]);
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
