//! Plain text, pasted or typed in a cell → Markdown that shows the same words: bullets
//! become lists and lines become paragraphs. `escape.rs` handles the words of one line.

use pulldown_cmark::{Event, Tag};
use unicode_normalization::UnicodeNormalization;

use super::escape::{escape, is_rule};
use crate::faq::Markdown;

/// Lower case without accents; ligatures and typographic apostrophes are replaced.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().flat_map(char::to_lowercase) {
        match c {
            '\u{300}'..='\u{36f}' => {}
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            '’' | 'ʼ' => folded.push('\''),
            '\u{a0}' | '\u{202f}' => folded.push(' '),
            c => folded.push(c),
        }
    }
    folded
}

/// The words of a text in [`fold`]ed form, one space between them: equal for two
/// spellings that differ by case, accents, punctuation and spaces. Empty for a
/// text without a letter or a digit.
pub fn words(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Whether a text ends with a question mark. Closing quotes and brackets, a `!`, signs such as
/// emoji and a short parenthesis may stand after it.
pub fn is_question(text: &str) -> bool {
    let text = text.trim();
    let parenthesis = text
        .rfind('(')
        .filter(|open| *open > 0 && text.ends_with(')') && text[*open..].chars().count() <= 40);
    ends_with_question_mark(text)
        || parenthesis.is_some_and(|open| ends_with_question_mark(&text[..open]))
}

fn ends_with_question_mark(text: &str) -> bool {
    text.trim_end_matches(|c: char| {
        "»”\"’')]!* \u{a0}_".contains(c) || (!c.is_ascii() && !c.is_alphanumeric() && c != '…')
    })
    .ends_with(['?', '\u{ff1f}'])
}

/// Whether a text begins as a question does, whatever its end.
pub fn opens_as_question(text: &str) -> bool {
    let words = words(text);
    const OPENINGS: [&str; 38] = [
        "comment",
        "pourquoi",
        "combien",
        "quel",
        "quelle",
        "quels",
        "quelles",
        "qui",
        "que",
        "qu est ce",
        "quand",
        "est ce",
        "puis je",
        "peut on",
        "peut il",
        "dois je",
        "doit on",
        "faut il",
        "y a t il",
        "existe t il",
        "a quoi",
        "a qui",
        "a quel",
        "a quelle",
        "de quoi",
        "dans quel",
        "dans quelle",
        "ai je",
        "suis je",
        "how",
        "what",
        "why",
        "when",
        "where",
        "who",
        "which",
        "can",
        "ou",
    ];
    // `où` is `ou` here.
    OPENINGS
        .iter()
        .any(|opening| words.strip_prefix(opening).is_some_and(|rest| rest.starts_with(' ')))
}

/// The text on one line, in NFC, without invisible characters. White space becomes one
/// plain space, except the no-break space of French typography (before `? ! : ; » %`,
/// after `«` and after a digit), which becomes U+00A0.
pub fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    // White space that is not written yet; `Some(true)` when it is a no-break space.
    let mut space: Option<bool> = None;
    for c in text.nfc() {
        if c.is_whitespace() {
            let no_break = matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}');
            space = Some(space.unwrap_or(false) || no_break);
            continue;
        }
        let invisible = c.is_control()
            || matches!(
                c,
                '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}'
            );
        if invisible {
            continue;
        }
        if let (Some(no_break), Some(last)) = (space.take(), tidied.chars().next_back()) {
            let typographic =
                "?!:;»%€".contains(c) || last == '«' || last.is_ascii_digit() || last == '°';
            tidied.push(if no_break && typographic { '\u{a0}' } else { ' ' });
        }
        tidied.push(c);
    }
    tidied
}

/// The length in bytes of `12.` or `3)` at the start of a list item.
fn list_number(text: &str) -> Option<usize> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = &text[digits..];
    let sign = rest.starts_with(['.', ')']) && rest[1..].starts_with(char::is_whitespace);
    (sign && (1..=3).contains(&digits)).then(|| digits + 1)
}

/// A block of the Markdown that is being made.
enum ProseBlock {
    Paragraph(String),
    Item { number: Option<u32>, indent: usize, text: String },
}

impl ProseBlock {
    fn text(&mut self) -> &mut String {
        match self {
            Self::Paragraph(text) | Self::Item { text, .. } => text,
        }
    }
}

/// Markdown that shows the words of `text`. Each line is a paragraph, as in text copied
/// from a page, unless it continues the sentence before it.
pub fn to_markdown(text: &str) -> String {
    let mut blocks: Vec<ProseBlock> = Vec::new();
    let mut blank = true;
    for raw in text.lines() {
        let line = tidy(raw);
        if line.is_empty() || is_rule(&line) {
            blank = true;
            continue;
        }
        let indent = raw.chars().take_while(|c| c.is_whitespace()).count();
        if let Some((number, item)) = item(&line, blocks.last(), indent) {
            blocks.push(ProseBlock::Item { number, indent, text: item.to_owned() });
        } else if let Some(open) = blocks.last_mut().filter(|open| !blank && goes_on(open, &line)) {
            let text = open.text();
            text.push(' ');
            text.push_str(&line);
        } else {
            blocks.push(ProseBlock::Paragraph(line));
        }
        blank = false;
    }
    render(&blocks)
}

/// The words of a list item, and its number in a numbered list. A number that does not
/// follow the one before it belongs to the words.
fn item<'a>(
    line: &'a str,
    before: Option<&ProseBlock>,
    indent: usize,
) -> Option<(Option<u32>, &'a str)> {
    if let Some(end) = list_number(line) {
        let number = line[..end - 1].parse().ok()?;
        let follows = match before {
            Some(ProseBlock::Item { number: Some(last), indent: at, .. }) if *at == indent => {
                number == last + 1
            }
            _ => number <= 99,
        };
        return follows.then(|| (Some(number), line[end..].trim_start()));
    }
    let rest =
        line.strip_prefix(['•', '‣', '◦', '▪', '●', '○', '■', '·', '-', '–', '—', '*', '➢', '✓'])?;
    let words = rest.trim_start();
    let parted = rest.len() > words.len() || !line.starts_with(['-', '–', '—', '*', '·']);
    (parted && !words.is_empty()).then_some((None, words))
}

/// Whether a line is the rest of a sentence that was wrapped.
fn goes_on(open: &ProseBlock, line: &str) -> bool {
    let (text, shortest) = match open {
        ProseBlock::Paragraph(text) => (text, 40),
        ProseBlock::Item { text, .. } => (text, 1),
    };
    text.chars().count() >= shortest
        && !text.ends_with(['.', '!', '?', '…', ':', ';'])
        && line.starts_with(char::is_lowercase)
        && !line.starts_with("http")
}

fn render(blocks: &[ProseBlock]) -> String {
    let mut markdown = String::new();
    // For each open list, the outermost first: its indent in the source, the width of an
    // item's mark, and whether the list is numbered.
    let mut levels: Vec<(usize, usize, bool)> = Vec::new();
    for block in blocks {
        match block {
            ProseBlock::Paragraph(text) => {
                levels.clear();
                separate(&mut markdown, "\n\n");
                markdown.push_str(&escape(text));
            }
            ProseBlock::Item { number, indent, text } => {
                while levels.len() > 1 && levels.last().is_some_and(|(at, ..)| *at > *indent) {
                    levels.pop();
                }
                let nested = levels.last().is_some_and(|(at, ..)| *indent >= at + 2);
                let mark = number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
                let other_list = levels.last().is_some_and(|l| !nested && l.2 != number.is_some());
                let gap = if levels.is_empty() || other_list { "\n\n" } else { "\n" };
                if !nested {
                    levels.pop();
                }
                let margin: usize = levels.iter().map(|(_, width, _)| width).sum();
                separate(&mut markdown, gap);
                markdown.push_str(&" ".repeat(margin));
                markdown.push_str(&mark);
                markdown.push_str(&escape(text));
                levels.push((*indent, mark.len(), number.is_some()));
            }
        }
    }
    markdown
}

fn separate(markdown: &mut String, gap: &str) {
    if !markdown.is_empty() {
        markdown.push_str(gap);
    }
}

/// Whether a cell was meant as Markdown: it has a link, a strong word or a heading, and no
/// such mark that Markdown does not read, as in `[**ceci *]`.
pub fn is_markdown(text: &str) -> bool {
    let markdown = Markdown::new(text);
    let mut marks = false;
    for (event, _) in markdown.events() {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => marks |= dest_url.starts_with("http"),
            Event::Start(Tag::Strong | Tag::Heading { .. }) => marks = true,
            Event::Text(text) if text.contains("**") || text.contains("](") => return false,
            _ => {}
        }
    }
    // A text whose only mark is `<https://…>` reads the same either way.
    marks
        && (text.contains("](") || text.contains("**") || text.contains("__") || text.contains('#'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(to_markdown(text), expected, "Markdown of {text:?}");
    }

    #[test]
    fn white_space_keeps_french_typography_only() {
        for (text, expected) in [
            ("  Où\u{202f}?\u{a0}\u{a0}", "Où\u{a0}?"),
            ("un\u{a0}\u{a0}mot  deux", "un mot deux"),
            ("lien:\u{a0}ici", "lien: ici"),
            ("«\u{a0}oui\u{a0}»", "«\u{a0}oui\u{a0}»"),
            ("1\u{202f}000\u{a0}€", "1\u{a0}000\u{a0}€"),
            ("e\u{301}te\u{301}\u{200b}", "été"),
        ] {
            assert_eq!(tidy(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lists_and_paragraphs() {
        check("Un.\nDeux.", "Un.\n\nDeux.");
        check(
            "Une phrase coupée par la largeur de la page\nqui continue ici.",
            "Une phrase coupée par la largeur de la page qui continue ici.",
        );
        check("Voici :\n- a ;\n- b.\nFin.", "Voici :\n\n- a ;\n- b.\n\nFin.");
        check("• a\n\n• b", "- a\n- b");
        check("•\u{a0}a\n  – b\n• c", "- a\n  - b\n- c");
        check("1. a\n2. b\n4. c", "1. a\n2. b\n\n4\\. c");
        check("1) a\n   - b", "1. a\n   - b");
        check("a\n-----\nb", "a\n\nb");
    }

    #[test]
    fn markdown_on_purpose_is_told_from_stray_signs() {
        for (text, expected) in [
            ("Voir [la page](https://a.fr).", true),
            ("C’est **important**.", true),
            ("[**Si votre contrat cesse *] : oui", false),
            ("Texte simple.", false),
            ("Voir <https://a.fr>.", false),
        ] {
            assert_eq!(is_markdown(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_line_shows_its_own_words(text in "[a-zé0-9 *_`~#>+.()\\[\\]!<&;:/\\\\|=-]{0,40}") {
            let line = tidy(&text);
            prop_assume!(!line.is_empty() && !is_rule(&line) && item(&line, None, 0).is_none());
            prop_assert_eq!(Markdown::new(to_markdown(&text)).plain(), line);
        }

        #[test]
        fn no_text_panics_or_makes_raw_html(text in any::<String>()) {
            let markdown = Markdown::new(to_markdown(&text));
            let html = markdown.events().any(|(e, _)| matches!(e, Event::Html(_) | Event::InlineHtml(_)));
            prop_assert!(!html, "{:?}", markdown);
            is_markdown(&text);
        }
    }
}
