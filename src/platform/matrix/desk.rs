//! What answering needs, in one place: the bot, the session, the bindings. It
//! decides nothing itself; `sync` feeds it and `worker` does the work.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use matrix_sdk::ruma::events::room::power_levels::UserPowerLevel;
use matrix_sdk::ruma::{
    MilliSecondsSinceUnixEpoch, OwnedEventId, OwnedRoomId, OwnedUserId, RoomId, UserId,
};
use matrix_sdk::{Client, Room};
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio_util::task::TaskTracker;

use super::bindings::{Answers, Bindings};
use super::command;
use super::events::{Incoming, Me, Said};
use super::ledger::Ledger;
use super::worker::{self, Book};
use super::{events, store};
use crate::bot::{Asker, Bot, PersonKey, Place, Role};

/// Events of one room that wait for its worker.
const QUEUE: usize = 256;
/// Who may administer needs this much power in the room as well: a moderator's.
const ADMIN_POWER: i64 = 50;

/// See the file's head.
#[derive(Debug)]
pub struct Desk {
    /// Answers.
    pub bot: Arc<Bot>,
    /// The session.
    pub client: Client,
    /// Who we are.
    pub me: Me,
    /// Who may administer, where they have the power.
    pub admins: Vec<OwnedUserId>,
    /// Servers and users whose invitations are accepted.
    pub invites_from: Vec<String>,
    /// What is older is not answered.
    pub cutoff: MilliSecondsSinceUnixEpoch,
    /// Everything under way, for a shutdown that lets it end.
    pub tasks: TaskTracker,
    bindings: Mutex<Bindings>,
    // Rooms we were invited to as direct ones, until the account's own list says so.
    direct: Mutex<HashSet<OwnedRoomId>>,
}

impl Desk {
    /// A desk nobody has come to yet.
    pub fn new(
        bot: Arc<Bot>,
        client: Client,
        me: Me,
        admins: Vec<OwnedUserId>,
        invites_from: Vec<String>,
        cutoff: MilliSecondsSinceUnixEpoch,
        bindings: Bindings,
    ) -> Self {
        Self {
            bot,
            client,
            me,
            admins,
            invites_from,
            cutoff,
            tasks: TaskTracker::new(),
            bindings: Mutex::new(bindings),
            direct: Mutex::default(),
        }
    }

    /// Who sees what.
    pub fn bindings(&self) -> MutexGuard<'_, Bindings> {
        self.bindings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The room is a direct one, whatever the account's list says yet.
    pub fn note_direct(&self, room: &RoomId) {
        self.direct.lock().unwrap_or_else(PoisonError::into_inner).insert(room.to_owned());
    }

    /// Whether every message there is for the bot: a direct room that nobody else
    /// has come into.
    pub fn is_direct(&self, room: &Room) -> bool {
        let noted = || {
            let direct = self.direct.lock().unwrap_or_else(PoisonError::into_inner);
            direct.contains(room.room_id())
        };
        room.active_members_count() <= 2 && (room.direct_targets_length() > 0 || noted())
    }

    /// Who asks, and from where.
    pub fn asker(&self, room: &Room, person: &UserId, role: Role) -> Asker {
        let direct = self.is_direct(room);
        let place = Place {
            platform: "matrix",
            room: room.room_id().to_string(),
            scope: self.bindings().scope(room.room_id(), direct),
        };
        Asker { place, person: PersonKey::new(person.as_str()), role }
    }

    /// How answers are given there.
    pub fn answers(&self, room: &Room) -> Answers {
        self.bindings().answers(room.room_id())
    }

    /// What a person may do there. The list alone would let an admin act in rooms
    /// where they are nobody; power alone, anybody who makes a room of their own.
    pub async fn role(&self, room: &Room, person: &UserId) -> Role {
        if !self.admins.iter().any(|admin| admin == person) {
            return Role::Member;
        }
        match room.get_user_power_level(person).await {
            Ok(UserPowerLevel::Infinite) => Role::Admin,
            Ok(UserPowerLevel::Int(power)) if i64::from(power) >= ADMIN_POWER => Role::Admin,
            _ => Role::Member,
        }
    }
}

/// The rooms that something happened in, each with its worker.
#[derive(Debug)]
pub struct Rooms {
    desk: Arc<Desk>,
    queues: HashMap<OwnedRoomId, (mpsc::Sender<Incoming>, Book)>,
    dropped: u64,
}

impl Rooms {
    /// No room yet.
    pub fn new(desk: Arc<Desk>) -> Self {
        Self { desk, queues: HashMap::new(), dropped: 0 }
    }

    /// Hands an event to its room's worker; to be called in the order of events.
    /// A question that is surely one is written down first: whatever happens to
    /// the program afterwards, the next start answers it.
    pub async fn take(&mut self, room: &Room, incoming: Incoming) -> anyhow::Result<()> {
        // Too old, or surely not for us: only a reply may still be, which the worker
        // tells. Most of what is said in a room ends here.
        if let Incoming::Said(said) = &incoming {
            let ours = || said.reply_to.is_some() || is_for_us(said, self.desk.is_direct(room));
            if said.at < self.desk.cutoff || !ours() {
                return Ok(());
            }
        }
        let desk = Arc::clone(&self.desk);
        let (queue, book) = self.worker(room).await?;
        if let Incoming::Said(said) = &incoming
            && is_for_us(said, desk.is_direct(room))
        {
            let mut book = book.lock().await;
            if !book.first_time(&said.id) {
                return Ok(());
            }
            book.open(&said.id, &said.sender);
            store::set(&desk.client, &store::ledger(room.room_id()), &*book).await?;
        }
        match queue.try_send(incoming) {
            Ok(()) => {}
            Err(TrySendError::Closed(_)) => {
                self.queues.remove(room.room_id());
            }
            // A flood: whoever is behind it is not served at the price of other rooms.
            Err(TrySendError::Full(_)) => {
                self.dropped += 1;
                tracing::warn!(room = %room.room_id(), dropped = self.dropped, "too much at once");
            }
        }
        Ok(())
    }

    /// Takes note of what an earlier run answered: one whose store was lost, or that
    /// had no time to write it down.
    pub async fn answered(
        &mut self,
        room: &Room,
        questions: Vec<OwnedEventId>,
    ) -> anyhow::Result<()> {
        if questions.is_empty() {
            return Ok(());
        }
        let (_, book) = self.worker(room).await?;
        let mut book = book.lock().await;
        for question in &questions {
            book.first_time(question);
            if book.of_question(question).is_some_and(|exchange| !exchange.done) {
                book.close(question, None, None, Vec::new());
            }
        }
        store::set(&self.desk.client, &store::ledger(room.room_id()), &*book).await
    }

    /// Questions that an earlier run wrote down and did not answer.
    pub async fn resume(&mut self) -> anyhow::Result<()> {
        for room in self.desk.client.joined_rooms() {
            let key = store::ledger(room.room_id());
            let ledger: Option<Ledger> = store::get(&self.desk.client, &key).await?;
            let Some(ledger) = ledger else { continue };
            for question in ledger.unfinished() {
                self.ask_again(&room, question).await?;
            }
        }
        Ok(())
    }

    async fn ask_again(&mut self, room: &Room, question: OwnedEventId) -> anyhow::Result<()> {
        let event = match room.event(&question, None).await {
            Ok(event) => events::read(event.raw(), &self.desk.me),
            Err(_) => None,
        };
        let desk = Arc::clone(&self.desk);
        let (queue, book) = self.worker(room).await?;
        match event.filter(|event| matches!(event, Incoming::Said(said) if said.at >= desk.cutoff))
        {
            Some(said) => drop(queue.try_send(said)),
            // Gone, unreadable or too old by now.
            None => {
                let mut book = book.lock().await;
                book.close(&question, None, None, Vec::new());
                store::set(&desk.client, &store::ledger(room.room_id()), &*book).await?;
            }
        }
        Ok(())
    }

    /// The room's queue and ledger; the first time, with a worker behind them.
    async fn worker(&mut self, room: &Room) -> anyhow::Result<(mpsc::Sender<Incoming>, Book)> {
        if let Some(known) = self.queues.get(room.room_id()) {
            return Ok(known.clone());
        }
        let ledger = store::get(&self.desk.client, &store::ledger(room.room_id())).await?;
        let book: Book = Arc::new(tokio::sync::Mutex::new(ledger.unwrap_or_default()));
        let (queue, waiting) = mpsc::channel(QUEUE);
        let work = worker::work(Arc::clone(&self.desk), room.clone(), Arc::clone(&book), waiting);
        self.desk.tasks.spawn(work);
        self.queues.insert(room.room_id().to_owned(), (queue.clone(), Arc::clone(&book)));
        Ok((queue, book))
    }
}

/// What needs no look at earlier answers to be a question; replies are left to
/// the worker, which knows them all.
fn is_for_us(said: &Said, direct: bool) -> bool {
    let addressed = direct || said.mentioned;
    match &said.text {
        Some(text) => command::read(text, addressed, said.reply_to.is_some(), false).is_some(),
        None => addressed,
    }
}
