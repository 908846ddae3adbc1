//! What an operator reads of what fails:
//!
//! 1. An outage has one line when it begins, with its cause by its name and the address,
//!    and one when it ends, with its length and how many questions waited.
//!    A certificate is refused with what is wrong with it; one of an authority of one's own is
//!    accepted when `SSL_CERT_FILE` names that authority.
//! 2. A full disk is told, and unencrypted rooms are answered meanwhile.
//! 3. A clock that differs from the homeserver's is told, and makes no question too old.
//! 4. A join that the homeserver refuses is tried again.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};

use serde_json::Value;

use super::bot::{Bot, Setup};
use super::event::Text;
use super::homeserver::Homeserver;
use super::member::{Member, Room};
use super::proxy::{Fault, Proxy};
use crate::tls::Authority;

const QUESTION: &str = "!faq que faire quand on a perdu son badge ?";
const ANSWER: &str = "Signalez la perte à l’accueil le jour même.";

fn line(bot: &Bot, words: &'static str) -> Value {
    bot.wait_for_log(words, |line| {
        line["message"].as_str().is_some_and(|message| message.starts_with(words))
    })
}

#[test]
fn each_outage_has_two_lines() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let proxy = Proxy::before(server);
    let bot = Setup::new(server, &account).through(server, &proxy.url()).start();
    let camille = Member::new(server, "camille");
    let room = camille.create(Room::plain("Panne").inviting(&[&account.user]));
    camille.wait_for_member(&room, &account.user);
    let rows = [
        ("/send/", "the homeserver does not take", "the homeserver takes what"),
        ("/sync", "the homeserver cannot be reached", "the homeserver is reached again"),
    ];
    for (path, begins, ends) in rows {
        let failures = proxy.failures();
        proxy.fail_path(path, Fault::Status(502));
        if path == "/sync" {
            // A sync that still waits for an event ends with this one, and the next one fails.
            camille.say(&room, &Text::new("bonjour à toutes et à tous"));
            proxy.wait_for_failures(failures + 1);
        }
        let questions: Vec<String> =
            (0..3).map(|_| camille.say(&room, &Text::new(QUESTION))).collect();
        proxy.wait_for_failures(failures + 4);
        let begun = line(&bot, begins);
        assert_eq!(begun["cause"], "HTTP 502", "{begun}");
        let address = begun["homeserver"].as_str().expect("an address");
        assert_eq!(address.trim_end_matches('/'), proxy.url(), "{begun}");
        proxy.stop_failing();
        for question in &questions {
            assert!(camille.wait_for_answer(question).body().contains(ANSWER));
        }
        let ended = line(&bot, ends);
        assert_eq!(ended["questions"], 3, "{ended}");
        assert!(ended["seconds"].is_u64(), "{ended}");
        let log = bot.log();
        for words in [begins, ends] {
            assert_eq!(log.matches(words).count(), 1, "one line «{words}»:\n{log}");
        }
    }
    bot.close(&account.user, &[&camille]);
}

/// The port of a server that knows no TLS, and says so as web servers do.
fn plain_http() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on the loopback");
    let port = listener.local_addr().expect("it has an address").port();
    std::thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            let _ = client.read(&mut [0; 4096]);
            let _ = client.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        }
    });
    port
}

#[test]
fn a_full_disk_is_told_and_does_not_silence_unencrypted_rooms() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let bot = Setup::new(server, &account).start();
    let camille = Member::new(server, "camille");
    let [open, locked] = [Room::plain("Clair"), Room::encrypted("Chiffré")].map(|room| {
        let room = camille.create(room.inviting(&[&account.user]));
        camille.wait_for_member(&room, &account.user);
        let question = camille.say(&room, &Text::new(QUESTION));
        camille.wait_for_answer(&question);
        room
    });
    bot.fill_disk(true);
    let later = camille.say(&locked, &Text::new(QUESTION));
    for _ in 0..3 {
        let question = camille.say(&open, &Text::new(QUESTION));
        assert!(camille.wait_for_answer(&question).body().contains(ANSWER));
    }
    let told = line(&bot, "the Matrix store cannot be written");
    assert!(told["cause"].as_str().is_some_and(|cause| !cause.is_empty()), "{told}");
    assert!(!bot.log().contains("cannot be reached"), "the homeserver was reached");
    bot.fill_disk(false);
    line(&bot, "the Matrix store can be written again");
    assert!(camille.wait_for_answer(&later).body().contains(ANSWER));
    bot.close(&account.user, &[&camille]);
}

#[test]
fn what_keeps_the_homeserver_from_being_reached_has_a_name() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let rows = [
        ("http://nulle-part.invalid", "DNS"),
        ("http://127.0.0.1:9", "connection refused"),
        (&*format!("https://127.0.0.1:{}", plain_http()), "does not speak TLS"),
    ];
    for (url, cause) in rows {
        let mut bot = Setup::new(server, &account).through(server, url).spawn();
        let told = line(&bot, "the homeserver cannot be reached");
        let said = told["cause"].as_str().expect("a cause");
        assert!(said.contains(cause), "{url}: {told}");
        let address = told["homeserver"].as_str().expect("an address");
        assert_eq!(address.trim_end_matches('/'), url);
        assert!(bot.stop().success(), "a shutdown meanwhile is no error");
    }
}

#[test]
fn a_certificate_is_refused_by_name_and_an_authority_can_be_given() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let authority = Authority::new();
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), &authority.root).expect("it is written");
    let trusted = file.path().to_str().expect("a path");
    let to = SocketAddr::from(([127, 0, 0, 1], server.port()));
    let own = tempfile::NamedTempFile::new().expect("a file");
    let (of_itself, pem) = authority.serve_self_signed(to, "localhost");
    std::fs::write(own.path(), pem).expect("it is written");
    let own = own.path().to_str().expect("a path");
    let valid = authority.serve(to, "localhost");
    let rows = [
        (valid, None, "its authority is not known here"),
        (authority.serve_expired(to, "localhost"), Some(trusted), "it has expired"),
        (authority.serve(to, "ailleurs.example"), Some(trusted), "it is not made out to this name"),
        (of_itself, Some(own), "it signs itself as an authority does"),
    ];
    let named = |address: SocketAddr| format!("https://localhost:{}", address.port());
    for (address, trusted, cause) in rows {
        let url = &named(address);
        let mut setup = Setup::new(server, &account).through(server, url);
        if let Some(trusted) = trusted {
            setup = setup.variable("SSL_CERT_FILE", trusted);
        }
        let mut bot = setup.spawn();
        let told = line(&bot, "the homeserver cannot be reached");
        let said = told["cause"].as_str().expect("a cause");
        assert!(said.starts_with("certificate: ") && said.contains(cause), "{told}");
        let advised = trusted.is_none() || address == of_itself;
        assert_eq!(said.contains("SSL_CERT_FILE"), advised, "{told}");
        assert_eq!(told["homeserver"].as_str().map(|url| url.trim_end_matches('/')), Some(&**url));
        assert!(bot.stop().success(), "a shutdown meanwhile is no error");
    }
    let nothing = tempfile::NamedTempFile::new().expect("a file");
    let setup = Setup::new(server, &account).through(server, &named(valid));
    let mut bot = setup.variable("SSL_CERT_FILE", nothing.path().to_str().expect("a path")).spawn();
    let told = line(&bot, "the file that SSL_CERT_FILE names cannot be used");
    assert!(told["cause"].as_str().is_some_and(|cause| cause.contains("PEM")), "{told}");
    assert!(bot.stop().success());

    let setup = Setup::new(server, &account).through(server, &named(valid));
    let bot = setup.variable("SSL_CERT_FILE", trusted).start();
    let camille = Member::new(server, "camille");
    let room = camille.create(Room::plain("Privé").inviting(&[&account.user]));
    camille.wait_for_member(&room, &account.user);
    let question = camille.say(&room, &Text::new(QUESTION));
    assert!(camille.wait_for_answer(&question).body().contains(ANSWER));
    bot.close(&account.user, &[&camille]);
}

#[test]
fn a_clock_that_is_wrong_is_told() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let proxy = Proxy::before(server);
    proxy.fail_path("/versions", Fault::OldDate);
    let bot = Setup::new(server, &account).through(server, &proxy.url()).start();
    let told = line(&bot, "this machine's clock differs from the homeserver's");
    assert!(told["ahead_s"].as_i64().is_some_and(|ahead| ahead > 3_600), "{told}");
    let camille = Member::new(server, "camille");
    let room = camille.create(Room::plain("Heure").inviting(&[&account.user]));
    camille.wait_for_member(&room, &account.user);
    let question = camille.say(&room, &Text::new(QUESTION));
    assert!(camille.wait_for_answer(&question).body().contains(ANSWER));
    bot.close(&account.user, &[&camille]);
}

#[test]
fn a_join_that_is_refused_is_tried_again() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let proxy = Proxy::before(server);
    let bot = Setup::new(server, &account).through(server, &proxy.url()).start();
    let camille = Member::new(server, "camille");
    proxy.fail_path("/join", Fault::Status(403));
    let room = camille.create(Room::plain("Entrée").inviting(&[&account.user]));
    proxy.wait_for_failures(1);
    proxy.stop_failing();
    camille.wait_for_member(&room, &account.user);
    bot.close(&account.user, &[&camille]);
}
