//! What a button or a menu carries: everything that is needed to act on a click after a
//! restart, in at most 100 characters. It has a version, so that the button of an old
//! message is either understood or recognised as old.

use serenity::model::id::{MessageId, UserId};

use crate::faq::EntryId;

/// Discord's limit for the id of a component, in characters.
pub const MAX_CHARS: usize = 100;

const VERSION: &str = "s1";

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Click {
    /// The menu of an Unsure answer; the chosen value is a [`Chosen`].
    Choose {
        /// The person who asked. For them the message becomes the answer; others get an
        /// answer of their own.
        asker: UserId,
    },
    /// An entry suggested beside an answer; the chosen value is a [`Chosen`].
    SeeAlso,
    /// A vote on whether an answer helped.
    Vote {
        /// The entry shown.
        entry: EntryId,
        /// Whether it was the button that says so.
        useful: bool,
    },
    /// Post a private answer for everybody.
    Share {
        /// The entry shown.
        entry: EntryId,
    },
    /// Show another part of a long answer.
    Page {
        /// The entry shown.
        entry: EntryId,
        /// The part, from 0.
        page: usize,
    },
    /// Post an entry as a reply to a message.
    Answer {
        /// The entry.
        entry: EntryId,
        /// The message.
        message: MessageId,
    },
    /// Remove a card that was posted for everybody.
    Remove {
        /// The person who posted it.
        by: UserId,
    },
    /// Show the answer to a question from a channel whose answers are private.
    Mine {
        /// The person who asked.
        asker: UserId,
        /// The message that asks.
        message: MessageId,
    },
    /// Reload the FAQ although golden questions newly fail.
    ForceReload,
}

impl Click {
    /// The text that a component carries.
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

    /// Reads that text; `None` when another version or another program wrote it.
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

/// An id of Discord's, which is never 0.
fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|&id| id != 0)
}

/// The value of a menu's option or of a suggestion, which cannot be confused with what a
/// person typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The entry that was chosen.
    Entry(EntryId),
    /// The option *Aucune de celles-ci*.
    None,
}

const ENTRY: &str = "id:";
const NONE: &str = "none";

impl Chosen {
    /// The value, of at most 67 characters.
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

/// The entry that the value of a command's option names, if it was picked from the
/// suggestions.
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
