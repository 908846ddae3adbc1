//! A document as text without marks: bullets and numbers, the address behind the words
//! of a link, a table row by row. Lines are not wrapped, because clients do that.

use pulldown_cmark::Event;

use crate::conversation::layout::{self, Block, Form};
use crate::faq::link;

/// Begins each line of a block of code, and stands for a tab in it.
const INDENT: &str = "    ";

const FORM: Form =
    Form { quote: "> ", loose_lists: false, strike_marks: true, address: Some(link::written) };

/// The document as text, its lines separated by newlines.
pub(super) fn write(events: &[Event<'_>]) -> String {
    // Only the passage needs places in the Markdown, and the document marked it already.
    let events = events.iter().map(|event| (event.clone(), 0..0));
    let lines = layout::lines(events, None, FORM, |block, _| match block {
        Block::Paragraph(words) => lines(words.text().replace('\t', " ").trim()),
        Block::Code(words) => {
            let code = words.text().replace('\t', INDENT);
            let code = code.trim_end().split('\n');
            code.map(|line| format!("{INDENT}{line}")).collect()
        }
        Block::Rule => vec!["———".to_owned()],
        Block::Table { alignments: _, rows } => rows
            .iter()
            .map(|row| {
                let cells = row.iter().map(|cell| cell.text().replace(['\n', '\t'], " "));
                cells.map(|cell| cell.trim().to_owned()).collect::<Vec<_>>().join(" | ")
            })
            .collect(),
    });
    lines.join("\n")
}

fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(|line| line.trim().to_owned()).collect()
}
