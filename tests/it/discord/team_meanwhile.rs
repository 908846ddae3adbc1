//! A card whose question somebody answers by writing the entry's file, or by changing one:
//!
//! 1. The card says which entry answers it, who asked to be told is told, and it is not listed
//!    any more.
//! 2. The team can open it again, and then it stays open, also after a restart.
//! 3. A question that was passed on because the answer was not the right one stays open, as long
//!    as that same answer is found.

use super::conversations::{faq, labels, shown};
use super::double::members::Typed;
use super::feedback::{becomes, journal, with_team};
use super::scene::Scene;
use super::team::{ASKED, ask, card, pass_on};

const ENTRY: &str =
    "---\nquestion: Où ranger sa trottinette ?\n---\nAu local à vélos, niveau -1.\n";

/// Reads the files now, as an author would who does not want to wait.
async fn reload(scene: &Scene) {
    let Scene { discord, admin, channel, .. } = scene;
    let ran = discord.runs(*admin, *channel, &Typed::new("faq-admin").sub("recharger"));
    discord.answer(ran).await;
}

#[tokio::test]
async fn a_question_is_answered_by_who_writes_the_file() {
    let mut team = 0;
    let mut scene = Scene::open(|discord, ids| {
        team = discord.channel(ids.guild, "equipe");
        format!("admin_roles = [\"{}\"]\n[platform.discord.team]\nchannel = \"{team}\"\n", ids.role)
    })
    .await;
    let kept = journal(&scene);
    let Scene { discord, camille, dominique, admin, channel, .. } = &scene;
    let sent = pass_on(&scene, *camille, ASKED).await;
    discord.clicks(*camille, sent.id, "Me prévenir");
    becomes(discord, sent.id, "vous recevrez").await;
    let first = card(discord, team, "trottinette").await;

    std::fs::write(scene.bot.file("accueil/trottinette.md"), ENTRY).expect("it is written");
    reload(&scene).await;
    assert!(ask(&scene, ASKED).await.contains("local à vélos"));
    // Another card makes the bot look at all of them.
    pass_on(&scene, *dominique, "qui vend des fusées lunaires ?").await;
    let answered = becomes(discord, first.id, "Répondue par l’entrée «\u{a0}trottinette").await;
    assert_eq!(labels(&answered), ["Rouvrir"], "there is no change of the program's to undo");
    let there = discord.direct(*camille);
    let told = discord
        .wait("the direct message", |state| state.of_bot_in(there).into_iter().next_back())
        .await;
    assert!(shown(&told).contains("local à vélos"), "{}", shown(&told));
    kept.number_when("nobody to tell", "SELECT COUNT(*) FROM journal_followers", 0).await;
    let missing = Typed::new("faq-admin").sub("sans-réponse");
    let ran = discord.runs(*admin, *channel, &missing);
    let listed = shown(&discord.answer(ran).await);
    assert!(listed.contains("fusées") && !listed.contains("ma trottinette"), "{listed}");

    discord.clicks(*admin, first.id, "Rouvrir");
    discord
        .wait("the open card", |state| {
            (labels(&state.messages[&first.id]).len() == 4).then_some(())
        })
        .await;
    let token = discord.shared.setup.token.clone();
    let before = discord.with(|state| state.gateway.len());
    scene.bot.restart(&token).await;
    scene.discord.reconnected(before).await;
    pass_on(&scene, scene.dominique, "où acheter un timbre fiscal ?").await;
    card(&scene.discord, team, "Demande 3").await;
    assert_eq!(labels(&scene.discord.message(first.id)).len(), 4, "still open");
    scene.discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn an_answer_that_was_not_the_right_one_answers_nothing_later() {
    let (scene, team, _) = with_team().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    let found = discord.answer(ran).await;
    let voted = discord.clicks(*camille, found.id, "👎");
    let reasons = discord.answer(voted).await;
    let clicked = discord.clicks(*camille, reasons.id, "Transmettre");
    let preview = discord.answer(clicked).await;
    discord.clicks(*camille, preview.id, "Envoyer");
    becomes(discord, preview.id, "transmise à l’équipe").await;
    let first = card(discord, team, "perdu mon badge").await;
    pass_on(&scene, *dominique, ASKED).await;
    card(discord, team, "trottinette").await;
    assert_eq!(labels(&discord.message(first.id)).len(), 4, "open");
    discord.assert_nothing_refused();
    scene.close().await;
}
