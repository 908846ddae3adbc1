//! Evidence → one of three outcomes: the scale that evidence is measured on, and the rule
//! that cuts it. Every number that decides what members are shown stands here.
//!
//! A score says little by itself: it grows with the length of the question and with the
//! rarity of its words. [`Weight`] turns the evidence of a first hit into one number,
//! monotone in each of its parts. Which weight is high depends on the collection, so each
//! has its own [`Scale`] (`calibrate.rs` learns it). [`Scale::confidence`] maps the weight
//! to 0..1, where the same two thresholds hold for every collection.

use super::evidence::{Evidence, TermEvidence};
use super::hit::Hit;
use super::rerank::MEANING_WEIGHT;

/// Hits looked at to answer: three may be shown, the others say how clear the first is.
pub const LOOKED_AT: usize = 10;
/// Entries to choose from when the outcome is Unsure.
pub const CHOICES: usize = 3;

/// From this confidence on the first entries are worth choosing from.
const UNSURE: f32 = 1.0 / 3.0;
/// From this confidence on the first entry is given as the answer.
const FOUND: f32 = UNSURE + UNSURE;
/// When the first entry is nearer than this to the second, the choice between them is
/// chance, however well both fit.
const GAP_MIN: f32 = 0.03;
/// Where the meaning is known, it decides between entries that have as much of the words from
/// this lead on, as a cosine: the leads of wrong entries are about half of it.
const LEAD_MIN: f32 = 0.015;
/// A word of the question counts as met from more than this strength on. A corrected spelling
/// and a meaning of the glossary have more; a related word never has, because it counts for
/// half at most.
const MET_STRENGTH: f32 = 0.5;
/// The same, where the meaning is known, for an entry that has one word of several (see
/// [`is_confirmed`]): a weight that is greater than the collection's bound by 1. Without any
/// word no word contradicts the meaning either, and [`FOUND`] holds.
const FOUND_ONLY_NAMED: f32 = 0.877;
/// This holds for questions of so few words: of a longer one, a single word weighs little
/// anyway.
const SHORT: u32 = 3;
/// Share of the first hit's score below which an entry is not shown beside it: it only
/// shares a common word.
const BESIDE_SCORE: f32 = 0.3;
/// The same by meaning, as a distance between two of [`fit`]: that of all the words and a
/// little of the meaning.
const BESIDE_DISTANCE: f32 = 1.25;
/// The same for an entry that has no word of the question: the cosines of two entries that
/// have nothing to do with each other differ by little more.
const BESIDE_BY_MEANING: f32 = 0.6;
/// What is added to the nearness of a question in another language, whose cosines to French
/// texts are lower by about 0.03. It may then be a choice, and no answer by this alone.
const OTHER_LANGUAGE: f32 = 0.45;
/// Share of the question's information an entry must have to be called near: one common
/// word of a long question is not enough.
const NEAR_COVERAGE: f32 = 0.25;
/// What the gap to the second entry weighs, by words.
const GAP_WEIGHT: f32 = 0.7;
/// Share of the question's information that an entry's lines must have to be a choice by
/// words alone; a meaning of the glossary counts 0.8 of a word.
const SAID_COVERAGE: f32 = 0.75;
/// An entry with no more of the question's information than the first of these is no answer
/// beside one that has all of it: `quel âge minimum` is not answered by the least number of
/// participants, where another entry says how old one must be.
const HALF: f32 = 0.6;
const WHOLE: f32 = 0.95;
/// Words beyond which a longer question proves nothing more.
const WORDS_MAX: f32 = 6.0;

/// How sure we are of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// One entry, which is given as the answer.
    Found,
    /// Two or three to choose from.
    Unsure,
    /// No entry answers.
    Unknown,
}

impl Outcome {
    /// `found`, `unsure` or `unknown`, for JSON, logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Unsure => "unsure",
            Self::Unknown => "unknown",
        }
    }
}

/// Decides from the evidence of the first hit, never from a score alone.
pub fn decide(hits: &[Hit]) -> Outcome {
    let Some(Hit { evidence, .. }) = hits.first() else { return Outcome::Unknown };
    let is_clear = match evidence.nearness {
        Some(_) => {
            let is_only_named =
                evidence.words <= SHORT && evidence.coverage > 0.0 && !is_confirmed(evidence);
            let is_chance =
                evidence.gap < GAP_MIN && evidence.lead.is_some_and(|lead| lead < LEAD_MIN);
            !is_chance && (!is_only_named || evidence.confidence >= FOUND_ONLY_NAMED)
        }
        None => evidence.gap >= GAP_MIN && is_confirmed(evidence),
    };
    let is_best_covered = |other: &Hit| {
        evidence.coverage > HALF || evidence.words < 2 || other.evidence.coverage < WHOLE
    };
    // `prix kimono` is not answered by where one buys a kimono.
    let is_half = evidence.words == 2 && evidence.coverage > 0.0 && !is_confirmed(evidence);
    // A word alone that a second entry has as well does not say which of them is meant.
    let is_shared = |other: &Hit| evidence.words == 1 && other.evidence.coverage >= WHOLE;
    let others = &hits[1..];
    let is_alone = others.iter().all(|other| is_best_covered(other) && !is_shared(other));
    if evidence.confidence >= FOUND && is_clear && !is_half && is_alone {
        Outcome::Found
    } else if evidence.confidence >= UNSURE || hits.iter().take(CHOICES).any(is_said) {
        Outcome::Unsure
    } else {
        Outcome::Unknown
    }
}

/// Whether an entry has at least two words of the question, or its only one in a line: an
/// answer mentions much that it does not answer.
///
/// One word out of several names a subject, and the words that the entry lacks say what is
/// asked about it: `prix de la séance` is not answered by how long a session lasts. No
/// calibration can learn this in a small collection, where a single word is rare and no other
/// entry comes near. The price is that, by words alone, a right entry is only offered as a
/// choice when the question and the entry share one word.
fn is_confirmed(evidence: &Evidence) -> bool {
    let met = evidence.terms.iter().filter(|term| term.strength > MET_STRENGTH).count();
    met >= 2 || (met == evidence.terms.len() && evidence.question_coverage > 0.0)
}

/// Whether an entry is a choice whatever its confidence is: a line of it says the same as the
/// question, or, where the meaning is known, its lines say nearly all of the question. The
/// encoder knows no acronym of the collection, and by words alone a related word counts for
/// too little to reach any bound. A single word that an entry has is all that was asked, as in
/// a search.
fn is_said(Hit { evidence, .. }: &Hit) -> bool {
    let is_covered = evidence.nearness.is_some() && evidence.question_coverage >= SAID_COVERAGE;
    let is_in = |term: &TermEvidence| term.strength > MET_STRENGTH && term.read_as.is_none();
    let is_search = evidence.words == 1 && evidence.terms.iter().all(is_in);
    evidence.is_alike || is_covered || is_search
}

/// The hits that are worth showing beside the first, the first included.
pub fn near(hits: &[Hit]) -> impl Iterator<Item = &Hit> {
    let is_sure = hits.first().is_some_and(|first| first.evidence.confidence >= UNSURE);
    // Where what a line says is all there is, what else the encoder finds is chance.
    let said_alone = !is_sure && hits.iter().take(CHOICES).any(is_said);
    let best = hits.first().map_or(0.0, |first| first.score);
    let best_fit = hits.iter().filter_map(fit).fold(f32::NEG_INFINITY, f32::max);
    hits.iter()
        .enumerate()
        .filter(move |(place, hit)| match fit(hit) {
            _ if said_alone => is_said(hit),
            _ if *place == 0 => true,
            None => hit.score >= BESIDE_SCORE * best,
            Some(fit) if hit.evidence.coverage > 0.0 => fit >= best_fit - BESIDE_DISTANCE,
            Some(fit) => fit >= best_fit - BESIDE_BY_MEANING,
        })
        .map(|(_, hit)| hit)
}

/// How well an entry fits the question, by words and meaning, where the meaning is known. It
/// orders the entries of a collection as their scores do. Scores are measured from the best
/// of each collection, and cannot be compared between two.
fn fit(hit: &Hit) -> Option<f32> {
    let Evidence { nearness, strength, .. } = hit.evidence;
    nearness.map(|cosine| strength.min(1.0) + MEANING_WEIGHT * cosine)
}

/// Whether an entry has enough of a question for its category to be named, and where the
/// meaning is known, none is nearer. One word that was read as another is not enough: the
/// capital of `Pérou` has nothing to do with a badge that is `perdu`.
pub fn is_near(Hit { evidence, .. }: &Hit) -> bool {
    let is_nearest = evidence.lead.is_none_or(|lead| lead > 0.0);
    let met = || evidence.terms.iter().filter(|term| term.strength > 0.0);
    let is_meant = met().any(|term| term.read_as.is_none()) || met().nth(1).is_some();
    evidence.coverage >= NEAR_COVERAGE && is_nearest && is_meant
}

/// A collection's bounds, as weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// From here on an entry is worth choosing from.
    pub unsure: f32,
    /// From here on the entry is given as the answer. Greater than `unsure`.
    pub found: f32,
}

impl Scale {
    /// What the first hit must weigh at the very least, however little everyday French
    /// resembles the collection. To be Found: about half of the information of a question
    /// of three words, met in an entry's question and clear of the second. To be a choice:
    /// one word in three.
    pub const FLOOR: Self = Self { unsure: 0.4, found: 1.2 };
    /// The same where the meaning is known: an answer is an entry whose nearest text has a
    /// cosine of some 0.9 and is ahead of the others; a choice has some 0.88, or 0.84 and some
    /// of the words. Measured on collections of 5 to 2,000 entries of five subjects, these
    /// bounds are the same for all of them.
    pub const MEANING_FLOOR: Self = Self { unsure: 13.35, found: 14.8 };
    /// The distance between the bounds is at least this, so that there is room for doubt.
    pub const DOUBT_MIN: f32 = 0.3;

    /// The confidence for a weight: 0..1, growing with it, and equal to the thresholds of
    /// [`decide`] at the two bounds.
    pub fn confidence(&self, weight: Weight) -> f32 {
        let third = UNSURE;
        if weight.near < self.unsure {
            third * (weight.near - self.unsure).exp()
        } else if weight.clear < self.found {
            let doubt = (weight.clear - self.unsure) / (self.found - self.unsure);
            UNSURE + third * doubt.max(0.0)
        } else {
            FOUND + third * (1.0 - (self.found - weight.clear).exp())
        }
    }
}

/// What the evidence of an entry weighs, on the two sides that are asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// Whether the entry may be what is asked for: compared with [`Scale::unsure`].
    pub near: f32,
    /// Whether it alone is: compared with [`Scale::found`].
    pub clear: f32,
}

impl Weight {
    /// The same weight for a question in another language than the collection's, where
    /// [`Self::of`] knows the meaning.
    pub fn of_other_language(self) -> Self {
        Self { near: self.near + OTHER_LANGUAGE, ..self }
    }

    /// Of no entry at all.
    pub const NOTHING: Self = Self { near: f32::NEG_INFINITY, clear: f32::NEG_INFINITY };

    /// The weight of a first hit's evidence. `distinct` is the share of distinct lines in the
    /// collection.
    ///
    /// By words alone both sides are what [`by_words`] says, w. Where the meaning is known,
    /// near is 15 c + 7 l + ½ max(v, 0), and clear is 15 c + 20 l + 0.6 max(w, 0) + ½ a: c is the
    /// cosine, l how far it is above any other entry's, a how far the entry is ahead by words
    /// and meaning together, and v is w without what an entry that has more of the words takes
    /// off it. That two entries are equally near speaks against giving one of them, and for
    /// offering both.
    pub fn of(evidence: &Evidence, distinct: f32) -> Self {
        let words = by_words(evidence, distinct);
        let (Some(nearness), Some(lead), Some(ahead)) =
            (evidence.nearness, evidence.lead, evidence.ahead)
        else {
            return Self { near: words, clear: words };
        };
        let unhindered = words - GAP_WEIGHT * evidence.gap.min(0.0);
        let meaning = MEANING_WEIGHT * nearness;
        Self {
            near: meaning + 7.0 * lead + 0.5 * unhindered.max(0.0),
            clear: meaning + 20.0 * lead + 0.6 * words.max(0.0) + 0.5 * ahead,
        }
    }
}

/// ln s + ¾ ln w + 0.7 g + ½ d² f + (1 − d²) c, where s is the score by the
/// question's information, w its words (6 at most), g the gap to the second,
/// f the harmonic mean of what question and line have of each other, c the
/// question's coverage and d the share of distinct lines in the collection:
/// lines that many entries share agree with anything.
fn by_words(evidence: &Evidence, distinct: f32) -> f32 {
    let words = (evidence.words as f32).clamp(1.0, WORDS_MAX);
    let (asked, said) = (evidence.question_coverage, evidence.line_coverage);
    let agreement = if asked + said > 0.0 { 2.0 * asked * said / (asked + said) } else { 0.0 };
    let distinct = distinct.powi(2);
    evidence.strength.max(1e-3).ln()
        + 0.75 * words.ln()
        + GAP_WEIGHT * evidence.gap
        + 0.5 * distinct * agreement
        + (1.0 - distinct) * evidence.coverage
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq::EntryId;

    #[test]
    fn confidence_and_the_gap_decide() {
        let hit = |confidence, gap| Hit {
            entry: EntryId::new("a").expect("a is an id"),
            score: 1.0,
            evidence: Evidence { confidence, gap, question_coverage: 0.5, ..Evidence::default() },
        };
        let rows = [
            (vec![], Outcome::Unknown),
            (vec![hit(0.9, 0.5)], Outcome::Found),
            (vec![hit(FOUND, GAP_MIN)], Outcome::Found),
            (vec![hit(0.9, 0.01)], Outcome::Unsure),
            (vec![hit(0.6, 1.0)], Outcome::Unsure),
            (vec![hit(0.3, 1.0)], Outcome::Unknown),
            (vec![hit(0.3, 1.0), hit(0.9, 1.0)], Outcome::Unknown),
        ];
        for (hits, expected) in rows {
            assert_eq!(decide(&hits), expected, "{hits:?}");
        }
    }

    #[test]
    fn one_word_out_of_several_is_not_found() {
        let term = |strength| TermEvidence {
            word: String::new(),
            information: 1.0,
            strength,
            places: Vec::new(),
            read_as: None,
            related: false,
        };
        let rows = [
            (vec![1.0], Outcome::Found),
            (vec![1.0, 0.0], Outcome::Unsure),
            (vec![0.0, 0.0, 1.0, 0.0], Outcome::Unsure),
            // A corrected spelling confirms, a related word does not.
            (vec![1.0, 0.65, 0.0], Outcome::Found),
            (vec![1.0, 0.5, 0.0], Outcome::Unsure),
            (vec![0.5], Outcome::Unsure),
        ];
        for (strengths, expected) in rows {
            let terms = strengths.iter().copied().map(term).collect();
            let hit = Hit {
                entry: EntryId::new("a").expect("a is an id"),
                score: 1.0,
                evidence: Evidence {
                    confidence: 0.9,
                    gap: 0.5,
                    question_coverage: 0.5,
                    terms,
                    ..Evidence::default()
                },
            };
            assert_eq!(decide(&[hit]), expected, "{strengths:?}");
        }
    }

    #[test]
    fn confidence_grows_with_weight_and_meets_the_thresholds_at_the_bounds() {
        let scale = Scale { unsure: 0.5, found: 1.5 };
        let weights = [-30.0, -1.0, 0.49, 0.5, 1.0, 1.49, 1.5, 2.0, 30.0];
        let both = |weight| Weight { near: weight, clear: weight };
        let confidences = weights.map(|weight| scale.confidence(both(weight)));
        assert!(confidences.is_sorted(), "{confidences:?}");
        assert!(confidences.iter().all(|c| (0.0..=1.0).contains(c)), "{confidences:?}");
        assert!(confidences[2] < UNSURE && confidences[3] >= UNSURE);
        assert!(confidences[5] < FOUND && confidences[6] >= FOUND);
    }
}
