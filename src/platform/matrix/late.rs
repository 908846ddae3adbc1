//! Messages whose key has not arrived yet. matrix-sdk does not decrypt them later by
//! itself: they are kept here, across restarts as well, and read when their key arrives.

use std::collections::VecDeque;

use matrix_sdk::Client;
use matrix_sdk::Room;
use matrix_sdk::deserialized_responses::{TimelineEvent, TimelineEventKind};
use matrix_sdk::ruma::events::AnySyncTimelineEvent;
use matrix_sdk::ruma::serde::Raw;
use matrix_sdk::ruma::{MilliSecondsSinceUnixEpoch, OwnedEventId, OwnedRoomId, RoomId};
use serde::{Deserialize, Serialize};

use super::store;

/// Messages that are kept at most; the oldest are given up.
const WAITING_MAX: usize = 1_000;

/// See the file's head.
#[derive(Debug, Default)]
pub struct LateKeys {
    waiting: VecDeque<Waiting>,
    given_up: u64,
    changed: bool,
}

/// Its serialised shape is kept in stores.
#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    room: OwnedRoomId,
    session: Option<String>,
    event: Raw<AnySyncTimelineEvent>,
}

impl Waiting {
    fn id(&self) -> Option<OwnedEventId> {
        self.event.get_field("event_id").ok().flatten()
    }

    fn is_since(&self, cutoff: MilliSecondsSinceUnixEpoch) -> bool {
        let at: Option<MilliSecondsSinceUnixEpoch> =
            self.event.get_field("origin_server_ts").ok().flatten();
        at.is_some_and(|at| at >= cutoff)
    }
}

impl LateKeys {
    /// The messages that an earlier run wrote down, without those from before `cutoff`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn read(client: &Client, cutoff: MilliSecondsSinceUnixEpoch) -> anyhow::Result<Self> {
        let mut waiting: VecDeque<Waiting> =
            store::get(client, store::LATE).await?.unwrap_or_default();
        waiting.retain(|waiting| waiting.is_since(cutoff));
        Ok(Self { waiting, ..Self::default() })
    }

    /// Writes them down if they have changed.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn write(&mut self, client: &Client) -> anyhow::Result<()> {
        if self.changed {
            store::set(client, store::LATE, &self.waiting).await?;
            self.changed = false;
        }
        Ok(())
    }

    /// Keeps a message that cannot be decrypted yet; whether it is new.
    pub fn keep(
        &mut self,
        room: &RoomId,
        event: &Raw<AnySyncTimelineEvent>,
        session: Option<&str>,
    ) -> bool {
        let new = Waiting {
            room: room.to_owned(),
            session: session.map(str::to_owned),
            event: event.clone(),
        };
        // A sync is repeated after a crash.
        let id = new.id();
        if self.waiting.iter().any(|waiting| waiting.id() == id) {
            return false;
        }
        self.waiting.push_back(new);
        if self.waiting.len() > WAITING_MAX {
            self.waiting.pop_front();
            self.given_up += 1;
        }
        self.changed = true;
        self.log();
        true
    }

    /// The messages that can be decrypted now that these keys have arrived, each given
    /// by its room and its session. `None` means that the client missed some keys, so
    /// that every message is tried.
    pub async fn readable(
        &mut self,
        client: &Client,
        keys: Option<&[(OwnedRoomId, String)]>,
    ) -> Vec<(Room, TimelineEvent)> {
        let opens = |waiting: &Waiting| match (keys, &waiting.session) {
            (Some(keys), Some(session)) => {
                keys.iter().any(|(room, key)| *room == waiting.room && key == session)
            }
            _ => true,
        };
        let (tried, still): (VecDeque<_>, VecDeque<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(opens);
        self.waiting = still;
        let mut readable = Vec::new();
        for waiting in tried {
            let Some(room) = client.get_room(&waiting.room) else { continue };
            match room.decrypt_event(waiting.event.cast_ref_unchecked(), None).await {
                Ok(event) if !matches!(event.kind, TimelineEventKind::UnableToDecrypt { .. }) => {
                    readable.push((room, event));
                }
                _ => self.waiting.push_back(waiting),
            }
        }
        if !readable.is_empty() {
            self.changed = true;
            self.log();
        }
        readable
    }

    fn log(&self) {
        let (waiting, given_up) = (self.waiting.len(), self.given_up);
        tracing::info!(
            waiting,
            given_up,
            "some messages cannot be decrypted yet, they are answered when their keys arrive"
        );
    }
}
