//! Questions that look like a query language's syntax, or like nothing at all.
//!
//! 1. Quotes, brackets, operators and signs are not syntax: the words between them find
//!    the same entries without them, and no word is excluded or required.
//! 2. The program answers them with the exit code 0 and writes nothing to the standard
//!    error, also for ten thousand characters, for emoji and for an empty question.
//! 3. No number of the evidence is −0.
//! 4. The bot answers them with an outcome, and *Unknown* where no word is left.

use std::path::Path;
use std::process::Output;
use std::sync::Arc;

use serde_json::Value;
use souffleur::bot::{Answer, Bot, Question, Reply, Request};
use souffleur::faq::today;
use souffleur::library::Library;
use souffleur::search::{Outcome, Scope};

use crate::member::handle;
use crate::test_folder::{TestFolder, souffleur};

const SYNTAX: &str = "comment re-initialiser: \"mot de passe\" (oublie) ? AND -x";

fn home() -> TestFolder {
    let home = TestFolder::new();
    home.entry(
        "mot-de-passe",
        "Comment réinitialiser un mot de passe oublié\u{a0}?",
        "Cliquez sur le lien de la page de connexion.",
    );
    home
}

/// Each finds the entry named, or none.
fn questions() -> Vec<(String, Option<&'static str>)> {
    let long = |piece: &str| piece.chars().cycle().take(10_000).collect::<String>();
    vec![
        (SYNTAX.to_owned(), Some("mot-de-passe")),
        ("horaires NOT piscine".to_owned(), Some("piscine")),
        ("horaires AND NOT (piscine)".to_owned(), Some("piscine")),
        ("+horaires \"piscine horaires\"~0 -piscine^0".to_owned(), Some("piscine")),
        ("question:horaires answer:[a TO z] piscine*".to_owned(), Some("piscine")),
        ("\"horaires de la piscine".to_owned(), Some("piscine")),
        ("horaires) || ((piscine && \\".to_owned(), Some("piscine")),
        (long("horaires de la piscine "), Some("piscine")),
        (long("x"), None),
        (long("é"), None),
        (long("\"(-"), None),
        (long("👩‍⚕️"), None),
        ("🏥💌🤷".to_owned(), None),
        ("AND OR NOT".to_owned(), None),
        ("???".to_owned(), None),
        (" \t\n".to_owned(), None),
        (String::new(), None),
    ]
}

fn shown(question: &str) -> String {
    question.chars().take(60).collect()
}

#[test]
fn the_program_answers_them() {
    let home = home();
    for (question, expected) in questions() {
        // After `--`, as a script passes on what a person typed.
        let (said, err) = ask(home.path(), &["ask", "--json", "--", &question]);
        assert_eq!(err, "", "{:?}", shown(&question));
        let entry = said["candidates"][0]["entry"].as_str();
        match expected {
            Some(_) => assert_eq!(entry, expected, "{:?}: {said}", shown(&question)),
            None => assert_eq!(said["outcome"], "unknown", "{:?}: {said}", shown(&question)),
        }
    }
    let (said, _) = ask(home.path(), &["ask", "--json", SYNTAX]);
    assert_eq!(
        (&said["outcome"], &said["entry"]),
        (&Value::from("found"), &Value::from("mot-de-passe"))
    );
}

#[test]
fn no_number_of_the_evidence_is_minus_zero() {
    let home = home();
    let library = Library::open(&home.faq(), today()).expect("the FAQ is sound");
    let snapshot = library.snapshot();
    let words = ["horaires", "piscine", "municipal", "lien", "page", "zzz", "la", "RPPS"];
    let pairs = words.iter().flat_map(|a| words.map(|b| format!("{a} {b}")));
    let mut seen = 0;
    for question in questions().into_iter().map(|(question, _)| question).chain(pairs) {
        for hit in snapshot.index.look(&question, &Scope::All).hits {
            let evidence = serde_json::to_string(&hit.evidence).expect("JSON");
            assert!(!evidence.contains("-0.0"), "{:?}: {evidence}", shown(&question));
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen} hits");
}

fn ask(folder: &Path, arguments: &[&str]) -> (Value, String) {
    let Output { status, stdout, stderr } =
        souffleur(folder).args(arguments).output().expect("it runs");
    let err = String::from_utf8(stderr).expect("UTF-8");
    assert_eq!(status.code(), Some(0), "{err}");
    (serde_json::from_slice(&stdout).expect("JSON"), err)
}

#[test]
fn the_bot_answers_them() {
    let home = home();
    let library = Library::open(&home.faq(), today());
    let bot = Bot::new(Arc::new(library.expect("the FAQ is sound")));
    for (question, expected) in questions() {
        let request = Request::Ask(Question::new(&question));
        let reply = handle(&bot, request, Scope::All);
        let Reply::Answer { answer, .. } = reply else {
            panic!("{:?}: {reply:?}", shown(&question))
        };
        let first = match &answer {
            Answer::Found { entry, .. } => Some(entry.id.as_str()),
            Answer::Unsure(choices) => choices.first().map(|choice| choice.entry.as_str()),
            Answer::Unknown { .. } => None,
        };
        assert_eq!(first, expected, "{:?}", shown(&question));
        assert_eq!(answer.outcome() == Outcome::Unknown, expected.is_none());
    }
}
