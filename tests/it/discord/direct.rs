//! Discord under its own name over TLS, without any `api_url`: serenity's rate
//! limiter is on only in these tests.
//!
//! 1. The bot connects, registers its commands and answers.
//! 2. A 429 is waited out: there is no second call before the time that it gave,
//!    whether the wait is shorter or longer than the timeout of a single try.
//!
//! The gateway is at `ws://`, because there serenity 0.12.5 trusts only the
//! authorities compiled into it. `GET /gateway/bot` gives the address, so the bot
//! itself is not changed.

use std::time::Duration;

use serde_json::json;

use super::conversations::{faq, shown};
use super::double::faults::How;
use super::double::world::Call;
use super::double::{Double, Setup};
use super::scene::{Bot, Scene};
use crate::tls::Authority;

fn scene() -> (Scene, Authority) {
    let authority = Authority::new();
    let scene = Scene::around(Setup::default(), |discord: &Double, _, _| {
        let there = authority.serve(discord.address(), "discord.com");
        Bot::start_direct(there, &authority.root, &discord.shared.setup.token)
    });
    (scene, authority)
}

/// The time between the first call of a kind, which met a 429, and the second.
async fn between(scene: &Scene, kind: impl Fn(&Call) -> bool) -> Duration {
    // A call appears in the log a moment after its effect can be seen.
    let made = scene.discord.wait("the call made again", |state| {
        let calls = state.calls.iter().filter(|call| kind(call));
        let calls: Vec<_> = calls.map(|call| (call.began, call.status)).collect();
        (calls.len() > 1).then_some(calls)
    });
    let calls = made.await;
    let [(first, 429), (second, 200..=204)] = calls[..] else {
        panic!("a 429, then the call made again: {calls:?}");
    };
    second - first
}

#[tokio::test]
async fn it_connects_registers_and_answers() {
    let (scene, _tls) = scene();
    scene.ready().await;
    let asked = scene.discord.mentions_bot(scene.camille, scene.channel, "j'ai perdu mon badge");
    scene.discord.reply_to(asked).await;
    let ran = scene.discord.runs(scene.camille, scene.channel, &faq("j'ai perdu mon badge"));
    assert!(shown(&scene.discord.answer(ran).await).contains("Signalez la perte"));
    scene.discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_429_is_waited_out_inside_an_attempt() {
    let (scene, _tls) = scene();
    scene.ready().await;
    scene.discord.fault("POST /channels/", "/messages", 1, How::limited(2.0, false));
    let asked = scene.discord.mentions_bot(scene.camille, scene.channel, "j'ai perdu mon badge");
    scene.discord.reply_to(asked).await;
    let waited = between(&scene, |call| {
        call.body["message_reference"]["message_id"] == asked.to_string().as_str()
    })
    .await;
    assert!(waited >= Duration::from_secs(2), "again after {waited:?}");
    scene.close().await;
}

#[tokio::test]
async fn a_429_longer_than_an_attempt_is_waited_out_too() {
    let (scene, _tls) = scene();
    scene.ready().await;
    // A shared limit has no bucket headers, by which the limiter would remember it.
    let limited = How::Status {
        status: 429,
        headers: vec![("retry-after", "1.5".into()), ("x-ratelimit-scope", "shared".into())],
        body: json!({ "message": "The resource is being rate limited.", "retry_after": 1.5, "global": false }),
    };
    scene.discord.fault("POST /interactions/", "/callback", 1, limited);
    let ran = scene.discord.runs(scene.camille, scene.channel, &faq("j'ai perdu mon badge"));
    assert!(shown(&scene.discord.answer(ran).await).contains("Signalez la perte"));
    let waited = between(&scene, |call| call.path.ends_with("/callback")).await;
    assert!(waited >= Duration::from_millis(1_500), "again after {waited:?}");
    scene.close().await;
}
