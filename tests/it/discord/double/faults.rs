//! What can go wrong on Discord's side, on demand.

use std::time::Duration;

use serde_json::{Value, json};

use super::Double;
use super::world::{Down, State};

/// What the gateway does wrong until told otherwise.
#[derive(Default)]
pub struct GatewayFaults {
    /// Heartbeats get no answer.
    pub deaf: bool,
    /// How the next IDENTIFYs are answered: closed with this code.
    pub refuse_identify: Vec<u16>,
    /// Every IDENTIFY and RESUME is closed with this code.
    pub refuse_always: Option<u16>,
    /// Connections are accepted, then nothing is said, not even HELLO.
    pub mute: bool,
}

/// A fault of some REST calls.
#[derive(Clone)]
pub struct RestFault {
    /// Of the method and the path: `POST /interactions/`.
    pub starts_with: String,
    /// And ends with it.
    pub ends_with: String,
    /// How many calls it hits; `usize::MAX` for all.
    pub times: usize,
    pub how: How,
}

/// How a call goes wrong.
#[derive(Clone)]
pub enum How {
    /// Answered with this instead of being done.
    Status { status: u16, headers: Vec<(&'static str, String)>, body: Value },
    /// Done, then answered with this: what is worse than not being done.
    DoneBut { status: u16, body: Value },
    /// Neither done nor answered.
    Never,
    /// Done and answered, late.
    Late(Duration),
    /// Not done; the connection ends in the middle of the answer.
    CutOff,
}

impl How {
    /// Discord's own error: a code and its words.
    pub fn refusal(status: u16, code: u64, message: &str) -> Self {
        Self::Status {
            status,
            headers: Vec::new(),
            body: json!({ "code": code, "message": message }),
        }
    }

    /// 500, 502: what the machines before Discord's say, which is not JSON.
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

    /// 429 with a `Retry-After` that is no number, and no JSON to read it from.
    pub fn limited_malformed() -> Self {
        Self::Status {
            status: 429,
            headers: vec![("retry-after", "soon".into())],
            body: Value::String("slow down".into()),
        }
    }
}

impl State {
    /// The fault a call meets, which is then used up once.
    pub fn fault(&mut self, method: &str, path: &str) -> Option<How> {
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
    /// The next `times` calls of this kind go wrong: `fault("POST /channels/", "/messages", 1, …)`.
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

    /// Everything the REST side did wrong is over.
    pub fn mend(&self) {
        self.with(|state| {
            state.rest_faults.clear();
            state.gateway_faults = GatewayFaults::default();
        });
    }

    /// Closes every connection with a code, as Discord would: the session
    /// survives unless the code says that it does not.
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

    /// Ends the TCP connections without a word.
    pub fn drop_connections(&self) {
        self.with(|state| {
            for session in &mut state.sessions {
                if let Some(connection) = session.connection.take() {
                    let _ = connection.send(Down::Drop);
                }
            }
        });
    }

    /// To every connection: an event no library knows, broken JSON, an op.
    pub fn send_raw(&self, text: &str) {
        self.to_connections(|| Down::Raw(text.to_owned()));
    }

    /// op 7: please reconnect.
    pub fn ask_to_reconnect(&self) {
        self.to_connections(|| Down::Payload(json!({ "op": 7, "d": null, "s": null, "t": null })));
    }

    /// op 9: the session is invalid, and whether it may be resumed.
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

    /// op 1: a heartbeat, now.
    pub fn ask_heartbeat(&self) {
        self.to_connections(|| Down::Payload(json!({ "op": 1, "d": null, "s": null, "t": null })));
    }

    /// An event of a kind that no library knows, numbered as it should be.
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

/// Whether a close code says that the session is over.
pub fn ends_session(code: u16) -> bool {
    matches!(code, 4004 | 4007 | 4009..=4014)
}

/// Discord's words for its close codes.
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
