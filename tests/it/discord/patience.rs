//! Questions get their answer although Discord is slow, busy or out of order:
//!
//! 1. READY may take half a minute: the session is waited for and not begun again.
//! 2. A channel that takes five messages in five seconds gets all twenty answers, and three
//!    errors in a row are not the end.
//!    A shutdown waits eight seconds for such a channel, and the log counts what is lost.
//! 3. Without the right to read the message history the answer replies to nothing, and the
//!    log names the permission.
//! 4. A mention that an edit adds is answered; when an edit takes it away, the answer stays,
//!    and a private answer says that Discord hides the text.
//! 5. A deletion leaves no answer behind, when it is told before its message or after a
//!    restart: in a thread, of several questions at once, and when Discord fails once.
//! 6. A place that is bound to no collection says so, and so does the log.

use std::time::Duration;

use serde_json::json;

use super::conversations::shown;
use super::double::faults::How;
use super::double::objects::{Id, permission, timestamp};
use super::double::world::{Gateway, State};
use super::double::{Double, Setup};
use super::scene::{As, Scene};

#[tokio::test]
async fn a_session_that_is_slow_to_be_ready_is_waited_for() {
    let setup = Setup { ready_after: Duration::from_secs(30), ..Setup::default() };
    let scene = Scene::set(As::Itself, setup, |_, _| String::new());
    let Scene { discord, camille, channel, .. } = &scene;
    let registered = |state: &State| (state.commands.values().flatten().count() >= 3).then_some(());
    discord.wait_within(Duration::from_secs(70), "the commands", registered).await;
    let asked = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
    discord.reply_to(asked).await;
    let identified = discord.with(|state| {
        let events = state.gateway.iter().map(|(_, event)| event);
        events.filter(|event| matches!(event, Gateway::Identified { .. })).count()
    });
    assert_eq!(identified, 1);
    scene.close().await;
}

#[tokio::test]
async fn a_busy_channel_gets_all_its_answers() {
    let setup = Setup { posts_in_5_s: 5, ..Setup::default() };
    let scene = Scene::open_with(As::Itself, setup, |_, _| String::new()).await;
    let Scene { discord, camille, channel, .. } = &scene;
    let asked: Vec<_> =
        (0..20).map(|_| discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge")).collect();
    let answered =
        |state: &State| asked.iter().all(|id| state.replies_to(*id).len() == 1).then_some(());
    discord.wait_within(Duration::from_secs(60), "twenty answers", answered).await;
    scene.close().await;
}

#[tokio::test]
async fn a_shutdown_waits_for_a_busy_channel_and_counts_what_is_lost() {
    let setup = Setup { posts_in_5_s: 5, ..Setup::default() };
    let mut scene = Scene::open_with(As::Itself, setup, |_, _| String::new()).await;
    let asked: Vec<_> = (0..20)
        .map(|_| scene.discord.mentions_bot(scene.camille, scene.channel, "j'ai perdu mon badge"))
        .collect();
    let answered =
        move |state: &State| asked.iter().filter(|id| state.replies_to(**id).len() == 1).count();
    let first = |state: &State| (answered(state) >= 5).then_some(());
    scene.discord.wait("the first answers", first).await;
    let status = scene.bot.end().await;
    assert!(status.success(), "{status}");
    let sent = scene.discord.with(|state| answered(state));
    assert!(sent > 5, "only {sent} answers");
    let lost = format!("unfinished={}", 20 - sent);
    scene.bot.logged(&lost).await;
}

#[tokio::test]
async fn three_errors_are_not_the_end() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, .. } = &scene;
    discord.fault("POST /channels/", "/messages", 4, How::broken(503));
    let asked = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
    discord.reply_to(asked).await;
    scene.close().await;
}

#[tokio::test]
async fn without_the_message_history_it_answers_all_the_same() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, bot, .. } = &scene;
    discord.forbid(*channel, permission::READ_MESSAGE_HISTORY);
    for count in 1..=2 {
        discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
        let posted = |state: &State| {
            let posted = state.of_bot_in(*channel);
            (posted.len() == count).then_some(posted)
        };
        let posted = discord.wait("the answer", posted).await;
        assert!(shown(&posted[0]).contains("Signalez la perte"));
    }
    bot.logged("Read Message History").await;
    assert_eq!(bot.log().matches("Read Message History").count(), 1, "{}", bot.log());
    scene.close().await;
}

#[tokio::test]
async fn an_edit_may_add_the_mention_or_take_it_away() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, .. } = &scene;
    let asked = discord.says(*camille, *channel, "j'ai perdu mon badge");
    discord.edits(asked, &format!("<@{}> j'ai perdu mon badge", discord.bot()));
    let answer = discord.reply_to(asked).await;
    assert!(shown(&answer).contains("Signalez la perte"));

    discord.edits(asked, "j'ai perdu mon badge, et c'est tout");
    let next = discord.mentions_bot(*camille, *channel, "où trouver le menu de la semaine ?");
    discord.reply_to(next).await;
    let stays = discord.message(answer.id);
    assert!(!stays.deleted && shown(&stays).contains("Signalez la perte"), "{}", shown(&stays));
    assert_eq!(discord.with(|state| state.replies_to(asked).len()), 1);
    discord.assert_nothing_refused();
    scene.close().await;
}

/// Edits a reply to the bot so that neither its text nor its ping mentions the bot.
fn edit_mention_away(discord: &Double, question: Id, text: &str) {
    discord.with(|state| {
        let message = state.messages.get_mut(&question).expect("a message");
        message.body["content"] = json!(text);
        message.body["mentions"] = json!([]);
        message.body["edited_timestamp"] = json!(timestamp());
        state.announce_edit(question);
    });
}

#[tokio::test]
async fn the_answer_to_a_reply_stays_when_its_mention_is_edited_away() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, .. } = &scene;
    let first = discord.mentions_bot(*camille, *channel, "où trouver le menu de la semaine ?");
    let first = discord.reply_to(first).await;
    let asked = format!("<@{}> j'ai perdu mon badge", discord.bot());
    let asked = discord.replies(*camille, first.id, &asked);
    let answer = discord.reply_to(asked).await;
    edit_mention_away(discord, asked, "j'ai perdu mon badge hier");
    // The answer to a later question shows that the edit has been read.
    let next = discord.mentions_bot(*camille, *channel, "où trouver le menu de la semaine ?");
    discord.reply_to(next).await;
    let stays = discord.message(answer.id);
    assert!(!stays.deleted && shown(&stays).contains("Signalez la perte"), "{}", shown(&stays));
    assert_eq!(stays.edits, 0);
    scene.close().await;
}

#[tokio::test]
async fn a_private_answer_tells_that_discord_hides_the_question() {
    let scene = Scene::open(|_, ids| {
        format!("[[platform.discord.channel]]\nid = \"{}\"\nanswers = \"private\"\n", ids.channel)
    })
    .await;
    let Scene { discord, camille, channel, .. } = &scene;
    let asked = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
    let ready = discord.reply_to(asked).await;
    edit_mention_away(discord, asked, "j'ai perdu mon badge hier");
    let clicked = discord.clicks(*camille, ready.id, "Voir ma réponse");
    let told = shown(&discord.answer(clicked).await);
    assert!(told.contains("Discord ne me montre pas le texte de votre question"), "{told}");
    scene.close().await;
}

#[tokio::test]
async fn a_deleted_question_leaves_no_answer() {
    let mut scene = Scene::plain().await;
    let deleted = {
        let Scene { discord, camille, channel, .. } = &scene;
        let text = "j'ai perdu mon badge";
        let early = discord.mention_told_after_its_deletion(*camille, *channel, text);
        let asked = discord.mentions_bot(*camille, *channel, "où trouver le menu de la semaine ?");
        let kept = discord.mentions_bot(*camille, *channel, "une BAL ?");
        discord.reply_to(kept).await;
        let answer = discord.reply_to(asked).await;
        assert_eq!(discord.with(|state| state.replies_to(early).len()), 0);
        (asked, answer.id, kept)
    };
    restart(&mut scene).await;
    let (asked, answer, kept) = deleted;
    scene.discord.deletes(asked);
    scene
        .discord
        .wait("the answer's removal", |state| state.messages[&answer].deleted.then_some(()))
        .await;
    assert!(scene.discord.with(|state| state.replies_to(kept).iter().all(|m| !m.deleted)));
    scene.discord.assert_nothing_refused();
    scene.close().await;
}

/// Starts the bot again, which forgets what it answered.
async fn restart(scene: &mut Scene) {
    let token = scene.discord.shared.setup.token.clone();
    let before = scene.discord.with(|state| state.gateway.len());
    scene.bot.restart(&token).await;
    scene.discord.reconnected(before).await;
}

#[tokio::test]
async fn a_deleted_question_leaves_no_answer_in_its_thread() {
    let mut scene = Scene::open(|_, ids| {
        format!("[[platform.discord.channel]]\nid = \"{}\"\nanswers = \"thread\"\n", ids.channel)
    })
    .await;
    let asked = scene.discord.mentions_bot(scene.camille, scene.channel, "j'ai perdu mon badge");
    let in_thread = |state: &State| state.of_bot_in(asked).first().map(|message| message.id);
    let answer = scene.discord.wait("the answer", in_thread).await;
    restart(&mut scene).await;
    scene.discord.deletes(asked);
    let removed = |state: &State| state.messages[&answer].deleted.then_some(());
    scene.discord.wait("the answer's removal", removed).await;
    scene.close().await;
}

#[tokio::test]
async fn questions_deleted_at_once_leave_no_answer_however_far_apart() {
    let mut scene = Scene::plain().await;
    let (camille, channel) = (scene.camille, scene.channel);
    let (mut asked, mut answers) = (Vec::new(), Vec::new());
    for text in ["j'ai perdu mon badge", "où trouver le menu de la semaine ?"] {
        asked.push(scene.discord.mentions_bot(camille, channel, text));
        answers.push(scene.discord.reply_to(asked[asked.len() - 1]).await.id);
        for count in 0..120 {
            scene.discord.says(scene.dominique, channel, &format!("message {count}"));
        }
    }
    restart(&mut scene).await;
    // Discord may also be out of order for a moment.
    scene.discord.fault("GET /channels/", "/messages", 1, How::broken(503));
    scene.discord.sweeps(&asked);
    let removed = |state: &State| answers.iter().all(|id| state.messages[id].deleted).then_some(());
    scene.discord.wait("the removal of both answers", removed).await;
    scene.close().await;
}

#[tokio::test]
async fn a_place_without_a_collection_says_so() {
    let scene = Scene::open(|_, _| {
        "[[platform.discord.server]]\nid = \"1\"\ncollections = [\"accueil\"]\n\
         [[platform.discord.server]]\nid = \"2\"\ncollections = [\"cantine\"]\n"
            .to_owned()
    })
    .await;
    let Scene { discord, camille, channel, guild, bot, .. } = &scene;
    let direct = discord.direct(*camille);
    for asked in [
        discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge"),
        discord.says(*camille, direct, "j'ai perdu mon badge"),
    ] {
        let answer = discord.reply_to(asked).await;
        assert!(shown(&answer).contains("Aucune FAQ n’est reliée"), "{}", shown(&answer));
    }
    bot.logged("a server sees no collection").await;
    let log = bot.log();
    assert!(log.contains(&guild.to_string()), "{log}");
    assert!(log.contains("direct messages see no collection"), "{log}");
    discord.assert_nothing_refused();
    scene.close().await;
}
