//! Questions asked while the bot was away, and questions it had no time to answer:
//!
//! 1. A question that is older than the limit is not answered.
//! 2. A question that is followed by more messages than the homeserver sends at
//!    once is found.
//! 3. Questions that were taken and not answered before a crash are answered after
//!    it, once, although the homeserver does not send them again.
//! 4. A bot that is stopped or killed in a stream of questions answers each of them once,
//!    in unencrypted and in encrypted rooms.
//! 5. Four hundred questions that wait in one room are all answered, once.
//! 6. A running bot whose device is used with other keys elsewhere ends with an error.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::bot::Setup;
use super::event::Text;
use super::homeserver::{Account, Homeserver};
use super::member::{Member, Room};

const QUESTION: &str = "!faq que faire quand on a perdu son badge ?";
const ANSWER: &str = "Signalez la perte à l’accueil le jour même.";

/// A room that the bot has joined.
fn enter(camille: &Member<'_>, room: Room, bot: &Account) -> String {
    let room = camille.create(room.inviting(&[&bot.user]));
    camille.wait_for_member(&room, &bot.user);
    room
}

#[test]
fn what_is_too_old_is_left_alone() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let mut bot = Setup::new(server, &account).config("max_age_minutes = 0").start();
    let camille = Member::new(server, "camille");
    let room = enter(&camille, Room::plain("Vieux"), &account);
    bot.stop();
    let old = camille.say(&room, &Text::new(QUESTION));
    // The homeserver tells its time in whole seconds, so that the bot must start in a later one.
    let second = || std::time::UNIX_EPOCH.elapsed().expect("a clock").as_secs();
    let said = second();
    while second() == said {
        std::thread::sleep(Duration::from_millis(20));
    }
    bot.spawn_again();
    bot.wait_until_connected();
    let new = camille.say(&room, &Text::new(QUESTION));
    // The questions of a room are answered in their order.
    assert!(camille.wait_for_answer(&new).body().contains(ANSWER));
    assert!(!camille.events(&room).iter().any(|event| event.answers(&old)), "it is too old");
    bot.close(&account.user, &[&camille]);
}

#[test]
fn what_the_homeserver_leaves_out_is_looked_for() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let mut bot = Setup::new(server, &account).start();
    let camille = Member::new(server, "camille");
    for room in [Room::plain("Bavard"), Room::encrypted("Bavard")] {
        let room = enter(&camille, room, &account);
        bot.stop();
        let question = camille.say(&room, &Text::new(QUESTION));
        // The bot asks for a hundred events per room.
        for number in 0..110 {
            camille.say(&room, &Text::new(&format!("autre chose {number}")));
        }
        bot.spawn_again();
        bot.wait_until_connected();
        assert!(camille.wait_for_answer(&question).body().contains(ANSWER));
    }
    bot.close(&account.user, &[&camille]);
}

#[test]
fn a_crash_loses_no_question_that_was_taken() {
    let Some(server) = Homeserver::shared_with_limits() else { return };
    let account = server.register("souffleur");
    let mut bot = Setup::new(server, &account).start();
    let camille = Member::new(server, "camille");
    server.lift_limits(camille.user());
    let room = enter(&camille, Room::plain("Lent"), &account);
    // Ten answers pass at once, the others wait for the rate limit. Once one of those
    // has arrived, the bot has read all questions.
    let questions: Vec<String> =
        (0..14).map(|_| camille.say(&room, &Text::new(QUESTION))).collect();
    camille.wait_for_answer(&questions[10]);
    bot.kill();
    let answered = |question: &String| camille.events(&room).iter().any(|e| e.answers(question));
    assert!(!questions.iter().all(answered), "some were still to be answered");
    server.lift_limits(&account.user);
    bot.spawn_again();
    for question in &questions {
        assert!(camille.wait_for_answer(question).body().contains(ANSWER));
    }
    bot.close(&account.user, &[&camille]);
}

#[test]
fn signals_in_a_stream_of_questions_lose_none() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let mut bot = Setup::new(server, &account).without_meaning().start();
    let camille = Member::new(server, "camille");
    let rooms = [Room::plain("Flux"), Room::encrypted("Flux")];
    let rooms = rooms.map(|room| enter(&camille, room, &account));
    let signals = std::env::var("SOUFFLEUR_SIGNALS").ok().and_then(|count| count.parse().ok());
    let mut questions = Vec::new();
    for signal in 0..signals.unwrap_or(8_u64) {
        for question in 0..3 {
            questions.push(camille.say(&rooms[question % 2], &Text::new(QUESTION)));
        }
        // The moment of the signal is what is tested, from before a question has arrived
        // until after its answer was sent.
        std::thread::sleep(Duration::from_millis(signal * 37 % 160));
        if signal % 2 == 0 {
            bot.stop();
        } else {
            bot.kill();
        }
        bot.spawn_again();
        // Every third time the next signal comes while the bot is still starting.
        if signal % 3 < 2 {
            bot.wait_until_connected();
        }
    }
    for question in &questions {
        assert!(camille.wait_for_answer(question).body().contains(ANSWER));
    }
    bot.wait_until_connected();
    bot.close(&account.user, &[&camille]);
}

#[test]
fn hundreds_of_questions_in_one_room_are_all_answered() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let mut bot = Setup::new(server, &account).start();
    let camille = Member::new(server, "camille");
    let room = enter(&camille, Room::plain("Foule"), &account);
    bot.stop();
    let asked = || (0..50).map(|_| camille.say(&room, &Text::new(QUESTION))).collect::<Vec<_>>();
    let questions: Vec<String> = std::thread::scope(|threads| {
        let asking: Vec<_> = (0..8).map(|_| threads.spawn(asked)).collect();
        asking.into_iter().flat_map(|thread| thread.join().expect("they are sent")).collect()
    });
    bot.spawn_again();
    bot.wait_until_connected();
    for question in &questions {
        assert!(camille.wait_for_answer(question).body().contains(ANSWER));
    }
    bot.close(&account.user, &[&camille]);
}

#[test]
fn keys_that_somebody_else_gives_for_the_device_end_the_bot() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let mut bot = Setup::new(server, &account).by_token(&account).start();
    let camille = Member::new(server, "camille");
    let room = enter(&camille, Room::encrypted("Double"), &account);
    // The same device with another store gives its keys the same numbers as the bot.
    for number in 50..60 {
        let key = json!({
            "key": "A".repeat(43),
            "signatures": { &account.user: { format!("ed25519:{}", account.device): "A".repeat(86) } },
        });
        let mut keys = Map::new();
        keys.insert(format!("signed_curve25519:{}", key_id(number)), key);
        let body = json!({ "one_time_keys": keys });
        let path = "/_matrix/client/v3/keys/upload";
        let given = server.request(Some(&account.token), "POST", path, body);
        // The homeserver refuses a number that the bot has used already.
        assert!([200, 400].contains(&given.status), "{given:?}");
    }
    // Other users claim the bot's keys until it has to upload more.
    for _ in 0..40 {
        let claim = json!({ "one_time_keys": {
            &account.user: { &account.device: "signed_curve25519" },
        } });
        let taken = camille.request("POST", "/_matrix/client/v3/keys/claim", claim);
        assert_eq!((taken.status, &taken.body["failures"]), (200, &Value::Object(Map::new())));
    }
    camille.say(&room, &Text::new(QUESTION));
    let (code, said) = bot.wait_for_refusal();
    assert_ne!(code, 0);
    assert!(said.contains("ont été perdues"), "{said}");
}

/// A key's number as clients write it: eight bytes, big-endian, in base64 without
/// padding. Only for numbers below 1,024.
fn key_id(number: usize) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |value: usize| char::from(DIGITS[value]);
    format!("AAAAAAAAA{}{}", digit(number >> 4), digit((number & 15) << 2))
}
