//! How fast questions may come, for each person or each place, and who was told that theirs came
//! too fast.

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, Reference as _};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use lru::LruCache;

/// A key is told once in this time, however often it becomes free and is too fast again: whoever
/// asks without a pause would otherwise be told every few seconds.
const TOLD_EACH: Duration = Duration::from_secs(60);
/// Keys that are known to be told. Whoever is forgotten is told once more.
const TOLD_MAX: NonZeroUsize = NonZeroUsize::new(4_096).expect("not 0");
/// After so many questions, keys whose pace is free again are forgotten. At most as many keys are
/// kept as asked in a minute, and this number.
const FORGET_EACH: u32 = 512;

/// Keys and their pace. A key may come as often in one go as it may in a minute.
#[derive(Debug)]
pub struct Pace<C: Clock> {
    limiter: RateLimiter<u64, HashMapStateStore<u64>, C, NoOpMiddleware<C::Instant>>,
    told: Mutex<LruCache<u64, C::Instant>>,
    checked: AtomicU32,
    clock: C,
}

impl<C: Clock + Clone> Pace<C> {
    /// Nothing was asked yet.
    pub fn new(each_minute: NonZeroU32, clock: C) -> Self {
        let quota = Quota::per_minute(each_minute);
        Self {
            limiter: RateLimiter::new(quota, HashMapStateStore::default(), clock.clone()),
            told: Mutex::new(LruCache::sparse(TOLD_MAX)),
            checked: AtomicU32::new(0),
            clock,
        }
    }

    /// Whether one more is in time, which counts it.
    pub fn takes(&self, key: u64) -> bool {
        if self.checked.fetch_add(1, Ordering::Relaxed) % FORGET_EACH == FORGET_EACH - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(&key).is_ok()
    }

    /// Whether the one behind a key was not told for a minute; they are told now.
    pub fn is_to_be_told(&self, key: u64) -> bool {
        let now = self.clock.now();
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let last = told.peek(&key).map(|last| Duration::from(now.duration_since(*last)));
        let is_new = last.is_none_or(|since| since >= TOLD_EACH);
        if is_new {
            told.put(key, now);
        }
        is_new
    }

    /// Keys that are kept.
    #[cfg(test)]
    pub fn kept(&self) -> usize {
        self.limiter.len()
    }
}
