//! What Discord tells, as data: the types between `events`, which reads them, and
//! `dispatch`, which acts on them.

use serenity::model::id::{ApplicationId, ChannelId, InteractionId, MessageId, RoleId, UserId};

use super::custom_id::Click;
use super::place::ChannelPath;
use crate::bot::AdminCommand;
use crate::faq::EntryId;

/// Something to act on.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// The connection is up: who we are.
    Ready {
        /// Our account.
        me: UserId,
        /// Our application.
        application: ApplicationId,
    },
    /// A command, a suggestion list, a click.
    Asked(Asked),
    /// A message that may be for us.
    Heard(Heard),
    /// A message's text was changed.
    Edited {
        /// The message.
        id: MessageId,
        /// Where.
        path: ChannelPath,
        /// Its text as in [`Heard`].
        text: String,
    },
    /// Messages are gone.
    Deleted(Vec<MessageId>),
    /// Threads and the channels they are in.
    Threads(Vec<(ChannelId, ChannelId)>),
    /// A thread is gone.
    ThreadGone(ChannelId),
    /// Of a kind we do not know.
    Unknown(String),
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their account.
    pub id: UserId,
    /// As others see it.
    pub name: String,
    /// Their roles in the server.
    pub roles: Vec<RoleId>,
}

/// An interaction.
#[derive(Clone, PartialEq)]
pub struct Asked {
    /// The interaction.
    pub id: InteractionId,
    /// Ours.
    pub application: ApplicationId,
    /// Lets answer it.
    pub token: String,
    /// Where.
    pub path: ChannelPath,
    /// Who.
    pub person: Person,
    /// What.
    pub what: What,
}

// The token must not get into a log by way of `{:?}`.
impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, application, token: _, path, person, what } = self;
        f.debug_struct("Asked")
            .field("id", id)
            .field("application", application)
            .field("path", path)
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
    pub id: MessageId,
    /// Only one person sees it.
    pub private: bool,
    /// The line over the card.
    pub content: String,
    /// Who wrote the message it replies to.
    pub replies_to: Option<UserId>,
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The message.
    pub id: MessageId,
    /// Where; the thread's channel is not known here.
    pub path: ChannelPath,
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

/// A command that was sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// `/faq` with words of one's own.
    Ask {
        /// As typed.
        question: String,
        /// For all to see.
        visible: bool,
    },
    /// `/faq` with a suggestion that was picked.
    Pick {
        /// The one.
        entry: EntryId,
        /// For all to see.
        visible: bool,
    },
    /// The menu on somebody's message.
    Menu(MenuTarget),
    /// `/faq-admin`
    Admin(AdminCommand),
}

/// The message that the menu was opened on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuTarget {
    /// The message.
    pub id: MessageId,
    /// Who wrote it.
    pub name: String,
    /// Its words; empty when it has none.
    pub text: String,
}
