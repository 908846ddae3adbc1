//! What the team does about needs, wherever it works: it reads cards, looks at the effect of a
//! change, keeps it, takes it back.
//!
//! What was decided is in the journal, so that it survives a restart and every process and
//! network sees it. A proposal that nobody has kept yet is in memory.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lru::LruCache;
use tokio::sync::{Mutex as AsyncMutex, watch};

use super::card::{Card, CardState, Done, Subject};
use super::cards;
use super::editor::{self, Form};
use super::gather::{DAYS, Gathered};
use super::needs::{Need, one_line};
use super::proposal::{Kept, Proposal, Refused};
use super::publish::{Change, Published, Publisher};
use crate::faq::{EntryId, today};
use crate::journal::{
    Fault, Followed, KeptCard, Proposed, QuestionId, Reader, Settings, ShownCard, Verdict,
};
use crate::library::{Force, Library, Recorded};
use crate::search::meaning::read_now;
use crate::search::{Outcome, Scope, without_noise};

/// Recorded questions that a change is measured on: some seconds by meaning.
const RECORDED: i64 = 300;
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
    publisher: Arc<Publisher>,
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
            proposals: Mutex::new((0, LruCache::new(PROPOSALS))),
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
            let judge = |one: Proposed| (cards::is_worth(&snapshot, &one), one);
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
        let with_question = |id: EntryId| {
            let question = snapshot.faq.get(&id)?.1.question.clone();
            Some((id, question))
        };
        found.into_iter().filter_map(with_question).collect()
    }

    /// What would add a card's wording to an entry as a variant.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn link(&self, number: i64, entry: &EntryId) -> Result<Proposal, Refused> {
        let card = self.open_card(number).await?;
        if self.library.snapshot().faq.get(entry).is_none() {
            return Err(Refused::NoEntry);
        }
        let folder = self.library.folder();
        let change = editor::link(&folder, entry, card.wording()).map_err(Refused::NoChange)?;
        self.propose(Some(&card), change, entry.clone()).await
    }

    /// What would add an entry for a card. The need's other wordings become its variants.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn draft(
        &self,
        number: i64,
        collection: Option<&str>,
        mut form: Form,
    ) -> Result<Proposal, Refused> {
        let card = self.open_card(number).await?;
        let folder = self.library.folder();
        let place = editor::collection(&folder, collection).map_err(Refused::NoChange)?;
        if let (Subject::Need { wordings, .. }, true) = (&card.subject, form.variants.is_empty()) {
            form.variants = editor::variants(wordings, &form.question);
        }
        let (change, entry) = editor::draft(&folder, &place, &form, today());
        self.propose(Some(&card), change, entry).await
    }

    /// What would add a proposed variant to its entry.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn accept(&self, number: i64) -> Result<Proposal, Refused> {
        let card = self.open_card(number).await?;
        let Subject::Variant { entry: (entry, _), .. } = &card.subject else {
            return Err(Refused::NoEntry);
        };
        self.link(number, &entry.clone()).await
    }

    async fn open_card(&self, number: i64) -> Result<Card, Refused> {
        let card = self.card(number).await.map_err(Refused::Journal)?;
        card.ok_or(Refused::NoCard)
    }

    /// A change with its effect on members, by the questions that were asked lately.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn propose(
        &self,
        card: Option<&Card>,
        change: Change,
        entry: EntryId,
    ) -> Result<Proposal, Refused> {
        let recorded = match self.reader().await.map_err(Refused::Journal)? {
            Some(mut reader) => {
                let recorded = reader.asked_lately(DAYS, RECORDED).await;
                reader.close().await;
                recorded.map_err(Refused::Journal)?
            }
            None => Vec::new(),
        };
        let library = Arc::clone(&self.library);
        let (file, text) = (change.file.clone(), change.after.clone().unwrap_or_default());
        let measured = tokio::task::spawn_blocking(move || {
            let recorded = recorded.into_iter().map(|(ask, scope)| Recorded {
                ask: without_noise(&ask).into_owned(),
                scope: cards::scope(scope.as_deref()),
            });
            library.effect(&file, &text, &recorded.collect::<Vec<_>>(), today())
        });
        let effect = match measured.await {
            Ok(Ok(effect)) => effect,
            Ok(Err(problems)) => return Err(Refused::Problems(problems)),
            Err(error) => {
                tracing::error!(%error, "the effect of a change could not be measured");
                return Err(Refused::Failed);
            }
        };
        let mut proposals = self.proposals();
        proposals.0 += 1;
        let id = proposals.0;
        let proposal = Proposal {
            id,
            card: card.map(|card| card.number),
            change,
            effect,
            entry,
            asked: card
                .map(|card| vec![(card.wording().to_owned(), card.scope.clone())])
                .unwrap_or_default(),
            questions: card.map(|card| card.questions.clone()).unwrap_or_default(),
        };
        proposals.1.put(id, proposal.clone());
        Ok(proposal)
    }

    /// Forgets a proposal that nobody wants.
    pub fn drop_proposal(&self, id: u64) {
        self.proposals().1.pop(&id);
    }

    /// Publishes a proposal, also when golden questions fail by it: who keeps it has seen them.
    pub async fn keep(&self, id: u64) -> Kept {
        let Some(proposal) = self.proposals().1.pop(&id) else { return Kept::Expired };
        if let Some(number) = proposal.card {
            match self.card(number).await {
                Ok(Some(card)) if matches!(card.state, CardState::Answered(_)) => {
                    return Kept::Decided;
                }
                Ok(Some(_)) => {}
                Ok(None) => return Kept::Decided,
                Err(fault) => {
                    self.proposals().1.put(id, proposal);
                    return Kept::Journal(fault);
                }
            }
        }
        let force = if proposal.breaks() { Force::PastFailingQuestions } else { Force::No };
        let Some(published) = self.publish(&proposal.change, force).await else {
            return Kept::Failed;
        };
        let mut is_answered = true;
        let mut is_noted = true;
        if matches!(published, Published::Served { .. }) {
            is_answered = self.answers(&proposal);
            is_noted = self.note(&proposal, is_answered).await.is_ok();
            self.changed();
        }
        let published = Box::new(published);
        Kept::Published { published, change: proposal.change, is_answered, is_noted }
    }

    async fn publish(&self, change: &Change, force: Force) -> Option<Published> {
        let (publisher, change) = (Arc::clone(&self.publisher), change.clone());
        let work = move || publisher.publish(&change, today(), force);
        match tokio::task::spawn_blocking(work).await {
            Ok(published) => Some(published),
            Err(error) => {
                tracing::error!(%error, "a change of the FAQ failed");
                None
            }
        }
    }

    /// Whether a member who asks now gets an entry, or some to choose from.
    fn answers(&self, proposal: &Proposal) -> bool {
        let snapshot = self.library.snapshot();
        proposal.asked.iter().all(|(wording, scope)| {
            let text = without_noise(wording);
            let vector = snapshot.index.has_meaning().then(|| read_now(&text)).flatten();
            let scope = cards::scope(scope.as_deref());
            snapshot.index.look_by(&text, vector.as_ref(), &scope).outcome != Outcome::Unknown
        })
    }

    /// Keeps what was decided with a change that is made.
    async fn note(&self, proposal: &Proposal, is_answered: bool) -> Result<(), Fault> {
        let Some(number) = proposal.card else { return Ok(()) };
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        let verdict = is_answered.then_some(Verdict::Answered);
        let entry = proposal.entry.as_str();
        let done = Done::written(Some(&proposal.change), &proposal.questions);
        let noted = async {
            reader.decide(number, verdict, Some(entry), Some(&done)).await?;
            reader.judge(&proposal.questions, verdict, is_answered.then_some(entry)).await
        };
        let noted = noted.await;
        reader.close().await;
        if let Err(fault) = &noted {
            tracing::warn!(
                cause = %fault,
                card = number,
                "a change of the FAQ is served, but the journal did not take that it answers a card"
            );
        }
        noted
    }

    /// Decides about a card without changing the FAQ; `None` opens it again.
    ///
    /// # Errors
    /// The journal fails. `Ok(false)` when there is no such card, or a change was made for it.
    pub async fn judge(&self, number: i64, verdict: Option<Verdict>) -> Result<bool, Fault> {
        let Some(card) = self.card(number).await? else { return Ok(false) };
        let Some(mut reader) = self.reader().await? else { return Ok(false) };
        if matches!(card.state, CardState::Answered(_)) {
            return Ok(false);
        }
        let done = verdict.map(|_| Done::written(None, &card.questions));
        let judged = async {
            reader.decide(number, verdict, None, done.as_deref()).await?;
            reader.judge(&card.questions, verdict, None).await
        };
        let judged = judged.await;
        reader.close().await;
        self.changed();
        judged.map(|()| true)
    }

    /// Takes back the change that was made for a card, which is open again then.
    pub async fn undo(&self, number: i64) -> Kept {
        let kept = match self.kept_change(number).await {
            Ok(kept) => kept,
            Err(fault) => return Kept::Journal(fault),
        };
        let Some((change, questions)) = kept else { return Kept::NothingToUndo };
        let change = change.reversed();
        let Some(published) = self.publish(&change, Force::PastFailingQuestions).await else {
            return Kept::Failed;
        };
        let mut is_noted = true;
        if matches!(published, Published::Served { .. }) {
            is_noted = self.open_again(number, &questions).await.is_ok();
            self.changed();
        }
        let published = Box::new(published);
        Kept::Published { published, change, is_answered: true, is_noted }
    }

    async fn kept_change(&self, number: i64) -> Result<Option<(Change, Vec<QuestionId>)>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(None) };
        let kept = reader.cards().await;
        reader.close().await;
        let Some(kept) = kept?.into_iter().find(|card| card.number == number) else {
            return Ok(None);
        };
        let done = Done::read(kept.done.as_deref());
        let questions = done.questions();
        Ok(done.change.map(|change| (change, questions)))
    }

    async fn open_again(&self, number: i64, questions: &[QuestionId]) -> Result<(), Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        let opened = async {
            reader.decide(number, None, None, None).await?;
            reader.judge(questions, None, None).await
        };
        let opened = opened.await;
        reader.close().await;
        opened
    }

    /// Those on a network who wait to be told of a question that is answered now.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn to_tell(&self, network: &str) -> Result<Vec<Followed>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(Vec::new()) };
        let followed = reader.to_tell(network).await;
        reader.close().await;
        followed
    }

    /// Forgets a person who was told.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn told(&self, network: &str, followed: &Followed) -> Result<(), Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        let told = reader.told(network, followed).await;
        reader.close().await;
        told
    }

    /// Where cards are shown on a network.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn shown(&self, network: &str) -> Result<Vec<ShownCard>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(Vec::new()) };
        let shown = reader.shown(network).await;
        reader.close().await;
        shown
    }

    /// Keeps where a card is shown on a network: before it is posted, without a message, and
    /// after, with its id.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn show(&self, network: &str, card: &ShownCard) -> Result<(), Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        let shown = reader.show(network, card).await;
        reader.close().await;
        shown
    }

    /// A card is shown on a network no more.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn hide(&self, network: &str, card: i64) -> Result<(), Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        let hidden = reader.hide(network, card).await;
        reader.close().await;
        hidden
    }

    fn proposals(&self) -> std::sync::MutexGuard<'_, (u64, LruCache<u64, Proposal>)> {
        self.proposals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
