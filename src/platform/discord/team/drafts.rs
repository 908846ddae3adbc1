//! What people of the team typed into the form of an entry, so that nothing is lost when the
//! entry has an error, or is dropped and taken up again.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use lru::LruCache;
use serde::{Deserialize, Serialize};
use serenity::model::id::UserId;

/// So many drafts are remembered, some kilobytes each; the journal has the last one of a card.
const DRAFTS_MAX: NonZeroUsize = NonZeroUsize::new(100).expect("not 0");

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The collection, as `click::short` gives it.
    pub collection: String,
    /// One line.
    pub question: String,
    /// Markdown.
    pub answer: String,
    /// Empty for that of the collection.
    pub source: String,
}

/// The last drafts, one a person and card.
#[derive(Debug)]
pub struct Drafts(Mutex<LruCache<(UserId, i64), Draft>>);

impl Default for Drafts {
    fn default() -> Self {
        Self(Mutex::new(LruCache::sparse(DRAFTS_MAX)))
    }
}

impl Drafts {
    /// Remembers a draft in the place of the one before.
    pub fn put(&self, person: UserId, card: i64, draft: Draft) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put((person, card), draft);
    }

    /// Whether anybody typed something for a card since the program started.
    pub fn is_of_this_run(&self, card: i64) -> bool {
        let drafts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drafts.iter().any(|((_, of), _)| *of == card)
    }

    /// The draft of a person for a card.
    pub fn get(&self, person: UserId, card: i64) -> Option<Draft> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&(person, card)).cloned()
    }
}
