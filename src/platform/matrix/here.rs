//! One room, and what is remembered of it.

use matrix_sdk::deserialized_responses::TimelineEvent;
use matrix_sdk::ruma::EventId;
use matrix_sdk::{Error, Room};

use super::ledger::SharedLedger;
use super::state::MatrixState;

/// The room where something is answered.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    /// What answering needs.
    pub state: &'a MatrixState,
    /// The room.
    pub room: &'a Room,
    /// What is remembered of it.
    pub ledger: &'a SharedLedger,
}

impl Here<'_> {
    /// An event of the room, from the homeserver.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn event(&self, id: &EventId) -> Result<TimelineEvent, Error> {
        self.state.reach.insist(|| async { self.room.event(id, None).await }).await
    }
}
