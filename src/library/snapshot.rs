//! One version of the FAQ as it is served.

use std::sync::OnceLock;

use super::golden::GoldenReport;
use crate::faq::{Faq, Problem, ProblemKind};
use crate::search::Index;

/// One version of the FAQ with its index. A question keeps the version it started with.
#[derive(Debug)]
pub struct Snapshot {
    /// The entries.
    pub faq: Faq,
    /// The index of these entries.
    pub index: Index,
    /// 1 at start-up, then one more at each reload that is served. Two snapshots of the same
    /// version have the same content, and differ in `meaning`.
    pub version: u64,
    /// What the authors may want to look at.
    pub warnings: Vec<Problem>,
    /// The results of the golden questions, once they were asked.
    pub(super) golden: OnceLock<GoldenReport>,
    /// How many texts of entries have a vector, when entries are ranked by meaning as well as
    /// by words; `None` when they are ranked by words alone.
    pub meaning: Option<usize>,
}

impl Snapshot {
    /// The results of the golden questions; `None` in the first moments after the start, which
    /// does not wait for them.
    pub fn golden(&self) -> Option<&GoldenReport> {
        self.golden.get()
    }

    /// The warnings that a load of the same files gives, whatever the content is ranked by.
    pub fn load_warnings(&self) -> impl Iterator<Item = &Problem> {
        let by_meaning = |kind: &ProblemKind| matches!(kind, ProblemKind::SameMeaning { .. });
        self.warnings.iter().filter(move |problem| !by_meaning(&problem.kind))
    }
}
