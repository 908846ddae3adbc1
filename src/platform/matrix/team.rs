//! The team's room: cards for what the FAQ does not answer yet, and what members are told once it
//! does.
//!
//! One task shows the cards (`cards`), tells members (`tell`) and posts the digest of the week
//! (`digest`) whenever something may have
//! changed. What is typed about a card is read by `team_command` and done by `work`; `memory`
//! keeps what was proposed and listed meanwhile.

mod cards;
mod digest;
pub mod memory;
mod tell;
pub mod work;

use std::convert::Infallible;
use std::sync::Arc;

use super::network::NETWORK;
use super::state::MatrixState;
use crate::bot::Fault;
use crate::conversation::digest_time::DigestTime;

/// Shows cards and tells members from the first sync on. It never ends, so that it can run beside
/// what ends first.
pub async fn run(state: &MatrixState, digest: Option<DigestTime>) -> Infallible {
    let desk = Arc::clone(state.bot.desk());
    if !desk.has_journal() {
        if state.has_team_room() {
            tracing::warn!(
                "the settings name a team's room on Matrix, but nothing is recorded, so that no \
                 question can be passed on to it; the setting journal.enabled turns it on"
            );
        }
        return std::future::pending().await;
    }
    state.connected.notified().await;
    let mut changes = desk.changes();
    let mut failing = false;
    loop {
        // Of several processes, one posts. The account may be another one's as well, for a moment.
        if !desk.leads(NETWORK).await {
            changes.next().await;
            continue;
        }
        let shown = cards::show(state).await;
        let told = tell::tell(state).await;
        let posted = match digest {
            Some(at) => digest::post(state, at).await,
            None => Ok(()),
        };
        note(shown.and(told).and(posted), &mut failing);
        changes.next().await;
    }
}

/// Logs when the journal begins to fail, and when it works again.
fn note(looked: Result<(), Fault>, failing: &mut bool) {
    let is_failing = looked.is_err();
    match looked {
        Err(fault) if !*failing => tracing::warn!(
            cause = %fault,
            "the journal does not give the team's cards, they are looked at again in half a minute"
        ),
        Ok(()) if *failing => tracing::info!("the journal gives the team's cards again"),
        _ => {}
    }
    *failing = is_failing;
}
