//! The objects that Discord sends, as JSON. Pure: each is a function of its data.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use serde_json::{Value, json};

/// A snowflake: milliseconds since 2015 and a counter. In JSON it is a string.
pub type Id = u64;

const EPOCH_MS: u64 = 1_420_070_400_000;

/// A new snowflake. Its time is the real one, because libraries read it.
pub fn snowflake() -> Id {
    static COUNTER: AtomicU64 = AtomicU64::new(1);
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let millis = since.as_millis() as u64 - EPOCH_MS;
    (millis << 22) | (COUNTER.fetch_add(1, Ordering::Relaxed) & 0x3f_ffff)
}

pub fn timestamp() -> String {
    // Discord writes six decimals and an offset, never `Z`.
    format!("{}+00:00", Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%6f"))
}

/// The permission bits that the double uses.
pub mod permission {
    pub const VIEW_CHANNEL: u64 = 1 << 10;
    pub const SEND_MESSAGES: u64 = 1 << 11;
    pub const EMBED_LINKS: u64 = 1 << 14;
    pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
    pub const MANAGE_MESSAGES: u64 = 1 << 13;
    pub const MANAGE_GUILD: u64 = 1 << 5;
    pub const ADMINISTRATOR: u64 = 1 << 3;
    pub const CREATE_PUBLIC_THREADS: u64 = 1 << 35;
    pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
    pub const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
    /// The permissions that the README's invitation asks for.
    pub const OF_THE_BOT: u64 = VIEW_CHANNEL
        | SEND_MESSAGES
        | EMBED_LINKS
        | READ_MESSAGE_HISTORY
        | CREATE_PUBLIC_THREADS
        | SEND_MESSAGES_IN_THREADS;
    /// The permissions of an ordinary member.
    pub const OF_A_MEMBER: u64 = OF_THE_BOT | USE_APPLICATION_COMMANDS;
}

/// The bits of IDENTIFY.
pub mod intent {
    pub const GUILDS: u64 = 1;
    pub const GUILD_MEMBERS: u64 = 1 << 1;
    pub const GUILD_PRESENCES: u64 = 1 << 8;
    pub const GUILD_MESSAGES: u64 = 1 << 9;
    pub const GUILD_MESSAGE_REACTIONS: u64 = 1 << 10;
    pub const DIRECT_MESSAGES: u64 = 1 << 12;
    pub const MESSAGE_CONTENT: u64 = 1 << 15;
    /// All bits that exist; any other one is refused (4013).
    pub const ALL: u64 = 0x1_ffff | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25);
}

/// Message flags.
pub mod flag {
    pub const SUPPRESS_EMBEDS: u64 = 1 << 2;
    pub const EPHEMERAL: u64 = 1 << 6;
    pub const LOADING: u64 = 1 << 7;
    pub const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
}

/// A person or a bot.
#[derive(Clone)]
pub struct Person {
    pub id: Id,
    pub name: String,
    pub bot: bool,
    /// The language of the person's client, such as `fr`.
    pub locale: String,
}

/// A server.
#[derive(Clone)]
pub struct Guild {
    pub id: Id,
    pub name: String,
    pub owner: Id,
    /// Id, name and permissions.
    pub roles: Vec<(Id, String, u64)>,
    /// Members and their roles.
    pub members: Vec<(Id, Vec<Id>)>,
}

/// A channel, a thread or a direct message.
#[derive(Clone)]
pub struct Channel {
    pub id: Id,
    pub kind: ChannelKind,
    pub guild: Option<Id>,
    pub name: String,
    /// The bot's permissions in it.
    pub bot_may: u64,
    pub messages: u64,
}

#[derive(Clone, PartialEq, Eq)]
pub enum ChannelKind {
    Text,
    Direct { with: Id },
    Thread { parent: Id, owner: Id, archived: bool, locked: bool },
}

impl Channel {
    pub fn number(&self) -> u64 {
        match self.kind {
            ChannelKind::Text => 0,
            ChannelKind::Direct { .. } => 1,
            ChannelKind::Thread { .. } => 11,
        }
    }
}

pub fn user(person: &Person) -> Value {
    json!({
        "id": person.id.to_string(),
        "username": person.name,
        "discriminator": if person.bot { "4242" } else { "0" },
        "global_name": if person.bot { Value::Null } else { json!(person.name) },
        "avatar": null,
        "avatar_decoration_data": null,
        "collectibles": null,
        "primary_guild": null,
        "bot": person.bot,
        "public_flags": 0,
        "flags": 0,
    })
}

/// The bot's own user, as READY and GET /users/@me show it.
pub fn own_user(person: &Person) -> Value {
    let mut user = user(person);
    user["mfa_enabled"] = json!(true);
    user["verified"] = json!(true);
    user["email"] = Value::Null;
    user["locale"] = json!("en-US");
    user
}

/// A member without the `user` field, as messages carry it.
pub fn partial_member(roles: &[Id]) -> Value {
    json!({
        "roles": roles.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "nick": null,
        "avatar": null,
        "banner": null,
        "joined_at": "2024-05-17T09:30:00.000000+00:00",
        "premium_since": null,
        "communication_disabled_until": null,
        "pending": false,
        "deaf": false,
        "mute": false,
        "flags": 0,
    })
}

pub fn member(person: &Person, roles: &[Id]) -> Value {
    let mut member = partial_member(roles);
    member["user"] = user(person);
    member
}

fn role(id: Id, name: &str, permissions: u64, position: usize) -> Value {
    json!({
        "id": id.to_string(),
        "name": name,
        "permissions": permissions.to_string(),
        "position": position,
        "color": 0,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        "hoist": false,
        "managed": false,
        "mentionable": false,
        "icon": null,
        "unicode_emoji": null,
        "flags": 0,
    })
}

pub fn roles(guild: &Guild) -> Vec<Value> {
    let roles = guild.roles.iter().enumerate();
    roles.map(|(at, (id, name, may))| role(*id, name, *may, at)).collect()
}

/// A guild as GET shows it.
pub fn guild(guild: &Guild) -> Value {
    json!({
        "id": guild.id.to_string(),
        "name": guild.name,
        "icon": null,
        "description": null,
        "home_header": null,
        "splash": null,
        "discovery_splash": null,
        "features": [],
        "banner": null,
        "owner_id": guild.owner.to_string(),
        "application_id": null,
        "region": "rotterdam",
        "afk_channel_id": null,
        "afk_timeout": 300,
        "system_channel_id": null,
        "system_channel_flags": 0,
        "widget_enabled": false,
        "widget_channel_id": null,
        "verification_level": 1,
        "roles": roles(guild),
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 2,
        "max_presences": null,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": null,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "fr",
        "rules_channel_id": null,
        "safety_alerts_channel_id": null,
        "public_updates_channel_id": null,
        "premium_progress_bar_enabled": false,
        "premium_progress_bar_enabled_user_updated_at": null,
        "nsfw": false,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": null,
    })
}

/// A guild in the list of those that a bot is in.
pub fn joined_guild(guild: &Guild, permissions: u64) -> Value {
    json!({
        "id": guild.id.to_string(),
        "name": guild.name,
        "icon": null,
        "banner": null,
        "owner": false,
        "permissions": permissions.to_string(),
        "features": [],
    })
}

/// A channel as GET and GUILD_CREATE show it.
pub fn channel(channel: &Channel, bot: Id, recipient: Option<&Person>) -> Value {
    let id = channel.id.to_string();
    match &channel.kind {
        ChannelKind::Direct { .. } => json!({
            "id": id,
            "type": 1,
            "flags": 0,
            "last_message_id": null,
            "recipients": recipient.map(user).into_iter().collect::<Vec<_>>(),
        }),
        ChannelKind::Text => {
            let denied = permission::OF_THE_BOT & !channel.bot_may;
            let overwrites = if denied == 0 {
                json!([])
            } else {
                json!([{ "id": bot.to_string(), "type": 1, "allow": "0", "deny": denied.to_string() }])
            };
            json!({
                "id": id,
                "type": 0,
                "flags": 0,
                "guild_id": channel.guild.unwrap_or_default().to_string(),
                "name": channel.name,
                "position": 0,
                "parent_id": null,
                "last_message_id": null,
                "topic": null,
                "nsfw": false,
                "rate_limit_per_user": 0,
                "permission_overwrites": overwrites,
            })
        }
        ChannelKind::Thread { parent, owner, archived, locked } => json!({
            "id": id,
            "type": 11,
            "flags": 0,
            "guild_id": channel.guild.unwrap_or_default().to_string(),
            "name": channel.name,
            "parent_id": parent.to_string(),
            "owner_id": owner.to_string(),
            "last_message_id": null,
            "rate_limit_per_user": 0,
            "message_count": channel.messages,
            "member_count": 1,
            "total_message_sent": channel.messages,
            "thread_metadata": {
                "archived": archived,
                "archive_timestamp": timestamp(),
                "auto_archive_duration": 1440,
                "locked": locked,
                "create_timestamp": timestamp(),
            },
        }),
    }
}

/// An empty message.
pub fn message(id: Id, channel: Id, author: &Person, content: &str) -> Value {
    json!({
        "id": id.to_string(),
        "type": 0,
        "channel_id": channel.to_string(),
        "author": user(author),
        "content": content,
        "timestamp": timestamp(),
        "edited_timestamp": null,
        "tts": false,
        "mention_everyone": false,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": false,
        "flags": 0,
        "components": [],
    })
}

pub fn application(bot: &Person, owner: &Person, message_content: bool) -> Value {
    // GATEWAY_MESSAGE_CONTENT_LIMITED, as small bots have it.
    let flags = if message_content { 1 << 19 } else { 0 };
    json!({
        "id": bot.id.to_string(),
        "name": bot.name,
        "icon": null,
        "description": "",
        "type": null,
        "bot": user(bot),
        "bot_public": true,
        "bot_require_code_grant": false,
        "verify_key": "00".repeat(32),
        "flags": flags,
        "flags_new": flags.to_string(),
        "redirect_uris": [],
        "interactions_endpoint_url": null,
        "role_connections_verification_url": null,
        "owner": user(owner),
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": null,
        "eligible_oauth2_scopes": [],
    })
}

/// An embed as Discord gives it back: with `type` and without nulls.
pub fn embed_shown(embed: &Value) -> Value {
    let mut shown = without_nulls(embed);
    shown["type"] = json!("rich");
    for image in ["image", "thumbnail"] {
        if let Some(image) = shown.get_mut(image) {
            image["flags"] = json!(0);
        }
    }
    let fields = shown.get_mut("fields").and_then(Value::as_array_mut);
    for field in fields.into_iter().flatten() {
        if field.get("inline").is_none() {
            field["inline"] = json!(false);
        }
    }
    shown
}

/// Components as Discord gives them back: numbered, with their defaults.
pub fn components_shown(components: &Value) -> Value {
    fn number(component: &Value, next: &mut u64) -> Value {
        let mut shown = without_nulls(component);
        shown["id"] = json!(*next);
        *next += 1;
        if shown["type"] == 3 {
            for (key, default) in [("min_values", 1), ("max_values", 1)] {
                if shown.get(key).is_none() {
                    shown[key] = json!(default);
                }
            }
        }
        if let Some(children) = shown.get("components").and_then(Value::as_array) {
            let children: Vec<Value> = children.iter().map(|child| number(child, next)).collect();
            shown["components"] = json!(children);
        }
        shown
    }
    let mut next = 1;
    let rows = components.as_array().into_iter().flatten();
    json!(rows.map(|row| number(row, &mut next)).collect::<Vec<_>>())
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            (fields.iter())
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), without_nulls(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}
