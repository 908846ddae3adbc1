//! Errors of the REST API. Whatever happens to a call:
//!
//! 1. the bot answers again afterwards, and calls that a retry can fix are retried;
//! 2. nothing is posted twice, even when Discord did what it reported as failed;
//! 3. an interaction that cannot be answered in time is given up quietly.

use std::time::Duration;

use super::conversations::{faq, shown};
use super::double::faults::How;
use super::scene::Scene;
use super::troubles::{Trouble, all_survive, happens};

/// Posting a message meets this error once; whether it is posted in the end.
async fn posting(scene: &Scene, how: How, posted: bool) {
    let again = matches!(how, How::DoneBut { .. });
    scene.discord.fault("POST /channels/", "/messages", 1, how);
    let asked = scene.discord.mentions_bot(scene.camille, scene.channel, "j'ai perdu mon badge");
    if posted {
        scene.discord.reply_to(asked).await;
    } else {
        let tried = |state: &super::double::State| {
            (state.rest_faults.iter().all(|f| f.times == 0)).then_some(())
        };
        scene.discord.wait("the call", tried).await;
    }
    if again {
        let retried = |state: &super::double::State| {
            let posts = state.calls.iter().filter(|call| {
                call.body["message_reference"]["message_id"] == asked.to_string().as_str()
            });
            (posts.count() > 1).then_some(())
        };
        scene.discord.wait("the call made again", retried).await;
    }
    scene.discord.repair();
    // A late retry would be seen before the answer to this question.
    let next = scene.discord.mentions_bot(scene.dominique, scene.channel, "menu de la semaine");
    scene.discord.reply_to(next).await;
    let replies = scene.discord.with(|state| state.replies_to(asked).len());
    assert!(replies <= 1, "posted {replies} times");
}

/// Acknowledging an interaction meets this error `times` times; whether it is
/// answered in the end.
async fn acknowledging(scene: &Scene, how: How, times: usize, answered: bool) {
    scene.discord.fault("POST /interactions/", "/callback", times, how);
    let ran = scene.discord.runs(scene.camille, scene.channel, &faq("j'ai perdu mon badge"));
    if answered {
        let answer = scene.discord.answer(ran).await;
        assert!(shown(&answer).contains("Signalez la perte"), "{}", shown(&answer));
    } else {
        let tried = |state: &super::double::State| {
            (state.rest_faults.iter().any(|f| f.times < times)).then_some(())
        };
        scene.discord.wait("the call", tried).await;
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    scene.discord.repair();
    let public = scene
        .discord
        .with(|state| state.messages.values().filter(|m| m.answers == Some(ran)).count());
    assert!(public <= 1, "answered {public} times");
}

#[test]
fn posting_a_message() {
    all_survive(vec![
        Trouble::new(
            "429 of a route",
            happens!(|scene| posting(scene, How::limited(0.5, false), true).await),
        )
        .stays_connected(),
        Trouble::new(
            "429 of everything",
            happens!(|scene| posting(scene, How::limited(0.5, true), true).await),
        )
        .stays_connected(),
        Trouble::new(
            "429 with nonsense in it",
            happens!(|scene| posting(scene, How::limited_malformed(), true).await),
        )
        .stays_connected(),
        Trouble::new("500", happens!(|scene| posting(scene, How::broken(500), true).await))
            .stays_connected(),
        Trouble::new("502", happens!(|scene| posting(scene, How::broken(502), true).await))
            .stays_connected(),
        Trouble::new(
            "done, but 502",
            happens!(|scene| posting(
                scene,
                How::DoneBut { status: 502, body: "<html>".into() },
                true
            )
            .await),
        )
        .stays_connected(),
        Trouble::new("never answered", happens!(|scene| posting(scene, How::Never, false).await))
            .stays_connected(),
        Trouble::new("cut off", happens!(|scene| posting(scene, How::CutOff, false).await))
            .stays_connected(),
        Trouble::new(
            "late",
            happens!(|scene| posting(scene, How::Late(Duration::from_secs(2)), true).await),
        )
        .stays_connected(),
        Trouble::new(
            "50035",
            happens!(
                |scene| posting(scene, How::refusal(400, 50035, "Invalid Form Body"), true).await
            ),
        )
        .stays_connected(),
        Trouble::new(
            "50001",
            happens!(|scene| {
                posting_elsewhere(scene, How::refusal(403, 50001, "Missing Access")).await;
            }),
        )
        .stays_connected(),
        Trouble::new(
            "10008",
            happens!(
                |scene| posting(scene, How::refusal(404, 10008, "Unknown Message"), false).await
            ),
        )
        .stays_connected(),
    ]);
}

/// This uses a channel of its own, because the bot may leave it alone afterwards.
async fn posting_elsewhere(scene: &Scene, how: How) {
    let elsewhere = scene.discord.channel(scene.guild, "ailleurs");
    scene.discord.fault(&format!("POST /channels/{elsewhere}"), "/messages", usize::MAX, how);
    scene.discord.mentions_bot(scene.camille, elsewhere, "j'ai perdu mon badge");
    let direct = scene.discord.direct(scene.camille);
    scene.discord.wait("the asker told", |state| state.of_bot_in(direct).pop()).await;
    scene.discord.repair();
}

#[test]
fn acknowledging_an_interaction() {
    all_survive(vec![
        Trouble::new(
            "callback: 500",
            happens!(|scene| acknowledging(scene, How::broken(500), 1, true).await),
        )
        .stays_connected(),
        Trouble::new(
            "callback: 502 always",
            happens!(|scene| acknowledging(scene, How::broken(502), usize::MAX, false).await),
        )
        .stays_connected(),
        Trouble::new(
            "callback: 429",
            happens!(|scene| acknowledging(scene, How::limited(0.3, false), 1, true).await),
        )
        .stays_connected(),
        Trouble::new(
            "callback: never answered",
            happens!(|scene| acknowledging(scene, How::Never, 1, false).await),
        )
        .stays_connected(),
        Trouble::new(
            "callback: cut off",
            happens!(|scene| acknowledging(scene, How::CutOff, 1, false).await),
        )
        .stays_connected(),
        Trouble::new(
            "callback: too late",
            happens!(|scene| acknowledging(
                scene,
                How::Late(Duration::from_millis(3_500)),
                1,
                false
            )
            .await),
        )
        .stays_connected(),
        Trouble::new(
            "callback: 10062",
            happens!(|scene| acknowledging(
                scene,
                How::refusal(404, 10062, "Unknown interaction"),
                1,
                false
            )
            .await),
        )
        .stays_connected(),
    ]);
}

#[tokio::test]
async fn a_callback_that_was_done_after_all_is_not_done_twice() {
    let scene = Scene::plain().await;
    acknowledging(&scene, How::DoneBut { status: 502, body: "<html>".into() }, 1, true).await;
    let next = scene.discord.runs(scene.camille, scene.channel, &faq("menu de la semaine"));
    scene.discord.answer(next).await;
    scene.close().await;
}

#[tokio::test]
async fn a_late_acknowledgement_is_edited_in() {
    // The bot defers because its first call is slow; the search is not.
    let scene = Scene::plain().await;
    // On a busy machine the answer's edit may overtake the acknowledgement and be refused once;
    // what members see is the answer.
    acknowledging(&scene, How::Late(Duration::from_millis(1_800)), 1, true).await;
    scene.close().await;
}
