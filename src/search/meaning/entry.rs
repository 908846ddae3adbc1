//! What an entry means: the vectors of its lines and of the windows of its answer.

use std::ops::Range;

use super::texts::{self, Window};
use super::vector::{DIMENSIONS, Vector, dot, norm};
use super::vectors::Vectors;
use crate::faq::Entry;

/// The meaning of one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryMeaning {
    /// One vector after the other: the lines, then the windows.
    bytes: Box<[i8]>,
    /// By vector.
    norms: Box<[f32]>,
    /// The byte ranges of the windows in the answer.
    windows: Box<[Range<usize>]>,
}

impl EntryMeaning {
    /// The meaning of an entry; `None` when the vector of one of its texts is missing.
    pub fn of(entry: &Entry, vectors: &Vectors) -> Option<Self> {
        let windows = texts::windows(&entry.answer);
        let (mut bytes, mut norms) = (Vec::new(), Vec::new());
        for text in texts::of_entry(entry, &windows) {
            let vector = vectors.get(&text)?.bytes();
            bytes.extend_from_slice(vector);
            norms.push(norm(vector));
        }
        Some(Self {
            bytes: bytes.into(),
            norms: norms.into(),
            windows: windows.into_iter().map(|Window { range, .. }| range).collect(),
        })
    }

    /// The cosine of the vector that is nearest to a question.
    pub fn nearest(&self, question: &Vector) -> f32 {
        let bytes = question.bytes();
        let vectors = self.bytes.chunks_exact(DIMENSIONS).zip(&self.norms);
        let cosines = vectors.map(|(vector, norm)| dot(bytes, vector) as f32 / norm);
        cosines.fold(f32::NEG_INFINITY, f32::max) / question.norm()
    }

    /// The byte range of the window of the answer that is nearest to a question; `None` when
    /// the answer has no window.
    pub fn window(&self, question: &Vector) -> Option<&Range<usize>> {
        let lines = self.norms.len() - self.windows.len();
        let vectors = self.bytes.chunks_exact(DIMENSIONS).zip(&self.norms).skip(lines);
        let cosines = vectors.map(|(vector, norm)| dot(question.bytes(), vector) as f32 / norm);
        let best = cosines.enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
        best.map(|(at, _)| &self.windows[at])
    }

    /// How many vectors it has.
    pub fn count(&self) -> usize {
        self.norms.len()
    }
}
