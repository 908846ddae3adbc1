//! What members say of answers, and what they want of the journal.

use super::request::{Asker, MyData, Vote};
use super::{Answer, Bot, Feedback, MyDataReply, Reply};
use crate::journal::{Opinion, QuestionId};
use crate::library::Snapshot;

impl Bot {
    /// What a person can do about the answer to a question.
    pub(super) fn feedback(&self, asker: &Asker, question: Option<QuestionId>) -> Feedback {
        let remembered = question.and_then(|question| self.recorder.remembered(question));
        let may_pass_on = self.has_team && remembered.is_none_or(|known| known.is_of(asker));
        Feedback { question, may_pass_on }
    }

    /// The same when the question may have been asked before a restart.
    async fn feedback_later(&self, asker: &Asker, question: Option<QuestionId>) -> Feedback {
        let feedback = self.feedback(asker, question);
        let Some((journal, id)) = self.recorder.journal().zip(feedback.can_pass_on()) else {
            return feedback;
        };
        if self.recorder.remembered(id).is_some() {
            return feedback;
        }
        let kept = journal.question(id, asker.place.platform, asker.person.as_str()).await;
        let is_theirs = kept.ok().flatten().is_some_and(|kept| kept.is_theirs == Some(true));
        Feedback { may_pass_on: is_theirs, ..feedback }
    }

    pub(super) fn none_of_these(
        &self,
        snapshot: &Snapshot,
        asker: &Asker,
        question: Option<QuestionId>,
    ) -> Reply {
        let place = &asker.place;
        tracing::info!(platform = place.platform, "none of the choices offered");
        if let Some((journal, question)) = self.recorder.journal().zip(question) {
            journal.refused(question);
        }
        Reply::Answer {
            answer: Answer::unknown(snapshot, None, place),
            asked_in: None,
            feedback: self.feedback(asker, question),
        }
    }

    pub(super) async fn vote(&self, asker: &Asker, vote: &Vote) -> Reply {
        let Vote { question, entry, opinion } = vote;
        let network = asker.place.platform;
        let shown = entry.as_ref().map(|entry| entry.as_str());
        tracing::info!(platform = network, entry = shown, opinion = opinion.name(), "vote");
        if let Some((journal, question)) = self.recorder.journal().zip(*question) {
            journal.voted(question, (network, asker.person.as_str()), shown, *opinion);
        }
        match opinion {
            Opinion::Useful => Reply::Thanks,
            Opinion::NotUseful(None) => Reply::WhyNot(self.feedback_later(asker, *question).await),
            Opinion::NotUseful(Some(_)) => {
                Reply::ThanksForReason(self.feedback_later(asker, *question).await)
            }
        }
    }

    pub(super) fn take_back_vote(&self, asker: &Asker, question: QuestionId) -> Reply {
        let network = asker.place.platform;
        tracing::info!(platform = network, "a vote was taken back");
        if let Some(journal) = self.recorder.journal() {
            journal.unvoted(question, network, asker.person.as_str());
        }
        Reply::VoteTakenBack
    }

    pub(super) async fn my_data(&self, asker: &Asker, wanted: MyData) -> Reply {
        let Some(journal) = self.recorder.journal() else {
            return Reply::MyData(MyDataReply::NoJournal);
        };
        let (network, person) = (asker.place.platform, asker.person.as_str());
        if wanted == MyData::Erase {
            self.recorder.forget(network, &asker.person);
            self.evidence.forget_person(network, &asker.person);
        }
        let (is_done, reply) = match wanted {
            MyData::Show => match journal.kept_of(network, person).await {
                Ok(kept) => return Reply::MyData(MyDataReply::Kept(kept)),
                Err(_) => (false, MyDataReply::Late),
            },
            MyData::Erase => {
                let is_done = journal.erase_of(network, person).await;
                // The cards of what is gone go at once.
                self.desk.changed();
                (is_done, MyDataReply::Erased)
            }
            MyData::Stop => (journal.opt_out(network, person, true).await, MyDataReply::Stopped),
            MyData::Resume => (journal.opt_out(network, person, false).await, MyDataReply::Resumed),
        };
        Reply::MyData(if is_done { reply } else { MyDataReply::Late })
    }
}
