//! What happened in a room → what it means to the bot. Pure. Events that are not
//! for a bot at all (its own, notices, other kinds) end here.

use matrix_sdk::ruma::events::relation::InReplyTo;
use matrix_sdk::ruma::events::room::message::{
    MessageType, OriginalSyncRoomMessageEvent, Relation,
};
use matrix_sdk::ruma::events::room::redaction::SyncRoomRedactionEvent;
use matrix_sdk::ruma::events::{
    AnySyncMessageLikeEvent, AnySyncTimelineEvent, Mentions, SyncMessageLikeEvent,
};
use matrix_sdk::ruma::matrix_uri::MatrixId;
use matrix_sdk::ruma::serde::Raw;
use matrix_sdk::ruma::{
    EventId, MatrixToUri, MatrixUri, MilliSecondsSinceUnixEpoch, OwnedEventId, OwnedUserId, UserId,
};
use scraper::{ElementRef, Html, Selector};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::call;
pub use super::call::Me;

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
        /// When it was changed, by the clock of the sender's server.
        at: MilliSecondsSinceUnixEpoch,
        /// The new text without mentions of the bot.
        text: String,
        /// The new text, as [`Said::lines`].
        lines: String,
        /// Whether the new text mentions the bot.
        mentioned: bool,
    },
    /// An event was redacted.
    Redacted(OwnedEventId),
    /// Somebody reacted to a message.
    Reacted(Reaction),
}

/// A reaction to a message that means something to the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// The reaction itself.
    pub id: OwnedEventId,
    /// The message.
    pub of: OwnedEventId,
    /// Who reacted.
    pub sender: OwnedUserId,
    /// What it means.
    pub sign: Sign,
}

/// What a reaction means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A thumb: whether an answer helped.
    Useful(bool),
    /// The emoji of a digit from 1 on: one of the choices that the message offers.
    Number(usize),
}

impl Incoming {
    /// When it was sent, where an age limit applies.
    pub fn at(&self) -> Option<MilliSecondsSinceUnixEpoch> {
        match self {
            Self::Said(Said { at, .. }) | Self::Edited { at, .. } => Some(*at),
            Self::Redacted(_) | Self::Reacted(_) => None,
        }
    }
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
    /// for locations, and for pictures, files and sounds without a caption.
    pub text: Option<String>,
    /// The same text as it was typed, line by line, with mentions of the bot.
    pub lines: Option<String>,
    /// Whether it mentions the bot: in the list of mentions, by a link to its account,
    /// or by its name or id at the beginning.
    pub mentioned: bool,
    /// Whether it mentions other people.
    pub mentions_others: bool,
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
            let sign = sign(&target.key)?;
            let (id, of, sender) = (reaction.event_id, target.event_id, reaction.sender);
            Some(Incoming::Reacted(Reaction { id, of, sender, sign }))
        }
        _ => None,
    }
}

/// Reads a message that was fetched, with its last edit applied.
pub fn read_latest(event: &Raw<AnySyncTimelineEvent>, me: &Me) -> Option<Said> {
    let Some(Incoming::Said(said)) = read(event, me) else { return None };
    let latest = bundled(event).and_then(|edit| read(&edit, me));
    let edited = latest.and_then(|latest| {
        let Incoming::Edited { of, sender, text, lines, mentioned, .. } = latest else {
            return None;
        };
        let mentioned = mentioned || said.mentioned;
        let (of, sender, text, lines) = (&*of, &*sender, &*text, &*lines);
        edited(event, &EditedText { of, sender, text, lines, mentioned })
    });
    Some(edited.unwrap_or(said))
}

fn said(message: OriginalSyncRoomMessageEvent, me: &Me) -> Option<Incoming> {
    let OriginalSyncRoomMessageEvent { content, event_id, sender, origin_server_ts, .. } = message;
    if let Some(Relation::Replacement(change)) = content.relates_to {
        let new = change.new_content;
        // The list of an edit itself names only those whom the edit adds.
        let lists = [content.mentions, new.mentions];
        let Written { text, lines, called } = written(&new.msgtype, me, lists.iter().flatten())?;
        return Some(Incoming::Edited {
            id: event_id,
            of: change.event_id,
            sender,
            at: origin_server_ts,
            text: text?,
            lines: lines?,
            mentioned: called,
        });
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
    let mentions = &content.mentions;
    let Written { text, lines, called } = written(&content.msgtype, me, mentions)?;
    let others = |Mentions { user_ids, .. }: &Mentions| user_ids.iter().any(|user| *user != me.id);
    Some(Incoming::Said(Said {
        id: event_id,
        sender,
        at: origin_server_ts,
        text,
        lines,
        mentioned: called,
        mentions_others: mentions.as_ref().is_some_and(others),
        reply_to,
        thread,
    }))
}

/// What a message says.
struct Written {
    /// As [`Said::text`].
    text: Option<String>,
    /// As [`Said::lines`].
    lines: Option<String>,
    /// As [`Said::mentioned`].
    called: bool,
}

/// Reads a message; `None` when it is not for a bot: notices are sent by bots, and two
/// bots that answer notices never stop.
fn written<'a>(
    message: &MessageType,
    me: &Me,
    mentions: impl IntoIterator<Item = &'a Mentions>,
) -> Option<Written> {
    let listed = mentions.into_iter().any(|mentions| mentions.user_ids.contains(&me.id));
    let (body, html) = match message {
        MessageType::Text(text) => (Some(without_quote(&text.body)), text.formatted.as_ref()),
        MessageType::Audio(sound) => (sound.caption(), sound.formatted_caption()),
        MessageType::File(file) => (file.caption(), file.formatted_caption()),
        MessageType::Image(picture) => (picture.caption(), picture.formatted_caption()),
        MessageType::Video(film) => (film.caption(), film.formatted_caption()),
        MessageType::Location(_) => (None, None),
        _ => return None,
    };
    let Some(body) = body else {
        return Some(Written { text: None, lines: None, called: listed });
    };
    let pills = html.map_or_else(Vec::new, |html| pills(&html.body, &me.id));
    let linked = listed || !pills.is_empty();
    let begins = call::at_the_beginning(body, me);
    let text = match begins {
        Some(rest) if !linked => call::words(rest),
        _ => call::without(body, &pills, me),
    };
    let lines = Some(body.trim().to_owned());
    Some(Written { text: Some(text), lines, called: linked || begins.is_some() })
}

/// The question that an answer of the bot's replies to. It can be read even in an
/// answer that cannot be decrypted, because relations are never encrypted.
pub fn answers(event: &Raw<AnySyncTimelineEvent>) -> Option<OwnedEventId> {
    Some(relation(event)?.reply?.event_id)
}

/// A message as its last edit `edit` has it: it stays in reply to what it was in reply to,
/// and in its thread, which an edit does not say. `None` when somebody else wrote it, whose
/// text nobody may change.
pub fn edited(original: &Raw<AnySyncTimelineEvent>, edit: &EditedText<'_>) -> Option<Said> {
    let sender: OwnedUserId = original.get_field("sender").ok()??;
    let at: MilliSecondsSinceUnixEpoch = original.get_field("origin_server_ts").ok()??;
    let relation = relation(original).unwrap_or_default();
    let is_thread = relation.kind.as_deref() == Some("m.thread");
    let reply_to = relation.reply.map(|reply| reply.event_id);
    (sender == edit.sender).then(|| Said {
        id: edit.of.to_owned(),
        sender,
        at,
        text: Some(edit.text.to_owned()),
        lines: Some(edit.lines.to_owned()),
        mentioned: edit.mentioned,
        mentions_others: false,
        reply_to: reply_to.filter(|_| !relation.falling_back),
        thread: relation.event.filter(|_| is_thread),
    })
}

/// What an edit says, as [`Incoming::Edited`] has it.
#[derive(Clone, Copy, Debug)]
pub struct EditedText<'a> {
    /// What was changed.
    pub of: &'a EventId,
    /// Who changed it.
    pub sender: &'a UserId,
    /// The new text.
    pub text: &'a str,
    /// The new text, as [`Said::lines`].
    pub lines: &'a str,
    /// Whether the new text mentions the bot.
    pub mentioned: bool,
}

/// What an event is related to.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Relates {
    #[serde(rename = "rel_type")]
    kind: Option<String>,
    #[serde(rename = "event_id")]
    event: Option<OwnedEventId>,
    #[serde(rename = "is_falling_back")]
    falling_back: bool,
    #[serde(rename = "m.in_reply_to")]
    reply: Option<InReplyTo>,
}

fn relation(event: &Raw<AnySyncTimelineEvent>) -> Option<Relates> {
    #[derive(Deserialize)]
    struct Related {
        #[serde(rename = "m.relates_to")]
        relation: Relates,
    }
    let Related { relation } = event.get_field("content").ok()??;
    Some(relation)
}

/// Whether an event was removed.
pub fn is_redacted(event: &Raw<AnySyncTimelineEvent>) -> bool {
    #[derive(Deserialize)]
    struct Unsigned {
        redacted_because: Option<IgnoredAny>,
    }
    let unsigned: Option<Unsigned> = event.get_field("unsigned").ok().flatten();
    unsigned.is_some_and(|unsigned| unsigned.redacted_because.is_some())
}

/// The last edit of an event, as the server sends it with the event.
pub fn bundled(event: &Raw<AnySyncTimelineEvent>) -> Option<Raw<AnySyncTimelineEvent>> {
    #[derive(Deserialize)]
    struct Unsigned {
        #[serde(rename = "m.relations")]
        relations: Relations,
    }
    #[derive(Deserialize)]
    struct Relations {
        #[serde(rename = "m.replace")]
        edit: Raw<AnySyncTimelineEvent>,
    }
    let Unsigned { relations } = event.get_field("unsigned").ok()??;
    Some(relations.edit)
}

/// The text after the quotation that clients put before a reply until version 1.13
/// of the specification: lines that begin with `> `, the first with the author's
/// id. matrix-sdk's own function for it would add an HTML sanitizer to the program.
pub fn without_quote(body: &str) -> &str {
    if !body.starts_with("> <") && !body.starts_with("> * <") {
        return body;
    }
    let mut rest = body;
    while let Some((_, after)) = rest.split_once('\n').filter(|_| rest.starts_with("> ")) {
        rest = after;
    }
    rest
}

/// The labels of the links to a person.
fn pills(html: &str, id: &UserId) -> Vec<String> {
    let Ok(links) = Selector::parse("a[href]") else { return Vec::new() };
    let page = Html::parse_fragment(html);
    // A quotation links to the author of what it quotes.
    let quoted = |link: &ElementRef<'_>| {
        let mut around = link.ancestors().filter_map(|node| node.value().as_element());
        around.any(|element| element.name() == "mx-reply")
    };
    page.select(&links)
        .filter(|link| !quoted(link))
        .filter(|link| {
            let person = link.value().attr("href").and_then(linked);
            matches!(person, Some(MatrixId::User(user)) if user == id)
        })
        .map(|link| link.text().collect())
        .collect()
}

/// What an address leads to: `https://matrix.to/#/…` or `matrix:…`.
fn linked(href: &str) -> Option<MatrixId> {
    let by_scheme = || MatrixUri::parse(href).ok().map(|uri| uri.id().clone());
    MatrixToUri::parse(href).ok().map(|uri| uri.id().clone()).or_else(by_scheme)
}

/// A thumb up or down, of any colour, or a digit, also as an emoji.
fn sign(key: &str) -> Option<Sign> {
    match key.chars().next()? {
        '👍' => Some(Sign::Useful(true)),
        '👎' => Some(Sign::Useful(false)),
        _ => call::digit(key).filter(|number| *number > 0).map(Sign::Number),
    }
}
