//! Posts the digest of the week in the team's room, once for each week.

use jiff::Zoned;

use super::super::{post, render, state::MatrixState};
use crate::bot::Fault;
use crate::conversation::digest_time::DigestTime;
use crate::wording;

const NETWORK: &str = "matrix";

/// Posts the digest when it is due and says something. One that cannot be posted stays due.
///
/// # Errors
/// The journal fails.
pub async fn post(state: &MatrixState, at: DigestTime) -> Result<(), Fault> {
    let Some(room) = state.team_room() else { return Ok(()) };
    let desk = state.bot.desk();
    let when = (at.weekday, at.hour);
    let Some((due, digest)) = desk.digest(NETWORK, when, &Zoned::now()).await? else {
        return Ok(());
    };
    if let Some(digest) = digest {
        let content = render::noticed(&wording::digest(&digest), &[]);
        // The id keeps a program that is killed in between from posting it twice.
        let id = format!("digest-{due}");
        if let Err(error) = post::announce(&state.reach, &room, &id, content).await {
            tracing::warn!(%error, "the digest cannot be posted in the team's room; trying again");
            return Ok(());
        }
    }
    desk.digest_sent(NETWORK, due).await
}
