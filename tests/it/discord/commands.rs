//! Where the commands are registered:
//!
//! 1. After a trial on one server (`guild`), the server's commands are removed, so that members
//!    see each command once; the commands of others stay.
//! 2. On trial, the commands that every server shows are removed.
//! 3. A command that an older version registered is told to be one, and not a button.

use serde_json::{Value, json};

use super::conversations::{faq, shown};
use super::double::members::Typed;
use super::double::objects::Id;
use super::double::world::State;
use super::scene::Scene;

fn names(state: &State, guild: Option<Id>) -> Vec<String> {
    let commands = state.commands.get(&guild).into_iter().flatten();
    commands.map(|command| command["name"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Waits until only the command of another program is left there.
async fn only_anothers(scene: &Scene, guild: Option<Id>) {
    let alone = |state: &State| (names(state, guild) == ["autre"]).then_some(());
    scene.discord.wait("the commands left there to be removed", alone).await;
}

fn of_another() -> Value {
    json!({ "type": 1, "name": "autre", "description": "D’un autre programme" })
}

/// Starts the bot again with or without the setting.
async fn restart(scene: &mut Scene, guild: Option<Id>) {
    let path = scene.bot.folder.path().join("souffleur.toml");
    let text = std::fs::read_to_string(&path).expect("the settings");
    let mut lines: Vec<_> = text.lines().filter(|line| !line.starts_with("guild")).collect();
    let setting = guild.map(|guild| format!("guild = \"{guild}\""));
    lines.extend(setting.as_deref());
    std::fs::write(&path, lines.join("\n")).expect("the settings are written");
    let token = scene.discord.shared.setup.token.clone();
    scene.bot.restart(&token).await;
}

#[tokio::test]
async fn commands_are_shown_once_whatever_was_tried() {
    let mut scene = Scene::open(|_, ids| format!("guild = \"{}\"", ids.guild)).await;
    let guild = scene.guild;
    scene.discord.with(|state| {
        assert_eq!((names(state, None).len(), names(state, Some(guild)).len()), (0, 4));
        assert!(state.post_command(Some(guild), &of_another()).is_ok());
    });
    restart(&mut scene, None).await;
    only_anothers(&scene, Some(guild)).await;
    scene.discord.with(|state| {
        assert_eq!(names(state, None).len(), 4, "every server has them");
        assert!(state.post_command(None, &of_another()).is_ok());
    });
    scene.bot.logged("removed commands").await;

    restart(&mut scene, Some(guild)).await;
    only_anothers(&scene, None).await;
    assert_eq!(scene.discord.with(|state| names(state, Some(guild)).len()), 4);
    let Scene { discord, camille, channel, .. } = &scene;
    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    assert!(shown(&discord.answer(ran).await).contains("Signalez la perte"));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn an_old_command_is_told_to_be_one() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, .. } = &scene;
    discord.with(|state| assert!(state.post_command(None, &of_another()).is_ok()));
    let ran = discord.runs(*camille, *channel, &Typed::new("autre"));
    let told = discord.answer(ran).await;
    assert_eq!(told.only_for, Some(*camille));
    let text = shown(&told);
    assert!(text.contains("Cette commande n’existe plus") && !text.contains("bouton"), "{text}");
    discord.assert_nothing_refused();
    scene.close().await;
}
