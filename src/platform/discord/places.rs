//! Which channel each thread is in. Discord tells it when it tells of a server or of a
//! thread, and not with the messages in it.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use serenity::model::id::ChannelId;

use super::place::ChannelPath;

/// A large server has some thousands of active threads.
const THREADS_MAX: NonZeroUsize = NonZeroUsize::new(20_000).expect("not 0");

/// The channels of all servers, and the last threads that were told of or written in,
/// 20,000 at most.
#[derive(Debug)]
pub struct KnownPlaces {
    threads: Mutex<LruCache<ChannelId, ChannelId>>,
    channels: Mutex<HashSet<ChannelId>>,
}

impl Default for KnownPlaces {
    fn default() -> Self {
        Self { threads: Mutex::new(LruCache::sparse(THREADS_MAX)), channels: Mutex::default() }
    }
}

impl KnownPlaces {
    /// Remembers which channel a thread is in.
    pub fn learn_thread(&self, thread: ChannelId, parent: ChannelId) {
        self.threads().put(thread, parent);
    }

    /// Remembers that a place is not a thread.
    pub fn learn_channel(&self, channel: ChannelId) {
        self.channels().insert(channel);
    }

    /// Forgets a channel or a thread that was deleted.
    pub fn forget(&self, place: ChannelId) {
        self.threads().pop(&place);
        self.channels().remove(&place);
    }

    /// The path with the channel that a thread is in; `None` when nothing tells whether the
    /// place is a thread, so that Discord must be asked: a thread that was forgotten, or
    /// that the bot was not told of.
    pub fn located(&self, path: ChannelPath) -> Option<ChannelPath> {
        if let Some(parent) = self.threads().get(&path.channel).copied() {
            return Some(ChannelPath { parent: Some(parent), ..path });
        }
        let no_thread = path.server.is_none() || self.channels().contains(&path.channel);
        no_thread.then_some(path)
    }

    fn threads(&self) -> MutexGuard<'_, LruCache<ChannelId, ChannelId>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn channels(&self) -> MutexGuard<'_, HashSet<ChannelId>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use serenity::model::id::GuildId;

    use super::*;

    #[test]
    fn the_thread_that_was_silent_longest_is_asked_for_again() {
        let places = KnownPlaces::default();
        let parent = ChannelId::new(1);
        places.learn_channel(parent);
        let path = |channel| ChannelPath {
            server: Some(GuildId::new(1)),
            channel: ChannelId::new(channel),
            parent: None,
        };
        let found = |channel| places.located(path(channel)).map(|path| path.parent);
        let most = THREADS_MAX.get() as u64;
        for thread in 2..2 + most {
            places.learn_thread(ChannelId::new(thread), parent);
        }
        assert_eq!(found(1), Some(None), "a channel");
        assert_eq!(found(2), Some(Some(parent)), "and it was just used");
        let new = 2 + most;
        assert_eq!(found(new), None);
        places.learn_thread(ChannelId::new(new), parent);
        assert_eq!(found(new), Some(Some(parent)), "one more is learned");
        assert_eq!(found(2), Some(Some(parent)));
        assert_eq!(found(3), None, "in the place of the oldest");
        places.forget(ChannelId::new(new));
        assert_eq!(found(new), None);
        let direct = ChannelPath { server: None, ..path(new) };
        assert_eq!(places.located(direct), Some(direct), "direct messages have no threads");
    }
}
