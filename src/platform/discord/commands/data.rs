//! `/faq-donnees`: what is kept of the person who asks, and the buttons to erase it and to be
//! recorded or not. Nobody else sees it, in a direct message neither.

use serde_json::{Value, json};
use serenity::model::application::{CommandData, CommandType};

use super::command::Command;
use super::definition::{described, with};
use crate::platform::discord::wording::command as word;

/// The definition that Discord is told.
pub fn definition() -> Value {
    with(
        described(word::DATA, word::DATA_DOES),
        json!({ "type": 1, "contexts": [0, 1], "integration_types": [0] }),
    )
}

/// Reads the command.
pub fn read(data: &CommandData) -> Option<Command> {
    let is_it = data.kind == CommandType::ChatInput && data.name == word::DATA.fr;
    is_it.then_some(Command::MyData)
}
