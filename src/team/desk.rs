//! Where the team works, whatever the network: the cards, and what they are made of. What is done
//! about them is in `propose` and `keep`, where they are shown in `board`.
//!
//! What was decided is in the journal, so that it survives a restart and every process and
//! network sees it. A proposal that nobody has kept yet is in memory.

use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use lru::LruCache;
use tokio::sync::{Mutex as AsyncMutex, watch};

use super::answers::{Answers, Unread};
use super::card::Card;
use super::cards::{self, Needs};
use super::gather::{DAYS, Gatherer};
use super::needs::{Need, one_line};
use super::proposal::Proposal;
use super::publish::Publisher;
use crate::faq::EntryId;
use crate::journal::{Fault, KeptCard, Proposed, Reader, Settings};
use crate::library::Library;
use crate::processes::Processes;
use crate::search::Scope;

/// Proposals that are remembered until they are kept.
const PROPOSALS: NonZeroUsize = NonZeroUsize::new(256).expect("256 is not 0");
/// How often another process may have changed something.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How long somebody who asks for the needs waits for the meaning of the questions.
const FOR_A_LIST: Duration = Duration::from_millis(50);
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
    /// The last number, and the proposals; `None` for one that was kept.
    proposals: Mutex<(u64, LruCache<u64, Option<Proposal>>)>,
    pub(super) keeping: AsyncMutex<()>,
    changes: watch::Sender<u64>,
    /// The other processes, where there may be some.
    processes: OnceLock<Arc<Processes>>,
}

/// Tells when cards may have changed.
#[derive(Debug)]
pub struct Changes {
    here: watch::Receiver<u64>,
    elsewhere: Option<watch::Receiver<u64>>,
}

impl Changes {
    /// Waits until something is passed on or decided in this process, or in one that tells it;
    /// half a minute at most, because `souffleur team` changes something too.
    pub async fn next(&mut self) {
        let elsewhere = async {
            let is_told = match &mut self.elsewhere {
                Some(elsewhere) => elsewhere.changed().await.is_ok(),
                None => false,
            };
            if !is_told {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            _ = self.here.changed() => {}
            () = elsewhere => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
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
            keeping: AsyncMutex::default(),
            changes: watch::Sender::new(0),
            processes: OnceLock::new(),
        }
    }

    /// Shares the cards with other processes from now on. Once only.
    pub fn share(&self, processes: Arc<Processes>) {
        let _ = self.processes.set(processes);
    }

    /// Whether this process shows the cards on a network and tells members there: of several
    /// processes, one does.
    pub async fn leads(&self, network: &str) -> bool {
        match self.processes.get() {
            Some(processes) => processes.leads(&format!("cards/{network}")).await,
            None => true,
        }
    }

    /// What tells of changes from now on.
    pub fn changes(&self) -> Changes {
        let elsewhere = self.processes.get().map(|processes| processes.cards());
        Changes { here: self.changes.subscribe(), elsewhere }
    }

    /// Something was passed on or decided.
    pub fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
        if let Some(processes) = self.processes.get() {
            processes.cards_changed();
        }
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

    /// The needs of the last 30 days that those who are responsible for the collections of `seen`
    /// may read, the most frequent first. Who asks for them does not wait until the meaning of
    /// thousands of questions is known: what it puts together is put together the next time.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn needs(&self, seen: &Scope) -> Result<Vec<Need>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(Vec::new()) };
        let gathered =
            self.gatherer.gather(&mut reader, self.has_meaning(), Some(FOR_A_LIST)).await;
        reader.close().await;
        let (needs, _) = gathered?;
        let readable = needs.iter().filter(|need| cards::may_read(seen, need.scope.as_deref()));
        let mut readable: Vec<Need> = readable.cloned().collect();
        let rest = readable.split_off(readable.len().min(ASKED_AGAIN));
        let answered = self.answered_by_now(&readable, Unread::ByWords).await;
        let open = readable.into_iter().zip(answered).filter(|(_, by_now)| by_now.found.is_none());
        Ok(open.map(|(need, _)| need).chain(rest).collect())
    }

    /// The entries nearest to needs, best first, by their words alone where their meaning is not
    /// known yet.
    pub async fn nearest(&self, needs: &[Need]) -> Vec<Vec<EntryId>> {
        let answered = self.answered_by_now(needs, Unread::ByWords).await;
        answered.into_iter().map(|by_now| by_now.nearest).collect()
    }

    /// Every card, by number. New ones are made for needs that were passed on and for variants
    /// that members' words propose; those are closed that an entry answers by now, because
    /// somebody wrote or changed its file. Waits until the meaning of every question is known.
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
        let mut kept = reader.cards().await?;
        if cards::open_again(reader, &kept, &missed).await? {
            kept = reader.cards().await?;
        }
        let needs = Needs::of(&needs, &missed, &kept);
        let answered = self.answered_by_now(&needs.with_card, Unread::Encode).await;
        let snapshot = self.library.snapshot();
        if cards::close_answered(reader, &kept, (&needs, &answered), &snapshot).await? {
            kept = reader.cards().await?;
        }
        let card = |kept| cards::card(kept, (&needs, &answered), &proposed, &snapshot);
        Ok(kept.into_iter().filter_map(card).collect())
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

    /// A card, as it is known by now: somebody waits for it.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn card(&self, number: i64) -> Result<Option<Card>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(None) };
        let card = self.card_of(&mut reader, number).await;
        reader.close().await;
        card
    }

    async fn card_of(&self, reader: &mut Reader, number: i64) -> Result<Option<Card>, Fault> {
        let with_meaning = self.has_meaning();
        let (needs, missed) = self.gatherer.gather(reader, with_meaning, Some(FOR_A_LIST)).await?;
        let kept = reader.cards().await?.into_iter().find(|card| card.number == number);
        let Some(kept) = kept else { return Ok(None) };
        let proposed = match kept.question {
            Some(_) => Vec::new(),
            None => reader.proposed(DAYS, 1).await?,
        };
        let needs = Needs::of(&needs, &missed, std::slice::from_ref(&kept));
        let answered = self.answered_by_now(&needs.with_card, Unread::ByWords).await;
        let snapshot = self.library.snapshot();
        Ok(cards::card(kept, (&needs, &answered), &proposed, &snapshot))
    }

    /// The entries nearest to some words, or the one of that id: at most [`FOUND`], best first,
    /// with their questions.
    pub async fn search(&self, typed: &str, scope: &Scope) -> Vec<(EntryId, String)> {
        let (snapshot, typed, scope) = (self.library.snapshot(), typed.to_owned(), scope.clone());
        // Encoding some words takes 20 ms, in which the thread could answer others.
        let found = tokio::task::spawn_blocking(move || {
            let named = EntryId::new(typed.trim()).filter(|id| snapshot.faq.get(id).is_some());
            let hits = snapshot.index.search(&typed, &scope, FOUND).into_iter();
            let suggested = snapshot.index.suggest(&typed, &scope, FOUND);
            let mut found: Vec<EntryId> = Vec::new();
            for id in named.into_iter().chain(hits.map(|hit| hit.entry)).chain(suggested) {
                let is_seen = snapshot.faq.get(&id).is_some_and(|(of, _)| scope.contains(&of.id));
                if is_seen && found.len() < FOUND && !found.contains(&id) {
                    found.push(id);
                }
            }
            cards::with_questions(&snapshot, found)
        });
        found.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the entries for a card could not be searched");
            Vec::new()
        })
    }

    pub(super) fn proposals(
        &self,
    ) -> std::sync::MutexGuard<'_, (u64, LruCache<u64, Option<Proposal>>)> {
        self.proposals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
