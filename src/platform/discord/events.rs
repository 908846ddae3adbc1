//! What the gateway tells → what somebody wants of the bot. Pure: no network, no
//! state; what is not for the bot is `None`.

use serenity::model::application::{
    ActionRowComponent, CommandInteraction, ComponentInteraction, ComponentInteractionDataKind,
    Interaction, ModalInteraction,
};
use serenity::model::channel::{GuildChannel, Message, MessageType, PartialChannel};
use serenity::model::event::{Event, MessageUpdateEvent};
use serenity::model::guild::Member;
use serenity::model::id::{ChannelId, UserId};
use serenity::model::permissions::Permissions;
use serenity::model::user::User;

use super::commands;
use super::custom_id::Click;
use super::incoming::{Asked, Fields, Heard, How, Incoming, On, Person, What};
use super::place::ChannelPath;
use super::text::{text_of, without_mentions};

/// Reads an event. `me` is the bot's account, once it is known.
pub fn read(event: &Event, me: Option<UserId>) -> Option<Incoming> {
    Some(match event {
        Event::Ready(event) => {
            Incoming::Ready { me: event.ready.user.id, application: event.ready.application.id }
        }
        Event::InteractionCreate(event) => Incoming::Asked(asked(&event.interaction)?),
        Event::MessageCreate(event) => Incoming::Heard(heard(&event.message, me?)?),
        Event::MessageUpdate(event) => edited(event, me?)?,
        Event::MessageDelete(event) => {
            Incoming::Deleted { channel: event.channel_id, ids: vec![event.message_id] }
        }
        Event::MessageDeleteBulk(event) => {
            Incoming::Deleted { channel: event.channel_id, ids: event.ids.clone() }
        }
        Event::GuildCreate(event) => {
            let channels = event.guild.channels.keys().copied().collect();
            let threads = threads(&event.guild.threads);
            Incoming::Places { server: Some(event.guild.id), channels, threads }
        }
        Event::ChannelCreate(event) => {
            let channels = vec![event.channel.id];
            Incoming::Places { server: None, channels, threads: Vec::new() }
        }
        Event::ChannelDelete(event) => Incoming::PlaceGone(event.channel.id),
        Event::ThreadCreate(event) => told_of(std::slice::from_ref(&event.thread)),
        Event::ThreadUpdate(event) => told_of(std::slice::from_ref(&event.thread)),
        Event::ThreadListSync(event) => told_of(&event.threads),
        Event::ThreadDelete(event) => Incoming::PlaceGone(event.thread.id),
        Event::Unknown(event) => Incoming::Unknown(event.kind.clone()),
        _ => return None,
    })
}

/// The id of a message or an interaction that is new, whoever it is from.
pub fn new_id(event: &Event) -> Option<u64> {
    match event {
        Event::MessageCreate(event) => Some(event.message.id.get()),
        Event::InteractionCreate(event) => Some(event.interaction.id().get()),
        _ => None,
    }
}

fn told_of(told: &[GuildChannel]) -> Incoming {
    Incoming::Places { server: None, channels: Vec::new(), threads: threads(told) }
}

fn threads(threads: &[GuildChannel]) -> Vec<(ChannelId, ChannelId)> {
    let pair = |thread: &GuildChannel| Some((thread.id, thread.parent_id?));
    threads.iter().filter_map(pair).collect()
}

fn asked(interaction: &Interaction) -> Option<Asked> {
    match interaction {
        Interaction::Command(command) => {
            let what = commands::read(&command.data).map_or(What::UnknownCommand, What::Command);
            Some(of_command(command, what))
        }
        Interaction::Autocomplete(command) => {
            let typed = command.data.autocomplete().map_or("", |option| option.value).to_owned();
            let what = match commands::completes_entries(&command.data) {
                true => What::TypingEntry(typed),
                false => What::Typing(typed),
            };
            Some(of_command(command, what))
        }
        Interaction::Modal(form) => Some(of_form(form)),
        Interaction::Component(component) => Some(of_component(component)),
        _ => None,
    }
}

fn of_command(command: &CommandInteraction, what: What) -> Asked {
    Asked {
        id: command.id,
        application: command.application_id,
        token: command.token.clone(),
        path: ChannelPath {
            server: command.guild_id,
            channel: command.channel_id,
            parent: parent(command.channel.as_ref()),
        },
        person: person(&command.user, command.member.as_deref(), command.channel.as_ref()),
        what,
    }
}

fn of_component(component: &ComponentInteraction) -> Asked {
    let values = match &component.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.clone(),
        _ => Vec::new(),
    };
    Asked {
        id: component.id,
        application: component.application_id,
        token: component.token.clone(),
        path: ChannelPath {
            server: component.guild_id,
            channel: component.channel_id,
            parent: parent(component.channel.as_ref()),
        },
        person: person(&component.user, component.member.as_ref(), component.channel.as_ref()),
        what: What::Clicked {
            click: Click::decode(&component.data.custom_id),
            values,
            on: on(&component.message),
        },
    }
}

fn of_form(form: &ModalInteraction) -> Asked {
    let inputs = form.data.components.iter().flat_map(|row| &row.components);
    let fields = inputs.filter_map(|input| match input {
        ActionRowComponent::InputText(field) => {
            Some((field.custom_id.clone(), field.value.clone().unwrap_or_default()))
        }
        _ => None,
    });
    Asked {
        id: form.id,
        application: form.application_id,
        token: form.token.clone(),
        path: ChannelPath {
            server: form.guild_id,
            channel: form.channel_id,
            parent: parent(form.channel.as_ref()),
        },
        person: person(&form.user, form.member.as_ref(), form.channel.as_ref()),
        what: What::Submitted {
            click: Click::decode(&form.data.custom_id),
            fields: Fields(fields.collect()),
            on: form.message.as_deref().map(on),
        },
    }
}

/// The message that somebody clicked on.
fn on(message: &Message) -> On {
    On {
        id: message.id,
        private: message.flags.is_some_and(|flags| flags.bits() & (1 << 6) != 0),
        content: message.content.clone(),
        replies_to: message.referenced_message.as_ref().map(|m| m.author.id),
    }
}

/// The channel of a thread. Other channels have a parent as well, their category,
/// which is not meant here.
fn parent(channel: Option<&PartialChannel>) -> Option<ChannelId> {
    let channel = channel.filter(|channel| channel.thread_metadata.is_some())?;
    channel.parent_id
}

fn person(user: &User, member: Option<&Member>, channel: Option<&PartialChannel>) -> Person {
    let in_thread = channel.is_some_and(|channel| channel.thread_metadata.is_some());
    let needed =
        if in_thread { Permissions::SEND_MESSAGES_IN_THREADS } else { Permissions::SEND_MESSAGES };
    // Discord counts in what the channel allows and forbids. Direct messages have no member.
    let may = |member: &Member| member.permissions.is_some_and(|may| may.contains(needed));
    let nick = member.and_then(|member| member.nick.as_deref());
    Person {
        id: user.id,
        name: nick.unwrap_or_else(|| user.display_name()).to_owned(),
        roles: member.map_or_else(Vec::new, |member| member.roles.clone()),
        may_write: member.is_none_or(may),
    }
}

fn heard(message: &Message, me: UserId) -> Option<Heard> {
    let spoken = matches!(message.kind, MessageType::Regular | MessageType::InlineReply);
    if !spoken || message.author.bot || message.webhook_id.is_some() || message.author.id == me {
        return None;
    }
    let mentioned = message.mentions.iter().any(|user| user.id == me);
    let to_us = message.referenced_message.as_ref().is_some_and(|m| m.author.id == me);
    let written = text_of(message);
    Some(Heard {
        id: message.id,
        path: ChannelPath { server: message.guild_id, channel: message.channel_id, parent: None },
        author: author_of(&message.author),
        text: without_mentions(&written),
        how: how(message.guild_id.is_some(), mentioned, to_us),
        readable: !written.trim().is_empty(),
    })
}

fn edited(event: &MessageUpdateEvent, me: UserId) -> Option<Incoming> {
    // Discord also tells of an update when it has added previews of links.
    event.edited_timestamp?;
    let written = event.content.as_deref()?;
    let author = event.author.as_ref()?;
    if author.id == me || author.bot || event.webhook_id.flatten().is_some() {
        return None;
    }
    let mentioned = event.mentions.iter().flatten().any(|user| user.id == me);
    let replied = event.referenced_message.iter().flatten().any(|m| m.author.id == me);
    Some(Incoming::Edited(Heard {
        id: event.id,
        path: ChannelPath { server: event.guild_id, channel: event.channel_id, parent: None },
        author: author_of(author),
        text: without_mentions(written),
        how: how(event.guild_id.is_some(), mentioned, replied),
        readable: !written.trim().is_empty(),
    }))
}

/// The author of a message, who needs no role.
fn author_of(user: &User) -> Person {
    Person { id: user.id, name: user.display_name().to_owned(), roles: Vec::new(), may_write: true }
}

fn how(in_server: bool, mentioned: bool, replied: bool) -> How {
    match (in_server, mentioned, replied) {
        (false, ..) => How::Direct,
        (true, true, _) => How::Mention,
        (true, false, true) => How::Reply,
        (true, false, false) => How::Overheard,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Events as Discord sends them, one in each file; the double of the tests wrote them.
    #[test]
    fn what_members_do_is_read() {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/discord/fixtures");
        let parsed = |path: &std::path::Path| -> Value {
            let text = std::fs::read_to_string(path).expect("a fixture");
            serde_json::from_str(&text).expect("JSON")
        };
        let own = parsed(&folder.join("own-message.json"));
        let me = own["d"]["author"]["id"].as_str().and_then(|id| id.parse().ok()).expect("our id");
        let mut files: Vec<_> = std::fs::read_dir(&folder)
            .expect("the fixtures")
            .map(|file| file.expect("a fixture").path())
            .collect();
        files.sort();
        assert!(files.len() > 20, "{files:?}");
        for file in files {
            let payload = parsed(&file);
            let event: Event = serde_json::from_value(payload.clone()).expect("an event");
            let shown = format!("{:#?}", read(&event, Some(me)));
            if let Some(token) = payload["d"]["token"].as_str() {
                assert!(!shown.contains(token), "{} shows its token", file.display());
            }
            let name = file.file_stem().and_then(|name| name.to_str()).expect("a name");
            insta::assert_snapshot!(format!("event_{name}"), shown);
        }
        let unheard_of =
            json!({ "op": 0, "s": 1, "t": "SOMETHING_NEW", "d": { "content": "secret" } });
        let event: Event = serde_json::from_value(unheard_of).expect("an event");
        assert_eq!(read(&event, Some(me)), Some(Incoming::Unknown("SOMETHING_NEW".to_owned())));
    }
}
