//! What the finders of names tell of a name that they found.

use super::found::{Kind, Span};

/// Whose name it is, as far as the words around it say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person of whom nothing more is said.
    Anyone,
    /// A physician, a professor, or somebody who is greeted, thanked or named with an office:
    /// such names are in questions about care.
    Professional,
    /// Somebody who is called a patient.
    Patient,
}

/// A person's name, as characters of the [`Seen`](super::seen::Seen) text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub start: usize,
    pub end: usize,
    pub who: Who,
}

/// The spans of names.
pub fn spans(names: &[Named]) -> impl Iterator<Item = Span> + '_ {
    names.iter().map(|name| Span::new(name.start, name.end, Kind::Name))
}
