//! Several people and several cards at once in the team's channel:
//!
//! 1. Of two changes that are kept for one card at the same moment, one is made.
//! 2. A change that was proposed before the card was set aside is not made.
//! 3. A variant is taken back also when its file was changed elsewhere since; where the file is
//!    gone, the card can be opened again.
//! 4. One message that Discord does not take back stops no other: later cards come, and what its
//!    asker has erased leaves the channel.
//! 5. Where servers are bound, the team's channel sees all collections.

use super::conversations::{faq, labels, shown};
use super::double::Double;
use super::double::faults::How;
use super::double::members::Typed;
use super::double::objects::Id;
use super::double::world::Message;
use super::feedback::{becomes, with_team};
use super::scene::Scene;
use super::team::{ASKED, card, click, pass_on};

const ROCKETS: &str = "qui vend des fusées lunaires ?";

/// What would link card 1 to an entry.
async fn proposed(discord: &Double, person: Id, team: Id, entry: &str) -> Message {
    let link = Typed::new("faq-équipe").sub("lier").with("demande", 1);
    let ran = discord.runs(person, team, &link.with("entrée", format!("id:{entry}")));
    discord.answer(ran).await
}

/// The entries that have the question as a variant.
fn linked(scene: &Scene) -> Vec<&'static str> {
    let has = |name: &&str| {
        let text = std::fs::read_to_string(scene.bot.file(&format!("accueil/{name}.md")));
        text.is_ok_and(|text| text.contains("trottinette"))
    };
    ["badge-visiteur", "badge-perdu"].into_iter().filter(has).collect()
}

#[tokio::test]
async fn of_two_changes_at_once_one_is_made() {
    let (scene, team, _) = with_team().await;
    let Scene { discord, camille, dominique, admin, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    let one = proposed(discord, *admin, team, "badge-visiteur").await;
    let other = proposed(discord, *dominique, team, "badge-perdu").await;
    discord.clicks(*admin, one.id, "Garder");
    discord.clicks(*dominique, other.id, "Garder");
    let said = |message: &Message| {
        let text = shown(message);
        let done = text.contains("C’est fait");
        (done || text.contains("déjà occupé")).then_some(done)
    };
    let done = discord
        .wait("both are told", |state| {
            Some([&one, &other].map(|m| said(&state.messages[&m.id])))
                .and_then(|[a, b]| Some([a?, b?]))
        })
        .await;
    assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
    assert_eq!(linked(&scene).len(), 1);
    becomes(discord, first.id, "Répondue").await;
    click(discord, *admin, first.id, "Annuler").await;
    assert!(linked(&scene).is_empty());
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_card_that_was_set_aside_is_not_changed_for() {
    let (scene, team, _) = with_team().await;
    let Scene { discord, camille, dominique, admin, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    let proposal = proposed(discord, *admin, team, "badge-visiteur").await;
    discord.clicks(*dominique, first.id, "Hors sujet");
    becomes(discord, first.id, "Hors sujet\u{a0}: la").await;
    discord.clicks(*admin, proposal.id, "Garder");
    becomes(discord, proposal.id, "déjà occupé").await;
    assert!(linked(&scene).is_empty());
    scene.close().await;
}

#[tokio::test]
async fn a_variant_is_taken_back_whatever_came_since() {
    let (scene, team, _) = with_team().await;
    let Scene { discord, camille, admin, bot, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    let keep = async || {
        let proposal = proposed(discord, *admin, team, "badge-visiteur").await;
        discord.clicks(*admin, proposal.id, "Garder");
        becomes(discord, proposal.id, "C’est fait").await;
        becomes(discord, first.id, "Répondue").await;
    };
    keep().await;
    let file = bot.file("accueil/badge-visiteur.md");
    let text = std::fs::read_to_string(&file).expect("the entry");
    std::fs::write(&file, text.replace("la veille", "trois jours avant")).expect("an edit");
    let undone = click(discord, *admin, first.id, "Annuler").await;
    assert!(shown(&undone).contains("C’est fait"), "{}", shown(&undone));
    let text = std::fs::read_to_string(&file).expect("the entry");
    assert!(text.contains("trois jours avant") && !text.contains("trottinette"), "{text}");
    becomes(discord, first.id, "Demande 1").await;
    discord
        .wait("the open card", |state| {
            (labels(&state.messages[&first.id]).len() == 4).then_some(())
        })
        .await;

    keep().await;
    std::fs::remove_file(&file).expect("the entry is removed");
    let undone = click(discord, *admin, first.id, "Annuler").await;
    assert!(shown(&undone).contains("à la main"), "{}", shown(&undone));
    discord
        .wait("the way to open it", |state| {
            (labels(&state.messages[&first.id]) == ["Rouvrir"]).then_some(())
        })
        .await;
    discord.clicks(*admin, first.id, "Rouvrir");
    discord
        .wait("the open card", |state| {
            (labels(&state.messages[&first.id]).len() == 4).then_some(())
        })
        .await;
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn one_message_that_is_refused_stops_no_other() {
    let (scene, team, _) = with_team().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    pass_on(&scene, *dominique, ROCKETS).await;
    let second = card(discord, team, "fusées").await;
    let edits = format!("PATCH /channels/{team}/messages/{}", first.id);
    let blocked = How::refusal(400, 200_000, "Message was blocked by automatic moderation");
    discord.fault(&edits, "", usize::MAX, blocked);
    pass_on(&scene, *camille, "où ranger ma trottinette").await;
    let ran = discord.runs(*dominique, *channel, &Typed::new("faq-donnees"));
    let told = discord.answer(ran).await;
    discord.clicks(*dominique, told.id, "Tout effacer");
    becomes(discord, told.id, "effacé").await;
    pass_on(&scene, *camille, "comment récupérer un colis recommandé ?").await;
    card(discord, team, "recommandé").await;
    becomes(discord, second.id, "n’est plus gardée").await;
    scene.bot.logged("Discord does not take one card of the team's").await;
    scene.close().await;
}

#[tokio::test]
async fn the_team_sees_what_is_asked_in_bound_servers() {
    let mut team = 0;
    let scene = Scene::open(|discord, ids| {
        let own = discord.guild("Équipe", &[]);
        team = discord.channel(own, "equipe");
        format!(
            "admin_roles = [\"{}\"]\n[[platform.discord.server]]\nid = \"{}\"\n\
             collections = [\"accueil\"]\n[platform.discord.team]\nchannel = \"{team}\"\n",
            ids.role, ids.guild
        )
    })
    .await;
    let Scene { discord, camille, admin, channel, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    card(discord, team, "trottinette").await;
    let listed = discord.runs(*admin, *channel, &Typed::new("faq-admin").sub("sans-réponse"));
    assert!(shown(&discord.answer(listed).await).contains("trottinette"), "its own server's");
    let found = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    discord.answer(found).await;
    scene.close().await;
}
