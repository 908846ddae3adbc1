//! What members say of answers, what they pass on to the team, and what they want of the journal.

use super::recorder::bare;
use super::request::{Asker, MyData, PassOnStep, Vote};
use super::{Answer, Bot, Feedback, MyDataReply, NotPassedOn, Reply};
use crate::journal::{Answered, Opinion, QuestionId};
use crate::library::Snapshot;

impl Bot {
    /// What a person can do about the answer to a question.
    pub(super) fn feedback(&self, question: Option<QuestionId>) -> Feedback {
        Feedback { question, has_team: self.has_team }
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
            feedback: self.feedback(question),
        }
    }

    pub(super) fn vote(&self, asker: &Asker, vote: &Vote) -> Reply {
        let Vote { question, entry, opinion } = vote;
        let network = asker.place.platform;
        let shown = entry.as_ref().map(|entry| entry.as_str());
        tracing::info!(platform = network, entry = shown, opinion = opinion.name(), "vote");
        if let Some((journal, question)) = self.recorder.journal().zip(*question) {
            journal.voted(question, (network, asker.person.as_str()), shown, *opinion);
        }
        match opinion {
            Opinion::Useful => Reply::Thanks,
            Opinion::NotUseful(None) => Reply::WhyNot(self.feedback(*question)),
            Opinion::NotUseful(Some(_)) => Reply::ThanksForReason(self.feedback(*question)),
        }
    }

    pub(super) async fn pass_on(
        &self,
        asker: &Asker,
        question: QuestionId,
        step: PassOnStep,
    ) -> Reply {
        let Some(journal) = self.recorder.journal().filter(|_| self.has_team) else {
            return Reply::NotPassedOn(NotPassedOn::Forgotten);
        };
        let (network, person) = (asker.place.platform, asker.person.as_str());
        if step == PassOnStep::TellMe {
            return match journal.followed(question, network, person).await {
                true => Reply::WillTell,
                false => Reply::NotPassedOn(NotPassedOn::Late),
            };
        }
        let answered = match self.recorder.remembered(question) {
            Some(known) if known.person != asker.person => {
                return Reply::NotPassedOn(NotPassedOn::NotYours);
            }
            Some(known) if known.answered.text.is_none() => {
                return Reply::NotPassedOn(NotPassedOn::AboutPatient);
            }
            Some(known) => known.answered,
            // Asked before a restart: what is recorded of it is all that is left.
            None => match journal.text_of(question).await {
                Ok(Some(text)) => Answered { text: Some(text), ..bare(asker) },
                Ok(None) => return Reply::NotPassedOn(NotPassedOn::Forgotten),
                Err(_) => return Reply::NotPassedOn(NotPassedOn::Late),
            },
        };
        if step == PassOnStep::Show {
            return preview(question, &answered);
        }
        match journal.passed_on(question, person, answered).await {
            true => {
                tracing::info!(platform = network, "a question was passed on to the team");
                self.desk.changed();
                Reply::PassedOn(question)
            }
            false => Reply::NotPassedOn(NotPassedOn::Late),
        }
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
            MyData::Erase => (journal.erase_of(network, person).await, MyDataReply::Erased),
            MyData::Stop => (journal.opt_out(network, person, true).await, MyDataReply::Stopped),
            MyData::Resume => (journal.opt_out(network, person, false).await, MyDataReply::Resumed),
        };
        Reply::MyData(if is_done { reply } else { MyDataReply::Late })
    }
}

fn preview(question: QuestionId, answered: &Answered) -> Reply {
    match &answered.text {
        Some(text) => Reply::PassOnPreview { question, text: text.as_str().to_owned() },
        None => Reply::NotPassedOn(NotPassedOn::Forgotten),
    }
}
