//! Why the clone does not follow its upstream, as data: the log says it in English, `wording` in
//! French.

use crate::library::Rejection;

/// Why the content is not the upstream's.
#[derive(Clone, Debug, PartialEq)]
pub enum Obstacle {
    /// The program `git` is not installed.
    NoGit,
    /// The FAQ's folder is in no clone with a working tree.
    NotAClone,
    /// The clone belongs to another user, and git refuses to work in it.
    OtherOwner,
    /// HEAD is a commit and not a branch, so there is no upstream to follow.
    Detached,
    /// The branch follows nothing.
    NoUpstream {
        /// Its name.
        branch: String,
    },
    /// The remote cannot be reached.
    Unreachable {
        /// What git or ssh says, without credentials.
        reason: String,
    },
    /// The remote does not have the branch any more.
    Gone {
        /// What is followed: `origin/main`.
        upstream: String,
    },
    /// The remote wants a password or a key that the program does not have.
    Credentials {
        /// As in [`Self::Unreachable`].
        reason: String,
    },
    /// Both have commits that the other lacks.
    Diverged {
        /// Commits that are here alone.
        here: usize,
        /// Commits that are there alone.
        there: usize,
    },
    /// The remote has replaced its history: what this clone is based on is gone there.
    Rewritten,
    /// Files that the upstream changes have changes here that are in no commit.
    Changed {
        /// Relative to the clone, sorted.
        files: Vec<String>,
    },
    /// Another git is at work in the clone, or was killed.
    Locked {
        /// The file that says so.
        file: String,
    },
    /// The clone cannot be written.
    ReadOnly {
        /// As the system or git says.
        reason: String,
    },
    /// The disk is full.
    DiskFull,
    /// The upstream's content does not pass the reload gate.
    Refused(Box<Refusal>),
    /// Git fails in another way.
    Failed {
        /// As in [`Self::Unreachable`].
        reason: String,
    },
}

/// A commit whose content does not pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Abbreviated.
    pub commit: String,
    /// Why.
    pub rejection: Rejection,
}

impl Obstacle {
    /// A fixed word, fit for logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NoGit => "no_git",
            Self::NotAClone => "not_a_clone",
            Self::OtherOwner => "other_owner",
            Self::Detached => "detached",
            Self::NoUpstream { .. } => "no_upstream",
            Self::Unreachable { .. } => "unreachable",
            Self::Gone { .. } => "gone",
            Self::Credentials { .. } => "credentials",
            Self::Diverged { .. } => "diverged",
            Self::Rewritten => "rewritten",
            Self::Changed { .. } => "changed",
            Self::Locked { .. } => "locked",
            Self::ReadOnly { .. } => "read_only",
            Self::DiskFull => "disk_full",
            Self::Refused(_) => "refused",
            Self::Failed { .. } => "failed",
        }
    }

    /// Whether this was told already when `told` was: what differs in it changes nothing for who
    /// has to fix it.
    pub fn is_told_with(&self, told: &Self) -> bool {
        match (self, told) {
            (Self::Refused(one), Self::Refused(other)) => one.commit == other.commit,
            (one, other) => one.name() == other.name(),
        }
    }

    /// Whether the next attempt may work without anybody's help.
    pub fn is_of_remote(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Credentials { .. })
    }

    /// What git says when a local command fails.
    pub fn local(said: &str, reason: String) -> Self {
        let has = |words: &[&str]| words.iter().any(|words| said.contains(words));
        if has(&["dubious ownership"]) {
            Self::OtherOwner
        } else if has(&["No space left on device", "Disk quota exceeded", "File too large"]) {
            Self::DiskFull
        } else if has(&["Read-only file system", "Permission denied", "insufficient permission"]) {
            Self::ReadOnly { reason }
        } else if has(&["not a git repository", "must be run in a work tree"]) {
            Self::NotAClone
        } else if said.contains(".lock': File exists") {
            let file = said.split('\'').find(|part| part.ends_with(".lock"));
            Self::Locked { file: file.unwrap_or("index.lock").to_owned() }
        } else {
            Self::Failed { reason }
        }
    }

    /// What git says when a fetch fails.
    pub fn of_fetch(said: &str, reason: String, upstream: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|words| said.contains(words));
        if has(&["couldn't find remote ref"]) {
            return Self::Gone { upstream: upstream.to_owned() };
        }
        if has(&[
            "Permission denied (",
            "Authentication failed",
            "could not read Username",
            "could not read Password",
            "terminal prompts disabled",
            "Host key verification failed",
            "returned error: 401",
            "returned error: 403",
        ]) {
            return Self::Credentials { reason };
        }
        let is_local = has(&["unable to create", "unable to write", "write error"]);
        match Self::local(said, reason.clone()) {
            failed @ Self::Failed { .. } if is_local => failed,
            // Of the remote's repository, since this one was found before.
            Self::NotAClone | Self::Failed { .. } => Self::Unreachable { reason },
            local => local,
        }
    }

    /// The same of the system, for the folder of the clone.
    pub fn of_system(error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::DiskFull
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { reason: error.to_string() }
            }
            _ => Self::Failed { reason: error.to_string() },
        }
    }
}
