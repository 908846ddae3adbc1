//! How HTTP is switched on, and how it begins and ends with the program.
//!
//! 1. It is off until an address is set, in the settings or in the environment.
//! 2. An address, a token or a port that cannot be used ends the start with a sentence.
//! 3. With a token and without a network, the program goes on when its input ends; without a
//!    token it does not.
//! 4. `souffleur health` says by its exit code whether the bot is alive.

use rustix::process::Signal;

use super::server::{Server, TOKEN};
use crate::test_folder::{TestFolder, souffleur};

fn said(home: &TestFolder, environment: &[(&str, &str)], arguments: &[&str]) -> (i32, String) {
    let mut command = souffleur(home.path());
    let output = command.envs(environment.iter().copied()).args(arguments).output();
    let output = output.expect("it runs");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    (output.status.code().expect("a code"), said)
}

#[test]
fn it_is_off_until_an_address_is_set() {
    let home = TestFolder::new();
    let mut running = home.run(&[]);
    running.close_input();
    let (_, log) = running.wait_for_end();
    assert!(!log.iter().any(|line| line.contains("listening")), "{log:#?}");
    home.write("config/souffleur.toml", "[http]\nlisten = 0\n");
    let mut running = home.run(&[]);
    running.close_input();
    let (status, log) = running.wait_for_end();
    assert!(log.iter().any(|line| line.contains("\"address\":\"127.0.0.1:")), "{log:#?}");
    assert_eq!(status.code(), Some(0), "the input of the terminal ends it: {log:#?}");
    // A chat beside a running bot must not need the same port.
    let mut chat = home.run(&["chat"]);
    chat.close_input();
    let (_, log) = chat.wait_for_end();
    assert!(!log.iter().any(|line| line.contains("listening")), "{log:#?}");
}

#[test]
fn what_cannot_be_used_is_said_at_the_start() {
    let home = TestFolder::new();
    let rows: [(&[(&str, &str)], &str); 4] = [
        (&[("HTTP_LISTEN", "faq.example:80")], "HTTP_LISTEN\u{a0}: ce n’est pas une adresse"),
        (&[("HTTP_LISTEN", "0"), ("HTTP_TOKEN", "short")], "ce jeton est trop court"),
        (&[("HTTP_LISTEN", "0"), ("HTTP_TOKEN", "two words of it")], "contient une espace"),
        (&[("HTTP_LISTEN", "0"), ("HTTP_TOKEN_FILE", "no/file")], "est illisible"),
    ];
    for (environment, expected) in rows {
        let (code, said) = said(&home, environment, &["run"]);
        assert_eq!(code, 2, "{environment:?}: {said}");
        assert!(said.contains(expected), "{environment:?}: {said}");
    }
    for listen in ["\"0.0.0.0\"", "\"nowhere\"", "70000", "true"] {
        home.write("config/souffleur.toml", &format!("[http]\nlisten = {listen}\n"));
        let (code, said) = said(&home, &[], &["run"]);
        assert_eq!(code, 2, "{listen}: {said}");
        assert!(said.contains(":2:10\u{a0}: ce n’est pas une adresse"), "{listen}: {said}");
    }
    home.remove("config/souffleur.toml");
    let server = Server::asking();
    let (code, said) = said(&home, &[("HTTP_LISTEN", &server.address)], &["run"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("un autre programme y écoute déjà"), "{said}");
}

#[test]
fn it_serves_alone_until_a_signal() {
    let mut server = Server::asking();
    server.running.close_input();
    assert_eq!(server.ask("horaires de la piscine").0, 200);
    server.running.signal(Signal::TERM);
    let (status, log) = server.running.wait_for_end();
    assert_eq!(status.code(), Some(0), "{log:#?}");
}

#[test]
fn health_is_an_exit_code() {
    let server = Server::start(TestFolder::new(), &[]);
    let environment = [("HTTP_LISTEN", server.address.as_str()), ("HTTP_TOKEN", TOKEN)];
    let (code, told) = said(&server.home, &environment, &["health"]);
    assert_eq!((code, told.as_str()), (0, ""));
    let (code, told) = said(&server.home, &[], &["health"]);
    assert_eq!(code, 1);
    assert!(told.contains("HTTP n’est pas en service") && told.lines().count() == 1, "{told}");
    let Server { home, running, address, .. } = server;
    drop(running);
    let (code, told) = said(&home, &[("HTTP_LISTEN", address.as_str())], &["health"]);
    assert_eq!(code, 1);
    assert!(told.contains("pas de réponse") && told.lines().count() == 1, "{told}");
}
