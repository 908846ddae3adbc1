//! Errors of Discord's that a test can cause.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Double;
use super::world::{Down, State};

/// What the gateway does wrong until it is reset.
#[derive(Default)]
pub struct GatewayFaults {
    /// Heartbeats get no answer.
    pub deaf: bool,
    /// The codes with which the next IDENTIFYs are closed.
    pub refuse_identify: Vec<u16>,
    /// Every IDENTIFY and RESUME is closed with this code.
    pub refuse_always: Option<u16>,
    /// Every IDENTIFY is answered by op 9, not resumable.
    pub invalid: bool,
    /// How long the HELLOs of the next connections take.
    pub slow_hellos: Vec<Duration>,
    /// Connections are accepted, then nothing is sent, not even HELLO.
    pub mute: bool,
}

/// An error of some REST calls.
#[derive(Clone)]
pub struct RestFault {
    /// What the method and the path begin with: `POST /interactions/`.
    pub starts_with: String,
    /// What the path ends with.
    pub ends_with: String,
    /// How many calls fail; `usize::MAX` for all.
    pub times: usize,
    pub how: How,
}

/// How a call fails.
#[derive(Clone)]
pub enum How {
    /// It is not done and gets this response.
    Status { status: u16, headers: Vec<(&'static str, String)>, body: Value },
    /// It is done and gets this response all the same.
    DoneBut { status: u16, body: Value },
    /// It is neither done nor answered.
    Never,
    /// It is done, and answered late.
    Late(Duration),
    /// It is not done, and the connection ends in the middle of the response.
    CutOff,
}

impl How {
    /// An error of Discord's own: a code and a text.
    pub fn refusal(status: u16, code: u64, message: &str) -> Self {
        Self::Status {
            status,
            headers: Vec::new(),
            body: json!({ "code": code, "message": message }),
        }
    }

    /// 500 or 502, as the servers in front of Discord's send it: not JSON.
    pub fn broken(status: u16) -> Self {
        Self::Status {
            status,
            headers: Vec::new(),
            body: Value::String("<html>upstream error</html>".into()),
        }
    }

    pub fn limited(seconds: f64, global: bool) -> Self {
        let mut headers = vec![
            ("retry-after", (seconds.ceil() as u64).to_string()),
            ("x-ratelimit-scope", if global { "global" } else { "user" }.to_string()),
        ];
        if global {
            headers.push(("x-ratelimit-global", "true".into()));
        } else {
            headers.extend([
                ("x-ratelimit-limit", "5".into()),
                ("x-ratelimit-remaining", "0".into()),
                ("x-ratelimit-reset-after", format!("{seconds:.3}")),
                ("x-ratelimit-bucket", "double".into()),
            ]);
        }
        let body = json!({ "message": "You are being rate limited.", "retry_after": seconds, "global": global });
        Self::Status { status: 429, headers, body }
    }

    /// 429 with a `Retry-After` that is not a number, and without JSON.
    pub fn limited_malformed() -> Self {
        Self::Status {
            status: 429,
            headers: vec![("retry-after", "soon".into())],
            body: Value::String("slow down".into()),
        }
    }
}

impl State {
    /// 429 when a channel has taken its share of messages.
    fn too_many(&mut self, method: &str, path: &str) -> Option<How> {
        if method != "POST" || !path.ends_with("/messages") {
            return None;
        }
        let window = Duration::from_secs(5);
        let posted = self.posted.entry(path.to_owned()).or_default();
        posted.retain(|at| at.elapsed() < window);
        if posted.len() < self.setup.posts_in_5_s {
            posted.push(Instant::now());
            return None;
        }
        let left = window.saturating_sub(posted[0].elapsed());
        Some(How::limited(left.as_secs_f64(), false))
    }

    /// The error that a call meets; it counts as caused once.
    pub fn fault(&mut self, method: &str, path: &str) -> Option<How> {
        if let Some(limited) = self.too_many(method, path) {
            return Some(limited);
        }
        let call = format!("{method} {path}");
        let fault = self.rest_faults.iter_mut().find(|fault| {
            fault.times > 0
                && call.starts_with(&fault.starts_with)
                && call.ends_with(&fault.ends_with)
        })?;
        fault.times -= 1;
        Some(fault.how.clone())
    }
}

impl Double {
    /// Makes the next `times` calls of a kind fail:
    /// `fault("POST /channels/", "/messages", 1, …)`.
    pub fn fault(&self, starts_with: &str, ends_with: &str, times: usize, how: How) {
        self.with(|state| {
            state.rest_faults.push(RestFault {
                starts_with: starts_with.into(),
                ends_with: ends_with.into(),
                times,
                how,
            });
        });
    }

    /// Ends all errors of REST calls.
    pub fn repair(&self) {
        self.with(|state| {
            state.rest_faults.clear();
            state.gateway_faults = GatewayFaults::default();
        });
    }

    /// Closes every connection with a code, as Discord would; the code decides whether
    /// the session survives.
    pub fn close(&self, code: u16) {
        self.with(|state| {
            for session in &mut state.sessions {
                session.dead |= ends_session(code);
                if let Some(connection) = session.connection.take() {
                    let _ = connection.send(Down::Close(code));
                }
            }
        });
    }

    /// Ends the TCP connections without a close frame.
    pub fn drop_connections(&self) {
        self.with(|state| {
            for session in &mut state.sessions {
                if let Some(connection) = session.connection.take() {
                    let _ = connection.send(Down::Drop);
                }
            }
        });
    }

    /// Sends a payload to every connection: an unknown event, broken JSON, an op.
    pub fn send_raw(&self, text: &str) {
        self.to_connections(|| Down::Raw(text.to_owned()));
    }

    /// Sends op 7: the client is asked to reconnect.
    pub fn ask_to_reconnect(&self) {
        self.to_connections(|| Down::Payload(json!({ "op": 7, "d": null, "s": null, "t": null })));
    }

    /// Sends op 9: the session is invalid, and may be resumed or not.
    pub fn invalidate(&self, resumable: bool) {
        self.with(|state| {
            for session in &mut state.sessions {
                session.dead |= !resumable;
            }
        });
        self.to_connections(|| {
            Down::Payload(json!({ "op": 9, "d": resumable, "s": null, "t": null }))
        });
    }

    /// Sends op 1: the client is asked for a heartbeat.
    pub fn ask_heartbeat(&self) {
        self.to_connections(|| Down::Payload(json!({ "op": 1, "d": null, "s": null, "t": null })));
    }

    /// Sends an event of an unknown kind with a correct number.
    pub fn unknown_event(&self) {
        self.with(|state| {
            for session in &mut state.sessions {
                session
                    .send("SOUFFLEUR_UNHEARD_OF", json!({ "guild_id": "1", "n": [1, null, {}] }));
            }
        });
    }

    fn to_connections(&self, down: impl Fn() -> Down) {
        self.with(|state| {
            for connection in
                state.sessions.iter().filter_map(|session| session.connection.as_ref())
            {
                let _ = connection.send(down());
            }
        });
    }
}

/// Whether a close code ends the session.
pub fn ends_session(code: u16) -> bool {
    matches!(code, 4004 | 4007 | 4009..=4014)
}

/// Discord's texts for its close codes.
pub fn reason(code: u16) -> &'static str {
    match code {
        4000 => "Unknown error.",
        4001 => "Unknown opcode.",
        4002 => "Error while decoding payload.",
        4003 => "Not authenticated.",
        4004 => "Authentication failed.",
        4005 => "Already authenticated.",
        4007 => "Invalid seq.",
        4008 => "Rate limited.",
        4009 => "Session timed out.",
        4010 => "Invalid shard.",
        4011 => "Sharding required.",
        4012 => "Invalid API version.",
        4013 => "Invalid intent(s).",
        4014 => "Disallowed intent(s).",
        _ => "",
    }
}
