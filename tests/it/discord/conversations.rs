//! What a member sees on Discord:
//!
//! 1. `/faq` completes what is typed by a search: prefixes, missing accents,
//!    acronyms; it shows categories; an empty field gets suggestions too; picking one
//!    shows that entry.
//! 2. Only the asker sees the answer of `/faq` unless `visible`; *Partager ici* posts
//!    the card for all, with the question repeated, once, without a ping.
//! 3. A mention, a reply to the bot and a direct message get one reply each, to
//!    that message, without a ping; bots and other messages get none.
//! 4. The answer is edited when its question is, and deleted when its question is;
//!    the preview of a link, which is an update too, changes nothing.
//! 5. Only the clicker sees the nearest entries of the message menu; *Répondre à*
//!    posts the card as a reply that names the clicker, who may delete it.
//! 6. *Unsure* is a menu of entries and *Aucune de celles-ci*; *Unknown* says that no
//!    entry answers; small talk gets the help.
//! 7. Long answers have pages; votes get thanks; buttons work after a restart; a
//!    button of an unknown version gets an apology.
//! 8. Commands are registered once, not at every start.

use serde_json::{Value, json};

use super::double::members::Typed;
use super::double::world::Message;
use super::scene::Scene;

pub fn faq(question: &str) -> Typed<'_> {
    Typed::new("faq").with("question", question)
}

/// The whole text that a message shows.
pub fn shown(message: &Message) -> String {
    let mut text = message.body["content"].as_str().unwrap_or_default().to_owned();
    for embed in message.body["embeds"].as_array().into_iter().flatten() {
        for part in [&embed["title"], &embed["description"], &embed["footer"]["text"]] {
            text.push('\n');
            text.push_str(part.as_str().unwrap_or_default());
        }
    }
    text
}

pub fn labels(message: &Message) -> Vec<String> {
    let rows = message.body["components"].as_array().into_iter().flatten();
    let components = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
    components
        .flat_map(|c| {
            let options = c["options"].as_array().into_iter().flatten();
            options
                .chain([c])
                .filter_map(|c| c["label"].as_str().map(str::to_owned))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The options of a message's menu.
fn choices(message: &Message) -> Vec<String> {
    let rows = message.body["components"].as_array().into_iter().flatten();
    let components = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
    let options = components.flat_map(|c| c["options"].as_array().into_iter().flatten());
    options.filter_map(|option| option["label"].as_str().map(str::to_owned)).collect()
}

fn name(choice: &Value) -> &str {
    choice["name"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn faq_completes_with_the_search() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, .. } = &scene;
    let complete = async |text: &str| {
        let id = discord.types(*camille, *channel, &faq(text), "question");
        discord.suggestions(id).await
    };
    for (text, expected) in [
        ("perdu bad", "Badges · Que faire quand on a perdu son badge ?"),
        ("reglement inter", "Règlement · Que dit le règlement intérieur ?"),
        ("menu sem", "Repas · Où trouver le menu de la semaine ?"),
    ] {
        let choices = complete(text).await;
        assert_eq!(choices.first().map(name), Some(expected), "{text}: {choices:?}");
    }
    let acronym = complete("ouvrir une BAL pers").await;
    assert!(
        acronym.iter().any(|c| name(c).contains("boîte aux lettres personnelle")),
        "{acronym:?}"
    );
    assert!(!complete("").await.is_empty(), "an empty field suggests as well");

    let picked = &complete("perdu bad").await[0];
    let value = picked["value"].as_str().expect("a text");
    let ran = discord.runs(*camille, *channel, &faq(value));
    let card = discord.answer(ran).await;
    assert!(shown(&card).contains("Signalez la perte"), "{}", shown(&card));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn faq_answers_its_asker_alone_until_shared() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, .. } = &scene;
    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    let own = discord.answer(ran).await;
    assert_eq!(own.only_for, Some(*camille));
    let embed = &own.body["embeds"][0];
    assert_eq!(embed["title"], "Que faire quand on a perdu son badge ?");
    assert!(
        embed["url"]
            .as_str()
            .is_some_and(|url| url.starts_with("https://accueil.example.org/questions"))
    );
    assert!(
        shown(&own).contains("Un nouveau badge vous est remis en échange d’une pièce d’identité."),
        "word for word"
    );
    let footer = embed["footer"]["text"].as_str().unwrap_or_default();
    assert!(
        footer.contains("Badges") && footer.contains("2025"),
        "category, source and date: {footer}"
    );

    discord.clicks(*camille, own.id, "Partager ici");
    let shared = discord
        .wait("the shared card", |state| {
            state.of_bot_in(*channel).into_iter().find(|m| m.only_for.is_none())
        })
        .await;
    assert!(
        shared.body["content"].as_str().is_some_and(|c| c.contains("perdu mon badge")),
        "the question is repeated: {}",
        shared.body["content"]
    );
    assert_eq!(shared.body["mentions"], json!([]), "nobody is pinged");
    discord
        .wait("the private card without its button", |state| {
            (!labels(&state.messages[&own.id]).iter().any(|label| label == "Partager ici"))
                .then_some(())
        })
        .await;

    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge").with("visible", true));
    assert_eq!(discord.answer(ran).await.only_for, None, "visible is for all");
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn whoever_speaks_to_it_gets_one_reply_without_a_ping() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let direct = discord.direct(*camille);
    let mention = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
    let first = discord.reply_to(mention).await;
    let reply = discord.replies(*dominique, first.id, "et comment faire entrer un visiteur ?");
    let private = discord.says(*camille, direct, "signaler une allergie alimentaire");
    for (asked, expected) in
        [(mention, "Signalez la perte"), (reply, "laissez-passer"), (private, "chef de cuisine")]
    {
        let answer = discord.reply_to(asked).await;
        assert!(shown(&answer).contains(expected), "{expected}: {}", shown(&answer));
        assert_eq!(answer.body["mentions"], json!([]), "nobody is pinged");
        assert_eq!(answer.body["type"], 19, "it replies to the message");
    }

    let robot = discord.other_bot("autre-robot");
    let silent = [
        discord.says(*camille, *channel, "quelqu'un sait où est le menu de la semaine ?"),
        discord.mentions_bot(robot, *channel, "j'ai perdu mon badge"),
        discord.replies(*camille, mention, "merci Camille"),
        discord.posts(*camille, *channel, "@everyone le menu de la semaine", |m| {
            m["mention_everyone"] = json!(true)
        }),
    ];
    let last = discord.mentions_bot(*dominique, *channel, "où trouver le menu de la semaine ?");
    discord.reply_to(last).await;
    for (asked, expected) in [(mention, 1), (reply, 1), (private, 1), (last, 1)]
        .into_iter()
        .chain(silent.map(|id| (id, 0)))
    {
        let message = discord.message(asked).body["content"].clone();
        assert_eq!(discord.with(|state| state.replies_to(asked).len()), expected, "{message}");
    }
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn an_answer_follows_its_question() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, .. } = &scene;
    let asked = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
    let answer = discord.reply_to(asked).await;
    discord.unfurls(asked);
    discord.edits(asked, &format!("<@{}> comment faire entrer un visiteur ?", discord.bot()));
    discord
        .wait("the edited answer", |state| {
            shown(&state.messages[&answer.id]).contains("laissez-passer").then_some(())
        })
        .await;
    assert_eq!(discord.message(answer.id).edits, 1, "a link's preview changes nothing");

    discord.deletes(asked);
    discord
        .wait("the deleted answer", |state| state.messages[&answer.id].deleted.then_some(()))
        .await;
    let swept = [
        discord.mentions_bot(*camille, *channel, "perdu badge"),
        discord.mentions_bot(*camille, *channel, "menu de la semaine"),
    ];
    let answers = [discord.reply_to(swept[0]).await.id, discord.reply_to(swept[1]).await.id];
    discord.sweeps(&swept);
    discord
        .wait("both deleted", |state| {
            answers.iter().all(|id| state.messages[id].deleted).then_some(())
        })
        .await;
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn the_message_menu_finds_an_answer_to_somebody() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, dominique, admin, channel, .. } = &scene;
    let asked =
        discord.says(*camille, *channel, "quelqu'un sait que faire quand on a perdu son badge ?");
    let ran = discord.picks_on_message(*dominique, asked, "Chercher dans la FAQ");
    let found = discord.answer(ran).await;
    assert_eq!(found.only_for, Some(*dominique), "the clicker alone");
    let cards = found.body["embeds"].as_array().map_or(0, Vec::len);
    assert!(
        (1..=3).contains(&cards) && shown(&found).contains("perdu son badge"),
        "{}",
        shown(&found)
    );

    discord.clicks(*dominique, found.id, "Répondre à");
    let posted = discord.reply_to(asked).await;
    assert!(shown(&posted).contains("Signalez la perte"));
    assert!(shown(&posted).contains(&format!("<@{dominique}>")), "credited: {}", shown(&posted));
    assert_eq!(posted.body["mentions"], json!([]), "nobody is pinged");

    let stranger = discord.person("passant");
    let refused = discord.clicks(stranger, posted.id, "Retirer");
    assert_eq!(discord.answer(refused).await.only_for, Some(stranger));
    assert!(!discord.message(posted.id).deleted);
    discord.clicks(*dominique, posted.id, "Retirer");
    discord
        .wait("the card taken away", |state| state.messages[&posted.id].deleted.then_some(()))
        .await;

    let pictures = discord.posts(*admin, *channel, "", |message| message["components"] = json!([{ "type": 17, "id": 1, "accent_color": null, "spoiler": false, "components": [{ "type": 10, "id": 2, "content": "texte d'un composant" }] }]));
    let ran = discord.picks_on_message(*dominique, pictures, "Chercher dans la FAQ");
    assert!(shown(&discord.answer(ran).await).contains("ne peux pas lire"));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn unsure_lets_choose_and_unknown_says_so() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let asked = discord.mentions_bot(*camille, *channel, "une BAL ?");
    let menu = discord.reply_to(asked).await;
    let options = choices(&menu);
    assert!((3..=4).contains(&options.len()), "up to three and none of them: {options:?}");
    assert!(
        options.iter().any(|o| o.contains("personnelle"))
            && options.iter().any(|o| o.contains("équipe")),
        "{options:?}"
    );
    assert_eq!(options.last().map(String::as_str), Some("Aucune de celles-ci"));

    let other = discord.selects(*dominique, menu.id, "équipe");
    let seen = discord.answer(other).await;
    assert_eq!(seen.only_for, Some(*dominique), "another's choice is their own");
    discord.selects(*camille, menu.id, "personnelle");
    discord
        .wait("the entry chosen", |state| {
            shown(&state.messages[&menu.id]).contains("formulaire bleu").then_some(())
        })
        .await;

    let asked = discord.mentions_bot(*camille, *channel, "BAL");
    let menu = discord.reply_to(asked).await;
    discord.selects(*camille, menu.id, "Aucune de celles-ci");
    discord
        .wait("none of these", |state| choices(&state.messages[&menu.id]).is_empty().then_some(()))
        .await;

    let ran = discord.runs(*camille, *channel, &faq("quelle est la capitale de la Mongolie ?"));
    let unknown = discord.answer(ran).await;
    assert_eq!(unknown.only_for, Some(*camille), "private");
    assert!(choices(&unknown).is_empty() && !shown(&unknown).trim().is_empty());
    assert_eq!(unknown.body["embeds"][0].get("url"), None, "no entry is named");

    for talk in ["merci !", "bonjour"] {
        let asked = discord.mentions_bot(*camille, *channel, talk);
        let help = discord.reply_to(asked).await;
        assert!(shown(&help).contains("/faq"), "{talk}: {}", shown(&help));
    }
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn long_answers_are_read_on_and_votes_are_thanked() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, .. } = &scene;
    let ran = discord.runs(*camille, *channel, &faq("que dit le règlement intérieur ?"));
    let card = discord.answer(ran).await;
    let first = shown(&card);
    discord.clicks(*camille, card.id, "Lire la suite");
    discord
        .wait("the next part", |state| (shown(&state.messages[&card.id]) != first).then_some(()))
        .await;

    let asked = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
    let answer = discord.reply_to(asked).await;
    for vote in ["Utile", "Pas utile"] {
        let voted = discord.clicks(*camille, answer.id, vote);
        assert_eq!(discord.answer(voted).await.only_for, Some(*camille), "thanks are private");
    }
    assert_eq!(discord.message(answer.id).edits, 0);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn buttons_outlive_the_process_and_commands_are_registered_once() {
    let mut scene = Scene::plain().await;
    let asked = scene.discord.mentions_bot(scene.camille, scene.channel, "BAL");
    let menu = scene.discord.reply_to(asked).await;
    let known = scene.discord.mentions_bot(scene.camille, scene.channel, "j'ai perdu mon badge");
    let card = scene.discord.reply_to(known).await;
    let token = scene.discord.shared.setup.token.clone();
    let before = scene.discord.with(|state| state.gateway.len());
    scene.bot.restart(&token).await;
    scene.discord.reconnected(before).await;

    let Scene { discord, camille, channel, .. } = &scene;
    discord.selects(*camille, menu.id, "équipe");
    discord
        .wait("the entry chosen", |state| {
            shown(&state.messages[&menu.id]).contains("formulaire vert").then_some(())
        })
        .await;
    let voted = discord.clicks(*camille, card.id, "Utile");
    discord.answer(voted).await;
    for id in
        ["s0|also", "s999|share|badge-perdu", "n'importe quoi", "s1|share|entree-qui-n-existe-plus"]
    {
        let old = discord.clicks_raw(*camille, card.id, id);
        assert_eq!(
            discord.answer(old).await.only_for,
            Some(*camille),
            "{id} is excused, in private"
        );
    }
    // After a last question, the start has done all that it does.
    let last = discord.mentions_bot(*camille, *channel, "menu de la semaine");
    discord.reply_to(last).await;
    discord
        .wait("both starts to have looked", |state| {
            (state
                .calls
                .iter()
                .filter(|c| c.method == "GET" && c.path.ends_with("/commands"))
                .count()
                >= 2)
                .then_some(())
        })
        .await;
    let written = discord.with(|state| {
        state.calls.iter().filter(|c| c.method != "GET" && c.path.ends_with("/commands")).count()
    });
    assert_eq!(written, 1, "commands that have not changed are left alone");
    let localised = discord.with(|state| state.command(None, 1, "faq"));
    for locale in ["fr", "en-US", "en-GB"] {
        assert!(
            localised["description_localizations"][locale].is_string(),
            "{locale}: {localised}"
        );
    }
    discord.assert_nothing_refused();
    scene.close().await;
}
