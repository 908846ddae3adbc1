//! What was decided about questions, so that it can be taken back in a later run of the program too.

use super::card::Done;
use super::desk::Desk;
use super::gather::DAYS;
use super::needs::{Need, needs, one_line};
use super::proposal::Work;
use crate::journal::{Fault, Missed, QuestionId, Verdict};
use crate::search::{AskedQuestion, QuestionWords};

/// A need about which somebody has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The questions that the decision is about.
    pub need: Need,
    /// What was decided.
    pub verdict: Verdict,
    /// The entry that answers it.
    pub entry: Option<String>,
}

impl Desk {
    /// What was answered or set aside in the last 30 days, the newest questions first.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn judged(&self) -> Result<Vec<Judged>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(Vec::new()) };
        let missed = reader.missed(DAYS).await;
        reader.close().await;
        let missed = missed?;
        let mut judged = Vec::new();
        for verdict in [Verdict::Answered, Verdict::OffTopic] {
            let of_verdict = missed.iter().filter(|missed| missed.verdict == Some(verdict));
            let open: Vec<Missed> =
                of_verdict.map(|missed| Missed { verdict: None, ..missed.clone() }).collect();
            let mut vectors = std::collections::HashMap::new();
            for missed in &open {
                let text = one_line(&missed.text);
                let vector = self.gatherer.vector(&text).await.flatten();
                vectors.insert(text, vector);
            }
            let read = |text: &str| {
                AskedQuestion::new(QuestionWords::of(text), vectors.get(text).cloned().flatten())
            };
            judged.extend(needs(&open, read).into_iter().map(|need| {
                let is_its = |missed: &&Missed| need.questions.contains(&missed.question);
                let entry = open.iter().find(is_its).and_then(|missed| missed.answered_by.clone());
                Judged { need, verdict, entry }
            }));
        }
        judged.sort_by_key(|judged| std::cmp::Reverse(judged.need.last_at));
        Ok(judged)
    }

    /// Opens questions again without changing the FAQ. A change that was made for their card can
    /// still be taken back.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn open_again(&self, judged: &Judged) -> Result<(), Fault> {
        let questions = judged.need.questions.clone();
        let card = self.card_with(&questions).await?;
        let not_by = judged.entry.clone();
        let done = Done { not_by, by_itself: false, ..self.kept_done(card).await? }.to_text();
        let work = Work { card, questions, ..Work::default() };
        let opened = self.decide(&work, None, None, Some(&done)).await;
        self.changed();
        opened
    }

    /// Whether a decision about some questions still stands.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn stands(&self, work: &Work, verdict: Verdict) -> Result<bool, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(false) };
        let missed = reader.missed(DAYS).await;
        reader.close().await;
        let of_work = |missed: &&Missed| work.questions.contains(&missed.question);
        Ok(missed?.iter().filter(of_work).any(|missed| missed.verdict == Some(verdict)))
    }

    async fn card_with(&self, questions: &[QuestionId]) -> Result<Option<i64>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(None) };
        let cards = reader.cards().await;
        reader.close().await;
        let is_it = |question: &QuestionId| questions.contains(question);
        let card = cards?.into_iter().rfind(|card| card.question.as_ref().is_some_and(is_it));
        Ok(card.map(|card| card.number))
    }
}
