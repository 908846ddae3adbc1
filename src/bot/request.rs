//! What a person wants of the bot, whatever the platform.

use crate::faq::EntryId;
pub use crate::journal::{Opinion, QuestionId, Reason};
use crate::search::{Scope, without_noise};

/// A longer question is cut here, on a character boundary: no one reads an
/// answer to more, and the work per question stays bounded.
pub const QUESTION_MAX_CHARS: usize = 2_000;

/// A question as typed. Its text is never syntax and never logged, so it has no
/// `Display` and its `Debug` shows the length alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
    typed: String,
    text: String,
    author: Option<PersonKey>,
}

impl Question {
    /// Any text, cut to [`QUESTION_MAX_CHARS`].
    pub fn new(text: &str) -> Self {
        let typed: String = text.chars().take(QUESTION_MAX_CHARS).collect();
        let text = without_noise(&typed).into_owned();
        Self { typed, text, author: None }
    }

    /// The same in the words of a person who need not be the one who asks.
    #[must_use]
    pub fn written_by(self, author: PersonKey) -> Self {
        Self { author: Some(author), ..self }
    }

    /// The person who wrote the words, when that need not be the one who asks.
    pub fn author(&self) -> Option<&PersonKey> {
        self.author.as_ref()
    }

    /// What is searched: the text without links, names and emoji.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as typed, for showing it back to who asked.
    pub fn typed(&self) -> &str {
        &self.typed
    }
}

impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Question({} characters)", self.typed.chars().count())
    }
}

/// Where a request comes from, and what it may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `terminal`, `discord`, `matrix`, `http`: a fixed word, fit for logs and metrics.
    pub platform: &'static str,
    /// The channel or room, in the platform's own terms.
    pub room: String,
    /// The collections bound to it.
    pub scope: Scope,
    /// Who could read along there.
    pub secrecy: Secrecy,
}

/// Who could read along in a place, which decides what may be kept of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Secrecy {
    /// Whether it is a conversation with one person, so that the room itself tells who asks.
    pub direct: bool,
    /// Whether messages are encrypted, so that not even the server reads them.
    pub encrypted: bool,
}

/// What a person may do, decided by the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Asks and votes.
    Member,
    /// May also reload and see the state.
    Admin,
}

/// The platform's own key of a person, such as an account's id. It can only be
/// compared and hashed: nothing can print it, so that it never reaches a log.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonKey(String);

impl PersonKey {
    /// `key` is stable for one person and unique within its platform.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// For a hash that keeps nothing of it, and for the direct message that this person asked for.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonKey")
    }
}

/// Who can see a request and its reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everyone who reads the place.
    Everyone,
    /// Only the person who asks: a direct message, or a reply that only they can see.
    AskerAlone,
}

/// How a question or a pick reached the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedBy {
    /// A command with the question in it.
    Command,
    /// A message that mentions the bot.
    Mention,
    /// A reply to a message of the bot's.
    Reply,
    /// A message where every message is for the bot.
    Message,
    /// A message to others, which the bot answers only when it is sure.
    Overheard,
    /// Somebody asks for the answer to a message that another person wrote.
    Menu,
    /// A suggestion was taken while typing.
    Suggestion,
    /// An entry was picked among those that an answer offered.
    Choice,
    /// The same as before is shown again: a page is turned, a private answer opened.
    Again,
}

impl AskedBy {
    /// Its word in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Mention => "mention",
            Self::Reply => "reply",
            Self::Message => "message",
            Self::Overheard => "overheard",
            Self::Menu => "menu",
            Self::Suggestion => "suggestion",
            Self::Choice => "choice",
            Self::Again => "again",
        }
    }
}

/// Who sends a request, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// The channel or room, with the collections it sees.
    pub place: Place,
    /// The person who sends the request.
    pub person: PersonKey,
    /// What this person may do.
    pub role: Role,
    /// Who can see the request and its reply.
    pub audience: Audience,
    /// How the request was made.
    pub asked_by: AskedBy,
}

/// Everything one can ask of the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// A question.
    Ask(Question),
    /// A question still being typed: its last word is a prefix.
    Suggest(Question),
    /// That entry and no other: a suggestion or a choice was picked.
    Pick {
        /// Which one.
        entry: EntryId,
        /// The question that it was offered for, or is shown again for; `None` for a suggestion,
        /// and when the question is not known.
        question: Option<QuestionId>,
    },
    /// The entries nearest to somebody else's message, for a person to judge.
    Candidates(Question),
    /// None of the choices offered for a question was the right one. The question is `None` when
    /// it is not known any more.
    NoneOfThese(Option<QuestionId>),
    /// What the bot can do.
    Help,
    /// For admins alone.
    Admin(AdminCommand),
    /// Whether an answer helped.
    Vote(Vote),
    /// A person takes their vote on the answer to a question back.
    TakeBackVote(QuestionId),
    /// A question that has no good answer is for the team that keeps the FAQ.
    PassOn {
        /// Which one.
        question: QuestionId,
        /// What its asker wants now.
        step: PassOnStep,
    },
    /// What the journal keeps of the person who asks.
    MyData(MyData),
}

/// The steps of passing a question on, each of which the asker wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassOnStep {
    /// What would be sent is shown.
    Show,
    /// It is sent.
    Send,
    /// It is not sent.
    DoNotSend,
    /// The asker is to be told when there is an answer.
    TellMe,
}

/// What a person wants of what is kept of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MyData {
    /// It is shown.
    Show,
    /// It is deleted.
    Erase,
    /// Nothing is to be recorded from now on.
    Stop,
    /// Questions may be recorded again.
    Resume,
}

/// What an admin can do from chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdminCommand {
    /// Load the folder again; `force` passes golden questions that newly fail.
    Reload {
        /// Never passes an error.
        force: bool,
    },
    /// What is served.
    Status,
    /// What is wrong in the folder as it is now, without serving it.
    Check,
    /// Serve the version before.
    Rollback,
    /// The evidence of the last answer in this place that everyone there could see, or that
    /// was for the admin who asks.
    Why,
    /// The entries that were the answer most often in this place's collections.
    Popular,
    /// The questions that no entry answered lately.
    Unanswered,
    /// What members said of answers lately.
    Votes,
    /// The entries that have to be read again.
    ToReview,
    /// An entry was read again and is still correct.
    StillCorrect(EntryId),
}

/// A member's word on an answer. A person has one for each question; a later one takes the place of
/// an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// The question that was answered; `None` when it is not known any more or is not recorded.
    pub question: Option<QuestionId>,
    /// The entry that was shown; `None` for the answer that there is none.
    pub entry: Option<EntryId>,
    /// Whether it helped, and why not.
    pub opinion: Opinion,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_log_can_show_who_asks() {
        let (room, secrecy) = ("a room".to_owned(), Secrecy::default());
        let place = Place { platform: "test", room, scope: Scope::All, secrecy };
        let person = PersonKey::new("@ana:example.org");
        let (role, audience, asked_by) = (Role::Member, Audience::Everyone, AskedBy::Message);
        let asker = Asker { place, person, role, audience, asked_by };
        assert!(!format!("{asker:?} {asker:#?}").contains("ana"), "{asker:?}");
    }
}
