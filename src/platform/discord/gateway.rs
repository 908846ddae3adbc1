//! One connection to Discord's gateway: serenity's client on a runtime of its
//! own, in a thread of its own.
//!
//! serenity 0.12.5 has a fault: after a failed resume its shard runner spins
//! without yielding, for up to a heartbeat's interval, and everything on that
//! runtime stands still. So nothing of ours runs there: events go over a channel
//! to the main runtime, and `watchdog` decides when to leave a connection behind.
//! A runtime of one thread also keeps events in order.

use std::sync::{Arc, OnceLock};
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

/// How long a polite goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);
/// The lock on the shards' state is held for an instant only: longer means that
/// the runtime stands still.
const LOCK_WITHIN: Duration = Duration::from_millis(200);

/// An event and when it reached us.
pub type Told = (Event, Instant);

/// What it takes to connect.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The bot's.
    pub token: SecretString,
    /// The proxy that stands for Discord, if any.
    pub api_url: Option<Url>,
    /// How Discord is reached.
    pub way: Way,
    /// What we want to be told.
    pub intents: GatewayIntents,
}

/// The shards of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shards {
    /// From 0.
    pub first: u32,
    /// Inclusive.
    pub last: u32,
    /// Of all processes together.
    pub total: u32,
}

impl Shards {
    /// How many are ours.
    pub fn count(self) -> u32 {
        self.last - self.first + 1
    }
}

/// Why a connection ended by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was told to, or gave up; another may do better.
    Over,
    /// Discord refuses the token.
    Token,
    /// Discord does not know the intents.
    InvalidIntents,
    /// Discord does not allow the intents.
    DisallowedIntents,
}

/// A running connection; left behind when dropped.
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
    /// Starts it; `url` is the gateway's, events go to `told`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        settings: Settings,
        url: String,
        shards: Shards,
        told: mpsc::UnboundedSender<Told>,
    ) -> anyhow::Result<Self> {
        let stop = CancellationToken::new();
        let manager = Arc::new(OnceLock::new());
        let (end, ended) = oneshot::channel();
        let connection = Self { stop: stop.clone(), manager: Arc::clone(&manager), ended };
        let run = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let over = match runtime {
                Ok(runtime) => {
                    let over = runtime.block_on(live(settings, url, shards, told, &stop, &manager));
                    runtime.shutdown_background();
                    over
                }
                Err(error) => {
                    tracing::error!(%error, "no runtime for the gateway");
                    End::Over
                }
            };
            let _ = end.send(over);
        };
        std::thread::Builder::new()
            .name("discord-gateway".to_owned())
            .spawn(run)
            .context("the system gives no thread for Discord's gateway")?;
        Ok(connection)
    }

    /// Waits until it ends by itself.
    pub async fn ended(&mut self) -> End {
        (&mut self.ended).await.unwrap_or(End::Over)
    }

    /// Says goodbye and waits a little for it to have been heard.
    pub async fn leave(mut self) {
        self.stop.cancel();
        let _ = timeout(GOODBYE * 2, self.ended()).await;
    }

    /// What can be seen of it from outside.
    pub fn state(&self) -> State {
        State(Arc::clone(&self.manager))
    }
}

/// See [`Connection::state`].
#[derive(Debug)]
pub struct State(Arc<OnceLock<Arc<ShardManager>>>);

impl State {
    /// Of each shard, whether it is connected and its last heartbeat's time;
    /// `None` when the runtime stands still or has not come that far.
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
    settings: Settings,
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
    settings: Settings,
    url: String,
    shards: Shards,
    handler: Forward,
    manager: &OnceLock<Arc<ShardManager>>,
) -> End {
    let Settings { token, api_url, way, intents } = settings;
    let client = match api::client(&way) {
        Ok(client) => client,
        Err(error) => {
            tracing::error!("{error:#}");
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
    // serenity asks for the address as well, and takes Discord's public one when
    // that fails: a token must not go anywhere but where it was meant to.
    *client.ws_url.lock().await = url;
    let _ = manager.set(Arc::clone(&client.shard_manager));
    let Shards { first, last, total } = shards;
    // In this call the range's end is inclusive.
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
        // A connection that was left behind has nothing more to say.
        if !self.stop.is_cancelled() {
            let _ = self.told.send((event, Instant::now()));
        }
    }
}
