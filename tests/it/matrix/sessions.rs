//! The bot's session, from its first start until it is lost:
//!
//! 1. The first start signs its device and writes a recovery key into a file once; questions are
//!    answered in unencrypted and in encrypted rooms.
//! 2. A question asked while the bot or the homeserver is down is answered once it is
//!    up again; a restart answers no question twice.
//! 3. A message whose key arrives late is answered when it arrives.
//! 4. A new device needs the recovery key; with it, the bot decrypts and answers.
//! 5. A wrong passphrase, a wrong password, a revoked session, and a store that is lost,
//!    damaged, read-only or on a full disk each end the program with an exit code and a
//!    sentence that says what to do.
//! 6. Answers in encrypted rooms that have a member in common wait for no query of keys.
//! 7. Under a homeserver's default rate limits every question is answered in the end.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::bot::{Bot, Setup};
use super::event::Text;
use super::homeserver::{Account, Homeserver};
use super::member::{Member, Room};
use super::peers;
use super::proxy::Proxy;

const QUESTION: &str = "!faq que faire quand on a perdu son badge ?";
const ANSWER: &str = "Signalez la perte à l’accueil le jour même.";

/// A bot, and a member in a room with it.
fn together<'a>(
    server: &'a Homeserver,
    room: Room,
    setup: impl FnOnce(Setup) -> Setup,
) -> (Bot, Account, Member<'a>, String) {
    let account = server.register("souffleur");
    let bot = setup(Setup::new(server, &account)).start();
    let camille = Member::new(server, "camille");
    let room = enter(&camille, room, &account);
    (bot, account, camille, room)
}

/// A room that the bot has joined.
fn enter(camille: &Member<'_>, room: Room, bot: &Account) -> String {
    let room = camille.create(room.inviting(&[&bot.user]));
    camille.wait_for_member(&room, &bot.user);
    room
}

fn ask(camille: &Member<'_>, room: &str) {
    let question = camille.say(room, &Text::new(QUESTION));
    let answer = camille.wait_for_answer(&question);
    assert!(answer.body().contains(ANSWER), "{answer:#?}");
}

/// The recovery key, in the file that a line of the log names.
fn recovery_key(bot: &Bot) -> String {
    let line = bot.wait_for_log("the recovery key", |line| line["path"].is_string());
    let path = line["path"].as_str().expect("a path");
    std::fs::read_to_string(path).expect("the key").trim().to_owned()
}

#[test]
fn questions_are_answered_once_whatever_goes_down_meanwhile() {
    let Some(server) = Homeserver::start() else { return };
    let (mut bot, account, camille, clear) = together(&server, Room::plain("Clair"), |setup| setup);
    let key = recovery_key(&bot);
    let ready = bot.wait_for_log("being ready", |line| line["message"] == "ready");
    assert_eq!(ready["connected"], format!("matrix as {} in 0 rooms", account.user));
    let locked = enter(&camille, Room::encrypted("Chiffré"), &account);
    ask(&camille, &clear);
    ask(&camille, &locked);

    // The bot is stopped, then killed: questions asked meanwhile are answered later.
    bot.stop();
    let missed = [&clear, &locked].map(|room| camille.say(room, &Text::new(QUESTION)));
    bot.spawn_again();
    bot.wait_until_connected();
    assert!(!bot.log().contains("recovery key"), "the recovery key is told once");
    assert!(!bot.log().contains(&key), "the recovery key is in the log");
    for question in &missed {
        assert!(camille.wait_for_answer(question).body().contains(ANSWER));
    }
    bot.kill();
    let missed = camille.say(&locked, &Text::new(QUESTION));
    bot.spawn_again();
    bot.wait_until_connected();
    assert!(camille.wait_for_answer(&missed).body().contains(ANSWER));

    // The homeserver is killed while a question is being sent.
    let asked = camille.say(&clear, &Text::new(QUESTION));
    server.kill();
    let says = |words: &'static str| {
        move |line: &serde_json::Value| {
            line["message"].as_str().is_some_and(|message| message.starts_with(words))
        }
    };
    let lost = bot.wait_for_log("the loss", says("the homeserver cannot be reached"));
    // Its connections break first, then it refuses new ones.
    assert!(lost["cause"].as_str().is_some_and(|cause| cause.starts_with("connection ")), "{lost}");
    assert!(
        lost["homeserver"]
            .as_str()
            .is_some_and(|url| server.url().starts_with(url.trim_end_matches('/')))
    );
    server.restart();
    assert!(camille.wait_for_answer(&asked).body().contains(ANSWER));
    bot.wait_for_log("the end of the loss", says("the homeserver is reached again"));
    assert_eq!(bot.log().matches("cannot be reached").count(), 1, "one line for each outage");
    ask(&camille, &locked);
    bot.close(&account.user, &[&camille]);
}

#[test]
fn a_late_key_is_waited_for() {
    let Some(server) = Homeserver::shared() else { return };
    let (bot, account, camille, room) = together(server, Room::encrypted("Tard"), |setup| setup);
    ask(&camille, &room);
    let question = camille.say_without_key(&room, &Text::new(QUESTION), &[&account.user]);
    bot.wait_for_log("the message", |line| line["waiting"] == 1);
    camille.give_key(&question);
    assert!(camille.wait_for_answer(&question).body().contains(ANSWER));
    bot.close(&account.user, &[&camille]);
}

#[test]
fn a_new_device_needs_the_recovery_key() {
    let Some(server) = Homeserver::shared() else { return };
    let (mut bot, account, camille, room) =
        together(server, Room::encrypted("Neuf"), |setup| setup);
    let key = recovery_key(&bot);
    ask(&camille, &room);
    bot.stop();
    std::fs::remove_dir_all(bot.store()).expect("the store is lost");

    bot.spawn_again();
    let (code, said) = bot.wait_for_refusal();
    assert_ne!(code, 0);
    assert!(said.contains("MATRIX_RECOVERY_KEY"), "{said}");
    bot.set_secret("MATRIX_RECOVERY_KEY", Some("EsTx nope"));
    bot.spawn_again();
    let (code, said) = bot.wait_for_refusal();
    assert_ne!(code, 0);
    assert!(said.contains("n’est pas celle de ce"), "{said}");

    bot.set_secret("MATRIX_RECOVERY_KEY", Some(&key));
    bot.spawn_again();
    bot.wait_until_connected();
    ask(&camille, &room);
    bot.close(&account.user, &[&camille]);
}

#[test]
fn what_cannot_go_on_says_why() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let mut bot = Setup::new(server, &account).secret("MATRIX_PASSWORD", "pas celui-là").spawn();
    let refused = |bot: &mut Bot, why: &str| {
        let (code, said) = bot.wait_for_refusal();
        assert_ne!(code, 0, "{said}");
        assert!(said.contains(why), "not «{why}»: {said}");
        assert!(!said.contains("pas celui-là"), "it shows a secret: {said}");
    };
    refused(&mut bot, "refuse le mot de passe");

    // A working session with a wrong passphrase, then one that the server has ended.
    bot.set_secret("MATRIX_PASSWORD", Some(&account.password));
    bot.spawn_again();
    bot.wait_until_connected();
    bot.stop();
    bot.set_secret("MATRIX_STORE_PASSPHRASE", Some("pas celui-là"));
    bot.spawn_again();
    refused(&mut bot, "n’est pas celle avec");
    bot.set_secret("MATRIX_STORE_PASSPHRASE", Some(super::bot::PASSPHRASE));
    bot.spawn_again();
    bot.wait_until_connected();
    for device in server.devices(&account.user) {
        server.revoke(&account.user, &device);
    }
    refused(&mut bot, "M_UNKNOWN_TOKEN");
    bot.spawn_again();
    refused(&mut bot, "M_UNKNOWN_TOKEN");
    bot.set_secret("MATRIX_STORE_PASSPHRASE", None);
    bot.spawn_again();
    refused(&mut bot, "MATRIX_STORE_PASSPHRASE");
}

#[test]
fn a_token_whose_store_was_lost_is_refused() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let mut bot = Setup::new(server, &account).by_token(&account).start();
    let camille = Member::new(server, "camille");
    let room = enter(&camille, Room::encrypted("Jeton"), &account);
    ask(&camille, &room);
    bot.restart();
    ask(&camille, &room);
    bot.stop();
    std::fs::remove_dir_all(bot.store()).expect("the store is lost");
    bot.spawn_again();
    let (code, said) = bot.wait_for_refusal();
    assert_ne!(code, 0);
    assert!(said.contains("ont été perdues"), "{said}");
}

/// Moves what a SQLite database keeps in its log into its file, and removes the log.
fn checkpoint(database: &Path) {
    let python = peers::python().expect("a homeserver was started with it");
    let ended = Command::new(python)
        .args(["-c", "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('VACUUM')"])
        .arg(database)
        .status();
    assert!(ended.is_ok_and(|status| status.success()), "{}", database.display());
}

#[test]
fn a_store_that_cannot_be_used_is_told_by_name() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let mut bot = Setup::new(server, &account).start();
    bot.stop();
    for name in ["matrix-sdk-state.sqlite3", "matrix-sdk-crypto.sqlite3"] {
        let path = bot.store().join(name);
        checkpoint(&path);
        let whole = std::fs::read(&path).expect("a database");
        // The head alone, then everything behind it.
        for range in [0..100, 4_096..whole.len()] {
            let mut damaged = whole.clone();
            damaged[range.clone()].fill(0xA5);
            std::fs::write(&path, damaged).expect("it is written");
            bot.spawn_again();
            assert!(!bot.connects(), "{name} {range:?}");
            let (code, said) = bot.wait_for_refusal();
            assert_ne!(code, 0);
            assert!(said.contains("est abîmée"), "{name} {range:?}: {said}");
            assert!(said.contains("recovery-key.txt"), "{said}");
        }
        std::fs::write(&path, whole).expect("it is written");
    }
    bot.restart();
    bot.stop();

    let mut full = Setup::new(server, &account).on_full_disk().spawn();
    let (code, said) = full.wait_for_refusal();
    assert_ne!(code, 0);
    assert!(said.contains("est plein"), "{said}");

    // Nobody may create a folder there, not even root.
    let store = bot.store().display().to_string();
    bot.replace_in_config(&store, "/sys/souffleur");
    bot.spawn_again();
    let (code, said) = bot.wait_for_refusal();
    assert_ne!(code, 0);
    assert!(said.contains("lecture seule") && said.contains("/sys/souffleur"), "{said}");
    bot.replace_in_config("/sys/souffleur", &store);
    bot.restart();
    bot.close(&account.user, &[]);
}

#[test]
fn answers_in_encrypted_rooms_do_not_ask_for_keys_each_time() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let proxy = Proxy::before(server);
    // A thousand answers are a measurement, for a machine that does nothing else.
    let measured = std::env::var("SOUFFLEUR_ANSWERS").ok().and_then(|count| count.parse().ok());
    let setup = Setup::new(server, &account).through(server, &proxy.url());
    let bot = if measured.is_some() { setup.without_meaning() } else { setup }.start();
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    // Camille is in all of the rooms, Dominique in half of them.
    let rooms: Vec<String> = (0..6)
        .map(|number| {
            let room = enter(&camille, Room::encrypted("Commun"), &account);
            if number % 2 == 0 {
                camille.invite(&room, dominique.user());
                dominique.accept_invite(&room);
                camille.wait_for_member(&room, dominique.user());
            }
            ask(&camille, &room);
            room
        })
        .collect();
    let queries = || proxy.count_of("/keys/query");
    let before = queries();
    assert!(before > 0, "the proxy counts none");
    let answers = measured.unwrap_or(30_usize);
    let mut waits = Vec::new();
    for number in 0..answers {
        let room = number % rooms.len();
        let asker = if room == 0 { &dominique } else { &camille };
        let asked = Instant::now();
        ask(asker, &rooms[room]);
        waits.push(asked.elapsed());
    }
    waits.sort();
    let asked = queries() - before;
    let (p50, p99) = (waits[answers / 2], waits[answers * 99 / 100]);
    println!("{asked} queries for {answers} answers, p50 {p50:?}, p99 {p99:?}");
    assert!(asked * 10 <= answers, "{asked} queries for {answers} answers");
    assert!(measured.is_none() || p99 <= Duration::from_millis(500), "p99 {p99:?}");
    bot.close(&account.user, &[&camille, &dominique]);
}

#[test]
fn a_homeservers_own_limits_are_kept_to() {
    let Some(server) = Homeserver::shared_with_limits() else { return };
    let (bot, account, camille, room) = together(server, Room::plain("Lent"), |setup| setup);
    server.lift_limits(camille.user());
    // More questions than the ten that pass at once.
    let questions: Vec<String> =
        (0..13).map(|_| camille.say(&room, &Text::new(QUESTION))).collect();
    for question in &questions {
        assert!(camille.wait_for_answer(question).body().contains(ANSWER));
    }
    let says = |words: &'static str| {
        move |line: &serde_json::Value| {
            line["message"].as_str().is_some_and(|message| message.starts_with(words))
        }
    };
    let begun = bot.wait_for_log("the limit", says("the homeserver does not take"));
    assert_eq!(begun["cause"], "rate limit (HTTP 429)");
    let ended = bot.wait_for_log("its end", says("the homeserver takes what the bot sends again"));
    assert!(ended["questions"].as_u64().is_some_and(|late| late > 1), "{ended}");
    bot.close(&account.user, &[&camille]);
}
