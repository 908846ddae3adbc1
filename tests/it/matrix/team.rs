//! The team's room, where cards become answers:
//!
//! 1. A question that is passed on is a card there, one message, also after a kill; a card that
//!    changes is edited.
//! 2. In its thread, an entry is chosen, the effect is told, the change is kept, the question is
//!    answered, and it is taken back; also after restarts and in an encrypted room.
//! 3. An entry is written in one message; its problems are told before anything is written.
//! 4. A card is put aside by its number, and opened again.
//! 5. A member who asked for it is told once, by a direct message.
//! 6. A proposed variant is looked at and refused.
//! 7. What does not address the bot there is not answered.
//! 8. A question that was answered and is removed leaves its card without its words, which are not
//!    in the room's history either; its change is taken back there.
//! 9. The digest of the week is posted once, when it is due and has something to say.

use super::bot::Setup;
use super::event::{Event, Text};
use super::homeserver::Homeserver;
use super::member::{Member, Room};

const POOL: &str = "!faq peut-on nager dans le bassin ?";
const ROCKETS: &str = "!faq qui vend des fusées lunaires ?";
const VISITOR: &str = "Annoncez votre visiteur la veille.";

/// Passes a question on.
fn pass_on(member: &Member<'_>, room: &str, question: &str) {
    for text in [question, "!transmettre", "!envoyer"] {
        let said = member.say(room, &Text::new(text));
        member.wait_for_answer(&said);
    }
}

/// The message of a card in the team's room.
fn card(member: &Member<'_>, room: &str, us: &str, number: u32) -> Event {
    let begins = format!("Demande {number}\u{a0}:");
    member.wait(&begins, |event| {
        event.room == room && event.sender == us && event.body().starts_with(&begins)
    })
}

fn shows(member: &Member<'_>, card: &Event, wanted: impl Fn(&str) -> bool) {
    member.wait_until_shown(&card.id, |content| {
        content.is_some_and(|content| content["body"].as_str().is_some_and(&wanted))
    });
}

#[test]
fn a_question_that_is_passed_on_becomes_an_answer_and_back() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let team = dominique.create(Room::encrypted("Équipe").inviting(&[us]));
    let mut bot = Setup::new(server, &account).without_meaning().team(&team, "").start();
    dominique.wait_for_member(&team, us);
    let room = camille.create(Room::plain("Questions").inviting(&[us]));
    camille.wait_for_member(&room, us);
    pass_on(&camille, &room, POOL);
    let told = camille.say(&room, &Text::new("!prévenir"));
    camille.wait_for_answer(&told);

    let first = card(&dominique, &team, us, 1);
    assert_eq!((first.msgtype(), first.encrypted), ("m.text", true), "{first:#?}");
    assert!(first.body().contains("nager dans le bassin") && first.body().contains("!lier"));
    let said = |text: &str| {
        let said = dominique.say(&team, &Text::new(text).in_thread(&first.id));
        dominique.wait_for_answer(&said).body().replace('\u{a0}', " ")
    };
    let chat = dominique.say(&team, &Text::new("je m'en occupe").in_thread(&first.id));
    let aside = dominique.say(&team, &Text::new("que faire quand on a perdu son badge ?"));

    // An entry that answers it.
    let early = said("!garder");
    assert!(early.contains("n’est plus en mémoire"), "{early}");
    let list = said("!lier faire entrer un visiteur");
    assert!(list.starts_with("1. Comment faire entrer un visiteur ? (badge-visiteur)"), "{list}");
    let effect = said("!lier 1");
    assert!(effect.contains("la variante « peut-on nager dans le bassin ? »"), "{effect}");
    assert!(effect.contains("Questions de test : ") && effect.contains("!garder"), "{effect}");
    let file = bot.folder.path().join("faq/accueil/badge-visiteur.md");
    let before = std::fs::read_to_string(&file).expect("the entry");
    let kept = said("!garder");
    assert!(kept.starts_with("C’est fait et servi."), "{kept}");
    shows(&dominique, &first, |body| body.contains("Répondue par l’entrée"));
    let again = camille.say(&room, &Text::new(POOL));
    assert!(camille.wait_for_answer(&again).body().contains(VISITOR));
    for passed in [&chat, &aside] {
        let answered = dominique.events(&team).iter().any(|event| event.answers(passed));
        assert!(!answered, "it was not for the bot: {passed}");
    }

    // Who wanted it is told, once.
    let is_told =
        |event: &Event| event.sender == us && event.body().contains("Vous vouliez être prévenu");
    let invite = camille.wait("an invite to a direct room", |event| {
        event.invite && event.sender == us && event.membership() == "invite"
    });
    camille.join(&invite.room);
    let told = camille.wait("what was waited for", is_told);
    assert!(told.body().contains(VISITOR) && told.encrypted, "{told:#?}");
    bot.journal("SELECT person FROM journal_followers", |rows| rows.is_empty());

    // Taken back, after a restart.
    bot.restart();
    let undone = said("!annuler");
    assert!(undone.starts_with("C’est fait et servi."), "{undone}");
    assert_eq!(std::fs::read_to_string(&file).expect("the entry"), before);
    shows(&dominique, &first, |body| !body.contains("Répondue") && body.contains("!lier"));
    let again = camille.say(&room, &Text::new(POOL));
    assert!(camille.wait_for_answer(&again).body().contains("Je n’ai pas trouvé"));

    // A new entry, wrong at first.
    let form = said("!rédiger");
    assert!(form.contains("Question : peut-on nager dans le bassin ?"), "{form}");
    let refused =
        said("!rédiger\nRéponse :\nOui, le matin.\nSource : la porte\nCollection : accueil");
    assert!(refused.contains("À corriger"), "{refused}");
    let draft = "!rédiger\nQuestion : Peut-on nager dans le bassin ?\nRéponse :\nOui :\n\n- le matin\n\
                 - le soir\nCollection : accueil";
    let effect = said(draft);
    assert!(effect.contains("Ajouter l’entrée « peut-nager-bassin »"), "{effect}");
    bot.restart();
    let expired = said("!garder");
    assert!(expired.contains("n’est plus en mémoire"), "{expired}");
    said(draft);
    let kept = said("!garder");
    assert!(kept.starts_with("C’est fait et servi."), "{kept}");
    let again = camille.say(&room, &Text::new(POOL));
    let answer = camille.wait_for_answer(&again);
    assert!(answer.body().contains("• le soir"), "{answer:#?}");
    shows(&dominique, &first, |body| body.contains("Répondue par l’entrée"));
    let events = dominique.events(&team);
    let cards = events.iter().filter(|event| {
        event.sender == us
            && event.body().starts_with("Demande 1\u{a0}:")
            && event.replaces().is_none()
    });
    assert_eq!(cards.count(), 1, "one message for each card");
    assert_eq!(camille.events(&invite.room).iter().filter(|event| is_told(event)).count(), 1);
    bot.close(us, &[&camille, &dominique]);
}

#[test]
fn cards_are_put_aside_by_their_number_and_sent_once_by_a_bot_that_is_killed() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let team = dominique.create(Room::plain("Équipe").inviting(&[us]));
    let mut bot = Setup::new(server, &account).without_meaning().team(&team, "").start();
    dominique.wait_for_member(&team, us);
    let room = camille.create(Room::plain("Questions").inviting(&[us]));
    camille.wait_for_member(&room, us);
    pass_on(&camille, &room, ROCKETS);
    bot.kill();
    bot.spawn_again();
    let first = card(&dominique, &team, us, 1);

    let said = |text: &str| {
        let said = dominique.say(&team, &Text::new(text));
        dominique.wait_for_answer(&said).body().replace('\u{a0}', " ")
    };
    let which = said("!hors-sujet");
    assert!(which.contains("!hors-sujet 12"), "{which}");
    let gone = said("!hors-sujet 9");
    assert!(gone.contains("n’existe plus"), "{gone}");
    assert_eq!(said("!hors-sujet 1"), "C’est noté.");
    shows(&dominique, &first, |body| body.contains("Hors sujet"));
    assert_eq!(said("!rouvrir 1"), "C’est noté.");
    shows(&dominique, &first, |body| !body.contains("Hors sujet"));
    assert_eq!(said("!plus tard 1"), "C’est noté.");
    shows(&dominique, &first, |body| body.contains("Remise à plus tard"));
    let other = said("!accepter 1");
    assert!(other.contains("!lier, !rédiger"), "{other}");
    let help = said("!aide");
    assert!(help.contains("!hors-sujet") && help.contains("hors d’un fil"), "{help}");
    let elsewhere = camille.say(&room, &Text::new("!hors-sujet 1"));

    // What members picked twice proposes a variant.
    for _ in 0..2 {
        for text in ["!faq comment ouvrir une boîte aux lettres ?", "!faq 1"] {
            let asked = camille.say(&room, &Text::new(text));
            camille.wait_for_answer(&asked);
        }
    }
    bot.journal("SELECT pick FROM journal_questions WHERE pick IS NOT NULL", |rows| {
        rows.len() == 2
    });
    assert_eq!(said("!rouvrir 1"), "C’est noté.");
    let variant = card(&dominique, &team, us, 2);
    assert!(variant.body().contains("ajouter la variante"), "{variant:#?}");
    let said = |text: &str| {
        let said = dominique.say(&team, &Text::new(text).reply_to(&variant.id));
        dominique.wait_for_answer(&said).body().replace('\u{a0}', " ")
    };
    let effect = said("!accepter");
    assert!(effect.contains("la variante « comment ouvrir une boîte aux lettres ? »"), "{effect}");
    assert_eq!(said("!laisser"), "Rien n’est changé.");
    assert_eq!(said("!refuser"), "C’est noté.");
    shows(&dominique, &variant, |body| body.contains("Variante refusée"));

    assert!(!camille.events(&room).iter().any(|event| event.answers(&elsewhere)));
    let events = dominique.events(&team);
    let cards = events.iter().filter(|event| {
        event.sender == us
            && event.body().starts_with("Demande 1\u{a0}:")
            && event.replaces().is_none()
    });
    assert_eq!(cards.count(), 1, "the card is sent once");
    bot.close(us, &[&camille, &dominique]);
}

#[test]
fn the_words_of_an_answered_question_leave_the_room() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let team = dominique.create(Room::plain("Équipe").inviting(&[us]));
    let bot = Setup::new(server, &account).without_meaning().team(&team, "").start();
    dominique.wait_for_member(&team, us);
    let room = camille.create(Room::plain("Questions").inviting(&[us]));
    camille.wait_for_member(&room, us);
    let asked = camille.say(&room, &Text::new(POOL));
    camille.wait_for_answer(&asked);
    for text in ["!transmettre", "!envoyer"] {
        let said = camille.say(&room, &Text::new(text));
        camille.wait_for_answer(&said);
    }
    let first = card(&dominique, &team, us, 1);
    let said = |text: &str| {
        let said = dominique.say(&team, &Text::new(text));
        dominique.wait_for_answer(&said).body().replace('\u{a0}', " ")
    };
    said("!lier 1 badge-visiteur");
    let kept = said("!garder 1");
    assert!(kept.starts_with("C’est fait et servi."), "{kept}");
    shows(&dominique, &first, |body| body.contains("Répondue par l’entrée"));

    camille.redact(&room, &asked);
    dominique.wait_until_shown(&first.id, |content| content.is_none());
    let erased = dominique.wait("the card without words", |event| {
        event.room == team && event.sender == us && event.body().contains("a été effacée")
    });
    assert!(erased.body().contains("!annuler"), "{erased:#?}");
    let closed = said("!lier 1 badge-perdu");
    assert!(closed.contains("n’existe plus"), "{closed}");
    let undone = dominique.say(&team, &Text::new("!annuler").in_thread(&erased.id));
    let undone = dominique.wait_for_answer(&undone);
    assert!(undone.body().starts_with("C’est fait et servi."), "{undone:#?}");
    dominique.wait_until_shown(&erased.id, |content| content.is_none());
    bot.close(us, &[&camille, &dominique]);
}

#[test]
fn the_digest_of_the_week_is_posted_once() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let team = dominique.create(Room::plain("Équipe").inviting(&[us]));
    let setup = Setup::new(server, &account).without_meaning();
    let mut bot = setup.team(&team, "digest = \"lundi 0h\"").start();
    dominique.wait_for_member(&team, us);
    let room = camille.create(Room::plain("Questions").inviting(&[us]));
    camille.wait_for_member(&room, us);
    pass_on(&camille, &room, POOL);
    card(&dominique, &team, us, 1);
    let due = "FROM journal_state WHERE name = 'digest/matrix'";
    bot.journal(&format!("SELECT value {due}"), |rows| rows.len() == 1);
    // As if the bot had been there for weeks.
    let long_ago = "UPDATE journal_state SET value = '2020-01-06' WHERE name = 'digest/matrix'";
    bot.journal(long_ago, |_| true);
    pass_on(&camille, &room, ROCKETS);
    let is_digest = |event: &Event| event.sender == us && event.body().starts_with("Cette semaine");
    let digest = dominique.wait("the digest", |event| event.room == team && is_digest(event));
    let body = digest.body();
    assert!(body.contains("2\u{a0}questions différentes sont sans réponse"), "{digest:#?}");
    assert!(!body.contains("fusées") && !body.contains("bassin"), "{digest:#?}");

    bot.restart();
    pass_on(&camille, &room, "!faq où acheter un timbre fiscal ?");
    card(&dominique, &team, us, 3);
    let digests = dominique.events(&team).into_iter().filter(|event| is_digest(event)).count();
    assert_eq!(digests, 1);
    bot.close(us, &[&camille, &dominique]);
}
