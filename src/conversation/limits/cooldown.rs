//! Which answers stand in which places: the same question again leads to the answer that is
//! there already. In memory, so that no answer waits for anything; what an earlier run or another
//! process has given is learned at the start.

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
    /// Whether it was given by an earlier run or another process, and nobody knows whether it is
    /// still there.
    is_learned: bool,
}

impl<P: Hash + Eq + Clone, A> Cooldown<P, A> {
    /// No answer was given yet. Each stands for `lasts`; `None` remembers nothing.
    pub fn new(lasts: Option<Duration>) -> Self {
        Self { lasts, answers: LruCache::sparse(ANSWERS_MAX) }
    }

    /// An answer that shows an entry was given in a place, `now`.
    pub fn gave(&mut self, place: P, entry: &Arc<Entry>, answer: A, now: Instant) {
        if self.lasts.is_some() {
            let (entry, id) = (Arc::clone(entry), entry.id.clone());
            let given = Given { entry, answer, at: now, is_learned: false };
            self.answers.put((place, id), given);
        }
    }

    /// An answer was given in a place at that time, by an earlier run or another process. One that
    /// is known here is newer.
    pub fn learned(&mut self, place: P, entry: &Arc<Entry>, answer: A, at: Instant) {
        let key = (place, entry.id.clone());
        if self.lasts.is_some() && self.answers.peek(&key).is_none() {
            let given = Given { entry: Arc::clone(entry), answer, at, is_learned: true };
            self.answers.put(key, given);
        }
    }

    /// Whether the answer that shows an entry in a place was learned, and has to be looked for.
    pub fn is_learned(&self, place: P, entry: &Arc<Entry>) -> bool {
        self.answers.peek(&(place, entry.id.clone())).is_some_and(|given| given.is_learned)
    }

    /// An answer that was learned is there.
    pub fn is_there(&mut self, is_it: impl Fn(&A) -> bool) {
        for (_, given) in self.answers.iter_mut().filter(|(_, given)| is_it(&given.answer)) {
            given.is_learned = false;
        }
    }

    /// The answer that shows this entry, as it is, in a place.
    pub fn earlier(&self, place: P, entry: &Arc<Entry>, now: Instant) -> Option<&A> {
        let given = self.answers.peek(&(place, entry.id.clone()))?;
        let stands = now.duration_since(given.at) < self.lasts? && given.entry == *entry;
        stands.then_some(&given.answer)
    }

    /// Forgets the answers that are gone, or show something else now.
    pub fn forget(&mut self, mut is_gone: impl FnMut(&A) -> bool) {
        let gone = self.answers.iter().filter(|(_, given)| is_gone(&given.answer));
        let gone: Vec<(P, EntryId)> = gone.map(|(key, _)| key.clone()).collect();
        for key in &gone {
            self.answers.pop(key);
        }
    }

    /// Forgets all answers, because what became of them was not told for a while, except those
    /// that have to be looked for anyway.
    pub fn forget_all(&mut self) {
        let told = self.answers.iter().filter(|(_, given)| !given.is_learned);
        let told: Vec<(P, EntryId)> = told.map(|(key, _)| key.clone()).collect();
        for key in &told {
            self.answers.pop(key);
        }
    }
}
