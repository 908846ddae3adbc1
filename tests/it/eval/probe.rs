//! The probe of `souffleur eval`:
//! 1. a foreign question is one word of an entry and one word that the FAQ does not have, in
//!    any form, and nothing else that carries meaning
//! 2. the same seed gives the same questions, another seed gives others
//! 3. the report has the outcomes of both kinds of question, under the documented keys
//! 4. a corpus without questions can be probed, and is refused without `--probe`
//! 5. samples are small FAQs without variants; a FAQ that is too small for them is refused
//! 6. a small FAQ does not answer half of a question: one word of an entry beside a foreign
//!    word is not Found, and two words of an entry are

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use souffleur::eval::beir::Dataset;
use souffleur::eval::probe::{ProbeQuestions, SAMPLE_ENTRIES, sample};
use souffleur::faq::load::Folder;
use souffleur::faq::{Faq, today};
use souffleur::search::{Config, Index, Outcome, Scope, stems};
use tempfile::TempDir;

use crate::test_folder::souffleur;

/// The FAQ of a club as it is on its first day: short, and without variants.
const CLUB: [(&str, &str, &str); 8] = [
    ("ages", "Quels âges sont admis au club ?", "Les enfants ont au minimum 4 ans."),
    ("securite", "Quelles mesures de sécurité sont en place ?", "Le matériel est contrôlé."),
    ("equipement", "Quel équipement faut-il apporter ?", "Rien : le casque est fourni."),
    ("parents", "Les parents peuvent-ils assister ?", "Bien sûr, derrière les fenêtres."),
    ("duree", "Combien de temps dure la séance ?", "Une heure et demie."),
    ("reserver", "Comment réserver ?", "Écrivez-nous en donnant la date."),
    ("participants", "Quel est le nombre minimum de participants ?", "Six, en semaine."),
    ("annuler", "Quelle est la politique d’annulation ?", "Prévenez-nous dès que possible."),
];

/// The club as `faq`, and as a set that is only a corpus.
fn club(entries: usize) -> TempDir {
    let dir = TempDir::new().expect("a temporary folder");
    let write = |file: &str, text: &str| {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    };
    write("faq/club/collection.toml", "title = \"Club\"\nsource = \"https://club.example/faq\"\n");
    let mut corpus = String::new();
    for (id, question, answer) in &CLUB[..entries] {
        let variant = format!("variante {id}");
        write(
            &format!("faq/club/{id}.md"),
            &format!("---\nquestion: {question}\nvariants:\n  - {variant}\n---\n{answer}\n"),
        );
        corpus.push_str(&json!({"_id": id, "title": question, "text": answer}).to_string());
        corpus.push('\n');
    }
    write("set/corpus.jsonl", &corpus);
    dir
}

fn faq(dir: &TempDir) -> Faq {
    Folder::new(&dir.path().join("faq")).load(today()).expect("a FAQ without errors").faq
}

/// `souffleur eval …` in a folder: exit code, standard output, standard error.
fn eval(dir: &Path, args: &[&str]) -> (i32, String, String) {
    let done = souffleur(dir).arg("eval").args(args).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (done.status.code().expect("an exit code"), text(done.stdout), text(done.stderr))
}

fn probed(dir: &TempDir, args: &[&str]) -> Value {
    let (code, out, err) = eval(dir.path(), &[args, &["--probe", "--json"]].concat());
    assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
    let report: Value = serde_json::from_str(&out).expect("JSON");
    report["probe"].clone()
}

#[test]
fn a_foreign_word_stands_beside_a_word_of_an_entry() {
    let dir = club(8);
    let faq = faq(&dir);
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut asked: BTreeSet<String> = BTreeSet::new();
    for entry in faq.entries() {
        known.extend(stems(&entry.question));
        known.extend(stems(&entry.answer.plain()));
        asked.extend(stems(&entry.question));
    }
    let mut foreign_words = BTreeSet::new();
    for seed in 0..40 {
        let questions = ProbeQuestions::of(&faq, seed);
        assert_eq!(questions.foreign_word.len(), 4 * CLUB.len());
        for case in &questions.foreign_word {
            let (of_faq, foreign): (Vec<String>, Vec<String>) =
                stems(&case.text).into_iter().partition(|stem| known.contains(stem));
            assert_eq!((of_faq.len(), foreign.len()), (1, 1), "{:?}", case.text);
            assert!(asked.contains(&of_faq[0]), "{:?} has no word of a question", case.text);
            foreign_words.extend(foreign);
        }
    }
    // An answer has the plural of this word of our list.
    assert!(known.contains(&stems("fenêtre")[0]));
    assert!(foreign_words.len() > 80, "only {} foreign words came", foreign_words.len());
}

#[test]
fn a_seed_repeats_its_questions() {
    let dir = club(8);
    let faq = faq(&dir);
    assert_eq!(ProbeQuestions::of(&faq, 7), ProbeQuestions::of(&faq, 7));
    assert_ne!(ProbeQuestions::of(&faq, 7), ProbeQuestions::of(&faq, 8));
    let samples = ["faq", "--sample", "1", "--seed", "5"];
    assert_eq!(probed(&dir, &samples), probed(&dir, &samples));
}

#[test]
fn the_report_has_the_outcomes_of_both_kinds() {
    let dir = club(8);
    let probe = probed(&dir, &["faq"]);
    assert_eq!((&probe["seed"], &probe["samples"]), (&json!(1), &Value::Null));
    assert_eq!(probe["foreign_word"]["questions"], 32);
    assert_eq!(probe["other_faqs"]["questions"], 60);
    for kind in ["foreign_word", "other_faqs"] {
        let share = |key: &str| probe[kind][key].as_f64().expect("a share");
        let all = share("found_share") + share("unsure_share") + share("unknown_share");
        assert!((all - 1.0).abs() < 1e-9, "{kind}: the shares add up to {all}");
    }

    let (code, out, err) = eval(dir.path(), &["faq", "--probe", "--sample", "2", "--seed", "3"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let out = out.replace('\u{a0}', " ");
    let title = "Sonde : questions sans réponse possible \
                 dans 2 FAQ de 5 à 20 entrées tirées de celle-ci, graine 3";
    assert!(out.contains(title), "{out}");
    assert!(out.contains("mot étranger  autres FAQ"), "{out}");
    // The FAQ has no golden question, so that no table of scores stands before the probe.
    assert!(!out.contains("MRR@10"), "{out}");
}

#[test]
fn a_corpus_alone_can_be_probed() {
    let dir = club(8);
    let probe = probed(&dir, &["--beir", "set", "--sample", "1"]);
    assert_eq!((&probe["samples"], &probe["other_faqs"]["questions"]), (&json!(1), &json!(60)));

    let (code, _, err) = eval(dir.path(), &["--beir", "set"]);
    assert_eq!(code, 1);
    assert!(err.contains("queries.jsonl"), "{err}");
    // One of the two files without the other is a mistake.
    fs::write(dir.path().join("set/queries.jsonl"), "{\"_id\": \"q\", \"text\": \"séance\"}\n")
        .expect("written");
    let (code, _, err) = eval(dir.path(), &["--beir", "set", "--probe"]);
    assert_eq!(code, 1);
    assert!(err.contains("qrels.tsv"), "{err}");
}

#[test]
fn samples_are_small_faqs_without_variants() {
    let dir = club(8);
    let mut random = fastrand::Rng::with_seed(1);
    let drawn: Vec<Faq> =
        (0..20).map(|_| sample(&faq(&dir), 5, &mut random).expect("eight entries")).collect();
    for small in &drawn {
        assert_eq!(small.len(), 5);
        assert!(small.entries().all(|entry| entry.variants.is_empty()));
    }
    let ids = |faq: &Faq| faq.entries().map(|entry| entry.id.clone()).collect::<Vec<_>>();
    assert!(drawn.iter().any(|small| ids(small) != ids(&drawn[0])));
    // A FAQ that is smaller than what is asked gives all that it has.
    let corpus = Dataset::read_with_or_without_questions(&dir.path().join("set"));
    let corpus = corpus.expect("a corpus").faq;
    let all = sample(&corpus, *SAMPLE_ENTRIES.end(), &mut random).expect("eight entries");
    assert_eq!(all.len(), 8);

    let dir = club(4);
    let (code, out, err) = eval(dir.path(), &["faq", "--probe", "--sample", "2"]);
    assert_eq!((code, out.as_str()), (1, ""));
    let wanted = "faq : aucune collection n’a les 5 entrées que demande --sample.";
    assert!(err.replace('\u{a0}', " ").contains(wanted), "{err}");
    for usage in [&["faq", "--sample", "2"][..], &["faq", "--probe", "--sample", "0"]] {
        assert_eq!(eval(dir.path(), usage).0, 2, "{usage:?}");
    }
}

#[test]
fn half_of_a_question_is_not_found() {
    let dir = club(8);
    let found = |report: &Value| report["foreign_word"]["found_share"].as_f64().expect("a share");
    for args in [["faq", "--sample", "6"].as_slice(), &["--beir", "set", "--sample", "6"]] {
        let probe = probed(&dir, args);
        assert!(found(&probe) <= 0.1, "{args:?}: {probe}");
    }

    let index = Index::build(&faq(&dir), Config::default());
    let rows = [
        ("prix de la séance", Outcome::Unsure, "duree"),
        ("vidéo des participants", Outcome::Unsure, "participants"),
        // The question of this entry has the one word and its answer the other.
        ("âge minimum", Outcome::Found, "ages"),
        ("combien de temps dure une séance", Outcome::Found, "duree"),
        ("nombre de participants", Outcome::Found, "participants"),
        // A question of a single word has no other half.
        ("équipement", Outcome::Found, "equipement"),
    ];
    for (question, outcome, first) in rows {
        let look = index.look(question, &Scope::All);
        let entry = look.hits.first().map(|hit| hit.entry.as_str());
        assert_eq!((look.outcome, entry), (outcome, Some(first)), "{question:?}");
    }
}
