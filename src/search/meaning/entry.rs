//! What an entry means: the vectors of its lines and of the windows of its answer.

use std::ops::Range;

use super::texts::{self, Window};
use super::vector::{DIMENSIONS, Vector, dot, norm};
use super::vectors::Vectors;
use crate::faq::Entry;

/// Two windows of an answer whose cosines differ by less are equally near to a question. They
/// begin with the same question of the entry, so that their cosines differ little.
const AS_NEAR: f32 = 0.01;

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

    /// The byte ranges of the answer that fit a question, in order: the windows that are as
    /// near as the nearest one, give or take [`AS_NEAR`]. When there are several, what comes
    /// after the last window fits as well, because it has no vector that says otherwise.
    pub fn fitting_windows(&self, question: &Vector) -> Vec<Range<usize>> {
        let lines = self.norms.len() - self.windows.len();
        let vectors = self.bytes.chunks_exact(DIMENSIONS).zip(&self.norms).skip(lines);
        let length = question.norm();
        let cosine = |(vector, norm)| dot(question.bytes(), vector) as f32 / (norm * length);
        let cosines: Vec<f32> = vectors.map(cosine).collect();
        let nearest = cosines.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let windows = self.windows.iter().zip(cosines);
        let fitting = windows.filter(|(_, cosine)| *cosine > nearest - AS_NEAR);
        let mut fitting: Vec<Range<usize>> = fitting.map(|(window, _)| window.clone()).collect();
        if let (true, Some(last)) = (fitting.len() > 1, self.windows.last()) {
            fitting.push(last.end..usize::MAX);
        }
        fitting
    }

    /// How many vectors it has.
    pub fn count(&self) -> usize {
        self.norms.len()
    }
}
