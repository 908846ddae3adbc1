//! What is too much is not answered in full, and everybody else is:
//!
//! 1. Who asks too much is told once, then not answered; others are. It holds for mentions,
//!    direct messages, `/faq` and the message menu; a command is answered each time, because
//!    Discord would show an error.
//! 2. A channel where too much is asked is told once; other channels and direct messages are
//!    answered.
//! 3. Suggestions, clicks and admin commands are not limited.
//! 4. The same entry asked again in a channel leads to the answer that stands there, whoever
//!    asks; not in private, and not once that answer was deleted, edited to another or its entry
//!    has changed. An edited question is answered in full.
//! 5. With answers in threads, the link stands in the channel and leads into the thread.
//! 6. When more is asked than can be answered in time, everybody is told at once.

use std::time::Duration;

use super::conversations::{faq, shown};
use super::double::members::Typed;
use super::double::objects::Id;
use super::double::world::Message;
use super::double::{Setup, State};
use super::scene::{Bot, Scene};

const BADGE: &str = "j'ai perdu mon badge";
const ANSWER: &str = "Signalez la perte";
const ASKER: &str = "Vous posez beaucoup de questions";
const PLACE: &str = "Beaucoup de questions sont posées ici";

/// Nobody is turned away because the machine is slow: that has a test of its own.
async fn limited(lines: &str) -> Scene {
    Scene::open(|_, _| format!("[limits]\nshed = false\n{lines}")).await
}

/// Waits until the bot has done something else. It takes note of an answer that it has posted a
/// moment after everybody sees it.
async fn caught_up(scene: &Scene) {
    let typing = scene.discord.types(scene.camille, scene.channel, &faq("perdu bad"), "question");
    scene.discord.suggestions(typing).await;
}

/// What a message that was posted leads to.
fn link(scene: &Scene, message: &Message) -> String {
    let Scene { guild, .. } = scene;
    format!("https://discord.com/channels/{guild}/{}/{}", message.channel, message.id)
}

/// What the metrics of the bot have behind a name and its labels.
async fn counted(scene: &Scene, metric: &str) -> String {
    scene.bot.logged("listening for HTTP").await;
    let log = scene.bot.log();
    let address = log.split("address=").nth(1).expect("an address");
    let url = format!("http://{}/metrics", address.split_whitespace().next().expect("a word"));
    let read = move || ureq::get(url).call().expect("an answer").body_mut().read_to_string();
    let text = tokio::task::spawn_blocking(read).await.expect("no panic").expect("UTF-8");
    let line = text.lines().find_map(|line| line.strip_prefix(metric));
    line.unwrap_or_else(|| panic!("no {metric} in {text}")).trim().to_owned()
}

#[tokio::test]
async fn who_asks_too_much_is_told_once_and_others_are_answered() {
    let scene = limited("per_asker = 2\nper_place = 0\ncooldown = 0\n[http]\nlisten = 0").await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let direct = discord.direct(*camille);
    let said = |person: Id, place: Id, text: &str| match place == direct {
        true => discord.says(person, place, text),
        false => discord.mentions_bot(person, place, text),
    };
    for _ in 0..2 {
        let asked = said(*camille, *channel, BADGE);
        assert!(shown(&discord.reply_to(asked).await).contains(ANSWER));
    }
    let told = said(*camille, *channel, BADGE);
    assert!(shown(&discord.reply_to(told).await).contains(ASKER));
    let silent: Vec<Id> = (0..3)
        .flat_map(|_| [said(*camille, *channel, BADGE), said(*camille, direct, BADGE)])
        .chain([said(*camille, *channel, "")])
        .collect();
    // A command is answered each time, to its asker alone.
    let theirs = said(*dominique, *channel, BADGE);
    let menu = discord.picks_on_message(*camille, theirs, "Chercher dans la FAQ");
    let typed = [faq(BADGE), faq("id:badge-perdu"), faq(BADGE).with("visible", true)];
    let commands = typed.iter().map(|typed| discord.runs(*camille, *channel, typed));
    for command in commands.chain([menu]).collect::<Vec<_>>() {
        let told = discord.answer(command).await;
        assert!(shown(&told).contains(ASKER), "{}", shown(&told));
        assert_eq!(told.only_for, Some(*camille));
    }
    // Typing is not asking.
    let typing = discord.types(*camille, *channel, &faq("perdu bad"), "question");
    assert!(!discord.suggestions(typing).await.is_empty());
    assert!(shown(&discord.reply_to(theirs).await).contains(ANSWER), "somebody else");
    for silent in silent {
        assert!(discord.with(|state| state.replies_to(silent)).is_empty(), "told once");
    }
    let metric = "souffleur_questions_not_answered_total{network=\"discord\",reason=\"asker\"}";
    assert_eq!(counted(&scene, metric).await, "12");
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_channel_where_too_much_is_asked_is_told_once() {
    let scene = Scene::open(|_, ids| {
        format!(
            "admin_roles = [\"{}\"]\n[limits]\nshed = false\nper_asker = 0\nper_place = 2",
            ids.role
        )
    })
    .await;
    let Scene { discord, camille, dominique, admin, guild, channel, .. } = &scene;
    for (person, text) in [(*camille, BADGE), (*dominique, "comment faire entrer un visiteur ?")] {
        let asked = discord.mentions_bot(person, *channel, text);
        discord.reply_to(asked).await;
    }
    let told = discord.mentions_bot(*camille, *channel, BADGE);
    assert!(shown(&discord.reply_to(told).await).contains(PLACE));
    let silent = discord.mentions_bot(*dominique, *channel, BADGE);
    let elsewhere = discord.channel(*guild, "ailleurs");
    let asked = discord.mentions_bot(*dominique, elsewhere, BADGE);
    assert!(shown(&discord.reply_to(asked).await).contains(ANSWER), "another channel");
    let direct = discord.direct(*dominique);
    for _ in 0..4 {
        let asked = discord.says(*dominique, direct, BADGE);
        assert!(shown(&discord.reply_to(asked).await).contains(ANSWER), "a direct message");
    }
    for _ in 0..3 {
        let ran = discord.runs(*admin, *channel, &Typed::new("faq-admin").sub("état"));
        assert!(!shown(&discord.answer(ran).await).contains(PLACE), "an admin may act");
    }
    assert!(discord.with(|state| state.replies_to(silent)).is_empty());
    scene.close().await;
}

#[tokio::test]
async fn the_same_entry_again_leads_to_the_answer_that_stands_there() {
    let scene = limited("per_asker = 0\nper_place = 0\n[http]\nlisten = 0").await;
    let Scene { discord, camille, dominique, guild, channel, .. } = &scene;
    let ask = async |person: Id, text: &str| {
        let asked = discord.mentions_bot(person, *channel, text);
        let reply = discord.reply_to(asked).await;
        caught_up(&scene).await;
        (asked, reply)
    };
    let (question, first) = ask(*camille, BADGE).await;
    assert!(shown(&first).contains(ANSWER));
    let (second, again) = ask(*dominique, "mon badge est perdu").await;
    let brief = shown(&again);
    assert!(brief.contains(&link(&scene, &first)) && !brief.contains(ANSWER), "{brief}");
    assert!(again.body["embeds"].as_array().is_none_or(Vec::is_empty), "{}", again.body);
    assert!(again.body["components"].as_array().is_none_or(Vec::is_empty), "{}", again.body);
    // Not in private, in another channel, or for another entry.
    let ran = discord.runs(*dominique, *channel, &faq(BADGE));
    assert!(shown(&discord.answer(ran).await).contains(ANSWER), "for the asker alone");
    let elsewhere = discord.channel(*guild, "ailleurs");
    let asked = discord.mentions_bot(*dominique, elsewhere, BADGE);
    assert!(shown(&discord.reply_to(asked).await).contains(ANSWER), "in another channel");
    let direct = discord.direct(*dominique);
    for _ in 0..2 {
        let asked = discord.says(*dominique, direct, BADGE);
        assert!(shown(&discord.reply_to(asked).await).contains(ANSWER), "in a direct message");
    }
    let visible = faq(BADGE).with("visible", true);
    let visible = discord.answer(discord.runs(*dominique, *channel, &visible)).await;
    assert!(shown(&visible).contains(&link(&scene, &first)), "{}", shown(&visible));
    assert_eq!(counted(&scene, "souffleur_answers_linked_total{network=\"discord\"}").await, "2");
    // A question that is edited is answered in full, in its own answer.
    let edited = async |message: Id, text: &str, expected: &str| {
        let bot = discord.bot();
        discord.edits(message, &format!("<@{bot}> {text}"));
        let what = format!("«\u{a0}{expected}\u{a0}»");
        discord
            .wait(&what, |state| {
                let answer = state.replies_to(message).pop()?;
                shown(&answer).contains(expected).then_some(())
            })
            .await;
        caught_up(&scene).await;
    };
    edited(second, BADGE, ANSWER).await;
    // The nearest answer is the one that is led to.
    let (third, brief) = ask(*camille, BADGE).await;
    assert!(shown(&brief).contains(&link(&scene, &again)), "{}", shown(&brief));
    edited(second, "comment faire entrer un visiteur ?", "laissez-passer").await;
    let (_, full) = ask(*camille, BADGE).await;
    assert!(shown(&full).contains(ANSWER), "the answer shows something else now");
    let (_, brief) = ask(*camille, "comment faire entrer un visiteur ?").await;
    assert!(shown(&brief).contains(&link(&scene, &again)), "{}", shown(&brief));
    // A deleted answer is led to no more, whoever has deleted it.
    discord.deletes(full.id);
    let (asked, full) = ask(*dominique, BADGE).await;
    assert!(shown(&full).contains(ANSWER), "{}", shown(&full));
    discord.deletes(asked);
    discord
        .wait("the answer's removal", |state| state.messages[&full.id].deleted.then_some(()))
        .await;
    let (_, full) = ask(*camille, BADGE).await;
    assert!(shown(&full).contains(ANSWER), "{}", shown(&full));
    // An entry that has changed is shown again.
    let file = scene.bot.file("accueil/badge-perdu.md");
    let text = std::fs::read_to_string(&file).expect("an entry");
    std::fs::write(&file, text.replace("le jour même", "dans l’heure")).expect("an entry");
    scene.bot.logged(" reloaded").await;
    let (_, full) = ask(*dominique, BADGE).await;
    assert!(shown(&full).contains("dans l’heure"), "{}", shown(&full));
    assert!([question, third].iter().all(|id| discord.with(|s| !s.replies_to(*id).is_empty())));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn an_answer_that_was_made_visible_stands_too() {
    let scene = limited("").await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let ran = discord.runs(*camille, *channel, &faq(BADGE).with("visible", true));
    let posted = discord.answer(ran).await;
    assert!(posted.only_for.is_none() && shown(&posted).contains(ANSWER), "{}", shown(&posted));
    let read = |state: &State| {
        let mut calls = state.calls.iter();
        calls.any(|call| call.method == "GET" && call.path.ends_with("@original")).then_some(())
    };
    discord.wait("the answer's place", read).await;
    caught_up(&scene).await;
    let brief = async || {
        let asked = discord.mentions_bot(*dominique, *channel, BADGE);
        shown(&discord.reply_to(asked).await)
    };
    let said = brief().await;
    assert!(said.contains(&link(&scene, &posted)), "{said}");
    scene.close().await;
}

#[tokio::test]
async fn in_threads_the_link_stands_in_the_channel() {
    let scene = Scene::open(|_, _| "answers = \"thread\"\n[limits]\nshed = false".to_owned()).await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let asked = discord.mentions_bot(*camille, *channel, BADGE);
    let in_thread = |state: &State| state.of_bot_in(asked).pop();
    let first = discord.wait("the answer in a thread", in_thread).await;
    caught_up(&scene).await;
    let again = discord.mentions_bot(*dominique, *channel, BADGE);
    let brief = discord.reply_to(again).await;
    assert_eq!(brief.channel, *channel, "no thread for a link");
    assert!(shown(&brief).contains(&link(&scene, &first)), "{}", shown(&brief));
    let inside = discord.mentions_bot(*dominique, first.channel, BADGE);
    let brief = discord.reply_to(inside).await;
    assert!(shown(&brief).contains(&link(&scene, &first)), "{}", shown(&brief));
    scene.close().await;
}

#[tokio::test]
#[cfg_attr(not(feature = "meaning"), ignore = "a search by words alone is too quick")]
async fn more_than_can_be_answered_in_time_is_turned_away_at_once() {
    let setup = Setup { validate: false, ..Setup::default() };
    let scene = Scene::around(setup, |discord, proxy, _| {
        let config = "[limits]\nper_asker = 0\nper_place = 0\ncooldown = 0";
        Bot::start_on_one_thread(&proxy.url(), &discord.shared.setup.token, config)
    });
    scene.ready().await;
    let discord = &scene.discord;
    let people: Vec<Id> = (0..200).map(|n| discord.person(&format!("personne-{n}"))).collect();
    let guild = discord.guild("Foule", &people);
    let channel = discord.channel(guild, "foule");
    // Words that are in no entry are looked for in every spelling, which takes a while.
    let words: Vec<String> = (0..200).map(|n| format!("inconnnue{n}z")).collect();
    let long = format!("{BADGE} {}", words.join(" "));
    let asked: Vec<Id> =
        people.iter().map(|person| discord.mentions_bot(*person, channel, &long)).collect();
    let all =
        |state: &State| asked.iter().all(|id| !state.replies_to(*id).is_empty()).then_some(());
    // Messages have no deadline, so that a machine that runs other tests may take its time.
    discord.wait_within(Duration::from_secs(120), "an answer to everybody", all).await;
    let turned_away = discord.with(|state| {
        let replies = asked.iter().map(|id| shown(&state.replies_to(*id)[0]));
        replies.filter(|text| text.contains("Trop de questions")).count()
    });
    assert!(0 < turned_away && turned_away < asked.len(), "{turned_away} turned away");
    scene.bot.logged("more is asked than can be answered in time").await;
    // Afterwards, all is as before.
    let ran = scene.discord.runs(scene.camille, scene.channel, &faq(BADGE));
    assert!(shown(&scene.discord.answer(ran).await).contains(ANSWER));
    scene.close().await;
}
