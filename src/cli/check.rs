//! `souffleur check`: what is wrong in a FAQ's folder, and which of its golden
//! questions fail; the same that a reload would meet.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use super::{PROBLEMS, USAGE, print};
use crate::bot::today;
use crate::faq::load::Folder;
use crate::faq::{Expectation, Problem, Severity};
use crate::library::{self, Checked, GoldenFailure};
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
    /// Relative to the folder checked.
    file: String,
    /// 1-based; 0 for the file as a whole.
    line: u32,
    /// 1-based, in characters; 0 for the line or file as a whole.
    column: u32,
    /// `error` or `warning`.
    severity: &'static str,
    /// French: what is wrong and how to mend it.
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
    /// Kept aside: it does not make the code 1.
    held_out: bool,
    /// Known to its authors, and accepted.
    accepted: bool,
    outcome: &'static str,
    got: Option<&'a str>,
}

/// Checks `DIR`, or else `faq`. The code is 0 when it could be served as it is
/// (warnings allowed), 1 when it has errors or golden questions fail, 2 when it
/// is not a folder. Questions kept aside measure, so their failures are counted
/// and not shown: mending them one by one would spoil the measure.
///
/// # Errors
/// When the output cannot be written.
pub fn run(args: &Args, faq: &Path) -> anyhow::Result<ExitCode> {
    let dir = args.dir.as_deref().unwrap_or(faq);
    if !dir.is_dir() {
        eprintln!(
            "souffleur\u{a0}: «\u{a0}{}\u{a0}» n’est pas un dossier. Donnez celui d’une FAQ, \
             par exemple\u{a0}: souffleur check faq",
            dir.display()
        );
        return Ok(ExitCode::from(USAGE));
    }
    let checked = library::check(&mut Folder::new(dir), today());
    let result = if args.json {
        serde_json::to_string(&report(&checked))?
    } else {
        [listed(&checked.problems), failures(&checked.failures), summary(&checked)].concat()
    };
    print(format!("{result}\n").as_bytes())?;
    let errors = count(&checked.problems, Severity::Error);
    let clean = errors == 0 && checked.failures.iter().all(|failure| !failure.question.binds());
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(PROBLEMS) })
}

/// One line for each problem, its severity first.
pub fn listed(problems: &[Problem]) -> String {
    problems.iter().fold(String::new(), |mut lines, problem| {
        let severity = match problem.severity() {
            Severity::Error => "erreur",
            Severity::Warning => "avertissement",
        };
        let _ = writeln!(lines, "{severity}\u{a0}: {problem}");
        lines
    })
}

fn failures(failures: &[GoldenFailure]) -> String {
    let shown = failures.iter().filter(|failure| failure.question.binds());
    shown.fold(String::new(), |mut lines, failure| {
        let _ = writeln!(lines, "question de test\u{a0}: {}", wording::failure(failure));
        lines
    })
}

fn summary(checked: &Checked) -> String {
    let Checked { problems, failures, asked, entries } = checked;
    let errors = count(problems, Severity::Error);
    let warnings = count(problems, Severity::Warning);
    if errors > 0 {
        return format!(
            "{}, {}. Les questions de test seront posées quand il n’y aura plus d’erreur.",
            counted(errors, "erreur"),
            counted(warnings, "avertissement"),
        );
    }
    let asked = match asked {
        0 | 1 => format!("{asked} question de test"),
        _ => format!("{asked} questions de test"),
    };
    let aside = failures.iter().filter(|failure| failure.question.held_out).count();
    let binding = failures.iter().filter(|failure| failure.question.binds()).count();
    let accepted = failures.len() - aside - binding;
    let failed = match binding {
        0 => "aucune n’échoue".to_owned(),
        1 => "1 échoue".to_owned(),
        n => format!("{n} échouent"),
    };
    let known = match (accepted, aside) {
        (0, 0) => String::new(),
        (0, n) => format!(" (et {n} parmi celles tenues à l’écart)"),
        (n, 0) => format!(" (et {})", counted_both(n, "échec accepté", "échecs acceptés")),
        (n, m) => format!(
            " (et {}, {m} parmi celles tenues à l’écart)",
            counted_both(n, "échec accepté", "échecs acceptés")
        ),
    };
    let (entries, warnings) = (counted(*entries, "entrée"), counted(warnings, "avertissement"));
    format!("{entries}, {warnings}\u{a0}; {asked}, {failed}{known}.")
}

fn counted_both(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n > 1 { many } else { one })
}

fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n > 1 { "s" } else { "" })
}

fn count(problems: &[Problem], severity: Severity) -> usize {
    problems.iter().filter(|problem| problem.severity() == severity).count()
}

fn expected(expectation: &Expectation) -> &str {
    match expectation {
        Expectation::Entry(id) => id.as_str(),
        Expectation::Unknown => "unknown",
    }
}

fn report(checked: &Checked) -> Report<'_> {
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
        expect: expected(&failure.question.expect),
        held_out: failure.question.held_out,
        accepted: failure.question.accepted,
        outcome: failure.outcome.name(),
        got: failure.got.as_ref().map(|id| id.as_str()),
    });
    Report {
        problems: problems.collect(),
        golden: Golden { asked: checked.asked, failed: failed.collect() },
        entries: checked.entries,
    }
}
