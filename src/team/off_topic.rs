//! Whether the team has decided already that the FAQ is not for a question.

use std::time::Duration;

use super::desk::Desk;
use crate::journal::{Missed, QuestionId, Verdict};

/// How long a member waits until the meaning of their question is known.
const PATIENCE: Duration = Duration::from_secs(1);

impl Desk {
    /// Whether a question that waits for an answer asks the same as one that is off topic: such
    /// questions are recorded and belong to no need. `false` when that is not known.
    pub async fn is_off_topic(&self, question: QuestionId) -> bool {
        let Ok(Some(mut reader)) = self.reader().await else { return false };
        let by_meaning = self.library.snapshot().index.has_meaning();
        let mut gathered = self.gatherer.gather(&mut reader, false, None).await;
        // Most teams judge nothing off topic, and then no meaning has to be known.
        let is_off_topic = |missed: &Missed| missed.verdict == Some(Verdict::OffTopic);
        if gathered.as_ref().is_ok_and(|(_, missed)| missed.iter().any(is_off_topic)) {
            gathered = self.gatherer.gather(&mut reader, by_meaning, Some(PATIENCE)).await;
        }
        reader.close().await;
        let Ok((needs, missed)) = gathered else { return false };
        if !missed.iter().any(is_off_topic) {
            return false;
        }
        let is_open = missed
            .iter()
            .any(|missed| missed.question == question && missed.verdict != Some(Verdict::Answered));
        is_open && !needs.iter().any(|need| need.questions.contains(&question))
    }
}
