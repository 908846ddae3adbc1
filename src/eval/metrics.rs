//! Scores one ranking against its judgements, as trec_eval does. It knows neither entries
//! nor outcomes; `scores.rs` computes the means over questions.

use std::collections::HashMap;
use std::hash::Hash;

/// The number of places of a ranking that are scored.
pub const CUT: usize = 10;

/// One question's scores, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct QueryScores {
    /// 1 when the first entry is relevant.
    pub s_at_1: f64,
    /// 1 when one of the first three entries is relevant.
    pub s_at_3: f64,
    /// 1 / rank of the first relevant entry; 0 beyond [`CUT`].
    pub mrr_at_10: f64,
    /// The discounted gain divided by the best possible one; the gain is the grade itself.
    pub ndcg_at_10: f64,
    /// The share of the relevant entries that are within [`CUT`].
    pub r_at_10: f64,
}

/// Scores a ranking, best first and without repeats. Ids with a grade above 0 are relevant;
/// other ids and those without a grade are not. `None` when no id is relevant.
pub fn score<Id: Eq + Hash>(ranking: &[Id], grades: &HashMap<Id, i32>) -> Option<QueryScores> {
    let mut best: Vec<i32> = grades.values().copied().filter(|&grade| grade > 0).collect();
    if best.is_empty() {
        return None;
    }
    best.sort_unstable_by(|a, b| b.cmp(a));

    let gains: Vec<i32> =
        (ranking.iter().take(CUT)).map(|id| grades.get(id).copied().unwrap_or(0).max(0)).collect();
    let first = gains.iter().position(|&gain| gain > 0);
    let within = |n: usize| f64::from(u8::from(first.is_some_and(|rank| rank < n)));
    let retrieved = gains.iter().filter(|&&gain| gain > 0).count();
    Some(QueryScores {
        s_at_1: within(1),
        s_at_3: within(3),
        mrr_at_10: first.map_or(0.0, |rank| 1.0 / (rank + 1) as f64),
        ndcg_at_10: discounted(&gains) / discounted(&best[..best.len().min(CUT)]),
        r_at_10: retrieved as f64 / best.len() as f64,
    })
}

fn discounted(gains: &[i32]) -> f64 {
    (gains.iter().zip(2u32..)).map(|(&gain, n)| f64::from(gain) / f64::from(n).log2()).sum()
}

/// The mean; `None` of nothing.
pub fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut n) = (0.0, 0usize);
    for value in values {
        sum += value;
        n += 1;
    }
    (n > 0).then(|| sum / n as f64)
}

/// The value below which `percent` (0 to 100) of the values lie, by nearest
/// rank; `None` of nothing.
pub fn percentile(values: &[f64], percent: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(percentile(&values, 50.0), Some(50.0));
        assert_eq!(percentile(&values, 99.0), Some(99.0));
        assert_eq!(percentile(&[7.0], 99.0), Some(7.0));
        assert_eq!(percentile(&[7.0], 0.0), Some(7.0));
        assert_eq!(percentile(&[], 50.0), None);
    }

    #[test]
    fn a_question_without_relevant_entry_has_no_score() {
        assert_eq!(score(&["a"], &HashMap::new()), None);
        assert_eq!(score(&["a"], &HashMap::from([("a", 0), ("b", -1)])), None);
    }
}
