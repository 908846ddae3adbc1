//! `/faq-équipe lier`: links a card to an entry, which is searched as one types. It is there only
//! where the settings name the team's channel, and works there alone; the buttons of a card do
//! the same.

use serde_json::{Value, json};
use serenity::model::application::{CommandData, CommandDataOptionValue, CommandType};

use super::command::Command;
use super::definition::{described, entry_option, with};
use crate::platform::discord::state::DiscordState;
use crate::platform::discord::suggestions;
use crate::platform::discord::wording::command as word;
use crate::search::Scope;

/// The definition that Discord is told.
pub fn definition() -> Value {
    let card = with(
        described(word::CARD, word::CARD_IS),
        json!({ "type": 4, "required": true, "min_value": 1 }),
    );
    let link = with(
        described(word::LINK, word::LINK_DOES),
        json!({ "type": 1, "options": [card, entry_option()] }),
    );
    with(
        described(word::TEAM, word::TEAM_DOES),
        json!({ "type": 1, "options": [link], "contexts": [0], "integration_types": [0] }),
    )
}

/// Whether it is this command.
pub fn is_it(data: &CommandData) -> bool {
    data.kind == CommandType::ChatInput && data.name == word::TEAM.fr
}

/// Reads the command.
pub fn read(data: &CommandData) -> Option<Command> {
    if !is_it(data) {
        return None;
    }
    let options = data.options.iter().find_map(|option| match &option.value {
        CommandDataOptionValue::SubCommand(options) if option.name == word::LINK.fr => {
            Some(options)
        }
        _ => None,
    })?;
    let value = |name: &str| options.iter().find(|o| o.name == name).map(|o| &o.value);
    Some(Command::LinkCard {
        card: value(word::CARD.fr)?.as_i64()?,
        entry: value(word::ENTRY.fr)?.as_str()?.to_owned(),
    })
}

/// The entries nearest to what is being typed.
pub async fn suggest(state: &DiscordState, typed: &str, scope: &Scope) -> Value {
    suggestions::entry_suggestions(&state.bot.desk().search(typed, scope).await)
}
