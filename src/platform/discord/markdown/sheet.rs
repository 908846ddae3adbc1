//! Words → pages of at most a given length.

use super::plain::escape;
use super::words::{Gap, Mark, Word};
use crate::wording::cut::whole_character;

/// An answer in pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    /// At least one page, none of them empty or longer than asked for.
    pub pages: Vec<String>,
    /// The page on which the passage starts, from 0.
    pub passage: usize,
}

/// A page that is being filled.
#[derive(Clone, Default)]
struct Sheet {
    text: String,
    chars: usize,
    open: Vec<Mark>,
}

impl Sheet {
    /// The text that adding the word would write, and the length that the page would have
    /// once its marks are closed.
    fn with(&self, word: &Word, text: &str) -> (String, usize) {
        let shared = (self.open.iter().zip(&word.marks)).take_while(|(a, b)| a == b).count();
        let mut added = String::new();
        for mark in self.open[shared..].iter().rev() {
            added.push_str(&mark.close());
        }
        let first = self.text.is_empty();
        match &word.gap {
            Gap::None => {}
            Gap::Space if first => {}
            Gap::Space => added.push(' '),
            Gap::Line(prefix) | Gap::Block(prefix) if first => added.push_str(prefix),
            Gap::Line(prefix) => {
                added.push('\n');
                added.push_str(prefix);
            }
            Gap::Block(prefix) => {
                added.push('\n');
                // A line without the mark of the quotation would end it.
                added.push_str(prefix.trim_end());
                added.push('\n');
                added.push_str(prefix);
            }
        }
        for mark in &word.marks[shared..] {
            added.push_str(&mark.open());
        }
        added.push_str(text);
        let closing: usize = word.marks.iter().map(|mark| mark.close().chars().count()).sum();
        let chars = self.chars + added.chars().count();
        (added, chars + closing)
    }

    fn add(&mut self, word: &Word, added: &str) {
        self.text.push_str(added);
        self.chars += added.chars().count();
        self.open.clone_from(&word.marks);
    }

    fn close(mut self) -> String {
        while let Some(mark) = self.open.pop() {
            self.text.push_str(&mark.close());
        }
        self.text
    }
}

/// Fills pages with the words. `passage_start` is a byte of the answer.
pub fn paginate(words: &[Word], passage_start: usize, limit: usize) -> Pages {
    let mut pages = Vec::new();
    let mut passage = None;
    let mut sheet = Sheet::default();
    // Where the last block began, which is the better place for a new page.
    let mut block: Option<(usize, Sheet)> = None;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if matches!(word.gap, Gap::Line(_) | Gap::Block(_)) && !sheet.text.is_empty() {
            block = Some((at, sheet.clone()));
        }
        let (added, chars) = sheet.with(word, &word.text);
        if chars <= limit {
            if passage.is_none() && word.source >= passage_start && word.source != usize::MAX {
                passage = Some(pages.len());
            }
            sheet.add(word, &added);
            at += 1;
        } else if let Some((start, before)) = block.take().filter(|(_, s)| s.chars > limit / 2) {
            if passage == Some(pages.len())
                && words[..start].iter().all(|word| word.source < passage_start)
            {
                passage = None;
            }
            pages.push(before.close());
            sheet = Sheet::default();
            at = start;
        } else if !sheet.text.is_empty() {
            pages.push(std::mem::take(&mut sheet).close());
        } else {
            pages.extend(cut_word(word, limit));
            passage = passage.or((word.source >= passage_start).then_some(pages.len() - 1));
            at += 1;
        }
    }
    if !sheet.text.is_empty() {
        pages.push(sheet.close());
    }
    pages.retain(|page| !page.trim().is_empty());
    if pages.is_empty() {
        pages.push("…".to_owned());
    }
    let passage = passage.unwrap_or(0).min(pages.len() - 1);
    Pages { pages, passage }
}

/// A word that is longer than a page, in several pages and without its marks.
fn cut_word(word: &Word, limit: usize) -> Vec<String> {
    let mut rest = word.plain.as_str();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        // An escaped character is at most three: itself, a `\` and a zero-width space.
        let end = rest.char_indices().nth(limit / 3).map_or(rest.len(), |(at, _)| at);
        let whole = if end == rest.len() { end } else { whole_character(rest, end) };
        let (head, tail) = rest.split_at(if whole == 0 { end } else { whole });
        parts.push(escape(head));
        rest = tail;
    }
    parts
}
