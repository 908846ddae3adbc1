//! The needs that the journal has, put together once for each change of it.

use std::collections::{HashMap, HashSet};

use super::needs::{Need, needs};
use crate::journal::{Fault, KeptCard, Missed, Proposed, Reader};
use crate::library::Library;
use crate::search::fold;
use crate::search::meaning::{Vector, read_now};

/// Days whose questions count.
pub const DAYS: i64 = 30;
/// Different questions that are compared by meaning, the newest: reading one takes some 20 ms.
/// Older ones are compared by words.
const ENCODED: usize = 500;
/// How often a wording must have led to an entry before it is proposed as its variant: once may
/// be a slip of the finger.
const SEEN_MIN: u64 = 2;
/// Proposals that may wait at a time: more than these would hide the needs.
const WAITING: usize = 5;

/// Needs, and what they were made of.
#[derive(Debug, Default)]
pub struct Gathered {
    version: Option<(i64, i64, i64, i64, i64)>,
    needs: Vec<Need>,
    /// The questions behind them, newest first.
    missed: Vec<Missed>,
    /// Those of the questions, because the needs are made again after each change.
    vectors: HashMap<String, Option<Vector>>,
    /// The version of the FAQ, and the proposals that are worth nothing there.
    not_worth: (u64, HashSet<(String, String)>),
}

impl Gathered {
    /// Reads the journal unless nothing has changed there. Whether there is something new to
    /// [put together](Self::put_together).
    pub async fn read(&mut self, reader: &mut Reader) -> Result<bool, Fault> {
        let version = reader.needs_version().await?;
        if self.version == Some(version) {
            return Ok(false);
        }
        self.missed = reader.missed(DAYS).await?;
        self.version = Some(version);
        Ok(true)
    }

    /// Puts together those that ask the same. Takes a second and more with thousands of
    /// questions.
    pub fn put_together(&mut self, library: &Library) {
        let by_meaning = library.snapshot().index.has_meaning();
        let vectors = &mut self.vectors;
        vectors.retain(|text, _| self.missed.iter().any(|missed| missed.text == *text));
        self.needs = needs(&self.missed, |text| {
            if !by_meaning || vectors.len() >= ENCODED && !vectors.contains_key(text) {
                return None;
            }
            vectors.entry(text.to_owned()).or_insert_with(|| read_now(text)).clone()
        });
    }

    /// The proposals that have no card yet and are not known to be worth nothing in this version
    /// of the FAQ: some at a time, because looking at one takes some 20 ms.
    pub fn candidates(
        &mut self,
        version: u64,
        kept: &[KeptCard],
        proposed: &[Proposed],
    ) -> Vec<Proposed> {
        if self.not_worth.0 != version {
            self.not_worth = (version, HashSet::new());
        }
        let is_waiting = |card: &&KeptCard| card.question.is_none() && card.verdict.is_none();
        let room = WAITING.saturating_sub(kept.iter().filter(is_waiting).count());
        let has_card = |Proposed { wording, entry, .. }: &Proposed| {
            kept.iter().any(|card| {
                let is_of_entry = card.question.is_none() && card.entry.as_deref() == Some(entry);
                is_of_entry && fold(&card.wording) == fold(wording)
            })
        };
        let is_known =
            |one: &Proposed| self.not_worth.1.contains(&(one.entry.clone(), one.wording.clone()));
        let new =
            proposed.iter().filter(|one| one.times >= SEEN_MIN && !is_known(one) && !has_card(one));
        new.take(room).cloned().collect()
    }

    /// A proposal is worth nothing in this version of the FAQ.
    pub fn not_worth(&mut self, Proposed { wording, entry, .. }: Proposed) {
        self.not_worth.1.insert((entry, wording));
    }

    /// The needs, the most frequent first.
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// The questions behind them, newest first.
    pub fn missed(&self) -> &[Missed] {
        &self.missed
    }
}
