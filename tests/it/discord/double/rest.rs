//! The REST API: authorisation, routing, errors as Discord words them, and the log of
//! calls. The calls themselves are in `messages`, `interactions` and `registry`.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::faults::How;
use super::interactions::Refusal;
use super::objects::{self, Channel, ChannelKind, Id};
use super::world::{Call, State};
use super::{Shared, openapi};

/// The response to a call.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    /// The body; `Null` for none.
    pub body: Value,
}

impl Answer {
    pub fn ok(body: Value) -> Self {
        Self::status(200, body)
    }

    pub fn status(status: u16, body: Value) -> Self {
        Self { status, body }
    }

    pub fn empty() -> Self {
        Self::status(204, Value::Null)
    }
}

/// A call in its parts.
pub struct Asked<'a> {
    pub method: &'a str,
    /// The path without `/api/v10`.
    pub path: &'a str,
    pub query: &'a str,
    pub body: &'a Value,
    pub headers: &'a HeaderMap,
}

impl Asked<'_> {
    /// The number that a parameter has; 0 when it is not there.
    pub fn number(&self, parameter: &str) -> u64 {
        let mut given = self.query.split('&').filter_map(|given| given.split_once('='));
        let value = given.find(|(name, _)| *name == parameter).map(|(_, value)| value.parse());
        value.and_then(Result::ok).unwrap_or(0)
    }

    /// Whether a parameter is set; libraries write it in two ways.
    pub fn has(&self, parameter: &str) -> bool {
        self.query.split('&').any(|given| {
            given.strip_prefix(parameter).is_some_and(|value| matches!(value, "=true" | "=1"))
        })
    }
}

pub async fn serve(Extract(shared): Extract<Arc<Shared>>, request: Request) -> Response {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    // discord.js writes `%40original`.
    let path = percent_encoding::percent_decode_str(parts.uri.path()).decode_utf8_lossy();
    let Some(path) = path.strip_prefix("/api/v10").map(str::to_owned) else {
        shared.with(|state| state.violations.push(format!("a call outside of the API: {path}")));
        return respond(404, &[], &json!({ "message": "404: Not Found", "code": 0 }));
    };
    let bytes = to_bytes(body, 8 << 20).await.unwrap_or_else(|_| Bytes::new());
    let form = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let form = form.and_then(|kind| kind.strip_prefix("multipart/form-data; boundary="));
    let form = form.map(|boundary| multipart(&bytes, boundary));
    let parsed = match &form {
        Some((json, _)) => serde_json::from_str(json),
        None => serde_json::from_slice(&bytes),
    };
    let mut body = match (bytes.is_empty(), parsed) {
        (true, _) => Value::Null,
        (false, Ok(body)) => body,
        (false, Err(_)) => {
            let refusal = Refusal::new(400, 50109, "The request body contains invalid JSON.");
            return respond(400, &[], &refusal.body());
        }
    };
    ids_as_text(&mut body);
    let query = parts.uri.query().unwrap_or_default();
    let method = parts.method.as_str();
    let asked = Asked { method, path: &path, query, body: &body, headers: &parts.headers };

    let how = shared.with(|state| state.fault(method, &path));
    let log = |answer: Answer| {
        shared.with(|state| {
            state.calls.push(Call {
                began,
                method: method.to_owned(),
                path: without_token(&path),
                query: query.to_owned(),
                body: body.clone(),
                status: answer.status,
                answer: answer.body,
            });
        });
    };
    match how {
        Some(How::Never) => {
            log(Answer::status(0, Value::Null));
            std::future::pending::<()>().await;
        }
        Some(How::CutOff) => {
            log(Answer::status(0, Value::Null));
            return Response::builder().status(200).body(cut_off()).expect("a response");
        }
        Some(How::Status { status, headers, body }) => {
            log(Answer::status(status, body.clone()));
            return respond(status, &headers, &body);
        }
        Some(How::DoneBut { status, body }) => {
            shared.with(|state| state.answer(&asked));
            log(Answer::status(status, body.clone()));
            return respond(status, &[], &body);
        }
        Some(How::Late(by)) => tokio::time::sleep(by).await,
        None => {}
    }
    let answer = shared.with(|state| {
        let answer = state.answer(&asked);
        let message = answer.body["id"].as_str().and_then(|id| id.parse().ok());
        let files = form.into_iter().flat_map(|(_, files)| files);
        let kept = files.filter_map(|(name, text)| Some(((message?, name), text)));
        state.files.extend(kept);
        answer
    });
    log(answer.clone());
    respond(answer.status, &[], &answer.body)
}

/// The part `payload_json` of a form, and the names and texts of its files.
fn multipart(bytes: &[u8], boundary: &str) -> (String, Vec<(String, String)>) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (mut json, mut files) = (String::new(), Vec::new());
    for part in text.split(&format!("--{boundary}")) {
        let Some((head, body)) = part.split_once("\r\n\r\n") else { continue };
        let body = body.strip_suffix("\r\n").unwrap_or(body);
        let named = |key: &str| {
            let (_, rest) = head.split_once(&format!("{key}=\""))?;
            rest.split_once('"').map(|(name, _)| name.to_owned())
        };
        match (named("; name"), named("filename")) {
            (Some(name), None) if name == "payload_json" => body.clone_into(&mut json),
            (Some(_), Some(file)) => files.push((file, body.to_owned())),
            _ => {}
        }
    }
    (json, files)
}

/// Discord accepts ids as numbers too, and discord.py sends them so.
fn ids_as_text(body: &mut Value) {
    match body {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_u64() {
                    Some(id) if key.ends_with("_id") => *value = json!(id.to_string()),
                    _ => ids_as_text(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(ids_as_text),
        _ => {}
    }
}

/// A body that ends before its announced length.
fn cut_off() -> Body {
    Body::from_stream(futures_util::stream::iter([
        Ok(Bytes::from_static(b"{\"id\":")),
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
    ]))
}

fn respond(status: u16, headers: &[(&'static str, String)], body: &Value) -> Response {
    let mut response = Response::builder()
        .status(StatusCode::from_u16(status).expect("a status"))
        .header("via", "1.1 double");
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    if status < 400 {
        response = response
            .header("x-ratelimit-limit", "50")
            .header("x-ratelimit-remaining", "49")
            .header("x-ratelimit-reset", "4102444800")
            .header("x-ratelimit-reset-after", "1.000")
            .header("x-ratelimit-bucket", "double");
    }
    let body = match body {
        Value::Null => return response.body(Body::empty()).expect("a response"),
        Value::String(html) => {
            response = response.header(header::CONTENT_TYPE, "text/html");
            html.clone()
        }
        json => {
            response = response.header(header::CONTENT_TYPE, "application/json");
            json.to_string()
        }
    };
    response.body(Body::from(body)).expect("a response")
}

/// Tokens of interactions must not be in a log, not even in the double's.
fn without_token(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.len() > 60 { "TOKEN" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

impl State {
    /// Does a call, and validates request and response with Discord's description.
    fn answer(&mut self, asked: &Asked<'_>) -> Answer {
        let answer = self
            .route(asked)
            .unwrap_or_else(|refusal| Answer::status(refusal.status, refusal.body()));
        if self.setup.validate {
            if matches!(asked.method, "POST" | "PUT" | "PATCH") {
                self.violations.extend(openapi::request(asked.method, asked.path, asked.body));
            }
            self.violations.extend(openapi::response(
                asked.method,
                asked.path,
                answer.status,
                &answer.body,
            ));
            if answer.body["code"] == 50035
                && answer.body["errors"].get("message_reference").is_none()
            {
                self.violations.push(format!(
                    "invalid: {} {} {} → {}",
                    asked.method, asked.path, asked.body, answer.body
                ));
            }
        }
        answer
    }

    fn route(&mut self, asked: &Asked<'_>) -> Result<Answer, Refusal> {
        let parts: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
        let body = asked.body;
        // Interactions have a token in their path; all other calls need the bot's.
        let open =
            matches!(parts.as_slice(), ["interactions", ..] | ["webhooks", _, _, ..] | ["gateway"]);
        let authorised =
            asked.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        if !open && authorised != Some(&format!("Bot {}", self.setup.token)) {
            return Err(Refusal::new(401, 0, "401: Unauthorized"));
        }
        match (asked.method, parts.as_slice()) {
            ("GET", ["gateway"]) => Ok(Answer::ok(json!({ "url": self.gateway_url }))),
            ("GET", ["gateway", "bot"]) => {
                let identified = |event: &super::world::Gateway| {
                    matches!(event, super::world::Gateway::Identified { .. })
                };
                let used = self.gateway.iter().filter(|(_, event)| identified(event)).count();
                let left = self.setup.sessions_reset.saturating_sub(self.started.elapsed());
                let had = if left.is_zero() { 1_000 } else { self.setup.sessions_left };
                Ok(Answer::ok(json!({
                    "url": self.gateway_url,
                    "shards": self.setup.shards,
                    "session_start_limit": {
                        "total": 1_000,
                        "remaining": had.saturating_sub(used),
                        "reset_after": left.as_millis() as u64,
                        "max_concurrency": 1,
                    },
                })))
            }
            ("GET", ["users", "@me"]) => Ok(Answer::ok(objects::own_user(&self.bot))),
            ("GET", ["users", "@me", "guilds"]) => {
                let joined = self
                    .guilds
                    .values()
                    .filter(|guild| guild.members.iter().any(|(id, _)| *id == self.bot.id));
                let shown = joined.map(|guild| {
                    objects::joined_guild(guild, self.permissions(guild, self.bot.id))
                });
                Ok(Answer::ok(Value::Array(shown.collect())))
            }
            ("GET", ["users", id]) => {
                let person = id.parse().ok().and_then(|id: Id| self.people.get(&id));
                let person = person.ok_or_else(|| Refusal::new(404, 10013, "Unknown User"))?;
                Ok(Answer::ok(objects::user(person)))
            }
            ("GET", ["applications" | "oauth2", .., "@me"]) => {
                let owner = self.people.values().find(|person| !person.bot).unwrap_or(&self.bot);
                Ok(Answer::ok(objects::application(&self.bot, owner, self.setup.message_content)))
            }
            ("POST", ["users", "@me", "channels"]) => {
                let with = body["recipient_id"].as_str().and_then(|id| id.parse().ok());
                let with = with.filter(|id| self.people.contains_key(id) && *id != self.bot.id);
                let with = with.ok_or_else(|| Refusal::new(400, 50033, "Invalid Recipient(s)"))?;
                let channel = self.direct_channel(with);
                Ok(Answer::ok(self.channel_object(&self.channels[&channel])))
            }
            (method, ["applications", app, rest @ ..]) if *app == self.bot.id.to_string() => {
                let (guild, rest) = match rest {
                    ["guilds", guild, rest @ ..] => (Some(self.guild_id(guild)?), rest),
                    rest => (None, rest),
                };
                match (method, rest) {
                    ("GET", ["commands"]) => {
                        Ok(self.get_commands(guild, asked.has("with_localizations")))
                    }
                    ("PUT", ["commands"]) => self.put_commands(guild, body),
                    ("POST", ["commands"]) => self.post_command(guild, body),
                    ("DELETE", ["commands", id]) => self.delete_command(guild, id),
                    _ => Err(Refusal::not_found()),
                }
            }
            ("GET", ["guilds", id]) => {
                let guild = self.guild_id(id)?;
                let mut guild = objects::guild(&self.guilds[&guild]);
                guild["approximate_member_count"] = json!(2);
                guild["approximate_presence_count"] = json!(1);
                Ok(Answer::ok(guild))
            }
            ("GET", ["guilds", id, "members", person]) => {
                let guild = &self.guilds[&self.guild_id(id)?];
                let found = guild.members.iter().find(|(id, _)| id.to_string() == *person);
                let found = found
                    .and_then(|(id, roles)| Some(objects::member(self.people.get(id)?, roles)));
                found.map(Answer::ok).ok_or_else(|| Refusal::new(404, 10007, "Unknown Member"))
            }
            ("POST", ["interactions", id, token, "callback"]) => {
                self.callback(id, token, body, asked.has("with_response"))
            }
            ("POST", ["webhooks", app, token]) => {
                self.follow_up(app, token, body, asked.has("wait"))
            }
            ("GET", ["webhooks", app, token, "messages", id]) => {
                self.webhook_message(app, token, id)
            }
            ("PATCH", ["webhooks", app, token, "messages", id]) => {
                self.edit_webhook_message(app, token, id, body)
            }
            ("DELETE", ["webhooks", app, token, "messages", id]) => {
                self.delete_webhook_message(app, token, id)
            }
            (method, ["channels", id, rest @ ..]) => {
                let channel = self.visible_channel(id)?;
                match (method, rest) {
                    ("GET", []) => Ok(Answer::ok(self.channel_object(&channel))),
                    ("POST", ["typing"]) => Ok(Answer::empty()),
                    ("POST", ["messages"]) => self.post_message(&channel, body),
                    ("GET", ["messages"]) => {
                        let limit = usize::try_from(asked.number("limit")).unwrap_or(100);
                        Ok(self.messages_after(&channel, asked.number("after"), limit))
                    }
                    ("GET", ["messages", id]) => self.get_message(&channel, id),
                    ("PATCH", ["messages", id]) => self.edit_message(&channel, id, body),
                    ("DELETE", ["messages", id]) => self.delete_message(&channel, id),
                    ("POST", ["messages", id, "threads"]) => self.post_thread(&channel, id, body),
                    ("PUT" | "DELETE", ["messages", id, "reactions", _, "@me"]) => {
                        self.known_message(&channel, id)?;
                        Ok(Answer::empty())
                    }
                    ("PUT", ["thread-members", "@me"])
                        if matches!(channel.kind, ChannelKind::Thread { .. }) =>
                    {
                        Ok(Answer::empty())
                    }
                    _ => Err(Refusal::not_found()),
                }
            }
            _ => Err(Refusal::not_found()),
        }
    }

    fn guild_id(&self, id: &str) -> Result<Id, Refusal> {
        let id = id.parse().ok().filter(|id| self.guilds.contains_key(id));
        id.ok_or_else(|| Refusal::new(404, 10004, "Unknown Guild"))
    }

    /// A channel that the bot can see.
    fn visible_channel(&self, id: &str) -> Result<Channel, Refusal> {
        let channel = id.parse().ok().and_then(|id: Id| self.channels.get(&id));
        let channel = channel.ok_or_else(|| Refusal::new(404, 10003, "Unknown Channel"))?;
        if self.bot_may(channel) & objects::permission::VIEW_CHANNEL == 0 {
            return Err(Refusal::new(403, 50001, "Missing Access"));
        }
        Ok(channel.clone())
    }
}
