//! Chat networks, one folder each: a `Config` and one `run(config, bot, shutdown)`.
//! There is no trait between them; this file is the list.
//!
//! Adding a network takes four things: a folder here with its own renderer, whose
//! `mod` line has a stand-in for builds without it; its section in [`Config`]; and
//! its line in [`Config::list`]. What it shares with the other networks is in
//! `conversation`: which collections a place sees, which answer belongs to which
//! question, the admin commands, retries, the end of work at a shutdown.

#[cfg(feature = "discord")]
pub mod discord;
#[cfg(not(feature = "discord"))]
mod discord {
    super::not_built::not_built!("Discord", "discord");

    pub fn from_environment() -> Option<Config> {
        None
    }
}
#[cfg(feature = "matrix")]
pub mod matrix;
#[cfg(not(feature = "matrix"))]
mod matrix {
    super::not_built::not_built!("Matrix", "matrix");
}
#[cfg(not(all(feature = "discord", feature = "matrix")))]
mod not_built;
pub mod terminal;

use std::pin::Pin;
use std::sync::Arc;

use serde::Deserialize;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::bot::Bot;

/// Settings of every platform. A network runs when its section is there; the
/// terminal needs none. The section of a network that this program is built
/// without is refused.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Discord; runs as well when the environment gives its token.
    pub discord: Option<discord::Config>,
    /// Matrix; runs when its section is there.
    pub matrix: Option<matrix::Config>,
    /// The chat in the terminal.
    pub terminal: terminal::Config,
}

impl Config {
    /// The list of networks, in the order in which they start.
    fn list(self) -> [Network; 2] {
        let Self { discord, matrix, terminal: _ } = self;
        let discord = discord.or_else(discord::from_environment);
        [
            Network::new("discord", discord::MUTED_IN_LOG, discord, discord::run),
            Network::new("matrix", matrix::MUTED_IN_LOG, matrix, matrix::run),
        ]
    }

    /// The names of the networks that are configured, in the order in which they start.
    pub fn networks(&self) -> Vec<&'static str> {
        let configured = self.clone().list().into_iter().filter(|network| network.run.is_some());
        configured.map(|network| network.name).collect()
    }

    /// Log targets of the networks' libraries, whose own lines may quote what
    /// members write: they are never shown, whatever the level.
    pub fn muted_in_log(&self) -> Vec<&'static str> {
        self.clone().list().iter().flat_map(|network| network.muted_in_log).copied().collect()
    }
}

/// A network of the list.
struct Network {
    name: &'static str,
    muted_in_log: &'static [&'static str],
    // `None` when it is not configured.
    run: Option<Run>,
}

type Run = Box<dyn FnOnce(Arc<Bot>, CancellationToken) -> Running>;
type Running = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>>;

impl Network {
    fn new<C: 'static, R: Future<Output = anyhow::Result<()>> + Send + 'static>(
        name: &'static str,
        muted_in_log: &'static [&'static str],
        config: Option<C>,
        run: impl FnOnce(C, Arc<Bot>, CancellationToken) -> R + 'static,
    ) -> Self {
        let run = config.map(|config| {
            let run: Run = Box::new(|bot, shutdown| Box::pin(run(config, bot, shutdown)));
            run
        });
        Self { name, muted_in_log, run }
    }
}

/// A platform that has ended: its name, and why if it broke.
pub type Ended = (&'static str, anyhow::Result<()>);

/// Starts every configured network, or else, or when `terminal_only`, the chat
/// in the terminal. Each ends by itself, or soon after `shutdown` is cancelled.
pub fn start(
    config: Config,
    terminal_only: bool,
    bot: &Arc<Bot>,
    shutdown: &CancellationToken,
) -> JoinSet<Ended> {
    let mut running = JoinSet::new();
    let terminal = config.terminal.clone();
    if !terminal_only {
        if cfg!(not(feature = "discord")) && std::env::var_os("DISCORD_TOKEN").is_some() {
            tracing::warn!(
                "DISCORD_TOKEN is set, but this program is built without Discord, which stays \
                 off: build it with --features discord"
            );
        }
        for Network { name, muted_in_log: _, run } in config.list() {
            if let Some(run) = run {
                let network = run(Arc::clone(bot), shutdown.clone());
                running.spawn(async move { (name, network.await) });
            }
        }
    }
    if running.is_empty() {
        let chat = terminal::run(terminal, Arc::clone(bot), shutdown.clone());
        running.spawn(async { ("terminal", chat.await) });
    }
    running
}
