//! Properties of loading.
//!
//! 1. Whatever bytes a FAQ's files contain, a load ends with a FAQ or with problems and
//!    never with a panic, and each problem has a sentence.
//! 2. The place of each problem exists in its file.
//! 3. A valid entry loads word for word.
//! 4. Loading a folder again after any changes gives what a first load of it gives.

use std::fs;
use std::path::Path;

use jiff::civil::date;
use proptest::prelude::*;
use souffleur::faq::load::Folder;
use souffleur::faq::{Problem, Severity};
use tempfile::TempDir;

fn load(files: &[(&str, &[u8])]) -> Result<(usize, Vec<Problem>), Vec<Problem>> {
    let root = TempDir::new().expect("a temporary folder");
    fs::create_dir(root.path().join("c")).expect("a folder");
    for (path, content) in files {
        fs::write(root.path().join(path), content).expect("a file");
    }
    let loaded = Folder::new(root.path()).load(date(2026, 1, 15));
    loaded.map(|loaded| (loaded.faq.len(), loaded.warnings))
}

fn sound(outcome: Result<(usize, Vec<Problem>), Vec<Problem>>, files: &[(&str, &[u8])]) {
    let stops = outcome.is_err();
    let problems = outcome.map_or_else(|problems| problems, |(_, warnings)| warnings);
    assert_eq!(stops, problems.iter().any(|p| p.severity() == Severity::Error));
    for problem in problems {
        assert!(problem.to_string().ends_with(|c: char| !c.is_whitespace()), "{problem}");
        let content = files.iter().find(|(path, _)| Path::new(path) == problem.file);
        if let Some((_, content)) = content {
            let text = String::from_utf8_lossy(content);
            let lines: Vec<&str> = text.split('\n').collect();
            let line = problem.line as usize;
            assert!(line <= lines.len(), "{problem} in {text:?}");
            let width = line.checked_sub(1).map_or(0, |line| lines[line].chars().count());
            assert!(problem.column as usize <= width + 1, "{problem} in {text:?}");
        }
    }
}

/// A change to a FAQ's folder: a file, and its new text or none to remove it.
fn change() -> impl Strategy<Value = (&'static str, Option<&'static str>)> {
    let file = prop::sample::select(vec![
        "c/a.md",
        "c/a-b.md",
        "c/B.md",
        "c/é.md",
        "d/a.md",
        "d/e.md",
        "d/unknown.md",
        "c/collection.toml",
        "c/questions.toml",
        "d/collection.toml",
        "f.md",
    ]);
    let text = prop::sample::select(vec![
        Some("---\nquestion: Où est la BAL ?\nsource: https://a.fr\n---\nIci.\n"),
        Some("---\nquestion: Où est la BAL ?\nvariants: [Quand ?]\n---\nIci.\n"),
        Some("---\nquestion: Quand ?\nreview_by: 2025-01-01\n---\nDemain.\n"),
        Some("---\nquestion: Quand ?\n"),
        Some("source = \"https://a.fr/1\"\n[glossary]\nBAL = \"boîte\"\n"),
        Some("source = \"https://a.fr/2\"\n"),
        Some("[[question]]\nask = \"Quand ?\"\nexpect = \"a\"\n"),
        None,
    ]);
    (file, text)
}

/// Pieces of text that YAML, TOML and Markdown treat specially.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "---\n", "question: ", "variants:\n", "  - ", "source: https://a.fr\n", "updated: ",
            "review_by: ", "categories: [", "]", "{", "}", "\n", "\r\n", ": ", "- ", "\"", "'",
            "\t", "&a ", "*a", "!!int ", "|\n", ">\n", "#", "? ", "<<: ", "\\", "\u{feff}", "...",
            "[glossary]\n", "[[question]]\n", "ask = ", "expect = ", "= ", "[a](b)", "```\n",
            "<!--", "05/09/2025", "1e999", ".nan", "~", "RPPS", "e\u{301}", "é", "😀", "\u{a0}",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_judged(entry in pieces(), front in pieces(), settings in pieces(), golden in pieces()) {
        let framed = format!("---\nquestion: Où ?\n{front}\n---\n{entry}");
        let files: [(&str, &[u8]); 4] = [
            ("c/a.md", entry.as_bytes()),
            ("c/b.md", framed.as_bytes()),
            ("c/collection.toml", settings.as_bytes()),
            ("c/questions.toml", golden.as_bytes()),
        ];
        sound(load(&files), &files);
    }

    #[test]
    fn any_bytes_are_judged(entry in any::<Vec<u8>>(), toml in any::<Vec<u8>>()) {
        let files: [(&str, &[u8]); 3] =
            [("c/a.md", &entry), ("c/collection.toml", &toml), ("c/questions.toml", &toml)];
        sound(load(&files), &files);
    }

    #[test]
    fn a_sound_entry_loads(question in "[a-zà-ÿ]{1,12}( [a-zà-ÿ0-9’]{1,12}){0,8} \\?", answer in "[A-Za-zà-ÿ][A-Za-zà-ÿ ,.’]{0,200}") {
        let text = format!("---\nquestion: {question}\nsource: https://a.fr/x\n---\n{answer}\n");
        let (entries, _) = load(&[("c/a.md", text.as_bytes())]).expect("it is sound");
        prop_assert_eq!(entries, 1);
    }

    #[test]
    fn loading_again_gives_what_a_first_load_gives(
        steps in prop::collection::vec(prop::collection::vec(change(), 1..6), 1..6),
    ) {
        let today = date(2026, 1, 15);
        let root = TempDir::new().expect("a temporary folder");
        let mut known = Folder::new(root.path());
        for step in steps {
            for (path, text) in step {
                let path = root.path().join(path);
                fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder");
                match text {
                    Some(text) => fs::write(path, text).expect("a file"),
                    None => drop(fs::remove_file(path)),
                }
            }
            let again = known.load(today);
            let first = Folder::new(root.path()).load(today);
            match (again, first) {
                (Ok(again), Ok(first)) => {
                    prop_assert_eq!(again.faq.collections(), first.faq.collections());
                    prop_assert_eq!(again.warnings, first.warnings);
                }
                (again, first) => prop_assert_eq!(again.err(), first.err()),
            }
        }
    }
}
