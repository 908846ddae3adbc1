//! What can be switched off in an experiment, to measure what it brings.
//!
//! No configuration reaches this: members get every feature, and an operator
//! could only make answers worse. `examples/ablation.rs` is the one user.

/// The features of a search; all on by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
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

impl Default for Features {
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
