//! What answering needs, in one place: the bot, the courier, the bindings, the
//! memory. It decides nothing itself; `interactions` and `messages` do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::time::Instant;
use tokio_util::task::TaskTracker;

use super::bindings::{Answers, Bindings, Id, Spot};
use super::commands::registration;
use super::deliver::Courier;
use super::events::{Incoming, Person};
use super::memory::Memory;
use super::{interactions, messages};
use crate::bot::{Asker, Bot, PersonKey, Place, Role};

/// Tries to register commands, some time apart.
const REGISTRATION_TRIES: u32 = 5;

/// See the file's head.
#[derive(Debug)]
pub struct Desk {
    /// Answers.
    pub bot: Arc<Bot>,
    /// Sends.
    pub courier: Courier,
    /// Who sees what.
    pub bindings: Bindings,
    /// Of admins.
    pub admin_roles: Vec<Id>,
    /// Commands are registered on this server alone.
    pub guild: Option<Id>,
    /// What is remembered.
    pub memory: Memory,
    /// Everything under way, for a shutdown that lets it end.
    pub tasks: TaskTracker,
    // 0 until the first connection.
    me: AtomicU64,
}

impl Desk {
    /// Nobody is connected yet.
    pub fn new(
        bot: Arc<Bot>,
        courier: Courier,
        bindings: Bindings,
        admin_roles: Vec<Id>,
        guild: Option<Id>,
    ) -> Self {
        Self {
            bot,
            courier,
            bindings,
            admin_roles,
            guild,
            memory: Memory::default(),
            tasks: TaskTracker::new(),
            me: AtomicU64::new(0),
        }
    }

    /// Our account, once connected.
    pub fn me(&self) -> Option<u64> {
        Some(self.me.load(Ordering::Relaxed)).filter(|&id| id != 0)
    }

    /// Who asks, and from where.
    pub fn asker(&self, spot: Spot, person: u64, role: Role) -> Asker {
        let place = Place {
            platform: "discord",
            room: spot.channel.to_string(),
            scope: self.bindings.scope(spot),
        };
        Asker { place, person: PersonKey::new(person.to_string()), role }
    }

    /// What a person may do.
    pub fn role(&self, person: &Person) -> Role {
        let listed = |role: &u64| self.admin_roles.iter().any(|admin| admin.0 == *role);
        if person.roles.iter().any(listed) { Role::Admin } else { Role::Member }
    }

    /// Whether a private answer may be posted for all there.
    pub fn may_share(&self, spot: Spot) -> bool {
        spot.server.is_some() && self.bindings.answers(spot) != Answers::Private
    }

    /// Acts on what the gateway told; what takes time goes on beside. To be
    /// called in the order of events.
    pub fn take(self: &Arc<Self>, incoming: Incoming, arrived: Instant) {
        match incoming {
            Incoming::Ready { me, application } => {
                tracing::info!("connected to Discord");
                if self.me.swap(me, Ordering::Relaxed) == 0 {
                    let desk = Arc::clone(self);
                    self.tasks.spawn(async move { desk.register(application).await });
                }
            }
            Incoming::Asked(asked) => {
                if self.memory.first_time(asked.id) {
                    interactions::take(self, asked, arrived);
                }
            }
            Incoming::Heard(mut heard) => {
                heard.spot.parent = self.memory.parent(heard.spot.channel);
                if self.memory.first_time(heard.id) {
                    messages::take(self, heard);
                }
            }
            Incoming::Edited { id, mut spot, text } => {
                spot.parent = self.memory.parent(spot.channel);
                messages::edited(self, id, spot, text);
            }
            Incoming::Deleted(ids) => messages::deleted(self, &ids),
            Incoming::Threads(threads) => {
                for (thread, parent) in threads {
                    self.memory.learn_thread(thread, parent);
                }
            }
            Incoming::ThreadGone(thread) => self.memory.forget_thread(thread),
            Incoming::Unknown(kind) => tracing::debug!(kind, "an event of a kind we do not know"),
        }
    }

    async fn register(&self, application: u64) {
        let server = self.guild.map(|id| id.0);
        for tried in 1..=REGISTRATION_TRIES {
            match registration::register(&self.courier.api, application, server).await {
                Ok(true) => return tracing::info!("the commands are registered"),
                Ok(false) => return tracing::info!("the commands are as they were"),
                Err(failure) => tracing::warn!(tried, ?failure, "the commands are not registered"),
            }
            tokio::time::sleep(std::time::Duration::from_secs(2 << tried)).await;
        }
    }
}
