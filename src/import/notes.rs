//! Footnotes of Markdown, in the text that refers to them: the bottom of a page is in no answer.

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::prose;

/// The events with each footnote in parentheses at its references, because the bottom of the
/// page is not in the answer.
pub fn with_notes<'a>(events: impl Iterator<Item = Event<'a>>) -> Vec<Event<'a>> {
    let mut notes: HashMap<CowStr<'a>, Vec<Event<'a>>> = HashMap::new();
    let mut body = Vec::new();
    let mut open: Option<CowStr<'a>> = None;
    for event in events {
        match (&event, &open) {
            (Event::Start(Tag::FootnoteDefinition(label)), _) => open = Some(label.clone()),
            (Event::End(TagEnd::FootnoteDefinition), _) => open = None,
            (_, Some(label)) => {
                let note = notes.entry(label.clone()).or_default();
                match event {
                    // What divides the paragraphs of a note is a space between parentheses.
                    Event::Start(Tag::Paragraph) if !note.is_empty() => note.push(Event::SoftBreak),
                    event if is_inline(&event) => note.push(event),
                    _ => {}
                }
            }
            (_, None) => body.push(event),
        }
    }
    let mut writer = Writer::default();
    for event in body {
        match &event {
            Event::FootnoteReference(label) => {
                if let Some(note) = notes.get(label) {
                    writer.note(note);
                }
            }
            _ => writer.event(event),
        }
    }
    writer.written
}

/// Writes the notes of a question, which are not its words, at the end of the first paragraph of
/// its answer.
#[derive(Default)]
struct Writer<'a> {
    written: Vec<Event<'a>>,
    open: Question,
    /// The notes of the open question.
    of_question: Vec<Event<'a>>,
    /// The notes of the question that has ended, and whether the answer's paragraph is open.
    waiting: Vec<Event<'a>>,
    in_answer: bool,
}

impl<'a> Writer<'a> {
    fn note(&mut self, note: &[Event<'a>]) {
        let of_question = self.open.is_question();
        let noted = if of_question { &mut self.of_question } else { &mut self.written };
        let apart = !of_question
            && matches!(noted.last(), Some(Event::Text(before)) if before.ends_with(' '));
        noted.push(Event::Text(if apart { "(" } else { " (" }.into()));
        noted.extend(note.iter().cloned());
        noted.push(Event::Text(")".into()));
    }

    fn event(&mut self, event: Event<'a>) {
        self.open.follow(&event);
        if !self.waiting.is_empty() && !self.in_answer {
            match &event {
                Event::Start(Tag::Paragraph | Tag::TableCell) => self.in_answer = true,
                // The answer begins with a list or a box.
                Event::Start(_) if !self.open.cell => {
                    self.written.push(Event::Start(Tag::Paragraph));
                    self.written.append(&mut self.waiting);
                    self.written.push(Event::End(TagEnd::Paragraph));
                }
                _ => {}
            }
        }
        let ends = matches!(
            event,
            Event::End(
                TagEnd::Heading(_)
                    | TagEnd::Paragraph
                    | TagEnd::Item
                    | TagEnd::TableCell
                    | TagEnd::DefinitionListTitle
            )
        );
        if !ends {
            self.written.push(event);
            return;
        }
        if self.in_answer {
            self.written.append(&mut self.waiting);
            self.in_answer = false;
        }
        // The answer may be in the paragraph of its question.
        if self.open.plain || matches!(event, Event::End(TagEnd::Item)) {
            self.written.append(&mut self.of_question);
        } else {
            self.waiting.append(&mut self.of_question);
        }
        self.written.push(event);
    }
}

/// The paragraph or heading that is open, as far as it tells whether it is a question.
#[derive(Default)]
struct Question {
    heading: bool,
    /// Whether bold words are open, and whether words are that are not bold.
    bold: bool,
    plain: bool,
    cell: bool,
    text: String,
}

impl Question {
    fn follow(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Heading { .. }) => *self = Self { heading: true, ..Self::default() },
            Event::Start(Tag::TableCell) => *self = Self { cell: true, ..Self::default() },
            Event::Start(Tag::Paragraph | Tag::Item | Tag::DefinitionListTitle) => {
                *self = Self::default();
            }
            Event::Start(Tag::Strong) => self.bold = true,
            Event::End(TagEnd::Strong) => self.bold = false,
            Event::End(TagEnd::Table) => self.cell = false,
            Event::Text(text) | Event::Code(text) => {
                self.plain |= !(self.bold || self.heading || self.cell)
                    && text.contains(char::is_alphanumeric);
                self.text.push_str(text);
            }
            _ => {}
        }
    }

    /// Whether it is a heading, bold so far, or ends with a question mark so far.
    fn is_question(&self) -> bool {
        self.heading || (self.bold && !self.plain) || prose::is_question(&self.text)
    }
}

/// Whether an event can stand in a paragraph.
fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) | Event::SoftBreak => true,
        Event::Start(tag) => {
            matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
        }
        Event::End(tag) => {
            matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
        }
        _ => false,
    }
}
