//! What is known while an answer is read, and how a word is added to it: with the gap and the
//! bullet that are due, and the marks that are open.

use std::ops::Range;

use super::mark::{Mark, quote};
use super::word::{Gap, Word};
use crate::faq::Markdown;

/// What is known while the events of the answer are read.
pub struct Reader<'a> {
    /// The answer as its author wrote it.
    pub source: &'a str,
    /// The sentence that is shown in bold.
    pub passage: Option<&'a Range<usize>>,
    /// The words so far.
    pub words: Vec<Word>,
    /// The marks that are open, the outermost first.
    pub marks: Vec<Mark>,
    /// What stands before the next word.
    pub gap: Gap,
    /// How many quotations are open.
    pub quotes: usize,
    /// A quotation has begun and has no word yet, so no empty line comes before its first
    /// one.
    pub quote_begins: bool,
    /// For each open list its next number, or `None` for bullets.
    pub lists: Vec<Option<u64>>,
    /// What stands before the next item's first word.
    pub bullet: Option<String>,
    /// The links that are open.
    pub links: Vec<OpenLink>,
    /// Whether the table's row has a cell.
    pub row_begun: bool,
    /// How many cells have begun, after the row's first one, since the row's last word.
    pub separators: usize,
    /// Newlines since the last word of the block of code; `None` before its first word.
    pub newlines: Option<usize>,
}

/// A link or a picture whose end was not read yet.
pub struct OpenLink {
    /// The number of words before it.
    pub from: usize,
    /// What is around its words; `None` when it cannot be a link.
    pub mark: Option<Mark>,
    /// The mail address it leads to, which Discord does not link, and where the link begins in
    /// the answer.
    pub mail: Option<(usize, String)>,
}

impl<'a> Reader<'a> {
    /// Nothing was read yet.
    pub fn new(answer: &'a Markdown, passage: Option<&'a Range<usize>>) -> Self {
        Self {
            source: answer.as_str(),
            passage,
            words: Vec::new(),
            marks: Vec::new(),
            gap: Gap::None,
            quotes: 0,
            quote_begins: false,
            lists: Vec::new(),
            bullet: None,
            links: Vec::new(),
            row_begun: false,
            separators: 0,
            newlines: None,
        }
    }

    /// Begins a row. Empty cells at the end of the one before have nothing between them.
    pub fn row(&mut self) {
        self.row_begun = false;
        self.separators = 0;
    }

    /// What begins a line: the mark of a quotation, then the indent of the list.
    pub fn prefix(&self) -> String {
        // The bullet stands where the text of the list around it does.
        let depth = self.lists.len() - usize::from(self.bullet.is_some());
        format!("{}{}", quote(self.quotes > 0), "  ".repeat(depth))
    }

    /// A block begins.
    pub fn block(&mut self) {
        if self.quote_begins {
            self.gap = Gap::Line(self.prefix());
        } else if self.lists.is_empty() {
            self.gap = Gap::Block(self.prefix());
        } else {
            self.line();
        }
    }

    /// A line begins.
    pub fn line(&mut self) {
        let prefix = self.prefix();
        // A block that has just begun is on a new line already.
        self.gap = match &self.gap {
            Gap::Block(_) if !self.words.is_empty() => Gap::Block(prefix),
            _ => Gap::Line(prefix),
        };
    }

    /// A space is due, unless more is.
    pub fn space(&mut self) {
        if self.gap == Gap::None {
            self.gap = Gap::Space;
        }
    }

    /// Whether the next word begins a line, where `#` or `-` would be a mark.
    pub fn starts_line(&self) -> bool {
        self.words.is_empty() || (matches!(self.gap, Gap::Line(_) | Gap::Block(_)))
    }

    /// Whether the next word follows a number at the start of a line, directly: `.` would
    /// make it the number of a list.
    pub fn follows_number(&self) -> bool {
        self.words.last().filter(|_| self.gap == Gap::None).is_some_and(|word| {
            let begins = self.words.len() == 1 || matches!(word.gap, Gap::Line(_) | Gap::Block(_));
            begins && word.plain.chars().all(|c| c.is_ascii_digit())
        })
    }

    /// Adds a word with the marks that are open. `plain` is what a member reads, `source` its
    /// place in the answer.
    pub fn word(&mut self, text: String, plain: &str, source: usize, is_address: bool) {
        let mut marks = self.marks.clone();
        let quoted = self.passage.is_some_and(|passage| passage.contains(&source));
        let ended_by_bold =
            plain.contains(['*', '~']) && matches!(marks.last(), Some(Mark::Code { .. }));
        let block = matches!(marks.last(), Some(Mark::Block { .. }));
        if quoted && !block && !ended_by_bold {
            marks.insert(0, Mark::Bold);
        }
        let mut seen = Vec::new();
        marks.retain(|mark| {
            let new = !seen.contains(mark);
            seen.push(mark.clone());
            new
        });
        self.quote_begins = false;
        for _ in 0..std::mem::take(&mut self.separators) {
            let text = "·".to_owned();
            let (plain, source) = (text.clone(), usize::MAX);
            let marks = Vec::new();
            self.push(Word { gap: Gap::Space, marks, text, plain, source, is_address: false });
            self.gap = Gap::Space;
        }
        let plain = plain.to_owned();
        self.push(Word { gap: Gap::None, marks, text, plain, source, is_address });
    }

    /// Adds a word after the gap and the bullet that are due.
    fn push(&mut self, mut word: Word) {
        let due = std::mem::replace(&mut self.gap, Gap::None);
        word.gap = match (due, self.bullet.take()) {
            (Gap::Block(prefix) | Gap::Line(prefix), Some(bullet)) => {
                Gap::Line(format!("{prefix}{bullet}"))
            }
            (gap, bullet) => {
                self.bullet = bullet;
                if gap == Gap::None { word.gap } else { gap }
            }
        };
        // Discord would read what directly follows a bare address as a part of it.
        if word.gap == Gap::None
            && let Some(before) = self.words.last_mut().filter(|before| before.is_address)
            && !before.text.starts_with('<')
        {
            before.text = format!("<{}>", before.text);
        }
        self.words.push(word);
    }
}
