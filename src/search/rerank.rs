//! What was retrieved → the order that members see.
//!
//! By words alone the order is that of the retrieval's scores. With the meaning of the
//! question, score = r · L / L₁ + λ (c − c₁), where L is an entry's score by words, L₁ the
//! best one, c the cosine of its vector that is nearest to the question, c₁ the best one, and
//! r how much the words say: the strength of their first hit, 0.3 to 1.

use super::meaning::{EntryMeaning, Vector};
use super::ranking::{Ranked, Ranking};
use super::retrieve::Weights;
use super::scratch::Scratch;

/// λ: from 10 to 20 the answers are as good, on every set measured.
const MEANING_WEIGHT: f32 = 15.0;
/// Entries that the words and the meaning each may bring; more change nothing.
const BY_WORDS: usize = 30;
const BY_MEANING: usize = 10;
/// r is at least this: even weak words decide between entries that are equally near.
const WORDS_MIN: f32 = 0.3;

/// The best `limit` entries, each with what matched. The entries scored by words are in the
/// scratch, `meaning` is the question's with that of every entry, by document.
pub fn rerank<'a>(
    slots: usize,
    weights: Weights,
    meaning: Option<(&Vector, impl Iterator<Item = &'a EntryMeaning>)>,
    limit: usize,
    scratch: &mut Scratch,
) -> Ranking {
    let Weights { information, known } = weights;
    let unmatched = |(words, document)| Ranked {
        document,
        score: words,
        words,
        nearness: None,
        matches: vec![None; slots],
    };
    let mut ranking = Ranking { best: Vec::new(), nearest: Vec::new(), information, known };
    match meaning {
        None => ranking.best = scratch.best(limit).into_iter().map(unmatched).collect(),
        Some((question, entries)) => {
            let cosines: Vec<f32> = entries.map(|entry| entry.nearest(question)).collect();
            ranking.best =
                scratch.best(limit.max(BY_WORDS)).into_iter().map(unmatched).collect();
            fuse(&mut ranking, &cosines, unmatched);
            ranking.best.truncate(limit);
        }
    }
    match_slots(&mut ranking.best, scratch);
    ranking
}

fn fuse(ranking: &mut Ranking, cosines: &[f32], unmatched: impl Fn((f32, u32)) -> Ranked) {
    let mut nearest: Vec<(f32, u32)> = cosines.iter().copied().zip(0..).collect();
    let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if nearest.len() > BY_MEANING {
        nearest.select_nth_unstable_by(BY_MEANING, order);
        nearest.truncate(BY_MEANING);
    }
    nearest.sort_unstable_by(order);
    let new = |document: u32, best: &[Ranked]| best.iter().all(|r| r.document != document);
    for &(_, document) in &nearest {
        if new(document, &ranking.best) {
            ranking.best.push(unmatched((0.0, document)));
        }
    }
    let best_words = ranking.best.first().map_or(0.0, |first| first.words);
    let total: f32 = ranking.information.iter().sum();
    let say = if total > 0.0 { (best_words / total).clamp(WORDS_MIN, 1.0) } else { 0.0 };
    let best_cosine = nearest.first().map_or(0.0, |(cosine, _)| *cosine);
    for ranked in &mut ranking.best {
        let cosine = cosines[ranked.document as usize];
        let words = if best_words > 0.0 { say * ranked.words / best_words } else { 0.0 };
        ranked.nearness = Some(cosine);
        ranked.score = words + MEANING_WEIGHT * (cosine - best_cosine);
    }
    let order = |a: &Ranked, b: &Ranked| {
        b.score.total_cmp(&a.score).then(b.words.total_cmp(&a.words)).then(a.document.cmp(&b.document))
    };
    ranking.best.sort_by(order);
    ranking.nearest = nearest;
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
