//! Which answer a person speaks of, and what is to be known of it.

use crate::bot::QuestionId;
use crate::faq::EntryId;

/// Where a person writes, as far as that tells what they write about.
#[derive(Debug, PartialEq, Eq)]
pub enum Spot<'a, E, A> {
    /// In reply to a message of the bot's.
    Reply(&'a A),
    /// In the thread that begins with this message.
    Thread(&'a E),
    /// In the room.
    Room,
}

// Derived, they would ask for ids that can be copied.
impl<E, A> Clone for Spot<'_, E, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, A> Copy for Spot<'_, E, A> {}

/// An answer that somebody judges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged<E, A> {
    /// The question, as the journal knows it.
    pub question: Option<QuestionId>,
    /// The entry that is the answer.
    pub entry: Option<EntryId>,
    /// The message that asked.
    pub asked_in: E,
    /// The thread that it was asked in.
    pub thread: Option<E>,
    /// The answer.
    pub answer: A,
    /// Whether people were asked already why it did not help.
    pub asked_why: bool,
}

/// The question that a person wants to pass on to the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// That one.
    Question(QuestionId),
    /// Somebody else asked it.
    NotTheirs,
    /// It is not known which one, or the step before is missing.
    Unknown,
}
