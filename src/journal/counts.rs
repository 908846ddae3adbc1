//! How often each entry was the answer lately. Suggestions before anything is typed come from
//! here, so that none waits for the database.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Counts in memory: those that the database has, and those that wait to be written.
#[derive(Debug, Default)]
pub struct AskedCounts(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    stored: HashMap<String, u64>,
    waiting: HashMap<String, u64>,
}

impl AskedCounts {
    /// Counts one answer. It waits until [`Self::settle`] is told the same.
    pub fn add(&self, entry: &str) {
        let mut counts = self.counts();
        match counts.waiting.get_mut(entry) {
            Some(count) => *count += 1,
            None => drop(counts.waiting.insert(entry.to_owned(), 1)),
        }
    }

    /// Forgets the entries that are not wanted.
    pub fn retain(&self, wanted: impl Fn(&str) -> bool) {
        let mut counts = self.counts();
        counts.stored.retain(|entry, _| wanted(entry));
        counts.waiting.retain(|entry, _| wanted(entry));
    }

    /// Looks counts up, all at one moment.
    pub fn with<T>(&self, work: impl FnOnce(&dyn Fn(&str) -> u64) -> T) -> T {
        let counts = self.counts();
        let of = |entry: &str| {
            let count = |of: &HashMap<String, u64>| of.get(entry).copied().unwrap_or_default();
            count(&counts.stored) + count(&counts.waiting)
        };
        work(&of)
    }

    /// An answer that was counted is in the database now, or was given up.
    pub(super) fn settle(&self, entry: &str) {
        let mut counts = self.counts();
        if let Some(count) = counts.waiting.get_mut(entry).filter(|count| **count > 0) {
            *count -= 1;
            if *count == 0 {
                counts.waiting.remove(entry);
            }
            *counts.stored.entry(entry.to_owned()).or_default() += 1;
        }
    }

    /// Takes over what the database has.
    pub(super) fn load(&self, stored: impl IntoIterator<Item = (String, u64)>) {
        let stored = stored.into_iter().collect();
        self.counts().stored = stored;
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_counts_once_wherever_it_is() {
        let counts = AskedCounts::default();
        let of = |entry: &str| counts.with(|of| of(entry));
        counts.add("a");
        counts.add("a");
        assert_eq!((of("a"), of("b")), (2, 0));
        counts.settle("a");
        assert_eq!(of("a"), 2);
        // The database has the one that was written, and three of other processes.
        counts.load([("a".to_owned(), 4), ("b".to_owned(), 1)]);
        assert_eq!((of("a"), of("b")), (5, 1));
        counts.settle("a");
        assert_eq!(of("a"), 5);
        counts.retain(|entry| entry == "b");
        assert_eq!((of("a"), of("b")), (0, 1));
        counts.settle("a");
        assert_eq!(of("a"), 0, "it is forgotten, whatever is written afterwards");
    }
}
