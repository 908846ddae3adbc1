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

use super::answers::{Answers, Unread};
use super::card::{Card, Done};
use super::cards;
use super::gather::{DAYS, Gatherer};
use super::needs::{Need, one_line};
use super::proposal::Proposal;
use super::publish::Publisher;
use crate::faq::EntryId;
use crate::journal::{Fault, KeptCard, Proposed, Reader, Settings, Verdict};
use crate::library::Library;
use crate::search::Scope;

/// Proposals that are remembered until they are kept.
const PROPOSALS: NonZeroUsize = NonZeroUsize::new(256).expect("256 is not 0");
/// How often another process may have changed something.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How long somebody who asks for the needs waits for the meaning of the questions.
const FOR_A_LIST: Duration = Duration::from_millis(100);
/// The first needs, which are asked again before they are listed: an entry may answer them now.
const ASKED_AGAIN: usize = 20;
/// The entries that a search gives at most, which is what a menu of Discord's takes.
pub const FOUND: usize = 25;

/// The team's desk.
#[derive(Debug)]
pub struct Desk {
    pub(super) library: Arc<Library>,
    pub(super) publisher: Arc<Publisher>,
    journal: Option<Settings>,
    pub(super) gatherer: Arc<Gatherer>,
    pub(super) answers: AsyncMutex<Answers>,
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
            gatherer: Arc::default(),
            answers: AsyncMutex::default(),
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

    fn has_meaning(&self) -> bool {
        self.library.snapshot().index.has_meaning()
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

    /// The needs of the last 30 days, the most frequent first. Those who asked for them do not
    /// wait until the meaning of thousands of questions is known: what it puts together is put
    /// together the next time.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn needs(&self) -> Result<Arc<[Need]>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(Arc::default()) };
        let gathered =
            self.gatherer.gather(&mut reader, self.has_meaning(), Some(FOR_A_LIST)).await;
        reader.close().await;
        let (needs, _) = gathered?;
        let first = &needs[..needs.len().min(ASKED_AGAIN)];
        let found = self.found_meanwhile(first, Unread::PassOver).await;
        if found.iter().all(Option::is_none) {
            return Ok(needs);
        }
        let is_found = found.into_iter().chain(std::iter::repeat(None));
        let open = needs.iter().zip(is_found).filter(|(_, found)| found.is_none());
        Ok(open.map(|(need, _)| need.clone()).collect())
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
        let (needs, missed) = self.gatherer.gather(reader, self.has_meaning(), None).await?;
        let kept = reader.cards().await?;
        cards::add_needs(reader, &needs, &kept).await?;
        let proposed = reader.proposed(DAYS, 1).await?;
        self.add_variants(reader, &kept, &proposed).await?;
        self.close_answered(reader, &kept, &needs).await?;
        let kept = reader.cards().await?;
        let card = |kept| cards::card(kept, &needs, &missed, &proposed, &self.library);
        Ok(kept.into_iter().filter_map(card).collect())
    }

    /// Closes the cards of needs that an entry answers by now: somebody wrote or changed its file.
    async fn close_answered(
        &self,
        reader: &mut Reader,
        kept: &[KeptCard],
        needs: &[Need],
    ) -> Result<(), Fault> {
        let is_open = |card: &&KeptCard| matches!(card.verdict, None | Some(Verdict::Later));
        let with_need = |card| Some((card, cards::need_of(card, needs)?.clone()));
        let (open, needs): (Vec<&KeptCard>, Vec<Need>) =
            kept.iter().filter(is_open).filter_map(with_need).unzip();
        let found = self.found_meanwhile(&needs, Unread::Encode).await;
        for ((card, need), entry) in open.into_iter().zip(needs).zip(found) {
            let not_by = Done::read(card.done.as_deref()).not_by;
            let Some(entry) = entry.filter(|entry| not_by.as_deref() != Some(entry.as_str()))
            else {
                continue;
            };
            let (answered, entry) = (Some(Verdict::Answered), Some(entry.as_str()));
            let done = Done::written(None, &need.questions, None);
            reader.decide(card.number, answered, entry, Some(&done)).await?;
            reader.judge(&need.questions, answered, entry).await?;
        }
        Ok(())
    }

    /// Makes cards for the variants that members' words propose and that would change something.
    async fn add_variants(
        &self,
        reader: &mut Reader,
        kept: &[KeptCard],
        proposed: &[Proposed],
    ) -> Result<(), Fault> {
        let snapshot = self.library.snapshot();
        let candidates = self.gatherer.candidates(snapshot.version, kept, proposed).await;
        let judged = tokio::task::spawn_blocking(move || {
            let judge = |one: Proposed| (cards::is_worth(&snapshot, &one.entry, &one.wording), one);
            candidates.into_iter().map(judge).collect::<Vec<_>>()
        });
        let judged = judged.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the variants that members propose could not be looked at");
            Vec::new()
        });
        for (is_worth, one) in judged {
            if is_worth {
                reader.add_card(None, Some(&one.entry), &one_line(&one.wording)).await?;
            } else {
                self.gatherer.not_worth(one).await;
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
