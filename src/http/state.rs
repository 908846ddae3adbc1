//! What the routes read. It is there before the FAQ is open: [`HttpState::serves`] brings the bot.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use secrecy::SecretString;

use super::pulse::Pulse;
use crate::bot::Bot;
use crate::conversation::connected::Link;
use crate::metrics::Metrics;

/// See the file's head.
#[derive(Debug)]
pub struct HttpState {
    /// What those who ask must show.
    pub token: Option<SecretString>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Whether the runtime's timers are on time.
    pub pulse: Pulse,
    served: OnceLock<(Arc<Bot>, Vec<Link>)>,
    stopping: AtomicBool,
}

impl HttpState {
    /// The state while the FAQ is being opened.
    pub fn new(token: Option<SecretString>, metrics: Arc<Metrics>) -> Self {
        let (served, stopping) = (OnceLock::new(), AtomicBool::new(false));
        Self { token, metrics, pulse: Pulse::new(Instant::now()), served, stopping }
    }

    /// The bot answers from now on, and these are the networks.
    pub fn serves(&self, bot: Arc<Bot>, links: Vec<Link>) {
        // There is one bot in a run.
        let _ = self.served.set((bot, links));
    }

    /// The bot, once the FAQ is open.
    pub fn bot(&self) -> Option<&Arc<Bot>> {
        self.served.get().map(|(bot, _)| bot)
    }

    /// The connections to the configured networks.
    pub fn links(&self) -> &[Link] {
        self.served.get().map_or(&[], |(_, links)| links)
    }

    /// The program is being shut down.
    pub fn stops(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the program is being shut down.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}
