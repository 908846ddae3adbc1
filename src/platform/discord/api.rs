//! One call to Discord's REST API: the only place where a request leaves.
//!
//! Bodies are ours; addresses, headers and rate limits are serenity's. It does
//! not retry and does not judge: that is `deliver`'s.

use std::cell::Cell;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use anyhow::Context;
use futures_util::FutureExt;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use serenity::http::{Http, HttpBuilder, LightMethod, Request, Route};
use tokio::time::Instant;
use url::Url;

/// No call takes longer, whatever its caller allows.
const CALL_MAX: Duration = Duration::from_secs(15);
const CONNECT_MAX: Duration = Duration::from_secs(3);
/// For a 429 that does not say how long, or says nonsense.
const WAIT_UNSAID: Duration = Duration::from_secs(1);
/// A longer wait than this is nonsense as well, or no use to anybody.
const WAIT_MAX: Duration = Duration::from_secs(120);

tokio::task_local! {
    /// Until when serenity's rate limiter holds the call that this task makes.
    static HELD: Cell<Option<Instant>>;
}

/// What reaching Discord takes beside what the system knows: nothing, unless
/// something else answers to Discord's name. No configuration leads here.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// A certificate authority to trust beside the usual ones.
    pub root: Option<reqwest::Certificate>,
    /// Where `discord.com` is, whatever the name service says.
    pub address: Option<SocketAddr>,
}

/// What calls go through: Discord, or the proxy that stands for it.
#[derive(Debug)]
pub struct Api {
    http: Http,
    client: reqwest::Client,
    proxy: Option<String>,
}

/// Why a call gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Discord said no.
    Refused {
        /// HTTP status.
        status: u16,
        /// Discord's own code; 0 when it gave none.
        code: i64,
    },
    /// Too many calls: not before this long.
    Limited(Duration),
    /// No answer in time: whether the call did something is not known.
    Late,
    /// No connection, or it broke.
    Unreachable,
}

impl Api {
    /// A client of its own for the runtime that it is used on: connections do
    /// not survive the runtime they were opened on.
    ///
    /// # Errors
    /// When the TLS of this system cannot be set up.
    pub fn new(token: &SecretString, api_url: Option<&Url>, way: &Way) -> anyhow::Result<Self> {
        let client = client(way)?;
        let proxy = api_url.map(|url| url.as_str().trim_end_matches('/').to_owned());
        let mut http = http(token, client.clone(), proxy.as_deref());
        if let Some(limiter) = &mut http.ratelimiter {
            // It is told on the task that makes the call.
            limiter.set_ratelimit_callback(Box::new(|told| {
                let until = Instant::now() + told.timeout.min(WAIT_MAX);
                let _ = HELD.try_with(|held| held.set(Some(until)));
            }));
        }
        Ok(Self { http, client, proxy })
    }

    /// Calls, and gives the answer's JSON (`Null` when it is empty).
    ///
    /// # Errors
    /// Whatever is not a success; nothing in it comes from a message.
    pub async fn call(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: Option<&Value>,
        within: Duration,
    ) -> Result<Value, Failure> {
        let request = Request::new(route, method).body(body.map(|body| body.to_string().into()));
        self.send(request, within).await
    }

    /// The same for a route that takes parameters.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub async fn send(&self, request: Request<'_>, within: Duration) -> Result<Value, Failure> {
        let called = tokio::time::timeout(within.min(CALL_MAX), self.exchange(request));
        let called = async { (called.await, HELD.with(Cell::get)) };
        match HELD.scope(Cell::new(None), called).await {
            (Ok(done), _) => done,
            // The limiter waits inside the call, and what is cut short there is
            // forgotten there: the rest of the wait is the caller's.
            (Err(_), held) => {
                let left = held.map_or(Duration::ZERO, |until| {
                    until.saturating_duration_since(Instant::now())
                });
                Err(if left.is_zero() { Failure::Late } else { Failure::Limited(left) })
            }
        }
    }

    async fn exchange(&self, request: Request<'_>) -> Result<Value, Failure> {
        let broken = |error: &serenity::Error| match error {
            serenity::Error::Http(serenity::http::HttpError::Request(error))
                if error.is_timeout() =>
            {
                Failure::Late
            }
            _ => Failure::Unreachable,
        };
        let response = match &self.http.ratelimiter {
            Some(limiter) => {
                // A negative wait makes it panic: that must not end what called us.
                let performed = AssertUnwindSafe(limiter.perform(request)).catch_unwind().await;
                let performed = performed.map_err(|_| Failure::Limited(WAIT_UNSAID))?;
                performed.map_err(|error| broken(&error))?
            }
            None => {
                let request = request
                    .build(&self.client, self.http.token(), self.proxy.as_deref())
                    .map_err(|error| broken(&error))?;
                request.send().await.map_err(|error| {
                    if error.is_timeout() { Failure::Late } else { Failure::Unreachable }
                })?
            }
        };
        let status = response.status();
        let header = retry_after(response.headers());
        let bytes = response.bytes().await.map_err(|_| Failure::Unreachable)?;
        let json: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        if status.is_success() {
            return Ok(json);
        }
        if status.as_u16() == 429 {
            let said = json.get("retry_after").and_then(Value::as_f64).and_then(seconds);
            return Err(Failure::Limited(said.or(header).unwrap_or(WAIT_UNSAID).min(WAIT_MAX)));
        }
        let code = json.get("code").and_then(Value::as_i64).unwrap_or(0);
        Err(Failure::Refused { status: status.as_u16(), code })
    }
}

/// serenity's own view of the API, for its client.
pub fn http(token: &SecretString, client: reqwest::Client, proxy: Option<&str>) -> Http {
    let builder = HttpBuilder::new(token.expose_secret()).client(client);
    match proxy {
        // The proxy keeps to the limits, for all that use it.
        Some(url) => builder.proxy(url).ratelimiter_disabled(true).build(),
        None => builder.build(),
    }
}

/// An HTTP client that never waits for ever.
///
/// # Errors
/// When the TLS of this system cannot be set up.
pub fn client(way: &Way) -> anyhow::Result<reqwest::Client> {
    let Way { root, address } = way;
    let mut builder =
        reqwest::Client::builder().use_rustls_tls().connect_timeout(CONNECT_MAX).timeout(CALL_MAX);
    if let Some(root) = root {
        builder = builder.add_root_certificate(root.clone());
    }
    if let Some(address) = address {
        builder = builder.resolve("discord.com", *address);
    }
    builder.build().context("the HTTP client for Discord cannot be set up")
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    seconds(headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?)
}

fn seconds(value: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_that_makes_no_sense_is_not_one() {
        let rows = [
            ("1.5", Some(Duration::from_millis(1_500))),
            ("0", Some(Duration::ZERO)),
            ("-1", None),
            ("NaN", None),
            ("inf", None),
            ("demain", None),
            ("", None),
        ];
        for (header, expected) in rows {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, header.parse().expect("a header value"));
            assert_eq!(retry_after(&headers), expected, "{header:?}");
        }
    }
}
