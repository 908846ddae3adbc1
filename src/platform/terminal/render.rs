//! [`Reply`] → text for a terminal. Pure: what the terminal can do is in [`Look`].

use std::io::IsTerminal;

use super::markdown;
use super::paragraph::{Ink, Paragraph};
use crate::bot::{Answer, Candidate, Choice, Reply};
use crate::conversation::admin::{Marks, usage};
use crate::faq::Entry;
use crate::faq::link::target;
use crate::wording::{self, Block, Notice, Shown, Usage};

/// What begins a command in the terminal.
const MARKS: Marks = Marks { member: Some("/"), admin: "/", leave: Some("/quitter") };

/// Longer lines are hard to read, however wide the window is.
const WIDEST: usize = 100;
/// Narrower windows are written to as if they were this wide.
const NARROWEST: usize = 24;
/// Where output goes to no terminal.
const PLAIN_WIDTH: usize = 80;
/// Items of a list that are shown; the rest is counted.
const LONGEST_LIST: usize = 50;

/// What the terminal can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Escape sequences are written; without, the text has none at all.
    pub colour: bool,
    /// Links can be clicked (OSC 8); needs `colour`.
    pub links: bool,
    /// Columns to fill.
    pub width: usize,
}

impl Look {
    /// Text alone.
    pub fn plain(width: usize) -> Self {
        Self { colour: false, links: false, width }
    }

    /// That of standard output now: `NO_COLOR`, `CLICOLOR_FORCE` and `TERM` are
    /// heeded, and what is not a terminal gets plain text of 80 columns.
    pub fn of_stdout() -> Self {
        let stdout = std::io::stdout();
        let colour = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        let links = colour && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        let width = match stdout.is_terminal() {
            true => textwrap::termwidth().clamp(NARROWEST, WIDEST),
            false => PLAIN_WIDTH,
        };
        Self { colour, links, width }
    }
}

/// How the bot is used here, where everybody is an admin.
pub(super) fn usage_here() -> Usage {
    usage(MARKS, true, &[])
}

/// Draws a reply; every line ends with a line feed, and none begins the text.
pub fn render(reply: &Reply, look: &Look) -> String {
    let lines = match wording::shown(reply, &usage_here()) {
        Shown::Answer(Answer::Found { entry, passage, see_also }) => {
            found(entry, passage.as_ref(), see_also, look)
        }
        Shown::Answer(Answer::Unsure(choices)) if !choices.is_empty() => unsure(choices, look),
        Shown::Answer(Answer::Unsure(_)) | Shown::Candidates([]) => unknown(None, None, look),
        Shown::Answer(Answer::Unknown { nearest_category, contact }) => {
            unknown(nearest_category.as_deref(), contact.as_deref(), look)
        }
        Shown::Suggestions([]) => say(wording::no_suggestion(), Ink::default(), look),
        Shown::Suggestions(choices) => {
            let mut lines = say(wording::suggestions(), bold(), look);
            lines.extend(numbered(choices, look));
            lines
        }
        Shown::Candidates(candidates) => {
            let drawn = candidates
                .iter()
                .map(|Candidate { entry, passage }| found(entry, passage.as_ref(), &[], look));
            drawn.collect::<Vec<_>>().join(&String::new())
        }
        Shown::Notice(said) => notice(&said, look),
    };
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// One sentence of ours, wrapped, ending with a line feed.
pub(super) fn sentence(text: &str, look: &Look) -> String {
    let mut text = say(text, Ink::default(), look).join("\n");
    text.push('\n');
    text
}

/// The same, less loud: how to go on.
pub(super) fn hint(text: &str, look: &Look) -> String {
    let mut text = say(text, faint(), look).join("\n");
    text.push('\n');
    text
}

fn found(
    entry: &Entry,
    passage: Option<&std::ops::Range<usize>>,
    see_also: &[Choice],
    look: &Look,
) -> Vec<String> {
    let Entry { question, answer, categories, source, updated, .. } = entry;
    let title = Ink { title: true, ..Ink::default() };
    let mut lines = say(question, title, look);
    lines.push(String::new());
    lines.extend(markdown::draw(answer, passage, 0, look));
    lines.push(String::new());
    if let Some(categories) = wording::categories(categories) {
        lines.extend(say(&categories, faint(), look));
    }
    let mut line = Paragraph::new(wording::source(), faint());
    line.push(source.as_str(), &Ink { link: target(source.as_str()), ..Ink::default() });
    lines.extend(line.lines(look.width, look));
    if let Some(date) = updated {
        lines.extend(say(&wording::updated(*date), faint(), look));
    }
    if !see_also.is_empty() {
        lines.push(String::new());
        lines.extend(say(wording::see_also(), bold(), look));
        lines.extend(numbered(see_also, look));
    }
    lines
}

fn unsure(choices: &[Choice], look: &Look) -> Vec<String> {
    let mut lines = say(wording::unsure(choices.len()), bold(), look);
    lines.push(String::new());
    lines.extend(numbered(choices, look));
    lines
}

fn unknown(nearest_category: Option<&str>, contact: Option<&str>, look: &Look) -> Vec<String> {
    (wording::unknown(nearest_category, contact).iter())
        .flat_map(|paragraph| say(paragraph, Ink::default(), look))
        .collect()
}

fn notice(Notice { headline, blocks }: &Notice, look: &Look) -> Vec<String> {
    let mut lines = say(headline, bold(), look);
    for block in blocks {
        match block {
            Block::Text(text) => {
                lines.push(String::new());
                lines.extend(say(text, Ink::default(), look));
            }
            Block::List { title, items } => {
                lines.push(String::new());
                lines.extend(say(title, bold(), look));
                for item in items.iter().take(LONGEST_LIST) {
                    let item = Paragraph::new(item, Ink::default());
                    lines.extend(hanging("  • ", &item, look));
                }
                if let Some(left_out @ 1..) = items.len().checked_sub(LONGEST_LIST) {
                    lines.extend(say(
                        &format!("    {}", wording::and_more(left_out)),
                        faint(),
                        look,
                    ));
                }
            }
        }
    }
    lines
}

fn numbered(choices: &[Choice], look: &Look) -> Vec<String> {
    (1..)
        .zip(choices)
        .flat_map(|(number, Choice { entry: _, question, category })| {
            let mut item = Paragraph::new(question, Ink::default());
            if let Some(category) = category {
                item.push(&format!(" ({category})"), &faint());
            }
            hanging(&format!("{number:>3}. "), &item, look)
        })
        .collect()
}

/// A paragraph behind a mark, its other lines under its first word.
fn hanging(mark: &str, item: &Paragraph, look: &Look) -> Vec<String> {
    let width = textwrap::core::display_width(mark);
    let lines = item.lines(look.width.saturating_sub(width).max(NARROWEST - width), look);
    let begins = std::iter::once(mark.to_owned()).chain(std::iter::repeat(" ".repeat(width)));
    begins.zip(lines).map(|(begin, line)| format!("{begin}{line}")).collect()
}

fn say(text: &str, ink: Ink, look: &Look) -> Vec<String> {
    Paragraph::new(text, ink).lines(look.width, look)
}

fn bold() -> Ink {
    Ink { bold: true, ..Ink::default() }
}

fn faint() -> Ink {
    Ink { faint: true, ..Ink::default() }
}
