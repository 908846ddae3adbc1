//! What a person wants of the bot, whatever the platform.

use crate::faq::EntryId;
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
}

impl Question {
    /// Any text, cut to [`QUESTION_MAX_CHARS`].
    pub fn new(text: &str) -> Self {
        let typed: String = text.chars().take(QUESTION_MAX_CHARS).collect();
        let text = without_noise(&typed).into_owned();
        Self { typed, text }
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
    /// `terminal`, `discord`, `matrix`: a fixed word, fit for logs and metrics.
    pub platform: &'static str,
    /// The channel or room, in the platform's own terms.
    pub room: String,
    /// The collections bound to it.
    pub scope: Scope,
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
}

/// Everything one can ask of the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// A question.
    Ask(Question),
    /// A question still being typed: its last word is a prefix.
    Suggest(Question),
    /// That entry and no other: a suggestion or a choice was picked.
    Pick(EntryId),
    /// The entries nearest to somebody else's message, for a person to judge.
    Candidates(Question),
    /// None of the choices offered was the right one.
    NoneOfThese,
    /// What the bot can do.
    Help,
    /// For admins alone.
    Admin(AdminCommand),
    /// Whether an answer helped.
    Vote(Vote),
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
}

/// A member's word on an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// The entry that was shown.
    pub entry: EntryId,
    /// Whether it helped.
    pub useful: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_log_can_show_who_asks() {
        let place = Place { platform: "test", room: "a room".to_owned(), scope: Scope::All };
        let person = PersonKey::new("@ana:example.org");
        let asker = Asker { place, person, role: Role::Member, audience: Audience::Everyone };
        assert!(!format!("{asker:?} {asker:#?}").contains("ana"), "{asker:?}");
    }
}
