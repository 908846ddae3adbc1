//! Pulls at the start and then again and again, until the program ends.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use tokio_util::sync::CancellationToken;

use super::pull::{Pulled, Puller};
use crate::library::Force;

/// A remote that is gone is asked less often, up to this or the period.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// Pulls until `shutdown`. A pull that is replacing files by then is waited for.
pub async fn follow(puller: Arc<Puller>, period: Duration, shutdown: CancellationToken) {
    let pauses = ExponentialBuilder::new()
        .with_min_delay(period)
        .with_max_delay(LONGEST.max(period))
        .without_max_times();
    let mut failing = pauses.build();
    loop {
        let pulled = puller.pull(Force::No, false).await;
        let pause = match &pulled {
            Pulled::Ending => return,
            Pulled::Stuck(obstacle) if obstacle.is_of_remote() => failing.next().unwrap_or(period),
            _ => {
                failing = pauses.build();
                period
            }
        };
        // Many that were started together do not ask together.
        let pause = pause.mul_f64(0.9 + fastrand::f64() / 5.0);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = shutdown.cancelled() => return,
        }
    }
}
