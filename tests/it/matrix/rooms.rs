//! Which rooms the bot joins, and what it shows there:
//!
//! 1. A room sees the collections it is bound to by its id or its alias; a room that
//!    is not listed sees nothing, which the log tells when the bot joins it and at each
//!    start, with what to set.
//! 2. The bot joins the new room of an upgrade without an invitation where all may
//!    join, at once or at the next start, and on anybody's invitation elsewhere; the
//!    binding stays the same.
//! 3. Only invitations from those who may invite are accepted; others are declined
//!    with a reason.
//! 4. What is sent between the invitation and the bot's joining is for the bot; what was
//!    sent before the invitation is not.
//! 5. A room alias whose server does not answer keeps no other room waiting.

use super::bot::Setup;
use super::event::Text;
use super::homeserver::Homeserver;
use super::member::{Member, Room};

const QUESTION: &str = "!faq j'ai perdu mon badge";
const ANSWER: &str = "Signalez la perte à l’accueil le jour même.";

/// The answer to the question of the lost badge in a room.
fn asked(camille: &Member<'_>, room: &str) -> String {
    let question = camille.say(room, &Text::new(QUESTION));
    camille.wait_for_answer(&question).body().to_owned()
}

#[test]
fn rooms_see_what_they_are_bound_to() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let camille = Member::new(server, "camille");
    let us = &*account.user;
    let alias = camille.user().trim_start_matches('@').replace(":localhost", "");
    let by_id = camille.create(Room::plain("Badges").inviting(&[us]));
    let by_alias = camille.create(Room::plain("Accueil").inviting(&[us]).alias(&alias));
    let loose = camille.create(Room::plain("Ailleurs").inviting(&[us]));
    let mut bot = Setup::new(server, &account)
        .room(&by_id, &["accueil"], "answers = \"thread\"")
        .room(&format!("#{alias}:localhost"), &["cantine"], "")
        .start();
    for room in [&by_id, &by_alias, &loose] {
        camille.wait_for_member(room, us);
    }
    let question = camille.say(&by_id, &Text::new(QUESTION));
    let answer = camille.wait_for_answer(&question);
    assert!(answer.body().contains(ANSWER), "{answer:#?}");
    assert_eq!(answer.thread(), Some(&*question), "answers are in threads here");
    let menu = camille.say(&by_alias, &Text::new("!faq où trouver le menu de la semaine ?"));
    let menu = camille.wait_for_answer(&menu);
    assert!(menu.body().contains("https://cantine.example.org/"), "{menu:#?}");
    assert_eq!(menu.thread(), None, "and replies there");
    let elsewhere = asked(&camille, &by_alias);
    assert!(elsewhere.contains("Je n’ai pas trouvé de réponse"), "{elsewhere}");
    let unbound = asked(&camille, &loose);
    assert!(unbound.contains("Aucune FAQ n’est reliée à cet endroit"), "{unbound}");
    for at_start in [false, true] {
        if at_start {
            bot.restart();
        }
        let joined = bot.log().matches("joined a room").count();
        assert_eq!(joined, if at_start { 0 } else { 3 }, "one line for each room: {}", bot.log());
        let told = bot.wait_for_log("the room that sees nothing", |line| {
            line["message"]
                .as_str()
                .is_some_and(|message| message.starts_with("a room sees no collection of the FAQ"))
        });
        assert_eq!(told["room"], *loose);
        // Two rooms are listed, and nothing says which of them direct rooms are like.
        assert!(bot.log().contains("platform.matrix.direct_messages"), "{}", bot.log());
        assert_eq!(bot.log().matches("sees no collection").count(), 1, "{}", bot.log());
    }
    bot.close(us, &[&camille]);
}

#[test]
fn upgraded_rooms_are_followed_with_what_is_bound_to_them() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let open = camille.create(Room::public("Place").version("10"));
    let closed = camille.create(Room::plain("Bureau").inviting(&[dominique.user()]));
    dominique.accept_invite(&closed);
    let mut bot = Setup::new(server, &account)
        .invited_by(&[dominique.user()])
        .room(&open, &["accueil"], "")
        .room(&closed, &["accueil"], "")
        .start();
    dominique.join(&open);
    // Only moderators may invite into a public room.
    camille.set_level(&open, dominique.user(), 50);
    for room in [&open, &closed] {
        dominique.invite(room, us);
        camille.wait_for_member(room, us);
    }

    let next = camille.upgrade(&open, "11");
    camille.wait_for_member(&next, us);
    assert!(asked(&camille, &next).contains(ANSWER), "the binding is kept");
    // The upgrade happens while the bot is stopped: it finds the tombstone at its start.
    bot.stop();
    let last = camille.upgrade(&next, "12");
    bot.spawn_again();
    bot.wait_until_connected();
    camille.wait_for_member(&last, us);
    assert!(asked(&camille, &last).contains(ANSWER), "the binding is kept");

    // Camille may invite the bot only into the room that took another's place.
    let next = camille.upgrade(&closed, "12");
    camille.invite(&next, us);
    camille.wait_for_member(&next, us);
    assert!(asked(&camille, &next).contains(ANSWER), "the binding is kept");
    bot.close(us, &[&camille, &dominique]);
}

#[test]
fn invitations_from_elsewhere_are_declined_with_a_word() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let stranger = Member::new(server, "inconnu");
    let bot = Setup::new(server, &account).invited_by(&[camille.user()]).start();
    let ours = camille.create(Room::plain("Accueil").inviting(&[us]));
    camille.wait_for_member(&ours, us);
    let theirs = stranger.create(Room::plain("Piège").inviting(&[us]));
    let left = stranger.wait("the refusal", |event| {
        event.room == theirs && event.kind == "m.room.member" && event.membership() == "leave"
    });
    assert_eq!(left.sender, us);
    let reason = left.content["reason"].as_str().expect("a word");
    assert!(reason.starts_with("Je n’accepte que certaines invitations."), "{reason}");
    bot.close(us, &[&camille, &stranger]);
}

#[test]
fn what_follows_an_invitation_is_for_the_bot() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let mut bot = Setup::new(server, &account).start();
    bot.stop();
    let direct = camille.create(Room::direct(us));
    let first = camille.say(&direct, &Text::new("j'ai perdu mon badge"));
    let room = camille.create(Room::plain("Nouveau"));
    let before = camille.say(&room, &Text::new(QUESTION));
    camille.invite(&room, us);
    let after = camille.say(&room, &Text::new(QUESTION));
    // More than the homeserver tells of a new room at once.
    for number in 0..110 {
        camille.say(&room, &Text::new(&format!("autre chose {number}")));
    }
    bot.spawn_again();
    for question in [&first, &after] {
        let answer = camille.wait_for_answer(question);
        assert!(answer.body().contains(ANSWER), "{answer:#?}");
    }
    assert!(asked(&camille, &room).contains(ANSWER));
    assert!(!camille.events(&room).iter().any(|event| event.answers(&before)), "too early");
    bot.close(us, &[&camille]);
}

#[test]
fn an_alias_of_a_server_that_does_not_answer_keeps_no_other_room_waiting() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let camille = Member::new(server, "camille");
    let us = &*account.user;
    let room = camille.create(Room::plain("Badges").inviting(&[us]));
    let bot = Setup::new(server, &account)
        .without_meaning()
        .room("#salon:127.0.0.1:1", &["cantine"], "")
        .room(&room, &["accueil"], "")
        .start();
    assert!(bot.log().contains("#salon:127.0.0.1:1"), "{}", bot.log());
    camille.wait_for_member(&room, us);
    let answer = asked(&camille, &room);
    assert!(answer.contains(ANSWER), "{answer}");
    // No command follows, and camille may give none.
    let admin = camille.say(&room, &Text::new("!faq admin"));
    let refusal = camille.wait_for_answer(&admin);
    assert!(refusal.body().contains("réservée aux administrateurs"), "{refusal:#?}");
    bot.close(us, &[&camille]);
}
