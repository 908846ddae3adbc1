//! The homeserver's clock. An event carries the time of a server, so its age is computed with
//! a server's clock: the clock of this machine may be wrong by hours.

use matrix_sdk::Client;
use matrix_sdk::ruma::{MilliSecondsSinceUnixEpoch, UInt};
use url::Url;

/// A difference that is worth a line in the log, in milliseconds.
const NOTICEABLE: i64 = 60_000;

/// The time by the homeserver's clock, or by this machine's when it does not tell it.
pub async fn now(client: &Client, homeserver: &Url) -> MilliSecondsSinceUnixEpoch {
    let here = MilliSecondsSinceUnixEpoch::now();
    let Some(there) = ask(client, homeserver).await else {
        tracing::warn!(
            "the homeserver does not tell its time: the age of questions is reckoned by this \
             machine's clock"
        );
        return here;
    };
    let ahead = i64::from(here.get()) - i64::from(there.get());
    if ahead.abs() >= NOTICEABLE {
        tracing::warn!(
            ahead_s = ahead / 1_000,
            "this machine's clock differs from the homeserver's: the age of questions is \
             reckoned by the homeserver's"
        );
    }
    there
}

async fn ask(client: &Client, homeserver: &Url) -> Option<MilliSecondsSinceUnixEpoch> {
    let versions = homeserver.join("_matrix/client/versions").ok()?;
    let answer = client.http_client().get(versions).send().await.ok()?;
    let date = answer.headers().get("date")?.to_str().ok()?;
    let date = jiff::fmt::rfc2822::parse(date).ok()?.timestamp().as_millisecond();
    Some(MilliSecondsSinceUnixEpoch(UInt::try_from(date).ok()?))
}

/// The time before which no question is answered: `now`, less the age allowed.
pub fn cutoff(now: MilliSecondsSinceUnixEpoch, max_age_minutes: u32) -> MilliSecondsSinceUnixEpoch {
    let age = UInt::from(max_age_minutes).saturating_mul(UInt::from(60_000u32));
    MilliSecondsSinceUnixEpoch(now.get().saturating_sub(age))
}
