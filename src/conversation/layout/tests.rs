use std::ops::Range;

use super::*;
use crate::faq::Markdown;

const LOOSE: Form = Form { quote: "│ ", loose_lists: true, strike_marks: false, address: None };
const TIGHT: Form =
    Form { quote: "> ", loose_lists: false, strike_marks: true, address: Some(|a| a) };

fn check(markdown: &str, form: Form, expected: &str) {
    let drawn = lines(Markdown::new(markdown).events(), None, form, |block, _| match block {
        Block::Paragraph(words) | Block::Code(words) => {
            words.text().trim().split('\n').map(str::to_owned).collect()
        }
        Block::Rule => vec!["-".to_owned()],
        Block::Table { rows, .. } => rows.iter().map(|row| row.len().to_string()).collect(),
    });
    assert_eq!(drawn.join("\n"), expected, "{markdown:?}");
}

#[test]
fn the_form_decides_marks_and_empty_lines() {
    check("> - a\n>\n> - ~~b~~\n\nc", LOOSE, "│ • a\n│\n│ • b\n\nc");
    check("> - a\n>\n> - ~~b~~\n\nc", TIGHT, "> • a\n> • ~~b~~\n\nc");
    check("9. a\n10. b  \n    c\n11.\n", LOOSE, "9. a\n10. b\n    c\n11.");
    check("- a\n\n      b\n", TIGHT, "• a\n  b");
    check("| a | b |\n|---|---|\n| c | d |", LOOSE, "2\n2");
}

#[test]
fn an_address_is_written_behind_words_that_are_another_one() {
    let rows = [
        ("[page](https://a.fr/b)", "page (https://a.fr/b)"),
        ("[https://a.fr](https://a.fr/)", "https://a.fr"),
        ("[https://a.fr/b](https://a.fr/b#:~:text=c)", "https://a.fr/b"),
        ("[moi@a.fr](mailto:moi@a.fr)", "moi@a.fr"),
        ("[moi@a.fr](mailto:moi@a.fr?subject=Aide)", "moi@a.fr"),
        ("[mailto:moi@a.fr](mailto:moi@a.fr)", "mailto:moi@a.fr"),
        ("[page](ftp://a.fr) ![plan](https://a.fr/p)", "page plan (https://a.fr/p)"),
    ];
    for (markdown, expected) in rows {
        check(markdown, TIGHT, expected);
    }
    check("[page](https://a.fr/b)", LOOSE, "page");
}

#[test]
fn the_passage_is_marked_to_the_byte() {
    let text = "Un *deux* &amp; `trois`.\n\n    deux\n";
    let marked = |range: Range<usize>| {
        let runs = std::cell::RefCell::new(Vec::new());
        lines(Markdown::new(text).events(), Some((text, &range)), LOOSE, |block, _| {
            let (Block::Paragraph(words) | Block::Code(words)) = block else {
                return Vec::new();
            };
            let marked = words.runs().filter(|(_, style)| style.passage);
            runs.borrow_mut().extend(marked.map(|(run, _)| run.to_owned()));
            Vec::new()
        });
        runs.into_inner().concat()
    };
    assert_eq!(marked(0..6), "Un de");
    assert_eq!(marked(4..text.len()), "deux & trois.");
    assert_eq!(marked(8_000..9_000), "");
}
