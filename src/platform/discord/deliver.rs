//! What is sent, until it has arrived or cannot: deadlines of first
//! acknowledgements, retries, and what each of Discord's error codes calls for.

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
use crate::wording::discord::FALLBACK;

/// Work that is not done by then is announced, and shown when it is.
pub const DEFER_AFTER: Duration = Duration::from_millis(1_500);
/// Discord gives three seconds for a first acknowledgement; the way there takes some.
pub const ACKNOWLEDGE_WITHIN: Duration = Duration::from_millis(2_500);
/// Of a call that has retries behind it.
const ATTEMPT: Duration = Duration::from_millis(900);
/// Of one that is not pressing.
const CALM_ATTEMPT: Duration = Duration::from_secs(6);
/// Everything else may take this long, retries included.
const PATIENCE: Duration = Duration::from_secs(60);
const RETRIES: u32 = 2;
/// How long a channel that we may not write in is left alone.
const MUTED_FOR: Duration = Duration::from_secs(600);
const MUTED_MAX: NonZeroUsize = NonZeroUsize::new(1_000).expect("not 0");
/// Error codes that are logged once: `verdict` lists a handful.
const SAID_MAX: NonZeroUsize = NonZeroUsize::new(100).expect("not 0");

/// How an interaction is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// With a message of its own.
    New {
        /// Seen by the person alone.
        private: bool,
    },
    /// By changing the message that was clicked.
    Update,
}

/// Where an interaction's answer goes.
#[derive(Clone)]
pub struct Ticket {
    /// The interaction.
    pub id: InteractionId,
    /// Ours.
    pub application: ApplicationId,
    /// Lets answer for a quarter of an hour. Never logged.
    pub token: String,
    /// When it reached us.
    pub arrived: Instant,
}

/// How a first acknowledgement went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acknowledged {
    /// As it should.
    Done,
    /// By an earlier attempt whose answer was lost: the content must be put in by an edit.
    Before,
    /// Not: it is too late.
    No,
}

/// Sends, with all it must remember to do it well.
#[derive(Debug)]
pub struct Courier {
    /// The way out.
    pub api: Api,
    muted: Mutex<LruCache<ChannelId, Instant>>,
    said: Mutex<Seen<i64>>,
    late: AtomicU64,
}

impl Courier {
    /// Nothing is muted yet.
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
            // Whether an attempt got through is not known: if one did, this is
            // the same content again, and if none did it is refused.
            Acknowledged::Before | Acknowledged::No if self.edit(ticket, payload).await => {
                Acknowledged::Done
            }
            other => other,
        }
    }

    /// Says that the answer will come.
    pub async fn defer(&self, ticket: &Ticket, manner: Manner) -> Acknowledged {
        let body = match manner {
            Manner::New { private: true } => json!({ "type": 5, "data": { "flags": 64 } }),
            Manner::New { private: false } => json!({ "type": 5 }),
            Manner::Update => json!({ "type": 6 }),
        };
        self.acknowledge(ticket, &body).await
    }

    /// Gives suggestions; later than the deadline nobody sees them.
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

    /// Puts the content into what was acknowledged; whether it is there.
    pub async fn edit(&self, ticket: &Ticket, payload: &Payload) -> bool {
        let route = Route::WebhookOriginalInteractionResponse {
            application_id: ticket.application,
            token: &ticket.token,
        };
        self.insist(LightMethod::Patch, route, Some(payload.body(false)), "an answer's edit")
            .await
            .is_ok()
    }

    /// Removes the message that was acknowledged or clicked.
    pub async fn remove_original(&self, ticket: &Ticket) -> bool {
        let route = Route::WebhookOriginalInteractionResponse {
            application_id: ticket.application,
            token: &ticket.token,
        };
        self.insist(LightMethod::Delete, route, None, "a card's removal").await.is_ok()
    }

    /// A further message for the same interaction, for all to see.
    pub async fn follow_up(&self, ticket: &Ticket, payload: &Payload) -> bool {
        let route = Route::WebhookFollowupMessages {
            application_id: ticket.application,
            token: &ticket.token,
        };
        // Nothing makes a repeated attempt the same message here: only a call that
        // surely did nothing is repeated.
        let body = Some(payload.body(false));
        self.insist_if(LightMethod::Post, route, body, "a shared card", |failure| {
            matches!(failure, Failure::Limited(_))
        })
        .await
        .is_ok()
    }

    /// Posts in a channel; `nonce` (≤ 25 characters) makes a repeated attempt the same message.
    ///
    /// # Errors
    /// What the last attempt met.
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
        Ok(MessageAt { channel, message: MessageId::new(id_of(&posted)?) })
    }

    /// Changes a message of ours.
    ///
    /// # Errors
    /// What the last attempt met.
    pub async fn change(&self, at: MessageAt, payload: &Payload) -> Result<(), Failure> {
        let body = Some(payload.body(false));
        self.insist(LightMethod::Patch, message(at), body, "a message's edit").await.map(drop)
    }

    /// Deletes a message of ours.
    ///
    /// # Errors
    /// What the last attempt met.
    pub async fn delete(&self, at: MessageAt) -> Result<(), Failure> {
        self.insist(LightMethod::Delete, message(at), None, "a message's removal").await.map(drop)
    }

    /// Reads a message.
    ///
    /// # Errors
    /// What the last attempt met.
    pub async fn read(&self, at: MessageAt) -> Result<Value, Failure> {
        self.insist(LightMethod::Get, message(at), None, "a message's reading").await
    }

    /// Opens a thread on a message and gives its id, which is the message's.
    ///
    /// # Errors
    /// What the last attempt met.
    pub async fn open_thread(&self, at: MessageAt, name: &str) -> Result<ChannelId, Failure> {
        let MessageAt { channel: channel_id, message: message_id } = at;
        let route = Route::ChannelMessageThreads { channel_id, message_id };
        let body = json!({ "name": name, "auto_archive_duration": 1_440 });
        match self.insist(LightMethod::Post, route, Some(body), "a thread").await {
            Ok(thread) => id_of(&thread).map(ChannelId::new),
            // There is one: a thread has the id of the message it began with.
            Err(Failure::Refused { code: 160_004, .. }) => Ok(ChannelId::new(message_id.get())),
            Err(failure) => Err(failure),
        }
    }

    /// Writes to a person alone; whether it arrived.
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

    /// Tries, and again where that may help.
    async fn insist(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: Option<Value>,
        what: &'static str,
    ) -> Result<Value, Failure> {
        self.insist_if(method, route, body, what, |_| true).await
    }

    /// The same, where not every failure may be tried again.
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

    /// Once for each failure, where it is handled. Nothing in it was written by a member.
    fn log(&self, failure: &Failure, what: &'static str) {
        let code = match failure {
            Failure::Refused { code, .. } => *code,
            _ => 0,
        };
        match verdict(failure) {
            Verdict::Gone => {
                let late = self.late.fetch_add(1, Ordering::Relaxed) + 1;
                tracing::debug!(what, code, late, "too late, or gone");
            }
            Verdict::LogOnce => {
                let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
                if said.first_time(code) {
                    tracing::info!(what, code, "Discord does not allow it; said once");
                }
            }
            _ => tracing::warn!(what, ?failure, "not sent"),
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
