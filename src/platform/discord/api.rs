//! One call to Discord's REST API: every request leaves from here.
//!
//! serenity makes the addresses and headers and keeps to the rate limits, this
//! program makes the bodies. Nothing is retried or judged here: `deliver` does.

use std::cell::Cell;
use std::fmt;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use futures_util::FutureExt;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use serenity::http::{Http, HttpBuilder, LightMethod, Request, Route};
use tokio::time::Instant;
use url::Url;

/// Timeout of a call, whatever its caller allows.
const CALL_MAX: Duration = Duration::from_secs(15);
const CONNECT_MAX: Duration = Duration::from_secs(3);
/// Wait after a 429 response that gives no wait, or one that makes no sense.
const WAIT_UNSAID: Duration = Duration::from_secs(1);
/// A longer wait makes no sense: nobody waits for its answer.
const WAIT_MAX: Duration = Duration::from_secs(120);

tokio::task_local! {
    /// Until when serenity's rate limiter holds the call that this task makes.
    static HELD: Cell<Option<Instant>>;
}

/// How to reach Discord under its own name. The tests put something else there;
/// no setting does.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// One more certificate authority to trust.
    pub root: Option<reqwest::Certificate>,
    /// The address of `discord.com`, in place of the name service's.
    pub address: Option<SocketAddr>,
}

/// Calls to Discord, or to the proxy that stands for it.
#[derive(Debug)]
pub struct Api {
    http: Http,
    client: reqwest::Client,
    proxy: Option<String>,
    on_limit: OnLimit,
}

/// Called for each call that Discord's rate limit refuses, or that serenity holds back because
/// Discord would refuse it.
struct OnLimit(Arc<dyn Fn() + Send + Sync>);

impl fmt::Debug for OnLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnLimit")
    }
}

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Discord refused it.
    Refused {
        /// HTTP status.
        status: u16,
        /// Discord's own error code; 0 when it gave none.
        code: i64,
    },
    /// There were too many calls: the next one is allowed after this long.
    Limited(Duration),
    /// There was no answer in time; whether the call took effect is not known.
    Late,
    /// There was no connection, or it broke.
    Unreachable,
}

impl Api {
    /// A client of its own for the runtime that it is used on: connections do
    /// not survive the runtime they were opened on.
    ///
    /// # Errors
    /// When TLS cannot be set up on this system.
    pub fn new(
        token: &SecretString,
        api_url: Option<&Url>,
        way: &Way,
        on_limit: impl Fn() + Send + Sync + 'static,
    ) -> anyhow::Result<Self> {
        let client = client(way)?;
        let proxy = api_url.map(|url| url.as_str().trim_end_matches('/').to_owned());
        let mut http = http(token, client.clone(), proxy.as_deref());
        let on_limit = OnLimit(Arc::new(on_limit));
        if let Some(limiter) = &mut http.ratelimiter {
            let held_back = Arc::clone(&on_limit.0);
            // serenity runs this on the task that makes the call. It does not say whether Discord
            // has refused the call or would have.
            limiter.set_ratelimit_callback(Box::new(move |told| {
                held_back();
                let until = Instant::now() + told.timeout.min(WAIT_MAX);
                let _ = HELD.try_with(|held| held.set(Some(until)));
            }));
        }
        Ok(Self { http, client, proxy, on_limit })
    }

    /// Calls, and gives the answer's JSON (`Null` when it is empty).
    ///
    /// # Errors
    /// Any response that is not a success; nothing in the error comes from a message.
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
            // The limiter waits inside the call, and a call that is cut short forgets
            // its wait: the caller has to wait for the rest of it.
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
                // A negative wait makes serenity panic, which must not end the caller.
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
            (self.on_limit.0)();
            let said = json.get("retry_after").and_then(Value::as_f64).and_then(seconds);
            return Err(Failure::Limited(said.or(header).unwrap_or(WAIT_UNSAID).min(WAIT_MAX)));
        }
        let code = json.get("code").and_then(Value::as_i64).unwrap_or(0);
        Err(Failure::Refused { status: status.as_u16(), code })
    }
}

/// serenity's own type for the API, which its client needs.
pub fn http(token: &SecretString, client: reqwest::Client, proxy: Option<&str>) -> Http {
    let builder = HttpBuilder::new(token.expose_secret()).client(client);
    match proxy {
        // The proxy keeps to the rate limits, for every program that uses it.
        Some(url) => builder.proxy(url).ratelimiter_disabled(true).build(),
        None => builder.build(),
    }
}

/// An HTTP client with timeouts.
///
/// # Errors
/// When TLS cannot be set up on this system.
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
    builder.build().context("the HTTP client for Discord could not be set up")
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
