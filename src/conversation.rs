//! What every chat network does alike, between `platform/*` and `bot`: which
//! collections a place sees, which answer belongs to which question, what was
//! seen already, in which order work is done, what is too much to be answered in full, how
//! retries are spaced, how work ends at a shutdown, when all are connected, when the digest is due, the admin commands, and
//! Markdown as plain text.
//!
//! Nothing here knows a network: ids are type parameters, and a decision is a
//! value that the network acts on.

pub mod admin;
pub mod connected;
pub mod digest_time;
pub mod drain;
pub mod exchange;
pub mod layout;
pub mod limits;
pub mod retry;
pub mod scope;
pub mod seen;
pub mod turns;
