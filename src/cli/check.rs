//! `souffleur check`: what is wrong in a FAQ's folder, and which of its golden questions
//! fail. A reload would find the same.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use super::fix;
use super::output::{PROBLEMS, USAGE, counted, print};
use crate::config::SettingWarning;
use crate::faq::load::{self, Folder};
use crate::faq::{CollectionId, Problem, Severity, today};
use crate::library::{self, Checked, Encoding, GoldenFailure, GoldenTally};
use crate::progress::EncodingBar;
use crate::search::meaning::Places;
use crate::wording;

/// Options of `souffleur check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Dossier à vérifier [par défaut : celui de la FAQ]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Écrit le résultat en JSON, sur une ligne
    #[arg(long)]
    json: bool,
    /// Corrige d’abord ce qui peut l’être sans vous : guillemets, dates, encodage, clés ; montre
    /// chaque changement, et demande avant d’écrire si l’on peut répondre
    #[arg(long, conflicts_with = "json")]
    fix: bool,
    /// Avec --fix : montre les changements sans les écrire
    #[arg(long, requires = "fix")]
    dry_run: bool,
}

/// What `--json` writes.
#[derive(Debug, Serialize)]
struct Report<'a> {
    problems: Vec<Written>,
    golden: Golden<'a>,
    /// 0 when a problem is an error.
    entries: usize,
}

#[derive(Debug, Serialize)]
struct Written {
    /// Relative to the folder that is checked; for the settings, as given.
    file: String,
    /// 1-based; 0 for the whole file.
    line: u32,
    /// 1-based, in characters; 0 for the whole line or file.
    column: u32,
    /// `error` or `warning`.
    severity: &'static str,
    /// In French: what is wrong and how to fix it.
    message: String,
}

#[derive(Debug, Serialize)]
struct Golden<'a> {
    asked: usize,
    failed: Vec<Failed<'a>>,
}

#[derive(Debug, Serialize)]
struct Failed<'a> {
    collection: &'a str,
    file: String,
    line: u32,
    ask: &'a str,
    /// An entry's id, or `unknown`.
    expect: &'a str,
    /// Kept aside: its failure does not make the exit code 1.
    held_out: bool,
    /// Its failure is known and accepted.
    accepted: bool,
    outcome: &'static str,
    got: Option<&'a str>,
}

/// Checks `DIR`, or else `faq`. The exit code is 0 when it can be served as it is (warnings
/// are allowed), 1 when it has errors or golden questions fail, and 2 when it is not a
/// folder. Failures of questions kept aside are counted and not shown: who fixed them one by
/// one would no longer have a measure.
///
/// # Errors
/// The output cannot be written.
pub fn run(
    args: &Args,
    faq: &Path,
    settings: &dyn Fn(&[String]) -> Vec<SettingWarning>,
    places: Option<Places>,
) -> anyhow::Result<ExitCode> {
    let dir = args.dir.as_deref().unwrap_or(faq);
    if !dir.is_dir() {
        eprintln!("{}", no_folder(dir, "souffleur check faq"));
        return Ok(ExitCode::from(USAGE));
    }
    if args.fix {
        fix::run(dir, args.dry_run)?;
    }
    let encoding = Encoding::new(places).ok();
    let bar = EncodingBar::new();
    let progress = |done, all| bar.show(done, all);
    let settings = of_settings(dir, faq, settings);
    let checked = library::check(&mut Folder::new(dir), today(), encoding.as_ref(), &progress);
    let result = if args.json {
        serde_json::to_string(&report(&checked, &settings))?
    } else {
        let of_settings: String = settings.iter().map(|one| format!("{one}\n")).collect();
        let problems = listed(&checked.problems);
        let summary = summary(&checked, settings.len());
        [of_settings, problems, failures(&checked.failures), summary].concat()
    };
    print(format!("{result}\n").as_bytes())?;
    let errors = count(&checked.problems, Severity::Error);
    let clean = errors == 0 && checked.failures.iter().all(|failure| !failure.question.binds());
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(PROBLEMS) })
}

/// What a start would warn of in the settings. Those of another folder than the one that is
/// checked say nothing of it.
fn of_settings(
    dir: &Path,
    faq: &Path,
    settings: &dyn Fn(&[String]) -> Vec<SettingWarning>,
) -> Vec<SettingWarning> {
    let is_same = dir.canonicalize().ok().is_some_and(|dir| faq.canonicalize().ok() == Some(dir));
    let places = if is_same { load::places(dir).unwrap_or_default() } else { Vec::new() };
    let known: Vec<String> =
        places.into_iter().map(|place| CollectionId::new(&place.name).to_string()).collect();
    if known.is_empty() { Vec::new() } else { settings(&known) }
}

/// The sentence for a path that is not a folder, with the command as it should be.
pub fn no_folder(path: &Path, example: &str) -> String {
    format!(
        "souffleur\u{a0}: «\u{a0}{}\u{a0}» n’est pas un dossier. Donnez celui d’une FAQ, \
         par exemple\u{a0}: {example}",
        path.display()
    )
}

/// One line for each problem, beginning with its severity.
pub fn listed(problems: &[Problem]) -> String {
    let line = |problem: &Problem| match problem.severity() {
        Severity::Error => format!("erreur\u{a0}: {problem}\n"),
        Severity::Warning => format!("avertissement\u{a0}: {problem}\n"),
    };
    problems.iter().map(line).collect()
}

fn failures(failures: &[GoldenFailure]) -> String {
    let shown = failures.iter().filter(|failure| failure.question.binds());
    shown
        .map(|failure| format!("question de test\u{a0}: {}\n", wording::failure(failure)))
        .collect()
}

/// `of_settings` warnings are about the settings.
fn summary(checked: &Checked, of_settings: usize) -> String {
    let Checked { problems, failures, asked, entries } = checked;
    let errors = count(problems, Severity::Error);
    let warnings = count(problems, Severity::Warning) + of_settings;
    if errors > 0 {
        return format!(
            "{}, {}. Les questions de test seront posées quand il n’y aura plus d’erreur.",
            counted(errors, "erreur", "erreurs"),
            counted(warnings, "avertissement", "avertissements"),
        );
    }
    let tally = GoldenTally::of(*asked, failures);
    let known = wording::known_failures(tally);
    let asked = counted(*asked, "question de test", "questions de test");
    let failed = match tally.failing {
        0 => "aucune n’échoue".to_owned(),
        1 => "1 échoue".to_owned(),
        n => format!("{n} échouent"),
    };
    let (entries, warnings) = (
        counted(*entries, "entrée", "entrées"),
        counted(warnings, "avertissement", "avertissements"),
    );
    format!("{entries}, {warnings}\u{a0}; {asked}, {failed}{known}.")
}

fn count(problems: &[Problem], severity: Severity) -> usize {
    problems.iter().filter(|problem| problem.severity() == severity).count()
}

fn report<'a>(checked: &'a Checked, settings: &[SettingWarning]) -> Report<'a> {
    let of_settings = settings.iter().map(|warning| Written {
        file: warning.path.display().to_string(),
        line: u32::try_from(warning.line).unwrap_or(u32::MAX),
        column: u32::try_from(warning.column).unwrap_or(u32::MAX),
        severity: "warning",
        message: warning.what.clone(),
    });
    let problems = checked.problems.iter().map(|problem| Written {
        file: problem.file.display().to_string(),
        line: problem.line,
        column: problem.column,
        severity: match problem.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: problem.kind.to_string(),
    });
    let failed = checked.failures.iter().map(|failure| Failed {
        collection: failure.collection.as_str(),
        file: failure.file.display().to_string(),
        line: failure.question.line,
        ask: &failure.question.ask,
        expect: failure.question.expect.as_str(),
        held_out: failure.question.held_out,
        accepted: failure.question.accepted,
        outcome: failure.outcome.name(),
        got: failure.got.as_ref().map(|id| id.as_str()),
    });
    Report {
        problems: of_settings.chain(problems).collect(),
        golden: Golden { asked: checked.asked, failed: failed.collect() },
        entries: checked.entries,
    }
}
