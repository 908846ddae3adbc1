//! Questions asked of several collections at once.
//!
//! 1. Two entries that fit equally well are offered as a choice, also when another
//!    collection has a match.
//! 2. The collection that answers comes first, whatever the order of the collections.

use serde_json::Value;

use crate::test_folder::{TestFolder, souffleur};

fn home() -> TestFolder {
    let home = TestFolder::new();
    home.entry("carte-bus", "Comment renouveler une carte de bus\u{a0}?", "Au guichet.");
    home.entry("carte-parc", "Comment renouveler une carte de parc\u{a0}?", "Au guichet.");
    home.write("faq/stades/collection.toml", "title = \"Stades\"\n");
    home.write(
        "faq/stades/vestiaire.md",
        "---\nquestion: \"À qui demander la carte du vestiaire\u{a0}?\"\n\
         source: https://stades.example/vestiaire\n---\nAu gardien.\n",
    );
    home
}

fn asked(home: &TestFolder, question: &str) -> (Value, Vec<Value>) {
    let run = souffleur(home.path()).args(["ask", "--json", question]).output();
    let run = run.expect("the program runs");
    let said: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let candidates = said["candidates"].as_array().expect("candidates");
    let entries = candidates.iter().map(|candidate| candidate["entry"].clone()).collect();
    (said["outcome"].clone(), entries)
}

#[test]
fn a_toss_up_in_one_collection_stays_one_beside_another() {
    let (outcome, entries) = asked(&home(), "comment renouveler une carte\u{a0}?");
    let firsts: Vec<&str> = entries.iter().take(2).filter_map(Value::as_str).collect();
    assert!(firsts.iter().all(|entry| entry.starts_with("carte-")), "{entries:?}");
    assert!(entries.iter().any(|entry| entry == "vestiaire"), "{entries:?}");
    assert_eq!(outcome, "unsure", "{entries:?}");
}

#[test]
fn the_collection_that_answers_comes_first() {
    let home = home();
    for (question, expected) in [
        ("à qui demander la carte du vestiaire\u{a0}?", "vestiaire"),
        ("comment renouveler une carte de bus\u{a0}?", "carte-bus"),
    ] {
        let (outcome, entries) = asked(&home, question);
        assert_eq!((outcome, &entries[0]), ("found".into(), &expected.into()), "{question:?}");
    }
}
