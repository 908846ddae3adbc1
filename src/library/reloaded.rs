//! What became of a reload, and why not.

use std::fmt;

use super::diff::Diff;
use crate::faq::{Problem, Severity};

/// The result of a reload.
#[derive(Clone, Debug, PartialEq)]
pub enum Reload {
    /// The folder says what is already being served.
    Unchanged,
    /// The new content is being served.
    Swapped(Diff),
    /// The old content is still being served.
    Rejected(Rejection),
}

/// Why a reload changed nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Rejection {
    /// At least one is an error. Nobody can force past it.
    Problems(Vec<Problem>),
    /// The content has no error, but golden questions that passed would now fail. An admin
    /// can force past them with [`Force::PastFailingQuestions`].
    Failing(Diff),
    /// Other processes that serve the same FAQ cannot serve it, so that none does.
    NotTogether(Vec<Refusal>),
}

impl Rejection {
    /// How many of its problems are errors.
    pub fn errors(&self) -> usize {
        match self {
            Self::Problems(problems) => {
                problems.iter().filter(|problem| problem.severity() == Severity::Error).count()
            }
            Self::Failing(_) | Self::NotTogether(_) => 0,
        }
    }

    /// The same in one word, for other processes.
    pub fn why(&self) -> Why {
        match self {
            Self::Problems(_) => Why::Errors(self.errors()),
            Self::Failing(diff) => Why::Failing(diff.newly_failing.len()),
            Self::NotTogether(_) => Why::OtherContent,
        }
    }
}

/// Whether failing golden questions stop a reload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Force {
    /// The old content is kept when golden questions newly fail.
    #[default]
    No,
    /// Golden questions that newly fail are reported, and the new content is served. Errors
    /// still keep the old content.
    PastFailingQuestions,
}

/// A process that did not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What the process serves: networks and shards.
    pub process: String,
    /// Why.
    pub why: Why,
}

/// Why a process does not serve a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its folder has so many errors.
    Errors(usize),
    /// So many golden questions would newly fail there.
    Failing(usize),
    /// Its folder has another content.
    OtherContent,
    /// It does not keep that earlier content any more.
    NotKept,
    /// It did not say in time whether it can.
    NoAnswer,
    /// The program failed there, as its log says.
    Failed,
}

impl Why {
    /// Reads what `Display` has written; `Failed` for what another version wrote.
    pub fn read(text: &str) -> Self {
        let (word, count) = text.split_once(' ').unwrap_or((text, "0"));
        let count = count.parse().unwrap_or_default();
        match word {
            "errors" => Self::Errors(count),
            "failing" => Self::Failing(count),
            "other" => Self::OtherContent,
            "forgotten" => Self::NotKept,
            "silent" => Self::NoAnswer,
            _ => Self::Failed,
        }
    }
}

impl fmt::Display for Why {
    /// A word for the journal, the metrics and the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Errors(count) => write!(f, "errors {count}"),
            Self::Failing(count) => write!(f, "failing {count}"),
            Self::OtherContent => f.write_str("other"),
            Self::NotKept => f.write_str("forgotten"),
            Self::NoAnswer => f.write_str("silent"),
            Self::Failed => f.write_str("failed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_as_it_is_written() {
        for why in [
            Why::Errors(3),
            Why::Failing(1),
            Why::OtherContent,
            Why::NotKept,
            Why::NoAnswer,
            Why::Failed,
        ] {
            assert_eq!(Why::read(&why.to_string()), why);
        }
        assert_eq!(Why::read("a word of a later version"), Why::Failed);
    }
}
