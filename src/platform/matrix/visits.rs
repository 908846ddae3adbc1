//! Where the bot goes: invitations it accepts or declines, rooms that took
//! another's place.

use std::sync::Arc;

use matrix_sdk::ruma::api::client::membership::leave_room;
use matrix_sdk::ruma::{OwnedServerName, RoomId, UserId};
use matrix_sdk::{Room, RoomState};

use super::state::MatrixState;
use super::{patience, store};
use crate::wording::matrix as wording;

/// What came about while the bot was away.
pub async fn at_start(state: &Arc<MatrixState>) {
    for room in state.client.joined_rooms() {
        if let Err(error) = follow(state, &room, true).await {
            tracing::error!("{error:#}");
        }
    }
    for room in state.client.invited_rooms() {
        invited(state, room);
    }
}

/// Accepts an invitation from those who may invite, or into a room that took the
/// place of one we are in; declines another with a word.
pub fn invited(state: &Arc<MatrixState>, room: Room) {
    let shared = Arc::clone(state);
    state.tasks.spawn(async move {
        let state = shared;
        if room.state() != RoomState::Invited {
            return;
        }
        let inviter = room.invite_details().await.ok().map(|invite| invite.inviter_id);
        let welcome = inviter.as_deref().is_some_and(|inviter| may_invite(&state, inviter));
        if welcome || state.successions().is_successor(room.room_id()) {
            if room.is_direct().await.unwrap_or(false) {
                state.note_direct(room.room_id());
            }
            let joined = patience::insist(|| async {
                if room.state() == RoomState::Joined { Ok(()) } else { room.join().await }
            });
            match joined.await {
                Ok(()) => tracing::info!(room = %room.room_id(), "joined a room"),
                Err(_) => tracing::warn!(room = %room.room_id(), "a room could not be joined"),
            }
        } else {
            let mut refusal = leave_room::v3::Request::new(room.room_id().to_owned());
            refusal.reason = Some(wording::not_invited_by(state.me.id.server_name().as_str()));
            let left = state.client.send(refusal).await.is_ok();
            tracing::info!(room = %room.room_id(), left, "an invitation was declined");
        }
    });
}

fn may_invite(state: &MatrixState, inviter: &UserId) -> bool {
    let server = inviter.server_name().as_str();
    state.invites_from.iter().any(|from| from == inviter.as_str() || from == server)
}

/// Goes where a room went when it was upgraded, with what is bound to it. What was
/// learned before is tried again `at_start`: an earlier run may not have got there.
///
/// # Errors
/// When the store cannot be written.
pub async fn follow(state: &Arc<MatrixState>, room: &Room, at_start: bool) -> anyhow::Result<()> {
    let Some(successor) = room.successor_room() else { return Ok(()) };
    let news = {
        let mut successions = state.successions();
        let news = successions.learn(room.room_id(), &successor.room_id);
        news.then(|| successions.clone())
    };
    if let Some(successions) = &news {
        store::set(&state.client, store::SUCCESSIONS, successions).await?;
        tracing::info!(room = %room.room_id(), "a room was upgraded");
    } else if !at_start {
        return Ok(());
    }
    if room
        .client()
        .get_room(&successor.room_id)
        .is_some_and(|new| new.state() == RoomState::Joined)
    {
        return Ok(());
    }
    let via = via(state, room.room_id());
    let (shared, new) = (Arc::clone(state), successor.room_id);
    state.tasks.spawn(async move {
        let joined = patience::insist(|| async {
            shared.client.join_room_by_id_or_alias((&*new).into(), &via).await
        });
        // A room for invited members alone: whoever upgraded it invites us, or not.
        if joined.await.is_err() {
            tracing::info!(room = %new, "the upgraded room waits for an invitation");
        }
    });
    Ok(())
}

/// Servers that surely know the new room.
fn via(state: &MatrixState, old: &RoomId) -> Vec<OwnedServerName> {
    let ours = state.me.id.server_name();
    let theirs = old.server_name().filter(|theirs| *theirs != ours);
    theirs.into_iter().chain([ours]).map(ToOwned::to_owned).collect()
}
