//! The evidence of the last answers, for [`AdminCommand::Why`](super::AdminCommand::Why).
//!
//! Evidence holds words that people typed, apart from personal data: it stays in memory, only
//! the last of a place is kept, what only its asker could see is shown to nobody else, and what
//! its asker deletes is forgotten.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use lru::LruCache;

use super::reply::Explanation;
use super::request::{Asker, Audience, PersonKey};

/// The number of places, and of persons in a place, whose last evidence is kept; the one
/// that asked longest ago is forgotten first.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(256).expect("256 is not 0");

/// A platform and a room of it.
type PlaceKey = (&'static str, String);

/// The last evidence of each place.
#[derive(Debug)]
pub struct EvidenceMemory(Mutex<Kept>);

#[derive(Debug)]
struct Kept {
    // With who asked.
    everyone: LruCache<PlaceKey, (PersonKey, Numbered)>,
    alone: LruCache<(PlaceKey, PersonKey), Numbered>,
    count: u64,
}

/// Evidence with a number that grows with each question.
#[derive(Debug)]
struct Numbered {
    number: u64,
    explanation: Explanation,
}

impl Default for EvidenceMemory {
    fn default() -> Self {
        let (everyone, alone) = (LruCache::new(REMEMBERED), LruCache::new(REMEMBERED));
        Self(Mutex::new(Kept { everyone, alone, count: 0 }))
    }
}

impl EvidenceMemory {
    /// Remembers the evidence of an answer to `asker`.
    pub fn remember(&self, asker: &Asker, explanation: Explanation) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.count += 1;
        let numbered = Numbered { number: kept.count, explanation };
        match asker.audience {
            Audience::Everyone => {
                kept.everyone.put(place(asker), (asker.person.clone(), numbered));
            }
            Audience::AskerAlone => {
                kept.alone.put((place(asker), asker.person.clone()), numbered);
            }
        }
    }

    /// The evidence of the last answer in the place of `asker` that everyone there could
    /// see, or that was for this person.
    pub fn last(&self, asker: &Asker) -> Option<Explanation> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { everyone, alone, count: _ } = &mut *kept;
        let public = everyone.get(&place(asker)).map(|(_, numbered)| numbered);
        let seen = [public, alone.get(&(place(asker), asker.person.clone()))];
        let last = seen.into_iter().flatten().max_by_key(|numbered| numbered.number);
        last.map(|numbered| numbered.explanation.clone())
    }

    /// Forgets the evidence of the last answers to a person in a room. A question that was
    /// asked after the one that is deleted loses its evidence too: the price of keeping no
    /// message's id here.
    pub fn forget(&self, platform: &'static str, room: &str, person: &PersonKey) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (platform, room.to_owned());
        if kept.everyone.peek(&place).is_some_and(|(asker, _)| asker == person) {
            kept.everyone.pop(&place);
        }
        kept.alone.pop(&(place, person.clone()));
    }

    /// Forgets the evidence of all answers to a person on a platform.
    pub fn forget_person(&self, platform: &str, person: &PersonKey) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_person =
            kept.everyone.iter().filter(|((on, _), (who, _))| *on == platform && who == person);
        for key in of_person.map(|(key, _)| key.clone()).collect::<Vec<_>>() {
            kept.everyone.pop(&key);
        }
        let alone = kept.alone.iter().map(|(key, _)| key);
        let of_person = alone.filter(|((on, _), who)| *on == platform && who == person);
        for key in of_person.cloned().collect::<Vec<_>>() {
            kept.alone.pop(&key);
        }
    }
}

fn place(asker: &Asker) -> PlaceKey {
    (asker.place.platform, asker.place.room.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::{AskedBy, Place, Role, Secrecy};
    use crate::library::MeaningStatus;
    use crate::search::{Outcome, Scope};

    fn asker(room: &str, person: &str, audience: Audience) -> Asker {
        let (room, secrecy) = (room.to_owned(), Secrecy::default());
        let place = Place { platform: "test", room, scope: Scope::All, secrecy };
        let (person, asked_by) = (PersonKey::new(person), AskedBy::Message);
        Asker { place, person, role: Role::Admin, audience, asked_by }
    }

    /// Evidence that can be told from others by its number.
    fn explanation(texts: usize) -> Explanation {
        let meaning = MeaningStatus::Active { texts };
        Explanation { outcome: Outcome::Unknown, hits: Vec::new(), meaning }
    }

    #[test]
    fn a_private_question_is_explained_to_its_asker_alone() {
        use Audience::{AskerAlone, Everyone};
        let memory = EvidenceMemory::default();
        let last = |person| memory.last(&asker("room", person, Everyone));
        memory.remember(&asker("room", "ana", AskerAlone), explanation(1));
        assert_eq!(last("bob"), None);
        assert_eq!(last("ana"), Some(explanation(1)));
        memory.remember(&asker("room", "bob", Everyone), explanation(2));
        memory.remember(&asker("room", "ana", AskerAlone), explanation(3));
        assert_eq!(last("bob"), Some(explanation(2)), "the last one that all could see");
        assert_eq!(last("ana"), Some(explanation(3)));
        memory.remember(&asker("room", "bob", Everyone), explanation(4));
        assert_eq!(last("ana"), Some(explanation(4)), "the last one of both");
        assert_eq!(memory.last(&asker("another", "ana", Everyone)), None);
    }

    #[test]
    fn a_deleted_question_is_forgotten_and_nobody_elses() {
        use Audience::{AskerAlone, Everyone};
        let memory = EvidenceMemory::default();
        let forget = |room, person| memory.forget("test", room, &PersonKey::new(person));
        let last = |person| memory.last(&asker("room", person, Everyone));
        memory.remember(&asker("room", "ana", AskerAlone), explanation(1));
        memory.remember(&asker("room", "ana", Everyone), explanation(2));
        forget("room", "bob");
        forget("another", "ana");
        assert_eq!(last("ana"), Some(explanation(2)));
        forget("room", "ana");
        assert_eq!((last("ana"), last("bob")), (None, None));
    }

    #[test]
    fn the_places_asked_last_are_remembered() {
        let memory = EvidenceMemory::default();
        let place = |n: usize| asker(&n.to_string(), "ana", Audience::Everyone);
        for n in 0..=REMEMBERED.get() {
            memory.remember(&place(n), explanation(n));
        }
        assert_eq!(memory.last(&place(0)), None);
        for n in 1..=REMEMBERED.get() {
            assert_eq!(memory.last(&place(n)), Some(explanation(n)), "place {n}");
        }
    }
}
