//! Events that a network tells more than once, after a resumed connection or a
//! restart: which of them were seen already.

use std::hash::Hash;
use std::num::NonZeroUsize;

use lru::LruCache;

/// The last ids that were seen, of a bounded number; the oldest are forgotten.
#[derive(Clone, Debug)]
pub struct Seen<T: Hash + Eq>(LruCache<T, ()>);

impl<T: Hash + Eq + Clone> Seen<T> {
    /// An empty set that holds `most` ids.
    pub fn new(most: NonZeroUsize) -> Self {
        // `new` would take the memory of all `most` ids at once.
        Self(LruCache::sparse(most))
    }

    /// Whether `id` was not seen yet; it is from now on.
    pub fn first_time(&mut self, id: T) -> bool {
        self.0.put(id, ()).is_none()
    }

    /// Forgets `id`, when what it stood for failed and may be tried again.
    pub fn forget(&mut self, id: &T) {
        self.0.pop(id);
    }

    /// All ids, oldest first.
    pub fn ids(&self) -> impl Iterator<Item = &T> {
        self.0.iter().rev().map(|(id, ())| id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten() {
        let mut seen = Seen::new(NonZeroUsize::new(3).expect("not 0"));
        let rows = [
            (1, true),
            (2, true),
            (1, false),
            (3, true),
            (4, true),
            // 1 was seen again after 2, so that 2 was the oldest.
            (1, false),
            (2, true),
        ];
        for (id, first) in rows {
            assert_eq!(seen.first_time(id), first, "{id} in {seen:?}");
        }
        assert_eq!(seen.ids().copied().collect::<Vec<_>>(), [4, 1, 2]);
        seen.forget(&1);
        assert!(seen.first_time(1), "it was forgotten");
    }
}
