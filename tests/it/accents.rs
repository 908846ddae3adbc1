//! Accents, which a phone leaves out.
//!
//! 1. Every golden question of the bundled FAQ gets the same outcome and the
//!    same first entry with its accents and without them.
//! 2. A question gets the same with composed accents, with decomposed ones and without
//!    any.

use souffleur::eval::golden::cases;
use souffleur::eval::perturb::Perturbation;
use souffleur::faq::EntryId;
use souffleur::faq::today;
use souffleur::library::{Library, Snapshot};
use souffleur::search::{Outcome, Scope};

use crate::test_folder::bundled;

fn first(snapshot: &Snapshot, question: &str, scope: &Scope) -> (Outcome, Option<EntryId>) {
    let look = snapshot.index.look(question, scope);
    (look.outcome, look.hits.into_iter().next().map(|hit| hit.entry))
}

fn library() -> Library {
    Library::open(&bundled(), today()).expect("the bundled FAQ is sound")
}

#[test]
fn golden_questions_keep_their_entry_without_accents() {
    let library = library();
    let snapshot = library.snapshot();
    let cases = cases(&snapshot.faq);
    let (mut changed, mut parted) = (0, Vec::new());
    for case in &cases {
        let plain = Perturbation::Accents.damage(&case.text, 1);
        changed += usize::from(plain != case.text);
        let (with, without) =
            (first(&snapshot, &case.text, &case.scope), first(&snapshot, &plain, &case.scope));
        if with != without {
            // By its line alone: what is kept aside is not to be read here.
            parted.push(format!("{}: {with:?} with accents, {without:?} without", case.id));
        }
    }
    assert!(changed >= 30, "{changed} of {} questions have an accent to lose", cases.len());
    assert!(parted.is_empty(), "{parted:#?}");
}

#[test]
fn composed_and_decomposed_accents_are_the_same() {
    let library = library();
    let snapshot = library.snapshot();
    let rows = [
        ("capacité de la boîte", "capacite\u{301} de la boi\u{302}te", "capacite de la boite"),
        ("médecin étudiant", "me\u{301}decin e\u{301}tudiant", "MEDECIN ETUDIANT"),
        ("interopérabilité", "interope\u{301}rabilite\u{301}", "interoperabilite"),
    ];
    for (composed, decomposed, plain) in rows {
        let expected = first(&snapshot, composed, &Scope::All);
        assert!(expected.1.is_some(), "{composed:?} finds nothing");
        for other in [decomposed, plain] {
            assert_eq!(first(&snapshot, other, &Scope::All), expected, "{other:?}");
        }
    }
}
