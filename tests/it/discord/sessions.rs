//! The sessions that Discord allows per day, each of which an IDENTIFY uses:
//!
//! 1. Two IDENTIFYs are five seconds apart, also when serenity sends them by itself.
//! 2. When few are left, the bot says so and waits for new ones, also when serenity would go
//!    on: Discord resets the token of a bot that uses more.

use std::time::{Duration, Instant};

use super::double::world::Gateway;
use super::double::{Double, Setup};
use super::scene::{As, Scene};

fn identified(discord: &Double) -> Vec<Instant> {
    discord.with(|state| {
        let events = state.gateway.iter();
        let identified = events.filter(|(_, event)| matches!(event, Gateway::Identified { .. }));
        identified.map(|(at, _)| *at).collect()
    })
}

#[tokio::test]
async fn identifies_keep_five_seconds_apart() {
    let setup = Setup { identify_gap: Duration::from_secs(5), ..Setup::default() };
    let scene = Scene::set(As::Itself, setup, |discord, _| {
        discord.with(|state| {
            // serenity counts from the connection on, so that a slow HELLO brings the IDENTIFY
            // nearer to the next one.
            state.gateway_faults.slow_hellos =
                [0, 4, 0].map(Duration::from_secs).into_iter().collect();
            state.gateway_faults.invalid = true;
        });
        String::new()
    });
    let third = |state: &super::double::State| {
        let events = state.gateway.iter();
        (events.filter(|(_, event)| matches!(event, Gateway::Identified { .. })).count() >= 3)
            .then_some(())
    };
    scene.discord.wait_within(Duration::from_secs(40), "three IDENTIFYs", third).await;
    scene.discord.repair();
    let before = scene.discord.with(|state| state.gateway.len());
    scene.discord.reconnected(before).await;
    let all = identified(&scene.discord);
    for pair in all.windows(2) {
        let gap = pair[1] - pair[0];
        assert!(gap > Duration::from_millis(4_950), "{gap:?} between two IDENTIFYs");
    }
    scene.ready().await;
    scene.close().await;
}

#[tokio::test]
async fn it_waits_when_few_sessions_are_left() {
    let reset = Duration::from_secs(6);
    let setup = Setup { sessions_left: 5, sessions_reset: reset, ..Setup::default() };
    let scene = Scene::open_with(As::Itself, setup, |_, _| String::new()).await;
    let all = identified(&scene.discord);
    assert_eq!(all.len(), 1);
    let waited = scene.discord.with(|state| all[0] - state.started);
    assert!(waited >= reset, "it connected after {waited:?}");
    let log = scene.bot.log();
    assert!(log.contains("nearly used") && log.contains("remaining=5"), "{log}");
    scene.close().await;
}

#[tokio::test]
async fn serenity_does_not_use_the_last_sessions() {
    let setup =
        Setup { sessions_left: 13, sessions_reset: Duration::from_secs(45), ..Setup::default() };
    let scene = Scene::set(As::Itself, setup, |discord, _| {
        discord.with(|state| state.gateway_faults.invalid = true);
        String::new()
    });
    let asked_again = |state: &super::double::State| {
        let asked = state.calls.iter().filter(|call| call.path == "/gateway/bot");
        (asked.count() >= 2).then_some(())
    };
    scene.discord.wait_within(Duration::from_secs(40), "another question", asked_again).await;
    scene.bot.logged("nearly used").await;
    let used = identified(&scene.discord).len();
    assert!((3..=4).contains(&used), "{used} of 13 sessions used");
    scene.discord.repair();
    let before = scene.discord.with(|state| state.gateway.len());
    scene.discord.reconnected(before).await;
    scene.ready().await;
    scene.close().await;
}
