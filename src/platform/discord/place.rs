//! Where things are on Discord. The ids themselves are serenity's types.

use serenity::model::id::{ChannelId, GuildId, MessageId};

/// A channel or a thread, with what it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelPath {
    /// `None` in a direct message.
    pub server: Option<GuildId>,
    /// The channel or the thread.
    pub channel: ChannelId,
    /// The channel that the thread is in; `None` outside threads.
    pub parent: Option<ChannelId>,
}

/// A message, which Discord finds by its channel as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageAt {
    /// The channel or the thread that it stands in.
    pub channel: ChannelId,
    /// The message's id.
    pub message: MessageId,
}
