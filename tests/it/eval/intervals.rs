//! The paired bootstrap of `benches/quality`.
//!
//! 1. The interval tells a difference from noise.
//! 2. A seed fixes the interval, and both sides must have as many questions.

#[path = "../../../benches/quality/bootstrap.rs"]
mod bootstrap;

use bootstrap::{Difference, paired};

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
