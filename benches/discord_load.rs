//! Discord under load: 200 interactions a second for 30 s, the bot a process of
//! its own against the double. A figure, not a test: `cargo bench --bench
//! discord_load` prints the times from an event's dispatch to its callback's
//! arrival, what was lost, and the bot's memory from a sixth of the way to the end.
//!
//! Under `cargo test` it only runs for a second, to show that it still does.

#[path = "../tests/it/discord/double/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod double;
#[path = "../tests/it/folder.rs"]
mod folder;
#[path = "../tests/it/discord/scene.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod scene;

use std::time::{Duration, Instant};

use double::Setup;
use double::members::Typed;
use scene::{As, Scene};

const A_SECOND: u32 = 200;
/// What people type, in turn; every third is still being typed.
const QUESTIONS: [&str; 6] = [
    "j'ai perdu mon badge",
    "comment faire entrer un visiteur",
    "une BAL",
    "quelle est la capitale de la Mongolie",
    "menu de la semaine",
    "que dit le règlement intérieur",
];

#[tokio::main]
async fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let lasts = Duration::from_secs(if measured { 30 } else { 1 });
    let setup = Setup { validate: false, ..Setup::default() };
    let scene = Scene::open_with(As::Itself, setup, |_, _| String::new()).await;
    let discord = &scene.discord;

    let total = A_SECOND * lasts.as_secs() as u32;
    let began = Instant::now();
    let mut sent = Vec::new();
    let mut memory_early = 0;
    for n in 0..total {
        tokio::time::sleep_until((began + Duration::from_secs(1) * n / A_SECOND).into()).await;
        let question = QUESTIONS[n as usize % QUESTIONS.len()];
        let typed = Typed::new("faq").with("question", question);
        sent.push(if n % 3 == 0 {
            discord.types(scene.camille, scene.channel, &typed, "question")
        } else {
            discord.runs(scene.camille, scene.channel, &typed)
        });
        if n == total / 6 {
            memory_early = memory(&scene);
        }
    }
    let rate = f64::from(total) / began.elapsed().as_secs_f64();
    tokio::time::sleep(Duration::from_secs(4)).await;

    let mut times: Vec<Duration> = discord.with(|state| {
        let answered = sent.iter().filter_map(|id| {
            let interaction = &state.interactions[id];
            Some(interaction.answered?.0 - interaction.began)
        });
        answered.collect()
    });
    times.sort_unstable();
    let lost = sent.len() - times.len();
    let at = |part: f64| {
        times
            .get((times.len() as f64 * part) as usize)
            .or(times.last())
            .copied()
            .unwrap_or_default()
    };
    println!(
        "{total} interactions, {rate:.0} a second: median {:.1?}, p99 {:.1?}, worst {:.1?}, lost {lost}, memory {:.1} MB then {:.1} MB",
        at(0.5),
        at(0.99),
        at(1.0),
        memory_early as f64 / 1e6,
        memory(&scene) as f64 / 1e6,
    );
    scene.close().await;
    assert_eq!(lost, 0, "every interaction is answered");
}

/// What the bot keeps in memory, in bytes; 0 where the system does not tell.
fn memory(scene: &Scene) -> u64 {
    let id = scene.bot.id().unwrap_or_default();
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = resident.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
