//! What was proposed and listed about cards since the program started.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::faq::EntryId;

/// See the file's head.
#[derive(Debug, Default)]
pub struct TeamMemory {
    cards: Mutex<HashMap<i64, OfCard>>,
    failing: AtomicBool,
}

#[derive(Debug, Default)]
struct OfCard {
    proposal: Option<u64>,
    listed: Vec<EntryId>,
}

impl TeamMemory {
    /// A change was proposed for a card: the one that it takes the place of.
    pub fn proposed(&self, card: i64, proposal: u64) -> Option<u64> {
        self.with(card, |card| card.proposal.replace(proposal))
    }

    /// The change that was proposed last for a card, which is decided now.
    pub fn take_proposal(&self, card: i64) -> Option<u64> {
        self.with(card, |card| card.proposal.take())
    }

    /// These entries were listed for a card, in the order of their numbers.
    pub fn listed(&self, card: i64, entries: Vec<EntryId>) {
        self.with(card, |card| card.listed = entries);
    }

    /// The entries that were listed last for a card.
    pub fn list(&self, card: i64) -> Vec<EntryId> {
        self.with(card, |card| card.listed.clone())
    }

    /// Takes note of whether the team's room takes cards; whether that is new.
    pub fn is_failing(&self, failing: bool) -> bool {
        self.failing.swap(failing, Ordering::AcqRel) != failing
    }

    fn with<R>(&self, card: i64, work: impl FnOnce(&mut OfCard) -> R) -> R {
        let mut cards = self.cards.lock().unwrap_or_else(PoisonError::into_inner);
        work(cards.entry(card).or_default())
    }
}
