//! The house's plan, read off `src/`.
//!
//! 1. Arrows between modules run one way: each module uses only those listed for
//!    it in [`ARROWS`].
//! 2. Each library in [`NAMED_BY`] is named in one place.
//! 3. The check sees a backward arrow however it is written.
//!
//! Unit tests inside `src/` are passed over: a test may look from further up.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Who may use whom, in the order of the layers. A layer may use any one below
/// it, not only the next: a renderer reads entries, which are the FAQ's.
///
/// A folder of `platform/` is a module of its own here, so that no network can
/// lean on another; `*` stands for each of them.
const ARROWS: &[(&str, &[&str])] = &[
    ("main", &["app", "cli", "config", "telemetry"]),
    ("app", &["platform", "bot", "library", "search", "faq", "config", "telemetry", "wording"]),
    (
        "cli",
        &["eval", "platform/terminal", "bot", "library", "search", "faq", "telemetry", "wording"],
    ),
    ("eval", &["search", "faq"]),
    ("config", &["platform", "telemetry"]),
    ("platform", &["platform/*", "bot"]),
    ("platform/*", &["bot", "library", "search", "faq", "secret", "wording"]),
    ("wording", &["bot", "library", "search", "faq"]),
    ("bot", &["library", "search", "faq"]),
    ("library", &["search", "faq"]),
    ("search", &["faq"]),
    ("faq", &[]),
    ("telemetry", &[]),
    ("secret", &[]),
];

/// The only module that may name a library, so that it can be replaced there.
const NAMED_BY: [(&str, &str); 4] = [
    ("tantivy", "search"),
    ("serenity", "platform/discord"),
    ("matrix_sdk", "platform/matrix"),
    ("sqlx", "journal"),
];

#[test]
fn src_is_built_as_planned() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    read(&root, &root, &mut files);
    assert!(files.iter().any(|(path, _)| path == "bot/mod.rs"), "src/ was not read: {files:?}");
    let wrong = violations(&files);
    assert!(
        wrong.is_empty(),
        "src/ is not built as planned; turn the arrow round (pass the value in, move the \
         type down), or change the plan in DESIGN and here:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_backward_arrow_is_seen_however_it_is_written() {
    let rows: [(&str, &str, &[&str]); 17] = [
        ("faq/load.rs", "use crate::search::Index;", &["faq → search"]),
        ("search/mod.rs", "use crate::{faq::Faq, library::Library};", &["search → library"]),
        ("search/mod.rs", "use crate::{\n    faq,\n    bot::{self, Reply},\n};", &["search → bot"]),
        ("library/diff.rs", "fn f() { crate::bot::today(); }", &["library → bot"]),
        ("library/diff.rs", "use super::super::bot::Bot;", &["library → bot"]),
        ("bot/mod.rs", "use super::platform;", &["bot → platform"]),
        ("bot/mod.rs", "pub use crate :: app as a;", &["bot → app"]),
        ("bot/mod.rs", "use crate::*;", &["bot → *"]),
        (
            "platform/discord/mod.rs",
            "use crate::platform::matrix::Room;",
            &["platform/discord → platform/matrix"],
        ),
        (
            "platform/discord/send.rs",
            "use super::super::matrix::Room;",
            &["platform/discord → platform/matrix"],
        ),
        ("platform/terminal.rs", "use crate::config::Config;", &["platform/terminal → config"]),
        ("main.rs", "use souffleur::{app, search};", &["main → search"]),
        ("bot/mod.rs", "use tantivy::Index;", &["bot names tantivy"]),
        ("platform/mod.rs", "fn f(c: serenity::Client) {}", &["platform names serenity"]),
        ("new/mod.rs", "fn f() {}", &["new is not in the plan"]),
        // Not arrows.
        (
            "faq/mod.rs",
            "//! crate::bot\n/* tantivy /* crate::app */ crate::app */ fn f<'a>(s: &'a str, c: char) {\n\
             let _ = (\"crate::bot::x \\\" tantivy\", r#\"use \" crate::app\"#, '\"', b'\"', '\\'');\n}\n\
             #[cfg(test)]\nmod tests { use crate::bot::Bot; fn f() { let _ = \"}\"; } }",
            &[],
        ),
        (
            "platform/mod.rs",
            "pub mod terminal; use crate::bot::Bot; fn f() { terminal::run(); crate::platform::terminal::run() }",
            &[],
        ),
    ];
    for (path, text, expected) in rows {
        let found = violations(&[(path.to_owned(), text.to_owned())]);
        let matches = found.len() == expected.len()
            && found.iter().zip(expected).all(|(found, expected)| found.contains(expected));
        assert!(matches, "{path}: {text}\nfound {found:#?}\nexpected {expected:#?}");
    }
    // After a test module, the rest of the file counts again.
    let text = "#[cfg(test)]\nmod tests { mod inner { fn f() {} } }\nuse crate::app;";
    let found = violations(&[("faq/mod.rs".to_owned(), text.to_owned())]);
    assert_eq!(found.len(), 1, "{found:#?}");
}

fn read(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for item in fs::read_dir(folder).expect("a folder of src/") {
        let path = item.expect("an item of it").path();
        if path.is_dir() {
            read(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).expect("under src/").display().to_string();
            files.push((name, fs::read_to_string(&path).expect("UTF-8")));
        }
    }
}

/// One sentence for each thing that is not as planned, in order.
fn violations(files: &[(String, String)]) -> Vec<String> {
    let mut wrong = BTreeSet::new();
    for (path, text) in files {
        // `lib.rs` declares every module; a file of unit tests is a unit test.
        if path == "lib.rs" || path.ends_with("tests.rs") {
            continue;
        }
        let here = module_path(path);
        let from = planned(&here);
        let row = ARROWS.iter().find(|(name, _)| fits(name, &from));
        let Some((_, allowed)) = row else {
            wrong.insert(format!("{from} is not in the plan (src/{path})"));
            continue;
        };
        let tokens = without_tests(tokens(text));
        for reached in paths(&tokens, &here) {
            let to = planned(&reached);
            let known = ARROWS.iter().any(|(name, _)| fits(name, &to));
            if to != from && (known || to == "*") && !allowed.iter().any(|name| fits(name, &to)) {
                wrong.insert(format!("{from} → {to} (src/{path})"));
            }
        }
        for (library, home) in NAMED_BY {
            if from != home && tokens.iter().any(|token| token == library) {
                wrong.insert(format!("{from} names {library}, which is {home}'s (src/{path})"));
            }
        }
    }
    wrong.into_iter().collect()
}

/// `bot/reply.rs` → `bot`, `reply`; `bot/mod.rs` → `bot`.
fn module_path(file: &str) -> Vec<String> {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    stem.split('/').filter(|part| *part != "mod").map(str::to_owned).collect()
}

/// The module of the plan that a path stands in.
fn planned(path: &[String]) -> String {
    match path {
        [platform, network, ..] if platform == "platform" && is_module(network) => {
            format!("platform/{network}")
        }
        [first, ..] => first.clone(),
        [] => "main".to_owned(),
    }
}

/// Types and functions of `platform/mod.rs` itself are no networks.
fn is_module(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name != "start" && name != "self"
}

fn fits(name: &str, module: &str) -> bool {
    name == module || (name == "platform/*" && module.starts_with("platform/"))
}

/// Every path from the crate's root that the tokens of module `here` name.
fn paths(tokens: &[String], here: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let inside = at > 0 && tokens[at - 1] == "::";
        let base = match token.as_str() {
            "crate" | "souffleur" if !inside => Vec::new(),
            "super" if !inside => here[..here.len().saturating_sub(1)].to_vec(),
            _ => continue,
        };
        if tokens.get(at + 1).is_some_and(|next| next == "::") {
            branch(tokens, at + 2, base, &mut found);
        }
    }
    found
}

/// Follows a path, or each branch of `{…}`, from `at`; gives the place after it.
fn branch(
    tokens: &[String],
    mut at: usize,
    mut path: Vec<String>,
    found: &mut Vec<Vec<String>>,
) -> usize {
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("super") => {
                path.pop();
            }
            Some("{") => {
                at += 1;
                while let Some(token) = tokens.get(at) {
                    match token.as_str() {
                        "}" => return at + 1,
                        "," => at += 1,
                        "as" => at += 2,
                        _ => at = branch(tokens, at, path.clone(), found).max(at + 1),
                    }
                }
                return at;
            }
            Some(name) if name == "*" || name.starts_with(is_word) => path.push(name.to_owned()),
            _ => break,
        }
        at += 1;
        if tokens.get(at).map(String::as_str) != Some("::") {
            break;
        }
        at += 1;
    }
    if !path.is_empty() {
        found.push(path);
    }
    at
}

/// Words, `::` and single signs; no comments, no strings, no character literals.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = literal(rest) {
            length
        } else if is_word(first) {
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// The length of a string or character literal that `text` starts with.
fn literal(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c"].into_iter().find(|prefix| {
        let after = text.strip_prefix(prefix);
        after.is_some_and(|after| {
            after.starts_with('"') || after.starts_with("#\"") || after.starts_with("##")
        }) || (*prefix == "b" && after.is_some_and(|after| after.starts_with('\'')))
    });
    let start = prefix.map_or(0, str::len);
    let rest = &text[start..];
    if prefix.is_some_and(|prefix| prefix.ends_with('r')) {
        let marks = rest.len() - rest.trim_start_matches('#').len();
        let open = rest[marks..].strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(marks));
        let end = open.find(&close).map_or(open.len(), |end| end + close.len());
        return Some(start + marks + 1 + end);
    }
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut chars = rest.char_indices().skip(1);
    let mut length = 0;
    while let Some((at, c)) = chars.next() {
        length += 1;
        // `'a` followed by anything but a quote is a lifetime.
        if quote == '\'' && length == 2 && c != '\'' && !rest.starts_with("'\\") {
            return None;
        }
        if c == '\\' {
            chars.next();
        } else if c == quote {
            return Some(start + at + 1);
        }
    }
    None
}

/// Without `#[cfg(test)]` and the item after it.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut rest = &tokens[..];
    while let Some((first, after)) = rest.split_first() {
        if !(rest.len() >= MARK.len() && rest.iter().zip(MARK).all(|(a, b)| a == b)) {
            kept.push(first.clone());
            rest = after;
            continue;
        }
        let mut depth = 0usize;
        let mut end = MARK.len();
        for token in &rest[MARK.len()..] {
            end += 1;
            match token.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 && matches!(token.as_str(), "}" | ";") {
                break;
            }
        }
        rest = &rest[end..];
    }
    kept
}
