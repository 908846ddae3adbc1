//! A command as it was sent, once it is read.

use serenity::model::id::{MessageId, UserId};

use crate::bot::AdminCommand;
use crate::faq::EntryId;

/// A command that was sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// `/faq` with a question in the member's own words.
    Ask {
        /// The question as typed.
        question: String,
        /// Whether everybody in the channel sees the answer.
        visible: bool,
    },
    /// `/faq` with a suggestion that was picked.
    Pick {
        /// The entry that was suggested.
        entry: EntryId,
        /// Whether everybody in the channel sees the answer.
        visible: bool,
    },
    /// The menu on somebody's message.
    Menu(MenuTarget),
    /// `/faq-donnees`
    MyData,
    /// `/faq-équipe lier`
    LinkCard {
        /// The card's number.
        card: i64,
        /// A suggestion that was picked, or words to search.
        entry: String,
    },
    /// `/faq-admin exact` with words that name no entry.
    NoSuchEntry,
    /// `/faq-admin`
    Admin(AdminCommand),
}

/// The message on which the menu was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuTarget {
    /// Discord's id of the message.
    pub id: MessageId,
    /// Who wrote it.
    pub author: UserId,
    /// The name of its author, as others see it.
    pub name: String,
    /// Its text; empty when it has none.
    pub text: String,
}
