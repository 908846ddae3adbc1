//! What members say of answers, and what they pass on, in unencrypted and in encrypted rooms:
//!
//! 1. A thumb as a reaction is a vote; a later one takes its place, also after a restart.
//! 2. 👎 asks for a reason, once for each answer; a number in that thread, or as a reaction to that
//!    message, is the reason of who gives it.
//! 3. A question that has no good answer is passed on by its asker alone, step by step: what is
//!    sent is shown first, without personal data.
//! 4. What is kept of a person is shown to them in their direct room alone, and erased there; what
//!    they decide in another room is confirmed there alone.
//! 5. A vote goes with its reaction; what is kept of a question, and what shows it, with its
//!    message, and an edit makes it another question. A pick belongs to what it was offered for.
//! 6. The words of somebody who wants nothing recorded are not recorded when others search for them.

use super::bot::{Bot, Setup};
use super::event::{Event, Text};
use super::homeserver::Homeserver;
use super::member::{Member, Room};

const QUESTION: &str = "!faq que faire quand on a perdu son badge ?";
const UNKNOWN: &str = "!faq qui vend des fusées lunaires ? écrivez à zurbano@exemple.fr";

fn ask<'a>(member: &'a Member<'_>, room: &'a str) -> impl Fn(Text) -> Event + use<'a> {
    move |text| member.wait_for_answer(&member.say(room, &text))
}

fn votes(bot: &Bot, expected: &[&str]) {
    let sql = "SELECT entry, opinion FROM journal_votes ORDER BY opinion";
    bot.journal(sql, |rows| rows == expected);
}

#[test]
fn votes_have_reasons_and_may_be_changed() {
    let Some(server) = Homeserver::shared() else { return };
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    for encrypted in [false, true] {
        let account = server.register("souffleur");
        let mut bot = Setup::new(server, &account).without_meaning().start();
        let us = &*account.user;
        let room = Room::plain("Avis").with_encryption(encrypted);
        let room = camille.create(room.inviting(&[us, dominique.user()]));
        dominique.accept_invite(&room);
        camille.wait_for_member(&room, us);
        camille.wait_for_member(&room, dominique.user());
        let root = camille.say(&room, &Text::new(QUESTION));
        let answer = camille.wait_for_answer(&root);

        dominique.wait_for_event(&answer.id);
        dominique.react(&room, &answer.id, "👍");
        votes(&bot, &["badge-perdu|useful"]);
        camille.react(&room, &answer.id, "👎");
        let is_why = |event: &Event| {
            event.sender == us && event.room == room && event.body().contains("1. Ce n’est pas ma")
        };
        let why = camille.wait("the question why", is_why);
        assert_eq!((why.thread(), why.encrypted), (Some(&*root), encrypted), "{why:#?}");
        assert!(why.body().contains("4. Pas clair"), "{why:#?}");
        votes(&bot, &["badge-perdu|not_useful", "badge-perdu|useful"]);

        // What others write in that thread is not for the bot.
        dominique.say(&room, &Text::new("2").in_thread(&root));
        let thanks = ask(&camille, &room)(Text::new("2").in_thread(&root));
        assert_eq!(thanks.body(), "Merci pour votre avis.", "{thanks:#?}");
        votes(&bot, &["badge-perdu|incomplete", "badge-perdu|useful"]);
        let words = ask(&camille, &room)(Text::new("la date est fausse").reply_to(&why.id));
        assert!(words.body().contains("de 1 à 4"), "{words:#?}");
        let named = ask(&camille, &room)(Text::new("périmé").reply_to(&why.id));
        assert_eq!(named.body(), "Merci pour votre avis.", "{named:#?}");
        votes(&bot, &["badge-perdu|outdated", "badge-perdu|useful"]);

        // Another person is not asked again, and says why by a reaction.
        bot.restart();
        dominique.react(&room, &answer.id, "👎🏽");
        votes(&bot, &["badge-perdu|not_useful", "badge-perdu|outdated"]);
        dominique.wait_for_event(&why.id);
        dominique.react(&room, &why.id, "4\u{fe0f}\u{20e3}");
        votes(&bot, &["badge-perdu|outdated", "badge-perdu|unclear"]);
        camille.react(&room, &answer.id, "👍");
        votes(&bot, &["badge-perdu|unclear", "badge-perdu|useful"]);
        assert_eq!(camille.events(&room).iter().filter(|event| is_why(event)).count(), 1);

        // The choices of an answer are numbers as well: those of the last answer count.
        let unsure = Text::new("!faq comment ouvrir une boîte aux lettres ?");
        let offer = ask(&camille, &room)(unsure);
        camille.react(&room, &offer.id, "👎");
        camille.wait("the question why of the other answer", |event| {
            is_why(event) && event.id != why.id
        });
        let thanks = ask(&camille, &room)(Text::new("!faq 1"));
        assert_eq!(thanks.body(), "Merci pour votre avis.", "{thanks:#?}");
        let picked = ask(&camille, &room)(Text::new("!faq 1"));
        assert!(picked.body().contains("formulaire"), "{picked:#?}");
        let none = ask(&camille, &room)(Text::new("aucune").reply_to(&offer.id));
        assert!(none.body().contains("Je n’ai pas trouvé"), "{none:#?}");
        let refused = "SELECT refused FROM journal_questions WHERE outcome = 'unsure'";
        bot.journal(refused, |rows| rows == ["1"]);
        bot.close(us, &[&camille, &dominique]);
    }
}

#[test]
fn a_question_is_passed_on_and_what_is_kept_is_shown_to_its_asker_alone() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let team = dominique.create(Room::plain("Équipe").inviting(&[us]));
    let mut bot = Setup::new(server, &account).without_meaning().team(&team, "").start();
    dominique.wait_for_member(&team, us);
    for encrypted in [false, true] {
        let room = Room::plain("Questions").with_encryption(encrypted);
        let room = camille.create(room.inviting(&[us, dominique.user()]));
        dominique.accept_invite(&room);
        camille.wait_for_member(&room, us);
        camille.wait_for_member(&room, dominique.user());
        let said = ask(&camille, &room);

        let nothing = said(Text::new("!transmettre"));
        assert!(nothing.body().contains("Je ne sais pas quelle question"), "{nothing:#?}");
        let unknown = said(Text::new(UNKNOWN));
        assert!(unknown.body().contains("!transmettre"), "{unknown:#?}");
        let too_early = said(Text::new("!envoyer").reply_to(&unknown.id));
        assert!(too_early.body().contains("Rien n’attend"), "{too_early:#?}");
        dominique.wait_for_event(&unknown.id);
        let other = ask(&dominique, &room)(Text::new("!transmettre").reply_to(&unknown.id));
        assert!(other.body().contains("Seule la personne"), "{other:#?}");

        let preview = said(Text::new("!transmettre").reply_to(&unknown.id));
        assert!(preview.body().contains("fusées lunaires"), "{preview:#?}");
        assert!(!preview.body().contains("zurbano"), "{preview:#?}");
        let passed = "SELECT text FROM journal_questions WHERE passed_on IS NOT NULL";
        let before = bot.journal(passed, |_| true).len();
        let sent = said(Text::new("!envoyer").reply_to(&preview.id));
        assert!(sent.body().contains("est transmise"), "{sent:#?}");
        let rows = bot.journal(passed, |rows| rows.len() == before + 1);
        assert!(rows.iter().all(|text| text.contains("fusées") && !text.contains("zurbano")));
        if encrypted {
            bot.restart();
        }
        let told = said(Text::new("!faq prévenir"));
        assert!(told.body().contains("vous recevrez un message privé"), "{told:#?}");

        let unsure = said(Text::new("!faq comment ouvrir une boîte aux lettres ?"));
        assert!(!unsure.body().contains("!transmettre"), "{unsure:#?}");
        let none = said(Text::new("0").reply_to(&unsure.id));
        assert!(none.body().contains("!transmettre"), "{none:#?}");

        // What is kept is not for this room.
        let elsewhere = said(Text::new("!faq données"));
        assert!(elsewhere.body().contains("dans un message privé"), "{elsewhere:#?}");
        assert!(!elsewhere.body().contains("fusées"), "{elsewhere:#?}");
    }
    let followers = "SELECT person FROM journal_followers";
    bot.journal(followers, |rows| rows.len() == 2 && rows.iter().all(|row| row == camille.user()));

    let direct = camille.create(Room::direct(us).with_encryption(true));
    camille.wait_for_member(&direct, us);
    let said = ask(&camille, &direct);
    let kept = said(Text::new("!faq données"));
    assert_eq!(kept.body().matches("fusées").count(), 2, "{kept:#?}");
    let stopped = said(Text::new("!faq données arrêter"));
    assert!(stopped.body().contains("ne sont plus enregistrées"), "{stopped:#?}");
    let count = "SELECT COUNT(*) FROM journal_questions";
    let before = bot.journal(count, |_| true);
    said(Text::new(QUESTION));
    let kept = said(Text::new("!faq données"));
    assert!(kept.body().contains("comme vous l’avez demandé"), "{kept:#?}");
    assert_eq!(bot.journal(count, |_| true), before, "it is not recorded");
    let erased = said(Text::new("!faq données effacer"));
    assert!(erased.body().contains("C’est effacé"), "{erased:#?}");
    bot.journal(followers, |rows| rows.is_empty());
    let resumed = said(Text::new("!faq données reprendre"));
    assert!(resumed.body().contains("de nouveau enregistrées"), "{resumed:#?}");
    let forgotten = said(Text::new("!faq transmettre"));
    assert!(forgotten.body().contains("Je ne sais pas quelle question"), "{forgotten:#?}");

    // Who has a direct room is answered there.
    let room = camille.create(Room::plain("Autre").inviting(&[us, dominique.user()]));
    dominique.accept_invite(&room);
    camille.wait_for_member(&room, us);
    let elsewhere = ask(&camille, &room)(Text::new("!faq données"));
    assert!(
        elsewhere.body().contains("Je vous ai répondu dans un message privé"),
        "{elsewhere:#?}"
    );
    camille.wait("what is kept", |event| {
        event.room == direct && event.sender == us && event.body().contains("peut être reliée")
    });
    bot.close(us, &[&camille, &dominique]);
}

#[test]
fn what_is_taken_back_is_kept_no_more() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let team = dominique.create(Room::plain("Équipe").inviting(&[us]));
    let mut bot = Setup::new(server, &account).without_meaning().team(&team, "").start();
    dominique.wait_for_member(&team, us);
    let room = camille.create(Room::plain("Retraits").inviting(&[us, dominique.user()]));
    dominique.accept_invite(&room);
    camille.wait_for_member(&room, us);
    camille.wait_for_member(&room, dominique.user());
    let said = ask(&camille, &room);

    // Votes.
    let answer = said(Text::new(QUESTION));
    let first = camille.react(&room, &answer.id, "👎");
    votes(&bot, &["badge-perdu|not_useful"]);
    let second = camille.react(&room, &answer.id, "👍");
    votes(&bot, &["badge-perdu|useful"]);
    camille.redact(&room, &first);
    said(Text::new(QUESTION));
    votes(&bot, &["badge-perdu|useful"]);
    bot.restart();
    camille.redact(&room, &second);
    votes(&bot, &[]);

    // A pick, after another question.
    let offer = said(Text::new("!faq comment ouvrir une boîte aux lettres ?"));
    said(Text::new("!faq qui loue un dirigeable ?"));
    said(Text::new("1").reply_to(&offer.id));
    let picks = "SELECT text FROM journal_questions WHERE pick IS NOT NULL";
    bot.journal(picks, |rows| rows == ["comment ouvrir une boîte aux lettres ?"]);

    // A question that is edited between two steps, and then removed.
    let about =
        |words: &str| format!("SELECT COUNT(*) FROM journal_questions WHERE text LIKE '%{words}%'");
    let asked = camille.say(&room, &Text::new("!faq qui vend des fusées ?"));
    let unknown = camille.wait_for_answer(&asked);
    let shows = |event: &Event| event.sender == us && event.body().contains("recevrait");
    let preview = said(Text::new("!transmettre").reply_to(&unknown.id));
    assert!(shows(&preview), "{preview:#?}");
    camille.edit(&room, &asked, Text::new("!faq qui vend des parachutes ?"));
    bot.journal(&about("parachutes"), |rows| rows == ["1"]);
    bot.journal(&about("fusées"), |rows| rows == ["0"]);
    camille.wait_until_shown(&preview.id, |content| content.is_none());
    let refused = said(Text::new("!envoyer"));
    assert!(refused.body().contains("Rien n’attend"), "{refused:#?}");
    let preview = said(Text::new("!transmettre").reply_to(&unknown.id));
    assert!(preview.body().contains("parachutes"), "{preview:#?}");
    let sent = said(Text::new("!envoyer").reply_to(&preview.id));
    assert!(sent.body().contains("est transmise"), "{sent:#?}");
    camille.redact(&room, &asked);
    bot.journal(&about("parachutes"), |rows| rows == ["0"]);
    camille.wait_until_shown(&preview.id, |content| content.is_none());

    // What a person decides is for nobody else to read.
    let stopped = said(Text::new("!faq données arrêter"));
    assert!(stopped.body().starts_with("C’est fait."), "{stopped:#?}");
    let written = camille.say(&room, &Text::new("comment dresser un ornithorynque ?"));
    dominique.wait_for_event(&written);
    ask(&dominique, &room)(Text::new("!faq").reply_to(&written));
    let other = ask(&dominique, &room)(Text::new("!faq comment dresser un okapi ?"));
    assert!(other.body().contains("pas trouvé"), "{other:#?}");
    bot.journal(&about("okapi"), |rows| rows == ["1"]);
    bot.journal(&about("ornithorynque"), |rows| rows == ["0"]);
    let page = said(Text::new("!données"));
    assert!(page.body().contains("dans un message privé"), "{page:#?}");
    bot.close(us, &[&camille, &dominique]);
}
