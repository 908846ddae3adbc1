//! The vector of a text: texts of like meaning have vectors of like direction.

/// The length of a vector.
pub const DIMENSIONS: usize = 384;

/// A direction in the space of meanings, in whole numbers. Its length carries nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vector([i8; DIMENSIONS]);

impl Vector {
    /// The components.
    pub fn bytes(&self) -> &[i8; DIMENSIONS] {
        &self.0
    }

    /// The vector of these components.
    pub fn from_bytes(bytes: [i8; DIMENSIONS]) -> Self {
        Self(bytes)
    }
}
