//! The French sentences of replies, the same on every network, and one line for members who
//! do not ask in French ([`OtherLanguageLine`]). Pure: data in, sentences out. Each network
//! decides how they look and how long they may be; the words of an answer are the entry's own
//! and never pass through here.
//!
//! [`shown()`] is what networks call for a reply. The sentences for members are in
//! [`member`], [`feedback`] and [`data`], those for admins in [`admin`] and [`state`], those of the terminal in [`terminal`]; a
//! network that has sentences of its own keeps them in its folder. [`cut`] shortens what
//! is too long for a network.

mod admin;
mod bilingual;
pub mod cut;
mod data;
mod digest;
mod effect;
pub mod feedback;
mod limits;
mod member;
mod notice;
mod other_language;
mod processes;
mod review;
mod shown;
mod state;
pub mod team;
pub mod terminal;
mod usage;

pub use admin::{failure, known_failures};
pub use bilingual::Bilingual;
pub use digest::digest;
pub use effect::effect;
pub use limits::answered_before;
pub use member::{
    PATIENT_IN_MESSAGE, PATIENT_IN_QUESTION, PATIENT_IN_SEARCHED, and_more, categories,
    no_candidate, no_suggestion, see_also, source, suggestions, unknown, unknown_command,
    unreadable, unsure, updated,
};
pub use notice::{Notice, NoticeBlock};
pub use other_language::OtherLanguageLine;
pub use review::{reviewed, to_review, votes};
pub use shown::{Shown, shown};
pub use usage::Usage;

#[cfg(test)]
mod tests;
