//! What an operator's tools read.
//!
//! 1. `/healthz` and `/readyz` answer as JSON, with the reasons, also while the FAQ is being read.
//! 2. A network that was not connected within the last minute makes the bot unready; one that is
//!    makes it ready. The journal does not, once it is known whether it works.
//! 3. It is not ready while it is being shut down, and answers what was asked before.
//! 4. The metrics count questions, reloads and what is served, and no label has what was typed.

#[cfg(feature = "discord")]
use std::time::Duration;

use super::server::{Server, TOKEN};
use crate::test_folder::TestFolder;

#[test]
fn health_and_readiness_are_json() {
    let server = Server::asking();
    let (status, said) = server.get("/healthz");
    assert_eq!((status, &said["alive"]), (200, &true.into()), "{said}");
    let (status, said) = server.get("/readyz");
    assert_eq!((status, &said["ready"]), (200, &true.into()), "{said}");
    assert_eq!(said["index"]["entries"], 3, "{said}");
    assert_eq!(said["index"]["version"], 1, "{said}");
    assert_eq!(said["networks"], serde_json::json!([]), "{said}");
    assert_eq!(said["journal"], "off", "{said}");
}

#[test]
fn it_is_alive_and_not_ready_while_the_faq_is_read() {
    let home = TestFolder::new();
    // Reading them takes longer than three requests.
    for n in 0..3_000 {
        let entry =
            format!("---\nquestion: Question {n}\u{a0}?\nsource: https://a.example/\n---\nOui.\n");
        home.write(&format!("faq/mairie/question-{n}.md"), &entry);
    }
    let server = Server::start(home, &[("HTTP_TOKEN", TOKEN)]);
    let (status, said) = server.get("/readyz");
    assert_eq!((status, &said["index"]), (503, &serde_json::Value::Null), "{said}");
    assert_eq!(server.get("/healthz").0, 200);
    let (status, said) = server.ask("horaires de la piscine");
    assert_eq!(status, 503, "{said}");
    assert_eq!(server.wait_for("/readyz", 200)["index"]["entries"], 3_003);
}

#[cfg(feature = "discord")]
#[test]
fn a_network_that_is_not_connected_is_named() {
    let home = TestFolder::new();
    // Nothing listens there.
    let settings = "[platform.discord]\napi_url = \"http://127.0.0.1:9\"\n";
    home.write("config/souffleur.toml", settings);
    let server = Server::start(home, &[("DISCORD_TOKEN", "x.y.z")]);
    let asked = std::time::Instant::now();
    loop {
        let (status, said) = server.get("/readyz");
        assert_eq!(status, 503, "{said}");
        if said["index"]["entries"] == 3 && said["journal"] == "works" {
            let unready = serde_json::json!(
                [{ "network": "discord", "connected": false, "unheard_s": null }]
            );
            assert_eq!(said["networks"], unready, "{said}");
            break;
        }
        assert!(asked.elapsed().as_secs() < 30, "{said}");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(server.text("/healthz").0, 200, "a restart would not help");
    let connected = "souffleur_network_connected{network=\"discord\"}";
    assert_eq!(server.metric(connected), Some(0.0));
}

#[cfg(feature = "discord")]
#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_is_connected_makes_it_ready() {
    use crate::discord::double::{Double, Setup};

    let discord = Double::start(Setup::default());
    let home = TestFolder::new();
    let settings = format!("[platform.discord]\napi_url = {:?}\n", discord.api_url());
    home.write("config/souffleur.toml", &settings);
    let token = discord.shared.setup.token.clone();
    let watched = tokio::task::spawn_blocking(move || {
        let mut server = Server::start(home, &[("DISCORD_TOKEN", &token)]);
        server.running.wait_for_log("ready", |line| line["message"] == "ready");
        let said = server.wait_for("/readyz", 200);
        assert_eq!(said["networks"][0]["connected"], true, "{said}");
        assert_eq!(said["journal"], "works", "{said}");
        let connected = "souffleur_network_connected{network=\"discord\"}";
        assert_eq!(server.metric(connected), Some(1.0));
        assert_eq!(server.metric("souffleur_reconnects_total{network=\"discord\"}"), Some(0.0));
        server
    });
    let server = watched.await.expect("no panic");
    discord.drop_connections();
    let reconnects = "souffleur_reconnects_total{network=\"discord\"}";
    let watched = tokio::task::spawn_blocking(move || {
        let began = std::time::Instant::now();
        while server.metric(reconnects) != Some(1.0) {
            assert!(began.elapsed().as_secs() < 30, "the reconnect is not counted");
            std::thread::sleep(Duration::from_millis(50));
        }
        assert_eq!(server.get("/readyz").0, 200, "a reconnect of seconds is not an outage");
        server.running.signal(rustix::process::Signal::TERM);
        server.running.wait_for_end()
    });
    let (status, log) = watched.await.expect("no panic");
    assert_eq!(status.code(), Some(0), "{log:#?}");
}

#[cfg(feature = "discord")]
#[tokio::test(flavor = "multi_thread")]
async fn it_is_not_ready_while_it_is_being_shut_down() {
    use crate::discord::conversations::faq;
    use crate::discord::double::faults::How;
    use crate::discord::double::{Double, Setup};

    let discord = Double::start(Setup::default());
    let camille = discord.person("camille");
    let guild = discord.guild("Mairie", &[camille]);
    let channel = discord.channel(guild, "général");
    let home = TestFolder::new();
    let settings = format!("[platform.discord]\napi_url = {:?}\n", discord.api_url());
    home.write("config/souffleur.toml", &settings);
    let token = discord.shared.setup.token.clone();
    let started = tokio::task::spawn_blocking(move || {
        let mut server = Server::start(home, &[("DISCORD_TOKEN", &token)]);
        server.running.wait_for_log("ready", |line| line["message"] == "ready");
        let has_commands =
            |line: &serde_json::Value| line["message"] == "registered the commands with Discord";
        server.running.wait_for_log("the commands", has_commands);
        server
    });
    let server = started.await.expect("no panic");
    // The shutdown waits for this answer.
    discord.fault("POST /interactions/", "/callback", 1, How::Late(Duration::from_secs(2)));
    discord.runs(camille, channel, &faq("horaires de la piscine"));
    let under_way =
        |state: &crate::discord::double::State| (state.rest_faults[0].times == 0).then_some(());
    discord.wait("the answer to be under way", under_way).await;
    let stopped = tokio::task::spawn_blocking(move || {
        server.running.signal(rustix::process::Signal::TERM);
        let said = server.wait_for("/readyz", 503);
        assert_eq!(said["stopping"], true, "{said}");
        assert_eq!(server.get("/healthz").0, 200, "a supervisor must not kill it for that");
        server.running.wait_for_end()
    });
    let (status, log) = stopped.await.expect("no panic");
    assert_eq!(status.code(), Some(0), "{log:#?}");
}

#[test]
fn what_happens_is_counted() {
    let mut server = Server::asking();
    for question in ["horaires de la piscine", "horaires piscine", "zorglub zorglub"] {
        assert_eq!(server.ask(question).0, 200);
    }
    let questions = |outcome: &str, collection: &str| {
        let labels = format!("network=\"http\",collection=\"{collection}\",outcome=\"{outcome}\"");
        server.metric(&format!("souffleur_questions_total{{{labels}}}"))
    };
    assert_eq!(questions("found", "mairie"), Some(2.0));
    assert_eq!(questions("unknown", "mairie"), Some(1.0), "the only collection there is");
    assert_eq!(server.metric("souffleur_search_duration_seconds_count"), Some(3.0));
    let answers = "souffleur_answer_duration_seconds_count{network=\"http\"}";
    assert_eq!(server.metric(answers), Some(3.0));
    assert_eq!(server.metric("souffleur_entries{collection=\"mairie\"}"), Some(3.0));
    assert!(!server.text("/metrics").1.contains("zorglub"));

    server.home.write("faq/mairie/vide.md", "---\nquestion: \"\"\n---\nOui.\n");
    server.running.wait_for_log("the rejection", |line| line["errors"].is_u64());
    assert_eq!(server.metric("souffleur_content_rejected"), Some(1.0));
    assert!(server.metric("souffleur_content_problems{severity=\"error\"}") >= Some(1.0));
    assert_eq!(server.metric("souffleur_content_version"), Some(1.0));
    server.home.remove("faq/mairie/vide.md");
    server.home.entries("deuxième");
    server.running.wait_for_log("the reload", |line| line["message"] == "reloaded");
    assert_eq!(server.metric("souffleur_content_rejected"), Some(0.0));
    assert!(server.metric("souffleur_content_version") >= Some(2.0));
    let golden = server.metric("souffleur_golden_questions");
    assert_eq!(
        (golden, server.metric("souffleur_golden_questions_failing")),
        (Some(3.0), Some(0.0))
    );
}
