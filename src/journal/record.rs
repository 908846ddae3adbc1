//! What is recorded, as it goes from the bot to the task that writes.

use std::time::Duration;

use tokio::sync::mpsc;

use super::opinion::Opinion;
use crate::privacy::MaskedText;

/// A question and how it was answered. It has no author: see [`super::Journal::asked`].
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The network's name.
    pub network: &'static str,
    /// The channel or room; `None` where it would tell who asked, as in a direct message.
    pub place: Option<String>,
    /// The collections that the place sees, separated by slashes; `None` for all.
    pub scope: Option<String>,
    /// The collection of the entry, or of the nearest one.
    pub collection: Option<String>,
    /// What was asked; `None` where it must not be kept.
    pub text: Option<MaskedText>,
    /// `found`, `unsure` or `unknown`.
    pub outcome: &'static str,
    /// The entry that was the answer.
    pub entry: Option<String>,
    /// 0..1, of the first entry.
    pub confidence: Option<f32>,
    /// From the question to the answer.
    pub latency: Duration,
    /// How it was asked, in one word.
    pub asked_by: &'static str,
}

/// An entry that was picked among those offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// The question that they were offered for; `None` when it is not known any more.
    pub question: Option<QuestionId>,
    /// The network's name.
    pub network: &'static str,
    /// The collection of the entry.
    pub collection: String,
    /// What was picked.
    pub entry: String,
}

/// What is kept of a question, for a person who says that it is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptQuestion {
    /// Its text; `None` when that is not kept.
    pub text: Option<MaskedText>,
    /// Whether that person asked it; `None` when it is not known any more.
    pub is_theirs: Option<bool>,
    /// Whether it was passed on to the team.
    pub is_passed_on: bool,
}

/// A question of the journal. Its number begins with the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionId(pub(super) i64);

/// The bits of a [`QuestionId`] below the milliseconds, and those of the milliseconds: they last
/// until the year 2248.
const BELOW: u32 = 20;
const TIME: u32 = 43;

impl QuestionId {
    /// As the buttons of a network carry it: at most 13 letters and digits.
    pub fn encode(self) -> String {
        Self::encode_number(self.0.unsigned_abs())
    }

    /// Any number in the same form: at most 13 letters and digits.
    pub fn encode_number(number: u64) -> String {
        let mut left = number;
        let mut digits = Vec::new();
        while left > 0 || digits.is_empty() {
            let digit = u32::try_from(left % 36).unwrap_or_default();
            digits.extend(char::from_digit(digit, 36));
            left /= 36;
        }
        digits.iter().rev().collect()
    }

    /// Reads that again.
    pub fn decode(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
        i64::from_str_radix(text, 36).ok().filter(|_| is_plain).map(Self)
    }

    /// The id of a question asked at `at`, in milliseconds since 1970. Ids of one process differ
    /// while `count` does, in its lowest 20 bits.
    pub(super) fn new(at: i64, count: u32) -> Self {
        let at = at.clamp(0, (1 << TIME) - 1);
        Self((at << BELOW) | i64::from(count & ((1 << BELOW) - 1)))
    }

    /// The lowest id of a question asked at `at` or later.
    pub fn first_at(at: i64) -> Self {
        Self::new(at, 0)
    }
}

/// Who asked a question, as the journal keeps it.
#[derive(Clone, Copy, Debug)]
pub(super) struct AskerHashes {
    /// The hash that a person has for a day, to count them.
    pub asker: i64,
    /// The hash that a person has for one question.
    pub owner: i64,
}

/// A question whose asker passes it on to the team: what is recorded of it even when nothing of
/// that person is recorded otherwise.
#[derive(Clone, Debug)]
pub(super) struct PassedOn {
    pub question: QuestionId,
    pub at: i64,
    pub hashes: AskerHashes,
    pub answered: Answered,
}

/// Somebody votes on the answer to a question.
#[derive(Clone, Debug)]
pub(super) struct Vote {
    pub question: QuestionId,
    pub voter: i64,
    /// As in [`Record::Asked`].
    pub person: i64,
    /// The entry that was shown; empty when none was.
    pub entry: String,
    pub opinion: Opinion,
}

/// What is deleted of a person.
#[derive(Clone, Debug)]
pub(super) struct Erasure {
    pub network: &'static str,
    pub person: String,
    /// The hash of today, which the questions of today have.
    pub asker: i64,
    pub day: i64,
}

/// An answer that stands in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The network's name.
    pub network: String,
    /// The channel or room.
    pub place: String,
    /// The entry that it shows.
    pub entry: String,
    /// A hash of the entry as it was shown.
    pub shown: i64,
    /// What leads to the answer, in the network's own form.
    pub answer: String,
    /// When it was given, in milliseconds since 1970.
    pub at: i64,
    /// Until when it stands for the same question.
    pub until: i64,
}

impl Standing {
    /// How long ago it was given, in milliseconds.
    pub fn age_ms(&self) -> u64 {
        (super::clock::now() - self.at).max(0).unsigned_abs()
    }
}

/// Told when something is written.
pub(super) type Done = mpsc::Sender<()>;

/// What waits to be written.
#[derive(Clone, Debug)]
pub(super) enum Record {
    /// `person` is the hash that the list of those who want nothing recorded has; `author` is that
    /// of the person who wrote the words, when somebody else did.
    Asked {
        id: QuestionId,
        at: i64,
        hashes: AskerHashes,
        person: i64,
        author: Option<i64>,
        answered: Answered,
    },
    /// `owner` is the hash that the person has for the question.
    Picked {
        at: i64,
        owner: i64,
        person: i64,
        picked: Picked,
    },
    /// None of the entries offered was the right one.
    Refused(QuestionId),
    Voted(Vote),
    /// A vote is taken back.
    Unvoted {
        question: QuestionId,
        voter: i64,
    },
    /// The message that asked is gone.
    Removed(QuestionId, Done),
    PassedOn(Box<PassedOn>, Done),
    /// A person wants to be told when a question is answered.
    Followed {
        question: QuestionId,
        network: &'static str,
        person: String,
        at: i64,
        done: Done,
    },
    Erase(Erasure, Done),
    /// Somebody waits until what came before is written.
    Flush(Done),
    /// Somebody waits until the counts are read again.
    Recount(Done),
    /// An answer stands in a place.
    Stands(Box<Standing>),
    /// An answer stands no more.
    StandsNoMore {
        network: &'static str,
        answer: String,
    },
    /// A person wants nothing recorded, or no longer wants that.
    OptOut {
        person: i64,
        /// The network and its key of the person, whose wishes to be told go.
        named: (String, String),
        is_out: bool,
        done: Done,
    },
}

impl Record {
    /// The entry that it counts as an answer.
    pub(super) fn counted(&self) -> Option<&str> {
        match self {
            Self::Asked { answered, .. } => answered.entry.as_deref(),
            Self::Picked { picked, .. } => Some(&picked.entry),
            _ => None,
        }
    }

    /// Whether nothing of what it deletes may stay in the file or in its log.
    pub(super) fn erases(&self) -> bool {
        matches!(self, Self::Erase(..) | Self::Removed(..) | Self::OptOut { is_out: true, .. })
    }

    /// Tells who waits that it is written.
    pub(super) fn tell_done(&self) {
        if let Self::PassedOn(_, done)
        | Self::Followed { done, .. }
        | Self::Erase(_, done)
        | Self::Removed(_, done)
        | Self::Flush(done)
        | Self::Recount(done)
        | Self::OptOut { done, .. } = self
        {
            // Who waited may have given up.
            let _ = done.try_send(());
        }
    }
}

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// The day of a time in milliseconds since 1970, UTC, counted from then.
pub(super) fn day_of(at: i64) -> i64 {
    at.div_euclid(DAY_MS)
}

/// The first millisecond of a day.
pub(super) fn start_of(day: i64) -> i64 {
    day.saturating_mul(DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_they_are_written() {
        for id in [0, 1, 35, 36, i64::MAX] {
            let text = QuestionId(id).encode();
            assert!(text.len() <= 13, "{text}");
            assert_eq!(QuestionId::decode(&text), Some(QuestionId(id)), "{text}");
        }
        for text in ["", "-1", "+1", "A", "zzzzzzzzzzzzzz", "1 "] {
            assert_eq!(QuestionId::decode(text), None, "{text:?}");
        }
    }

    #[test]
    fn ids_are_in_the_order_of_time() {
        let (at, later) = (1_795_000_000_000, 1_795_000_000_001);
        assert!(QuestionId::new(at, u32::MAX) < QuestionId::first_at(later));
        assert!(QuestionId::new(at, 0) >= QuestionId::first_at(at));
        assert_ne!(QuestionId::new(at, 1), QuestionId::new(at, 2));
        assert!(QuestionId::first_at(start_of(i64::MAX)) > QuestionId::first_at(later));
    }
}
