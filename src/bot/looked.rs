//! What the search gives for a question, for callers that draw no reply.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Bot;
use super::recorder::Asked;
use super::reply::Answer;
use super::request::{Asker, Question};
use crate::library::Snapshot;
use crate::search::{self, Look, Outcome};

/// A question as the search sees it.
#[derive(Debug)]
pub struct Looked {
    /// The content that it was asked of.
    pub snapshot: Arc<Snapshot>,
    /// What the search gave.
    pub look: Look,
    /// From the question to the outcome.
    pub took: Duration,
}

impl Bot {
    /// Looks at a question, and counts and records it as one that is asked in a chat.
    pub async fn look(&self, question: &Question, asker: &Asker) -> Looked {
        let started = Instant::now();
        let snapshot = self.snapshot();
        let vector = self.read(&snapshot, question).await;
        let look = self.rank(&snapshot, question, vector.as_ref(), &asker.place.scope);
        let took = started.elapsed();
        // Thanks and greetings are not questions that the FAQ lacks an entry for.
        if look.outcome != Outcome::Unknown || search::small_talk(question.text()).is_none() {
            let answer = Answer::of(&snapshot, &look, &asker.place);
            let asked = Asked { question, look: &look, started };
            self.record(&snapshot, asker, asked, &answer);
        }
        Looked { snapshot, look, took }
    }
}
