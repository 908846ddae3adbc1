//! Whether one setting is better than another on the same questions, or merely
//! luckier: the paired bootstrap.

use super::metrics::{mean, percentile};

/// How often the questions are drawn anew; the interval's ends are then good to
/// about a hundredth of its width.
pub const DRAWS: usize = 10_000;

/// A mean difference and where it lies with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Mean of `ours − theirs`.
    pub mean: f64,
    /// The 2.5th percentile over the draws.
    pub low: f64,
    /// The 97.5th.
    pub high: f64,
}

impl Difference {
    /// Whether 0 lies outside the interval.
    pub fn is_clear(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// Compares per-question scores of two settings, question by question. The same
/// seed gives the same interval. `None` when there are none, or not as many of each.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_tells_a_difference_from_noise() {
        let random = &mut fastrand::Rng::with_seed(7);
        let base: Vec<f64> = (0..300).map(|_| random.f64()).collect();
        let noisy: Vec<f64> = base.iter().map(|x| x + random.f64() - 0.5).collect();
        let better: Vec<f64> = noisy.iter().map(|x| x + 0.2).collect();

        let same = paired(&base, &base, 1).expect("same length");
        assert_eq!(same, Difference { mean: 0.0, low: 0.0, high: 0.0 });
        assert!(!same.is_clear());

        let clear = paired(&better, &base, 1).expect("same length");
        assert!(clear.is_clear() && clear.low < clear.mean && clear.mean < clear.high);
        // Uniform noise of width 1 over 300 questions: ± 1.96 × 0.289 / √300.
        assert!((clear.high - clear.low - 0.065).abs() < 0.01, "{clear:?}");
    }

    #[test]
    fn a_seed_fixes_the_interval_and_lengths_must_agree() {
        let (a, b) = ([1.0, 0.5, 0.0, 1.0], [0.5, 0.5, 0.2, 0.0]);
        assert_eq!(paired(&a, &b, 3), paired(&a, &b, 3));
        assert_eq!(paired(&a, &b[..3], 3), None);
        assert_eq!(paired(&[], &[], 3), None);
    }
}
