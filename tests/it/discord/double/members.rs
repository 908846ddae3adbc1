//! What people do in the double: write, edit, delete, type commands, pick
//! suggestions, click. They can only do what Discord's client would let them do: a
//! missing button cannot be clicked.

use std::time::Instant;

use serde_json::{Value, json};

use super::Double;
use super::interactions::{Interaction, Kind};
use super::objects::{self, Channel, ChannelKind, Guild, Id, Person, flag, permission};
use super::world::{Audience, Message, State};

/// A command to run: its name and subcommand, and the options given.
#[derive(Clone, Default)]
pub struct Typed<'a> {
    pub command: &'a str,
    pub subcommand: Option<&'a str>,
    pub options: Vec<(&'a str, Value)>,
}

impl<'a> Typed<'a> {
    pub fn new(command: &'a str) -> Self {
        Self { command, ..Self::default() }
    }

    pub fn sub(mut self, subcommand: &'a str) -> Self {
        self.subcommand = Some(subcommand);
        self
    }

    pub fn with(mut self, name: &'a str, value: impl Into<Value>) -> Self {
        self.options.push((name, value.into()));
        self
    }
}

impl Double {
    pub fn bot(&self) -> Id {
        self.with(|state| state.bot.id)
    }

    /// Creates a server with the bot and these people; the first one owns it.
    pub fn guild(&self, name: &str, people: &[Id]) -> Id {
        self.guild_on((0, 1), name, people)
    }

    /// A server that Discord deals out to this shard of so many.
    pub fn guild_on(&self, (shard, shards): (u64, u64), name: &str, people: &[Id]) -> Id {
        self.with(|state| {
            // The shard is decided by the millisecond.
            let ids = std::iter::repeat_with(objects::snowflake);
            let id = ids.into_iter().find(|id| (id >> 22) % shards == shard).expect("one of many");
            let members =
                people.iter().chain([&state.bot.id]).map(|id| (*id, Vec::new())).collect();
            // A server's owner may do anything, so the owner is nobody else in the tests.
            let owner = objects::snowflake();
            state.people.insert(
                owner,
                Person { id: owner, name: "proprietaire".into(), bot: false, locale: "fr".into() },
            );
            let everyone = (id, "@everyone".to_owned(), permission::OF_A_MEMBER);
            let guild = Guild { id, name: name.into(), owner, roles: vec![everyone], members };
            let created = state.guild_created(&guild);
            state.guilds.insert(id, guild);
            state.dispatch(
                "GUILD_CREATE",
                created,
                Audience { guild: Some(id), intent: objects::intent::GUILDS },
            );
            id
        })
    }

    pub fn channel(&self, guild: Id, name: &str) -> Id {
        self.with(|state| {
            let id = objects::snowflake();
            let channel = Channel {
                id,
                kind: ChannelKind::Text,
                guild: Some(guild),
                name: name.into(),
                bot_may: permission::OF_THE_BOT,
                messages: 0,
            };
            let created = state.channel_object(&channel);
            state.channels.insert(id, channel);
            state.dispatch(
                "CHANNEL_CREATE",
                created,
                Audience { guild: Some(guild), intent: objects::intent::GUILDS },
            );
            id
        })
    }

    pub fn person(&self, name: &str) -> Id {
        self.somebody(name, false)
    }

    pub fn other_bot(&self, name: &str) -> Id {
        self.somebody(name, true)
    }

    fn somebody(&self, name: &str, bot: bool) -> Id {
        let id = objects::snowflake();
        self.with(|state| {
            state.people.insert(id, Person { id, name: name.into(), bot, locale: "fr".into() })
        });
        id
    }

    /// Creates a role with permissions, and gives it to these members.
    pub fn role(&self, guild: Id, name: &str, permissions: u64, members: &[Id]) -> Id {
        self.with(|state| {
            let id = objects::snowflake();
            let guild = state.guilds.get_mut(&guild).expect("a guild of the double");
            guild.roles.push((id, name.into(), permissions));
            for (_, roles) in guild.members.iter_mut().filter(|(id, _)| members.contains(id)) {
                roles.push(id);
            }
            id
        })
    }

    /// Removes permissions of the bot in a channel.
    pub fn forbid(&self, channel: Id, permissions: u64) {
        self.with(|state| {
            if let Some(channel) = state.channels.get_mut(&channel) {
                channel.bot_may &= !permissions;
            }
        });
    }

    /// Gives permissions back to the bot in a channel.
    pub fn allow(&self, channel: Id, permissions: u64) {
        self.with(|state| {
            if let Some(channel) = state.channels.get_mut(&channel) {
                channel.bot_may |= permissions;
            }
        });
    }

    /// Lets members read a channel and not write in it.
    pub fn only_read(&self, channel: Id) {
        self.with(|state| state.read_only.push(channel));
    }

    /// The channel of direct messages with a person.
    pub fn direct(&self, person: Id) -> Id {
        self.with(|state| state.direct_channel(person))
    }

    pub fn says(&self, person: Id, channel: Id, text: &str) -> Id {
        self.with(|state| state.says(person, channel, text, |_| {}))
    }

    /// Sends a message that mentions the bot, as Discord's client writes a mention.
    pub fn mentions_bot(&self, person: Id, channel: Id, text: &str) -> Id {
        let text = format!("<@{}> {text}", self.bot());
        self.says(person, channel, &text)
    }

    /// Sends a reply, with the ping that the client adds by default.
    pub fn replies(&self, person: Id, to: Id, text: &str) -> Id {
        self.with(|state| {
            let replied = state.messages[&to].clone();
            let author = objects::user(&state.people[&replied.author]);
            state.says(person, replied.channel, text, |message| {
                let mut referenced = replied.body.clone();
                referenced.as_object_mut().map(|fields| fields.remove("referenced_message"));
                message["type"] = json!(19);
                message["message_reference"] = json!({ "type": 0, "channel_id": replied.channel.to_string(), "message_id": to.to_string() });
                message["referenced_message"] = referenced;
                let mentions = message["mentions"].as_array_mut().expect("a list");
                if !mentions.contains(&author) {
                    mentions.push(author);
                }
            })
        })
    }

    /// Sends a message that a function fills in.
    pub fn posts(&self, person: Id, channel: Id, text: &str, fill: impl FnOnce(&mut Value)) -> Id {
        self.with(|state| state.says(person, channel, text, fill))
    }

    pub fn edits(&self, message: Id, text: &str) {
        self.with(|state| {
            let mentions = state.named_in(text);
            if let Some(message) = state.messages.get_mut(&message) {
                message.body["content"] = json!(text);
                message.body["edited_timestamp"] = json!(objects::timestamp());
                let replied = message.body["referenced_message"]["author"].clone();
                message.body["mentions"] = mentions;
                if let (true, Some(list)) =
                    (replied.is_object(), message.body["mentions"].as_array_mut())
                {
                    list.push(replied);
                }
                message.edits += 1;
            }
            state.announce_edit(message);
        });
    }

    /// Updates a message without an edit, as Discord does when it adds the preview of a
    /// link.
    pub fn unfurls(&self, message: Id) {
        self.with(|state| {
            if let Some(message) = state.messages.get_mut(&message) {
                message.body["embeds"] =
                    json!([{ "type": "link", "url": "https://example.org/", "title": "Exemple" }]);
            }
            state.announce_edit(message);
        });
    }

    /// Sends a mention whose deletion is told before the message itself.
    pub fn mention_told_after_its_deletion(&self, person: Id, channel: Id, text: &str) -> Id {
        let text = format!("<@{}> {text}", self.bot());
        self.with(|state| {
            let audience = state.audience(channel);
            let id = objects::snowflake();
            let mut body = objects::message(id, channel, &state.people[&person], &text);
            body["mentions"] = state.named_in(&text);
            let mut event = json!({ "id": id.to_string(), "channel_id": channel.to_string() });
            if let Some(guild) = audience.guild {
                event["guild_id"] = json!(guild.to_string());
            }
            state.dispatch("MESSAGE_DELETE", event, audience);
            state.publish(Message {
                id,
                channel,
                author: person,
                body,
                only_for: None,
                answers: None,
                deleted: false,
                edits: 0,
            });
            id
        })
    }

    pub fn deletes(&self, message: Id) {
        self.with(|state| state.remove(message));
    }

    /// Deletes messages at once, as moderators can: one event for all.
    pub fn sweeps(&self, messages: &[Id]) {
        self.with(|state| {
            let channel = state.messages[&messages[0]].channel;
            for id in messages {
                if let Some(message) = state.messages.get_mut(id) {
                    message.deleted = true;
                }
            }
            let audience = state.audience(channel);
            let ids: Vec<String> = messages.iter().map(ToString::to_string).collect();
            let mut event = json!({ "ids": ids, "channel_id": channel.to_string() });
            if let Some(guild) = audience.guild {
                event["guild_id"] = json!(guild.to_string());
            }
            state.dispatch("MESSAGE_DELETE_BULK", event, audience);
        });
    }

    /// Runs a command; panics when the client would not offer it.
    pub fn runs(&self, person: Id, channel: Id, typed: &Typed<'_>) -> Id {
        self.with(|state| {
            let data = state.typed(person, channel, typed, None);
            state.interact(Kind::Command, person, channel, data, None)
        })
    }

    /// Runs a command that the client would not offer to this person by default: an admin
    /// of the server can allow it to anybody.
    pub fn runs_anyway(&self, person: Id, channel: Id, typed: &Typed<'_>) -> Id {
        self.with(|state| {
            let data = state.typed_anyway(channel, typed, None);
            state.interact(Kind::Command, person, channel, data, None)
        })
    }

    /// Types into an option with autocompletion; its value is the text so far.
    pub fn types(&self, person: Id, channel: Id, typed: &Typed<'_>, focused: &str) -> Id {
        self.with(|state| {
            let data = state.typed(person, channel, typed, Some(focused));
            state.interact(Kind::Autocomplete, person, channel, data, None)
        })
    }

    /// Picks a command in the menu of a message.
    pub fn picks_on_message(&self, person: Id, message: Id, command: &str) -> Id {
        self.with(|state| {
            let target = state.messages[&message].clone();
            let guild = state.channels[&target.channel].guild;
            let registered = state.command(guild, 3, command);
            let mut body = target.body;
            body.as_object_mut().map(|fields| fields.remove("referenced_message"));
            let data = json!({
                "id": registered["id"],
                "name": command,
                "type": 3,
                "target_id": message.to_string(),
                "resolved": { "messages": { message.to_string(): body } },
            });
            state.interact(Kind::Command, person, target.channel, data, None)
        })
    }

    /// Clicks the button with this label; panics when there is none.
    pub fn clicks(&self, person: Id, message: Id, label: &str) -> Id {
        self.with(|state| {
            let button = state.component(message, |c| c["type"] == 2 && c["label"].as_str().is_some_and(|l| l.contains(label)));
            let button = button.unwrap_or_else(|| panic!("no button « {label} » on {}", state.messages[&message].body["components"]));
            assert!(button["disabled"] != true, "« {label} » is disabled");
            let data = json!({ "component_type": 2, "custom_id": button["custom_id"], "id": button["id"] });
            state.interact_with(person, message, data)
        })
    }

    /// Picks the option with this label in the menu of a message.
    pub fn selects(&self, person: Id, message: Id, label: &str) -> Id {
        self.with(|state| {
            let menu = state.component(message, |c| c["type"] == 3).expect("a select menu");
            let options = menu["options"].as_array().into_iter().flatten();
            let option = options.clone().find(|o| o["label"].as_str().is_some_and(|l| l.contains(label)));
            let option = option.unwrap_or_else(|| panic!("no option « {label} » in {menu}"));
            let data = json!({ "component_type": 3, "custom_id": menu["custom_id"], "id": menu["id"], "values": [option["value"]] });
            state.interact_with(person, message, data)
        })
    }

    /// The form that a click opened.
    pub async fn form(&self, interaction: Id) -> Value {
        self.wait("a form", |state| state.interactions[&interaction].form.clone()).await
    }

    /// Sends the form that a click opened, with these texts in its fields; the others keep what
    /// is in them. Panics when the client would not send it.
    pub fn submits(&self, person: Id, opened: Id, texts: &[(&str, &str)]) -> Id {
        self.with(|state| {
            let by = state.interactions[&opened].clone();
            let form = by.form.expect("a form was opened");
            let rows = form["components"].as_array().into_iter().flatten().enumerate();
            let rows = rows.map(|(at, row)| {
                let input = &row["components"][0];
                let name = input["custom_id"].as_str().expect("a name");
                let typed = texts.iter().find(|(field, _)| *field == name).map(|(_, text)| *text);
                let text = typed.unwrap_or_else(|| input["value"].as_str().unwrap_or_default());
                assert!(input["required"] != true || !text.is_empty(), "{name} is required");
                let most = input["max_length"].as_u64().unwrap_or(4_000);
                assert!(text.chars().count() as u64 <= most, "{name} takes {most} characters");
                json!({ "type": 1, "id": 2 * at + 1, "components": [
                    { "type": 4, "id": 2 * at + 2, "custom_id": name, "value": text },
                ] })
            });
            let rows: Vec<Value> = rows.collect();
            for (field, _) in texts {
                let has = rows.iter().any(|row| row["components"][0]["custom_id"] == *field);
                assert!(has, "no field {field} in {form}");
            }
            let data = json!({ "custom_id": form["custom_id"], "components": rows });
            state.interact(Kind::Form, person, by.channel, data, by.on)
        })
    }

    /// Clicks a button with any id, such as one of an older version.
    pub fn clicks_raw(&self, person: Id, message: Id, custom_id: &str) -> Id {
        self.with(|state| {
            state.interact_with(
                person,
                message,
                json!({ "component_type": 2, "custom_id": custom_id, "id": 2 }),
            )
        })
    }

    /// The suggestions that an autocompletion got.
    pub async fn suggestions(&self, interaction: Id) -> Vec<Value> {
        self.wait("suggestions", |state| state.interactions[&interaction].choices.clone()).await
    }

    /// The message that answers an interaction, once it is complete.
    pub async fn answer(&self, interaction: Id) -> Message {
        self.wait("an answer to an interaction", |state| {
            let of = &state.interactions[&interaction];
            let (_, how) = of.answered?;
            let first = of.original.filter(|_| how == 4 || how == 5 || how == 7).into_iter();
            let ids = first.chain(of.follow_ups.iter().copied());
            let message = ids.filter_map(|id| state.messages.get(&id)).next_back()?;
            (message.body["flags"].as_u64().unwrap_or(0) & flag::LOADING == 0)
                .then(|| message.clone())
        })
        .await
    }

    /// Waits for the message that replies to another.
    pub async fn reply_to(&self, message: Id) -> Message {
        self.wait("a reply", |state| state.replies_to(message).pop()).await
    }

    pub fn message(&self, id: Id) -> Message {
        self.with(|state| state.messages[&id].clone())
    }
}

impl State {
    /// The bot's messages that reply to another, also deleted ones.
    pub fn replies_to(&self, message: Id) -> Vec<Message> {
        let of_bot = self.messages.values().filter(|m| m.author == self.bot.id);
        of_bot
            .filter(|m| m.body["message_reference"]["message_id"] == message.to_string().as_str())
            .cloned()
            .collect()
    }

    /// The bot's messages in a channel that a person can see.
    pub fn of_bot_in(&self, channel: Id) -> Vec<Message> {
        let of_bot =
            self.messages.values().filter(|m| m.author == self.bot.id && m.channel == channel);
        of_bot.filter(|m| !m.deleted).cloned().collect()
    }

    fn named_in(&self, text: &str) -> Value {
        let named = self.people.values().filter(|p| {
            text.contains(&format!("<@{}>", p.id)) || text.contains(&format!("<@!{}>", p.id))
        });
        json!(named.map(objects::user).collect::<Vec<_>>())
    }

    fn says(&mut self, person: Id, channel: Id, text: &str, more: impl FnOnce(&mut Value)) -> Id {
        let id = objects::snowflake();
        let mut body = objects::message(id, channel, &self.people[&person], text);
        body["mentions"] = self.named_in(text);
        more(&mut body);
        self.publish(Message {
            id,
            channel,
            author: person,
            body,
            only_for: None,
            answers: None,
            deleted: false,
            edits: 0,
        });
        id
    }

    /// A registered command; the guild's comes before the global one.
    pub fn command(&self, guild: Option<Id>, kind: u64, name: &str) -> Value {
        let scopes = [guild, None];
        let of = scopes.iter().filter_map(|scope| self.commands.get(scope)).flatten();
        let mut found = of.filter(|c| c["type"] == kind && c["name"] == name);
        found.next().cloned().unwrap_or_else(|| {
            panic!("no command {name} of type {kind} is registered: {:?}", self.commands)
        })
    }

    fn typed(&self, person: Id, channel: Id, typed: &Typed<'_>, focused: Option<&str>) -> Value {
        if let Some(guild) = self.channels[&channel].guild.and_then(|guild| self.guilds.get(&guild))
        {
            let command = self.command(Some(guild.id), 1, typed.command);
            let needed = command["default_member_permissions"]
                .as_str()
                .and_then(|bits| bits.parse::<u64>().ok());
            let may = self.permissions(guild, person);
            let needed = needed.unwrap_or(0);
            assert!(
                may & permission::ADMINISTRATOR != 0 || may & needed == needed,
                "Discord does not offer /{} to them",
                typed.command
            );
        }
        self.typed_anyway(channel, typed, focused)
    }

    fn typed_anyway(&self, channel: Id, typed: &Typed<'_>, focused: Option<&str>) -> Value {
        let guild = self.channels[&channel].guild;
        let command = self.command(guild, 1, typed.command);
        let options = |of: &Value| of["options"].as_array().cloned().unwrap_or_default();
        let below = match typed.subcommand {
            Some(name) => options(&command)
                .into_iter()
                .find(|o| o["name"] == name && o["type"] == 1)
                .unwrap_or_else(|| panic!("no subcommand {name}")),
            None => command.clone(),
        };
        let given: Vec<Value> = typed
            .options
            .iter()
            .map(|(name, value)| {
                let option = options(&below)
                    .into_iter()
                    .find(|o| o["name"] == *name)
                    .unwrap_or_else(|| panic!("no option {name}"));
                let mut given = json!({ "name": name, "type": option["type"], "value": value });
                if focused == Some(*name) {
                    assert_eq!(option["autocomplete"], true, "{name} is not completed");
                    given["focused"] = json!(true);
                }
                given
            })
            .collect();
        if focused.is_none() {
            for required in options(&below).iter().filter(|o| o["required"] == true) {
                assert!(
                    typed.options.iter().any(|(name, _)| required["name"] == *name),
                    "{} is required",
                    required["name"]
                );
            }
        }
        let given = match typed.subcommand {
            Some(name) => json!([{ "name": name, "type": 1, "options": given }]),
            None => json!(given),
        };
        let mut data =
            json!({ "id": command["id"], "name": typed.command, "type": 1, "options": given });
        if let Some(guild) = command.get("guild_id") {
            data["guild_id"] = guild.clone();
        }
        data
    }

    fn component(&self, message: Id, fits: impl Fn(&Value) -> bool) -> Option<Value> {
        let message = &self.messages[&message];
        assert!(!message.deleted, "the message is deleted");
        let rows = message.body["components"].as_array().into_iter().flatten();
        rows.flat_map(|row| row["components"].as_array().into_iter().flatten())
            .find(|c| fits(c))
            .cloned()
    }

    fn interact_with(&mut self, person: Id, message: Id, data: Value) -> Id {
        let on = &self.messages[&message];
        assert!(on.only_for.is_none_or(|only| only == person), "they cannot see that message");
        let channel = on.channel;
        self.interact(Kind::Component, person, channel, data, Some(message))
    }

    fn interact(&mut self, kind: Kind, person: Id, channel: Id, data: Value, on: Option<Id>) -> Id {
        let id = objects::snowflake();
        let token = format!("{:0>180}", format!("{id:x}aW50ZXJhY3Rpb24"));
        let place = self.channels[&channel].clone();
        let who = self.people[&person].clone();
        let mut event = json!({
            "id": id.to_string(),
            "application_id": self.bot.id.to_string(),
            "type": kind as u64,
            "token": token,
            "version": 1,
            "channel_id": channel.to_string(),
            "channel": self.channel_object(&place),
            "data": data,
            "locale": who.locale,
            "app_permissions": self.bot_may(&place).to_string(),
            "entitlements": [],
            "attachment_size_limit": 10_485_760,
            "authorizing_integration_owners": {},
            "context": if place.guild.is_some() { 0 } else { 1 },
        });
        if let Some(guild) = place.guild.and_then(|guild| self.guilds.get(&guild)) {
            let roles = guild
                .members
                .iter()
                .find(|(id, _)| *id == person)
                .map(|(_, roles)| roles.clone())
                .unwrap_or_default();
            let mut member = objects::member(&who, &roles);
            let mut may = self.permissions(guild, person);
            if self.read_only.contains(&channel) {
                may &= !(permission::SEND_MESSAGES | permission::SEND_MESSAGES_IN_THREADS);
            }
            member["permissions"] = json!(may.to_string());
            event["member"] = member;
            event["guild_id"] = json!(guild.id.to_string());
            event["guild_locale"] = json!("fr");
            event["guild"] = json!({ "id": guild.id.to_string(), "locale": "fr", "features": [] });
            event["authorizing_integration_owners"] = json!({ "0": guild.id.to_string() });
        } else {
            event["user"] = objects::user(&who);
            event["authorizing_integration_owners"] = json!({ "0": "0" });
        }
        if let Some(message) = on.and_then(|on| self.messages.get(&on)) {
            event["message"] = message.body.clone();
        }
        self.interactions.insert(
            id,
            Interaction {
                id,
                kind,
                token,
                channel,
                person,
                data,
                on,
                began: Instant::now(),
                answered: None,
                choices: None,
                form: None,
                original: on,
                deferred: None,
                is_awaited: false,
                follow_ups: Vec::new(),
            },
        );
        self.dispatch("INTERACTION_CREATE", event, Audience { guild: place.guild, intent: 0 });
        id
    }
}
