//! Questions and their answers: which question was taken already, which answer
//! belongs to it, which choices were offered to whom, and what an edit, a removal
//! or a restart then means.
//!
//! Pure: the network tells what happened, the ledger decides, the network acts on
//! the decision and tells what came of it. A question goes through these states:
//!
//! ```text
//! (unknown) ── asked ──> open ── answered ──> answered ── changed ──> answered
//!                          │                      │
//!                          └──── unanswered ──────┴──> done without an answer
//! ```
//!
//! `removed` forgets a question in any state. What another event needs (a mention
//! that an edit adds, a removal told before its message) is a new decision here.
//!
//! Only ids are kept, never a text. `E` is the network's id of an event or a
//! message, `P` of a person, `A` of an answer that was sent.

use std::hash::Hash;
use std::num::NonZeroUsize;

use lru::LruCache;
use serde::{Deserialize, Serialize};

use super::seen::Seen;
use crate::faq::EntryId;

/// A question and its answer. The serialised shape is kept in stores: a new field
/// needs a default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange<E, P, A> {
    /// The message that asked.
    pub question: E,
    /// Who wrote it.
    pub asker: P,
    /// The answer that was sent; `None` while there is none to follow an edit.
    pub answer: Option<A>,
    /// Whether the question was answered or given up.
    pub done: bool,
    /// The entry that was the answer.
    pub entry: Option<String>,
    /// The entries that were offered, in the order of their numbers.
    pub choices: Vec<String>,
    /// Whether the message was not addressed to the bot, so that only a sure
    /// answer is given.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overheard: bool,
    /// The question's text as [`Edit::Text`] has it, within one run.
    #[serde(skip)]
    pub text: Option<u64>,
}

impl<E, P, A> Exchange<E, P, A> {
    /// A question that is addressed to the bot and not answered yet.
    pub fn new(question: E, asker: P) -> Self {
        Self {
            question,
            asker,
            answer: None,
            done: false,
            entry: None,
            choices: Vec::new(),
            overheard: false,
            text: None,
        }
    }
}

/// What an answer shows, for votes and picks that come later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The entry that is the answer.
    pub entry: Option<EntryId>,
    /// The entries offered, in the order of their numbers.
    pub choices: Vec<EntryId>,
}

/// What tells one edit of a question from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit<E> {
    /// Each edit is an event with an id of its own.
    Event(E),
    /// The network tells the new text alone, also when it has not changed: a hash
    /// of it, which need not be the same in another run.
    Text(u64),
}

/// What a number picks among the choices offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// That entry is to be shown.
    Entry(EntryId),
    /// Nothing was offered to that person.
    NothingOffered,
    /// The choices were offered to somebody else.
    NotTheirs,
    /// The number is not one of the choices.
    NoSuchChoice {
        /// How many there are.
        choices: usize,
    },
}

/// How much a ledger holds; the oldest is forgotten first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Questions whose answer still follows an edit, a removal or a pick.
    pub exchanges: NonZeroUsize,
    /// Events that are recognised when they come again.
    pub seen: NonZeroUsize,
}

/// A ledger as it is kept in a store, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenLedger<E, P, A> {
    exchanges: Vec<Exchange<E, P, A>>,
    seen: Vec<E>,
}

/// The exchanges of a room, or of a whole network that keeps them in memory.
#[derive(Clone, Debug)]
pub struct Ledger<E: Hash + Eq, P, A> {
    // In the order of their questions: `peek` leaves it so, `get` would not.
    exchanges: LruCache<E, Exchange<E, P, A>>,
    seen: Seen<E>,
    changed: bool,
}

impl<E: Hash + Eq + Clone, P: Clone + PartialEq, A: Clone + PartialEq> Ledger<E, P, A> {
    /// An empty ledger.
    pub fn new(limits: Limits) -> Self {
        Self {
            exchanges: LruCache::sparse(limits.exchanges),
            seen: Seen::new(limits.seen),
            changed: false,
        }
    }

    /// The ledger that was written.
    pub fn read(written: WrittenLedger<E, P, A>, limits: Limits) -> Self {
        let mut ledger = Self::new(limits);
        for exchange in written.exchanges {
            ledger.exchanges.put(exchange.question.clone(), exchange);
        }
        for id in written.seen {
            ledger.seen.first_time(id);
        }
        ledger
    }

    /// What to write into a store.
    pub fn written(&self) -> WrittenLedger<E, P, A> {
        let exchanges = self.exchanges.iter().rev();
        WrittenLedger {
            exchanges: exchanges.map(|(_, exchange)| exchange.clone()).collect(),
            seen: self.seen.ids().cloned().collect(),
        }
    }

    /// Whether there is anything to write since this was last asked.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// A message asks the bot: whether it is a new question, which is open from
    /// now on and to be answered.
    pub fn asked(&mut self, exchange: Exchange<E, P, A>) -> bool {
        let new = self.first_time(exchange.question.clone());
        if new {
            self.exchanges.put(exchange.question.clone(), exchange);
        }
        new
    }

    /// Whether the question was taken and is still to be answered.
    pub fn is_open(&self, question: &E) -> bool {
        self.exchanges.peek(question).is_some_and(|exchange| !exchange.done)
    }

    /// The answer was sent.
    pub fn answered(&mut self, question: &E, answer: A, shown: Shown) {
        self.close(question, Some(answer), shown);
    }

    /// The answer follows an edit, and shows this now.
    pub fn changed(&mut self, question: &E, shown: Shown) {
        let answer = self.exchanges.peek(question).and_then(|exchange| exchange.answer.clone());
        self.close(question, answer, shown);
    }

    /// There is no answer to follow: it could not be sent, it is better not given,
    /// or it was taken away.
    pub fn unanswered(&mut self, question: &E) {
        self.close(question, None, Shown::default());
    }

    /// An earlier run answered the question and had no time to write it down. Its
    /// answer's id is not known, so that it follows no edit.
    pub fn answered_before(&mut self, question: &E) {
        self.first_time(question.clone());
        if self.is_open(question) {
            self.unanswered(question);
        }
    }

    /// The question was edited: the exchange whose answer has to follow, if any.
    /// `by` is `None` where the network lets nobody but the author edit.
    pub fn edited(
        &mut self,
        question: &E,
        by: Option<&P>,
        edit: Edit<E>,
    ) -> Option<Exchange<E, P, A>> {
        let exchange = self.exchanges.peek_mut(question)?;
        let author = by.is_none_or(|by| *by == exchange.asker);
        if !author || exchange.answer.is_none() {
            return None;
        }
        match edit {
            Edit::Text(text) if exchange.text == Some(text) => return None,
            Edit::Text(text) => exchange.text = Some(text),
            Edit::Event(id) => {
                if !self.first_time(id) {
                    return None;
                }
            }
        }
        self.exchanges.peek(question).cloned()
    }

    /// The question is gone: the answer that has to go with it, if any.
    pub fn removed(&mut self, question: &E) -> Option<A> {
        let exchange = self.exchanges.pop(question)?;
        self.changed = true;
        exchange.answer
    }

    /// Somebody judged an answer: the entry to count it for, once per `vote`.
    pub fn voted(&mut self, vote: E, answer: &A) -> Option<EntryId> {
        let entry = self.of_answer(answer)?.entry.clone()?;
        if self.first_time(vote) { EntryId::new(&entry) } else { None }
    }

    /// A person wrote the `number` of a choice, from 1 on: in reply to an answer,
    /// or else among the choices last offered to them.
    pub fn picked(&self, by: &P, number: usize, replied_to: Option<&A>) -> Pick {
        let offers = |exchange: &&Exchange<E, P, A>| !exchange.choices.is_empty();
        let last = || {
            let mut newest_first = self.exchanges.iter().map(|(_, exchange)| exchange);
            newest_first.find(|exchange| offers(exchange) && exchange.asker == *by)
        };
        let replied_to = replied_to.and_then(|answer| self.of_answer(answer)).filter(offers);
        let Some(Exchange { asker, choices, .. }) = replied_to.or_else(last) else {
            return Pick::NothingOffered;
        };
        if asker != by {
            return Pick::NotTheirs;
        }
        let chosen = number.checked_sub(1).and_then(|at| choices.get(at));
        match chosen.and_then(|id| EntryId::new(id)) {
            Some(entry) => Pick::Entry(entry),
            None => Pick::NoSuchChoice { choices: choices.len() },
        }
    }

    /// The exchange that an answer belongs to.
    pub fn of_answer(&self, answer: &A) -> Option<&Exchange<E, P, A>> {
        let mut exchanges = self.exchanges.iter().map(|(_, exchange)| exchange);
        exchanges.find(|exchange| exchange.answer.as_ref() == Some(answer))
    }

    /// After a restart: questions that were taken and not answered, oldest first.
    pub fn unfinished(&self) -> Vec<E> {
        let open = self.exchanges.iter().rev().filter(|(_, exchange)| !exchange.done);
        open.map(|(question, _)| question.clone()).collect()
    }

    fn first_time(&mut self, id: E) -> bool {
        let new = self.seen.first_time(id);
        self.changed |= new;
        new
    }

    fn close(&mut self, question: &E, answer: Option<A>, shown: Shown) {
        let Some(exchange) = self.exchanges.peek_mut(question) else { return };
        let Shown { entry, choices } = shown;
        exchange.done = true;
        exchange.answer = answer;
        exchange.entry = entry.map(|id| id.as_str().to_owned());
        exchange.choices = choices.iter().map(|id| id.as_str().to_owned()).collect();
        self.changed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type TestLedger = Ledger<&'static str, &'static str, &'static str>;

    /// What a network tells a ledger.
    enum Told {
        Asked(&'static str, &'static str),
        Overheard(&'static str, &'static str),
        Answered(&'static str, &'static str, &'static [&'static str]),
        Changed(&'static str, &'static [&'static str]),
        Unanswered(&'static str),
        AnsweredBefore(&'static str),
        Edited(&'static str, &'static str, Edit<&'static str>),
        Removed(&'static str),
        Voted(&'static str, &'static str),
        Picked(&'static str, usize, Option<&'static str>),
        Restarted,
    }

    fn ledger(exchanges: usize, seen: usize) -> TestLedger {
        let limit = |most| NonZeroUsize::new(most).expect("not 0");
        Ledger::new(Limits { exchanges: limit(exchanges), seen: limit(seen) })
    }

    /// One entry is an answer, several are choices.
    fn shown(entries: &[&str]) -> Shown {
        let mut ids = entries.iter().map(|id| EntryId::new(id).expect("an id"));
        match entries {
            [_] => Shown { entry: ids.next(), choices: Vec::new() },
            _ => Shown { entry: None, choices: ids.collect() },
        }
    }

    /// The decision, in a word.
    fn tell(ledger: &mut TestLedger, told: Told) -> String {
        let taken = |new: bool| if new { "answer" } else { "nothing" }.to_owned();
        match told {
            Told::Asked(question, asker) => taken(ledger.asked(Exchange::new(question, asker))),
            Told::Overheard(question, asker) => taken(ledger.asked(Exchange {
                overheard: true,
                text: Some(1),
                ..Exchange::new(question, asker)
            })),
            Told::Answered(question, answer, entries) => {
                ledger.answered(&question, answer, shown(entries));
                String::new()
            }
            Told::Changed(question, entries) => {
                ledger.changed(&question, shown(entries));
                String::new()
            }
            Told::Unanswered(question) => {
                ledger.unanswered(&question);
                String::new()
            }
            Told::AnsweredBefore(question) => {
                ledger.answered_before(&question);
                String::new()
            }
            Told::Edited(question, by, edit) => match ledger.edited(&question, Some(&by), edit) {
                Some(Exchange { answer: Some(answer), overheard, .. }) => {
                    format!("change {answer}{}", if overheard { " if sure" } else { "" })
                }
                _ => "nothing".to_owned(),
            },
            Told::Removed(question) => {
                ledger.removed(&question).map_or("nothing".to_owned(), |a| format!("remove {a}"))
            }
            Told::Voted(vote, answer) => match ledger.voted(vote, &answer) {
                Some(entry) => format!("count {}", entry.as_str()),
                None => "nothing".to_owned(),
            },
            Told::Picked(by, number, replied_to) => {
                match ledger.picked(&by, number, replied_to.as_ref()) {
                    Pick::Entry(entry) => format!("show {}", entry.as_str()),
                    Pick::NothingOffered => "nothing offered".to_owned(),
                    Pick::NotTheirs => "not theirs".to_owned(),
                    Pick::NoSuchChoice { choices } => format!("1 to {choices}"),
                }
            }
            Told::Restarted => {
                let json = serde_json::to_string(&ledger.written()).expect("JSON");
                let json: &'static str = json.leak();
                let limits = Limits {
                    exchanges: NonZeroUsize::new(200).expect("not 0"),
                    seen: NonZeroUsize::new(500).expect("not 0"),
                };
                *ledger = Ledger::read(serde_json::from_str(json).expect("a ledger"), limits);
                format!("ask again {:?}", ledger.unfinished())
            }
        }
    }

    #[test]
    fn every_event_in_every_state() {
        use Edit::{Event, Text};
        use Told::*;
        let rows: [(&str, Vec<(Told, &str)>); 10] = [
            (
                "a question is answered once",
                vec![
                    (Asked("q", "ana"), "answer"),
                    (Asked("q", "ana"), "nothing"),
                    (Answered("q", "a", &["piscine"]), ""),
                    (Asked("q", "ana"), "nothing"),
                ],
            ),
            (
                "the answer follows each edit of its author once",
                vec![
                    (Asked("q", "ana"), "answer"),
                    (Edited("q", "ana", Event("e0")), "nothing"),
                    (Answered("q", "a", &["piscine"]), ""),
                    (Edited("q", "bob", Event("e1")), "nothing"),
                    (Edited("q", "ana", Event("e1")), "change a"),
                    (Changed("q", &["dechets"]), ""),
                    (Edited("q", "ana", Event("e1")), "nothing"),
                    (Voted("v", "a"), "count dechets"),
                    (Edited("other", "ana", Event("e2")), "nothing"),
                ],
            ),
            (
                "edits without ids are told apart by their text",
                vec![
                    (Overheard("q", "ana"), "answer"),
                    (Answered("q", "a", &["piscine"]), ""),
                    (Edited("q", "ana", Text(1)), "nothing"),
                    (Edited("q", "ana", Text(2)), "change a if sure"),
                    (Edited("q", "ana", Text(2)), "nothing"),
                    (Edited("q", "ana", Text(1)), "change a if sure"),
                    (Unanswered("q"), ""),
                    (Edited("q", "ana", Text(3)), "nothing"),
                ],
            ),
            (
                "the answer goes with its question",
                vec![
                    (Asked("q", "ana"), "answer"),
                    (Answered("q", "a", &["piscine"]), ""),
                    (Removed("q"), "remove a"),
                    (Removed("q"), "nothing"),
                    (Edited("q", "ana", Event("e")), "nothing"),
                    (Asked("q", "ana"), "nothing"),
                ],
            ),
            (
                "what was not sent is not followed",
                vec![
                    (Asked("q", "ana"), "answer"),
                    (Unanswered("q"), ""),
                    (Edited("q", "ana", Event("e")), "nothing"),
                    (Removed("q"), "nothing"),
                    (Removed("unknown"), "nothing"),
                ],
            ),
            (
                "a question removed while it is being answered leaves nothing behind",
                vec![
                    (Asked("q", "ana"), "answer"),
                    (Removed("q"), "nothing"),
                    (Answered("q", "a", &["piscine"]), ""),
                    (Voted("v", "a"), "nothing"),
                ],
            ),
            (
                "votes count once each, for the entry shown",
                vec![
                    (Asked("q", "ana"), "answer"),
                    (Voted("v0", "a"), "nothing"),
                    (Answered("q", "a", &["piscine"]), ""),
                    (Voted("v1", "a"), "count piscine"),
                    (Voted("v1", "a"), "nothing"),
                    (Voted("v2", "a"), "count piscine"),
                    (Voted("v3", "b"), "nothing"),
                ],
            ),
            (
                "choices are the asker's",
                vec![
                    (Picked("ana", 1, None), "nothing offered"),
                    (Asked("q1", "ana"), "answer"),
                    (Answered("q1", "a1", &["piscine", "dechets"]), ""),
                    (Asked("q2", "ana"), "answer"),
                    (Answered("q2", "a2", &["identite", "piscine"]), ""),
                    (Asked("q3", "bob"), "answer"),
                    (Answered("q3", "a3", &["dechets"]), ""),
                    (Picked("ana", 1, None), "show identite"),
                    (Picked("ana", 1, Some("a1")), "show piscine"),
                    (Picked("ana", 3, None), "1 to 2"),
                    (Picked("ana", 0, None), "1 to 2"),
                    (Picked("bob", 1, None), "nothing offered"),
                    (Picked("bob", 1, Some("a1")), "not theirs"),
                    // An answer without choices: the last ones offered are meant.
                    (Picked("ana", 2, Some("a3")), "show piscine"),
                    // An edit that finds the entry takes the choices away.
                    (Changed("q2", &["piscine"]), ""),
                    (Picked("ana", 2, None), "show dechets"),
                ],
            ),
            (
                "a restart asks again what is open and repeats nothing",
                vec![
                    (Asked("q1", "ana"), "answer"),
                    (Asked("q2", "bob"), "answer"),
                    (Answered("q2", "a2", &["piscine", "dechets"]), ""),
                    (Asked("q3", "bob"), "answer"),
                    (Restarted, "ask again [\"q1\", \"q3\"]"),
                    (Asked("q2", "bob"), "nothing"),
                    (Picked("bob", 2, None), "show dechets"),
                    (Edited("q2", "bob", Event("e")), "change a2"),
                    (Unanswered("q1"), ""),
                    (Restarted, "ask again [\"q3\"]"),
                ],
            ),
            (
                "what an earlier run answered is not asked again",
                vec![
                    (Asked("q1", "ana"), "answer"),
                    (Restarted, "ask again [\"q1\"]"),
                    (AnsweredBefore("q1"), ""),
                    (AnsweredBefore("q2"), ""),
                    (Asked("q2", "ana"), "nothing"),
                    (Restarted, "ask again []"),
                ],
            ),
        ];
        for (what, steps) in rows {
            let mut ledger = ledger(200, 500);
            for (at, (told, expected)) in steps.into_iter().enumerate() {
                assert_eq!(tell(&mut ledger, told), expected, "{what}, step {at}");
            }
        }
    }

    #[test]
    fn open_until_it_is_over() {
        let mut ledger = ledger(2, 3);
        assert!(!ledger.is_open(&"q"));
        ledger.asked(Exchange::new("q", "ana"));
        assert!(ledger.is_open(&"q"));
        ledger.answered(&"q", "a", shown(&[]));
        assert!(!ledger.is_open(&"q"));
    }

    #[test]
    fn a_ledger_is_bounded_and_says_what_to_write() {
        let mut ledger = ledger(2, 3);
        assert!(!ledger.take_changed());
        for question in ["q1", "q2", "q3", "q4"] {
            assert!(ledger.asked(Exchange::new(question, "ana")));
        }
        assert!(ledger.take_changed());
        assert!(!ledger.take_changed());
        assert_eq!(ledger.unfinished(), ["q3", "q4"]);
        assert!(!ledger.asked(Exchange::new("q2", "ana")), "its id is still known");
        assert!(!ledger.take_changed(), "nothing new");
        assert!(ledger.asked(Exchange::new("q1", "ana")), "the oldest id is forgotten");
    }
}
