//! What must be remembered for a while: which answer belongs to which question,
//! what was handled already, which thread is in which channel. All bounded, all
//! of ids: no text is kept.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// Questions whose answer still follows an edit or a deletion.
const ANSWERS_MAX: usize = 2_000;
/// Events told apart from their repetition after a resumed connection.
const SEEN_MAX: usize = 4_096;
/// Threads whose channel is known.
const THREADS_MAX: usize = 20_000;

/// A question and its answer. Whoever works on it holds the lock, so that an
/// edit or a deletion that comes meanwhile waits for its turn.
#[derive(Debug, Default)]
pub struct Slot {
    /// Of the question's text.
    pub fingerprint: u64,
    /// Who asked.
    pub asker: u64,
    /// Channel and message.
    pub answer: Option<(u64, u64)>,
    /// It was not addressed to us: only a sound answer is given.
    pub overheard: bool,
}

/// A slot, locked.
pub type Held = OwnedMutexGuard<Slot>;

/// Everything that is remembered.
#[derive(Debug, Default)]
pub struct Memory {
    answers: Mutex<Answers>,
    seen: Mutex<Seen>,
    threads: Mutex<HashMap<u64, u64>>,
    // Fingerprints are told apart within one run only.
    key: RandomState,
}

#[derive(Debug, Default)]
struct Answers {
    slots: HashMap<u64, Arc<AsyncMutex<Slot>>>,
    order: VecDeque<u64>,
}

#[derive(Debug, Default)]
struct Seen {
    known: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Memory {
    /// Whether an event's or a message's id comes for the first time.
    pub fn first_time(&self, id: u64) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.known.insert(id) {
            return false;
        }
        seen.order.push_back(id);
        if seen.order.len() > SEEN_MAX
            && let Some(oldest) = seen.order.pop_front()
        {
            seen.known.remove(&oldest);
        }
        true
    }

    /// Takes an id back, for another try.
    pub fn forget(&self, id: u64) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.known.remove(&id) {
            seen.order.retain(|known| *known != id);
        }
    }

    /// Opens a slot for a question and holds it; to be called in the order of events.
    pub fn open(&self, question: u64) -> Option<Held> {
        let slot = Arc::new(AsyncMutex::new(Slot::default()));
        let held = Arc::clone(&slot).try_lock_owned().ok()?;
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let Answers { slots, order } = &mut *answers;
        if slots.insert(question, slot).is_none() {
            order.push_back(question);
        }
        if order.len() > ANSWERS_MAX
            && let Some(oldest) = order.pop_front()
        {
            slots.remove(&oldest);
        }
        Some(held)
    }

    /// The slot of a question, once nobody else holds it.
    pub async fn find(&self, question: u64) -> Option<Held> {
        let slot = {
            let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.slots.get(&question)?)
        };
        Some(slot.lock_owned().await)
    }

    /// The question is gone.
    pub fn close(&self, question: u64) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.slots.remove(&question).is_some() {
            answers.order.retain(|known| *known != question);
        }
    }

    /// Tells a changed text from the same one.
    pub fn fingerprint(&self, text: &str) -> u64 {
        self.key.hash_one(text)
    }

    /// A thread and the channel it is in.
    pub fn learn_thread(&self, thread: u64, parent: u64) {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        if threads.len() < THREADS_MAX || threads.contains_key(&thread) {
            threads.insert(thread, parent);
        }
    }

    /// A thread is gone.
    pub fn forget_thread(&self, thread: u64) {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).remove(&thread);
    }

    /// The channel a thread is in, if it is a thread.
    pub fn parent(&self, channel: u64) -> Option<u64> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).get(&channel).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_edit_waits_for_the_answer_it_follows() {
        let memory = Arc::new(Memory::default());
        let mut held = memory.open(1).expect("a new slot");
        let edit = tokio::spawn({
            let memory = Arc::clone(&memory);
            async move { memory.find(1).await.and_then(|slot| slot.answer) }
        });
        tokio::task::yield_now().await;
        held.answer = Some((2, 3));
        drop(held);
        assert_eq!(edit.await.expect("no panic"), Some((2, 3)));
        memory.close(1);
        assert!(memory.find(1).await.is_none());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let memory = Memory::default();
        for id in 0..10_000 {
            assert!(memory.first_time(id), "{id} is new");
            drop(memory.open(id));
        }
        assert!(!memory.first_time(9_999));
        assert!(memory.first_time(0), "the oldest are forgotten");
        let answers = memory.answers.lock().expect("no panic");
        assert_eq!((answers.slots.len(), answers.order.len()), (ANSWERS_MAX, ANSWERS_MAX));
    }
}
