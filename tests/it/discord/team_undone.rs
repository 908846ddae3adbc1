//! Ways back for the team:
//!
//! 1. Undoing a change opens again what it had closed by itself. A change that the asker's place
//!    does not see says so before it is kept.
//! 2. What was written for an entry outlives a restart, until it is kept.
//! 3. A change can be taken back from the reply that confirms it, also when the card's message was
//!    deleted.
//! 4. A variant of an entry that is gone is closed, and says why.

use super::conversations::{faq, labels, shown};
use super::double::members::Typed;
use super::double::objects::Id;
use super::double::world::Message;
use super::feedback::{becomes, journal, with_team};
use super::scene::Scene;
use super::team::{ASKED, card, click, pass_on};

/// What would link card 1 to an entry.
async fn proposed(scene: &Scene, team: Id, entry: &str) -> Message {
    let link = Typed::new("faq-équipe").sub("lier").with("demande", 1);
    let link = link.with("entrée", format!("id:{entry}"));
    let ran = scene.discord.runs(scene.admin, team, &link);
    scene.discord.answer(ran).await
}

async fn is_open(scene: &Scene, message: Id) {
    scene
        .discord
        .wait("the open card", |state| (labels(&state.messages[&message]).len() == 4).then_some(()))
        .await;
}

#[tokio::test]
async fn what_a_change_has_closed_is_opened_with_it() {
    let (mut team, mut other) = (0, 0);
    let scene = Scene::open(|discord, ids| {
        let own = discord.guild("Équipe", &[]);
        team = discord.channel(own, "equipe");
        other = discord.channel(ids.guild, "cantine");
        format!(
            "[[platform.discord.server]]\nid = \"{}\"\ncollections = [\"accueil\"]\n\
             [[platform.discord.channel]]\nid = \"{other}\"\n\
             collections = [\"accueil\", \"cantine\"]\n\
             [platform.discord.team]\nchannel = \"{team}\"\n",
            ids.guild
        )
    })
    .await;
    let Scene { discord, camille, dominique, admin, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "Demande 1").await;
    // The same where other collections are seen.
    let ran = discord.runs(*dominique, other, &faq(ASKED));
    let unknown = discord.answer(ran).await;
    let preview = click(discord, *dominique, unknown.id, "Transmettre").await;
    discord.clicks(*dominique, preview.id, "Envoyer");
    let second = card(discord, team, "Demande 2").await;

    let unseen = proposed(&scene, team, "menu-semaine").await;
    assert!(shown(&unseen).contains("ne voient pas"), "{}", shown(&unseen));
    let seen = proposed(&scene, team, "badge-visiteur").await;
    assert!(!shown(&seen).contains("ne voient pas"), "{}", shown(&seen));
    discord.clicks(*admin, seen.id, "Garder");
    becomes(discord, first.id, "Répondue").await;
    let closed = becomes(discord, second.id, "Répondue par l’entrée").await;
    assert_eq!(labels(&closed), ["Rouvrir"]);
    click(discord, *admin, first.id, "Annuler").await;
    is_open(&scene, first.id).await;
    is_open(&scene, second.id).await;
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn what_was_written_outlives_a_restart() {
    let (mut scene, team, kept) = with_team().await;
    let answer = "Au sous-sol, uniquement.";
    pass_on(&scene, scene.camille, ASKED).await;
    let first = card(&scene.discord, team, "trottinette").await;
    let which = click(&scene.discord, scene.admin, first.id, "Rédiger").await;
    let opened = scene.discord.selects(scene.admin, which.id, "accueil");
    scene.discord.form(opened).await;
    let typed = [("answer", answer), ("source", "https://accueil.example.org/s")];
    scene.discord.submits(scene.admin, opened, &typed);
    becomes(&scene.discord, which.id, "Questions de test").await;
    let token = scene.discord.shared.setup.token.clone();
    let before = scene.discord.with(|state| state.gateway.len());
    scene.bot.restart(&token).await;
    scene.discord.reconnected(before).await;
    let Scene { discord, admin, .. } = &scene;
    discord.clicks(*admin, which.id, "Garder");
    let expired = becomes(discord, which.id, "plus en mémoire").await;
    assert_eq!(labels(&expired), ["Reprendre le texte"]);
    let opened = discord.clicks(*admin, which.id, "Reprendre");
    let form = discord.form(opened).await;
    assert_eq!(form["components"][1]["components"][0]["value"], answer);
    discord.submits(*admin, opened, &[]);
    becomes(discord, which.id, "Questions de test").await;
    discord.clicks(*admin, which.id, "Garder");
    becomes(discord, first.id, "Répondue").await;
    let drafts = "SELECT COUNT(*) FROM journal_state WHERE name LIKE 'draft/%'";
    kept.number_when("it is not kept twice", drafts, 0).await;
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_change_is_taken_back_without_its_card() {
    let (scene, team, _) = with_team().await;
    let Scene { discord, camille, admin, bot, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    let proposal = proposed(&scene, team, "badge-visiteur").await;
    discord.deletes(first.id);
    discord.clicks(*admin, proposal.id, "Garder");
    let done = becomes(discord, proposal.id, "C’est fait").await;
    assert_eq!(labels(&done), ["Annuler ce changement"]);
    discord.clicks(*admin, proposal.id, "Annuler");
    becomes(discord, proposal.id, "Annuler\u{a0}: Ajouter").await;
    let file = std::fs::read_to_string(bot.file("accueil/badge-visiteur.md")).expect("the entry");
    assert!(!file.contains("trottinette"), "{file}");
    scene.close().await;
}

#[tokio::test]
async fn a_variant_of_an_entry_that_is_gone_is_closed() {
    let mut team = 0;
    let scene = Scene::open(|discord, ids| {
        team = discord.channel(ids.guild, "equipe");
        format!("admin_roles = [\"{}\"]\n[platform.discord.team]\nchannel = \"{team}\"\n", ids.role)
    })
    .await;
    let kept = journal(&scene);
    let Scene { discord, camille, dominique, admin, channel, bot, .. } = &scene;
    for picks in 1..=2 {
        let ran = discord.runs(*camille, *channel, &faq("une BAL ?"));
        let menu = discord.answer(ran).await;
        discord.selects(*camille, menu.id, "équipe");
        let picked = "SELECT COUNT(*) FROM journal_questions WHERE pick IS NOT NULL";
        kept.number_when("the pick", picked, picks).await;
    }
    pass_on(&scene, *dominique, ASKED).await;
    let variant = card(discord, team, "une BAL").await;
    std::fs::remove_file(bot.file("accueil/boite-equipe.md")).expect("the entry is removed");
    let reload = discord.runs(*admin, *channel, &Typed::new("faq-admin").sub("recharger"));
    discord.answer(reload).await;
    pass_on(&scene, *dominique, "qui vend des fusées lunaires ?").await;
    let closed = becomes(discord, variant.id, "n’est plus dans la FAQ").await;
    assert!(labels(&closed).is_empty(), "{:?}", labels(&closed));
    discord.assert_nothing_refused();
    scene.close().await;
}
