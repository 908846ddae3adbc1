//! Hands each thing that Discord tells to what acts on it; what takes time runs
//! on tasks of its own.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use backon::BackoffBuilder as _;
use serenity::model::event::Event;
use serenity::model::id::{ApplicationId, GuildId, UserId};
use tokio::time::Instant;

use super::commands::registration;
use super::incoming::{Heard, Incoming};
use super::place::ChannelPath;
use super::state::DiscordState;
use super::{events, interactions, messages};
use crate::conversation::connected::Connected;
use crate::conversation::retry;

/// Registering the commands is tried this often, with these pauses between: some
/// two minutes in all.
const REGISTRATION_TRIES: usize = 5;
const REGISTRATION_PAUSE: Duration = Duration::from_secs(4);
const REGISTRATION_PAUSE_MAX: Duration = Duration::from_secs(60);

/// Acts on events, in the order in which they are given to it.
#[derive(Debug)]
pub struct Dispatcher {
    state: Arc<DiscordState>,
    // The bot's account, from the first connection on.
    me: Option<UserId>,
    // The servers that Discord told of.
    servers: HashSet<GuildId>,
    connected: Option<Connected>,
}

impl Dispatcher {
    /// A dispatcher that has not heard of any connection yet.
    pub fn new(state: Arc<DiscordState>, connected: Option<Connected>) -> Self {
        Self { state, me: None, servers: HashSet::new(), connected }
    }

    /// Acts on an event; `arrived` is when it reached the program. To be called in the order
    /// of events.
    pub fn take(&mut self, event: &Event, arrived: Instant) {
        let Some(incoming) = events::read(event, self.me) else { return };
        let state = &self.state;
        match incoming {
            Incoming::Ready { me, application } => {
                tracing::info!("connected to Discord");
                if let Some(connected) = self.connected.take() {
                    connected.tell(&me.to_string(), None);
                }
                if self.me.replace(me).is_none() {
                    let shared = Arc::clone(state);
                    state.tasks.spawn(async move { register(&shared, application).await });
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
                    && !state.bindings.sees_anything(server, &state.bot)
                {
                    tracing::warn!(
                        server = server.get(),
                        "a server sees no collection of the FAQ, so that the bot answers nothing \
                         there but that; list it in the settings (platform.discord.server)"
                    );
                }
                channels.into_iter().for_each(|channel| state.places.learn_channel(channel));
                for (thread, parent) in threads {
                    state.places.learn_thread(thread, parent);
                }
            }
            Incoming::PlaceGone(place) => state.places.forget(place),
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

async fn register(state: &DiscordState, application: ApplicationId) {
    let server = state.guild.map(|id| GuildId::new(id.0));
    let mut pauses = retry::pauses(REGISTRATION_PAUSE, REGISTRATION_PAUSE_MAX)
        .with_max_times(REGISTRATION_TRIES - 1)
        .build();
    loop {
        match registration::register(&state.courier.api, application, server).await {
            Ok(true) => return tracing::info!("registered the commands with Discord"),
            Ok(false) => return tracing::info!("Discord has the commands already"),
            Err(failure) => match pauses.next() {
                Some(pause) => {
                    tracing::warn!(
                        ?failure,
                        "the commands were not registered, retrying in {} s",
                        pause.as_secs()
                    );
                    tokio::time::sleep(pause).await;
                }
                None => {
                    return tracing::error!(
                        ?failure,
                        "the commands were not registered, members see the old ones until a restart"
                    );
                }
            },
        }
    }
}
