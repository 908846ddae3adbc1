//! What is not answered in full, so that everybody else is: questions that come too fast from
//! one person or in one place, more of them than can be answered in time, and the same entry
//! asked again in a place where it has just been shown. It holds for chat networks; whoever
//! asks in a terminal is alone.
//!
//! Questions, searches for a message, typed picks and the help count, because each of them makes
//! the bot write a message. What does not count: suggestions while typing and clicks, which
//! change nothing that others read and which the network slows down itself; votes, which nobody
//! is answered; and the commands of admins, who must be able to act while others flood a place.
//!
//! Nothing here tells who asked: people and places are kept as hashes under a key of this run,
//! and only while they count.

mod cooldown;
mod load;
mod mean;
mod pace;
mod settings;

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};

pub use cooldown::Cooldown;
pub use load::{Load, UnderWay};
pub use mean::Mean;
use pace::Pace;
pub use settings::Config;

use crate::bot::{Asker, NotNow};

/// Whether a question is answered now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is.
    Admitted,
    /// It is not, and its asker is told why.
    Told(NotNow),
    /// It is not, for a reason that was told less than a minute ago.
    Silent(NotNow),
}

impl Admission {
    /// Why it is not answered.
    pub fn refusal(self) -> Option<NotNow> {
        match self {
            Self::Admitted => None,
            Self::Told(why) | Self::Silent(why) => Some(why),
        }
    }
}

/// The limits of all networks.
#[derive(Debug)]
pub struct QuestionLimits<C: Clock = MonotonicClock> {
    key: RandomState,
    askers: Option<Pace<C>>,
    places: Option<Pace<C>>,
    /// Whom was told that there are too many questions for the machine.
    overloaded: Pace<C>,
    load: Option<Arc<Load>>,
    cooldown: Option<Duration>,
}

impl QuestionLimits {
    /// The limits that the settings give. To be called on the runtime that answers, whose work is
    /// measured.
    pub fn new(config: &Config) -> Self {
        Self::timed(config, MonotonicClock)
    }
}

impl<C: Clock + Clone> QuestionLimits<C> {
    fn timed(config: &Config, clock: C) -> Self {
        let pace = |each_minute| Pace::new(each_minute, clock.clone());
        Self {
            key: RandomState::new(),
            askers: config.per_asker.map(pace),
            places: config.per_place.map(pace),
            overloaded: pace(std::num::NonZeroU32::MIN),
            load: config.shed.then(|| Arc::new(Load::measured())),
            cooldown: config.cooldown,
        }
    }

    /// Whether a question is answered now, as far as its asker and its place decide. A direct
    /// message has no place that others share.
    pub fn check(&self, asker: &Asker) -> Admission {
        let asked_by =
            self.askers.as_ref().map(|askers| (askers, self.asker(asker), NotNow::Asker));
        let place = self.places.as_ref().filter(|_| !asker.place.secrecy.direct);
        let asked_in = place.map(|places| (places, self.place(asker), NotNow::Place));
        for (pace, key, why) in asked_by.into_iter().chain(asked_in) {
            if !pace.takes(key) {
                return refused(asker, why, pace.is_to_be_told(key));
            }
        }
        Admission::Admitted
    }

    /// A question is not answered because there are too many for the machine or for the room:
    /// whether its asker is told, once a minute in each place.
    pub fn turn_away(&self, asker: &Asker) -> Admission {
        let key = self.key.hash_one((self.asker(asker), self.place(asker)));
        refused(asker, NotNow::Overloaded, self.overloaded.is_to_be_told(key))
    }

    /// What is being answered, unless nothing is turned away however much there is.
    pub fn load(&self) -> Option<&Arc<Load>> {
        self.load.as_ref()
    }

    /// How long an answer in a place stands for the same question; `None` when each is given.
    pub fn cooldown(&self) -> Option<Duration> {
        self.cooldown
    }

    fn asker(&self, asker: &Asker) -> u64 {
        self.key.hash_one((asker.place.platform, &asker.person))
    }

    fn place(&self, asker: &Asker) -> u64 {
        self.key.hash_one((asker.place.platform, &asker.place.room))
    }
}

/// The one way in which a question is refused.
fn refused(asker: &Asker, why: NotNow, is_told: bool) -> Admission {
    tracing::debug!(platform = asker.place.platform, ?why, is_told, "a question is not answered");
    if is_told { Admission::Told(why) } else { Admission::Silent(why) }
}

#[cfg(test)]
mod tests;
