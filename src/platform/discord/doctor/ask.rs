//! The calls of `souffleur doctor`: reads alone, by the client, the proxy and the certificates that
//! the bot uses itself. serenity's rate limiter is not asked: it would wait, while an operator
//! wants to know.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{DATE, RETRY_AFTER};
use secrecy::SecretString;
use serde_json::Value;
use serenity::http::{Http, LightMethod, Request, Route};
use url::Url;

use crate::finding::{Clock, WITHIN, clock, nearest, why_unreached};
use crate::platform::discord::api::{self, Way};

/// Why a call gave no answer that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Discord refused the call.
    Refused {
        /// HTTP status.
        status: u16,
        /// Discord's own error code; 0 when it gave none.
        code: i64,
    },
    /// There were too many calls, of this program or of another one with the same token or address.
    Limited,
    /// Nothing came in time.
    Late,
    /// There was no connection, or it broke, in a few French words.
    Unreachable(&'static str),
}

/// A rate limit that was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How long Discord asks to wait; `None` when it did not say.
    pub wait: Option<Duration>,
    /// Whether it counts for every call.
    pub global: bool,
}

/// Asks Discord, and remembers what its answers tell besides.
#[derive(Debug)]
pub struct Asker {
    http: Http,
    client: reqwest::Client,
    proxy: Option<String>,
    told: Mutex<Told>,
}

/// What answers tell besides.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// Discord's clock.
    pub clock: Option<Clock>,
    /// The last limit that was met.
    pub limit: Option<Limit>,
}

impl Asker {
    /// # Errors
    /// When TLS cannot be set up on this system.
    pub fn new(token: &SecretString, api_url: Option<&Url>) -> anyhow::Result<Self> {
        let client = api::client(&Way::default())?;
        let proxy = api_url.map(|url| url.as_str().trim_end_matches('/').to_owned());
        let http = api::http(token, client.clone(), proxy.as_deref());
        Ok(Self { http, client, proxy, told: Mutex::default() })
    }

    /// What was told so far.
    pub fn told(&self) -> Told {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what is at a route.
    ///
    /// # Errors
    /// No answer arrived, or its status is not a success.
    pub async fn get(&self, route: Route<'_>) -> Result<Value, NoAnswer> {
        self.send(Request::new(route, LightMethod::Get)).await
    }

    /// The same for a route that takes parameters.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn send(&self, request: Request<'_>) -> Result<Value, NoAnswer> {
        let request = request.build(&self.client, self.http.token(), self.proxy.as_deref());
        // A header takes no accent, and Discord gives no token that has one.
        let request = request.map_err(|_| NoAnswer::Refused { status: 401, code: 0 })?;
        let exchanged = tokio::time::timeout(WITHIN, self.exchange(request)).await;
        exchanged.unwrap_or(Err(NoAnswer::Late))
    }

    async fn exchange(&self, request: reqwest::RequestBuilder) -> Result<Value, NoAnswer> {
        let broken = |error: reqwest::Error| match error.is_timeout() {
            true => NoAnswer::Late,
            false => NoAnswer::Unreachable(why_unreached(&error)),
        };
        let response = request.send().await.map_err(broken)?;
        let status = response.status();
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let clock = header(DATE).and_then(|date| clock("Discord", date));
        let retry_after = header(RETRY_AFTER).and_then(|text| text.trim().parse::<f64>().ok());
        let is_global = response.headers().contains_key("x-ratelimit-global");
        let bytes = response.bytes().await.map_err(broken)?;
        let json: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.clock = nearest(told.clock, clock);
        if status.is_success() {
            return Ok(json);
        }
        if status.as_u16() == 429 {
            let said = json["retry_after"].as_f64().or(retry_after);
            let wait = said.and_then(|said| Duration::try_from_secs_f64(said).ok());
            let global = is_global || json["global"].as_bool().unwrap_or(false);
            told.limit = Some(Limit { wait, global });
            return Err(NoAnswer::Limited);
        }
        let code = json["code"].as_i64().unwrap_or(0);
        Err(NoAnswer::Refused { status: status.as_u16(), code })
    }
}
