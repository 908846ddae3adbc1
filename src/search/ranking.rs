//! What retrieval and reranking hand on: documents in order, with what matched where.

/// A document and its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Its number among all parts' documents.
    pub document: u32,
    /// Comparable within one search; below 0 where the meaning is far from the best.
    pub score: f32,
    /// The score by words alone, 0 or more.
    pub words: f32,
    /// The cosine of its vector that is nearest to the question; `None` by words alone.
    pub nearness: Option<f32>,
    /// By slot: how it matched, if it did.
    pub matches: Vec<Option<Match>>,
}

/// How a slot matched a document.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Match {
    /// Bits of [`super::field::Field`].
    pub fields: u8,
    /// 0..1: how surely it is the word meant.
    pub strength: f32,
    /// The number of the reading, in its slot.
    pub reading: u8,
}

/// A ranking, with what each slot weighs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// Best first.
    pub best: Vec<Ranked>,
    /// Cosine and document of the two entries nearest in meaning, nearest first; empty by
    /// words alone.
    pub nearest: Vec<(f32, u32)>,
    /// By slot: its information, ln(1 + odds of not meeting it in an entry).
    pub information: Vec<f32>,
    /// By slot: whether any entry has it at all.
    pub known: Vec<bool>,
}
