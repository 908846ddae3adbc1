//! Vectors by the text that they are of.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::vector::Vector;

/// Names a text, prefix included: half of its SHA-256. No text can be read from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub [u8; 16]);

impl Key {
    /// The name of a text.
    pub fn of(text: &str) -> Self {
        let sum = Sha256::digest(text.as_bytes());
        Self(std::array::from_fn(|at| sum[at]))
    }
}

/// The vectors of many texts, all of one model.
#[derive(Clone, Debug, Default)]
pub struct Vectors(HashMap<Key, Vector>);

impl Vectors {
    /// The vector of a text.
    pub fn get(&self, text: &str) -> Option<&Vector> {
        self.0.get(&Key::of(text))
    }

    /// Whether the vector of that name is there.
    pub fn contains(&self, key: Key) -> bool {
        self.0.contains_key(&key)
    }

    /// Adds a vector.
    pub fn insert(&mut self, key: Key, vector: Vector) {
        self.0.insert(key, vector);
    }

    /// Every vector with the name of its text, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &Vector)> {
        self.0.iter().map(|(key, vector)| (*key, vector))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
