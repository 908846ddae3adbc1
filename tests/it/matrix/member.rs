//! A member who uses an independent client library: what they do, and what they see.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::event::{Event, Text};
use super::homeserver::{Account, Homeserver, Reply};
use super::kept::Kept;
use super::peers::{self, ClientLibrary};

/// A member's open client.
pub struct Member<'a> {
    server: &'a Homeserver,
    library: ClientLibrary,
    pub account: Account,
    /// The number of this client in this process.
    name: String,
    seen: Arc<Kept<Event>>,
}

/// A room to be created: private and not encrypted by default.
pub struct Room {
    encrypted: bool,
    options: Value,
}

impl Room {
    pub fn plain(name: &str) -> Self {
        Self { encrypted: false, options: json!({ "name": name, "preset": "private_chat" }) }
    }

    pub fn encrypted(name: &str) -> Self {
        Self { encrypted: true, ..Self::plain(name) }
    }

    /// A room that anybody may join.
    pub fn public(name: &str) -> Self {
        Self { encrypted: false, options: json!({ "name": name, "preset": "public_chat" }) }
    }

    /// A direct chat with `user`, invited as such.
    pub fn direct(user: &str) -> Self {
        let options = json!({
            "is_direct": true, "preset": "trusted_private_chat", "invite": [user],
        });
        Self { encrypted: false, options }
    }

    /// Makes the room encrypted if `encrypted`.
    pub fn with_encryption(self, encrypted: bool) -> Self {
        Self { encrypted, ..self }
    }

    /// Invites a user.
    pub fn inviting(self, users: &[&str]) -> Self {
        self.with("invite", json!(users))
    }

    /// Sets the room's version; in `"10"` the creator has a power level.
    pub fn version(self, version: &str) -> Self {
        self.with("room_version", json!(version))
    }

    /// Gives the room an address, `#alias:localhost`.
    pub fn alias(self, alias: &str) -> Self {
        self.with("alias", json!(alias))
    }

    fn with(mut self, key: &str, value: Value) -> Self {
        self.options[key] = value;
        self
    }
}

impl<'a> Member<'a> {
    /// Creates an account and opens its client.
    pub fn new(server: &'a Homeserver, name: &str) -> Self {
        Self::enter(server, server.register(name))
    }

    /// The same with matrix-js-sdk, which obeys the commands that `peers/sdk.mjs` knows.
    pub fn with_js_sdk(server: &'a Homeserver, name: &str) -> Self {
        Self::open(server, server.register(name), ClientLibrary::JsSdk)
    }

    /// Opens a client with a device's token. Its keys are kept in memory, so the same
    /// device cannot be opened twice.
    pub fn enter(server: &'a Homeserver, account: Account) -> Self {
        Self::open(server, account, ClientLibrary::Nio)
    }

    fn open(server: &'a Homeserver, account: Account, library: ClientLibrary) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("{} {}", account.user, NEXT.fetch_add(1, Ordering::Relaxed));
        let seen = peers::seen_by(&name);
        let member = Self { server, library, account, name, seen };
        let Account { user, device, token, password: _ } = &member.account;
        member.must(
            "enter",
            json!({ "url": server.url(), "user": user, "device": device, "token": token }),
        );
        member
    }

    /// The full id.
    pub fn user(&self) -> &str {
        &self.account.user
    }

    fn ask(&self, what: &str, mut arguments: Value) -> Result<Value, String> {
        arguments["member"] = self.name.as_str().into();
        peers::ask(self.library, what, arguments)
    }

    fn must(&self, what: &str, arguments: Value) -> Value {
        self.ask(what, arguments).unwrap_or_else(|why| panic!("{}: {why}", self.user()))
    }

    /// Creates a room; gives its id once this client knows it.
    pub fn create(&self, room: Room) -> String {
        let Room { encrypted, mut options } = room;
        options["encrypted"] = encrypted.into();
        id(self.must("create_room", options))
    }

    /// Marks a room as direct for this member; `Room::direct` marks it for the other one.
    pub fn mark_direct(&self, room: &str, with: &str) {
        let path = format!("/_matrix/client/v3/user/{}/account_data/m.direct", self.user());
        self.request_ok("PUT", &path, json!({ with: [room] }));
    }

    pub fn join(&self, room: &str) {
        self.must("join", json!({ "room": room }));
    }

    pub fn invite(&self, room: &str, user: &str) {
        self.must("invite", json!({ "room": room, "user": user }));
    }

    /// Waits until `user` has joined, so that what is written next is encrypted for
    /// them too.
    pub fn wait_for_member(&self, room: &str, user: &str) {
        self.wait(&format!("{user} in {room}"), |event| {
            event.room == room
                && event.kind == "m.room.member"
                && event.state_key.as_deref() == Some(user)
                && event.membership() == "join"
                && !event.invite
        });
    }

    /// Waits for an invite, and accepts it.
    pub fn accept_invite(&self, room: &str) {
        self.wait(&format!("an invite to {room}"), |event| event.invite && event.room == room);
        self.join(room);
    }

    /// Sends a message, encrypted where the room is; gives the event's id.
    pub fn say(&self, room: &str, text: &Text) -> String {
        self.send(room, "m.room.message", text.content())
    }

    /// Sends an event of any type.
    pub fn send(&self, room: &str, kind: &str, content: &Value) -> String {
        let asked = json!({ "room": room, "type": kind, "content": content });
        id(self.must("say", asked))
    }

    /// Sends a message in a thread, whose relation matrix-js-sdk makes.
    pub fn say_in_thread(&self, room: &str, root: &str, text: &Text) -> String {
        id(self.must(
            "say",
            json!({
                "room": room, "type": "m.room.message", "content": text.content(), "thread": root,
            }),
        ))
    }

    /// Waits until matrix-js-sdk shows an event in the thread of `root`.
    pub fn wait_until_in_thread(&self, room: &str, root: &str, event: &str) {
        self.must("thread", json!({ "room": room, "root": root, "event": event }));
    }

    /// Edits one of their messages.
    pub fn edit(&self, room: &str, event: &str, text: Text) -> String {
        self.say(room, &text.editing(event))
    }

    pub fn react(&self, room: &str, event: &str, key: &str) -> String {
        let relation = json!({ "rel_type": "m.annotation", "event_id": event, "key": key });
        self.send(room, "m.reaction", &json!({ "m.relates_to": relation }))
    }

    /// Redacts an event, also a reaction.
    pub fn redact(&self, room: &str, event: &str) -> String {
        id(self.must("redact", json!({ "room": room, "event": event })))
    }

    /// Sends a message in an encrypted room without giving these users the key.
    pub fn say_without_key(&self, room: &str, text: &Text, without: &[&str]) -> String {
        let asked = json!({
            "room": room, "type": "m.room.message", "content": text.content(), "without": without,
        });
        id(self.must("say_without_key", asked))
    }

    /// Gives these users the key.
    pub fn give_key(&self, event: &str) {
        self.must("give_key", json!({ "event": event }));
    }

    /// Upgrades a room to a version; gives the new room's id.
    pub fn upgrade(&self, room: &str, version: &str) -> String {
        let path = format!("/_matrix/client/v3/rooms/{room}/upgrade");
        let upgraded = self.request_ok("POST", &path, json!({ "new_version": version }));
        id(upgraded["replacement_room"].clone())
    }

    /// The content of a state event; null if there is none.
    pub fn state(&self, room: &str, kind: &str) -> Value {
        let path = format!("/_matrix/client/v3/rooms/{room}/state/{kind}");
        let reply = self.request("GET", &path, Value::Null);
        if reply.status == 200 { reply.body } else { Value::Null }
    }

    pub fn set_state(&self, room: &str, kind: &str, content: Value) {
        let path = format!("/_matrix/client/v3/rooms/{room}/state/{kind}");
        self.request_ok("PUT", &path, content);
    }

    /// Sets somebody's power level.
    pub fn set_level(&self, room: &str, user: &str, level: i64) {
        let mut levels = self.state(room, "m.room.power_levels");
        levels["users"][user] = level.into();
        self.set_state(room, "m.room.power_levels", levels);
    }

    /// The members of a room, as the homeserver lists them now.
    pub fn members_of(&self, room: &str) -> Vec<String> {
        strings(&self.must("members_of", json!({ "room": room })))
    }

    /// Somebody's devices that have keys, as the homeserver lists them now. This
    /// member's next messages are encrypted for those.
    pub fn devices_of(&self, user: &str) -> Vec<String> {
        strings(&self.must("devices_of", json!({ "user": user })))
    }

    /// Sends any request with their token, where no method does it.
    pub fn request(&self, method: &str, path: &str, body: Value) -> Reply {
        self.server.request(Some(&self.account.token), method, path, body)
    }

    fn request_ok(&self, method: &str, path: &str, body: Value) -> Value {
        let reply = self.request(method, path, body);
        assert_eq!(reply.status, 200, "{method} {path}: {reply:?}");
        reply.body
    }

    /// Waits until they have seen such an event.
    pub fn wait(&self, what: &str, wanted: impl Fn(&Event) -> bool) -> Event {
        self.wait_for(what, |events| events.iter().find(|event| wanted(event)).cloned())
    }

    /// Waits until `wanted` finds something in all the events they have seen, in order.
    pub fn wait_for<R>(&self, what: &str, wanted: impl FnMut(&[Event]) -> Option<R>) -> R {
        self.seen.wait(wanted).unwrap_or_else(|why| {
            let seen = self.seen.with(<[Event]>::to_vec);
            panic!("{} does not see {what}: {why}; seen: {seen:#?}", self.user())
        })
    }

    /// Waits for an event by its id, decrypted.
    pub fn wait_for_event(&self, event: &str) -> Event {
        self.wait(event, |seen| seen.id == event && seen.readable)
    }

    /// Waits for somebody's first answer to an event; see [`Event::answers`].
    pub fn wait_for_answer(&self, event: &str) -> Event {
        self.wait(&format!("an answer to {event}"), |seen| {
            seen.answers(event) && seen.sender != self.user()
        })
    }

    /// The events of a room that they have seen until now, in order.
    pub fn events(&self, room: &str) -> Vec<Event> {
        self.seen.with(|seen| seen.iter().filter(|event| event.room == room).cloned().collect())
    }

    /// Waits until an event shows such a content. Its edits are applied; the content of
    /// a redacted event is `None`.
    pub fn wait_until_shown(&self, event: &str, wanted: impl Fn(Option<&Value>) -> bool) {
        self.wait_for(&format!("{event} so"), |events| wanted(shown(events, event)?).then_some(()));
    }
}

impl Drop for Member<'_> {
    fn drop(&mut self) {
        // A client whose homeserver is gone cannot be closed.
        let _ = self.ask("leave_client", json!({}));
    }
}

/// The content that an event shows now: `None` while it has not been seen, and
/// after it was redacted.
fn shown<'e>(events: &'e [Event], id: &str) -> Option<Option<&'e Value>> {
    let redacted = |id| events.iter().any(|other| other.redacts.as_deref() == Some(id));
    let event = events.iter().find(|event| event.id == id && event.readable)?;
    if redacted(id) {
        return Some(None);
    }
    let edit = events.iter().rev().find(|other| {
        other.sender == event.sender && other.replaces() == Some(id) && !redacted(&other.id)
    });
    Some(Some(edit.map_or(&event.content, |edit| &edit.content["m.new_content"])))
}

fn id(told: Value) -> String {
    told.as_str().expect("an id").to_owned()
}

fn strings(told: &Value) -> Vec<String> {
    let told = told.as_array().into_iter().flatten();
    told.filter_map(|one| one.as_str().map(str::to_owned)).collect()
}
