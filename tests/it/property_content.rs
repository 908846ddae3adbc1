//! Properties of loading.
//!
//! 1. Whatever bytes a FAQ's files contain, a load ends with a FAQ or with problems and
//!    never with a panic, and each problem has a sentence.
//! 2. The place of each problem exists in its file.
//! 3. A valid entry loads word for word.

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
}
