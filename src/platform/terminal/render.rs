//! [`Reply`] → text for a terminal. Pure: what the terminal can do is in [`Screen`].

use super::markdown;
use super::paragraph::{Ink, Paragraph};
use super::screen::{NARROWEST, Screen};
use crate::bot::{Answer, Candidate, Choice, Reply};
use crate::conversation::admin::{Marks, usage};
use crate::faq::Entry;
use crate::faq::link::target;
use crate::wording::{self, Notice, NoticeBlock, OtherLanguageLine, Shown, Usage};

/// What begins a command in the terminal.
const MARKS: Marks = Marks { member: Some("/"), admin: "/", leave: Some("/quitter") };

/// Items of a list that are shown; the others are only counted.
const LONGEST_LIST: usize = 50;

/// How the bot is used here, where everybody is an admin.
pub(super) fn usage_here() -> Usage {
    usage(MARKS, true, &[])
}

/// Draws a reply; every line ends with a newline, and no empty line comes first.
pub fn render(reply: &Reply, screen: &Screen) -> String {
    let lines = match wording::shown(reply, &usage_here()) {
        Shown::Answer {
            answer, line: Some(OtherLanguageLine { text, right_to_left: _ }), ..
        } => {
            let line = say(text, Ink::default(), screen);
            [line, vec![String::new()], drawn(answer, screen)].concat()
        }
        Shown::Answer { answer, line: None, .. } => drawn(answer, screen),
        Shown::Candidates([]) => unknown(None, None, screen),
        Shown::Suggestions([]) => say(wording::no_suggestion(), Ink::default(), screen),
        Shown::Suggestions(choices) => {
            [say(wording::suggestions(), Ink::bold(), screen), numbered(choices, screen)].concat()
        }
        Shown::Candidates(candidates) => {
            let drawn = candidates
                .iter()
                .map(|Candidate { entry, passage }| found(entry, passage.as_ref(), &[], screen));
            drawn.collect::<Vec<_>>().join(&String::new())
        }
        // Nobody else asks here, so that every answer is given.
        Shown::AnsweredBefore { question, link } => {
            let said = format!("{} {link}", wording::answered_before(question));
            say(&said, Ink::default(), screen)
        }
        Shown::Notice(said) => notice(&said, screen),
    };
    lines.join("\n") + "\n"
}

/// One sentence of the bot, wrapped, with a newline at its end.
pub(super) fn sentence(text: &str, screen: &Screen) -> String {
    say(text, Ink::default(), screen).join("\n") + "\n"
}

/// The same in a faint style, for what one can do next.
pub(super) fn hint(text: &str, screen: &Screen) -> String {
    say(text, Ink::faint(), screen).join("\n") + "\n"
}

fn drawn(answer: &Answer, screen: &Screen) -> Vec<String> {
    match answer {
        Answer::Found { entry, passage, see_also } => {
            found(entry, passage.as_ref(), see_also, screen)
        }
        Answer::Unsure(choices) if !choices.is_empty() => {
            let title = say(wording::unsure(choices.len()), Ink::bold(), screen);
            [title, vec![String::new()], numbered(choices, screen)].concat()
        }
        Answer::Unsure(_) => unknown(None, None, screen),
        Answer::Unknown { nearest_category, contact } => {
            unknown(nearest_category.as_deref(), contact.as_deref(), screen)
        }
    }
}

fn found(
    entry: &Entry,
    passage: Option<&std::ops::Range<usize>>,
    see_also: &[Choice],
    screen: &Screen,
) -> Vec<String> {
    let Entry { question, answer, categories, source, updated, .. } = entry;
    let mut lines = say(question, Ink { title: true, ..Ink::default() }, screen);
    lines.push(String::new());
    lines.extend(markdown::draw(answer, passage, screen));
    lines.push(String::new());
    if let Some(categories) = wording::categories(categories) {
        lines.extend(say(&categories, Ink::faint(), screen));
    }
    let mut line = Paragraph::new(wording::source(), Ink::faint());
    line.push(source.as_str(), &Ink::link(target(source.as_str())));
    lines.extend(line.lines(screen.width, screen));
    if let Some(date) = updated {
        lines.extend(say(&wording::updated(*date), Ink::faint(), screen));
    }
    if !see_also.is_empty() {
        lines.push(String::new());
        lines.extend(say(wording::see_also(), Ink::bold(), screen));
        lines.extend(numbered(see_also, screen));
    }
    lines
}

fn unknown(nearest_category: Option<&str>, contact: Option<&str>, screen: &Screen) -> Vec<String> {
    (wording::unknown(nearest_category, contact).iter())
        .flat_map(|paragraph| say(paragraph, Ink::default(), screen))
        .collect()
}

fn notice(Notice { headline, blocks }: &Notice, screen: &Screen) -> Vec<String> {
    let mut lines = say(headline, Ink::bold(), screen);
    for block in blocks {
        lines.push(String::new());
        match block {
            NoticeBlock::Text(text) => {
                lines.extend(say(text, Ink::default(), screen));
            }
            NoticeBlock::List { title, items } => {
                lines.extend(say(title, Ink::bold(), screen));
                for item in items.iter().take(LONGEST_LIST) {
                    let item = Paragraph::new(item, Ink::default());
                    lines.extend(hanging("  • ", &item, screen));
                }
                if let Some(left_out @ 1..) = items.len().checked_sub(LONGEST_LIST) {
                    let more = format!("    {}", wording::and_more(left_out));
                    lines.extend(say(&more, Ink::faint(), screen));
                }
            }
        }
    }
    lines
}

fn numbered(choices: &[Choice], screen: &Screen) -> Vec<String> {
    (1..)
        .zip(choices)
        .flat_map(|(number, Choice { entry: _, question, category })| {
            let mut item = Paragraph::new(question, Ink::default());
            if let Some(category) = category {
                item.push(&format!(" ({category})"), &Ink::faint());
            }
            hanging(&format!("{number:>3}. "), &item, screen)
        })
        .collect()
}

/// A paragraph behind a mark; its other lines stand under its first word.
fn hanging(mark: &str, item: &Paragraph, screen: &Screen) -> Vec<String> {
    let width = textwrap::core::display_width(mark);
    let lines = item.lines(screen.width.saturating_sub(width).max(NARROWEST - width), screen);
    let begins = std::iter::once(mark.to_owned()).chain(std::iter::repeat(" ".repeat(width)));
    begins.zip(lines).map(|(begin, line)| format!("{begin}{line}")).collect()
}

fn say(text: &str, ink: Ink, screen: &Screen) -> Vec<String> {
    Paragraph::new(text, ink).lines(screen.width, screen)
}
