//! A change that the team looks at before it is kept, and what becomes of it.

use crate::faq::{EntryId, Problem};
use crate::journal::{Fault, QuestionId};
use crate::library::Effect;

use super::card::{Card, Subject};
use super::editor::NoChange;
use super::publish::{Change, Published};

/// A change with its measured effect.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its name, in the program that made it: it is gone after a restart.
    pub id: u64,
    /// The change.
    pub change: Change,
    /// What it would change for members.
    pub effect: Effect,
    /// The entry that the change is about.
    pub entry: EntryId,
    /// What it is for.
    pub work: Work,
    /// Whether members see the entry where the question was asked.
    pub is_seen: bool,
}

/// What a change is made for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// The card, if there is one.
    pub card: Option<i64>,
    /// What was asked, with how often.
    pub wordings: Vec<(String, usize)>,
    /// The collections of the place where it was asked; `None` for all.
    pub scope: Option<String>,
    /// The questions that would be answered.
    pub questions: Vec<QuestionId>,
    /// The entry that the team said does not answer them.
    pub not_by: Option<String>,
}

impl Work {
    /// The work on a card.
    pub fn of(card: &Card) -> Self {
        let wordings = match &card.subject {
            Subject::Need { wordings, .. } => wordings.clone(),
            Subject::Variant { wording, .. } => vec![(wording.clone(), 1)],
        };
        let (scope, questions) = (card.scope.clone(), card.questions.clone());
        Self { card: Some(card.number), wordings, scope, questions, not_by: card.not_by.clone() }
    }
}

impl Proposal {
    /// Whether golden questions that pass now would fail.
    pub fn breaks(&self) -> bool {
        !self.effect.diff.newly_failing.is_empty()
    }
}

/// Why there is no proposal.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    /// There is no such card any more.
    NoCard,
    /// There is no such entry.
    NoEntry,
    /// The change cannot be made.
    NoChange(NoChange),
    /// The file would have these problems.
    Problems(Vec<Problem>),
    /// The journal fails.
    Journal(Fault),
    /// The program itself fails; the log says why.
    Failed,
}

/// What became of a proposal.
#[derive(Debug)]
pub enum Kept {
    /// It was published, or not.
    Published {
        /// What the publisher says.
        published: Box<Published>,
        /// The change.
        change: Change,
        /// Whether the question that it is for is answered now.
        is_answered: bool,
        /// Whether the journal knows; when it fails, the card stays open though the change is
        /// made.
        is_noted: bool,
    },
    /// The program was started again since, or the proposal was kept already.
    Expired,
    /// It was published before, by the same or by somebody else.
    Already,
    /// Somebody else has decided about the card meanwhile.
    Decided,
    /// A change cannot be taken back, because its file was changed since in the same place. The
    /// card can be opened again.
    ByHand(Change),
    /// The card is gone.
    NoCard,
    /// There is nothing to undo.
    NothingToUndo,
    /// The journal fails, and nothing is changed.
    Journal(Fault),
    /// The program itself fails; the log says why.
    Failed,
}
