//! An entry that a search gives.

use super::evidence::Evidence;
use crate::faq::EntryId;

/// An entry that matched.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Which entry.
    pub entry: EntryId,
    /// Higher is better; comparable within one search only.
    pub score: f32,
    /// What matched, for the outcome and for "why".
    pub evidence: Evidence,
}
