//! What is told to the journal, and what is not: neither small talk, nor what was not said to the
//! bot and has no answer, nor the same answer shown again.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use lru::LruCache;

use super::reply::Answer;
use super::request::{AskedBy, Asker, PersonKey, Question};
use crate::faq::{CollectionId, EntryId};
use crate::journal::{Answered, AskedCounts, Journal, Picked, QuestionId};
use crate::library::Snapshot;
use crate::metrics::Metrics;
use crate::privacy::{Kind, mask};
use crate::search::{Look, Outcome, Scope};

/// So many last questions of persons in a place, and so many questions, are remembered.
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

/// What is known of a question for as long as it is remembered.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// Who asked it.
    pub person: PersonKey,
    /// Who wrote the words, when that need not be the same person.
    pub author: Option<PersonKey>,
    /// As it is recorded; with its text also where that is not recorded. `None` in the text when
    /// it seems to be about a patient.
    pub answered: Answered,
    /// Whether its asker wanted it to be sent to the team, even if that is not written yet.
    pub is_sent: bool,
    /// Whether the message that asked is gone.
    pub is_removed: bool,
}

impl Remembered {
    /// Whether that person asked it.
    pub fn is_of(&self, asker: &Asker) -> bool {
        self.person == asker.person && self.answered.network == asker.place.platform
    }
}

/// Tells the journal, when there is one, and counts answers in any case.
#[derive(Debug)]
pub struct Recorder {
    journal: Option<Journal>,
    counts: Arc<AskedCounts>,
    last: Mutex<LruCache<PersonThere, QuestionId>>,
    questions: Mutex<LruCache<QuestionId, Remembered>>,
    /// The version of the snapshot whose entries are counted.
    version: Mutex<u64>,
    metrics: Arc<Metrics>,
}

impl Recorder {
    /// Tells this journal, if there is one.
    pub fn new(journal: Option<Journal>, metrics: Arc<Metrics>) -> Self {
        let counts = journal.as_ref().map(|journal| Arc::clone(journal.counts()));
        let last = Mutex::new(LruCache::new(REMEMBERED));
        let questions = Mutex::new(LruCache::new(REMEMBERED));
        let counts = counts.unwrap_or_default();
        // A kind that was never found is 0, and not absent.
        for kind in Kind::ALL {
            metrics.redacted(kind.name(), 0);
        }
        Self { journal, counts, last, questions, version: Mutex::default(), metrics }
    }

    /// The journal, if there is one.
    pub fn journal(&self) -> Option<&Journal> {
        self.journal.as_ref()
    }

    /// What is remembered of a question, one of the last 1,024.
    pub fn remembered(&self, question: QuestionId) -> Option<Remembered> {
        self.questions().get(&question).cloned()
    }

    /// Takes note that the asker of a question wants it to be sent to the team.
    pub fn sent(&self, question: QuestionId) {
        if let Some(known) = self.questions().get_mut(&question) {
            known.is_sent = true;
        }
    }

    /// Takes note that the message of a question is gone: its words are forgotten.
    pub fn remove(&self, question: QuestionId) {
        if let Some(known) = self.questions().get_mut(&question) {
            known.answered.text = None;
            known.is_removed = true;
        }
    }

    /// Forgets what is remembered of a person on a network.
    pub fn forget(&self, network: &str, person: &PersonKey) {
        let mut last = self.last();
        let of_person: Vec<PersonThere> = (last.iter().map(|(there, _)| there))
            .filter(|(on, _, who)| *on == network && who == person)
            .cloned()
            .collect();
        for there in &of_person {
            last.pop(there);
        }
        let mut questions = self.questions();
        let of_person: Vec<QuestionId> = (questions.iter())
            .filter(|(_, known)| known.answered.network == network && known.person == *person)
            .map(|(question, _)| *question)
            .collect();
        for question in &of_person {
            questions.pop(question);
        }
    }

    /// Whether there is a journal.
    pub fn is_recording(&self) -> bool {
        self.journal.is_some()
    }

    /// How often each entry was the answer.
    pub fn counts(&self) -> &AskedCounts {
        &self.counts
    }

    /// A question and its answer. The question as the journal knows it; `None` when it is not
    /// recorded.
    pub fn asked(
        &self,
        snapshot: &Snapshot,
        asker: &Asker,
        asked: Asked<'_>,
        answer: &Answer,
    ) -> Option<QuestionId> {
        self.record(snapshot, asker, &asked, (answer.outcome(), answer.entry()))
    }

    /// A message that the nearest entries were shown for: none of them is the answer yet. As
    /// [`Self::asked`].
    pub fn looked_at(
        &self,
        snapshot: &Snapshot,
        asker: &Asker,
        asked: Asked<'_>,
    ) -> Option<QuestionId> {
        let outcome = outcome_of_candidates(asked.look);
        self.record(snapshot, asker, &asked, (outcome, None))
    }

    fn record(
        &self,
        snapshot: &Snapshot,
        asker: &Asker,
        asked: &Asked<'_>,
        (outcome, found): (Outcome, Option<&EntryId>),
    ) -> Option<QuestionId> {
        let asked_by = asker.asked_by;
        let unanswered_to_others = asked_by == AskedBy::Overheard && found.is_none();
        if asked_by == AskedBy::Again {
            return self.last().get(&there(asker)).copied();
        }
        if unanswered_to_others {
            return None;
        }
        if let Some(entry) = found {
            self.count(snapshot, entry);
        }
        let journal = self.journal.as_ref()?;
        let masked = mask(asked.question.typed());
        for kind in masked.found.kinds() {
            self.metrics.redacted(kind.name(), masked.found.count(kind));
        }
        let text = (!masked.looks_like_patient_data()).then_some(masked.text);
        let is_kept = !asker.place.secrecy.encrypted || journal.keeps_encrypted();
        let answered = Answered {
            collection: collection_of(snapshot, asker, asked.look, found),
            text: text.clone().filter(|_| is_kept),
            outcome: outcome.name(),
            entry: found.map(|id| id.as_str().to_owned()),
            confidence: asked.look.hits.first().map(|hit| hit.evidence.confidence),
            latency: asked.started.elapsed(),
            ..bare(asker)
        };
        let author = asked.question.author().filter(|author| **author != asker.person);
        let author_key = author.map(PersonKey::as_str);
        let id = journal.asked(asker.person.as_str(), author_key, answered.clone());
        self.remember(id, asker, author.cloned(), Answered { text, ..answered });
        Some(id)
    }

    fn remember(
        &self,
        id: QuestionId,
        asker: &Asker,
        author: Option<PersonKey>,
        answered: Answered,
    ) {
        self.last().put(there(asker), id);
        let person = asker.person.clone();
        let (is_sent, is_removed) = (false, false);
        self.questions().put(id, Remembered { person, author, answered, is_sent, is_removed });
    }

    /// An entry that a person chose: from the suggestions it is a question of its own, from the
    /// entries offered it belongs to the question that they were `offered_for`. The question that
    /// it belongs to.
    pub fn picked(
        &self,
        snapshot: &Snapshot,
        asker: &Asker,
        answer: &Answer,
        (started, offered_for): (Instant, Option<QuestionId>),
    ) -> Option<QuestionId> {
        let Answer::Found { entry, .. } = answer else { return None };
        if asker.asked_by == AskedBy::Again {
            return offered_for;
        }
        self.count(snapshot, &entry.id);
        let journal = self.journal.as_ref()?;
        let collection = collection(snapshot, asker, Some(&entry.id));
        let entry = entry.id.as_str().to_owned();
        if asker.asked_by == AskedBy::Choice {
            let (network, collection) = (asker.place.platform, collection.unwrap_or_default());
            let picked = Picked { question: offered_for, network, collection, entry };
            journal.picked(asker.person.as_str(), picked);
            offered_for
        } else {
            let answered = Answered {
                collection,
                outcome: Outcome::Found.name(),
                entry: Some(entry),
                latency: started.elapsed(),
                ..bare(asker)
            };
            let id = journal.asked(asker.person.as_str(), None, answered.clone());
            self.remember(id, asker, None, answered);
            Some(id)
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

    fn questions(&self) -> std::sync::MutexGuard<'_, LruCache<QuestionId, Remembered>> {
        self.questions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn last(&self) -> std::sync::MutexGuard<'_, LruCache<PersonThere, QuestionId>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known without the answer.
pub fn bare(asker: &Asker) -> Answered {
    let place = &asker.place;
    // The room of a conversation with one person is as good as that person's name.
    let is_nameless = !place.secrecy.direct && !place.room.is_empty();
    Answered {
        network: place.platform,
        place: is_nameless.then(|| place.room.clone()),
        scope: scope(&place.scope),
        collection: None,
        text: None,
        outcome: Outcome::Unknown.name(),
        entry: None,
        confidence: None,
        latency: std::time::Duration::ZERO,
        asked_by: asker.asked_by.name(),
    }
}

/// The collections of a scope as the journal keeps them; [`crate::team::kept_scope`] reads them.
fn scope(scope: &Scope) -> Option<String> {
    match scope {
        Scope::All => None,
        Scope::Only(collections) => {
            Some(collections.iter().map(CollectionId::as_str).collect::<Vec<_>>().join("/"))
        }
    }
}

/// The outcome where the nearest entries are shown: none of them is the answer yet.
pub fn outcome_of_candidates(look: &Look) -> Outcome {
    match look.outcome {
        Outcome::Unknown => Outcome::Unknown,
        Outcome::Found | Outcome::Unsure => Outcome::Unsure,
    }
}

/// The collection that a question belongs to: that of its answer or of the nearest entry, or else
/// the only one that the place sees.
pub fn collection_of(
    snapshot: &Snapshot,
    asker: &Asker,
    look: &Look,
    found: Option<&EntryId>,
) -> Option<String> {
    collection(snapshot, asker, found.or(look.nearest().map(|hit| &hit.entry)))
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
