//! Retries while the homeserver cannot be reached, and the two lines that the log has of
//! it: when it is lost, and when it is reached again. matrix-sdk retries nothing by itself:
//! its own retries would leave no line.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use backon::{BackoffBuilder as _, ExponentialBackoff};
use matrix_sdk::ruma::api::error::{ErrorKind, RetryAfter};
use matrix_sdk::{Error, HttpError};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::network::NETWORK;
use super::outage;
use super::store_fault::StoreFault;
use crate::conversation::retry;
use crate::metrics::Metrics;

/// The first pause between two tries, and the longest, which chance may double.
const PAUSE: Duration = Duration::from_millis(500);
const PAUSE_MAX: Duration = Duration::from_millis(7_500);
/// The longest pause that a server is granted when it asks for one. Answers wait behind it,
/// and a server that asks for hours may be ready much sooner.
const ASKED_MAX: Duration = Duration::from_secs(60);
/// An answer that could not be sent for this long is given up.
const ANSWER_WITHIN: Duration = Duration::from_secs(15 * 60);

/// Errors that tell whether a retry may help.
pub trait Passing {
    /// Whether the server could not be reached, had an error of its own, or limits how
    /// often it may be asked.
    fn is_passing(&self) -> bool;

    /// Whether the server limits how often it may be asked.
    fn is_rate_limit(&self) -> bool;

    /// How long the server asks to wait.
    fn asks_to_wait(&self) -> Option<Duration>;

    /// What failed, for the log.
    fn cause(&self) -> String;
}

impl Passing for HttpError {
    fn is_passing(&self) -> bool {
        match self.as_client_api_error() {
            Some(error) => error.status_code.is_server_error() || error.status_code == 429,
            // Not an answer of the API: no connection, a proxy's page, half an answer.
            None => match self {
                Self::Cached(error) => error.is_passing(),
                Self::Api(_) => self.as_uiaa_response().is_none(),
                _ => matches!(self, Self::Reqwest(_)),
            },
        }
    }

    fn is_rate_limit(&self) -> bool {
        self.as_client_api_error().is_some_and(|error| error.status_code == 429)
    }

    fn asks_to_wait(&self) -> Option<Duration> {
        match self.client_api_error_kind() {
            Some(ErrorKind::LimitExceeded(limit)) => match limit.retry_after {
                Some(RetryAfter::Delay(wait)) => Some(wait),
                _ => None,
            },
            _ => None,
        }
    }

    fn cause(&self) -> String {
        outage::http_cause(self)
    }
}

impl Passing for Error {
    fn is_passing(&self) -> bool {
        matches!(self, Self::Http(error) if error.is_passing())
    }

    fn is_rate_limit(&self) -> bool {
        matches!(self, Self::Http(error) if error.is_rate_limit())
    }

    fn asks_to_wait(&self) -> Option<Duration> {
        match self {
            Self::Http(error) => error.asks_to_wait(),
            _ => None,
        }
    }

    fn cause(&self) -> String {
        outage::cause(self)
    }
}

/// Whether what failed may succeed once the store can be written again.
pub fn waits_for_the_store(error: &Error) -> bool {
    outage::is_of_the_store(error) && StoreFault::of_database(error) != Some(StoreFault::Damaged)
}

/// Pauses between tries of the homeserver, without an end.
#[derive(Debug)]
pub struct Pauses(ExponentialBackoff);

impl Default for Pauses {
    fn default() -> Self {
        Self(retry::pauses(PAUSE, PAUSE_MAX).build())
    }
}

impl Pauses {
    /// The next pause; a server that asks for a longer one gets it, up to a minute.
    pub fn next(&mut self, error: &impl Passing) -> Duration {
        let pause = self.0.next().unwrap_or(PAUSE_MAX);
        error.asks_to_wait().map_or(pause, |wait| pause.max(wait.min(ASKED_MAX)))
    }
}

/// The homeserver as the bot reaches it.
#[derive(Debug)]
pub struct Reach {
    homeserver: Url,
    receiving: Mutex<Option<Outage>>,
    sending: Mutex<Option<Outage>>,
    storing: Mutex<Option<Outage>>,
    metrics: Arc<Metrics>,
    /// Questions that were received and are not answered.
    open: Arc<AtomicUsize>,
}

#[derive(Clone, Copy, Debug)]
struct Outage {
    since: Instant,
    /// Questions answered late because of it.
    late: usize,
}

impl Outage {
    fn now() -> Self {
        Self { since: Instant::now(), late: 0 }
    }
}

/// A question counts as open until this is dropped.
#[derive(Debug)]
pub struct OpenQuestion(Arc<AtomicUsize>);

impl Drop for OpenQuestion {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Reach {
    /// It is reached until something fails.
    pub fn new(homeserver: Url, metrics: Arc<Metrics>) -> Self {
        Self {
            homeserver,
            metrics,
            receiving: Mutex::default(),
            sending: Mutex::default(),
            storing: Mutex::default(),
            open: Arc::default(),
        }
    }

    /// Counts a question that was received.
    pub fn open(&self) -> OpenQuestion {
        self.open.fetch_add(1, Ordering::AcqRel);
        OpenQuestion(Arc::clone(&self.open))
    }

    /// Takes note that the homeserver could not be heard.
    pub fn lost(&self, error: &impl Passing) {
        self.count_limit(error);
        let mut outage = self.receiving.lock().unwrap_or_else(PoisonError::into_inner);
        if outage.is_none() {
            *outage = Some(Outage::now());
            tracing::warn!(
                homeserver = %self.homeserver,
                cause = error.cause(),
                "the homeserver cannot be reached: it is tried again every few seconds, and \
                 questions wait"
            );
        }
    }

    /// Takes note that the homeserver is heard, and that it brought so many questions.
    pub fn heard(&self, questions: usize) {
        let outage = self.receiving.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Outage { since, .. }) = outage {
            tracing::info!(
                homeserver = %self.homeserver,
                seconds = since.elapsed().as_secs(),
                questions,
                "the homeserver is reached again: so many questions had waited"
            );
        }
    }

    /// Calls until the server is reached or `shutdown`, and gives the result.
    ///
    /// # Errors
    /// The server's error, or the last failure when the program is shut down meanwhile.
    pub async fn until_reached<T, E: Passing, F: Future<Output = Result<T, E>>>(
        &self,
        shutdown: &CancellationToken,
        mut call: impl FnMut() -> F,
    ) -> Result<T, E> {
        let mut pauses = Pauses::default();
        loop {
            match call().await {
                Err(error) if error.is_passing() && !shutdown.is_cancelled() => {
                    self.lost(&error);
                    tokio::select! {
                        () = tokio::time::sleep(pauses.next(&error)) => {}
                        () = shutdown.cancelled() => return Err(error),
                    }
                }
                result => {
                    if result.is_ok() {
                        self.heard(0);
                    }
                    return result;
                }
            }
        }
    }

    /// Sends, and retries for a quarter of an hour: longer than that nobody waits. Sending
    /// into an encrypted room writes the store first, so a store that has no room is waited
    /// for as well.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn insist<T, F: Future<Output = Result<T, Error>>>(
        &self,
        send: impl FnMut() -> F,
    ) -> Result<T, Error> {
        self.insist_for(ANSWER_WITHIN, send).await
    }

    /// As [`Self::insist`], and gives up after another time.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn insist_for<T, F: Future<Output = Result<T, Error>>>(
        &self,
        within: Duration,
        mut send: impl FnMut() -> F,
    ) -> Result<T, Error> {
        let began = Instant::now();
        let mut pauses = Pauses::default();
        loop {
            match send().await {
                Err(error) if error.is_passing() && began.elapsed() < within => {
                    self.refused(&error);
                    tokio::time::sleep(pauses.next(&error)).await;
                }
                Err(error) if waits_for_the_store(&error) && began.elapsed() < within => {
                    self.store_failed(&error.cause());
                    tokio::time::sleep(pauses.next(&error)).await;
                }
                result => {
                    if result.is_ok() {
                        self.took();
                    }
                    return result;
                }
            }
        }
    }

    /// Takes note that the Matrix store could not be written.
    pub fn store_failed(&self, cause: &str) {
        let mut outage = self.storing.lock().unwrap_or_else(PoisonError::into_inner);
        if outage.is_none() {
            *outage = Some(Outage::now());
            tracing::error!(
                cause,
                "the Matrix store cannot be written: unencrypted rooms are still answered, \
                 encrypted ones wait until it can be"
            );
        }
    }

    /// Takes note that the Matrix store was written.
    pub fn store_works(&self) {
        let outage = self.storing.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Outage { since, .. }) = outage {
            let seconds = since.elapsed().as_secs();
            tracing::info!(seconds, "the Matrix store can be written again");
        }
    }

    fn count_limit(&self, error: &impl Passing) {
        if error.is_rate_limit() {
            self.metrics.rate_limited(NETWORK);
        }
    }

    fn refused(&self, error: &impl Passing) {
        self.count_limit(error);
        let mut outage = self.sending.lock().unwrap_or_else(PoisonError::into_inner);
        if outage.is_none() {
            *outage = Some(Outage::now());
            tracing::warn!(
                homeserver = %self.homeserver,
                cause = error.cause(),
                "the homeserver does not take what the bot sends: it is sent again every few \
                 seconds, and answers wait"
            );
        }
    }

    /// An outage of sending ends when nothing waits any more. Under a rate limit each
    /// answer is refused first, which would be two lines for each of them.
    fn took(&self) {
        let mut outage = self.sending.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Outage { since, late }) = &mut *outage else { return };
        let open = self.open.load(Ordering::Acquire);
        *late += usize::from(open > 0);
        if open <= 1 {
            tracing::info!(
                homeserver = %self.homeserver,
                seconds = since.elapsed().as_secs(),
                questions = *late,
                "the homeserver takes what the bot sends again: so many questions had waited"
            );
            *outage = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Limited(Option<Duration>);

    impl Passing for Limited {
        fn is_passing(&self) -> bool {
            true
        }

        fn is_rate_limit(&self) -> bool {
            self.0.is_some()
        }

        fn asks_to_wait(&self) -> Option<Duration> {
            self.0
        }

        fn cause(&self) -> String {
            String::new()
        }
    }

    #[test]
    fn no_pause_is_longer_than_a_quarter_of_a_minute_unless_the_server_asks() {
        let mut pauses = Pauses::default();
        for _ in 0..100 {
            assert!(pauses.next(&Limited(None)) <= Duration::from_secs(15));
        }
        let asked = Duration::from_secs(40);
        assert_eq!(pauses.next(&Limited(Some(asked))), asked);
        let hours = Duration::from_secs(6 * 3_600);
        assert_eq!(pauses.next(&Limited(Some(hours))), Duration::from_secs(60));
    }

    #[tokio::test]
    async fn what_the_store_has_no_room_for_is_sent_again() {
        let homeserver = Url::parse("https://x.example").expect("an address");
        let reach = Reach::new(homeserver, Arc::default());
        let mut tries = 0;
        let sent = reach.insist(|| {
            tries += 1;
            let result = if tries == 1 { Err(Error::BadCryptoStoreState) } else { Ok(()) };
            std::future::ready(result)
        });
        assert!(sent.await.is_ok(), "it is sent once the store can be written");
        assert_eq!(tries, 2);
    }
}
