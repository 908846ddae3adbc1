//! The page that is being laid out: Markdown events in, drawn blocks and their marks
//! out as lines.

use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::block::{Block, Form, Style, Words};
use crate::faq::link::{self, target};

/// Lays out `events`, each with its byte range in the Markdown. `passage` is that
/// Markdown with the byte range to mark in it; any range is allowed. `draw` gets each
/// block with the columns that marks take before it, and gives its lines.
pub fn lines<'a>(
    events: impl IntoIterator<Item = (Event<'a>, Range<usize>)>,
    passage: Option<(&str, &Range<usize>)>,
    form: Form,
    draw: impl Fn(Block, usize) -> Vec<String>,
) -> Vec<String> {
    let mut page = Page {
        passage,
        form,
        draw,
        lines: Vec::new(),
        around: Vec::new(),
        open: Words::default(),
        styles: Vec::new(),
        links: Vec::new(),
        code: false,
        table: None,
        gap: false,
    };
    for (event, range) in events {
        page.event(event, range);
    }
    page.flush();
    page.lines
}

/// A list or a quotation around what is being laid out.
enum Around {
    /// `next` is the number of the next item; `None` for bullets.
    List {
        next: Option<u64>,
    },
    /// `mark` begins the first line; once it is written, `width` spaces begin the others.
    Item {
        mark: Option<String>,
        width: usize,
    },
    Quote,
}

impl Around {
    /// What begins its lines after the first one.
    fn begin(&self, form: Form) -> String {
        match self {
            Self::List { .. } => String::new(),
            Self::Item { width, .. } => " ".repeat(*width),
            Self::Quote => form.quote.to_owned(),
        }
    }
}

struct Page<'a, Draw> {
    passage: Option<(&'a str, &'a Range<usize>)>,
    form: Form,
    draw: Draw,
    lines: Vec<String>,
    around: Vec<Around>,
    // The words of the block that is being read.
    open: Words,
    styles: Vec<Style>,
    // Target of each open link, and the words read since it opened.
    links: Vec<(Option<String>, String)>,
    // Inside a block of code nothing is marked as the passage.
    code: bool,
    table: Option<(Vec<Alignment>, Vec<Vec<Words>>)>,
    // Whether an empty line comes before the next block.
    gap: bool,
}

impl<Draw: Fn(Block, usize) -> Vec<String>> Page<'_, Draw> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.say(&text, range),
            Event::Code(text) => {
                self.styles.push(Style { code: true, ..self.style() });
                self.say(&text, range);
                self.styles.pop();
            }
            Event::SoftBreak => self.say(" ", range),
            Event::HardBreak => self.say("\n", range),
            Event::Rule => {
                self.begin_block();
                self.block(Block::Rule);
                self.gap = true;
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let words = without_tags(&html);
                // A cell of a table is one line.
                let words = if self.table.is_some() { words.replace('\n', " ") } else { words };
                self.say(&words, range);
            }
            // `Markdown::events` does not enable these; their text is shown if it ever does.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.say(&text, range);
            }
            Event::TaskListMarker(done) => self.say(if done { "☑ " } else { "☐ " }, range),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let style = self.style();
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.begin_block(),
            Tag::Heading { .. } => {
                self.begin_block();
                self.styles.push(Style { bold: true, ..style });
            }
            Tag::CodeBlock(_) => {
                self.begin_block();
                self.code = true;
                self.styles.push(Style { code: true, ..style });
            }
            Tag::BlockQuote(_) => {
                self.begin_block();
                self.around.push(Around::Quote);
            }
            Tag::List(first) => {
                self.begin_block();
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
                self.leave_gap();
                let width = mark.chars().count();
                self.around.push(Around::Item { mark: Some(mark), width });
            }
            Tag::Table(alignments) => {
                self.begin_block();
                self.table = Some((alignments, Vec::new()));
            }
            Tag::TableHead => {
                self.begin_row();
                self.styles.push(Style { bold: true, ..style });
            }
            Tag::TableRow => self.begin_row(),
            Tag::Emphasis => self.styles.push(Style { italic: true, ..style }),
            Tag::Strong => self.styles.push(Style { bold: true, ..style }),
            Tag::Strikethrough => {
                self.strike();
                self.styles.push(Style { struck: true, ..style });
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let link = target(&dest_url);
                self.links.push((link.clone(), String::new()));
                self.styles.push(Style { link: link.or_else(|| style.link.clone()), ..style });
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
                self.styles.pop();
                self.flush();
                self.gap = true;
            }
            TagEnd::CodeBlock => {
                self.styles.pop();
                self.code = false;
                let code = std::mem::take(&mut self.open);
                self.block(Block::Code(code));
                self.gap = true;
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.around.pop();
                self.gap = true;
            }
            TagEnd::List(_) => {
                self.around.pop();
                self.gap |= !self.in_list();
            }
            TagEnd::Item => {
                self.flush();
                // An empty item still shows its mark.
                if matches!(self.around.last(), Some(Around::Item { mark: Some(_), .. })) {
                    self.put(vec![String::new()]);
                }
                self.around.pop();
            }
            TagEnd::Table => {
                if let Some((alignments, rows)) = self.table.take() {
                    self.block(Block::Table { alignments, rows });
                }
                self.gap = true;
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.open);
                if let Some(row) = self.table.as_mut().and_then(|(_, rows)| rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::TableHead | TagEnd::Emphasis | TagEnd::Strong => {
                self.styles.pop();
            }
            TagEnd::Strikethrough => {
                self.styles.pop();
                self.strike();
            }
            TagEnd::Link | TagEnd::Image => self.end_link(),
            _ => {}
        }
    }

    fn begin_row(&mut self) {
        if let Some((_, rows)) = &mut self.table {
            rows.push(Vec::new());
        }
    }

    fn strike(&mut self) {
        if self.form.strike_marks {
            let style = self.style();
            self.open.push("~~", &style);
        }
    }

    /// Writes the address behind the words of a link, unless it is the words.
    fn end_link(&mut self) {
        self.styles.pop();
        let (Some((Some(address), said)), Some(written)) = (self.links.pop(), self.form.address)
        else {
            return;
        };
        if bare(&said) != bare(&address) {
            let style = self.style();
            self.open.push(&format!(" ({})", written(&address)), &style);
        }
    }

    /// Adds words that stand at `range` of the Markdown, marked where the passage is.
    fn say(&mut self, text: &str, range: Range<usize>) {
        for (_, said) in &mut self.links {
            said.push_str(text);
        }
        let style = self.style();
        let marked = Style { passage: true, ..style.clone() };
        let Some((source, passage)) = self.passage.filter(|_| !self.code) else {
            self.open.push(text, &style);
            return;
        };
        let start = passage.start.clamp(range.start, range.end);
        let end = passage.end.clamp(start, range.end);
        let parts = (source.get(range.clone()) == Some(text))
            .then(|| {
                let (start, end) = (start - range.start, end - range.start);
                Some((text.get(..start)?, text.get(start..end)?, text.get(end..)?))
            })
            .flatten();
        match parts {
            Some((before, inside, after)) => {
                for (part, style) in [(before, &style), (inside, &marked), (after, &style)] {
                    self.open.push(part, style);
                }
            }
            // An entity, a code span or a break: its bytes are not those of the source.
            None if start < end => self.open.push(text, &marked),
            None => self.open.push(text, &style),
        }
    }

    fn style(&self) -> Style {
        self.styles.last().cloned().unwrap_or_default()
    }

    fn in_list(&self) -> bool {
        self.around.iter().any(|around| matches!(around, Around::List { .. }))
    }

    fn begin_block(&mut self) {
        self.flush();
        self.leave_gap();
    }

    /// Writes the empty line before a block, if one is due.
    fn leave_gap(&mut self) {
        let due = std::mem::take(&mut self.gap) && (self.form.loose_lists || !self.in_list());
        if due && !self.lines.is_empty() {
            // A mark that is not written yet belongs to the line after the empty one.
            let begun: String = self.around.iter().map(|around| around.begin(self.form)).collect();
            self.lines.push(begun.trim_end().to_owned());
        }
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.open);
        if !words.is_blank() {
            // Text may follow a block within an item without a paragraph of its own.
            self.leave_gap();
            self.block(Block::Paragraph(words));
        }
    }

    fn block(&mut self, block: Block) {
        let begun = self.around.iter().map(|around| around.begin(self.form).chars().count());
        let lines = (self.draw)(block, begun.sum());
        self.put(lines);
    }

    fn put(&mut self, lines: Vec<String>) {
        for line in lines {
            let mut begun = String::new();
            for around in &mut self.around {
                match around {
                    Around::Item { mark: mark @ Some(_), .. } => begun.extend(mark.take()),
                    around => begun.push_str(&around.begin(self.form)),
                }
            }
            begun.push_str(&line);
            begun.truncate(begun.trim_end_matches(' ').len());
            self.lines.push(begun);
        }
    }
}

/// The part of an address that is compared: two addresses are the same although one has
/// `mailto:`, a place to scroll to or a `/` at its end.
fn bare(address: &str) -> &str {
    let page = address.split(":~:text=").next().unwrap_or(address).trim();
    let page = link::written(page);
    page.trim_end_matches('#').trim_end_matches('/')
}

/// The words of HTML: its tags and comments draw nothing, but `<br>` ends a line.
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
