//! The team's channel:
//!
//! 1. Questions that were passed on are a card, one for those that ask the same, with their
//!    count, their wordings and the nearest entries; it follows what becomes of it.
//! 2. Linked to an entry, which is searched by a form or as one types, the question is answered
//!    from then on; the effect is shown before anything is changed, and a golden question that
//!    would fail is named. Undone, it is not answered
//!    any more, and the card is open again. Who asked to be told is told once, by direct message.
//! 3. An entry is written in a form. What is wrong is told, and what was typed is not lost.
//! 4. « Hors sujet », « Plus tard » and « Rouvrir » show on the card.
//! 5. A proposed variant is accepted or refused.
//! 6. Only who may write in the team's channel acts, and only there. Two clicks do what one does.
//! 7. After a restart, the buttons of cards work, an old proposal is told to be one, and nothing is
//!    posted twice, also when the program was killed while it posted.
//! 8. A channel that takes no card is logged once and tried again. A question that its asker has
//!    erased leaves its card.
//! 9. The digest of the week is posted once, when it is due and has something to say.
//! 10. Where the folder cannot be written, the file comes with the reply.

use std::time::Duration;

use super::conversations::{faq, labels, shown};
use super::double::faults::How;
use super::double::members::Typed;
use super::double::objects::{Id, permission};
use super::double::world::{Message, State};
use super::double::{Double, Setup};
use super::feedback::{becomes, journal, with_team};
use super::scene::{As, Bot, Scene};

/// Nothing in the FAQ of the tests is near it.
pub const ASKED: &str = "où ranger ma trottinette ?";

/// Passes a question on; the message that says so.
pub async fn pass_on(scene: &Scene, person: Id, question: &str) -> Message {
    let Scene { discord, channel, .. } = scene;
    let ran = discord.runs(person, *channel, &faq(question));
    let unknown = discord.answer(ran).await;
    let clicked = discord.clicks(person, unknown.id, "Transmettre");
    let preview = discord.answer(clicked).await;
    discord.clicks(person, preview.id, "Envoyer");
    becomes(discord, preview.id, "transmise à l’équipe").await
}

/// The messages of the team's channel that everybody there sees and that have these words.
fn cards(state: &State, team: Id, words: &str) -> Vec<Message> {
    let public = state.of_bot_in(team).into_iter().filter(|message| message.only_for.is_none());
    public.filter(|message| shown(message).contains(words)).collect()
}

pub async fn card(discord: &Double, team: Id, words: &str) -> Message {
    discord
        .wait_within(Duration::from_secs(60), words, |state| cards(state, team, words).pop())
        .await
}

/// What a click shows, in private.
pub async fn click(discord: &Double, person: Id, message: Id, label: &str) -> Message {
    let clicked = discord.clicks(person, message, label);
    let shown = discord.answer(clicked).await;
    assert_eq!(shown.only_for, Some(person), "{label}");
    shown
}

/// Waits until all is done that a click asks for. On a slow machine that is announced first.
async fn settled(discord: &Double, clicked: Id) {
    discord
        .wait("what a click does", |state| {
            let click = &state.interactions[&clicked];
            (click.answered.is_some() && !click.is_awaited).then_some(())
        })
        .await;
}

/// The answer to a question, as a member gets it.
pub async fn ask(scene: &Scene, question: &str) -> String {
    let ran = scene.discord.runs(scene.camille, scene.channel, &faq(question));
    shown(&scene.discord.answer(ran).await)
}

#[tokio::test]
async fn a_question_is_linked_told_and_undone() {
    let (scene, team, kept) = with_team().await;
    let Scene { discord, camille, dominique, admin, .. } = &scene;
    let sent = pass_on(&scene, *camille, ASKED).await;
    discord.clicks(*camille, sent.id, "Me prévenir");
    becomes(discord, sent.id, "vous recevrez").await;
    let first = card(discord, team, "trottinette").await;
    let text = shown(&first);
    assert!(text.contains("Demande 1") && text.contains("(1\u{a0}fois)"), "{text}");
    assert!(!text.contains("camille"), "no author: {text}");
    let buttons = ["Lier à une entrée", "Rédiger", "Hors sujet", "Plus tard"];
    assert_eq!(labels(&first), buttons);
    pass_on(&scene, *dominique, "où ranger ma trottinette").await;
    becomes(discord, first.id, "(2\u{a0}fois)").await;
    assert_eq!(discord.with(|state| cards(state, team, "").len()), 1, "one need, one card");

    let linking = click(discord, *admin, first.id, "Lier").await;
    let opened = discord.clicks(*admin, linking.id, "Chercher…");
    discord.form(opened).await;
    discord.submits(*admin, opened, &[("words", "visiteur")]);
    let found = discord
        .wait("the entries found", |state| {
            let message = &state.messages[&linking.id];
            labels(message).iter().any(|l| l.contains("visiteur")).then(|| message.clone())
        })
        .await;
    discord.selects(*admin, found.id, "visiteur");
    let proposed = becomes(discord, found.id, "Ajouter à").await;
    let text = shown(&proposed);
    assert!(text.contains("Questions de test") && text.contains("trottinette"), "{text}");
    assert_eq!(labels(&proposed), ["Garder", "Laisser tomber"]);
    assert!(ask(&scene, ASKED).await.contains("pas trouvé"), "nothing is changed before");

    discord.clicks(*admin, proposed.id, "Garder");
    becomes(discord, proposed.id, "C’est fait").await;
    let answered = becomes(discord, first.id, "badge-visiteur").await;
    assert_eq!(labels(&answered), ["Annuler ce changement"]);
    assert!(ask(&scene, ASKED).await.contains("laissez-passer"));

    let there = discord.direct(*camille);
    let told = |state: &State| state.of_bot_in(there).into_iter().next_back();
    let told = discord.wait("the direct message", told).await;
    let text = shown(&told);
    assert!(text.contains("prévenu") && text.contains("laissez-passer"), "{text}");
    kept.number_when("nobody to tell", "SELECT COUNT(*) FROM journal_followers", 0).await;

    let undone = click(discord, *admin, first.id, "Annuler").await;
    assert!(shown(&undone).contains("C’est fait"), "{}", shown(&undone));
    discord
        .wait("the open card", |state| {
            (labels(&state.messages[&first.id]) == buttons).then_some(())
        })
        .await;
    assert!(ask(&scene, ASKED).await.contains("pas trouvé"));
    assert_eq!(discord.with(|state| state.of_bot_in(there).len()), 1, "told once");
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn an_entry_is_found_as_one_types() {
    let (scene, team, _) = with_team().await;
    let Scene { discord, camille, admin, channel, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    card(discord, team, "trottinette").await;
    let link = |entry: &str| {
        Typed::new("faq-équipe").sub("lier").with("demande", 1).with("entrée", entry.to_owned())
    };
    let typing = discord.types(*admin, team, &link("faire entrer un visi"), "entrée");
    let choices = discord.suggestions(typing).await;
    assert_eq!(choices[0]["name"], "Comment faire entrer un visiteur ?", "{choices:?}");
    let picked = choices[0]["value"].as_str().expect("a text");
    let ran = discord.runs(*admin, team, &link(picked));
    let proposed = discord.answer(ran).await;
    assert_eq!(proposed.only_for, Some(*admin));
    assert_eq!(labels(&proposed), ["Garder", "Laisser tomber"]);
    discord.clicks(*admin, proposed.id, "Laisser tomber");
    becomes(discord, proposed.id, "Rien n’est changé").await;

    // Words that were not picked are searched; nothing is suggested elsewhere.
    let ran = discord.runs(*admin, team, &link("visiteur"));
    let found = discord.answer(ran).await;
    assert!(labels(&found).iter().any(|label| label.contains("visiteur")), "{:?}", labels(&found));
    let typing = discord.types(*camille, *channel, &link("visiteur"), "entrée");
    assert!(discord.suggestions(typing).await.is_empty());
    let ran = discord.runs(*camille, *channel, &link(picked));
    assert!(shown(&discord.answer(ran).await).contains("salon de l’équipe"));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_change_that_breaks_a_golden_question_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    crate::folder::copy(&crate::folder::faq(), folder.path());
    let golden = format!("[[question]]\nask = \"{ASKED}\"\nexpect = \"unknown\"\n");
    std::fs::write(folder.path().join("accueil/questions.toml"), golden).expect("a question");
    let mut team = 0;
    let scene = Scene::around(Setup::default(), |discord, proxy, ids| {
        team = discord.channel(ids.guild, "equipe");
        let config = format!("[platform.discord.team]\nchannel = \"{team}\"\n");
        let token = &discord.shared.setup.token;
        Bot::start_on(folder.path(), As::Itself, &proxy.url(), token, &config)
    });
    scene.ready().await;
    let Scene { discord, camille, admin, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    let link =
        Typed::new("faq-équipe").sub("lier").with("demande", 1).with("entrée", "id:badge-visiteur");
    let ran = discord.runs(*admin, team, &link);
    let proposed = discord.answer(ran).await;
    assert!(shown(&proposed).contains("qui échoueraient"), "{}", shown(&proposed));
    assert_eq!(labels(&proposed), ["Garder malgré cela", "Laisser tomber"]);
    discord.clicks(*admin, proposed.id, "Garder malgré cela");
    becomes(discord, first.id, "badge-visiteur").await;
    assert!(ask(&scene, ASKED).await.contains("laissez-passer"));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn an_entry_is_written_corrected_and_served() {
    let (scene, team, _) = with_team().await;
    let Scene { discord, camille, admin, bot, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "trottinette").await;

    let which = click(discord, *admin, first.id, "Rédiger").await;
    assert_eq!(labels(&which), ["accueil", "cantine"]);
    let opened = discord.selects(*admin, which.id, "accueil");
    let form = discord.form(opened).await;
    assert_eq!(form["components"][0]["components"][0]["value"], ASKED);
    let answer = "Rangez-la au **sous-sol**, près de la ```porte```.";
    let wrong = [("answer", answer), ("source", "au sous-sol")];
    discord.submits(*admin, opened, &wrong);
    let refused = becomes(discord, which.id, "À corriger").await;
    assert_eq!(labels(&refused), ["Reprendre le texte"]);
    let file = discord
        .wait("the file", |state| {
            let mut of_admin = state.of_bot_in(team).into_iter();
            of_admin.find(|message| !message.body["attachments"][0].is_null())
        })
        .await;
    assert_eq!(file.only_for, Some(*admin));
    assert_eq!(discord.file(file.id, "reponse.md").await, answer);

    let opened = discord.clicks(*admin, refused.id, "Reprendre");
    let form = discord.form(opened).await;
    assert_eq!(form["components"][1]["components"][0]["value"], answer, "nothing is lost");
    discord.submits(*admin, opened, &[("source", "https://accueil.example.org/sous-sol")]);
    let proposed = becomes(discord, which.id, "Questions de test").await;
    let text = shown(&proposed);
    assert!(text.contains("**sous-sol**"), "as members will see it: {text}");
    assert_eq!(labels(&proposed), ["Garder", "Laisser tomber", "Reprendre le texte"]);
    let twice = [(); 2].map(|()| discord.clicks(*admin, proposed.id, "Garder"));
    becomes(discord, first.id, "Répondue").await;
    for clicked in twice {
        settled(discord, clicked).await;
    }
    assert!(ask(&scene, ASKED).await.contains("sous-sol"));
    let files = std::fs::read_dir(bot.file("accueil")).expect("the folder").count();
    assert_eq!(files, 7, "one new entry");

    click(discord, *admin, first.id, "Annuler").await;
    discord
        .wait("the open card", |state| {
            (labels(&state.messages[&first.id]).len() == 4).then_some(())
        })
        .await;
    assert!(ask(&scene, ASKED).await.contains("pas trouvé"));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn decisions_show_on_the_card() {
    let (scene, team, _) = with_team().await;
    let Scene { discord, camille, dominique, admin, channel, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    discord.clicks(*admin, first.id, "Plus tard");
    let later = becomes(discord, first.id, "Remise à plus tard").await;
    assert_eq!(labels(&later), ["Lier à une entrée", "Rédiger", "Hors sujet", "Rouvrir"]);
    for clicked in [(); 2].map(|()| discord.clicks(*admin, first.id, "Hors sujet")) {
        settled(discord, clicked).await;
    }
    let off = becomes(discord, first.id, "Hors sujet").await;
    assert_eq!(labels(&off), ["Rouvrir"]);
    discord.clicks(*dominique, first.id, "Rouvrir");
    discord
        .wait("the open card", |state| {
            (labels(&state.messages[&first.id]).len() == 4).then_some(())
        })
        .await;

    // Made up elsewhere, or by somebody who may only read.
    let asked = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
    let answer = discord.reply_to(asked).await;
    for raw in ["off|1", "undo|1", "keep|1", "draft|1", "linked|1"] {
        let clicked = discord.clicks_raw(*camille, answer.id, &format!("s1|team|{raw}"));
        let told = discord.answer(clicked).await;
        assert_eq!(told.only_for, Some(*camille));
        assert!(shown(&told).contains("salon de l’équipe"), "{raw}: {}", shown(&told));
    }
    discord.only_read(team);
    let told = click(discord, *camille, first.id, "Hors sujet").await;
    assert!(shown(&told).contains("peuvent écrire"), "{}", shown(&told));
    assert_eq!(labels(&discord.message(first.id)).len(), 4);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_proposed_variant_is_accepted_or_refused() {
    let (scene, team, kept) = with_team().await;
    let Scene { discord, camille, dominique, admin, channel, bot, .. } = &scene;
    let picked = "SELECT COUNT(*) FROM journal_questions WHERE pick IS NOT NULL";
    let mut picks = 0;
    for (question, entry) in [("une BAL ?", "équipe"), ("BAL", "personnelle")] {
        for person in [*camille, *dominique] {
            let ran = discord.runs(person, *channel, &faq(question));
            let menu = discord.answer(ran).await;
            discord.selects(person, menu.id, entry);
            picks += 1;
            kept.number_when("the pick", picked, picks).await;
        }
    }
    // What is passed on makes the cards be looked at.
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "une BAL").await;
    assert_eq!(labels(&first), ["Accepter", "Refuser", "Plus tard"]);
    let second = card(discord, team, "«\u{a0}BAL\u{a0}»").await;
    let proposed = click(discord, *admin, first.id, "Accepter").await;
    assert!(shown(&proposed).contains("Questions de test"), "{}", shown(&proposed));
    discord.clicks(*admin, proposed.id, "Garder");
    becomes(discord, first.id, "Répondue").await;
    let file = std::fs::read_to_string(bot.file("accueil/boite-equipe.md")).expect("the entry");
    assert!(file.contains("une BAL ?"), "{file}");
    discord.clicks(*admin, second.id, "Refuser");
    let refused = becomes(discord, second.id, "Variante refusée").await;
    assert_eq!(labels(&refused), ["Rouvrir"]);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn cards_outlive_the_process() {
    let (mut scene, team, _) = with_team().await;
    pass_on(&scene, scene.camille, ASKED).await;
    let first = card(&scene.discord, team, "trottinette").await;
    let linking = click(&scene.discord, scene.admin, first.id, "Lier").await;
    let link =
        Typed::new("faq-équipe").sub("lier").with("demande", 1).with("entrée", "id:badge-visiteur");
    let ran = scene.discord.runs(scene.admin, team, &link);
    let proposed = scene.discord.answer(ran).await;
    let restart = async |scene: &mut Scene| {
        let token = scene.discord.shared.setup.token.clone();
        let before = scene.discord.with(|state| state.gateway.len());
        scene.bot.restart(&token).await;
        scene.discord.reconnected(before).await;
    };
    restart(&mut scene).await;
    {
        let Scene { discord, admin, .. } = &scene;
        // Another proposal must not be kept in the place of the old one.
        let ran = discord.runs(*admin, team, &link);
        discord.answer(ran).await;
        discord.clicks(*admin, proposed.id, "Garder");
        becomes(discord, proposed.id, "plus en mémoire").await;
        let opened = discord.clicks(*admin, linking.id, "Chercher…");
        discord.form(opened).await;
        discord.submits(*admin, opened, &[("words", "visiteur")]);
        discord
            .wait("the entries found", |state| {
                let labels = labels(&state.messages[&linking.id]);
                labels.iter().any(|label| label.contains("visiteur")).then_some(())
            })
            .await;
    }
    // Killed after a card was posted, and before that was written down.
    let posting = format!("POST /channels/{team}");
    let body = serde_json::Value::String("<html>upstream error</html>".to_owned());
    let lost = How::DoneBut { status: 502, body };
    scene.discord.fault(&posting, "/messages", usize::MAX, lost);
    pass_on(&scene, scene.camille, "peut-on amener son furet au bureau ?").await;
    card(&scene.discord, team, "furet").await;
    scene.bot.kill().await;
    scene.discord.repair();
    // Discord forgets nonces after some minutes.
    scene.discord.with(|state| state.nonces.clear());
    restart(&mut scene).await;
    let Scene { discord, camille, .. } = &scene;
    pass_on(&scene, *camille, "comment récupérer un colis recommandé ?").await;
    card(discord, team, "recommandé").await;
    for words in ["trottinette", "furet", "recommandé"] {
        assert_eq!(discord.with(|state| cards(state, team, words).len()), 1, "{words}");
    }
    scene.close().await;
}

#[tokio::test]
async fn a_channel_that_takes_no_card_is_tried_again() {
    let (scene, team, _) = with_team().await;
    let Scene { discord, camille, dominique, bot, .. } = &scene;
    discord.forbid(team, permission::SEND_MESSAGES);
    pass_on(&scene, *camille, ASKED).await;
    bot.logged("cards cannot be shown").await;
    pass_on(&scene, *camille, "peut-on amener son furet au bureau ?").await;
    discord.allow(team, permission::SEND_MESSAGES);
    pass_on(&scene, *dominique, "où ranger ma trottinette").await;
    let first = card(discord, team, "trottinette").await;
    card(discord, team, "furet").await;
    assert_eq!(bot.log().matches("cards cannot be shown").count(), 1, "{}", bot.log());
    bot.logged("shown in its channel again").await;

    // Deleted by somebody, it comes back when it changes.
    discord.deletes(first.id);
    pass_on(&scene, *camille, "où ranger ma trottinette ?").await;
    let again = card(discord, team, "trottinette").await;
    assert_ne!(again.id, first.id);
    becomes(discord, again.id, "(3\u{a0}fois)").await;
    scene.close().await;
}

#[tokio::test]
async fn what_its_asker_erases_leaves_the_channel() {
    let (scene, team, _) = with_team().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    let ran = discord.runs(*camille, *channel, &Typed::new("faq-donnees"));
    let told = discord.answer(ran).await;
    discord.clicks(*camille, told.id, "Tout effacer");
    becomes(discord, told.id, "C’est effacé").await;
    // What is passed on makes the cards be looked at.
    pass_on(&scene, *dominique, "peut-on amener son furet au bureau ?").await;
    let gone = becomes(discord, first.id, "n’est plus gardée").await;
    assert!(labels(&gone).is_empty() && !shown(&gone).contains("trottinette"), "{}", shown(&gone));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn who_takes_no_direct_message_is_not_tried_again() {
    let (scene, team, kept) = with_team().await;
    let Scene { discord, camille, admin, bot, .. } = &scene;
    let sent = pass_on(&scene, *camille, ASKED).await;
    discord.clicks(*camille, sent.id, "Me prévenir");
    becomes(discord, sent.id, "vous recevrez").await;
    card(discord, team, "trottinette").await;
    discord.with(|state| state.closed_to_direct_messages.push(*camille));
    let link =
        Typed::new("faq-équipe").sub("lier").with("demande", 1).with("entrée", "id:badge-visiteur");
    let ran = discord.runs(*admin, team, &link);
    let proposed = discord.answer(ran).await;
    discord.clicks(*admin, proposed.id, "Garder");
    bot.logged("cannot be reached by direct message").await;
    kept.number_when("nobody to tell", "SELECT COUNT(*) FROM journal_followers", 0).await;
    assert!(!bot.log().contains(&camille.to_string()), "{}", bot.log());
    scene.close().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_gives_the_file() {
    let mut team = 0;
    let scene = Scene::around(Setup::default(), |discord, proxy, ids| {
        team = discord.channel(ids.guild, "equipe");
        let config = format!("[platform.discord.team]\nchannel = \"{team}\"\n");
        Bot::start(As::Nobody, &proxy.url(), &discord.shared.setup.token, &config)
    });
    scene.ready().await;
    let Scene { discord, camille, admin, bot, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    let link =
        Typed::new("faq-équipe").sub("lier").with("demande", 1).with("entrée", "id:badge-visiteur");
    let ran = discord.runs(*admin, team, &link);
    let proposed = discord.answer(ran).await;
    discord.clicks(*admin, proposed.id, "Garder");
    becomes(discord, proposed.id, "ne peut pas être écrit").await;
    let file = discord
        .wait("the file", |state| {
            let mut of_admin = state.of_bot_in(team).into_iter();
            of_admin.find(|message| !message.body["attachments"][0].is_null())
        })
        .await;
    let text = discord.file(file.id, "badge-visiteur.md").await;
    assert!(text.contains("trottinette") && text.contains("laissez-passer"), "{text}");
    let served = std::fs::read_to_string(bot.file("accueil/badge-visiteur.md")).expect("a file");
    assert!(!served.contains("trottinette"));
    assert_eq!(labels(&discord.message(first.id)).len(), 4, "still open");
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn the_digest_is_posted_once_a_week() {
    let mut team = 0;
    let mut scene = Scene::open(|discord, ids| {
        team = discord.channel(ids.guild, "equipe");
        format!("[platform.discord.team]\nchannel = \"{team}\"\ndigest = \"lundi 0h\"\n")
    })
    .await;
    let kept = journal(&scene);
    pass_on(&scene, scene.camille, ASKED).await;
    card(&scene.discord, team, "Demande 1").await;
    let remembered = "SELECT COUNT(*) FROM journal_state WHERE name = 'digest/discord'";
    kept.number_when("the first hour", remembered, 1).await;
    // As if the bot had been there for weeks.
    kept.run("UPDATE journal_state SET value = '2020-01-06' WHERE name = 'digest/discord'").await;
    pass_on(&scene, scene.dominique, "où ranger ma trottinette").await;
    let digest = card(&scene.discord, team, "Cette semaine").await;
    let text = shown(&digest);
    assert!(text.contains("1\u{a0}demande attend une décision\u{a0}: n°\u{a0}1."), "{text}");
    assert!(text.contains("sans réponse depuis trente jours (2\u{a0}fois)"), "{text}");
    assert!(!text.contains("trottinette"), "nothing follows a digest when it is erased: {text}");

    let token = scene.discord.shared.setup.token.clone();
    let before = scene.discord.with(|state| state.gateway.len());
    scene.bot.restart(&token).await;
    scene.discord.reconnected(before).await;
    pass_on(&scene, scene.camille, "peut-on amener son furet au bureau ?").await;
    card(&scene.discord, team, "Demande 2").await;
    assert_eq!(scene.discord.with(|state| cards(state, team, "Cette semaine").len()), 1);
    scene.discord.assert_nothing_refused();
    scene.close().await;
}
