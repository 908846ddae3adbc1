//! What the log says of pulls, for operators: each obstacle once, and its end.

use super::obstacle::{Obstacle, Refusal};
use crate::library::{Rejection, log_details};

/// Logs why the upstream is not followed.
pub fn obstacle(obstacle: &Obstacle) {
    let kind = obstacle.name();
    match obstacle {
        Obstacle::NoGit => tracing::warn!(
            kind,
            "git is not installed, so the content is not pulled; install it, or remove pull from \
             [content]"
        ),
        Obstacle::NotAClone => tracing::warn!(
            kind,
            "the FAQ's folder is in no clone of git, so the content is not pulled; clone it, or \
             remove pull from [content]"
        ),
        Obstacle::OtherOwner => tracing::warn!(
            kind,
            "the clone belongs to another user, so git refuses it and the content is not pulled; \
             change its owner, or run git config --global --add safe.directory as the user of \
             this program"
        ),
        Obstacle::Detached => tracing::warn!(
            kind,
            "HEAD of the clone is no branch, so the content is not pulled; check out the branch \
             to follow"
        ),
        Obstacle::NoUpstream { branch } => tracing::warn!(
            kind,
            branch,
            "the clone's branch has no upstream, so the content is not pulled; set it with git \
             branch --set-upstream-to"
        ),
        Obstacle::Unreachable { reason } => tracing::warn!(
            kind,
            reason,
            "the content's remote cannot be reached; the content before is still served, and the \
             next attempts come later each time"
        ),
        Obstacle::Gone { upstream } => tracing::warn!(
            kind,
            upstream,
            "the content's remote does not have the branch any more; restore it there, or choose \
             another one with git branch --set-upstream-to"
        ),
        Obstacle::Credentials { reason } => tracing::warn!(
            kind,
            reason,
            "the content's remote refuses this program; give its user a key or a credential \
             helper that needs nobody to type"
        ),
        Obstacle::Diverged { here, there } => tracing::warn!(
            kind,
            here,
            there,
            "the clone and its upstream have diverged, so the content is not pulled; merge or \
             rebase by hand"
        ),
        Obstacle::Rewritten => tracing::warn!(
            kind,
            "the remote has replaced its history (a forced push), so the content is not pulled; \
             check it, then make the clone follow it by hand"
        ),
        Obstacle::Changed { files } => tracing::warn!(
            kind,
            files = files.len(),
            first = files.first().map(String::as_str),
            "files that the upstream changes have changes here that are in no commit, so the \
             content is not pulled; commit or restore them"
        ),
        Obstacle::Locked { file } => tracing::warn!(
            kind,
            file,
            "another git is at work in the clone, or was killed; when none is, remove the file"
        ),
        Obstacle::ReadOnly { reason } => tracing::warn!(
            kind,
            reason,
            "the clone cannot be written, so the content is not pulled; make it writable for the \
             user of this program, or remove pull from [content]"
        ),
        Obstacle::DiskFull => {
            tracing::warn!(kind, "the disk of the clone is full, so the content is not pulled");
        }
        Obstacle::Refused(refusal) => {
            let Refusal { commit, rejection } = &**refusal;
            log_details("pull", rejection);
            let newly_failing = match rejection {
                Rejection::Failing(diff) => diff.newly_failing.len(),
                Rejection::Problems(_) | Rejection::NotTogether(_) => 0,
            };
            tracing::warn!(
                kind,
                commit,
                errors = rejection.errors(),
                newly_failing,
                "not pulled: the upstream's content has errors or makes golden questions fail, so \
                 the clone and the content stay as they are until the upstream changes"
            );
        }
        Obstacle::Failed { reason } => {
            tracing::warn!(kind, reason, "git fails in the clone, so the content is not pulled");
        }
    }
}

/// Logs that the upstream is followed again.
pub fn over(obstacle: &Obstacle) {
    tracing::info!(after = obstacle.name(), "the content's upstream is followed again");
}
