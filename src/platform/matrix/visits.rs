//! Which rooms the bot joins: invitations it accepts or declines, rooms that took
//! another's place.

use std::sync::Arc;
use std::time::Duration;

use matrix_sdk::ruma::api::client::membership::leave_room;
use matrix_sdk::ruma::{OwnedServerName, RoomId, UserId};
use matrix_sdk::{Room, RoomState};

use super::patience::Passing as _;
use super::state::MatrixState;
use super::store;
use crate::platform::matrix::wording;

/// How often an invitation is tried that the server refuses.
const JOINS_MAX: u32 = 4;
/// The first pause between two tries; each is longer by as much.
const JOIN_AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Catches up on upgrades and invitations from before the program started.
pub async fn at_start(state: &Arc<MatrixState>) {
    state.warn_of_nothing_seen_in_direct_rooms();
    for room in state.client.joined_rooms() {
        // Nobody asks in a room that another one took the place of.
        if room.successor_room().is_none() {
            state.warn_of_nothing_seen(&room);
        }
        if let Err(error) = follow(state, &room, true).await {
            tracing::error!("an upgraded room was not followed, the next start retries: {error:#}");
        }
    }
    for room in state.client.invited_rooms() {
        invited(state, room);
    }
}

/// Accepts an invitation from those who may invite, or into a room that took the
/// place of one the bot is in; declines any other with a reason. An invitation comes with
/// each sync until it is answered, and is taken once.
pub fn invited(state: &Arc<MatrixState>, room: Room) {
    if !state.take_invitation(room.room_id()) {
        return;
    }
    let shared = Arc::clone(state);
    state.tasks.spawn(async move {
        if room.state() == RoomState::Invited {
            answer_invitation(&shared, &room).await;
        }
        shared.answered_invitation(room.room_id());
    });
}

async fn answer_invitation(state: &MatrixState, room: &Room) {
    let inviter = room.invite_details().await.ok().map(|invite| invite.inviter_id);
    let welcome = inviter.as_deref().is_some_and(|inviter| may_invite(state, inviter));
    if !welcome && !state.successions().is_successor(room.room_id()) {
        let refused = state.reach.insist(|| async {
            let mut refusal = leave_room::v3::Request::new(room.room_id().to_owned());
            refusal.reason = Some(wording::not_invited_by(state.me.id.server_name().as_str()));
            state.client.send(refusal).await.map_err(matrix_sdk::Error::from)
        });
        match refused.await {
            Ok(_) => tracing::info!(
                room = %room.room_id(),
                left = true,
                "declined an invitation from an account that invites_from does not allow"
            ),
            Err(error) => tracing::warn!(
                room = %room.room_id(),
                cause = error.cause(),
                "an invitation from an account that invites_from does not allow could not be \
                 declined, it is tried again at the next start"
            ),
        }
        return;
    }
    if room.is_direct().await.unwrap_or(false) {
        state.note_direct(room.room_id());
    }
    let mut tries = 1;
    let joined = loop {
        let joined = state.reach.insist(|| async {
            if room.state() == RoomState::Joined { Ok(()) } else { room.join().await }
        });
        match joined.await {
            // A server may refuse an invitation that it does not know itself yet.
            Err(_) if tries < JOINS_MAX => {
                tokio::time::sleep(JOIN_AGAIN_AFTER * tries).await;
                tries += 1;
            }
            joined => break joined,
        }
    };
    match joined {
        Ok(()) => {
            tracing::info!(room = %room.room_id(), tries, "joined a room");
            state.warn_of_nothing_seen(room);
            if state.is_team(room.room_id()) {
                // Its cards wait for that.
                state.bot.desk().changed();
            }
        }
        Err(error) => tracing::warn!(
            room = %room.room_id(),
            tries,
            cause = error.cause(),
            "a room could not be joined, it needs a new invitation or a restart"
        ),
    }
}

fn may_invite(state: &MatrixState, inviter: &UserId) -> bool {
    let server = inviter.server_name().as_str();
    state.permissions.invites_from.iter().any(|from| from == inviter.as_str() || from == server)
}

/// Joins the room that took this one's place, if there is one; its binding follows.
/// An upgrade that is known already is tried again `at_start` only: an earlier run
/// may not have joined the new room.
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
        tracing::info!(room = %room.room_id(), "a room was upgraded, joining the new one");
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
        let joined = shared.reach.insist(|| async {
            shared.client.join_room_by_id_or_alias((&*new).into(), &via).await
        });
        // The new room may be open to invited members only.
        if joined.await.is_err() {
            tracing::info!(room = %new, "the new room of an upgrade could not be joined, waiting for an invitation");
        }
    });
    Ok(())
}

/// Servers that are known to have the new room.
fn via(state: &MatrixState, old: &RoomId) -> Vec<OwnedServerName> {
    let ours = state.me.id.server_name();
    let theirs = old.server_name().filter(|theirs| *theirs != ours);
    theirs.into_iter().chain([ours]).map(ToOwned::to_owned).collect()
}
