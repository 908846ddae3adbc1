//! Whether a message is for the bot. Pure.

use super::command;
use super::events::Said;
use super::ledger::RoomLedger;

/// What decides besides the message itself.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings {
    /// Whether every message of the room is for the bot.
    pub direct: bool,
    /// Whether the bot answers in threads that it opens on questions.
    pub opens_threads: bool,
}

/// How a message addresses the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// Whether it does, even without a command.
    pub addressed: bool,
    /// Whether a number alone is one of the choices offered before.
    pub picking: bool,
}

/// Reads how a message addresses the bot.
pub fn address(said: &Said, ledger: &RoomLedger, around: Surroundings) -> Address {
    let Surroundings { direct, opens_threads } = around;
    let replied_to = said.reply_to.as_ref().and_then(|event| ledger.of_answer(event));
    // A thread panel has one field for whoever reads the thread: what is typed there needs no
    // call, unless it is addressed to somebody else.
    let own_thread = said.reply_to.is_none()
        && !said.mentions_others
        && said.thread.as_ref().is_some_and(|root| {
            ledger.of_answer(root).is_some()
                || (opens_threads && ledger.of_question(root).is_some())
        });
    Address {
        addressed: said.mentioned || direct || replied_to.is_some() || own_thread,
        picking: direct
            || own_thread
            || replied_to.is_some_and(|exchange| !exchange.choices.is_empty())
            || (said.mentioned && ledger.has_offered(&said.sender)),
    }
}

/// Whether the message is to be answered.
pub fn is_for_us(said: &Said, Address { addressed, picking }: Address) -> bool {
    match &said.text {
        Some(text) => command::read(text, addressed, said.reply_to.is_some(), picking).is_some(),
        // A picture in reply to the bot is not a question.
        None => addressed && said.reply_to.is_none() && said.thread.is_none(),
    }
}
