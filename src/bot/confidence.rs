//! Hits → Found, Unsure or Unknown. Pure.

use crate::search::{Hit, Outcome};

/// From this confidence on we stand behind the first entry.
const FOUND: f32 = 2.0 / 3.0;
/// From this confidence on the first entries are worth choosing from.
const UNSURE: f32 = 1.0 / 3.0;

/// Decides from the evidence of the first hit, which each collection calibrates
/// on itself (see `search::Evidence::confidence`); never from a score alone.
pub fn outcome(hits: &[Hit]) -> Outcome {
    match hits.first().map(|first| first.evidence.confidence) {
        Some(confidence) if confidence >= FOUND => Outcome::Found,
        Some(confidence) if confidence >= UNSURE => Outcome::Unsure,
        _ => Outcome::Unknown,
    }
}
