//! What is remembered of a room: which questions were taken, which answer belongs
//! to which, what was offered to whom. Ids alone, no text; bounded; kept in the
//! encrypted store, so that a restart answers nothing twice and forgets nothing.

use std::collections::VecDeque;

use matrix_sdk::ruma::{EventId, OwnedEventId, OwnedUserId, UserId};
use serde::{Deserialize, Serialize};

use crate::faq::EntryId;

/// Questions of a room whose answer still follows an edit, a removal or a pick.
const EXCHANGES_MAX: usize = 200;
/// Events of a room told apart from their repetition.
const SEEN_MAX: usize = 500;

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// The message that asked.
    pub question: OwnedEventId,
    /// Who did.
    pub asker: OwnedUserId,
    /// What we sent; `None` until then.
    pub answer: Option<OwnedEventId>,
    /// It is over: answered, or given up.
    pub done: bool,
    /// The entry that was the answer.
    pub entry: Option<String>,
    /// Entries that were offered, in the order of their numbers.
    pub choices: Vec<String>,
}

/// Everything that is remembered of a room.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    exchanges: VecDeque<Exchange>,
    seen: VecDeque<OwnedEventId>,
    // Since it was last written: most of what is said in a room changes nothing here.
    #[serde(skip)]
    changed: bool,
}

impl Ledger {
    /// Whether an event comes for the first time; from now on it does not.
    pub fn first_time(&mut self, event: &EventId) -> bool {
        if self.seen.iter().any(|known| known == event) {
            return false;
        }
        self.changed = true;
        self.seen.push_back(event.to_owned());
        if self.seen.len() > SEEN_MAX {
            self.seen.pop_front();
        }
        true
    }

    /// Takes note of a question that is to be answered; nothing when it is known.
    pub fn open(&mut self, question: &EventId, asker: &UserId) {
        if self.of_question(question).is_some() {
            return;
        }
        self.changed = true;
        self.exchanges.push_back(Exchange {
            question: question.to_owned(),
            asker: asker.to_owned(),
            answer: None,
            done: false,
            entry: None,
            choices: Vec::new(),
        });
        if self.exchanges.len() > EXCHANGES_MAX {
            self.exchanges.pop_front();
        }
    }

    /// The question is over.
    pub fn close(
        &mut self,
        question: &EventId,
        answer: Option<OwnedEventId>,
        entry: Option<EntryId>,
        choices: Vec<EntryId>,
    ) {
        if let Some(exchange) = self.exchanges.iter_mut().find(|e| e.question == question) {
            self.changed = true;
            exchange.done = true;
            exchange.answer = answer.or(exchange.answer.take());
            exchange.entry = entry.map(|id| id.as_str().to_owned());
            exchange.choices = choices.iter().map(|id| id.as_str().to_owned()).collect();
        }
    }

    /// Forgets a question, and gives the answer it had.
    pub fn remove(&mut self, question: &EventId) -> Option<Exchange> {
        let at = self.exchanges.iter().position(|exchange| exchange.question == question)?;
        self.changed = true;
        self.exchanges.remove(at)
    }

    /// Whether there is anything to write since this was last asked.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// By the message that asked.
    pub fn of_question(&self, question: &EventId) -> Option<&Exchange> {
        self.exchanges.iter().find(|exchange| exchange.question == question)
    }

    /// By what we sent.
    pub fn of_answer(&self, answer: &EventId) -> Option<&Exchange> {
        self.exchanges.iter().find(|exchange| exchange.answer.as_deref() == Some(answer))
    }

    /// What was last offered to a person.
    pub fn last_offer(&self, asker: &UserId) -> Option<&Exchange> {
        let offered =
            |exchange: &&Exchange| !exchange.choices.is_empty() && exchange.asker == asker;
        self.exchanges.iter().rev().find(offered)
    }

    /// Questions taken before a crash and not yet answered.
    pub fn unfinished(&self) -> Vec<OwnedEventId> {
        let open = self.exchanges.iter().filter(|exchange| !exchange.done);
        open.map(|exchange| exchange.question.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use matrix_sdk::ruma::{event_id, owned_event_id, user_id};

    use super::*;

    fn entry(name: &str) -> EntryId {
        EntryId::new(name).expect("an id")
    }

    #[test]
    fn a_question_is_taken_answered_and_forgotten() {
        let (question, answer) = (event_id!("$q:x"), owned_event_id!("$a:x"));
        let (ana, bob) = (user_id!("@ana:x"), user_id!("@bob:x"));
        let mut ledger = Ledger::default();
        assert!(ledger.first_time(question));
        assert!(!ledger.first_time(question));
        ledger.open(question, ana);
        ledger.open(question, bob);
        assert_eq!(ledger.unfinished(), [question]);

        ledger.close(question, Some(answer.clone()), None, vec![entry("un"), entry("deux")]);
        assert!(ledger.unfinished().is_empty());
        assert_eq!(ledger.of_answer(&answer).map(|e| e.asker.as_str()), Some("@ana:x"));
        assert_eq!(ledger.last_offer(ana).map(|e| e.choices.len()), Some(2));
        assert_eq!(ledger.last_offer(bob), None, "the choice is the asker's");

        // An edit that finds the entry keeps the same answer.
        ledger.close(question, None, Some(entry("un")), Vec::new());
        let exchange = ledger.of_question(question).cloned();
        assert_eq!(exchange.and_then(|e| e.answer), Some(answer.clone()));
        assert_eq!(ledger.last_offer(ana), None);

        assert_eq!(ledger.remove(question).and_then(|e| e.answer), Some(answer));
        assert_eq!(ledger.of_question(question), None);
    }

    #[test]
    fn what_is_remembered_is_bounded_and_survives_writing() {
        let mut ledger = Ledger::default();
        for i in 0..2_000 {
            let id = OwnedEventId::try_from(format!("$q{i}:x")).expect("an id");
            assert!(ledger.first_time(&id));
            ledger.open(&id, user_id!("@ana:x"));
        }
        assert_eq!((ledger.exchanges.len(), ledger.seen.len()), (EXCHANGES_MAX, SEEN_MAX));
        let written = serde_json::to_vec(&ledger).expect("JSON");
        let read: Ledger = serde_json::from_slice(&written).expect("the same");
        assert!(ledger.take_changed(), "there was something to write");
        assert!(!ledger.take_changed(), "and now there is not");
        assert_eq!(read, ledger);
    }
}
