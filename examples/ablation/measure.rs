//! What is measured: questions asked of an index, and what came of each one, kept
//! question by question so that two systems can be compared on the same ones.
//! Shows nothing; `page.rs` does.

use std::path::Path;
use std::thread;

use anyhow::{Context, anyhow, bail};
use souffleur::bot::{CHOICES, LOOKED_AT, confidence, near};
use souffleur::eval::ask::{Asked, Case, Expected, ask_all, ask_without_relevant};
use souffleur::eval::beir::{Dataset, read_out_of_scope};
use souffleur::eval::golden;
use souffleur::eval::metrics::{CUT, QueryScores, mean, score};
use souffleur::eval::perturb::Perturbation;
use souffleur::eval::scores::{Outcomes, Scores};
use souffleur::faq::load::Folder;
use souffleur::faq::today;
use souffleur::faq::{EntryId, Faq};
use souffleur::search::{Features, Index, Outcome};

use crate::plain::{Plain, Words};

/// The sets, each a folder in BEIR form, and what the ids of the out-of-scope
/// questions begin with that may have an answer in it after all.
pub const SETS: [(&str, Option<&str>); 3] =
    [("covid_quebec", Some("covid-")), ("cdtn", None), ("piaf", Some("knowledge-"))];
/// The questions that no FAQ of these answers.
const OUT_OF_SCOPE: &str = "out_of_scope/queries.jsonl";

/// Questions asked without their entries in a set too large to ask them all:
/// the index is built anew for each.
pub const LEAVE_OUT_SAMPLE: usize = 100;
/// Damage is drawn this often and the scores averaged: one draw says as much of
/// where it fell as of who stands it.
pub const SEEDS: std::ops::RangeInclusive<u64> = 1..=5;

/// Every way to damage a question.
pub const KINDS: [Perturbation; 5] = [
    Perturbation::Accents,
    Perturbation::Typos,
    Perturbation::Sms,
    Perturbation::Case,
    Perturbation::Apostrophes,
];

/// A name for a table's row, and the features it is measured with.
pub type Setting = (&'static str, Features);

/// All on, then each off by itself, in the order of the fields.
pub fn settings() -> Vec<Setting> {
    let on = Features::default();
    // In full, so that a feature added later is missed here by the compiler.
    let Features {
        stop_words: _,
        stemming: _,
        lines: _,
        grams: _,
        question_weight: _,
        categories: _,
        adaptive: _,
        spelling: _,
        glossary: _,
        related: _,
    } = on;
    vec![
        ("all on", on),
        ("stop words", Features { stop_words: false, ..on }),
        ("stemming", Features { stemming: false, ..on }),
        ("lines by themselves", Features { lines: false, ..on }),
        ("character n-grams", Features { grams: false, ..on }),
        ("weight of the question’s field", Features { question_weight: false, ..on }),
        ("categories", Features { categories: false, ..on }),
        ("weights from the collection", Features { adaptive: false, ..on }),
        ("spelling", Features { spelling: false, ..on }),
        ("glossary", Features { glossary: false, ..on }),
        ("related words", Features { related: false, ..on }),
    ]
}

/// A FAQ and the questions it answers.
pub struct Set {
    /// As tables name it.
    pub name: &'static str,
    /// What is indexed.
    pub faq: Faq,
    /// Those with an entry to expect.
    pub cases: Vec<Case>,
    /// Questions it cannot answer.
    pub out_of_scope: Vec<Case>,
}

/// Reads the three sets.
pub fn read_sets(folder: &Path) -> anyhow::Result<Vec<Set>> {
    if !folder.is_dir() {
        bail!("{}: no such folder; it should hold the sets", folder.display());
    }
    let files = ["corpus.jsonl", "queries.jsonl", "qrels.tsv"];
    let wanted = SETS.iter().flat_map(|(set, _)| files.map(|file| format!("{set}/{file}")));
    let missing: Vec<String> = (wanted.chain([OUT_OF_SCOPE.to_owned()]))
        .filter(|file| !folder.join(file).is_file())
        .collect();
    if !missing.is_empty() {
        bail!("{}: missing {}", folder.display(), missing.join(", "));
    }
    let out_of_scope = read_out_of_scope(&folder.join(OUT_OF_SCOPE))?;
    let read = |(name, answerable): (&'static str, Option<&str>)| {
        let Dataset { faq, mut cases, .. } = Dataset::read(&folder.join(name))
            .with_context(|| format!("the set {name} cannot be read"))?;
        cases.retain(|case| matches!(case.expected, Expected::Entries(_)));
        let unanswerable =
            |case: &&Case| answerable.is_none_or(|prefix| !case.id.starts_with(prefix));
        let out_of_scope = out_of_scope.iter().filter(unanswerable).cloned().collect();
        Ok(Set { name, faq, cases, out_of_scope })
    };
    SETS.into_iter().map(read).collect()
}

/// The bundled FAQ with its golden questions; the out-of-scope file's are asked of it whole.
pub struct Bundled {
    /// What is indexed.
    pub faq: Faq,
    /// Golden questions, in scope and out of it.
    pub cases: Vec<Case>,
    /// The file's.
    pub out_of_scope: Vec<Case>,
}

/// Reads the bundled FAQ, and the out-of-scope questions from the sets' folder.
pub fn read_bundled(faq: &Path, sets: &Path) -> anyhow::Result<Bundled> {
    let loaded = Folder::new(faq).load(today()).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow!("the bundled FAQ has errors:\n{}", problems.join("\n"))
    })?;
    let cases = golden::cases(&loaded.faq);
    Ok(Bundled {
        faq: loaded.faq,
        cases,
        out_of_scope: read_out_of_scope(&sets.join(OUT_OF_SCOPE))?,
    })
}

/// Scores of one system on a set, question by question.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Reciprocal rank, 0 past 10.
    pub mrr: Vec<f64>,
    /// 1 when the first entry is relevant.
    pub s_at_1: Vec<f64>,
}

impl Marks {
    /// Asks every question that has an entry to expect.
    fn of(
        cases: &[Case],
        rank: impl Fn(&Case) -> anyhow::Result<Vec<EntryId>>,
    ) -> anyhow::Result<Self> {
        let mut marks = Self::default();
        for case in cases {
            let Expected::Entries(grades) = &case.expected else { continue };
            let QueryScores { mrr_at_10, s_at_1, .. } =
                score(&rank(case)?, grades).context("a judged question has no score")?;
            marks.mrr.push(mrr_at_10);
            marks.s_at_1.push(s_at_1);
        }
        Ok(marks)
    }

    fn of_index(cases: &[Case], index: &Index) -> anyhow::Result<Self> {
        Self::of(cases, |case| {
            let hits = index.search(&case.text, &case.scope, CUT);
            Ok(hits.into_iter().map(|hit| hit.entry).collect())
        })
    }

    fn of_plain(cases: &[Case], plain: &Plain) -> anyhow::Result<Self> {
        Self::of(cases, |case| Ok(plain.rank(&case.text, CUT)?))
    }

    /// Question by question, the mean of several draws.
    fn averaged(draws: &[Self]) -> Self {
        let average = |of: fn(&Self) -> &[f64]| -> Vec<f64> {
            let questions = draws.first().map_or(0, |first| of(first).len());
            (0..questions).filter_map(|at| mean(draws.iter().map(|draw| of(draw)[at]))).collect()
        };
        Self { mrr: average(|marks| &marks.mrr), s_at_1: average(|marks| &marks.s_at_1) }
    }
}

/// What a set's questions score with each of [`settings`], then with plain
/// tantivy as it comes and with it stemming.
pub struct Ablation {
    /// In the order of [`settings`].
    pub settings: Vec<Marks>,
    /// By [`PLAIN`].
    pub plain: [Marks; 2],
}

/// The two ways to set tantivy up.
pub const PLAIN: [(&str, Words); 2] =
    [("plain tantivy", Words::AsTheyCome), ("plain tantivy, French stemmer", Words::Stemmed)];

/// Asks the questions with each feature off.
pub fn ablate(faq: &Faq, cases: &[Case]) -> anyhow::Result<Ablation> {
    let settings = settings()
        .into_iter()
        .map(|(_, features)| Marks::of_index(cases, &Index::build_with(faq, features)))
        .collect::<anyhow::Result<_>>()?;
    let plain = |words| Marks::of_plain(cases, &Plain::build(faq, words)?);
    Ok(Ablation { settings, plain: [plain(PLAIN[0].1)?, plain(PLAIN[1].1)?] })
}

/// Scores of damaged questions.
pub struct Damaged {
    /// What was done to them.
    pub kind: Perturbation,
    /// Souffleur's reciprocal ranks.
    pub souffleur: Vec<f64>,
    /// By [`PLAIN`].
    pub plain: [Vec<f64>; 2],
}

/// Asks the questions damaged in each of [`KINDS`].
pub fn damage(set: &Set) -> anyhow::Result<Vec<Damaged>> {
    let index = Index::build(&set.faq);
    let plain = [Plain::build(&set.faq, PLAIN[0].1)?, Plain::build(&set.faq, PLAIN[1].1)?];
    let of_kind = |kind: Perturbation| {
        let (mut souffleur, mut theirs) = (Vec::new(), [Vec::new(), Vec::new()]);
        for seed in SEEDS {
            let damage = |case: &Case| Case { text: kind.damage(&case.text, seed), ..case.clone() };
            let cases: Vec<Case> = set.cases.iter().map(damage).collect();
            souffleur.push(Marks::of_index(&cases, &index)?);
            for (marks, plain) in theirs.iter_mut().zip(&plain) {
                marks.push(Marks::of_plain(&cases, plain)?);
            }
            // Nothing is drawn.
            if kind == Perturbation::Accents {
                break;
            }
        }
        Ok(Damaged {
            kind,
            souffleur: Marks::averaged(&souffleur).mrr,
            plain: theirs.map(|draws| Marks::averaged(&draws).mrr),
        })
    };
    KINDS.into_iter().map(of_kind).collect()
}

/// Outcomes of a set's questions.
pub struct Honesty {
    /// With the entries there.
    pub scores: Scores,
    /// 0..1, of the questions that show a right entry, the ones offered beside
    /// the one Found included: what a member sees, where `scores` asks more.
    pub seen: Option<f64>,
    /// With the entries taken out.
    pub leave_out: Outcomes,
    /// Questions it cannot answer.
    pub out_of_scope: Outcomes,
}

/// Asks the questions as the bot does, then without their entries.
pub fn honesty(set: &Set) -> Honesty {
    let index = Index::build(&set.faq);
    let asked = ask_all(&index, &set.cases, &|| {});
    let scores = Scores::of(set.cases.iter().zip(&asked));
    let asked_without = match set.faq.len() {
        small if small <= LEAVE_OUT_SAMPLE => set.cases.len(),
        _ => LEAVE_OUT_SAMPLE.min(set.cases.len()),
    };
    let spread = (0..asked_without).map(|n| n * set.cases.len() / asked_without);
    let sample: Vec<Case> = spread.map(|at| set.cases[at].clone()).collect();
    let without = ask_on_every_core(&set.faq, &sample);
    Honesty {
        scores,
        seen: mean(set.cases.iter().map(|case| f64::from(u8::from(sees_right(&index, case))))),
        leave_out: Outcomes::of(without.iter().flatten()),
        out_of_scope: Outcomes::of(&ask_all(&index, &set.out_of_scope, &|| {})),
    }
}

/// Whether a right entry is among all that the bot shows for a question.
fn sees_right(index: &Index, case: &Case) -> bool {
    let hits = index.search(&case.text, &case.scope, LOOKED_AT);
    let relevant = case.relevant();
    confidence::outcome(&hits) != Outcome::Unknown
        && near(&hits).take(CHOICES).any(|hit| relevant.contains(&hit.entry))
}

/// Each question without its entries: most of the run's time, hence the threads.
fn ask_on_every_core(faq: &Faq, cases: &[Case]) -> Vec<Option<Asked>> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let chunks = cases.chunks(cases.len().div_ceil(cores).max(1));
        let asking: Vec<_> =
            chunks.map(|chunk| scope.spawn(|| ask_without_relevant(faq, chunk, &|| {}))).collect();
        let asked = asking.into_iter().map(|thread| thread.join());
        asked.flat_map(|asked| asked.expect("asking does not panic")).collect()
    })
}

/// How the bundled FAQ's own questions went.
pub struct Golden {
    /// Those that tuning may look at.
    pub tuning: Scores,
    /// Those that it may not.
    pub held_out: Scores,
    /// The file's.
    pub out_of_scope: Outcomes,
}

/// Asks the bundled FAQ its golden questions, and those of the file.
pub fn golden_questions(bundled: &Bundled) -> Golden {
    let index = Index::build(&bundled.faq);
    let asked = ask_all(&index, &bundled.cases, &|| {});
    let part = |held_out: bool| {
        let results = bundled.cases.iter().zip(&asked);
        Scores::of(results.filter(|(case, _)| case.held_out == held_out))
    };
    Golden {
        tuning: part(false),
        held_out: part(true),
        out_of_scope: Outcomes::of(&ask_all(&index, &bundled.out_of_scope, &|| {})),
    }
}
