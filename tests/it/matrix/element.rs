//! The conversation with members whose client is built on matrix-js-sdk, as Element is, in
//! unencrypted and in encrypted rooms:
//!
//! 1. A pill with `m.mentions` is answered in the question's thread, where the client shows
//!    the answer, with its source in HTML.
//! 2. A number in the thread of an offer, as the client relates it, picks a choice.
//! 3. A refusal says so in HTML too.
//! 4. The first message of a direct room, sent while the bot has not joined, is answered.
//!
//! The HTML of an answer, an offer and a refusal is written into the folder that
//! `SOUFFLEUR_MATRIX_HTML` names, so that a browser can show it.

use std::path::{Path, PathBuf};

use super::bot::Setup;
use super::event::{Event, Text};
use super::homeserver::Homeserver;
use super::member::{Member, Room};
use super::peers::ClientLibrary;

const SOURCE: &str = "https://accueil.example.org/questions";

/// A message as Element's composer makes it of a pill and words.
fn with_pill(us: &str, words: &str) -> Text {
    let name = us.trim_start_matches('@').replace(":localhost", "");
    let pill = format!("<a href=\"https://matrix.to/#/{us}\">{name}</a>: {words}");
    Text::new(&format!("{name}: {words}")).html(&pill).mentioning(us)
}

fn keep_html(name: &str, answer: &Event) {
    let folder = std::env::var_os("SOUFFLEUR_MATRIX_HTML").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/matrix-html"),
        PathBuf::from,
    );
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join(name).with_extension("html"), answer.html()).expect("it is written");
}

#[test]
fn a_client_built_as_element_is_holds_the_conversation() {
    if !ClientLibrary::JsSdk.is_installed() {
        return;
    }
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::with_js_sdk(server, "camille");
    let bot = Setup::new(server, &account).config("answers = \"thread\"").start();
    for (room, encrypted) in [(Room::plain("Clair"), false), (Room::encrypted("Chiffré"), true)] {
        let room = camille.create(room.inviting(&[us]));
        camille.wait_for_member(&room, us);
        let threaded = |question: &str| {
            let answer = camille.wait_for_answer(question);
            assert_eq!((answer.msgtype(), answer.encrypted), ("m.notice", encrypted));
            assert_eq!(answer.content["format"], "org.matrix.custom.html", "{answer:#?}");
            let root = answer.thread().expect("it is in a thread").to_owned();
            camille.wait_until_in_thread(&room, &root, &answer.id);
            (answer, root)
        };

        let question = camille.say(&room, &with_pill(us, "j'ai perdu mon badge"));
        let (answer, root) = threaded(&question);
        assert_eq!(root, question);
        let html = answer.html();
        assert!(html.contains("Signalez la perte à l’accueil le jour même."), "{html}");
        assert!(html.contains(&format!("<a href=\"{SOURCE}")), "{html}");
        keep_html("answer", &answer);

        let question = camille.say(&room, &with_pill(us, "comment ouvrir une boîte aux lettres ?"));
        let (offer, root) = threaded(&question);
        let html = offer.html();
        assert_eq!(html.matches("<li>").count(), 2, "{html}");
        assert!(html.contains("<ol>") && html.contains("!faq 2"), "{html}");
        keep_html("offer", &offer);
        let pick = camille.say_in_thread(&room, &root, &Text::new("2"));
        let (picked, thread) = threaded(&pick);
        assert_eq!(thread, root);
        assert!(picked.html().contains("formulaire"), "{}", picked.html());

        let question = camille.say(&room, &with_pill(us, "quelle est la capitale du Pérou ?"));
        let (refusal, _) = threaded(&question);
        let html = refusal.html();
        assert!(html.contains("Je n’ai pas trouvé de réponse"), "{html}");
        keep_html("refusal", &refusal);

        // Element invites and sends at once.
        let direct = camille.create(Room::direct(us).with_encryption(encrypted));
        let first = camille.say(&direct, &Text::new("j'ai perdu mon badge"));
        let answer = camille.wait_for_answer(&first);
        assert_eq!(answer.encrypted, encrypted);
        assert!(answer.html().contains(SOURCE), "{}", answer.html());
    }
    bot.close(us, &[&camille]);
}
