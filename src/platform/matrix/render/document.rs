//! A reply as events of a Markdown document, from which both bodies of a message are
//! written. Any words put into it are safe.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag};

use crate::faq::{Entry, link};
use crate::wording::cut::cut;

/// Longest text outside an answer, in characters.
const TEXT_MAX: usize = 600;
/// Longest address of a link, in bytes; a message may repeat it three times.
const ADDRESS_MAX: usize = 2_000;
/// The level of the title; headings inside an answer are below it.
const TITLE: HeadingLevel = HeadingLevel::H3;

/// Events in order, in which every tag that starts also ends.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    pub events: Vec<Event<'a>>,
}

impl<'a> Document<'a> {
    pub fn title(&mut self, text: &str) {
        self.within(heading(TITLE), |page| page.text(text));
    }

    pub fn paragraph(&mut self, text: &str) {
        self.within(Tag::Paragraph, |page| page.text(text));
    }

    pub fn strong(&mut self, text: &str) {
        self.within(Tag::Paragraph, |page| page.within(Tag::Strong, |page| page.text(text)));
    }

    /// A list, numbered from `first` or with bullets.
    pub fn list<T>(
        &mut self,
        first: Option<u64>,
        items: impl IntoIterator<Item = T>,
        draw: impl Fn(&mut Self, T),
    ) {
        self.within(Tag::List(first), |page| {
            for item in items {
                page.within(Tag::Item, |page| draw(page, item));
            }
        });
    }

    pub fn within(&mut self, tag: Tag<'a>, inside: impl FnOnce(&mut Self)) {
        let end = tag.to_end();
        self.events.push(Event::Start(tag));
        inside(self);
        self.events.push(Event::End(end));
    }

    /// Words that are not Markdown, on one line.
    pub fn text(&mut self, text: &str) {
        let line: String = cut(text, TEXT_MAX).chars().map(shown).collect();
        self.events.push(Event::Text(line.into()));
    }

    pub fn line_break(&mut self) {
        self.events.push(Event::HardBreak);
    }

    /// The address of the source, as a link that leads to the sentence that the entry
    /// quotes.
    pub fn source(&mut self, entry: &Entry) {
        match address(&link::source(entry)) {
            Some(target) => self.within(link_to(target), |page| page.text(entry.source.as_str())),
            None => self.text(entry.source.as_str()),
        }
    }

    /// An address that leads to a message.
    pub fn link(&mut self, target: &str) {
        self.within(link_to(target.to_owned()), |page| page.text(target));
    }

    pub fn extend(&mut self, events: impl IntoIterator<Item = Event<'a>>) {
        self.events.extend(events);
    }
}

pub(super) fn heading(level: HeadingLevel) -> Tag<'static> {
    Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() }
}

/// `target` comes from [`address`]; Matrix has no titles of links.
pub(super) fn link_to<'a>(target: String) -> Tag<'a> {
    Tag::Link {
        link_type: LinkType::Inline,
        dest_url: target.into(),
        title: CowStr::Borrowed(""),
        id: CowStr::Borrowed(""),
    }
}

/// The address that a click may lead to. `None` if it is not safe, too long, or a person's,
/// which clients would draw as a name tag in the middle of an answer.
pub(super) fn address(address: &str) -> Option<String> {
    let target = link::target(address)?;
    let person = target
        .split_once("://matrix.to/#/")
        .is_some_and(|(_, who)| who.starts_with('@') || who.starts_with("%40"));
    (!person && target.len() <= ADDRESS_MAX).then_some(target)
}

/// The character, or a space in place of a control character.
fn shown(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}
