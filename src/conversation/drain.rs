//! The end of a platform's work at a shutdown.

use std::time::Duration;

use tokio_util::task::TaskTracker;

/// Answers that have begun may take this long to be sent. It is less than what
/// `app` grants a platform, so that the platform still closes its connection.
const FINISH_WITHIN: Duration = Duration::from_secs(3);

/// Waits until all `tasks` have ended, three seconds at most; the runtime drops
/// the rest. `platform` is the name that the log shows.
pub async fn drain(tasks: &TaskTracker, platform: &'static str) {
    drain_within(FINISH_WITHIN, tasks, platform).await;
}

/// The same for a network that makes answers wait longer than that. `app` grants a platform
/// nine seconds in all.
pub async fn drain_within(within: Duration, tasks: &TaskTracker, platform: &'static str) {
    tasks.close();
    if tokio::time::timeout(within, tasks.wait()).await.is_err() {
        tracing::warn!(
            platform,
            unfinished = tasks.len(),
            "some answers were not sent in time for the shutdown and are lost, the platform stops \
             without them"
        );
    }
}
