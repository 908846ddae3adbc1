//! Rooms that were upgraded: which room took the place of which.

use std::collections::HashMap;

use matrix_sdk::ruma::{OwnedRoomId, RoomId};
use serde::{Deserialize, Serialize};

/// Upgrades of upgrades that are followed back: more would be a ring.
const GENERATIONS_MAX: usize = 32;

/// Which room took the place of which: new → old. Learned from tombstones alone,
/// which only the old room's moderators can set; a new room may claim any
/// predecessor it likes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Successions(HashMap<OwnedRoomId, OwnedRoomId>);

impl Successions {
    /// Takes note of an upgrade; whether it was not known yet.
    pub fn learn(&mut self, old: &RoomId, new: &RoomId) -> bool {
        old != new && self.0.insert(new.to_owned(), old.to_owned()).as_deref() != Some(old)
    }

    /// Whether the room took another's place.
    pub fn is_successor(&self, room: &RoomId) -> bool {
        self.0.contains_key(room)
    }

    /// The room, the one it took the place of, the one before that…
    pub fn line<'a>(&'a self, room: &'a RoomId) -> impl Iterator<Item = &'a RoomId> {
        let older = |room: &&'a RoomId| self.0.get(*room).map(|old| &**old);
        std::iter::successors(Some(room), older).take(GENERATIONS_MAX)
    }
}
