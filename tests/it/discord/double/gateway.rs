//! The gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME with replay, and the
//! codes it closes with when a client does not keep to the protocol.

use std::collections::{HashMap, VecDeque};
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State as Extract};
use axum::response::Response;
use flate2::write::ZlibEncoder;
use flate2::{Compress, Compression, FlushCompress};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::faults::{ends_session, reason};
use super::objects::{self, intent};
use super::world::{Down, Gateway, Session, State};
use super::{Shared, openapi};

/// How many payloads a client may send in a minute.
const SENT_PER_MINUTE: usize = 120;

pub async fn connect(
    Extract(shared): Extract<Arc<Shared>>,
    Query(query): Query<HashMap<String, String>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade.on_upgrade(move |socket| async move {
        let (down, orders) = unbounded_channel();
        let stream = (query.get("compress").map(String::as_str) == Some("zlib-stream"))
            .then(|| Compress::new(Compression::default(), true));
        let version = query.get("v").cloned();
        let encoding = query.get("encoding").is_none_or(|e| e == "json");
        let mut connection = Connection {
            shared,
            socket,
            down,
            session: None,
            stream,
            sent: VecDeque::new(),
            heard: Instant::now(),
        };
        let by_client = if version.as_deref() != Some("10") {
            connection.close(4012).await
        } else if !encoding {
            connection.close(4002).await
        } else {
            connection.serve(orders).await
        };
        connection.ended(by_client);
    })
}

struct Connection {
    shared: Arc<Shared>,
    socket: WebSocket,
    down: UnboundedSender<Down>,
    /// The session that identified or resumed on it.
    session: Option<String>,
    /// `compress=zlib-stream`: one stream for the whole connection.
    stream: Option<Compress>,
    /// When the client's last payloads arrived.
    sent: VecDeque<Instant>,
    heard: Instant,
}

/// What happens after a payload of the client.
enum Next {
    Go,
    Close(u16),
}

impl Connection {
    /// Serves until either side closes; gives the code the client closed with, if any.
    async fn serve(&mut self, mut orders: UnboundedReceiver<Down>) -> Option<u16> {
        if self.shared.with(|state| {
            state.gateway.push((Instant::now(), Gateway::Connected));
            state.gateway_faults.mute
        }) {
            return std::future::pending().await;
        }
        let slow = self.shared.with(|state| {
            let slow = &mut state.gateway_faults.slow_hellos;
            if slow.is_empty() { Duration::ZERO } else { slow.remove(0) }
        });
        tokio::time::sleep(slow).await;
        let interval = self.shared.setup.heartbeat;
        let hello = json!({ "op": 10, "s": null, "t": null,
            "d": { "heartbeat_interval": interval.as_millis() as u64, "_trace": ["double"] } });
        self.send(&hello, false).await;
        loop {
            let silence = self.heard + interval * 3;
            tokio::select! {
                order = orders.recv() => match order? {
                    Down::Payload(payload) => {
                        let large = matches!(payload["t"].as_str(), Some("READY" | "GUILD_CREATE"));
                        self.send(&payload, large).await;
                    }
                    Down::Raw(text) => self.send_text(text).await,
                    Down::Close(code) => return self.close(code).await,
                    Down::Drop => return None,
                },
                message = self.socket.recv() => match message {
                    Some(Ok(Message::Text(text))) => match self.read(&text) {
                        Next::Go => {}
                        Next::Close(code) => return self.close(code).await,
                    },
                    Some(Ok(Message::Close(frame))) => return Some(frame.map_or(1005, |frame| frame.code)),
                    Some(Ok(Message::Binary(_))) => return self.close(4002).await,
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return None,
                },
                // Discord closes a connection without heartbeats.
                () = tokio::time::sleep_until(silence.into()) => return self.close(4009).await,
            }
        }
    }

    fn read(&mut self, text: &str) -> Next {
        let now = Instant::now();
        self.sent.retain(|at| now.duration_since(*at) < Duration::from_secs(60));
        self.sent.push_back(now);
        if self.sent.len() > SENT_PER_MINUTE {
            return Next::Close(4008);
        }
        if text.len() > 4096 {
            return Next::Close(4002);
        }
        let Ok(payload) = serde_json::from_str::<Value>(text) else { return Next::Close(4002) };
        let data = &payload["d"];
        match (payload["op"].as_u64(), &self.session) {
            (Some(1), _) => {
                self.heard = now;
                if !self.shared.with(|state| state.gateway_faults.deaf) {
                    let _ = self
                        .down
                        .send(Down::Payload(json!({ "op": 11, "d": null, "s": null, "t": null })));
                }
                Next::Go
            }
            (Some(2 | 6), Some(_)) => Next::Close(4005),
            (Some(2), None) => self.identify(data),
            (Some(6), None) => self.resume(data),
            (Some(3 | 4 | 8 | 31), None) => Next::Close(4003),
            (Some(3 | 4 | 31), Some(_)) => Next::Go,
            (Some(8), Some(session)) => {
                self.shared.with(|state| state.send_members(session, data));
                Next::Go
            }
            _ => Next::Close(4001),
        }
    }

    fn identify(&mut self, data: &Value) -> Next {
        let down = self.slow_to_be_ready();
        let done = self.shared.with(|state| state.identify(data, down));
        match done {
            Ok(session) => {
                self.session = Some(session);
                Next::Go
            }
            Err(Refused::Close(code)) => Next::Close(code),
            Err(Refused::Invalid) => {
                let _ = self
                    .down
                    .send(Down::Payload(json!({ "op": 9, "d": false, "s": null, "t": null })));
                Next::Go
            }
        }
    }

    /// Where a new session's events go: at first they wait, READY among them.
    fn slow_to_be_ready(&self) -> UnboundedSender<Down> {
        let (after, down) = (self.shared.setup.ready_after, self.down.clone());
        if after.is_zero() {
            return down;
        }
        let (slow, mut waiting) = unbounded_channel();
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            while let Some(event) = waiting.recv().await {
                let _ = down.send(event);
            }
        });
        slow
    }

    fn resume(&mut self, data: &Value) -> Next {
        let down = self.down.clone();
        match self.shared.with(|state| state.resume(data, down)) {
            Ok(session) => {
                self.session = Some(session);
                Next::Go
            }
            Err(Refused::Close(code)) => Next::Close(code),
            Err(Refused::Invalid) => {
                let _ = self
                    .down
                    .send(Down::Payload(json!({ "op": 9, "d": false, "s": null, "t": null })));
                Next::Go
            }
        }
    }

    async fn send(&mut self, payload: &Value, large: bool) {
        let text = payload.to_string();
        let compressed = large
            && self.stream.is_none()
            && self.session.as_ref().is_some_and(|id| {
                self.shared.with(|state| state.sessions.iter().any(|s| s.id == *id && s.compress))
            });
        if compressed {
            let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
            zlib.write_all(text.as_bytes()).expect("writing to memory");
            let bytes = zlib.finish().expect("writing to memory");
            let _ = self.socket.send(Message::Binary(bytes.into())).await;
        } else {
            self.send_text(text).await;
        }
    }

    async fn send_text(&mut self, text: String) {
        // A disconnected client is noticed when reading.
        let _ = match &mut self.stream {
            Some(stream) => {
                let mut bytes = Vec::with_capacity(text.len() + 128);
                let before = stream.total_in();
                loop {
                    let done = (stream.total_in() - before) as usize;
                    let room = bytes.capacity();
                    (stream.compress_vec(
                        &text.as_bytes()[done..],
                        &mut bytes,
                        FlushCompress::Sync,
                    ))
                    .expect("compressing to memory");
                    if bytes.len() < room {
                        break;
                    }
                    bytes.reserve(4096);
                }
                self.socket.send(Message::Binary(bytes.into())).await
            }
            None => self.socket.send(Message::Text(text.into())).await,
        };
    }

    async fn close(&mut self, code: u16) -> Option<u16> {
        if ends_session(code) {
            self.shared.with(|state| state.end_session(self.session.as_deref()));
        }
        let frame = CloseFrame { code, reason: reason(code).into() };
        let _ = self.socket.send(Message::Close(Some(frame))).await;
        // The client sent a close frame, or nothing more.
        let answered = async { while let Some(Ok(_)) = self.socket.recv().await {} };
        let _ = tokio::time::timeout(Duration::from_secs(2), answered).await;
        None
    }

    fn ended(&self, by_client: Option<u16>) {
        self.shared.with(|state| {
            state.gateway.push((Instant::now(), Gateway::Closed { by_client }));
            // Discord forgets the session of a client that closes normally.
            if matches!(by_client, Some(1000 | 1001)) {
                state.end_session(self.session.as_deref());
            }
            let mine = state.sessions.iter_mut().filter(|s| Some(&s.id) == self.session.as_ref());
            for session in mine {
                // A RESUME may have taken the session over already.
                if session.connection.as_ref().is_some_and(|c| c.same_channel(&self.down)) {
                    session.connection = None;
                }
            }
        });
    }
}

enum Refused {
    Close(u16),
    /// op 9, not resumable.
    Invalid,
}

impl State {
    fn identify(&mut self, data: &Value, down: UnboundedSender<Down>) -> Result<String, Refused> {
        if let Some(code) = self.gateway_faults.refuse_always {
            return Err(Refused::Close(code));
        }
        if !self.gateway_faults.refuse_identify.is_empty() {
            return Err(Refused::Close(self.gateway_faults.refuse_identify.remove(0)));
        }
        let (Some(token), Some(intents), true) =
            (data["token"].as_str(), data["intents"].as_u64(), data["properties"].is_object())
        else {
            return Err(Refused::Close(4002));
        };
        // Some libraries put the scheme before the token, and Discord accepts that.
        if token.trim_start_matches("Bot ") != self.setup.token {
            return Err(Refused::Close(4004));
        }
        let shard = match &data["shard"] {
            Value::Null => (0, 1),
            Value::Array(pair) => {
                match (pair.first().and_then(Value::as_u64), pair.get(1).and_then(Value::as_u64)) {
                    (Some(id), Some(count)) if id < count && pair.len() == 2 => (id, count),
                    _ => return Err(Refused::Close(4010)),
                }
            }
            _ => return Err(Refused::Close(4010)),
        };
        if intents & !intent::ALL != 0 {
            return Err(Refused::Close(4013));
        }
        let privileged = intent::GUILD_MEMBERS | intent::GUILD_PRESENCES;
        if intents & privileged != 0
            || (intents & intent::MESSAGE_CONTENT != 0 && !self.setup.message_content)
        {
            return Err(Refused::Close(4014));
        }
        let last = self.gateway.iter().rev().find(|(_, e)| matches!(e, Gateway::Identified { .. }));
        let too_soon = last.is_some_and(|(at, _)| at.elapsed() < self.setup.identify_gap);
        self.gateway.push((Instant::now(), Gateway::Identified { intents, shard }));
        if too_soon || self.gateway_faults.invalid {
            return Err(Refused::Invalid);
        }
        let id = format!("{:032x}", u128::from(objects::snowflake()));
        let mut session = Session {
            id: id.clone(),
            intents,
            shard,
            sequence: 0,
            replay: VecDeque::new(),
            compress: data["compress"] == true,
            dead: false,
            connection: Some(down),
        };
        let mine: Vec<_> =
            (self.guilds.values()).filter(|g| (g.id >> 22) % shard.1 == shard.0).cloned().collect();
        let user = objects::own_user(&self.bot);
        if self.setup.validate {
            self.violations.extend(openapi::object("UserPIIResponse", &user, "READY.user"));
        }
        session.send("READY", json!({
            "v": 10,
            "user": user,
            "user_settings": {},
            "guilds": mine.iter().map(|g| json!({ "id": g.id.to_string(), "unavailable": true })).collect::<Vec<_>>(),
            "session_id": id,
            "session_type": "normal",
            "resume_gateway_url": self.gateway_url,
            "shard": [shard.0, shard.1],
            "application": { "id": self.bot.id.to_string(), "flags": 0 },
            "relationships": [],
            "private_channels": [],
            "presences": [],
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": ["rotterdam"],
            "_trace": ["double"],
        }));
        if intents & intent::GUILDS != 0 {
            for guild in &mine {
                let created = self.guild_created(guild);
                if self.setup.validate {
                    self.violations.extend(openapi::event("GUILD_CREATE", &created));
                }
                session.send("GUILD_CREATE", created);
            }
        }
        self.sessions.push(session);
        Ok(id)
    }

    fn resume(&mut self, data: &Value, down: UnboundedSender<Down>) -> Result<String, Refused> {
        if let Some(code) = self.gateway_faults.refuse_always {
            return Err(Refused::Close(code));
        }
        let (Some(token), Some(id), Some(sequence)) =
            (data["token"].as_str(), data["session_id"].as_str(), data["seq"].as_u64())
        else {
            return Err(Refused::Close(4002));
        };
        if token.trim_start_matches("Bot ") != self.setup.token {
            return Err(Refused::Close(4004));
        }
        let found = self.sessions.iter_mut().find(|session| session.id == id && !session.dead);
        let Some(session) = found else {
            self.gateway.push((Instant::now(), Gateway::ResumeRefused));
            return Err(Refused::Invalid);
        };
        if sequence > session.sequence {
            session.dead = true;
            return Err(Refused::Close(4007));
        }
        if let Some(before) = session.connection.replace(down) {
            let _ = before.send(Down::Drop);
        }
        let missed: Vec<Value> =
            session.replay.iter().filter(|p| p["s"].as_u64() > Some(sequence)).cloned().collect();
        let replayed = missed.len();
        if let Some(connection) = &session.connection {
            for payload in missed {
                let _ = connection.send(Down::Payload(payload));
            }
        }
        session.send("RESUMED", json!({ "_trace": ["double"] }));
        self.gateway.push((Instant::now(), Gateway::Resumed { replayed }));
        Ok(id.to_owned())
    }

    fn end_session(&mut self, id: Option<&str>) {
        for session in self.sessions.iter_mut().filter(|session| Some(session.id.as_str()) == id) {
            session.dead = true;
        }
    }

    /// Answers op 8 with the members in one chunk.
    fn send_members(&mut self, session: &str, data: &Value) {
        let guild = data["guild_id"]
            .as_str()
            .and_then(|id| id.parse().ok())
            .and_then(|id| self.guilds.get(&id));
        let Some(guild) = guild else { return };
        let members = guild.members.iter().filter_map(|(id, roles)| {
            self.people.get(id).map(|person| objects::member(person, roles))
        });
        let chunk = json!({
            "guild_id": guild.id.to_string(),
            "members": members.collect::<Vec<_>>(),
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
            "nonce": data["nonce"],
        });
        for session in self.sessions.iter_mut().filter(|s| s.id == session) {
            session.send("GUILD_MEMBERS_CHUNK", chunk.clone());
        }
    }
}
