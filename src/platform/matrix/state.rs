//! What answering on Matrix needs, in one place: the bot, the session, the
//! bindings. It decides nothing; `sync` feeds `rooms`, whose workers answer.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use futures_util::future::join_all;
use matrix_sdk::ruma::events::room::power_levels::UserPowerLevel;
use matrix_sdk::ruma::{
    MilliSecondsSinceUnixEpoch, OwnedEventId, OwnedRoomAliasId, OwnedRoomId, OwnedUserId, RoomId,
    UserId,
};
use matrix_sdk::{Client, EncryptionState, Room, RoomState};
use tokio::sync::Notify;
use tokio_util::task::TaskTracker;

use super::address::Surroundings;
use super::bindings::{self, MatrixAnswers, RoomBindings};
use super::events::Me;
use super::late::LateKeys;
use super::ledger::{self, SharedLedger};
use super::network::NETWORK;
use super::patience::Reach;
use super::successions::Successions;
use super::team::memory::TeamMemory;
use crate::bot::{AskedBy, Asker, Audience, Bot, PersonKey, Place, Role, Secrecy};
use crate::conversation::limits::{Cooldown, Mean, QuestionLimits};
use crate::search::Scope;

/// The power in a room that an admin needs there as well: a moderator's.
pub const ADMIN_POWER: i64 = 50;

/// What the settings allow to whom.
#[derive(Debug)]
pub struct Permissions {
    /// Who may administer, in rooms where they have the power.
    pub admins: Vec<OwnedUserId>,
    /// Servers and users whose invitations are accepted.
    pub invites_from: Vec<String>,
}

/// What is known of rooms before the first sync.
#[derive(Debug)]
pub struct KnownRooms {
    /// What each sees.
    pub bindings: RoomBindings,
    /// The team's, or its alias until it is resolved.
    pub team: Option<String>,
    /// Which took the place of which.
    pub successions: Successions,
}

/// An answer that everybody in its room can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingAnswer {
    /// The answer.
    pub answer: OwnedEventId,
    /// When its question was asked, by a server's clock.
    pub asked: MilliSecondsSinceUnixEpoch,
}

/// See the file's head.
#[derive(Debug)]
pub struct MatrixState {
    /// Answers requests.
    pub bot: Arc<Bot>,
    /// What is too much to be answered in full.
    pub limits: Arc<QuestionLimits>,
    /// How long a question takes from its room's queue to its answer.
    pub pace: Mean,
    /// The session with the homeserver.
    pub client: Client,
    /// How the homeserver is reached.
    pub reach: Reach,
    /// The bot's account.
    pub me: Me,
    /// Who may administer and invite.
    pub permissions: Permissions,
    /// When this run began, by the homeserver's clock.
    pub began: MilliSecondsSinceUnixEpoch,
    /// Questions older than that are not answered.
    pub cutoff: MilliSecondsSinceUnixEpoch,
    /// Messages that cannot be decrypted yet.
    pub late: tokio::sync::Mutex<LateKeys>,
    /// All answers under way, so that a shutdown can wait for them.
    pub tasks: TaskTracker,
    bindings: RwLock<RoomBindings>,
    /// Tells once that the first sync has brought what there was.
    pub connected: Notify,
    /// What was proposed and listed in the team's room.
    pub team: TeamMemory,
    // The team's room, or its alias until it is resolved.
    team_place: RwLock<Option<String>>,
    successions: Mutex<Successions>,
    ledgers: tokio::sync::Mutex<HashMap<OwnedRoomId, SharedLedger>>,
    // Rooms we were invited to as direct ones, until the account's own list says so.
    direct: Mutex<HashSet<OwnedRoomId>>,
    // Rooms whose invitation is being answered.
    invitations: Mutex<HashSet<OwnedRoomId>>,
    cooldown: Mutex<Cooldown<OwnedRoomId, StandingAnswer>>,
}

impl MatrixState {
    /// The state before the first sync.
    pub fn new(
        (bot, limits): (Arc<Bot>, Arc<QuestionLimits>),
        (client, reach): (Client, Reach),
        me: Me,
        permissions: Permissions,
        (began, cutoff): (MilliSecondsSinceUnixEpoch, MilliSecondsSinceUnixEpoch),
        rooms: KnownRooms,
    ) -> Self {
        let KnownRooms { bindings, team, successions } = rooms;
        Self {
            bot,
            pace: Mean::default(),
            client,
            reach,
            me,
            permissions,
            began,
            cutoff,
            late: tokio::sync::Mutex::default(),
            tasks: TaskTracker::new(),
            bindings: RwLock::new(bindings),
            connected: Notify::new(),
            team: TeamMemory::default(),
            team_place: RwLock::new(team),
            successions: Mutex::new(successions),
            ledgers: tokio::sync::Mutex::default(),
            direct: Mutex::default(),
            invitations: Mutex::default(),
            cooldown: Mutex::new(Cooldown::new(limits.cooldown())),
            limits,
        }
    }

    /// The upgrades that are known.
    pub fn successions(&self) -> MutexGuard<'_, Successions> {
        self.successions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answers that stand in rooms. Held for a decision only.
    pub fn cooldown(&self) -> MutexGuard<'_, Cooldown<OwnedRoomId, StandingAnswer>> {
        self.cooldown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note that a room is a direct one, whatever the account's list says yet.
    pub fn note_direct(&self, room: &RoomId) {
        self.direct.lock().unwrap_or_else(PoisonError::into_inner).insert(room.to_owned());
    }

    /// Takes the invitation into a room; false while it is being answered already.
    pub fn take_invitation(&self, room: &RoomId) -> bool {
        self.invitations.lock().unwrap_or_else(PoisonError::into_inner).insert(room.to_owned())
    }

    /// The invitation into a room was answered, or could not be.
    pub fn answered_invitation(&self, room: &RoomId) {
        self.invitations.lock().unwrap_or_else(PoisonError::into_inner).remove(room);
    }

    /// What tells whether a message there is for the bot.
    pub fn surroundings(&self, room: &Room) -> Surroundings {
        Surroundings {
            direct: self.is_direct(room),
            opens_threads: self.answers(room) == MatrixAnswers::Thread,
            has_team: self.bot.has_team(),
            is_team: self.is_team(room.room_id()),
        }
    }

    /// The direct room that a person has with the bot.
    pub fn direct_room(&self, person: &UserId) -> Option<Room> {
        let room = self.client.get_dm_room(person)?;
        (room.state() == RoomState::Joined && self.is_direct(&room)).then_some(room)
    }

    /// What is remembered of a room, read from the store the first time.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ledger(&self, room: &RoomId) -> anyhow::Result<SharedLedger> {
        let mut known = self.ledgers.lock().await;
        if let Some(ledger) = known.get(room) {
            return Ok(Arc::clone(ledger));
        }
        let ledger: SharedLedger =
            Arc::new(tokio::sync::Mutex::new(ledger::read(&self.client, room).await?));
        known.insert(room.to_owned(), Arc::clone(&ledger));
        Ok(ledger)
    }

    /// Forgets which questions of the journal a person asked, in every room.
    pub async fn forget_questions_of(&self, person: &OwnedUserId) {
        for room in self.client.rooms() {
            match self.ledger(room.room_id()).await {
                Ok(ledger) => {
                    let mut ledger = ledger.lock().await;
                    ledger.forget_questions_of(person);
                    ledger::write(&self.client, &self.reach, room.room_id(), &mut ledger).await;
                }
                Err(error) => self.reach.store_failed(&error.root_cause().to_string()),
            }
        }
    }

    /// Whether every message there is for the bot: a direct room with one other member
    /// at most.
    pub fn is_direct(&self, room: &Room) -> bool {
        let noted = || {
            let direct = self.direct.lock().unwrap_or_else(PoisonError::into_inner);
            direct.contains(room.room_id())
        };
        room.active_members_count() <= 2
            && (room.direct_targets_length() > 0 || noted())
            && !self.is_team(room.room_id())
    }

    /// Whether it is the team's room, or took its place.
    pub fn is_team(&self, room: &RoomId) -> bool {
        let team = self.team_place.read().unwrap_or_else(PoisonError::into_inner);
        let is_team = |line: &RoomId| team.as_deref() == Some(line.as_str());
        team.is_some() && self.successions().line(room).any(is_team)
    }

    /// Whether the settings give the team a room.
    pub fn has_team_room(&self) -> bool {
        self.team_place.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// The team's room, once the bot is in it.
    pub fn team_room(&self) -> Option<Room> {
        let mut rooms = self.client.joined_rooms().into_iter();
        rooms.find(|room| self.is_team(room.room_id()) && room.successor_room().is_none())
    }

    /// Who asks, and from where. Asks the server once for each room whether it is encrypted, which
    /// the answer would ask otherwise.
    pub async fn asker(
        &self,
        room: &Room,
        person: &UserId,
        role: Role,
        asked_by: AskedBy,
    ) -> Asker {
        let direct = self.is_direct(room);
        // A room may be encrypted as long as the server does not say that it is not.
        let state = room.latest_encryption_state().await;
        let encrypted = !matches!(state, Ok(EncryptionState::NotEncrypted));
        let room = room.room_id();
        let scope = self.scope(room, direct);
        let secrecy = Secrecy { direct, encrypted };
        let place = Place { platform: NETWORK, room: room.to_string(), scope, secrecy };
        let audience = if direct { Audience::AskerAlone } else { Audience::Everyone };
        Asker { place, person: PersonKey::new(person.as_str()), role, audience, asked_by }
    }

    /// The collections that a room sees.
    fn scope(&self, room: &RoomId, direct: bool) -> Scope {
        let scope =
            self.bindings().scope(self.successions().line(room).map(RoomId::as_str), direct);
        // What is worked on in the team's room comes from everywhere.
        let sees_nothing = matches!(&scope, Scope::Only(seen) if seen.is_empty());
        if sees_nothing && self.is_team(room) { Scope::All } else { scope }
    }

    fn bindings(&self) -> RwLockReadGuard<'_, RoomBindings> {
        self.bindings.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Binds the rooms of aliases once their servers answer. It never ends, so that it can
    /// run beside what ends first.
    pub async fn bind_later(&self, aliases: Vec<OwnedRoomAliasId>) -> Infallible {
        let each = aliases.iter().map(|alias| async move {
            if let Some(room) = bindings::resolve(&self.client, alias).await {
                let mut bindings = self.bindings.write().unwrap_or_else(PoisonError::into_inner);
                let mut team = self.team_place.write().unwrap_or_else(PoisonError::into_inner);
                bindings::put_id(&mut bindings, &mut team, alias, &room);
                tracing::info!(%alias, %room, "a room alias of the settings is resolved now");
            }
        });
        join_all(each).await;
        std::future::pending().await
    }

    /// Warns when a room sees no collection that is served: members read only that no FAQ is
    /// bound to the place, and can rarely change the settings. Direct rooms all see the same,
    /// so that [`Self::warn_of_nothing_seen_in_direct_rooms`] speaks of them once.
    pub fn warn_of_nothing_seen(&self, room: &Room) {
        let sees = self.bot.sees_anything(&self.scope(room.room_id(), false));
        if sees || self.is_direct(room) || self.is_team(room.room_id()) {
            return;
        }
        tracing::warn!(
            room = %room.room_id(),
            alias = room.canonical_alias().map(|alias| alias.to_string()),
            "a room sees no collection of the FAQ: the bot answers there only that no FAQ is \
             bound to the place; list the room in the settings (platform.matrix.room)"
        );
    }

    /// Warns when direct rooms see no collection that is served.
    pub fn warn_of_nothing_seen_in_direct_rooms(&self) {
        let unlisted: [&str; 0] = [];
        if !self.bot.sees_anything(&self.bindings().scope(unlisted, true)) {
            tracing::warn!(
                "direct rooms see no collection of the FAQ: the bot answers there only that no \
                 FAQ is bound to the place; the setting platform.matrix.direct_messages lists \
                 what they see"
            );
        }
    }

    /// How answers are given there.
    pub fn answers(&self, room: &Room) -> MatrixAnswers {
        self.bindings().answers(self.successions().line(room.room_id()).map(RoomId::as_str))
    }

    /// What a person may do there: an admin is listed in the settings and has power
    /// in the room. The list alone would let an admin act in rooms where they are
    /// nobody; power alone would let anybody who makes a room of their own.
    pub async fn standing(&self, room: &Room, person: &UserId) -> Standing {
        let listed = self.permissions.admins.iter().any(|admin| admin == person);
        let powerful = match room.get_user_power_level(person).await {
            Ok(UserPowerLevel::Infinite) => true,
            Ok(UserPowerLevel::Int(power)) => i64::from(power) >= ADMIN_POWER,
            _ => false,
        };
        Standing { listed, powerful }
    }
}

/// What a person is in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether the settings list them as an admin.
    pub listed: bool,
    /// Whether they have a moderator's power in the room.
    pub powerful: bool,
}

impl Standing {
    /// What they may do.
    pub fn role(self) -> Role {
        if self.listed && self.powerful { Role::Admin } else { Role::Member }
    }
}
