//! The words of anybody's message as it is now, for a search on them: a text, the caption
//! of a picture or a file, the question of a poll. Pure.

use matrix_sdk::ruma::OwnedUserId;
use matrix_sdk::ruma::events::message::TextContentBlock;
use matrix_sdk::ruma::events::poll::start::PollStartEventContent;
use matrix_sdk::ruma::events::poll::unstable_start::UnstablePollStartEventContent;
use matrix_sdk::ruma::events::room::message::{MessageType, Relation, RoomMessageEventContent};
use matrix_sdk::ruma::events::{
    AnySyncMessageLikeEvent, AnySyncTimelineEvent, SyncMessageLikeEvent,
};
use matrix_sdk::ruma::serde::Raw;

use super::events::{bundled, without_quote};

/// The words of a message, with its last edit by its author applied; `None` when it has
/// none.
pub fn words(event: &Raw<AnySyncTimelineEvent>) -> Option<String> {
    let author: OwnedUserId = event.get_field("sender").ok()??;
    let edit = bundled(event).filter(|edit| {
        let by: Option<OwnedUserId> = edit.get_field("sender").ok().flatten();
        by.as_ref() == Some(&author)
    });
    let edited = edit.and_then(|edit| written(&edit));
    let text = edited.or_else(|| written(event))?;
    let text = without_quote(&text).trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// What an event says, or what it says instead if it is an edit.
fn written(event: &Raw<AnySyncTimelineEvent>) -> Option<String> {
    let AnySyncTimelineEvent::MessageLike(event) = event.deserialize().ok()? else { return None };
    match event {
        AnySyncMessageLikeEvent::RoomMessage(SyncMessageLikeEvent::Original(message)) => {
            message_text(message.content)
        }
        AnySyncMessageLikeEvent::PollStart(SyncMessageLikeEvent::Original(poll)) => {
            poll_question(poll.content)
        }
        AnySyncMessageLikeEvent::UnstablePollStart(SyncMessageLikeEvent::Original(poll)) => {
            unstable_poll_question(poll.content)
        }
        _ => None,
    }
}

fn message_text(content: RoomMessageEventContent) -> Option<String> {
    let message = match content.relates_to {
        Some(Relation::Replacement(edit)) => edit.new_content.msgtype,
        _ => content.msgtype,
    };
    let text = match &message {
        MessageType::Audio(sound) => sound.caption(),
        MessageType::File(file) => file.caption(),
        MessageType::Image(picture) => picture.caption(),
        MessageType::Video(film) => film.caption(),
        MessageType::Text(_) | MessageType::Notice(_) | MessageType::Emote(_) => {
            Some(message.body())
        }
        _ => None,
    };
    text.map(str::to_owned)
}

fn poll_question(content: PollStartEventContent) -> Option<String> {
    let plain = |text: &TextContentBlock| text.find_plain().map(str::to_owned);
    match &content.relates_to {
        Some(Relation::Replacement(edit)) => plain(&edit.new_content.poll.question.text),
        _ => plain(&content.poll.question.text),
    }
}

/// The question of a poll as clients send it until they know `m.poll.start`.
fn unstable_poll_question(content: UnstablePollStartEventContent) -> Option<String> {
    match content {
        UnstablePollStartEventContent::New(poll) => Some(poll.poll_start.question.text),
        UnstablePollStartEventContent::Replacement(edit) => {
            Some(edit.relates_to.new_content.poll_start.question.text)
        }
        _ => None,
    }
}
