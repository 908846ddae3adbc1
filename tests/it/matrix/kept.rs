//! A list of what another process reports (lines of a log, events of a room): one
//! thread fills it and tests wait for items.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Long enough for a loaded machine; only a failing test waits for it.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A list that grows until its source ends.
pub struct Kept<T> {
    list: Mutex<(Vec<T>, bool)>,
    more: Condvar,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { list: Mutex::new((Vec::new(), false)), more: Condvar::new() }
    }
}

impl<T> Kept<T> {
    /// Changes the list, and wakes everybody who waits for it.
    pub fn change(&self, how: impl FnOnce(&mut Vec<T>)) {
        how(&mut self.list.lock().unwrap_or_else(PoisonError::into_inner).0);
        self.more.notify_all();
    }

    /// Marks the end: nothing more will be added.
    pub fn end(&self) {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
        self.more.notify_all();
    }

    /// Reads the list as it is now.
    pub fn with<R>(&self, look: impl FnOnce(&[T]) -> R) -> R {
        look(&self.list.lock().unwrap_or_else(PoisonError::into_inner).0)
    }

    /// Waits until `wanted` finds something in the whole list.
    ///
    /// # Errors
    /// The reason that it was not found: the source has ended, or [`PATIENCE`] has.
    pub fn wait<R>(&self, mut wanted: impl FnMut(&[T]) -> Option<R>) -> Result<R, &'static str> {
        let until = Instant::now() + PATIENCE;
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(found) = wanted(&list.0) {
                return Ok(found);
            }
            if list.1 {
                return Err("it has ended");
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err("it does not come");
            }
            list = self.more.wait_timeout(list, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits for the end of the source.
    ///
    /// # Errors
    /// When the source has not ended within [`PATIENCE`].
    pub fn wait_for_end(&self) -> Result<(), &'static str> {
        match self.wait(|_| None::<()>) {
            Err("it has ended") => Ok(()),
            _ => Err("it does not end"),
        }
    }
}
