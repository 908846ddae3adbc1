//! What is sent: one notice per answer, its edits and its redaction. Each has a
//! transaction id made of the event that caused it, so that a retry after a broken
//! connection is the same message to the server.

use matrix_sdk::ruma::events::Mentions;
use matrix_sdk::ruma::events::relation::{Reply, Thread};
use matrix_sdk::ruma::events::room::message::{
    AddMentions, ForwardThread, Relation, ReplacementMetadata, ReplyMetadata, ReplyWithinThread,
    RoomMessageEventContent,
};
use matrix_sdk::ruma::{EventId, OwnedEventId, OwnedTransactionId, TransactionId, UserId};
use matrix_sdk::{Error, Room};

use super::bindings::MatrixAnswers;
use super::patience::Reach;
use super::render::Content;

/// The event that an answer replies to.
#[derive(Clone, Copy, Debug)]
pub struct To<'a> {
    /// The event's id.
    pub event: &'a EventId,
    /// The event's author.
    pub author: &'a UserId,
    /// The root of the thread it is in.
    pub thread: Option<&'a EventId>,
    /// How to answer outside a thread.
    pub answers: MatrixAnswers,
}

/// Where a message stands that is not the answer to a question.
#[derive(Clone, Copy, Debug)]
pub enum Beside<'a> {
    /// Related to nothing.
    Nothing,
    /// In reply to an event.
    Reply(&'a EventId),
    /// In a thread, in reply to none of its events.
    Thread {
        /// The event that the thread begins with.
        root: &'a EventId,
        /// The event that clients without threads show it after.
        latest: &'a EventId,
    },
}

/// Sends an answer once.
///
/// # Errors
/// The failure of the last try.
pub async fn answer(
    reach: &Reach,
    room: &Room,
    to: To<'_>,
    content: Content,
) -> Result<OwnedEventId, Error> {
    let To { event, author, thread, answers } = to;
    let thread = thread.map(|root| Thread::without_fallback(root.to_owned()));
    let metadata = ReplyMetadata::new(event, author, thread.as_ref());
    let message = match (&thread, answers) {
        (None, MatrixAnswers::Reply) => {
            notice(content).make_reply_to(metadata, ForwardThread::No, AddMentions::No)
        }
        _ => notice(content).make_for_thread(metadata, ReplyWithinThread::Yes, AddMentions::No),
    };
    send(reach, room, message, transaction("answer", event)).await
}

/// Sends what is said because of an event and does not answer it, once for each `what` and `cause`.
///
/// # Errors
/// The failure of the last try.
pub async fn aside(
    reach: &Reach,
    room: &Room,
    (what, cause): (&str, &EventId),
    beside: Beside<'_>,
    content: Content,
) -> Result<OwnedEventId, Error> {
    let mut message = notice(content);
    message.relates_to = match beside {
        Beside::Nothing => None,
        Beside::Reply(to) => Some(Relation::Reply(Reply::with_event_id(to.to_owned()))),
        Beside::Thread { root, latest } => {
            Some(Relation::Thread(Thread::plain(root.to_owned(), latest.to_owned())))
        }
    };
    send(reach, room, message, transaction(what, cause)).await
}

/// Sends a message that nobody asked for, such as a card, once for each `id` in a room. It is no
/// notice: clients notify nobody of those.
///
/// # Errors
/// The failure of the last try.
pub async fn announce(
    reach: &Reach,
    room: &Room,
    id: &str,
    content: Content,
) -> Result<OwnedEventId, Error> {
    let id = format!("souffleur-{id}-{}", room.room_id());
    send(reach, room, text(content), id.into()).await
}

/// Edits a message that was announced. Drawing it twice changes nothing, so that each edit is one
/// of its own: a message that shows again what it showed before is edited too.
///
/// # Errors
/// The failure of the last try.
pub async fn redraw(
    reach: &Reach,
    room: &Room,
    message: &EventId,
    content: Content,
) -> Result<(), Error> {
    let metadata = ReplacementMetadata::new(message.to_owned(), Some(Mentions::new()));
    let edit = text(content).make_replacement(metadata);
    send(reach, room, edit, TransactionId::new()).await.map(drop)
}

/// Edits an answer; `cause` is the edit of the question.
///
/// # Errors
/// The failure of the last try.
pub async fn edit(
    reach: &Reach,
    room: &Room,
    answer: &EventId,
    content: Content,
    cause: &EventId,
) -> Result<(), Error> {
    let metadata = ReplacementMetadata::new(answer.to_owned(), Some(Mentions::new()));
    let message = notice(content).make_replacement(metadata);
    send(reach, room, message, transaction("edit", cause)).await.map(drop)
}

/// Redacts an answer.
///
/// # Errors
/// The failure of the last try.
pub async fn redact(reach: &Reach, room: &Room, answer: &EventId) -> Result<(), Error> {
    let id = transaction("redact", answer);
    reach
        .insist(|| async { room.redact(answer, None, Some(id.clone())).await.map_err(Error::from) })
        .await
        .map(drop)
}

async fn send(
    reach: &Reach,
    room: &Room,
    message: RoomMessageEventContent,
    id: OwnedTransactionId,
) -> Result<OwnedEventId, Error> {
    let sent = reach
        .insist(|| async { room.send(message.clone()).with_transaction_id(id.clone()).await })
        .await?;
    Ok(sent.response.event_id)
}

/// The message of an answer. It notifies nobody: an explicit empty list of mentions
/// keeps clients from looking for names in the text.
fn notice(content: Content) -> RoomMessageEventContent {
    let Content { plain, html } = content;
    RoomMessageEventContent::notice_html(plain, html).add_mentions(Mentions::new())
}

fn text(content: Content) -> RoomMessageEventContent {
    let Content { plain, html } = content;
    RoomMessageEventContent::text_html(plain, html).add_mentions(Mentions::new())
}

fn transaction(what: &str, cause: &EventId) -> OwnedTransactionId {
    format!("souffleur-{what}-{cause}").into()
}
