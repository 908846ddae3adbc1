//! What was retrieved → the order that members see.
//!
//! The order is that of the retrieval's scores. Whatever judges a whole question against
//! whole entries belongs here: it sees few entries, and the question as it was typed.

use super::query::Query;
use super::ranking::{Ranked, Ranking};
use super::retrieve::Weights;
use super::scratch::Scratch;

/// The best `limit` of the entries scored in the scratch, each with what matched.
pub fn rerank(query: &Query<'_>, weights: Weights, limit: usize, scratch: &mut Scratch) -> Ranking {
    let best = scratch.best(limit);
    for (place, (_, document)) in (1..).zip(&best) {
        scratch.place[*document as usize] = place;
    }
    let unmatched =
        |(score, document)| Ranked { document, score, matches: vec![None; query.slots.len()] };
    let mut best: Vec<Ranked> = best.into_iter().map(unmatched).collect();
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
    for ranked in &best {
        scratch.place[ranked.document as usize] = 0;
    }
    let Weights { information, known } = weights;
    Ranking { best, information, known }
}
