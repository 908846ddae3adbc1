//! An answer as words, each with the marks around it and the gap before it.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::address;
use super::mark::{Mark, quote};
use super::plain::{escape_words, without_tags};
use super::word::{Gap, Word, unmark_spaces};
use crate::faq::Markdown;

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
    links: Vec<OpenLink>,
    // Whether the table's row has a cell, and how many have begun after the first one since
    // the row's last word.
    row_begun: bool,
    separators: usize,
    // Newlines since the last word of the block of code; `None` before its first word.
    newlines: Option<usize>,
}

/// A link or a picture whose end was not read yet.
struct OpenLink {
    /// The number of words before it.
    from: usize,
    /// What is around its words; `None` when it cannot be a link.
    mark: Option<Mark>,
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
        row_begun: false,
        separators: 0,
        newlines: None,
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
    unmark_spaces(&mut reader.words);
    reader.words
}

impl<'a> Reader<'a> {
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
                self.links.push(OpenLink { from: self.words.len(), mark });
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

    /// Begins a row. Empty cells at the end of the one before have nothing between them.
    fn row(&mut self) {
        self.row_begun = false;
        self.separators = 0;
    }

    /// What begins a line: the mark of a quotation, then the indent of the list.
    fn prefix(&self) -> String {
        // The bullet stands where the text of the list around it does.
        let depth = self.lists.len() - usize::from(self.bullet.is_some());
        format!("{}{}", quote(self.quotes > 0), "  ".repeat(depth))
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
        if let Some(Mark::Block { .. }) = self.marks.last() {
            return self.code_lines(text, range.start);
        }
        let same = self.source.get(range.clone()) == Some(text);
        let mut at = 0;
        // Words end at spaces where a line may break, not at the no-break spaces of French.
        let breaks = |c: char| c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}';
        for part in text.split_inclusive(breaks) {
            let word = part.trim_end_matches(breaks);
            if !word.is_empty() {
                self.written(word, range.start + if same { at } else { 0 }, same);
            }
            if word.len() < part.len() {
                self.space();
            }
            at += part.len();
        }
    }

    /// Adds what stands between two spaces of a text: words, and addresses among them.
    fn written(&mut self, written: &str, from: usize, same: bool) {
        let mut at = 0;
        while at < written.len() {
            let rest = &written[at..];
            let address = address::find(rest).unwrap_or(rest.len()..rest.len());
            for (offset, piece) in self.at_passage(&rest[..address.start], from + at, same) {
                self.piece(piece, from + at + offset);
            }
            let source = from + if same { at + address.start } else { 0 };
            at += address.end;
            if !address.is_empty() {
                self.address(&rest[address], source);
            }
        }
    }

    /// Adds words, and the no-break spaces at their ends apart: no mark may begin or end
    /// with a space.
    fn piece(&mut self, piece: &str, source: usize) {
        let spaces = |c: char| c.is_whitespace();
        let core = piece.trim_start_matches(spaces);
        let (before, core) = (&piece[..piece.len() - core.len()], core.trim_end_matches(spaces));
        for part in [before, core, &piece[before.len() + core.len()..]] {
            if part.is_empty() {
                continue;
            }
            let mut shown = escape_words(part, self.starts_line());
            if self.follows_number() && matches!(part, "." | ")") {
                shown.insert(0, '\\');
            }
            self.word(shown, part, source, false);
        }
    }

    fn address(&mut self, address: &str, source: usize) {
        let shown = address::bare(address);
        let shown = if address::ends_bare(&shown) { shown } else { format!("<{shown}>") };
        self.word(shown, address, source, true);
    }

    /// The words, in two parts where the passage starts or ends inside them.
    fn at_passage<'w>(&self, words: &'w str, from: usize, same: bool) -> Vec<(usize, &'w str)> {
        let inside = |edge: usize| edge > from && edge < from + words.len();
        let edge = self.passage.filter(|_| same).and_then(|passage| {
            [passage.start, passage.end].into_iter().find(|&edge| inside(edge))
        });
        match edge.and_then(|edge| words.split_at_checked(edge - from)) {
            Some((head, tail)) => vec![(0, head), (head.len(), tail)],
            None if words.is_empty() => Vec::new(),
            None => vec![(0, words)],
        }
    }

    fn code(&mut self, text: &str, range: &Range<usize>) {
        let run = |of: usize| text.split(|c| c != '`').any(|run| run.len() == of);
        // Three backticks would begin a block. Code with one and with two of them is rare.
        let ticks = if run(1) { 2 } else { 1 };
        let replaced = (run(2) && ticks == 2) || text.contains("```");
        let (ticks, text) =
            if replaced { (1, text.replace('`', "ˋ")) } else { (ticks, text.to_owned()) };
        let outer = self.marks.clone();
        // A `*` or a `~` in the code would end a mark around it.
        if text.contains(['*', '~']) {
            self.marks.retain(|mark| matches!(mark, Mark::Link { .. }));
        }
        let padded = text.contains('`');
        self.marks.push(Mark::Code { source: range.start, ticks, padded });
        for (at, part) in text.split_whitespace().enumerate() {
            if at > 0 {
                self.space();
            }
            self.word(part.to_owned(), part, range.start, false);
        }
        self.marks = outer;
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>) {
        let language = match kind {
            CodeBlockKind::Fenced(info) => {
                info.chars().take_while(char::is_ascii_alphanumeric).take(20).collect()
            }
            CodeBlockKind::Indented => String::new(),
        };
        self.block();
        if self.bullet.is_some() {
            // The bullet has a line of its own.
            self.word(String::new(), "", usize::MAX, false);
            self.line();
        }
        let quoted = self.quotes > 0;
        // The code of an item is not indented, because the spaces would be a part of it.
        self.gap = match self.gap {
            Gap::Block(_) => Gap::Block(quote(quoted).to_owned()),
            _ => Gap::Line(quote(quoted).to_owned()),
        };
        self.marks.push(Mark::Block { language, quoted });
        self.newlines = None;
    }

    fn code_lines(&mut self, text: &str, source: usize) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.newlines = self.newlines.map(|newlines| newlines + 1);
            }
            if line.is_empty() {
                continue;
            }
            for newline in 0..self.newlines.unwrap_or(0) {
                if newline > 0 {
                    self.word(String::new(), "", source, false);
                }
                self.gap = Gap::Line(quote(self.quotes > 0).to_owned());
            }
            self.newlines = Some(0);
            // Backticks in the code must not end the block.
            let line = line.replace("```", "`\u{200b}``");
            self.word(line.clone(), &line, source, false);
        }
    }

    /// Whether the next word follows a number at the start of a line, directly: `.` would
    /// make it the number of a list.
    fn follows_number(&self) -> bool {
        self.words.last().filter(|_| self.gap == Gap::None).is_some_and(|word| {
            let begins = self.words.len() == 1 || matches!(word.gap, Gap::Line(_) | Gap::Block(_));
            begins && word.plain.chars().all(|c| c.is_ascii_digit())
        })
    }

    /// Whether the next word begins a line, where `#` or `-` would be a mark.
    fn starts_line(&self) -> bool {
        self.words.is_empty() || (matches!(self.gap, Gap::Line(_) | Gap::Block(_)))
    }

    fn word(&mut self, text: String, plain: &str, source: usize, is_address: bool) {
        let mut marks = self.marks.clone();
        let quoted = self.passage.is_some_and(|passage| passage.contains(&source));
        let ended_by_bold =
            plain.contains(['*', '~']) && matches!(marks.last(), Some(Mark::Code { .. }));
        let block = matches!(marks.last(), Some(Mark::Block { .. }));
        if quoted && !block && !ended_by_bold {
            marks.insert(0, Mark::Bold);
        }
        let mut seen = Vec::new();
        marks.retain(|mark| {
            let new = !seen.contains(mark);
            seen.push(mark.clone());
            new
        });
        self.quote_begins = false;
        for _ in 0..std::mem::take(&mut self.separators) {
            let text = "·".to_owned();
            let (plain, source) = (text.clone(), usize::MAX);
            let marks = Vec::new();
            self.push(Word { gap: Gap::Space, marks, text, plain, source, is_address: false });
            self.gap = Gap::Space;
        }
        let plain = plain.to_owned();
        self.push(Word { gap: Gap::None, marks, text, plain, source, is_address });
    }

    /// Adds a word after the gap and the bullet that are due.
    fn push(&mut self, mut word: Word) {
        let due = std::mem::replace(&mut self.gap, Gap::None);
        word.gap = match (due, self.bullet.take()) {
            (Gap::Block(prefix) | Gap::Line(prefix), Some(bullet)) => {
                Gap::Line(format!("{prefix}{bullet}"))
            }
            (gap, bullet) => {
                self.bullet = bullet;
                if gap == Gap::None { word.gap } else { gap }
            }
        };
        // Discord would read what directly follows a bare address as a part of it.
        if word.gap == Gap::None
            && let Some(before) = self.words.last_mut().filter(|before| before.is_address)
            && !before.text.starts_with('<')
        {
            before.text = format!("<{}>", before.text);
        }
        self.words.push(word);
    }

    /// Ends a link, whose words are known now. Discord shows no link whose words are an
    /// address or have a bracket without its other one: the address then stands behind them.
    fn link(&mut self) {
        let Some(OpenLink { from, mark: Some(mark) }) = self.links.pop() else { return };
        self.marks.retain(|open| *open != mark);
        let Mark::Link { target, source } = &mark else { return };
        let from = from + self.words[from..].iter().take_while(|w| w.source == usize::MAX).count();
        let words = &mut self.words[from..];
        let Some(first) = words.first() else { return };
        let (gap, glued) = (first.gap.clone(), words[1..].iter().all(|w| w.gap == Gap::None));
        let said: String = words.iter().map(|word| word.plain.as_str()).collect();
        if !said.contains("://") && brackets_fit(&said) {
            return;
        }
        for word in &mut *words {
            word.marks.retain(|open| *open != mark);
        }
        let shown = words.iter().any(|word| word.is_address && word.text.contains(&**target));
        let after = std::mem::replace(&mut self.gap, Gap::Space);
        if glued && address::find(&said) == Some(0..said.len()) {
            self.words.truncate(from);
            self.gap = gap;
            self.address(target, *source);
        } else if !shown {
            self.word("(".to_owned(), "(", *source, false);
            self.address(target, *source);
            self.word(")".to_owned(), ")", *source, false);
        }
        self.gap = after;
    }
}

/// Whether every bracket has its other one, and no pair is in another.
fn brackets_fit(text: &str) -> bool {
    let mut open = false;
    for c in text.chars().filter(|c| matches!(c, '[' | ']')) {
        if open == (c == '[') {
            return false;
        }
        open = !open;
    }
    !open
}
