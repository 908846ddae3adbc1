//! One message a card in the team's channel, which follows the card.
//!
//! Where a card is shown is written down before it is posted and after, so that a restart posts
//! nothing twice: what was begun and not finished is looked for in the channel first.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Zoned;
use serde_json::Value;
use serenity::model::id::{ChannelId, MessageId, UserId};
use tokio_util::sync::CancellationToken;

use super::config::TeamConfig;
use super::{telling, view};
use crate::bot::{Fault, ShownCard};
use crate::conversation::digest_time::DigestTime;
use crate::platform::discord::api::Failure;
use crate::platform::discord::custom_id::Click;
use crate::platform::discord::deliver::{id_of, is_by};
use crate::platform::discord::payload::Payload;
use crate::platform::discord::place::MessageAt;
use crate::platform::discord::state::{DiscordState, NETWORK};
use crate::team::{Card, CardState};
use crate::wording;

/// Discord's code for a message that is not there.
const UNKNOWN_MESSAGE: i64 = 10_008;
/// Discord's code for a message of another account, as after the bot got a new one.
const OF_ANOTHER_ACCOUNT: i64 = 50_005;
/// Discord's codes that say something of the channel: it is not there, is not seen, may not be
/// written in.
const OF_CHANNEL: [i64; 3] = [10_003, 50_001, 50_013];

/// Follows the cards until `shutdown`; `me` is the bot's account.
pub async fn keep(
    state: Arc<DiscordState>,
    team: TeamConfig,
    me: UserId,
    shutdown: CancellationToken,
) {
    if !state.bot.desk().has_journal() {
        tracing::warn!(
            "the settings name a team's channel on Discord, but nothing is recorded, so that no \
             question can be passed on to it; the setting journal.enabled turns it on"
        );
        return;
    }
    let mut changes = state.bot.desk().changes();
    let channel = ChannelId::new(team.channel.0);
    let digest = team.digest;
    let not_shown = HashSet::new();
    let mut board =
        Board { state, channel, digest, me, not_shown, is_lost: false, is_unread: false };
    loop {
        // A round that is cut short is taken up by the next start.
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = board.round() => {}
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = changes.next() => {}
        }
    }
}

struct Board {
    state: Arc<DiscordState>,
    channel: ChannelId,
    digest: Option<DigestTime>,
    me: UserId,
    /// The cards of which it was logged that Discord does not take them.
    not_shown: HashSet<i64>,
    /// Whether it was logged that the channel takes no card.
    is_lost: bool,
    /// Whether it was logged that the journal does not give the cards.
    is_unread: bool,
}

/// Why a round ends early.
enum Stop {
    Journal(Fault),
    Channel(Failure),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Journal(fault)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Channel(failure)
    }
}

impl Board {
    async fn round(&mut self) {
        // Of several processes, one posts the cards and tells members, whichever has the shard of
        // the team's server: the calls need no connection. What it leaves undone when it ends is
        // taken up by the next one.
        if !self.state.bot.desk().leads(NETWORK).await {
            return;
        }
        let ended = match self.show_cards().await {
            Ok(()) => self.show_digest().await,
            stopped => stopped,
        };
        self.log(ended.err());
        telling::tell(&self.state).await;
    }

    /// Logs once that cards cannot be shown, and once that they can again.
    fn log(&mut self, stopped: Option<Stop>) {
        let channel = self.channel.get();
        let (is_lost, is_unread) = match stopped {
            None => (false, false),
            Some(Stop::Channel(failure)) => {
                if !self.is_lost {
                    tracing::warn!(
                        channel,
                        ?failure,
                        "the team's cards cannot be shown in its channel on Discord, which is \
                         tried again from time to time; the bot needs View Channel, Send Messages, \
                         Embed Links and Read Message History there"
                    );
                }
                (true, self.is_unread)
            }
            Some(Stop::Journal(fault)) => {
                if !self.is_unread {
                    tracing::warn!(
                        cause = %fault,
                        "the journal does not give the team's cards, which is tried again from \
                         time to time"
                    );
                }
                (self.is_lost, true)
            }
        };
        if self.is_lost && !is_lost {
            tracing::info!(channel, "the team's cards are shown in its channel again");
        }
        (self.is_lost, self.is_unread) = (is_lost, is_unread);
    }

    async fn show_cards(&mut self) -> Result<(), Stop> {
        let desk = self.state.bot.desk();
        let cards = desk.cards().await?;
        let here = self.channel.to_string();
        let shown = desk.shown(NETWORK).await?;
        let shown: Vec<&ShownCard> = shown.iter().filter(|shown| shown.place == here).collect();
        // What somebody has erased first: it must not wait for a card that cannot be shown.
        for gone in &shown {
            if !cards.iter().any(|card| card.number == gone.card) {
                let hidden = self.hide(gone).await;
                self.pass_over(gone.card, hidden)?;
            }
        }
        for card in &cards {
            let done = match shown.iter().find(|shown| shown.card == card.number) {
                Some(shown) => self.follow(card, shown).await,
                None if is_open(card) => self.post(card).await,
                // It was closed before it was shown.
                None => Ok(()),
            };
            self.pass_over(card.number, done)?;
        }
        Ok(())
    }

    async fn hide(&self, gone: &ShownCard) -> Result<(), Stop> {
        if let Some(message) = gone.message.as_deref().and_then(read_id) {
            self.change(message, &view::gone()).await?;
        }
        Ok(self.state.bot.desk().hide(NETWORK, gone.card).await?)
    }

    /// Goes on after a failure that says something of one message alone; it is tried again, and
    /// logged once.
    fn pass_over(&mut self, card: i64, done: Result<(), Stop>) -> Result<(), Stop> {
        match done {
            Err(Stop::Channel(failure)) if is_of_message(&failure) => {
                if self.not_shown.insert(card) {
                    tracing::warn!(
                        channel = self.channel.get(),
                        card,
                        ?failure,
                        "Discord does not take one card of the team's, which is tried again from \
                         time to time; the others are shown"
                    );
                }
                Ok(())
            }
            Ok(()) => {
                self.not_shown.remove(&card);
                Ok(())
            }
            stopped => stopped,
        }
    }

    /// Posts the digest of the week when it is due and says something.
    async fn show_digest(&self) -> Result<(), Stop> {
        let Some(DigestTime { weekday, hour }) = self.digest else { return Ok(()) };
        let desk = self.state.bot.desk();
        let due = desk.digest(NETWORK, (weekday, hour), &Zoned::now()).await?;
        let Some((due, digest)) = due else { return Ok(()) };
        if let Some(digest) = digest {
            // With the nonce, one that was posted and not written down is not posted again.
            let (payload, nonce) = (view::told(&wording::digest(&digest)), format!("digest-{due}"));
            self.state.courier.post(self.channel, None, &payload, &nonce).await?;
        }
        Ok(desk.digest_sent(NETWORK, due).await?)
    }

    async fn follow(&self, card: &Card, shown: &ShownCard) -> Result<(), Stop> {
        let known = shown.message.as_deref().and_then(read_id);
        if known.is_some() && shown.hash == card.hash() {
            return Ok(());
        }
        let known = match known {
            Some(known) => Some(known),
            None => self.find(card.number).await?,
        };
        if let Some(message) = known
            && self.change(message, &view::card(card)).await?
        {
            self.keep(card, Some(message)).await?;
            return Ok(());
        }
        // Somebody has deleted the message. An open card is posted again when it changes.
        match is_open(card) {
            true => self.post(card).await,
            false => Ok(self.state.bot.desk().hide(NETWORK, card.number).await?),
        }
    }

    async fn post(&self, card: &Card) -> Result<(), Stop> {
        self.keep(card, None).await?;
        // The card as it is: Discord would give a message of the same nonce back that was deleted.
        let nonce = format!("c{}-{:x}", card.number, card.hash() & 0xffff_ffff);
        let courier = &self.state.courier;
        let posted = courier.post(self.channel, None, &view::card(card), &nonce).await?;
        Ok(self.keep(card, Some(posted.message)).await?)
    }

    /// Edits a message; whether it is there.
    async fn change(&self, message: MessageId, payload: &Payload) -> Result<bool, Failure> {
        let at = MessageAt { channel: self.channel, message };
        match self.state.courier.change(at, payload).await {
            Ok(()) => Ok(true),
            Err(Failure::Refused { code: UNKNOWN_MESSAGE | OF_ANOTHER_ACCOUNT, .. }) => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    /// The message of a card, if one was posted and that was not written down any more.
    async fn find(&self, number: i64) -> Result<Option<MessageId>, Failure> {
        let messages = self.state.courier.latest(self.channel).await?;
        let own = messages.iter().find(|message| is_by(message, self.me) && is_of(message, number));
        own.map(|message| id_of(message).map(MessageId::new)).transpose()
    }

    async fn keep(&self, card: &Card, message: Option<MessageId>) -> Result<(), Fault> {
        let shown = ShownCard {
            card: card.number,
            place: self.channel.to_string(),
            message: message.map(|message| message.to_string()),
            hash: card.hash(),
        };
        self.state.bot.desk().show(NETWORK, &shown).await
    }
}

/// Whether a failure says something of one message alone: other messages may be taken.
fn is_of_message(failure: &Failure) -> bool {
    match failure {
        Failure::Refused { status: 401, .. } => false,
        Failure::Refused { status: 400..=499, code } => *code != 0 && !OF_CHANNEL.contains(code),
        _ => false,
    }
}

fn is_open(card: &Card) -> bool {
    matches!(card.state, CardState::Open | CardState::PutOff)
}

fn read_id(text: &str) -> Option<MessageId> {
    text.parse().ok().filter(|&id| id != 0).map(MessageId::new)
}

/// Whether a button of a message belongs to a card.
fn is_of(message: &Value, number: i64) -> bool {
    let rows = message["components"].as_array().into_iter().flatten();
    let buttons = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
    buttons
        .filter_map(|button| Click::decode(button["custom_id"].as_str()?))
        .any(|click| matches!(click, Click::Team(click) if click.card() == Some(number)))
}
