//! What can be switched off in a search, to measure what it brings.
//!
//! No setting of the program reaches this: members get everything, and an operator could
//! only make answers worse. `benches/quality` is the only caller that switches anything
//! off.

/// The terms of a search; all on by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// Grammatical words and courtesies carry nothing.
    pub stop_words: bool,
    /// Endings fall away.
    pub stemming: bool,
    /// The lines (question and variants) are scored by themselves as well.
    pub lines: bool,
    /// Character n-grams of the lines are scored.
    pub grams: bool,
    /// Words in the question's field weigh more than in the answer's.
    pub question_weight: bool,
    /// Categories are scored.
    pub categories: bool,
    /// Weights follow the collection's statistics and the question's length.
    pub adaptive: bool,
    /// Unknown words are repaired.
    pub spelling: bool,
    /// The collection's glossary is read.
    pub glossary: bool,
    /// Words near in meaning are read as well, and common words never repaired.
    pub related: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            stop_words: true,
            stemming: true,
            lines: true,
            grams: true,
            question_weight: true,
            categories: true,
            adaptive: true,
            spelling: true,
            glossary: true,
            related: true,
        }
    }
}
