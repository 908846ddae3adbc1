//! An answer as words, each with the marks around it and the gap before it.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::address;
use super::mark::Mark;
use super::plain::without_tags;
use super::reader::{OpenLink, Reader};
use super::word::{Word, unmark_spaces};
use crate::faq::{Markdown, link};

/// The words of an answer.
pub fn words(answer: &Markdown, passage: Option<&Range<usize>>) -> Vec<Word> {
    let mut reader = Reader::new(answer, passage);
    // The parser splits a text at every `_` and `*` that could have been a mark. The parts
    // are joined again, so that an address is one word.
    let mut text: Option<Range<usize>> = None;
    for (event, range) in answer.events() {
        let whole =
            matches!(&event, Event::Text(text) if reader.source.get(range.clone()) == Some(text));
        match &mut text {
            Some(text) if whole && text.end == range.start => {
                text.end = range.end;
                continue;
            }
            _ => {
                if let Some(range) = text.take() {
                    reader.text(&reader.source[range.clone()], &range);
                }
            }
        }
        if whole {
            text = Some(range);
        } else {
            reader.event(event, range);
        }
    }
    if let Some(range) = text {
        reader.text(&reader.source[range.clone()], &range);
    }
    unmark_spaces(&mut reader.words);
    reader.words
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range.start),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, &range),
            Event::Code(text) => self.code(&text, &range),
            Event::SoftBreak => self.space(),
            Event::HardBreak => self.line(),
            Event::Html(html) | Event::InlineHtml(html) => {
                if html.trim_start().to_lowercase().starts_with("<br") {
                    self.line();
                } else {
                    self.text(&without_tags(&html), &range);
                }
            }
            Event::Rule => self.block(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, source: usize) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock | Tag::Table(_) => self.block(),
            Tag::TableHead => {
                self.marks.push(Mark::Bold);
                self.row();
            }
            Tag::TableRow => {
                self.line();
                self.row();
            }
            Tag::TableCell => {
                self.space();
                self.separators += usize::from(std::mem::replace(&mut self.row_begun, true));
            }
            Tag::Heading { .. } => {
                self.block();
                self.marks.push(Mark::Bold);
            }
            Tag::CodeBlock(kind) => self.code_block(&kind),
            Tag::BlockQuote(_) => {
                self.quotes += 1;
                self.quote_begins = true;
                self.block();
            }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.block();
                }
                self.lists.push(first);
            }
            Tag::Item => {
                let bullet = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.bullet = Some(bullet);
                self.line();
            }
            Tag::Emphasis => self.marks.push(Mark::Italic),
            Tag::Strong => self.marks.push(Mark::Bold),
            Tag::Strikethrough => self.marks.push(Mark::Strike),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let inside = self.links.iter().any(|link| link.mark.is_some());
                let target = address::link_target(&dest_url).filter(|_| !inside);
                let mark = target.map(|target| Mark::Link { source, target });
                self.marks.extend(mark.clone());
                let address = link::written(&dest_url);
                let mail = (address.len() < dest_url.len()).then(|| (source, address.to_owned()));
                self.links.push(OpenLink { from: self.words.len(), mark, mail });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::CodeBlock
            | TagEnd::TableHead => {
                self.marks.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.quotes -= 1;
                self.quote_begins = false;
                self.block();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.bullet = None;
            }
            TagEnd::Table => self.row(),
            TagEnd::Link | TagEnd::Image => self.link(),
            _ => {}
        }
    }
}
