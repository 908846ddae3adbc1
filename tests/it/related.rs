//! Words that the FAQ does not have, but that are near to words it has.
//!
//! 1. Among entries that match the rest of the question equally, the one with a related
//!    word comes first; an entry with the word itself comes before it.
//! 2. The evidence names the related word, and says that it is one.
//! 3. A common French word is not treated as a typo of a word of the FAQ; a string that is
//!    not a word is.
//! 4. An acronym is not the word with the same letters.

use serde_json::Value;

use crate::test_folder::{TestFolder, souffleur};

fn home() -> TestFolder {
    let home = TestFolder::new();
    let answer = "Le formulaire est au guichet.";
    home.entry("association", "Comment déposer un dossier de subvention\u{a0}?", answer);
    home.entry("bibliotheque", "Comment déposer un dossier de lecteur\u{a0}?", answer);
    home.entry("personnel", "Comment déposer un dossier de recrutement\u{a0}?", answer);
    home.entry("canton", "De quel canton dépend la commune\u{a0}?", answer);
    home.entry("espaces-verts", "Qui taille un arbre de la rue\u{a0}?", answer);
    home
}

fn asked(home: &TestFolder, question: &str) -> Value {
    let run = souffleur(home.path()).args(["ask", "--json", question]).output();
    let run = run.expect("the program runs");
    serde_json::from_slice(&run.stdout).expect("JSON")
}

fn first(home: &TestFolder, question: &str) -> Option<String> {
    asked(home, question)["candidates"][0]["entry"].as_str().map(str::to_owned)
}

#[test]
fn a_near_word_decides_between_entries_and_the_word_itself_before_it() {
    let home = home();
    for (question, expected) in [
        ("déposer un dossier d’embauche", "personnel"),
        ("deposer dossier embauches", "personnel"),
        ("déposer un dossier pour une aide financière", "association"),
        ("déposer un dossier d’embauche de lecteur", "bibliotheque"),
    ] {
        assert_eq!(first(&home, question).as_deref(), Some(expected), "{question:?}");
    }
}

#[test]
fn the_evidence_names_the_near_word() {
    let said = asked(&home(), "déposer un dossier d’embauche");
    let terms = &said["candidates"][0]["evidence"]["terms"];
    let of = |word: &str| {
        let term = terms.as_array().expect("terms").iter().find(|term| term["word"] == word);
        term.expect(word).clone()
    };
    let (near, typed) = (of("embauche"), of("dossier"));
    assert_eq!((&near["related"], &near["read_as"]), (&true.into(), &"recrut".into()));
    assert!(near["strength"].as_f64() < Some(0.5), "{near}");
    assert_eq!((&typed["related"], &typed["read_as"]), (&false.into(), &Value::Null));
}

#[test]
fn a_common_word_is_no_typo() {
    let home = home();
    assert_eq!(first(&home, "cantom").as_deref(), Some("canton"), "a typo");
    assert_ne!(first(&home, "carton").as_deref(), Some("canton"), "another word");
}

#[test]
fn an_acronym_is_not_the_word_written_like_it() {
    let home = home();
    assert_eq!(first(&home, "un pin").as_deref(), Some("espaces-verts"));
    assert_ne!(first(&home, "un PIN").as_deref(), Some("espaces-verts"));
}
