//! Sends until Discord has taken it or refuses it for good: deadlines of first
//! acknowledgements, retries, and what `verdict` says of each error code.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lru::LruCache;
use serde_json::{Value, json};
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ApplicationId, ChannelId, InteractionId, MessageId, UserId};
use tokio::time::{Instant, sleep};

use super::api::{Api, Failure};
use super::payload::Payload;
use super::place::MessageAt;
use super::verdict::{Verdict, verdict};
use crate::conversation::retry::jittered;
use crate::conversation::seen::Seen;
use crate::platform::discord::wording::FALLBACK;

/// Work that takes longer is announced first, and its result edited in.
pub const DEFER_AFTER: Duration = Duration::from_millis(1_500);
/// Discord gives three seconds for a first acknowledgement; the rest is for the way.
pub const ACKNOWLEDGE_WITHIN: Duration = Duration::from_millis(2_500);
/// Timeout of one try of an acknowledgement, so that a retry fits in its deadline.
const ATTEMPT: Duration = Duration::from_millis(900);
/// Timeout of one try of any other call, which has no deadline of Discord's.
const CALM_ATTEMPT: Duration = Duration::from_secs(6);
/// Any other call may take this long, retries included.
const PATIENCE: Duration = Duration::from_secs(60);
const RETRIES: u32 = 2;
/// How long a channel that the bot may not write in is left alone.
const MUTED_FOR: Duration = Duration::from_secs(600);
const MUTED_MAX: NonZeroUsize = NonZeroUsize::new(1_000).expect("not 0");
/// Error codes that are logged once: `verdict` lists a handful.
const SAID_MAX: NonZeroUsize = NonZeroUsize::new(100).expect("not 0");

/// How an interaction is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// With a new message.
    New {
        /// Whether only the person sees it.
        private: bool,
    },
    /// By changing the message that was clicked.
    Update,
}

/// Where an interaction's answer goes.
#[derive(Clone)]
pub struct Ticket {
    /// The interaction's id.
    pub id: InteractionId,
    /// The bot's application.
    pub application: ApplicationId,
    /// The secret that allows answers for a quarter of an hour. Never logged.
    pub token: String,
    /// When the interaction reached the program.
    pub arrived: Instant,
}

/// Who sees one more message for an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenBy {
    /// Everybody in the channel.
    All,
    /// Only the person who clicked.
    Asker,
}

/// How a first acknowledgement went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acknowledged {
    /// Discord took it.
    Done,
    /// An earlier try was taken and its answer was lost: the content must be edited in.
    Before,
    /// Discord did not take it, and it is too late to try again.
    No,
}

/// Sends, and remembers which channels and errors to be quiet about.
#[derive(Debug)]
pub struct Courier {
    /// Discord's REST API.
    pub api: Api,
    muted: Mutex<LruCache<ChannelId, Instant>>,
    said: Mutex<Seen<i64>>,
    late: AtomicU64,
}

impl Courier {
    /// A courier that has sent nothing yet.
    pub fn new(api: Api) -> Self {
        Self {
            api,
            muted: Mutex::new(LruCache::sparse(MUTED_MAX)),
            said: Mutex::new(Seen::new(SAID_MAX)),
            late: AtomicU64::new(0),
        }
    }

    /// Answers an interaction for the first time, in what is left of its three seconds.
    pub async fn respond(
        &self,
        ticket: &Ticket,
        manner: Manner,
        payload: &Payload,
    ) -> Acknowledged {
        let body = match manner {
            Manner::New { private } => json!({ "type": 4, "data": payload.body(private) }),
            Manner::Update => json!({ "type": 7, "data": payload.body(false) }),
        };
        match self.acknowledge(ticket, &body).await {
            Acknowledged::Done => Acknowledged::Done,
            // Whether a try got through is not known: if one did, the edit puts the
            // same content in again; if none did, Discord refuses it.
            Acknowledged::Before | Acknowledged::No if self.edit(ticket, payload).await => {
                Acknowledged::Done
            }
            other => other,
        }
    }

    /// Announces that the answer will come.
    pub async fn defer(&self, ticket: &Ticket, manner: Manner) -> Acknowledged {
        let body = match manner {
            Manner::New { private: true } => json!({ "type": 5, "data": { "flags": 64 } }),
            Manner::New { private: false } => json!({ "type": 5 }),
            Manner::Update => json!({ "type": 6 }),
        };
        self.acknowledge(ticket, &body).await
    }

    /// Gives suggestions.
    pub async fn suggest(&self, ticket: &Ticket, choices: &Value) {
        let body = json!({ "type": 8, "data": choices });
        self.acknowledge(ticket, &body).await;
    }

    async fn acknowledge(&self, ticket: &Ticket, body: &Value) -> Acknowledged {
        let route = Route::InteractionResponse { interaction_id: ticket.id, token: &ticket.token };
        let deadline = ticket.arrived + ACKNOWLEDGE_WITHIN;
        let mut body = std::borrow::Cow::Borrowed(body);
        let mut retries = 0;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Acknowledged::No;
            }
            let called = self.api.call(LightMethod::Post, route, Some(&body), left.min(ATTEMPT));
            let failure = match called.await {
                Ok(_) => return Acknowledged::Done,
                Err(failure) => failure,
            };
            match verdict(&failure) {
                Verdict::Retry(wait) if retries < RETRIES => {
                    retries += 1;
                    let wait = jittered(wait);
                    if Instant::now() + wait >= deadline {
                        return Acknowledged::No;
                    }
                    sleep(wait).await;
                }
                Verdict::Edit => return Acknowledged::Before,
                Verdict::Fallback if body["type"] != 8 && body["data"]["content"] != FALLBACK => {
                    self.log(&failure, "an interaction's answer");
                    let private = body["type"] == 7 || body["data"]["flags"] == 64;
                    let fallback = Payload::text(FALLBACK).body(private);
                    body = std::borrow::Cow::Owned(json!({ "type": 4, "data": fallback }));
                }
                _ => {
                    self.log(&failure, "an interaction's answer");
                    return Acknowledged::No;
                }
            }
        }
    }

    /// Edits the content into what was acknowledged; whether that succeeded.
    pub async fn edit(&self, ticket: &Ticket, payload: &Payload) -> bool {
        let route = Route::WebhookOriginalInteractionResponse {
            application_id: ticket.application,
            token: &ticket.token,
        };
        self.insist(LightMethod::Patch, route, Some(payload.body(false)), "an answer's edit")
            .await
            .is_ok()
    }

    /// Deletes the message that was acknowledged or clicked; whether that succeeded.
    pub async fn remove_original(&self, ticket: &Ticket) -> bool {
        let route = Route::WebhookOriginalInteractionResponse {
            application_id: ticket.application,
            token: &ticket.token,
        };
        self.insist(LightMethod::Delete, route, None, "a card's removal").await.is_ok()
    }

    /// Sends one more message for the same interaction; whether that succeeded.
    pub async fn follow_up(&self, ticket: &Ticket, payload: &Payload, seen_by: SeenBy) -> bool {
        let route = Route::WebhookFollowupMessages {
            application_id: ticket.application,
            token: &ticket.token,
        };
        // This route takes no nonce, so a retry could post the card twice: only a call
        // that surely did nothing is tried again.
        let body = Some(payload.body(seen_by == SeenBy::Asker));
        let again = |failure: &Failure| matches!(failure, Failure::Limited(_));
        let sent = self.insist_if(LightMethod::Post, route, body, "a card for all", again).await;
        let Ok(message) = sent else { return false };
        if !is_stripped(payload, &message) {
            return true;
        }
        self.log(&STRIPPED, "a card for all");
        if let Ok(id) = id_of(&message) {
            let route = Route::WebhookFollowupMessage {
                application_id: ticket.application,
                token: &ticket.token,
                message_id: MessageId::new(id),
            };
            let _ = self.insist(LightMethod::Delete, route, None, "a bare line's removal").await;
        }
        false
    }

    /// Posts in a channel. With the same `nonce` (25 characters at most), Discord posts
    /// a message that is sent again only once.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn post(
        &self,
        channel: ChannelId,
        reply_to: Option<MessageId>,
        payload: &Payload,
        nonce: &str,
    ) -> Result<MessageAt, Failure> {
        let mut body = payload.body(false);
        body["nonce"] = json!(nonce);
        body["enforce_nonce"] = json!(true);
        if let Some(message) = reply_to {
            body["message_reference"] =
                json!({ "message_id": message.to_string(), "fail_if_not_exists": false });
        }
        let route = Route::ChannelMessages { channel_id: channel };
        let posted = self.insist(LightMethod::Post, route, Some(body), "a message").await?;
        let at = MessageAt { channel, message: MessageId::new(id_of(&posted)?) };
        if is_stripped(payload, &posted) {
            self.log(&STRIPPED, "a message");
            let _ = self.delete(at).await;
            return Err(STRIPPED);
        }
        Ok(at)
    }

    /// Edits a message of the bot's.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn change(&self, at: MessageAt, payload: &Payload) -> Result<(), Failure> {
        let body = Some(payload.body(false));
        self.insist(LightMethod::Patch, message(at), body, "a message's edit").await.map(drop)
    }

    /// Deletes a message of the bot's.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn delete(&self, at: MessageAt) -> Result<(), Failure> {
        self.insist(LightMethod::Delete, message(at), None, "a message's removal").await.map(drop)
    }

    /// Reads a message.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn read(&self, at: MessageAt) -> Result<Value, Failure> {
        self.insist(LightMethod::Get, message(at), None, "a message's reading").await
    }

    /// The channel that a thread is in; `None` for a channel that is not a thread.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn thread_parent(&self, place: ChannelId) -> Result<Option<ChannelId>, Failure> {
        let route = Route::Channel { channel_id: place };
        let found = self.insist(LightMethod::Get, route, None, "a channel's reading").await?;
        if found["thread_metadata"].is_null() {
            return Ok(None);
        }
        let parent = found["parent_id"].as_str().and_then(|id| id.parse().ok());
        parent.filter(|&id| id != 0).map(ChannelId::new).map(Some).ok_or(Failure::Unreachable)
    }

    /// Opens a thread on a message and gives its id, which is the message's.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn open_thread(&self, at: MessageAt, name: &str) -> Result<ChannelId, Failure> {
        let MessageAt { channel: channel_id, message: message_id } = at;
        let route = Route::ChannelMessageThreads { channel_id, message_id };
        let body = json!({ "name": name, "auto_archive_duration": 1_440 });
        match self.insist(LightMethod::Post, route, Some(body), "a thread").await {
            Ok(thread) => id_of(&thread).map(ChannelId::new),
            // There is a thread already, and it has the id of the message it began with.
            Err(Failure::Refused { code: 160_004, .. }) => Ok(ChannelId::new(message_id.get())),
            Err(failure) => Err(failure),
        }
    }

    /// Sends a direct message; whether that succeeded.
    pub async fn tell(&self, person: UserId, payload: &Payload, nonce: &str) -> bool {
        let body = json!({ "recipient_id": person.to_string() });
        let opened = self.insist(
            LightMethod::Post,
            Route::UserMeDmChannels,
            Some(body),
            "a private channel",
        );
        let Ok(Ok(channel)) = opened.await.map(|channel| id_of(&channel)) else { return false };
        let channel = ChannelId::new(channel);
        self.post(channel, None, payload, nonce).await.is_ok()
    }

    /// Calls, and retries any failure that may pass.
    async fn insist(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: Option<Value>,
        what: &'static str,
    ) -> Result<Value, Failure> {
        self.insist_if(method, route, body, what, |_| true).await
    }

    /// Calls, and retries failures that may pass and that `again` allows.
    async fn insist_if(
        &self,
        method: LightMethod,
        route: Route<'_>,
        mut body: Option<Value>,
        what: &'static str,
        again: impl Fn(&Failure) -> bool,
    ) -> Result<Value, Failure> {
        let give_up = Instant::now() + PATIENCE;
        let mut retries = 0;
        let mut fell_back = false;
        loop {
            let left = give_up.saturating_duration_since(Instant::now());
            let within = left.min(CALM_ATTEMPT);
            let failure = match self.api.call(method, route, body.as_ref(), within).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            match verdict(&failure) {
                Verdict::Retry(wait)
                    if retries < RETRIES && Instant::now() + wait < give_up && again(&failure) =>
                {
                    retries += 1;
                    sleep(jittered(wait)).await;
                }
                Verdict::Fallback if !fell_back && body.as_ref().is_some_and(has_embeds) => {
                    fell_back = true;
                    self.log(&failure, what);
                    if let Some(body) = &mut body {
                        body["content"] = json!(FALLBACK);
                        body["embeds"] = json!([]);
                        body["components"] = json!([]);
                    }
                }
                _ => {
                    self.log(&failure, what);
                    return Err(failure);
                }
            }
        }
    }

    /// Logs a failure, once, where it is handled. Nothing in it was written by a member.
    fn log(&self, failure: &Failure, what: &'static str) {
        let code = match failure {
            Failure::Refused { code, .. } => *code,
            _ => 0,
        };
        match verdict(failure) {
            Verdict::Gone => {
                let late = self.late.fetch_add(1, Ordering::Relaxed) + 1;
                tracing::debug!(
                    what,
                    code,
                    late,
                    "Discord refused a call that came too late, it is given up"
                );
            }
            Verdict::LogOnce => {
                let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
                if said.first_time(code) {
                    tracing::info!(
                        what,
                        code,
                        "Discord does not allow a call, such calls are given up without more lines"
                    );
                }
            }
            _ => tracing::warn!(what, ?failure, "a call to Discord failed, it is given up"),
        }
    }

    /// Leaves a channel alone for ten minutes.
    pub fn mute(&self, channel: ChannelId) {
        let mut muted = self.muted.lock().unwrap_or_else(PoisonError::into_inner);
        muted.put(channel, Instant::now() + MUTED_FOR);
        tracing::warn!(
            channel = channel.get(),
            minutes = MUTED_FOR.as_secs() / 60,
            "Discord does not let the bot write in a channel, it answers nothing there for a while"
        );
    }

    /// Whether a channel is left alone.
    pub fn is_muted(&self, channel: ChannelId) -> bool {
        let muted = self.muted.lock().unwrap_or_else(PoisonError::into_inner);
        muted.peek(&channel).is_some_and(|until| *until > Instant::now())
    }
}

/// A card that Discord took off a message, because the bot may not embed links there: the
/// same as a refusal for want of that permission.
const STRIPPED: Failure = Failure::Refused { status: 403, code: 50_013 };

/// Whether Discord showed the text of a message without its cards. Where there is no text,
/// it refuses the message.
fn is_stripped(sent: &Payload, shown: &Value) -> bool {
    let replaced = shown["content"] == FALLBACK;
    let bare = shown["embeds"].as_array().is_some_and(Vec::is_empty);
    !sent.embeds.is_empty() && bare && !replaced
}

fn message(MessageAt { channel, message }: MessageAt) -> Route<'static> {
    Route::ChannelMessage { channel_id: channel, message_id: message }
}

fn has_embeds(body: &Value) -> bool {
    body["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty())
}

fn id_of(object: &Value) -> Result<u64, Failure> {
    let id = object["id"].as_str().and_then(|id| id.parse().ok()).filter(|&id| id != 0);
    id.ok_or(Failure::Unreachable)
}
