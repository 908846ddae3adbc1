//! `souffleur eval`: how often the right entry comes first, and how honest the outcomes are.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, bail};
use clap::ArgGroup;
use indicatif::{ProgressBar, ProgressStyle};

use super::output::print;
use crate::eval::ask::{Asked, Case, Expected, ask_all, ask_without_relevant, index};
use crate::eval::beir::{Dataset, read_out_of_scope};
use crate::eval::golden;
use crate::eval::output::{RUN_DEPTH, write_outcome, write_run};
use crate::eval::perturb::Perturbation;
use crate::eval::probe::{ProbeReport, SAMPLE_ENTRIES};
use crate::eval::report::{Golden, Measured, Mode, Perturbed, Report, search_times};
use crate::eval::scores::{Outcomes, Scores};
use crate::faq::load::Folder;
use crate::faq::today;
use crate::faq::{EntryId, Faq};
use crate::library::Encoding;
use crate::progress::EncodingBar;
use crate::search::meaning::{Places, Vectors};
use crate::search::{Config, Index};

/// Options of `souffleur eval`.
#[derive(Debug, clap::Args)]
#[command(group(ArgGroup::new("seeded").args(["perturb", "probe"]).multiple(true)))]
pub struct Args {
    /// Dossier de FAQ dont on pose les questions de test (par défaut : celui de la configuration)
    #[arg(value_name = "DIR", conflicts_with = "beir")]
    pub dir: Option<PathBuf>,
    /// Jeu au format BEIR : corpus.jsonl, queries.jsonl et qrels.tsv
    #[arg(long, value_name = "DIR")]
    pub beir: Option<PathBuf>,
    /// Écrit les 100 premières entrées de chaque question au format TREC
    #[arg(long, value_name = "FILE", requires = "beir")]
    pub run: Option<PathBuf>,
    /// Questions auxquelles aucune entrée ne répond (JSONL : _id, text)
    #[arg(long, value_name = "FILE")]
    pub out_of_scope: Option<PathBuf>,
    /// Écrit ce que devient chaque question (JSONL : _id, outcome, entry)
    #[arg(long, value_name = "FILE")]
    pub outcomes: Option<PathBuf>,
    /// Pose aussi chaque question en retirant les entrées qui y répondent
    #[arg(long)]
    pub leave_out: bool,
    /// Pose aussi les questions abîmées, et ce sont elles que les fichiers écrits décrivent
    /// [valeurs : accents, typos, sms, case, apostrophes]
    #[arg(long, value_name = "KIND", hide_possible_values = true)]
    pub perturb: Option<Perturbation>,
    /// Pose aussi des questions auxquelles aucune entrée ne répond : un mot rare de la FAQ à
    /// côté d’un mot étranger à elle, et des questions d’autres FAQ
    #[arg(long)]
    pub probe: bool,
    /// Pose celles-ci à N petites FAQ tirées de celle-ci, de 5 à 20 entrées sans variantes
    #[arg(long, value_name = "N", requires = "probe", value_parser = clap::value_parser!(u32).range(1..))]
    pub sample: Option<u32>,
    /// Graine des dégâts et de la sonde : la même refait les mêmes [par défaut : 1]
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        hide_default_value = true,
        requires = "seeded"
    )]
    pub seed: u64,
    /// Résultats en JSON
    #[arg(long)]
    pub json: bool,
}

/// Runs the command; `faq` is the folder of the configuration, and `places` where its vectors
/// are kept.
///
/// # Errors
/// A French sentence: a file that is missing or wrong (with its line), a FAQ
/// with errors, no question to ask, a file that cannot be written.
pub fn run(args: &Args, faq: &Path, places: Option<Places>) -> anyhow::Result<ExitCode> {
    let encoding = Encoding::new(places).ok();
    let encoding = encoding.as_ref();
    let out_of_scope = match &args.out_of_scope {
        Some(file) => read_out_of_scope(file)?,
        None => Vec::new(),
    };
    let report = match &args.beir {
        Some(folder) => {
            let dataset = match args.probe {
                true => Dataset::read_with_or_without_questions(folder)?,
                false => Dataset::read(folder)?,
            };
            let questions =
                Questions { mode: Mode::Beir, cases: dataset.cases.clone(), out_of_scope };
            measure(args, folder, &dataset.faq, encoding, questions, |id| {
                dataset.document(id).to_owned()
            })?
        }
        None => {
            let folder = args.dir.as_deref().unwrap_or(faq);
            let faq = load(folder)?;
            let questions =
                Questions { mode: Mode::Golden, cases: golden::cases(&faq), out_of_scope };
            let none = questions.cases.is_empty() && questions.out_of_scope.is_empty();
            if none && !args.probe {
                bail!(
                    "{}\u{a0}: aucune question de test. Écrivez-en dans le fichier questions.toml d’une collection.",
                    folder.display()
                );
            }
            measure(args, folder, &faq, encoding, questions, EntryId::to_string)?
        }
    };
    let text = if args.json {
        format!("{}\n", serde_json::to_string_pretty(&report)?)
    } else {
        report.in_french()
    };
    print(text.as_bytes()).context("La sortie standard a refusé le rapport")?;
    Ok(ExitCode::SUCCESS)
}

fn load(folder: &Path) -> anyhow::Result<Faq> {
    match Folder::new(folder).load(today()) {
        Ok(loaded) => Ok(loaded.faq),
        Err(problems) => {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            bail!(
                "La FAQ {} contient des erreurs\u{a0}:\n{}",
                folder.display(),
                problems.join("\n")
            )
        }
    }
}

struct Questions {
    mode: Mode,
    cases: Vec<Case>,
    out_of_scope: Vec<Case>,
}

impl Questions {
    fn damaged(&self, kind: Perturbation, seed: u64) -> Self {
        let damage = |case: &Case| Case { text: kind.damage(&case.text, seed), ..case.clone() };
        Self {
            mode: self.mode,
            cases: self.cases.iter().map(damage).collect(),
            out_of_scope: self.out_of_scope.iter().map(damage).collect(),
        }
    }
}

/// The results of [`Questions`], in their order.
struct Answers {
    cases: Vec<Asked>,
    without_relevant: Option<Vec<Option<Asked>>>,
    out_of_scope: Vec<Asked>,
}

fn measure(
    args: &Args,
    folder: &Path,
    faq: &Faq,
    encoding: Option<&Encoding>,
    questions: Questions,
    document: impl Fn(&EntryId) -> String + Copy,
) -> anyhow::Result<Report> {
    let bar = EncodingBar::new();
    let vectors = encoding.and_then(|e| e.vectors(faq, &|done, all| bar.show(done, all)));
    drop(bar);
    let vectors = vectors.as_ref();

    let started = Instant::now();
    let index = index(faq, Config::default(), vectors);
    let index_build_ms = started.elapsed().as_secs_f64() * 1000.0;

    let probe = args.probe.then(|| probe(args, folder, faq, vectors, &index)).transpose()?;
    let damaged = args.perturb.map(|kind| questions.damaged(kind, args.seed));
    let passes = if damaged.is_some() { 2 } else { 1 } * if args.leave_out { 2 } else { 1 };
    // The bar is drawn only on a terminal.
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} questions, encore {eta}")?;
    let progress = ProgressBar::new((questions.cases.len() * passes) as u64).with_style(style);
    let tick = || progress.inc(1);
    let answers = answer(args, faq, vectors, &index, &questions, &tick);
    let clean = scored(&questions, &answers);
    let (search_p50_us, search_p99_us) =
        search_times(answers.cases.iter().chain(&answers.out_of_scope));

    let (written, perturbed) = match (args.perturb, damaged) {
        (Some(kind), Some(damaged)) => {
            let hurt = answer(args, faq, vectors, &index, &damaged, &tick);
            let scores = scored(&damaged, &hurt);
            let perturbed = Perturbed::new(kind, args.seed, &clean, scores);
            ((damaged, hurt), Some(perturbed))
        }
        _ => ((questions, answers), None),
    };
    progress.finish_and_clear();

    let (questions, answers) = written;
    if let Some(file) = &args.run {
        write_file(file, |out| {
            questions.cases.iter().try_for_each(|case| {
                let hits = index.search(&case.text, &case.scope, RUN_DEPTH);
                write_run(out, &case.id, &hits, document)
            })
        })?;
    }
    if let Some(file) = &args.outcomes {
        write_file(file, |out| {
            let cases = questions.cases.iter().zip(&answers.cases);
            let out_of_scope = questions.out_of_scope.iter().zip(&answers.out_of_scope);
            (cases.chain(out_of_scope))
                .try_for_each(|(case, asked)| write_outcome(out, case, asked, document))
        })?;
    }
    Ok(Report {
        mode: questions.mode,
        title: folder.display().to_string(),
        entries: faq.len(),
        unjudged: (questions.cases.iter())
            .filter(|case| case.expected == Expected::Unjudged)
            .count(),
        index_build_ms,
        search_p50_us,
        search_p99_us,
        clean,
        perturbed,
        probe,
    })
}

fn probe(
    args: &Args,
    folder: &Path,
    faq: &Faq,
    vectors: Option<&Vectors>,
    index: &Index,
) -> anyhow::Result<ProbeReport> {
    let Some(samples) = args.sample else { return Ok(ProbeReport::of(faq, index, args.seed)) };
    let (config, samples) = (Config::default(), samples as usize);
    ProbeReport::of_samples(faq, config, vectors, samples, args.seed).with_context(|| {
        format!(
            "{}\u{a0}: aucune collection n’a les {} entrées que demande --sample.",
            folder.display(),
            SAMPLE_ENTRIES.start()
        )
    })
}

fn answer(
    args: &Args,
    faq: &Faq,
    vectors: Option<&Vectors>,
    index: &Index,
    questions: &Questions,
    tick: &dyn Fn(),
) -> Answers {
    Answers {
        cases: ask_all(index, &questions.cases, tick),
        without_relevant: (args.leave_out)
            .then(|| ask_without_relevant(faq, Config::default(), vectors, &questions.cases, tick)),
        out_of_scope: ask_all(index, &questions.out_of_scope, &|| {}),
    }
}

fn scored(questions: &Questions, answers: &Answers) -> Measured {
    let of = |wanted: &dyn Fn(&Case) -> bool| {
        let results = questions.cases.iter().zip(&answers.cases);
        let mut scores = Scores::of(results.filter(|(case, _)| wanted(case)));
        scores.leave_out = answers.without_relevant.as_ref().map(|asked| {
            let results = questions.cases.iter().zip(asked);
            Outcomes::of(results.filter(|(case, _)| wanted(case)).filter_map(|(_, a)| a.as_ref()))
        });
        scores
    };
    let file = (!answers.out_of_scope.is_empty()).then(|| Outcomes::of(&answers.out_of_scope));
    match questions.mode {
        Mode::Beir => Measured::Beir(Box::new(Scores { out_of_scope: file, ..of(&|_| true) })),
        Mode::Golden => Measured::Golden(Box::new(Golden {
            all: of(&|_| true),
            tuning: of(&|case| !case.held_out),
            held_out: of(&|case| case.held_out),
            out_of_scope: file,
        })),
    }
}

fn write_file(
    file: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    let written = File::create(file).and_then(|created| {
        let mut out = BufWriter::new(created);
        write(&mut out)?;
        out.flush()
    });
    written.with_context(|| format!("{}\u{a0}: impossible d’écrire ce fichier", file.display()))
}
