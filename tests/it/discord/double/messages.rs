//! Messages: what the bot may post, edit and delete, and the events that follow.

use serde_json::{Value, json};

use super::interactions::Refusal;
use super::limits;
use super::objects::{self, Channel, ChannelKind, Id, flag, intent, permission};
use super::rest::Answer;
use super::world::{Audience, Message, State};

impl State {
    pub fn post_message(&mut self, channel: &Channel, body: &Value) -> Result<Answer, Refusal> {
        let may = self.bot_may(channel);
        let needed = match channel.kind {
            ChannelKind::Thread { archived: true, locked: true, .. } => {
                return Err(Refusal::new(400, 50083, "Thread is archived"));
            }
            ChannelKind::Thread { .. } => permission::SEND_MESSAGES_IN_THREADS,
            ChannelKind::Text => permission::SEND_MESSAGES,
            ChannelKind::Direct { with } if self.closed_to_direct_messages.contains(&with) => {
                return Err(Refusal::new(403, 50007, "Cannot send messages to this user"));
            }
            ChannelKind::Direct { .. } => 0,
        };
        if may & needed != needed {
            return Err(Refusal::new(403, 50013, "Missing Permissions"));
        }
        let body = &self.stripped(channel.id, body);
        valid(body)?;
        let nonce = body["nonce"]
            .as_str()
            .map(str::to_owned)
            .or_else(|| body["nonce"].as_u64().map(|n| n.to_string()));
        let nonce =
            nonce.filter(|_| body["enforce_nonce"] == true).map(|nonce| (channel.id, nonce));
        if let Some(known) = nonce.as_ref().and_then(|nonce| self.nonces.get(nonce)) {
            return Ok(Answer::ok(self.messages[known].body.clone()));
        }
        let id = objects::snowflake();
        let mut message = objects::message(id, channel.id, &self.bot, "");
        let mut replied = None;
        if let Some(to) = body["message_reference"]["message_id"].as_str() {
            replied = self.referenced(channel, to, body, may, &mut message)?;
        }
        fill(&mut message, body);
        message["flags"] = json!(
            body["flags"].as_u64().unwrap_or(0)
                & (flag::SUPPRESS_EMBEDS | flag::SUPPRESS_NOTIFICATIONS)
        );
        if !body["nonce"].is_null() {
            message["nonce"] = body["nonce"].clone();
        }
        message["mentions"] = self.pinged(body, replied);
        if let Some(nonce) = nonce {
            self.nonces.insert(nonce, id);
        }
        let bot = self.bot.id;
        self.publish(Message {
            id,
            channel: channel.id,
            author: bot,
            body: message.clone(),
            only_for: None,
            answers: None,
            deleted: false,
            edits: 0,
        });
        Ok(Answer::ok(message))
    }

    /// A message without its cards, where the bot may not embed links.
    pub fn stripped(&self, channel: Id, body: &Value) -> Value {
        let mut body = body.clone();
        let may = self.channels.get(&channel).map_or(0, |channel| self.bot_may(channel));
        if may & permission::EMBED_LINKS == 0
            && let Some(fields) = body.as_object_mut()
        {
            fields.remove("embeds");
        }
        body
    }

    /// Fills in the message that a reply refers to; gives that message's author, if it
    /// exists.
    fn referenced(
        &self,
        channel: &Channel,
        to: &str,
        body: &Value,
        may: u64,
        message: &mut Value,
    ) -> Result<Option<Id>, Refusal> {
        if may & permission::READ_MESSAGE_HISTORY == 0 {
            return Err(Refusal::new(
                400,
                160_002,
                "Cannot reply without permission to read message history",
            ));
        }
        let found = self.known_message(channel, to).ok();
        if found.is_none() && body["message_reference"]["fail_if_not_exists"] != false {
            return Err(Refusal::invalid(&[limits::Wrong {
                path: "message_reference".into(),
                code: "MESSAGE_REFERENCE_UNKNOWN_MESSAGE",
                message: "Unknown message".into(),
            }]));
        }
        let Some(found) = found else { return Ok(None) };
        message["type"] = json!(19);
        message["message_reference"] =
            json!({ "type": 0, "channel_id": channel.id.to_string(), "message_id": to });
        if let Some(guild) = channel.guild {
            message["message_reference"]["guild_id"] = json!(guild.to_string());
        }
        let mut referenced = found.body.clone();
        if let Some(fields) = referenced.as_object_mut() {
            for gateway_only in ["guild_id", "member", "referenced_message"] {
                fields.remove(gateway_only);
            }
        }
        message["referenced_message"] = referenced;
        Ok(Some(found.author))
    }

    /// The people that a message of the bot's pings: those it mentions or replies to, as
    /// far as `allowed_mentions` allows. Without that field, Discord pings them all.
    pub fn pinged(&self, body: &Value, replied: Option<Id>) -> Value {
        let allowed = &body["allowed_mentions"];
        let content = body["content"].as_str().unwrap_or_default();
        let pings = self.people.values().filter(|person| {
            let named = content.contains(&format!("<@{}>", person.id))
                || content.contains(&format!("<@!{}>", person.id));
            let lists = |list: &Value, item: Value| {
                list.as_array().is_some_and(|list| list.contains(&item))
            };
            let named = named
                && (allowed.is_null()
                    || lists(&allowed["parse"], json!("users"))
                    || lists(&allowed["users"], json!(person.id.to_string())));
            let replied = replied == Some(person.id)
                && (allowed.is_null() || allowed["replied_user"] == true);
            named || replied
        });
        json!(pings.map(objects::user).collect::<Vec<_>>())
    }

    /// Adds a message to its channel and sends the event to everyone who may see it.
    pub fn publish(&mut self, message: Message) {
        let event = self.message_event(&message);
        let audience = self.audience(message.channel);
        if let Some(channel) = self.channels.get_mut(&message.channel) {
            channel.messages += 1;
        }
        // The gateway never sends an event of an ephemeral message.
        let public = message.only_for.is_none();
        self.messages.insert(message.id, message);
        if public {
            self.dispatch("MESSAGE_CREATE", event, audience);
        }
    }

    /// Sends the event of an edited message.
    pub fn announce_edit(&mut self, id: Id) {
        let message = self.messages[&id].clone();
        if message.only_for.is_none() {
            let event = self.message_event(&message);
            let audience = self.audience(message.channel);
            self.dispatch("MESSAGE_UPDATE", event, audience);
        }
    }

    /// A message as the gateway sends it: with its guild and its author's member.
    fn message_event(&self, message: &Message) -> Value {
        let mut event = message.body.clone();
        if let Some(guild) = self.channels.get(&message.channel).and_then(|c| c.guild) {
            event["guild_id"] = json!(guild.to_string());
            let members =
                self.guilds.get(&guild).map(|guild| guild.members.as_slice()).unwrap_or_default();
            if let Some((_, roles)) = members.iter().find(|(id, _)| *id == message.author) {
                event["member"] = objects::partial_member(roles);
            }
        }
        event["channel_type"] =
            json!(self.channels.get(&message.channel).map_or(0, Channel::number));
        event
    }

    pub fn audience(&self, channel: Id) -> Audience {
        let guild = self.channels.get(&channel).and_then(|channel| channel.guild);
        let intent = if guild.is_some() { intent::GUILD_MESSAGES } else { intent::DIRECT_MESSAGES };
        Audience { guild, intent }
    }

    /// A message of a channel that the bot can see.
    pub fn known_message(&self, channel: &Channel, id: &str) -> Result<&Message, Refusal> {
        let message = id.parse().ok().and_then(|id: Id| self.messages.get(&id));
        let message =
            message.filter(|m| m.channel == channel.id && !m.deleted && m.only_for.is_none());
        message.ok_or_else(|| Refusal::new(404, 10008, "Unknown Message"))
    }

    /// The messages that follow one of them in a channel, up to `limit`, newest first, as the
    /// bot may read them.
    pub fn messages_after(&self, channel: &Channel, after: Id, limit: usize) -> Answer {
        let may_read = self.bot_may(channel) & permission::READ_MESSAGE_HISTORY != 0;
        let mut found: Vec<&Message> = (self.messages.values())
            .filter(|m| may_read && m.channel == channel.id && m.id > after)
            .filter(|m| !m.deleted && m.only_for.is_none())
            .collect();
        found.sort_by_key(|m| m.id);
        found.truncate(limit.clamp(1, 100));
        Answer::ok(json!(found.iter().rev().map(|m| &m.body).collect::<Vec<_>>()))
    }

    pub fn get_message(&self, channel: &Channel, id: &str) -> Result<Answer, Refusal> {
        if self.bot_may(channel) & permission::READ_MESSAGE_HISTORY == 0 {
            return Err(Refusal::new(403, 50001, "Missing Access"));
        }
        let mut body = self.known_message(channel, id)?.body.clone();
        if !self.setup.message_content {
            if let Some(guild) = channel.guild {
                body["guild_id"] = json!(guild.to_string());
            }
            body = super::world::blanked(&body, self.bot.id);
            body.as_object_mut().map(|fields| fields.remove("guild_id"));
        }
        Ok(Answer::ok(body))
    }

    pub fn edit_message(
        &mut self,
        channel: &Channel,
        id: &str,
        body: &Value,
    ) -> Result<Answer, Refusal> {
        let message = self.known_message(channel, id)?;
        if message.author != self.bot.id {
            return Err(Refusal::new(403, 50005, "Cannot edit a message authored by another user"));
        }
        if matches!(channel.kind, ChannelKind::Thread { archived: true, .. }) {
            return Err(Refusal::new(400, 50083, "Thread is archived"));
        }
        let id = message.id;
        self.change(id, body)?;
        Ok(Answer::ok(self.messages[&id].body.clone()))
    }

    /// Edits a message of the bot's, by any route.
    pub fn change(&mut self, id: Id, body: &Value) -> Result<(), Refusal> {
        let mut changed = self.messages[&id].body.clone();
        fill(&mut changed, body);
        let wrong = limits::message(body);
        if !wrong.is_empty() {
            return Err(Refusal::invalid(&wrong));
        }
        if is_empty(&changed) {
            return Err(Refusal::new(400, 50006, "Cannot send an empty message"));
        }
        changed["edited_timestamp"] = json!(objects::timestamp());
        changed["flags"] = json!(changed["flags"].as_u64().unwrap_or(0) & !flag::LOADING);
        if let Some(message) = self.messages.get_mut(&id) {
            message.body = changed;
            message.edits += 1;
        }
        self.announce_edit(id);
        Ok(())
    }

    pub fn delete_message(&mut self, channel: &Channel, id: &str) -> Result<Answer, Refusal> {
        let message = self.known_message(channel, id)?;
        let others = message.author != self.bot.id;
        if others && self.bot_may(channel) & permission::MANAGE_MESSAGES == 0 {
            return Err(Refusal::new(403, 50013, "Missing Permissions"));
        }
        let id = message.id;
        self.remove(id);
        Ok(Answer::empty())
    }

    /// Deletes a message and sends the event.
    pub fn remove(&mut self, id: Id) {
        let Some(message) = self.messages.get_mut(&id) else { return };
        message.deleted = true;
        let (channel, private) = (message.channel, message.only_for.is_some());
        if private {
            return;
        }
        let audience = self.audience(channel);
        let mut event = json!({ "id": id.to_string(), "channel_id": channel.to_string() });
        if let Some(guild) = audience.guild {
            event["guild_id"] = json!(guild.to_string());
        }
        self.dispatch("MESSAGE_DELETE", event, audience);
    }

    pub fn post_thread(
        &mut self,
        channel: &Channel,
        id: &str,
        body: &Value,
    ) -> Result<Answer, Refusal> {
        let message = self.known_message(channel, id)?.id;
        if channel.kind != ChannelKind::Text {
            return Err(Refusal::new(400, 50024, "Cannot execute action on this channel type"));
        }
        if self.channels.contains_key(&message) {
            return Err(Refusal::new(
                400,
                160_004,
                "A thread has already been created for this message",
            ));
        }
        if channel.bot_may & permission::CREATE_PUBLIC_THREADS == 0 {
            return Err(Refusal::new(403, 50013, "Missing Permissions"));
        }
        let name = body["name"].as_str().unwrap_or_default();
        if !(1..=100).contains(&name.chars().count()) {
            return Err(Refusal::invalid(&[limits::Wrong {
                path: "name".into(),
                code: "BASE_TYPE_BAD_LENGTH",
                message: "Must be between 1 and 100 in length.".into(),
            }]));
        }
        // A thread opened on a message has the message's id.
        let kind = ChannelKind::Thread {
            parent: channel.id,
            owner: self.bot.id,
            archived: false,
            locked: false,
        };
        let thread = Channel {
            id: message,
            kind,
            guild: channel.guild,
            name: name.into(),
            bot_may: channel.bot_may,
            messages: 0,
        };
        let object = self.channel_object(&thread);
        self.channels.insert(message, thread);
        let mut event = object.clone();
        event["newly_created"] = json!(true);
        self.dispatch(
            "THREAD_CREATE",
            event,
            Audience { guild: channel.guild, intent: intent::GUILDS },
        );
        Ok(Answer::status(201, object))
    }

    /// The channel of direct messages with a person, created if it is missing.
    pub fn direct_channel(&mut self, with: Id) -> Id {
        let known = self.channels.values().find(|c| c.kind == ChannelKind::Direct { with });
        if let Some(known) = known {
            return known.id;
        }
        let id = objects::snowflake();
        let kind = ChannelKind::Direct { with };
        self.channels.insert(
            id,
            Channel {
                id,
                kind,
                guild: None,
                name: String::new(),
                bot_may: permission::OF_THE_BOT,
                messages: 0,
            },
        );
        id
    }
}

/// Refuses a payload above Discord's limits, or an empty one.
pub fn valid(body: &Value) -> Result<(), Refusal> {
    let wrong = limits::message(body);
    if !wrong.is_empty() {
        return Err(Refusal::invalid(&wrong));
    }
    if is_empty(body) {
        return Err(Refusal::new(400, 50006, "Cannot send an empty message"));
    }
    Ok(())
}

fn is_empty(message: &Value) -> bool {
    let nothing = |key: &str| message[key].as_array().is_none_or(Vec::is_empty);
    message["content"].as_str().is_none_or(|text| text.trim().is_empty())
        && nothing("embeds")
        && nothing("components")
        && nothing("attachments")
        && nothing("sticker_ids")
        && message["poll"].is_null()
}

/// Changes the fields that a payload names; the others stay the same.
pub fn fill(message: &mut Value, body: &Value) {
    if let Some(content) = body.get("content") {
        message["content"] = json!(content.as_str().unwrap_or_default());
    }
    if let Some(embeds) = body.get("embeds") {
        let embeds = embeds.as_array().into_iter().flatten();
        message["embeds"] = json!(embeds.map(objects::embed_shown).collect::<Vec<_>>());
    }
    if let Some(components) = body.get("components") {
        message["components"] = objects::components_shown(components);
    }
    if let Some(attachments) = body.get("attachments").and_then(Value::as_array) {
        let shown = attachments.iter().map(|attachment| {
            json!({
                "id": objects::snowflake().to_string(),
                "filename": attachment["filename"],
                "size": 1,
                "url": "https://cdn.discordapp.com/attachments/a",
                "proxy_url": "https://media.discordapp.net/attachments/a",
            })
        });
        message["attachments"] = json!(shown.collect::<Vec<_>>());
    }
    if body["tts"] == true {
        message["tts"] = json!(true);
    }
}
