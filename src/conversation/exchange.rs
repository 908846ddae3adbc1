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
//! `removed` forgets a question in any state, and one that was not taken yet is not taken
//! afterwards. `asked_by_edit` opens a message that an edit addresses to the bot. What
//! another event needs is a new decision here.
//!
//! Only ids are kept, never a text. `E` is the network's id of an event or a
//! message, `P` of a person, `A` of an answer that was sent.

mod feedback;
mod judged;
mod kept;

use std::hash::Hash;
use std::num::NonZeroUsize;

use lru::LruCache;
use serde::{Deserialize, Serialize};

use super::seen::Seen;
use crate::bot::QuestionId;
use crate::faq::EntryId;
pub use judged::{Judged, Passing, Spot};
pub use kept::{AnswerContent, AnswerKind, Exchange};

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
    /// That entry is to be shown. With the question it was offered for, as the journal knows it.
    Entry(EntryId, Option<QuestionId>),
    /// Nothing was offered to that person.
    NothingOffered,
    /// The choices were offered to somebody else.
    NotTheirs,
    /// The number is 0: none of the choices is the right one. The question they were offered for,
    /// as the journal knows it.
    NoneOfThese(Option<QuestionId>),
    /// The number is not one of the choices.
    NoSuchChoice {
        /// How many there are.
        choices: usize,
    },
}

/// How much a ledger holds; the oldest is forgotten first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Answered questions whose answer still follows an edit, a removal or a pick.
    /// Questions that are still open come on top: they are never forgotten.
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
    // In the order of their questions: `peek` leaves it so, `get` would not. It is bounded
    // by `forget_oldest`, because the map itself would evict an open question too.
    exchanges: LruCache<E, Exchange<E, P, A>>,
    most_exchanges: usize,
    seen: Seen<E>,
    changed: bool,
}

impl<E: Hash + Eq + Clone, P: Clone + PartialEq, A: Clone + PartialEq> Ledger<E, P, A> {
    /// An empty ledger.
    pub fn new(limits: Limits) -> Self {
        Self {
            exchanges: LruCache::unbounded(),
            most_exchanges: limits.exchanges.get(),
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
        ledger.forget_oldest();
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

    /// What [`Self::take_changed`] gave could not be written.
    pub fn keep_changed(&mut self) {
        self.changed = true;
    }

    /// A message asks the bot: whether it is a new question, which is open from
    /// now on and to be answered.
    pub fn asked(&mut self, exchange: Exchange<E, P, A>) -> bool {
        let new = self.first_time(exchange.question.clone());
        if new {
            self.exchanges.put(exchange.question.clone(), exchange);
            self.forget_oldest();
        }
        new
    }

    /// An edit makes a message ask the bot: whether it is to be answered now, because it was
    /// not a question before, or one that was overheard and not answered.
    pub fn asked_by_edit(&mut self, exchange: Exchange<E, P, A>) -> bool {
        match self.exchanges.peek(&exchange.question) {
            None => self.asked(exchange),
            Some(known) if known.overheard && known.done && known.answer.is_none() => {
                self.exchanges.put(exchange.question.clone(), exchange);
                self.changed = true;
                true
            }
            Some(_) => false,
        }
    }

    /// The message was taken for a question and is none. It may become one, when an edit
    /// addresses it to the bot.
    pub fn not_asked(&mut self, question: &E) {
        self.seen.forget(question);
        self.changed |= self.exchanges.pop(question).is_some();
    }

    /// Whether the asker of a message that seems to be about a patient is still to be told so.
    pub fn is_to_be_warned(&self, question: &E) -> bool {
        self.exchanges.peek(question).is_some_and(|exchange| !exchange.warned)
    }

    /// The asker was told that the message seems to be about a patient, by `warning` when that
    /// has to go with the question.
    pub fn warned(&mut self, question: &E, warning: Option<A>) {
        if let Some(exchange) = self.exchanges.peek_mut(question) {
            exchange.warned = true;
            exchange.warning = warning;
            self.changed = true;
        }
    }

    /// What was told beside the answer of a question that is about to be removed.
    pub fn take_warning(&mut self, question: &E) -> Option<A> {
        self.exchanges.peek_mut(question)?.warning.take()
    }

    /// Whether the question was taken and is still to be answered.
    pub fn is_open(&self, question: &E) -> bool {
        self.exchanges.peek(question).is_some_and(|exchange| !exchange.done)
    }

    /// The answer was sent.
    pub fn answered(&mut self, question: &E, answer: A, shown: AnswerContent) {
        self.close(question, Some(answer), shown);
    }

    /// The answer follows an edit, and shows this now.
    pub fn changed(&mut self, question: &E, shown: AnswerContent) {
        let answer = self.exchanges.peek(question).and_then(|exchange| exchange.answer.clone());
        self.close(question, answer, shown);
    }

    /// There is no answer to follow: it could not be sent, it is better not given,
    /// or it was taken away.
    pub fn unanswered(&mut self, question: &E) {
        self.close(question, None, AnswerContent::default());
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

    /// Whether the question was taken in this run, or is known from an earlier one.
    pub fn is_known(&self, question: &E) -> bool {
        self.exchanges.contains(question)
    }

    /// Who asked a question that is known.
    pub fn asker_of(&self, question: &E) -> Option<P> {
        self.exchanges.peek(question).map(|exchange| exchange.asker.clone())
    }

    /// The question is gone: the answer that has to go with it, if any. When this is told
    /// before the question itself, the question is not answered.
    pub fn removed(&mut self, question: &E) -> Option<A> {
        self.first_time(question.clone());
        let exchange = self.exchanges.pop(question)?;
        self.changed = true;
        exchange.answer
    }

    /// A person wrote the `number` of a choice, from 1 on, or 0 for none of them: in reply to an
    /// answer, or else among the choices last offered to them.
    pub fn picked(&self, by: &P, number: usize, replied_to: Option<&A>) -> Pick {
        let offers = |exchange: &&Exchange<E, P, A>| !exchange.choices.is_empty();
        let last = || {
            let mut newest_first = self.exchanges.iter().map(|(_, exchange)| exchange);
            newest_first.find(|exchange| offers(exchange) && exchange.asker == *by)
        };
        let replied_to = replied_to.and_then(|answer| self.of_answer(answer)).filter(offers);
        let Some(exchange) = replied_to.or_else(last) else { return Pick::NothingOffered };
        let Exchange { asker, choices, .. } = exchange;
        if asker != by {
            return Pick::NotTheirs;
        }
        if number == 0 {
            return Pick::NoneOfThese(exchange.recorded());
        }
        let chosen = number.checked_sub(1).and_then(|at| choices.get(at));
        match chosen.and_then(|id| EntryId::new(id)) {
            Some(entry) => Pick::Entry(entry, exchange.recorded()),
            None => Pick::NoSuchChoice { choices: choices.len() },
        }
    }

    /// The exchange that an answer belongs to.
    pub fn of_answer(&self, answer: &A) -> Option<&Exchange<E, P, A>> {
        let mut exchanges = self.exchanges.iter().map(|(_, exchange)| exchange);
        exchanges.find(|exchange| exchange.answer.as_ref() == Some(answer))
    }

    /// Whether anything was offered to a person to choose from.
    pub fn has_offered(&self, to: &P) -> bool {
        let mut exchanges = self.exchanges.iter().map(|(_, exchange)| exchange);
        exchanges.any(|exchange| exchange.asker == *to && !exchange.choices.is_empty())
    }

    /// The answer that last offered choices in a thread.
    pub fn offered_in(&self, thread: &E) -> Option<&A> {
        let mut newest_first = self.exchanges.iter().map(|(_, exchange)| exchange);
        let inside = |exchange: &&Exchange<E, P, A>| {
            exchange.question == *thread || exchange.thread.as_ref() == Some(thread)
        };
        newest_first.find(|e| inside(e) && !e.choices.is_empty())?.answer.as_ref()
    }

    /// Whether any question is still to be answered.
    pub fn has_open(&self) -> bool {
        self.exchanges.iter().any(|(_, exchange)| !exchange.done)
    }

    /// The exchange of a question.
    pub fn of_question(&self, question: &E) -> Option<&Exchange<E, P, A>> {
        self.exchanges.peek(question)
    }

    /// After a restart: questions that were taken and not answered, oldest first.
    pub fn unfinished(&self) -> Vec<E> {
        let open = self.exchanges.iter().rev().filter(|(_, exchange)| !exchange.done);
        open.map(|(question, _)| question.clone()).collect()
    }

    /// Forgets the oldest answered questions beyond the limit.
    fn forget_oldest(&mut self) {
        let done = self.exchanges.iter().rev().filter(|(_, exchange)| exchange.done);
        let done: Vec<E> = done.map(|(question, _)| question.clone()).collect();
        for question in &done[..done.len().saturating_sub(self.most_exchanges)] {
            self.exchanges.pop(question);
        }
    }

    fn first_time(&mut self, id: E) -> bool {
        let new = self.seen.first_time(id);
        self.changed |= new;
        new
    }

    fn close(&mut self, question: &E, answer: Option<A>, shown: AnswerContent) {
        let Some(exchange) = self.exchanges.peek_mut(question) else { return };
        exchange.done = true;
        exchange.answer = answer;
        let (asker, is_answer) = (exchange.asker.clone(), shown.kind == AnswerKind::Answer);
        exchange.show(shown);
        self.changed = true;
        if is_answer {
            // From now on, a number is a choice of theirs again and no reason.
            for (_, exchange) in self.exchanges.iter_mut() {
                exchange.unexplained.retain(|person| *person != asker);
            }
        }
    }
}

#[cfg(test)]
mod tests;
