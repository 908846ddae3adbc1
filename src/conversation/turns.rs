//! Work on one thing at a time, in the order in which it was asked for: an edit
//! waits for the answer it follows. Work on other things is not held up, which
//! one queue for all of them would do while a retry waits.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot::{self, error::TryRecvError};

/// Hands out turns. Holds one receiver per thing that is being worked on.
#[derive(Debug)]
pub struct Turns<K> {
    // For each thing, what ends with the last turn that was handed out.
    last: Mutex<HashMap<K, oneshot::Receiver<()>>>,
}

/// A turn: wait for [`Turn::begins`], work, then drop it.
#[derive(Debug)]
pub struct Turn {
    before: Option<oneshot::Receiver<()>>,
    // Its end lets the next turn begin, also when the work panics.
    _over: oneshot::Sender<()>,
}

impl<K> Default for Turns<K> {
    fn default() -> Self {
        Self { last: Mutex::default() }
    }
}

impl<K: Hash + Eq> Turns<K> {
    /// The next turn on `key`. To be called in the order in which turns follow
    /// one another, so not from tasks that run side by side.
    pub fn take(&self, key: K) -> Turn {
        let (over, ends) = oneshot::channel();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.retain(|_, ends| matches!(ends.try_recv(), Err(TryRecvError::Empty)));
        Turn { before: last.insert(key, ends), _over: over }
    }
}

impl Turn {
    /// Waits until the turns taken before on the same thing have ended.
    pub async fn begins(&mut self) {
        if let Some(before) = self.before.take() {
            let _ = before.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn turns_on_one_thing_follow_one_another() {
        let turns = Turns::default();
        let done = Arc::new(Mutex::new(Vec::new()));
        let (mut first, mut other) = (turns.take(1), turns.take(2));
        first.begins().await;
        other.begins().await;
        // Spawned the wrong way round: the order is that of `take`.
        let (second, third) = (turns.take(1), turns.take(1));
        let work = |mut turn: Turn, name| {
            let done = Arc::clone(&done);
            tokio::spawn(async move {
                turn.begins().await;
                done.lock().expect("no panic").push(name);
            })
        };
        let third = work(third, "third");
        let second = work(second, "second");
        tokio::task::yield_now().await;
        assert!(done.lock().expect("no panic").is_empty(), "the first turn has not ended");
        drop(first);
        second.await.expect("no panic");
        third.await.expect("no panic");
        assert_eq!(*done.lock().expect("no panic"), ["second", "third"]);

        drop(other);
        drop(turns.take(3));
        drop(turns.take(4));
        assert_eq!(turns.last.lock().expect("no panic").len(), 1, "turns that ended are dropped");
    }
}
