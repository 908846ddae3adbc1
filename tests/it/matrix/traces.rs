//! What a conversation leaves behind: none of the identifiers that members write is in the
//! journal, its log or its key, in the bot's store, in the program's log at its most detailed, or
//! in a temporary file; in unencrypted, encrypted and direct rooms.

use std::path::Path;

use super::bot::Setup;
use super::event::Text;
use super::homeserver::Homeserver;
use super::member::{Member, Room};

const PLANTED: [(&str, &str); 9] = [
    ("mon e-mail est zurbano.ines@exemple.fr", "zurbano.ines"),
    ("mon numéro est le 06 98 76 54 32", "98 76 54 32"),
    ("mon NIR est 2 69 05 49 588 157 80", "49 588 157"),
    ("mon RPPS est 10003456789", "10003456789"),
    ("mon IBAN est FR76 3000 6000 0112 3456 7890 189", "0112 3456 7890"),
    ("ma carte est 4970 1012 3456 7893", "1012 3456"),
    ("Mme Zurbano, née le 03/03/1957, est diabétique", "03/03/1957"),
    ("le lien https://exemple.fr/?token=s3cr3t-zurb4no ne marche pas", "s3cr3t-zurb4no"),
    ("mon adresse IP est 203.0.113.77", "203.0.113.77"),
];

fn search(folder: &Path, found: &mut Vec<String>) {
    for item in std::fs::read_dir(folder).expect("a folder") {
        let path = item.expect("an item of it").path();
        if path.is_dir() {
            search(&path, found);
            continue;
        }
        let bytes = std::fs::read(&path).expect("a file");
        found.extend(planted_in(&bytes).map(|word| format!("{word} in {}", path.display())));
    }
}

fn planted_in(bytes: &[u8]) -> impl Iterator<Item = &'static str> {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let words = PLANTED.into_iter().map(|(_, word)| word).chain(["zurbano"]);
    words.filter(move |word| text.contains(&word.to_lowercase()))
}

#[test]
fn nothing_of_what_identifies_a_person_is_left_behind() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let temporary = tempfile::tempdir().expect("a folder");
    let team = dominique.create(Room::plain("Équipe").inviting(&[us]));
    let mut bot = Setup::new(server, &account)
        .without_meaning()
        .team(&team, "")
        .variable("VERBOSITY", "-vvv")
        .variable("TMPDIR", temporary.path().to_str().expect("UTF-8"))
        .start();
    dominique.wait_for_member(&team, us);
    let rooms = [
        Room::plain("Clair").inviting(&[us]),
        Room::encrypted("Chiffré").inviting(&[us]),
        Room::direct(us).with_encryption(true),
    ];
    let mut asked = 0;
    for room in rooms {
        let room = camille.create(room);
        camille.wait_for_member(&room, us);
        let say = |text: &str| {
            let said = camille.say(&room, &Text::new(text));
            camille.wait_for_answer(&said)
        };
        for (words, _) in PLANTED {
            let answer = say(&format!("!faq qui vend des fusées lunaires ? {words}"));
            asked += 1;
            camille.react(&room, &answer.id, "👎");
        }
        let unsure = say(&format!("!faq comment ouvrir une boîte aux lettres ? {}", PLANTED[0].0));
        asked += 1;
        let edited = format!("!faq comment faire entrer un visiteur ? {}", PLANTED[1].0);
        let question = unsure.reply_to().expect("a reply").to_owned();
        // It takes the place of the question before.
        camille.edit(&room, &question, Text::new(&edited));
        say(&format!("!faq qui vend des fusées martiennes ? {}", PLANTED[1].0));
        asked += 1;
        let preview = say("!transmettre");
        assert!(preview.body().contains("martiennes"), "{preview:#?}");
        assert_eq!(planted_in(preview.body().as_bytes()).next(), None, "{preview:#?}");
        say("!envoyer");
        say("!faq données");
    }
    let count = "SELECT COUNT(*) FROM journal_questions";
    bot.journal(count, |rows| rows == [asked.to_string()]);
    let texts = bot.journal("SELECT text FROM journal_questions", |_| true);
    assert!(texts.iter().any(|text| text.contains("fusées lunaires")), "{texts:?}");
    // While it runs, with what the database's log holds, and after it has ended.
    for is_running in [true, false] {
        if !is_running {
            bot.stop();
        }
        let mut found = Vec::new();
        search(bot.folder.path(), &mut found);
        search(temporary.path(), &mut found);
        found.extend(planted_in(bot.log().as_bytes()).map(|word| format!("{word} in the log")));
        assert!(found.is_empty(), "{found:#?}");
        assert!(bot.folder.path().join("data/souffleur.key").exists(), "the key was made");
    }
    assert!(bot.log().contains("\"level\":\"DEBUG\""), "the log is detailed");
    bot.close(us, &[&camille, &dominique]);
}
