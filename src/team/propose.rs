//! Changes that would answer a need, with their effect on members.

use std::sync::Arc;

use super::card::{Card, CardState, Subject};
use super::cards;
use super::desk::Desk;
use super::editor::{self, Form, NoChange};
use super::gather::DAYS;
use super::needs::Need;
use super::proposal::{Proposal, Refused, Work};
use super::publish::Change;
use crate::faq::{CollectionId, EntryId, today};
use crate::journal::Fault;
use crate::library::Recorded;
use crate::privacy;
use crate::search::without_noise;

/// Recorded questions that a change is measured on: some seconds by meaning.
const RECORDED: i64 = 300;

impl Desk {
    /// What would add a card's wording to an entry as a variant.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn link(&self, number: i64, entry: &EntryId) -> Result<Proposal, Refused> {
        self.link_for(&Work::of(&self.open_card(number).await?), entry).await
    }

    /// The same for work that need not have a card.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn link_for(&self, work: &Work, entry: &EntryId) -> Result<Proposal, Refused> {
        if self.library.snapshot().faq.get(entry).is_none() {
            return Err(Refused::NoEntry);
        }
        let folder = self.library.folder();
        // A wording without masks is better than the most frequent one.
        let whole = work.wordings.iter().find(|(wording, _)| !privacy::has_mask(wording));
        let (wording, _) = whole.or(work.wordings.first()).ok_or(Refused::NoCard)?;
        let change = editor::link(&folder, entry, wording).map_err(Refused::NoChange)?;
        self.propose(work, change, entry.clone()).await
    }

    /// What would add an entry for a card. The need's other wordings become its variants.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn draft(
        &self,
        number: i64,
        collection: Option<&str>,
        form: Form,
    ) -> Result<Proposal, Refused> {
        let card = self.open_card(number).await?;
        self.draft_for(&Work::of(&card), collection, form).await
    }

    /// The same for work that need not have a card.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn draft_for(
        &self,
        work: &Work,
        collection: Option<&str>,
        mut form: Form,
    ) -> Result<Proposal, Refused> {
        let folder = self.library.folder();
        if privacy::has_mask(&form.question) || privacy::has_mask(&form.answer) {
            return Err(Refused::NoChange(NoChange::MaskedEntry));
        }
        let place = editor::collection(&folder, collection).map_err(Refused::NoChange)?;
        if form.variants.is_empty() {
            form.variants = editor::variants(&work.wordings, &form.question);
        }
        let (change, entry) = editor::draft(&folder, &place, &form, today());
        self.propose(work, change, entry).await
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
        self.link_for(&Work::of(&card), entry).await
    }

    /// The work on a need, with its card when it has one.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn work(&self, need: &Need) -> Result<Work, Fault> {
        let cards = self.cards().await?;
        let is_of_need = |card: &&Card| {
            let is_open = !matches!(card.state, CardState::Answered(_));
            is_open && card.questions.iter().any(|question| need.questions.contains(question))
        };
        let card = cards.iter().find(is_of_need);
        Ok(Work {
            card: card.map(|card| card.number),
            not_by: card.and_then(|card| card.not_by.clone()),
            wordings: need.wordings.clone(),
            scope: need.scope.clone(),
            questions: need.questions.clone(),
        })
    }

    async fn open_card(&self, number: i64) -> Result<Card, Refused> {
        let card = self.card(number).await.map_err(Refused::Journal)?;
        card.filter(|card| !card.is_erased()).ok_or(Refused::NoCard)
    }

    /// A change with its effect on members, by the questions that were asked lately.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn propose(
        &self,
        work: &Work,
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
                scope: cards::kept_scope(scope.as_deref()),
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
        let is_seen = self.is_seen(&change, &entry, work);
        let mut proposals = self.proposals();
        proposals.0 = proposals.0.wrapping_add(1);
        let id = proposals.0;
        let proposal = Proposal { id, change, effect, entry, work: work.clone(), is_seen };
        proposals.1.put(id, Some(proposal.clone()));
        Ok(proposal)
    }

    /// Whether members see an entry where the question was asked. That of a new one is in the folder
    /// of its collection.
    fn is_seen(&self, change: &Change, entry: &EntryId, work: &Work) -> bool {
        let snapshot = self.library.snapshot();
        let known = snapshot.faq.get(entry).map(|(collection, _)| collection.id.clone());
        let folder = change.file.iter().next().map(|folder| folder.to_string_lossy());
        let collection = known.or_else(|| folder.map(|name| CollectionId::new(&name)));
        let scope = cards::kept_scope(work.scope.as_deref());
        collection.is_none_or(|collection| scope.contains(&collection))
    }

    /// Forgets a proposal that nobody wants.
    pub fn drop_proposal(&self, id: u64) {
        self.proposals().1.pop(&id);
    }
}
