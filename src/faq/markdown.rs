//! An answer's Markdown and its structure: blocks, sentences, plain text.
//! `pulldown-cmark` parses it, and each platform draws it.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// CommonMark in NFC, otherwise exactly as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markdown(String);

impl Markdown {
    /// Any text is valid CommonMark.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The events of the one parser that all readers of an answer use, so that they agree
    /// on its structure. Ranges are byte offsets into [`Self::as_str`]. Of the extensions to
    /// CommonMark only tables and strikethrough are read.
    pub fn events(&self) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        Parser::new_ext(&self.0, options).into_offset_iter()
    }

    /// The words without marks and link targets; a newline separates blocks.
    pub fn plain(&self) -> String {
        let mut plain = String::with_capacity(self.0.len());
        for (event, _) in self.events() {
            match event {
                Event::Text(text) | Event::Code(text) => plain.push_str(&text),
                Event::SoftBreak | Event::HardBreak => plain.push(' '),
                Event::End(
                    TagEnd::Paragraph
                    | TagEnd::Item
                    | TagEnd::Heading(_)
                    | TagEnd::TableRow
                    | TagEnd::TableHead
                    | TagEnd::CodeBlock,
                ) if !plain.ends_with('\n') => plain.push('\n'),
                Event::End(TagEnd::TableCell) => plain.push(' '),
                _ => {}
            }
        }
        plain.truncate(plain.trim_end().len());
        plain
    }

    /// Byte ranges of the sentences of paragraphs, list items and headings, in order. A
    /// range never cuts a link, an emphasis or a code span, so that a mark can be put around
    /// it. Code blocks, tables and HTML are left out.
    pub fn sentences(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut open: Option<Range<usize>> = None;
        // Greater than 0 inside a link or an emphasis, where no sentence may end.
        let mut inline_depth = 0usize;
        let mut skipped_depth = 0usize;
        for (event, range) in self.events() {
            match event {
                Event::Start(Tag::CodeBlock(_) | Tag::Table(_) | Tag::HtmlBlock) => {
                    self.close(&mut open, &mut found);
                    skipped_depth += 1;
                }
                Event::End(TagEnd::CodeBlock | TagEnd::Table | TagEnd::HtmlBlock) => {
                    skipped_depth -= 1;
                }
                _ if skipped_depth > 0 => {}
                Event::Start(
                    Tag::Link { .. }
                    | Tag::Emphasis
                    | Tag::Strong
                    | Tag::Strikethrough
                    | Tag::Image { .. },
                ) => {
                    inline_depth += 1;
                    extend(&mut open, &range);
                }
                Event::End(
                    TagEnd::Link
                    | TagEnd::Emphasis
                    | TagEnd::Strong
                    | TagEnd::Strikethrough
                    | TagEnd::Image,
                ) => {
                    inline_depth -= 1;
                    extend(&mut open, &range);
                }
                Event::Start(_) | Event::End(_) => self.close(&mut open, &mut found),
                Event::Text(_) if inline_depth == 0 => {
                    let mut start = range.start;
                    for end in sentence_ends(&self.0[range.clone()]) {
                        extend(&mut open, &(start..range.start + end));
                        self.close(&mut open, &mut found);
                        start = range.start + end;
                    }
                    if start < range.end {
                        extend(&mut open, &(start..range.end));
                    }
                }
                Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) => {
                    extend(&mut open, &range);
                }
                Event::HardBreak if inline_depth == 0 => self.close(&mut open, &mut found),
                _ => {}
            }
        }
        self.close(&mut open, &mut found);
        found
    }

    fn close(&self, open: &mut Option<Range<usize>>, found: &mut Vec<Range<usize>>) {
        let Some(range) = open.take() else { return };
        let text = &self.0[range.clone()];
        let start = range.start + (text.len() - text.trim_start().len());
        let end = range.start + text.trim_end().len();
        if start < end {
            found.push(start..end);
        }
    }
}

fn extend(open: &mut Option<Range<usize>>, range: &Range<usize>) {
    match open {
        Some(open) => {
            open.start = open.start.min(range.start);
            open.end = open.end.max(range.end);
        }
        None => *open = Some(range.clone()),
    }
}

/// Byte offsets just after `.`, `!`, `?` or `…`, where white space follows and the word
/// before is not an abbreviation such as `art.` or `M.`.
fn sentence_ends(text: &str) -> Vec<usize> {
    const ABBREVIATIONS: [&str; 8] = ["art", "cf", "ex", "etc", "m", "mme", "n", "p"];
    let mut ends = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(c, '.' | '!' | '?' | '…') {
            continue;
        }
        let Some(&(next, follower)) = chars.peek() else { continue };
        let word = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let abbreviation = c == '.' && ABBREVIATIONS.contains(&word.to_lowercase().as_str());
        if follower.is_whitespace() && !abbreviation {
            ends.push(next);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let markdown = Markdown::new(text);
        let got: Vec<&str> = markdown.sentences().into_iter().map(|r| &text[r]).collect();
        assert_eq!(got, expected, "sentences of {text:?}");
    }

    #[test]
    fn sentences_follow_blocks_and_keep_marks_whole() {
        check("Oui. Cela dépend\nde l’opérateur.", &["Oui.", "Cela dépend\nde l’opérateur."]);
        check("- un\n- deux. trois", &["un", "deux.", "trois"]);
        check(
            "Voir [la page. Ici](https://a.fr). Fin",
            &["Voir [la page. Ici](https://a.fr).", "Fin"],
        );
        check("**Non. Jamais.** Suite", &["**Non. Jamais.** Suite"]);
        check("le **gras\\\nsuite** fin", &["le **gras\\\nsuite** fin"]);
        check("- *a.  \n  b*  \n  c", &["*a.  \n  b*", "c"]);
        check("[a\\\nb](https://a.fr)\\\nc", &["[a\\\nb](https://a.fr)", "c"]);
        check("art. L1110-4 et p. ex. ceci", &["art. L1110-4 et p. ex. ceci"]);
        check("```\ncode. code\n```\n\naprès", &["après"]);
        check("", &[]);
    }

    proptest! {
        #[test]
        fn sentences_of_any_text_follow_one_another(
            pieces in vec(select(vec![
                "a. ", "été", " b", "**", "*", "_", "~~", "[", "](https://a.fr)", "![", "`", "\\\n",
                "  \n", "\n", "\n\n", "- ", "1. ", "> ", "| a | b |\n|---|---|\n", "<br>", "<b>", "# ",
                "```\n", "! ", "…\u{a0}", "<!-- x -->", "<https://b.fr>",
            ]), 0..24),
        ) {
            let text = pieces.concat();
            let mut end = 0;
            for sentence in Markdown::new(text.as_str()).sentences() {
                prop_assert!(sentence.start >= end && sentence.start < sentence.end, "{text:?}");
                prop_assert!(text.get(sentence.clone()).is_some(), "{text:?}");
                end = sentence.end;
            }
        }
    }

    #[test]
    fn plain_keeps_words_only() {
        let text = "# Titre\n\nUn [lien](https://a.fr) et `FON-47`.\n\n- a\n- b\n";
        assert_eq!(Markdown::new(text).plain(), "Titre\nUn lien et FON-47.\na\nb");
    }
}
