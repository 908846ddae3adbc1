//! What an admin's reload does.

use super::Bot;
use super::reply::Reply;
use crate::content::Pulled;
use crate::faq::today;
use crate::library::{Force, Reload};

impl Bot {
    /// Serves what the upstream has, if there is one, and the folder as it is.
    pub(super) async fn reload(&self, force: Force) -> Reply {
        let obstacle = match &self.puller {
            None => None,
            Some(puller) => match puller.pull(force, true).await {
                Pulled::Served(diff) => return Reply::Reloaded(diff),
                Pulled::Refused(rejection) => return Reply::Rejected(rejection),
                Pulled::Stuck(obstacle) => Some(obstacle),
                Pulled::Current | Pulled::Ending => None,
            },
        };
        self.in_library(move |library| match library.reload(today(), force) {
            Reload::Unchanged => obstacle.map_or(Reply::Unchanged, Reply::NotPulled),
            Reload::Swapped(diff) => Reply::Reloaded(diff),
            Reload::Rejected(rejection) => Reply::Rejected(rejection),
        })
        .await
    }
}
