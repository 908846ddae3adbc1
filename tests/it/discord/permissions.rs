//! Permissions that the bot lacks in a channel are named, to the member and once in the log:
//!
//! 1. *Read Message History*, without which a private answer cannot be opened; a question that
//!    was deleted, or that Discord does not give, is another matter.
//! 2. *Embed Links*, without which no card is shown: the sentence stands where it was asked.
//! 3. *Send Messages in Threads*, without which the channel itself gets the answer.

use super::conversations::shown;
use super::double::faults::How;
use super::double::objects::permission;
use super::double::world::State;
use super::scene::Scene;

#[tokio::test]
async fn a_private_answer_that_cannot_be_opened_says_why() {
    let mut private = 0;
    let scene = Scene::open(|discord, ids| {
        private = discord.channel(ids.guild, "prive");
        format!("[[platform.discord.channel]]\nid = \"{private}\"\nanswers = \"private\"\n")
    })
    .await;
    let Scene { discord, camille, bot, .. } = &scene;
    let asked = discord.mentions_bot(*camille, private, "j'ai perdu mon badge");
    let ready = discord.reply_to(asked).await;
    let opened = async || {
        let clicked = discord.clicks(*camille, ready.id, "Voir ma réponse");
        let told = discord.answer(clicked).await;
        assert_eq!(told.only_for, Some(*camille));
        shown(&told)
    };
    discord.forbid(private, permission::READ_MESSAGE_HISTORY);
    for _ in 0..2 {
        let text = opened().await;
        assert!(text.contains("Voir les anciens messages"), "{text}");
        assert!(!text.contains("supprimée"), "{text}");
    }
    bot.logged("Read Message History").await;
    assert_eq!(bot.log().matches("Read Message History").count(), 1, "{}", bot.log());

    discord.allow(private, permission::READ_MESSAGE_HISTORY);
    discord.fault("GET /channels/", "", 1, How::refusal(404, 10_008, "Unknown Message"));
    assert!(opened().await.contains("supprimée"));
    discord.fault("GET /channels/", "", 1, How::refusal(400, 99_999, "Something else"));
    let text = opened().await;
    assert!(text.contains("pour le moment") && !text.contains("supprimée"), "{text}");
    assert!(opened().await.contains("Signalez la perte"));
    scene.close().await;
}

#[tokio::test]
async fn where_no_card_is_shown_the_reply_says_so() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, bot, .. } = &scene;
    discord.forbid(*channel, permission::EMBED_LINKS);
    for _ in 0..2 {
        let asked = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
        let told = |state: &State| {
            let mut replies = state.replies_to(asked).into_iter();
            let words = "«\u{a0}Intégrer des liens\u{a0}»";
            replies.find(|reply| !reply.deleted && shown(reply).contains(words))
        };
        discord.wait("the sentence", told).await;
    }
    // A bare message was posted and taken away before each sentence: not answered twice.
    discord.with(|state| state.messages.retain(|_, message| !message.deleted));
    let direct = discord
        .with(|state| state.calls.iter().filter(|call| call.path == "/users/@me/channels").count());
    assert_eq!(direct, 0, "no direct message as well");
    assert_eq!(bot.log().matches("Embed Links").count(), 1, "{}", bot.log());

    discord.allow(*channel, permission::EMBED_LINKS);
    let asked = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
    assert!(shown(&discord.reply_to(asked).await).contains("Signalez la perte"));
    scene.close().await;
}

#[tokio::test]
async fn where_no_thread_may_be_written_in_the_channel_gets_the_answer() {
    let mut threads = 0;
    let scene = Scene::open(|discord, ids| {
        threads = discord.channel(ids.guild, "fils");
        format!("[[platform.discord.channel]]\nid = \"{threads}\"\nanswers = \"thread\"\n")
    })
    .await;
    let Scene { discord, camille, bot, .. } = &scene;
    for _ in 0..2 {
        // The first message is the one in the thread.
        let refusal = How::refusal(403, 50_013, "Missing Permissions");
        discord.fault("POST /channels/", "/messages", 1, refusal);
        let asked = discord.mentions_bot(*camille, threads, "j'ai perdu mon badge");
        let answer = discord.reply_to(asked).await;
        assert_eq!(answer.channel, threads);
        assert!(shown(&answer).contains("Signalez la perte"), "{}", shown(&answer));
    }
    assert_eq!(bot.log().matches("Send Messages in Threads").count(), 1, "{}", bot.log());
    scene.close().await;
}
