//! What the log says of reloads, for operators. It has files, lines and kinds of problems, and no
//! text of the content.

use super::encoding::{Absence, MeaningStatus};
use super::golden::GoldenFailure;
use super::{Library, Rejection, Reload};
use crate::faq::{EntryId, Problem, Severity};

/// Logs what became of a reload that nobody waits for. `trigger` is a fixed word: what caused it.
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
            meaning = meaning_name(library.meaning(&library.snapshot())),
            "reloaded"
        ),
        Reload::Rejected(rejection) => {
            log_details(trigger, rejection);
            match rejection {
                Rejection::Problems(problems) => {
                    let errors = rejection.errors();
                    tracing::warn!(
                        trigger,
                        errors,
                        warnings = problems.len() - errors,
                        "not reloaded: the content before is still served; souffleur check says \
                         how to fix each error"
                    );
                }
                Rejection::NotTogether(refusals) => tracing::warn!(
                    trigger,
                    processes = refusals.len(),
                    "not reloaded: all processes serve the content before, because some cannot \
                     serve the new one"
                ),
                Rejection::Failing(diff) => tracing::warn!(
                    trigger,
                    newly_failing = diff.newly_failing.len(),
                    "not reloaded: golden questions would fail, so the content before is still \
                     served; an admin can force the reload"
                ),
            }
        }
    }
}

/// Logs each error, or the first failures, for which content is rejected.
pub fn log_details(trigger: &str, rejection: &Rejection) {
    match rejection {
        Rejection::Problems(problems) => {
            let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error);
            for Problem { file, line, column, kind } in errors {
                let (file, kind) = (file.display(), kind.name());
                tracing::warn!(trigger, %file, line, column, kind, "an error in the FAQ's files");
            }
        }
        Rejection::Failing(diff) => log_failures(&diff.newly_failing.iter().collect::<Vec<_>>()),
        // Each of those processes says why in its own log.
        Rejection::NotTogether(_) => {}
    }
}

/// Logs the first few failures. A whole list would drown the log, and a chat in the
/// terminal.
pub fn log_failures(failures: &[&GoldenFailure]) {
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

/// Whether entries are ranked by meaning, and if not, why: a fixed word.
pub fn meaning_name(status: MeaningStatus) -> &'static str {
    match status {
        MeaningStatus::Active { .. } => "active",
        MeaningStatus::Preparing { .. } => "preparing",
        MeaningStatus::Absent(Absence::NotBuilt) => "not built in",
        MeaningStatus::Absent(Absence::SwitchedOff) => "switched off",
        MeaningStatus::Absent(Absence::Failed | Absence::NoTime) => "failed",
    }
}
