//! Which channel each thread is in. Discord tells it when it tells of a thread,
//! and not with the messages in it.

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use serenity::model::id::ChannelId;

/// A large server has some thousands of active threads.
const THREADS_MAX: NonZeroUsize = NonZeroUsize::new(20_000).expect("not 0");

/// The last threads that were told of or written in, 20,000 at most.
#[derive(Debug)]
pub struct KnownThreads(Mutex<LruCache<ChannelId, ChannelId>>);

impl Default for KnownThreads {
    fn default() -> Self {
        Self(Mutex::new(LruCache::sparse(THREADS_MAX)))
    }
}

impl KnownThreads {
    /// Remembers which channel a thread is in.
    pub fn learn(&self, thread: ChannelId, parent: ChannelId) {
        self.lock().put(thread, parent);
    }

    /// Forgets a thread that was deleted.
    pub fn forget(&self, thread: ChannelId) {
        self.lock().pop(&thread);
    }

    /// The channel that a thread is in; `None` when `channel` is not a thread, or
    /// one that was forgotten.
    pub fn parent(&self, channel: ChannelId) -> Option<ChannelId> {
        self.lock().get(&channel).copied()
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<ChannelId, ChannelId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thread_that_was_silent_longest_is_forgotten() {
        let threads = KnownThreads::default();
        let parent = ChannelId::new(1);
        let most = THREADS_MAX.get() as u64;
        for thread in 2..2 + most {
            threads.learn(ChannelId::new(thread), parent);
        }
        assert_eq!(threads.parent(ChannelId::new(2)), Some(parent), "and it was just used");
        let new = ChannelId::new(2 + most);
        threads.learn(new, parent);
        assert_eq!(threads.parent(new), Some(parent), "one more is learned");
        assert_eq!(threads.parent(ChannelId::new(2)), Some(parent));
        assert_eq!(threads.parent(ChannelId::new(3)), None, "in the place of the oldest");
        threads.forget(new);
        assert_eq!(threads.parent(new), None);
    }
}
