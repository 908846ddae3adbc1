//! How long a member on Matrix waits for an answer, in an unencrypted and in an encrypted
//! room. The bot is a process of its own, and the homeserver and the member's client are
//! programs that others wrote. `cargo bench --features matrix --bench matrix_answers` prints
//! the times, the time of a start and the bot's memory; run as a test, it only shows that it
//! works.
//!
//! A time begins before the member's client sends and ends when it has the answer. It
//! includes both requests to the homeserver and the client's own work.

#[path = "../tests/it/matrix/bot.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod bot;
#[path = "../tests/it/matrix/event.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod event;
#[path = "../tests/it/folder.rs"]
mod folder;
#[path = "../tests/it/matrix/homeserver.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod homeserver;
#[path = "../tests/it/matrix/kept.rs"]
mod kept;
#[path = "../tests/it/matrix/member.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod member;
#[path = "../tests/it/matrix/peers.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod peers;

use std::time::{Duration, Instant};

use bot::{Bot, Setup};
use event::Text;
use homeserver::Homeserver;
use member::{Member, Room};

const QUESTIONS: [&str; 4] = [
    "!faq j'ai perdu mon badge",
    "!faq comment faire entrer un visiteur",
    "!faq une BAL",
    "!faq que dit le règlement intérieur",
];
/// Rooms the bot is in, for its memory.
const ROOMS: usize = 200;

fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let (asked, rooms) = if measured { (40, ROOMS) } else { (1, 1) };
    let Some(server) = Homeserver::start() else { return };
    let account = server.register("souffleur");
    let began = Instant::now();
    let mut bot = Setup::new(&server, &account).start();
    println!("first start to ready: {} ms", began.elapsed().as_millis());
    let camille = Member::new(&server, "camille");
    let enter = |room: Room| {
        let room = camille.create(room.inviting(&[&account.user]));
        camille.wait_for_member(&room, &account.user);
        room
    };
    let clear = enter(Room::plain("Clair"));
    let locked = enter(Room::encrypted("Chiffré"));
    println!(
        "| room | pace | questions | p50 | p99 | worst |\n| --- | --- | ---: | ---: | ---: | ---: |"
    );
    for (kind, room) in [("in the clear", &clear), ("encrypted", &locked)] {
        // The first brings keys and members.
        wait(&camille, room, 0);
        for (pace, pause) in
            [("spaced", Duration::from_millis(1_500)), ("back to back", Duration::ZERO)]
        {
            let mut times: Vec<Duration> = (0..asked)
                .map(|n| {
                    std::thread::sleep(pause);
                    wait(&camille, room, n)
                })
                .collect();
            times.sort();
            let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
            println!(
                "| {kind} | {pace} | {asked} | {} ms | {} ms | {} ms |",
                at(0.5).as_millis(),
                at(0.99).as_millis(),
                at(1.0).as_millis()
            );
        }
    }
    println!("memory in 2 rooms: {:.1} MB", memory(&bot));
    for n in 2..rooms {
        enter(Room::plain(&format!("Salon {n}")));
    }
    println!("memory in {rooms} rooms: {:.1} MB", memory(&bot));
    bot.stop();
    let began = Instant::now();
    bot.spawn_again();
    bot.wait_until_connected();
    println!("restart in {rooms} rooms to ready: {} ms", began.elapsed().as_millis());
    println!("memory after it: {:.1} MB", memory(&bot));
}

fn wait(camille: &Member<'_>, room: &str, n: usize) -> Duration {
    let began = Instant::now();
    let question = camille.say(room, &Text::new(QUESTIONS[n % QUESTIONS.len()]));
    camille.wait_for_answer(&question);
    began.elapsed()
}

/// Resident, in megabytes.
fn memory(bot: &Bot) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", bot.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1_000.0
}
