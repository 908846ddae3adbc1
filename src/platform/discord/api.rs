//! One call to Discord's REST API: the only place where a request leaves.
//!
//! Bodies are ours; addresses, headers and rate limits are serenity's. It does
//! not retry and does not judge: that is `deliver`'s.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use anyhow::Context;
use futures_util::FutureExt;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use serenity::http::{Http, HttpBuilder, LightMethod, Request, Route};
use url::Url;

/// No call takes longer, whatever its caller allows.
const CALL_MAX: Duration = Duration::from_secs(15);
const CONNECT_MAX: Duration = Duration::from_secs(3);
/// For a 429 that does not say how long, or says nonsense.
const WAIT_UNSAID: Duration = Duration::from_secs(1);
/// A longer wait than this is nonsense as well, or no use to anybody.
const WAIT_MAX: Duration = Duration::from_secs(120);

/// The way to Discord, or to the proxy that stands for it.
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
    pub fn new(token: &SecretString, api_url: Option<&Url>) -> anyhow::Result<Self> {
        let client = client()?;
        let proxy = api_url.map(|url| url.as_str().trim_end_matches('/').to_owned());
        let http = http(token, client.clone(), proxy.as_deref());
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
        called.await.unwrap_or(Err(Failure::Late))
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
pub fn client() -> anyhow::Result<reqwest::Client> {
    reqwest::Client::builder()
        .use_rustls_tls()
        .connect_timeout(CONNECT_MAX)
        .timeout(CALL_MAX)
        .build()
        .context("the HTTP client for Discord cannot be set up")
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
