//! Questions of one to three words, with the encoder and without it.
//!
//! 1. An entry that has one word of two is never the answer beside one that has both, which is
//!    shown first.
//! 2. A question that is a line in related words is offered that line's entry, a question of
//!    grammatical words alone the entries that ask for the same, and a single word the entries
//!    that have it.
//! 3. Links, names, `@everyone`, emoji and their codes change neither outcome nor entries.
//! 4. A short word is not corrected to one with other letters unless another word of the
//!    question is in the FAQ; a swap of two letters is corrected.
//! 5. An entry that has the only word of a question in its answer alone is never the answer.
//! 6. Neither a word that two entries have nor one word of two gives an answer.
//! 7. A refusal names no category for a word that was only guessed.

use std::sync::Arc;

use souffleur::bot::{Answer, Bot, Question, Reply, Request};
use souffleur::faq::today;
use souffleur::library::{Encoding, Library, Patience};
use souffleur::search::meaning::Places;
use souffleur::search::{Outcome, Scope};

use crate::folder::vectors;
use crate::member::handle;
use crate::test_folder::TestFolder;

/// A riding school: short questions, most of them one word long without their stop words.
fn home() -> TestFolder {
    let home = TestFolder::new();
    for id in ["dechets", "identite", "piscine"] {
        home.remove(&format!("faq/mairie/{id}.md"));
    }
    home.remove("faq/mairie/questions.toml");
    for (id, question, answer) in [
        ("prix", "Quels sont les tarifs ?", "Un cours : 22 €. La carte de dix cours : 190 €."),
        ("lieu", "Où se trouve le manège ?", "8, chemin des Prés, derrière le stade."),
        (
            "poids",
            "Quels poids les poneys portent-ils ?",
            "Un cavalier et son sac pèsent au maximal 70 kg.",
        ),
        (
            "groupe",
            "Quel est le nombre maximal de cavaliers ?",
            "Huit cavaliers au plus, le maximal du manège.",
        ),
        (
            "duree",
            "Combien de temps dure la leçon ?",
            "Cinquante minutes. Arrivez un quart d’heure avant.",
        ),
        ("tenue", "Quelle tenue faut-il porter ?", "Un pantalon long et des chaussures fermées."),
        ("casque", "Le casque est-il prêté ?", "Des casques sont à votre disposition."),
        ("chevaux", "Peut-on caresser les chevaux ?", "Au box, avec un moniteur."),
        ("parcs", "Quels sont les parcs du centre ?", "Deux parcs, dont un couvert."),
        ("annuler", "Comment annuler une leçon ?", "La veille au plus tard, par message."),
    ] {
        home.entry(id, question, answer);
    }
    home
}

/// With the encoder, where it is built in, and without it.
fn bots() -> Vec<Bot> {
    let home = home();
    let places = Places { own: Some(vectors()), read_only: Vec::new() };
    let by_words = Library::open(&home.faq(), today());
    let by_meaning = cfg!(feature = "meaning").then(|| {
        let encoding = Encoding::new(Some(places));
        let (today, faq) = (today(), home.faq());
        let library =
            Library::open_by_meaning(&faq, today, encoding, Patience::Endless, &|_, _| ());
        assert!(library.as_ref().is_ok_and(|library| library.snapshot().index.has_meaning()));
        library
    });
    let libraries = by_meaning.into_iter().chain([by_words]);
    libraries.map(|library| Bot::new(Arc::new(library.expect("the FAQ is sound")))).collect()
}

/// The outcome, and the entry given or the entries offered.
fn ask(bot: &Bot, question: &str) -> (Outcome, Vec<String>) {
    let reply = handle(bot, Request::Ask(Question::new(question)), Scope::All);
    let Reply::Answer { answer, .. } = reply else { panic!("{question:?}: {reply:?}") };
    let shown = match &answer {
        Answer::Found { entry, .. } => vec![entry.id.as_str().to_owned()],
        Answer::Unsure(choices) => {
            choices.iter().map(|choice| choice.entry.as_str().to_owned()).collect()
        }
        Answer::Unknown { .. } => Vec::new(),
    };
    (answer.outcome(), shown)
}

#[test]
fn half_of_a_question_is_no_answer_beside_the_whole() {
    for bot in bots() {
        for question in ["quel poids maximal ?", "poids maximal"] {
            let (outcome, shown) = ask(&bot, question);
            assert_ne!(outcome, Outcome::Unknown, "{question:?}");
            assert_eq!(shown[0], "poids", "{question:?}: {shown:?}");
        }
        let (outcome, shown) = ask(&bot, "quel prix pour une leçon ?");
        assert_eq!(outcome, Outcome::Unsure, "{shown:?}");
    }
}

#[test]
fn a_line_in_related_words_is_offered() {
    for bot in bots() {
        for (question, right) in [
            ("prix", "prix"),
            ("prix ?", "prix"),
            ("combien ça coûte ?", "prix"),
            ("coûter", "prix"),
            ("c'est où ?", "lieu"),
            ("c ou", "lieu"),
            ("bonjour, c'est où svp ?", "lieu"),
            ("tarifs", "prix"),
            ("c’est combien", "prix"),
            ("l’adresse ?", "lieu"),
            ("combien de temps ?", "duree"),
            ("poids maxi", "poids"),
            // A word that one answer alone has.
            ("stade", "lieu"),
            ("chaussures ?", "tenue"),
            ("moniteur", "chevaux"),
        ] {
            let (outcome, shown) = ask(&bot, question);
            assert_ne!(outcome, Outcome::Unknown, "{question:?}");
            assert_eq!(shown.first().map(String::as_str), Some(right), "{question:?}: {shown:?}");
        }
    }
}

#[test]
fn what_says_nothing_changes_nothing() {
    for bot in bots() {
        for (plain, noisy) in [
            ("le casque est prêté ?", "@everyone le casque est prêté ? :pray:"),
            ("le casque est prêté ?", "@Lea_33 le casque est prêté 😭😭 ?"),
            ("annuler une leçon", "annuler une leçon https://manege.example/prix/tarifs?x=1"),
            ("tenue", "<:cheval:123456789012345678> tenue"),
        ] {
            assert_eq!(ask(&bot, plain), ask(&bot, noisy), "{noisy:?}");
        }
    }
}

#[test]
fn short_words_are_not_guessed_alone() {
    for bot in bots() {
        assert_eq!(ask(&bot, "pacs").0, Outcome::Unknown);
        let (outcome, shown) = ask(&bot, "pacrs");
        assert_ne!(outcome, Outcome::Unknown, "a swap");
        assert_eq!(shown[0], "parcs", "a swap");
    }
}

#[test]
fn a_word_of_two_entries_is_a_choice() {
    for bot in bots() {
        // `leçon` is in two questions, `maximal` in a question and an answer.
        for question in ["leçon", "maximal ?", "tenue chevaux", "prix casque"] {
            assert_ne!(ask(&bot, question).0, Outcome::Found, "{question:?}");
        }
        for question in ["tarifs ?", "tenue", "le casque"] {
            assert_eq!(ask(&bot, question).0, Outcome::Found, "{question:?}");
        }
    }
}

#[test]
fn a_guess_alone_names_no_category() {
    let home = home();
    home.write(
        "faq/mairie/perdu.md",
        "---\nquestion: Objet perdu ?\ncategories: [Accueil]\nsource: https://a.example/\n---\nÀ l’accueil.\n",
    );
    let library = Library::open(&home.faq(), today()).expect("the FAQ is sound");
    let nearest = |question: &str| {
        let look = library.snapshot().index.look(question, &Scope::All);
        look.nearest().map(|hit| hit.entry.as_str().to_owned())
    };
    assert_eq!(nearest("quelle est la capitale du Pérou ?"), None);
}

#[test]
fn a_word_of_an_answer_is_no_answer() {
    for bot in bots() {
        for question in ["à quelle heure ?", "minutes", "le stade"] {
            assert_ne!(ask(&bot, question).0, Outcome::Found, "{question:?}");
        }
    }
}
