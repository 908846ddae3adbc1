//! Hands each thing that Discord tells to what acts on it; what takes time runs
//! on tasks of its own.

use std::sync::Arc;
use std::time::Duration;

use backon::BackoffBuilder as _;
use serenity::model::event::Event;
use serenity::model::id::{ApplicationId, GuildId, UserId};
use tokio::time::Instant;

use super::commands::registration;
use super::incoming::Incoming;
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
    connected: Option<Connected>,
}

impl Dispatcher {
    /// A dispatcher that has not heard of any connection yet.
    pub fn new(state: Arc<DiscordState>, connected: Option<Connected>) -> Self {
        Self { state, me: None, connected }
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
            Incoming::Heard(mut heard) => {
                heard.path.parent = state.threads.parent(heard.path.channel);
                messages::take(state, heard);
            }
            Incoming::Edited { id, mut path, text } => {
                path.parent = state.threads.parent(path.channel);
                messages::edited(state, id, path, text);
            }
            Incoming::Deleted(ids) => messages::deleted(state, &ids),
            Incoming::Threads(threads) => {
                for (thread, parent) in threads {
                    state.threads.learn(thread, parent);
                }
            }
            Incoming::ThreadGone(thread) => state.threads.forget(thread),
            Incoming::Unknown(kind) => {
                tracing::debug!(kind, "ignored an event of a kind that this version does not know");
            }
        }
    }
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
