//! An answer's CommonMark → Discord's own dialect, in pages of a given size.
//!
//! The answer becomes words, each knowing the marks around it (`words`); a page
//! closes what is open at its end and the next one opens it again (`sheet`), so
//! that no cut can fall inside a mark, a link or a character. What is plain stays
//! plain (`plain`). Shape comes from
//! `faq::markdown`'s parser, never from a second reading of our own.

mod plain;
mod sheet;
mod words;

use std::ops::Range;

pub use plain::escape;
pub use sheet::Pages;

use crate::faq::Markdown;

/// Renders an answer, the passage in bold, at most `limit` (≥ 200) characters a page.
pub fn pages(answer: &Markdown, passage: Option<&Range<usize>>, limit: usize) -> Pages {
    let words = words::words(answer, passage);
    let start = passage.map_or(0, |passage| passage.start);
    sheet::paginate(&words, start, limit)
}
