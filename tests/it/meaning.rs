//! What the meaning of texts adds to the commands.
//!
//! 1. `check` reports two entries that ask the same in other words, with file and line; it
//!    reports none in a FAQ whose entries all resemble each other, and none that differ by a
//!    number, a negation, the one word that a template leaves open, or the section of a page.
//! 2. These warnings are those of the served FAQ as well, and do not make a reload of the same
//!    files a change.
//! 3. The passage of an answer is the part whose meaning fits a question in other words: whole
//!    sentences, and not all of them.
//! 4. Choices are near the question, whatever its capitals, its language and the collection.

use serde_json::Value;
use souffleur::faq::today;
use souffleur::library::{Encoding, Force, Library, Patience, Reload};
use souffleur::search::meaning::Places;

use crate::folder::vectors;
use crate::test_folder::{TestFolder, souffleur};

fn json(home: &TestFolder, arguments: &[&str]) -> Value {
    let ran = souffleur(home.path()).args(arguments).output().expect("it runs");
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// A folder with these questions beside the three of a [`TestFolder`].
fn home(questions: &[&str]) -> TestFolder {
    let home = TestFolder::new();
    for (at, question) in questions.iter().enumerate() {
        home.entry(&format!("question-{at:02}"), question, "Voyez l’affichage municipal.");
    }
    home
}

/// The file, the line and the sentence of each warning.
fn warnings(home: &TestFolder) -> Vec<(String, u64, String)> {
    let report = json(home, &["check", "--json"]);
    let warning = |problem: &Value| {
        assert_eq!(problem["severity"], "warning", "{problem}");
        let text = |key: &str| problem[key].as_str().expect("a text").to_owned();
        (text("file"), problem["line"].as_u64().expect("a number"), text("message"))
    };
    report["problems"].as_array().expect("a list").iter().map(warning).collect()
}

/// Questions on subjects of their own.
const OTHERS: [&str; 6] = [
    "Où garer son vélo ?",
    "Comment réserver une salle des fêtes ?",
    "Qui taille un arbre de la rue ?",
    "Quels documents apporter pour se marier ?",
    "Que faire d’un chien trouvé ?",
    "Combien coûte un repas à la cantine ?",
];

const SAME: [&str; 2] = [
    "Je suis vacciné, puis-je quand même attraper la grippe ?",
    "Est-ce que je peux attraper la grippe si je suis vacciné ?",
];

#[test]
fn the_same_files_are_no_change_whatever_they_are_warned_about() {
    let home = home(&[&OTHERS[..], &SAME].concat());
    let places = Places { own: Some(vectors()), read_only: Vec::new() };
    let encoding = Encoding::new(Some(places));
    let progress = |_, _| ();
    let library =
        Library::open_by_meaning(&home.faq(), today(), encoding, Patience::Endless, &progress)
            .expect("the folder has no error");
    assert_eq!(library.snapshot().warnings.len(), 1, "{:#?}", library.snapshot().warnings);
    assert_eq!(library.reload(today(), Force::No), Reload::Unchanged);
    assert_eq!(library.check(today()).problems, library.snapshot().warnings);
}

#[test]
fn entries_that_ask_the_same_in_other_words_are_reported() {
    let found = warnings(&home(&[&OTHERS[..], &SAME].concat()));
    let [(file, line, message)] = &found[..] else { panic!("one warning: {found:#?}") };
    assert_eq!((file.as_str(), *line), ("mairie/question-07.md", 2));
    let other = "«\u{a0}mairie/question-06.md\u{a0}» (ligne\u{a0}2)";
    assert!(message.contains(other), "{message}");
}

#[test]
fn entries_that_differ_in_what_matters_are_not_reported() {
    for pair in [
        [
            "Que se passe-t-il si je suis cas contact et que je suis vacciné ?",
            "Que se passe-t-il si je suis cas contact et que je ne suis pas vacciné ?",
        ],
        [
            "Comment faire la deuxième dose du vaccin 2024 contre la grippe ?",
            "De quelle façon faire la deuxième dose du vaccin 2025 contre la grippe ?",
        ],
        [
            "Bilan de compétences : comment est mis en œuvre le bilan de compétences ?",
            "Bilan de compétences : que vaut le résultat d’un bilan de compétences ?",
        ],
        [
            "La sérologie fonctionne-t-elle également pour les enfants ?",
            "La sérologie fonctionne-t-elle également pour les adolescents ?",
        ],
    ] {
        let found = warnings(&home(&[&OTHERS[..], &pair].concat()));
        assert!(found.is_empty(), "{pair:?}: {found:#?}");
    }
}

#[test]
fn a_faq_whose_entries_all_resemble_each_other_has_no_warning() {
    let objects = [
        "carte grise",
        "passeport biométrique",
        "permis moto",
        "acte notarié",
        "badge annuel",
        "bac roulant",
        "logement social",
        "place réservée",
        "certificat médical",
    ];
    let questions = objects.map(|object| {
        format!("Comment faire la demande de {object} en ligne auprès de la mairie de Vaux ?")
    });
    let found = warnings(&home(&questions.each_ref().map(String::as_str)));
    assert!(found.is_empty(), "{found:#?}");
}

const PAPERS: &str = "Présentez-vous au guichet avec une photographie récente, un justificatif de \
    domicile et votre ancienne carte. Les originaux vous seront rendus tout de suite. Une personne \
    mineure vient avec l’un de ses parents, qui apporte aussi sa propre carte et le livret de \
    famille, et signe la demande devant l’agent du guichet.";
const MONEY: &str = "Il faut acheter un timbre fiscal de 86 euros au bureau de tabac. Les mineurs \
    paient moitié moins. Le timbre s’achète aussi sur le site des impôts, qui donne un numéro à \
    présenter le jour de la demande, et il reste valable un an tant qu’il n’a pas servi. Cette \
    somme n’est jamais remboursée, même quand la demande est refusée.";
const DELAY: &str = "Comptez entre deux et six semaines avant de recevoir un message qui vous \
    invite à revenir. Avant les vacances d’été, la préfecture met souvent plus longtemps, et \
    personne à la mairie ne peut accélérer la fabrication, qui a lieu dans une autre ville. Le \
    document est détruit s’il n’est pas retiré dans les trois mois.";

#[test]
fn the_passage_is_the_part_whose_meaning_fits() {
    let home = TestFolder::new();
    home.write(
        "faq/mairie/passeport.md",
        &format!(
            "---\nquestion: Comment obtenir un passeport ?\nvariants:\n\
             \x20 - Quel est le prix d’un passeport ?\n\
             \x20 - Combien de temps faut-il pour avoir un passeport ?\n\
             source: https://mairie.example/passeport\n---\n{PAPERS}\n\n{MONEY}\n\n{DELAY}\n"
        ),
    );
    for (question, part) in [
        ("quel est le prix d’un passeport", MONEY),
        ("combien de temps faut-il pour avoir un passeport", DELAY),
    ] {
        let said = json(&home, &["ask", "--json", question]);
        assert_eq!((&said["outcome"], &said["entry"]), (&"found".into(), &"passeport".into()));
        let passage = said["passage"].as_str().unwrap_or_else(|| panic!("{question}: {said}"));
        // A window follows length, so that it may begin in the paragraph before.
        let answers = part.split_inclusive(". ").next().unwrap_or(part).trim_end();
        assert!(part.contains(passage) || passage.contains(answers), "{question}: {passage}");
        assert!(passage.starts_with(char::is_uppercase) && passage.ends_with('.'), "{passage}");
    }
}

#[test]
fn a_choice_is_near_the_question_in_whatever_collection_it_is() {
    let home = home(&OTHERS);
    home.write("faq/piscine/collection.toml", "title = \"Piscine\"\n");
    home.write(
        "faq/piscine/bonnet.md",
        "---\nquestion: Le bonnet de bain est-il obligatoire ?\nsource: \
         https://piscine.example/\n---\nOui, pour tous.\n",
    );
    let alone = |question: &str, wanted: &[&str]| {
        let told = json(&home, &["ask", "--json", "--", question]);
        assert_ne!(told["outcome"], "unknown", "{question}: {told}");
        let ran = souffleur(home.path()).args(["ask", "--", question]).output().expect("it runs");
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        let is_said = |asked: &&&str| said.contains(&asked[..asked.len() - " ?".len()]);
        let others = OTHERS.iter().chain(&["Le bonnet de bain est-il obligatoire ?"]);
        let shown: Vec<&&str> = others.filter(|asked| is_said(asked)).collect();
        assert_eq!(shown, wanted.iter().collect::<Vec<_>>(), "{question}: {said}");
    };
    alone("vélo", &[OTHERS[0]]);
    alone("bonnet de bain", &["Le bonnet de bain est-il obligatoire ?"]);
    alone("le prix d’un repas", &[OTHERS[5]]);
}

#[test]
fn capital_letters_change_no_answer() {
    let home = home(&OTHERS);
    for question in [
        "où est-ce que je peux mettre mon vélo",
        "j'ai trouvé un chien dans la rue",
        "combien coûte la cantine",
    ] {
        let outcome = |asked: &str| {
            let told = json(&home, &["ask", "--json", "--", asked]);
            (told["outcome"].clone(), told["entry"].clone(), told["candidates"][0]["entry"].clone())
        };
        let usual = outcome(question);
        assert_ne!(usual.0, "unknown", "{question}");
        assert_eq!(outcome(&question.to_uppercase()), usual, "{question}");
    }
}

#[test]
fn a_question_in_another_language_is_offered_what_is_near() {
    let home = home(&OTHERS);
    for (question, entry) in [
        ("Where can I park my bike?", "question-00"),
        ("¿Qué hago si encuentro un perro?", "question-04"),
        ("Quanto costa un pasto alla mensa?", "question-05"),
        ("Welche Unterlagen brauche ich zum Heiraten?", "question-03"),
    ] {
        let told = json(&home, &["ask", "--json", "--", question]);
        assert_ne!(told["outcome"], "unknown", "{question}: {told}");
        assert_eq!(told["candidates"][0]["entry"], entry, "{question}");
    }
}

#[test]
fn an_faq_in_another_language_is_not_called_french() {
    let home = home(&["Can I bring my dog to the office?", "Where is the printer?"]);
    let ran = souffleur(home.path()).args(["ask", "where is the printer?"]).output();
    let said = String::from_utf8(ran.expect("it runs").stdout).expect("UTF-8");
    assert!(said.contains("Where is the printer?"), "{said}");
    assert!(!said.contains("French"), "{said}");
}
