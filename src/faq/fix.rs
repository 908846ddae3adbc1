//! What the program can fix in a file by itself: the problems whose right form is certain.
//! Nothing else of the file changes.

use std::path::Path;

use encoding_rs::WINDOWS_1252;

use super::fault::{UrlFault, YamlFault};
use super::lines::Lines;
use super::parse;
use super::problem::{Problem, ProblemKind};
use super::quoting;
use super::scan::{self, NotUtf8};
use super::values::nfc;

/// Each step fixes one problem. A file with more is fixed in part, and the rest at the next
/// call.
const STEPS_MAX: usize = 500;

/// A file and what it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text as it is, decoded.
    pub before: String,
    /// The text as it should be, in UTF-8. Fixing it again changes nothing.
    pub after: String,
    /// Whether the file was in Windows-1252.
    pub was_windows_1252: bool,
}

/// Fixes the bytes of an entry's file; `None` when there is nothing to fix, or when their
/// encoding is not known. The file's other problems stay.
pub fn entry(file: &Path, bytes: &[u8]) -> Option<Fixed> {
    let (before, was_windows_1252) = text(bytes)?;
    let mut after = nfc(&before);
    for _ in 0..STEPS_MAX {
        let parsed = parse::alone(file, &after);
        let next = parsed.problems.iter().find_map(|problem| without(problem, &after));
        match next {
            Some(text) if text != after => after = text,
            _ => break,
        }
    }
    (was_windows_1252 || after != before).then_some(Fixed { before, after, was_windows_1252 })
}

/// Fixes the encoding of a file that is not an entry: `collection.toml`, `questions.toml`.
pub fn encoding(bytes: &[u8]) -> Option<Fixed> {
    let (before, was_windows_1252) = text(bytes)?;
    was_windows_1252.then(|| Fixed { after: before.clone(), before, was_windows_1252 })
}

fn text(bytes: &[u8]) -> Option<(String, bool)> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some((text.to_owned(), false)),
        Err(_) => match scan::not_utf8(bytes) {
            NotUtf8 { windows_1252: true, .. } => {
                Some((WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), true))
            }
            NotUtf8 { .. } => None,
        },
    }
}

/// The text without a problem; `None` when only its author can fix it.
fn without(problem: &Problem, text: &str) -> Option<String> {
    let line = usize::try_from(problem.line).ok()?.checked_sub(1)?;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let written = text[start..].split('\n').next()?;
    let written = written.strip_suffix('\r').unwrap_or(written);
    let end = start + written.len();
    let with = |line: String| Some(format!("{}{line}{}", &text[..start], &text[end..]));
    // The rest of the line, from the problem's column on: what stands before is right.
    let column = usize::try_from(problem.column).ok()?.saturating_sub(1);
    let at = written.char_indices().nth(column).map_or(written.len(), |(at, _)| at);
    let replaced = |found: &str, meant: &str| {
        let from = if written[at..].contains(found) { at } else { 0 };
        let (kept, rest) = written.split_at(from);
        rest.contains(found).then(|| format!("{kept}{}", rest.replacen(found, meant, 1)))
    };
    match &problem.kind {
        ProblemKind::Yaml(
            YamlFault::ColonInValue { .. }
            | YamlFault::ReservedStart { meant: Some(_), .. }
            | YamlFault::TextAfterQuote { meant: Some(_) },
        )
        | ProblemKind::NotAList { .. } => {
            let quoting::Meant { rows, text: meant, .. } =
                quoting::meant(&Lines::new(text), problem.line)?;
            let indent = &written[..written.len() - written.trim_start().len()];
            let whole: usize = text[start..].split_inclusive('\n').take(rows).map(str::len).sum();
            let whole = &text[start..start + whole];
            let newline = &whole[whole.trim_end_matches(['\r', '\n']).len()..];
            let after = &text[start + whole.len()..];
            Some(format!("{}{indent}{meant}{newline}{after}", &text[..start]))
        }
        ProblemKind::Yaml(
            YamlFault::NoSpaceAfterColon { meant }
            | YamlFault::CommentInValue { meant, is_word: true },
        ) => {
            let indent = &written[..written.len() - written.trim_start().len()];
            with(format!("{indent}{meant}"))
        }
        ProblemKind::Yaml(YamlFault::NoBreakBeforeColon { key }) => {
            let (_, value) = written.split_once(':')?;
            let indent = &written[..written.find(key)?];
            with(format!("{indent}{key}:{value}"))
        }
        ProblemKind::UnknownKey { key, meant: Some(meant), .. } => {
            // Two keys of one name would be a problem that only the author can fix.
            let is_given =
                text.lines().any(|line| line.trim_start().starts_with(&format!("{meant}:")));
            if is_given { None } else { with(replaced(key, meant)?) }
        }
        ProblemKind::WrongDate { found, meant: Some(meant), .. } => {
            with(replaced(found, &meant.to_string())?)
        }
        ProblemKind::WrongSource { found, fault } | ProblemKind::WrongLink { found, fault } => {
            let (UrlFault::StrayPunctuation { meant }
            | UrlFault::NotAbsolute { meant: Some(meant) }) = fault
            else {
                return None;
            };
            with(replaced(found, meant)?)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fixed(text: &str) -> Option<String> {
        let file = Path::new("c/e.md");
        let fixed = entry(file, text.as_bytes())?;
        assert_eq!(entry(file, fixed.after.as_bytes()), None, "fixed twice: {}", fixed.after);
        Some(fixed.after)
    }

    #[test]
    fn each_kind_is_fixed_once_and_nothing_else_changes() {
        for (before, after) in [
            ("question: Horaires : quand ?", "question: \"Horaires : quand ?\""),
            (
                "question: Horaires « été » : quand # vite ?",
                "question: \"Horaires « été » : quand # vite ?\"",
            ),
            ("question: Un \"mot\" : quoi ?", "question: 'Un \"mot\" : quoi ?'"),
            ("question: Le salon #aide", "question: \"Le salon #aide\""),
            ("question:Quand ?", "question: Quand ?"),
            ("question:\u{a0}Quand ?", "question: Quand ?"),
            ("question\u{a0}: Quand ?", "question: Quand ?"),
            ("qestion: Quand ?", "question: Quand ?"),
            (
                "question: Quand ?\nvariants:\n  - Le prix : combien ?\n  - Voie #4",
                "question: Quand ?\nvariants:\n  - \"Le prix : combien ?\"\n  - \"Voie #4\"",
            ),
            ("question: Quand ?\nupdated: 3/2/2026", "question: Quand ?\nupdated: 2026-02-03"),
            (
                "question: Quand ?\nreview_by: \"5 mars 2027\"   # note",
                "question: Quand ?\nreview_by: \"2027-03-05\"   # note",
            ),
            (
                "question: Quand ?\nsource: https://a.fr/page.",
                "question: Quand ?\nsource: https://a.fr/page",
            ),
            (
                "question: Quand ?\nsource: a.fr/page",
                "question: Quand ?\nsource: https://a.fr/page",
            ),
            ("question: E\u{301}te\u{301} ?", "question: Été ?"),
            ("question: @accueil répond ?", "question: \"@accueil répond ?\""),
            ("question: *Où* payer ?", "question: \"*Où* payer ?\""),
            ("question: &co : qui ?", "question: \"&co : qui ?\""),
            ("question: !info où ?", "question: \"!info où ?\""),
            ("question: %TVA, combien ?", "question: \"%TVA, combien ?\""),
            ("question: `ls` fait quoi ?", "question: \"`ls` fait quoi ?\""),
            ("question: > 18 ans, c’est où ?", "question: \"> 18 ans, c’est où ?\""),
            ("question: [Eau] coupée ?", "question: \"[Eau] coupée ?\""),
            ("question: [Eau : gaz] où ?", "question: \"[Eau : gaz] où ?\""),
            ("question: {ville} : où ?", "question: \"{ville} : où ?\""),
            ("question: \"Eau\" chaude ?", "question: '\"Eau\" chaude ?'"),
            ("question: 'L'eau du puits ?'", "question: \"L'eau du puits ?\""),
            ("question: \"Le \"grand\" jour ?\"", "question: 'Le \"grand\" jour ?'"),
            ("question: #eau où ?", "question: \"#eau où ?\""),
            ("question: @eau # à revoir", "question: \"@eau\" # à revoir"),
            ("question: Eau :\n  où ?", "question: \"Eau : où ?\""),
            ("question: Quand ?\ncategories: Eau", "question: Quand ?\ncategories: [Eau]"),
            ("question: Quand ?\ncategorie: Eau", "question: Quand ?\ncategories: [Eau]"),
            (
                "question: Quand ?\ncategories: Eau : gaz",
                "question: Quand ?\ncategories: [\"Eau : gaz\"]",
            ),
            (
                "question: Quand ?\ncategories: [Eau : gaz, Bois]",
                "question: Quand ?\ncategories: [\"Eau : gaz\", Bois]",
            ),
            (
                "question: Quand ?\nvariants: Quand, et où ?",
                "question: Quand ?\nvariants: [\"Quand, et où ?\"]",
            ),
            (
                "question: Quand ?\nvariants:\n- {x} : y\n- [z] où ?\n- *k",
                "question: Quand ?\nvariants:\n- \"{x} : y\"\n- \"[z] où ?\"\n- \"*k\"",
            ),
        ] {
            for newline in ["\n", "\r\n"] {
                let file = |front: &str| {
                    format!("---\n{front}\n---\n  Oui : à 8 h.  \n\n").replace('\n', newline)
                };
                assert_eq!(fixed(&file(before)).as_deref(), Some(&*file(after)), "{before}");
            }
        }
        let body = |answer: &str| format!("---\nquestion: Quand ?\n---\n{answer}\n");
        let answer = body("Ici : [page](https://a.fr/x.), [là](a.fr/y), `[z](https://a.fr.)`.");
        let right =
            body("Ici : [page](https://a.fr/x), [là](https://a.fr/y), `[z](https://a.fr.)`.");
        assert_eq!(fixed(&answer), Some(right));
    }

    #[test]
    fn what_only_the_author_can_fix_stays() {
        for text in [
            "---\nquestion: Quand ?\n---\nOui, le 3/2/2026.\n",
            "---\nquestion: Quand ?\nupdated: bientôt\n---\nOui.\n",
            "---\nquestion: \"Quand ?\n---\nOui.\n",
            "---\nqestion: Quand ?\nquestion: Où ?\n---\nOui.\n",
            "---\nquestion: Quand ?\nsource: https://a.fr/x # la page\n---\nOui.\n",
            // A list of one, or words in brackets.
            "---\nquestion: [Quand ?]\n---\nOui.\n",
            // One variant or two.
            "---\nquestion: Quand ?\nvariants: Où ? Qui ?\n---\nOui.\n",
            "---\nquestion: Quand ?\ncategories: [Eau, \"Gaz : ville\"]\n---\nOui.\n",
            "---\nquestion: >\n  Eau : quand ?\n---\nOui.\n",
            "---\nquestion: &q Quand ?\nsource_quote: *q\n---\nOui.\n",
            // A note of the author's, which is no part of the question.
            "---\nquestion: Quand venir ? # à revoir en mars\n---\nOui.\n",
            "Rien d’une entrée : « oui »\n",
            "",
        ] {
            assert_eq!(fixed(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_file_is_fixed_twice(
            values in prop::collection::vec(prop::sample::select(&PIECES[..]), 1..6),
            rest in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..6),
            head in prop::sample::select(&["variants: ", "categories: ", "variants:\n  - "][..]),
        ) {
            let (value, rest) = (values.concat(), rest.concat());
            fixed(&format!("---\nquestion: {value}\n{head}{rest}\n---\nOui.\n"));
        }

        #[test]
        fn a_question_is_read_as_it_is_written(
            sign in prop::sample::select(&["@", "*", "&", "!", "%", "`", "{", "| ", "> ", "#", ", "][..]),
            words in "[a-zé]{1,8}( [a-zé]{1,8}){0,3}( : [a-z]{1,5})? \\?",
        ) {
            let text = format!("---\nquestion: {sign}{words}\n---\nOui.\n");
            let fixed = fixed(&text).expect("it is fixed");
            let entry = parse::alone(Path::new("c/e.md"), &fixed).entry.expect("an entry");
            prop_assert_eq!(entry.question.clone(), format!("{sign}{words}"));
        }
    }

    const PIECES: [&str; 30] = [
        "Où ", "payer", " ?", " : ", ": ", ":", "[", "]", "{", "}", "@", "*", "&", "!", "%", "`",
        "|", ">", " #", "# ", "\"", "'", ", ", "- ", "\n  ", "\n", "\\", "<<", "~", "été",
    ];

    #[test]
    fn windows_1252_becomes_utf_8() {
        let bytes = b"---\nquestion: O\xf9 ?\n---\n\xc9crivez \x96 vite.\n";
        let fixed = entry(Path::new("e.md"), bytes).expect("it is fixed");
        assert_eq!(fixed.after, "---\nquestion: Où ?\n---\nÉcrivez – vite.\n");
        assert!(fixed.was_windows_1252);
        assert_eq!(entry(Path::new("e.md"), b"---\nquestion: \x00\xff\x81\n---\n"), None);
    }
}
