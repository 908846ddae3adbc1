//! The texts of an answer as words: addresses among them, code, and the words of links.

use std::ops::Range;

use pulldown_cmark::CodeBlockKind;

use super::address;
use super::mark::{Mark, quote};
use super::plain::escape_words;
use super::reader::{OpenLink, Reader};
use super::word::Gap;

impl Reader<'_> {
    /// A text of the answer, or of its block of code.
    pub fn text(&mut self, text: &str, range: &Range<usize>) {
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

    /// Code inside a line.
    pub fn code(&mut self, text: &str, range: &Range<usize>) {
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

    /// A block of code begins.
    pub fn code_block(&mut self, kind: &CodeBlockKind<'_>) {
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

    /// Ends a link, whose words are known now. Discord shows no link whose words are an
    /// address or have a bracket without its other one: the address then stands behind them.
    pub fn link(&mut self) {
        let Some(OpenLink { from, mark, mail }) = self.links.pop() else { return };
        if let Some((source, address)) = mail {
            return self.mail(from, source, &address);
        }
        let Some(mark) = mark else { return };
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

impl Reader<'_> {
    /// Writes a mail address behind the words of its link, unless they have it.
    fn mail(&mut self, from: usize, source: usize, address: &str) {
        let said: String = self.words[from..].iter().map(|word| word.plain.as_str()).collect();
        if said.contains(address) {
            return;
        }
        let after = std::mem::replace(&mut self.gap, Gap::Space);
        let shown = format!("({})", escape_words(address, false));
        self.word(shown, &format!("({address})"), source, false);
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
