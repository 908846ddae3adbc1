//! An answer's CommonMark → Discord's own dialect, in pages of a given size.
//!
//! The answer becomes words, each knowing the marks around it (`words`); a page
//! closes what is open at its end and the next one opens it again (`sheet`), so
//! that no cut can fall inside a mark, a link or a character. Shape comes from
//! `faq::markdown`'s parser, never from a second reading of our own.

mod sheet;
mod words;

use std::ops::Range;

use crate::faq::Markdown;

/// An answer in pages, none of them empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    /// Each at most as long as asked for, in characters; at least one.
    pub pages: Vec<String>,
    /// The page on which the passage starts.
    pub passage: usize,
}

/// Renders an answer, the passage in bold, at most `limit` (≥ 200) characters a page.
pub fn pages(answer: &Markdown, passage: Option<&Range<usize>>, limit: usize) -> Pages {
    let words = words::words(answer, passage);
    let start = passage.map_or(0, |passage| passage.start);
    sheet::paginate(&words, start, limit)
}

/// Words that a person typed or that are no Markdown: nothing in them formats,
/// links or calls anybody.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut line_start = true;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let slashes = c == ':' && rest.peek() == Some(&'/');
        if is_mark(c) || slashes || (line_start && is_line_mark(c)) {
            escaped.push('\\');
        }
        escaped.push(c);
        if c == '@' {
            // A mention needs the name right behind: a space of no width parts them.
            escaped.push('\u{200b}');
        }
        line_start = c == '\n' || (line_start && c == ' ');
    }
    escaped
}

fn is_mark(c: char) -> bool {
    matches!(c, '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '[' | ']')
}

fn is_line_mark(c: char) -> bool {
    matches!(c, '#' | '>' | '-' | '+')
}
