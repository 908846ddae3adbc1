//! What is told to the journal, and what is not: neither small talk, nor what was not said to the
//! bot and has no answer, nor the same answer shown again.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use lru::LruCache;

use super::reply::Answer;
use super::request::{AskedBy, Asker, PersonKey, Question};
use crate::faq::EntryId;
use crate::journal::{Answered, AskedCounts, Journal, Picked, QuestionId};
use crate::library::Snapshot;
use crate::privacy::{MaskedText, mask};
use crate::search::{Look, Outcome};

/// For so many persons in a place, a pick is known to belong to their last question.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(1_024).expect("1,024 is not 0");

/// A question, what the search gave and when it began.
pub struct Asked<'a> {
    /// The question.
    pub question: &'a Question,
    /// What the search gave.
    pub look: &'a Look,
    /// When the work on it began.
    pub started: Instant,
}

/// A platform, a room of it and a person there.
type PersonThere = (&'static str, String, PersonKey);

/// Tells the journal, when there is one, and counts answers in any case.
#[derive(Debug)]
pub struct Recorder {
    journal: Option<Journal>,
    counts: Arc<AskedCounts>,
    last: Mutex<LruCache<PersonThere, QuestionId>>,
    /// The version of the snapshot whose entries are counted.
    version: Mutex<u64>,
}

impl Default for Recorder {
    fn default() -> Self {
        let last = Mutex::new(LruCache::new(REMEMBERED));
        Self { journal: None, counts: Arc::default(), last, version: Mutex::default() }
    }
}

impl Recorder {
    /// Tells this journal.
    pub fn new(journal: Journal) -> Self {
        let counts = Arc::clone(journal.counts());
        Self { journal: Some(journal), counts, ..Self::default() }
    }

    /// Whether there is a journal.
    pub fn is_recording(&self) -> bool {
        self.journal.is_some()
    }

    /// How often each entry was the answer.
    pub fn counts(&self) -> &AskedCounts {
        &self.counts
    }

    /// A question and its answer.
    pub fn asked(&self, snapshot: &Snapshot, asker: &Asker, asked: Asked<'_>, answer: &Answer) {
        let found = match answer {
            Answer::Found { entry, .. } => Some(&entry.id),
            Answer::Unsure(_) | Answer::Unknown { .. } => None,
        };
        self.record(snapshot, asker, &asked, (answer.outcome(), found));
    }

    /// A message that the nearest entries were shown for: none of them is the answer yet.
    pub fn looked_at(&self, snapshot: &Snapshot, asker: &Asker, asked: Asked<'_>) {
        let outcome = match asked.look.outcome {
            Outcome::Unknown => Outcome::Unknown,
            Outcome::Found | Outcome::Unsure => Outcome::Unsure,
        };
        self.record(snapshot, asker, &asked, (outcome, None));
    }

    fn record(
        &self,
        snapshot: &Snapshot,
        asker: &Asker,
        asked: &Asked<'_>,
        (outcome, found): (Outcome, Option<&EntryId>),
    ) {
        let asked_by = asker.asked_by;
        let unanswered_to_others = asked_by == AskedBy::Overheard && found.is_none();
        if asked_by == AskedBy::Again || unanswered_to_others {
            return;
        }
        if let Some(entry) = found {
            self.count(snapshot, entry);
        }
        let Some(journal) = &self.journal else { return };
        let nearest = found.or(asked.look.nearest().map(|hit| &hit.entry));
        let answered = Answered {
            collection: collection(snapshot, asker, nearest),
            text: self.text(asker, asked.question),
            outcome: outcome.name(),
            entry: found.map(|id| id.as_str().to_owned()),
            confidence: asked.look.hits.first().map(|hit| hit.evidence.confidence),
            latency: asked.started.elapsed(),
            ..bare(asker)
        };
        let id = journal.asked(asker.person.as_str(), answered);
        self.last().put(there(asker), id);
    }

    /// An entry that a person chose: from the suggestions it is a question of its own, from the
    /// entries offered it belongs to the question before.
    pub fn picked(&self, snapshot: &Snapshot, asker: &Asker, answer: &Answer, started: Instant) {
        let Answer::Found { entry, .. } = answer else { return };
        if asker.asked_by == AskedBy::Again {
            return;
        }
        self.count(snapshot, &entry.id);
        let Some(journal) = &self.journal else { return };
        let collection = collection(snapshot, asker, Some(&entry.id));
        let entry = entry.id.as_str().to_owned();
        if asker.asked_by == AskedBy::Choice {
            let question = self.last().get(&there(asker)).copied();
            let (network, collection) = (asker.place.platform, collection.unwrap_or_default());
            journal.picked(Picked { question, network, collection, entry });
        } else {
            let answered = Answered {
                collection,
                outcome: Outcome::Found.name(),
                entry: Some(entry),
                latency: started.elapsed(),
                ..bare(asker)
            };
            let id = journal.asked(asker.person.as_str(), answered);
            self.last().put(there(asker), id);
        }
    }

    /// Counts one answer. The counts of entries that a reload removed are forgotten.
    fn count(&self, snapshot: &Snapshot, entry: &EntryId) {
        let mut version = self.version.lock().unwrap_or_else(PoisonError::into_inner);
        // A question that began before a reload may end after it: its old snapshot must not
        // remove the counts of new entries.
        if snapshot.version > *version {
            *version = snapshot.version;
            let is_served =
                |id: &str| EntryId::new(id).is_some_and(|id| snapshot.faq.get(&id).is_some());
            self.counts.retain(is_served);
        }
        self.counts.add(entry.as_str());
    }

    /// The text as it may be kept.
    fn text(&self, asker: &Asker, question: &Question) -> Option<MaskedText> {
        let keeps_encrypted = self.journal.as_ref().is_some_and(Journal::keeps_encrypted);
        if asker.place.secrecy.encrypted && !keeps_encrypted {
            return None;
        }
        let masked = mask(question.typed());
        (!masked.looks_like_patient_data()).then_some(masked.text)
    }

    fn last(&self) -> std::sync::MutexGuard<'_, LruCache<PersonThere, QuestionId>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known without the answer.
fn bare(asker: &Asker) -> Answered {
    let place = &asker.place;
    // The room of a conversation with one person is as good as that person's name.
    let is_nameless = !place.secrecy.direct && !place.room.is_empty();
    Answered {
        network: place.platform,
        place: is_nameless.then(|| place.room.clone()),
        collection: None,
        text: None,
        outcome: Outcome::Unknown.name(),
        entry: None,
        confidence: None,
        latency: std::time::Duration::ZERO,
        asked_by: asker.asked_by.name(),
    }
}

/// The collection of an entry, or else the only one that the place sees.
fn collection(snapshot: &Snapshot, asker: &Asker, entry: Option<&EntryId>) -> Option<String> {
    let of_entry = entry.and_then(|id| snapshot.faq.get(id)).map(|(collection, _)| collection);
    let scope = &asker.place.scope;
    let mut visible = snapshot.faq.collections().iter().filter(|one| scope.contains(&one.id));
    let only = visible.next().filter(|_| visible.next().is_none());
    of_entry.or(only).map(|collection| collection.id.as_str().to_owned())
}

fn there(asker: &Asker) -> PersonThere {
    (asker.place.platform, asker.place.room.clone(), asker.person.clone())
}
