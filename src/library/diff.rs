//! What a new snapshot changes for members: the entries, and the answers to questions.

use std::collections::HashMap;
use std::sync::Arc;

use super::golden::{GoldenFailure, GoldenReport};
use super::snapshot::Snapshot;
use crate::faq::{Entry, EntryId, Faq};

/// The difference between the served snapshot and another one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// In the order of collections and ids.
    pub added: Vec<EntryId>,
    /// Entries whose content changed.
    pub changed: Vec<EntryId>,
    /// Entries that no longer exist.
    pub removed: Vec<EntryId>,
    /// Golden questions that both have and whose first entry changed.
    pub answers_changed: Vec<AnswerChange>,
    /// Golden questions that fail now and did not before, without those kept aside and those
    /// whose failure is accepted.
    pub newly_failing: Vec<GoldenFailure>,
}

/// A golden question and the first entry in both snapshots; `None` is Unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerChange {
    /// As written in `questions.toml`.
    pub ask: String,
    /// In the old snapshot.
    pub before: Option<EntryId>,
    /// In the new one.
    pub after: Option<EntryId>,
}

impl Diff {
    /// What changes when `faq`, whose golden questions gave `golden`, replaces `old`, whose
    /// own gave `golden_before`.
    pub fn between(
        old: &Snapshot,
        golden_before: &GoldenReport,
        faq: &Faq,
        golden: &GoldenReport,
    ) -> Self {
        let mut diff = Self::default();
        // Both are in the order of collections and ids, and an unchanged entry is the same
        // `Arc`. One walk through both therefore leaves few entries to look up.
        let mut walk = old.faq.entries().peekable();
        for entry in faq.entries() {
            let is_same = |before: &&Arc<Entry>| Arc::ptr_eq(before, entry);
            while walk.next_if(|before| !is_same(before) && before.id < entry.id).is_some() {}
            if walk.next_if(is_same).is_some() {
                continue;
            }
            match old.faq.get(&entry.id) {
                None => diff.added.push(entry.id.clone()),
                Some((_, before)) if before != entry => diff.changed.push(entry.id.clone()),
                Some(_) => {}
            }
        }
        if old.faq.len() + diff.added.len() > faq.len() {
            let gone = old.faq.entries().filter(|entry| faq.get(&entry.id).is_none());
            diff.removed = gone.map(|entry| entry.id.clone()).collect();
        }

        let before: HashMap<_, _> = (golden_before.answers.iter())
            .map(|(collection, ask, entry)| ((collection, ask), entry))
            .collect();
        for (collection, ask, after) in &golden.answers {
            match before.get(&(collection, ask)) {
                Some(&was) if was != after => diff.answers_changed.push(AnswerChange {
                    ask: ask.clone(),
                    before: was.clone(),
                    after: after.clone(),
                }),
                _ => {}
            }
        }

        diff.newly_failing = (golden.failures.iter())
            .filter(|f| f.question.binds() && !golden_before.fails(f))
            .cloned()
            .collect();
        diff
    }
}
