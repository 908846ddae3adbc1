//! Which collections a question is asked of, and what one look at it tells.

use std::ops::Range;

use super::hit::Hit;
use super::language::OtherLanguage;
use super::outcome::{self, CHOICES, Outcome};
use super::passage::Wanted;
use crate::faq::CollectionId;

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

/// A question, read and ranked once.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// What members get.
    pub outcome: Outcome,
    /// The language of the question, when it is not French.
    pub language: Option<OtherLanguage>,
    /// The best entries, best first, [`outcome::LOOKED_AT`] at most.
    pub hits: Vec<Hit>,
    /// When Found: the part of the first entry's answer that best fits the question, as
    /// [`super::Index::passage`] gives it for any entry.
    pub passage: Option<Range<usize>>,
    /// The question as each collection in scope reads it, for passages.
    pub(super) wanted: Vec<(CollectionId, Wanted)>,
}

impl Look {
    /// The entries worth showing together, best first, [`CHOICES`] at most.
    pub fn shown(&self) -> impl Iterator<Item = &Hit> {
        outcome::near(&self.hits).take(CHOICES)
    }

    /// The first entry, unless it has too little of the question to be called near.
    pub fn nearest(&self) -> Option<&Hit> {
        self.hits.first().filter(|hit| outcome::is_near(hit))
    }
}
