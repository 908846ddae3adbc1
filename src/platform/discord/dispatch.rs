//! Hands each thing that Discord tells to what acts on it; what takes time runs
//! on tasks of its own.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use backon::BackoffBuilder as _;
use serenity::model::event::Event;
use serenity::model::id::{ApplicationId, GuildId, UserId};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::api::Failure;
use super::commands::registration;
use super::incoming::{Heard, Incoming};
use super::place::ChannelPath;
use super::standing;
use super::state::{DiscordState, NETWORK};
use super::team::board;
use super::verdict::{Verdict, verdict};
use super::{events, interactions, messages};
use crate::conversation::connected::Connected;
use crate::conversation::retry;

/// The first and the longest pause before the commands are registered again; chance makes each
/// up to twice as long.
const REGISTRATION_PAUSE: Duration = Duration::from_secs(4);
const REGISTRATION_PAUSE_MAX: Duration = Duration::from_secs(120);
/// After this many tries, Discord's refusal is final. Failures that may pass are retried for as
/// long as the bot runs.
const REFUSED_TRIES: usize = 5;

/// How many servers are looked at for commands of an earlier setting, at each start: each costs
/// a call, and a bot on trial is on few.
const TIDIED_MAX: usize = 100;

/// Acts on events, in the order in which they are given to it.
#[derive(Debug)]
pub struct Dispatcher {
    state: Arc<DiscordState>,
    // The bot's account, from the first connection on.
    me: Option<UserId>,
    // The servers that Discord told of, and where the commands on each are looked at.
    servers: HashSet<GuildId>,
    tidied: Option<mpsc::UnboundedSender<GuildId>>,
    connected: Option<Connected>,
    // The shards that were connected before: what comes after that are reconnects.
    shards: HashSet<u32>,
    shutdown: CancellationToken,
}

impl Dispatcher {
    /// A dispatcher that has not heard of any connection yet.
    pub fn new(
        state: Arc<DiscordState>,
        connected: Option<Connected>,
        shutdown: CancellationToken,
    ) -> Self {
        Self {
            state,
            me: None,
            servers: HashSet::new(),
            tidied: None,
            connected,
            shards: HashSet::new(),
            shutdown,
        }
    }

    /// Acts on an event; `arrived` is when it reached the program. To be called in the order
    /// of events.
    pub fn take(&mut self, event: &Event, arrived: Instant) {
        let state = &self.state;
        if let Some(id) = events::new_id(event) {
            state.run.told(id);
        }
        let is_reconnect = match event {
            Event::Resumed(_) => true,
            Event::Ready(ready) => {
                let shard = ready.ready.shard.map_or(0, |shard| shard.id.0);
                !self.shards.insert(shard)
            }
            _ => false,
        };
        if is_reconnect {
            state.bot.metrics().reconnected(NETWORK);
        }
        let Some(incoming) = events::read(event, self.me) else { return };
        match incoming {
            Incoming::Ready { me, application } => {
                tracing::info!("connected to Discord");
                if let Some(connected) = self.connected.take() {
                    connected.tell(&me.to_string(), None);
                }
                // What was deleted since the session before this one is not told.
                state.cooldown().forget_all();
                if self.me.replace(me).is_none() {
                    if let Some(team) = state.team.clone() {
                        let shutdown = self.shutdown.clone();
                        tokio::spawn(board::keep(Arc::clone(state), team, me, shutdown));
                    }
                    let learning = Arc::clone(state);
                    state.tasks.spawn(async move { standing::learn(&learning).await });
                    let shared = Arc::clone(state);
                    let (tidied, servers) = mpsc::unbounded_channel();
                    self.tidied = Some(tidied);
                    // A shutdown waits for neither: Discord may be out of order for hours, and
                    // there are always more servers.
                    tokio::spawn(async move {
                        if register(&shared, application).await {
                            tidy(shared, application, servers).await;
                        }
                    });
                }
            }
            Incoming::Asked(asked) => {
                if state.interactions().first_time(asked.id) {
                    interactions::take(state, asked, arrived);
                }
            }
            Incoming::Heard(heard) => locate(state, heard.path, move |state, path| {
                messages::take(state, Heard { path, ..heard });
            }),
            Incoming::Edited(heard) => locate(state, heard.path, move |state, path| {
                messages::edited(state, Heard { path, ..heard });
            }),
            Incoming::Deleted { channel, ids } => {
                messages::deleted(state, self.me, channel, &ids);
            }
            Incoming::Places { server, channels, threads } => {
                if let Some(server) = server
                    && self.servers.insert(server)
                {
                    if let Some(tidied) = &self.tidied {
                        let _ = tidied.send(server);
                    }
                    if !state.bindings.sees_anything(server, &state.bot) {
                        tracing::warn!(
                            server = server.get(),
                            "a server sees no collection of the FAQ, so that the bot answers \
                             nothing there but that; list it in the settings \
                             (platform.discord.server)"
                        );
                    }
                }
                channels.into_iter().for_each(|channel| state.places.learn_channel(channel));
                for (thread, parent) in threads {
                    state.places.learn_thread(thread, parent);
                }
            }
            Incoming::PlaceGone(place) => {
                state.places.forget(place);
                state.cooldown().forget(|answer| answer.channel == place);
            }
            Incoming::Unknown(kind) => {
                tracing::debug!(kind, "ignored an event of a kind that this version does not know");
            }
        }
    }
}

/// Does what a message asks for once it is known which channel its thread is in. Without
/// that, a thread of a channel with private answers would get the server's public ones.
fn locate(
    state: &Arc<DiscordState>,
    path: ChannelPath,
    act: impl FnOnce(&Arc<DiscordState>, ChannelPath) + Send + 'static,
) {
    if let Some(path) = state.places.located(path) {
        return act(state, path);
    }
    let shared = Arc::clone(state);
    state.tasks.spawn(async move {
        match shared.courier.thread_parent(path.channel).await {
            Ok(Some(parent)) => shared.places.learn_thread(path.channel, parent),
            Ok(None) => shared.places.learn_channel(path.channel),
            Err(failure) => {
                return tracing::warn!(
                    channel = path.channel.get(),
                    ?failure,
                    "Discord did not say whether a channel is a thread, and of which channel; the \
                     message there is not answered"
                );
            }
        }
        let path = shared.places.located(path).unwrap_or(path);
        act(&shared, path);
    });
}

/// Whether Discord has the commands in the end.
async fn register(state: &DiscordState, application: ApplicationId) -> bool {
    let server = state.guild.map(|id| GuildId::new(id.0));
    let mut pauses = retry::pauses(REGISTRATION_PAUSE, REGISTRATION_PAUSE_MAX).build();
    let mut refused = 0;
    let (api, with_team) = (&state.courier.api, state.team.is_some());
    loop {
        let failure = match registration::register(api, application, server, with_team).await {
            Ok(true) => {
                tracing::info!("registered the commands with Discord");
                return true;
            }
            Ok(false) => {
                tracing::info!("Discord has the commands already");
                return true;
            }
            Err(failure) => failure,
        };
        let Some(pause) = pause_after(&failure, &mut refused, &mut pauses) else {
            tracing::error!(
                ?failure,
                "Discord refuses the commands, members see the old ones until a restart"
            );
            return false;
        };
        tracing::warn!(
            ?failure,
            "the commands were not registered, retrying in {} s",
            pause.as_secs()
        );
        tokio::time::sleep(pause).await;
    }
}

/// How long to wait before the commands are registered again; `None` when Discord has refused
/// them for good. `refused` counts the refusals.
fn pause_after(
    failure: &Failure,
    refused: &mut usize,
    pauses: &mut impl Iterator<Item = Duration>,
) -> Option<Duration> {
    let asked = match verdict(failure) {
        Verdict::Retry(wait) => wait,
        _ => {
            *refused += 1;
            Duration::ZERO
        }
    };
    let pause = pauses.next().unwrap_or(REGISTRATION_PAUSE_MAX);
    (*refused < REFUSED_TRIES).then_some(pause.max(asked))
}

/// Removes the bot's commands where another value of the setting `guild` has left them: members
/// would see each of them twice.
async fn tidy(
    state: Arc<DiscordState>,
    application: ApplicationId,
    mut servers: mpsc::UnboundedReceiver<GuildId>,
) {
    let here = state.guild.map(|id| GuildId::new(id.0));
    if here.is_some() {
        tidy_one(&state, application, None).await;
    }
    for _ in 0..TIDIED_MAX {
        let Some(server) = servers.recv().await else { return };
        if here != Some(server) {
            tidy_one(&state, application, Some(server)).await;
        }
    }
}

async fn tidy_one(state: &DiscordState, application: ApplicationId, server: Option<GuildId>) {
    match registration::remove_ours(&state.courier.api, application, server).await {
        Ok(0) => {}
        Ok(removed) => tracing::info!(
            removed,
            server = server.map(GuildId::get),
            "removed commands that another value of the setting platform.discord.guild had left, \
             and that members saw twice"
        ),
        // Without the scope applications.commands a server has no commands to look at.
        Err(failure) => tracing::debug!(
            ?failure,
            server = server.map(GuildId::get),
            "Discord did not say which commands an earlier setting has left, or kept them"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tries(failure: &Failure) -> usize {
        let mut pauses = retry::pauses(REGISTRATION_PAUSE, REGISTRATION_PAUSE_MAX).build();
        let mut refused = 0;
        let pauses = (0..1_000).map_while(|_| pause_after(failure, &mut refused, &mut pauses));
        let pauses: Vec<_> = pauses.collect();
        assert!(pauses.iter().all(|pause| *pause <= 2 * REGISTRATION_PAUSE_MAX), "{pauses:?}");
        pauses.len() + 1
    }

    #[test]
    fn commands_are_registered_however_long_an_outage_takes() {
        for failure in [
            Failure::Refused { status: 503, code: 0 },
            Failure::Limited(Duration::from_secs(1)),
            Failure::Late,
            Failure::Unreachable,
        ] {
            assert_eq!(tries(&failure), 1_001, "{failure:?}");
        }
        let refused = Failure::Refused { status: 400, code: 50_035 };
        assert_eq!(tries(&refused), REFUSED_TRIES);
    }
}
