//! The effect of a change, measured before the change is kept.
//!
//! 1. A variant that answers a missed question is counted, and nothing is written or served.
//! 2. A new entry that takes a golden question's place says so.
//! 3. A text with an error gives the problems that `check` would give.
//! 4. The effect is what a reload then tells.

use std::path::Path;

use souffleur::faq::edit::with_variant;
use souffleur::faq::{Severity, today};
use souffleur::library::{Effect, Force, Library, Recorded, Reload};
use souffleur::search::{Outcome, Scope};

use crate::test_folder::TestFolder;

fn open(home: &TestFolder) -> Library {
    Library::open(&home.faq(), today()).expect("the folder is sound")
}

fn recorded(questions: &[&str]) -> Vec<Recorded> {
    let of = |ask: &&str| Recorded { ask: (*ask).to_owned(), scope: Scope::All };
    questions.iter().map(of).collect()
}

fn effect(library: &Library, file: &str, text: &str, questions: &[&str]) -> Effect {
    let effect = library.effect(Path::new(file), text, &recorded(questions), today());
    effect.expect("the change has no error")
}

#[test]
fn a_variant_is_measured_before_it_is_kept() {
    let home = TestFolder::new();
    home.write(
        "faq/mairie/questions.toml",
        "[[question]]\nask = \"quand nager\"\nexpect = \"piscine\"\n",
    );
    let library = open(&home);
    let path = home.faq().join("mairie/piscine.md");
    let before = std::fs::read_to_string(&path).expect("a file");
    let after = with_variant(&before, "Quand peut-on nager dans le bassin ?").expect("a variant");
    let asked = ["on peut nager dans le bassin ?", "horaires piscine", "carte d'identité"];

    let measured = effect(&library, "mairie/piscine.md", &after, &asked);
    let Effect { asked, found, lost, changed, gained, diff, .. } = measured;
    assert_eq!((asked, found, lost, changed, gained), (3, 1, 0, 0, 1));
    assert_eq!(diff.changed.len(), 1);
    assert_eq!(diff.newly_failing, []);

    assert_eq!(std::fs::read_to_string(&path).expect("a file"), before);
    let look = library.snapshot().index.look("on peut nager dans le bassin ?", &Scope::All);
    assert_eq!(look.outcome, Outcome::Unknown, "nothing is served");
    assert_eq!(library.reload(today(), Force::No), Reload::Unchanged);
}

#[test]
fn what_a_change_breaks_is_told_and_is_what_the_reload_tells() {
    let home = TestFolder::new();
    let library = open(&home);
    let text = "---\nquestion: Quels sont les horaires de la piscine ?\n\
                source: https://mairie.example/a\n---\nDe 8 h à 20 h.\n";
    let measured = effect(&library, "mairie/bassin.md", text, &["les horaires de la piscine ?"]);
    assert_eq!(measured.diff.added.len(), 1);
    assert_eq!(measured.diff.newly_failing.len(), 1);
    assert_eq!(measured.changed, 1, "another entry comes first");

    home.write("faq/mairie/bassin.md", text);
    let Reload::Rejected(souffleur::library::Rejection::Failing(diff)) =
        library.reload(today(), Force::No)
    else {
        panic!("a golden question fails");
    };
    assert_eq!(diff, measured.diff);
}

#[test]
fn a_change_with_an_error_gives_its_problems() {
    let home = TestFolder::new();
    let library = open(&home);
    for (file, text) in [
        ("mairie/piscine.md", "---\nquestion: Où ?\n---\nIci.\n"),
        ("mairie/nouveau.md", "---\nquestion: Où ?\nsource: ici\n---\nIci.\n"),
        ("mairie/unknown.md", "---\nquestion: Où ?\nsource: https://a.example\n---\nIci.\n"),
    ] {
        let problems = library.effect(Path::new(file), text, &[], today());
        let problems = problems.expect_err(file);
        let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error);
        assert!(errors.clone().count() > 0, "{file}");
        assert!(errors.clone().all(|problem| problem.file == Path::new(file)), "{problems:?}");
    }
    assert_eq!(library.reload(today(), Force::No), Reload::Unchanged);
}
