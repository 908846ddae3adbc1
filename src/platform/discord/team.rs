//! The channel of the team that keeps the FAQ: a card for each question that was passed on and
//! for each variant that is proposed, and what the team does about it there.
//!
//! `board` posts the cards, follows their changes and posts the digest of the week, `telling`
//! tells those who asked to be told. `click` is what the buttons carry, `acts` does it, `view` draws what is
//! shown, `drafts` remembers what was typed.

pub mod acts;
pub mod board;
pub mod click;
pub mod config;
pub mod drafts;
mod telling;
mod view;
