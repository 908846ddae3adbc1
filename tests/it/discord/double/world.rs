//! What exists in the double: people, servers, channels, messages, sessions, and the
//! log of what the bot did. Who gets an event is decided here, because that depends
//! on the session's intents and shard and not on the cause of the event.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::net::SocketAddr;
use std::time::Instant;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::faults::{GatewayFaults, RestFault};
use super::interactions::Interaction;
use super::objects::{self, Channel, ChannelKind, Guild, Id, Person, intent, permission};
use super::{Setup, openapi};

/// The double's whole state.
pub struct State {
    pub setup: Setup,
    pub gateway_url: String,
    pub bot: Person,
    pub people: BTreeMap<Id, Person>,
    pub guilds: BTreeMap<Id, Guild>,
    pub channels: BTreeMap<Id, Channel>,
    pub messages: BTreeMap<Id, Message>,
    /// The registered commands; global ones are under `None`.
    pub commands: BTreeMap<Option<Id>, Vec<Value>>,
    pub interactions: BTreeMap<Id, Interaction>,
    pub sessions: Vec<Session>,
    /// IDENTIFYs, RESUMEs and ends of connections, in order.
    pub gateway: Vec<(Instant, Gateway)>,
    /// All REST calls of the bot, in the order of their responses.
    pub calls: Vec<Call>,
    /// People who accept no direct messages from the bot.
    pub closed_to_direct_messages: Vec<Id>,
    /// When messages were posted, by the path of the call.
    pub posted: BTreeMap<String, Vec<Instant>>,
    /// Channels in which members may not write.
    pub read_only: Vec<Id>,
    pub rest_faults: Vec<RestFault>,
    pub gateway_faults: GatewayFaults,
    pub violations: Vec<String>,
    /// The texts of the files that messages have, by the message and the file's name.
    pub files: BTreeMap<(Id, String), String>,
    pub started: Instant,
    /// The nonces that were used, for `enforce_nonce`.
    pub nonces: BTreeMap<(Id, String), Id>,
}

/// A message, and what its JSON leaves out.
#[derive(Clone)]
pub struct Message {
    pub id: Id,
    pub channel: Id,
    pub author: Id,
    pub body: Value,
    /// The only person who sees it.
    pub only_for: Option<Id>,
    /// The interaction that it answers.
    pub answers: Option<Id>,
    pub deleted: bool,
    pub edits: u32,
}

/// A gateway session, which a RESUME continues.
pub struct Session {
    pub id: String,
    pub intents: u64,
    pub shard: (u64, u64),
    pub sequence: u64,
    pub replay: VecDeque<Value>,
    pub compress: bool,
    /// Whether it can no longer be resumed.
    pub dead: bool,
    /// The connection that it uses.
    pub connection: Option<UnboundedSender<Down>>,
}

/// What is sent to a connection.
pub enum Down {
    Payload(Value),
    Raw(String),
    Close(u16),
    /// The TCP connection is ended without a WebSocket close.
    Drop,
}

/// An event in the log of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gateway {
    Connected,
    Identified { intents: u64, shard: (u64, u64) },
    Resumed { replayed: usize },
    ResumeRefused,
    Closed { by_client: Option<u16> },
}

/// A REST call of the bot.
#[derive(Clone, Debug)]
pub struct Call {
    pub began: Instant,
    pub method: String,
    /// The path without `/api/v10`, with tokens of interactions blanked.
    pub path: String,
    pub query: String,
    pub body: Value,
    /// The status; 0 when it was never answered.
    pub status: u16,
    pub answer: Value,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        write!(f, "{} {}{query} {} → {}", self.method, self.path, self.body, self.status)?;
        if self.status >= 400 { write!(f, " {}", self.answer) } else { Ok(()) }
    }
}

/// Who gets an event.
#[derive(Clone, Copy)]
pub struct Audience {
    pub guild: Option<Id>,
    /// The intent that a session needs; 0 for none.
    pub intent: u64,
}

impl State {
    pub fn new(setup: &Setup, address: SocketAddr) -> Self {
        let bot = Person {
            id: objects::snowflake(),
            name: "Souffleur".into(),
            bot: true,
            locale: "fr".into(),
        };
        Self {
            setup: setup.clone(),
            gateway_url: format!("ws://{address}"),
            people: BTreeMap::from([(bot.id, bot.clone())]),
            bot,
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: BTreeMap::new(),
            commands: BTreeMap::new(),
            interactions: BTreeMap::new(),
            sessions: Vec::new(),
            gateway: Vec::new(),
            calls: Vec::new(),
            closed_to_direct_messages: Vec::new(),
            posted: BTreeMap::new(),
            read_only: Vec::new(),
            rest_faults: Vec::new(),
            gateway_faults: GatewayFaults::default(),
            violations: Vec::new(),
            files: BTreeMap::new(),
            started: Instant::now(),
            nonces: BTreeMap::new(),
        }
    }

    pub fn is_connected(&self) -> bool {
        self.sessions.iter().any(|session| session.connection.is_some())
    }

    /// The permissions of a person in a guild: those of `@everyone` and of the person's
    /// roles.
    pub fn permissions(&self, guild: &Guild, person: Id) -> u64 {
        if guild.owner == person {
            return u64::MAX >> 11;
        }
        let of = guild.members.iter().find(|(id, _)| *id == person);
        let roles = of.map(|(_, roles)| roles.as_slice()).unwrap_or_default();
        let mine = guild.roles.iter().filter(|(id, ..)| *id == guild.id || roles.contains(id));
        mine.fold(0, |may, (.., more)| may | more)
    }

    /// The bot's permissions in a channel; for a thread, those in its parent.
    pub fn bot_may(&self, channel: &Channel) -> u64 {
        match channel.kind {
            ChannelKind::Thread { parent, .. } => {
                self.channels.get(&parent).map_or(0, |parent| parent.bot_may)
            }
            ChannelKind::Text => channel.bot_may,
            ChannelKind::Direct { .. } => permission::OF_THE_BOT,
        }
    }

    pub fn channel_object(&self, channel: &Channel) -> Value {
        let recipient = match channel.kind {
            ChannelKind::Direct { with } => self.people.get(&with),
            _ => None,
        };
        objects::channel(channel, self.bot.id, recipient)
    }

    /// GUILD_CREATE: the guild and everything in it.
    pub fn guild_created(&self, guild: &Guild) -> Value {
        let mut created = objects::guild(guild);
        let here = |thread: bool| {
            (self.channels.values())
                .filter(move |channel| {
                    channel.guild == Some(guild.id)
                        && matches!(channel.kind, ChannelKind::Thread { .. }) == thread
                })
                .map(|channel| self.channel_object(channel))
                .collect::<Vec<_>>()
        };
        let own = guild.members.iter().filter(|(id, _)| *id == self.bot.id);
        created["joined_at"] = json!("2025-01-02T03:04:05.000000+00:00");
        created["large"] = json!(false);
        created["unavailable"] = json!(false);
        created["member_count"] = json!(guild.members.len());
        created["members"] =
            json!(own.map(|(_, roles)| objects::member(&self.bot, roles)).collect::<Vec<_>>());
        created["channels"] = json!(here(false));
        created["threads"] = json!(here(true));
        for nothing in [
            "voice_states",
            "presences",
            "stage_instances",
            "guild_scheduled_events",
            "soundboard_sounds",
        ] {
            created[nothing] = json!([]);
        }
        created
    }

    /// Sends an event to every session that gets it, and blanks what a session may not
    /// read.
    pub fn dispatch(&mut self, event: &str, data: Value, audience: Audience) {
        if self.setup.validate {
            self.violations.extend(openapi::event(event, &data));
        }
        let bot = self.bot.id;
        for session in &mut self.sessions {
            if session.dead || !session.hears(audience) {
                continue;
            }
            let seen = if event.starts_with("MESSAGE_")
                && session.intents & intent::MESSAGE_CONTENT == 0
            {
                blanked(&data, bot)
            } else {
                data.clone()
            };
            session.send(event, seen);
        }
    }

    /// The last calls and gateway events, for the message of a panic.
    pub fn story(&self) -> String {
        let mut lines: Vec<(Instant, String)> =
            self.calls.iter().map(|call| (call.began, call.to_string())).collect();
        lines.extend(self.gateway.iter().map(|(at, event)| (*at, format!("gateway: {event:?}"))));
        lines.extend(
            self.interactions.values().map(|i| (i.began, format!("interaction: {}", i.data))),
        );
        lines.sort_by_key(|(at, _)| *at);
        let from = lines.len().saturating_sub(60);
        let told = lines[from..].iter().map(|(at, line)| {
            let line: String = line.chars().take(1_500).collect();
            format!("{:7.3}  {line}", at.duration_since(self.started).as_secs_f64())
        });
        told.collect::<Vec<_>>().join("\n")
    }
}

impl Session {
    fn hears(&self, audience: Audience) -> bool {
        let shard = audience.guild.map_or(0, |guild| (guild >> 22) % self.shard.1.max(1));
        shard == self.shard.0 && (audience.intent == 0 || self.intents & audience.intent != 0)
    }

    /// Numbers an event, keeps it for a RESUME, and sends it if there is a connection.
    pub fn send(&mut self, event: &str, data: Value) {
        self.sequence += 1;
        let payload = json!({ "op": 0, "t": event, "s": self.sequence, "d": data });
        self.replay.push_back(payload.clone());
        if let Some(connection) = &self.connection {
            // The receiver is gone if the connection has just ended: a RESUME replays the event.
            let _ = connection.send(Down::Payload(payload));
        }
    }
}

/// A message as a bot without the Message Content intent gets it: with its content
/// when it is the bot's own, mentions the bot, or is a direct message.
pub fn blanked(message: &Value, bot: Id) -> Value {
    let mut seen = message.clone();
    let bot = bot.to_string();
    let mentioned =
        (message["mentions"].as_array().into_iter().flatten()).any(|m| m["id"] == bot.as_str());
    let direct = message.get("guild_id").is_none();
    if message["author"]["id"] != bot.as_str()
        && !mentioned
        && !direct
        && message.get("content").is_some()
    {
        seen["content"] = json!("");
        for list in ["embeds", "attachments", "components"] {
            seen[list] = json!([]);
        }
        if let Some(fields) = seen.as_object_mut() {
            fields.remove("poll");
        }
    }
    if let Some(referenced) = seen.get_mut("referenced_message").filter(|r| r.is_object()) {
        // The nested message does not name its guild.
        if !direct {
            referenced["guild_id"] = message["guild_id"].clone();
            *referenced = blanked(referenced, bot.parse().unwrap_or_default());
            referenced.as_object_mut().map(|fields| fields.remove("guild_id"));
        }
    }
    seen
}
