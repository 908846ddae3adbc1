//! A message that seems to be about a patient is answered, and its author is told to delete it,
//! once:
//!
//! 1. in the thread of the message where they have no direct room with the bot;
//! 2. in that room where they have one, whether they asked there or elsewhere;
//! 3. without a word of the message, in the clear and encrypted.

use super::bot::Setup;
use super::event::{Event, Text};
use super::homeserver::Homeserver;
use super::member::{Member, Room};

const QUESTION: &str = "!faq j'ai perdu mon badge, Mme Zurbano née le 03/03/1957 est diabétique";
const WORDS: [&str; 4] = ["zurbano", "1957", "03/03", "diabétique"];
const TOLD: &str = "semble contenir les données d’un patient";

fn is_told(event: &Event, us: &str) -> bool {
    event.sender == us && event.kind == "m.room.message" && event.body().contains(TOLD)
}

#[test]
fn the_author_of_a_message_about_a_patient_is_told() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let admins = format!("admins = [{:?}]", camille.user());
    let bot = Setup::new(server, &account).config(&admins).start();
    for encrypted in [false, true] {
        let kind = if encrypted { Room::encrypted("Chiffré") } else { Room::plain("Clair") };
        let room = camille.create(kind.inviting(&[us, dominique.user()]));
        dominique.accept_invite(&room);
        camille.wait_for_member(&room, us);
        camille.wait_for_member(&room, dominique.user());
        let told_in = |events: &[Event], room: &str| {
            events.iter().filter(|event| event.room == room && is_told(event, us)).count()
        };

        // Dominique has no direct room with the bot.
        let asked = dominique.say(&room, &Text::new(QUESTION));
        dominique.wait_for_answer(&asked);
        let notice = dominique
            .wait("the notice", |event| is_told(event, us) && event.thread() == Some(&*asked));
        assert_eq!(notice.encrypted, encrypted, "{notice:#?}");
        // Edited, it is not told again: the answer to the next question shows that the edit
        // was read.
        dominique.edit(&room, &asked, Text::new(&format!("{QUESTION} !")));
        let next = dominique.say(&room, &Text::new("!faq mon RPPS est 10003456789"));
        dominique.wait_for_answer(&next);
        assert_eq!(told_in(&dominique.events(&room), &room), 1);

        dominique.redact(&room, &asked);
        dominique.wait_until_shown(&notice.id, |content| content.is_none());

        let why = camille.say(&room, &Text::new("!faq admin pourquoi"));
        let why = camille.wait_for_answer(&why);
        assert!(!why.body().contains("10003456789"), "{why:#?}");

        // Camille has one.
        let direct = camille.create(Room::direct(us).with_encryption(encrypted));
        camille.wait_for_member(&direct, us);
        let asked = camille.say(&direct, &Text::new(&QUESTION["!faq ".len()..]));
        camille.wait_for_answer(&asked);
        camille.wait_for("the notice in the direct room", |events| {
            (told_in(events, &direct) == 1).then_some(())
        });
        let asked = camille.say(&room, &Text::new(QUESTION));
        camille.wait_for_answer(&asked);
        camille.wait_for("the notice about the other room", |events| {
            let mut events = events.iter().filter(|event| is_told(event, us));
            events.any(|event| event.body().contains(&asked[1..])).then_some(())
        });
        let notices = told_in(&camille.events(&room), &room);
        assert!(notices < 2, "none but Dominique's: {notices}");

        for event in [camille.events(&room), camille.events(&direct)].concat() {
            let text = event.content.to_string().to_lowercase();
            let echoed = event.sender == us && WORDS.iter().any(|word| text.contains(word));
            assert!(!echoed, "echoed: {event:#?}");
        }
    }
    bot.close(us, &[&camille, &dominique]);
}
