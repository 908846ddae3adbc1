//! What an interaction comes to, and how that is sent.

use std::sync::Arc;

use serenity::model::id::MessageId;

use super::admission;
use super::form::Form;
use super::payload::{Payload, TextFile};
use super::place::ChannelPath;
use super::state::DiscordState;
use super::ticket::{Acknowledged, Manner, SeenBy, Ticket};
use crate::faq::Entry;
use crate::platform::discord::wording::{self, FALLBACK};

/// What is sent for an interaction.
pub enum InteractionResult {
    /// The payload is the answer.
    Show(Payload),
    /// The answer is for all.
    ShowToAll {
        /// What everybody sees.
        post: Payload,
        /// What the asker sees, when a private answer was announced before the result was
        /// known.
        own: Payload,
        /// What the asker alone is told, which is part of `own`.
        told: Option<Payload>,
        /// The entry that everybody sees, and where.
        shows: Option<(ChannelPath, Arc<Entry>)>,
    },
    /// A card is posted for all. Once it is, the clicked message changes.
    Post {
        /// What everybody sees.
        post: Payload,
        /// The clicked message afterwards.
        own: Payload,
        /// The clicked message.
        on: MessageId,
    },
    /// The payload is shown to the person alone, and the clicked message stays as it is.
    Tell(Payload),
    /// The payload is the answer, and a file with text comes after it.
    ShowWithFile(Payload, TextFile),
    /// A form is opened.
    Open(Form),
    /// The message that was clicked is deleted.
    Remove,
}

/// Sends the first answer of an interaction.
pub async fn at_once(
    state: &DiscordState,
    ticket: &Ticket,
    manner: Manner,
    result: InteractionResult,
) {
    let courier = &state.courier;
    match result {
        InteractionResult::Show(payload) => {
            courier.respond(ticket, manner, &payload).await;
        }
        InteractionResult::ShowToAll { post, own: _, told, shows } => {
            courier.respond(ticket, Manner::New { private: false }, &post).await;
            if let Some((path, entry)) = shows
                && let Some(at) = courier.original(ticket).await
            {
                admission::shown(state, path, &entry, at);
            }
            if let Some(told) = told {
                courier.follow_up(ticket, &told, SeenBy::Asker).await;
            }
        }
        InteractionResult::Post { post, own, on } => {
            if courier.defer(ticket, Manner::Update).await == Acknowledged::No {
                state.posted().forget(&on);
            } else {
                post_for_all(state, ticket, (&post, &own, on)).await;
            }
        }
        InteractionResult::Tell(payload) => {
            courier.respond(ticket, Manner::New { private: true }, &payload).await;
        }
        InteractionResult::ShowWithFile(payload, file) => {
            courier.respond(ticket, manner, &payload).await;
            send_file(state, ticket, &file).await;
        }
        InteractionResult::Open(form) => courier.open(ticket, &form).await,
        InteractionResult::Remove => {
            courier.defer(ticket, Manner::Update).await;
            courier.remove_original(ticket).await;
        }
    }
}

/// As [`at_once`], after an answer was announced in this `manner`.
pub async fn later(
    state: &DiscordState,
    ticket: &Ticket,
    manner: Manner,
    result: InteractionResult,
) {
    let courier = &state.courier;
    match result {
        InteractionResult::Show(payload) => {
            courier.edit(ticket, &payload).await;
        }
        InteractionResult::ShowToAll { post, own, told: _, shows: _ } => {
            if courier.edit(ticket, &own).await {
                courier.follow_up(ticket, &post, SeenBy::All).await;
            }
        }
        InteractionResult::Post { post, own, on } => {
            post_for_all(state, ticket, (&post, &own, on)).await;
        }
        InteractionResult::Tell(payload) if manner == Manner::Update => {
            courier.follow_up(ticket, &payload, SeenBy::Asker).await;
        }
        InteractionResult::Tell(payload) => {
            courier.edit(ticket, &payload).await;
        }
        InteractionResult::ShowWithFile(payload, file) => {
            courier.edit(ticket, &payload).await;
            send_file(state, ticket, &file).await;
        }
        // What opens a form is never announced, because Discord takes no form after that.
        InteractionResult::Open(_) => {
            courier.edit(ticket, &Payload::text(FALLBACK)).await;
        }
        InteractionResult::Remove => {
            courier.remove_original(ticket).await;
        }
    }
}

/// Sends a file after an answer, or says that it is missing.
async fn send_file(state: &DiscordState, ticket: &Ticket, file: &TextFile) {
    if !state.courier.follow_up_with(ticket, file).await {
        let missing = Payload::text(wording::team::NO_FILE);
        state.courier.follow_up(ticket, &missing, SeenBy::Asker).await;
    }
}

/// Posts a card and then changes the clicked message; when it cannot be posted, says so and
/// leaves that message its buttons.
async fn post_for_all(
    state: &DiscordState,
    ticket: &Ticket,
    (post, own, on): (&Payload, &Payload, MessageId),
) {
    if state.courier.follow_up(ticket, post, SeenBy::All).await {
        state.courier.edit(ticket, own).await;
    } else {
        state.posted().forget(&on);
        let not_posted = Payload::text(wording::NOT_POSTED);
        state.courier.follow_up(ticket, &not_posted, SeenBy::Asker).await;
    }
}
