//! What was retrieved → the order that members see.
//!
//! By words alone the order is that of the retrieval's scores. With the meaning of the
//! question, score = r · L / L₁ + λ (c − c₁), where L is an entry's score by words, L₁ the
//! best one, c the cosine of its vector that is nearest to the question, c₁ the best one, and
//! r how much the words say: the strength of their first hit, 0.3 to 1.

use super::field::LINES;
use super::meaning::{EntryMeaning, Vector};
use super::ranking::{Match, Ranked, Ranking};
use super::retrieve::Weights;
use super::scratch::Scratch;

/// λ: from 10 to 20 the answers are as good, on every set measured.
pub const MEANING_WEIGHT: f32 = 15.0;
/// See [`put_whole_first`]: a word counts as met from more than this strength on (no related
/// word has more), half of a question is at most this share of its information, and an entry
/// with both words is looked for among the first so many.
const MET_STRENGTH: f32 = 0.5;
const HALF: f32 = 0.6;
const WHOLE_AMONG: usize = 3;
/// Entries that the words and the meaning each bring; more change nothing.
const BY_WORDS: usize = 30;
const BY_MEANING: usize = 12;
/// r is at least this: even weak words decide between entries that are equally near.
const WORDS_MIN: f32 = 0.3;

/// The entries that may come first, each with what matched.
pub struct Gathered {
    /// Best by words first; those that only the meaning brings come last.
    candidates: Vec<Ranked>,
    weights: Weights,
}

/// Gathers the best `limit` entries of those scored by words, which are in the scratch, and
/// the nearest in meaning. `meaning` is the question's with that of every entry, by document.
pub fn gather(
    slots: usize,
    weights: Weights,
    meaning: Option<(&Vector, &[EntryMeaning])>,
    limit: usize,
    scratch: &mut Scratch,
) -> Gathered {
    let unmatched = |(words, document)| Ranked {
        document,
        score: words,
        words,
        nearness: None,
        matches: vec![None; slots],
    };
    let limit = if meaning.is_some() { limit.max(BY_WORDS) } else { limit };
    let mut candidates: Vec<Ranked> = scratch.best(limit).into_iter().map(unmatched).collect();
    if let Some((question, entries)) = meaning {
        let cosines: Vec<f32> = entries.iter().map(|entry| entry.nearest(question)).collect();
        for document in nearest(&cosines) {
            if candidates.iter().all(|ranked| ranked.document != document) {
                let words = scratch.total[document as usize];
                candidates.push(unmatched((words, document)));
            }
        }
        for ranked in &mut candidates {
            ranked.nearness = Some(cosines[ranked.document as usize]);
        }
    }
    match_slots(&mut candidates, scratch);
    Gathered { candidates, weights }
}

fn nearest(cosines: &[f32]) -> impl Iterator<Item = u32> {
    let mut nearest: Vec<u32> = (0..cosines.len() as u32).collect();
    let order =
        |a: &u32, b: &u32| cosines[*b as usize].total_cmp(&cosines[*a as usize]).then(a.cmp(b));
    if nearest.len() > BY_MEANING {
        nearest.select_nth_unstable_by(BY_MEANING, order);
    }
    nearest.into_iter().take(BY_MEANING)
}

impl Gathered {
    /// The best `limit` of the entries, as if those that `is_gone` names did not exist.
    pub fn ranking(&self, limit: usize, is_gone: impl Fn(u32) -> bool) -> Ranking {
        let stays = |ranked: &&Ranked| !is_gone(ranked.document);
        let mut best: Vec<Ranked> = self.candidates.iter().filter(stays).cloned().collect();
        let Weights { information, known } = self.weights.clone();
        let most = |of: fn(&Ranked) -> f32| best.iter().map(of).fold(0.0, f32::max);
        let (words, cosine) = (most(|ranked| ranked.words), most(|r| r.nearness.unwrap_or(0.0)));
        let total: f32 = information.iter().sum();
        let say = if total > 0.0 { (words / total).clamp(WORDS_MIN, 1.0) } else { 0.0 };
        for ranked in &mut best {
            if let Some(nearness) = ranked.nearness {
                let share = if words > 0.0 { ranked.words / words } else { 0.0 };
                ranked.score = say * share + MEANING_WEIGHT * (nearness - cosine);
            }
        }
        // A stable sort: by words alone the order is right already.
        best.sort_by(|a, b| b.score.total_cmp(&a.score));
        put_whole_first(&mut best, &information);
        let mut nearest: Vec<(f32, u32)> =
            best.iter().filter_map(|r| Some((r.nearness?, r.document))).collect();
        nearest.sort_by(|a, b| b.0.total_cmp(&a.0));
        nearest.truncate(2);
        best.truncate(limit);
        Ranking { best, nearest, information, known }
    }
}

/// Of a question of two words, puts an entry that has both before one that has about half of
/// it: `âge minimum` asks for an age, however well the least number of participants has
/// `minimum`. One of the words must be in a line, because a long answer has many words.
fn put_whole_first(best: &mut [Ranked], information: &[f32]) {
    let (Some(first), [_, _]) = (best.first(), information) else { return };
    let met = |how: &Option<Match>| how.is_some_and(|how| how.strength > MET_STRENGTH);
    let share = |ranked: &Ranked| {
        let met = ranked.matches.iter().zip(information).filter(|(how, _)| met(how));
        met.map(|(_, information)| information).sum::<f32>() / information.iter().sum::<f32>()
    };
    let is_whole = |ranked: &Ranked| {
        let in_line = |how: &Option<Match>| how.is_some_and(|how| how.fields & LINES != 0);
        ranked.matches.iter().all(met) && ranked.matches.iter().any(in_line)
    };
    if share(first) <= HALF
        && let Some(at) = best.iter().take(WHOLE_AMONG).position(is_whole)
    {
        best[..=at].rotate_right(1);
    }
}

fn match_slots(best: &mut [Ranked], scratch: &mut Scratch) {
    for (place, ranked) in (1..).zip(best.iter()) {
        scratch.place[ranked.document as usize] = place;
    }
    let mut start = 0;
    for (slot, &end) in scratch.met_ends.iter().enumerate() {
        for &(document, how) in &scratch.met[start..end] {
            let place = scratch.place[document as usize] as usize;
            if place > 0 {
                best[place - 1].matches[slot] = Some(how);
            }
        }
        start = end;
    }
    for ranked in best {
        scratch.place[ranked.document as usize] = 0;
    }
}
