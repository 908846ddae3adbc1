//! The rooms that something happened in, each with its worker and its ledger.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use matrix_sdk::Room;
use matrix_sdk::ruma::{OwnedEventId, OwnedRoomId};
use tokio::sync::mpsc::{self, error::TrySendError};

use super::address::{Surroundings, address, is_for_us};
use super::command::{self, Context};
use super::events::Incoming;
use super::here::Here;
use super::ledger;
use super::ledger::{RoomExchange, RoomLedger, SharedLedger};
use super::state::MatrixState;
use super::worker::{self, Task};
use crate::conversation::limits::Admission;

/// Events of one room that wait for its worker. Questions beyond it wait in the ledger.
const QUEUE: usize = 1_024;

/// See the file's head.
#[derive(Debug)]
pub struct Rooms {
    state: Arc<MatrixState>,
    queues: HashMap<OwnedRoomId, RoomQueue>,
}

/// The way to a room's worker.
#[derive(Clone, Debug)]
struct RoomQueue {
    tasks: mpsc::Sender<Task>,
    ledger: SharedLedger,
    /// Whether questions were written down that are not in the queue.
    overflown: Arc<AtomicBool>,
}

impl Rooms {
    /// No room has a worker yet.
    pub fn new(state: Arc<MatrixState>) -> Self {
        Self { state, queues: HashMap::new() }
    }

    /// Hands events to their room's worker; to be called in the order of events. Questions
    /// are written down first: whatever happens to the program afterwards, the next start
    /// answers them. Gives how many there are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn take(&mut self, room: &Room, events: Vec<Incoming>) -> anyhow::Result<usize> {
        let state = Arc::clone(&self.state);
        let around = state.surroundings(room);
        // Most messages of a room are too old, or are certainly not for the bot: they need
        // no worker.
        let events: Vec<Incoming> = events
            .into_iter()
            .filter(|event| event.at().is_none_or(|at| at >= state.cutoff))
            .filter(|event| may_concern(event, around))
            .collect();
        if events.is_empty() {
            return Ok(0);
        }
        let RoomQueue { tasks, ledger, overflown } = self.worker(room).await?;
        let mut taken = Vec::new();
        let mut questions = 0;
        {
            let mut ledger = ledger.lock().await;
            for event in events {
                let open = match sort(&event, &ledger, around) {
                    Sorted::Question(exchange) => {
                        let is_open = ledger.is_open(&exchange.question);
                        if !is_open && !ledger.asked(*exchange) {
                            continue;
                        }
                        questions += 1;
                        Some(state.reach.open())
                    }
                    Sorted::Other => None,
                    Sorted::NotOurs => continue,
                };
                let context = context(&event, &ledger, around);
                taken.push((Task::Event(event, open), context));
            }
            ledger::write(&state.client, &state.reach, room.room_id(), &mut ledger).await;
        }
        for (task, context) in taken {
            if let (Task::Event(Incoming::Said(said), _), Some(context)) = (&task, context) {
                let here = Here { state: &state, room, ledger: &ledger };
                let waiting = QUEUE - tasks.capacity();
                let admission = here.admission_behind(said, context, waiting).await;
                if admission != Admission::Admitted {
                    let (state, ledger) = (Arc::clone(&state), Arc::clone(&ledger));
                    let refuse = worker::refuse(state, room.clone(), ledger, task, admission);
                    self.state.tasks.spawn(refuse);
                    continue;
                }
            }
            match tasks.try_send(task) {
                Ok(()) => {}
                Err(TrySendError::Closed(_)) => {
                    self.queues.remove(room.room_id());
                    break;
                }
                Err(TrySendError::Full(_)) => {
                    if !overflown.swap(true, Ordering::AcqRel) {
                        tracing::warn!(
                            room = %room.room_id(),
                            waiting = QUEUE,
                            "too many events of one room are waiting: questions are answered in \
                             their turn, edits, reactions and removals are left out"
                        );
                    }
                }
            }
        }
        Ok(questions)
    }

    /// Takes note of what an earlier run answered: one whose store was lost, or that
    /// had no time to write it down.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn answered(
        &mut self,
        room: &Room,
        questions: Vec<OwnedEventId>,
    ) -> anyhow::Result<()> {
        if questions.is_empty() {
            return Ok(());
        }
        let RoomQueue { ledger, .. } = self.worker(room).await?;
        let mut ledger = ledger.lock().await;
        for question in &questions {
            ledger.answered_before(question);
        }
        let MatrixState { client, reach, .. } = &*self.state;
        ledger::write(client, reach, room.room_id(), &mut ledger).await;
        Ok(())
    }

    /// Asks again what an earlier run wrote down and did not answer.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn resume(&mut self) -> anyhow::Result<()> {
        for room in self.state.client.joined_rooms() {
            let has_known = self.queues.contains_key(room.room_id());
            if has_known || ledger::read(&self.state.client, room.room_id()).await?.has_open() {
                let RoomQueue { tasks, .. } = self.worker(&room).await?;
                // The queue is empty at the start, so that there is room.
                let _ = tasks.try_send(Task::CatchUp);
            }
        }
        Ok(())
    }

    /// The way to the room's worker, which begins its work the first time.
    async fn worker(&mut self, room: &Room) -> anyhow::Result<RoomQueue> {
        if let Some(known) = self.queues.get(room.room_id()) {
            return Ok(known.clone());
        }
        let ledger = self.state.ledger(room.room_id()).await?;
        let (tasks, waiting) = mpsc::channel(QUEUE);
        let overflown = Arc::new(AtomicBool::new(false));
        let queue =
            RoomQueue { tasks, ledger: Arc::clone(&ledger), overflown: Arc::clone(&overflown) };
        let state = Arc::clone(&self.state);
        self.state.tasks.spawn(worker::work(state, room.clone(), ledger, waiting, overflown));
        self.queues.insert(room.room_id().to_owned(), queue.clone());
        Ok(queue)
    }
}

/// What an event is to a room's ledger.
enum Sorted {
    /// It asks, or may turn out to ask.
    Question(Box<RoomExchange>),
    /// It concerns what was asked before.
    Other,
    NotOurs,
}

fn sort(event: &Incoming, ledger: &RoomLedger, around: Surroundings) -> Sorted {
    match event {
        Incoming::Said(said) => {
            // An answer that is being sent has no id yet: what replies to it is sorted by the
            // worker, once it has one.
            let related = said.reply_to.is_some() || said.thread.is_some();
            let ours =
                is_for_us(said, address(said, ledger, around)) || (related && ledger.has_open());
            if !ours {
                return Sorted::NotOurs;
            }
            let mut exchange = RoomExchange::new(said.id.clone(), said.sender.clone());
            exchange.thread.clone_from(&said.thread);
            Sorted::Question(Box::new(exchange))
        }
        Incoming::Edited { of, .. } if ledger.of_question(of).is_some() => Sorted::Other,
        Incoming::Edited { of, sender, text, mentioned, .. } => {
            let addressed = *mentioned || around.direct;
            match command::read(text, alone(addressed, around)) {
                Some(_) => {
                    Sorted::Question(Box::new(RoomExchange::new(of.clone(), sender.clone())))
                }
                None => Sorted::NotOurs,
            }
        }
        Incoming::Redacted(_) | Incoming::Reacted(_) => Sorted::Other,
    }
}

/// How a message is read that is certainly for the bot.
fn context(event: &Incoming, ledger: &RoomLedger, around: Surroundings) -> Option<Context> {
    let Incoming::Said(said) = event else { return None };
    let context = address(said, ledger, around);
    is_for_us(said, context).then_some(context)
}

/// What is worth reading the room's ledger for.
fn may_concern(event: &Incoming, around: Surroundings) -> bool {
    let Incoming::Said(said) = event else { return true };
    let related = said.reply_to.is_some() || said.thread.is_some();
    let addressed = around.direct || said.mentioned;
    related
        || match &said.text {
            Some(text) => command::read(text, alone(addressed, around)).is_some(),
            None => addressed,
        }
}

/// A message that is related to no other.
fn alone(addressed: bool, Surroundings { has_team, is_team, .. }: Surroundings) -> Context {
    Context { addressed, replies: false, picking: false, has_team, is_team }
}
