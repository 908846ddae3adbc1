//! What the team is asked to decide, one card a need or a proposed variant.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde::{Deserialize, Serialize};

use super::publish::Change;
use crate::faq::EntryId;
use crate::journal::{ProposedBy, QuestionId};

/// A card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// From 1 on; the team calls it by that.
    pub number: i64,
    /// What it is about.
    pub subject: Subject,
    /// What was decided.
    pub state: CardState,
    /// Whether a change was made that can be undone.
    pub can_undo: bool,
    /// The entry that the team said does not answer it, when it opened the card again.
    pub(super) not_by: Option<String>,
    /// The collections of the place where it was asked; `None` for all.
    pub scope: Option<String>,
    /// Every question behind it.
    pub(super) questions: Vec<QuestionId>,
}

/// What was done for a card, as the journal keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The last change of the FAQ, when one was made.
    pub change: Option<Change>,
    /// The changes before it, which did not answer the questions, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Change>,
    /// The questions that were judged, encoded.
    pub questions: Vec<String>,
    /// The entry that does not answer them although it is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_by: Option<String>,
    /// Whether the card was closed because an entry answered it, and nobody decided about it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_itself: bool,
}

impl Done {
    /// Reads what the journal has; nothing of what another version wrote.
    pub fn read(kept: Option<&str>) -> Self {
        kept.and_then(|kept| serde_json::from_str(kept).ok()).unwrap_or_default()
    }

    /// For the journal, of a card that an entry answers by now.
    pub fn closed_by_itself(self, questions: &[QuestionId]) -> String {
        let questions = questions.iter().map(|question| question.encode()).collect();
        Self { questions, by_itself: true, ..self }.to_text()
    }

    /// For the journal.
    pub fn to_text(&self) -> String {
        // Strings and paths that came from JSON or from the FAQ.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// With one more change, made for these questions.
    pub fn and(mut self, change: &Change, questions: &[QuestionId]) -> Self {
        self.earlier.extend(self.change.replace(change.clone()));
        self.questions = questions.iter().map(|question| question.encode()).collect();
        self.by_itself = false;
        self
    }

    /// Without the last change.
    pub fn without_last(mut self) -> Self {
        self.change = self.earlier.pop();
        self
    }

    /// The questions.
    pub fn questions(&self) -> Vec<QuestionId> {
        self.questions.iter().filter_map(|question| QuestionId::decode(question)).collect()
    }
}

/// What a card is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Questions that ask the same and have no answer.
    Need {
        /// Each with how often it was asked, most frequent first; personal data is masked.
        wordings: Vec<(String, usize)>,
        /// The nearest entries, best first, with their questions.
        nearest: Vec<(EntryId, String)>,
        /// The collection of the nearest entry.
        collection: Option<String>,
    },
    /// A wording that would be a variant of an entry.
    Variant {
        /// What was asked.
        wording: String,
        /// The entry, with its question.
        entry: (EntryId, String),
        /// How that is known, and how often it happened; `None` for a wording of a need that was
        /// linked to the entry.
        seen: Option<(ProposedBy, u64)>,
    },
}

/// What was decided about a card.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CardState {
    /// Nothing yet.
    Open,
    /// Others come first.
    PutOff,
    /// The FAQ is not for that.
    OffTopic,
    /// This entry answers it.
    Answered(Option<EntryId>),
    /// The variant is none.
    Refused,
}

impl Card {
    /// Whether it can be opened again without changing the FAQ.
    pub fn can_open_again(&self) -> bool {
        if self.is_erased() || self.is_of_gone_entry() {
            return false;
        }
        match self.state {
            CardState::Open => false,
            CardState::PutOff | CardState::OffTopic | CardState::Refused => true,
            CardState::Answered(_) => !self.can_undo,
        }
    }

    /// Whether the question was erased, and the card stays so that its change can be taken back.
    pub fn is_erased(&self) -> bool {
        self.wording().is_empty()
    }

    /// Whether it is about a variant of an entry that is not in the FAQ any more.
    pub fn is_of_gone_entry(&self) -> bool {
        matches!(&self.subject, Subject::Variant { entry: (_, question), .. } if question.is_empty())
    }

    /// The wording that stands for the card.
    pub fn wording(&self) -> &str {
        match &self.subject {
            Subject::Need { wordings, .. } => wordings.first().map_or("", |(wording, _)| wording),
            Subject::Variant { wording, .. } => wording,
        }
    }

    /// Different when the card shows something else; the same in every run of the program.
    pub fn hash(&self) -> i64 {
        // The standard library keeps this hash the same between runs, though not for ever: after
        // an update, cards may be drawn once more.
        let mut hasher = DefaultHasher::new();
        (self.number, &self.subject, &self.state, self.can_undo).hash(&mut hasher);
        i64::from_ne_bytes(hasher.finish().to_ne_bytes())
    }
}
