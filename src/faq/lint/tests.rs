//! The lint finds near questions by sorting. It must find what comparing each question
//! with each other one finds.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use proptest::prelude::*;

use super::near_questions;
use crate::faq::entry::EntryId;
use crate::faq::fold::{Folded, same_word};
use crate::faq::parse::{self, ParsedEntry};
use crate::faq::problem::ProblemKind;

/// Few words, some of them similar, so that many questions are near one another.
fn question() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "ouvrir", "ouvrire", "boite", "boites", "BAL", "pleine", "FON-47", "la",
    ]);
    prop::collection::vec(word, 1..6).prop_map(|words| words.join(" "))
}

fn path(at: usize) -> PathBuf {
    format!("accueil/entree-{at}.md").into()
}

fn parsed(at: usize, question: &str) -> Arc<ParsedEntry> {
    let id = EntryId::new(&format!("entree-{at}")).expect("letters, digits and a hyphen");
    let text = format!("---\nquestion: {question}\n---\nUne réponse.\n");
    Arc::new(parse::entry(&path(at), &id, &text, None))
}

/// The definition: the same words, or three or more of which one differs and is the same
/// word, inflected or misspelt.
fn are_near(a: &str, b: &str) -> bool {
    let words = |question: &str| -> BTreeSet<String> {
        let words = Folded::new(question, true).map_or_else(String::new, |f| f.words.into());
        words.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let only_a: Vec<&String> = a.difference(&b).collect();
    let only_b: Vec<&String> = b.difference(&a).collect();
    match (&only_a[..], &only_b[..]) {
        ([], []) => !a.is_empty(),
        ([one], [other]) => a.len() > 2 && same_word(one, other),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    // At most as many questions as are compared with their neighbours.
    #[test]
    fn sorting_finds_what_comparing_all_pairs_finds(
        questions in prop::collection::vec(question(), 1..=super::NEIGHBOURS + 1),
    ) {
        let entries: Vec<Arc<ParsedEntry>> =
            questions.iter().enumerate().map(|(at, text)| parsed(at, text)).collect();
        let mut problems = Vec::new();
        near_questions(&entries, &Default::default(), &mut problems);
        let mut found: Vec<(PathBuf, PathBuf)> = Vec::new();
        for problem in problems {
            match problem.kind {
                ProblemKind::NearQuestion { other, .. } => found.push((problem.file, other)),
                other => prop_assert!(false, "not a near question: {other:?}"),
            }
        }
        found.sort();
        let first_near = |later: usize| {
            (0..later).find(|&first| are_near(&questions[first], &questions[later]))
        };
        let expected: Vec<(PathBuf, PathBuf)> = (0..questions.len())
            .filter_map(|later| Some((path(later), path(first_near(later)?))))
            .collect();
        prop_assert_eq!(found, expected, "{:?}", questions);
    }
}
