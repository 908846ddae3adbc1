//! Which collections each place sees, and how answers are given there:
//!
//! 1. A server sees only its own collections, however it is asked: by searching,
//!    completing, picking and clicking.
//! 2. Each channel has public answers, private answers, or answers in a thread.
//! 3. Only in a channel with automatic answers are questions answered that were not
//!    asked of the bot, and only when *Found*; only such a channel makes the bot ask
//!    for the Message Content intent.
//! 4. Where the bot may not write, it tells the asker in private.
//! 5. A thread that the bot was not told of follows its channel all the same.

use super::conversations::{faq, labels, shown};
use super::double::Setup;
use super::double::objects::{Channel, ChannelKind, intent, permission, snowflake};
use super::double::world::Gateway;
use super::scene::{As, Scene};

fn intents(scene: &Scene) -> u64 {
    scene.discord.with(|state| {
        let mut identified = state.gateway.iter().filter_map(|(_, event)| match event {
            Gateway::Identified { intents, .. } => Some(*intents),
            _ => None,
        });
        identified.next().unwrap_or_default()
    })
}

#[tokio::test]
async fn a_server_sees_its_own_collections() {
    let mut cantine = (0, 0);
    let scene = Scene::open(|discord, ids| {
        let cook = discord.person("cuisinier");
        let guild = discord.guild("Cantine", &[cook]);
        cantine = (discord.channel(guild, "cuisine"), cook);
        format!(
            "[[platform.discord.server]]\nid = \"{}\"\ncollections = [\"accueil\"]\n\
             [[platform.discord.server]]\nid = \"{guild}\"\ncollections = [\"cantine\"]\n",
            ids.guild
        )
    })
    .await;
    let (kitchen, cook) = cantine;
    let Scene { discord, camille, channel, .. } = &scene;
    let found = |text: &str| text.contains("Signalez la perte");
    let here = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    assert!(found(&shown(&discord.answer(here).await)));
    let there = discord.runs(cook, kitchen, &faq("j'ai perdu mon badge"));
    assert!(!found(&shown(&discord.answer(there).await)), "not this server's");

    let typed = discord.types(cook, kitchen, &faq("badge"), "question");
    let suggested = discord.suggestions(typed).await;
    assert!(
        suggested.iter().all(|c| !c["name"].as_str().unwrap_or_default().contains("badge")),
        "{suggested:?}"
    );
    let typed = discord.types(*camille, *channel, &faq("perdu badge"), "question");
    let value = discord.suggestions(typed).await[0]["value"].as_str().expect("a text").to_owned();
    let picked = discord.runs(cook, kitchen, &faq(&value));
    assert!(!found(&shown(&discord.answer(picked).await)), "not even by its id");

    let elsewhere = discord.guild("Ailleurs", &[*camille]);
    let lobby = discord.channel(elsewhere, "hall");
    for question in ["j'ai perdu mon badge", "menu de la semaine"] {
        let asked = discord.mentions_bot(*camille, lobby, question);
        let answer = discord.reply_to(asked).await;
        assert!(
            answer.body["embeds"][0].get("url").is_none(),
            "a server that is not listed sees nothing: {}",
            shown(&answer)
        );
    }
    discord.assert_nothing_refused();
    assert_eq!(
        intents(&scene),
        intent::GUILDS | intent::GUILD_MESSAGES | intent::DIRECT_MESSAGES,
        "no privileged intent"
    );
    scene.close().await;
}

#[tokio::test]
async fn answers_are_private_or_in_a_thread_where_configured() {
    let mut channels = (0, 0);
    let scene = Scene::open(|discord, ids| {
        channels = (discord.channel(ids.guild, "prive"), discord.channel(ids.guild, "fils"));
        format!(
            "[[platform.discord.channel]]\nid = \"{}\"\nanswers = \"private\"\n\
             [[platform.discord.channel]]\nid = \"{}\"\nanswers = \"thread\"\n",
            channels.0, channels.1
        )
    })
    .await;
    let (private, threads) = channels;
    let Scene { discord, camille, dominique, .. } = &scene;

    let asked = discord.mentions_bot(*camille, private, "j'ai perdu mon badge");
    let ready = discord.reply_to(asked).await;
    assert!(!shown(&ready).contains("Signalez"), "not for all to see");
    let label = labels(&ready).first().cloned().expect("a button to open it");
    let refused = discord.clicks(*dominique, ready.id, &label);
    assert!(!shown(&discord.answer(refused).await).contains("Signalez"), "not for others");
    let opened = discord.clicks(*camille, ready.id, &label);
    let answer = discord.answer(opened).await;
    assert!(answer.only_for == Some(*camille) && shown(&answer).contains("Signalez la perte"));
    let shown_to_all =
        discord.runs(*camille, private, &faq("j'ai perdu mon badge").with("visible", true));
    assert_eq!(
        discord.answer(shown_to_all).await.only_for,
        Some(*camille),
        "not even when asked to"
    );

    let asked = discord.mentions_bot(*camille, threads, "j'ai perdu mon badge");
    let answer = discord.wait("the answer in a thread", |state| state.of_bot_in(asked).pop()).await;
    assert!(shown(&answer).contains("Signalez la perte"));
    assert_eq!(
        discord.with(|state| state.of_bot_in(threads).len()),
        0,
        "nothing in the channel itself"
    );
    let next = discord.mentions_bot(*dominique, asked, "et faire entrer un visiteur ?");
    let answer = discord.reply_to(next).await;
    assert_eq!(answer.channel, asked, "no thread in a thread");
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_channel_opted_in_is_answered_when_sure() {
    let mut open = 0;
    let setup = Setup { message_content: true, ..Setup::default() };
    let scene = Scene::open_with(As::Itself, setup, |discord, ids| {
        open = discord.channel(ids.guild, "entraide");
        format!("[[platform.discord.channel]]\nid = \"{open}\"\nauto_answer = true\n")
    })
    .await;
    let Scene { discord, camille, channel, .. } = &scene;
    assert_ne!(intents(&scene) & intent::MESSAGE_CONTENT, 0);
    let unsure = discord.says(*camille, open, "une BAL ?");
    let unknown = discord.says(*camille, open, "quelqu'un veut un café ?");
    let elsewhere = discord.says(*camille, *channel, "que faire quand on a perdu son badge ?");
    let sure = discord.says(*camille, open, "que faire quand on a perdu son badge ?");
    let answer = discord.reply_to(sure).await;
    assert!(shown(&answer).contains("Signalez la perte"));
    for silent in [unsure, unknown, elsewhere] {
        assert_eq!(discord.with(|state| state.replies_to(silent).len()), 0);
    }
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn where_it_may_not_write_it_tells_the_asker() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, dominique, channel, guild, .. } = &scene;
    let mute = discord.channel(*guild, "lecture-seule");
    discord.forbid(mute, permission::SEND_MESSAGES);
    let direct = discord.direct(*camille);
    discord.mentions_bot(*camille, mute, "j'ai perdu mon badge");
    let told = discord.wait("a direct message", |state| state.of_bot_in(direct).pop()).await;
    assert!(shown(&told).contains(&format!("<#{mute}>")), "{}", shown(&told));

    // A person who accepts no direct messages: the bot can do nothing more, and goes on.
    discord.with(|state| state.closed_to_direct_messages.push(*dominique));
    discord.mentions_bot(*dominique, mute, "j'ai perdu mon badge");
    discord
        .wait("both ways tried", |state| {
            state.calls.iter().find(|c| c.answer["code"] == 50007).map(|_| ())
        })
        .await;
    let asked = discord.mentions_bot(*dominique, *channel, "j'ai perdu mon badge");
    discord.reply_to(asked).await;
    // The answer to a slash command needs no permission.
    let ran = discord.runs(*camille, mute, &faq("j'ai perdu mon badge"));
    assert!(shown(&discord.answer(ran).await).contains("Signalez la perte"));
    scene.close().await;
}

#[tokio::test]
async fn a_thread_that_it_was_not_told_of_follows_its_channel() {
    let mut private = 0;
    let scene = Scene::open(|discord, ids| {
        private = discord.channel(ids.guild, "prive");
        format!("[[platform.discord.channel]]\nid = \"{private}\"\nanswers = \"private\"\n")
    })
    .await;
    let Scene { discord, camille, channel, guild, .. } = &scene;
    let thread = |parent| {
        let id = snowflake();
        let kind = ChannelKind::Thread { parent, owner: *camille, archived: false, locked: false };
        let bot_may = permission::OF_THE_BOT;
        let name = "fil".to_owned();
        let thread = Channel { id, kind, guild: Some(*guild), name, bot_may, messages: 0 };
        discord.with(|state| state.channels.insert(id, thread));
        id
    };
    for (thread, public) in [(thread(private), false), (thread(*channel), true)] {
        for _ in 0..2 {
            let asked = discord.mentions_bot(*camille, thread, "j'ai perdu mon badge");
            let answer = discord.reply_to(asked).await;
            assert_eq!(shown(&answer).contains("Signalez"), public, "{}", shown(&answer));
        }
        let path = format!("/channels/{thread}");
        let read = |state: &super::double::State| {
            let calls = state.calls.iter().filter(|c| c.method == "GET" && c.path.ends_with(&path));
            calls.count()
        };
        assert_eq!(discord.with(|state| read(state)), 1, "it is asked for once");
    }
    discord.assert_nothing_refused();
    scene.close().await;
}
