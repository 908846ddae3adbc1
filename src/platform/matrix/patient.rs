//! What the author of a message is told that seems to be about a patient: in their direct room
//! with the bot, or else in the thread of the message. The words of the message are not
//! repeated.

use matrix_sdk::ruma::{EventId, OwnedEventId};
use matrix_sdk::{Error, Room};

use super::bindings::MatrixAnswers;
use super::events::Said;
use super::patience::{Passing as _, waits_for_the_store};
use super::post::{self, Beside};
use super::render;
use super::state::MatrixState;
use super::wording as said_here;
use crate::wording;

/// Where the data of a patient seem to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatientIn {
    /// In what the asker wrote.
    Message,
    /// In the message that they search for, which may be somebody else's.
    Searched,
}

/// Tells the author of a message about it, after its `answer`; gives the notice when it stands
/// beside that, and has to go with it.
///
/// # Errors
/// Only an error that the next start may not meet.
pub async fn warn(
    state: &MatrixState,
    room: &Room,
    said: &Said,
    answer: &EventId,
    about: PatientIn,
) -> Result<Option<OwnedEventId>, Error> {
    let is_direct = state.is_direct(room);
    if !is_direct && warned_directly(state, room, said, about).await {
        return Ok(None);
    }
    let text = match about {
        PatientIn::Message => wording::PATIENT_IN_MESSAGE,
        PatientIn::Searched => wording::PATIENT_IN_SEARCHED,
    };
    // In a direct room nobody else reads, and a thread would only hide it.
    let begun = !is_direct || state.answers(room) == MatrixAnswers::Thread;
    let root = said.thread.as_ref().or_else(|| begun.then_some(&said.id));
    let beside = root.map_or(Beside::Nothing, |root| Beside::Thread { root, latest: answer });
    let sentence = render::sentence(text);
    match post::aside(&state.reach, room, ("warn", &said.id), beside, sentence).await {
        Err(error) if error.is_passing() || waits_for_the_store(&error) => Err(error),
        Err(error) => {
            tracing::warn!(
                room = %room.room_id(),
                status = error.as_client_api_error().map(|error| error.status_code.as_u16()),
                "the homeserver did not take the notice that a message seems to be about a \
                 patient, its author is not told"
            );
            Ok(None)
        }
        Ok(notice) => Ok(Some(notice)),
    }
}

/// Whether the author has a direct room with the bot and was told there.
async fn warned_directly(state: &MatrixState, room: &Room, said: &Said, about: PatientIn) -> bool {
    let Some(direct) = state.direct_room(&said.sender) else { return false };
    let text = match about {
        PatientIn::Message => {
            let link = room.room_id().matrix_to_event_uri(&*said.id);
            said_here::patient_in_message(&link.to_string())
        }
        PatientIn::Searched => wording::PATIENT_IN_SEARCHED.to_owned(),
    };
    let cause = ("warn", &*said.id);
    let sent = post::aside(&state.reach, &direct, cause, Beside::Nothing, render::sentence(&text));
    sent.await.is_ok()
}
