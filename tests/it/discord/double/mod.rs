//! A double of Discord on 127.0.0.1: REST API and gateway, as strict as Discord.
//!
//! It has a runtime of its own, so that its work never counts as lag of the bot's.
//! Only its errors are scripted; otherwise it behaves as Discord does. It is tested
//! with `discord.js` and `discord.py` (`../peers.rs`) and with Discord's own
//! description (`openapi.rs`).

pub mod faults;
pub mod gateway;
pub mod interactions;
pub mod limits;
pub mod members;
pub mod messages;
pub mod objects;
pub mod openapi;
pub mod proxy;
pub mod registry;
pub mod rest;
pub mod world;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::{any, get};
use tokio::runtime::Runtime;
use tokio::sync::watch;

pub use world::State;

/// How long a test waits for something that must happen; a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reports that something was not tested; panics where no test may be skipped.
pub fn skipped(what: &str) {
    assert!(std::env::var_os("SOUFFLEUR_NO_SKIP").is_none(), "may not be skipped: {what}");
    eprintln!("SKIPPED: {what}");
}

/// The same for what users of the project do not have: panics only where it is
/// `expected`.
pub fn skipped_unless(expected: bool, what: &str) {
    if expected {
        skipped(what);
    } else {
        eprintln!("SKIPPED: {what}");
    }
}

/// What a test can change.
#[derive(Clone)]
pub struct Setup {
    /// The token that is accepted.
    pub token: String,
    /// The heartbeat interval in HELLO: Discord's, or a short one to test heartbeats.
    pub heartbeat: Duration,
    /// Whether the developer portal grants the Message Content intent.
    pub message_content: bool,
    /// How long an interaction can be acknowledged.
    pub acknowledge_within: Duration,
    /// How long the token of an interaction is valid.
    pub token_life: Duration,
    /// The number of shards that GET /gateway/bot recommends, and the most that an
    /// IDENTIFY may claim.
    pub shards: u64,
    /// The shortest time between two IDENTIFYs; Discord's is 5 s for small bots.
    pub identify_gap: Duration,
    /// How many sessions the day has left at the start, and when it has a thousand again.
    pub sessions_left: usize,
    pub sessions_reset: Duration,
    /// How long READY takes after an IDENTIFY.
    pub ready_after: Duration,
    /// How many messages each channel takes in five seconds.
    pub posts_in_5_s: usize,
    /// Whether everything is validated; it is off for measuring speed.
    pub validate: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            token: "MTIz.double.secret".into(),
            heartbeat: Duration::from_millis(41_250),
            message_content: false,
            acknowledge_within: Duration::from_secs(3),
            token_life: Duration::from_secs(15 * 60),
            shards: 1,
            identify_gap: Duration::ZERO,
            sessions_left: 1_000,
            sessions_reset: Duration::from_secs(24 * 3_600),
            ready_after: Duration::ZERO,
            posts_in_5_s: usize::MAX,
            validate: true,
        }
    }
}

/// What the REST server, the gateway and the test share.
pub struct Shared {
    pub setup: Setup,
    pub address: SocketAddr,
    state: Mutex<State>,
    changed: watch::Sender<u64>,
}

impl Shared {
    /// Reads or changes the world, and wakes up everyone who waits for a change.
    pub fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let done = act(&mut self.lock());
        self.changed.send_modify(|version| *version += 1);
        done
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The panic of one thread must not hide the first failure.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The running double. Dropping it stops it, and fails the test if the bot or the
/// double itself sent something that Discord's description does not allow.
pub struct Double {
    pub shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

impl Double {
    pub fn start(setup: Setup) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("discord-double")
            .enable_all()
            .build()
            .expect("a runtime for the double");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket for tokio");
        let address = listener.local_addr().expect("a bound socket has an address");
        let state = State::new(&setup, address);
        let shared = Arc::new(Shared {
            setup,
            address,
            state: Mutex::new(state),
            changed: watch::Sender::new(0),
        });
        let app = Router::new()
            .route("/", get(gateway::connect))
            .fallback(any(rest::serve))
            .with_state(Arc::clone(&shared));
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket for tokio");
            axum::serve(listener, app).await.expect("serving on the loopback");
        });
        Self { shared, runtime: Some(runtime) }
    }

    /// The address of the double.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// The value for `[platform.discord] api_url`.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Sends gateway connections elsewhere: to a proxy in front of the double.
    pub fn gateway_through(&self, address: SocketAddr) {
        self.with(|state| state.gateway_url = format!("ws://{address}"));
    }

    pub fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        self.shared.with(act)
    }

    /// Waits until `seen` finds something; panics with the calls so far when it does not.
    pub async fn wait<T>(&self, what: &str, seen: impl FnMut(&State) -> Option<T>) -> T {
        self.wait_within(PATIENCE, what, seen).await
    }

    pub async fn wait_within<T>(
        &self,
        within: Duration,
        what: &str,
        mut seen: impl FnMut(&State) -> Option<T>,
    ) -> T {
        let mut changed = self.shared.changed.subscribe();
        let deadline = Instant::now() + within;
        loop {
            if let Some(found) = seen(&self.shared.lock()) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || tokio::time::timeout(left, changed.changed()).await.is_err() {
                if let Some(found) = seen(&self.shared.lock()) {
                    return found;
                }
                panic!("waited {within:?} in vain for {what}\n{}", self.shared.lock().story());
            }
        }
    }

    /// Waits until a session is up and its guilds are announced.
    pub async fn connected(&self) {
        self.wait("a connected session", |state| state.is_connected().then_some(())).await;
    }

    /// Waits for a session that began or resumed after that many gateway events.
    pub async fn reconnected(&self, before: usize) {
        self.wait_within(PATIENCE * 3, "a new connection", |state| {
            let news = state.gateway.get(before..).unwrap_or_default();
            let up = news.iter().any(|(_, e)| {
                matches!(e, world::Gateway::Identified { .. } | world::Gateway::Resumed { .. })
            });
            (up && state.is_connected()).then_some(())
        })
        .await;
    }

    /// The text of a file that came with a message.
    pub async fn file(&self, message: objects::Id, name: &str) -> String {
        let kept = (message, name.to_owned());
        self.wait("a file", |state| state.files.get(&kept).cloned()).await
    }

    /// Panics if a call of the bot was refused.
    pub fn assert_nothing_refused(&self) {
        let refused: Vec<String> = self.with(|state| {
            let refused = state.calls.iter().filter(|call| call.status >= 400);
            refused.map(ToString::to_string).collect()
        });
        assert!(refused.is_empty(), "Discord refused:\n{}", refused.join("\n"));
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
        let violations = std::mem::take(&mut self.shared.lock().violations);
        if !violations.is_empty() && !std::thread::panicking() {
            panic!("against Discord's description:\n{}", violations.join("\n"));
        }
    }
}
