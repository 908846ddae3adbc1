//! The answer of an entry, or a part of it, as Markdown events: the words as they stand,
//! the passage in bold, and only what Matrix can show.
//!
//! HTML is shown as the text it is, pictures become links (Matrix shows only pictures
//! uploaded to it), and of a link that is not safe to follow only the words are shown.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::document::{address, heading, link_to};
use crate::faq::Markdown;

/// Most lists, quotations and so on inside one another; deeper ones lose their marks.
/// Matrix advises clients to stop at 100 nested tags, and a list needs two.
const DEEPEST: usize = 24;
/// Longest name of the language of a block of code.
const LANGUAGE_MAX: usize = 20;

/// The events of the part of an answer in `window`; every tag that starts there also ends.
/// Both ranges are bytes of the Markdown; any range is allowed.
pub(super) fn events<'a>(
    answer: &'a Markdown,
    passage: Option<&Range<usize>>,
    window: Range<usize>,
) -> Vec<Event<'a>> {
    let mut reader = Reader {
        source: answer.as_str(),
        passage: passage.cloned(),
        window,
        read: Vec::new(),
        open: Vec::new(),
        lit: None,
    };
    for (event, range) in answer.events() {
        reader.event(event, &range);
    }
    reader.read
}

/// A tag of the answer that has started and not ended.
struct Open {
    /// The tag that was written for it; `None` when its mark is left out.
    tag: Option<TagEnd>,
    /// The index of the first event inside it.
    inside: usize,
    /// The address of a link, which is shown when the link has no words.
    address: Option<String>,
}

struct Reader<'a> {
    source: &'a str,
    passage: Option<Range<usize>>,
    window: Range<usize>,
    read: Vec<Event<'a>>,
    open: Vec<Open>,
    // The number of tags that were open when the mark of the passage began.
    lit: Option<usize>,
}

impl<'a> Reader<'a> {
    fn event(&mut self, event: Event<'a>, range: &Range<usize>) {
        // A table keeps its head and a row its empty cells, because the others would move.
        let column = match event {
            Event::Start(Tag::TableCell) | Event::End(TagEnd::TableCell) => {
                self.inside(&[TagEnd::TableHead, TagEnd::TableRow, TagEnd::TableCell])
            }
            Event::Start(Tag::TableHead) | Event::End(TagEnd::TableHead) => {
                self.inside(&[TagEnd::Table, TagEnd::TableHead])
            }
            _ => false,
        };
        if !column && !self.in_window(range) {
            if matches!(event, Event::Start(Tag::Item)) && range.end <= self.window.start {
                self.skip_number();
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(text, range),
            Event::Code(text) => self.put(Event::Code(clean(text)), range),
            Event::SoftBreak => self.put(Event::Text(CowStr::Borrowed(" ")), range),
            Event::HardBreak => self.put(Event::HardBreak, range),
            Event::Rule => self.put(Event::Rule, range),
            Event::Html(html) => self.html_line(&html, range),
            Event::InlineHtml(html) => self.html(&html, range),
            // `Markdown::events` does not enable these; their text is shown if it ever
            // does.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.put(Event::Text(clean(text)), range);
            }
            Event::TaskListMarker(done) => {
                self.put(Event::Text(CowStr::Borrowed(if done { "☑ " } else { "☐ " })), range);
            }
        }
    }

    fn inside(&self, tags: &[TagEnd]) -> bool {
        let innermost = self.open.last().and_then(|open| open.tag);
        innermost.is_some_and(|tag| tags.contains(&tag))
    }

    /// The start and the end of a tag have the same range, so both are inside or none.
    fn in_window(&self, range: &Range<usize>) -> bool {
        range.start < self.window.end && (range.end > self.window.start || self.window.start == 0)
    }

    /// Counts an item before the window, so that the list keeps its numbers.
    fn skip_number(&mut self) {
        let list = self.open.last().filter(|open| matches!(open.tag, Some(TagEnd::List(true))));
        let Some(at) = list.and_then(|open| open.inside.checked_sub(1)) else { return };
        if let Some(Event::Start(Tag::List(Some(number)))) = self.read.get_mut(at) {
            *number = number.saturating_add(1);
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: &Range<usize>) {
        let inline = matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        );
        self.light(inline && self.in_passage(range));
        let deep = self.open.iter().filter(|open| open.tag.is_some()).count() >= DEEPEST;
        // An address in the words of a link is read as a link, and HTML allows no link in a
        // link.
        let linked = self.open.iter().any(|open| open.tag == Some(TagEnd::Link));
        let mut leads_to = None;
        let tag = match tag {
            Tag::Paragraph | Tag::HtmlBlock => Some(Tag::Paragraph),
            Tag::Heading { level, .. } => Some(heading(below_title(level))),
            Tag::CodeBlock(kind) => Some(Tag::CodeBlock(language(kind))),
            // Alignments would become `style` attributes, which Matrix does not allow.
            Tag::Table(_) => Some(Tag::Table(Vec::new())),
            Tag::TableHead | Tag::TableRow | Tag::TableCell => Some(tag),
            Tag::Item => match self.open.last() {
                Some(Open { tag: Some(_), .. }) => Some(Tag::Item),
                _ => {
                    self.read.push(Event::HardBreak);
                    None
                }
            },
            Tag::BlockQuote(_) if !deep => Some(Tag::BlockQuote(None)),
            Tag::List(_) | Tag::Emphasis | Tag::Strong | Tag::Strikethrough if !deep => Some(tag),
            Tag::Link { link_type, dest_url, .. } => {
                let mail = link_type == LinkType::Email;
                leads_to = match mail {
                    true => address(&format!("mailto:{dest_url}")),
                    false => address(&dest_url),
                };
                leads_to.clone().filter(|_| !linked).map(link_to)
            }
            Tag::Image { dest_url, .. } => {
                leads_to = address(&dest_url);
                leads_to.clone().filter(|_| !linked).map(link_to)
            }
            _ => None,
        };
        let end = tag.as_ref().map(Tag::to_end);
        self.read.extend(tag.map(Event::Start));
        self.open.push(Open { tag: end, inside: self.read.len(), address: leads_to });
    }

    fn end(&mut self) {
        if self.lit == Some(self.open.len()) {
            self.light(false);
        }
        let Some(Open { tag, inside, address }) = self.open.pop() else { return };
        if let Some(address) = address.filter(|_| inside == self.read.len()) {
            self.read.push(Event::Text(address.into()));
        }
        self.read.extend(tag.map(Event::End));
    }

    /// Writes the part of a text that is in the window, split where the passage starts or
    /// ends.
    fn text(&mut self, text: CowStr<'a>, range: &Range<usize>) {
        let source = self.source;
        if source.get(range.clone()) != Some(&*text) {
            // An entity, whose bytes are not those of the source.
            self.put(Event::Text(clean(text)), range);
            return;
        }
        let within = |at: usize, from: usize, to: usize| {
            source.floor_char_boundary(at).clamp(from, to.max(from))
        };
        let from = within(self.window.start, range.start, range.end);
        let to = within(self.window.end, from, range.end);
        let lit = self.passage.as_ref().map_or(to..to, |passage| {
            let start = within(passage.start, from, to);
            start..within(passage.end, start, to)
        });
        for part in [from..lit.start, lit.clone(), lit.end..to] {
            if !part.is_empty() {
                self.put(Event::Text(clean(CowStr::Borrowed(&source[part.clone()]))), &part);
            }
        }
    }

    /// Writes a line of a block of HTML, which the parser gives line by line.
    fn html_line(&mut self, html: &str, range: &Range<usize>) {
        if self.open.last().is_some_and(|block| block.inside < self.read.len()) {
            self.put(Event::HardBreak, range);
        }
        self.html(html.trim_end_matches('\n'), range);
    }

    /// Shows HTML as text, except `<br>`, which ends a line as on every network.
    fn html(&mut self, html: &str, range: &Range<usize>) {
        let tag: String = html.chars().filter(|c| !c.is_whitespace()).collect();
        let line_break = ["<br>", "<br/>"].iter().any(|name| tag.eq_ignore_ascii_case(name));
        self.put(
            match line_break {
                true => Event::HardBreak,
                false => Event::Text(clean(html.to_owned().into())),
            },
            range,
        );
    }

    fn put(&mut self, event: Event<'a>, range: &Range<usize>) {
        let code = self.open.iter().any(|open| open.tag == Some(TagEnd::CodeBlock));
        self.light(!code && event != Event::Rule && self.in_passage(range));
        self.read.push(event);
    }

    fn in_passage(&self, range: &Range<usize>) -> bool {
        (self.passage.as_ref()).is_some_and(|p| p.start <= range.start && range.end <= p.end)
    }

    /// Begins or ends the mark of the passage, never across the start or end of a tag.
    fn light(&mut self, lit: bool) {
        match self.lit {
            None if lit => {
                self.read.push(Event::Start(Tag::Strong));
                self.lit = Some(self.open.len());
            }
            Some(depth) if !lit && depth == self.open.len() => {
                self.read.push(Event::End(TagEnd::Strong));
                self.lit = None;
            }
            _ => {}
        }
    }
}

fn below_title(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H4,
        HeadingLevel::H2 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

/// The language, which becomes a class in HTML; the rest of its line is dropped.
fn language(kind: CodeBlockKind<'_>) -> CodeBlockKind<'static> {
    let name: String = match kind {
        CodeBlockKind::Fenced(info) => {
            info.chars().take_while(char::is_ascii_alphanumeric).take(LANGUAGE_MAX).collect()
        }
        CodeBlockKind::Indented => String::new(),
    };
    match name.is_empty() {
        true => CodeBlockKind::Indented,
        false => CodeBlockKind::Fenced(name.into()),
    }
}

/// Text without control characters, except for the newlines and tabs of code.
fn clean(text: CowStr<'_>) -> CowStr<'_> {
    let control = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.contains(control) {
        return text.replace(control, "").into();
    }
    text
}
