//! What the bot answers, as data. Each platform draws it, with the French sentences of
//! `wording`.

use std::ops::Range;
use std::sync::Arc;

use super::request::Place;
use crate::content::{Followed, Obstacle};
use crate::faq::{Entry, EntryId};
use crate::journal::{EntryVotes, KeptOf, QuestionId};
use crate::library::{Checked, Diff, GoldenTally, MeaningStatus, Rejection, Snapshot};
use crate::processes::Seen;
use crate::search::{self, Hit, Look, OtherLanguage, Outcome};
use crate::team::{Review, Stale};

/// Every outcome a person can meet.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// The answer to a question or a pick.
    Answer {
        /// What it says, in French.
        answer: Answer,
        /// The language of the question; `None` for French, and for a pick.
        asked_in: Option<OtherLanguage>,
        /// What the person can say of it.
        feedback: Feedback,
    },
    /// Entries suggested while typing.
    Suggestions(Vec<Choice>),
    /// The entries nearest to a message, best first; there may be none. With the search as the
    /// journal knows it.
    Candidates(Vec<Candidate>, Option<QuestionId>),
    /// The same entry was the answer in the same place a moment ago, and it stands there still.
    /// `conversation` makes it of an answer.
    AnsweredBefore {
        /// The question of the entry.
        question: String,
        /// Leads to the answer, in the network's own form.
        link: String,
    },
    /// The question is not answered now. `conversation` decides it.
    NotNow(NotNow),
    /// What the bot can do.
    Help,
    /// Thanks for a vote.
    Thanks,
    /// An answer did not help: why?
    WhyNot(Feedback),
    /// Thanks for the reason why an answer did not help.
    ThanksForReason(Feedback),
    /// What would be sent to the team.
    PassOnPreview {
        /// The question.
        question: QuestionId,
        /// Its text, in which personal data is masked.
        text: String,
        /// Whether the end of the question is left out.
        is_cut: bool,
    },
    /// The person did not want to send what was shown.
    NotSent,
    /// A vote was taken back.
    VoteTakenBack,
    /// The question is with the team.
    PassedOn(QuestionId),
    /// The person is told when there is an answer.
    WillTell,
    /// The question is not passed on, or the person cannot be told.
    NotPassedOn(NotPassedOn),
    /// What is kept of the person, or what became of it.
    MyData(MyDataReply),
    /// The entry picked is gone, or is not for this place.
    NoSuchEntry,
    /// The place is bound to no collection that is served, so nothing is answered there.
    NoCollection,
    /// The command is for admins.
    AdminsOnly,
    /// A reload found what is served already.
    Unchanged,
    /// The same, and the content's repository cannot be followed.
    NotPulled(Obstacle),
    /// A reload was served.
    Reloaded(Diff),
    /// A reload was rejected, and the old content is still served.
    Rejected(Rejection),
    /// The version before is served again; `None` when there is no version before.
    RolledBack(Option<Diff>),
    /// What is served.
    Status(Status),
    /// What is wrong in the folder.
    Checked(Checked),
    /// The evidence of the last answer in this place, if there was one.
    Why(Option<Explanation>),
    /// What was the answer most often.
    Popular(Popular),
    /// What no entry answered lately.
    Unanswered(Unanswered),
    /// What members said of answers lately, by entry, with the entries' questions.
    Votes(Vec<(EntryVotes, String)>),
    /// The entries that have to be read again, the most urgent first.
    ToReview(Vec<Stale>),
    /// What became of an entry that was read again.
    Reviewed(Review),
    /// Nothing is recorded, so that the command has no answer.
    NoJournal,
    /// The journal does not respond.
    JournalFails,
    /// A command failed, and the log says why.
    Failed,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// One entry, to be shown word for word.
    Found {
        /// The whole entry.
        entry: Arc<Entry>,
        /// The part of its answer that best fits the question: a byte range of its Markdown
        /// that contains whole sentences.
        passage: Option<Range<usize>>,
        /// The entries ranked after it.
        see_also: Vec<Choice>,
    },
    /// Two or three entries to choose from, best first; one entry when no other is near.
    Unsure(Vec<Choice>),
    /// No entry answers.
    Unknown {
        /// The category of the nearest entry, if an entry is near.
        nearest_category: Option<String>,
        /// Whom to ask instead: a sentence of the collection.
        contact: Option<String>,
    },
}

/// An entry to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The id that picks it.
    pub entry: EntryId,
    /// Its question.
    pub question: String,
    /// Its first category.
    pub category: Option<String>,
}

/// An entry shown beside others, for a person to judge.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The whole entry.
    pub entry: Arc<Entry>,
    /// The part of its answer that best fits, as in [`Answer::Found`].
    pub passage: Option<Range<usize>>,
}

/// The hits of an answer, with their evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The outcome of the question.
    pub outcome: Outcome,
    /// The entries looked at, best first.
    pub hits: Vec<Hit>,
    /// Whether they were ranked by meaning.
    pub meaning: MeaningStatus,
}

/// The entries that were the answer most often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Popular {
    /// Most frequent first, each with the number of times; there may be none.
    pub entries: Vec<(Choice, u64)>,
    /// Whether the answers of the last thirty days are counted, which a journal keeps; otherwise
    /// those since the start are.
    pub lately: bool,
}

/// Questions that no entry answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unanswered {
    /// Those that ask the same, the most frequent first: wordings, how often, the ids of the
    /// nearest entries.
    pub needs: Vec<(Vec<String>, usize, Vec<String>)>,
    /// How many more there are.
    pub more: usize,
}

/// What is served.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// The version of the snapshot.
    pub version: u64,
    /// Title and number of entries of each collection.
    pub collections: Vec<(String, usize)>,
    /// Warnings on the content.
    pub warnings: usize,
    /// Its golden questions; `None` until all have been asked.
    pub golden: Option<GoldenTally>,
    /// Whether it is ranked by meaning.
    pub meaning: MeaningStatus,
    /// The repository that the content follows, if it follows one.
    pub pull: Option<Followed>,
    /// The processes that serve the FAQ; `None` where there is one alone.
    pub processes: Option<Seen>,
}

impl Reply {
    /// The entry that answers a question in French, as everybody in the place may read it.
    pub fn found(&self) -> Option<&Arc<Entry>> {
        match self {
            Self::Answer { answer: Answer::Found { entry, .. }, asked_in: None, .. } => Some(entry),
            _ => None,
        }
    }
}

impl From<Answer> for Reply {
    /// The answer to a question in French that is not recorded, or to a pick.
    fn from(answer: Answer) -> Self {
        Self::Answer { answer, asked_in: None, feedback: Feedback::default() }
    }
}

/// What a person can do about an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Feedback {
    /// The question as the journal knows it; `None` when nothing is recorded.
    pub question: Option<QuestionId>,
    /// Whether the person can pass the question on: there is a team, and nobody else asked it as
    /// far as that is known.
    pub may_pass_on: bool,
}

impl Feedback {
    /// The question, when it can be passed on.
    pub fn can_pass_on(self) -> Option<QuestionId> {
        self.question.filter(|_| self.may_pass_on)
    }
}

/// Why a question is not answered now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNow {
    /// Its asker has asked too much in a short time.
    Asker,
    /// Too much was asked in its place in a short time.
    Place,
    /// More is asked than can be answered in time.
    Overloaded,
}

impl NotNow {
    /// The word for it in what is counted.
    pub fn word(self) -> &'static str {
        match self {
            Self::Asker => "asker",
            Self::Place => "place",
            Self::Overloaded => "overloaded",
        }
    }
}

/// Why a question is not passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPassedOn {
    /// Its text was not kept.
    Forgotten,
    /// It seems to be about a patient.
    AboutPatient,
    /// Somebody else asked it.
    NotYours,
    /// It is not known any more who asked it.
    Unclaimed,
    /// It is not kept any more, so that nobody can be told of it.
    Gone,
    /// The team has read it and decided that the FAQ is not for it.
    OffTopic,
    /// The journal does not respond, and nothing was done.
    Late,
    /// The journal does not respond; it is done when it does, unless the bot ends before.
    Waiting,
}

/// What is kept of a person, or what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MyDataReply {
    /// Nothing is recorded at all.
    NoJournal,
    /// This is kept.
    Kept(KeptOf),
    /// It is deleted.
    Erased,
    /// Nothing is recorded any more.
    Stopped,
    /// Questions are recorded again.
    Resumed,
    /// The journal does not respond; it is done when it does, unless the bot ends before.
    Late,
}

impl Answer {
    /// Whether the questions of its entries are in this language: an FAQ need not be French.
    pub(super) fn is_in(&self, language: OtherLanguage) -> bool {
        let is_in = |text: &str| search::question_language(text) == Some(language);
        match self {
            Self::Found { entry, .. } => is_in(&entry.question),
            Self::Unsure(choices) => choices.iter().any(|choice| is_in(&choice.question)),
            Self::Unknown { .. } => false,
        }
    }

    /// The entry that is the answer.
    pub(super) fn entry(&self) -> Option<&EntryId> {
        match self {
            Self::Found { entry, .. } => Some(&entry.id),
            Self::Unsure(_) | Self::Unknown { .. } => None,
        }
    }

    /// The answer to a question.
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

    /// The reply that no entry answers, with the category of the nearest entry and the contact of the
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

    /// The outcome that the answer stands for.
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
    pub(super) fn of(
        snapshot: &Snapshot,
        meaning: MeaningStatus,
        processes: Option<Seen>,
        pull: Option<Followed>,
    ) -> Self {
        let collections = snapshot.faq.collections().iter();
        Self {
            version: snapshot.version,
            collections: collections.map(|c| (c.title.clone(), c.entries.len())).collect(),
            warnings: snapshot.warnings.len(),
            golden: (snapshot.golden())
                .map(|golden| GoldenTally::of(golden.asked, &golden.failures)),
            meaning,
            pull,
            processes,
        }
    }
}
