//! `souffleur eval`, the command:
//! 1. a set in BEIR form is scored under the documented keys, without unjudged questions
//! 2. the TREC run orders the documents as they were scored, by score alone
//! 3. the outcomes file has every question asked, in order
//! 4. with its entries left out, no question finds them, and every other entry is there
//! 5. the report has the damaged scores, the clean ones, and their difference as loss
//! 6. golden questions are scored together, and those kept aside also separately
//! 7. errors are reported in French with file and line and exit code 1; usage errors are 2

use std::collections::{BTreeSet, HashMap};
use std::fs;

use serde_json::Value;
use souffleur::eval::ask::{Case, Expected, ask_all, ask_without_relevant};
use souffleur::eval::beir::Dataset;
use souffleur::eval::perturb::Perturbation;
use souffleur::faq::EntryId;
use souffleur::search::{Config, Index, Scope};
use tempfile::TempDir;

use crate::test_folder::souffleur;

const CORPUS: &str = r#"{"_id": "piscine", "title": "Quels sont les horaires de la piscine municipale ?", "text": "La piscine ouvre de neuf heures à midi.", "category": "Loisirs", "url": "https://mairie.example/piscine"}
{"_id": "dechets", "title": "Quel jour a lieu le ramassage des poubelles ?", "text": "Le ramassage des poubelles a lieu le mardi."}
{"_id": "état-civil/carte", "title": "Comment renouveler une carte d’identité ?", "text": "La carte d’identité se renouvelle en mairie."}
"#;
// An id that no entry may have.
const ODD: &str = "état-civil/carte";

const QUERIES: &str = r#"{"_id": "q1", "text": "horaires de la piscine municipale"}
{"_id": "q2", "text": "l’identité : comment renouveler la carte d'identité ?"}
{"_id": "q3", "text": "jour du ramassage des poubelles"}
{"_id": "q4", "text": "ramassage et piscine"}
{"_id": "q5", "text": "où est la poste"}
"#;
// q4 is judged but never relevant, q5 is not judged.
const QRELS: &str = "query-id\tcorpus-id\tscore\nq1\tpiscine\t2\nq2\tétat-civil/carte\t1\nq3\tdechets\t1\nq3\tpiscine\t0\nq4\tdechets\t0\n";
const OUT_OF_SCOPE: &str = "{\"_id\": \"o1\", \"text\": \"zygomatique xylophone\"}\n\n{\"_id\": \"o2\", \"text\": \"merci !\", \"kind\": \"politesse\"}\n";

/// A set of three documents and five questions.
fn set() -> TempDir {
    let dir = TempDir::new().expect("a temporary folder");
    write(&dir, "corpus.jsonl", CORPUS);
    write(&dir, "jeu/.keep", "");
    write(&dir, "queries.jsonl", QUERIES);
    write(&dir, "qrels.tsv", QRELS);
    write(&dir, "out.jsonl", OUT_OF_SCOPE);
    dir
}

fn write(dir: &TempDir, file: &str, text: &str) {
    let path = dir.path().join(file);
    fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder");
    fs::write(path, text).expect("written");
}

/// `souffleur eval …` in a folder: exit code, standard output, standard error.
fn eval(dir: &TempDir, args: &[&str]) -> (i32, String, String) {
    let done = souffleur(dir.path()).arg("eval").args(args).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (done.status.code().expect("an exit code"), text(done.stdout), text(done.stderr))
}

fn eval_json(dir: &TempDir, args: &[&str]) -> Value {
    let (code, out, err) = eval(dir, &[args, &["--json"]].concat());
    assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
    serde_json::from_str(&out).expect("JSON")
}

#[test]
fn a_set_is_scored_under_the_documented_keys() {
    let set = set();
    let report = eval_json(&set, &["--beir", ".", "--out-of-scope", "out.jsonl", "--leave-out"]);
    let keys: Vec<&str> =
        report.as_object().expect("an object").keys().map(String::as_str).collect();
    let documented = [
        "answered_right_share",
        "entries",
        "found_precision",
        "found_share",
        "index_build_ms",
        "leave_out",
        "mode",
        "mrr_at_10",
        "ndcg_at_10",
        "out_of_scope",
        "questions",
        "r_at_10",
        "s_at_1",
        "s_at_3",
        "search_p50_us",
        "search_p99_us",
        "top_1",
        "unjudged",
        "unknown_share",
        "unsure_share",
    ];
    assert_eq!(BTreeSet::from_iter(keys), BTreeSet::from(documented));
    assert_eq!(report["mode"], "beir");
    assert_eq!((&report["entries"], &report["questions"]), (&3.into(), &3.into()));
    // No entry is judged relevant for q4 and q5.
    assert_eq!(report["unjudged"], 2);
    for key in ["s_at_1", "s_at_3", "mrr_at_10", "ndcg_at_10", "r_at_10"] {
        assert_eq!(report[key], 1.0, "{key}");
    }
    assert_eq!(report["out_of_scope"]["questions"], 2);
    assert_eq!(report["leave_out"]["questions"], 3);
    assert_eq!(report["out_of_scope"]["unknown_share"], 1.0);
}

#[test]
fn a_run_orders_documents_by_score_alone() {
    let set = set();
    // The words are the same, so the scores are equal.
    let twins: String = (0..12)
        .map(|n| {
            format!(
                "{{\"_id\": \"jumeau-{n:02}\", \"title\": \"fromage\", \"text\": \"un fromage\"}}\n"
            )
        })
        .collect();
    write(&set, "corpus.jsonl", &twins);
    write(&set, "queries.jsonl", "{\"_id\": \"q1\", \"text\": \"fromage\"}\n");
    write(&set, "qrels.tsv", "q1\tjumeau-03\t1\n");
    let report = eval_json(&set, &["--beir", ".", "--run", "run.txt"]);

    let run = fs::read_to_string(set.path().join("run.txt")).expect("the run");
    let rows: Vec<Vec<&str>> = run.lines().map(|line| line.split(' ').collect()).collect();
    assert_eq!(rows.len(), 12);
    for (at, row) in rows.iter().enumerate() {
        assert_eq!([row[0], row[1], row[5]], ["q1", "Q0", "souffleur"]);
        assert_eq!((row.len(), row[3]), (6, (at + 1).to_string().as_str()));
    }
    let scores: Vec<f32> = rows.iter().map(|row| row[4].parse().expect("a score")).collect();
    assert!(scores.windows(2).all(|two| two[0] > two[1]), "{scores:?}");
    let rank = 1 + rows.iter().position(|row| row[2] == "jumeau-03").expect("it is there");
    assert_eq!(report["mrr_at_10"], 1.0 / rank as f64);
}

#[test]
fn every_question_asked_has_its_outcome() {
    let set = set();
    let files = ["--out-of-scope", "out.jsonl", "--outcomes", "outcomes.jsonl", "--run", "run.txt"];
    let (code, out, err) = eval(&set, &[&["--beir", "."], &files[..]].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("MRR@10"), "{out}");

    let text = fs::read_to_string(set.path().join("outcomes.jsonl")).expect("the outcomes");
    let lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let asked: Vec<&str> = lines.iter().filter_map(|line| line["_id"].as_str()).collect();
    assert_eq!(asked, ["q1", "q2", "q3", "q4", "q5", "o1", "o2"]);
    for line in &lines {
        assert_eq!(line["entry"].is_null(), line["outcome"] == "unknown", "{line}");
    }
    assert_eq!(lines[5], serde_json::json!({"_id": "o1", "outcome": "unknown", "entry": null}));
    // Documents have the ids of the corpus, even those that are not valid ids of entries.
    assert_eq!(lines[1]["entry"], ODD);
    let run = fs::read_to_string(set.path().join("run.txt")).expect("the run");
    assert!(run.contains(&format!("q2 Q0 {ODD} 1 ")), "{run}");
}

#[test]
fn what_is_left_out_is_not_met() {
    let set = set();
    let dataset = Dataset::read(set.path()).expect("a sound set");
    let index = Index::build(&dataset.faq, Config::default());
    let with = ask_all(&index, &dataset.cases, &|| {});
    let without =
        ask_without_relevant(&dataset.faq, Config::default(), None, &dataset.cases, &|| {});
    let mut judged = 0;
    for ((case, with), without) in dataset.cases.iter().zip(&with).zip(&without) {
        let relevant = case.relevant();
        assert_eq!(without.is_some(), !relevant.is_empty(), "{}", case.id);
        let Some(without) = without else { continue };
        judged += 1;
        assert!(with.ranking.iter().any(|entry| relevant.contains(entry)), "{}", case.id);
        assert!(!without.ranking.iter().any(|entry| relevant.contains(entry)), "{}", case.id);
    }
    assert_eq!(judged, 3);

    // Each of two questions is asked of an index that has the other's relevant entries.
    let both = |id: &str, gone: &str| Case {
        id: id.to_owned(),
        text: "horaires de la piscine, ramassage des poubelles".to_owned(),
        scope: Scope::All,
        expected: Expected::Entries(HashMap::from([(EntryId::new(gone).expect("an id"), 1)])),
        held_out: false,
    };
    let cases = [both("a", "piscine"), both("b", "dechets"), both("c", "piscine")];
    let first: Vec<String> =
        ask_without_relevant(&dataset.faq, Config::default(), None, &cases, &|| {})
            .iter()
            .map(|asked| asked.as_ref().expect("judged").ranking[0].to_string())
            .collect();
    assert_eq!(first, ["dechets", "piscine", "dechets"]);
}

#[test]
fn damaged_scores_stand_beside_the_clean_ones() {
    let set = set();
    let plain = eval_json(&set, &["--beir", "."]);
    let asked = ["--beir", ".", "--perturb", "typos", "--seed", "7", "--out-of-scope", "out.jsonl"];
    let report = eval_json(&set, &asked);
    assert_eq!(report["mrr_at_10"], plain["mrr_at_10"]);
    let damaged = &report["perturbed"];
    assert_eq!((&damaged["kind"], &damaged["seed"]), (&"typos".into(), &7.into()));
    let number = |value: &Value| value.as_f64().expect("a number");
    for key in ["s_at_1", "mrr_at_10", "found_share", "answered_right_share"] {
        let loss = number(&report[key]) - number(&damaged[key]);
        assert!((number(&damaged["loss"][key]) - loss).abs() < 1e-12, "{key}");
    }
    assert_eq!(damaged["loss"]["out_of_scope"]["questions"], Value::Null);
    assert_eq!(eval_json(&set, &asked)["perturbed"], *damaged);

    let (code, out, _) = eval(&set, &["--beir", ".", "--perturb", "case"]);
    assert_eq!(code, 0);
    assert!(out.contains("intactes  abîmées"), "{out}");

    // The files written are those of the damaged questions.
    let run = |args: &[&str]| {
        eval_json(&set, &[&["--beir", ".", "--run", "run.txt"], args].concat());
        fs::read_to_string(set.path().join("run.txt")).expect("the run")
    };
    let (clean, damaged) = (run(&[]), run(&["--perturb", "typos", "--seed", "7"]));
    assert_ne!(clean, damaged);
    let typed: String = (Dataset::read(set.path()).expect("a sound set").cases.iter())
        .map(|case| {
            let text = Perturbation::Typos.damage(&case.text, 7);
            format!("{}\n", serde_json::json!({"_id": case.id, "text": text}))
        })
        .collect();
    write(&set, "queries.jsonl", &typed);
    assert_eq!(run(&[]), damaged);
}

#[test]
fn golden_questions_kept_aside_are_scored_apart() {
    let dir = TempDir::new().expect("a temporary folder");
    write(&dir, "faq/mairie/collection.toml", "title = \"Mairie\"\n");
    for (id, question) in [
        ("piscine", "Quels sont les horaires de la piscine municipale ?"),
        ("dechets", "Quel jour a lieu le ramassage des poubelles ?"),
    ] {
        let source = format!("https://mairie.example/{id}");
        let entry =
            format!("---\nquestion: \"{question}\"\nsource: {source}\n---\nVoyez l’affichage.\n");
        write(&dir, &format!("faq/mairie/{id}.md"), &entry);
    }
    write(
        &dir,
        "faq/mairie/questions.toml",
        "[[question]]\nask = \"horaires de la piscine municipale\"\nexpect = \"piscine\"\n\n\
         [[question]]\nask = \"zygomatique xylophone\"\nexpect = \"unknown\"\n\n\
         [[question]]\nask = \"horaires de la piscine municipale !\"\nexpect = \"dechets\"\nheld_out = true\n",
    );
    write(&dir, "out.jsonl", OUT_OF_SCOPE);
    let files = ["--out-of-scope", "out.jsonl", "--outcomes", "outcomes.jsonl"];
    let report = eval_json(&dir, &[&["faq"], &files[..]].concat());
    assert_eq!(report["mode"], "golden");
    let scores = |part: &str| {
        let part = &report[part];
        (
            part["questions"].clone(),
            part["s_at_1"].clone(),
            part["out_of_scope"]["questions"].clone(),
        )
    };
    assert_eq!(scores("tuning"), (1.into(), 1.0.into(), 1.into()));
    assert_eq!(scores("held_out"), (1.into(), 0.0.into(), Value::Null));
    assert_eq!(scores("all"), (2.into(), 0.5.into(), 1.into()));
    assert_eq!(report["out_of_scope"]["questions"], 2);
    assert_eq!(report["out_of_scope"]["unknown_share"], 1.0);

    let outcomes = fs::read_to_string(dir.path().join("outcomes.jsonl")).expect("the outcomes");
    let first = outcomes.lines().next().expect("a line");
    assert!(first.contains(r#""_id":"mairie:"#) && outcomes.lines().count() == 5, "{outcomes}");

    // The folder of the configuration is the default, and it works with damage as well.
    let (code, out, err) = eval(&dir, &["--perturb", "accents", "--out-of-scope", "out.jsonl"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(out.matches("intactes  abîmées").count(), 4, "{out}");
    let (_, out, _) = eval(&dir, &[]);
    assert!(out.contains("toutes  réglage  mises de côté"), "{out}");
}

#[test]
fn what_is_wrong_is_said_with_file_and_line() {
    let check = |file: &str, text: Option<&[u8]>, wanted: &str| {
        let set = set();
        match text {
            Some(text) => fs::write(set.path().join(file), text).expect("written"),
            None => fs::remove_file(set.path().join(file)).expect("removed"),
        }
        let (code, out, err) = eval(&set, &["--beir", "jeu/..", "--out-of-scope", "out.jsonl"]);
        // The message names the folder as the user gave it.
        assert_eq!((code, out.as_str()), (1, ""), "{file}: {err}");
        let err = err.replace("jeu/../", "").replace('\u{a0}', " ");
        assert!(err.contains(wanted), "{err:?} does not say {wanted:?}");
    };
    let corpus = CORPUS.lines().next().expect("a line");
    let twice = format!("{corpus}\n{corpus}\n");
    check("corpus.jsonl", None, "corpus.jsonl : ce fichier n’existe pas.");
    check("corpus.jsonl", Some(b""), "corpus.jsonl : ce fichier ne contient aucun document.");
    check(
        "corpus.jsonl",
        Some(b"\n{\"_id\": \"a\"}"),
        "corpus.jsonl:2 : il manque le champ « text ».",
    );
    check(
        "corpus.jsonl",
        Some(twice.as_bytes()),
        "corpus.jsonl:2 : l’identifiant « piscine » est déjà pris.",
    );
    check(
        "corpus.jsonl",
        Some(b"{\"_id\": \"carte 2\", \"text\": \"\"}"),
        "corpus.jsonl:1 : l’identifiant « _id » est vide ou contient une espace.",
    );
    check(
        "queries.jsonl",
        Some(b"{\"_id\": \"q1\", \"text\": \"a\"}\n{\"_id\": "),
        "queries.jsonl:2 : le JSON de cette ligne est mal formé",
    );
    check("queries.jsonl", Some(b"[1]"), "queries.jsonl:1 : un objet JSON est attendu");
    check(
        "queries.jsonl",
        Some(b"{\"_id\": \"q1\", \"text\": []}"),
        "queries.jsonl:1 : le champ « text » doit être un texte.",
    );
    check(
        "queries.jsonl",
        Some(b"\n\n\xff"),
        "queries.jsonl:3 : cette ligne n’est pas du texte en UTF-8.",
    );
    check("qrels.tsv", Some(b"q1 piscine 1\n"), "qrels.tsv:1 : trois colonnes");
    check(
        "qrels.tsv",
        Some(b"q1\tpiscine\t1\nq1\tdechets\toui\n"),
        "qrels.tsv:2 : la note « oui » doit être un nombre entier.",
    );
    check(
        "qrels.tsv",
        Some(b"q9\tpiscine\t1\n"),
        "qrels.tsv:1 : la question « q9 » n’est pas dans queries.jsonl.",
    );
    check(
        "qrels.tsv",
        Some(b"q1\tpiscine\t1\nq1\tlycee\t1\n"),
        "qrels.tsv:2 : le document « lycee » n’est pas dans corpus.jsonl.",
    );
    check(
        "qrels.tsv",
        Some(b"q1\tpiscine\t1\nq1\tpiscine\t2\n"),
        "qrels.tsv:2 : le document « piscine » a déjà une autre note",
    );
    check("out.jsonl", Some(b"{}"), "out.jsonl:1 : il manque le champ « _id ».");

    let set = set();
    let (code, _, err) = eval(&set, &["--beir", ".", "--run", "absent/run.txt"]);
    assert_eq!(code, 1);
    assert!(err.contains("absent/run.txt\u{a0}: impossible d’écrire ce fichier"), "{err}");
    for usage in [
        &["--run", "run.txt"][..],
        &["faq", "--beir", "."],
        &["--beir", ".", "--perturb", "noise"],
        &["--beir", ".", "--seed", "2"],
        &["--beir", ".", "--perturb", "typos", "--seed", "deux"],
    ] {
        assert_eq!(eval(&set, usage).0, 2, "{usage:?}");
    }
}
