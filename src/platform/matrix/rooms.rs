//! The rooms that something happened in, each with its worker and its ledger.

use std::collections::HashMap;
use std::sync::Arc;

use matrix_sdk::Room;
use matrix_sdk::ruma::{OwnedEventId, OwnedRoomId};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{self, error::TrySendError};

use super::events::{Incoming, Said};
use super::ledger::{RoomExchange, SharedLedger};
use super::state::MatrixState;
use super::{command, events, ledger, worker};

/// Events of one room that wait for its worker.
const QUEUE: usize = 256;

/// See the file's head.
#[derive(Debug)]
pub struct Rooms {
    state: Arc<MatrixState>,
    queues: HashMap<OwnedRoomId, (mpsc::Sender<Incoming>, SharedLedger)>,
    dropped: u64,
}

impl Rooms {
    /// No room has a worker yet.
    pub fn new(state: Arc<MatrixState>) -> Self {
        Self { state, queues: HashMap::new(), dropped: 0 }
    }

    /// Hands an event to its room's worker; to be called in the order of events.
    /// What is surely a question is written down first: whatever happens to the
    /// program afterwards, the next start answers it.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn take(&mut self, room: &Room, incoming: Incoming) -> anyhow::Result<()> {
        // Most messages of a room are too old, or are certainly not for the bot, and end
        // here. A reply may still be for the bot, which only the worker can tell.
        if let Incoming::Said(said) = &incoming {
            let ours = || said.reply_to.is_some() || is_for_us(said, self.state.is_direct(room));
            if said.at < self.state.cutoff || !ours() {
                return Ok(());
            }
        }
        let state = Arc::clone(&self.state);
        let (queue, ledger) = self.worker(room).await?;
        if let Incoming::Said(said) = &incoming
            && is_for_us(said, state.is_direct(room))
        {
            let mut ledger = ledger.lock().await;
            if !ledger.asked(RoomExchange::new(said.id.clone(), said.sender.clone())) {
                return Ok(());
            }
            ledger::write(&state.client, room.room_id(), &mut ledger).await?;
        }
        match queue.try_send(incoming) {
            Ok(()) => {}
            Err(TrySendError::Closed(_)) => {
                self.queues.remove(room.room_id());
            }
            // A flood: the person behind it is not served at the price of other rooms.
            Err(TrySendError::Full(_)) => {
                self.dropped += 1;
                tracing::warn!(
                    room = %room.room_id(),
                    dropped = self.dropped,
                    "too many events of one room are waiting, the newest was dropped"
                );
            }
        }
        Ok(())
    }

    /// Takes note of what an earlier run answered: one whose store was lost, or that
    /// had no time to write it down.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn answered(
        &mut self,
        room: &Room,
        questions: Vec<OwnedEventId>,
    ) -> anyhow::Result<()> {
        if questions.is_empty() {
            return Ok(());
        }
        let (_, ledger) = self.worker(room).await?;
        let mut ledger = ledger.lock().await;
        for question in &questions {
            ledger.answered_before(question);
        }
        ledger::write(&self.state.client, room.room_id(), &mut ledger).await
    }

    /// Asks again what an earlier run wrote down and did not answer.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn resume(&mut self) -> anyhow::Result<()> {
        for room in self.state.client.joined_rooms() {
            let ledger = ledger::read(&self.state.client, room.room_id()).await?;
            for question in ledger.unfinished() {
                self.ask_again(&room, question).await?;
            }
        }
        Ok(())
    }

    async fn ask_again(&mut self, room: &Room, question: OwnedEventId) -> anyhow::Result<()> {
        let event = match room.event(&question, None).await {
            Ok(event) => events::read(event.raw(), &self.state.me),
            Err(_) => None,
        };
        let state = Arc::clone(&self.state);
        let recent =
            |event: &Incoming| matches!(event, Incoming::Said(said) if said.at >= state.cutoff);
        let (queue, ledger) = self.worker(room).await?;
        match event.filter(recent) {
            Some(said) => drop(queue.try_send(said)),
            // The question is gone, unreadable or too old by now.
            None => {
                let mut ledger = ledger.lock().await;
                ledger.unanswered(&question);
                ledger::write(&state.client, room.room_id(), &mut ledger).await?;
            }
        }
        Ok(())
    }

    /// The room's queue and ledger; the first time, with a worker behind them.
    async fn worker(
        &mut self,
        room: &Room,
    ) -> anyhow::Result<(mpsc::Sender<Incoming>, SharedLedger)> {
        if let Some(known) = self.queues.get(room.room_id()) {
            return Ok(known.clone());
        }
        let ledger = ledger::read(&self.state.client, room.room_id()).await?;
        let ledger: SharedLedger = Arc::new(Mutex::new(ledger));
        let (queue, waiting) = mpsc::channel(QUEUE);
        let state = Arc::clone(&self.state);
        let work = worker::work(state, room.clone(), Arc::clone(&ledger), waiting);
        self.state.tasks.spawn(work);
        self.queues.insert(room.room_id().to_owned(), (queue.clone(), Arc::clone(&ledger)));
        Ok((queue, ledger))
    }
}

/// What needs no look at earlier answers to be a question; replies are left to
/// the worker, which knows those.
fn is_for_us(said: &Said, direct: bool) -> bool {
    let addressed = direct || said.mentioned;
    match &said.text {
        Some(text) => command::read(text, addressed, said.reply_to.is_some(), false).is_some(),
        None => addressed,
    }
}
