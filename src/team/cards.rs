//! Needs and proposals of variants → cards.

use super::card::{Card, CardState, Done, Subject};
use super::needs::Need;
use crate::faq::{CollectionId, EntryId};
use crate::journal::{Fault, KeptCard, Missed, Proposed, Reader, Verdict};
use crate::library::{Library, Snapshot};
use crate::privacy;
use crate::search::meaning::{Vector, read_now};
use crate::search::{CHOICES, Look, Outcome, Scope, fold, without_noise};

/// The collections that a place sees, as the journal keeps them.
pub fn scope(kept: Option<&str>) -> Scope {
    let names = kept.map(|names| names.split('/').map(CollectionId::new).collect());
    names.map_or(Scope::All, Scope::Only)
}

/// Makes a card for each need that was passed on and has none.
pub async fn add_needs(
    reader: &mut Reader,
    needs: &[Need],
    kept: &[KeptCard],
) -> Result<(), Fault> {
    for need in needs {
        let Some(first) = need.passed_on.last() else { continue };
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

/// The need that a card was made for, when its questions are kept and not answered.
pub fn need_of<'a>(card: &KeptCard, needs: &'a [Need]) -> Option<&'a Need> {
    let question = card.question?;
    needs.iter().find(|need| need.questions.contains(&question))
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
    if snapshot.faq.get(&id).is_none() || privacy::has_mask(wording) {
        return false;
    }
    let look = look(snapshot, wording, &Scope::All);
    let is_first = look.hits.first().is_some_and(|hit| hit.entry == id);
    !(look.outcome == Outcome::Found && is_first)
}

/// A card as it is shown; `None` when nothing is left of what it was made for.
pub fn card(
    kept: KeptCard,
    needs: &[Need],
    missed: &[Missed],
    proposed: &[Proposed],
    library: &Library,
) -> Option<Card> {
    let KeptCard { number, question, entry, wording, verdict, done } = kept;
    let entry = entry.and_then(|entry| EntryId::new(&entry));
    let (done, snapshot) = (Done::read(done.as_deref()), library.snapshot());
    let can_undo = done.change.is_some();
    let not_by = done.not_by.clone();
    let state = match verdict {
        None => CardState::Open,
        Some(Verdict::Later) => CardState::PutOff,
        Some(Verdict::OffTopic) => CardState::OffTopic,
        Some(Verdict::Answered) => CardState::Answered(entry.clone()),
        Some(Verdict::Refused) => CardState::Refused,
    };
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
    let asked = missed.iter().find(|missed| missed.question == first);
    let need = needs.iter().find(|need| need.questions.contains(&first));
    let questions = need.map_or_else(|| done.questions(), |need| need.questions.clone());
    let wordings = need.map_or_else(|| vec![(wording, 1)], |need| need.wordings.clone());
    let collection = need.and_then(|need| need.collection.clone());
    let nearest = nearest(&snapshot, &wordings[0].0);
    let scope = asked.and_then(|missed| missed.scope.clone());
    let subject = Subject::Need { wordings, nearest, collection };
    Some(Card { number, subject, state, can_undo, not_by, scope, questions })
}

/// The entries nearest to some words, with their questions.
fn nearest(snapshot: &Snapshot, words: &str) -> Vec<(EntryId, String)> {
    let hits = snapshot.index.search(&without_noise(words), &Scope::All, CHOICES);
    with_questions(snapshot, hits.into_iter().map(|hit| hit.entry))
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
