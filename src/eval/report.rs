//! Shows the results of a run: a French table for people, or JSON with the keys documented
//! in the parent module.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Value};

use super::ask::Asked;
use super::metrics::percentile;
use super::perturb::Perturbation;
use super::probe::{ProbeReport, SAMPLE_ENTRIES};
use super::scores::{Outcomes, Scores};
use crate::grammar::plural;

/// The results of one run of `souffleur eval`.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Where the questions come from.
    pub mode: Mode,
    /// The folder, as the user gave it.
    #[serde(skip)]
    pub title: String,
    /// The number of entries indexed.
    pub entries: usize,
    /// The number of questions that are asked but not scored, because nobody judged entries for them.
    pub unjudged: usize,
    /// The duration of building the index, in milliseconds.
    pub index_build_ms: f64,
    /// The median duration of a search, in microseconds.
    pub search_p50_us: Option<f64>,
    /// The 99th percentile of the duration of a search, in microseconds.
    pub search_p99_us: Option<f64>,
    /// The scores of the questions as they are.
    #[serde(flatten)]
    pub clean: Measured,
    /// The scores of the same questions damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub perturbed: Option<Perturbed>,
    /// The outcomes of questions that no entry answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe: Option<ProbeReport>,
}

/// Where the questions come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// A set in BEIR form.
    Beir,
    /// The collections' own questions.
    Golden,
}

/// The scores of one way of asking.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Measured {
    /// All questions in one group.
    Beir(Box<Scores>),
    /// All golden questions, those used for tuning, those kept aside.
    Golden(Box<Golden>),
}

/// Scores of golden questions.
#[derive(Clone, Debug, Serialize)]
pub struct Golden {
    /// Every question.
    pub all: Scores,
    /// Those that people may look at while tuning.
    pub tuning: Scores,
    /// Those that nobody may look at while tuning.
    pub held_out: Scores,
    /// A file of questions no entry answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out_of_scope: Option<Outcomes>,
}

/// Scores of damaged questions.
#[derive(Clone, Debug, Serialize)]
pub struct Perturbed {
    /// What was done to them.
    pub kind: Perturbation,
    /// The seed that repeats the damage exactly.
    pub seed: u64,
    /// Their scores.
    #[serde(flatten)]
    pub scores: Measured,
    /// Clean minus damaged, for every share and mean.
    pub loss: Value,
}

impl Perturbed {
    /// Computes the loss as well.
    pub fn new(kind: Perturbation, seed: u64, clean: &Measured, damaged: Measured) -> Self {
        let value = |measured| serde_json::to_value(measured).unwrap_or_default();
        let loss = difference(&value(clean), &value(&damaged));
        Self { kind, seed, scores: damaged, loss: loss.unwrap_or_default() }
    }
}

/// `a − b` for every number that both have, except counts.
fn difference(a: &Value, b: &Value) -> Option<Value> {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let pairs =
                a.iter().filter_map(|(key, a)| Some((key.clone(), difference(a, b.get(key)?)?)));
            Some(Value::Object(pairs.collect::<Map<_, _>>()))
        }
        (Value::Number(a), Value::Number(b)) if a.is_f64() && b.is_f64() => {
            Some(Value::from(a.as_f64()? - b.as_f64()?))
        }
        _ => None,
    }
}

/// The median and the 99th percentile of the durations, in microseconds.
pub fn search_times<'a>(asked: impl IntoIterator<Item = &'a Asked>) -> (Option<f64>, Option<f64>) {
    let times: Vec<f64> =
        asked.into_iter().map(|asked| asked.took.as_nanos() as f64 / 1000.0).collect();
    (percentile(&times, 50.0), percentile(&times, 99.0))
}

impl Report {
    /// The results as a table in French.
    pub fn in_french(&self) -> String {
        let mut out = format!("{}\u{a0}: {}", self.title, counted(self.entries, "entrée"));
        if self.unjudged > 0 {
            let unjudged = counted(self.unjudged, "question");
            let _ = write!(out, ", {unjudged} sans entrée attendue (hors des moyennes)");
        }
        out.push('\n');
        match &self.perturbed {
            // A FAQ that is only probed was asked nothing else.
            None if self.search_p50_us.is_none() => {}
            None => {
                let (titles, scores): (Vec<_>, Vec<_>) = self.clean.columns().into_iter().unzip();
                let mut rows = rows(&scores, plain);
                if let Some(file) = self.clean.file() {
                    rows.extend(outcome_rows(FILE, &[Some(file)], plain));
                }
                out.push_str(&aligned(&titles, rows));
            }
            Some(damaged) => {
                let kind = damaged.kind.name();
                let _ = writeln!(out, "Questions abîmées\u{a0}: {kind}, graine {}", damaged.seed);
                let pairs = self.clean.columns().into_iter().zip(damaged.scores.columns());
                for ((part, clean), (_, hurt)) in pairs {
                    if !part.is_empty() {
                        let _ = writeln!(out, "\nQuestions\u{a0}: {part}");
                    }
                    out.push_str(&aligned(&LOSS, rows(&[clean, hurt], with_loss)));
                }
                if let (Some(clean), Some(hurt)) = (self.clean.file(), damaged.scores.file()) {
                    let rows = outcome_rows(FILE, &[Some(clean), Some(hurt)], with_loss);
                    out.push('\n');
                    out.push_str(&aligned(&LOSS, rows));
                }
            }
        }
        if let Some(probe) = &self.probe {
            out.push('\n');
            out.push_str(&probed(probe));
        }
        out.push('\n');
        let us = |time: Option<f64>| time.map_or("—".to_owned(), |us| decimal(us, 0));
        if self.search_p50_us.is_some() {
            let _ = write!(
                out,
                "Recherche\u{a0}: médiane {}\u{a0}µs, 99\u{a0}% en moins de {}\u{a0}µs. ",
                us(self.search_p50_us),
                us(self.search_p99_us),
            );
        }
        let ms = decimal(self.index_build_ms, 1);
        let _ = writeln!(out, "Index construit en {ms}\u{a0}ms.");
        out
    }
}

impl Measured {
    fn columns(&self) -> Vec<(&'static str, &Scores)> {
        match self {
            Self::Beir(scores) => vec![("", scores)],
            Self::Golden(golden) => vec![
                ("toutes", &golden.all),
                ("réglage", &golden.tuning),
                ("mises de côté", &golden.held_out),
            ],
        }
    }

    fn file(&self) -> Option<&Outcomes> {
        match self {
            Self::Beir(_) => None,
            Self::Golden(golden) => golden.out_of_scope.as_ref(),
        }
    }
}

/// How a row's value is written.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Count,
    Mean,
    Share,
}

/// One row: its label, its shape, and its value, `None` for a dash.
type Row<T> = (&'static str, Shape, fn(&T) -> Option<f64>);

const SCORES: [Row<Scores>; 12] = [
    ("Questions auxquelles la FAQ répond", Shape::Count, |s| Some(s.questions as f64)),
    ("  bonne entrée en premier, S@1", Shape::Mean, |s| s.s_at_1),
    ("  bonne entrée parmi trois, S@3", Shape::Mean, |s| s.s_at_3),
    ("  MRR@10", Shape::Mean, |s| s.mrr_at_10),
    ("  nDCG@10", Shape::Mean, |s| s.ndcg_at_10),
    ("  R@10", Shape::Mean, |s| s.r_at_10),
    ("  bonne entrée en premier, sans «\u{a0}je ne sais pas\u{a0}»", Shape::Share, |s| s.top_1),
    ("  réponse donnée (trouvé)", Shape::Share, |s| s.found_share),
    ("  justesse des réponses données", Shape::Share, |s| s.found_precision),
    ("  choix proposés (incertain)", Shape::Share, |s| s.unsure_share),
    ("  aucune réponse (inconnu)", Shape::Share, |s| s.unknown_share),
    ("  bonne entrée montrée, seule ou parmi les choix", Shape::Share, |s| {
        s.answered_right_share
    }),
];

const OUTCOMES: [Row<Outcomes>; 4] = [
    ("  aucune réponse (inconnu)", Shape::Share, |o| o.unknown_share),
    ("  choix proposés (incertain)", Shape::Share, |o| o.unsure_share),
    ("  réponse donnée à tort (trouvé)", Shape::Share, |o| o.found_share),
    ("  sans réponse donnée à tort", Shape::Share, |o| o.kept_from_found_share),
];

/// A row as it is written: its label and its cells.
type Cells = (String, Vec<String>);
/// A row's values, one per column, → its cells.
type Show = fn(Shape, &[Option<f64>]) -> Vec<String>;
type Group = (&'static str, fn(&Scores) -> Option<&Outcomes>);

const GROUPS: [Group; 2] = [
    ("Questions hors sujet", |scores| scores.out_of_scope.as_ref()),
    ("Questions dont l’entrée a été retirée", |scores| scores.leave_out.as_ref()),
];
const LOSS: [&str; 3] = ["intactes", "abîmées", "perte"];

fn plain(shape: Shape, values: &[Option<f64>]) -> Vec<String> {
    values.iter().map(|&value| cell(shape, value)).collect()
}

fn with_loss(shape: Shape, values: &[Option<f64>]) -> Vec<String> {
    let loss = match values {
        &[Some(clean), Some(hurt)] if shape != Shape::Count => signed(shape, clean - hurt),
        _ => String::new(),
    };
    plain(shape, values).into_iter().chain([loss]).collect()
}

const FILE: &str = "Questions hors sujet du fichier";

fn rows(scores: &[&Scores], show: Show) -> Vec<Cells> {
    let mut rows: Vec<Cells> = (SCORES.into_iter())
        .map(|(label, shape, value)| {
            let values: Vec<_> = scores.iter().map(|scores| value(scores)).collect();
            (label.to_owned(), show(shape, &values))
        })
        .collect();
    for (label, group) in GROUPS {
        let outcomes: Vec<Option<&Outcomes>> = scores.iter().map(|scores| group(scores)).collect();
        if outcomes.iter().any(Option::is_some) {
            rows.extend(outcome_rows(label, &outcomes, show));
        }
    }
    rows
}

fn probed(probe: &ProbeReport) -> String {
    let ProbeReport { seed, samples, foreign_word, other_faqs } = probe;
    let of = match samples {
        None => String::new(),
        Some(n) => format!(
            " dans {n} FAQ de {} à {} entrées tirée{s} de celle-ci",
            SAMPLE_ENTRIES.start(),
            SAMPLE_ENTRIES.end(),
            s = plural(*n, "", "s"),
        ),
    };
    let rows = outcome_rows("Questions posées", &[Some(foreign_word), Some(other_faqs)], plain);
    let titles = ["mot étranger", "autres FAQ"];
    format!(
        "Sonde\u{a0}: questions sans réponse possible{of}, graine {seed}\n{}",
        aligned(&titles, rows)
    )
}

fn outcome_rows(label: &str, outcomes: &[Option<&Outcomes>], show: Show) -> Vec<Cells> {
    let row = |label: &str, shape, value: &dyn Fn(&Outcomes) -> Option<f64>| {
        let values: Vec<Option<f64>> = outcomes.iter().map(|o| o.and_then(value)).collect();
        (label.to_owned(), show(shape, &values))
    };
    let mut rows = vec![row(label, Shape::Count, &|o| Some(o.questions as f64))];
    rows.extend(OUTCOMES.iter().map(|(label, shape, value)| row(label, *shape, value)));
    rows
}

fn aligned(titles: &[&str], rows: Vec<Cells>) -> String {
    let titles = (String::new(), titles.iter().map(|&title| title.to_owned()).collect());
    let rows: Vec<Cells> = std::iter::once(titles).chain(rows).collect();
    let widest = |texts: &mut dyn Iterator<Item = &String>| {
        texts.map(|text| text.chars().count()).max().unwrap_or(0)
    };
    let first = widest(&mut rows.iter().map(|(label, _)| label));
    let columns: Vec<usize> = (0..rows[0].1.len())
        .map(|at| widest(&mut rows.iter().filter_map(|(_, cells)| cells.get(at))))
        .collect();
    let lines = rows.iter().map(|(label, cells)| {
        let cells = cells.iter().zip(&columns).map(|(cell, width)| format!("  {cell:>width$}"));
        let line: String = std::iter::once(format!("{label:first$}")).chain(cells).collect();
        line.trim_end().to_owned() + "\n"
    });
    // The first line is blank where no column has a title.
    lines.skip_while(|line| line == "\n").collect()
}

fn cell(shape: Shape, value: Option<f64>) -> String {
    match (shape, value) {
        (_, None) => "—".to_owned(),
        (Shape::Count, Some(n)) => decimal(n, 0),
        (Shape::Mean, Some(mean)) => decimal(mean, 3),
        (Shape::Share, Some(share)) => format!("{}\u{a0}%", decimal(share * 100.0, 1)),
    }
}

fn signed(shape: Shape, value: f64) -> String {
    let size = cell(shape, Some(value.abs()));
    // A value that is rounded to 0 has no sign.
    let sign = if value < 0.0 && size != cell(shape, Some(0.0)) { "−" } else { "" };
    format!("{sign}{size}")
}

fn decimal(value: f64, digits: usize) -> String {
    format!("{value:.digits$}").replace('.', ",")
}

fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", plural(n, "", "s"))
}
