//! Chat networks, one folder each: a `Config` and one `run(config, bot, shutdown)`.
//! There is no trait between them; this file is the list.
//!
//! To add one: its folder, its section in [`Config`], its name in
//! [`Config::networks`], its line in [`start`].

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
    /// The networks that are configured, in the order they start.
    pub fn networks(&self) -> Vec<&'static str> {
        let Self { discord, matrix, terminal: _ } = self;
        let discord = discord.is_some() || discord::from_environment().is_some();
        let matrix = matrix.is_some();
        let networks = [("discord", discord), ("matrix", matrix)];
        networks.into_iter().filter(|(_, runs)| *runs).map(|(name, _)| name).collect()
    }

    /// Log targets of the networks' libraries, whose own lines may quote what
    /// members write: they are never shown, whatever the level.
    pub fn muted_in_log(&self) -> Vec<&'static str> {
        [discord::MUTED_IN_LOG, matrix::MUTED_IN_LOG].concat()
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
    let Config { discord, matrix, terminal } = config;
    if !terminal_only {
        if cfg!(not(feature = "discord")) && std::env::var_os("DISCORD_TOKEN").is_some() {
            tracing::warn!(
                "DISCORD_TOKEN is set, but this program is built without Discord, which stays \
                 off: build it with --features discord"
            );
        }
        if let Some(discord) = discord.or_else(discord::from_environment) {
            let discord = discord::run(discord, Arc::clone(bot), shutdown.clone());
            running.spawn(async { ("discord", discord.await) });
        }
        if let Some(matrix) = matrix {
            let matrix = matrix::run(matrix, Arc::clone(bot), shutdown.clone());
            running.spawn(async { ("matrix", matrix.await) });
        }
    }
    if running.is_empty() {
        let chat = terminal::run(terminal, Arc::clone(bot), shutdown.clone());
        running.spawn(async { ("terminal", chat.await) });
    }
    running
}
