//! The meaning of a text as a vector of bytes.
//!
//! A byte a number is a fourth of what the encoder gives, and moves a cosine by some 0.0005,
//! less than any decision depends on. Vectors that are read from the cache and vectors that
//! were just computed are therefore the same.

/// Numbers in a vector.
pub const DIMENSIONS: usize = 384;

/// The meaning of a text: a direction in 384 dimensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector(Box<[i8; DIMENSIONS]>);

impl Vector {
    /// Quantises what the encoder gives; its length is lost. Panics unless there are
    /// [`DIMENSIONS`] numbers.
    pub fn of(numbers: &[f32]) -> Self {
        assert_eq!(numbers.len(), DIMENSIONS, "a vector has {DIMENSIONS} numbers");
        let most = numbers.iter().fold(f32::MIN_POSITIVE, |most, x| most.max(x.abs()));
        let scale = f32::from(i8::MAX) / most;
        let mut bytes = Box::new([0; DIMENSIONS]);
        for (byte, number) in bytes.iter_mut().zip(numbers) {
            *byte = (number * scale).round() as i8;
        }
        Self(bytes)
    }

    /// The vector that [`Self::bytes`] gave.
    pub fn from_bytes(bytes: [i8; DIMENSIONS]) -> Self {
        Self(Box::new(bytes))
    }

    /// For storage.
    pub fn bytes(&self) -> &[i8; DIMENSIONS] {
        &self.0
    }

    /// How long it is, in its own unit: what a cosine is divided by. Never 0.
    pub fn norm(&self) -> f32 {
        norm(self.bytes())
    }

    /// −1..1: how alike two meanings are. Of this model, texts that have nothing in common
    /// have about 0.75 to 0.8.
    pub fn cosine(&self, other: &Self) -> f32 {
        dot(self.bytes(), other.bytes()) as f32 / (self.norm() * other.norm())
    }
}

/// See [`Vector::norm`].
pub fn norm(bytes: &[i8]) -> f32 {
    (dot(bytes, bytes) as f32).sqrt().max(1.0)
}

/// The scalar product. Written so that the compiler uses vector instructions.
pub fn dot(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(&a, &b)| i32::from(i16::from(a) * i16::from(b))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cosine_survives_the_bytes() {
        let mut random = fastrand::Rng::with_seed(7);
        let mut numbers = || -> Vec<f32> { (0..DIMENSIONS).map(|_| random.f32() - 0.4).collect() };
        for _ in 0..50 {
            let (a, b) = (numbers(), numbers());
            let exact = |a: &[f32], b: &[f32]| -> f32 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
            let cosine = exact(&a, &b) / (exact(&a, &a) * exact(&b, &b)).sqrt();
            let found = Vector::of(&a).cosine(&Vector::of(&b));
            assert!((cosine - found).abs() < 0.002, "{cosine} became {found}");
        }
        let zero = Vector::of(&[0.0; DIMENSIONS]);
        assert_eq!(zero.cosine(&zero), 0.0);
    }
}
