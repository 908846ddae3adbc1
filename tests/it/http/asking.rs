//! Asking by HTTP.
//!
//! 1. `POST /ask` gives the JSON of `souffleur ask --json`, within one collection if wanted, and
//!    tells whoever writes about a patient.
//! 2. `GET /suggest` completes what is typed.
//! 3. Nobody asks without the token; without a token in the environment, nobody asks at all.
//! 4. What cannot be answered is refused with a sentence that does not repeat what was sent.
//! 5. Questions are recorded as of the network `http`, masked; none is in the log.

use std::process::Command;

use serde_json::Value;

use super::server::{JSON, Server, TOKEN};
use crate::test_folder::{TestFolder, souffleur};

#[test]
fn an_answer_is_the_json_of_ask() {
    let server = Server::asking();
    let question = "horaires de la piscine";
    let (status, said) = server.ask(question);
    assert_eq!(status, 200, "{said}");
    assert_eq!((&said["outcome"], &said["entry"]), (&"found".into(), &"piscine".into()), "{said}");
    let best = &said["candidates"][0];
    assert_eq!(best["source"], "https://mairie.example/piscine");
    assert!(best["answer"].as_str().is_some_and(|answer| answer.contains("Édition première.")));
    assert_eq!(said["notice"], Value::Null);

    let output = souffleur(server.home.path()).args(["ask", "--json", question]).output();
    let mut printed: Value =
        serde_json::from_slice(&output.expect("it runs").stdout).expect("JSON");
    let mut said = said;
    for answer in [&mut printed, &mut said] {
        answer["took_us"] = Value::Null;
    }
    assert_eq!(said, printed);

    let (_, said) = server.ask("recette du gratin dauphinois");
    assert_eq!((&said["outcome"], &said["entry"]), (&"unknown".into(), &Value::Null), "{said}");
    let (_, said) = server.ask("horaires de la piscine pour Mme Zurbano, née le 03/03/1957");
    assert!(said["notice"].as_str().is_some_and(|told| told.contains("données d’un patient")));
    let (_, said) = server.get("/suggest?q=pisc");
    assert_eq!(said["suggestions"][0]["entry"], "piscine", "{said}");
    let (status, said) = server.get("/suggest?q=&collection=mairie");
    assert_eq!((status, said["suggestions"].is_array()), (200, true), "{said}");
}

#[test]
fn what_cannot_be_answered_is_refused_with_a_sentence() {
    let server = Server::asking();
    let bearer = format!("Bearer {TOKEN}");
    let token = ("Authorization", bearer.as_str());
    let long = format!("{{\"question\": \"{}\"}}", "zorglub ".repeat(251));
    let huge = format!("{{\"question\": \"{}\"}}", "é".repeat(40_000));
    let whole = "{\"question\": \"piscine\"}";
    type Headers<'a> = &'a [(&'a str, &'a str)];
    let rows: [(Headers<'_>, &str, u16, &str); 13] = [
        (&[JSON], whole, 401, "Bearer"),
        (&[JSON, ("Authorization", "Bearer zorglub")], whole, 401, "Bearer"),
        (&[JSON, ("Authorization", TOKEN)], whole, 401, "Bearer"),
        (&[token], whole, 415, "application/json"),
        (&[token, ("Content-Type", "text/plain")], whole, 415, "application/json"),
        (&[token, JSON], "", 400, "line 1"),
        (&[token, JSON], "{\"question\": \"zorglub\"", 400, "line 1"),
        (&[token, JSON], "{\"question\": [\"zorglub\"]}", 400, "line 1"),
        (&[token, JSON], "{\"question\": \"piscine\", \"zorglub\": 1}", 400, "line 1"),
        (&[token, JSON], "{\"question\": \" \\n\u{a0}\"}", 400, "empty"),
        (&[token, JSON], &long, 400, "2000 characters"),
        (&[token, JSON], &huge, 413, "too large"),
        (&[token, JSON], "{\"question\": \"zorglub\", \"collection\": \"zorglub\"}", 404, "mairie"),
    ];
    for (headers, body, expected, words) in rows {
        let (status, said) = server.post(headers, body.as_bytes());
        let error = said["error"].as_str().unwrap_or_default();
        assert_eq!(status, expected, "{headers:?} {body:.60}: {said}");
        assert!(error.contains(words) && !error.contains("zorglub"), "{body:.60}: {error}");
    }
    for (path, expected) in [
        ("/suggest", 400),
        ("/suggest?q=a&q=b", 400),
        ("/suggest?q=a&zorglub=b", 400),
        ("/suggest?q=a&collection=zorglub", 404),
        ("/zorglub", 404),
        ("/ask", 405),
    ] {
        let (status, said) = server.get(path);
        let error = said["error"].as_str().unwrap_or_default();
        assert_eq!(status, expected, "{path}: {said}");
        assert!(!error.is_empty() && !error.contains("zorglub"), "{path}: {error}");
    }
    assert_eq!(server.text("/suggest?q=a").0, 401);
}

#[test]
fn nobody_asks_where_no_token_is_set() {
    let mut server = Server::start(TestFolder::new(), &[]);
    server.running.wait_for_log("ready", |line| line["message"] == "ready");
    for (status, said) in [server.ask("horaires de la piscine"), server.get("/suggest?q=a")] {
        assert_eq!(status, 403, "{said}");
        assert!(said["error"].as_str().is_some_and(|why| why.contains("HTTP_TOKEN")), "{said}");
    }
    assert_eq!(server.text("/healthz").0, 200);
}

#[test]
fn questions_are_recorded_masked_and_never_logged() {
    let home = TestFolder::new();
    home.write("config/souffleur.toml", "[journal]\nenabled = true\n");
    let environment = [("HTTP_TOKEN", TOKEN), ("RUST_LOG", "trace")];
    let mut server = Server::start(home, &environment);
    server.running.wait_for_log("ready", |line| line["message"] == "ready");
    for question in ["zorglub au 06 12 34 56 78", "horaires de la piscine", "merci"] {
        assert_eq!(server.ask(question).0, 200);
    }
    assert_eq!(server.get("/suggest?q=zorglub").0, 200);
    assert_eq!(server.get("/zorglub?zorglub").0, 404);
    assert_eq!(server.metric("souffleur_redactions_total{kind=\"phone\"}"), Some(1.0));
    let found =
        "souffleur_questions_total{network=\"http\",collection=\"mairie\",outcome=\"found\"}";
    assert_eq!(server.metric(found), Some(1.0));
    server.running.signal(rustix::process::Signal::TERM);
    let Server { home, running, .. } = server;
    let (status, log) = running.wait_for_end();
    assert_eq!(status.code(), Some(0), "{log:#?}");
    for line in &log {
        assert!(!line.to_lowercase().contains("zorglub"), "the log tells what was asked: {line}");
        assert!(!line.contains(TOKEN), "the log tells the token: {line}");
    }
    let mut export: Command = souffleur(home.path());
    let exported = export.args(["journal", "export", "--format", "csv"]).output().expect("it runs");
    let exported = String::from_utf8(exported.stdout).expect("UTF-8");
    assert_eq!(exported.lines().filter(|line| line.contains("http")).count(), 2, "{exported}");
    assert!(
        exported.contains("zorglub au [téléphone]") && !exported.contains("34 56"),
        "{exported}"
    );
}
