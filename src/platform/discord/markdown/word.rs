//! A word of an answer, with the marks around it and the gap before it.

use super::mark::Mark;

/// The gap before a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The word continues the one before.
    None,
    /// A space.
    Space,
    /// A new line, with what begins it, such as `> `.
    Line(String),
    /// A new block after an empty line, with what begins it.
    Block(String),
}

/// A word of the answer.
#[derive(Clone, Debug)]
pub struct Word {
    /// The gap before it.
    pub gap: Gap,
    /// The marks around it, the outermost first.
    pub marks: Vec<Mark>,
    /// The text that is sent, already escaped.
    pub text: String,
    /// The text before escaping, for cutting a word that is longer than a page.
    pub plain: String,
    /// Where it stands in the answer, in bytes; `usize::MAX` for a mark that the answer
    /// does not have.
    pub source: usize,
    /// Whether it is an address that Discord turns into a link itself.
    pub is_address: bool,
}

impl Word {
    /// Whether its text is not escaped.
    pub fn is_verbatim(&self) -> bool {
        self.is_address || Self::is_code(&self.marks)
    }

    /// Whether the marks are around code, in which nothing is escaped.
    pub fn is_code(marks: &[Mark]) -> bool {
        matches!(marks.last(), Some(Mark::Code { .. } | Mark::Block { .. }))
    }
}

/// Leaves around a no-break space that is a word of its own only the marks that both words
/// next to it have.
pub fn unmark_spaces(words: &mut [Word]) {
    for at in 0..words.len() {
        let space = !words[at].plain.is_empty() && words[at].plain.chars().all(char::is_whitespace);
        if space && !words[at].marks.iter().any(Mark::spans_lines) {
            let glued = words.get(at + 1).filter(|next| next.gap == Gap::None);
            let after = glued.map_or(&[][..], |next| &next.marks);
            let before = at.checked_sub(1).map_or(&[][..], |before| &words[before].marks);
            let shared = before.iter().zip(after).take_while(|(a, b)| a == b).count();
            words[at].marks = before[..shared].to_vec();
        }
    }
}
