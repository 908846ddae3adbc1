//! Whether a message is for the bot. Pure.

use super::command::{self, Context};
use super::events::Said;
use super::ledger::RoomLedger;
use crate::conversation::exchange::Spot;

/// What decides besides the message itself.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings {
    /// Whether every message of the room is for the bot.
    pub direct: bool,
    /// Whether the bot answers in threads that it opens on questions.
    pub opens_threads: bool,
    /// Whether there is a team that questions can be passed on to.
    pub has_team: bool,
    /// Whether it is the team's room.
    pub is_team: bool,
}

/// Reads how a message addresses the bot.
pub fn address(said: &Said, ledger: &RoomLedger, around: Surroundings) -> Context {
    let Surroundings { direct, opens_threads, has_team, is_team } = around;
    let replied_to = said.reply_to.as_ref().and_then(|event| ledger.of_answer(event));
    // A thread panel has one field for whoever reads the thread: what is typed there needs no
    // call, unless it is addressed to somebody else.
    let own_thread = said.reply_to.is_none()
        && !said.mentions_others
        && said.thread.as_ref().is_some_and(|root| {
            ledger.of_answer(root).is_some()
                || (opens_threads && ledger.of_question(root).is_some())
        });
    // In a thread that the bot did not open, a number is a choice of the asker, or says why an
    // answer did not help, and all else is for whoever reads the thread.
    let picks_in_thread = said.reply_to.is_none()
        && said.text.as_deref().is_some_and(|text| command::choice(text).is_some())
        && said.thread.as_ref().is_some_and(|root| {
            let offer = ledger.offered_in(root).and_then(|answer| ledger.of_answer(answer));
            offer.is_some_and(|exchange| exchange.asker == said.sender)
                || ledger.is_to_explain(&said.sender, Spot::Thread(root))
        });
    let explains = said.reply_to.as_ref().is_some_and(|message| ledger.asks_why(message));
    Context {
        addressed: said.mentioned
            || direct
            || replied_to.is_some()
            || own_thread
            || picks_in_thread
            || explains,
        replies: said.reply_to.is_some(),
        picking: direct
            || own_thread
            || picks_in_thread
            || explains
            || replied_to.is_some_and(|exchange| !exchange.choices.is_empty())
            || (said.mentioned && ledger.has_offered(&said.sender)),
        has_team,
        is_team,
    }
}

/// Whether the message is to be answered.
pub fn is_for_us(said: &Said, context: Context) -> bool {
    match &said.text {
        Some(text) => command::read(text, context).is_some(),
        // A picture in reply to the bot is not a question.
        None => context.addressed && said.reply_to.is_none() && said.thread.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use matrix_sdk::ruma::{EventId, MilliSecondsSinceUnixEpoch, UserId, event_id, uint, user_id};

    use super::super::ledger::{self, RoomExchange};
    use super::*;
    use crate::conversation::exchange::{AnswerContent, AnswerKind};
    use crate::faq::EntryId;

    #[test]
    fn a_number_in_the_thread_of_an_offer_is_a_choice_of_its_asker() {
        let (root, question) = (event_id!("$root:x"), event_id!("$question:x"));
        let (ana, bob) = (user_id!("@ana:x"), user_id!("@bob:x"));
        let mut ledger = ledger::empty();
        let mut exchange = RoomExchange::new(question.to_owned(), ana.to_owned());
        exchange.thread = Some(root.to_owned());
        assert!(ledger.asked(exchange));
        let choices = ["un", "deux"].iter().filter_map(|id| EntryId::new(id)).collect();
        let kind = AnswerKind::Answer;
        let offer = AnswerContent { kind, choices, ..AnswerContent::default() };
        ledger.answered(&question.to_owned(), event_id!("$offer:x").to_owned(), offer);
        let says = |sender: &UserId, text: &str, root: &EventId| Said {
            id: event_id!("$said:x").to_owned(),
            sender: sender.to_owned(),
            at: MilliSecondsSinceUnixEpoch(uint!(0)),
            text: Some(text.to_owned()),
            lines: Some(text.to_owned()),
            mentioned: false,
            mentions_others: false,
            reply_to: None,
            thread: Some(root.to_owned()),
        };
        let elsewhere = event_id!("$elsewhere:x");
        let cleo = user_id!("@cleo:x");
        let vote = event_id!("$vote:x").to_owned();
        assert!(
            ledger
                .judged(vote, &event_id!("$offer:x").to_owned(), &cleo.to_owned(), false)
                .is_some()
        );
        let rows = [
            (ana, "2", root, true),
            (ana, "plutôt le 2", root, true),
            (ana, "2 boîtes par personne ?", root, false),
            (bob, "2", root, false),
            (cleo, "2", root, true),
            (cleo, "deux boîtes", root, false),
            (ana, "2", elsewhere, false),
        ];
        let around =
            Surroundings { direct: false, opens_threads: false, has_team: false, is_team: false };
        for (sender, text, root, expected) in rows {
            let said = says(sender, text, root);
            let found = address(&said, &ledger, around);
            assert_eq!(is_for_us(&said, found), expected, "{sender}: {text:?} in {root}");
            assert_eq!(found.picking, expected, "{sender}: {text:?} in {root}");
        }
    }
}
