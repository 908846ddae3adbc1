//! What the bot says is true and of use:
//!
//! 1. A reply whose text Discord hides is told so; thanks open no thread and nothing to
//!    click.
//! 2. A thread has the name of the entry, and keeps nothing of a question that is deleted;
//!    an address in a question is not repeated under the bot's name.
//! 3. The menu reads embeds, polls and forwarded messages, and finds nothing near to chatter.
//! 4. Two processes with one token are told of in the log.

use serde_json::{Value, json};

use super::conversations::{faq, labels, shown};
use super::double::objects::Id;
use super::double::world::State;
use super::scene::{As, Bot, Scene};

#[tokio::test]
async fn courtesies_get_a_plain_reply_wherever_they_are_said() {
    let mut places = (0, 0);
    let scene = Scene::open(|discord, ids| {
        places = (discord.channel(ids.guild, "prive"), discord.channel(ids.guild, "fils"));
        format!(
            "[[platform.discord.channel]]\nid = \"{}\"\nanswers = \"private\"\n\
             [[platform.discord.channel]]\nid = \"{}\"\nanswers = \"thread\"\n",
            places.0, places.1
        )
    })
    .await;
    let Scene { discord, camille, channel, .. } = &scene;
    for place in [places.0, places.1] {
        let thanks = discord.mentions_bot(*camille, place, "merci !");
        let reply = discord.reply_to(thanks).await;
        assert_eq!(reply.channel, place);
        assert!(labels(&reply).is_empty() && shown(&reply).contains("/faq"), "{}", shown(&reply));
    }

    let asked = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
    let answer = discord.reply_to(asked).await;
    let body = answer.body.clone();
    let hidden = discord.posts(*camille, *channel, "et pour un visiteur ?", |message| {
        message["type"] = json!(19);
        message["message_reference"] = json!({
            "type": 0, "channel_id": channel.to_string(), "message_id": answer.id.to_string(),
        });
        message["referenced_message"] = body;
    });
    let told = discord.reply_to(hidden).await;
    assert!(shown(&told).contains("Mentionnez-moi"), "{}", shown(&told));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn nothing_of_a_members_words_stays_under_the_bots_name() {
    let mut threads = 0;
    let scene = Scene::open(|discord, ids| {
        threads = discord.channel(ids.guild, "fils");
        format!("[[platform.discord.channel]]\nid = \"{threads}\"\nanswers = \"thread\"\n")
    })
    .await;
    let Scene { discord, camille, channel, .. } = &scene;
    let asked = discord.mentions_bot(*camille, threads, "moi Camille j'ai perdu mon badge");
    discord.wait("the thread", |state| state.of_bot_in(asked).pop()).await;
    let name = discord.with(|state| state.channels[&asked].name.clone());
    assert_eq!(name, "Que faire quand on a perdu son badge ?");

    let question = "j'ai perdu mon badge discord.gg/abc https://x.example/y";
    let ran = discord.runs(*camille, *channel, &faq(question).with("visible", true));
    let posted = shown(&discord.answer(ran).await);
    assert!(posted.contains("perdu mon badge (adresse) (adresse)"), "{posted}");
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn the_menu_reads_what_a_member_sees() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let found = async |fill: fn(&mut Value), text: &str| {
        let message: Id = discord.posts(*dominique, *channel, text, fill);
        let ran = discord.picks_on_message(*camille, message, "Chercher dans la FAQ");
        shown(&discord.answer(ran).await)
    };
    let embed: fn(&mut Value) = |message| {
        message["embeds"] = json!([{ "type": "rich", "title": "J'ai perdu mon badge" }]);
    };
    let poll: fn(&mut Value) = |message| {
        message["poll"] = json!({
            "question": { "text": "Que faire quand on a perdu son badge ?" },
            "answers": [], "expiry": "2030-01-01T00:00:00.000000+00:00",
            "allow_multiselect": false, "layout_type": 1,
            "results": { "answer_counts": [], "is_finalized": false },
        });
    };
    let forward: fn(&mut Value) = |message| {
        message["message_snapshots"] = json!([{ "message": {
            "type": 0, "content": "J'ai perdu mon badge", "mentions": [], "mention_roles": [],
            "attachments": [], "embeds": [], "components": [], "flags": 0,
            "timestamp": "2026-01-01T00:00:00.000000+00:00", "edited_timestamp": null,
        } }]);
    };
    for fill in [embed, poll, forward] {
        let text = found(fill, "").await;
        assert!(text.contains("Signalez la perte"), "{text}");
    }
    for chatter in ["merci beaucoup !", "bonjour à tous"] {
        let text = found(|_| {}, chatter).await;
        assert!(text.contains("rien dans la FAQ"), "{chatter}: {text}");
    }
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_second_process_with_the_same_token_is_told_of() {
    let scene = Scene::plain().await;
    let Scene { discord, proxy, camille, channel, bot, .. } = &scene;
    let token = discord.shared.setup.token.clone();
    let mut second = Bot::start(As::Itself, &proxy.url(), &token, "");
    let both = |state: &State| (state.sessions.len() == 2).then_some(());
    discord.wait("both sessions", both).await;
    let words = "another process runs with the same Discord token";
    loop {
        let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
        discord.answer(ran).await;
        let refused = |state: &State| state.calls.iter().any(|c| c.answer["code"] == 40_060);
        if discord.with(|state| refused(state)) {
            break;
        }
    }
    let told = async {
        tokio::select! {
            () = bot.logged(words) => {}
            () = second.logged(words) => {}
        }
    };
    told.await;
    second.end().await;
    scene.close().await;
}
