//! The paired bootstrap: whether one setting is better than another on the same questions,
//! or the difference is chance.

use souffleur::eval::metrics::{mean, percentile};

/// The number of draws. The ends of the interval are then exact to about a hundredth of its
/// width.
pub const DRAWS: usize = 10_000;

/// A mean difference and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Mean of `ours − theirs`.
    pub mean: f64,
    /// The 2.5th percentile over the draws.
    pub low: f64,
    /// The 97.5th percentile over the draws.
    pub high: f64,
}

impl Difference {
    /// Whether the interval does not contain 0.
    pub fn is_clear(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// Compares the scores of two settings, question by question. The same seed gives the same
/// interval. `None` when there are no scores, or not as many on both sides.
pub fn paired(ours: &[f64], theirs: &[f64], seed: u64) -> Option<Difference> {
    if ours.len() != theirs.len() {
        return None;
    }
    let differences: Vec<f64> =
        ours.iter().zip(theirs).map(|(ours, theirs)| ours - theirs).collect();
    let observed = mean(differences.iter().copied())?;
    let mut random = fastrand::Rng::with_seed(seed);
    let n = differences.len();
    let mut means = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        let sum: f64 = (0..n).map(|_| differences[random.usize(..n)]).sum();
        means.push(sum / n as f64);
    }
    Some(Difference {
        mean: observed,
        low: percentile(&means, 2.5)?,
        high: percentile(&means, 97.5)?,
    })
}
