//! An answer's Markdown → lines of a terminal: the words as they stand, the
//! marks drawn, the best-fitting passage lit.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};
use textwrap::core::display_width;

use super::paragraph::{Ink, Paragraph};
use super::render::Look;
use super::table::Table;
use crate::faq::Markdown;
use crate::faq::link::target;

/// However deep lists and quotes go, words keep this many columns.
const NARROWEST: usize = 16;

/// Draws the whole text, each line begun by `indent` spaces. `passage` is a byte
/// range of the Markdown; any range does.
pub(super) fn draw(
    markdown: &Markdown,
    passage: Option<&Range<usize>>,
    indent: usize,
    look: &Look,
) -> Vec<String> {
    let mut page = Page {
        source: markdown.as_str(),
        passage,
        look,
        indent,
        lines: Vec::new(),
        around: Vec::new(),
        open: Paragraph::default(),
        ink: Vec::new(),
        links: Vec::new(),
        code: false,
        table: None,
        gap: false,
    };
    for (event, range) in markdown.events() {
        page.event(event, range);
    }
    page.flush();
    page.lines
}

/// A list or a quotation around what is being drawn.
enum Around {
    List {
        next: Option<u64>,
    },
    /// What begins its first line, until it is drawn; then as many spaces.
    Item {
        mark: Option<String>,
        width: usize,
    },
    Quote,
}

struct Page<'a> {
    source: &'a str,
    passage: Option<&'a Range<usize>>,
    look: &'a Look,
    indent: usize,
    lines: Vec<String>,
    around: Vec<Around>,
    open: Paragraph,
    ink: Vec<Ink>,
    // Target of each open link, and what was said since it opened.
    links: Vec<(String, String)>,
    code: bool,
    table: Option<Table>,
    // Whether an empty line comes before the next block.
    gap: bool,
}

impl Page<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.say(&text, range),
            Event::Code(text) => {
                self.ink.push(Ink { code: true, ..self.ink() });
                self.say(&text, range);
                self.ink.pop();
            }
            Event::SoftBreak => self.say(" ", range),
            Event::HardBreak => self.say("\n", range),
            Event::Rule => {
                self.flush();
                self.before_block();
                let width = self.width().min(24);
                let rule =
                    Paragraph::new(&"─".repeat(width), Ink { faint: true, ..Ink::default() });
                self.put(rule.unwrapped(self.look));
                self.gap = true;
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let words = without_tags(&html);
                // A cell of a table is one line.
                let words = if self.table.is_some() { words.replace('\n', " ") } else { words };
                self.say(&words, range);
            }
            // Not read by `Markdown::events`; said as they stand if they ever are.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.say(&text, range);
            }
            Event::TaskListMarker(done) => self.say(if done { "☑ " } else { "☐ " }, range),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let ink = self.ink();
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => {
                self.flush();
                self.before_block();
            }
            Tag::Heading { .. } => {
                self.flush();
                self.before_block();
                self.ink.push(Ink { bold: true, ..ink });
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.before_block();
                self.code = true;
                self.ink.push(Ink { code: true, ..ink });
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.before_block();
                self.around.push(Around::Quote);
            }
            Tag::List(first) => {
                self.flush();
                self.before_block();
                self.around.push(Around::List { next: first });
            }
            Tag::Item => {
                let mark = match self.around.last_mut() {
                    Some(Around::List { next: Some(number) }) => {
                        let mark = format!("{number}. ");
                        *number = number.saturating_add(1);
                        mark
                    }
                    _ => "• ".to_owned(),
                };
                self.before_block();
                let width = display_width(&mark);
                self.around.push(Around::Item { mark: Some(mark), width });
            }
            Tag::Table(alignments) => {
                self.flush();
                self.before_block();
                self.table = Some(Table::new(alignments));
            }
            Tag::TableHead => {
                self.table.iter_mut().for_each(Table::row);
                self.ink.push(Ink { bold: true, ..ink });
            }
            Tag::TableRow => self.table.iter_mut().for_each(Table::row),
            Tag::Emphasis => self.ink.push(Ink { italic: true, ..ink }),
            Tag::Strong => self.ink.push(Ink { bold: true, ..ink }),
            Tag::Strikethrough => {
                self.strike();
                self.ink.push(Ink { struck: true, ..ink });
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let link = target(&dest_url);
                self.links.push((link.clone().unwrap_or_default(), String::new()));
                self.ink.push(Ink { link: link.or_else(|| ink.link.clone()), ..ink });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => {
                self.flush();
                self.gap = true;
            }
            TagEnd::Heading(_) => {
                self.ink.pop();
                self.flush();
                self.gap = true;
            }
            TagEnd::CodeBlock => {
                self.ink.pop();
                self.code = false;
                let code = std::mem::take(&mut self.open);
                let lines = code.unwrapped(self.look);
                let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
                self.put(lines.into_iter().take(end).map(|line| format!("    {line}")));
                self.gap = true;
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.around.pop();
                self.gap = true;
            }
            TagEnd::List(_) => {
                self.around.pop();
                self.gap |= !self.around.iter().any(|a| matches!(a, Around::List { .. }));
            }
            TagEnd::Item => {
                self.flush();
                // An empty item still shows its mark.
                if matches!(self.around.last(), Some(Around::Item { mark: Some(_), .. })) {
                    self.put([String::new()]);
                }
                self.around.pop();
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.put(table.lines(self.width(), self.look));
                }
                self.gap = true;
            }
            TagEnd::TableHead => {
                self.ink.pop();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.open);
                if let Some(table) = &mut self.table {
                    table.cell(cell);
                }
            }
            TagEnd::Emphasis | TagEnd::Strong => {
                self.ink.pop();
            }
            TagEnd::Strikethrough => {
                self.ink.pop();
                self.strike();
            }
            TagEnd::Link | TagEnd::Image => self.end_link(),
            _ => {}
        }
    }

    /// Without colour no line goes through struck words, which must not pass for
    /// others: they keep their mark.
    fn strike(&mut self) {
        if !self.look.colour {
            let ink = self.ink();
            self.open.push("~~", &ink);
        }
    }

    /// Where a click is not possible the address stands behind the words,
    /// unless it is the words.
    fn end_link(&mut self) {
        self.ink.pop();
        let Some((address, said)) = self.links.pop() else { return };
        if self.look.links || address.is_empty() {
            return;
        }
        let bare = |text: &str| {
            let text = text.trim().trim_end_matches('/');
            text.strip_prefix("mailto:").unwrap_or(text).to_owned()
        };
        if bare(&said) != bare(&address) {
            let ink = self.ink();
            self.open.push(" (", &ink);
            self.open.push(&address, &ink);
            self.open.push(")", &ink);
        }
    }

    /// Adds words that stand at `range` of the source, lit where the passage is.
    fn say(&mut self, text: &str, range: Range<usize>) {
        for (_, said) in &mut self.links {
            said.push_str(text);
        }
        let ink = self.ink();
        let lit = Ink { passage: true, ..ink.clone() };
        let Some(passage) = self.passage.filter(|_| !self.code) else {
            self.open.push(text, &ink);
            return;
        };
        let start = passage.start.clamp(range.start, range.end);
        let end = passage.end.clamp(start, range.end);
        let parts = (self.source.get(range.clone()) == Some(text))
            .then(|| {
                let (start, end) = (start - range.start, end - range.start);
                Some((text.get(..start)?, text.get(start..end)?, text.get(end..)?))
            })
            .flatten();
        match parts {
            Some((before, inside, after)) => {
                for (part, ink) in [(before, &ink), (inside, &lit), (after, &ink)] {
                    if !part.is_empty() {
                        self.open.push(part, ink);
                    }
                }
            }
            // An entity, a code span, a break: not the same bytes as the source.
            None if start < end => self.open.push(text, &lit),
            None => self.open.push(text, &ink),
        }
    }

    fn ink(&self) -> Ink {
        self.ink.last().cloned().unwrap_or_default()
    }

    fn width(&self) -> usize {
        let taken: usize = (self.around.iter())
            .map(|around| match around {
                Around::List { .. } => 0,
                Around::Item { width, .. } => *width,
                Around::Quote => 2,
            })
            .sum();
        self.look.width.saturating_sub(self.indent + taken).max(NARROWEST)
    }

    fn before_block(&mut self) {
        if std::mem::take(&mut self.gap) && !self.lines.is_empty() {
            // A mark not drawn yet belongs to the line after the empty one.
            let line: String = (self.around.iter())
                .map(|around| match around {
                    Around::List { .. } => String::new(),
                    Around::Item { width, .. } => " ".repeat(*width),
                    Around::Quote => "│ ".to_owned(),
                })
                .collect();
            let line = format!("{}{line}", " ".repeat(self.indent));
            self.lines.push(line.trim_end().to_owned());
        }
    }

    fn flush(&mut self) {
        let paragraph = std::mem::take(&mut self.open);
        if !paragraph.is_blank() {
            // Text may follow a block within an item without a paragraph of its own.
            self.before_block();
            let mut lines = paragraph.lines(self.width(), self.look);
            // HTML comes with line feeds around its words.
            let blank = |line: &String| line.trim().is_empty();
            let end = lines.iter().rposition(|line| !blank(line)).map_or(0, |at| at + 1);
            lines.truncate(end);
            self.put(lines.into_iter().skip_while(blank));
        }
    }

    fn put(&mut self, lines: impl IntoIterator<Item = String>) {
        for line in lines {
            let mut begun = " ".repeat(self.indent);
            for around in &mut self.around {
                match around {
                    Around::List { .. } => {}
                    Around::Item { mark, width } => {
                        begun.push_str(&mark.take().unwrap_or_else(|| " ".repeat(*width)));
                    }
                    Around::Quote => begun.push_str("│ "),
                }
            }
            begun.push_str(&line);
            begun.truncate(begun.trim_end_matches(' ').len());
            self.lines.push(begun);
        }
    }
}

/// The words of HTML: its tags and comments draw nothing here, but `<br>` ends a line.
fn without_tags(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        words.push_str(&rest[..at]);
        let tag = &rest[at..];
        let close = if tag.starts_with("<!--") { "-->" } else { ">" };
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        match tag.find(close).filter(|_| is_tag) {
            Some(end) => {
                if tag.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("<br")) {
                    words.push('\n');
                }
                rest = &tag[end + close.len()..];
            }
            None => {
                words.push('<');
                rest = &tag[1..];
            }
        }
    }
    words.push_str(rest);
    words
}
