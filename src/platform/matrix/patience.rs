//! Retries while the homeserver cannot be reached. matrix-sdk waits out rate limits
//! and server errors by itself; broken connections are retried here.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder, Retryable as _};
use matrix_sdk::{Error, HttpError};
use tokio_util::sync::CancellationToken;

use crate::conversation::retry;

/// The first pause between two tries, and the longest.
const PAUSE: Duration = Duration::from_millis(500);
const PAUSE_MAX: Duration = Duration::from_secs(30);
/// An answer that could not be sent for this long is given up.
const ANSWER_WITHIN: Duration = Duration::from_secs(15 * 60);

/// Errors that tell whether a retry may help.
pub trait Passing {
    /// Whether the server could not be reached, or had an error of its own.
    fn is_passing(&self) -> bool;
}

impl Passing for HttpError {
    fn is_passing(&self) -> bool {
        match self.as_client_api_error() {
            Some(error) => error.status_code.is_server_error(),
            // Not an answer of the API: no connection, a proxy's page, half an answer.
            None => matches!(self, Self::Reqwest(_) | Self::Api(_)),
        }
    }
}

impl Passing for Error {
    fn is_passing(&self) -> bool {
        matches!(self, Self::Http(error) if error.is_passing())
    }
}

/// Pauses between tries of the homeserver, without an end.
pub fn pauses() -> ExponentialBuilder {
    retry::pauses(PAUSE, PAUSE_MAX)
}

/// Calls until the server is reached or `shutdown`, and gives the result.
///
/// # Errors
/// The server's error, or the last failure when the program is shut down meanwhile.
pub async fn until_reached<T, E: Passing, F: Future<Output = Result<T, E>>>(
    shutdown: &CancellationToken,
    mut call: impl FnMut() -> F,
) -> Result<T, E> {
    let mut pauses = pauses().build();
    loop {
        match call().await {
            Err(error) if error.is_passing() && !shutdown.is_cancelled() => {
                let pause = pauses.next().unwrap_or(PAUSE_MAX);
                tracing::warn!(
                    "the homeserver cannot be reached, retrying in {:.1} s",
                    pause.as_secs_f32()
                );
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = shutdown.cancelled() => return Err(error),
                }
            }
            result => return result,
        }
    }
}

/// Sends, and retries for a quarter of an hour: longer than that nobody waits.
///
/// # Errors
/// The failure of the last try.
pub async fn insist<T, F: Future<Output = Result<T, Error>>>(
    send: impl FnMut() -> F,
) -> Result<T, Error> {
    let pauses = pauses().with_total_delay(Some(ANSWER_WITHIN));
    send.retry(pauses).when(Passing::is_passing).await
}
