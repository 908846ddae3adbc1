//! A document without marks: bullets and numbers, an address behind the words of
//! its link, a table row by row. Clients wrap lines themselves.

use pulldown_cmark::{Event, Tag, TagEnd};

/// Before each line of a code block.
const CODE: &str = "    ";

/// The document as text, its lines parted by line feeds.
pub(super) fn write(events: &[Event<'_>]) -> String {
    let mut page = Page::default();
    events.iter().for_each(|event| page.event(event));
    page.flush();
    page.lines.join("\n")
}

/// A list or a quotation around what is being written.
enum Around {
    List {
        next: Option<u64>,
    },
    /// What begins its first line, until it is written; then as many spaces.
    Item {
        mark: Option<String>,
        width: usize,
    },
    Quote,
}

#[derive(Default)]
struct Page {
    lines: Vec<String>,
    around: Vec<Around>,
    // The block being written; a line feed where a line must end.
    open: String,
    // Where each open link leads, and where its words begin in `open`.
    links: Vec<(String, usize)>,
    cells: Vec<String>,
    // Whether an empty line comes before the next block.
    gap: bool,
}

impl Page {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) | Event::Code(text) => self.open.push_str(text),
            Event::SoftBreak => self.open.push(' '),
            Event::HardBreak => self.open.push('\n'),
            Event::Rule => {
                self.flush();
                self.before_block();
                self.put("———");
                self.gap = true;
            }
            // A document has no others: `answer` makes text of them.
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Table(_) => {
                self.flush();
                self.before_block();
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.before_block();
                self.around.push(Around::Quote);
            }
            Tag::List(first) => {
                self.flush();
                self.before_block();
                self.around.push(Around::List { next: *first });
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
                let width = mark.chars().count();
                self.around.push(Around::Item { mark: Some(mark), width });
            }
            // Without a line through them, struck words must not pass for others.
            Tag::Strikethrough => self.open.push_str("~~"),
            Tag::Link { dest_url, .. } => {
                self.links.push((dest_url.to_string(), self.open.len()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) => {
                self.flush();
                self.gap = true;
            }
            TagEnd::CodeBlock => {
                let code = std::mem::take(&mut self.open).replace('\t', CODE);
                for line in code.trim_end().split('\n') {
                    self.put(&format!("{CODE}{line}"));
                }
                self.gap = true;
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.around.pop();
                self.gap = true;
            }
            TagEnd::List(_) => {
                self.around.pop();
                self.gap = true;
            }
            TagEnd::Item => {
                self.flush();
                // An empty item still shows its mark.
                if matches!(self.around.last(), Some(Around::Item { mark: Some(_), .. })) {
                    self.put("");
                }
                self.around.pop();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.open).replace(['\n', '\t'], " ");
                self.cells.push(cell.trim().to_owned());
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let row = std::mem::take(&mut self.cells).join(" | ");
                self.put(&row);
            }
            TagEnd::Table => self.gap = true,
            TagEnd::Strikethrough => self.open.push_str("~~"),
            TagEnd::Link => self.end_link(),
            _ => {}
        }
    }

    /// The address stands behind the words, unless it is the words.
    fn end_link(&mut self) {
        let Some((address, from)) = self.links.pop() else { return };
        let address = address.strip_prefix("mailto:").unwrap_or(&address);
        if bare(self.open.get(from..).unwrap_or_default()) != bare(address) {
            self.open.push_str(&format!(" ({address})"));
        }
    }

    fn before_block(&mut self) {
        let listed = self.around.iter().any(|around| matches!(around, Around::List { .. }));
        if std::mem::take(&mut self.gap) && !listed && !self.lines.is_empty() {
            let line = "> ".repeat(self.around.len());
            self.lines.push(line.trim_end().to_owned());
        }
    }

    fn flush(&mut self) {
        let open = std::mem::take(&mut self.open).replace('\t', " ");
        if !open.trim().is_empty() {
            // Text may follow a block within an item without a paragraph of its own.
            self.before_block();
            open.trim().split('\n').for_each(|line| self.put(line.trim()));
        }
    }

    fn put(&mut self, line: &str) {
        let mut begun = String::new();
        for around in &mut self.around {
            match around {
                Around::List { .. } => {}
                Around::Item { mark, width } => {
                    begun.push_str(&mark.take().unwrap_or_else(|| " ".repeat(*width)));
                }
                Around::Quote => begun.push_str("> "),
            }
        }
        begun.push_str(line);
        begun.truncate(begun.trim_end_matches(' ').len());
        self.lines.push(begun);
    }
}

/// An address for comparing: where on its page it scrolls to, and how it is
/// written at its end, make no other of it.
fn bare(address: &str) -> &str {
    let page = address.split(":~:text=").next().unwrap_or(address);
    page.trim().trim_end_matches('#').trim_end_matches('/')
}
