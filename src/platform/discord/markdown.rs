//! An answer's CommonMark → Discord's own dialect, in pages of a given size.
//!
//! `words` turns the answer into `word`s, each with the `mark`s around it; `texts` reads its
//! texts, and `reader` holds what is known meanwhile. `sheet` fills pages:
//! each line and each page closes at its end what is open, and the next one opens it again,
//! so that no cut falls inside a mark, a link or a character. `plain` escapes what must not
//! be read as a mark, `address` finds what Discord turns into a link. The structure always
//! comes from the parser of `faq::markdown`.

mod address;
mod mark;
mod plain;
mod reader;
mod sheet;
mod texts;
mod word;
mod words;

// What is written, read back by a reader of Discord's Markdown that is not ours.
#[cfg(test)]
mod read_back;

use std::ops::Range;

pub use plain::escape;
pub use sheet::Pages;

use crate::faq::Markdown;

/// The answer in pages of at most `limit` characters (200 or more), with the passage in
/// bold.
pub fn pages(answer: &Markdown, passage: Option<&Range<usize>>, limit: usize) -> Pages {
    let words = words::words(answer, passage);
    let start = passage.map_or(0, |passage| passage.start);
    sheet::paginate(words, start, limit)
}
