//! Tells those who asked to be told that their question has an answer.

use serenity::model::id::UserId;

use crate::bot::{
    AskedBy, Asker, Audience, Followed, PersonKey, Place, Reply, Request, Role, Secrecy, kept_scope,
};
use crate::faq::EntryId;
use crate::platform::discord::api::Failure;
use crate::platform::discord::markdown::escape;
use crate::platform::discord::payload::{CONTENT_MAX, Payload};
use crate::platform::discord::render::{self, Frame};
use crate::platform::discord::state::{DiscordState, NETWORK};
use crate::platform::discord::verdict::{Verdict, verdict};
use crate::wording::cut::cut;
use crate::wording::team as said;

/// Longest line over the answer. It is escaped after it is cut, which may double it.
const TOLD_MAX: usize = CONTENT_MAX / 2;

/// Tells each of them, once.
pub async fn tell(state: &DiscordState) {
    let desk = state.bot.desk();
    // The journal's failure is logged with the cards.
    for followed in desk.to_tell(NETWORK).await.unwrap_or_default() {
        let Some(person) = followed.person.parse().ok().filter(|&id| id != 0) else { continue };
        let person = UserId::new(person);
        let Some(payload) = answer(state, person, &followed).await else { continue };
        let nonce = format!("told-{}", followed.question.encode());
        match state.courier.reach(person, &payload, &nonce).await {
            Ok(()) => tracing::info!("a member was told that a question has an answer"),
            Err(failure) if may_pass(&failure) => continue,
            Err(_) => tracing::info!(
                "a member who wanted to be told of an answer cannot be reached by direct message, \
                 the wish is forgotten"
            ),
        }
        if let Err(fault) = desk.told(NETWORK, &followed).await {
            tracing::warn!(
                cause = %fault,
                "the journal did not take that a member was told of an answer; the member may be \
                 told again"
            );
        }
    }
}

/// Whether a failure says nothing of the person: an outage, or a token that is not accepted.
fn may_pass(failure: &Failure) -> bool {
    let is_token = matches!(failure, Failure::Refused { status: 401, .. });
    is_token || matches!(verdict(failure), Verdict::Retry(_))
}

/// The entry that answers; `None` when it is not served where the question was asked. The wish
/// then stays: the entry may be moved, or another one may answer.
async fn answer(state: &DiscordState, person: UserId, followed: &Followed) -> Option<Payload> {
    let Followed { question, text, entry, scope, person: _ } = followed;
    let asker = Asker {
        place: Place {
            platform: NETWORK,
            room: String::new(),
            // The team may have chosen an entry that members do not see there.
            scope: kept_scope(scope.as_deref()),
            secrecy: Secrecy { direct: true, encrypted: false },
        },
        person: PersonKey::new(person.to_string()),
        role: Role::Member,
        audience: Audience::AskerAlone,
        asked_by: AskedBy::Again,
    };
    let request = Request::Pick { entry: EntryId::new(entry)?, question: Some(*question) };
    let reply = state.bot.handle(request, &asker).await;
    if !matches!(reply, Reply::Answer { .. }) {
        return None;
    }
    let mut payload = render::render(&reply, &Frame::public(person));
    payload.content = escape(&cut(&said::told(text), TOLD_MAX));
    Some(payload)
}
