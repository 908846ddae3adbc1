//! Errors of the gateway. Whatever happens to the connection:
//!
//! 1. the bot answers again afterwards;
//! 2. nothing is answered twice, and nothing is acknowledged twice;
//! 3. the timers of its main runtime stay exact: serenity may spin for 46 s after a
//!    failed resume, and must do that on a runtime of its own;
//! 4. it does not use up the sessions of the day.
//!
//! Each error has a double and a bot of its own, in a process of its own. Several run
//! at once, because they wait most of the time.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use souffleur::bot::Bot as TheBot;
use souffleur::config::Config;
use souffleur::conversation::limits::QuestionLimits;
use souffleur::faq::today;
use souffleur::library::Library;
use souffleur::platform::discord::Way;
use tokio_util::sync::CancellationToken;

use super::double::Setup;
use super::double::objects::Id;
use super::double::world::Gateway;
use super::scene::{As, Scene};

/// How late a timer may be, beyond the lag of any timer on a busy machine.
const LAG: Duration = Duration::from_millis(500);
/// How many errors are tested at the same time.
const AT_ONCE: usize = 6;

/// An error to test.
pub struct Trouble {
    pub name: &'static str,
    pub setup: Setup,
    /// Causes the error; returns when it is over.
    pub happens: for<'a> fn(&'a Scene) -> Pin<Box<dyn Future<Output = ()> + 'a>>,
    /// Whether the bot has to connect again.
    pub reconnects: bool,
}

impl Trouble {
    pub fn new(
        name: &'static str,
        happens: for<'a> fn(&'a Scene) -> Pin<Box<dyn Future<Output = ()> + 'a>>,
    ) -> Self {
        Self { name, setup: Setup::default(), happens, reconnects: true }
    }

    fn heartbeat(mut self, every: Duration) -> Self {
        self.setup.heartbeat = every;
        self
    }

    pub fn stays_connected(mut self) -> Self {
        self.reconnects = false;
        self
    }
}

/// Tests all of them and lists those that failed.
pub fn all_survive(troubles: Vec<Trouble>) {
    let queue = Arc::new(std::sync::Mutex::new(troubles.into_iter()));
    let failures: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                let queue = Arc::clone(&queue);
                scope.spawn(move || {
                    let mut failures = Vec::new();
                    loop {
                        let Some(error) = queue.lock().expect("the queue").next() else {
                            return failures;
                        };
                        let name = error.name;
                        // Each has a thread, so that a panic fails one of them only.
                        let survived =
                            std::thread::Builder::new().name(name.to_owned()).spawn(move || {
                                let runtime = tokio::runtime::Builder::new_multi_thread()
                                    .worker_threads(1)
                                    .enable_all()
                                    .build();
                                runtime.expect("a runtime").block_on(survive(error));
                            });
                        if let Err(panic) = survived.expect("a thread").join() {
                            let why = panic
                                .downcast_ref::<String>()
                                .cloned()
                                .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
                            failures.push(format!("== {name}\n{}", why.unwrap_or_default()));
                        }
                    }
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    });
    assert!(failures.is_empty(), "{} troubles:\n{}", failures.len(), failures.join("\n"));
}

async fn survive(trouble: Trouble) {
    let machine = Watch::start();
    let mut scene = Scene::open_with(As::Watched, trouble.setup, |_, _| String::new()).await;
    let ask = |scene: &Scene| {
        scene.discord.mentions_bot(scene.camille, scene.channel, "j'ai perdu mon badge")
    };
    let before = ask(&scene);
    scene.discord.reply_to(before).await;

    let known = scene.discord.with(|state| state.gateway.len());
    (trouble.happens)(&scene).await;
    // A question during the error: it is answered once if Discord delivers it.
    let meanwhile = ask(&scene);
    if trouble.reconnects {
        scene.discord.reconnected(known).await;
    }
    let after = answered_again(&scene).await;
    // An interaction is answered by a callback instead of a message.
    let ran = scene.discord.runs(
        scene.camille,
        scene.channel,
        &super::conversations::faq("j'ai perdu mon badge"),
    );
    scene.discord.answer(ran).await;

    let replies = |id: Id| scene.discord.with(|state| state.replies_to(id).len());
    assert_eq!(
        (replies(before), replies(after)),
        (1, 1),
        "each is answered once\n{}",
        scene.bot.log()
    );
    assert!(replies(meanwhile) <= 1, "nothing is answered twice");
    let twice = scene
        .discord
        .with(|state| state.calls.iter().filter(|call| call.answer["code"] == 40060).count());
    assert_eq!(twice, 0, "nothing is acknowledged twice");
    let identified = scene.discord.with(|state| {
        state
            .gateway
            .iter()
            .filter(|(_, event)| matches!(event, Gateway::Identified { .. }))
            .count()
    });
    assert!(identified <= 8, "{identified} sessions used up");
    assert!(scene.bot.is_running());
    let lag = scene.bot.lag().expect("the watch was there");
    let allowed = LAG + machine.worst();
    assert!(
        lag < allowed,
        "a timer of the main runtime was {lag:?} late (the machine: {:?})",
        machine.worst()
    );
    scene.close().await;
}

/// Asks until a question is answered: a new session may end once more.
async fn answered_again(scene: &Scene) -> Id {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let asked =
            scene.discord.mentions_bot(scene.dominique, scene.channel, "menu de la semaine");
        let answered = scene.discord.wait_within(
            Duration::from_secs(60),
            "an answer after the error",
            |state| {
                let lost = !state.is_connected();
                let replies = state.replies_to(asked).len();
                (replies > 0 || lost).then_some(replies > 0)
            },
        );
        if answered.await {
            return asked;
        }
        assert!(Instant::now() < deadline, "no answer after the error\n{}", scene.bot.log());
        scene.discord.connected().await;
    }
}

/// How late timers are on this machine without the bot.
struct Watch {
    worst: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
}

impl Watch {
    fn start() -> Self {
        let (worst, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (worst_too, over_too) = (Arc::clone(&worst), Arc::clone(&over));
        std::thread::spawn(move || {
            let tick = Duration::from_millis(20);
            while !over_too.load(Ordering::Relaxed) {
                let began = Instant::now();
                std::thread::sleep(tick);
                let late = began.elapsed().saturating_sub(tick).as_millis() as u64;
                worst_too.fetch_max(late, Ordering::Relaxed);
            }
        });
        Self { worst, over }
    }

    fn worst(&self) -> Duration {
        Duration::from_millis(self.worst.load(Ordering::Relaxed)) * 3
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

/// Not a test: this runs the bot of the tests above, in a process of its own because
/// the token comes from the environment. Its only thread is the main runtime; the
/// largest lag of its timers is written out whenever it grows.
#[test]
#[ignore = "it is the bot of other tests, which run it"]
fn a_bot_that_watches_its_timers() {
    let path = std::env::var_os("SOUFFLEUR_TEST_CONFIG").expect("run by another test");
    let config = Config::load(Some(Path::new(&path))).expect("a sound configuration");
    let library = Library::open(&config.faq, today()).expect("a sound FAQ");
    let bot = Arc::new(TheBot::new(Arc::new(library)));
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let shutdown = CancellationToken::new();
        tokio::spawn(async {
            let tick = Duration::from_millis(20);
            let mut worst = Duration::ZERO;
            println!("LAG 0");
            loop {
                let began = Instant::now();
                tokio::time::sleep(tick).await;
                let late = began.elapsed().saturating_sub(tick);
                if late > worst {
                    worst = late;
                    println!("LAG {}", late.as_millis());
                }
            }
        });
        let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
            .expect("SIGTERM");
        let stop = shutdown.clone();
        tokio::spawn(async move {
            term.recv().await;
            stop.cancel();
        });
        let discord = config.platform.discord.unwrap_or_default();
        let limits = Arc::new(QuestionLimits::new(&config.limits));
        let ended =
            souffleur::platform::discord::run_by(way(), discord, bot, limits, shutdown).await;
        ended.expect("it ends in order");
    });
}

/// How to reach the double under Discord's name, for `direct`.
fn way() -> Way {
    let given = |name| std::env::var(name).ok();
    Way {
        root: given("SOUFFLEUR_TEST_ROOT").map(|pem| {
            reqwest::Certificate::from_pem(pem.as_bytes()).expect("an authority's certificate")
        }),
        address: given("SOUFFLEUR_TEST_ADDRESS").map(|at| at.parse().expect("an address")),
    }
}

macro_rules! happens {
    (|$scene:ident| $act:expr) => {
        |$scene: &Scene| Box::pin(async move { $act })
    };
}
pub(super) use happens;

#[test]
fn closed_connections_are_opened_again() {
    all_survive(vec![
        Trouble::new("close 1000", happens!(|scene| scene.discord.close(1000))),
        Trouble::new("close 1001", happens!(|scene| scene.discord.close(1001))),
        Trouble::new("close 4000", happens!(|scene| scene.discord.close(4000))),
        Trouble::new("close 4007", happens!(|scene| scene.discord.close(4007))),
        Trouble::new("close 4008", happens!(|scene| scene.discord.close(4008))),
        Trouble::new("close 4009", happens!(|scene| scene.discord.close(4009))),
        Trouble::new("close 4010", happens!(|scene| scene.discord.close(4010))),
        Trouble::new("op 7", happens!(|scene| scene.discord.ask_to_reconnect())),
        Trouble::new("op 9, resumable", happens!(|scene| scene.discord.invalidate(true))),
        Trouble::new("op 9, not resumable", happens!(|scene| scene.discord.invalidate(false))),
    ]);
}

#[test]
fn broken_connections_are_opened_again() {
    all_survive(vec![
        Trouble::new("FIN", happens!(|scene| scene.proxy.fin())),
        Trouble::new("RST", happens!(|scene| scene.proxy.reset())),
        Trouble::new(
            "an end without a close frame",
            happens!(|scene| scene.discord.drop_connections()),
        ),
        Trouble::new(
            "heartbeats without an answer",
            happens!(|scene| {
                let before = scene.discord.with(|state| {
                    state.gateway_faults.deaf = true;
                    state.gateway.len()
                });
                scene
                    .discord
                    .wait("the bot to leave", |state| {
                        state
                            .gateway
                            .get(before..)?
                            .iter()
                            .find(|(_, e)| matches!(e, Gateway::Closed { .. }))
                            .map(|_| ())
                    })
                    .await;
                scene.discord.with(|state| state.gateway_faults.deaf = false);
            }),
        )
        .heartbeat(Duration::from_secs(2)),
        Trouble::new(
            "a black hole",
            happens!(|scene| {
                scene.proxy.black_hole();
                tokio::time::sleep(Duration::from_secs(10)).await;
                scene.proxy.open();
            }),
        )
        .heartbeat(Duration::from_secs(2)),
        Trouble::new("refused for 1 s", happens!(|scene| refused(scene, 1).await)),
        Trouble::new("refused for 10 s", happens!(|scene| refused(scene, 10).await)),
        Trouble::new("refused for 60 s", happens!(|scene| refused(scene, 60).await)),
    ]);
}

async fn refused(scene: &Scene, seconds: u64) {
    scene.proxy.refuse();
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    scene.proxy.open();
}

#[test]
fn nonsense_is_passed_over() {
    all_survive(vec![
        Trouble::new("an unknown event", happens!(|scene| scene.discord.unknown_event()))
            .stays_connected(),
        Trouble::new(
            "broken JSON",
            happens!(|scene| scene.discord.send_raw("{\"op\": 0, \"t\": \"MESSAGE_CR")),
        )
        .stays_connected(),
        Trouble::new("no JSON at all", happens!(|scene| scene.discord.send_raw("Bad Gateway")))
            .stays_connected(),
        Trouble::new(
            "an unknown op",
            happens!(|scene| scene
                .discord
                .send_raw("{\"op\":42,\"d\":null,\"s\":null,\"t\":null}")),
        )
        .stays_connected(),
        Trouble::new(
            "a message of another shape",
            happens!(|scene| scene.discord.with(|state| {
                for session in &mut state.sessions {
                    session.send("MESSAGE_CREATE", serde_json::json!({ "id": "1", "content": 42 }));
                    session
                        .send("INTERACTION_CREATE", serde_json::json!({ "id": "1", "type": 99 }));
                }
            })),
        )
        .stays_connected(),
        Trouble::new("a heartbeat asked for", happens!(|scene| scene.discord.ask_heartbeat()))
            .stays_connected(),
    ]);
}
