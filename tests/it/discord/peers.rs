//! The double is enough like Discord for independent client libraries:
//!
//! 1. discord.js and discord.py each connect, register commands, complete,
//!    answer, defer and edit, follow up, update on a click, and read a message's
//!    menu, and the double finds nothing against Discord's description.
//! 2. They answer a mention, and edit and delete that answer, without a ping; they
//!    get the text of a mention, and no text of a message without one.
//! 3. After a dropped connection they resume, and get each message sent meanwhile
//!    once.
//!
//! `.ci/discord-peers` installs both under `target/`, pinned.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::json;
use tokio::process::{Child, Command};

use super::double::members::Typed;
use super::double::world::Gateway;
use super::double::{Double, Setup, skipped};

fn installed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/discord-peers")
}

fn start(discord: &Double, mut command: Command) -> Child {
    command
        .env("DISCORD_API", format!("{}/api", discord.api_url()))
        .env("DISCORD_TOKEN", &discord.shared.setup.token)
        .stdin(Stdio::null())
        .stdout(Stdio::inherit())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()
        .expect("the peer's interpreter starts")
}

#[tokio::test]
async fn discord_js_takes_the_double_for_discord() {
    let modules = installed().join("node_modules");
    if !modules.join("discord.js").is_dir() {
        return skipped("discord.js is not installed: .ci/discord-peers");
    }
    let mut command = Command::new("node");
    // node looks for the modules beside the script.
    command.arg(installed().join("peer.mjs"));
    converse(command).await;
}

#[tokio::test]
async fn discord_py_takes_the_double_for_discord() {
    let python = installed().join("venv/bin/python");
    if !python.is_file() {
        return skipped("discord.py is not installed: .ci/discord-peers");
    }
    let mut command = Command::new(python);
    command.arg(installed().join("peer.py"));
    converse(command).await;
}

async fn converse(command: Command) {
    let discord = Double::start(Setup::default());
    let camille = discord.person("camille");
    let guild = discord.guild("Cabinet", &[camille]);
    let channel = discord.channel(guild, "general");
    let direct = discord.direct(camille);
    let _peer = start(&discord, command);

    discord.connected().await;
    let registered =
        |state: &super::double::State| (state.commands.get(&None)?.len() == 3).then_some(());
    discord.wait("three commands", registered).await;

    let typed = discord.types(camille, channel, &Typed::new("echo").with("texte", "ab"), "texte");
    let suggested = discord.suggestions(typed).await;
    assert_eq!(suggested[2], json!({ "name": "ab 3", "value": "ab3" }));

    let ran = discord.runs(camille, channel, &Typed::new("echo").with("texte", "ab3"));
    let answer = discord.answer(ran).await;
    assert_eq!((&*answer.body["content"].to_string(), answer.only_for), ("\"écho : ab3\"", None));

    discord.clicks(camille, answer.id, "Encore");
    discord
        .wait("the update", |state| {
            (state.messages[&answer.id].body["content"] == "cliqué").then_some(())
        })
        .await;
    assert_eq!(discord.message(answer.id).body["components"], json!([]));

    let ran = discord.runs(camille, direct, &Typed::new("lent"));
    let slow = discord.wait("a follow-up", |state| {
        let of = &state.interactions[&ran];
        let last = of.follow_ups.first()?;
        Some((of.answered?.1, state.messages[&of.original?].clone(), state.messages[last].clone()))
    });
    let (callback, promised, more) = slow.await;
    assert_eq!((callback, promised.body["embeds"][0]["title"].as_str()), (5, Some("Fini")));
    assert_eq!((more.body["content"].as_str(), more.only_for), (Some("et encore"), Some(camille)));

    let plain = discord.says(camille, channel, "rien de spécial");
    let ran = discord.picks_on_message(camille, plain, "Relire");
    let answer = discord.answer(ran).await;
    assert_eq!(
        (answer.body["content"].as_str(), answer.only_for),
        (Some("relu : rien de spécial"), Some(camille))
    );

    let asked = discord.mentions_bot(camille, channel, "bonjour");
    let length = discord.message(asked).body["content"].as_str().map_or(0, |c| c.chars().count());
    let reply = discord.reply_to(asked).await;
    assert_eq!(reply.body["content"], format!("lu : {length}"));
    assert_eq!(reply.body["mentions"], json!([]), "nobody is pinged");
    let longer = format!("<@{}> bonjour à tous", discord.bot());
    discord.edits(asked, &longer);
    let expected = format!("relu : {}", longer.chars().count());
    discord
        .wait("the edited answer", |state| {
            (state.messages[&reply.id].body["content"] == expected).then_some(())
        })
        .await;
    discord.deletes(asked);
    discord
        .wait("the deleted answer", |state| state.messages[&reply.id].deleted.then_some(()))
        .await;
    assert_eq!(discord.with(|state| state.replies_to(plain).len()), 0, "it was not spoken to");

    discord.drop_connections();
    let meanwhile = discord.mentions_bot(camille, channel, "et pendant la coupure ?");
    discord
        .wait("a resumed session", |state| {
            state
                .gateway
                .iter()
                .find(|(_, event)| matches!(event, Gateway::Resumed { .. }))
                .map(|_| ())
        })
        .await;
    discord.reply_to(meanwhile).await;
    let after = discord.mentions_bot(camille, channel, "et après ?");
    discord.reply_to(after).await;
    let replies = |id| discord.with(|state| state.replies_to(id).len());
    assert_eq!((replies(meanwhile), replies(after)), (1, 1), "each is answered once");
    let identified = discord.with(|state| {
        state
            .gateway
            .iter()
            .filter(|(_, event)| matches!(event, Gateway::Identified { .. }))
            .count()
    });
    assert_eq!(identified, 1, "the session was resumed, not begun again");
    discord.assert_nothing_refused();
}
