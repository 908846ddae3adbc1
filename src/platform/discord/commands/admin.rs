//! `/faq-admin`, with one subcommand for each verb of `conversation::admin`. Discord shows
//! it to those who manage the server; the bot obeys only the roles in its configuration.

use serde_json::{Value, json};
use serenity::model::application::{CommandData, CommandDataOptionValue, CommandType};

use super::command::Command;
use super::definition::{described, entry_option, with};
use crate::bot::{AdminCommand, AskedBy, Request};
use crate::conversation::admin::{ADMIN_COMMANDS, AdminVerb, VerbSwitch};
use crate::faq::EntryId;
use crate::platform::discord::custom_id::picked;
use crate::platform::discord::incoming::Asked;
use crate::platform::discord::payload::Payload;
use crate::platform::discord::render::{self, Frame};
use crate::platform::discord::state::DiscordState;
use crate::platform::discord::wording::{self, command as word};

/// The permission to manage a server, as Discord writes it.
const MANAGE_SERVER: &str = "32";

/// The definition that Discord is told.
pub fn definition() -> Value {
    let parts = ADMIN_COMMANDS.map(|AdminVerb { name, description, switch, .. }| {
        let part = with(described(name, description), json!({ "type": 1 }));
        match switch {
            Some(VerbSwitch { name, description, .. }) => {
                let option = with(described(name, description), json!({ "type": 5 }));
                with(part, json!({ "options": [option] }))
            }
            None => part,
        }
    });
    let still_correct = with(
        described(word::STILL_CORRECT, word::STILL_CORRECT_DOES),
        json!({ "type": 1, "options": [entry_option()] }),
    );
    let parts: Vec<Value> = parts.into_iter().chain([still_correct]).collect();
    with(
        described(word::ADMIN, word::ADMIN_DOES),
        json!({
            "type": 1,
            "options": parts,
            "default_member_permissions": MANAGE_SERVER,
            "contexts": [0],
            "integration_types": [0],
        }),
    )
}

/// Whether it is this command.
pub fn is_it(data: &CommandData) -> bool {
    data.kind == CommandType::ChatInput && data.name == word::ADMIN.fr
}

/// Reads the command.
pub fn read(data: &CommandData) -> Option<Command> {
    if !is_it(data) {
        return None;
    }
    let (part, options) = data.options.iter().find_map(|option| match &option.value {
        CommandDataOptionValue::SubCommand(options) => Some((option.name.as_str(), options)),
        _ => None,
    })?;
    if part == word::STILL_CORRECT.fr {
        let typed = options.iter().find(|o| o.name == word::ENTRY.fr)?.value.as_str()?;
        return Some(match picked(typed).or_else(|| EntryId::new(typed.trim())) {
            Some(entry) => Command::Admin(AdminCommand::StillCorrect(entry)),
            None => Command::NoSuchEntry,
        });
    }
    let verb = ADMIN_COMMANDS.into_iter().find(|verb| verb.name.fr == part)?;
    let on = |switch: &VerbSwitch| {
        options.iter().any(|o| o.name == switch.name.fr && o.value.as_bool() == Some(true))
    };
    let switch = verb.switch.filter(on);
    Some(Command::Admin(switch.map_or(verb.command, |switch| switch.command)))
}

/// The reply to the command; people without an admin role are refused.
pub async fn answer(state: &DiscordState, asked: &Asked, command: AdminCommand) -> Payload {
    if state.admin_roles.is_empty() {
        return Payload::text(wording::NO_ADMIN_ROLE);
    }
    let role = state.role(&asked.person);
    let asker = state.asker(asked.path, asked.person.id, role, AskedBy::Command);
    let reply = state.bot.handle(Request::Admin(command), &asker).await;
    render::render(&reply, &Frame::private(asked.person.id))
}
