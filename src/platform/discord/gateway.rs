//! One connection to Discord's gateway: serenity's client on a runtime of its
//! own, in a thread of its own.
//!
//! serenity 0.12.5 has a bug: after a failed resume its shard runner spins without
//! yielding, for up to a heartbeat's interval, and nothing else on that runtime
//! runs. So only serenity runs there: events go over a channel to the main
//! runtime, and `watchdog` decides when to abandon a connection. A runtime of one
//! thread also keeps events in order.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use secrecy::SecretString;
use serenity::all::{ClientBuilder, GatewayError, GatewayIntents, ShardManager};
use serenity::async_trait;
use serenity::client::{Context, RawEventHandler};
use serenity::gateway::ConnectionStage;
use serenity::model::event::Event;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::api::{self, Way};
use super::gateway_log::{GatewayNotice, listening};
use super::sessions::SharedSessions;

/// How long closing a connection may take.
const GOODBYE: Duration = Duration::from_secs(1);
/// serenity holds the lock on the shards' state for an instant only: a longer wait
/// means that its runtime is stuck.
const LOCK_WITHIN: Duration = Duration::from_millis(200);

/// An event, and when it reached the program.
pub type Told = (Event, Instant);

/// What a connection needs.
#[derive(Clone, Debug)]
pub struct GatewaySettings {
    /// The bot's token.
    pub token: SecretString,
    /// The proxy that stands for Discord, if any.
    pub api_url: Option<Url>,
    /// How Discord is reached.
    pub way: Way,
    /// The kinds of events that Discord is asked to send.
    pub intents: GatewayIntents,
}

/// The shards of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shards {
    /// The first one, from 0.
    pub first: u32,
    /// The last one, inclusive.
    pub last: u32,
    /// The number of shards of all processes together.
    pub total: u32,
}

impl Shards {
    /// The number of shards of this process.
    pub fn count(self) -> u32 {
        self.last - self.first + 1
    }
}

/// Why a connection ended by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was stopped, or it failed in a way that a new connection may not.
    Over,
    /// Discord refuses the token.
    Token,
    /// Discord does not know the intents.
    InvalidIntents,
    /// Discord does not allow the intents.
    DisallowedIntents,
    /// Discord says that there is no such shard.
    InvalidShards,
    /// Discord says that the bot is in too many servers for this number of shards.
    ShardingRequired,
    /// Discord no longer has this version of its gateway.
    ApiVersion,
}

/// Why Discord closed a connection with this code, if only serenity's log says so.
fn end_of(code: u16) -> Option<End> {
    Some(match code {
        4010 => End::InvalidShards,
        4011 => End::ShardingRequired,
        4012 => End::ApiVersion,
        _ => return None,
    })
}

/// Reports the first end of a connection.
#[derive(Clone)]
struct EndSender(Arc<Mutex<Option<oneshot::Sender<End>>>>);

impl EndSender {
    fn send(&self, end: End) {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(sender) = sender {
            let _ = sender.send(end);
        }
    }
}

/// A running connection. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Connection {
    stop: CancellationToken,
    manager: Arc<OnceLock<Arc<ShardManager>>>,
    ended: oneshot::Receiver<End>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Connection {
    /// Starts a connection; `url` is the gateway's, events are sent to `told`. Every IDENTIFY
    /// is counted in `sessions`, and held back until it is due.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn start(
        settings: GatewaySettings,
        url: String,
        shards: Shards,
        sessions: SharedSessions,
        told: mpsc::UnboundedSender<Told>,
    ) -> anyhow::Result<Self> {
        let stop = CancellationToken::new();
        let manager = Arc::new(OnceLock::new());
        let (end, ended) = oneshot::channel();
        let connection = Self { stop: stop.clone(), manager: Arc::clone(&manager), ended };
        let end = EndSender(Arc::new(Mutex::new(Some(end))));
        let noticed = end.clone();
        let notice = move |notice| match notice {
            // The thread waits, and all of serenity with it. Nothing else makes it wait, and
            // five seconds of silence are short for a heartbeat.
            GatewayNotice::Identifies => {
                let hold = sessions.get().identifies(Instant::now());
                std::thread::sleep(hold);
            }
            // serenity may spin from here on, so that its runtime cannot report the end.
            GatewayNotice::Closed(code) => {
                if let Some(over) = end_of(code) {
                    noticed.send(over);
                }
            }
        };
        let run = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let over = match runtime {
                Ok(runtime) => {
                    let live = live(settings, url, shards, told, &stop, &manager);
                    let over = listening(notice, || runtime.block_on(live));
                    runtime.shutdown_background();
                    over
                }
                Err(error) => {
                    tracing::error!(%error, "the runtime for Discord's gateway could not be started, retrying");
                    End::Over
                }
            };
            end.send(over);
        };
        std::thread::Builder::new()
            .name("discord-gateway".to_owned())
            .spawn(run)
            .context("no thread could be started for Discord's gateway")?;
        Ok(connection)
    }

    /// Waits until the connection ends by itself.
    pub async fn ended(&mut self) -> End {
        (&mut self.ended).await.unwrap_or(End::Over)
    }

    /// Closes the connection, and waits at most two seconds for that.
    pub async fn leave(mut self) {
        self.stop.cancel();
        let _ = timeout(GOODBYE * 2, self.ended()).await;
    }

    /// The state of its shards, seen from outside.
    pub fn state(&self) -> ConnectionState {
        ConnectionState(Arc::clone(&self.manager))
    }
}

/// See [`Connection::state`].
#[derive(Debug)]
pub struct ConnectionState(Arc<OnceLock<Arc<ShardManager>>>);

impl ConnectionState {
    /// For each shard, its number, whether it is connected, and how long its last
    /// heartbeat took; `None` when serenity's runtime is stuck or still starting.
    pub async fn shards(&self) -> Option<Vec<(u32, bool, Option<Duration>)>> {
        let manager = self.0.get()?;
        let runners = timeout(LOCK_WITHIN, manager.runners.lock()).await.ok()?;
        let state = runners
            .iter()
            .map(|(id, runner)| (id.0, runner.stage == ConnectionStage::Connected, runner.latency));
        Some(state.collect())
    }
}

async fn live(
    settings: GatewaySettings,
    url: String,
    shards: Shards,
    told: mpsc::UnboundedSender<Told>,
    stop: &CancellationToken,
    manager: &OnceLock<Arc<ShardManager>>,
) -> End {
    let handler = Forward { told, stop: stop.clone() };
    let over = tokio::select! {
        () = stop.cancelled() => None,
        over = connect(settings, url, shards, handler, manager) => Some(over),
    };
    if let Some(over) = over {
        return over;
    }
    if let Some(manager) = manager.get() {
        let _ = timeout(GOODBYE, manager.shutdown_all()).await;
    }
    End::Over
}

async fn connect(
    settings: GatewaySettings,
    url: String,
    shards: Shards,
    handler: Forward,
    manager: &OnceLock<Arc<ShardManager>>,
) -> End {
    let GatewaySettings { token, api_url, way, intents } = settings;
    let client = match api::client(&way) {
        Ok(client) => client,
        Err(error) => {
            tracing::error!("connecting to Discord failed, retrying: {error:#}");
            return End::Over;
        }
    };
    let proxy = api_url.as_ref().map(|url| url.as_str().trim_end_matches('/'));
    let http = api::http(&token, client, proxy);
    let mut client =
        match ClientBuilder::new_with_http(http, intents).raw_event_handler(handler).await {
            Ok(client) => client,
            Err(error) => return over(&error),
        };
    // serenity asks for the address as well, and falls back to Discord's public one:
    // the token must only go to the address that was asked for.
    *client.ws_url.lock().await = url;
    let _ = manager.set(Arc::clone(&client.shard_manager));
    let Shards { first, last, total } = shards;
    // This call takes the end of the range as inclusive.
    match client.start_shard_range(first..last, total).await {
        Ok(()) => End::Over,
        Err(error) => over(&error),
    }
}

fn over(error: &serenity::Error) -> End {
    match error {
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => End::Token,
        serenity::Error::Gateway(GatewayError::InvalidGatewayIntents) => End::InvalidIntents,
        serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents) => End::DisallowedIntents,
        _ => End::Over,
    }
}

struct Forward {
    told: mpsc::UnboundedSender<Told>,
    stop: CancellationToken,
}

#[async_trait]
impl RawEventHandler for Forward {
    async fn raw_event(&self, _: Context, event: Event) {
        // Events of a connection that was abandoned are ignored.
        if !self.stop.is_cancelled() {
            let _ = self.told.send((event, Instant::now()));
        }
    }
}
