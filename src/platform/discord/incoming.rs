//! What Discord tells, as data: the types between `events`, which reads them, and
//! `dispatch`, which acts on them.

use serenity::model::id::{
    ApplicationId, ChannelId, GuildId, InteractionId, MessageId, RoleId, UserId,
};

use super::commands::command::Command;
use super::custom_id::Click;
use super::place::ChannelPath;

/// Something to act on.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// The connection is up.
    Ready {
        /// The bot's account.
        me: UserId,
        /// The bot's application.
        application: ApplicationId,
    },
    /// Somebody sent a command, typed in its field or clicked.
    Asked(Asked),
    /// Somebody wrote a message that may be for the bot.
    Heard(Heard),
    /// A message's text was changed: the message as it is now.
    Edited(Heard),
    /// Messages were deleted.
    Deleted {
        /// The channel that they were in.
        channel: ChannelId,
        /// The messages.
        ids: Vec<MessageId>,
    },
    /// What a server has, or what is new in it.
    Places {
        /// The server, when this is all that it has.
        server: Option<GuildId>,
        /// Channels that are not threads.
        channels: Vec<ChannelId>,
        /// Threads and the channels they are in.
        threads: Vec<(ChannelId, ChannelId)>,
    },
    /// A channel or a thread was deleted.
    PlaceGone(ChannelId),
    /// An event of a kind that this version does not know: its name.
    Unknown(String),
}

/// A member of a server, or a user in a direct message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The account's id.
    pub id: UserId,
    /// The name that others see.
    pub name: String,
    /// The person's roles in the server; empty in direct messages, and for the
    /// authors of messages, where no role is needed.
    pub roles: Vec<RoleId>,
    /// Whether the person may write where the event happened.
    pub may_write: bool,
}

/// An interaction: a command, a click or a text being typed.
#[derive(Clone, PartialEq)]
pub struct Asked {
    /// The interaction's id.
    pub id: InteractionId,
    /// The bot's application.
    pub application: ApplicationId,
    /// The secret that allows an answer, for a quarter of an hour.
    pub token: String,
    /// The channel that it happened in.
    pub path: ChannelPath,
    /// The person who sent the command, clicked or typed.
    pub person: Person,
    /// What the person did.
    pub what: What,
}

// Written by hand: the token must not reach a log through `{:?}`.
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
    /// Words that an entry is searched by are being typed.
    TypingEntry(String),
    /// A form was sent.
    Submitted {
        /// What the form carries; `None` for one of another version.
        click: Option<Click>,
        /// What is in it.
        fields: Fields,
        /// The message with the button that opened it.
        on: Option<On>,
    },
    /// A button or a menu was used.
    Clicked {
        /// What the button carries; `None` for a button of another version.
        click: Option<Click>,
        /// The values chosen in a menu.
        values: Vec<String>,
        /// The message that the button is on.
        on: On,
    },
    /// A command that this version does not have any more.
    UnknownCommand,
}

/// The fields of a form that was sent: name and text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The text of a field; empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(known, _)| known == name);
        field.map_or("", |(_, text)| text)
    }
}

// Written by hand: what was typed must not reach a log through `{:?}`.
impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fields({})", self.0.len())
    }
}

/// The message that a button is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct On {
    /// The message.
    pub id: MessageId,
    /// Whether only one person sees it.
    pub private: bool,
    /// The text above the card.
    pub content: String,
    /// The author of the message that it replies to.
    pub replies_to: Option<UserId>,
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The message.
    pub id: MessageId,
    /// The channel that it is in; messages do not say the channel of a thread.
    pub path: ChannelPath,
    /// The author.
    pub author: Person,
    /// The text without mentions.
    pub text: String,
    /// How the message reached the bot.
    pub how: How,
    /// Whether the message has any text, a mention alone included.
    pub readable: bool,
}

/// How a message reached the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It mentions the bot.
    Mention,
    /// It replies to a message of the bot's.
    Reply,
    /// It is a direct message to the bot.
    Direct,
    /// It is for others; it is read only in channels with automatic answers.
    Overheard,
}
