//! Chat networks, one folder each: a `Config` and one `run(config, bot, limits, shutdown,
//! connected)`.
//! There is no trait between them; this file is the list.
//!
//! Adding a network takes four things: a folder here with its own renderer, whose
//! `mod` line has a stand-in for builds without it; its section in [`Config`]; and
//! its name in the list, `networks!`. What it shares with the other networks is in
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

use std::sync::Arc;

use serde::Deserialize;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::bot::Bot;
use crate::conversation::connected::Connections;
use crate::conversation::limits::QuestionLimits;
use crate::faq::CollectionId;
use crate::finding::{Examined, Finding};
use crate::search::Scope;

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

/// Writes what the program does with each network; they start in the order of the list.
macro_rules! networks {
    ($($network:ident),*) => {
        impl Config {
            /// Whether a network is configured.
            pub fn has_network(&self) -> bool {
                let configured = self.clone().with_environment();
                $(configured.$network.is_some())||*
            }

            /// Whether the team that keeps the FAQ has a place on a network.
            pub fn has_team(&self) -> bool {
                $(self.$network.as_ref().is_some_and($network::has_team))||*
            }

            /// What this process serves, in a few words: each network with its part of it.
            pub fn served(&self) -> String {
                let configured = self.clone().with_environment();
                let mut served = Vec::new();
                $(
                    if let Some(network) = &configured.$network {
                        let part = $network::part(network);
                        let part = part.map_or_else(String::new, |part| format!(" {part}"));
                        served.push(format!("{}{part}", stringify!($network)));
                    }
                )*
                served.join(", ")
            }

            /// The networks whose direct messages see none of the collections `known`.
            pub fn without_direct_messages(&self, known: &[String]) -> Vec<&'static str> {
                let mut networks = Vec::new();
                $(
                    let scope = self.$network.as_ref().map($network::direct_scope);
                    let is_seen = |scope: &Scope| {
                        known.iter().any(|name| scope.contains(&CollectionId::new(name)))
                    };
                    if scope.is_some_and(|scope| !is_seen(&scope)) {
                        networks.push(stringify!($network));
                    }
                )*
                networks
            }

            /// Log targets of the networks' libraries, whose own lines may quote what
            /// members write: they are never shown, whatever the level.
            pub fn muted_in_log(&self) -> Vec<&'static str> {
                [$($network::MUTED_IN_LOG),*].concat()
            }

            /// What `souffleur doctor` says of each configured network, in the order of the list.
            /// They are looked at at the same time.
            async fn examine_networks(&self) -> Vec<Examined> {
                $(
                    let $network = async {
                        match &self.$network {
                            Some(config) => Some($network::examine(config).await),
                            None => None,
                        }
                    };
                )*
                let ($($network),*) = tokio::join!($($network),*);
                [$($network),*].into_iter().flatten().collect()
            }

            fn start(
                self,
                running: &mut JoinSet<Ended>,
                connections: &mut Connections,
                (bot, limits): (&Arc<Bot>, &Arc<QuestionLimits>),
                shutdown: &CancellationToken,
            ) {
                $(
                    let run = |config| {
                        let connected = connections.expect(stringify!($network));
                        let (bot, limits) = (Arc::clone(bot), Arc::clone(limits));
                        $network::run(config, bot, limits, shutdown.clone(), connected)
                    };
                    if let Some(network) = self.$network.map(run) {
                        running.spawn(async { (stringify!($network), network.await) });
                    }
                )*
            }
        }
    };
}

networks!(discord, matrix);

impl Config {
    /// What `souffleur doctor` says of the networks. Nothing is sent to anybody, and no session is
    /// made.
    pub async fn examine(&self) -> Vec<Examined> {
        let mut examined = self.clone().with_environment().examine_networks().await;
        let mut findings = Vec::new();
        if cfg!(not(feature = "discord")) && std::env::var_os("DISCORD_TOKEN").is_some() {
            findings.push(Finding::warning(
                "networks",
                "Messageries\u{a0}: DISCORD_TOKEN est défini, mais ce programme est compilé sans \
                 Discord.",
                "Compilez-le avec --features discord, ou retirez cette variable.",
            ));
        } else if examined.is_empty() {
            findings.push(Finding::note(
                "networks",
                "Messageries\u{a0}: aucune n’est configurée\u{a0}; le bot parlera dans le terminal.",
            ));
        }
        examined.insert(0, Examined { findings, clock: None });
        examined
    }

    fn with_environment(self) -> Self {
        Self { discord: self.discord.or_else(discord::from_environment), ..self }
    }
}

/// A platform that has ended: its name, and why if it broke.
pub type Ended = (&'static str, anyhow::Result<()>);

/// Starts every configured network, or else, or when `terminal_only`, the chat
/// in the terminal. Each ends by itself, or soon after `shutdown` is cancelled. What comes
/// with them tells when the networks are connected.
pub fn start(
    config: Config,
    terminal_only: bool,
    bot: &Arc<Bot>,
    limits: &Arc<QuestionLimits>,
    shutdown: &CancellationToken,
) -> (JoinSet<Ended>, Connections) {
    let mut running = JoinSet::new();
    let mut connections = Connections::default();
    let terminal = config.terminal.clone();
    if !terminal_only {
        if cfg!(not(feature = "discord")) && std::env::var_os("DISCORD_TOKEN").is_some() {
            tracing::warn!(
                "DISCORD_TOKEN is set, but this program is built without Discord, which stays \
                 off: build it with --features discord"
            );
        }
        config.with_environment().start(&mut running, &mut connections, (bot, limits), shutdown);
    }
    if running.is_empty() {
        let chat = terminal::run(terminal, Arc::clone(bot), shutdown.clone());
        running.spawn(async { ("terminal", chat.await) });
    }
    (running, connections)
}
