//! One bot behind every door: fifty questions of the bundled FAQ, asked in the
//! terminal, on Discord and on Matrix, come to the same outcome, the same entries
//! in the same order, and the same source.
//!
//! The questions are read from the FAQ's own `questions.toml` as the test runs: it
//! compares the doors with one another, not the answers with what is expected.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::discord::conversations::labels;
use crate::discord::double::Setup as Discord;
use crate::discord::double::world::Message;
use crate::discord::scene::{As, Bot as DiscordBot, Scene};
use crate::matrix::bot::Setup;
use crate::matrix::event::{Event, Text};
use crate::matrix::homeserver::Homeserver;
use crate::matrix::member::{Member, Room};

const QUESTIONS: usize = 50;

/// What a member is shown.
#[derive(Debug, PartialEq)]
struct Shown {
    outcome: &'static str,
    /// Questions of the entries, in order: the answer's, or those to choose from.
    entries: Vec<String>,
    /// Where the answer's source leads, in full.
    link: Option<String>,
}

impl Shown {
    fn found(question: &str, link: &str) -> Self {
        Self { outcome: "found", entries: vec![plain(question)], link: Some(link.to_owned()) }
    }

    fn unsure(questions: impl IntoIterator<Item = String>) -> Self {
        let entries = questions.into_iter().map(|question| plain(&question)).collect();
        Self { outcome: "unsure", entries, link: None }
    }

    fn unknown() -> Self {
        Self { outcome: "unknown", entries: Vec::new(), link: None }
    }
}

/// Letters and digits: doors differ in how they escape marks. The first eighty:
/// Discord cuts what it lists at a hundred characters.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).take(80).collect()
}

#[derive(Deserialize)]
struct Golden {
    question: Vec<Asked>,
}

#[derive(Deserialize)]
struct Asked {
    ask: String,
}

/// Fifty, spread over the file.
fn questions() -> Vec<String> {
    let file = crate::test_folder::bundled().join("mssante/questions.toml");
    let text = std::fs::read_to_string(file).expect("the bundled FAQ has golden questions");
    let all: Golden = toml::from_str(&text).expect("TOML");
    assert!(all.question.len() >= QUESTIONS, "too few questions");
    let step = all.question.len() / QUESTIONS;
    all.question.into_iter().step_by(step).take(QUESTIONS).map(|asked| asked.ask).collect()
}

/// `ask --json` in a terminal: the outcome, and every entry that came near.
fn terminal(folder: &Path, question: &str) -> (Shown, Vec<String>) {
    let ran = crate::test_folder::souffleur(folder)
        .args(["--faq", "faq", "ask", "--json", "--", question])
        .output()
        .expect("the program runs");
    let told: Value = serde_json::from_slice(&ran.stdout)
        .unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&ran.stderr)));
    let hits = told["candidates"].as_array().expect("a list");
    let text = |hit: &Value, key: &str| hit[key].as_str().expect("a text").to_owned();
    let near: Vec<String> = hits.iter().map(|hit| plain(&text(hit, "question"))).collect();
    let shown = match told["outcome"].as_str() {
        Some("found") => {
            let hit = hits.iter().find(|hit| hit["entry"] == told["entry"]).expect("the entry");
            Shown::found(&text(hit, "question"), &text(hit, "source"))
        }
        Some("unsure") => Shown::unsure(hits.iter().map(|hit| text(hit, "question"))),
        Some("unknown") => Shown::unknown(),
        other => panic!("no outcome: {other:?}"),
    };
    (shown, near)
}

/// A reply on Discord: an embed is an answer, a menu a choice.
fn discord(message: &Message) -> Shown {
    let embed = &message.body["embeds"][0];
    if let (Some(title), Some(url)) = (embed["title"].as_str(), embed["url"].as_str()) {
        return Shown::found(title, url);
    }
    // The menu's last line is «none of these»; the buttons of a vote come after it.
    let labels = labels(message);
    let choices: Vec<_> = match labels.iter().position(|label| label.starts_with("Aucune")) {
        Some(end) => labels.into_iter().take(end).collect(),
        None => Vec::new(),
    };
    if choices.is_empty() { Shown::unknown() } else { Shown::unsure(choices) }
}

/// An answer on Matrix: a title over a source is an answer, a numbered list a choice.
fn matrix(answer: &Event) -> Shown {
    let between = |text: &str, start: &str, end: &str| {
        let (_, rest) = text.split_once(start)?;
        rest.split_once(end).map(|(inside, _)| inside.to_owned())
    };
    let html = answer.html();
    if let Some(title) = between(html, "<h3>", "</h3>") {
        let (_, source) = html.split_once("Source").expect("an answer has its source");
        let link = between(source, "<a href=\"", "\"").expect("the source is a link");
        return Shown::found(&title, &link);
    }
    let numbered = answer.body().lines().filter_map(|line| {
        let (number, rest) = line.split_once(". ")?;
        number.parse::<usize>().ok()?;
        // The category stands behind it, between brackets.
        Some(rest.rsplit_once(" (").map_or(rest, |(question, _)| question).to_owned())
    });
    let choices: Vec<String> = numbered.collect();
    if choices.is_empty() { Shown::unknown() } else { Shown::unsure(choices) }
}

// The Matrix member blocks its thread; the Discord double goes on in another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_door_shows_the_same() {
    let Some(server) = Homeserver::shared() else { return };
    let faq = crate::test_folder::bundled();
    // A bot that finds no vectors ranks by words until it has computed them, while `ask` waits.
    let indexed = crate::test_folder::souffleur(&faq).arg("--faq").arg(&faq).arg("index").output();
    assert!(indexed.is_ok_and(|ran| ran.status.success()), "the vectors are computed");
    let scene = Scene::around(Discord::default(), |discord, proxy, _| {
        let token = &discord.shared.setup.token;
        DiscordBot::start_on(&faq, As::Itself, &proxy.url(), token, "")
    });
    scene.ready().await;
    let direct = scene.discord.direct(scene.camille);

    let account = server.register("souffleur");
    let bot = Setup::on(&faq, server, &account).start();
    let camille = Member::new(server, "camille");
    let room = camille.create(Room::direct(&account.user));
    camille.wait_for_member(&room, &account.user);

    let mut outcomes: HashMap<&str, usize> = HashMap::new();
    for question in questions() {
        let on_discord = scene.discord.says(scene.camille, direct, &question);
        let on_matrix = camille.say(&room, &Text::new(&question));
        let (in_terminal, near) = terminal(scene.bot.folder.path(), &question);
        let on_discord = discord(&scene.discord.reply_to(on_discord).await);
        let on_matrix = matrix(&camille.wait_for_answer(&on_matrix));
        assert_eq!(on_matrix, on_discord, "Matrix and Discord, {question}");
        assert_eq!(on_matrix.outcome, in_terminal.outcome, "{question}");
        match in_terminal.outcome {
            "found" => {
                assert_eq!(on_matrix.entries, in_terminal.entries, "{question}");
                // A fragment leads to the words on the page; the page is the same.
                let page = |link: &Option<String>| {
                    link.as_deref().and_then(|link| link.split('#').next()).map(str::to_owned)
                };
                assert_eq!(page(&on_matrix.link), page(&in_terminal.link), "{question}");
            }
            // What came near is listed to the end; a member chooses among the first.
            "unsure" => {
                assert_eq!(on_matrix.entries, near[..on_matrix.entries.len()], "{question}")
            }
            _ => {}
        }
        *outcomes.entry(in_terminal.outcome).or_default() += 1;
    }
    assert_eq!(outcomes.len(), 3, "each outcome is compared: {outcomes:?}");
    bot.close(&account.user, &[&camille]);
    scene.discord.assert_nothing_refused();
    scene.close().await;
}
