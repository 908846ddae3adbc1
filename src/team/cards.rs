//! Needs and proposals of variants → cards.

use std::collections::{HashMap, HashSet};

use super::answers::Answered;
use super::card::{Card, CardState, Done, Subject};
use super::editor;
use super::needs::Need;
use crate::faq::{CollectionId, EntryId};
use crate::journal::{Fault, KeptCard, Missed, Proposed, QuestionId, Reader, Verdict};
use crate::library::Snapshot;
use crate::search::meaning::{Vector, read_now};
use crate::search::{Look, Outcome, Scope, fold, without_noise};

/// The collections that a place sees, as the journal keeps them.
pub fn kept_scope(kept: Option<&str>) -> Scope {
    let names = kept.map(|names| names.split('/').map(CollectionId::new).collect());
    names.map_or(Scope::All, Scope::Only)
}

/// Whether somebody who is responsible for the collections of `seen` may read what was asked where
/// the collections of `asked` are seen; `None` for all.
pub fn may_read(seen: &Scope, asked: Option<&str>) -> bool {
    match (seen, kept_scope(asked)) {
        (Scope::All, _) => true,
        (Scope::Only(_), Scope::All) => false,
        (seen @ Scope::Only(_), Scope::Only(asked)) => asked.iter().all(|id| seen.contains(id)),
    }
}

/// Makes a card for each need that was passed on and has none.
pub async fn add_needs(
    reader: &mut Reader,
    needs: &[Need],
    kept: &[KeptCard],
) -> Result<(), Fault> {
    for need in needs {
        let Some(first) = need.passed_on.first() else { continue };
        let has_card = kept.iter().any(|card| {
            let is_open = card.verdict != Some(Verdict::Answered);
            is_open && card.question.is_some_and(|question| need.questions.contains(&question))
        });
        if !has_card {
            reader.add_card(Some(*first), None, &need.wordings[0].0).await?;
        }
    }
    Ok(())
}

/// The needs that have a card, and what is known of the questions of cards.
pub struct Needs {
    /// The needs.
    pub with_card: Vec<Need>,
    /// Where the need of a card's question is in them.
    at: HashMap<QuestionId, usize>,
    /// The questions of cards that are kept.
    asked: HashMap<QuestionId, Missed>,
}

impl Needs {
    /// Those of the cards of `kept`.
    pub fn of(needs: &[Need], missed: &[Missed], kept: &[KeptCard]) -> Self {
        let questions: HashSet<QuestionId> = kept.iter().filter_map(|card| card.question).collect();
        let asked = missed.iter().filter(|missed| questions.contains(&missed.question));
        let asked = asked.map(|missed| (missed.question, missed.clone())).collect();
        let (mut with_card, mut at) = (Vec::new(), HashMap::new());
        for need in needs {
            let mut of_cards =
                need.questions.iter().filter(|question| questions.contains(question)).peekable();
            if of_cards.peek().is_none() {
                continue;
            }
            at.extend(of_cards.map(|question| (*question, with_card.len())));
            with_card.push(need.clone());
        }
        Self { with_card, at, asked }
    }
}

/// Closes the open cards of needs that an entry answers by now, those whose question was decided
/// about with another card, and variants of entries that are gone. Whether there was one.
pub async fn close_answered(
    reader: &mut Reader,
    kept: &[KeptCard],
    (needs, answered): (&Needs, &[Answered]),
    snapshot: &Snapshot,
) -> Result<bool, Fault> {
    let mut is_closed = false;
    let is_open = |card: &&KeptCard| matches!(card.verdict, None | Some(Verdict::Later));
    for card in kept.iter().filter(is_open) {
        let Some(question) = card.question else {
            // Nothing can be added to an entry that is gone.
            let id = card.entry.as_deref().and_then(EntryId::new);
            if id.is_none_or(|id| snapshot.faq.get(&id).is_none()) {
                reader
                    .decide(card.number, Some(Verdict::Refused), None, card.done.as_deref())
                    .await?;
                is_closed = true;
            }
            continue;
        };
        let asked = needs.asked.get(&question);
        if let Some(verdict @ (Verdict::Answered | Verdict::OffTopic)) =
            asked.and_then(|asked| asked.verdict)
        {
            let entry = asked.and_then(|asked| asked.answered_by.as_deref());
            let done = Done::read(card.done.as_deref()).closed_by_itself(&[question]);
            reader.close_as(card.number, question, verdict, (entry, &done)).await?;
            is_closed = true;
            continue;
        }
        let Some(&at) = needs.at.get(&question) else { continue };
        let not_by = Done::read(card.done.as_deref()).not_by;
        let found = answered.get(at).and_then(|answered| answered.found.as_ref());
        let Some(entry) = found.filter(|entry| not_by.as_deref() != Some(entry.as_str())) else {
            continue;
        };
        let questions = &needs.with_card[at].questions;
        let (verdict, entry) = (Some(Verdict::Answered), Some(entry.as_str()));
        let done = Done::read(card.done.as_deref()).closed_by_itself(questions);
        reader.decide(card.number, verdict, entry, Some(&done)).await?;
        reader.judge(questions, verdict, entry).await?;
        is_closed = true;
    }
    Ok(is_closed)
}

/// Opens the cards again that nobody decided about and whose questions have no answer any more,
/// because the change that answered them was taken back. Whether there was one.
pub async fn open_again(
    reader: &mut Reader,
    kept: &[KeptCard],
    missed: &[Missed],
) -> Result<bool, Fault> {
    let mut is_opened = false;
    for card in kept.iter().filter(|card| card.verdict.is_some()) {
        let done = Done::read(card.done.as_deref());
        let asked = missed.iter().find(|missed| Some(missed.question) == card.question);
        if done.by_itself && asked.is_some_and(|missed| missed.verdict.is_none()) {
            let done = Done { by_itself: false, ..done }.to_text();
            reader.decide(card.number, None, None, Some(&done)).await?;
            is_opened = true;
        }
    }
    Ok(is_opened)
}

/// What members who ask in these words would get.
pub fn look(snapshot: &Snapshot, wording: &str, scope: &Scope) -> Look {
    let has_meaning = snapshot.index.has_meaning();
    let vector = has_meaning.then(|| read_now(&without_noise(wording))).flatten();
    look_by(snapshot, wording, vector.as_ref(), scope)
}

/// The same with the vector of the wording.
pub fn look_by(snapshot: &Snapshot, wording: &str, vector: Option<&Vector>, scope: &Scope) -> Look {
    snapshot.index.look_by(&without_noise(wording), vector, scope)
}

/// Whether an entry is there, is not found by a wording yet, and may have it as a variant.
pub fn is_worth(snapshot: &Snapshot, entry: &str, wording: &str) -> bool {
    let Some(id) = EntryId::new(entry) else { return false };
    if snapshot.faq.get(&id).is_none() || !editor::may_be_variant(wording) {
        return false;
    }
    let look = look(snapshot, wording, &Scope::All);
    let is_first = look.hits.first().is_some_and(|hit| hit.entry == id);
    !(look.outcome == Outcome::Found && is_first)
}

/// A card as it is shown; `None` when nothing is left of what it was made for.
pub fn card(
    kept: KeptCard,
    (needs, answered): (&Needs, &[Answered]),
    proposed: &[Proposed],
    snapshot: &Snapshot,
) -> Option<Card> {
    let KeptCard { number, question, entry, wording, verdict, done } = kept;
    let entry = entry.and_then(|entry| EntryId::new(&entry));
    let done = Done::read(done.as_deref());
    let can_undo = done.change.is_some();
    let not_by = done.not_by.clone();
    let state = match verdict {
        None => CardState::Open,
        Some(Verdict::Later) => CardState::PutOff,
        Some(Verdict::OffTopic) => CardState::OffTopic,
        Some(Verdict::Answered) => CardState::Answered(entry.clone()),
        Some(Verdict::Refused) => CardState::Refused,
    };
    // Its question was erased, and stays for the change alone.
    if wording.is_empty() && !can_undo {
        return None;
    }
    let Some(first) = question else {
        let id = entry?;
        let question = snapshot.faq.get(&id).map(|(_, entry)| entry.question.clone());
        let seen = proposed
            .iter()
            .find(|one| one.entry == id.as_str() && fold(&one.wording) == fold(&wording));
        let subject = Subject::Variant {
            wording,
            seen: seen.map(|one| (one.by, one.times)),
            entry: (id, question.unwrap_or_default()),
        };
        let (scope, questions) = (None, Vec::new());
        return Some(Card { number, subject, state, can_undo, not_by, scope, questions });
    };
    let asked = needs.asked.get(&first);
    let at = needs.at.get(&first).copied();
    let need = at.map(|at| &needs.with_card[at]);
    let questions = need.map_or_else(|| done.questions(), |need| need.questions.clone());
    let alone = || vec![(wording, questions.len().max(1))];
    let wordings = need.map_or_else(alone, |need| need.wordings.clone());
    let collection = need.and_then(|need| need.collection.clone());
    let nearest = at.and_then(|at| answered.get(at)).map(|answered| answered.nearest.clone());
    let nearest = with_questions(snapshot, nearest.unwrap_or_default());
    let scope = asked.and_then(|missed| missed.scope.clone());
    let subject = Subject::Need { wordings, nearest, collection };
    Some(Card { number, subject, state, can_undo, not_by, scope, questions })
}

/// Entries with their questions.
pub fn with_questions(
    snapshot: &Snapshot,
    ids: impl IntoIterator<Item = EntryId>,
) -> Vec<(EntryId, String)> {
    let with_question = |id: EntryId| {
        let question = snapshot.faq.get(&id)?.1.question.clone();
        Some((id, question))
    };
    ids.into_iter().filter_map(with_question).collect()
}
