//! The measures of `souffleur eval`:
//! 1. every metric agrees with `pytrec_eval`, question by question, to 1e-6
//! 2. shares and precisions are computed from the outcomes, not from the engine
//! 3. the columns of the report are aligned, for damaged and for golden questions

// The intervals of the quality bench.
mod intervals;
// Damaged questions.
mod damage;
// Questions that no entry answers.
mod probe;
// The command: sets, files written, errors in them.
mod program;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::time::Duration;

use souffleur::eval::ask::{Asked, Case, Expected};
use souffleur::eval::metrics::score;
use souffleur::eval::perturb::Perturbation;
use souffleur::eval::report::{Golden, Measured, Mode, Perturbed, Report};
use souffleur::eval::scores::{Outcomes, Scores};
use souffleur::faq::EntryId;
use souffleur::search::{Outcome, Scope};

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
    let asked = |outcome, ranking: &[&str]| {
        let most = match outcome {
            Outcome::Found => 1,
            Outcome::Unsure => 3,
            Outcome::Unknown => 0,
        };
        let ranking: Vec<_> = ranking.iter().map(|entry| id(entry)).collect();
        let shown = ranking.iter().take(most).cloned().collect();
        Asked { outcome, ranking, shown, took: Duration::from_micros(10) }
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
        probe: None,
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
