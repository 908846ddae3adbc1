//! What people say of answers: whether they helped, why not, and which questions are passed on to
//! the team.

use std::hash::Hash;

use super::Ledger;
use super::judged::{Judged, Passing, Spot};
use super::kept::{AnswerKind, Exchange};
use crate::bot::{PassOnStep, QuestionId};
use crate::faq::EntryId;

/// Persons who are waited for to say why an answer did not help; more need not be remembered.
const UNEXPLAINED_MAX: usize = 50;
/// Votes on an answer that can be taken back; the oldest stand for good.
const VOTES_MAX: usize = 200;

impl<E: Hash + Eq + Clone, P: Clone + PartialEq, A: Clone + PartialEq> Ledger<E, P, A> {
    /// A person says by `vote`, which counts once, whether an answer helped; `None` when there is
    /// nothing to count.
    pub fn judged(&mut self, vote: E, answer: &A, by: &P, useful: bool) -> Option<Judged<E, A>> {
        let exchange = self.of_answer(answer).filter(|exchange| exchange.can_be_judged())?;
        let question = exchange.question.clone();
        if !self.first_time(vote.clone()) {
            return None;
        }
        let exchange = self.exchanges.peek_mut(&question)?;
        exchange.unexplained.retain(|person| person != by);
        exchange.votes.retain(|(_, person)| person != by);
        if exchange.votes.len() == VOTES_MAX {
            exchange.votes.remove(0);
        }
        exchange.votes.push((vote, by.clone()));
        if !useful && exchange.unexplained.len() < UNEXPLAINED_MAX {
            exchange.unexplained.push(by.clone());
        }
        self.changed = true;
        judged(self.exchanges.peek(&question)?)
    }

    /// A vote was taken back: the question, as the journal knows it, and who had given the vote.
    /// `None` when it is none, or when another one has taken its place.
    pub fn taken_back(&mut self, vote: &E) -> Option<(QuestionId, P)> {
        let mut exchanges = self.exchanges.iter_mut().map(|(_, exchange)| exchange);
        let exchange =
            exchanges.find(|exchange| exchange.votes.iter().any(|(id, _)| id == vote))?;
        let at = exchange.votes.iter().position(|(id, _)| id == vote)?;
        let (_, person) = exchange.votes.remove(at);
        exchange.unexplained.retain(|other| *other != person);
        self.changed = true;
        Some((exchange.recorded()?, person))
    }

    /// The question of the journal that a message asked itself. A pick and a step of passing on are
    /// about a question that an older message asked.
    pub fn asks(&self, message: &E) -> Option<QuestionId> {
        let recorded = self.exchanges.peek(message)?.recorded()?;
        let mut oldest_first = self.exchanges.iter().rev().map(|(_, exchange)| exchange);
        let first = oldest_first.find(|exchange| exchange.recorded() == Some(recorded))?;
        (first.question == *message).then_some(recorded)
    }

    /// A question is no longer what it was, because its message was edited or is gone: the
    /// messages that show what would be sent of it. None of them can be sent any more.
    pub fn withdraw(&mut self, recorded: QuestionId) -> Vec<A> {
        let mut shown = Vec::new();
        for (_, exchange) in self.exchanges.iter_mut() {
            if exchange.kind == AnswerKind::Preview && exchange.recorded() == Some(recorded) {
                (exchange.kind, exchange.recorded) = (AnswerKind::Other, None);
                shown.extend(exchange.answer.take());
                self.changed = true;
            }
        }
        shown
    }

    /// People were asked by `notice` why an answer did not help.
    pub fn asked_why(&mut self, question: &E, notice: A) {
        if let Some(exchange) = self.exchanges.peek_mut(question) {
            exchange.why = Some(notice);
            self.changed = true;
        }
    }

    /// The message that asks why the answer did not help to a question that is about to be
    /// removed.
    pub fn take_why(&mut self, question: &E) -> Option<A> {
        self.exchanges.peek_mut(question)?.why.take()
    }

    /// Whether a message asks why an answer did not help.
    pub fn asks_why(&self, message: &A) -> bool {
        self.of_why(message).is_some()
    }

    /// Whether a person, who wrote a number there, was asked why an answer did not help.
    pub fn is_to_explain(&self, by: &P, at: Spot<'_, E, A>) -> bool {
        self.to_be_explained(by, at).is_some()
    }

    /// A person says why an answer did not help; `None` when nobody asked them.
    pub fn explained(&mut self, by: &P, at: Spot<'_, E, A>) -> Option<Judged<E, A>> {
        let question = self.to_be_explained(by, at)?.question.clone();
        let exchange = self.exchanges.peek_mut(&question)?;
        exchange.unexplained.retain(|person| person != by);
        self.changed = true;
        judged(self.exchanges.peek(&question)?)
    }

    /// Forgets which questions of the journal a person asked, and what they said of answers.
    pub fn forget_questions_of(&mut self, person: &P) {
        for (_, exchange) in self.exchanges.iter_mut() {
            exchange.unexplained.retain(|other| other != person);
            if exchange.asker == *person {
                exchange.recorded = None;
            }
        }
        self.changed = true;
    }

    fn to_be_explained(&self, by: &P, at: Spot<'_, E, A>) -> Option<&Exchange<E, P, A>> {
        let mut newest_first = self.exchanges.iter().map(|(_, exchange)| exchange);
        match at {
            // Who replies to the message that asks why need not have voted before.
            Spot::Reply(message) => self.of_why(message),
            Spot::Thread(root) => newest_first
                .find(|exchange| is_inside(exchange, root) && exchange.unexplained.contains(by)),
            Spot::Room => newest_first.find(|exchange| exchange.unexplained.contains(by)),
        }
    }

    fn of_why(&self, message: &A) -> Option<&Exchange<E, P, A>> {
        let mut exchanges = self.exchanges.iter().map(|(_, exchange)| exchange);
        exchanges.find(|exchange| exchange.why.as_ref() == Some(message))
    }

    /// The question that a person wants to pass on by a command that they write there. What is
    /// sent was shown to them before, and what they are told of was sent.
    pub fn passing(&self, by: &P, at: Spot<'_, E, A>, step: PassOnStep) -> Passing {
        let newest = |fits: &dyn Fn(&Exchange<E, P, A>) -> bool| {
            let newest_first = self.exchanges.iter().map(|(_, exchange)| exchange);
            let mut fitting =
                newest_first.filter(|exchange| is_at(step, exchange) && fits(exchange));
            let theirs = fitting.clone().find(|exchange| exchange.asker == *by);
            theirs.or_else(|| fitting.next())
        };
        let found = match at {
            Spot::Reply(message) => {
                let about = self.of_answer(message).or_else(|| self.of_why(message));
                about.and_then(|about| match is_at(step, about) {
                    true => Some(about),
                    false => newest(&|exchange| exchange.recorded == about.recorded),
                })
            }
            Spot::Thread(root) => newest(&|exchange| is_inside(exchange, root)),
            Spot::Room => newest(&|exchange| exchange.asker == *by),
        };
        match found.and_then(|exchange| Some((exchange, exchange.recorded()?))) {
            Some((exchange, question)) if exchange.asker == *by => Passing::Question(question),
            Some(_) => Passing::NotTheirs,
            None => Passing::Unknown,
        }
    }
}

/// Whether a step can be taken after that answer.
fn is_at<E, P, A>(step: PassOnStep, exchange: &Exchange<E, P, A>) -> bool {
    let is_there = match step {
        PassOnStep::Show => exchange.can_be_judged() || exchange.kind == AnswerKind::Other,
        PassOnStep::Send | PassOnStep::DoNotSend => exchange.kind == AnswerKind::Preview,
        PassOnStep::TellMe => exchange.kind == AnswerKind::PassedOn,
    };
    is_there && exchange.recorded.is_some()
}

fn is_inside<E: PartialEq, P, A>(exchange: &Exchange<E, P, A>, root: &E) -> bool {
    exchange.question == *root || exchange.thread.as_ref() == Some(root)
}

fn judged<E: Clone, P, A: Clone>(exchange: &Exchange<E, P, A>) -> Option<Judged<E, A>> {
    Some(Judged {
        question: exchange.recorded(),
        entry: exchange.entry.as_deref().and_then(EntryId::new),
        asked_in: exchange.question.clone(),
        thread: exchange.thread.clone(),
        answer: exchange.answer.clone()?,
        asked_why: exchange.why.is_some(),
    })
}
