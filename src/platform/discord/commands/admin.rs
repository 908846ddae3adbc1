//! `/faq-admin`: reload, state, check, rollback, why. Discord shows it to who
//! manages the server; we serve it to the roles in the configuration alone.

use serde_json::{Value, json};
use serenity::model::application::{CommandData, CommandDataOptionValue, CommandType};

use super::{described, with};
use crate::bot::{AdminCommand, Request};
use crate::platform::discord::incoming::{Asked, Command};
use crate::platform::discord::payload::Payload;
use crate::platform::discord::render::{self, Frame};
use crate::platform::discord::state::DiscordState;
use crate::wording::discord::{self as wording, Bilingual, command as word};

/// Each part, its text and what it does: the list.
const PARTS: [(Bilingual, Bilingual, AdminCommand); 5] = [
    (word::RELOAD, word::RELOAD_DOES, AdminCommand::Reload { force: false }),
    (word::STATUS, word::STATUS_DOES, AdminCommand::Status),
    (word::CHECK, word::CHECK_DOES, AdminCommand::Check),
    (word::ROLLBACK, word::ROLLBACK_DOES, AdminCommand::Rollback),
    (word::WHY, word::WHY_DOES, AdminCommand::Why),
];

/// The permission to manage a server, as Discord writes it.
const MANAGE_SERVER: &str = "32";

/// What Discord is told.
pub fn definition() -> Value {
    let force = with(described(word::FORCE, word::FORCE_IS), json!({ "type": 5 }));
    let parts = PARTS.map(|(name, does, command)| {
        let part = with(described(name, does), json!({ "type": 1 }));
        match command {
            AdminCommand::Reload { .. } => with(part, json!({ "options": [force] })),
            _ => part,
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
    let (_, _, command) = PARTS.into_iter().find(|(name, _, _)| name.fr == part)?;
    let forced = (options.iter())
        .any(|option| option.name == word::FORCE.fr && option.value.as_bool() == Some(true));
    Some(Command::Admin(match command {
        AdminCommand::Reload { .. } => AdminCommand::Reload { force: forced },
        other => other,
    }))
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
