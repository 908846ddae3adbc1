//! Where the team works, whatever the network: the cards, and what they are made of. What is done
//! about them is in `propose` and `keep`, where they are shown in `board`.
//!
//! What was decided is in the journal, so that it survives a restart and every process and
//! network sees it. A proposal that nobody has kept yet is in memory.

use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lru::LruCache;
use tokio::sync::{Mutex as AsyncMutex, watch};

use super::card::Card;
use super::cards;
use super::gather::{DAYS, Gathered};
use super::needs::{Need, one_line};
use super::proposal::Proposal;
use super::publish::Publisher;
use crate::faq::EntryId;
use crate::journal::{Fault, KeptCard, Proposed, Reader, Settings};
use crate::library::Library;
use crate::search::Scope;

/// Proposals that are remembered until they are kept.
const PROPOSALS: NonZeroUsize = NonZeroUsize::new(256).expect("256 is not 0");
/// How often another process may have changed something.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// The entries that a search gives at most, which is what a menu of Discord's takes.
pub const FOUND: usize = 25;

/// The team's desk.
#[derive(Debug)]
pub struct Desk {
    pub(super) library: Arc<Library>,
    pub(super) publisher: Arc<Publisher>,
    journal: Option<Settings>,
    gathered: AsyncMutex<Gathered>,
    proposals: Mutex<(u64, LruCache<u64, Proposal>)>,
    changes: watch::Sender<u64>,
}

/// Tells when cards may have changed.
#[derive(Debug)]
pub struct Changes(watch::Receiver<u64>);

impl Changes {
    /// Waits until something is passed on or decided in this process, half a minute at most:
    /// other processes change something too.
    pub async fn next(&mut self) {
        let _ = tokio::time::timeout(LOOK_AGAIN, self.0.changed()).await;
    }
}

impl Desk {
    /// For a library's folder; `with_git` commits each change there. Without a journal there are
    /// no cards.
    pub fn new(library: Arc<Library>, journal: Option<Settings>, with_git: bool) -> Self {
        Self {
            publisher: Arc::new(Publisher::new(Arc::clone(&library), with_git)),
            library,
            journal,
            gathered: AsyncMutex::default(),
            // Where the button of a proposal outlives the program, it must not keep another one.
            proposals: Mutex::new((RandomState::new().hash_one(0), LruCache::new(PROPOSALS))),
            changes: watch::Sender::new(0),
        }
    }

    /// What tells of changes from now on.
    pub fn changes(&self) -> Changes {
        Changes(self.changes.subscribe())
    }

    /// Something was passed on or decided.
    pub fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// Opens the journal; `None` when there is none, or when nothing was recorded yet.
    pub(super) async fn reader(&self) -> Result<Option<Reader>, Fault> {
        match &self.journal {
            Some(settings) => Reader::open(settings).await,
            None => Ok(None),
        }
    }

    /// Whether there is a journal.
    pub fn has_journal(&self) -> bool {
        self.journal.is_some()
    }

    /// Whether there is a journal in which something was recorded.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn is_begun(&self) -> Result<bool, Fault> {
        let Some(reader) = self.reader().await? else { return Ok(false) };
        reader.close().await;
        Ok(true)
    }

    /// The needs of the last 30 days, the most frequent first.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn needs(&self) -> Result<Vec<Need>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(Vec::new()) };
        let gathered = self.gathered(&mut reader).await;
        reader.close().await;
        Ok(gathered?.needs().to_vec())
    }

    async fn gathered(
        &self,
        reader: &mut Reader,
    ) -> Result<tokio::sync::MutexGuard<'_, Gathered>, Fault> {
        let mut gathered = self.gathered.lock().await;
        if gathered.read(reader).await? {
            let mut work = std::mem::take(&mut *gathered);
            let library = Arc::clone(&self.library);
            let done = tokio::task::spawn_blocking(move || {
                work.put_together(&library);
                work
            });
            *gathered = done.await.unwrap_or_else(|error| {
                tracing::error!(%error, "the needs could not be put together");
                Gathered::default()
            });
        }
        Ok(gathered)
    }

    /// Every card, by number. New ones are made for needs that were passed on and for variants
    /// that members' words propose.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn cards(&self) -> Result<Vec<Card>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(Vec::new()) };
        let cards = self.cards_of(&mut reader).await;
        reader.close().await;
        cards
    }

    async fn cards_of(&self, reader: &mut Reader) -> Result<Vec<Card>, Fault> {
        let (needs, missed) = {
            let gathered = self.gathered(reader).await?;
            (gathered.needs().to_vec(), gathered.missed().to_vec())
        };
        let kept = reader.cards().await?;
        cards::add_needs(reader, &needs, &kept).await?;
        let proposed = reader.proposed(DAYS, 1).await?;
        self.add_variants(reader, &kept, &proposed).await?;
        let kept = reader.cards().await?;
        let card = |kept| cards::card(kept, &needs, &missed, &proposed, &self.library);
        Ok(kept.into_iter().filter_map(card).collect())
    }

    /// Makes cards for the variants that members' words propose and that would change something.
    async fn add_variants(
        &self,
        reader: &mut Reader,
        kept: &[KeptCard],
        proposed: &[Proposed],
    ) -> Result<(), Fault> {
        let (snapshot, mut gathered) = (self.library.snapshot(), self.gathered.lock().await);
        let candidates = gathered.candidates(snapshot.version, kept, proposed);
        drop(gathered);
        let judged = tokio::task::spawn_blocking(move || {
            let judge = |one: Proposed| (cards::is_worth(&snapshot, &one.entry, &one.wording), one);
            candidates.into_iter().map(judge).collect::<Vec<_>>()
        });
        let judged = judged.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the variants that members propose could not be looked at");
            Vec::new()
        });
        gathered = self.gathered.lock().await;
        for (is_worth, one) in judged {
            if is_worth {
                reader.add_card(None, Some(&one.entry), &one_line(&one.wording)).await?;
            } else {
                gathered.not_worth(one);
            }
        }
        Ok(())
    }

    /// A card.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn card(&self, number: i64) -> Result<Option<Card>, Fault> {
        Ok(self.cards().await?.into_iter().find(|card| card.number == number))
    }

    /// The entries nearest to some words, or the one of that id: at most [`FOUND`], best first,
    /// with their questions.
    pub fn search(&self, typed: &str) -> Vec<(EntryId, String)> {
        let snapshot = self.library.snapshot();
        let named = EntryId::new(typed.trim()).filter(|id| snapshot.faq.get(id).is_some());
        let hits = snapshot.index.search(typed, &Scope::All, FOUND);
        let suggested = snapshot.index.suggest(typed, &Scope::All, FOUND);
        let mut found: Vec<EntryId> = Vec::new();
        for id in named.into_iter().chain(hits.into_iter().map(|hit| hit.entry)).chain(suggested) {
            if found.len() < FOUND && !found.contains(&id) {
                found.push(id);
            }
        }
        cards::with_questions(&snapshot, found)
    }

    pub(super) fn proposals(&self) -> std::sync::MutexGuard<'_, (u64, LruCache<u64, Proposal>)> {
        self.proposals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
