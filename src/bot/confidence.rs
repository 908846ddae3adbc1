//! Hits → Found, Unsure or Unknown. Pure.

use crate::search::{Hit, Outcome};

/// From this confidence on we stand behind the first entry.
const FOUND: f32 = 2.0 / 3.0;
/// From this confidence on the first entries are worth choosing from.
const UNSURE: f32 = 1.0 / 3.0;
/// Nearer than this to the second, the first is a toss-up, however well both fit.
const GAP_MIN: f32 = 0.03;

/// Decides from the evidence of the first hit, which each collection calibrates
/// on itself (see `search::Evidence::confidence`); never from a score alone.
pub fn outcome(hits: &[Hit]) -> Outcome {
    let Some(Hit { evidence, .. }) = hits.first() else { return Outcome::Unknown };
    if evidence.confidence >= FOUND && evidence.gap >= GAP_MIN {
        Outcome::Found
    } else if evidence.confidence >= UNSURE {
        Outcome::Unsure
    } else {
        Outcome::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq::EntryId;
    use crate::search::Evidence;

    #[test]
    fn confidence_and_the_gap_decide() {
        let hit = |confidence, gap| Hit {
            entry: EntryId::new("a").expect("a is an id"),
            score: 1.0,
            evidence: Evidence { confidence, gap, ..Evidence::default() },
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
            assert_eq!(outcome(&hits), expected, "{hits:?}");
        }
    }
}
