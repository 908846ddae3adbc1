//! What the layout gives to a network: blocks of words with their styles, and what
//! networks decide differently.

use pulldown_cmark::Alignment;

/// What the networks decide differently.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Begins each line of a quotation, and takes as many columns as it has characters.
    pub quote: &'static str,
    /// Whether blocks inside a list have empty lines between them.
    pub loose_lists: bool,
    /// Whether struck words stand between `~~`, where no line goes through them and
    /// they would pass for valid ones.
    pub strike_marks: bool,
    /// How an address is written behind the words of its link; `None` where words can
    /// be clicked.
    pub address: Option<fn(&str) -> &str>,
}

/// How words look; several may hold at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Strong words, headings, the first row of a table.
    pub bold: bool,
    /// Emphasised words.
    pub italic: bool,
    /// Words with a line through them.
    pub struck: bool,
    /// Code, in a line or in a block.
    pub code: bool,
    /// The part of the answer that best fits the question.
    pub passage: bool,
    /// Where a click leads: a web or mail address.
    pub link: Option<String>,
}

/// Words with their styles; a newline stands where a line must end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    text: String,
    // Ends of runs in `text`, ascending; each run has one style.
    runs: Vec<(usize, Style)>,
}

impl Words {
    /// The words without their styles.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words in runs of one style each, in order.
    pub fn runs(&self) -> impl Iterator<Item = (&str, &Style)> {
        let mut start = 0;
        self.runs.iter().map(move |(end, style)| {
            let run = &self.text[start..*end];
            start = *end;
            (run, style)
        })
    }

    pub(super) fn push(&mut self, text: &str, style: &Style) {
        if text.is_empty() {
            return;
        }
        self.text.push_str(text);
        match self.runs.last_mut() {
            Some((end, last)) if last == style => *end = self.text.len(),
            _ => self.runs.push((self.text.len(), style.clone())),
        }
    }

    /// Whether there is nothing to read: controls draw nothing on any network.
    pub(super) fn is_blank(&self) -> bool {
        let unseen = |c: char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        self.text.chars().all(unseen)
    }
}

/// What a network draws.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph or a heading; never blank.
    Paragraph(Words),
    /// Lines of code.
    Code(Words),
    /// A line between two parts of the text.
    Rule,
    /// A table, row by row; the first row names the columns.
    Table {
        /// One for each column.
        alignments: Vec<Alignment>,
        /// Rows of cells.
        rows: Vec<Vec<Words>>,
    },
}
