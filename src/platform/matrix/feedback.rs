//! What people say of answers: a thumb as a reaction is a vote, and a number in reply to the
//! question why is a reason. A question may be passed on to the team by commands.
//!
//! Nobody is thanked for a reaction, because each reply would be a message to the whole room.
//! A vote goes with its reaction; another one takes its place.

use matrix_sdk::ruma::{EventId, UserId};
use matrix_sdk::{Error, Room};

use super::bindings::MatrixAnswers;
use super::events::{Reaction, Said, Sign};
use super::ledger::{JudgedAnswer, RoomLedger, RoomSpot, SharedLedger};
use super::patience::Passing as _;
use super::post::{self, Beside};
use super::render::{self, Frame};
use super::state::MatrixState;
use crate::bot::{AskedBy, NotPassedOn, Opinion, PassOnStep, Reason, Reply, Request, Role, Vote};
use crate::conversation::exchange::{Passing, Spot};
use crate::search::fold;
use crate::wording::feedback as said_of;

/// Where a message is written, as far as that tells what it is about.
pub fn spot(said: &Said) -> RoomSpot<'_> {
    match (&said.reply_to, &said.thread) {
        (Some(message), _) => Spot::Reply(message),
        (None, Some(root)) => Spot::Thread(root),
        (None, None) => Spot::Room,
    }
}

/// Counts a vote or a reason that is given by a reaction, and asks for the reason when an answer
/// did not help: once for each answer, whoever says so.
pub async fn reacted(state: &MatrixState, room: &Room, ledger: &SharedLedger, reaction: &Reaction) {
    let Reaction { id, of, sender, sign } = reaction;
    let (judged, opinion) = {
        let mut ledger = ledger.lock().await;
        match *sign {
            Sign::Useful(useful) => {
                let opinion = if useful { Opinion::Useful } else { Opinion::NotUseful(None) };
                (ledger.judged(id.clone(), of, sender, useful), opinion)
            }
            Sign::Number(number) => {
                let Some(reason) = numbered(number) else { return };
                let opinion = Opinion::NotUseful(Some(reason));
                (ledger.explained(sender, Spot::Reply(of)), opinion)
            }
        }
    };
    let Some(judged) = judged else { return };
    let reply = vote(state, room, sender, &judged, opinion).await;
    if matches!(reply, Reply::WhyNot(_)) && !judged.asked_why {
        match ask_why(state, room, &judged, &reply).await {
            Ok(notice) => ledger.lock().await.asked_why(&judged.asked_in, notice),
            Err(error) => tracing::warn!(
                room = %room.room_id(),
                cause = error.cause(),
                "the homeserver did not take the notice that asks why an answer did not help; the \
                 vote counts without a reason"
            ),
        }
    }
}

/// Deletes the vote that was given by a reaction which is gone.
pub async fn taken_back(
    state: &MatrixState,
    room: &Room,
    ledger: &SharedLedger,
    reaction: &EventId,
) {
    let taken_back = ledger.lock().await.taken_back(&reaction.to_owned());
    if let Some((question, person)) = taken_back {
        let asker = state.asker(room, &person, Role::Member, AskedBy::Choice).await;
        state.bot.handle(Request::TakeBackVote(question), &asker).await;
    }
}

async fn ask_why(
    state: &MatrixState,
    room: &Room,
    judged: &JudgedAnswer,
    reply: &Reply,
) -> Result<matrix_sdk::ruma::OwnedEventId, Error> {
    let JudgedAnswer { asked_in, thread, answer, .. } = judged;
    // In a direct room nobody else reads, and a thread would only hide it.
    let begun = !state.is_direct(room) || state.answers(room) == MatrixAnswers::Thread;
    let root: Option<&EventId> = thread.as_deref().or_else(|| begun.then_some(&**asked_in));
    let beside = root.map_or(Beside::Reply(answer), |root| Beside::Thread { root, latest: answer });
    let content = render::render(reply, &Frame::default());
    post::aside(&state.reach, room, ("why", answer), beside, content).await
}

/// Counts what a person says of an answer.
pub async fn vote(
    state: &MatrixState,
    room: &Room,
    person: &UserId,
    judged: &JudgedAnswer,
    opinion: Opinion,
) -> Reply {
    let JudgedAnswer { question, entry, .. } = judged.clone();
    let asker = state.asker(room, person, Role::Member, AskedBy::Choice).await;
    state.bot.handle(Request::Vote(Vote { question, entry, opinion }), &asker).await
}

/// The reason that a person gives by its number, from 1 on, or by its name.
pub fn reason(text: &str, number: Option<usize>) -> Option<Reason> {
    let words = |text: &str| fold(&text.replace('’', "'"));
    let typed = words(text.trim_end_matches(['.', '!']).trim());
    let named = || Reason::ALL.into_iter().find(|reason| words(said_of::reason(*reason)) == typed);
    number.and_then(numbered).or_else(named)
}

fn numbered(number: usize) -> Option<Reason> {
    number.checked_sub(1).and_then(|at| Reason::ALL.get(at)).copied()
}

/// What is asked of the bot for a step of passing a question on, or the reply that says why
/// nothing is; `None` when it is not known which question is meant.
pub fn pass_on(
    said: &Said,
    ledger: &RoomLedger,
    step: PassOnStep,
) -> Option<Result<Request, Reply>> {
    match ledger.passing(&said.sender, spot(said), step) {
        Passing::Question(question) => Some(Ok(Request::PassOn { question, step })),
        Passing::NotTheirs => Some(Err(Reply::NotPassedOn(NotPassedOn::NotYours))),
        Passing::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_given_by_its_number_or_its_name() {
        let rows = [
            ("2", Some(2), Some(Reason::Incomplete)),
            ("le 4", Some(4), Some(Reason::Unclear)),
            ("Périmé.", None, Some(Reason::OutOfDate)),
            ("perime", None, Some(Reason::OutOfDate)),
            ("ce n'est pas ma question", None, Some(Reason::NotMyQuestion)),
            ("0", Some(0), None),
            ("5", Some(5), None),
            ("la date est fausse", None, None),
        ];
        for (text, number, expected) in rows {
            assert_eq!(reason(text, number), expected, "{text:?}");
        }
    }
}
