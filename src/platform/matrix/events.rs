//! What happened in a room → what it means to the bot. Pure. Events that are not
//! for a bot at all (its own, notices, other kinds) end here.

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

/// The bot's account, and what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// The account's id.
    pub id: OwnedUserId,
    /// Its display name.
    pub name: Option<String>,
}

/// An event that may concern the bot.
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
        /// Who changed it; only a change by the author counts.
        sender: OwnedUserId,
        /// The new text without mentions of the bot.
        text: String,
    },
    /// An event was redacted.
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
    /// The author.
    pub sender: OwnedUserId,
    /// When it was sent, by the clock of the sender's server.
    pub at: MilliSecondsSinceUnixEpoch,
    /// The text without mentions of the bot and without a quoted message; `None`
    /// for pictures, files, sounds and locations.
    pub text: Option<String>,
    /// Whether it mentions the bot.
    pub mentioned: bool,
    /// The event that it replies to. The last event of its thread does not count:
    /// clients name it for the sake of clients without threads.
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

/// The text of a message; `Some(None)` when it has none, `None` when it is not for
/// a bot: notices are sent by bots, and two bots that answer notices never stop.
#[expect(
    clippy::option_option,
    reason = "no text and no message for a bot are answered differently"
)]
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

/// The question that an answer of the bot's replies to. It can be read even in an
/// answer that cannot be decrypted, because relations are never encrypted.
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

/// The text of anybody's message, for a search on it.
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
/// id. matrix-sdk's own function for it would add an HTML sanitizer to the program.
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

/// A text without mentions of the bot: the label of a link to it, its id, or its
/// name at either end.
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
/// name; `None` when the bot is not called by that name. A name in front is a word
/// like any other unless a colon or a comma follows it.
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

/// Whether a reaction is a thumb up or down, of any colour.
fn useful(key: &str) -> Option<bool> {
    match key.chars().next()? {
        '👍' => Some(true),
        '👎' => Some(false),
        _ => None,
    }
}
