//! The homeserver and the members behave as the other tests expect:
//!
//! 1. In an unencrypted and in an encrypted room, a member sees what another one
//!    sends: text, HTML, mentions, reply, thread, edit, reaction, redaction; and
//!    whether it was encrypted.
//! 2. An event cannot be decrypted until its key is given.
//! 3. A homeserver that is killed and restarted has lost nothing, and a message that
//!    was being sent meanwhile arrives once.
//! 4. Synapse's rate limits apply unless they are lifted, and can be lifted for one
//!    user.
//! 5. An invite to a direct room says so, power levels can be set, and an upgraded
//!    room names its successor.

use std::time::{Duration, Instant};

use super::event::Text;
use super::homeserver::Homeserver;
use super::member::{Member, Room};

/// Two members in a room that one of them created.
fn together<'a>(server: &'a Homeserver, room: Room) -> (Member<'a>, Member<'a>, String) {
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let room = camille.create(room.inviting(&[dominique.user()]));
    dominique.accept_invite(&room);
    camille.wait_for_member(&room, dominique.user());
    dominique.wait_for_member(&room, camille.user());
    (camille, dominique, room)
}

#[test]
fn members_see_what_is_said_as_it_was_said() {
    let Some(server) = Homeserver::shared() else { return };
    for (room, encrypted) in [(Room::plain("Accueil"), false), (Room::encrypted("Accueil"), true)] {
        let (camille, dominique, room) = together(server, room);
        let question = Text::new("dominique: où est le badge ?")
            .html("<b>dominique</b>: où est le badge ?")
            .mentioning(dominique.user());
        let question = camille.say(&room, &question);
        let seen = dominique.wait_for_event(&question);
        assert_eq!((seen.kind.as_str(), seen.msgtype()), ("m.room.message", "m.text"));
        assert_eq!((seen.sender.as_str(), seen.encrypted), (camille.user(), encrypted));
        assert_eq!(seen.body(), "dominique: où est le badge ?");
        assert_eq!(seen.html(), "<b>dominique</b>: où est le badge ?");
        assert_eq!(seen.mentions(), [dominique.user()]);

        let reply = dominique.say(&room, &Text::notice("à l’accueil").reply_to(&question));
        let seen = camille.wait_for_answer(&question);
        assert_eq!((&seen.id, seen.msgtype(), seen.encrypted), (&reply, "m.notice", encrypted));
        assert_eq!((seen.reply_to(), seen.thread()), (Some(&*question), None));

        let threaded = camille.say(&room, &Text::new("et après ?").in_thread(&question));
        let seen = dominique.wait_for_event(&threaded);
        assert_eq!((seen.reply_to(), seen.thread()), (None, Some(&*question)));
        let both = Text::emote("cherche").reply_to(&threaded).in_thread(&question);
        let seen = dominique.wait_for_event(&camille.say(&room, &both));
        assert_eq!((seen.reply_to(), seen.thread()), (Some(&*threaded), Some(&*question)));
        assert_eq!(seen.msgtype(), "m.emote");

        let edit = dominique.edit(&room, &reply, Text::notice("au premier étage"));
        let seen = camille.wait_for_event(&edit);
        assert_eq!((seen.replaces(), seen.body()), (Some(&*reply), "* au premier étage"));
        camille.wait_until_shown(&reply, |content| {
            content.is_some_and(|content| content["body"] == "au premier étage")
        });

        let reaction = camille.react(&room, &reply, "👍");
        let seen = dominique.wait_for_event(&reaction);
        assert_eq!(seen.reacts_to(), Some(&*reply));
        assert_eq!(seen.content["m.relates_to"]["key"], "👍");

        dominique.redact(&room, &reply);
        camille.wait_until_shown(&reply, |content| content.is_none());
        let order: Vec<String> = camille.events(&room).into_iter().map(|event| event.id).collect();
        let place = |id| order.iter().position(|other| *other == id);
        assert!(place(question) < place(threaded), "in the order they came: {order:?}");
        let mut members = camille.members_of(&room);
        members.sort();
        assert_eq!(members, [camille.user(), dominique.user()]);
    }
}

#[test]
fn an_event_is_unreadable_until_its_key_is_given() {
    let Some(server) = Homeserver::shared() else { return };
    let (camille, dominique, room) = together(server, Room::encrypted("Accueil"));
    assert_eq!(camille.devices_of(dominique.user()), [&*dominique.account.device]);
    let kept_back = Text::new("sans la clé");
    let late = camille.say_without_key(&room, &kept_back, &[dominique.user()]);
    let after = camille.say(&room, &Text::new("avec la clé"));
    assert_eq!(dominique.wait_for_event(&after).body(), "avec la clé");
    let seen = dominique.wait("the event without its key", |event| event.id == late);
    assert!(seen.encrypted && !seen.readable && seen.body().is_empty(), "{seen:#?}");
    camille.give_key(&late);
    assert_eq!(dominique.wait_for_event(&late).body(), "sans la clé");
}

#[test]
fn a_homeserver_that_was_killed_has_lost_nothing() {
    let Some(server) = Homeserver::start() else { return };
    let (camille, dominique, room) = together(&server, Room::encrypted("Accueil"));
    let before = camille.say(&room, &Text::new("avant"));
    dominique.wait_for_event(&before);
    server.kill();
    let meanwhile = std::thread::scope(|scope| {
        let speaking = scope.spawn(|| camille.say(&room, &Text::new("pendant")));
        server.restart();
        speaking.join().expect("it is said in the end")
    });
    assert_eq!(dominique.wait_for_event(&meanwhile).body(), "pendant");
    let after = dominique.say(&room, &Text::new("après"));
    assert_eq!(camille.wait_for_event(&after).body(), "après");
    for member in [&camille, &dominique] {
        member.wait_for_event(&after);
        let messages = member.events(&room);
        let messages = messages.iter().filter(|event| event.kind == "m.room.message");
        let said: Vec<&str> = messages.map(|event| event.body()).collect();
        assert_eq!(said, ["avant", "pendant", "après"]);
    }
}

#[test]
fn limits_hold_until_they_are_lifted() {
    let Some(server) = Homeserver::shared_with_limits() else { return };
    let camille = Member::new(server, "camille");
    let room = camille.create(Room::plain("Accueil"));
    let say = |count| {
        let began = Instant::now();
        for number in 0..count {
            camille.say(&room, &Text::new(&format!("message {number}")));
        }
        began.elapsed()
    };
    let limited = say(11);
    assert!(limited > Duration::from_secs(3), "eleven messages in {limited:?}");
    server.lift_limits(camille.user());
    let lifted = say(10);
    // With the limits the messages would take fifty seconds.
    assert!(lifted < Duration::from_secs(40), "ten more messages in {lifted:?}");
}

#[test]
fn rooms_can_be_direct_be_upgraded_and_give_levels() {
    let Some(server) = Homeserver::shared() else { return };
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let direct = camille.create(Room::direct(dominique.user()));
    camille.mark_direct(&direct, dominique.user());
    let invite = dominique.wait("the direct invite", |event| {
        event.invite && event.room == direct && event.content["is_direct"] == true
    });
    assert_eq!(invite.membership(), "invite");

    let room = camille.create(Room::plain("Accueil").version("11").inviting(&[dominique.user()]));
    dominique.accept_invite(&room);
    camille.wait_for_member(&room, dominique.user());
    camille.set_level(&room, dominique.user(), 50);
    let levels = dominique.state(&room, "m.room.power_levels");
    assert_eq!(levels["users"][dominique.user()], 50);
    let next = camille.upgrade(&room, "12");
    let tombstone = dominique.wait("the tombstone", |event| event.kind == "m.room.tombstone");
    assert_eq!(tombstone.room, room);
    assert_eq!(tombstone.content["replacement_room"], *next);
}
