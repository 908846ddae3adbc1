//! Sends until Discord has taken it or refuses it for good: retries, and what `verdict` says
//! of each error code. `respond` answers interactions, whose first answer has a deadline.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use backon::BackoffBuilder as _;
use lru::LruCache;
use serde_json::{Value, json};
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ChannelId, MessageId, UserId};
use tokio::time::{Instant, sleep};

use super::api::{Api, Failure};
use super::failures::{CANNOT_REPLY, EMPTY_MESSAGE, FailureLog, IN_THREAD, Lacked, READING};
use super::payload::Payload;
use super::place::MessageAt;
use super::verdict::{Verdict, verdict};
use crate::conversation::retry::{self, jittered};
use crate::platform::discord::wording::FALLBACK;

/// Timeout of one try of a call, which has no deadline of Discord's.
const CALM_ATTEMPT: Duration = Duration::from_secs(6);
/// A call may take this long, retries included.
const PATIENCE: Duration = Duration::from_secs(60);
/// The first and the longest pause before a call is made again; chance makes each up
/// to twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);
/// How long a channel that the bot may not write in is left alone.
const MUTED_FOR: Duration = Duration::from_secs(600);
/// The most messages that Discord gives in one response.
const PAGE: usize = 100;
const MUTED_MAX: NonZeroUsize = NonZeroUsize::new(1_000).expect("not 0");

/// Sends, and remembers which channels and errors to be quiet about.
#[derive(Debug)]
pub struct Courier {
    /// Discord's REST API.
    pub api: Api,
    /// What is logged of failures.
    pub failures: FailureLog,
    muted: Mutex<LruCache<ChannelId, Instant>>,
}

impl Courier {
    /// A courier that has sent nothing yet.
    pub fn new(api: Api) -> Self {
        Self { api, failures: FailureLog::new(), muted: Mutex::new(LruCache::sparse(MUTED_MAX)) }
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
        self.post_named(channel, reply_to, payload, nonce, "a message").await
    }

    /// The same in a thread, for which the bot needs another permission.
    ///
    /// # Errors
    /// As [`Self::post`].
    pub async fn post_in_thread(
        &self,
        thread: ChannelId,
        reply_to: Option<MessageId>,
        payload: &Payload,
        nonce: &str,
    ) -> Result<MessageAt, Failure> {
        self.post_named(thread, reply_to, payload, nonce, IN_THREAD).await
    }

    async fn post_named(
        &self,
        channel: ChannelId,
        reply_to: Option<MessageId>,
        payload: &Payload,
        nonce: &str,
        what: &'static str,
    ) -> Result<MessageAt, Failure> {
        let mut body = payload.body(false);
        body["nonce"] = json!(nonce);
        body["enforce_nonce"] = json!(true);
        if let Some(message) = reply_to {
            body["message_reference"] =
                json!({ "message_id": message.to_string(), "fail_if_not_exists": false });
        }
        let route = Route::ChannelMessages { channel_id: channel };
        let posted = match self.insist(LightMethod::Post, route, Some(body.clone()), what).await {
            // Without the right to read what was said before, no message can be replied to.
            // An answer that replies to nothing beats none.
            Err(Failure::Refused { code: CANNOT_REPLY, .. }) => {
                body["message_reference"] = Value::Null;
                self.insist(LightMethod::Post, route, Some(body), what).await
            }
            done => done,
        };
        let posted = posted?;
        let at = MessageAt { channel, message: MessageId::new(id_of(&posted)?) };
        if is_stripped(payload, &posted) {
            self.failures.lacks(Lacked::EmbedLinks);
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
        self.insist(LightMethod::Get, message(at), None, READING).await
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

    /// The bot's replies to any of these messages of a channel, each looked for among the
    /// hundred messages that follow its question. There are none when Discord does not say.
    pub async fn replies_of(
        &self,
        bot: UserId,
        channel: ChannelId,
        questions: &[MessageId],
    ) -> Vec<MessageAt> {
        let mut questions = questions.to_vec();
        questions.sort_unstable();
        let mut answers = BTreeMap::new();
        for &question in &questions {
            if answers.contains_key(&question) {
                continue;
            }
            let Ok(page) = self.messages_after(channel, question).await else { break };
            for message in page.iter().filter(|message| is_by(message, bot)) {
                let replied = message["message_reference"]["message_id"].as_str();
                let replied = replied.and_then(|id| id.parse().ok()).map(MessageId::new);
                if let (Some(replied), Ok(id)) = (replied, id_of(message))
                    && questions.binary_search(&replied).is_ok()
                {
                    answers.insert(replied, MessageAt { channel, message: MessageId::new(id) });
                }
            }
            // The page goes to the channel's end, so that it has the replies to all questions
            // that follow.
            if page.len() < PAGE {
                break;
            }
        }
        answers.into_values().collect()
    }

    /// The bot's answer in the thread that it opened on a message, if there is one. It is the
    /// first of its messages there that replies to nothing.
    pub async fn answer_in_thread_of(&self, bot: UserId, question: MessageId) -> Option<MessageAt> {
        // A thread has the id of the message that it was opened on.
        let thread = ChannelId::new(question.get());
        let page = self.messages_after(thread, question).await.ok()?;
        let answers = |message: &&Value| {
            is_by(message, bot) && message["message_reference"]["message_id"].is_null()
        };
        let first = page.iter().filter(answers).filter_map(|message| id_of(message).ok()).min()?;
        Some(MessageAt { channel: thread, message: MessageId::new(first) })
    }

    /// The messages of a channel that follow one of them, at most [`PAGE`].
    async fn messages_after(
        &self,
        channel: ChannelId,
        message: MessageId,
    ) -> Result<Vec<Value>, Failure> {
        let route = Route::ChannelMessages { channel_id: channel };
        let after = [("after", message.to_string()), ("limit", PAGE.to_string())];
        let found = self
            .insist_with(LightMethod::Get, route, &after, None, "a channel's messages", |_| true)
            .await?;
        Ok(found.as_array().cloned().unwrap_or_default())
    }

    /// The last messages of a channel, at most [`PAGE`].
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn latest(&self, channel: ChannelId) -> Result<Vec<Value>, Failure> {
        let route = Route::ChannelMessages { channel_id: channel };
        let limit = [("limit", PAGE.to_string())];
        let found = self
            .insist_with(LightMethod::Get, route, &limit, None, "a channel's messages", |_| true)
            .await?;
        Ok(found.as_array().cloned().unwrap_or_default())
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
        self.reach(person, payload, nonce).await.is_ok()
    }

    /// Sends a direct message.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn reach(
        &self,
        person: UserId,
        payload: &Payload,
        nonce: &str,
    ) -> Result<(), Failure> {
        let body = json!({ "recipient_id": person.to_string() });
        let opened = self.insist(
            LightMethod::Post,
            Route::UserMeDmChannels,
            Some(body),
            "a private channel",
        );
        let channel = ChannelId::new(id_of(&opened.await?)?);
        self.post(channel, None, payload, nonce).await.map(drop)
    }

    /// Calls, and retries any failure that may pass, for as long as [`PATIENCE`] allows: to
    /// be used for what may be done twice, or has a nonce.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn insist(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: Option<Value>,
        what: &'static str,
    ) -> Result<Value, Failure> {
        self.insist_if(method, route, body, what, |_| true).await
    }

    /// Calls, and retries failures that may pass and that `again` allows.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn insist_if(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: Option<Value>,
        what: &'static str,
        again: impl Fn(&Failure) -> bool,
    ) -> Result<Value, Failure> {
        self.insist_with(method, route, &[], body, what, again).await
    }

    async fn insist_with(
        &self,
        method: LightMethod,
        route: Route<'_>,
        parameters: &[(&'static str, String)],
        mut body: Option<Value>,
        what: &'static str,
        again: impl Fn(&Failure) -> bool,
    ) -> Result<Value, Failure> {
        let give_up = Instant::now() + PATIENCE;
        let mut pauses = retry::pauses(FIRST_PAUSE, LONGEST_PAUSE).build();
        let mut fell_back = false;
        loop {
            let left = give_up.saturating_duration_since(Instant::now());
            let within = left.min(CALM_ATTEMPT);
            let request = Request::new(route, method)
                .params((!parameters.is_empty()).then(|| parameters.to_vec()))
                .body(body.as_ref().map(|body| body.to_string().into()));
            let failure = match self.api.send(request, within).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            match verdict(&failure) {
                Verdict::Retry(wait) if again(&failure) && Instant::now() + wait < give_up => {
                    // Discord says how long to wait when there are too many calls, and a
                    // busy channel needs several such waits. Other failures come back with
                    // pauses that grow.
                    let pause = match failure {
                        Failure::Limited(_) => jittered(wait),
                        _ => pauses.next().unwrap_or(LONGEST_PAUSE),
                    };
                    sleep(pause).await;
                }
                Verdict::Fallback if !fell_back && body.as_ref().is_some_and(has_embeds) => {
                    fell_back = true;
                    self.failures.log(&failure, what);
                    if let Some(body) = &mut body {
                        body["content"] = json!(FALLBACK);
                        body["embeds"] = json!([]);
                        body["components"] = json!([]);
                    }
                }
                _ => {
                    self.failures.log(&failure, what);
                    return Err(failure);
                }
            }
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

/// Discord has removed the card from a message, because the bot lacks the permission to embed
/// links there. It counts as a refusal for that permission.
const STRIPPED: Failure = Failure::Refused { status: 403, code: EMPTY_MESSAGE };

/// Whether a message failed because the bot may not embed links, and may be sent as a text.
pub fn lacks_embed_links(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused { code: EMPTY_MESSAGE, .. })
}

/// Whether Discord has removed the cards of a message and kept its text. It refuses a message
/// that would then be empty.
pub fn is_stripped(sent: &Payload, shown: &Value) -> bool {
    let replaced = shown["content"] == FALLBACK;
    let bare = shown["embeds"].as_array().is_some_and(Vec::is_empty);
    !sent.embeds.is_empty() && bare && !replaced
}

/// Whether somebody wrote a message.
pub fn is_by(message: &Value, author: UserId) -> bool {
    message["author"]["id"].as_str().is_some_and(|id| id == author.to_string())
}

fn message(MessageAt { channel, message }: MessageAt) -> Route<'static> {
    Route::ChannelMessage { channel_id: channel, message_id: message }
}

fn has_embeds(body: &Value) -> bool {
    body["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty())
}

/// The id of an object of Discord's.
///
/// # Errors
/// When it has none, which Discord never sends.
pub fn id_of(object: &Value) -> Result<u64, Failure> {
    let id = object["id"].as_str().and_then(|id| id.parse().ok()).filter(|&id| id != 0);
    id.ok_or(Failure::Unreachable)
}
