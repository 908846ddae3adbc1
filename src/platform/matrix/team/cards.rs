//! Shows each card in the team's room by one message, which is edited when the card changes. A
//! message is noted in the journal before it is sent, and sent under a transaction id made of the
//! card's number, so that a program that is killed in between sends it once.

use matrix_sdk::ruma::{EventId, OwnedEventId};
use matrix_sdk::{Error, Room};

use super::super::patience::Passing as _;
use super::super::post;
use super::super::render::{self, Content};
use super::super::state::MatrixState;
use crate::bot::{Fault, ShownCard};
use crate::team::{Card, CardState};

const NETWORK: &str = "matrix";

/// Shows every card as it is now.
///
/// # Errors
/// The journal fails.
pub async fn show(state: &MatrixState) -> Result<(), Fault> {
    if !state.has_team_room() {
        return Ok(());
    }
    let Some(room) = state.team_room() else {
        if state.team.is_failing(true) {
            tracing::warn!(
                "the bot is not in the team's room (platform.matrix.team): no card is shown until \
                 somebody invites it there"
            );
        }
        return Ok(());
    };
    let desk = state.bot.desk();
    let (cards, shown) = (desk.cards().await?, desk.shown(NETWORK).await?);
    let is_gone = |one: &&ShownCard| !cards.iter().any(|card| card.number == one.card);
    for gone in shown.iter().filter(is_gone) {
        let message = gone.message.as_deref().filter(|_| is_in(gone, &room));
        if let Some(message) = message.and_then(|id| OwnedEventId::try_from(id).ok()) {
            // An edit would leave the text in the room's history.
            let done = post::redact(&state.reach, &room, &message).await;
            if !note(state, &room, done) {
                return Ok(());
            }
        }
        desk.hide(NETWORK, gone.card).await?;
    }
    for card in &cards {
        let here = shown.iter().find(|one| one.card == card.number);
        let done = show_card(state, &room, card, here).await?;
        if !note(state, &room, done) {
            return Ok(());
        }
    }
    Ok(())
}

/// The card of a message in the team's room.
///
/// # Errors
/// The journal fails.
pub async fn card_of(
    state: &MatrixState,
    room: &Room,
    message: &EventId,
) -> Result<Option<i64>, Fault> {
    let shown = state.bot.desk().shown(NETWORK).await?;
    let is_it =
        |one: &&ShownCard| is_in(one, room) && one.message.as_deref() == Some(message.as_str());
    Ok(shown.iter().find(is_it).map(|one| one.card))
}

fn is_in(shown: &ShownCard, room: &Room) -> bool {
    shown.place == room.room_id().as_str()
}

async fn show_card(
    state: &MatrixState,
    room: &Room,
    card: &Card,
    shown: Option<&ShownCard>,
) -> Result<Result<(), Error>, Fault> {
    let (number, hash) = (card.number, card.hash());
    let desk = state.bot.desk();
    let content: Content = render::card(card);
    let place = room.room_id().to_string();
    let message = shown.filter(|shown| is_in(shown, room)).and_then(|shown| shown.message.clone());
    let sent = match message.and_then(|id| OwnedEventId::try_from(id).ok()) {
        Some(_) if shown.is_some_and(|shown| shown.hash == hash) => return Ok(Ok(())),
        // An edit would leave the words in the room's history.
        Some(message) if card.is_erased() => {
            match post::redact(&state.reach, room, &message).await {
                Ok(()) => {
                    let id = format!("card-{number}-{hash:x}");
                    post::announce(&state.reach, room, &id, content).await
                }
                Err(error) => Err(error),
            }
        }
        Some(message) => {
            post::redraw(&state.reach, room, &message, content).await.map(|()| message)
        }
        // Of what was decided before, only what is shown already is of use.
        None if shown.is_none() && !matches!(card.state, CardState::Open | CardState::PutOff) => {
            return Ok(Ok(()));
        }
        None => {
            desk.show(
                NETWORK,
                &ShownCard { card: number, place: place.clone(), message: None, hash },
            )
            .await?;
            post::announce(&state.reach, room, &format!("card-{number}"), content).await
        }
    };
    match sent {
        Ok(message) => {
            let message = Some(message.to_string());
            desk.show(NETWORK, &ShownCard { card: number, place, message, hash }).await?;
            Ok(Ok(()))
        }
        Err(error) => Ok(Err(error)),
    }
}

/// Whether the room took it; logs once when it begins not to, and when it does again.
fn note(state: &MatrixState, room: &Room, done: Result<(), Error>) -> bool {
    let is_new = state.team.is_failing(done.is_err());
    match &done {
        Err(error) if is_new => tracing::warn!(
            room = %room.room_id(),
            cause = error.cause(),
            "the team's room does not take a card: it is tried again every half minute"
        ),
        Ok(()) if is_new => {
            tracing::info!(room = %room.room_id(), "the team's room takes cards again");
        }
        _ => {}
    }
    done.is_ok()
}
