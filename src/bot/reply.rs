//! What the bot answers, as data. How it looks is each platform's business, and
//! its French sentences are `wording`'s.

use std::ops::Range;
use std::sync::Arc;

use super::request::Place;
use crate::faq::{Entry, EntryId};
use crate::library::{Checked, Diff, Rejection, Snapshot};
use crate::search::{Hit, Look, Outcome};

/// Every outcome a person can meet.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// To a question or a pick.
    Answer(Answer),
    /// While typing.
    Suggestions(Vec<Choice>),
    /// The entries nearest to a message, best first; may be empty.
    Candidates(Vec<Candidate>),
    /// What the bot can do.
    Help,
    /// For a vote.
    Thanks,
    /// The entry picked is gone, or is not for this place.
    NoSuchEntry,
    /// The command is for admins.
    AdminsOnly,
    /// A reload found what is served already.
    Unchanged,
    /// A reload was served.
    Reloaded(Diff),
    /// A reload was not.
    Rejected(Rejection),
    /// The version before is served again; `None` when there is none.
    RolledBack(Option<Diff>),
    /// What is served.
    Status(Status),
    /// What is wrong in the folder.
    Checked(Checked),
    /// The evidence of the last answer in this place, if there was one.
    Why(Option<Explanation>),
    /// Something broke; the log has it.
    Failed,
}

/// To a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// One entry, word for word.
    Found {
        /// The entry whole.
        entry: Arc<Entry>,
        /// The part of its answer that best fits: bytes of its Markdown, whole sentences.
        passage: Option<Range<usize>>,
        /// Entries that came next.
        see_also: Vec<Choice>,
    },
    /// Two or three to choose from, best first; one when it alone came near.
    Unsure(Vec<Choice>),
    /// No entry answers.
    Unknown {
        /// The category that came nearest, if any came near at all.
        nearest_category: Option<String>,
        /// Whom to turn to: a sentence of the collection's.
        contact: Option<String>,
    },
}

/// An entry to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Picks it.
    pub entry: EntryId,
    /// Its question.
    pub question: String,
    /// The first one.
    pub category: Option<String>,
}

/// An entry shown beside others, for a person to judge.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The entry whole.
    pub entry: Arc<Entry>,
    /// The part of its answer that best fits, as in [`Answer::Found`].
    pub passage: Option<Range<usize>>,
}

/// The hits of an answer, with their evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What was decided.
    pub outcome: Outcome,
    /// Best first.
    pub hits: Vec<Hit>,
}

/// What is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The snapshot's.
    pub version: u64,
    /// Title and number of entries of each collection.
    pub collections: Vec<(String, usize)>,
    /// Warnings on the content.
    pub warnings: usize,
    /// Golden questions asked, and how many failed.
    pub golden: (usize, usize),
}

impl Answer {
    /// The answer to the question looked at.
    pub(super) fn of(snapshot: &Snapshot, look: &Look, place: &Place) -> Self {
        let answer = match (look.outcome, look.hits.first()) {
            (Outcome::Found, Some(best)) => {
                let others = look.shown().skip(1).map(|hit| &hit.entry);
                Self::found(snapshot, &best.entry, look.passage.clone(), others)
            }
            (Outcome::Unsure, Some(_)) => {
                let choices = look.shown().filter_map(|hit| Choice::of(snapshot, &hit.entry));
                Some(Self::Unsure(choices.collect()))
            }
            _ => None,
        };
        let nearest = look.nearest().map(|hit| &hit.entry);
        answer.unwrap_or_else(|| Self::unknown(snapshot, nearest, place))
    }

    /// An entry as the answer; `None` when the snapshot has no such entry.
    pub(super) fn found<'a>(
        snapshot: &Snapshot,
        id: &EntryId,
        passage: Option<Range<usize>>,
        others: impl Iterator<Item = &'a EntryId>,
    ) -> Option<Self> {
        let (_, entry) = snapshot.faq.get(id)?;
        let see_also = others.filter_map(|id| Choice::of(snapshot, id)).collect();
        Some(Self::Found { entry: Arc::clone(entry), passage, see_also })
    }

    /// The honest silence, with the category of the nearest entry and the contact of the
    /// collection it belongs to, or else of the place's only one.
    pub(super) fn unknown(snapshot: &Snapshot, nearest: Option<&EntryId>, place: &Place) -> Self {
        let nearest = nearest.and_then(|id| snapshot.faq.get(id));
        let mut visible =
            (snapshot.faq.collections().iter()).filter(|c| place.scope.contains(&c.id));
        let only = visible.next().filter(|_| visible.next().is_none());
        let collection = nearest.map(|(collection, _)| collection).or(only);
        Self::Unknown {
            nearest_category: nearest.and_then(|(_, entry)| entry.categories.first().cloned()),
            contact: collection.and_then(|collection| collection.contact.clone()),
        }
    }

    /// What was decided.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Found { .. } => Outcome::Found,
            Self::Unsure(_) => Outcome::Unsure,
            Self::Unknown { .. } => Outcome::Unknown,
        }
    }
}

impl Choice {
    pub(super) fn of(snapshot: &Snapshot, id: &EntryId) -> Option<Self> {
        let (_, entry) = snapshot.faq.get(id)?;
        Some(Self {
            entry: id.clone(),
            question: entry.question.clone(),
            category: entry.categories.first().cloned(),
        })
    }
}

impl Status {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let collections = snapshot.faq.collections().iter();
        Self {
            version: snapshot.version,
            collections: collections.map(|c| (c.title.clone(), c.entries.len())).collect(),
            warnings: snapshot.warnings.len(),
            golden: {
                let failures = snapshot.golden.failures.iter();
                (snapshot.golden.asked, failures.filter(|f| f.question.binds()).count())
            },
        }
    }
}
