//! What is recorded, and what is not:
//!
//! 1. A question on a network is a row: when, where, what, how it was answered and asked.
//! 2. A suggestion is a question without words; an entry picked among those offered belongs to
//!    the question before.
//! 3. What is said to others is recorded only when it is answered; thanks, pages and help never.
//! 4. A direct message has no place. No byte of the journal has a person's id, or the token.
//! 5. The terminal and `ask` record nothing unless the settings say so, and write no file then.
//! 6. Suggestions before anything is typed, and the admin command, survive a restart.
//! 7. Distinct askers of a day are counted.
//! 8. Personal data is masked; a text about a patient is not kept, nor is one of an encrypted
//!    room unless the settings say so. The question is a row all the same.

use serde_json::Value;

use super::database::Database;
use super::on_both_databases;
use super::program;
use crate::test_folder::{TestFolder, souffleur};

on_both_databases!(a_recorded_terminal_has_one_row_a_question);

async fn a_recorded_terminal_has_one_row_a_question(database: Database) {
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    let before = jiff::Timestamp::now();
    program::ask(&mut running, 2);
    running.type_line("merci beaucoup\u{a0}!");
    running.type_line("/aide");
    running.type_line("xylophone zorglub ?");
    running.type_line("c’est 'quoi' \"un\" ; DROP TABLE journal_questions --\0");
    running.close_input();
    let (status, log) = running.wait_for_end();
    assert!(status.success(), "{log:#?}");
    let rows = database.rows();
    let texts: Vec<&str> = rows.iter().filter_map(|row| row["text"].as_str()).collect();
    assert_eq!(texts[..3], [program::QUESTION, program::QUESTION, "xylophone zorglub ?"]);
    assert_eq!(texts.len(), 4, "neither thanks nor help: {texts:?}");
    let first = &rows[0];
    for (key, value) in [
        ("network", "terminal"),
        ("outcome", "found"),
        ("entry", "piscine"),
        ("collection", "mairie"),
        ("asked_by", "message"),
    ] {
        assert_eq!(first[key], value, "{key}: {first}");
    }
    assert_eq!(rows[2]["outcome"], "unknown");
    assert_eq!(rows[2]["entry"], Value::Null);
    let at: jiff::Timestamp = first["at"].as_str().and_then(|at| at.parse().ok()).expect("a time");
    assert!(at >= before - jiff::SignedDuration::from_secs(1), "{at}");
    assert!(first["confidence"].as_f64().is_some_and(|c| (0.0..=1.0).contains(&c)), "{first}");
    assert!(first["latency_ms"].as_i64().is_some_and(|ms| (0..60_000).contains(&ms)), "{first}");
    assert_eq!(database.counted().await, 4);
    for line in &log {
        assert!(!line.contains("zorglub") && !line.contains("DROP"), "{line}");
    }
}

#[tokio::test]
async fn personal_data_is_masked_and_patients_are_left_out() {
    let database = Database::sqlite();
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 1);
    running.type_line("horaires de la piscine pour ana.zorglub@exemple.fr ?");
    running.type_line("Mme Zorglub, née le 03/03/1957, diabétique : quel dossier à la piscine ?");
    running.close_input();
    let (status, log) = running.wait_for_end();
    assert!(status.success(), "{log:#?}");
    let rows = database.rows();
    assert_eq!(rows.len(), 3);
    let masked = rows[1]["text"].as_str().expect("a text");
    assert!(masked.starts_with("horaires de la piscine pour [") && !masked.contains("zorglub"));
    assert_eq!(rows[2]["text"], Value::Null);
    let bytes = std::fs::read(database.file()).expect("the file");
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    assert!(!text.contains("zorglub") && !text.contains("1957"));
}

#[test]
fn the_terminal_and_ask_write_nothing_by_themselves() {
    let home = TestFolder::new();
    let files = || {
        let mut found = Vec::new();
        let mut folders = vec![home.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for item in std::fs::read_dir(folder).expect("a folder") {
                let path = item.expect("an item").path();
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
        found.sort();
        found
    };
    let before = files();
    let mut running = home.run(&[]);
    program::ask(&mut running, 1);
    running.close_input();
    running.wait_for_end();
    let output = souffleur(home.path()).args(["ask", "piscine"]).output().expect("it runs");
    assert!(output.status.success());
    let stats = souffleur(home.path()).args(["journal"]).output().expect("it runs");
    assert!(stats.status.success(), "{stats:?}");
    assert!(String::from_utf8_lossy(&stats.stderr).contains("rien n’est encore retenu"));
    assert_eq!(files(), before);

    home.write("config/souffleur.toml", "[journal]\nenabled = true\n");
    let output = souffleur(home.path()).args(["ask", "piscine"]).output().expect("it runs");
    assert!(output.status.success());
    let export = ["journal", "export", "--format", "jsonl"];
    let output = souffleur(home.path()).args(export).output().expect("it runs");
    let row: Value = serde_json::from_slice(&output.stdout).expect("one row");
    assert_eq!((&row["network"], &row["asked_by"]), (&"cli".into(), &"command".into()), "{row}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let file = home.path().join("data/souffleur.db");
        let mode = std::fs::metadata(file).expect("the journal").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[cfg(feature = "discord")]
mod on_a_network {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::discord::conversations::{faq, shown};
    use crate::discord::double::Setup;
    use crate::discord::double::members::Typed;
    use crate::discord::double::objects::Id;
    use crate::discord::scene::{As, Bot, Scene};
    use crate::journal::database::PATIENCE;

    on_both_databases!(
        what_is_asked_on_a_network_is_a_row,
        suggestions_and_the_admin_command_survive_a_restart,
    );

    /// A scene that records into the database.
    async fn scene(database: &Database, discord: impl FnOnce(Id, Id) -> String) -> Scene {
        let section = database.section("");
        let scene = Scene::around(
            Setup { message_content: true, ..Setup::default() },
            |double, proxy, ids| {
                let config = discord(ids.channel, ids.role);
                let token = &double.shared.setup.token;
                Bot::start(As::Itself, &proxy.url(), token, &format!("{config}\n{section}"))
            },
        );
        scene.ready().await;
        scene
    }

    async fn what_is_asked_on_a_network_is_a_row(database: Database) {
        let scene = scene(&database, |channel, _| {
            format!("[[platform.discord.channel]]\nid = \"{channel}\"\nauto_answer = true")
        })
        .await;
        let Scene { discord, camille, dominique, channel, .. } = &scene;
        let ask = async |typed: Typed<'_>| {
            let ran = discord.runs(*camille, *channel, &typed);
            discord.answer(ran).await
        };
        ask(faq("j'ai perdu mon badge")).await;
        let typed = discord.types(*camille, *channel, &faq("menu sem"), "question");
        let picked =
            discord.suggestions(typed).await[0]["value"].as_str().expect("a text").to_owned();
        ask(faq(&picked)).await;
        let mention = discord.mentions_bot(*dominique, *channel, "ouvrir une BAL");
        let choices = discord.reply_to(mention).await;
        let choice = crate::discord::conversations::labels(&choices)[0].clone();
        let chosen = discord.selects(*dominique, choices.id, &choice);
        discord.answer(chosen).await;
        let room = discord.direct(*camille);
        let direct = discord.says(*camille, room, "où est le règlement intérieur ?");
        discord.reply_to(direct).await;
        let overheard = discord.says(*camille, *channel, "Que faire quand on a perdu son badge ?");
        discord.reply_to(overheard).await;
        discord.says(*camille, *channel, "qui vient manger à midi avec zorglub ?");
        let thanks = discord.mentions_bot(*camille, *channel, "merci !");
        discord.reply_to(thanks).await;
        let menu = discord.picks_on_message(*dominique, overheard, "Chercher dans la FAQ");
        discord.answer(menu).await;

        let rows = database
            .rows_when("seven rows and a pick", |rows| {
                rows.len() >= 6 && rows.iter().any(|row| !row["pick"].is_null())
            })
            .await;
        let kinds: Vec<&str> = rows.iter().filter_map(|row| row["asked_by"].as_str()).collect();
        let expected = ["command", "suggestion", "mention", "message", "overheard", "menu"];
        assert_eq!(kinds, expected, "{rows:#?}");
        assert_eq!(rows[1]["text"], Value::Null, "a suggestion has no words of its own");
        assert_eq!(rows[1]["entry"], "menu-semaine");
        assert_eq!((&rows[2]["outcome"], &rows[2]["entry"]), (&"unsure".into(), &Value::Null));
        assert!(rows[2]["pick"].as_str().is_some_and(|pick| pick.starts_with("boite-")));
        assert_eq!(rows[0]["place"], channel.to_string());
        assert_eq!(rows[3]["place"], Value::Null, "a direct message");
        let askers = database.number("SELECT COUNT(*) FROM journal_askers").await;
        assert_eq!(askers, 2, "Camille and Dominique");

        let ids = [camille.to_string(), dominique.to_string(), room.to_string()];
        let token = discord.shared.setup.token.clone();
        let (_, csv, _) = database.command(&["export", "--format", "csv"]);
        for secret in ids.iter().chain([&token, &"zorglub".to_owned()]) {
            assert!(!csv.contains(secret.as_str()), "{secret} is in the export");
        }
        if database.is_file() {
            let folder = database.file().parent().expect("a folder");
            for file in std::fs::read_dir(folder).expect("the journal's folder") {
                let bytes = std::fs::read(file.expect("a file").path()).expect("its bytes");
                for secret in ids.iter().chain([&token, &"zorglub".to_owned()]) {
                    let found = bytes.windows(secret.len()).any(|at| at == secret.as_bytes());
                    assert!(!found, "{secret} is in the journal");
                }
            }
        }
        scene.close().await;
    }

    async fn suggestions_and_the_admin_command_survive_a_restart(database: Database) {
        let mut scene = scene(&database, |_, role| format!("admin_roles = [\"{role}\"]")).await;
        for _ in 0..3 {
            let ran =
                scene.discord.runs(scene.camille, scene.channel, &faq("j'ai perdu mon badge"));
            scene.discord.answer(ran).await;
        }
        let ran = scene.discord.runs(scene.camille, scene.channel, &faq("menu de la semaine"));
        scene.discord.answer(ran).await;
        let token = scene.discord.shared.setup.token.clone();
        let connected = scene.discord.with(|state| state.gateway.len());
        scene.bot.restart(&token).await;
        scene.discord.reconnected(connected).await;
        let Scene { discord, camille, channel, admin, .. } = &scene;
        let until = Instant::now() + PATIENCE;
        loop {
            let typed = discord.types(*camille, *channel, &faq(""), "question");
            let first = discord.suggestions(typed).await;
            let names: Vec<&str> = first.iter().filter_map(|c| c["name"].as_str()).collect();
            if names[0].contains("perdu son badge") && names[1].contains("menu de la semaine") {
                break;
            }
            assert!(Instant::now() < until, "{names:?}");
            // The counts are read in the background, and nothing tells when.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let popular = Typed::new("faq-admin").sub("populaires");
        let ran = discord.runs(*admin, *channel, &popular);
        let text = shown(&discord.answer(ran).await).replace('\u{a0}', " ");
        assert!(text.contains("(badge-perdu) : 3 fois"), "{text}");
        scene.close().await;
    }
}

#[cfg(feature = "matrix")]
mod on_matrix {
    use super::*;
    use crate::matrix::bot::Setup;
    use crate::matrix::event::Text;
    use crate::matrix::homeserver::Homeserver;
    use crate::matrix::member::{Member, Room};

    #[tokio::test]
    async fn texts_of_encrypted_rooms_are_not_kept() {
        for keeps in [false, true] {
            let database = Database::sqlite();
            let section = database.section(&format!("encrypted_rooms = {keeps}"));
            let Some(rows) = asked_in_both_rooms(&database, section).await else { return };
            let kinds: Vec<_> = rows.iter().map(|row| row["asked_by"].as_str()).collect();
            assert_eq!(kinds, [Some("mention"), Some("command")], "{rows:#?}");
            let clear = rows[0]["text"].as_str().is_some_and(|text| text.ends_with("mon badge"));
            assert!(clear, "in the clear: {rows:#?}");
            let kept = rows[1]["text"].as_str();
            assert_eq!(kept, keeps.then_some("menu de la semaine"), "encrypted");
            assert_eq!(rows[1]["entry"], "menu-semaine");
        }
    }

    /// Asks in a room that is not encrypted, then in one that is.
    async fn asked_in_both_rooms(database: &Database, section: String) -> Option<Vec<Value>> {
        let ask = move || {
            let server = Homeserver::shared()?;
            let account = server.register("souffleur");
            let camille = Member::new(server, "camille");
            let bot = Setup::new(server, &account).without_meaning().config(&section).start();
            let us = &*account.user;
            for (room, text) in [
                (Room::plain("Clair"), Text::new("souffleur: j'ai perdu mon badge").mentioning(us)),
                (Room::encrypted("Chiffré"), Text::new("!faq menu de la semaine")),
            ] {
                let room = camille.create(room.inviting(&[us]));
                camille.wait_for_member(&room, us);
                let question = camille.say(&room, &text);
                camille.wait_for_answer(&question);
            }
            bot.close(us, &[&camille]);
            Some(())
        };
        // The members of the tests wait on the thread that asks.
        tokio::task::spawn_blocking(ask).await.expect("they are answered")?;
        let rows = database.rows();
        let bytes = std::fs::read(database.file()).expect("the file");
        assert!(!bytes.windows(8).any(|at| at == b"@camille"), "the author is in the file");
        Some(rows)
    }
}
