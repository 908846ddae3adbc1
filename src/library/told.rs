//! What operators read of reloads in the log. No line has a word of the content, except the names
//! of its files and entries.

use super::Library;
use super::encoding::{Absence, MeaningStatus};
use super::golden::GoldenFailure;
use super::reloaded::{Rejection, Reload};
use crate::faq::{EntryId, Problem, Severity};

/// Logs what became of a reload that `trigger` has asked for.
pub fn log_reload(trigger: &str, reload: &Reload, library: &Library) {
    match reload {
        Reload::Unchanged => tracing::info!(trigger, "reloaded, and nothing has changed"),
        Reload::Swapped(diff) => tracing::info!(
            trigger,
            version = library.snapshot().version,
            added = diff.added.len(),
            changed = diff.changed.len(),
            removed = diff.removed.len(),
            answers_changed = diff.answers_changed.len(),
            meaning = named(library.meaning(&library.snapshot())),
            "reloaded"
        ),
        Reload::Rejected(Rejection::Problems(problems)) => {
            let is_error = |problem: &&Problem| problem.severity() == Severity::Error;
            let errors: Vec<&Problem> = problems.iter().filter(is_error).collect();
            for Problem { file, line, column, kind } in &errors {
                let (file, kind) = (file.display(), kind.name());
                tracing::warn!(trigger, %file, line, column, kind, "an error in the FAQ's files");
            }
            tracing::warn!(
                trigger,
                errors = errors.len(),
                warnings = problems.len() - errors.len(),
                "not reloaded: the content before is still served; souffleur check says how to \
                 fix each error"
            );
        }
        Reload::Rejected(Rejection::NotTogether(refusals)) => {
            tracing::warn!(
                trigger,
                processes = refusals.len(),
                "not reloaded: all processes serve the content before, because some cannot serve \
                 the new one"
            );
        }
        Reload::Rejected(Rejection::Failing(diff)) => {
            warn_of_failures(&diff.newly_failing.iter().collect::<Vec<_>>());
            tracing::warn!(
                trigger,
                newly_failing = diff.newly_failing.len(),
                "not reloaded: golden questions would fail, so the content before is still served; \
                 an admin can force the reload"
            );
        }
    }
}

/// Logs the first few failures. A whole list would drown the log, and a chat in the
/// terminal.
pub fn warn_of_failures(failures: &[&GoldenFailure]) {
    const LISTED: usize = 3;
    for GoldenFailure { file, question, outcome, got, collection: _ } in
        failures.iter().take(LISTED)
    {
        let expected = question.expect.as_str();
        tracing::warn!(
            file = %file.display(),
            line = question.line,
            expected,
            outcome = outcome.name(),
            got = got.as_ref().map(EntryId::as_str),
            "a golden question fails"
        );
    }
}

/// Its word in the log.
pub fn named(status: MeaningStatus) -> &'static str {
    match status {
        MeaningStatus::Active { .. } => "active",
        MeaningStatus::Preparing { .. } => "preparing",
        MeaningStatus::Absent(Absence::NotBuilt) => "not built in",
        MeaningStatus::Absent(Absence::SwitchedOff) => "switched off",
        MeaningStatus::Absent(Absence::Failed | Absence::NoTime) => "failed",
    }
}
