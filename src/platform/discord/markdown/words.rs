//! An answer as words, each with the marks around it and the gap before it.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::plain::{bare_address, escape, escape_words, is_url, link_target, without_tags};
use crate::faq::Markdown;

/// A mark around words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `**`
    Bold,
    /// `*`
    Italic,
    /// `~~`
    Strike,
    /// With the address it leads to.
    Link(String),
    /// Code within a line.
    Code,
    /// A block of code, with its language.
    Block(String),
}

impl Mark {
    /// The text that begins it.
    pub fn open(&self) -> String {
        match self {
            Self::Bold => "**".to_owned(),
            Self::Italic => "*".to_owned(),
            Self::Strike => "~~".to_owned(),
            Self::Link(_) => "[".to_owned(),
            Self::Code => "`".to_owned(),
            Self::Block(language) => format!("```{language}\n"),
        }
    }

    /// The text that ends it.
    pub fn close(&self) -> String {
        match self {
            Self::Link(url) => format!("]({url})"),
            Self::Block(_) => "\n```".to_owned(),
            other => other.open(),
        }
    }
}

/// The gap before a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The word continues the one before.
    None,
    /// A space.
    Space,
    /// A new line, with what begins it, such as `> `.
    Line(String),
    /// A new block after an empty line, with what begins it.
    Block(String),
}

/// A word of the answer.
#[derive(Clone, Debug)]
pub struct Word {
    /// The gap before it.
    pub gap: Gap,
    /// The marks around it, the outermost first.
    pub marks: Vec<Mark>,
    /// The text that is sent, already escaped.
    pub text: String,
    /// The text before escaping, for cutting a word that is longer than a page.
    pub plain: String,
    /// Where it stands in the answer, in bytes; `usize::MAX` for a mark that the answer
    /// does not have.
    pub source: usize,
}

/// What is known while the events of the answer are read.
struct Reader<'a> {
    source: &'a str,
    passage: Option<&'a Range<usize>>,
    words: Vec<Word>,
    marks: Vec<Mark>,
    gap: Gap,
    quotes: usize,
    // A quotation has begun and has no word yet, so no empty line comes before its first
    // one.
    quote_begins: bool,
    // For each open list its next number, or `None` for bullets.
    lists: Vec<Option<u64>>,
    bullet: Option<String>,
    links: Vec<(usize, String)>,
}

/// The words of an answer.
pub fn words(answer: &Markdown, passage: Option<&Range<usize>>) -> Vec<Word> {
    let mut reader = Reader {
        source: answer.as_str(),
        passage,
        words: Vec::new(),
        marks: Vec::new(),
        gap: Gap::None,
        quotes: 0,
        quote_begins: false,
        lists: Vec::new(),
        bullet: None,
        links: Vec::new(),
    };
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
    reader.words
}

impl<'a> Reader<'a> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
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

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock | Tag::Table(_) => self.block(),
            Tag::TableHead => self.marks.push(Mark::Bold),
            Tag::TableRow => self.line(),
            Tag::Heading { .. } => {
                self.block();
                self.marks.push(Mark::Bold);
            }
            Tag::CodeBlock(kind) => {
                self.block();
                let language = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.chars().take_while(char::is_ascii_alphanumeric).take(20).collect()
                    }
                    CodeBlockKind::Indented => String::new(),
                };
                self.marks.push(Mark::Block(language));
            }
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
                self.links.push((self.words.len(), dest_url.into_string()));
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
            TagEnd::TableCell => {
                self.space();
                self.push(Gap::Space, "·".to_owned(), "·".to_owned(), Vec::new(), usize::MAX);
                self.space();
            }
            TagEnd::Link | TagEnd::Image => self.link(),
            _ => {}
        }
    }

    /// What begins a line: the mark of a quotation, then the indent of the list.
    fn prefix(&self) -> String {
        let depth = self.lists.len().saturating_sub(1);
        format!("{}{}", "> ".repeat(self.quotes.min(1)), "  ".repeat(depth))
    }

    fn block(&mut self) {
        if self.quote_begins {
            self.gap = Gap::Line(self.prefix());
        } else if self.lists.is_empty() {
            self.gap = Gap::Block(self.prefix());
        } else {
            self.line();
        }
    }

    fn line(&mut self) {
        let prefix = self.prefix();
        // A block that has just begun is on a new line already.
        self.gap = match &self.gap {
            Gap::Block(_) if !self.words.is_empty() => Gap::Block(prefix),
            _ => Gap::Line(prefix),
        };
    }

    fn space(&mut self) {
        if self.gap == Gap::None {
            self.gap = Gap::Space;
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        if let Some(Mark::Block(_)) = self.marks.last() {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.gap = Gap::Line(String::new());
                }
                if !line.is_empty() {
                    // Backticks in the code must not end the block.
                    let line = line.replace("```", "`\u{200b}``");
                    self.word(line.clone(), line, range.start);
                }
            }
            return;
        }
        let same = self.source.get(range.clone()) == Some(text);
        let mut at = 0;
        // Words end at spaces where a line may break, not at the no-break spaces of French.
        for part in
            text.split_inclusive(|c: char| c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}')
        {
            let word = part
                .trim_end_matches(|c: char| c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}');
            if !word.is_empty() {
                let from = range.start + if same { at } else { 0 };
                for (offset, piece) in self.at_passage(word, from, same) {
                    let shown = if is_url(piece) {
                        bare_address(piece)
                    } else {
                        escape_words(piece, self.starts_line())
                    };
                    self.word(shown, piece.to_owned(), from + offset);
                }
            }
            if word.len() < part.len() {
                self.space();
            }
            at += part.len();
        }
    }

    /// The word, in two parts where the passage starts or ends inside it.
    fn at_passage<'w>(&self, word: &'w str, from: usize, same: bool) -> Vec<(usize, &'w str)> {
        let inside = |edge: usize| edge > from && edge < from + word.len();
        let edge = self.passage.filter(|_| same).and_then(|passage| {
            [passage.start, passage.end].into_iter().find(|&edge| inside(edge))
        });
        match edge.filter(|_| !is_url(word)).and_then(|edge| word.split_at_checked(edge - from)) {
            Some((head, tail)) => vec![(0, head), (head.len(), tail)],
            None => vec![(0, word)],
        }
    }

    fn code(&mut self, text: &str, range: &Range<usize>) {
        self.marks.push(Mark::Code);
        for (at, part) in text.replace('`', "ˋ").split_whitespace().enumerate() {
            if at > 0 {
                self.space();
            }
            self.word(part.to_owned(), part.to_owned(), range.start);
        }
        self.marks.pop();
    }

    /// Whether the next word begins a line, where `#` or `-` would be a mark.
    fn starts_line(&self) -> bool {
        self.words.is_empty() || (matches!(self.gap, Gap::Line(_) | Gap::Block(_)))
    }

    fn word(&mut self, text: String, plain: String, source: usize) {
        let mut marks = self.marks.clone();
        let quoted = self.passage.is_some_and(|passage| passage.contains(&source));
        let block = matches!(marks.last(), Some(Mark::Block(_)));
        if quoted && !block && !marks.contains(&Mark::Bold) {
            marks.insert(0, Mark::Bold);
        }
        let mut seen = Vec::new();
        marks.retain(|mark| {
            let new = !seen.contains(mark);
            seen.push(mark.clone());
            new
        });
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        self.quote_begins = false;
        self.push(gap, text, plain, marks, source);
    }

    fn push(&mut self, gap: Gap, text: String, plain: String, marks: Vec<Mark>, source: usize) {
        let gap = match (gap, self.bullet.take()) {
            (Gap::Block(prefix) | Gap::Line(prefix), Some(bullet)) => {
                Gap::Line(format!("{prefix}{bullet}"))
            }
            (gap, bullet) => {
                self.bullet = bullet;
                gap
            }
        };
        // Discord would read a mark that directly follows an address as a part of it.
        if gap == Gap::None
            && let Some(before) = self.words.last_mut()
            && before.text.starts_with("http")
            && marks.iter().any(|mark| !before.marks.contains(mark))
        {
            before.text = escape(&before.plain);
        }
        self.words.push(Word { gap, marks, text, plain, source });
    }

    /// Puts the link around its words, which are known when it ends.
    fn link(&mut self) {
        let Some((from, url)) = self.links.pop() else { return };
        let words = &mut self.words[from..];
        let Some(first) = words.first() else { return };
        let Some(target) = link_target(&url) else { return };
        // Discord does not show a link whose words are an address, so the target alone is
        // written.
        if words.iter().any(|word| word.plain.contains("://")) {
            let (gap, marks, source) = (first.gap.clone(), first.marks.clone(), first.source);
            self.words.truncate(from);
            self.words.push(Word { gap, marks, text: target.clone(), plain: target, source });
            return;
        }
        for word in words {
            let inner = word.marks.iter().position(|mark| matches!(mark, Mark::Code));
            let at = inner.unwrap_or(word.marks.len());
            if !word.marks.iter().any(|mark| matches!(mark, Mark::Link(_) | Mark::Block(_))) {
                word.marks.insert(at, Mark::Link(target.clone()));
            }
        }
    }
}
