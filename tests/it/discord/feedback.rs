//! What members do about an answer:
//!
//! 1. A person has one vote on a question, on a card, on the choices of an unsure answer and on
//!    « je ne sais pas »; a later vote takes the place of an earlier one. The buttons of a version
//!    that did not write the question down still give thanks.
//! 2. Who says that an answer did not help is asked for one of four reasons; that message becomes
//!    the thanks, and the answer stays.
//! 3. A question is passed on by its asker alone, who sees first what is sent, in which personal
//!    data is masked; nothing is sent before. A question about a patient is not sent.
//! 4. « Aucune de celles-ci » is recorded for the question of who asked, and can be passed on.
//! 5. All that works after a restart. Without a team nothing is offered to pass on.
//! 6. In the team's channel only what is said to the bot is answered.
//! 7. `/faq-donnees` shows to the person alone what is kept, erases it, and ends and resumes the
//!    recording.

use super::conversations::{faq, labels, shown};
use super::double::members::Typed;
use super::double::objects::Id;
use super::double::world::{Message, State};
use super::double::{Double, Setup};
use super::scene::{As, Scene};
use crate::journal::database::Database;

const UNKNOWN: &str = "quelle est la capitale de la Mongolie ?";

/// A scene with the team's channel.
pub async fn with_team() -> (Scene, Id, Database) {
    let mut team = 0;
    let scene = Scene::open(|discord, ids| {
        team = discord.channel(ids.guild, "equipe");
        format!("[platform.discord.team]\nchannel = \"{team}\"\n")
    })
    .await;
    let kept = journal(&scene);
    (scene, team, kept)
}

/// What the scene's bot keeps.
pub fn journal(scene: &Scene) -> Database {
    Database::at(&scene.bot.folder.path().join("data/souffleur.db"))
}

/// Waits for the message of an interaction that has this text.
pub async fn becomes(discord: &Double, message: Id, text: &str) -> Message {
    discord
        .wait(text, |state: &State| {
            let message = &state.messages[&message];
            shown(message).contains(text).then(|| message.clone())
        })
        .await
}

#[tokio::test]
async fn a_person_has_one_vote_on_a_question() {
    let (scene, _, kept) = with_team().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let asked = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
    let card = discord.reply_to(asked).await;
    let said = |opinion: &str| format!("SELECT COUNT(*) FROM journal_votes WHERE {opinion}");

    let voted = discord.clicks(*camille, card.id, "👍 Utile");
    assert_eq!(discord.answer(voted).await.only_for, Some(*camille), "thanks are private");
    for person in [*camille, *camille, *dominique] {
        let voted = discord.clicks(person, card.id, "👍 Utile");
        assert!(shown(&discord.answer(voted).await).contains("Merci"));
    }
    kept.number_when("two votes", &said("opinion = 'useful' AND entry = 'badge-perdu'"), 2).await;

    let voted = discord.clicks(*camille, card.id, "👎 Pas utile");
    let why = discord.answer(voted).await;
    assert_eq!(why.only_for, Some(*camille));
    let offered = labels(&why);
    for reason in ["Ce n’est pas ma question", "Incomplet", "Périmé", "Pas clair"] {
        assert!(offered.iter().any(|label| label == reason), "{reason}: {offered:?}");
    }
    kept.number_when("the vote that took its place", &said("opinion = 'not_useful'"), 1).await;
    discord.clicks(*camille, why.id, "Périmé");
    let thanks = becomes(discord, why.id, "Merci pour votre avis").await;
    assert_eq!(labels(&thanks), ["Transmettre à l’équipe"]);
    kept.number_when("the reason", &said("opinion = 'outdated'"), 1).await;
    discord.clicks(*camille, card.id, "Utile");
    kept.number_when("a change of mind", &said("opinion = 'useful'"), 2).await;
    assert_eq!(kept.number(&said("1 = 1")).await, 2, "one a person");
    assert_eq!(discord.message(card.id).edits, 0, "the answer stays");

    // A button of the version before.
    let old = discord.clicks_raw(*camille, card.id, "s1|vote|yes|badge-perdu");
    assert!(shown(&discord.answer(old).await).contains("Merci"));

    // The other kinds of answers.
    for (question, outcome) in [(UNKNOWN, "unknown"), ("une BAL ?", "unsure")] {
        let ran = discord.runs(*dominique, *channel, &faq(question));
        let answer = discord.answer(ran).await;
        let voted = discord.clicks(*dominique, answer.id, "Pas utile");
        let why = discord.answer(voted).await;
        discord.clicks(*dominique, why.id, "Incomplet");
        becomes(discord, why.id, "Merci pour votre avis").await;
        let of_outcome = format!(
            "SELECT COUNT(*) FROM journal_votes JOIN journal_questions ON id = question \
             WHERE outcome = '{outcome}' AND opinion = 'incomplete' AND journal_votes.entry = ''"
        );
        kept.number_when(outcome, &of_outcome, 1).await;
        assert_eq!(discord.message(answer.id).edits, 0, "{outcome}");
    }
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_vote_on_another_page_is_on_the_same_question() {
    let (scene, _, kept) = with_team().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let asked = discord.mentions_bot(*camille, *channel, "que dit le règlement intérieur ?");
    let card = discord.reply_to(asked).await;
    // The last question of who turns the page is another one.
    let ran = discord.runs(*dominique, *channel, &faq("j'ai perdu mon badge"));
    discord.answer(ran).await;
    let turned = discord.clicks(*dominique, card.id, "Lire la suite");
    let page = discord.answer(turned).await;
    discord.clicks(*dominique, page.id, "Utile");
    let votes = "SELECT COUNT(*) FROM journal_votes JOIN journal_questions ON id = question \
                 WHERE journal_questions.entry = 'reglement' AND journal_votes.entry = 'reglement'";
    kept.number_when("the vote", votes, 1).await;
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_question_is_passed_on_as_its_asker_has_seen_it() {
    let (scene, team, kept) = with_team().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let question = "quel club de pétanque joint-on au 06 12 34 56 78 ?";
    let asked = discord.mentions_bot(*camille, *channel, question);
    let unknown = discord.reply_to(asked).await;
    assert_eq!(labels(&unknown), ["👍 Utile", "👎 Pas utile", "Transmettre à l’équipe"]);
    let passed_on = "SELECT COUNT(*) FROM journal_questions WHERE passed_on IS NOT NULL";

    let recorded = "SELECT COUNT(*) FROM journal_questions";
    kept.number_when("the question", recorded, 1).await;
    let clicked = discord.clicks(*dominique, unknown.id, "Transmettre");
    let refused = discord.answer(clicked).await;
    assert_eq!(refused.only_for, Some(*dominique));
    assert!(shown(&refused).contains("Seule la personne"), "{}", shown(&refused));

    let preview = async || {
        let clicked = discord.clicks(*camille, unknown.id, "Transmettre");
        discord.answer(clicked).await
    };
    let first = preview().await;
    assert_eq!(first.only_for, Some(*camille));
    let text = shown(&first);
    assert!(text.contains("club de pétanque") && !text.contains("34"), "{text}");
    discord.clicks(*camille, first.id, "Ne pas envoyer");
    let nothing = becomes(discord, first.id, "Rien n’est envoyé").await;
    assert!(labels(&nothing).is_empty());
    let second = preview().await;
    assert_eq!(kept.number(passed_on).await, 0, "nothing is sent before");

    discord.clicks(*camille, second.id, "Envoyer");
    let sent = becomes(discord, second.id, "transmise à l’équipe").await;
    assert_eq!(labels(&sent), ["Me prévenir de la réponse"]);
    assert_eq!(kept.number(passed_on).await, 1);
    let followers = "SELECT COUNT(*) FROM journal_followers";
    assert_eq!(kept.number(followers).await, 0, "no identity is kept unasked");
    discord.clicks(*camille, second.id, "Me prévenir");
    becomes(discord, second.id, "vous recevrez un message privé").await;
    assert_eq!(kept.number(followers).await, 1);
    assert_eq!(discord.message(unknown.id).edits, 0, "the answer stays");
    let said = discord.with(|state| {
        [state.of_bot_in(team).iter().map(shown).collect(), shown(&unknown)].concat()
    });
    assert!(!said.contains("34 56") && !said.contains("camille"), "{said}");

    // About a patient, it is not sent.
    let patient = "quelle pétanque pour Mme Zurbano née le 03/03/1957 diabétique ?";
    let ran = discord.runs(*camille, *channel, &faq(patient));
    let unknown = discord.answer(ran).await;
    let clicked = discord.clicks(*camille, unknown.id, "Transmettre");
    let refused = shown(&discord.answer(clicked).await);
    assert!(refused.contains("données d’un patient"), "{refused}");
    assert_eq!(kept.number(passed_on).await, 1);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn none_of_these_is_recorded_for_who_asked() {
    let (scene, _, kept) = with_team().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let asked = discord.mentions_bot(*camille, *channel, "une BAL ?");
    let menu = discord.reply_to(asked).await;
    let refused = "SELECT COUNT(*) FROM journal_questions WHERE refused = 1";

    let others = discord.selects(*dominique, menu.id, "Aucune de celles-ci");
    let others = discord.answer(others).await;
    assert!(labels(&others).is_empty(), "not their question: {:?}", labels(&others));
    discord.selects(*camille, menu.id, "Aucune de celles-ci");
    let unknown = becomes(discord, menu.id, "pas trouvé de réponse").await;
    assert_eq!(labels(&unknown), ["👍 Utile", "👎 Pas utile", "Transmettre à l’équipe"]);
    kept.number_when("that it was refused", refused, 1).await;
    let clicked = discord.clicks(*camille, menu.id, "Transmettre");
    let preview = discord.answer(clicked).await;
    assert!(shown(&preview).contains("une BAL"), "{}", shown(&preview));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn feedback_goes_on_after_a_restart() {
    let (mut scene, _, kept) = with_team().await;
    let ran = scene.discord.runs(scene.camille, scene.channel, &faq(UNKNOWN));
    let unknown = scene.discord.answer(ran).await;
    let recorded = "SELECT COUNT(*) FROM journal_questions";
    kept.number_when("the question", recorded, 1).await;
    let token = scene.discord.shared.setup.token.clone();
    let before = scene.discord.with(|state| state.gateway.len());
    scene.bot.restart(&token).await;
    scene.discord.reconnected(before).await;

    let Scene { discord, camille, .. } = &scene;
    discord.clicks(*camille, unknown.id, "Pas utile");
    kept.number_when("the vote", "SELECT COUNT(*) FROM journal_votes", 1).await;
    let clicked = discord.clicks(*camille, unknown.id, "Transmettre");
    let preview = discord.answer(clicked).await;
    assert!(shown(&preview).contains("capitale de la Mongolie"), "{}", shown(&preview));
    discord.clicks(*camille, preview.id, "Envoyer");
    becomes(discord, preview.id, "transmise à l’équipe").await;
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn without_a_team_nothing_is_passed_on() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, .. } = &scene;
    let ran = discord.runs(*camille, *channel, &faq(UNKNOWN));
    let unknown = discord.answer(ran).await;
    assert_eq!(labels(&unknown), ["👍 Utile", "👎 Pas utile"]);
    let voted = discord.clicks(*camille, unknown.id, "Pas utile");
    let why = discord.answer(voted).await;
    assert_eq!(labels(&why).len(), 4, "{:?}", labels(&why));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn the_teams_channel_answers_what_is_said_to_the_bot() {
    let mut team = 0;
    let setup = Setup { message_content: true, ..Setup::default() };
    let scene = Scene::open_with(As::Itself, setup, |discord, ids| {
        team = discord.channel(ids.guild, "equipe");
        format!(
            "[platform.discord.team]\nchannel = \"{team}\"\n\
             [[platform.discord.channel]]\nid = \"{team}\"\nauto_answer = true\n"
        )
    })
    .await;
    let Scene { discord, camille, .. } = &scene;
    let overheard = discord.says(*camille, team, "que faire quand on a perdu son badge ?");
    let asked = discord.mentions_bot(*camille, team, "que faire quand on a perdu son badge ?");
    assert!(shown(&discord.reply_to(asked).await).contains("Signalez la perte"));
    assert_eq!(discord.with(|state| state.replies_to(overheard).len()), 0);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn members_see_and_decide_what_is_kept_of_them() {
    let (scene, _, kept) = with_team().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let data = Typed::new("faq-donnees");
    let ask = async |person: Id, question: &str| {
        let ran = discord.runs(person, *channel, &faq(question));
        discord.answer(ran).await
    };
    let questions = "SELECT COUNT(*) FROM journal_questions";
    let unknown = ask(*camille, UNKNOWN).await;
    ask(*dominique, "j'ai perdu mon badge").await;
    kept.number_when("both questions", questions, 2).await;
    let clicked = discord.clicks(*camille, unknown.id, "Transmettre");
    let preview = discord.answer(clicked).await.id;
    discord.clicks(*camille, preview, "Envoyer");
    becomes(discord, preview, "transmise").await;
    discord.clicks(*camille, preview, "Me prévenir");
    becomes(discord, preview, "vous recevrez").await;

    for place in [*channel, discord.direct(*camille)] {
        let ran = discord.runs(*camille, place, &data);
        let told = discord.answer(ran).await;
        assert_eq!(told.only_for, Some(*camille));
        let text = shown(&told);
        assert!(text.contains("1\u{a0}question d’aujourd’hui"), "{text}");
        assert!(text.contains("capitale de la Mongolie"), "the one to be told of: {text}");
        assert_eq!(labels(&told), ["Tout effacer", "Ne plus m’enregistrer"]);
    }

    let ran = discord.runs(*camille, *channel, &data);
    let told = discord.answer(ran).await.id;
    discord.clicks(*camille, told, "Tout effacer");
    becomes(discord, told, "C’est effacé").await;
    assert_eq!(kept.number(questions).await, 1, "Dominique’s stays");
    assert_eq!(kept.number("SELECT COUNT(*) FROM journal_followers").await, 0);

    discord.clicks(*camille, told, "Voir ce qui est gardé");
    becomes(discord, told, "Aucune question gardée").await;
    discord.clicks(*camille, told, "Ne plus m’enregistrer");
    let stopped = becomes(discord, told, "ne sont plus enregistrées").await;
    assert_eq!(labels(&stopped), ["Tout effacer", "M’enregistrer de nouveau"]);
    ask(*camille, "comment faire entrer un visiteur ?").await;
    ask(*dominique, "où trouver le menu de la semaine ?").await;
    kept.number_when("the next question of Dominique", questions, 2).await;
    let of_camille = "SELECT COUNT(*) FROM journal_questions WHERE entry = 'badge-visiteur'";
    assert_eq!(kept.number(of_camille).await, 0);
    discord.clicks(*camille, told, "M’enregistrer de nouveau");
    becomes(discord, told, "de nouveau enregistrées").await;
    ask(*camille, "comment faire entrer un visiteur ?").await;
    kept.number_when("the question that is recorded again", of_camille, 1).await;
    discord.assert_nothing_refused();
    scene.close().await;
}
