//! Which vectors of a collection are nearest to each other.

use rayon::prelude::*;

use super::vector::{Vector, dot};

/// For each vector: the place of the one nearest to it among the others, and their cosine,
/// −1..1. With fewer than two vectors there is no answer, and the result is empty.
///
/// Every vector is compared with every other one, on all cores: 3,000 of them are 9 million
/// products.
pub fn nearest_others(vectors: &[&Vector]) -> Vec<(usize, f32)> {
    let norms: Vec<f32> = vectors.iter().map(|vector| vector.norm()).collect();
    let nearest = |(at, vector): (usize, &&Vector)| {
        let others = vectors.iter().zip(&norms).enumerate().filter(|(other, _)| *other != at);
        let cosines = others.map(|(other, (vector_of_other, norm))| {
            (other, dot(vector.bytes(), vector_of_other.bytes()) as f32 / norm)
        });
        // The first of several that are equally near, so that the result is always the same.
        let (other, length) = cosines.reduce(|a, b| if b.1 > a.1 { b } else { a })?;
        Some((other, length / norms[at]))
    };
    vectors.par_iter().enumerate().filter_map(nearest).collect()
}
