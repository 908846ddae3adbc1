//! The buttons with which members say what they think of an answer, pass their question on and
//! decide what is kept of them. Pure.

use super::custom_id::Click;
use super::payload::{Button, Row, Style};
use crate::bot::{Feedback, KeptOf, MyData, MyDataReply, Opinion, PassOnStep, QuestionId, Reason};
use crate::faq::EntryId;
use crate::platform::discord::wording::label;
use crate::wording::feedback as said;

/// Whether an answer helped. `entry` is `None` for an answer that is not one entry: it is only
/// voted on where the question is recorded, since the vote would say nothing otherwise.
pub fn votes(entry: Option<&EntryId>, feedback: Feedback) -> Vec<Button> {
    let question = feedback.question;
    if entry.is_none() && question.is_none() {
        return Vec::new();
    }
    let vote = |opinion, label: String| Button {
        label,
        click: Click::Vote { entry: entry.cloned(), question, opinion },
        style: Style::Secondary,
    };
    vec![
        vote(Opinion::Useful, format!("👍 {}", said::USEFUL)),
        vote(Opinion::NotUseful(None), format!("👎 {}", said::NOT_USEFUL)),
    ]
}

/// What shows the asker what the team would get, where there is a team.
pub fn pass_on(feedback: Feedback) -> Option<Button> {
    let step = |question| step(question, PassOnStep::Show, said::PASS_ON, Style::Primary);
    feedback.can_pass_on().map(step)
}

/// Why an answer did not help, one button each.
pub fn reasons(entry: Option<&EntryId>, question: Option<QuestionId>) -> Option<Row> {
    Row::buttons(Reason::ALL.map(|reason| Button {
        label: said::reason(reason).to_owned(),
        click: Click::Vote {
            entry: entry.cloned(),
            question,
            opinion: Opinion::NotUseful(Some(reason)),
        },
        style: Style::Secondary,
    }))
}

/// Sends what is shown to the team, or not.
pub fn preview(question: QuestionId) -> Option<Row> {
    let no = Button {
        label: said::DO_NOT_SEND.to_owned(),
        click: Click::PassOn { question, step: PassOnStep::DoNotSend },
        style: Style::Secondary,
    };
    Row::buttons([step(question, PassOnStep::Send, said::SEND, Style::Primary), no])
}

/// Tries a step again that the journal did not take.
pub fn again(question: QuestionId, step: PassOnStep) -> Option<Row> {
    let label = match step {
        PassOnStep::Show => said::PASS_ON,
        PassOnStep::Send => said::SEND,
        PassOnStep::DoNotSend => said::DO_NOT_SEND,
        PassOnStep::TellMe => said::TELL_ME,
    };
    Row::buttons([self::step(question, step, label, Style::Secondary)])
}

/// Asks to be told when the team has answered.
pub fn tell_me(question: QuestionId) -> Option<Row> {
    Row::buttons([step(question, PassOnStep::TellMe, said::TELL_ME, Style::Secondary)])
}

fn step(question: QuestionId, step: PassOnStep, label: &str, style: Style) -> Button {
    let click = Click::PassOn { question, step };
    Button { label: label.to_owned(), click, style }
}

/// What a person can decide about what is kept of them, after what they were told.
pub fn my_data(reply: &MyDataReply) -> Option<Row> {
    let wanted: &[MyData] = match reply {
        MyDataReply::Kept(KeptOf { is_out: false, .. }) => &[MyData::Erase, MyData::Stop],
        MyDataReply::Kept(_) | MyDataReply::Stopped => &[MyData::Erase, MyData::Resume],
        MyDataReply::Resumed => &[MyData::Stop],
        // What did not succeed can be tried again from the beginning.
        MyDataReply::Erased | MyDataReply::Late => &[MyData::Show],
        MyDataReply::NoJournal => &[],
    };
    Row::buttons(wanted.iter().map(|wanted| Button {
        label: label::my_data(*wanted).to_owned(),
        click: Click::MyData(*wanted),
        style: if *wanted == MyData::Erase { Style::Danger } else { Style::Secondary },
    }))
}
