//! `POST /ask` and `GET /suggest`: the FAQ for an intranet page or another chat.
//!
//! A question is counted and recorded as on any network, under the name `http`, in no place and
//! of one person: who asks is known to the program that asks alone. Nothing of it is logged.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answered::{Answered, answered, scope_of};
use super::error::{ErrorBody, Refusal, json};
use super::state::HttpState;
use super::token;
use crate::bot::{
    AskedBy, Asker, Audience, Bot, PersonKey, Place, QUESTION_MAX_CHARS, Question, Reply, Request,
    Role, Secrecy,
};
use crate::search::Scope;

/// The network's name in the journal, in logs and in metrics.
const NETWORK: &str = "http";

/// A question.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskBody {
    /// The question, as a person typed it.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    question: String,
    /// The collection to look in; all of them when not given.
    collection: Option<String>,
}

/// What is typed so far.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SuggestQuery {
    /// The beginning of a question; empty for the entries that are asked for most.
    #[param(max_length = 2000)]
    q: String,
    /// The collection to look in; all of them when not given.
    collection: Option<String>,
}

/// What may be meant.
#[derive(Debug, Serialize, ToSchema)]
pub struct Suggested {
    /// Entries, best first.
    suggestions: Vec<Suggestion>,
}

/// An entry that may be meant.
#[derive(Debug, Serialize, ToSchema)]
struct Suggestion {
    /// Its id.
    entry: String,
    /// Its question, which finds it when it is asked.
    question: String,
}

/// Answers a question.
#[utoipa::path(
    post,
    path = "/ask",
    tag = "asking",
    request_body = AskBody,
    responses(
        (status = 200, description = "The answer, which may be that there is none", body = Answered),
        (status = 400, description = "The question is missing, empty, too long or not JSON", body = ErrorBody),
        (status = 401, description = "The token is missing or wrong", body = ErrorBody),
        (status = 403, description = "Asking by HTTP is off", body = ErrorBody),
        (status = 404, description = "There is no collection of that name", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 415, description = "The body is not application/json", body = ErrorBody),
        (status = 503, description = "The FAQ is still being opened, or the answer took too long", body = ErrorBody),
    ),
    security(("token" = []))
)]
pub async fn ask(
    State(state): State<Arc<HttpState>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    token::check(state.token.as_ref(), &headers)?;
    if !is_json(&headers) {
        let error = "Send the question as application/json.";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, error));
    }
    let body = body.map_err(|rejection| {
        Refusal::new(rejection.status(), "The body cannot be read, or it is too large.")
    })?;
    // serde's own sentence may quote what was sent.
    let AskBody { question, collection } = serde_json::from_slice(&body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        bad(format!(
            "The body is not the JSON object that /openapi.json describes: see line {line}, column \
             {column}."
        ))
    })?;
    if question.trim().is_empty() {
        return Err(bad("The question is empty."));
    }
    check_length(&question)?;
    let bot = open(&state)?;
    let scope = scope(bot, collection.as_deref())?;
    let question = Question::new(&question);
    let looked = bot.look(&question, &asker(scope)).await;
    let answer = answered(&looked.snapshot, &question, &looked.look, looked.took);
    Ok(json(StatusCode::OK, &answer))
}

/// Completes a question that is being typed.
#[utoipa::path(
    get,
    path = "/suggest",
    tag = "asking",
    params(SuggestQuery),
    responses(
        (status = 200, description = "Ten entries at most", body = Suggested),
        (status = 400, description = "A parameter is missing, unknown, given twice or too long", body = ErrorBody),
        (status = 401, description = "The token is missing or wrong", body = ErrorBody),
        (status = 403, description = "Asking by HTTP is off", body = ErrorBody),
        (status = 404, description = "There is no collection of that name", body = ErrorBody),
        (status = 503, description = "The FAQ is still being opened, or the answer took too long", body = ErrorBody),
    ),
    security(("token" = []))
)]
pub async fn suggest(
    State(state): State<Arc<HttpState>>,
    headers: HeaderMap,
    query: Result<Query<SuggestQuery>, QueryRejection>,
) -> Result<Response, Refusal> {
    token::check(state.token.as_ref(), &headers)?;
    let Query(SuggestQuery { q, collection }) = query.map_err(|_| {
        bad("Give q, once, and collection at most once; /openapi.json has no other parameter.")
    })?;
    check_length(&q)?;
    let bot = open(&state)?;
    let scope = scope(bot, collection.as_deref())?;
    let reply = bot.handle(Request::Suggest(Question::new(&q)), &asker(scope)).await;
    let choices = match reply {
        Reply::Suggestions(choices) => choices,
        _ => Vec::new(),
    };
    let suggestions = choices.into_iter().map(|choice| Suggestion {
        entry: choice.entry.as_str().to_owned(),
        question: choice.question,
    });
    Ok(json(StatusCode::OK, &Suggested { suggestions: suggestions.collect() }))
}

fn bad(error: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, error)
}

/// Chats cut a question that is too long. A program can be told, and its author learns of it.
fn check_length(question: &str) -> Result<(), Refusal> {
    match question.chars().count() > QUESTION_MAX_CHARS {
        true => Err(bad(format!("The question is longer than {QUESTION_MAX_CHARS} characters."))),
        false => Ok(()),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.split(';').next()).unwrap_or_default();
    given.trim().eq_ignore_ascii_case("application/json")
}

fn open(state: &HttpState) -> Result<&Arc<Bot>, Refusal> {
    state.bot().ok_or_else(|| {
        let error = "The FAQ is still being opened: ask again in some seconds.";
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, error)
    })
}

fn scope(bot: &Bot, collection: Option<&str>) -> Result<Scope, Refusal> {
    scope_of(&bot.snapshot(), collection).map_err(|known| {
        let error = format!("There is no such collection. Collections: {}.", known.join(", "));
        Refusal::new(StatusCode::NOT_FOUND, error)
    })
}

fn asker(scope: Scope) -> Asker {
    let secrecy = Secrecy { direct: true, encrypted: false };
    Asker {
        place: Place { platform: NETWORK, room: String::new(), scope, secrecy },
        person: PersonKey::new(NETWORK),
        role: Role::Member,
        audience: Audience::AskerAlone,
        asked_by: AskedBy::Command,
    }
}
