//! Interactions: each is answered once, in time, by a callback that fits; then by
//! webhook, as long as its token is valid.

use std::time::Instant;

use serde_json::{Value, json};

use super::limits::{self, Wrong};
use super::messages::{fill, valid};
use super::objects::{self, Id, flag};
use super::rest::Answer;
use super::world::{Message, State};

/// The response to a call that Discord refuses.
#[derive(Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: u64,
    pub message: String,
    pub errors: Option<Value>,
}

impl Refusal {
    pub fn new(status: u16, code: u64, message: &str) -> Self {
        Self { status, code, message: message.into(), errors: None }
    }

    pub fn not_found() -> Self {
        Self::new(404, 0, "404: Not Found")
    }

    pub fn invalid(wrong: &[Wrong]) -> Self {
        Self { errors: Some(limits::tree(wrong)), ..Self::new(400, 50035, "Invalid Form Body") }
    }

    pub fn body(&self) -> Value {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }
}

/// What a person did, as Discord numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    Form = 5,
}

/// An interaction and its answer.
#[derive(Clone)]
pub struct Interaction {
    pub id: Id,
    pub kind: Kind,
    pub token: String,
    pub channel: Id,
    pub person: Id,
    /// `data` of the event.
    pub data: Value,
    /// The message that the component was on.
    pub on: Option<Id>,
    pub began: Instant,
    /// When it was answered first, and with which type of callback.
    pub answered: Option<(Instant, u64)>,
    /// The suggestions.
    pub choices: Option<Vec<Value>>,
    /// The form that was opened.
    pub form: Option<Value>,
    /// The message that `@original` names.
    pub original: Option<Id>,
    /// Whether the answer is deferred, and whether it will be private.
    pub deferred: Option<bool>,
    /// Whether something was announced that has not come yet: an answer, or a changed message.
    pub is_awaited: bool,
    pub follow_ups: Vec<Id>,
}

impl State {
    pub fn callback(
        &mut self,
        id: &str,
        token: &str,
        body: &Value,
        with_response: bool,
    ) -> Result<Answer, Refusal> {
        let unknown = || Refusal::new(404, 10062, "Unknown interaction");
        let id: Id = id.parse().map_err(|_| unknown())?;
        let interaction =
            self.interactions.get(&id).filter(|i| i.token == token).ok_or_else(unknown)?.clone();
        if interaction.answered.is_some() {
            return Err(Refusal::new(400, 40060, "Interaction has already been acknowledged."));
        }
        if interaction.began.elapsed() > self.setup.acknowledge_within {
            return Err(unknown());
        }
        let number = body["type"].as_u64().unwrap_or_default();
        let fits = match interaction.kind {
            Kind::Command => matches!(number, 4 | 5 | 9),
            Kind::Component => matches!(number, 4..=7 | 9),
            Kind::Autocomplete => number == 8,
            // A form that was opened from a command has no message to change.
            Kind::Form => {
                matches!(number, 4 | 5) || matches!(number, 6 | 7) && interaction.on.is_some()
            }
        };
        if !fits {
            let message = format!(
                "Value must not be {number} for an interaction of type {}.",
                interaction.kind as u64
            );
            return Err(Refusal::invalid(&[Wrong {
                path: "type".into(),
                code: "BASE_TYPE_CHOICES",
                message,
            }]));
        }
        let data = &body["data"];
        let private = data["flags"].as_u64().unwrap_or(0) & flag::EPHEMERAL != 0;
        let mut original = interaction.original;
        match number {
            4 => {
                valid(data)?;
                original = Some(self.respond(&interaction, data, private, 0));
            }
            5 => original = Some(self.respond(&interaction, &json!({}), private, flag::LOADING)),
            7 => {
                let on = interaction.on.ok_or_else(unknown)?;
                self.change(on, data)?;
            }
            8 => {
                let wrong = limits::choices(data);
                if !wrong.is_empty() {
                    return Err(Refusal::invalid(&wrong));
                }
            }
            9 => {
                let wrong = limits::form(data);
                if !wrong.is_empty() {
                    return Err(Refusal::invalid(&wrong));
                }
            }
            _ => {}
        }
        if let Some(interaction) = self.interactions.get_mut(&id) {
            interaction.answered = Some((Instant::now(), number));
            interaction.original = original;
            interaction.deferred = (number == 5).then_some(private);
            interaction.is_awaited = matches!(number, 5 | 6);
            if number == 9 {
                interaction.form = Some(data.clone());
            }
            if number == 8 {
                interaction.choices = Some(data["choices"].as_array().cloned().unwrap_or_default());
            }
        }
        if !with_response {
            return Ok(Answer::empty());
        }
        let mut answer =
            json!({ "interaction": { "id": id.to_string(), "type": interaction.kind as u64 } });
        if let Some(message) = original.and_then(|id| self.messages.get(&id)) {
            answer["interaction"]["response_message_id"] = json!(message.id.to_string());
            answer["interaction"]["response_message_loading"] = json!(number == 5);
            answer["interaction"]["response_message_ephemeral"] = json!(message.only_for.is_some());
            if matches!(number, 4 | 5 | 7) {
                let number = if number == 5 { 4 } else { number };
                answer["resource"] = json!({ "type": number, "message": message.body });
            }
        }
        Ok(Answer::ok(answer))
    }

    /// Posts the message that answers an interaction.
    fn respond(
        &mut self,
        interaction: &Interaction,
        data: &Value,
        private: bool,
        flags: u64,
    ) -> Id {
        let id = objects::snowflake();
        let mut body = objects::message(id, interaction.channel, &self.bot, "");
        fill(&mut body, data);
        let suppressed = data["flags"].as_u64().unwrap_or(0) & flag::SUPPRESS_EMBEDS;
        body["flags"] = json!(flags | suppressed | if private { flag::EPHEMERAL } else { 0 });
        body["type"] = json!(if interaction.kind == Kind::Command { 20 } else { 0 });
        body["application_id"] = json!(self.bot.id.to_string());
        body["webhook_id"] = json!(self.bot.id.to_string());
        body["mentions"] = self.pinged(data, None);
        body["interaction_metadata"] = self.metadata(interaction);
        let only_for = private.then_some(interaction.person);
        self.publish(Message {
            id,
            channel: interaction.channel,
            author: self.bot.id,
            body,
            only_for,
            answers: Some(interaction.id),
            deleted: false,
            edits: 0,
        });
        id
    }

    fn metadata(&self, interaction: &Interaction) -> Value {
        let mut metadata = json!({
            "id": interaction.id.to_string(),
            "type": interaction.kind as u64,
            "user": self.people.get(&interaction.person).map(objects::user),
            "authorizing_integration_owners": {},
        });
        let Some(on) = interaction.on else { return metadata };
        match interaction.kind {
            // A form was opened by a click on that message.
            Kind::Form => {
                let mut click = metadata.clone();
                click["type"] = json!(Kind::Component as u64);
                click["interacted_message_id"] = json!(on.to_string());
                metadata["triggering_interaction_metadata"] = click;
            }
            _ => metadata["interacted_message_id"] = json!(on.to_string()),
        }
        metadata
    }

    /// The interaction of a webhook's token, while the token is valid.
    fn by_token(&self, app: &str, token: &str) -> Result<&Interaction, Refusal> {
        let found = self.interactions.values().find(|i| i.token == token);
        let alive = found.filter(|i| {
            app == self.bot.id.to_string() && i.began.elapsed() < self.setup.token_life
        });
        let interaction = alive.ok_or_else(|| Refusal::new(401, 50027, "Invalid Webhook Token"))?;
        if interaction.answered.is_none() || interaction.kind == Kind::Autocomplete {
            return Err(Refusal::new(404, 10015, "Unknown Webhook"));
        }
        Ok(interaction)
    }

    pub fn follow_up(
        &mut self,
        app: &str,
        token: &str,
        body: &Value,
        wait: bool,
    ) -> Result<Answer, Refusal> {
        let interaction = self.by_token(app, token)?.clone();
        let private = body["flags"].as_u64().unwrap_or(0) & flag::EPHEMERAL != 0;
        let stripped =
            if private { body.clone() } else { self.stripped(interaction.channel, body) };
        let body = &stripped;
        valid(body)?;
        // The first message after a deferral is the deferred answer.
        let id = match (interaction.deferred, interaction.original) {
            (Some(_), Some(original)) => {
                self.change(original, body)?;
                self.interactions.entry(interaction.id).and_modify(|i| i.deferred = None);
                original
            }
            _ => {
                let id = self.respond(&interaction, body, private, 0);
                self.interactions.entry(interaction.id).and_modify(|i| i.follow_ups.push(id));
                id
            }
        };
        self.came(interaction.id);
        // The webhook of an interaction always responds with the message.
        let _ = wait;
        Ok(Answer::ok(self.messages[&id].body.clone()))
    }

    /// The message that a webhook's path names.
    fn named(&self, app: &str, token: &str, id: &str) -> Result<(Id, Id), Refusal> {
        let interaction = self.by_token(app, token)?;
        let named = match id {
            "@original" => interaction.original,
            id => id.parse().ok().filter(|id| {
                interaction.original == Some(*id) || interaction.follow_ups.contains(id)
            }),
        };
        let message =
            named.filter(|id| self.messages.get(id).is_some_and(|message| !message.deleted));
        Ok((interaction.id, message.ok_or_else(|| Refusal::new(404, 10008, "Unknown Message"))?))
    }

    pub fn webhook_message(&self, app: &str, token: &str, id: &str) -> Result<Answer, Refusal> {
        let (_, message) = self.named(app, token, id)?;
        Ok(Answer::ok(self.messages[&message].body.clone()))
    }

    pub fn edit_webhook_message(
        &mut self,
        app: &str,
        token: &str,
        id: &str,
        body: &Value,
    ) -> Result<Answer, Refusal> {
        let (interaction, message) = self.named(app, token, id)?;
        self.change(message, body)?;
        self.came(interaction);
        if id == "@original" {
            self.interactions.entry(interaction).and_modify(|i| i.deferred = None);
        }
        Ok(Answer::ok(self.messages[&message].body.clone()))
    }

    pub fn delete_webhook_message(
        &mut self,
        app: &str,
        token: &str,
        id: &str,
    ) -> Result<Answer, Refusal> {
        let (interaction, message) = self.named(app, token, id)?;
        self.remove(message);
        self.came(interaction);
        Ok(Answer::empty())
    }

    /// What an interaction's first answer has announced came.
    fn came(&mut self, interaction: Id) {
        self.interactions.entry(interaction).and_modify(|i| i.is_awaited = false);
    }
}
