//! What the gateway tells → what somebody wants of us. Pure: no network, no
//! state; whatever is not for us is `None`.

use serenity::model::application::{
    CommandInteraction, ComponentInteraction, ComponentInteractionDataKind, Interaction,
};
use serenity::model::channel::{GuildChannel, Message, MessageType, PartialChannel};
use serenity::model::event::{Event, MessageUpdateEvent};
use serenity::model::guild::Member;
use serenity::model::user::User;

use super::bindings::Spot;
use super::commands::{self, Command};
use super::custom_id::Click;

/// Something to act on.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// The connection is up: who we are.
    Ready {
        /// Our account.
        me: u64,
        /// Our application.
        application: u64,
    },
    /// A command, a suggestion list, a click.
    Asked(Asked),
    /// A message that may be for us.
    Heard(Heard),
    /// A message's text was changed.
    Edited {
        /// The message.
        id: u64,
        /// Where.
        spot: Spot,
        /// Its text as in [`Heard`].
        text: String,
    },
    /// Messages are gone.
    Deleted(Vec<u64>),
    /// Threads and the channels they are in.
    Threads(Vec<(u64, u64)>),
    /// A thread is gone.
    ThreadGone(u64),
    /// Of a kind we do not know.
    Unknown(String),
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their account.
    pub id: u64,
    /// As others see it.
    pub name: String,
    /// Their roles in the server.
    pub roles: Vec<u64>,
}

/// An interaction.
#[derive(Clone, PartialEq)]
pub struct Asked {
    /// The interaction.
    pub id: u64,
    /// Ours.
    pub application: u64,
    /// Lets answer it.
    pub token: String,
    /// Where.
    pub spot: Spot,
    /// Who.
    pub person: Person,
    /// What.
    pub what: What,
}

// The token must not get into a log by way of `{:?}`.
impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, application, token: _, spot, person, what } = self;
        f.debug_struct("Asked")
            .field("id", id)
            .field("application", application)
            .field("spot", spot)
            .field("person", person)
            .field("what", what)
            .finish()
    }
}

/// What an interaction asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A command was sent.
    Command(Command),
    /// A question is being typed.
    Typing(String),
    /// A button or a menu was used.
    Clicked {
        /// What it carries; `None` for one of another version.
        click: Option<Click>,
        /// What was chosen in a menu.
        values: Vec<String>,
        /// The message it is on.
        on: On,
    },
    /// A command that is not ours any more.
    UnknownCommand,
}

/// The message that a button is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct On {
    /// The message.
    pub id: u64,
    /// Only one person sees it.
    pub private: bool,
    /// The line over the card.
    pub content: String,
    /// Who wrote the message it replies to.
    pub replies_to: Option<u64>,
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The message.
    pub id: u64,
    /// Where; the thread's channel is not known here.
    pub spot: Spot,
    /// Who wrote it.
    pub author: Person,
    /// Its words, without mentions.
    pub text: String,
    /// How it came to us.
    pub how: How,
    /// It has text at all, or is a mere mention.
    pub readable: bool,
}

/// How a message came to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It mentions us.
    Mention,
    /// It replies to a message of ours.
    Reply,
    /// It was sent to us alone.
    Direct,
    /// It is for others: read in channels with automatic answers alone.
    Overheard,
}

/// Reads an event. `me` is our account, once it is known.
pub fn read(event: &Event, me: Option<u64>) -> Option<Incoming> {
    Some(match event {
        Event::Ready(event) => Incoming::Ready {
            me: event.ready.user.id.get(),
            application: event.ready.application.id.get(),
        },
        Event::InteractionCreate(event) => Incoming::Asked(asked(&event.interaction)?),
        Event::MessageCreate(event) => Incoming::Heard(heard(&event.message, me?)?),
        Event::MessageUpdate(event) => edited(event, me?)?,
        Event::MessageDelete(event) => Incoming::Deleted(vec![event.message_id.get()]),
        Event::MessageDeleteBulk(event) => {
            Incoming::Deleted(event.ids.iter().map(|id| id.get()).collect())
        }
        Event::GuildCreate(event) => Incoming::Threads(threads(&event.guild.threads)),
        Event::ThreadCreate(event) => {
            Incoming::Threads(threads(std::slice::from_ref(&event.thread)))
        }
        Event::ThreadUpdate(event) => {
            Incoming::Threads(threads(std::slice::from_ref(&event.thread)))
        }
        Event::ThreadListSync(event) => Incoming::Threads(threads(&event.threads)),
        Event::ThreadDelete(event) => Incoming::ThreadGone(event.thread.id.get()),
        Event::Unknown(event) => Incoming::Unknown(event.kind.clone()),
        _ => return None,
    })
}

fn threads(threads: &[GuildChannel]) -> Vec<(u64, u64)> {
    let pair = |thread: &GuildChannel| Some((thread.id.get(), thread.parent_id?.get()));
    threads.iter().filter_map(pair).collect()
}

fn asked(interaction: &Interaction) -> Option<Asked> {
    match interaction {
        Interaction::Command(command) => {
            let what = commands::read(&command.data).map_or(What::UnknownCommand, What::Command);
            Some(of_command(command, what))
        }
        Interaction::Autocomplete(command) => {
            let typed = command.data.autocomplete().map_or("", |option| option.value);
            Some(of_command(command, What::Typing(typed.to_owned())))
        }
        Interaction::Component(component) => Some(of_component(component)),
        _ => None,
    }
}

fn of_command(command: &CommandInteraction, what: What) -> Asked {
    Asked {
        id: command.id.get(),
        application: command.application_id.get(),
        token: command.token.clone(),
        spot: Spot {
            server: command.guild_id.map(|id| id.get()),
            channel: command.channel_id.get(),
            parent: parent(command.channel.as_ref()),
        },
        person: person(&command.user, command.member.as_deref()),
        what,
    }
}

fn of_component(component: &ComponentInteraction) -> Asked {
    let values = match &component.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.clone(),
        _ => Vec::new(),
    };
    let message = &component.message;
    Asked {
        id: component.id.get(),
        application: component.application_id.get(),
        token: component.token.clone(),
        spot: Spot {
            server: component.guild_id.map(|id| id.get()),
            channel: component.channel_id.get(),
            parent: parent(component.channel.as_ref()),
        },
        person: person(&component.user, component.member.as_ref()),
        what: What::Clicked {
            click: Click::decode(&component.data.custom_id),
            values,
            on: On {
                id: message.id.get(),
                private: message.flags.is_some_and(|flags| flags.bits() & (1 << 6) != 0),
                content: message.content.clone(),
                replies_to: message.referenced_message.as_ref().map(|m| m.author.id.get()),
            },
        },
    }
}

/// A thread's channel; other channels have a category there.
fn parent(channel: Option<&PartialChannel>) -> Option<u64> {
    let channel = channel.filter(|channel| channel.thread_metadata.is_some())?;
    Some(channel.parent_id?.get())
}

fn person(user: &User, member: Option<&Member>) -> Person {
    let nick = member.and_then(|member| member.nick.as_deref());
    Person {
        id: user.id.get(),
        name: nick.unwrap_or_else(|| user.display_name()).to_owned(),
        roles: member.map_or_else(Vec::new, |m| m.roles.iter().map(|id| id.get()).collect()),
    }
}

fn heard(message: &Message, me: u64) -> Option<Heard> {
    let spoken = matches!(message.kind, MessageType::Regular | MessageType::InlineReply);
    if !spoken || message.author.bot || message.webhook_id.is_some() || message.author.id == me {
        return None;
    }
    let mentioned = message.mentions.iter().any(|user| user.id == me);
    let to_us = message.referenced_message.as_ref().is_some_and(|m| m.author.id == me);
    let how = match message.guild_id {
        None => How::Direct,
        Some(_) if mentioned => How::Mention,
        Some(_) if to_us => How::Reply,
        Some(_) => How::Overheard,
    };
    let written = text_of(message);
    Some(Heard {
        id: message.id.get(),
        spot: Spot {
            server: message.guild_id.map(|id| id.get()),
            channel: message.channel_id.get(),
            parent: None,
        },
        author: Person {
            id: message.author.id.get(),
            name: message.author.display_name().to_owned(),
            roles: Vec::new(),
        },
        text: without_mentions(&written),
        how,
        readable: !written.trim().is_empty(),
    })
}

fn edited(event: &MessageUpdateEvent, me: u64) -> Option<Incoming> {
    let ours = event.author.as_ref().is_some_and(|author| author.id == me);
    // Discord also "updates" a message when it has looked at its links.
    if ours || event.edited_timestamp.is_none() {
        return None;
    }
    Some(Incoming::Edited {
        id: event.id.get(),
        spot: Spot {
            server: event.guild_id.map(|id| id.get()),
            channel: event.channel_id.get(),
            parent: None,
        },
        text: without_mentions(event.content.as_deref()?),
    })
}

/// What a message says, or what it forwards.
pub fn text_of(message: &Message) -> String {
    if !message.content.trim().is_empty() {
        return message.content.clone();
    }
    let forwarded = message.message_snapshots.iter().map(|snapshot| snapshot.content.as_str());
    forwarded.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// The words: `<@1>`, `<#1>`, `<:name:1>`, `<t:1:R>` and `</name:1>` are none.
pub fn without_mentions(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tail) = rest.split_at(start);
        words.push_str(before);
        let end = tail.find('>').filter(|&end| is_mention(&tail[1..end]));
        match end {
            Some(end) => {
                words.push(' ');
                rest = &tail[end + 1..];
            }
            None => {
                words.push('<');
                rest = &tail[1..];
            }
        }
    }
    words.push_str(rest);
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ")
}

fn is_mention(inside: &str) -> bool {
    let Some(mark) = inside.chars().next() else { return false };
    let plain = inside.chars().all(|c| c.is_alphanumeric() || "@!&#:/_-~ ".contains(c));
    let numbered = inside.ends_with(|c: char| c.is_ascii_digit()) || inside.starts_with("t:");
    plain
        && numbered
        && (matches!(mark, '@' | '#' | ':' | '/')
            || inside.starts_with("a:")
            || inside.starts_with("t:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_no_words() {
        let rows = [
            ("<@42> Où est l’annuaire ?", "Où est l’annuaire ?"),
            ("Où est <@!42> l’annuaire ?", "Où est l’annuaire ?"),
            ("<@42>", ""),
            ("dans <#7> <:ok:9> <a:ok:9> <t:1700000000:R> </faq:3> là", "dans là"),
            ("si a < b et b > c", "si a < b et b > c"),
            ("<script>", "<script>"),
            ("<", "<"),
        ];
        for (text, expected) in rows {
            assert_eq!(without_mentions(text), expected, "{text:?}");
        }
    }
}
