//! What is posted for all on a member's behalf:
//!
//! 1. `visible` shows everybody an entry, with the question; what is unsure or unknown is
//!    for the asker alone.
//! 2. An entry of *Voir aussi* is not shared as the answer to the asker's question.
//! 3. A member who may not write in a channel posts nothing there.
//! 4. A card that cannot be posted, or only without its embed, is said not to be posted,
//!    and the buttons stay for another try.

use super::conversations::{faq, labels, shown};
use super::double::faults::How;
use super::double::objects::{Id, permission};
use super::double::world::{Message, State};
use super::scene::Scene;

/// What everybody sees of the bot's in a channel.
fn public(state: &State, channel: Id) -> Vec<Message> {
    state.of_bot_in(channel).into_iter().filter(|message| message.only_for.is_none()).collect()
}

#[tokio::test]
async fn visible_shows_all_an_entry_and_nothing_else() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, .. } = &scene;
    for question in ["quelle est la capitale de la Mongolie ?", "une BAL ?", "merci !"] {
        let ran = discord.runs(*camille, *channel, &faq(question).with("visible", true));
        let own = discord.answer(ran).await;
        assert_eq!(own.only_for, Some(*camille), "{question}: {}", shown(&own));
    }
    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge").with("visible", true));
    let posted = discord.answer(ran).await;
    assert_eq!(posted.only_for, None);
    let text = shown(&posted);
    assert!(text.contains("j'ai perdu mon badge") && text.contains("Signalez la perte"), "{text}");
    assert_eq!(discord.with(|state| public(state, *channel).len()), 1);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn another_entry_is_not_shared_under_the_question() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, .. } = &scene;
    let question = "comment ouvrir une boîte aux lettres d’équipe ?";
    let ran = discord.runs(*camille, *channel, &faq(question));
    let own = discord.answer(ran).await;
    assert!(shown(&own).contains("formulaire vert"), "{}", shown(&own));
    discord.selects(*camille, own.id, "personnelle");
    let other = |state: &State| {
        let message = state.messages[&own.id].clone();
        shown(&message).contains("formulaire bleu").then_some(message)
    };
    let other = discord.wait("the other entry", other).await;
    assert!(!shown(&other).contains(question), "{}", shown(&other));
    discord.clicks(*camille, own.id, "Partager ici");
    let posted = discord.wait("the card", |state| public(state, *channel).pop()).await;
    assert!(shown(&posted).contains("formulaire bleu"), "{}", shown(&posted));
    assert!(!shown(&posted).contains(question), "{}", shown(&posted));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn nobody_posts_where_they_may_not_write() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let asked = discord.says(*dominique, *channel, "que faire quand on a perdu son badge ?");
    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    let before = discord.answer(ran).await;
    discord.only_read(*channel);

    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge").with("visible", true));
    let own = discord.answer(ran).await;
    assert_eq!(own.only_for, Some(*camille));
    assert!(!labels(&own).iter().any(|label| label == "Partager ici"), "{:?}", labels(&own));
    let ran = discord.picks_on_message(*camille, asked, "Chercher dans la FAQ");
    let found = discord.answer(ran).await;
    assert!(shown(&found).contains("Signalez la perte") && labels(&found).is_empty());

    // A button of the time when the member could still write, or one that was made up.
    for (on, click) in [
        (before.id, "s1|share|badge-perdu".to_owned()),
        (found.id, format!("s1|answer|{asked}|badge-perdu")),
    ] {
        let clicked = discord.clicks_raw(*camille, on, &click);
        let told = discord.answer(clicked).await;
        assert_eq!(told.only_for, Some(*camille));
        assert!(shown(&told).contains("pas le droit d’écrire"), "{click}: {}", shown(&told));
    }
    assert_eq!(discord.with(|state| public(state, *channel).len()), 0);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn what_is_not_posted_is_said_and_can_be_tried_again() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let told = |clicked: Id| {
        discord.wait("the sentence", move |state| {
            let mut told = state.messages.values().filter(|m| m.answers == Some(clicked));
            told.find(|m| m.only_for.is_some() && shown(m).contains("pas pu publier")).map(|_| ())
        })
    };
    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    let own = discord.answer(ran).await;
    discord.fault("POST /webhooks/", "", 1, How::broken(502));
    told(discord.clicks(*camille, own.id, "Partager ici")).await;
    discord.repair();
    discord.forbid(*channel, permission::EMBED_LINKS);
    told(discord.clicks(*camille, own.id, "Partager ici")).await;
    assert_eq!(discord.with(|state| public(state, *channel).len()), 0, "no bare line stays");
    discord.allow(*channel, permission::EMBED_LINKS);
    discord.clicks(*camille, own.id, "Partager ici");
    discord.wait("the card", |state| public(state, *channel).pop()).await;

    let asked = discord.says(*dominique, *channel, "que faire quand on a perdu son badge ?");
    let ran = discord.picks_on_message(*camille, asked, "Chercher dans la FAQ");
    let found = discord.answer(ran).await;
    discord.fault("POST /channels/", "/messages", 1, How::refusal(400, 50_068, "Invalid"));
    told(discord.clicks(*camille, found.id, "Répondre à")).await;
    discord.repair();
    discord.forbid(*channel, permission::EMBED_LINKS);
    let clicked = discord.clicks(*camille, found.id, "Répondre à");
    let refused = discord.answer(clicked).await;
    assert!(shown(&refused).contains("intégrer des liens"), "{}", shown(&refused));
    assert_eq!(discord.with(|state| public(state, *channel).len()), 1, "the first card alone");
    discord.allow(*channel, permission::EMBED_LINKS);
    discord.clicks(*camille, found.id, "Répondre à");
    discord
        .wait("the reply", |state| state.replies_to(asked).into_iter().find(|reply| !reply.deleted))
        .await;
    // A bare line was posted and taken away before the card: not answered twice.
    discord.with(|state| state.messages.retain(|_, message| !message.deleted));
    scene.close().await;
}
