//! Whatever the answer and the window, lines fit and no word is lost.

use std::sync::Arc;

use proptest::prelude::*;
use souffleur::bot::{Answer, Reply};
use souffleur::faq::{Entry, Markdown};
use souffleur::platform::terminal::{Screen, render};

use super::{choices, entry};

/// Markdown as authors write it and as nobody should.
fn any_markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zé’]{1,9}( [a-zéA-Z]{1,7}){0,6}[.?!…]? ",
        1 => Just("\n\n".to_owned()),
        1 => Just("\n- ".to_owned()),
        1 => Just("\n  1. ".to_owned()),
        1 => Just("\n> ".to_owned()),
        1 => Just("\n## ".to_owned()),
        1 => "\\*\\*[a-zé .]{1,12}\\*\\*",
        1 => "\\[[a-zé .]{0,8}\\]\\(https://a\\.fr/[a-z]{0,5}\\)",
        1 => "`[a-z ]{1,5}`",
        1 => Just("\n| a | b |\n|---|---|\n| c | d |\n".to_owned()),
        1 => Just("\n```\n".to_owned()),
        1 => Just("&amp; \\* <b> &#27; ".to_owned()),
        2 => "\\PC{0,6}",
        1 => any::<String>(),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// The letters and digits of a text, which stay the same however it is drawn.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn is_within(words: &[char], text: &[char]) -> bool {
    let mut text = text.iter();
    words.iter().all(|word| text.any(|c| c == word))
}

proptest! {
    #[test]
    fn any_answer_is_drawn_with_all_its_words(
        question in any::<String>(),
        markdown in any_markdown(),
        first in any::<prop::sample::Index>(),
        last in any::<prop::sample::Index>(),
        width in 0usize..120,
        (colour, links) in any::<(bool, bool)>(),
    ) {
        let answer = Markdown::new(markdown.clone());
        let sentences = answer.sentences();
        let passage = (!sentences.is_empty()).then(|| {
            let (a, b) = (first.index(sentences.len()), last.index(sentences.len()));
            sentences[a.min(b)].start..sentences[a.max(b)].end
        });
        let words = letters(&answer.plain());
        let entry = Arc::new(Entry { answer, ..entry(&question, "") });
        let reply = Reply::from(Answer::Found { entry, passage, see_also: choices() });
        render(&reply, &Screen { colour, links, width });

        let text = render(&reply, &Screen::plain(width));
        prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{:?}", text);
        // A table that is too wide for the window names its columns in each row.
        if !markdown.contains("|---|") {
            prop_assert!(is_within(&words, &letters(&text)), "{:?}\nas\n{}", markdown, text);
        }
    }

    #[test]
    fn any_range_may_be_lit(markdown in any_markdown(), a in 0usize..200, b in 0usize..200) {
        let entry = Arc::new(entry("Q", &markdown));
        let reply = Reply::from(Answer::Found {
            entry,
            passage: Some(std::ops::Range { start: a, end: b }),
            see_also: vec![],
        });
        render(&reply, &Screen { colour: true, links: true, width: 80 });
    }
}
