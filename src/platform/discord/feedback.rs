//! What members do about an answer: votes with their reasons, passing a question on to the team,
//! and what is kept of them.

use super::custom_id::Click;
use super::feedback_rows as rows;
use super::incoming::{Asked, What};
use super::payload::{Payload, Row};
use super::render::{self, Frame};
use super::state::DiscordState;
use crate::bot::{
    Answer, AskedBy, Feedback, MyData, PassOnStep, QuestionId, Reply, Request, Role, Vote,
};
use crate::wording::feedback::NOT_SENT;

/// The answer as one to the question that the clicked button carries. The bot itself only knows
/// the last question of who clicks, which may be another one.
pub fn to_question_of(asked: &Asked, reply: Reply) -> Reply {
    let What::Clicked { click: Some(click), .. } = &asked.what else { return reply };
    let carried = match click {
        Click::Choose { question, .. }
        | Click::Share { question, .. }
        | Click::Page { question, .. }
        | Click::Mine { question, .. } => *question,
        _ => None,
    };
    // That none of the entries fits is only recorded, and passed on, for who asked.
    let is_anothers = matches!(click, Click::Choose { asker, .. } if *asker != asked.person.id);
    match (reply, carried) {
        (Reply::Answer { answer, asked_in, feedback }, Some(question))
            if !(is_anothers && matches!(answer, Answer::Unknown { .. })) =>
        {
            let feedback = Feedback { question: Some(question), ..feedback };
            Reply::Answer { answer, asked_in, feedback }
        }
        (reply, _) => reply,
    }
}

/// Counts a vote. Who says that an answer did not help is asked why, and may pass the question on.
pub async fn vote(state: &DiscordState, asked: &Asked, vote: Vote) -> Payload {
    let (entry, question) = (vote.entry.clone(), vote.question);
    let reply = handle(state, asked, Request::Vote(vote)).await;
    let shown = show(asked, &reply);
    match reply {
        Reply::WhyNot(after) => shown
            .with_rows(rows::reasons(entry.as_ref(), question))
            .with_rows(Row::buttons(rows::pass_on(after))),
        Reply::ThanksForReason(after) => shown.with_rows(Row::buttons(rows::pass_on(after))),
        _ => shown,
    }
}

/// A step of passing a question on; without one, nothing is sent.
pub async fn pass_on(
    state: &DiscordState,
    asked: &Asked,
    question: QuestionId,
    step: Option<PassOnStep>,
) -> Payload {
    let Some(step) = step else { return Payload::text(NOT_SENT) };
    let reply = handle(state, asked, Request::PassOn { question, step }).await;
    let shown = show(asked, &reply);
    match reply {
        Reply::PassOnPreview { question, .. } => shown.with_rows(rows::preview(question)),
        Reply::PassedOn(question) => shown.with_rows(rows::tell_me(question)),
        _ => shown,
    }
}

/// What is kept of the person, or what became of it.
pub async fn my_data(state: &DiscordState, asked: &Asked, wanted: MyData) -> Payload {
    let reply = handle(state, asked, Request::MyData(wanted)).await;
    let shown = show(asked, &reply);
    match &reply {
        Reply::MyData(told) => shown.with_rows(rows::my_data(told)),
        _ => shown,
    }
}

async fn handle(state: &DiscordState, asked: &Asked, request: Request) -> Reply {
    let asker = state.asker(asked.path, asked.person.id, Role::Member, AskedBy::Choice);
    state.bot.handle(request, &asker).await
}

fn show(asked: &Asked, reply: &Reply) -> Payload {
    render::render(reply, &Frame::private(asked.person.id))
}
