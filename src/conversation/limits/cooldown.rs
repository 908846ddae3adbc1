//! Which answers stand in which places: the same question again leads to the answer that is
//! there already. In memory alone, so that a restart answers in full again.

use std::hash::Hash;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lru::LruCache;

use crate::faq::{Entry, EntryId};

/// The answers that are remembered, over all places; the oldest are forgotten.
const ANSWERS_MAX: NonZeroUsize = NonZeroUsize::new(4_096).expect("not 0");

/// The last answers that everybody in their place can read. `P` is the network's id of a place,
/// `A` what leads to an answer.
#[derive(Debug)]
pub struct Cooldown<P: Hash + Eq, A> {
    lasts: Option<Duration>,
    answers: LruCache<(P, EntryId), Given<A>>,
}

#[derive(Debug)]
struct Given<A> {
    /// As it was shown: an entry that has changed since is shown again.
    entry: Arc<Entry>,
    answer: A,
    at: Instant,
}

impl<P: Hash + Eq + Clone, A> Cooldown<P, A> {
    /// No answer was given yet. Each stands for `lasts`; `None` remembers nothing.
    pub fn new(lasts: Option<Duration>) -> Self {
        Self { lasts, answers: LruCache::sparse(ANSWERS_MAX) }
    }

    /// An answer that shows an entry was given in a place, `now`.
    pub fn gave(&mut self, place: P, entry: &Arc<Entry>, answer: A, now: Instant) {
        if self.lasts.is_some() {
            let given = Given { entry: Arc::clone(entry), answer, at: now };
            self.answers.put((place, entry.id.clone()), given);
        }
    }

    /// The answer that shows this entry, as it is, in a place.
    pub fn earlier(&self, place: P, entry: &Arc<Entry>, now: Instant) -> Option<&A> {
        let given = self.answers.peek(&(place, entry.id.clone()))?;
        let stands = now.duration_since(given.at) < self.lasts? && given.entry == *entry;
        stands.then_some(&given.answer)
    }

    /// Forgets the answers that are gone, or show something else now.
    pub fn forget(&mut self, is_gone: impl Fn(&A) -> bool) {
        let gone = self.answers.iter().filter(|(_, given)| is_gone(&given.answer));
        let gone: Vec<(P, EntryId)> = gone.map(|(key, _)| key.clone()).collect();
        for key in &gone {
            self.answers.pop(key);
        }
    }

    /// Forgets all answers, because what became of them was not told for a while.
    pub fn forget_all(&mut self) {
        self.answers.clear();
    }
}
