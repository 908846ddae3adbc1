//! What a button or a menu carries: everything that is needed to act on a click after a
//! restart, in at most 100 characters. It has a version, so that the button of an old
//! message is either understood or recognised as old.

use serenity::model::id::{MessageId, UserId};

use super::team::click::TeamClick;
use crate::bot::{MyData, Opinion, PassOnStep, QuestionId, Reason};
use crate::faq::EntryId;

/// Discord's limit for the id of a component, in characters.
pub const MAX_CHARS: usize = 100;

const VERSION: &str = "s1";
const TEAM: &str = "|team|";

/// What a click asks for. The question that an answer was given to is `None` where nothing is
/// recorded, and on the messages of a version that did not write it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Click {
    /// The menu of an Unsure answer; the chosen value is a [`Chosen`].
    Choose {
        /// The person who asked. For them the message becomes the answer; others get an
        /// answer of their own.
        asker: UserId,
        /// What was asked.
        question: Option<QuestionId>,
    },
    /// An entry suggested beside an answer; the chosen value is a [`Chosen`].
    SeeAlso,
    /// A word on whether an answer helped.
    Vote {
        /// The entry shown; `None` for an answer that is not one entry.
        entry: Option<EntryId>,
        /// What was asked.
        question: Option<QuestionId>,
        /// Whether it helped, and why not.
        opinion: Opinion,
    },
    /// Post a private answer for everybody.
    Share {
        /// The entry shown.
        entry: EntryId,
        /// What was asked.
        question: Option<QuestionId>,
    },
    /// Show another part of a long answer.
    Page {
        /// The entry shown.
        entry: EntryId,
        /// The part, from 0.
        page: usize,
        /// What was asked.
        question: Option<QuestionId>,
    },
    /// Post an entry as a reply to a message.
    Answer {
        /// The entry.
        entry: EntryId,
        /// The message.
        message: MessageId,
        /// The search for the message.
        question: Option<QuestionId>,
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
        /// What was asked.
        question: Option<QuestionId>,
    },
    /// Pass a question on to the team.
    PassOn {
        /// Which one.
        question: QuestionId,
        /// The step of it.
        step: PassOnStep,
    },
    /// Do that with what is kept of the person who clicks.
    MyData(MyData),
    /// Something that the team does.
    Team(TeamClick),
    /// The menu of the entries to read again; the chosen value is a [`Chosen`], which is still
    /// correct.
    StillCorrect,
    /// Reload the FAQ although golden questions newly fail.
    ForceReload,
}

impl Click {
    /// The text that a component carries.
    pub fn encode(&self) -> String {
        let id = match self {
            Self::Choose { asker, question } => {
                format!("{VERSION}|choose|{asker}{}", written(*question))
            }
            Self::SeeAlso => format!("{VERSION}|also"),
            Self::Vote { entry, question, opinion } => {
                let entry = entry.as_ref().map_or("", EntryId::as_str);
                format!("{VERSION}|vote|{}|{entry}{}", side(*opinion), written(*question))
            }
            Self::Share { entry, question } => {
                format!("{VERSION}|share|{entry}{}", written(*question))
            }
            Self::Page { entry, page, question } => {
                format!("{VERSION}|page|{page}|{entry}{}", written(*question))
            }
            // In the shortest form there is, because three ids hardly fit.
            Self::Answer { entry, message, question } => {
                let message = QuestionId::encode_number(message.get());
                format!("{VERSION}|re|{message}|{entry}{}", written(*question))
            }
            Self::Remove { by } => format!("{VERSION}|remove|{by}"),
            Self::Mine { asker, message, question } => {
                format!("{VERSION}|mine|{asker}|{message}{}", written(*question))
            }
            Self::PassOn { question, step } => {
                format!("{VERSION}|pass|{}{}", word(&STEPS, *step), written(Some(*question)))
            }
            Self::MyData(wanted) => format!("{VERSION}|data|{}", word(&WANTED, *wanted)),
            Self::Team(click) => format!("{VERSION}{TEAM}{}", click.encode()),
            Self::StillCorrect => format!("{VERSION}|exact"),
            Self::ForceReload => format!("{VERSION}|force"),
        };
        debug_assert!(id.chars().count() <= MAX_CHARS, "{id}");
        id
    }

    /// Reads that text; `None` when another version or another program wrote it.
    pub fn decode(id: &str) -> Option<Self> {
        if let Some(click) = id.strip_prefix(VERSION).and_then(|id| id.strip_prefix(TEAM)) {
            return TeamClick::decode(click).map(Self::Team);
        }
        let mut parts = id.split('|');
        if parts.next() != Some(VERSION) {
            return None;
        }
        let kind = parts.next()?;
        let rest: Vec<&str> = parts.collect();
        Some(match (kind, rest.as_slice()) {
            ("choose", [asker, question @ ..]) => {
                Self::Choose { asker: user(asker)?, question: read(question)? }
            }
            ("also", []) => Self::SeeAlso,
            ("vote", [side, entry, question @ ..]) => {
                let entry = match *entry {
                    "" => None,
                    entry => Some(EntryId::new(entry)?),
                };
                Self::Vote { entry, question: read(question)?, opinion: opinion(side)? }
            }
            ("share", [entry, question @ ..]) => {
                Self::Share { entry: EntryId::new(entry)?, question: read(question)? }
            }
            ("page", [page, entry, question @ ..]) => Self::Page {
                entry: EntryId::new(entry)?,
                page: page.parse().ok()?,
                question: read(question)?,
            },
            ("re", [message, entry, question @ ..]) => Self::Answer {
                entry: EntryId::new(entry)?,
                message: u64::from_str_radix(message, 36)
                    .ok()
                    .filter(|&id| id != 0)
                    .map(MessageId::new)?,
                question: read(question)?,
            },
            // As the version before wrote it.
            ("answer", [message, entry]) => Self::Answer {
                entry: EntryId::new(entry)?,
                message: self::message(message)?,
                question: None,
            },
            ("remove", [by]) => Self::Remove { by: user(by)? },
            ("mine", [asker, message, question @ ..]) => Self::Mine {
                asker: user(asker)?,
                message: self::message(message)?,
                question: read(question)?,
            },
            ("pass", [step, question]) => {
                Self::PassOn { question: QuestionId::decode(question)?, step: meant(&STEPS, step)? }
            }
            ("data", [wanted]) => Self::MyData(meant(&WANTED, wanted)?),
            ("exact", []) => Self::StillCorrect,
            ("force", []) => Self::ForceReload,
            _ => return None,
        })
    }
}

const STEPS: [(&str, PassOnStep); 4] = [
    ("show", PassOnStep::Show),
    ("send", PassOnStep::Send),
    ("tell", PassOnStep::TellMe),
    ("no", PassOnStep::DoNotSend),
];

const WANTED: [(&str, MyData); 4] = [
    ("show", MyData::Show),
    ("erase", MyData::Erase),
    ("stop", MyData::Stop),
    ("resume", MyData::Resume),
];

/// The word that stands for a value; each table has all values of its type.
fn word<T: PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, other)| *other == value).map_or("", |(word, _)| *word)
}

fn meant<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

/// The side of a vote: `yes`, `no`, or the word of the reason.
fn side(opinion: Opinion) -> &'static str {
    match opinion {
        Opinion::Useful => "yes",
        Opinion::NotUseful(None) => "no",
        Opinion::NotUseful(Some(reason)) => reason.name(),
    }
}

fn opinion(side: &str) -> Option<Opinion> {
    Some(match side {
        "yes" => Opinion::Useful,
        "no" => Opinion::NotUseful(None),
        reason => Opinion::NotUseful(Some(Reason::named(reason)?)),
    })
}

/// The last part of an id, where there is a question.
fn written(question: Option<QuestionId>) -> String {
    question.map(|question| format!("|{}", question.encode())).unwrap_or_default()
}

/// Reads that part, if there is one; `None` when it is not a question.
fn read(parts: &[&str]) -> Option<Option<QuestionId>> {
    match parts {
        [] => Some(None),
        [question] => QuestionId::decode(question).map(Some),
        _ => None,
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
        let question = QuestionId::decode("1y2p0ij32e8e7");
        assert!(question.is_some(), "the largest one");
        let (entries, questions) = ([None, Some(entry.clone())], [None, question]);
        let mut clicks = vec![
            Click::SeeAlso,
            Click::Answer { entry: entry.clone(), message: MessageId::new(u64::MAX), question },
            Click::Remove { by: UserId::new(u64::MAX) },
            Click::StillCorrect,
            Click::ForceReload,
            Click::Team(TeamClick::Keep(u64::MAX, Some(i64::MAX))),
        ];
        for question in questions {
            let (asker, message) = (UserId::new(u64::MAX), MessageId::new(u64::MAX));
            clicks.push(Click::Choose { asker, question });
            clicks.push(Click::Share { entry: entry.clone(), question });
            clicks.push(Click::Page { entry: entry.clone(), page: 9_999, question });
            clicks.push(Click::Mine { asker, message, question });
            let reasons = Reason::ALL.map(|reason| Opinion::NotUseful(Some(reason)));
            for opinion in [Opinion::Useful, Opinion::NotUseful(None)].into_iter().chain(reasons) {
                let vote = |entry: &Option<EntryId>| Click::Vote {
                    entry: entry.clone(),
                    question,
                    opinion,
                };
                clicks.extend(entries.iter().map(vote));
            }
        }
        let steps = STEPS.iter().map(|(_, step)| *step);
        clicks.extend(
            question
                .into_iter()
                .cycle()
                .zip(steps)
                .map(|(q, step)| Click::PassOn { question: q, step }),
        );
        clicks.extend(WANTED.map(|(_, wanted)| Click::MyData(wanted)));
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
        for id in [
            "",
            "s0|also",
            "s1",
            "s1|vote|maybe|a",
            "s1|share|../a",
            "s1|remove|0",
            "s1|also|x",
            "s1|vote|yes|a|Q",
            "s1|vote|yes|a|1|2",
            "s1|pass|show|",
            "s1|pass|later|1",
            "s1|data|all",
        ] {
            assert_eq!(Click::decode(id), None, "{id}");
        }
        // Buttons of the version before have no question.
        let (entry, opinion) = (EntryId::new("a"), Opinion::Useful);
        let vote = Click::Vote { entry, question: None, opinion };
        assert_eq!(Click::decode("s1|vote|yes|a"), Some(vote));
        assert_eq!(picked("Où est id:x"), None);
        assert_eq!(picked("id:pas un id"), None);
        assert_eq!(picked("id:nombre-de-boites"), EntryId::new("nombre-de-boites"));
    }
}
