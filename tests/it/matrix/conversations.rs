//! What members meet, in rooms in the clear and in encrypted ones:
//!
//! 1. A mention, `!faq`, a reply and a message of a direct room are each answered
//!    by one notice, HTML and plain, with its source, as a reply or in the
//!    question's thread; a notice and words to nobody are not.
//! 2. Choices are picked by their asker alone, with `!faq 2` or a reply.
//! 3. An answer follows its question's edit and removal; a reaction is a vote.
//! 4. `!faq` in reply searches that message. Admin commands need the list and the power.
//! 5. Rooms see what they are bound to, through an upgrade too; an invitation
//!    from elsewhere is declined with a word.

use serde_json::json;

use super::bot::Setup;
use super::event::Text;
use super::homeserver::Homeserver;
use super::member::{Member, Room};

const ANSWER: &str = "Signalez la perte à l’accueil le jour même.";
const VISITOR: &str = "Annoncez votre visiteur la veille.";

#[test]
fn members_are_answered_in_the_clear_and_encrypted() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let admins = format!("admins = [{:?}, {:?}]", camille.user(), dominique.user());
    let bot = Setup::new(server, &account).config(&admins).start();
    let us = &*account.user;
    // Another vote in each room: the log keeps the first room's too.
    for (room, encrypted, thumb) in
        [(Room::plain("Clair"), false, "👍"), (Room::encrypted("Chiffré"), true, "👎")]
    {
        let useful = thumb == "👍";
        let room = camille.create(room.inviting(&[us, dominique.user()]));
        dominique.accept_invite(&room);
        camille.wait_for_member(&room, us);
        camille.wait_for_member(&room, dominique.user());

        // A notice and words to nobody, first: what comes after shows they were passed over.
        let notice =
            camille.say(&room, &Text::notice("!faq que faire quand on a perdu son badge ?"));
        let nobody = camille.say(&room, &Text::new("que faire quand on a perdu son badge ?"));
        let mention = Text::new("souffleur: j'ai perdu mon badge").mentioning(us);
        let mention = camille.say(&room, &mention);
        let answer = camille.wait_for_answer(&mention);
        assert_eq!((answer.msgtype(), answer.encrypted), ("m.notice", encrypted));
        assert_eq!((answer.reply_to(), answer.thread()), (Some(&*mention), None));
        assert!(answer.body().contains(ANSWER) && answer.html().contains(ANSWER), "{answer:#?}");
        assert!(
            answer.body().contains("Source") && answer.html().contains("<a href="),
            "{answer:#?}"
        );
        for passed in [&notice, &nobody] {
            let answered = camille.events(&room).iter().any(|event| event.answers(passed));
            assert!(!answered, "{passed} was not for the bot");
        }

        // In a thread, and in reply to the bot.
        let threaded = camille.say(&room, &Text::new("!faq badge perdu").in_thread(&mention));
        assert_eq!(camille.wait_for_answer(&threaded).thread(), Some(&*mention));
        let reply = Text::new("comment faire entrer un visiteur ?").reply_to(&answer.id);
        let reply = camille.say(&room, &reply);
        assert!(camille.wait_for_answer(&reply).body().contains(VISITOR));

        // Choices: for who asked.
        let unsure = camille.say(&room, &Text::new("!faq comment ouvrir une boîte aux lettres ?"));
        let offer = camille.wait_for_answer(&unsure);
        assert!(offer.body().contains("!faq 2"), "choices are offered: {offer:#?}");
        dominique.wait_for_event(&offer.id);
        let theirs = dominique.say(&room, &Text::new("1").reply_to(&offer.id));
        let refused = dominique.wait_for_answer(&theirs);
        assert!(refused.body().contains("la personne qui a posé la question"), "{refused:#?}");
        let second = camille.say(&room, &Text::new("!faq 2"));
        let second = camille.wait_for_answer(&second).body().to_owned();
        let first = camille.say(&room, &Text::new("1").reply_to(&offer.id));
        let first = camille.wait_for_answer(&first).body().to_owned();
        assert!(first.contains("formulaire") && second.contains("formulaire"), "{first}\n{second}");
        assert_ne!(first, second);

        // The answer follows its question.
        camille.edit(&room, &mention, Text::new("comment faire entrer un visiteur ?"));
        camille.wait_until_shown(&answer.id, |content| {
            content.is_some_and(|content| {
                content["body"].as_str().is_some_and(|body| body.contains(VISITOR))
            })
        });
        camille.react(&room, &answer.id, thumb);
        bot.wait_for_log("the vote", |line| {
            line["message"] == "vote"
                && line["entry"] == "badge-visiteur"
                && line["useful"] == useful
        });
        camille.redact(&room, &mention);
        camille.wait_until_shown(&answer.id, |content| content.is_none());

        // Somebody's words, searched.
        let words = dominique.say(&room, &Text::new("zut, mon badge est perdu"));
        camille.wait_for_event(&words);
        let search = camille.say(&room, &Text::new("!faq").reply_to(&words));
        assert!(camille.wait_for_answer(&search).body().contains(ANSWER));

        // Help, and administration: Camille made the room, Dominique has no power in it.
        let help = camille.say(&room, &Text::new("!aide"));
        assert!(camille.wait_for_answer(&help).body().contains("!faq admin recharger"));
        let state = camille.say(&room, &Text::new("!faq admin état"));
        assert!(camille.wait_for_answer(&state).body().contains("Accueil"), "the state is told");
        let refused = dominique.say(&room, &Text::new("!faq admin état"));
        let refused = dominique.wait_for_answer(&refused);
        assert!(refused.body().contains("réservée aux administrateurs"), "{refused:#?}");
        // Power without the list does not do either.
        let emile = Member::new(server, "emile");
        camille.invite(&room, emile.user());
        emile.accept_invite(&room);
        camille.set_level(&room, emile.user(), 50);
        let refused = emile.say(&room, &Text::new("!faq admin état"));
        let refused = emile.wait_for_answer(&refused);
        assert!(refused.body().contains("réservée aux administrateurs"), "{refused:#?}");
    }
    // A direct room: every message is for the bot.
    let direct = camille.create(Room::direct(us).inviting(&[us]));
    camille.wait_for_member(&direct, us);
    let question = camille.say(&direct, &Text::new("j'ai perdu mon badge"));
    assert!(camille.wait_for_answer(&question).body().contains(ANSWER));
    bot.close(us, &[&camille, &dominique]);
}

#[test]
fn rooms_see_what_they_are_bound_to_through_upgrades() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let camille = Member::new(server, "camille");
    let stranger = Member::new(server, "inconnu");
    let us = &*account.user;
    let bound = camille.create(Room::plain("Cantine").inviting(&[us]).version("10"));
    let loose = camille.create(Room::plain("Ailleurs").inviting(&[us]));
    let bot = Setup::new(server, &account)
        .invited_by(&[camille.user()])
        .room(&bound, &["accueil"], "answers = \"thread\"")
        .start();
    camille.wait_for_member(&bound, us);
    camille.wait_for_member(&loose, us);
    let question = camille.say(&bound, &Text::new("!faq j'ai perdu mon badge"));
    let answer = camille.wait_for_answer(&question);
    assert!(answer.body().contains(ANSWER), "{answer:#?}");
    assert_eq!(answer.thread(), Some(&*question), "answers are in threads here");
    let question = camille.say(&loose, &Text::new("!faq j'ai perdu mon badge"));
    let answer = camille.wait_for_answer(&question);
    assert!(answer.body().contains("Je n’ai pas trouvé de réponse"), "{answer:#?}");

    let upgraded = camille.upgrade(&bound, "11");
    camille.invite(&upgraded, us);
    camille.wait_for_member(&upgraded, us);
    let question = camille.say(&upgraded, &Text::new("!faq j'ai perdu mon badge"));
    let answer = camille.wait_for_answer(&question);
    assert!(answer.body().contains(ANSWER), "the binding is kept: {answer:#?}");

    let theirs = stranger.create(Room::plain("Piège").inviting(&[us]));
    let left = stranger.wait("the refusal", |event| {
        event.room == theirs && event.kind == "m.room.member" && event.membership() == "leave"
    });
    assert_eq!(left.sender, us);
    assert!(left.content["reason"] != json!(null), "with a word: {left:#?}");
    bot.close(us, &[&camille, &stranger]);
}
