//! The house's plan, read off `src/`.
//!
//! 1. Arrows between modules run one way: each module uses only those listed for
//!    it in [`ARROWS`].
//! 2. Each library in [`NAMED_BY`] is named in one place.
//! 3. No circle between files: of two files, at most one needs the other, also by way
//!    of others.
//! 4. A network is named in its own folder and in the list of platforms, nowhere else.
//! 5. The check sees a backward arrow, or a circle, however it is written.
//!
//! Unit tests inside `src/` are passed over: a test may look from further up.

mod circles;
mod tokens;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use circles::circles;
use tokens::{is_word, tokens, without_tests};

/// Who may use whom, in the order of the layers. A layer may use any one below
/// it, not only the next: a renderer reads entries, which are the FAQ's.
///
/// A folder of `platform/` is a module of its own here, so that no network can
/// lean on another; `*` stands for each of them.
const ARROWS: &[(&str, &[&str])] = &[
    ("main", &["app", "cli", "config", "http", "journal", "telemetry"]),
    (
        "app",
        &[
            "http",
            "conversation",
            "platform",
            "bot",
            "processes",
            "journal",
            "library",
            "metrics",
            "search",
            "faq",
            "config",
            "progress",
            "content",
            "telemetry",
            "wording",
        ],
    ),
    (
        "cli",
        &[
            "eval",
            "http",
            "import",
            "platform/terminal",
            "privacy",
            "team",
            "content",
            "bot",
            "journal",
            "library",
            "search",
            "faq",
            "config",
            "finding",
            "grammar",
            "progress",
            "telemetry",
            "wording",
        ],
    ),
    ("import", &["faq", "grammar"]),
    ("eval", &["search", "faq", "grammar"]),
    ("config", &["content", "conversation", "http", "journal", "platform", "search", "telemetry"]),
    ("platform", &["platform/*", "conversation", "bot", "finding", "search", "faq"]),
    (
        "platform/*",
        &[
            "conversation",
            "bot",
            "team",
            "finding",
            "library",
            "metrics",
            "search",
            "faq",
            "privacy",
            "secret",
            "wording",
        ],
    ),
    (
        "http",
        &[
            "conversation",
            "bot",
            "finding",
            "journal",
            "library",
            "metrics",
            "search",
            "faq",
            "privacy",
            "secret",
            "wording",
        ],
    ),
    ("conversation", &["bot", "library", "search", "faq", "wording"]),
    ("wording", &["bot", "team", "content", "library", "search", "faq", "grammar"]),
    (
        "bot",
        &[
            "team",
            "processes",
            "content",
            "journal",
            "privacy",
            "library",
            "metrics",
            "search",
            "faq",
        ],
    ),
    ("team", &["processes", "content", "journal", "privacy", "library", "search", "faq"]),
    ("processes", &["journal", "library", "faq"]),
    ("content", &["library", "metrics", "faq"]),
    ("journal", &["finding", "privacy", "secret"]),
    ("library", &["metrics", "search", "faq"]),
    ("search", &["faq"]),
    ("faq", &[]),
    ("finding", &[]),
    ("grammar", &[]),
    ("metrics", &[]),
    ("privacy", &[]),
    ("progress", &[]),
    ("telemetry", &[]),
    ("secret", &["finding"]),
];

/// The networks: each is a folder of `platform/`, and a line of the list in `platform.rs`.
/// A network that any other file knew would not be added by its folder alone.
const NETWORKS: [&str; 2] = ["discord", "matrix"];

/// The only module that may name a library, so that it can be replaced there.
const NAMED_BY: [(&str, &str); 9] = [
    ("tantivy", "search"),
    ("rten", "search"),
    ("whatlang", "search"),
    ("serenity", "platform/discord"),
    ("matrix_sdk", "platform/matrix"),
    ("sqlx", "journal"),
    ("axum", "http"),
    ("utoipa", "http"),
    ("prometheus_client", "metrics"),
];

#[test]
fn src_is_built_as_planned() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    read(&root, &root, &mut files);
    assert!(files.iter().any(|(path, _)| path == "bot.rs"), "src/ was not read: {files:?}");
    let mut wrong = violations(&files);
    wrong.extend(circles(&files));
    assert!(
        wrong.is_empty(),
        "src/ is not built as planned; turn the arrow round (pass the value in, move the \
         type down), or change the plan in DESIGN and here:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_backward_arrow_is_seen_however_it_is_written() {
    let rows: [(&str, &str, &[&str]); 20] = [
        ("faq/load.rs", "use crate::search::Index;", &["faq → search"]),
        ("search.rs", "use crate::{faq::Faq, library::Library};", &["search → library"]),
        ("search.rs", "use crate::{\n    faq,\n    bot::{self, Reply},\n};", &["search → bot"]),
        ("library/diff.rs", "fn f() { crate::bot::today(); }", &["library → bot"]),
        ("library/diff.rs", "use super::super::bot::Bot;", &["library → bot"]),
        ("bot.rs", "use super::platform;", &["bot → platform"]),
        ("bot.rs", "pub use crate :: app as a;", &["bot → app"]),
        ("bot.rs", "use crate::*;", &["bot → *"]),
        (
            "platform/discord.rs",
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
        ("bot.rs", "use tantivy::Index;", &["bot names tantivy"]),
        ("platform.rs", "fn f(c: serenity::Client) {}", &["platform names serenity"]),
        ("new.rs", "fn f() {}", &["new is not in the plan"]),
        ("wording.rs", "pub mod discord;", &["wording names discord"]),
        ("platform.rs", "pub mod discord; fn f() { matrix::run() }", &[]),
        ("bot/mod.rs", "fn f() {}", &["bot/mod.rs belongs beside its folder"]),
        // Not arrows.
        (
            "faq.rs",
            "//! crate::bot\n/* tantivy /* crate::app */ crate::app */ fn f<'a>(s: &'a str, c: char) {\n\
             let _ = (\"crate::bot::x \\\" tantivy\", r#\"use \" crate::app\"#, '\"', b'\"', '\\'');\n}\n\
             #[cfg(test)]\nmod tests { use crate::bot::Bot; fn f() { let _ = \"}\"; } }",
            &[],
        ),
        (
            "platform.rs",
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
    let found = violations(&[("faq.rs".to_owned(), text.to_owned())]);
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn a_circle_is_seen_however_it_is_written() {
    type Files = &'static [(&'static str, &'static str)];
    let rows: [(Files, &[&str]); 9] = [
        (
            &[("a/b.rs", "use super::c::C;"), ("a/c.rs", "fn f(b: crate::a::b::B) {}")],
            &["a/b.rs → a/c.rs; a/c.rs → a/b.rs"],
        ),
        // By way of a third file, of a module that is imported whole, and of `self`.
        (
            &[
                ("a/b.rs", "use super::c; fn f() { c::f() }"),
                ("a/c.rs", "use super::{d::{self, D}, e};"),
                ("a/d.rs", "mod inner { use super::super::b::B as C; }"),
            ],
            &["a circle of 3 files"],
        ),
        // A child that needs what its parent holds, while the parent needs the child.
        (
            &[("a.rs", "mod b; use b::B; struct A;"), ("a/b.rs", "use super::A;")],
            &["a.rs → a/b.rs; a/b.rs → a.rs"],
        ),
        (
            &[("a.rs", "mod b; fn f() { b::f() } struct A;"), ("a/b.rs", "use super::A;")],
            &["a.rs → a/b.rs; a/b.rs → a.rs"],
        ),
        // A name passed on belongs to the file it comes from.
        (
            &[
                ("a.rs", "mod b; mod c; pub use b::B; pub use c::C;"),
                ("a/b.rs", "use super::C;"),
                ("a/c.rs", "use crate::a::B;"),
            ],
            &["a/b.rs → a/c.rs; a/c.rs → a/b.rs"],
        ),
        // No circles.
        (&[("a.rs", "mod b; pub use b::B; struct A;"), ("a/b.rs", "use super::A;")], &[]),
        (
            &[("a.rs", "mod b; mod c; use b::B;"), ("a/b.rs", "use super::c::C;"), ("a/c.rs", "")],
            &[],
        ),
        (&[("a/b.rs", "use super::c;"), ("a/c.rs", "use super::b::B;")], &[]),
        (
            &[
                ("a/b.rs", "use super::c::C; // crate::a::c\n"),
                ("a/c.rs", "#[cfg(test)] mod tests { use super::super::b::B; }"),
            ],
            &[],
        ),
    ];
    for (files, expected) in rows {
        let files: Vec<(String, String)> =
            files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let found = circles(&files);
        let matches = found.len() == expected.len()
            && found.iter().zip(expected).all(|(found, expected)| found.contains(expected));
        assert!(matches, "{files:#?}\nfound {found:#?}\nexpected {expected:#?}");
    }
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
        if path.ends_with("/mod.rs") {
            wrong.insert(format!("src/{path} belongs beside its folder, as all the others"));
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
        for network in NETWORKS {
            // Between networks, the arrows above decide.
            if !from.starts_with("platform") && tokens.iter().any(|token| token == network) {
                wrong.insert(format!("{from} names {network}, which is a network (src/{path})"));
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

/// `bot/reply.rs` → `bot`, `reply`; `bot.rs` → `bot`.
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

/// Types and functions of `platform.rs` itself are no networks.
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
