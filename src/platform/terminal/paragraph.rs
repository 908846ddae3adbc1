//! Styled words → lines of a terminal. The one place that writes escape sequences, and
//! every text passes through it, so that control characters of content or questions
//! never reach the terminal.

use anstyle::{AnsiColor, Effects, Style};
use textwrap::core::{Word, break_words, display_width};
use textwrap::{WordSeparator, wrap_algorithms};

use super::screen::Screen;
use crate::conversation::layout;

/// How words are drawn; several may hold at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ink {
    /// What the Markdown says of the words.
    pub style: layout::Style,
    /// Words of the bot that matter less than others.
    pub faint: bool,
    /// The question of an entry.
    pub title: bool,
}

impl Ink {
    pub fn bold() -> Self {
        Self { style: layout::Style { bold: true, ..Default::default() }, ..Self::default() }
    }

    pub fn faint() -> Self {
        Self { faint: true, ..Self::default() }
    }

    pub fn link(target: Option<String>) -> Self {
        Self { style: layout::Style { link: target, ..Default::default() }, ..Self::default() }
    }

    fn style(&self) -> Style {
        let Self { style, faint, title } = self;
        let layout::Style { bold, italic, struck, code, passage, link } = style;
        let mut effects = Effects::new();
        for (on, effect) in [
            (*bold || *title || *passage, Effects::BOLD),
            (*italic, Effects::ITALIC),
            (*struck, Effects::STRIKETHROUGH),
            (*faint, Effects::DIMMED),
            (link.is_some(), Effects::UNDERLINE),
        ] {
            effects = effects.set(effect, on);
        }
        // At most one colour: those of the title and the passage say more than the others.
        let colours = [
            (*title, AnsiColor::Cyan),
            (*passage, AnsiColor::Green),
            (*code, AnsiColor::Yellow),
            (link.is_some(), AnsiColor::BrightBlue),
        ];
        let colour = colours.into_iter().find_map(|(on, colour)| on.then(|| colour.into()));
        Style::new().effects(effects).fg_color(colour)
    }
}

/// Words with their ink, not yet cut into lines. May hold newlines.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph {
    text: String,
    // Where each run of one ink ends in `text`, in ascending order.
    runs: Vec<(usize, Ink)>,
}

impl Paragraph {
    pub fn new(text: &str, ink: Ink) -> Self {
        let mut paragraph = Self::default();
        paragraph.push(text, &ink);
        paragraph
    }

    /// Adds text without its control characters; a newline is kept, a tab becomes a space.
    pub fn push(&mut self, text: &str, ink: &Ink) {
        self.text.extend(clean(text));
        match self.runs.last_mut() {
            Some((end, last)) if last == ink => *end = self.text.len(),
            _ => self.runs.push((self.text.len(), ink.clone())),
        }
    }

    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Columns of the widest line before wrapping.
    pub fn width(&self) -> usize {
        self.text.lines().map(display_width).max().unwrap_or(0)
    }

    /// Lines of at most `width` columns. A wider word is cut, unless it is a web
    /// address, which the terminal can only open when it is whole.
    pub fn lines(&self, width: usize, screen: &Screen) -> Vec<String> {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in self.text.split('\n') {
            let cut = wrap(line, width).into_iter();
            lines.extend(cut.map(|r| self.draw(start + r.start, start + r.end, screen)));
            start += line.len() + 1;
        }
        lines
    }

    /// The lines as they stand in the text, whatever their width.
    pub fn unwrapped(&self, screen: &Screen) -> Vec<String> {
        self.lines(usize::MAX, screen)
    }

    fn draw(&self, start: usize, end: usize, screen: &Screen) -> String {
        let mut drawn = String::with_capacity(end - start);
        let mut from = 0;
        for (to, ink) in &self.runs {
            let (first, last) = (from.max(start), (*to).min(end));
            from = *to;
            if first >= last {
                continue;
            }
            let text = &self.text[first..last];
            if !screen.colour {
                drawn.push_str(text);
                continue;
            }
            let style = ink.style();
            let link = ink.style.link.as_ref().filter(|_| screen.links);
            if let Some(target) = link {
                drawn.push_str(&format!("\x1b]8;;{target}\x1b\\"));
            }
            drawn.push_str(&format!("{style}{text}{style:#}"));
            if link.is_some() {
                drawn.push_str("\x1b]8;;\x1b\\");
            }
        }
        drawn
    }
}

impl From<&layout::Words> for Paragraph {
    fn from(words: &layout::Words) -> Self {
        let mut paragraph = Self::default();
        for (text, style) in words.runs() {
            paragraph.push(text, &Ink { style: style.clone(), ..Ink::default() });
        }
        paragraph
    }
}

/// The characters that may be written to a terminal.
fn clean(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter_map(|c| match c {
        '\n' => Some('\n'),
        '\t' => Some(' '),
        // C0, DEL and C1: U+009B alone begins a sequence as ESC [ does.
        c if c.is_control() => None,
        // Controls of the writing direction could make a text read as another one.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c => Some(c),
    })
}

/// Byte ranges of the lines of one line of text.
fn wrap(text: &str, width: usize) -> Vec<std::ops::Range<usize>> {
    // Only plain spaces separate words, so that « texte » and 5 septembre stay whole.
    let mut words: Vec<Word<'_>> = Vec::new();
    for word in WordSeparator::AsciiSpace.find_words(text) {
        if word.word.contains("://") {
            words.push(word);
        } else {
            words.extend(break_words([word], width.max(1)));
        }
    }
    let mut ranges = Vec::new();
    let mut at = 0;
    for line in wrap_algorithms::wrap_first_fit(&words, &[width as f64]) {
        let length: usize = line.iter().map(|w| w.word.len() + w.whitespace.len()).sum();
        let trailing = line.last().map_or(0, |w| w.whitespace.len());
        ranges.push(at..at + length - trailing);
        at += length;
    }
    if ranges.is_empty() {
        ranges.push(0..0);
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width: usize, expected: &[&str]) {
        let paragraph = Paragraph::new(text, Ink::default());
        assert_eq!(paragraph.lines(width, &Screen::plain(width)), expected, "{text:?} in {width}");
    }

    #[test]
    fn lines_are_cut_by_display_width() {
        check("été à la plage", 6, &["été à", "la", "plage"]);
        check(
            "e\u{301}te\u{301} a\u{300} la plage",
            6,
            &["e\u{301}te\u{301} a\u{300}", "la", "plage"],
        );
        check("日本語 日本", 6, &["日本語", "日本"]);
        check("anticonstitutionnellement", 10, &["anticonsti", "tutionnell", "ement"]);
        check("«\u{a0}un mot\u{a0}»", 7, &["«\u{a0}un", "mot\u{a0}»"]);
        check(
            "voir https://a.fr/une-longue-page ici",
            10,
            &["voir", "https://a.fr/une-longue-page", "ici"],
        );
        check("un\ndeux", 80, &["un", "deux"]);
        check("", 80, &[""]);
        check("  deux espaces", 80, &["  deux espaces"]);
    }

    #[test]
    fn control_characters_do_not_come_out() {
        check("a\u{1b}[31mb\u{9b}2Jc\u{7f}d\r\u{7}e\tf\u{202e}g", 80, &["a[31mb2Jcde fg"]);
    }

    #[test]
    fn a_style_ends_with_its_line() {
        let ink = Ink::link(Some("https://a.fr/".to_owned()));
        let mut paragraph = Paragraph::new("un ", Ink::default());
        paragraph.push("lien cliquable", &ink);
        let screen = Screen { colour: true, links: true, width: 8 };
        let open = "\u{1b}]8;;https://a.fr/\u{1b}\\\u{1b}[4m\u{1b}[94m";
        let close = "\u{1b}[0m\u{1b}]8;;\u{1b}\\";
        assert_eq!(
            paragraph.lines(8, &screen),
            [
                format!("un {open}lien{close}"),
                format!("{open}cliquable{close}").replacen("cliquable", "cliquabl", 1),
                format!("{open}e{close}"),
            ]
        );
    }
}
