//! Souffleur answers questions in team chat from a FAQ: verbatim entries, source
//! links, honest silence.

pub mod bot;
pub mod cli;
pub mod eval;
pub mod faq;
pub mod library;
pub mod platform;
pub mod search;
pub mod wording;
