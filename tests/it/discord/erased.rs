//! Nothing that a member has erased is left where the team reads, and no promise outlives it:
//!
//! 1. The wording of a proposed variant goes with the last question that has it.
//! 2. After `souffleur journal erase` the cards leave the channel, and no number is used again.
//! 3. An edit that takes the mention away, or in a channel with private answers, removes what was
//!    recorded of the old words.
//! 4. A question that was answered and is deleted leaves its card the change alone, which can still
//!    be taken back.
//! 5. Nobody is kept as waiting for what is off topic, nor who wants nothing recorded.

use super::conversations::{faq, labels, shown};
use super::double::members::Typed;
use super::double::objects::Id;
use super::double::world::Message;
use super::feedback::{becomes, journal, with_team};
use super::scene::Scene;
use super::team::{ASKED, card, click, pass_on};

const ROCKETS: &str = "qui vend des fusées lunaires ?";
const QUESTIONS: &str = "SELECT COUNT(*) FROM journal_questions";
const FOLLOWERS: &str = "SELECT COUNT(*) FROM journal_followers";

/// Clicks what is offered under what is kept of a person; the message that says so.
async fn decides(scene: &Scene, person: Id, label: &str, said: &str) -> Message {
    let Scene { discord, channel, .. } = scene;
    let ran = discord.runs(person, *channel, &Typed::new("faq-donnees"));
    let told = discord.answer(ran).await;
    discord.clicks(person, told.id, label);
    becomes(discord, told.id, said).await
}

/// Asks by a message and passes the question on; the message.
async fn mentions_and_passes_on(scene: &Scene, question: &str) -> Id {
    let Scene { discord, camille, channel, .. } = scene;
    let asked = discord.mentions_bot(*camille, *channel, question);
    let mut unknown = discord.reply_to(asked).await;
    if labels(&unknown).len() == 1 {
        // A private answer has to be opened.
        let opened = discord.clicks(*camille, unknown.id, &labels(&unknown)[0]);
        unknown = discord.answer(opened).await;
    }
    let preview = click(discord, *camille, unknown.id, "Transmettre").await;
    discord.clicks(*camille, preview.id, "Envoyer");
    becomes(discord, preview.id, "transmise à l’équipe").await;
    asked
}

#[tokio::test]
async fn a_proposed_variant_goes_with_its_last_question() {
    let (scene, team, kept) = with_team().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    for picks in 1..=2 {
        let ran = discord.runs(*camille, *channel, &faq("une BAL ?"));
        let menu = discord.answer(ran).await;
        discord.selects(*camille, menu.id, "équipe");
        let picked = "SELECT COUNT(*) FROM journal_questions WHERE pick IS NOT NULL";
        kept.number_when("the pick", picked, picks).await;
    }
    pass_on(&scene, *dominique, ASKED).await;
    let variant = card(discord, team, "une BAL").await;
    let erased = decides(&scene, *camille, "Tout effacer", "C’est effacé").await;
    assert!(shown(&erased).contains("à la FAQ y restent"), "{}", shown(&erased));
    let gone = becomes(discord, variant.id, "n’est plus gardée").await;
    assert!(labels(&gone).is_empty() && !shown(&gone).contains("BAL"), "{}", shown(&gone));
    let words = "SELECT COUNT(*) FROM journal_cards WHERE wording LIKE '%BAL%'";
    assert_eq!(kept.number(words).await, 0);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_number_is_used_once_also_after_everything_is_erased() {
    let (scene, team, kept) = with_team().await;
    let Scene { discord, camille, dominique, admin, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    let (code, _, said) = kept.command(&["erase", "--yes"]);
    assert_eq!(code, 0, "{said}");
    pass_on(&scene, *dominique, ROCKETS).await;
    becomes(discord, first.id, "n’est plus gardée").await;
    let next = card(discord, team, "fusées").await;
    assert!(shown(&next).contains("Demande 2"), "{}", shown(&next));
    for raw in ["off|1", "link|1", "undo|1"] {
        let clicked = discord.clicks_raw(*admin, first.id, &format!("s1|team|{raw}"));
        let told = discord.answer(clicked).await;
        assert!(shown(&told).contains("n’existe plus"), "{raw}: {}", shown(&told));
    }
    assert_eq!(labels(&discord.message(next.id)).len(), 4, "it is still open");
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn what_was_recorded_goes_with_an_edit_that_hides_the_words() {
    let (scene, team, kept) = with_team().await;
    let Scene { discord, .. } = &scene;
    let asked = mentions_and_passes_on(&scene, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    discord.edits(asked, "(message retiré)");
    kept.number_when("the question is gone", QUESTIONS, 0).await;
    becomes(discord, first.id, "n’est plus gardée").await;
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn what_was_recorded_goes_with_an_edit_where_answers_are_private() {
    let mut team = 0;
    let scene = Scene::open(|discord, ids| {
        team = discord.channel(ids.guild, "equipe");
        format!(
            "[[platform.discord.channel]]\nid = \"{}\"\nanswers = \"private\"\n\
             [platform.discord.team]\nchannel = \"{team}\"\n",
            ids.channel
        )
    })
    .await;
    let kept = journal(&scene);
    let Scene { discord, camille, .. } = &scene;
    let asked = mentions_and_passes_on(&scene, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    discord.edits(asked, &format!("<@{}> {ROCKETS}", discord.bot()));
    becomes(discord, first.id, "n’est plus gardée").await;
    let old = "SELECT COUNT(*) FROM journal_questions WHERE text LIKE '%trottinette%'";
    kept.number_when("the old words are gone", old, 0).await;
    let new = "SELECT COUNT(*) FROM journal_questions WHERE text LIKE '%lunaires%'";
    kept.number_when("the new words", new, 1).await;

    // The button leads to the new question, which can be passed on; nobody else reads its answer.
    let button = discord.reply_to(asked).await;
    assert!(!shown(&button).contains("pas trouvé"), "{}", shown(&button));
    let opened = discord.clicks(*camille, button.id, &labels(&button)[0]);
    let unknown = discord.answer(opened).await;
    let preview = click(discord, *camille, unknown.id, "Transmettre").await;
    assert!(shown(&preview).contains("fusées"), "{}", shown(&preview));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn the_change_outlives_its_question() {
    let (scene, team, kept) = with_team().await;
    let Scene { discord, admin, bot, .. } = &scene;
    let asked = mentions_and_passes_on(&scene, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    let link =
        Typed::new("faq-équipe").sub("lier").with("demande", 1).with("entrée", "id:badge-visiteur");
    let ran = discord.runs(*admin, team, &link);
    let proposed = discord.answer(ran).await;
    discord.clicks(*admin, proposed.id, "Garder");
    becomes(discord, first.id, "Répondue").await;
    discord.deletes(asked);
    kept.number_when("the question is gone", QUESTIONS, 0).await;
    let erased = becomes(discord, first.id, "a été effacée").await;
    assert!(!shown(&erased).contains("trottinette"), "{}", shown(&erased));
    assert_eq!(labels(&erased), ["Annuler ce changement"]);
    let words = "SELECT COUNT(*) FROM journal_cards WHERE wording <> ''";
    assert_eq!(kept.number(words).await, 0);
    let undone = click(discord, *admin, first.id, "Annuler").await;
    assert!(shown(&undone).contains("C’est fait"), "{}", shown(&undone));
    let file = std::fs::read_to_string(bot.file("accueil/badge-visiteur.md")).expect("the entry");
    assert!(!file.contains("trottinette"), "{file}");
    becomes(discord, first.id, "n’est plus gardée").await;
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn nobody_is_kept_as_waiting_for_nothing() {
    let (scene, team, kept) = with_team().await;
    let Scene { discord, camille, dominique, admin, .. } = &scene;
    let sent = pass_on(&scene, *camille, ASKED).await;
    let first = card(discord, team, "trottinette").await;
    discord.clicks(*admin, first.id, "Hors sujet");
    becomes(discord, first.id, "Hors sujet\u{a0}: la").await;
    discord.clicks(*camille, sent.id, "Me prévenir");
    becomes(discord, sent.id, "jugée hors sujet").await;
    assert_eq!(kept.number(FOLLOWERS).await, 0);

    let sent = pass_on(&scene, *dominique, ROCKETS).await;
    discord.clicks(*dominique, sent.id, "Me prévenir");
    let promised = becomes(discord, sent.id, "vous recevrez").await;
    assert!(shown(&promised).contains("modifiez"), "when it ends: {}", shown(&promised));
    assert_eq!(kept.number(FOLLOWERS).await, 1);
    let stopped =
        decides(&scene, *dominique, "Ne plus m’enregistrer", "ne sont plus enregistrées").await;
    assert!(shown(&stopped).contains("est retirée"), "{}", shown(&stopped));
    assert_eq!(kept.number(FOLLOWERS).await, 0);
    discord.assert_nothing_refused();
    scene.close().await;
}
