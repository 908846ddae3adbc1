//! What members do about an answer: votes with their reasons, passing a question on to the team,
//! and what is kept of them.

use super::custom_id::Click;
use super::feedback_rows as rows;
use super::incoming::{Asked, What};
use super::payload::{Payload, Row};
use super::render::{self, Frame};
use super::state::DiscordState;
use crate::bot::{AskedBy, Feedback, MyData, NotPassedOn, PassOnStep, QuestionId, Reply};
use crate::bot::{Request, Role, Vote};

/// The question that the clicked button carries.
pub fn carried(asked: &Asked) -> Option<QuestionId> {
    let What::Clicked { click: Some(click), .. } = &asked.what else { return None };
    match click {
        Click::Choose { question, .. }
        | Click::Share { question, .. }
        | Click::Page { question, .. }
        | Click::Answer { question, .. }
        | Click::Mine { question, .. } => *question,
        _ => None,
    }
}

/// The answer to a question that is asked again as one to the question that the clicked button
/// carries. The bot itself only knows the last question of who clicks, which may be another one.
pub fn to_question_of(asked: &Asked, reply: Reply) -> Reply {
    let is_again = matches!(&asked.what, What::Clicked { click: Some(Click::Mine { .. }), .. });
    match (reply, carried(asked).filter(|_| is_again)) {
        (Reply::Answer { answer, asked_in, feedback }, Some(question)) => {
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

/// A step of passing a question on.
pub async fn pass_on(
    state: &DiscordState,
    asked: &Asked,
    question: QuestionId,
    step: PassOnStep,
) -> Payload {
    let reply = handle(state, asked, Request::PassOn { question, step }).await;
    let shown = show(asked, &reply);
    match reply {
        Reply::PassOnPreview { question, .. } => shown.with_rows(rows::preview(question)),
        Reply::PassedOn(question) => shown.with_rows(rows::tell_me(question)),
        // The message that was clicked is gone then, with its button.
        Reply::NotPassedOn(NotPassedOn::Late | NotPassedOn::Waiting) => {
            shown.with_rows(rows::again(question, step))
        }
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
