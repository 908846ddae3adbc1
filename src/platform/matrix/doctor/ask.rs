//! The requests of `souffleur doctor`: reads alone, by the client that the bot uses, with its
//! proxies and its certificates. Nothing is retried: an operator wants to know.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use matrix_sdk::Client;
use matrix_sdk::reqwest::{self, header};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use crate::finding::{Clock, WITHIN, clock, nearest, why_unreached};

/// Why a call gave no answer that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// The homeserver refused the request.
    Refused {
        /// HTTP status.
        status: u16,
        /// `M_FORBIDDEN` and the like; empty when it gave none.
        code: String,
    },
    /// There were too many requests.
    Limited,
    /// Nothing came in time.
    Late,
    /// There was no connection, or it broke, in a few French words.
    Unreachable(&'static str),
    /// What came is not what a homeserver answers.
    Foreign,
}

/// A rate limit that was met: how long the homeserver asks to wait, if it says so.
pub type Limit = Option<Duration>;

/// Asks the homeserver, and remembers what its answers tell besides.
#[derive(Debug)]
pub struct Asker {
    client: Client,
    homeserver: Url,
    told: Mutex<Told>,
}

/// What answers tell besides.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// The homeserver's clock.
    pub clock: Option<Clock>,
    /// The last limit that was met.
    pub limit: Option<Limit>,
}

impl Asker {
    /// By a client that has no session.
    pub fn new(client: Client, homeserver: Url) -> Self {
        Self { client, homeserver, told: Mutex::default() }
    }

    /// What was told so far.
    pub fn told(&self) -> Told {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what is at a path under `_matrix/client/`, given in its parts.
    ///
    /// # Errors
    /// No answer arrived, or its status is not a success.
    pub async fn get(
        &self,
        token: Option<&SecretString>,
        path: &[&str],
        query: Option<&str>,
    ) -> Result<Value, NoAnswer> {
        let mut url = self.url(path)?;
        url.set_query(query);
        self.send(self.client.http_client().get(url), token).await
    }

    /// Asks with a JSON body, where Matrix has a POST for something that only reads.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn post(
        &self,
        token: &SecretString,
        path: &[&str],
        body: &Value,
    ) -> Result<Value, NoAnswer> {
        let request = self.client.http_client().post(self.url(path)?);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.to_string()), Some(token)).await
    }

    fn url(&self, path: &[&str]) -> Result<Url, NoAnswer> {
        let mut url = self.homeserver.join("_matrix/client").map_err(|_| NoAnswer::Foreign)?;
        url.path_segments_mut().map_err(|()| NoAnswer::Foreign)?.extend(path);
        Ok(url)
    }

    async fn send(
        &self,
        request: reqwest::RequestBuilder,
        token: Option<&SecretString>,
    ) -> Result<Value, NoAnswer> {
        let request = match token {
            Some(token) => request.bearer_auth(token.expose_secret()),
            None => request,
        };
        tokio::time::timeout(WITHIN, self.exchange(request)).await.unwrap_or(Err(NoAnswer::Late))
    }

    async fn exchange(&self, request: reqwest::RequestBuilder) -> Result<Value, NoAnswer> {
        let broken = |error: reqwest::Error| match error.is_timeout() {
            true => NoAnswer::Late,
            false => NoAnswer::Unreachable(why_unreached(&error)),
        };
        let response = request.send().await.map_err(broken)?;
        let status = response.status();
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let clock = header(header::DATE).and_then(|date| clock("Matrix", date));
        let retry_after = header(header::RETRY_AFTER).and_then(|text| text.trim().parse().ok());
        let bytes = response.bytes().await.map_err(broken)?;
        let json: Option<Value> = serde_json::from_slice(&bytes).ok();
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.clock = nearest(told.clock, clock);
        if status.is_success() {
            return json.filter(Value::is_object).ok_or(NoAnswer::Foreign);
        }
        let json = json.unwrap_or(Value::Null);
        if status.as_u16() == 429 {
            let said = json["retry_after_ms"].as_u64().map(Duration::from_millis);
            told.limit = Some(said.or(retry_after.map(Duration::from_secs)));
            return Err(NoAnswer::Limited);
        }
        let code = json["errcode"].as_str().unwrap_or_default().to_owned();
        Err(NoAnswer::Refused { status: status.as_u16(), code })
    }
}
