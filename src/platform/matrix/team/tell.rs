//! Tells members once, by a direct message, that the FAQ answers their question now.

use matrix_sdk::ruma::events::room::member::MembershipState;
use matrix_sdk::ruma::{OwnedUserId, UserId};
use matrix_sdk::{Error, Room};

use super::super::patience::{Passing as _, waits_for_the_store};
use super::super::post;
use super::super::render;
use super::super::state::MatrixState;
use crate::bot::{
    AskedBy, Asker, Audience, Fault, Followed, PersonKey, Place, Reply, Request, Role, Secrecy,
    kept_scope,
};
use crate::faq::EntryId;
use crate::wording::team::told;

const NETWORK: &str = "matrix";

/// Tells everybody who waits for it.
///
/// # Errors
/// The journal fails.
pub async fn tell(state: &MatrixState) -> Result<(), Fault> {
    let desk = state.bot.desk();
    for followed in desk.to_tell(NETWORK).await? {
        match tell_one(state, &followed).await {
            Ok(Told::Yes) => tracing::info!("a member was told that a question has an answer"),
            Ok(Told::NotYet) => continue,
            // Nobody is forgotten because of a server that is down or a disk that is full.
            Err(error) if error.is_passing() || waits_for_the_store(&error) => return Ok(()),
            Err(error) => tracing::warn!(
                cause = error.cause(),
                "a member who wanted to be told of an answer cannot be reached, and is not told"
            ),
        }
        desk.told(NETWORK, &followed).await?;
    }
    Ok(())
}

/// Whether a person was told.
enum Told {
    Yes,
    /// Members do not see the entry where the question was asked. The wish stays: the entry may
    /// be moved, or another one may answer.
    NotYet,
}

async fn tell_one(state: &MatrixState, followed: &Followed) -> Result<Told, Error> {
    let Followed { question, person, text, entry, scope } = followed;
    let (Ok(person), Some(entry)) = (OwnedUserId::try_from(person.as_str()), EntryId::new(entry))
    else {
        return Ok(Told::Yes);
    };
    let known = state.direct_room(&person);
    // The entry is seen where it was asked, whatever a direct room sees.
    let secrecy = Secrecy { direct: true, encrypted: true };
    let scope = kept_scope(scope.as_deref());
    let place = Place { platform: NETWORK, room: String::new(), scope, secrecy };
    let asker = Asker {
        place,
        person: PersonKey::new(person.as_str()),
        role: Role::Member,
        audience: Audience::AskerAlone,
        asked_by: AskedBy::Again,
    };
    let request = Request::Pick { entry, question: Some(*question) };
    let reply = state.bot.handle(request, &asker).await;
    if !matches!(reply, Reply::Answer { .. }) {
        return Ok(Told::NotYet);
    }
    let room = match known {
        Some(room) if is_member(&room, &person).await => room,
        _ => state.client.create_dm(&person).await?,
    };
    let content = render::told(&told(text), &reply);
    let id = format!("told-{}-{}", question.encode(), room.room_id());
    post::announce(&state.reach, &room, &id, content).await.map(|_| Told::Yes)
}

/// Whether a person is in a room or invited there.
async fn is_member(room: &Room, person: &UserId) -> bool {
    let member = room.get_member_no_sync(person).await.ok().flatten();
    member.is_some_and(|member| {
        matches!(member.membership(), MembershipState::Join | MembershipState::Invite)
    })
}
