//! Whose question it is, and what is kept of it:
//!
//! 1. After a restart too, a question is passed on and followed by its asker alone, and « Transmettre »
//!    is not offered under 👎 to others. When it is not known any more who asked, nobody passes it on.
//! 2. A pick belongs to the question of its menu, when its asker picks; also after a restart.
//! 3. What is sent is what was shown. A long wording is no variant.
//! 4. Erasing reaches the questions of before a restart, and the question that the person follows;
//!    nobody is kept as waiting for a question that is gone.
//! 5. Of a person who wants nothing recorded, nothing is: neither the words that others search for,
//!    nor votes, nor picks.
//! 6. A question that the team has judged off topic is not passed on again, and its asker is told.
//! 7. What was sent is not said to be unsent; what a locked journal has not taken can be tried again.
//! 8. Nobody is told of an entry that is not seen where they asked.
//! 9. What is kept of a question goes with its message, and with its old words after an edit.

use sqlx::Connection as _;

use super::conversations::{faq, labels, shown};
use super::double::members::Typed;
use super::double::objects::Id;
use super::double::world::Message;
use super::feedback::{becomes, with_team};
use super::scene::Scene;
use super::team::{ASKED, card, click, pass_on};

const FERRET: &str = "peut-on amener son furet au bureau ?";
const QUESTIONS: &str = "SELECT COUNT(*) FROM journal_questions";
const PASSED_ON: &str = "SELECT COUNT(*) FROM journal_questions WHERE passed_on IS NOT NULL";
const FOLLOWERS: &str = "SELECT COUNT(*) FROM journal_followers";

async fn asks(scene: &Scene, person: Id, question: &str) -> Message {
    let ran = scene.discord.runs(person, scene.channel, &faq(question));
    scene.discord.answer(ran).await
}

async fn restart(scene: &mut Scene) {
    let token = scene.discord.shared.setup.token.clone();
    let before = scene.discord.with(|state| state.gateway.len());
    scene.bot.restart(&token).await;
    scene.discord.reconnected(before).await;
}

/// Erases what is kept of a person; the message that says so.
async fn erases(scene: &Scene, person: Id) -> Message {
    let Scene { discord, channel, .. } = scene;
    let ran = discord.runs(person, *channel, &Typed::new("faq-donnees"));
    let told = discord.answer(ran).await;
    discord.clicks(person, told.id, "Tout effacer");
    becomes(discord, told.id, "C’est effacé").await
}

#[tokio::test]
async fn after_a_restart_a_question_is_its_askers() {
    let (mut scene, _, kept) = with_team().await;
    let ask = |scene: &Scene, question: &str| {
        scene.discord.mentions_bot(scene.camille, scene.channel, question)
    };
    let asked = ask(&scene, ASKED);
    let recent = scene.discord.reply_to(asked).await;
    let asked = ask(&scene, FERRET);
    let older = scene.discord.reply_to(asked).await;
    kept.number_when("both questions", QUESTIONS, 2).await;
    let owners = "SELECT COUNT(DISTINCT owner) FROM journal_questions";
    assert_eq!(kept.number(owners).await, 2, "questions of one person cannot be put together");
    // As when the day is over.
    kept.run("UPDATE journal_questions SET owner = NULL WHERE text LIKE '%furet%'").await;
    restart(&mut scene).await;

    let Scene { discord, camille, dominique, .. } = &scene;
    let refused = click(discord, *dominique, recent.id, "Transmettre").await;
    assert!(shown(&refused).contains("Seule la personne"), "{}", shown(&refused));
    let why = click(discord, *dominique, recent.id, "Pas utile").await;
    assert_eq!(labels(&why).len(), 4, "the reasons alone: {:?}", labels(&why));
    let why = click(discord, *camille, recent.id, "Pas utile").await;
    assert_eq!(labels(&why).len(), 5, "{:?}", labels(&why));
    for person in [*camille, *dominique] {
        let refused = click(discord, person, older.id, "Transmettre").await;
        assert!(shown(&refused).contains("Je ne peux plus vérifier"), "{}", shown(&refused));
    }
    assert_eq!(kept.number(PASSED_ON).await, 0);

    let preview = click(discord, *camille, recent.id, "Transmettre").await;
    discord.clicks(*camille, preview.id, "Envoyer");
    becomes(discord, preview.id, "transmise à l’équipe").await;
    discord.clicks(*camille, preview.id, "Me prévenir");
    becomes(discord, preview.id, "vous recevrez").await;
    assert_eq!(kept.number(PASSED_ON).await, 1);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_pick_belongs_to_the_question_of_its_menu() {
    let (mut scene, _, kept) = with_team().await;
    let picks = "SELECT COUNT(*) FROM journal_questions WHERE pick IS NOT NULL";
    let of = |text: &str| format!("{picks} AND text = '{text}'");
    let asked = scene.discord.mentions_bot(scene.camille, scene.channel, "une BAL ?");
    let public = scene.discord.reply_to(asked).await;
    let private = asks(&scene, scene.camille, "BAL").await;
    asks(&scene, scene.camille, FERRET).await;
    asks(&scene, scene.dominique, ASKED).await;
    kept.number_when("the questions", QUESTIONS, 4).await;

    let Scene { discord, camille, dominique, .. } = &scene;
    // Somebody else, who asked something else last.
    let others = discord.selects(*dominique, public.id, "équipe");
    discord.answer(others).await;
    let counted = "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM journal_counts WHERE outcome = 'picked'";
    kept.number_when("the pick is counted", counted, 1).await;
    assert_eq!(kept.number(picks).await, 0, "which entry answers is for the asker to say");
    // The one who asked, not for their last question.
    discord.selects(*camille, private.id, "personnelle");
    kept.number_when("the pick", &of("BAL"), 1).await;

    restart(&mut scene).await;
    scene.discord.selects(scene.camille, public.id, "équipe");
    kept.number_when("the pick after a restart", &of("une BAL ?"), 1).await;
    assert_eq!(kept.number(picks).await, 2);
    scene.discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn no_more_is_sent_than_is_shown() {
    let (scene, team, kept) = with_team().await;
    let Scene { discord, camille, admin, channel, .. } = &scene;
    let question = format!("zzqq {}FINALE", "wxz éàü ".repeat(120));
    let asked = discord.mentions_bot(*camille, *channel, &question);
    let unknown = discord.reply_to(asked).await;
    let preview = click(discord, *camille, unknown.id, "Transmettre").await;
    let text = shown(&preview);
    assert!(text.contains("seul ce début") && !text.contains("FINALE"), "{text}");
    discord.clicks(*camille, preview.id, "Envoyer");
    becomes(discord, preview.id, "transmise à l’équipe").await;
    let sent = "SELECT LENGTH(text) FROM journal_questions WHERE passed_on IS NOT NULL";
    let sent = usize::try_from(kept.number(sent).await).expect("a length");
    let start: String = question.chars().take(sent).collect();
    assert!(sent <= 500 && text.contains(&start), "{sent}: {text}");
    assert!(!text.contains(&question.chars().take(sent + 4).collect::<String>()), "{text}");

    card(discord, team, "zzqq").await;
    let link = Typed::new("faq-équipe").sub("lier").with("demande", 1);
    let ran = discord.runs(*admin, team, &link.with("entrée", "id:badge-visiteur"));
    let refused = discord.answer(ran).await;
    assert!(shown(&refused).contains("plus de 300 caractères"), "{}", shown(&refused));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn erasing_reaches_what_was_asked_before_a_restart() {
    let (mut scene, _, kept) = with_team().await;
    pass_on(&scene, scene.camille, ASKED).await;
    asks(&scene, scene.camille, FERRET).await;
    asks(&scene, scene.dominique, "j'ai perdu mon badge").await;
    kept.number_when("the questions", QUESTIONS, 3).await;
    restart(&mut scene).await;
    let Scene { discord, camille, channel, .. } = &scene;
    let ran = discord.runs(*camille, *channel, &Typed::new("faq-donnees"));
    let told = discord.answer(ran).await;
    assert!(shown(&told).contains("2\u{a0}questions d’aujourd’hui"), "{}", shown(&told));
    erases(&scene, *camille).await;
    assert_eq!(kept.number(QUESTIONS).await, 1, "Dominique’s stays");

    // A question of another day, which Camille follows.
    let sent = pass_on(&scene, *camille, ASKED).await;
    discord.clicks(*camille, sent.id, "Me prévenir");
    becomes(discord, sent.id, "vous recevrez").await;
    kept.run("UPDATE journal_questions SET owner = NULL, asker = 0").await;
    erases(&scene, *camille).await;
    assert_eq!(kept.number(QUESTIONS).await, 1);

    // A button of before: nothing can be answered, and nobody is kept.
    let sent = pass_on(&scene, *camille, FERRET).await;
    erases(&scene, *camille).await;
    discord.clicks(*camille, sent.id, "Me prévenir");
    becomes(discord, sent.id, "n’est plus gardée").await;
    assert_eq!(kept.number(FOLLOWERS).await, 0);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn nothing_is_recorded_of_who_does_not_want_it() {
    let (scene, _, kept) = with_team().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let asked = discord.mentions_bot(*dominique, *channel, "une BAL ?");
    let menu = discord.reply_to(asked).await;
    let ran = discord.runs(*camille, *channel, &Typed::new("faq-donnees"));
    let told = discord.answer(ran).await.id;
    discord.clicks(*camille, told, "Ne plus m’enregistrer");
    becomes(discord, told, "ne sont plus enregistrées").await;

    let written = discord.says(*camille, *channel, "comment dresser un ornithorynque vert ?");
    let ran = discord.picks_on_message(*dominique, written, "Chercher dans la FAQ");
    discord.answer(ran).await;
    click(discord, *camille, menu.id, "Pas utile").await;
    let picked = discord.selects(*camille, menu.id, "équipe");
    discord.answer(picked).await;
    // Records are written in their order.
    asks(&scene, *dominique, FERRET).await;
    kept.number_when("the last question", QUESTIONS, 2).await;
    let words = "SELECT COUNT(*) FROM journal_questions WHERE text LIKE '%ornithorynque%'";
    assert_eq!(kept.number(words).await, 0);
    assert_eq!(kept.number("SELECT COUNT(*) FROM journal_votes").await, 0);
    let counted = "SELECT COUNT(*) FROM journal_counts WHERE outcome = 'picked'";
    assert_eq!(kept.number(counted).await, 0);
    // Others’ words are recorded when they are searched for.
    let written = discord.says(*dominique, *channel, "comment dresser un okapi vert ?");
    let ran = discord.picks_on_message(*dominique, written, "Chercher dans la FAQ");
    discord.answer(ran).await;
    kept.number_when("the search", QUESTIONS, 3).await;
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn who_asks_what_is_off_topic_is_told_so() {
    let (scene, team, kept) = with_team().await;
    let Scene { discord, dominique, camille, admin, .. } = &scene;
    pass_on(&scene, *camille, ASKED).await;
    let judged = card(discord, team, "trottinette").await;
    discord.clicks(*admin, judged.id, "Hors sujet");
    becomes(discord, judged.id, "Hors sujet").await;
    let off_topic = "SELECT COUNT(*) FROM journal_questions WHERE verdict = 'off_topic'";
    kept.number_when("the verdict", off_topic, 1).await;

    let unknown = asks(&scene, *dominique, ASKED).await;
    kept.number_when("the question", QUESTIONS, 2).await;
    let refused = click(discord, *dominique, unknown.id, "Transmettre").await;
    let text = shown(&refused);
    assert!(text.contains("hors sujet") && labels(&refused).is_empty(), "{text}");
    assert_eq!(kept.number(PASSED_ON).await, 1);

    discord.clicks(*admin, judged.id, "Rouvrir");
    kept.number_when("open again", off_topic, 0).await;
    let preview = click(discord, *dominique, unknown.id, "Transmettre").await;
    discord.clicks(*dominique, preview.id, "Envoyer");
    becomes(discord, preview.id, "transmise à l’équipe").await;
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn what_was_sent_is_not_said_to_be_unsent() {
    let (scene, _, kept) = with_team().await;
    let Scene { discord, camille, .. } = &scene;
    let unknown = asks(&scene, *camille, ASKED).await;
    let first = click(discord, *camille, unknown.id, "Transmettre").await;
    let second = click(discord, *camille, unknown.id, "Transmettre").await;
    discord.clicks(*camille, first.id, "Envoyer");
    becomes(discord, first.id, "transmise à l’équipe").await;
    discord.clicks(*camille, second.id, "Ne pas envoyer");
    let told = becomes(discord, second.id, "transmise à l’équipe").await;
    assert_eq!(labels(&told), ["Me prévenir de la réponse"]);
    let again = click(discord, *camille, unknown.id, "Transmettre").await;
    assert_eq!(labels(&again), ["Me prévenir de la réponse"], "{}", shown(&again));

    // Another program writes into the journal, and takes its time.
    let unknown = asks(&scene, *camille, FERRET).await;
    let preview = click(discord, *camille, unknown.id, "Transmettre").await;
    kept.number_when("the question", QUESTIONS, 2).await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(kept.file());
    let mut other = sqlx::SqliteConnection::connect_with(&options).await.expect("the file");
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.expect("the lock");
    discord.clicks(*camille, preview.id, "Envoyer");
    let waiting = becomes(discord, preview.id, "Votre demande attend").await;
    assert_eq!(labels(&waiting), ["Envoyer"]);
    sqlx::raw_sql("COMMIT").execute(&mut other).await.expect("the lock is given back");
    kept.number_when("it was passed on all the same", PASSED_ON, 2).await;
    discord.clicks(*camille, preview.id, "Envoyer");
    becomes(discord, preview.id, "transmise à l’équipe").await;
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn what_is_kept_goes_with_its_message() {
    let (scene, team, kept) = with_team().await;
    let Scene { discord, camille, channel, .. } = &scene;
    let asked = discord.mentions_bot(*camille, *channel, ASKED);
    let unknown = discord.reply_to(asked).await;
    let preview = click(discord, *camille, unknown.id, "Transmettre").await;
    discord.clicks(*camille, preview.id, "Envoyer");
    becomes(discord, preview.id, "transmise à l’équipe").await;
    let shown_card = card(discord, team, "trottinette").await;
    discord.deletes(asked);
    kept.number_when("the question is gone", QUESTIONS, 0).await;
    discord
        .wait("the card is gone", |state| {
            let card = &state.messages[&shown_card.id];
            (card.deleted || !shown(card).contains("trottinette")).then_some(())
        })
        .await;

    let asked = discord.mentions_bot(*camille, *channel, FERRET);
    let unknown = discord.reply_to(asked).await;
    kept.number_when("the next question", QUESTIONS, 1).await;
    let preview = click(discord, *camille, unknown.id, "Transmettre").await;
    discord.edits(asked, &format!("<@{}> où garer mon dirigeable ?", discord.bot()));
    let words = "SELECT COUNT(*) FROM journal_questions WHERE text LIKE '%dirigeable%'";
    kept.number_when("the new words", words, 1).await;
    kept.number_when("the old ones are gone", QUESTIONS, 1).await;
    discord.clicks(*camille, preview.id, "Envoyer");
    becomes(discord, preview.id, "Je n’ai pas gardé le texte").await;
    assert_eq!(kept.number(PASSED_ON).await, 0);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn nobody_is_told_of_an_entry_that_their_place_does_not_see() {
    let (scene, _, kept) = with_team().await;
    let Scene { discord, camille, dominique, .. } = &scene;
    let sent = pass_on(&scene, *camille, ASKED).await;
    discord.clicks(*camille, sent.id, "Me prévenir");
    becomes(discord, sent.id, "vous recevrez").await;
    let answered = |entry: &str| {
        format!(
            "UPDATE journal_questions SET scope = 'cantine', verdict = 'answered', \
             answered_by = '{entry}' WHERE text LIKE '%trottinette%'"
        )
    };
    // Each question that is passed on makes the bot look for whom to tell.
    kept.run(&answered("badge-visiteur")).await;
    pass_on(&scene, *dominique, FERRET).await;
    kept.run(&answered("menu-semaine")).await;
    pass_on(&scene, *dominique, "qui loue un dirigeable ?").await;
    kept.number_when("the wish is fulfilled", FOLLOWERS, 0).await;
    let there = discord.direct(*camille);
    let told = discord.with(|state| state.of_bot_in(there));
    let told: Vec<String> = told.iter().map(shown).collect();
    assert!(told.len() == 1 && told[0].contains("menu"), "{told:#?}");
    discord.assert_nothing_refused();
    scene.close().await;
}
