//! Why an entry came where it came: data for confidence and for "why".

use serde::Serialize;

use super::french::Analyser;
use super::query::{Origin, Slot};
use super::rank::{LINES, Ranked, Ranking};
use super::schema::Field;
use crate::faq::Entry;

/// What of a question matched an entry. Shares are of the question's
/// information: a rare word weighs more than a common one, and a word that no
/// entry knows weighs most of all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evidence {
    /// 0..1, matched anywhere in the entry.
    pub coverage: f32,
    /// 0..1, matched in the entry's question or variants.
    pub question_coverage: f32,
    /// 0..1, matched in its answer.
    pub answer_coverage: f32,
    /// 0..1, of the entry's nearest line (question or variant), what the
    /// question says: 1 when it says all of it.
    pub line_coverage: f32,
    /// The score by the question's information: how much matched, and in how
    /// telling a place. 0 upwards, seldom above 3.
    pub strength: f32,
    /// 0..1, how far the first entry is ahead of the second; 1 when it is alone.
    pub gap: f32,
    /// 0..1, of words that no entry of the collection knows.
    pub unknown: f32,
    /// Words of the question that carry something.
    pub words: u32,
    /// 0..1, calibrated on the collection itself; decides the outcome.
    pub confidence: f32,
    /// Word by word, in the question's order.
    pub terms: Vec<TermEvidence>,
}

/// What became of one word of the question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TermEvidence {
    /// Folded.
    pub word: String,
    /// What it weighs; comparable within a collection.
    pub information: f32,
    /// 0..1, how surely it matched; 0 when it did not.
    pub strength: f32,
    /// Where it matched.
    pub places: Vec<Field>,
    /// What it was read as, when not as typed.
    pub read_as: Option<String>,
    /// Whether that is another word, near in meaning.
    pub related: bool,
}

/// Reads the evidence of one of a ranking's entries.
pub fn of(
    ranking: &Ranking,
    place: usize,
    slots: &[Slot],
    entry: &Entry,
    analyser: &Analyser,
) -> Evidence {
    let Ranked { score, matches, .. } = &ranking.best[place];
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
        line_coverage: line_coverage(slots, ranking, entry, analyser),
        strength: if total > 0.0 { score / total } else { 0.0 },
        gap: ranking.best.get(place + 1).map_or(1.0, |next| 1.0 - next.score / score.max(1e-6)),
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

/// The best, over an entry's lines, of the share of the line that the question says.
fn line_coverage(slots: &[Slot], ranking: &Ranking, entry: &Entry, analyser: &Analyser) -> f32 {
    let lines = std::iter::once(&entry.question).chain(&entry.variants);
    lines
        .map(|line| {
            let stems = analyser.stems(line);
            let said = |stem: &&String| {
                (slots.iter().flat_map(|slot| &slot.readings))
                    .any(|r| r.origin != Origin::Related && r.terms.contains(stem))
            };
            ratio(stems.iter().filter(said).count() as f32, stems.len() as f32)
        })
        .fold(0.0, f32::max)
        .min(if ranking.information.is_empty() { 0.0 } else { 1.0 })
}

fn ratio(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 }
}
