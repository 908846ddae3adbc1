//! The menu on anybody's message. Only the person who clicks sees the entries that are
//! nearest to it, and may post one as a reply.

use serde_json::{Value, json};
use serenity::model::application::{CommandData, CommandType, ResolvedTarget};

use super::command::{Command, MenuTarget};
use super::definition::{named, with};
use crate::bot::{AskedBy, PersonKey, Question, Reply, Request, Role};
use crate::platform::discord::incoming::Asked;
use crate::platform::discord::payload::Payload;
use crate::platform::discord::render::{self, Frame};
use crate::platform::discord::state::DiscordState;
use crate::platform::discord::text::{text_of, without_mentions};
use crate::platform::discord::wording::command as word;
use crate::privacy;
use crate::wording::PATIENT_IN_SEARCHED;

/// The definition that Discord is told.
pub fn definition() -> Value {
    with(named(word::MENU), json!({ "type": 3, "contexts": [0, 1], "integration_types": [0] }))
}

/// Reads the command.
pub fn read(data: &CommandData) -> Option<Command> {
    if data.kind != CommandType::Message || data.name != word::MENU.fr {
        return None;
    }
    let Some(ResolvedTarget::Message(message)) = data.target() else { return None };
    Some(Command::Menu(MenuTarget {
        id: message.id,
        author: message.author.id,
        name: message.author.display_name().to_owned(),
        text: without_mentions(&text_of(message)),
    }))
}

/// The entries that are nearest to the message.
pub async fn answer(state: &DiscordState, asked: &Asked, target: &MenuTarget) -> Payload {
    if target.text.is_empty() {
        return Payload::text(crate::wording::unreadable());
    }
    let author = PersonKey::new(target.author.to_string());
    let request = Request::Candidates(Question::new(&target.text).written_by(author));
    let asker = state.asker(asked.path, asked.person.id, Role::Member, AskedBy::Menu);
    let reply = state.bot.handle(request, &asker).await;
    let question = match &reply {
        Reply::Candidates(_, question) => *question,
        _ => None,
    };
    let frame = Frame {
        target: Some((target.id, target.name.clone(), question)),
        shareable: asked.person.may_write,
        warning: (privacy::mask(&target.text).looks_like_patient_data())
            .then_some(PATIENT_IN_SEARCHED),
        ..Frame::private(asked.person.id)
    };
    render::render(&reply, &frame)
}
