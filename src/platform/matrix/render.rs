//! `Reply` → what a Matrix event says, as HTML and as plain text. Pure, and independent of
//! the SDK, which puts it in an event.
//!
//! A reply is drawn once, as a [`document`] of Markdown events, and both bodies are written
//! from it, so that they cannot say different things. `answer` reads the Markdown of an
//! entry into that document, `plain` writes it without marks, `pulldown-cmark` writes the
//! HTML, and `fit` shortens what is too large for an event.
//!
//! Nothing here notifies anybody. Clients notify by the `m.mentions` of an event alone when
//! it is there, and it is sent empty, so `@room` and `@somebody:…` in an answer are only
//! words. Of a link that clients would draw as a person's name tag only the words are
//! shown.

mod answer;
mod content;
mod document;
mod fit;
mod notice;
mod plain;
mod team;
#[cfg(test)]
mod tests;

use std::ops::Range;

use pulldown_cmark::Tag;

use crate::bot::{Answer, Candidate, Choice, Feedback, Reply};
use crate::conversation::admin::{Marks, usage};
use crate::faq::{Entry, EntryId};
use crate::platform::matrix::wording;
use crate::wording::cut::word_end;
use crate::wording::{self as said, OtherLanguageLine, Shown, Usage};
pub use content::Content;
use document::Document;
use fit::fit;
pub use notice::sentence;
use notice::{After, notice};
pub use team::{card, entries, form, kept, noticed};

/// What is typed before a command.
const MARKS: Marks = Marks { member: Some("!faq "), admin: "!faq admin ", leave: None };

/// Longest beginning of an answer, in bytes, that is shown when no part of it fits best.
const EXCERPT_MAX: usize = 500;
/// Most entries that are numbered; the bot offers fewer, so this only bounds the size.
const MOST_CHOICES: usize = 10;

/// To whom a reply is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Whether the help lists the commands of admins.
    pub admin: bool,
    /// Whether it lists those of the team's room.
    pub team: bool,
}

/// How the bot is used on Matrix.
pub fn usage_here(Frame { admin, team }: Frame) -> Usage {
    let mut usage = usage(MARKS, admin, &wording::WAYS_TO_ASK);
    if team {
        let commands = wording::team::COMMANDS.into_iter();
        usage.commands.extend(commands.map(|(typed, does)| (typed.to_owned(), does)));
    }
    usage
}

/// What an event says for a reply.
pub fn render(reply: &Reply, frame: &Frame) -> Content {
    match said::shown(reply, &usage_here(*frame)) {
        Shown::Answer { answer, line, feedback } => drawn(answer, line, feedback),
        Shown::Suggestions([]) => sentence(said::no_suggestion()),
        Shown::Suggestions(choices) => fit(0, |_| {
            let mut page = Document::default();
            to_choose(&mut page, said::suggestions(), choices);
            page
        }),
        Shown::Candidates([]) => sentence(said::no_candidate()),
        Shown::Candidates(shown) => {
            let longest = shown.iter().map(|candidate| excerpt(candidate).len()).max();
            fit(longest.unwrap_or(0), |length| candidates(shown, length))
        }
        Shown::AnsweredBefore { question, link } => fit(0, |_| {
            let mut page = Document::default();
            page.within(Tag::Paragraph, |page| {
                page.text(&said::answered_before(question));
                page.text(" ");
                page.link(link);
            });
            page
        }),
        Shown::Notice(said) => notice(&said, &after(reply)),
    }
}

fn after(reply: &Reply) -> After {
    let pass_on = |feedback: &Feedback| feedback.can_pass_on().map(|_| wording::how_to_pass_on());
    match reply {
        Reply::WhyNot(feedback) => {
            let sentences = std::iter::once(wording::how_to_say_why()).chain(pass_on(feedback));
            After { reasons: true, sentences: sentences.collect() }
        }
        Reply::ThanksForReason(feedback) => {
            After { sentences: pass_on(feedback).into_iter().collect(), ..After::default() }
        }
        Reply::PassOnPreview { .. } => {
            After { sentences: vec![wording::how_to_send()], ..After::default() }
        }
        Reply::PassedOn(_) => {
            After { sentences: vec![wording::how_to_be_told()], ..After::default() }
        }
        _ => After::default(),
    }
}

/// The entries that a reply numbers, in that order; `!faq 2` picks the second one.
pub fn picks(reply: &Reply) -> Vec<EntryId> {
    let mut numbered = said::shown(reply, &Usage::default()).numbered();
    numbered.truncate(MOST_CHOICES);
    numbered
}

/// What a member is told who waited for an answer: a sentence, then the answer.
pub fn told(sentence: &str, reply: &Reply) -> Content {
    let Reply::Answer { answer: Answer::Found { entry, .. }, .. } = reply else {
        return notice::sentence(sentence);
    };
    fit(entry.answer.as_str().len(), |end| {
        let mut page = Document::default();
        page.paragraph(sentence);
        found(&mut page, entry, None, &[], end);
        page
    })
}

/// An answer, under the line in the language of the question if that is not French.
fn drawn(answer: &Answer, line: Option<OtherLanguageLine>, feedback: Feedback) -> Content {
    let length = match answer {
        Answer::Found { entry, .. } => entry.answer.as_str().len(),
        Answer::Unsure(_) | Answer::Unknown { .. } => 0,
    };
    fit(length, |end| {
        let mut page = Document::default();
        if let Some(line) = line {
            page.paragraph(&isolated(line));
        }
        match answer {
            Answer::Found { entry, passage, see_also } => {
                found(&mut page, entry, passage.as_ref(), see_also, end);
            }
            Answer::Unsure(choices) => {
                to_choose(&mut page, said::unsure(choices.len()), choices);
                page.paragraph(wording::how_to_refuse(choices.len()));
            }
            Answer::Unknown { nearest_category, contact } => {
                let said = said::unknown(nearest_category.as_deref(), contact.as_deref());
                said.iter().for_each(|text| page.paragraph(text));
                if feedback.can_pass_on().is_some() {
                    page.paragraph(wording::how_to_pass_on());
                }
            }
        }
        page
    })
}

/// The line, so that it changes the direction of nothing else. Clients give a whole message
/// the direction of its first letter, and Matrix allows no `dir` attribute: a left-to-right
/// mark comes first, then the line as an isolate of its own direction.
fn isolated(OtherLanguageLine { text, right_to_left }: OtherLanguageLine) -> String {
    match right_to_left {
        true => format!("\u{200e}\u{2067}{text}\u{2069}"),
        false => text.to_owned(),
    }
}

/// The entry with its answer up to byte `end`, its source and what comes with it.
fn found<'a>(
    page: &mut Document<'a>,
    entry: &'a Entry,
    passage: Option<&Range<usize>>,
    see_also: &[Choice],
    end: usize,
) {
    page.title(&entry.question);
    let answer = entry.answer.as_str();
    let end = word_end(answer, end);
    page.extend(answer::events(&entry.answer, passage, 0..end));
    if end < answer.len() {
        page.paragraph(wording::rest_at_the_source());
    }
    page.within(Tag::Paragraph, |page| {
        if let Some(categories) = said::categories(&entry.categories) {
            page.text(&categories);
            page.line_break();
        }
        page.text(said::source());
        page.source(entry);
        if let Some(date) = entry.updated {
            page.line_break();
            page.text(&said::updated(date));
        }
    });
    if !see_also.is_empty() {
        page.strong(said::see_also());
        numbered(page, see_also);
    }
}

fn to_choose(page: &mut Document<'_>, over: &str, choices: &[Choice]) {
    page.strong(over);
    numbered(page, choices);
}

/// Numbered entries, and how to pick one.
fn numbered(page: &mut Document<'_>, choices: &[Choice]) {
    let shown = &choices[..choices.len().min(MOST_CHOICES)];
    if shown.is_empty() {
        return;
    }
    page.list(Some(1), shown, |page, Choice { entry: _, question, category }| {
        page.text(question);
        if let Some(category) = category {
            page.text(&format!(" ({category})"));
        }
    });
    page.paragraph(wording::how_to_pick(shown.len()));
}

/// Each entry with at most `length` bytes of the part of its answer that fits best.
fn candidates(candidates: &[Candidate], length: usize) -> Document<'_> {
    let mut page = Document::default();
    let shown = &candidates[..candidates.len().min(MOST_CHOICES)];
    page.strong(&format!("{}\u{a0}:", wording::candidates(shown.len())));
    page.list(Some(1), shown, |page, candidate| {
        let entry = &candidate.entry;
        page.within(Tag::Paragraph, |page| {
            page.within(Tag::Strong, |page| page.text(&entry.question));
        });
        let Range { start, end: whole } = excerpt(candidate);
        let end = start.saturating_add(length);
        let end = if end < whole { word_end(entry.answer.as_str(), end) } else { whole };
        page.extend(answer::events(&entry.answer, None, start..end));
        if end < whole || (candidate.passage.is_none() && end < entry.answer.as_str().len()) {
            page.paragraph("[…]");
        }
        page.within(Tag::Paragraph, |page| {
            page.text(said::source());
            page.source(entry);
        });
    });
    page.paragraph(wording::how_to_pick(shown.len()));
    page
}

/// The part of an answer that is shown beside others: its passage, or its first words.
fn excerpt(Candidate { entry, passage }: &Candidate) -> Range<usize> {
    let answer = entry.answer.as_str();
    passage.clone().unwrap_or_else(|| 0..word_end(answer, EXCERPT_MAX))
}
