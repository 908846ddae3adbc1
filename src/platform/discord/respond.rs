//! Answers interactions: the deadline of the first answer, its retries, and what may follow
//! it for a quarter of an hour.

use std::time::Duration;

use serde_json::{Value, json};
use serenity::builder::CreateAttachment;
use serenity::http::{LightMethod, Multipart, MultipartUpload, Request, Route};
use serenity::model::id::{ChannelId, MessageId};
use tokio::time::{Instant, sleep};

use super::api::Failure;
use super::deliver::{Courier, id_of, is_stripped};
use super::failures::Lacked;
use super::form::Form;
use super::payload::{Payload, TextFile};
use super::place::MessageAt;
use super::ticket::{Acknowledged, Manner, SeenBy, Ticket};
use super::verdict::{Verdict, verdict};
use crate::conversation::retry::jittered;
use crate::platform::discord::wording::FALLBACK;

/// Work that takes longer is announced first, and its result edited in.
pub const DEFER_AFTER: Duration = Duration::from_millis(1_500);
/// Discord gives three seconds for a first acknowledgement; the rest is for the way.
pub const ACKNOWLEDGE_WITHIN: Duration = Duration::from_millis(2_500);
/// Timeout of one try of an acknowledgement, so that a retry fits in its deadline.
const ATTEMPT: Duration = Duration::from_millis(900);
/// Retries of an acknowledgement, which has little time.
const RETRIES: u32 = 2;
/// Timeout of sending a file.
const FILE_WITHIN: Duration = Duration::from_secs(10);
/// Discord's code for an interaction that was acknowledged already.
const ACKNOWLEDGED: i64 = 40_060;

impl Courier {
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

    /// Says once that there is no answer now. It is not retried: under this load, retries would
    /// delay the refusals of everybody else.
    pub async fn refuse(&self, ticket: &Ticket, private: bool, payload: &Payload) {
        let body = json!({ "type": 4, "data": payload.body(private) });
        self.acknowledge(ticket, &body).await;
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

    /// Opens a form. Discord takes it as the first answer alone.
    pub async fn open(&self, ticket: &Ticket, form: &Form) {
        let body = json!({ "type": 9, "data": form.body() });
        self.acknowledge(ticket, &body).await;
    }

    /// Sends a file to who clicked, after an answer; whether that succeeded.
    pub async fn follow_up_with(&self, ticket: &Ticket, file: &TextFile) -> bool {
        let route = Route::WebhookFollowupMessages {
            application_id: ticket.application,
            token: &ticket.token,
        };
        let TextFile { name, text } = file;
        let mut body = Payload::default().body(true);
        body["attachments"] = json!([{ "id": "0", "filename": name }]);
        let upload = || Multipart {
            upload: MultipartUpload::Attachments(vec![CreateAttachment::bytes(
                text.as_bytes(),
                name.as_str(),
            )]),
            fields: Vec::new(),
            payload_json: Some(body.to_string()),
        };
        let request = || Request::new(route, LightMethod::Post).multipart(Some(upload()));
        let mut sent = self.api.send(request(), FILE_WITHIN).await;
        // As with other follow-ups, only a call that surely did nothing is tried again.
        if let Err(Failure::Limited(wait)) = sent {
            sleep(jittered(wait)).await;
            sent = self.api.send(request(), FILE_WITHIN).await;
        }
        match sent {
            Ok(_) => true,
            Err(failure) => {
                self.failures.log(&failure, "a file");
                false
            }
        }
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
                Verdict::Edit => {
                    if retries == 0 && self.failures.is_first(ACKNOWLEDGED) {
                        tracing::warn!(
                            "an interaction was answered before this program answered it: another \
                             process runs with the same Discord token, and members see what \
                             either of them sends; stop one of them"
                        );
                    }
                    return Acknowledged::Before;
                }
                Verdict::Fallback if body["type"] != 8 && body["data"]["content"] != FALLBACK => {
                    self.failures.log(&failure, "an interaction's answer");
                    let private =
                        matches!(body["type"].as_u64(), Some(7 | 9)) || body["data"]["flags"] == 64;
                    let fallback = Payload::text(FALLBACK).body(private);
                    body = std::borrow::Cow::Owned(json!({ "type": 4, "data": fallback }));
                }
                _ => {
                    self.failures.log(&failure, "an interaction's answer");
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

    /// Where the message stands that answers an interaction: Discord does not say it when it takes
    /// the answer.
    pub async fn original(&self, ticket: &Ticket) -> Option<MessageAt> {
        let route = Route::WebhookOriginalInteractionResponse {
            application_id: ticket.application,
            token: &ticket.token,
        };
        let message =
            self.insist(LightMethod::Get, route, None, "an answer's reading").await.ok()?;
        let channel = message["channel_id"].as_str()?.parse().ok().filter(|&id| id != 0)?;
        let (channel, message) = (ChannelId::new(channel), MessageId::new(id_of(&message).ok()?));
        Some(MessageAt { channel, message })
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
        self.failures.lacks(Lacked::EmbedLinks);
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
}
