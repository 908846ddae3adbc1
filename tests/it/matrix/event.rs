//! An event as a member's client shows it, decrypted, and the messages that members
//! write.

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// An event that a member sees in a room.
#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    pub room: String,
    /// The event's id; empty in an invite, which shows the room's state without ids.
    pub id: String,
    pub sender: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub content: Value,
    pub state_key: Option<String>,
    /// The event that it redacts.
    pub redacts: Option<String>,
    /// Whether it was encrypted.
    pub encrypted: bool,
    /// Whether it could be decrypted; otherwise `content` is the encrypted one.
    pub readable: bool,
    /// Whether it is part of an invite.
    pub invite: bool,
}

impl Event {
    /// Reads what the members' process reports.
    pub fn read(told: Value) -> Self {
        serde_json::from_value(told).expect("an event as members.py tells it")
    }

    fn text(&self, key: &str) -> &str {
        self.content[key].as_str().unwrap_or_default()
    }

    /// The text; empty when it has none, as in the methods below.
    pub fn body(&self) -> &str {
        self.text("body")
    }

    pub fn html(&self) -> &str {
        self.text("formatted_body")
    }

    pub fn msgtype(&self) -> &str {
        self.text("msgtype")
    }

    /// The new membership of its sender: `join`, `invite`, `leave`.
    pub fn membership(&self) -> &str {
        self.text("membership")
    }

    fn related(&self, how: &str) -> Option<&str> {
        let relation = &self.content["m.relates_to"];
        (relation["rel_type"] == how).then(|| relation["event_id"].as_str())?
    }

    /// The root of the thread it is in.
    pub fn thread(&self) -> Option<&str> {
        self.related("m.thread")
    }

    /// The event that it edits.
    pub fn replaces(&self) -> Option<&str> {
        self.related("m.replace")
    }

    /// The event that it reacts to.
    pub fn reacts_to(&self) -> Option<&str> {
        self.related("m.annotation")
    }

    /// The event that it replies to. The event that a message in a thread names only
    /// for clients without threads does not count.
    pub fn reply_to(&self) -> Option<&str> {
        let fallback = self.content["m.relates_to"]["is_falling_back"] == true;
        (!fallback).then(|| self.names())?
    }

    /// The event that it names as replied to, also for clients without threads.
    fn names(&self) -> Option<&str> {
        self.content["m.relates_to"]["m.in_reply_to"]["event_id"].as_str()
    }

    /// Whether it is a message that answers an event: a reply to it, or the message
    /// after it in a thread. An edit of such a message does not count.
    pub fn answers(&self, event: &str) -> bool {
        self.kind == "m.room.message" && self.replaces().is_none() && self.names() == Some(event)
    }

    /// The users that it pings through `m.mentions`.
    pub fn mentions(&self) -> Vec<&str> {
        let users = self.content["m.mentions"]["user_ids"].as_array();
        users.into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

/// A message that is being written: an `m.text`, unless said otherwise.
#[derive(Clone)]
pub struct Text {
    content: Value,
}

impl Text {
    pub fn new(body: &str) -> Self {
        Self { content: json!({ "msgtype": "m.text", "body": body }) }
    }

    pub fn notice(body: &str) -> Self {
        Self::new(body).with("msgtype", json!("m.notice"))
    }

    pub fn emote(body: &str) -> Self {
        Self::new(body).with("msgtype", json!("m.emote"))
    }

    fn with(mut self, key: &str, value: Value) -> Self {
        self.content[key] = value;
        self
    }

    fn related(mut self, more: Value) -> Self {
        let relation = &mut self.content["m.relates_to"];
        let mut all: Map<String, Value> = relation.as_object().cloned().unwrap_or_default();
        all.extend(more.as_object().cloned().unwrap_or_default());
        *relation = Value::Object(all);
        self
    }

    /// Adds the text in HTML.
    pub fn html(self, html: &str) -> Self {
        self.with("format", json!("org.matrix.custom.html")).with("formatted_body", json!(html))
    }

    /// Adds an intentional mention; the text stays the same.
    pub fn mentioning(self, user: &str) -> Self {
        self.with("m.mentions", json!({ "user_ids": [user] }))
    }

    /// Makes it a reply.
    pub fn reply_to(self, event: &str) -> Self {
        self.related(json!({ "m.in_reply_to": { "event_id": event } }))
    }

    /// Puts it in the thread of `root`. Unless it is a reply, it names `root` as
    /// replied to for clients without threads, as clients do.
    pub fn in_thread(self, root: &str) -> Self {
        let replies = !self.content["m.relates_to"]["m.in_reply_to"].is_null();
        let text = if replies { self } else { self.reply_to(root) };
        text.related(json!({
            "rel_type": "m.thread",
            "event_id": root,
            "is_falling_back": !replies,
        }))
    }

    /// Makes it an edit of `event`, with the star that clients without edits show.
    pub fn editing(self, event: &str) -> Self {
        let body = format!("* {}", self.content["body"].as_str().unwrap_or_default());
        let mut shown = self.clone().with("body", json!(body));
        if let Some(map) = shown.content.as_object_mut() {
            map.remove("m.relates_to");
        }
        shown
            .with("m.new_content", self.content)
            .related(json!({ "rel_type": "m.replace", "event_id": event }))
    }

    /// The event's content.
    pub fn content(&self) -> &Value {
        &self.content
    }
}
