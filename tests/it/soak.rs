//! Everything at once for a given time, against one process that serves both networks and keeps
//! its journal in PostgreSQL. It is no test of one thing, and is left out unless it is asked for:
//!
//! ```sh
//! SOAK_SECONDS=3600 cargo test --features matrix --test it -- --ignored --nocapture soak
//! ```
//!
//! Members ask by command, by mention and in direct messages on Discord, in the clear and encrypted
//! on Matrix, and vote. Meanwhile the FAQ is reloaded, the database stops, the gateway is cut and the
//! homeserver is killed, one after the other. What must hold:
//!
//! 1. Every question is answered once and recorded once.
//! 2. The program's memory does not grow, as far as that can be told from its own ups and downs.
//! 3. Each warning of the log is of something that was done to the program at that time.
//!
//! It prints what `benches/SOAK.md` has.

mod memory;
mod warnings;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::RwLock;

use crate::discord::conversations::labels;
use crate::discord::double::members::Typed;
use crate::discord::double::objects::Id;
use crate::discord::double::proxy::Proxy;
use crate::discord::double::{Double, Setup as DiscordSetup};
use crate::journal::database::Database;
use crate::journal::postgres;
use crate::matrix::bot::Setup;
use crate::matrix::event::Text;
use crate::matrix::homeserver::Homeserver;
use crate::matrix::member::{Member, Room};
use memory::Memory;
use warnings::{Disturbance, Disturbances};

const QUESTIONS: [&str; 6] = [
    "j'ai perdu mon badge",
    "comment faire entrer un visiteur",
    "une BAL",
    "que dit le règlement intérieur",
    "quelle est la capitale de la Mongolie",
    "je voudrais réserver une salle",
];
/// Between two questions of one member.
const PACE: Duration = Duration::from_millis(700);
/// A member waits so long in the worst case: an outage of the homeserver, and the retries after it.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long it lasts; a minute unless `SOAK_SECONDS` says something else.
fn lasts() -> Duration {
    let seconds = std::env::var("SOAK_SECONDS").ok();
    let seconds = seconds.map(|text| text.parse().expect("SOAK_SECONDS is a number of seconds"));
    Duration::from_secs(seconds.unwrap_or(60))
}

/// A question that no other one equals.
fn question(network: &str, number: usize) -> String {
    format!("{}, {network} {number} ?", QUESTIONS[number % QUESTIONS.len()])
}

/// What one member asked, and how long each answer took.
#[derive(Default)]
struct Asked {
    took: Vec<Duration>,
    votes: usize,
}

impl Asked {
    fn add(&mut self, other: Self) {
        self.took.extend(other.took);
        self.votes += other.votes;
    }

    fn row(mut self, what: &str) -> usize {
        self.took.sort();
        let at = |share: f64| self.took[((self.took.len() - 1) as f64 * share).round() as usize];
        println!(
            "| {what} | {} | {} | {} | {} | {} |",
            self.took.len(),
            self.votes,
            at(0.5).as_millis(),
            at(0.99).as_millis(),
            at(1.0).as_millis()
        );
        self.took.len()
    }
}

/// A server on Discord with its members. Whoever cuts the gateway takes `whole` for itself: a
/// command that comes late by that could not be answered any more, on the real Discord as well.
struct OnDiscord {
    double: Double,
    whole: RwLock<()>,
    camille: Id,
    dominique: Id,
    channel: Id,
}

impl OnDiscord {
    /// Asks until the end: mentions, commands, direct messages in turn.
    async fn ask(self: Arc<Self>, first: usize, over: Arc<AtomicBool>) -> Asked {
        let mut asked = Asked::default();
        let direct = self.double.direct(self.camille);
        let mut mentioned = Vec::new();
        for number in (first..).step_by(2) {
            if over.load(Ordering::Relaxed) {
                break;
            }
            let text = question("discord", number);
            let began = Instant::now();
            match (number / 2) % 3 {
                0 => {
                    let message = self.double.mentions_bot(self.camille, self.channel, &text);
                    let reply = self.reply(message).await;
                    mentioned.push(message);
                    asked.took.push(began.elapsed());
                    let may_vote =
                        labels(&self.double.message(reply)).iter().any(|l| l.contains("👍"));
                    if may_vote {
                        let _whole = self.whole.read().await;
                        let vote = self.double.clicks(self.dominique, reply, "👍 Utile");
                        self.double.answer(vote).await;
                        asked.votes += 1;
                    }
                }
                1 => {
                    let _whole = self.whole.read().await;
                    let began = Instant::now();
                    let typed = Typed::new("faq").with("question", text);
                    let command = self.double.runs(self.camille, self.channel, &typed);
                    self.double.answer(command).await;
                    asked.took.push(began.elapsed());
                }
                _ => {
                    let message = self.double.says(self.camille, direct, &text);
                    self.reply(message).await;
                    mentioned.push(message);
                    asked.took.push(began.elapsed());
                }
            }
            tokio::time::sleep(PACE).await;
        }
        // Each message is looked at once: an hour has ten thousand of them.
        let replies = self.double.with(|state| {
            let mut replies: HashMap<String, usize> = HashMap::new();
            for message in state.messages.values().filter(|message| message.author == state.bot.id)
            {
                let to = message.body["message_reference"]["message_id"].as_str();
                *replies.entry(to.unwrap_or_default().to_owned()).or_default() += 1;
            }
            replies
        });
        for message in mentioned {
            assert_eq!(replies.get(&message.to_string()), Some(&1), "answered not once");
        }
        asked
    }

    async fn reply(&self, message: Id) -> Id {
        let what = "an answer on Discord";
        let replied = |state: &crate::discord::double::world::State| {
            state.replies_to(message).pop().map(|reply| reply.id)
        };
        self.double.wait_within(PATIENCE, what, replied).await
    }

    /// Cuts the gateway in one of the ways that Discord does, and waits until it is back.
    async fn cut(&self, number: usize) {
        let _whole = self.whole.write().await;
        let before = self.double.with(|state| state.gateway.len());
        match number % 3 {
            0 => self.double.drop_connections(),
            1 => self.double.ask_to_reconnect(),
            _ => self.double.close(4_000),
        }
        self.double.reconnected(before).await;
    }
}

/// Asks in a room until the end.
fn ask_on_matrix(member: &Member<'_>, room: &str, name: &str, over: &AtomicBool) -> Asked {
    let mut asked = Asked::default();
    for number in 0.. {
        if over.load(Ordering::Relaxed) {
            break;
        }
        let text = Text::new(&format!("!faq {}", question(name, number)));
        let began = Instant::now();
        let said = member.say(room, &text);
        let answer = member.wait_for(&format!("an answer to {said}"), |events| {
            events.iter().rev().find(|seen| seen.answers(&said)).cloned()
        });
        asked.took.push(began.elapsed());
        if number % 5 == 0 {
            member.react(room, &answer.id, "👍");
            asked.votes += 1;
        }
        std::thread::sleep(PACE);
    }
    asked
}

// The members of Matrix block their threads; the double of Discord goes on in another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it lasts a minute or an hour; .ci/run asks for a minute"]
async fn soak() {
    let Some(server) = Homeserver::start() else { return };
    let Some(postgres) = postgres::Server::start() else { return };
    let database = Database::on(&postgres);
    let double = Double::start(DiscordSetup { validate: false, ..DiscordSetup::default() });
    let [camille, dominique] = ["camille", "dominique"].map(|name| double.person(name));
    let guild = double.guild("Cabinet", &[camille, dominique]);
    let channel = double.channel(guild, "general");
    let proxy = Proxy::start(double.address());
    double.gateway_through(proxy.address());

    let account = server.register("souffleur");
    let mut disturbances = Disturbances::default();
    let setup =
        Setup::new(&server, &account).secret("DISCORD_TOKEN", &double.shared.setup.token).config(
            &format!("[platform.discord]\napi_url = {:?}\n{}", proxy.url(), database.section("")),
        );
    // As the image and the service have it.
    let setup = setup.variable("MALLOC_ARENA_MAX", "2");
    let mut bot = disturbances.during(Disturbance::Start, || setup.start());
    double.connected().await;
    let member = Member::new(&server, "camille");
    let other = Member::new(&server, "dominique");
    let enter = |member: &Member<'_>, room: Room| {
        let room = member.create(room.inviting(&[&account.user]));
        member.wait_for_member(&room, &account.user);
        room
    };
    let clear = enter(&member, Room::plain("Clair"));
    let locked = enter(&other, Room::encrypted("Chiffré"));

    let lasts = lasts();
    let over = Arc::new(AtomicBool::new(false));
    let memory = Memory::watch(bot.id());
    let discord =
        Arc::new(OnDiscord { double, whole: RwLock::default(), camille, dominique, channel });
    let on_discord =
        [0, 1].map(|first| tokio::spawn(Arc::clone(&discord).ask(first, Arc::clone(&over))));
    let faq = bot.folder.path().join("faq");
    let began = Instant::now();
    let handle = tokio::runtime::Handle::current();
    let (in_clear, in_locked) = tokio::task::block_in_place(|| {
        std::thread::scope(|threads| {
            let clear = threads.spawn(|| ask_on_matrix(&member, &clear, "clair", &over));
            let locked = threads.spawn(|| ask_on_matrix(&other, &locked, "chiffré", &over));
            let pause = (lasts / 15).clamp(Duration::from_secs(3), Duration::from_secs(20));
            for number in 0.. {
                std::thread::sleep(pause);
                let has_ended = clear.is_finished() || locked.is_finished();
                if began.elapsed() >= lasts || has_ended {
                    break;
                }
                if number % 15 == 0 {
                    let passed = began.elapsed().as_secs();
                    println!("{passed} s: {:.1} MB", memory.now().unwrap_or_default());
                }
                let kind = Disturbance::ALL[number % Disturbance::ALL.len()];
                disturbances.during(kind, || match kind {
                    // There is one, which is over.
                    Disturbance::Start => {}
                    Disturbance::Reload => warnings::edit(&faq, number),
                    Disturbance::Database => {
                        postgres.stop();
                        std::thread::sleep(pause / 4);
                        postgres.start_again();
                    }
                    Disturbance::Gateway => {
                        handle.block_on(discord.cut(number / Disturbance::ALL.len()));
                    }
                    Disturbance::Homeserver => server.restart(),
                });
            }
            over.store(true, Ordering::Relaxed);
            let ended = |asking: std::thread::ScopedJoinHandle<'_, Asked>| {
                asking.join().expect("every question on Matrix is answered")
            };
            (ended(clear), ended(locked))
        })
    });
    let mut by_discord = Asked::default();
    for asking in on_discord {
        by_discord.add(asking.await.expect("every question on Discord is answered"));
    }

    println!("\n{} s\n\n{}", began.elapsed().as_secs(), disturbances.table());
    println!(
        "| asked | questions | votes | median, ms | p99, ms | worst, ms |\n\
         | --- | ---: | ---: | ---: | ---: | ---: |"
    );
    let mut all = by_discord.row("on Discord");
    all += in_clear.row("on Matrix, in the clear");
    all += in_locked.row("on Matrix, encrypted");
    println!("\n{all} questions, each answered once");
    let recorded = i64::try_from(all).expect("not so many");
    let sql = "SELECT COUNT(*) FROM journal_questions";
    database.number_when("every question", sql, recorded).await;
    println!("{recorded} of them in the journal\n");

    let steady = memory.end(lasts);
    println!("{}\n", steady.told());
    bot.stop();
    let unexplained = disturbances.unexplained(&bot.log());
    println!("{}", disturbances.explained(&bot.log()));
    assert!(unexplained.is_empty(), "warnings that nothing explains:\n{}", unexplained.join("\n"));
    assert!(steady.is_flat(), "the memory grows: {}", steady.told());
    bot.close(&account.user, &[&member, &other]);
}
