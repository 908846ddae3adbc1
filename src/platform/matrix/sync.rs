//! The sync loop, and what each sync brings. matrix-sdk's own loop sleeps up to a
//! second between two syncs, and every answer would wait for that.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use futures_util::StreamExt as _;
use matrix_sdk::config::{SyncSettings, SyncToken};
use matrix_sdk::deserialized_responses::{TimelineEvent, TimelineEventKind};
use matrix_sdk::room::MessagesOptions;
use matrix_sdk::ruma::api::client::filter::FilterDefinition;
use matrix_sdk::ruma::api::client::sync::sync_events;
use matrix_sdk::ruma::events::room::member::{MembershipState, OriginalSyncRoomMemberEvent};
use matrix_sdk::ruma::events::{AnySyncStateEvent, AnySyncTimelineEvent};
use matrix_sdk::ruma::{OwnedRoomId, uint};
use matrix_sdk::sync::{JoinedRoomUpdate, SyncResponse};
use matrix_sdk::{Error, Room};
use tokio_util::sync::CancellationToken;

use super::late::LateKeys;
use super::network::NETWORK;
use super::outage;
use super::patience::{Passing as _, Pauses};
use super::rooms::Rooms;
use super::state::MatrixState;
use super::store_fault::StoreFault;
use super::{events, session, store, visits};
use crate::conversation::connected::Connected;
use crate::platform::matrix::wording::fatal;

/// How long the server may wait for an event before it answers a sync.
const POLL: Duration = Duration::from_secs(30);
/// How long to wait before the store is tried again.
const STORE_PAUSE: Duration = Duration::from_secs(3);
/// The most pages of a hundred events that are fetched when a sync left some out: a bot that
/// was away for the longest time that counts has missed fewer in any room that people read.
const PAGES_MAX: usize = 50;
/// How long a page of one room is insisted on. All rooms wait meanwhile: one whose history
/// fails must not keep the others from their answers.
const PAGE_WITHIN: Duration = Duration::from_secs(8);

/// Runs until `shutdown`.
///
/// # Errors
/// A sentence for the operator, when the session cannot go on.
pub async fn run(
    state: Arc<MatrixState>,
    shutdown: &CancellationToken,
    connected: &Connected,
) -> anyhow::Result<()> {
    let client = state.client.clone();
    let mut duplicates = client.subscribe_to_duplicate_key_upload_errors();
    let keys = client.encryption().room_keys_received_stream().await;
    let mut keys = std::pin::pin!(keys.context(fatal::STORE_OF_ANOTHER)?);
    *state.late.lock().await = LateKeys::read(&client, state.cutoff).await?;
    let mut rooms = Rooms::new(Arc::clone(&state));
    let mut pauses = None;
    // The server answers the first sync at once, so that the bot is ready sooner.
    let mut since: Option<String> = store::get(&client, store::SINCE).await?;
    let begun = since.is_some() || store::get(&client, store::BEGUN).await?.unwrap_or(false);
    let token = if begun { SyncToken::ReusePrevious } else { SyncToken::NoToken };
    let mut settings = settings().token(token).timeout(Duration::ZERO);
    let mut first = true;
    // The token of the last sync that the store had no room for.
    let mut unstored = None;
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
                    decrypt_late(&mut rooms, &state, arrived.as_deref()).await?;
                }
                response = &mut step => break response,
            }
        };
        let response = match response {
            Ok(response) => response,
            Err(Error::Http(error)) if session::is_unknown_token(&error) => bail!(fatal::TOKEN),
            Err(error) => {
                if StoreFault::of_database(&error) == Some(StoreFault::Damaged) {
                    return Err(error.into());
                }
                if outage::is_of_the_store(&error) {
                    state.reach.store_failed(&error.cause());
                    let since = unstored.clone().or(since.clone());
                    let synced = raw_sync(&mut rooms, &state, since, connected);
                    tokio::select! {
                        () = shutdown.cancelled() => return Ok(()),
                        synced = synced => unstored = synced?,
                    }
                    continue;
                }
                state.reach.lost(&error);
                let pause = pauses.get_or_insert_with(Pauses::default).next(&error);
                tokio::select! {
                    () = shutdown.cancelled() => return Ok(()),
                    () = tokio::time::sleep(pause) => continue,
                }
            }
        };
        connected.is_heard();
        if pauses.take().is_some() {
            state.bot.metrics().reconnected(NETWORK);
        }
        unstored = None;
        let next = response.next_batch.clone();
        let brought = !response.rooms.joined.is_empty();
        // A sync that is not finished comes again at the next start.
        let questions = tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            took = took(&mut rooms, &state, response, since.as_deref(), first) => took?,
        };
        state.reach.heard(questions);
        // From here on a crash loses none of this sync's questions. A sync without rooms may
        // come again, which saves a write for each.
        if brought || since.is_none() {
            match store::set(&client, store::SINCE, &next).await {
                Ok(()) => state.reach.store_works(),
                Err(error) => state.reach.store_failed(&error.root_cause().to_string()),
            }
        }
        if first {
            first = false;
            decrypt_late(&mut rooms, &state, None).await?;
            visits::at_start(&state).await;
            let rooms = client.joined_rooms().len();
            tracing::info!(user = %state.me.id, rooms, "connected to Matrix");
            connected.tell(state.me.id.as_str(), Some(rooms));
            state.connected.notify_one();
        }
        // matrix-sdk's own token may be that of a sync which failed while it was stored.
        settings = self::settings().token(SyncToken::Specific(next.clone())).timeout(POLL);
        since = Some(next);
    }
}

/// Answers what can be answered without the store: questions in unencrypted rooms. The
/// same sync comes again once the store can be written. Gives its token.
///
/// # Errors
/// When the store cannot be read.
async fn raw_sync(
    rooms: &mut Rooms,
    state: &Arc<MatrixState>,
    since: Option<String>,
    connected: &Connected,
) -> anyhow::Result<Option<String>> {
    let mut request = sync_events::v3::Request::new();
    request.filter = Some(filter().into());
    request.since.clone_from(&since);
    request.timeout = Some(STORE_PAUSE);
    // Without a token everything comes, also what is long answered.
    let response = if since.is_some() { state.client.send(request).await.ok() } else { None };
    let Some(response) = response else {
        tokio::time::sleep(STORE_PAUSE).await;
        return Ok(since);
    };
    connected.is_heard();
    for (id, update) in response.rooms.join {
        let Some(room) = state.client.get_room(&id) else { continue };
        let events = update.timeline.events.iter();
        // `events::read` passes over encrypted events, which cannot be read here.
        let read = events.filter_map(|event| events::read(event, &state.me)).collect();
        rooms.take(&room, read).await?;
    }
    Ok(Some(response.next_batch))
}

/// Reads messages whose keys have arrived.
async fn decrypt_late(
    rooms: &mut Rooms,
    state: &Arc<MatrixState>,
    arrived: Option<&[(OwnedRoomId, String)]>,
) -> anyhow::Result<()> {
    let readable = state.late.lock().await.readable(&state.client, arrived).await;
    for (room, event) in readable {
        heard(rooms, state, &room, vec![event]).await?;
    }
    write_late(state).await;
    Ok(())
}

async fn write_late(state: &MatrixState) {
    if let Err(error) = state.late.lock().await.write(&state.client).await {
        state.reach.store_failed(&error.root_cause().to_string());
    }
}

/// Leaves out what the bot does not use: who is typing, who has read what, who is
/// online. Members are not loaded lazily, which would spare a large room's list at the
/// first sync: Synapse then names a member who is in two rooms as one whose devices have
/// changed in nearly every sync, and sending into an encrypted room waits up to 5 s for
/// the query of their keys that follows.
fn filter() -> FilterDefinition {
    let mut filter = FilterDefinition::default();
    filter.presence.not_types = vec!["*".to_owned()];
    filter.room.ephemeral.not_types = vec!["*".to_owned()];
    filter.room.timeline.limit = Some(uint!(100));
    filter
}

fn settings() -> SyncSettings {
    SyncSettings::new().filter(filter().into())
}

async fn took(
    rooms: &mut Rooms,
    state: &Arc<MatrixState>,
    response: SyncResponse,
    since: Option<&str>,
    first: bool,
) -> anyhow::Result<usize> {
    let mut questions = 0;
    let mut heard_of = Vec::new();
    for (id, update) in response.rooms.joined {
        let Some(room) = state.client.get_room(&id) else { continue };
        let events = timeline(&room, update, since, state).await;
        if first {
            let ours =
                events.iter().filter(|event| event.sender().is_some_and(|s| s == state.me.id));
            let answered = ours.filter_map(|event| events::answers(event.raw())).collect();
            rooms.answered(&room, answered).await?;
        }
        heard_of.push((room, events));
    }
    // What an earlier run left comes before what is new.
    if first {
        rooms.resume().await?;
    }
    for (room, events) in heard_of {
        questions += heard(rooms, state, &room, events).await?;
        if let Err(error) = visits::follow(state, &room, false).await {
            state.reach.store_failed(&error.root_cause().to_string());
        }
    }
    write_late(state).await;
    for id in response.rooms.invited.keys() {
        if let Some(room) = state.client.get_room(id) {
            visits::invited(state, room);
        }
    }
    Ok(questions)
}

async fn heard(
    rooms: &mut Rooms,
    state: &Arc<MatrixState>,
    room: &Room,
    events: Vec<TimelineEvent>,
) -> anyhow::Result<usize> {
    let mut incoming = Vec::new();
    for event in events {
        if let TimelineEventKind::UnableToDecrypt { event, utd_info } = &event.kind {
            let mut late = state.late.lock().await;
            if late.keep(room.room_id(), event, utd_info.session_id.as_deref()) {
                state.bot.metrics().undecryptable(NETWORK);
            }
        } else {
            incoming.extend(events::read(event.raw(), &state.me));
        }
    }
    rooms.take(room, incoming).await
}

/// The events of a room since the last sync, oldest first. Events that the server
/// left out are fetched; what was sent before the bot was invited is dropped, or before it
/// joined where nobody invited it.
async fn timeline(
    room: &Room,
    update: JoinedRoomUpdate,
    since: Option<&str>,
    state: &MatrixState,
) -> Vec<TimelineEvent> {
    let mut newest_first = update.timeline.events;
    newest_first.reverse();
    let mut joined = false;
    if let Some(begin) = beginning(&newest_first, &mut joined, room, state) {
        newest_first.truncate(begin);
    } else if update.timeline.limited {
        let mut from = update.timeline.prev_batch;
        for _ in 0..PAGES_MAX {
            let Some(token) = from.take() else { break };
            // A room that was joined since then has a gap before it that no token bounds.
            let since = since.filter(|_| !joined);
            let page = state.reach.insist_for(PAGE_WITHIN, || {
                let mut options = MessagesOptions::backward().from(token.as_str());
                options.to = since.map(str::to_owned);
                options.limit = uint!(100);
                room.messages(options)
            });
            let Ok(page) = page.await else {
                tracing::warn!(
                    room = %room.room_id(),
                    "messages that the homeserver left out of a sync could not be fetched, \
                     questions among them are not answered"
                );
                break;
            };
            let mut page_events = page.chunk;
            let begin = beginning(&page_events, &mut joined, room, state);
            page_events.truncate(begin.unwrap_or(page_events.len()));
            let in_reach =
                |event: &TimelineEvent| event.timestamp().is_some_and(|at| at >= state.cutoff);
            let whole = begin.is_none() && page_events.iter().all(in_reach);
            newest_first.extend(page_events.into_iter().take_while(in_reach));
            from = page.end.filter(|_| whole);
        }
        if from.is_some() {
            tracing::warn!(
                room = %room.room_id(),
                fetched = newest_first.len(),
                "more messages were missed in a room than are fetched, questions before the \
                 oldest of them are not answered"
            );
        }
    }
    newest_first.reverse();
    newest_first
}

/// How many of these events, newest first, were sent since the bot was invited, or since
/// it joined where nobody invited it; `None` when all were. `joined` tells from one page
/// to the next that newer events hold the bot's joining.
fn beginning(
    newest_first: &[TimelineEvent],
    joined: &mut bool,
    room: &Room,
    state: &MatrixState,
) -> Option<usize> {
    for (at, event) in newest_first.iter().enumerate() {
        let Some(member) = our_membership(event, state) else { continue };
        let before = member.unsigned.prev_content.as_ref().map(|content| &content.membership);
        match (&member.content.membership, before) {
            (MembershipState::Join, Some(MembershipState::Invite)) => *joined = true,
            // A change of its name.
            (MembershipState::Join, Some(MembershipState::Join)) => {}
            (MembershipState::Join, _) => return Some(at),
            (MembershipState::Invite, _) if *joined => {
                if member.content.is_direct == Some(true) {
                    state.note_direct(room.room_id());
                }
                return Some(at);
            }
            _ if *joined => return Some(at),
            _ => {}
        }
    }
    None
}

/// The event as one about the bot's own membership.
fn our_membership(
    event: &TimelineEvent,
    state: &MatrixState,
) -> Option<OriginalSyncRoomMemberEvent> {
    let AnySyncTimelineEvent::State(AnySyncStateEvent::RoomMember(member)) =
        event.raw().deserialize().ok()?
    else {
        return None;
    };
    let member = member.as_original()?.clone();
    (member.state_key == state.me.id).then_some(member)
}
