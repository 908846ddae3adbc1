//! What is remembered of a room, in the encrypted store: a restart answers
//! nothing twice and forgets nothing.

use std::num::NonZeroUsize;
use std::sync::Arc;

use matrix_sdk::Client;
use matrix_sdk::ruma::{OwnedEventId, OwnedUserId, RoomId};
use tokio::sync::Mutex;

use super::patience::Reach;
use super::store;
use crate::conversation::exchange::{Exchange, Judged, Ledger, Limits, Spot, WrittenLedger};

/// A question of a room, and its answer.
pub type RoomExchange = Exchange<OwnedEventId, OwnedUserId, OwnedEventId>;

/// An answer of a room that somebody judges.
pub type JudgedAnswer = Judged<OwnedEventId, OwnedEventId>;

/// Where in a room a person writes.
pub type RoomSpot<'a> = Spot<'a, OwnedEventId, OwnedEventId>;

/// A room's ledger.
pub type RoomLedger = Ledger<OwnedEventId, OwnedUserId, OwnedEventId>;

/// A room's ledger, shared by its worker and what writes its questions down.
pub type SharedLedger = Arc<Mutex<RoomLedger>>;

type Written = WrittenLedger<OwnedEventId, OwnedUserId, OwnedEventId>;

const LIMITS: Limits = Limits {
    exchanges: NonZeroUsize::new(200).expect("not 0"),
    // More than one sync can bring of a room, because a crash lets it come again.
    seen: NonZeroUsize::new(1_500).expect("not 0"),
};

/// Reads a room's ledger; an empty one when there is none yet.
///
/// # Errors
/// When the store cannot be read.
pub async fn read(client: &Client, room: &RoomId) -> anyhow::Result<RoomLedger> {
    let written: Option<Written> = store::get(client, &store::ledger(room)).await?;
    Ok(written.map_or_else(empty, |written| Ledger::read(written, LIMITS)))
}

/// The ledger of a room that nothing was asked in.
pub fn empty() -> RoomLedger {
    Ledger::new(LIMITS)
}

/// Writes a room's ledger when it has changed: most of what is said in a room
/// changes nothing in it. A store that cannot be written stops no answer: what it holds
/// then lets the next start read the same questions again, and the homeserver knows an
/// answer that is sent twice by its transaction.
pub async fn write(client: &Client, reach: &Reach, room: &RoomId, ledger: &mut RoomLedger) {
    if !ledger.take_changed() {
        return;
    }
    match store::set(client, &store::ledger(room), &ledger.written()).await {
        Ok(()) => reach.store_works(),
        Err(error) => {
            ledger.keep_changed();
            reach.store_failed(&error.root_cause().to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use matrix_sdk::ruma::{EventId, event_id, user_id};

    use super::*;
    use crate::conversation::exchange::Pick;

    /// A ledger as version 0.1.0 wrote it before the ledger was shared with other
    /// networks. Stores with this shape exist, so that every version has to read it.
    const WRITTEN_BEFORE: &str = r#"{"exchanges":[{"question":"$q1:x","asker":"@ana:x","answer":"$a1:x","done":true,"entry":null,"choices":["un","deux"]},{"question":"$q2:x","asker":"@bob:x","answer":null,"done":false,"entry":null,"choices":[]},{"question":"$q3:x","asker":"@bob:x","answer":"$a3:x","done":true,"entry":"un","choices":[]}],"seen":["$q1:x","$q2:x","$q3:x","$v:x"]}"#;

    #[test]
    fn a_ledger_of_an_earlier_version_is_read() {
        let written: Written = serde_json::from_str(WRITTEN_BEFORE).expect("an old ledger");
        let mut ledger = Ledger::read(written, LIMITS);
        assert_eq!(ledger.unfinished(), [event_id!("$q2:x")]);
        let (ana, bob) = (user_id!("@ana:x").to_owned(), user_id!("@bob:x").to_owned());
        assert!(
            matches!(ledger.picked(&ana, 2, None), Pick::Entry(id, _) if id.as_str() == "deux")
        );
        let a3 = event_id!("$a3:x").to_owned();
        let mut judged = |vote: &EventId| ledger.judged(vote.to_owned(), &a3, &ana, true);
        assert_eq!(judged(event_id!("$v:x")), None, "it was counted");
        assert!(judged(event_id!("$v2:x")).is_some());
        assert!(!ledger.asked(Exchange::new(event_id!("$q3:x").to_owned(), bob)));
        assert_eq!(ledger.removed(&event_id!("$q3:x").to_owned()), Some(a3));
    }

    #[test]
    fn an_earlier_version_could_read_what_is_written() {
        let written: Written = serde_json::from_str(WRITTEN_BEFORE).expect("an old ledger");
        let again = serde_json::to_string(&Ledger::read(written, LIMITS).written()).expect("JSON");
        assert_eq!(again, WRITTEN_BEFORE);
    }
}
