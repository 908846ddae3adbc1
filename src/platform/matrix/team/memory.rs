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
    /// One for each person, by their Matrix id.
    proposals: HashMap<String, u64>,
    listed: Vec<EntryId>,
}

/// The change that somebody who decides means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Their own, or the only one.
    One(u64),
    /// None waits.
    None,
    /// Several of others wait.
    OfOthers,
}

impl TeamMemory {
    /// A change was proposed to a person for a card: the one that it takes the place of.
    pub fn proposed(&self, card: i64, person: &str, proposal: u64) -> Option<u64> {
        self.with(card, |card| card.proposals.insert(person.to_owned(), proposal))
    }

    /// The change that this person decides now: what was proposed to them last, or else the only
    /// one that waits. Another one would be published by somebody who has not seen it.
    pub fn take_proposal(&self, card: i64, person: &str) -> Waiting {
        self.with(card, |card| {
            let own = card.proposals.remove(person);
            let only = || match card.proposals.len() {
                0 => Waiting::None,
                1 => {
                    card.proposals.drain().next().map_or(Waiting::None, |(_, id)| Waiting::One(id))
                }
                _ => Waiting::OfOthers,
            };
            own.map(Waiting::One).unwrap_or_else(only)
        })
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
