//! Words → pages of at most a given length.

use super::mark::{Mark, quote};
use super::plain::escape_words;
use super::word::{Gap, Word};
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
#[derive(Default)]
struct Sheet {
    text: String,
    chars: usize,
    open: Vec<Mark>,
    /// What begins the page when its first word does not begin a line.
    begins: &'static str,
}

impl Sheet {
    /// An empty page for the words from `at` on.
    fn before(words: &[Word], at: usize) -> Self {
        let prefix = words[..at].iter().rev().find_map(|word| match &word.gap {
            Gap::Line(prefix) | Gap::Block(prefix) => Some(prefix),
            Gap::None | Gap::Space => None,
        });
        Self {
            begins: quote(prefix.is_some_and(|prefix| prefix.starts_with('>'))),
            ..Self::default()
        }
    }

    /// The text that adding the word would write, and the length that the page would have
    /// once its marks are closed.
    fn with(&self, word: &Word) -> (String, usize) {
        let stays = |mark: &Mark| match word.gap {
            Gap::None | Gap::Space => true,
            Gap::Line(_) => mark.spans_lines(),
            Gap::Block(_) => false,
        };
        let same = self.open.iter().zip(&word.marks);
        let shared = same.take_while(|(open, mark)| open == mark && stays(mark)).count();
        let mut added = self.closed_down_to(shared);
        let first = self.text.is_empty();
        match &word.gap {
            Gap::None | Gap::Space if first => added.push_str(self.begins),
            Gap::None => {}
            Gap::Space => added.push(' '),
            Gap::Line(prefix) | Gap::Block(prefix) if first => added.push_str(prefix),
            Gap::Line(prefix) => {
                added.push('\n');
                added.push_str(prefix);
            }
            Gap::Block(prefix) => {
                added.push('\n');
                // A line without the mark of the quotation would end it.
                added.push_str(quote(prefix.starts_with('>')));
                added.push('\n');
                added.push_str(prefix);
            }
        }
        let opened: String = word.marks[shared..].iter().map(Mark::open).collect();
        if meet(&added, &opened) {
            added.push(SEPARATOR);
        }
        added.push_str(&opened);
        if first && !word.is_verbatim() {
            // A page begins in the middle of a line.
            added.push_str(&escape_words(&word.plain, true));
        } else {
            added.push_str(&word.text);
        }
        let closing: usize = word.marks.iter().map(|mark| mark.close().chars().count()).sum();
        // A separator may come before what closes.
        let chars = self.chars + added.chars().count() + closing + 1;
        (added, chars)
    }

    /// What closes the open marks but the outermost `shared` ones.
    fn closed_down_to(&self, shared: usize) -> String {
        let closing: String = self.open[shared..].iter().rev().map(Mark::close).collect();
        if meet(&self.text, &closing) { format!("{SEPARATOR}{closing}") } else { closing }
    }

    fn add(&mut self, word: &Word, added: &str) {
        self.text.push_str(added);
        self.chars += added.chars().count();
        self.open.clone_from(&word.marks);
    }

    fn close(mut self) -> String {
        let closing = self.closed_down_to(0);
        self.text.push_str(&closing);
        self.text
    }

    /// The place before the word `at`, which is not on the page yet.
    fn place(&self, at: usize) -> Place {
        Place { at, bytes: self.text.len(), chars: self.chars, open: self.open.clone() }
    }

    /// The page as it was at a place.
    fn back_to(mut self, Place { at: _, bytes, chars, open }: Place) -> Self {
        self.text.truncate(bytes);
        Self { chars, open, ..self }
    }
}

/// A place on a page where the next one may begin.
struct Place {
    /// The word that comes next.
    at: usize,
    bytes: usize,
    chars: usize,
    open: Vec<Mark>,
}

/// A zero-width space.
const SEPARATOR: char = '\u{200b}';

/// Whether the end of one text and the beginning of another would be read as one mark.
fn meet(before: &str, after: &str) -> bool {
    before.chars().next_back().is_some_and(|c| matches!(c, '*' | '~' | '`') && after.starts_with(c))
}

/// Fills pages with the words. `passage_start` is a byte of the answer.
pub fn paginate(mut words: Vec<Word>, passage_start: usize, limit: usize) -> Pages {
    let mut pages = Vec::new();
    let mut passage = None;
    let mut sheet = Sheet::default();
    // Where the last block began, which is the better place for a new page, and where the
    // last words did that no space divides.
    let (mut block, mut unit): (Option<Place>, Option<Place>) = (None, None);
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if word.gap != Gap::None && !sheet.text.is_empty() {
            unit = Some(sheet.place(at));
            if word.gap != Gap::Space {
                block = Some(sheet.place(at));
            }
        }
        let (added, chars) = sheet.with(word);
        if chars <= limit {
            if passage.is_none() && word.source >= passage_start && word.source != usize::MAX {
                passage = Some(pages.len());
            }
            sheet.add(word, &added);
            at += 1;
        } else if !sheet.text.is_empty() {
            let block = block.take().filter(|place| place.chars > limit / 2);
            let place = block.or(unit.take()).unwrap_or_else(|| sheet.place(at));
            at = place.at;
            unit = None;
            let before = |word: &Word| word.source < passage_start || word.source == usize::MAX;
            if passage == Some(pages.len()) && words[..at].iter().all(before) {
                passage = None;
            }
            pages.push(sheet.back_to(place).close());
            sheet = Sheet::before(&words, at);
        } else {
            let parts = cut_word(word, limit);
            words.splice(at..=at, parts);
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

/// A word that is longer than a page, in several words that are not. A mark that would fill
/// half a page is left out.
fn cut_word(word: &Word, limit: usize) -> Vec<Word> {
    let around = |mark: &Mark| mark.open().chars().count() + mark.close().chars().count();
    let mut marks = word.marks.clone();
    if marks.iter().map(around).sum::<usize>() > limit / 2 {
        marks.retain(|mark| around(mark) < 20);
    }
    let raw = Word::is_code(&marks);
    let mut rest = word.plain.as_str();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        // Every character may be escaped.
        let end = rest.char_indices().nth(limit / 5).map_or(rest.len(), |(at, _)| at);
        let whole = if end == rest.len() { end } else { whole_character(rest, end) };
        let (head, tail) = rest.split_at(if whole == 0 { end } else { whole });
        let gap = if parts.is_empty() { word.gap.clone() } else { Gap::None };
        parts.push(Word {
            gap,
            marks: marks.clone(),
            text: if raw { head.to_owned() } else { escape_words(head, false) },
            plain: head.to_owned(),
            source: word.source,
            is_address: false,
        });
        rest = tail;
    }
    parts
}
