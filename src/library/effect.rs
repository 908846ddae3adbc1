//! What a change of one file would change for members, measured before it is kept.

use super::diff::Diff;
use crate::faq::{EntryId, Problem};
use crate::search::meaning::read_now;
use crate::search::{Index, Look, Outcome, Scope};

/// A question that members have asked, and of which collections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// As it was kept: personal data is masked.
    pub ask: String,
    /// Where it was asked.
    pub scope: Scope,
}

/// What a change of one file would change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effect {
    /// What the authors may want to look at in the file.
    pub warnings: Vec<Problem>,
    /// Entries and golden questions; those that newly fail would stop the reload.
    pub diff: Diff,
    /// Golden questions that fail now and would pass.
    pub gained: usize,
    /// How many recorded questions were asked.
    pub asked: usize,
    /// Recorded questions that would be answered and are not.
    pub found: usize,
    /// Recorded questions that are answered and would not be.
    pub lost: usize,
    /// Recorded questions that would be answered by another entry, or offered other choices.
    pub changed: usize,
}

impl Effect {
    /// Asks the recorded questions of both indexes.
    pub fn of(old: &Index, new: &Index, recorded: &[Recorded]) -> Self {
        let mut effect = Self { asked: recorded.len(), ..Self::default() };
        for Recorded { ask, scope } in recorded {
            let by_meaning = old.has_meaning() || new.has_meaning();
            let vector = by_meaning.then(|| read_now(ask)).flatten();
            let [before, after] =
                [old, new].map(|index| shown(&index.look_by(ask, vector.as_ref(), scope)));
            let count = match (before.0, after.0) {
                _ if before == after => continue,
                (Outcome::Found, Outcome::Found) => &mut effect.changed,
                (_, Outcome::Found) => &mut effect.found,
                (Outcome::Found, _) => &mut effect.lost,
                _ => &mut effect.changed,
            };
            *count += 1;
        }
        effect
    }
}

/// What members see of a look.
fn shown(look: &Look) -> (Outcome, Vec<EntryId>) {
    let entries = match look.outcome {
        Outcome::Found => look.hits.iter().take(1).map(|hit| hit.entry.clone()).collect(),
        Outcome::Unsure => look.shown().map(|hit| hit.entry.clone()).collect(),
        Outcome::Unknown => Vec::new(),
    };
    (look.outcome, entries)
}
