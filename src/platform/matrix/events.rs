//! What happened in a room → what it is to the bot. Pure. What is not for a bot
//! at all (its own events, notices, other kinds) ends here.

use matrix_sdk::ruma::events::relation::InReplyTo;
use matrix_sdk::ruma::events::room::message::{
    MessageType, OriginalSyncRoomMessageEvent, Relation, RoomMessageEventContent,
};
use matrix_sdk::ruma::events::room::redaction::SyncRoomRedactionEvent;
use matrix_sdk::ruma::events::{
    AnySyncMessageLikeEvent, AnySyncTimelineEvent, Mentions, SyncMessageLikeEvent,
};
use matrix_sdk::ruma::matrix_uri::MatrixId;
use matrix_sdk::ruma::serde::Raw;
use matrix_sdk::ruma::{
    MatrixToUri, MilliSecondsSinceUnixEpoch, OwnedEventId, OwnedUserId, UserId,
};
use scraper::{Html, Selector};
use serde::Deserialize;

/// Who the bot is: its id, and what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// Its account.
    pub id: OwnedUserId,
    /// Its display name.
    pub name: Option<String>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// Somebody wrote.
    Said(Said),
    /// Somebody changed what they wrote.
    Edited {
        /// The change itself.
        id: OwnedEventId,
        /// What was changed.
        of: OwnedEventId,
        /// Who changed it; only the author's own change counts.
        sender: OwnedUserId,
        /// The new text, without mentions of the bot.
        text: String,
    },
    /// An event is gone.
    Redacted(OwnedEventId),
    /// Somebody said whether an answer helped.
    Voted {
        /// The reaction.
        id: OwnedEventId,
        /// The answer.
        of: OwnedEventId,
        /// Who said it.
        sender: OwnedUserId,
        /// Whether it helped.
        useful: bool,
    },
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The event.
    pub id: OwnedEventId,
    /// Who wrote it.
    pub sender: OwnedUserId,
    /// When, by the sender's server.
    pub at: MilliSecondsSinceUnixEpoch,
    /// Without mentions of the bot and quoted replies; `None` for pictures,
    /// files, sounds and places.
    pub text: Option<String>,
    /// It mentions the bot.
    pub mentioned: bool,
    /// What it replies to, truly: not the last event of its thread, which
    /// clients name for others that know no threads.
    pub reply_to: Option<OwnedEventId>,
    /// The root of the thread it is in.
    pub thread: Option<OwnedEventId>,
}

/// Reads an event, decrypted where it was encrypted.
pub fn read(event: &Raw<AnySyncTimelineEvent>, me: &Me) -> Option<Incoming> {
    let AnySyncTimelineEvent::MessageLike(event) = event.deserialize().ok()? else { return None };
    if event.sender() == me.id {
        return None;
    }
    match event {
        AnySyncMessageLikeEvent::RoomMessage(SyncMessageLikeEvent::Original(message)) => {
            said(message, me)
        }
        AnySyncMessageLikeEvent::RoomRedaction(SyncRoomRedactionEvent::Original(redaction)) => {
            redaction.content.redacts.or(redaction.redacts).map(Incoming::Redacted)
        }
        AnySyncMessageLikeEvent::Reaction(SyncMessageLikeEvent::Original(reaction)) => {
            let target = reaction.content.relates_to;
            let useful = useful(&target.key)?;
            Some(Incoming::Voted {
                id: reaction.event_id,
                of: target.event_id,
                sender: reaction.sender,
                useful,
            })
        }
        _ => None,
    }
}

fn said(message: OriginalSyncRoomMessageEvent, me: &Me) -> Option<Incoming> {
    let OriginalSyncRoomMessageEvent { content, event_id, sender, origin_server_ts, .. } = message;
    if let Some(Relation::Replacement(change)) = content.relates_to {
        let new = RoomMessageEventContent::new(change.new_content.msgtype);
        let text = text(new, me)??;
        return Some(Incoming::Edited { id: event_id, of: change.event_id, sender, text });
    }
    let (reply_to, thread) = match &content.relates_to {
        Some(Relation::Reply(reply)) => (Some(reply.in_reply_to.event_id.clone()), None),
        Some(Relation::Thread(thread)) => {
            let InReplyTo { event_id, .. } = thread
                .in_reply_to
                .clone()
                .unwrap_or_else(|| InReplyTo::new(thread.event_id.clone()));
            let truly = thread.in_reply_to.is_some() && !thread.is_falling_back;
            (Some(event_id).filter(|_| truly), Some(thread.event_id.clone()))
        }
        _ => (None, None),
    };
    let mentioned = content
        .mentions
        .as_ref()
        .is_some_and(|Mentions { user_ids, .. }| user_ids.contains(&me.id));
    Some(Incoming::Said(Said {
        id: event_id,
        sender,
        at: origin_server_ts,
        text: text(content, me)?,
        mentioned,
        reply_to,
        thread,
    }))
}

/// The words of a message; `Some(None)` when it has none to read, `None` when it
/// is not for a bot: a notice comes from one, and whoever answered it would never
/// be done.
#[expect(clippy::option_option, reason = "the two silences are answered differently")]
fn text(content: RoomMessageEventContent, me: &Me) -> Option<Option<String>> {
    match content.msgtype {
        MessageType::Text(text) => {
            let html = text.formatted.as_ref().map(|formatted| formatted.body.as_str());
            Some(Some(without_me(without_quote(&text.body), html, me)))
        }
        MessageType::Audio(_)
        | MessageType::File(_)
        | MessageType::Image(_)
        | MessageType::Location(_)
        | MessageType::Video(_) => Some(None),
        _ => None,
    }
}

/// What an answer of ours answers. Also of one that cannot be read: what an event
/// relates to is never encrypted.
pub fn answers(event: &Raw<AnySyncTimelineEvent>) -> Option<OwnedEventId> {
    #[derive(Deserialize)]
    struct Related {
        #[serde(rename = "m.relates_to")]
        relation: Relates,
    }
    #[derive(Deserialize)]
    struct Relates {
        #[serde(rename = "m.in_reply_to")]
        to: InReplyTo,
    }
    let Related { relation } = event.get_field("content").ok()??;
    Some(relation.to.event_id)
}

/// The text of any message, as it stands: for a search on somebody's words.
pub fn words(event: &Raw<AnySyncTimelineEvent>) -> Option<String> {
    let AnySyncTimelineEvent::MessageLike(AnySyncMessageLikeEvent::RoomMessage(
        SyncMessageLikeEvent::Original(message),
    )) = event.deserialize().ok()?
    else {
        return None;
    };
    let content = message.content;
    let body = without_quote(content.body()).trim();
    let written = matches!(
        content.msgtype,
        MessageType::Text(_) | MessageType::Notice(_) | MessageType::Emote(_)
    );
    (written && !body.is_empty()).then(|| body.to_owned())
}

/// The text after the quotation that clients put before a reply until version 1.13
/// of the specification: lines that begin with `> `, the first with the author's
/// id. The client's own function for it would bring a whole HTML sanitizer.
fn without_quote(body: &str) -> &str {
    if !body.starts_with("> <") && !body.starts_with("> * <") {
        return body;
    }
    let mut rest = body;
    while let Some((_, after)) = rest.split_once('\n').filter(|_| rest.starts_with("> ")) {
        rest = after;
    }
    rest
}

/// A text without what stands for a mention of the bot: the label of its pill,
/// its id, or its name at either end.
fn without_me(body: &str, html: Option<&str>, me: &Me) -> String {
    let mut labels = html.map_or_else(Vec::new, |html| pills(html, &me.id));
    labels.push(me.id.to_string());
    let mut text = body.to_owned();
    for label in labels.iter().filter(|label| !label.trim().is_empty()) {
        if let Some(at) = text.find(label.as_str()) {
            text.replace_range(at..at + label.len(), " ");
        }
    }
    let named = me.name.as_deref().into_iter().chain([me.id.localpart()]);
    for name in named.filter(|name| !name.is_empty()) {
        if let Some(rest) = without_call(text.trim(), name) {
            text = rest.to_owned();
        }
    }
    let words: Vec<&str> = text.trim().trim_start_matches([':', ',']).split_whitespace().collect();
    words.join(" ")
}

/// `Souffleur: question`, `@souffleur question`, `question @souffleur` without the
/// call. A name alone in front is a word like any other unless a mark follows it.
fn without_call<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let is = |part: &str| part.to_lowercase() == name.to_lowercase();
    let chars = name.chars().count();
    let split = |text: &'a str| {
        let end = text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
        text.split_at(end)
    };
    if let Some(text) = text.strip_prefix('@') {
        let (first, rest) = split(text);
        if is(first) && rest.chars().next().is_none_or(|c| !c.is_alphanumeric()) {
            return Some(rest);
        }
    }
    let (first, rest) = split(text);
    if is(first) && rest.starts_with([':', ',']) {
        return Some(rest);
    }
    let (before, last) = text.rsplit_once('@')?;
    is(last).then_some(before)
}

/// The labels of the links to a person.
fn pills(html: &str, id: &UserId) -> Vec<String> {
    let Ok(links) = Selector::parse("a[href]") else { return Vec::new() };
    let page = Html::parse_fragment(html);
    page.select(&links)
        .filter(|link| {
            let uri = link.value().attr("href").and_then(|href| MatrixToUri::parse(href).ok());
            uri.is_some_and(|uri| matches!(uri.id(), MatrixId::User(user) if user == id))
        })
        .map(|link| link.text().collect())
        .collect()
}

/// A thumb up or down, whatever its colour.
fn useful(key: &str) -> Option<bool> {
    match key.chars().next()? {
        '👍' => Some(true),
        '👎' => Some(false),
        _ => None,
    }
}
