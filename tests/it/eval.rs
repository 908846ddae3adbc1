//! `souffleur eval`:
//! 1. every metric agrees with `pytrec_eval`, question by question, to 1e-6
//! 2. shares and precisions are those of the outcomes, whatever the engine
//! 3. damaging a question changes what it says and nothing else, alike for a seed
//! 4. a set in BEIR form is scored under the documented keys; what nobody judged is left out
//! 5. the TREC run orders the documents as they were scored, by score alone
//! 6. the outcomes file has every question asked, in order
//! 7. with its entries left out, no question meets them, and every other entry is there
//! 8. damaged scores stand beside the clean ones, and the loss is their difference
//! 9. golden questions are scored together and, kept aside, apart
//! 10. what is wrong is said in French with file and line, exit code 1; usage is 2

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value;
use souffleur::eval::ask::{Asked, Case, Expected, ask_all, ask_without_relevant};
use souffleur::eval::beir::Dataset;
use souffleur::eval::metrics::score;
use souffleur::eval::perturb::{PHRASES, Perturbation};
use souffleur::eval::report::{Golden, Measured, Mode, Perturbed, Report};
use souffleur::eval::scores::{Outcomes, Scores};
use souffleur::faq::EntryId;
use souffleur::search::{Index, Outcome, Scope};
use tempfile::TempDir;

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
    let mut command = Command::new(env!("CARGO_BIN_EXE_souffleur"));
    let done = command.current_dir(dir).arg("eval").args(args).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (done.status.code().expect("an exit code"), text(done.stdout), text(done.stderr))
}

fn eval_json(dir: &TempDir, args: &[&str]) -> Value {
    let (code, out, err) = eval(dir, &[args, &["--json"]].concat());
    assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
    serde_json::from_str(&out).expect("JSON")
}

fn id(text: &str) -> EntryId {
    EntryId::new(text).expect("an id")
}

#[test]
fn metrics_agree_with_pytrec_eval() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/metrics");
    let read = |file| fs::read_to_string(folder.join(file)).expect("a fixture");
    let (qrels, run, expected) = (read("qrels.tsv"), read("run.txt"), read("expected.tsv"));

    let mut grades: HashMap<&str, HashMap<&str, i32>> = HashMap::new();
    for row in qrels.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        grades.entry(fields[0]).or_default().insert(fields[1], fields[2].parse().expect("a grade"));
    }
    let mut rankings: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in run.lines() {
        let fields: Vec<&str> = row.split(' ').collect();
        rankings.entry(fields[0]).or_default().push(fields[2]);
    }

    let mut compared = 0;
    for row in expected.lines().filter(|row| row.starts_with('q')).skip(1) {
        let (query, theirs) = row.split_once('\t').expect("columns");
        let theirs: Vec<f64> = theirs.split('\t').map(|x| x.parse().expect("a number")).collect();
        let ranking = rankings.get(query).cloned().unwrap_or_default();
        let ours = score(&ranking, &grades[query]);
        if grades[query].values().all(|&grade| grade <= 0) {
            assert_eq!(ours, None, "{query} has nothing relevant");
            continue;
        }
        let ours = ours.expect("a judged question has scores");
        let ours = [ours.s_at_1, ours.s_at_3, ours.mrr_at_10, ours.ndcg_at_10, ours.r_at_10];
        for (ours, theirs) in ours.iter().zip(&theirs) {
            let near = (ours - theirs).abs() < 1e-6;
            assert!(near, "{query}: {ours} is not pytrec_eval's {theirs}");
        }
        compared += 1;
    }
    assert_eq!(compared, 16);
}

#[test]
fn shares_are_those_of_the_outcomes() {
    let asked = |outcome, ranking: &[&str]| Asked {
        outcome,
        ranking: ranking.iter().map(|entry| id(entry)).collect(),
        took: Duration::from_micros(10),
    };
    let case = |expected| Case {
        id: "q".to_owned(),
        text: String::new(),
        scope: Scope::All,
        expected,
        held_out: false,
    };
    let a = || case(Expected::Entries(HashMap::from([(id("a"), 1), (id("z"), 0)])));
    let results = [
        (a(), asked(Outcome::Found, &["a", "b"])),
        (a(), asked(Outcome::Found, &["b", "a"])),
        (a(), asked(Outcome::Found, &["z", "a"])),
        (a(), asked(Outcome::Unsure, &["b", "c", "a", "d"])),
        (a(), asked(Outcome::Unsure, &["b", "c", "d", "a"])),
        (a(), asked(Outcome::Unknown, &["a"])),
        (a(), asked(Outcome::Unknown, &[])),
        (a(), asked(Outcome::Unsure, &["a"])),
        (case(Expected::Unjudged), asked(Outcome::Found, &["b"])),
        (case(Expected::Nothing), asked(Outcome::Found, &["b"])),
        (case(Expected::Nothing), asked(Outcome::Unsure, &["b"])),
        (case(Expected::Nothing), asked(Outcome::Unknown, &[])),
        (case(Expected::Nothing), asked(Outcome::Unknown, &["b"])),
    ];
    let scores = Scores::of(results.iter().map(|(case, asked)| (case, asked)));
    let wanted = Scores {
        questions: 8,
        s_at_1: Some(3.0 / 8.0),
        s_at_3: Some(6.0 / 8.0),
        mrr_at_10: Some((1.0 + 0.5 + 0.5 + 1.0 / 3.0 + 0.25 + 1.0 + 0.0 + 1.0) / 8.0),
        ndcg_at_10: scores.ndcg_at_10,
        r_at_10: Some(7.0 / 8.0),
        top_1: Some(2.0 / 8.0),
        found_share: Some(3.0 / 8.0),
        unsure_share: Some(3.0 / 8.0),
        unknown_share: Some(2.0 / 8.0),
        found_precision: Some(1.0 / 3.0),
        // First and Found, third of the choices, first of the choices.
        answered_right_share: Some(3.0 / 8.0),
        out_of_scope: Some(Outcomes {
            questions: 4,
            found_share: Some(0.25),
            unsure_share: Some(0.25),
            unknown_share: Some(0.5),
            kept_from_found_share: Some(0.75),
        }),
        leave_out: None,
    };
    assert_eq!(scores, wanted);
    assert_eq!(Scores::of([]), Scores::default());
}

#[test]
fn the_french_report_lines_up() {
    let scores = Scores {
        questions: 316,
        s_at_1: Some(0.6171),
        mrr_at_10: Some(0.7349),
        found_share: Some(0.6),
        out_of_scope: Some(Outcomes {
            questions: 4,
            found_share: Some(0.25),
            ..Default::default()
        }),
        ..Default::default()
    };
    let clean = Measured::Beir(Box::new(scores.clone()));
    let hurt = Scores { s_at_1: Some(0.6), mrr_at_10: Some(0.74), ..scores };
    let hurt = Measured::Beir(Box::new(hurt));
    let mut report = Report {
        mode: Mode::Beir,
        title: "jeu".to_owned(),
        entries: 50,
        unjudged: 1,
        index_build_ms: 12.34,
        search_p50_us: Some(81.4),
        search_p99_us: None,
        perturbed: Some(Perturbed::new(Perturbation::Typos, 3, &clean, hurt)),
        clean,
    };
    let shown = |report: &Report| report.in_french().replace('\u{a0}', "~");
    insta::assert_snapshot!(shown(&report), @r#"
    jeu~: 50 entrées, 1 question sans entrée attendue (hors des moyennes)
    Questions abîmées~: typos, graine 3
                                                        intactes  abîmées   perte
    Questions auxquelles la FAQ répond                       316      316
      bonne entrée en premier, S@1                         0,617    0,600   0,017
      bonne entrée parmi trois, S@3                            —        —
      MRR@10                                               0,735    0,740  −0,005
      nDCG@10                                                  —        —
      R@10                                                     —        —
      bonne entrée en premier, sans «~je ne sais pas~»         —        —
      réponse donnée (trouvé)                             60,0~%   60,0~%   0,0~%
      justesse des réponses données                            —        —
      choix proposés (incertain)                               —        —
      aucune réponse (inconnu)                                 —        —
      bonne entrée montrée, seule ou parmi les choix           —        —
    Questions hors sujet                                       4        4
      aucune réponse (inconnu)                                 —        —
      choix proposés (incertain)                               —        —
      réponse donnée à tort (trouvé)                      25,0~%   25,0~%   0,0~%
      sans réponse donnée à tort                               —        —

    Recherche~: médiane 81~µs, 99~% en moins de —~µs. Index construit en 12,3~ms.
    "#);

    let Measured::Beir(tuning) = report.clean else { unreachable!("made above") };
    let held_out = Scores { questions: 1, s_at_1: Some(1.0), ..Default::default() };
    let file = Outcomes { questions: 289, kept_from_found_share: Some(1.0), ..Default::default() };
    report = Report {
        mode: Mode::Golden,
        unjudged: 0,
        entries: 1,
        perturbed: None,
        clean: Measured::Golden(Box::new(Golden {
            all: Scores { leave_out: Some(Outcomes::default()), ..(*tuning).clone() },
            tuning: *tuning,
            held_out,
            out_of_scope: Some(file),
        })),
        ..report
    };
    insta::assert_snapshot!(shown(&report), @r#"
    jeu~: 1 entrée
                                                         toutes  réglage  mises de côté
    Questions auxquelles la FAQ répond                      316      316              1
      bonne entrée en premier, S@1                        0,617    0,617          1,000
      bonne entrée parmi trois, S@3                           —        —              —
      MRR@10                                              0,735    0,735              —
      nDCG@10                                                 —        —              —
      R@10                                                    —        —              —
      bonne entrée en premier, sans «~je ne sais pas~»        —        —              —
      réponse donnée (trouvé)                            60,0~%   60,0~%              —
      justesse des réponses données                           —        —              —
      choix proposés (incertain)                              —        —              —
      aucune réponse (inconnu)                                —        —              —
      bonne entrée montrée, seule ou parmi les choix          —        —              —
    Questions hors sujet                                      4        4              —
      aucune réponse (inconnu)                                —        —              —
      choix proposés (incertain)                              —        —              —
      réponse donnée à tort (trouvé)                     25,0~%   25,0~%              —
      sans réponse donnée à tort                              —        —              —
    Questions dont l’entrée a été retirée                     0        —              —
      aucune réponse (inconnu)                                —        —              —
      choix proposés (incertain)                              —        —              —
      réponse donnée à tort (trouvé)                          —        —              —
      sans réponse donnée à tort                              —        —              —
    Questions hors sujet du fichier                         289
      aucune réponse (inconnu)                                —
      choix proposés (incertain)                              —
      réponse donnée à tort (trouvé)                          —
      sans réponse donnée à tort                        100,0~%

    Recherche~: médiane 81~µs, 99~% en moins de —~µs. Index construit en 12,3~ms.
    "#);
}

#[test]
fn damage_changes_what_it_says() {
    const QUESTION: &str = "Où trouver l’adresse d'un cœur, s'il vous plaît ? L1110-4 où ça";
    let damage = |kind: Perturbation, text: &str| kind.damage(text, 1);
    assert_eq!(
        damage(Perturbation::Accents, QUESTION),
        "Ou trouver l’adresse d'un coeur, s'il vous plait ? L1110-4 ou ca",
    );
    // NFD is brought to NFC before.
    assert_eq!(damage(Perturbation::Accents, "e\u{301}te\u{301} Œuf"), "ete OEuf");

    let cases: BTreeSet<String> =
        (0..20).map(|seed| Perturbation::Case.damage("Ça va", seed)).collect();
    assert_eq!(cases, BTreeSet::from(["ÇA VA".to_owned(), "ça va".to_owned()]));
    assert_eq!(damage(Perturbation::Case, "déjà"), "DÉJÀ");
    assert_eq!(damage(Perturbation::Case, "DÉJÀ"), "déjà");

    let glued: BTreeSet<String> =
        (0..20).map(|seed| Perturbation::Apostrophes.damage("l’été d'or", seed)).collect();
    let all = ["lété dor", "lété d or", "l été dor", "l été d or"];
    assert_eq!(glued, BTreeSet::from(all.map(str::to_owned)));

    let sms: BTreeSet<String> = (0..20)
        .map(|seed| {
            let asked = "Bonjour, est-ce que c’est quinze lettres pour la BANQUE ? Je suis perdue";
            Perturbation::Sms.damage(asked, seed)
        })
        .collect();
    for text in &sms {
        let fits =
            text.starts_with("bjr, esk c kinz") && text.contains(" pr la BANQUE ? jsuis perdu");
        assert!(fits, "{text}");
    }
    // Final letters are dropped from some words and kept in others.
    assert!(sms.iter().any(|text| text.contains("kinze")), "{sms:?}");
    assert!(sms.iter().any(|text| text.contains("lettr ")), "{sms:?}");
    // A phrase inside a longer word is another word.
    assert_eq!(damage(Perturbation::Sms, "dansa"), "dansa");
    // No phrase hides a longer one after it.
    for (at, (phrase, _)) in PHRASES.iter().enumerate() {
        let hidden =
            PHRASES[at + 1..].iter().find(|(later, _)| later.starts_with(&format!("{phrase} ")));
        assert_eq!(hidden, None, "{phrase:?} stands before it");
    }
}

#[test]
fn a_typo_is_one_letter_of_one_long_word() {
    const QUESTION: &str = "a-t-on accès à l’annuaire élargi du RPPS FON-47 ?";
    const LONG: [&str; 3] = ["accès", "annuaire", "élargi"];
    let mut seen = BTreeSet::new();
    for seed in 0..200 {
        let typed = Perturbation::Typos.damage(QUESTION, seed);
        assert_ne!(typed, QUESTION, "seed {seed}");
        assert_eq!(typed, Perturbation::Typos.damage(QUESTION, seed), "seed {seed}");
        let (before, after): (Vec<char>, Vec<char>) =
            (QUESTION.chars().collect(), typed.chars().collect());
        let start = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
        let rest = before.iter().rev().zip(after.iter().rev());
        let end = rest.take_while(|(a, b)| a == b).count();
        let words: Vec<&str> = typed.split(|c: char| !c.is_alphabetic()).collect();
        let touched = LONG.iter().find(|word| !words.contains(word));
        assert!(touched.is_some(), "seed {seed}: {typed}");
        assert_eq!(LONG.iter().filter(|word| words.contains(word)).count(), 2, "{typed}");
        let kind = match after.len() as i64 - before.len() as i64 {
            1 => "doubled",
            -1 => "dropped",
            0 if before.len() - start - end == 1 => "replaced",
            0 => {
                assert_eq!(before.len() - start - end, 2, "seed {seed}: {typed}");
                assert_eq!((before[start], before[start + 1]), (after[start + 1], after[start]));
                "swapped"
            }
            n => panic!("seed {seed}: {n} letters more in {typed}"),
        };
        seen.insert((kind, touched));
    }
    // Every kind of typo falls on every long word.
    assert_eq!(seen.len(), 12, "{seen:?}");
    assert_eq!(Perturbation::Typos.damage("où est la BAL ?", 1), "où est la BAL ?");
    let alike = Perturbation::Typos.damage("aaaaa", 5);
    assert_ne!(alike, "aaaaa");
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
    // Nobody says what answers q4 and q5.
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
    // Same words, same evidence: their scores tie.
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
    // Documents are named as the corpus names them, whatever an entry may be called.
    assert_eq!(lines[1]["entry"], ODD);
    let run = fs::read_to_string(set.path().join("run.txt")).expect("the run");
    assert!(run.contains(&format!("q2 Q0 {ODD} 1 ")), "{run}");
}

#[test]
fn what_is_left_out_is_not_met() {
    let set = set();
    let dataset = Dataset::read(set.path()).expect("a sound set");
    let index = Index::build(&dataset.faq);
    let with = ask_all(&index, &dataset.cases, &|| {});
    let without = ask_without_relevant(&dataset.faq, &dataset.cases, &|| {});
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

    // Two questions with different relevant entries are each asked beside the other's.
    let both = |id: &str, gone: &str| Case {
        id: id.to_owned(),
        text: "horaires de la piscine, ramassage des poubelles".to_owned(),
        scope: Scope::All,
        expected: Expected::Entries(HashMap::from([(EntryId::new(gone).expect("an id"), 1)])),
        held_out: false,
    };
    let cases = [both("a", "piscine"), both("b", "dechets"), both("c", "piscine")];
    let first: Vec<String> = ask_without_relevant(&dataset.faq, &cases, &|| {})
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

    // The folder of the configuration is the default, and everything may be damaged as well.
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
        // The folder is named as it was given.
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
