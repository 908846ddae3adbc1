//! The fourth stage, evidence: what of a question matched an entry, as data for the
//! outcome and for `/pourquoi`.

use serde::Serialize;

use super::asked_for;
use super::field::{Field, LINES};
use super::french::{Analyser, Initials};
use super::query::{Origin, Reading, Slot};
use super::ranking::{Ranked, Ranking};
use crate::faq::Entry;

/// What of a question matched an entry. Shares are shares of the question's information: a
/// rare word has more than a common one, and a word that is in no entry has most.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evidence {
    /// 0..1, matched anywhere in the entry.
    pub coverage: f32,
    /// 0..1, matched in the entry's question or variants.
    pub question_coverage: f32,
    /// 0..1, matched in its answer.
    pub answer_coverage: f32,
    /// 0..1, the share of the words of the entry's nearest line (question or variant) that
    /// the question has.
    pub line_coverage: f32,
    /// Whether the question and one of the entry's lines say the same: each word of one is in
    /// the other, or related to a word in it. A question of grammatical words alone says the
    /// same as a line with its interrogative.
    pub is_alike: bool,
    /// The score divided by the question's information: how much matched, and in which
    /// fields. 0 or more, seldom above 3.
    pub strength: f32,
    /// −1..1, how far this entry is ahead of the next one by words; 1 when there is no next
    /// one, below 0 when its meaning alone puts it first.
    pub gap: f32,
    /// The cosine of the question and the entry's nearest vector; `None` by words alone.
    /// Texts that have nothing in common have about 0.78.
    pub nearness: Option<f32>,
    /// How far this cosine is above that of any other entry of the collection; below 0 when
    /// another is nearer, 0 when there is no other.
    pub lead: Option<f32>,
    /// 0..1, how far its score is above the next one's; 1 is all that the words can bring.
    /// `None` by words alone.
    pub ahead: Option<f32>,
    /// 0..1, the share of words that no entry of the collection has.
    pub unknown: f32,
    /// Words of the question that carry something.
    pub words: u32,
    /// 0..1, on a scale that the collection is calibrated for; it decides the outcome.
    pub confidence: f32,
    /// Word by word, in the question's order.
    pub terms: Vec<TermEvidence>,
}

/// How one word of the question matched.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TermEvidence {
    /// Folded.
    pub word: String,
    /// Its information; comparable within a collection.
    pub information: f32,
    /// 0..1, how surely it matched; 0 when it did not.
    pub strength: f32,
    /// Where it matched.
    pub places: Vec<Field>,
    /// What it was read as, when not as the word typed.
    pub read_as: Option<String>,
    /// Whether `read_as` is another word with a similar meaning.
    pub related: bool,
}

/// The evidence of the entry at a place of a ranking.
pub fn of(
    ranking: &Ranking,
    place: usize,
    slots: &[Slot],
    entry: &Entry,
    analyser: &Analyser,
) -> Evidence {
    let Ranked { document, score, words, matches, nearness } = &ranking.best[place];
    let next = ranking.best.get(place + 1);
    let total: f32 = ranking.information.iter().sum();
    let share = |of: &dyn Fn(u8) -> bool| -> f32 {
        let found = matches.iter().zip(&ranking.information).filter_map(|(how, information)| {
            how.filter(|how| of(how.fields)).map(|how| how.strength * information)
        });
        ratio(found.sum(), total)
    };
    let unknown = ranking.known.iter().zip(&ranking.information);
    let terms = slots.iter().zip(matches).zip(&ranking.information);
    Evidence {
        coverage: share(&|_| true),
        question_coverage: share(&|fields| fields & LINES != 0),
        answer_coverage: share(&|fields| fields & Field::Answer.bit() != 0),
        line_coverage: line_coverage(slots, ranking, entry, analyser, false),
        is_alike: matches.iter().all(|how| how.is_some_and(|how| how.fields & LINES != 0))
            && line_coverage(slots, ranking, entry, analyser, true) == 1.0,
        strength: if total > 0.0 { words / total } else { 0.0 },
        gap: gap(*words, next),
        nearness: *nearness,
        lead: nearness.map(|cosine| {
            let other = ranking.nearest.iter().find(|(_, other)| other != document);
            // Alone in its collection, it is ahead of nothing.
            other.map_or(0.0, |(other, _)| cosine - other)
        }),
        ahead: nearness.map(|_| next.map_or(1.0, |next| (score - next.score).clamp(0.0, 1.0))),
        unknown: ratio(unknown.filter(|(known, _)| !**known).map(|(_, i)| i).sum(), total),
        words: slots.len() as u32,
        confidence: 0.0,
        terms: terms
            .map(|((slot, how), &information)| {
                let reading = how.map(|how| &slot.readings[usize::from(how.reading)]);
                let fields = how.map_or(0, |how| how.fields);
                TermEvidence {
                    word: slot.typed.clone(),
                    information,
                    strength: how.map_or(0.0, |how| how.strength),
                    places: Field::WORDS.into_iter().filter(|f| fields & f.bit() != 0).collect(),
                    related: reading.is_some_and(|reading| reading.origin == Origin::Related),
                    read_as: reading
                        .filter(|reading| reading.origin != Origin::Typed)
                        .map(|reading| reading.terms.join(" ")),
                }
            })
            .collect(),
    }
}

/// The words of a question that is compared by what it asks for alone, as if they were found in
/// the entry's question.
pub fn of_asked(question: &str) -> Vec<TermEvidence> {
    let words = asked_for::words_of_question(question).into_iter();
    let term = |word| TermEvidence {
        word,
        information: 0.0,
        strength: 1.0,
        places: vec![Field::Question],
        read_as: None,
        related: false,
    };
    words.map(term).collect()
}

fn gap(words: f32, next: Option<&Ranked>) -> f32 {
    match next {
        None => 1.0,
        Some(next) if next.words <= words => 1.0 - next.words / words.max(1e-6),
        Some(next) => words / next.words - 1.0,
    }
}

/// The share of an entry's line that the question has, for the line where it is greatest.
/// Related words count as the words typed, or not at all.
fn line_coverage(
    slots: &[Slot],
    ranking: &Ranking,
    entry: &Entry,
    analyser: &Analyser,
    with_related: bool,
) -> f32 {
    let terms = || {
        let readings = slots.iter().flat_map(|slot| &slot.readings);
        let counts = move |reading: &&Reading| with_related || reading.origin != Origin::Related;
        readings.filter(counts).flat_map(|r| &r.terms)
    };
    let initials = Initials::of(terms());
    let lines = std::iter::once(&entry.question).chain(&entry.variants);
    lines
        .map(|line| {
            let (mut said, mut all) = (0.0, 0.0);
            analyser.each_stem_wanted(line, &initials, |stem| {
                all += 1.0;
                if stem.is_some_and(|stem| terms().any(|term| term == stem)) {
                    said += 1.0;
                }
            });
            ratio(said, all)
        })
        .fold(0.0, f32::max)
        .min(if ranking.information.is_empty() { 0.0 } else { 1.0 })
}

/// A share from 0 to 1, and 0 of nothing. Never −0, which is what an empty sum is.
fn ratio(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) + 0.0 } else { 0.0 }
}
