//! `/faq-admin`: reload, state, check, rollback, why. Discord shows it to who
//! manages the server; we serve it to the roles in the configuration alone.

use serde_json::{Value, json};
use serenity::model::application::{CommandData, CommandDataOptionValue, CommandType};

use super::command::Command;
use super::definition::{described, with};
use crate::bot::{AdminCommand, Request};
use crate::conversation::admin::{ADMIN_COMMANDS, AdminEntry, AdminOption};
use crate::platform::discord::incoming::Asked;
use crate::platform::discord::payload::Payload;
use crate::platform::discord::render::{self, Frame};
use crate::platform::discord::state::DiscordState;
use crate::wording::discord::{self as wording, command as word};

/// The permission to manage a server, as Discord writes it.
const MANAGE_SERVER: &str = "32";

/// What Discord is told.
pub fn definition() -> Value {
    let parts = ADMIN_COMMANDS.map(|AdminEntry { name, description, option, .. }| {
        let part = with(described(name, description), json!({ "type": 1 }));
        match option {
            Some(AdminOption { name, description, .. }) => {
                let option = with(described(name, description), json!({ "type": 5 }));
                with(part, json!({ "options": [option] }))
            }
            None => part,
        }
    });
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

/// Reads the command.
pub fn read(data: &CommandData) -> Option<Command> {
    if data.kind != CommandType::ChatInput || data.name != word::ADMIN.fr {
        return None;
    }
    let (part, options) = data.options.iter().find_map(|option| match &option.value {
        CommandDataOptionValue::SubCommand(options) => Some((option.name.as_str(), options)),
        _ => None,
    })?;
    let entry = ADMIN_COMMANDS.into_iter().find(|entry| entry.name.fr == part)?;
    let switched = |option: &AdminOption| {
        options.iter().any(|o| o.name == option.name.fr && o.value.as_bool() == Some(true))
    };
    let option = entry.option.filter(switched);
    Some(Command::Admin(option.map_or(entry.command, |option| option.command)))
}

/// Does it, for who may.
pub async fn answer(state: &DiscordState, asked: &Asked, command: AdminCommand) -> Payload {
    if state.admin_roles.is_empty() {
        return Payload::text(wording::NO_ADMIN_ROLE);
    }
    let asker = state.asker(asked.path, asked.person.id, state.role(&asked.person));
    let reply = state.bot.handle(Request::Admin(command), &asker).await;
    render::render(&reply, &Frame::private(asked.person.id))
}
