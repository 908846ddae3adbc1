//! The sync loop, and what each sync brings. matrix-sdk's own loop sleeps up to a
//! second between two syncs, and every answer would wait for that.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use backon::BackoffBuilder as _;
use futures_util::StreamExt as _;
use matrix_sdk::config::{SyncSettings, SyncToken};
use matrix_sdk::deserialized_responses::{TimelineEvent, TimelineEventKind};
use matrix_sdk::room::MessagesOptions;
use matrix_sdk::ruma::api::client::filter::{FilterDefinition, LazyLoadOptions};
use matrix_sdk::ruma::events::room::member::MembershipState;
use matrix_sdk::ruma::events::{AnySyncStateEvent, AnySyncTimelineEvent};
use matrix_sdk::ruma::uint;
use matrix_sdk::sync::{JoinedRoomUpdate, SyncResponse};
use matrix_sdk::{Error, Room};
use tokio_util::sync::CancellationToken;

use super::late::LateKeys;
use super::patience::{self, Passing as _};
use super::rooms::Rooms;
use super::state::MatrixState;
use super::{events, session, store, visits};
use crate::platform::matrix::wording::fatal;

/// How long the server may wait for an event before it answers a sync.
const POLL: Duration = Duration::from_secs(30);
/// The most pages of a hundred events that are fetched when a sync left some out.
const PAGES_MAX: usize = 10;

/// Runs until `shutdown`.
///
/// # Errors
/// A sentence for the operator, when the session cannot go on.
pub async fn run(state: Arc<MatrixState>, shutdown: &CancellationToken) -> anyhow::Result<()> {
    let client = state.client.clone();
    let mut duplicates = client.subscribe_to_duplicate_key_upload_errors();
    let keys = client.encryption().room_keys_received_stream().await;
    let mut keys = std::pin::pin!(keys.context(fatal::STORE_OF_ANOTHER)?);
    let mut late = LateKeys::default();
    let mut rooms = Rooms::new(Arc::clone(&state));
    let mut pauses = None;
    // The server answers the first sync at once, so that the bot is ready sooner.
    let begun: bool = store::get(&client, store::BEGUN).await?.unwrap_or_default();
    let token = if begun { SyncToken::ReusePrevious } else { SyncToken::NoToken };
    let mut settings = settings().token(token).timeout(Duration::ZERO);
    let mut since = None;
    loop {
        let mut step = std::pin::pin!(client.sync_once(settings.clone()));
        let response = loop {
            tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                told = duplicates.recv() => if told.is_ok() { bail!(fatal::LOST_STORE) },
                Some(arrived) = keys.next() => {
                    let arrived: Option<Vec<_>> = arrived.ok().map(|keys| {
                        keys.into_iter().map(|key| (key.room_id, key.session_id)).collect()
                    });
                    for (room, event) in late.readable(&client, arrived.as_deref()).await {
                        heard(&mut rooms, &state, &mut late, &room, event).await?;
                    }
                }
                response = &mut step => break response,
            }
        };
        let response = match response {
            Ok(response) => response,
            Err(Error::Http(error)) if session::is_unknown_token(&error) => bail!(fatal::TOKEN),
            Err(error) => {
                let pauses = pauses.get_or_insert_with(|| patience::pauses().build());
                let pause = pauses.next().unwrap_or(POLL);
                tracing::warn!(
                    reachable = !error.is_passing(),
                    "sync with the homeserver failed, retrying in {:.1} s",
                    pause.as_secs_f32()
                );
                tokio::select! {
                    () = shutdown.cancelled() => return Ok(()),
                    () = tokio::time::sleep(pause) => continue,
                }
            }
        };
        if pauses.take().is_some() {
            tracing::info!("sync with the homeserver works again");
        }
        let first = since.is_none();
        let next = response.next_batch.clone();
        // This comes before the sync's own questions are written down: they are not
        // left from an earlier run.
        if first {
            rooms.resume().await?;
        }
        took(&mut rooms, &state, &mut late, response, since.as_deref()).await?;
        if first {
            visits::at_start(&state).await;
            tracing::info!("connected to Matrix");
            store::set(&client, store::BEGUN, &true).await?;
            settings = self::settings().timeout(POLL);
        }
        since = Some(next);
    }
}

/// Leaves out what the bot does not use: who is typing, who has read what, who is
/// online. Members are loaded when they write.
fn settings() -> SyncSettings {
    let mut filter = FilterDefinition::default();
    filter.presence.not_types = vec!["*".to_owned()];
    filter.room.ephemeral.not_types = vec!["*".to_owned()];
    filter.room.timeline.limit = Some(uint!(100));
    filter.room.state.lazy_load_options =
        LazyLoadOptions::Enabled { include_redundant_members: false };
    SyncSettings::new().token(SyncToken::ReusePrevious).filter(filter.into())
}

async fn took(
    rooms: &mut Rooms,
    state: &Arc<MatrixState>,
    late: &mut LateKeys,
    response: SyncResponse,
    since: Option<&str>,
) -> anyhow::Result<()> {
    for (id, update) in response.rooms.joined {
        let Some(room) = state.client.get_room(&id) else { continue };
        let events = timeline(&room, update, since, state).await;
        if since.is_none() {
            let ours =
                events.iter().filter(|event| event.sender().is_some_and(|s| s == state.me.id));
            let answered = ours.filter_map(|event| events::answers(event.raw())).collect();
            rooms.answered(&room, answered).await?;
        }
        for event in events {
            heard(rooms, state, late, &room, event).await?;
        }
        visits::follow(state, &room, false).await?;
    }
    for id in response.rooms.invited.keys() {
        if let Some(room) = state.client.get_room(id) {
            visits::invited(state, room);
        }
    }
    Ok(())
}

async fn heard(
    rooms: &mut Rooms,
    state: &Arc<MatrixState>,
    late: &mut LateKeys,
    room: &Room,
    event: TimelineEvent,
) -> anyhow::Result<()> {
    if let TimelineEventKind::UnableToDecrypt { event, utd_info } = &event.kind {
        late.keep(room.room_id(), event, utd_info.session_id.as_deref());
        return Ok(());
    }
    match events::read(event.raw(), &state.me) {
        Some(incoming) => rooms.take(room, incoming).await,
        None => Ok(()),
    }
}

/// The events of a room since the last sync, oldest first. Events that the server
/// left out are fetched; events from before the bot joined are dropped.
async fn timeline(
    room: &Room,
    update: JoinedRoomUpdate,
    since: Option<&str>,
    state: &MatrixState,
) -> Vec<TimelineEvent> {
    let mut events = update.timeline.events;
    if let Some(joined) = events.iter().rposition(|event| is_our_join(event, state)) {
        return events.split_off(joined + 1);
    }
    if !update.timeline.limited {
        return events;
    }
    let mut older = Vec::new();
    let mut from = update.timeline.prev_batch;
    for _ in 0..PAGES_MAX {
        let Some(token) = from.take() else { break };
        let mut options = MessagesOptions::backward().from(token.as_str());
        options.to = since.map(str::to_owned);
        options.limit = uint!(100);
        let Ok(page) = room.messages(options).await else { break };
        let in_reach =
            |event: &TimelineEvent| event.timestamp().is_some_and(|at| at >= state.cutoff);
        let whole = page.chunk.iter().all(in_reach);
        older.extend(page.chunk.into_iter().take_while(in_reach));
        if let Some(joined) = older.iter().position(|event| is_our_join(event, state)) {
            older.truncate(joined);
            break;
        }
        from = page.end.filter(|_| whole);
    }
    older.reverse();
    older.append(&mut events);
    older
}

/// Whether an event is the bot joining the room, and not a change of its name.
fn is_our_join(event: &TimelineEvent, state: &MatrixState) -> bool {
    let Ok(AnySyncTimelineEvent::State(AnySyncStateEvent::RoomMember(member))) =
        event.raw().deserialize()
    else {
        return false;
    };
    let Some(member) = member.as_original() else { return false };
    let before = member.unsigned.prev_content.as_ref().map(|content| &content.membership);
    member.state_key == state.me.id
        && member.content.membership == MembershipState::Join
        && before != Some(&MembershipState::Join)
}
