//! Words → ranked entries. The only place that names tantivy.

use std::ops::Range;

use crate::faq::{CollectionId, Entry, EntryId, Faq};

/// Which collections a question is asked of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Every collection.
    #[default]
    All,
    /// These alone; unknown names match nothing.
    Only(Vec<CollectionId>),
}

impl Scope {
    /// Whether a collection is in it.
    pub fn contains(&self, id: &CollectionId) -> bool {
        match self {
            Self::All => true,
            Self::Only(ids) => ids.contains(id),
        }
    }
}

/// How sure we are of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// One entry, and we stand behind it.
    Found,
    /// Two or three to choose from.
    Unsure,
    /// No entry answers.
    Unknown,
}

impl Outcome {
    /// `found`, `unsure` or `unknown`, for JSON, logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Unsure => "unsure",
            Self::Unknown => "unknown",
        }
    }
}

/// Why an entry came where it came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {}

/// An entry that matched.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Which one.
    pub entry: EntryId,
    /// Higher is better; comparable within one search only.
    pub score: f32,
    /// What matched, for confidence and "why".
    pub evidence: Evidence,
}

/// An immutable index of every entry of a [`Faq`].
#[derive(Debug)]
pub struct Index {}

impl Index {
    /// Indexes every entry, in memory.
    pub fn build(_faq: &Faq) -> Self {
        Self {}
    }

    /// The same as [`Self::build`] of `faq`, made from this index where that is less work.
    #[must_use]
    pub fn update(&self, faq: &Faq) -> Self {
        Self::build(faq)
    }

    /// The best `limit` entries for a question, best first; ties in the order of ids.
    /// A question without a word that carries meaning finds nothing.
    pub fn search(&self, _question: &str, _scope: &Scope, _limit: usize) -> Vec<Hit> {
        Vec::new()
    }

    /// Entries for a question still being typed: its last word is a prefix.
    pub fn suggest(&self, _typed: &str, _scope: &Scope, _limit: usize) -> Vec<EntryId> {
        Vec::new()
    }

    /// The part of an entry's answer that best fits the question: a byte range of
    /// its Markdown, always whole sentences; `None` when no sentence stands out.
    pub fn passage(&self, _question: &str, _entry: &Entry) -> Option<Range<usize>> {
        None
    }
}
