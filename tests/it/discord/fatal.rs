//! Errors that only a person can fix end the process, with an exit code other than 0
//! and a sentence in French and English that says what to do:
//!
//! 1. a token that Discord refuses, at the first call or on the gateway;
//! 2. intents that are invalid, or not switched on in the developer portal;
//! 3. no token although Discord is configured;
//! 4. shards of the settings that Discord refuses, and a version of its API that it no longer
//!    has.
//!
//! An error that passes by itself does not: no answer to `GET /gateway`, shards that Discord
//! advised and refuses.

use std::time::Duration;

use super::double::Setup;
use super::double::faults::How;
use super::scene::{As, Bot, Scene};

async fn ends_saying(scene: &mut Scene, words: &[&str]) {
    let status = scene.bot.exit().await;
    let log = scene.bot.log();
    assert!(!status.success(), "a code other than 0\n{log}");
    for word in words {
        assert!(log.contains(word), "« {word} » is not in:\n{log}");
    }
    assert!(!log.contains(&scene.discord.shared.setup.token));
}

#[tokio::test]
async fn a_refused_token_ends_it() {
    let mut scene = Scene::set(As::Itself, Setup::default(), |_, _| String::new());
    scene.bot = Bot::start(As::Itself, &scene.proxy.url(), "another.token.altogether", "");
    ends_saying(
        &mut scene,
        &["Discord refuse le jeton", "Discord refuses", "Reset Token", "DISCORD_TOKEN"],
    )
    .await;
}

#[tokio::test]
async fn close_codes_that_need_a_person_end_it() {
    const SHARDS: &str = "shards = \"0/1\"";
    for (code, settings, words) in [
        (4004, "", ["Discord refuse le jeton", "Reset Token"]),
        (4010, SHARDS, ["Corrigez DISCORD_SHARDS", "platform.discord.shards"]),
        (4011, SHARDS, ["trop de serveurs", "Raise the total"]),
        (4012, "", ["plus récente", "Install a newer version"]),
        (4013, "", ["intents", "developer portal"]),
        (4014, "", ["Message Content Intent", "auto_answer"]),
    ] {
        let discord = Setup::default();
        let mut scene = Scene::set(As::Itself, discord, |discord, _| {
            discord.with(|state| state.gateway_faults.refuse_always = Some(code));
            settings.to_owned()
        });
        ends_saying(&mut scene, &words).await;
    }
}

#[tokio::test]
async fn shards_that_discord_advised_and_refuses_are_asked_for_again() {
    for code in [4010, 4011] {
        let scene = Scene::set(As::Itself, Setup::default(), |discord, _| {
            discord.with(|state| state.gateway_faults.refuse_identify = vec![code]);
            String::new()
        });
        scene.ready().await;
        let log = scene.bot.log();
        assert!(log.contains(&format!("code={code}")) && log.contains("advised"), "{log}");
        scene.close().await;
    }
}

#[tokio::test]
async fn auto_answer_without_the_intent_ends_it() {
    let mut scene = Scene::set(As::Itself, Setup::default(), |_, ids| {
        format!("[[platform.discord.channel]]\nid = \"{}\"\nauto_answer = true\n", ids.channel)
    });
    ends_saying(&mut scene, &["Message Content Intent", "Privileged", "auto_answer"][..1]).await;
}

#[tokio::test]
async fn no_gateway_is_said_clearly_and_asked_again() {
    let mut scene = Scene::set(As::Itself, Setup::default(), |discord, _| {
        discord.fault("GET /gateway", "", 3, How::broken(502));
        String::new()
    });
    scene.ready().await;
    assert!(scene.bot.is_running());
    assert!(scene.bot.log().contains("gateway"), "it said so:\n{}", scene.bot.log());
    let asked = scene.discord.mentions_bot(scene.camille, scene.channel, "j'ai perdu mon badge");
    scene.discord.reply_to(asked).await;
    tokio::time::timeout(Duration::from_secs(20), scene.close()).await.expect("it ends in order");
}
