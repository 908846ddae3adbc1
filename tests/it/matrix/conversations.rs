//! What members see, in unencrypted and in encrypted rooms:
//!
//! 1. A mention, `!faq`, a reply and a message in a direct room are each answered
//!    by one notice, in HTML and plain text, with its source, as a reply or in the
//!    question's thread; notices and messages for others are not answered.
//!    What was asked in a direct room is explained to its asker alone.
//! 2. Only the asker can pick a choice, with `!faq 2` or a reply.
//! 3. An answer follows the edit and the redaction of its question; a reaction is a
//!    vote.
//! 4. `!faq` in reply to a message, a poll or a file with a caption searches for its words.
//!    An admin needs to be listed and to have power in the room.
//! 5. A message that begins with the bot's name or id, or that links to it, is for the
//!    bot without `m.mentions`. The caption of a picture is a text.
//! 6. What is typed in a thread that the bot opened is for it, unless it is addressed to
//!    somebody else; a number there is a choice. Thanks open no thread.
//! 7. An edit that adds or corrects a mention or a command is answered, and `!faq` in
//!    reply to an edited message searches for the new text.

use serde_json::json;

use super::bot::Setup;
use super::event::Text;
use super::homeserver::Homeserver;
use super::member::{Member, Room};

const ANSWER: &str = "Signalez la perte à l’accueil le jour même.";
const VISITOR: &str = "Annoncez votre visiteur la veille.";
const SOURCE: &str = "https://accueil.example.org/questions";

#[test]
fn members_are_answered_in_the_clear_and_encrypted() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let admins = format!("admins = [{:?}, {:?}]", camille.user(), dominique.user());
    let bot = Setup::new(server, &account).config(&admins).start();
    let us = &*account.user;
    // Each room gets another vote: the log keeps the first room's too.
    for (room, encrypted, thumb) in
        [(Room::plain("Clair"), false, "👍"), (Room::encrypted("Chiffré"), true, "👎")]
    {
        let opinion = if thumb == "👍" { "useful" } else { "not_useful" };
        let room = camille.create(room.inviting(&[us, dominique.user()]));
        dominique.accept_invite(&room);
        camille.wait_for_member(&room, us);
        camille.wait_for_member(&room, dominique.user());

        // A notice and a message for nobody come first: the answers after them show that
        // they were ignored.
        let notice =
            camille.say(&room, &Text::notice("!faq que faire quand on a perdu son badge ?"));
        let nobody = camille.say(&room, &Text::new("que faire quand on a perdu son badge ?"));
        let mention = Text::new("souffleur: j'ai perdu mon badge").mentioning(us);
        let mention = camille.say(&room, &mention);
        let answer = camille.wait_for_answer(&mention);
        assert_eq!((answer.msgtype(), answer.encrypted), ("m.notice", encrypted));
        assert_eq!((answer.reply_to(), answer.thread()), (Some(&*mention), None));
        assert!(answer.body().contains(ANSWER) && answer.html().contains(ANSWER), "{answer:#?}");
        assert!(answer.body().contains(SOURCE), "{answer:#?}");
        assert!(answer.html().contains(&format!("<a href=\"{SOURCE}")), "{answer:#?}");
        for passed in [&notice, &nobody] {
            let answered = camille.events(&room).iter().any(|event| event.answers(passed));
            assert!(!answered, "{passed} was not for the bot");
        }

        // A question in a thread, and one in reply to the bot.
        let threaded = camille.say(&room, &Text::new("!faq badge perdu").in_thread(&mention));
        assert_eq!(camille.wait_for_answer(&threaded).thread(), Some(&*mention));
        let reply = Text::new("comment faire entrer un visiteur ?").reply_to(&answer.id);
        let reply = camille.say(&room, &reply);
        assert!(camille.wait_for_answer(&reply).body().contains(VISITOR));

        // Choices belong to the person who asked.
        let unsure = camille.say(&room, &Text::new("!faq comment ouvrir une boîte aux lettres ?"));
        let offer = camille.wait_for_answer(&unsure);
        assert!(offer.body().contains("!faq 2"), "choices are offered: {offer:#?}");
        dominique.wait_for_event(&offer.id);
        let theirs = dominique.say(&room, &Text::new("1").reply_to(&offer.id));
        let refused = dominique.wait_for_answer(&theirs);
        assert!(refused.body().contains("la personne qui a posé la question"), "{refused:#?}");
        let theirs = dominique.say(&room, &Text::new("!faq 2"));
        let refused = dominique.wait_for_answer(&theirs);
        assert!(refused.body().contains("Je ne vous ai pas proposé de choix"), "{refused:#?}");
        let first = camille.say(&room, &Text::new("1").reply_to(&offer.id));
        for (number, pick) in [
            ("1. ", first),
            ("2. ", camille.say(&room, &Text::new("!faq 2"))),
            ("2. ", camille.say(&room, &Text::new("2").reply_to(&offer.id))),
        ] {
            let offered = offer.body().lines().find_map(|line| line.strip_prefix(number));
            let offered = offered.expect("choices are numbered");
            let form =
                if offered.contains("équipe") { "formulaire vert" } else { "formulaire bleu" };
            let picked = camille.wait_for_answer(&pick);
            assert!(picked.body().contains(form), "{offered}: {picked:#?}");
        }

        // The answer follows its question.
        camille.edit(&room, &mention, Text::new("comment faire entrer un visiteur ?"));
        camille.wait_until_shown(&answer.id, |content| {
            content.is_some_and(|content| {
                content["body"].as_str().is_some_and(|body| body.contains(VISITOR))
            })
        });
        let reaction = camille.react(&room, &answer.id, thumb);
        bot.wait_for_log("the vote", |line| {
            line["message"] == "vote"
                && line["entry"] == "badge-visiteur"
                && line["opinion"] == opinion
        });
        // An answer that did not help is asked about once.
        let why = (opinion == "not_useful").then(|| {
            camille.wait("the question why", |event| {
                event.sender == us
                    && event.thread() == Some(&*mention)
                    && event.body().contains("1. ")
            })
        });
        camille.redact(&room, &reaction);
        let reaction = camille.react(&room, &answer.id, thumb);
        camille.redact(&room, &mention);
        for ours in why.iter().chain([&answer]) {
            camille.wait_until_shown(&ours.id, |content| content.is_none());
        }

        // A search for somebody's message.
        let words = dominique.say(&room, &Text::new("zut, mon badge est perdu"));
        camille.wait_for_event(&words);
        let search = camille.say(&room, &Text::new("!faq").reply_to(&words));
        assert!(camille.wait_for_answer(&search).body().contains(ANSWER));
        let events = camille.events(&room);
        let after = events.iter().skip_while(|event| event.id != reaction);
        let mut said = after.filter(|event| event.kind == "m.room.message" && event.sender == us);
        assert!(said.next().is_some_and(|event| event.answers(&search)), "a vote is not answered");

        let words = "zut, mon badge est perdu";
        let poll = json!({ "org.matrix.msc3381.poll.start": {
            "question": { "org.matrix.msc1767.text": words },
            "kind": "org.matrix.msc3381.poll.disclosed",
            "max_selections": 1,
            "answers": [
                { "id": "a", "org.matrix.msc1767.text": "oui" },
                { "id": "b", "org.matrix.msc1767.text": "non" },
            ],
        } });
        let file = json!({
            "msgtype": "m.file", "body": words, "filename": "badge.pdf", "url": "mxc://localhost/b",
        });
        for (kind, content) in [("org.matrix.msc3381.poll.start", poll), ("m.room.message", file)] {
            let theirs = camille.send(&room, kind, &content);
            let search = camille.say(&room, &Text::new("!faq").reply_to(&theirs));
            let found = camille.wait_for_answer(&search);
            assert!(found.body().contains(ANSWER), "{kind}: {found:#?}");
        }

        // Help and administration: Camille created the room, Dominique has no power in it.
        let help = camille.say(&room, &Text::new("!aide"));
        assert!(camille.wait_for_answer(&help).body().contains("!faq admin recharger"));
        let state = camille.say(&room, &Text::new("!faq admin état"));
        assert!(camille.wait_for_answer(&state).body().contains("Accueil"), "the state is told");
        for (power, may) in [(0, false), (49, false), (50, true)] {
            if power > 0 {
                camille.set_level(&room, dominique.user(), power);
            }
            let asked = dominique.say(&room, &Text::new("!faq admin état"));
            let told = dominique.wait_for_answer(&asked);
            let what = if may { "Accueil" } else { "un niveau de pouvoir d’au moins 50" };
            assert!(told.body().contains(what), "with a power of {power}: {told:#?}");
        }
        // Power without being listed is not enough either.
        let emile = Member::new(server, "emile");
        camille.invite(&room, emile.user());
        emile.accept_invite(&room);
        camille.set_level(&room, emile.user(), 50);
        let refused = emile.say(&room, &Text::new("!faq admin état"));
        let refused = emile.wait_for_answer(&refused);
        let setting = format!("d’ajouter {} à «\u{a0}admins\u{a0}»", emile.user());
        assert!(refused.body().contains(&setting), "{refused:#?}");
        // Somebody with neither is told no more than that.
        camille.set_level(&room, emile.user(), 0);
        let refused = emile.say(&room, &Text::new("!faq admin état"));
        let refused = emile.wait_for_answer(&refused);
        assert_eq!(refused.body(), "Cette commande est réservée aux administrateurs.");

        // What was removed or cannot be decrypted is told apart from what has no text.
        let gone = dominique.say(&room, &Text::new("zut, mon badge est perdu"));
        camille.wait_for_event(&gone);
        dominique.redact(&room, &gone);
        let search = camille.say(&room, &Text::new("!faq").reply_to(&gone));
        let told = camille.wait_for_answer(&search);
        assert!(told.body().contains("a été supprimé"), "{told:#?}");
        if encrypted {
            let secret =
                dominique.say_without_key(&room, &Text::new("zut, mon badge est perdu"), &[us]);
            let search = camille.say(&room, &Text::new("!faq").reply_to(&secret));
            let told = camille.wait_for_answer(&search);
            assert!(told.body().contains("pas déchiffrer ce message"), "{told:#?}");
        }
    }
    bot.close(us, &[&camille, &dominique]);
}

#[test]
fn every_message_of_a_direct_room_is_for_the_bot() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let admins = format!("admins = [{:?}, {:?}]", camille.user(), dominique.user());
    let bot = Setup::new(server, &account).config(&admins).start();
    for encrypted in [false, true] {
        let room = camille.create(Room::direct(us).with_encryption(encrypted));
        camille.wait_for_member(&room, us);
        let question = camille.say(&room, &Text::new("j'ai perdu mon badge"));
        let answer = camille.wait_for_answer(&question);
        assert!(answer.body().contains(ANSWER) && answer.encrypted == encrypted, "{answer:#?}");
        let picture = json!({
            "msgtype": "m.image", "body": "badge.png", "url": "mxc://localhost/badge",
        });
        let picture = camille.send(&room, "m.room.message", &picture);
        let answer = camille.wait_for_answer(&picture);
        assert!(answer.body().contains("il ne contient pas de texte"), "{answer:#?}");
        // What was asked while nobody else was there is shown to its asker alone.
        camille.invite(&room, dominique.user());
        dominique.accept_invite(&room);
        camille.wait_for_member(&room, dominique.user());
        camille.set_level(&room, dominique.user(), 50);
        for (admin, shown) in [(&dominique, false), (&camille, true)] {
            let asked = admin.say(&room, &Text::new("!faq admin pourquoi"));
            let why = admin.wait_for_answer(&asked);
            assert_eq!(why.body().contains("badge-perdu"), shown, "{why:#?}");
        }
    }
    bot.close(us, &[&camille, &dominique]);
}

#[test]
fn a_typed_name_a_link_and_a_caption_are_for_the_bot() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let bot = Setup::new(server, &account).start();
    let room = camille.create(Room::plain("Appels").inviting(&[us]));
    camille.wait_for_member(&room, us);
    let name = us.trim_start_matches('@').replace(":localhost", "");
    let pill = Text::new(&format!("dis {name}, j'ai perdu mon badge")).html(&format!(
        "dis <a href=\"https://matrix.to/#/{us}\">{name}</a>, j'ai perdu mon badge"
    ));
    // Old clients quote what they reply to, with a link to its author.
    let others = Text::new("j'ai perdu mon badge").html(&format!(
        "<mx-reply><blockquote><a href=\"https://matrix.to/#/{us}\">x</a></blockquote></mx-reply>\
         j'ai perdu mon badge",
    ));
    let others = camille.say(&room, &others);
    let calls = [
        Text::new(&format!("{name} : j'ai perdu mon badge")),
        Text::new(&format!("{name}\u{202f}: j'ai perdu mon badge")),
        Text::new(&format!("{name} j'ai perdu mon badge")),
        Text::new(&format!("{us} j'ai perdu mon badge")),
        pill,
    ];
    let mut asked: Vec<String> = calls.iter().map(|call| camille.say(&room, call)).collect();
    let picture = json!({
        "msgtype": "m.image", "url": "mxc://localhost/badge", "filename": "IMG_1.jpg",
        "body": "!faq j'ai perdu mon badge",
    });
    asked.push(camille.send(&room, "m.room.message", &picture));
    for question in &asked {
        let answer = camille.wait_for_answer(question);
        assert!(answer.body().contains(ANSWER), "{answer:#?}");
    }
    assert!(!camille.events(&room).iter().any(|event| event.answers(&others)), "not for the bot");
    bot.close(us, &[&camille]);
}

#[test]
fn what_is_typed_in_the_bots_own_thread_is_for_it() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let bot = Setup::new(server, &account).config("answers = \"thread\"").start();
    for room in [Room::plain("Fils"), Room::encrypted("Fils")] {
        let room = camille.create(room.inviting(&[us, dominique.user()]));
        dominique.accept_invite(&room);
        camille.wait_for_member(&room, us);
        camille.wait_for_member(&room, dominique.user());
        let unsure = Text::new("!faq comment ouvrir une boîte aux lettres ?");
        let root = camille.say(&room, &unsure);
        let offer = camille.wait_for_answer(&root);
        assert_eq!(offer.thread(), Some(&*root), "{offer:#?}");
        let pick = camille.say(&room, &Text::new("2").in_thread(&root));
        assert!(camille.wait_for_answer(&pick).body().contains("formulaire"));
        let aside = Text::new("j'ai perdu mon badge").mentioning(dominique.user());
        let aside = camille.say(&room, &aside.in_thread(&root));
        let more = camille.say(&room, &Text::new("j'ai perdu mon badge").in_thread(&root));
        let answer = camille.wait_for_answer(&more);
        assert!(answer.body().contains(ANSWER), "{answer:#?}");
        assert_eq!(answer.thread(), Some(&*root), "{answer:#?}");
        let thanks = camille.say(&room, &Text::new("merci beaucoup").mentioning(us));
        let welcome = camille.wait_for_answer(&thanks);
        assert_eq!((welcome.thread(), welcome.reply_to()), (None, Some(&*thanks)), "{welcome:#?}");
        let thanks = camille.say(&room, &Text::new("merci").in_thread(&root));
        assert_eq!(camille.wait_for_answer(&thanks).thread(), Some(&*root));
        // A thread that members opened on a message of theirs stays theirs.
        let theirs = camille.say(&room, &Text::new("qui mange avec moi ?"));
        let chat = camille.say(&room, &Text::new("j'ai perdu mon badge").in_thread(&theirs));
        let last = camille.say(&room, &Text::new("!faq j'ai perdu mon badge"));
        camille.wait_for_answer(&last);
        for passed in [&aside, &chat] {
            let answered = camille.events(&room).iter().any(|event| event.answers(passed));
            assert!(!answered, "{passed} was not for the bot");
        }
    }
    bot.close(us, &[&camille, &dominique]);
}

#[test]
fn an_edit_may_address_the_bot_or_correct_a_command() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let bot = Setup::new(server, &account).start();
    for room in [Room::plain("Retouches"), Room::encrypted("Retouches")] {
        let room = camille.create(room.inviting(&[us, dominique.user()]));
        dominique.accept_invite(&room);
        camille.wait_for_member(&room, us);
        camille.wait_for_member(&room, dominique.user());
        let edits = [
            ("j'ai perdu mon badge", Text::new("j'ai perdu mon badge").mentioning(us)),
            ("!fq j'ai perdu mon badge", Text::new("!faq j'ai perdu mon badge")),
        ];
        for (before, after) in edits {
            let message = camille.say(&room, &Text::new(before));
            camille.edit(&room, &message, after);
            let answer = camille.wait_for_answer(&message);
            assert!(answer.body().contains(ANSWER), "{answer:#?}");
            // The answer follows a later edit.
            camille.edit(&room, &message, Text::new("!faq comment faire entrer un visiteur ?"));
            camille.wait_until_shown(&answer.id, |content| {
                content.is_some_and(|content| {
                    content["body"].as_str().is_some_and(|body| body.contains(VISITOR))
                })
            });
        }
        // A command that was not one is corrected.
        let command = camille.say(&room, &Text::new("!faq admin aidez"));
        let answer = camille.wait_for_answer(&command);
        camille.edit(&room, &command, Text::new("!faq aide"));
        camille.wait_until_shown(&answer.id, |content| {
            content.is_some_and(|content| {
                content["body"].as_str().is_some_and(|body| body.contains("!faq 2"))
            })
        });
        // A search reads what a message says now.
        let words = dominique.say(&room, &Text::new("bonjour à toutes et à tous"));
        dominique.edit(&room, &words, Text::new("zut, mon badge est perdu"));
        camille.wait_for_event(&words);
        let search = camille.say(&room, &Text::new("!faq").reply_to(&words));
        assert!(camille.wait_for_answer(&search).body().contains(ANSWER));
    }
    bot.close(us, &[&camille, &dominique]);
}
