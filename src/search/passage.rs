//! The sentences of an answer that best fit a question.

use std::ops::Range;

use super::french::{Analyser, Initials};
use super::meaning::Vector;
use super::query::{Origin, Slot};
use crate::faq::Markdown;

/// The share of the question's information in the fitting part of the answer that one
/// sentence must have.
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
    /// The vector of the question; `None` by words alone.
    pub meaning: Option<Vector>,
}

/// The byte range of the sentences that best fit the question, never all of them; `None` when
/// none stand out. `fitting` are the parts of the answer that the meaning of the question
/// fits, and `None` by words alone.
///
/// The meaning chooses the part and the words choose the sentence in it: a vector covers
/// several sentences, and a word that the question shares with another part is often chance.
/// Where no word decides, a part that alone fits is the passage.
pub fn best(
    answer: &Markdown,
    wanted: &Wanted,
    fitting: Option<&[Range<usize>]>,
    analyser: &Analyser,
) -> Option<Range<usize>> {
    let sentences = answer.sentences();
    if sentences.len() < SENTENCES_MIN {
        return None;
    }
    let Some(fitting) = fitting else { return by_words(answer, &sentences, wanted, analyser) };
    let is_in = |sentence: &Range<usize>, part: &Range<usize>| {
        part.start <= sentence.start && sentence.end <= part.end
    };
    let fits = |sentence: &&Range<usize>| fitting.iter().any(|part| is_in(sentence, part));
    let inside: Vec<Range<usize>> = sentences.iter().filter(fits).cloned().collect();
    by_words(answer, &inside, wanted, analyser).or_else(|| {
        let whole = inside.first()?.start..inside.last()?.end;
        (fitting.len() == 1 && inside.len() < sentences.len()).then_some(whole)
    })
}

/// The sentence that has most of the question's information; the first one, if several have
/// as much.
fn by_words(
    answer: &Markdown,
    sentences: &[Range<usize>],
    wanted: &Wanted,
    analyser: &Analyser,
) -> Option<Range<usize>> {
    let Wanted { slots, information, .. } = wanted;
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
    // Related words do not count: the member did not ask for them, and a sentence that has
    // one may be about something else.
    let own = slot.readings.iter().filter(|reading| reading.origin != Origin::Related);
    let readings = own.filter(|reading| fits(&reading.terms));
    readings.map(|reading| reading.weight).fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::super::config::Config;
    use super::super::query::Reading;
    use super::*;

    fn wanted(words: &[&str]) -> Wanted {
        let slot = |word: &&str| Slot {
            typed: (*word).to_owned(),
            stem: (*word).to_owned(),
            readings: vec![Reading {
                terms: vec![(*word).to_owned()],
                weight: 1.0,
                share: 1.0,
                origin: Origin::Typed,
            }],
            is_short_guess: false,
        };
        let information = vec![1.0; words.len()];
        Wanted { slots: words.iter().map(slot).collect(), information, meaning: None }
    }

    #[test]
    fn the_meaning_chooses_the_part_and_the_words_the_sentence() {
        let text = "Une carte est utile. Venez tôt.\n\nVenez avec elle. La carte est prête.";
        let parts =
            [0..text.find("\n").unwrap_or(0), text.find("Venez avec").unwrap_or(0)..text.len()];
        let [first, second] = &parts;
        let whole = 0..text.len();
        for (words, fitting, expected) in [
            (&["cart"][..], None, Some("Une carte est utile.")),
            (&["cart"], Some(&parts[1..]), Some("La carte est prête.")),
            (&["cart"], Some(&parts[..]), Some("Une carte est utile.")),
            // No word decides: the part that alone fits, and no part when several do.
            (&["prix"], Some(&parts[1..]), Some(&text[second.clone()])),
            (&["prix"], Some(&parts[..1]), Some(&text[first.clone()])),
            (&["prix"], Some(&parts[..]), None),
            (&["prix"], None, None),
            // Never the whole answer.
            (&["prix"], Some(std::slice::from_ref(&whole)), None),
            (&["cart"], Some(&[][..]), None),
        ] {
            let analyser = Analyser::new(Config::default());
            let found = best(&Markdown::new(text), &wanted(words), fitting, &analyser);
            assert_eq!(found.map(|range| &text[range]), expected, "{words:?} {fitting:?}");
        }
    }
}
