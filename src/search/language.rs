//! The language of a question, so that a reply can say in it that the answers are in French.
//! Answers are never translated, and the order of entries does not depend on any of this; how
//! near a choice must be does.
//!
//! `question_language` decides, with the grammatical words of `grammatical_words` and, with
//! the Cargo feature `meaning`, the letter statistics of whatlang. Without that feature every
//! question counts as French, because a search by words finds nothing in another language.

#[cfg(feature = "meaning")]
mod grammatical_words;
mod other_language;
#[cfg(feature = "meaning")]
mod question_language;
#[cfg(all(test, feature = "meaning"))]
mod tests;

pub use other_language::OtherLanguage;
#[cfg(feature = "meaning")]
pub use question_language::question_language;

/// The language of a question; always `None` (French) without the Cargo feature `meaning`.
#[cfg(not(feature = "meaning"))]
pub fn question_language(_question: &str) -> Option<OtherLanguage> {
    None
}
