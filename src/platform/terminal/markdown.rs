//! An answer's Markdown as lines of a terminal. `conversation::layout` decides which
//! lines there are; this file draws each block with its styles, in the window's width.

use std::ops::Range;

use super::paragraph::{Ink, Paragraph};
use super::screen::Screen;
use super::table;
use crate::conversation::layout::{self, Block, Form};
use crate::faq::{Markdown, link};

/// Words keep this many columns, however deep lists and quotations go.
const NARROWEST: usize = 16;
/// Columns of a line between two parts of an answer.
const RULE_WIDTH: usize = 24;

/// Draws the whole answer. `passage` is a byte range of the Markdown; any range is
/// allowed.
pub(super) fn draw(
    answer: &Markdown,
    passage: Option<&Range<usize>>,
    screen: &Screen,
) -> Vec<String> {
    let form = Form {
        quote: "│ ",
        loose_lists: true,
        strike_marks: !screen.colour,
        address: (!screen.links).then_some(link::written),
    };
    let passage = passage.map(|passage| (answer.as_str(), passage));
    layout::lines(answer.events(), passage, form, |block, taken| {
        let width = screen.width.saturating_sub(taken).max(NARROWEST);
        match block {
            Block::Paragraph(words) => {
                let mut lines = Paragraph::from(&words).lines(width, screen);
                // HTML comes with newlines around its words.
                let blank = |line: &String| line.trim().is_empty();
                let end = lines.iter().rposition(|line| !blank(line)).map_or(0, |at| at + 1);
                lines.truncate(end);
                lines.into_iter().skip_while(blank).collect()
            }
            Block::Code(words) => {
                let lines = Paragraph::from(&words).unwrapped(screen);
                let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
                lines[..end].iter().map(|line| format!("    {line}")).collect()
            }
            Block::Rule => {
                let rule = "─".repeat(width.min(RULE_WIDTH));
                Paragraph::new(&rule, Ink::faint()).unwrapped(screen)
            }
            Block::Table { alignments, rows } => table::lines(&alignments, &rows, width, screen),
        }
    })
}
