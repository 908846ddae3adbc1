//! What every chat network does alike, between `platform/*` and `bot`: which
//! collections a place sees, which answer belongs to which question, what was
//! seen already, in which order work is done, how retries are spaced, and how
//! work ends at a shutdown.
//!
//! Nothing here knows a network: ids are type parameters, and a decision is a
//! value that the network acts on.

pub mod drain;
pub mod exchange;
pub mod retry;
pub mod scope;
pub mod seen;
pub mod turns;
