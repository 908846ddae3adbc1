//! The server: its address, its routes, the limits of a request, its end.

use std::future::IntoFuture as _;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinHandle};
use tokio_util::sync::CancellationToken;

use super::config::Settings;
use super::error::Refusal;
use super::state::HttpState;
use super::{ask, health, metrics, openapi, ready};
use crate::bot::Bot;
use crate::conversation::connected::Link;
use crate::metrics::Metrics;

/// The longest question has 2,000 characters, and JSON writes some with twelve bytes.
const BODY_MAX_BYTES: usize = 32 * 1024;
/// How long a request may take. A question takes milliseconds, and may wait for the encoder.
const WITHIN: Duration = Duration::from_secs(10);
/// How long requests that have begun may take at a shutdown.
const GRACE: Duration = Duration::from_millis(500);

/// The running server.
#[derive(Debug)]
pub struct Serving {
    state: Arc<HttpState>,
    stop: CancellationToken,
    task: JoinHandle<()>,
    pulse: AbortHandle,
}

/// Begins to serve. Until [`Serving::serves`], nothing is ready and nothing is answered.
///
/// # Errors
/// A French sentence, when nothing can listen at the address.
pub async fn start(settings: Settings, metrics: Arc<Metrics>) -> anyhow::Result<Serving> {
    let Settings { listen, token } = settings;
    let listener =
        TcpListener::bind(listen).await.map_err(|error| anyhow!(cause(listen, &error)))?;
    let address = listener.local_addr().unwrap_or(listen);
    tracing::info!(%address, asking = token.is_some(), "listening for HTTP");
    let state = Arc::new(HttpState::new(token, metrics));
    let pulse = tokio::spawn(state.pulse.clone().beat()).abort_handle();
    let stop = CancellationToken::new();
    let serve = axum::serve(listener, router(Arc::clone(&state)))
        .with_graceful_shutdown(stop.clone().cancelled_owned())
        .into_future();
    let task = tokio::spawn(async move {
        if let Err(error) = serve.await {
            tracing::error!(%error, "the HTTP server has ended; the bot goes on without it");
        }
    });
    Ok(Serving { state, stop, task, pulse })
}

fn cause(address: SocketAddr, error: &std::io::Error) -> String {
    let what = match error.kind() {
        ErrorKind::AddrInUse => {
            "un autre programme y écoute déjà. Arrêtez-le, ou choisissez un autre port".to_owned()
        }
        ErrorKind::AddrNotAvailable => "cette machine n’a pas cette adresse. Écrivez l’une des \
             siennes, ou un port seul"
            .to_owned(),
        ErrorKind::PermissionDenied => {
            "ce port est réservé au système. Choisissez-en un au-dessus de 1023".to_owned()
        }
        _ => format!("le système répond\u{a0}: {error}"),
    };
    format!("HTTP ne peut pas écouter à l’adresse {address}\u{a0}: {what}.")
}

fn router(state: Arc<HttpState>) -> Router {
    Router::new()
        .route(health::PATH, get(health::get))
        .route("/readyz", get(ready::get))
        .route("/metrics", get(metrics::get))
        .route("/openapi.json", get(openapi::get))
        .route("/ask", post(ask::ask))
        .route("/suggest", get(ask::suggest))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(middleware::from_fn(|request, next| bounded(WITHIN, request, next)))
        .with_state(state)
}

async fn not_found() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "There is nothing here; /openapi.json lists the routes.")
}

async fn method_not_allowed() -> Refusal {
    let error = "This route has another method; /openapi.json lists the routes.";
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, error)
}

/// Answers in time, whatever happens: on a task of its own, so that a panic is an answer as well.
async fn bounded(within: Duration, request: Request, next: Next) -> Response {
    let answering = tokio::spawn(next.run(request));
    let unfinished = answering.abort_handle();
    match tokio::time::timeout(within, answering).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            tracing::error!("an HTTP request could not be answered because of a panic; status 500");
            let error = "The bot has failed; its log says where.";
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, error).into_response()
        }
        Err(_) => {
            unfinished.abort();
            let within_s = within.as_secs();
            tracing::warn!(within_s, "an HTTP request was not answered in time; status 503");
            let error = "The answer took too long: ask again later.";
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, error).into_response()
        }
    }
}

impl Serving {
    /// Whether questions are answered by HTTP.
    pub fn asks(&self) -> bool {
        self.state.token.is_some()
    }

    /// The bot answers from now on, and these are the networks.
    pub fn serves(&self, bot: &Arc<Bot>, links: Vec<Link>) {
        self.state.serves(Arc::clone(bot), links);
    }

    /// The program is being shut down: it is not ready any more, and still answers.
    pub fn stops(&self) {
        self.state.stops();
    }

    /// Ends, after what was asked before.
    pub async fn finish(self) {
        self.stop.cancel();
        self.pulse.abort();
        // A client that keeps its connection open is not waited for.
        let unfinished = self.task.abort_handle();
        if tokio::time::timeout(GRACE, self.task).await.is_err() {
            unfinished.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn a_panic_and_what_takes_too_long_are_answered() {
        let routes = Router::new()
            .route("/panics", get(async || -> StatusCode { panic!("as the test wants it") }))
            .route("/never", get(async || std::future::pending::<StatusCode>().await))
            .route("/fine", get(async || "yes"));
        let within = Duration::from_millis(100);
        let layer = middleware::from_fn(move |request, next| bounded(within, request, next));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(axum::serve(listener, routes.layer(layer)).into_future());
        for (path, status, text) in [
            ("/panics", "500", "The bot has failed"),
            ("/never", "503", "The answer took too long"),
            ("/fine", "200", "yes"),
        ] {
            let mut client = TcpStream::connect(address).await.expect("it listens");
            let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            client.write_all(request.as_bytes()).await.expect("it is read");
            let mut answer = String::new();
            client.read_to_string(&mut answer).await.expect("an answer");
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {answer}");
            assert!(answer.contains(text), "{path}: {answer}");
        }
    }
}
