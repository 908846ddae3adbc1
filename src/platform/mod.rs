//! Chat networks, one folder each: a `Config` and one `run(config, bot, shutdown)`.
//! There is no trait between them; this file is the list.
//!
//! To add one: its folder, its section in [`Config`], its name in
//! [`Config::networks`], its line in [`start`].

#[cfg(feature = "discord")]
pub mod discord;
#[cfg(feature = "matrix")]
pub mod matrix;
pub mod terminal;

use std::sync::Arc;

use serde::Deserialize;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::bot::Bot;

/// Settings of every platform. A network runs when its section is there; the
/// terminal needs none.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Discord; runs as well when the environment gives its token.
    #[cfg(feature = "discord")]
    pub discord: Option<discord::Config>,
    /// Matrix; runs when its section is there.
    #[cfg(feature = "matrix")]
    pub matrix: Option<matrix::Config>,
    /// The chat in the terminal.
    pub terminal: terminal::Config,
}

impl Config {
    /// The networks that are configured, in the order they start.
    pub fn networks(&self) -> Vec<&'static str> {
        let Self {
            #[cfg(feature = "discord")]
            discord,
            #[cfg(feature = "matrix")]
            matrix,
            terminal: _,
        } = self;
        #[cfg(feature = "discord")]
        let discord = (discord.is_some() || discord::is_configured()).then_some("discord");
        #[cfg(not(feature = "discord"))]
        let discord = None;
        #[cfg(feature = "matrix")]
        let matrix = matrix.is_some().then_some("matrix");
        #[cfg(not(feature = "matrix"))]
        let matrix = None;
        discord.into_iter().chain(matrix).collect()
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
    let networks = config.networks();
    let Config {
        #[cfg(feature = "discord")]
        discord,
        #[cfg(feature = "matrix")]
        matrix,
        terminal,
    } = config;
    if terminal_only || networks.is_empty() {
        let chat = terminal::run(terminal, Arc::clone(bot), shutdown.clone());
        running.spawn(async { ("terminal", chat.await) });
        return running;
    }
    #[cfg(feature = "discord")]
    if networks.contains(&"discord") {
        let discord = discord::run(discord.unwrap_or_default(), Arc::clone(bot), shutdown.clone());
        running.spawn(async { ("discord", discord.await) });
    }
    #[cfg(feature = "matrix")]
    if let Some(matrix) = matrix {
        let matrix = matrix::run(matrix, Arc::clone(bot), shutdown.clone());
        running.spawn(async { ("matrix", matrix.await) });
    }
    running
}
