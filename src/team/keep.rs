//! What becomes of a proposal or a card: published, decided, taken back.

use std::sync::Arc;

use super::card::{CardState, Done};
use super::cards;
use super::desk::Desk;
use super::editor;
use super::gather::DAYS;
use super::proposal::{Kept, Proposal, Work};
use super::publish::{Change, Published};
use crate::faq::{EntryId, today};
use crate::journal::{Fault, QuestionId, Verdict};
use crate::library::Force;
use crate::search::Outcome;

impl Desk {
    /// Publishes a proposal, also when golden questions fail by it: who keeps it has seen them.
    pub async fn keep(&self, id: u64) -> Kept {
        // Two proposals for one need are looked at one after the other, or both would find it
        // open.
        let _keeping = self.keeping.lock().await;
        let proposal = match self.proposals().1.get(&id) {
            Some(Some(proposal)) => proposal.clone(),
            Some(None) => return Kept::Already,
            None => return Kept::Expired,
        };
        match self.is_decided(&proposal.work).await {
            Ok(true) => {
                self.drop_proposal(id);
                return Kept::Decided;
            }
            Ok(false) => {}
            Err(fault) => return Kept::Journal(fault),
        }
        self.drop_proposal(id);
        let force = if proposal.breaks() { Force::PastFailingQuestions } else { Force::No };
        let Some(published) = self.publish(&proposal.change, force).await else {
            return Kept::Failed;
        };
        let mut is_answered = true;
        let mut is_noted = true;
        if matches!(published, Published::Served { .. }) {
            self.proposals().1.put(id, None);
            is_answered = self.answers(&proposal.work).await;
            is_noted = self.note(&proposal, is_answered).await.is_ok();
            self.changed();
        }
        let published = Box::new(published);
        Kept::Published { published, change: proposal.change, is_answered, is_noted }
    }

    /// Whether somebody has answered a need meanwhile or has set it aside, or the card is gone.
    pub(super) async fn is_decided(&self, work: &Work) -> Result<bool, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(false) };
        let read = async {
            let cards = reader.cards().await?;
            let missed = reader.missed(DAYS).await?;
            let is_answered = |number: i64| {
                let card = cards.iter().find(|card| card.number == number);
                card.is_none_or(|card| is_final(card.verdict))
            };
            // Without a card, its questions are all that is there of it.
            let is_kept = |id: &QuestionId| missed.iter().any(|missed| missed.question == *id);
            let is_gone = work.card.is_none() && !work.questions.is_empty();
            Ok(work.card.is_some_and(is_answered)
                || (is_gone && !work.questions.iter().any(is_kept))
                || missed.iter().any(|missed| {
                    is_final(missed.verdict) && work.questions.contains(&missed.question)
                }))
        };
        let decided = read.await;
        reader.close().await;
        decided
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
    async fn answers(&self, Work { wordings, scope, .. }: &Work) -> bool {
        let Some((wording, _)) = wordings.first().cloned() else { return true };
        let (scope, snapshot) = (cards::kept_scope(scope.as_deref()), self.library.snapshot());
        let look = move || cards::look(&snapshot, &wording, &scope).outcome != Outcome::Unknown;
        tokio::task::spawn_blocking(look).await.unwrap_or(true)
    }

    /// Keeps what was decided with a change that is made.
    async fn note(&self, proposal: &Proposal, is_answered: bool) -> Result<(), Fault> {
        let Proposal { entry, change, work, .. } = proposal;
        let verdict = is_answered.then_some(Verdict::Answered);
        let mut noted = match self.kept_done(work.card).await {
            Ok(before) => {
                let done = before.and(change, &work.questions).to_text();
                self.decide(work, verdict, Some(entry), Some(&done)).await
            }
            Err(fault) => Err(fault),
        };
        if noted.is_ok() {
            noted = self.offer_other_wordings(proposal).await;
        }
        if let Err(fault) = &noted {
            tracing::warn!(
                cause = %fault,
                card = work.card,
                "a change of the FAQ is served, but the journal did not take that it answers a card"
            );
        }
        noted
    }

    /// Makes cards for the other wordings of a need that was linked to an entry, where these do
    /// not find it yet.
    async fn offer_other_wordings(&self, proposal: &Proposal) -> Result<(), Fault> {
        let Proposal { entry, change, work, .. } = proposal;
        let is_link = change.before.is_some();
        if !is_link || work.wordings.len() < 2 {
            return Ok(());
        }
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        let (snapshot, entry) = (self.library.snapshot(), entry.as_str());
        let others = editor::variants(&work.wordings, "").into_iter();
        let mut made = Ok(());
        for wording in others.filter(|wording| cards::is_worth(&snapshot, entry, wording)) {
            made = reader.add_card(None, Some(entry), &wording).await;
            if made.is_err() {
                break;
            }
        }
        reader.close().await;
        made
    }

    /// Keeps what was decided about some questions and about their card.
    pub(super) async fn decide(
        &self,
        work: &Work,
        verdict: Option<Verdict>,
        entry: Option<&EntryId>,
        done: Option<&str>,
    ) -> Result<(), Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        let entry = entry.map(EntryId::as_str);
        let decided = async {
            let answered_by = entry.filter(|_| verdict == Some(Verdict::Answered));
            // An open card whose question is decided about is closed by whoever shows the cards,
            // which may be another process: the question is opened before its card.
            if verdict.is_none() {
                reader.judge(&work.questions, None, None).await?;
            }
            if let Some(number) = work.card {
                reader.decide(number, verdict, entry, done).await?;
            }
            match verdict {
                Some(_) => reader.judge(&work.questions, verdict, answered_by).await,
                None => Ok(()),
            }
        };
        let decided = decided.await;
        reader.close().await;
        decided
    }

    /// Decides about a card without changing the FAQ; `None` opens it again.
    ///
    /// # Errors
    /// The journal fails. `Ok(false)` when there is no such card, or a change was made for it.
    pub async fn judge(&self, number: i64, verdict: Option<Verdict>) -> Result<bool, Fault> {
        let Some(card) = self.card(number).await? else { return Ok(false) };
        if card.is_erased() || card.is_of_gone_entry() {
            return Ok(false);
        }
        let mut work = Work::of(&card);
        if let CardState::Answered(entry) = &card.state {
            if verdict.is_some() || !card.can_open_again() {
                return Ok(false);
            }
            work.not_by = entry.as_ref().map(ToString::to_string);
        }
        self.judge_for(&work, verdict).await.map(|()| true)
    }

    /// Decides about work unless somebody else has decided about it since it was listed. Whether it
    /// did; what it was before is given back by [`Self::judge_for`].
    ///
    /// # Errors
    /// The journal fails.
    pub async fn judge_open(&self, work: &Work, verdict: Verdict) -> Result<bool, Fault> {
        let _keeping = self.keeping.lock().await;
        if self.is_decided(work).await? {
            return Ok(false);
        }
        self.judge_for(work, Some(verdict)).await.map(|()| true)
    }

    /// The same for work that need not have a card.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn judge_for(&self, work: &Work, verdict: Option<Verdict>) -> Result<(), Fault> {
        let (not_by, by_itself) = (work.not_by.clone(), false);
        let questions = work.questions.iter().map(|question| question.encode()).collect();
        // A change that did not answer it can still be taken back.
        let before = self.kept_done(work.card).await?;
        let done = Done { questions, not_by, by_itself, ..before }.to_text();
        let judged = self.decide(work, verdict, None, Some(&done)).await;
        self.changed();
        judged
    }

    /// Takes back the change that was made for a card, which is open again then.
    pub async fn undo(&self, number: i64) -> Kept {
        match self.card(number).await {
            Ok(Some(_)) => {}
            Ok(None) => return Kept::NoCard,
            Err(fault) => return Kept::Journal(fault),
        }
        let done = match self.kept_done(Some(number)).await {
            Ok(done) => done,
            Err(fault) => return Kept::Journal(fault),
        };
        match &done.change {
            Some(change) => self.undo_change(Some(number), change, &done.questions()).await,
            None => Kept::NothingToUndo,
        }
    }

    /// Takes back a change, and opens the questions that it answered again.
    pub async fn undo_change(
        &self,
        card: Option<i64>,
        change: &Change,
        questions: &[QuestionId],
    ) -> Kept {
        let change = editor::undo(&self.library.folder(), change);
        let Some(published) = self.publish(&change, Force::PastFailingQuestions).await else {
            return Kept::Failed;
        };
        let mut is_noted = true;
        let work = Work { card, questions: questions.to_vec(), ..Work::default() };
        match &published {
            Published::Served { .. } => {
                is_noted = self.take_back(&work, &change).await.is_ok();
                self.changed();
            }
            // Nobody can wait for the file to be what it was: who wrote it since takes the change
            // back, and the card can be opened again.
            Published::Moved => {
                let forgotten = match self.kept_done(card).await {
                    Ok(done) => self.forget_change(card, &done).await,
                    Err(fault) => Err(fault),
                };
                self.changed();
                return match forgotten {
                    Ok(()) => Kept::ByHand(change),
                    Err(fault) => Kept::Journal(fault),
                };
            }
            _ => {}
        }
        let published = Box::new(published);
        Kept::Published { published, change, is_answered: true, is_noted }
    }

    /// Opens a need again whose last change was taken back; those before it can be taken back too.
    async fn take_back(&self, work: &Work, change: &Change) -> Result<(), Fault> {
        let before = self.kept_done(work.card).await?.without_last();
        let done = before.change.is_some().then(|| before.to_text());
        self.decide(work, None, None, done.as_deref()).await?;
        self.forget_answers_by(change).await
    }

    /// Takes back that the entry of a change answers the questions of cards that were closed by
    /// themselves. Those that it still answers are closed again when cards are looked at next.
    async fn forget_answers_by(&self, change: &Change) -> Result<(), Fault> {
        let entry = change.file.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        let forgotten = async {
            for card in reader.cards().await? {
                let done = Done::read(card.done.as_deref());
                let is_answered = card.verdict == Some(Verdict::Answered) && done.by_itself;
                if is_answered && card.entry.as_deref() == entry.as_deref() {
                    reader.judge(&done.questions(), None, None).await?;
                }
            }
            Ok(())
        };
        let forgotten = forgotten.await;
        reader.close().await;
        forgotten
    }

    /// A change of a card cannot be taken back any more by the program.
    async fn forget_change(&self, card: Option<i64>, done: &Done) -> Result<(), Fault> {
        let Some(number) = card else { return Ok(()) };
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        // The change before it may still be taken back.
        let done = done.clone().without_last();
        let kept = async {
            let kept = reader.cards().await?.into_iter().find(|card| card.number == number);
            let verdict = kept.and_then(|card| card.verdict);
            reader.decide(number, verdict, None, Some(&done.to_text())).await
        };
        let kept = kept.await;
        reader.close().await;
        kept
    }

    /// What was done for a card; nothing when there is none.
    pub(super) async fn kept_done(&self, number: Option<i64>) -> Result<Done, Fault> {
        let Some(number) = number else { return Ok(Done::default()) };
        let Some(mut reader) = self.reader().await? else { return Ok(Done::default()) };
        let kept = reader.cards().await;
        reader.close().await;
        let kept = kept?.into_iter().find(|card| card.number == number);
        Ok(kept.map_or_else(Done::default, |card| Done::read(card.done.as_deref())))
    }
}

/// Whether a need is not to be worked on any more.
fn is_final(verdict: Option<Verdict>) -> bool {
    matches!(verdict, Some(Verdict::Answered | Verdict::OffTopic | Verdict::Refused))
}
