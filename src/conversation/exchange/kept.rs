//! A question and its answer, as a ledger keeps them.

use serde::{Deserialize, Serialize};

use crate::bot::QuestionId;
use crate::faq::EntryId;

/// A question and its answer. The serialised shape is kept in stores: a new field
/// needs a default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange<E, P, A> {
    /// The message that asked.
    pub question: E,
    /// Who wrote it.
    pub asker: P,
    /// The answer that was sent; `None` while there is none to follow an edit.
    pub answer: Option<A>,
    /// Whether the question was answered or given up.
    pub done: bool,
    /// The entry that was the answer.
    pub entry: Option<String>,
    /// The entries that were offered, in the order of their numbers.
    pub choices: Vec<String>,
    /// Whether the message was not addressed to the bot, so that only a sure
    /// answer is given.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overheard: bool,
    /// The thread that the question was asked in, where the network names it by its first
    /// message.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub thread: Option<E>,
    /// Whether the asker was told that the message seems to be about a patient.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warned: bool,
    /// Where they were told so, when it goes with the question: it stands beside the answer.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub warning: Option<A>,
    /// What the answer is, for what is said of it later.
    #[serde(default, skip_serializing_if = "AnswerKind::is_other")]
    pub kind: AnswerKind,
    /// The question that the answer is about, as [`QuestionId::encode`] writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<String>,
    /// The message that asks why the answer did not help.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub why: Option<A>,
    /// Who said that it did not help, and not why yet.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub unexplained: Vec<P>,
    /// The votes that stand: each with who gave it, one for a person.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<(E, P)>,
    /// The question's text as [`Edit::Text`](super::Edit::Text) has it, within one run.
    #[serde(skip)]
    pub text: Option<u64>,
}

impl<E, P, A> Exchange<E, P, A> {
    /// A question that is addressed to the bot and not answered yet.
    pub fn new(question: E, asker: P) -> Self {
        Self {
            question,
            asker,
            answer: None,
            done: false,
            entry: None,
            choices: Vec::new(),
            overheard: false,
            thread: None,
            warned: false,
            warning: None,
            kind: AnswerKind::Other,
            recorded: None,
            why: None,
            unexplained: Vec::new(),
            votes: Vec::new(),
            text: None,
        }
    }

    /// The question that the answer is about, as the journal knows it.
    pub fn recorded(&self) -> Option<QuestionId> {
        self.recorded.as_deref().and_then(QuestionId::decode)
    }

    /// Whether it can be said of the answer that it helped. Earlier versions wrote only the entry.
    pub fn can_be_judged(&self) -> bool {
        self.kind == AnswerKind::Answer || self.entry.is_some()
    }

    /// Takes note of what the answer shows.
    pub(super) fn show(&mut self, shown: AnswerContent) {
        let AnswerContent { entry, choices, kind, recorded } = shown;
        self.entry = entry.map(|id| id.as_str().to_owned());
        self.choices = choices.iter().map(|id| id.as_str().to_owned()).collect();
        self.kind = kind;
        self.recorded = recorded.map(QuestionId::encode);
    }
}

/// Serde's own default would ask for a default id.
fn none<E>() -> Option<E> {
    None
}

/// What an answer shows, for votes and picks that come later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerContent {
    /// The entry that is the answer.
    pub entry: Option<EntryId>,
    /// The entries offered, in the order of their numbers.
    pub choices: Vec<EntryId>,
    /// What it is.
    pub kind: AnswerKind,
    /// The question that it is about, as the journal knows it.
    pub recorded: Option<QuestionId>,
}

/// What an answer is, for what is said of it later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// Help, an error, the result of a command: nothing is said of it.
    #[default]
    Other,
    /// The answer to a question or a pick, which people judge.
    Answer,
    /// What would be passed on to the team.
    Preview,
    /// That a question was passed on to the team.
    PassedOn,
}

impl AnswerKind {
    fn is_other(&self) -> bool {
        *self == Self::Other
    }
}
