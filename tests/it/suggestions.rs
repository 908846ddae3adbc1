//! The entries suggested while somebody types.
//!
//! 1. The last word is a prefix, accents are optional, and the glossary is read.
//! 2. A complete question first suggests the entry that would be its answer.
//! 3. Before anything is typed, the entries that were the answer most often come first.
//! 4. An entry that a reload removes is no longer counted.
//! 5. Only the collections bound to the place are suggested from.

use std::sync::Arc;

use souffleur::bot::{Bot, Question, Reply, Request};
use souffleur::faq::today;
use souffleur::faq::{CollectionId, EntryId};
use souffleur::library::{Force, Library};
use souffleur::search::Scope;

use crate::member::handle;
use crate::test_folder::{TestFolder, bundled};

fn bot() -> Bot {
    let library = Library::open(&bundled(), today());
    Bot::new(Arc::new(library.expect("the bundled FAQ is sound")))
}

fn suggested(bot: &Bot, typed: &str, scope: Scope) -> Vec<String> {
    match handle(bot, Request::Suggest(Question::new(typed)), scope) {
        Reply::Suggestions(choices) => choices.iter().map(|c| c.entry.to_string()).collect(),
        other => panic!("{typed:?} suggests {other:?}"),
    }
}

#[test]
fn what_is_typed_so_far_finds_the_entry() {
    let bot = bot();
    for (typed, first) in [
        ("interop", "interoperabilite"),
        ("intéropé", "interoperabilite"),
        ("medecin etudi", "medecin-etudiant"),
        ("médecin étudi", "medecin-etudiant"),
        ("bal satu", "capacite-de-stockage"),
        ("est-ce obligat", "mssante-obligatoire"),
        ("où trouver l'adresse d'un professionnel de santé", "adresse-d-un-professionnel"),
    ] {
        let got = suggested(&bot, typed, Scope::All);
        assert_eq!(got.first().map(String::as_str), Some(first), "{typed:?} suggests {got:?}");
    }
    assert_eq!(suggested(&bot, "zzzzqq", Scope::All), [""; 0]);
}

#[test]
fn before_anything_is_typed_the_most_asked_come_first() {
    let bot = bot();
    let all = suggested(&bot, "", Scope::All);
    assert_eq!(all.len(), 10, "{all:?}");
    let asked = EntryId::new("registre-des-traitements").expect("an id");
    assert_ne!(all[0], asked.as_str());
    handle(&bot, Request::Pick { entry: asked, question: None }, Scope::All);
    let question = Request::Ask(Question::new("c'est quoi l'interopérabilité ?"));
    handle(&bot, question.clone(), Scope::All);
    handle(&bot, question, Scope::All);
    let now = suggested(&bot, " ", Scope::All);
    assert_eq!(now[..2], ["interoperabilite", "registre-des-traitements"]);
}

#[test]
fn what_a_reload_removes_is_forgotten() {
    let home = TestFolder::new();
    let write = || home.entry("vide-grenier", "Où est le vide-grenier\u{a0}?", "Sur la place.");
    write();
    let library = Arc::new(Library::open(&home.faq(), today()).expect("the folder is sound"));
    let bot = Bot::new(Arc::clone(&library));
    let pick = |entry| {
        let entry = EntryId::new(entry).expect("an id");
        handle(&bot, Request::Pick { entry, question: None }, Scope::All)
    };
    let first = || suggested(&bot, "", Scope::All).remove(0);
    pick("vide-grenier");
    pick("vide-grenier");
    assert_eq!(first(), "vide-grenier");

    home.remove("faq/mairie/vide-grenier.md");
    library.reload(today(), Force::No);
    pick("piscine");
    write();
    library.reload(today(), Force::No);
    assert_eq!(first(), "piscine");
}

#[test]
fn other_collections_are_not_suggested() {
    let elsewhere = Scope::Only(vec![CollectionId::new("autre")]);
    assert_eq!(suggested(&bot(), "", elsewhere.clone()), [""; 0]);
    assert_eq!(suggested(&bot(), "interop", elsewhere), [""; 0]);
}
