//! What a button or a menu carries: all that is needed to act on a click after
//! a restart, in Discord's 100 characters. Versioned, so that an old message's
//! button is either understood or told apart.

use serenity::model::id::{MessageId, UserId};

use crate::faq::EntryId;

/// Discord's limit, in characters.
pub const MAX_CHARS: usize = 100;

const VERSION: &str = "s1";

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Click {
    /// The menu of an Unsure answer; the chosen value is a [`Chosen`].
    Choose {
        /// Who asked: the message becomes the answer for them alone.
        asker: UserId,
    },
    /// An entry suggested beside an answer; the chosen value is a [`Chosen`].
    SeeAlso,
    /// Whether an answer helped.
    Vote {
        /// The entry shown.
        entry: EntryId,
        /// The button's side.
        useful: bool,
    },
    /// Post a private answer for all to see.
    Share {
        /// The entry shown.
        entry: EntryId,
    },
    /// A part of a long answer.
    Page {
        /// The entry shown.
        entry: EntryId,
        /// From 0.
        page: usize,
    },
    /// Post an entry as a reply to a message.
    Answer {
        /// The entry.
        entry: EntryId,
        /// The message.
        message: MessageId,
    },
    /// Take a public card away again.
    Remove {
        /// Who had it posted.
        by: UserId,
    },
    /// The answer to a question asked in a channel whose answers are private.
    Mine {
        /// Who asked.
        asker: UserId,
        /// The question.
        message: MessageId,
    },
    /// Reload past golden questions that newly fail.
    ForceReload,
}

impl Click {
    /// As written into a component.
    pub fn encode(&self) -> String {
        let id = match self {
            Self::Choose { asker } => format!("{VERSION}|choose|{asker}"),
            Self::SeeAlso => format!("{VERSION}|also"),
            Self::Vote { entry, useful } => {
                format!("{VERSION}|vote|{}|{entry}", if *useful { "yes" } else { "no" })
            }
            Self::Share { entry } => format!("{VERSION}|share|{entry}"),
            Self::Page { entry, page } => format!("{VERSION}|page|{page}|{entry}"),
            Self::Answer { entry, message } => format!("{VERSION}|answer|{message}|{entry}"),
            Self::Remove { by } => format!("{VERSION}|remove|{by}"),
            Self::Mine { asker, message } => format!("{VERSION}|mine|{asker}|{message}"),
            Self::ForceReload => format!("{VERSION}|force"),
        };
        debug_assert!(id.chars().count() <= MAX_CHARS, "{id}");
        id
    }

    /// `None` for another version's or another program's.
    pub fn decode(id: &str) -> Option<Self> {
        let mut parts = id.split('|');
        if parts.next() != Some(VERSION) {
            return None;
        }
        let kind = parts.next()?;
        let rest: Vec<&str> = parts.collect();
        Some(match (kind, rest.as_slice()) {
            ("choose", [asker]) => Self::Choose { asker: user(asker)? },
            ("also", []) => Self::SeeAlso,
            ("vote", [side @ ("yes" | "no"), entry]) => {
                Self::Vote { entry: EntryId::new(entry)?, useful: *side == "yes" }
            }
            ("share", [entry]) => Self::Share { entry: EntryId::new(entry)? },
            ("page", [page, entry]) => {
                Self::Page { entry: EntryId::new(entry)?, page: page.parse().ok()? }
            }
            ("answer", [message, entry]) => {
                Self::Answer { entry: EntryId::new(entry)?, message: self::message(message)? }
            }
            ("remove", [by]) => Self::Remove { by: user(by)? },
            ("mine", [asker, message]) => {
                Self::Mine { asker: user(asker)?, message: self::message(message)? }
            }
            ("force", []) => Self::ForceReload,
            _ => return None,
        })
    }
}

fn user(text: &str) -> Option<UserId> {
    number(text).map(UserId::new)
}

fn message(text: &str) -> Option<MessageId> {
    number(text).map(MessageId::new)
}

/// An id of Discord's; 0 is not one.
fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|&id| id != 0)
}

/// The value of a menu's option or of a suggestion: an entry, told apart from
/// what a person typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// That entry.
    Entry(EntryId),
    /// *Aucune de celles-ci*.
    None,
}

const ENTRY: &str = "id:";
const NONE: &str = "none";

impl Chosen {
    /// At most 67 characters.
    pub fn encode(&self) -> String {
        match self {
            Self::Entry(id) => format!("{ENTRY}{id}"),
            Self::None => NONE.to_owned(),
        }
    }

    /// Reads an option's value.
    pub fn decode(value: &str) -> Option<Self> {
        if value == NONE { Some(Self::None) } else { picked(value).map(Self::Entry) }
    }
}

/// The entry that the value of a command's option stands for, when it was picked
/// from the suggestions.
pub fn picked(value: &str) -> Option<EntryId> {
    EntryId::new(value.strip_prefix(ENTRY)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq::ID_MAX_CHARS;

    #[test]
    fn every_click_survives_the_round_trip_within_the_limit() {
        let entry = EntryId::new(&"é".repeat(ID_MAX_CHARS)).expect("an id");
        let clicks = [
            Click::Choose { asker: UserId::new(u64::MAX) },
            Click::SeeAlso,
            Click::Vote { entry: entry.clone(), useful: true },
            Click::Vote { entry: entry.clone(), useful: false },
            Click::Share { entry: entry.clone() },
            Click::Page { entry: entry.clone(), page: 9_999 },
            Click::Answer { entry: entry.clone(), message: MessageId::new(u64::MAX) },
            Click::Remove { by: UserId::new(u64::MAX) },
            Click::Mine { asker: UserId::new(u64::MAX), message: MessageId::new(u64::MAX) },
            Click::ForceReload,
        ];
        for click in clicks {
            let id = click.encode();
            assert!(id.chars().count() <= MAX_CHARS, "{id} is too long");
            assert_eq!(Click::decode(&id), Some(click), "{id}");
        }
        let value = Chosen::Entry(entry).encode();
        assert!(value.chars().count() <= MAX_CHARS);
    }

    #[test]
    fn others_are_told_apart() {
        for id in
            ["", "s0|also", "s1", "s1|vote|maybe|a", "s1|share|../a", "s1|remove|0", "s1|also|x"]
        {
            assert_eq!(Click::decode(id), None, "{id}");
        }
        assert_eq!(picked("Où est id:x"), None);
        assert_eq!(picked("id:pas un id"), None);
        assert_eq!(picked("id:nombre-de-boites"), EntryId::new("nombre-de-boites"));
    }
}
