//! A reply, divided by who decides how it looks: each network draws answers and
//! lists of entries in its own way, everything else is a [`Notice`].
//!
//! Both `match`es are complete on purpose: a new `Reply` does not compile before it
//! has its sentence here, a new [`Shown`] not before every network draws it.

use super::notice::Notice;
use super::other_language::OtherLanguageLine;
use super::usage::Usage;
use super::{admin, data, feedback, limits, member, review, state, team};
use crate::bot::{Answer, Candidate, Choice, Feedback, Reply};
use crate::faq::EntryId;

/// What a network has to show.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown<'a> {
    /// The answer to a question or a pick.
    Answer {
        /// What it says.
        answer: &'a Answer,
        /// Comes first, when the question is not in French.
        line: Option<OtherLanguageLine>,
        /// What the person can say of it.
        feedback: Feedback,
    },
    /// Suggestions for a question that is being typed; may be empty.
    Suggestions(&'a [Choice]),
    /// The entries nearest to somebody's message, best first; may be empty.
    Candidates(&'a [Candidate]),
    /// The answer was given a moment ago in the same place.
    AnsweredBefore {
        /// The question of its entry.
        question: &'a str,
        /// Leads to the answer.
        link: &'a str,
    },
    /// Sentences and lists.
    Notice(Notice),
}

impl Shown<'_> {
    /// The entries to choose from, in the order in which a network numbers them.
    pub fn numbered(&self) -> Vec<EntryId> {
        let ids = |choices: &[Choice]| choices.iter().map(|choice| choice.entry.clone()).collect();
        match self {
            Self::Answer { answer: Answer::Found { see_also, .. }, .. } => ids(see_also),
            Self::Answer { answer: Answer::Unsure(choices), .. } => ids(choices),
            Self::Suggestions(choices) => ids(choices),
            Self::Candidates(candidates) => candidates.iter().map(|c| c.entry.id.clone()).collect(),
            Self::Answer { answer: Answer::Unknown { .. }, .. }
            | Self::AnsweredBefore { .. }
            | Self::Notice(_) => Vec::new(),
        }
    }
}

/// Says in sentences what the network need not draw itself.
pub fn shown<'a>(reply: &'a Reply, usage: &Usage) -> Shown<'a> {
    Shown::Notice(match reply {
        Reply::Answer { answer, asked_in, feedback } => {
            let line = asked_in.map(|language| OtherLanguageLine::new(answer, language));
            return Shown::Answer { answer, line, feedback: *feedback };
        }
        Reply::Suggestions(choices) => return Shown::Suggestions(choices),
        Reply::Candidates(candidates, _) => return Shown::Candidates(candidates),
        Reply::AnsweredBefore { question, link } => {
            return Shown::AnsweredBefore { question, link };
        }
        Reply::NotNow(why) => Notice::new(limits::not_now(*why)),
        Reply::Help => member::help(usage),
        Reply::Thanks => Notice::new(member::THANKS),
        Reply::WhyNot(_) => Notice::new(feedback::WHY_NOT),
        Reply::ThanksForReason(after) => feedback::thanks(*after),
        Reply::PassOnPreview { question: _, text, is_cut } => feedback::preview(text, *is_cut),
        Reply::NotSent => Notice::new(feedback::NOT_SENT),
        Reply::VoteTakenBack => Notice::new(feedback::VOTE_TAKEN_BACK),
        Reply::PassedOn(_) => Notice::new(feedback::PASSED_ON),
        Reply::WillTell => Notice::new(feedback::WILL_TELL),
        Reply::NotPassedOn(why) => Notice::new(feedback::not_passed_on(*why)),
        Reply::MyData(reply) => data::my_data(reply),
        Reply::NoSuchEntry => Notice::new(member::NO_SUCH_ENTRY),
        Reply::NoCollection => Notice::new(member::NO_COLLECTION),
        Reply::AdminsOnly => Notice::new(member::ADMINS_ONLY),
        Reply::Failed => Notice::new(member::FAILED),
        Reply::Unchanged => Notice::new(admin::UNCHANGED),
        Reply::NotPulled(obstacle) => state::not_pulled(obstacle),
        Reply::Reloaded(diff) => admin::reloaded(diff),
        Reply::Rejected(rejection) => admin::rejected(rejection, &usage.force_reload),
        Reply::RolledBack(diff) => admin::rolled_back(diff.as_ref()),
        Reply::Status(status) => state::status(status),
        Reply::Checked(checked) => admin::checked(checked),
        Reply::Why(explanation) => admin::why(explanation.as_ref()),
        Reply::Popular(popular) => admin::popular(popular),
        Reply::Unanswered(unanswered) => review::unanswered(unanswered),
        Reply::Votes(votes) => review::votes(votes),
        Reply::ToReview(stale) => review::to_review(stale, &usage.still_correct),
        Reply::Reviewed(reviewed) => review::reviewed(reviewed),
        Reply::NoJournal => Notice::new(review::NO_JOURNAL),
        Reply::JournalFails => Notice::new(team::JOURNAL_FAILS),
    })
}
