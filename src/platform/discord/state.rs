//! What answering on Discord needs, in one place: the bot, the courier, the
//! bindings, what is remembered. It decides nothing; `interactions` and
//! `messages` do.

use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use serenity::model::id::{ChannelId, InteractionId, MessageId, UserId};
use tokio_util::task::TaskTracker;

use super::bindings::{DiscordAnswers, DiscordBindings, Id};
use super::deliver::Courier;
use super::incoming::Person;
use super::place::{ChannelPath, MessageAt};
use super::places::KnownPlaces;
use super::run_start::RunStart;
use super::team::config::TeamConfig;
use super::team::drafts::Drafts;
use crate::bot::{AskedBy, Asker, Audience, Bot, PersonKey, Place, Role, Secrecy};
use crate::conversation::exchange::{Exchange, Ledger, Limits};
use crate::conversation::limits::{Cooldown, QuestionLimits};
use crate::conversation::seen::Seen;
use crate::conversation::turns::Turns;
use crate::search::Scope;

/// A question that somebody wrote in a message, and its answer.
pub type MessageExchange = Exchange<MessageId, UserId, MessageAt>;

/// The network's name in the journal and in logs.
pub const NETWORK: &str = "discord";

/// Bounds of what is remembered. Everything is lost at a restart: menus and
/// buttons carry what they need themselves.
const LIMITS: Limits = Limits {
    exchanges: NonZeroUsize::new(2_000).expect("not 0"),
    seen: NonZeroUsize::new(4_096).expect("not 0"),
};
const INTERACTIONS_MAX: NonZeroUsize = NonZeroUsize::new(4_096).expect("not 0");
const POSTED_MAX: NonZeroUsize = NonZeroUsize::new(4_096).expect("not 0");

/// See the file's head.
#[derive(Debug)]
pub struct DiscordState {
    /// Answers requests.
    pub bot: Arc<Bot>,
    /// What is too much to be answered in full.
    pub limits: Arc<QuestionLimits>,
    /// Sends what is answered.
    pub courier: Courier,
    /// Which collections each place sees.
    pub bindings: DiscordBindings,
    /// The roles that may use `/faq-admin`.
    pub admin_roles: Vec<Id>,
    /// The only server that the commands are registered on, when it is set.
    pub guild: Option<Id>,
    /// Where the team that keeps the FAQ works.
    pub team: Option<TeamConfig>,
    /// What people of the team typed.
    pub drafts: Drafts,
    /// All answers under way, so that a shutdown can wait for them.
    pub tasks: TaskTracker,
    /// The order of what happens to one message: an edit waits for the answer it
    /// follows.
    pub turns: Turns<MessageId>,
    /// Which channel each thread is in.
    pub places: KnownPlaces,
    ledger: Mutex<Ledger<MessageId, UserId, MessageAt>>,
    interactions: Mutex<Seen<InteractionId>>,
    // Messages of the bot's whose answer was posted for all: a second click posts
    // nothing.
    posted: Mutex<Seen<MessageId>>,
    cooldown: Mutex<Cooldown<ChannelId, MessageAt>>,
    /// When this run began.
    pub run: RunStart,
    // Hashes of texts are compared within one run only.
    text_key: RandomState,
}

impl DiscordState {
    /// The state before the first connection, with what answers and what is too much, who
    /// administers, the only server of the commands and the team.
    pub fn new(
        (bot, limits): (Arc<Bot>, Arc<QuestionLimits>),
        courier: Courier,
        bindings: DiscordBindings,
        (admin_roles, guild, team): (Vec<Id>, Option<Id>, Option<TeamConfig>),
    ) -> Self {
        Self {
            bot,
            courier,
            bindings,
            admin_roles,
            guild,
            team,
            drafts: Drafts::default(),
            tasks: TaskTracker::new(),
            turns: Turns::default(),
            places: KnownPlaces::default(),
            ledger: Mutex::new(Ledger::new(LIMITS)),
            interactions: Mutex::new(Seen::new(INTERACTIONS_MAX)),
            posted: Mutex::new(Seen::new(POSTED_MAX)),
            cooldown: Mutex::new(Cooldown::new(limits.cooldown())),
            limits,
            run: RunStart::new(SystemTime::now()),
            text_key: RandomState::new(),
        }
    }

    /// Who asks, and from where.
    pub fn asker(&self, path: ChannelPath, person: UserId, role: Role, asked_by: AskedBy) -> Asker {
        let place = Place {
            platform: NETWORK,
            room: path.channel.to_string(),
            scope: self.scope(path),
            secrecy: Secrecy { direct: path.server.is_none(), encrypted: false },
        };
        // In a server, a caller whose reply is private says so.
        let audience =
            if path.server.is_some() { Audience::Everyone } else { Audience::AskerAlone };
        Asker { place, person: PersonKey::new(person.to_string()), role, audience, asked_by }
    }

    /// The collections that a place sees. The team's channel sees all of them where the settings
    /// bind it to none: what is worked on there comes from everywhere.
    pub fn scope(&self, path: ChannelPath) -> Scope {
        let scope = self.bindings.scope(path);
        let sees_nothing = matches!(&scope, Scope::Only(seen) if seen.is_empty());
        if sees_nothing && self.is_of_team(path) { Scope::All } else { scope }
    }

    /// What a person may do.
    pub fn role(&self, person: &Person) -> Role {
        let listed = |admin: &Id| person.roles.iter().any(|role| role.get() == admin.0);
        if self.admin_roles.iter().any(listed) { Role::Admin } else { Role::Member }
    }

    /// Whether that is the team's channel, or a thread of it.
    pub fn is_of_team(&self, path: ChannelPath) -> bool {
        let of_team = |channel: ChannelId| {
            self.team.as_ref().is_some_and(|team| team.channel.0 == channel.get())
        };
        of_team(path.channel) || path.parent.is_some_and(of_team)
    }

    /// Whether this person may post a private answer for all there.
    pub fn may_share(&self, path: ChannelPath, person: &Person) -> bool {
        path.server.is_some()
            && person.may_write
            && self.bindings.answers(path) != DiscordAnswers::Private
    }

    /// Questions in messages and their answers. Held for a decision only, never
    /// while a call is made.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger<MessageId, UserId, MessageAt>> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Interactions that were taken; a resumed connection tells some again.
    pub fn interactions(&self) -> MutexGuard<'_, Seen<InteractionId>> {
        self.interactions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Private answers that were posted for all.
    pub fn posted(&self) -> MutexGuard<'_, Seen<MessageId>> {
        self.posted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answers that stand in channels. Held for a decision only, as the ledger is.
    pub fn cooldown(&self) -> MutexGuard<'_, Cooldown<ChannelId, MessageAt>> {
        self.cooldown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A hash that tells a changed text from the same one, in this run.
    pub fn hash_of(&self, text: &str) -> u64 {
        self.text_key.hash_one(text)
    }
}
