//! Where and how an interaction is answered.

use serenity::model::id::{ApplicationId, InteractionId};
use tokio::time::Instant;

/// How an interaction is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// With a new message.
    New {
        /// Whether only the person sees it.
        private: bool,
    },
    /// By changing the message that was clicked.
    Update,
}

/// Where an interaction's answer goes.
#[derive(Clone)]
pub struct Ticket {
    /// The interaction's id.
    pub id: InteractionId,
    /// The bot's application.
    pub application: ApplicationId,
    /// The secret that allows answers for a quarter of an hour. Never logged.
    pub token: String,
    /// When the interaction reached the program.
    pub arrived: Instant,
}

/// Who sees one more message for an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenBy {
    /// Everybody in the channel.
    All,
    /// Only the person who clicked.
    Asker,
}

/// How a first acknowledgement went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acknowledged {
    /// Discord took it.
    Done,
    /// An earlier try was taken and its answer was lost: the content must be edited in.
    Before,
    /// Discord did not take it, and it is too late to try again.
    No,
}
