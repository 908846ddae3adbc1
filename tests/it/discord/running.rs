//! The bot's process on Discord:
//!
//! 1. With only a token and the API's address it connects, registers and answers.
//! 2. It takes the shards it is given, including the last one, and as many as Discord
//!    advises when it is given none; each server's events reach one of them.
//! 3. A stop waits for the answers that have begun, then closes the connection to
//!    the gateway.
//! 4. Connections that keep ending at once do not use up the day's sessions.
//! 5. When a RESUME is refused, a new session begins, and the commands are not
//!    registered again.

use std::time::Duration;

use super::conversations::{faq, shown};
use super::double::Setup;
use super::double::faults::How;
use super::double::world::Gateway;
use super::scene::{As, Scene};

fn identified(scene: &Scene) -> Vec<(u64, u64)> {
    scene.discord.with(|state| {
        let events = state.gateway.iter().filter_map(|(_, event)| match event {
            Gateway::Identified { shard, .. } => Some(*shard),
            _ => None,
        });
        events.collect()
    })
}

#[tokio::test]
async fn it_takes_the_shards_it_is_given() {
    let scene =
        Scene::open_with(As::Itself, Setup::default(), |_, _| "shards = \"1-2/4\"".to_owned())
            .await;
    let both = |state: &super::double::State| {
        let up = state.sessions.iter().filter(|s| s.connection.is_some()).count();
        (up == 2).then_some(())
    };
    scene.discord.wait("two shards", both).await;
    let mut shards = identified(&scene);
    shards.sort_unstable();
    assert_eq!(shards, [(1, 4), (2, 4)], "the last one included");
    let (mut heard, mut guild) = (None, scene.guild);
    for _ in 0..64 {
        if matches!((guild >> 22) % 4, 1 | 2) {
            heard = Some(guild);
            break;
        }
        // Ids grow with the time, and Discord computes the shard from them.
        tokio::time::sleep(Duration::from_millis(1)).await;
        guild = scene.discord.guild("Encore un", &[scene.camille]);
    }
    let channel = scene.discord.channel(heard.expect("a server of one of its shards"), "general");
    let asked = scene.discord.mentions_bot(scene.camille, channel, "j'ai perdu mon badge");
    scene.discord.reply_to(asked).await;
    scene.discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn it_takes_as_many_shards_as_discord_advises() {
    let setup = Setup { shards: 2, ..Setup::default() };
    let scene = Scene::open_with(As::Itself, setup, |_, _| String::new()).await;
    let both = |state: &super::double::State| {
        (state.sessions.iter().filter(|s| s.connection.is_some()).count() == 2).then_some(())
    };
    scene.discord.wait("two shards", both).await;
    let asked = scene.discord.mentions_bot(scene.camille, scene.channel, "j'ai perdu mon badge");
    let there = scene.discord.direct(scene.camille);
    let direct = scene.discord.says(scene.camille, there, "j'ai perdu mon badge");
    for asked in [asked, direct] {
        scene.discord.reply_to(asked).await;
        assert_eq!(scene.discord.with(|state| state.replies_to(asked).len()), 1);
    }
    scene.close().await;
}

#[tokio::test]
async fn a_stop_lets_answers_under_way_be_given() {
    let scene = Scene::plain().await;
    scene.discord.fault("POST /channels/", "/messages", 1, How::Late(Duration::from_millis(1_500)));
    let asked = scene.discord.mentions_bot(scene.camille, scene.channel, "j'ai perdu mon badge");
    let under_way = |state: &super::double::State| (state.rest_faults[0].times == 0).then_some(());
    scene.discord.wait("the call to have begun", under_way).await;
    let Scene { discord, mut bot, .. } = scene;
    let status = bot.end().await;
    assert!(status.success(), "{status}\n{}", bot.log());
    assert_eq!(discord.with(|state| state.replies_to(asked).len()), 1, "it was still given");
    let left = |state: &super::double::State| {
        state
            .gateway
            .iter()
            .find(|(_, event)| matches!(event, Gateway::Closed { .. }))
            .map(|(_, event)| event.clone())
    };
    let left = discord.wait("the end of the connection", left).await;
    assert!(matches!(left, Gateway::Closed { by_client: Some(1000..=1005) }), "in order: {left:?}");
}

#[tokio::test]
async fn sessions_are_not_used_up() {
    let scene = Scene::plain().await;
    scene.discord.with(|state| state.gateway_faults.refuse_always = Some(4009));
    scene.discord.close(4009);
    tokio::time::sleep(Duration::from_secs(20)).await;
    // Discord counts each IDENTIFY, also refused ones.
    let tried = scene.discord.with(|state| {
        state.gateway.iter().filter(|(_, event)| matches!(event, Gateway::Connected)).count()
    });
    assert!((2..=15).contains(&tried), "{tried} connections in 20 s");
    let before = scene.discord.with(|state| {
        state.gateway_faults.refuse_always = None;
        state.gateway.len()
    });
    scene.discord.reconnected(before).await;
    let ran = scene.discord.runs(scene.camille, scene.channel, &faq("j'ai perdu mon badge"));
    assert!(shown(&scene.discord.answer(ran).await).contains("Signalez la perte"));
    scene.close().await;
}

#[tokio::test]
async fn a_refused_resume_begins_anew_without_registering_again() {
    let scene = Scene::plain().await;
    let before = scene.discord.with(|state| {
        for session in &mut state.sessions {
            session.dead = true;
        }
        state.gateway.len()
    });
    scene.discord.drop_connections();
    scene.discord.reconnected(before).await;
    let asked = scene.discord.mentions_bot(scene.camille, scene.channel, "j'ai perdu mon badge");
    scene.discord.reply_to(asked).await;
    let written = scene.discord.with(|state| {
        state.calls.iter().filter(|c| c.method != "GET" && c.path.ends_with("/commands")).count()
    });
    assert_eq!(written, 1);
    scene.discord.assert_nothing_refused();
    scene.close().await;
}
