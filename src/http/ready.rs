//! `GET /readyz`: whether members are answered, and if not, what keeps them from it.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::json;
use super::state::HttpState;
use crate::journal;

/// What `/readyz` answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Readiness {
    /// Whether everything below is as it should be.
    ready: bool,
    /// The content that is served; null while the FAQ is being opened.
    index: Option<IndexState>,
    /// Each configured network.
    networks: Vec<NetworkState>,
    /// The journal of questions.
    journal: JournalHealth,
    /// Whether the program is being shut down.
    stopping: bool,
}

/// The content that is served.
#[derive(Debug, Serialize, ToSchema)]
struct IndexState {
    /// 1 at the start, then one more for each reload that is served.
    version: u64,
    /// How many entries there are.
    entries: usize,
}

/// A network.
#[derive(Debug, Serialize, ToSchema)]
struct NetworkState {
    /// Its name.
    network: &'static str,
    /// Whether it was connected within the last minute.
    connected: bool,
    /// How long ago it was last known to be connected, in seconds; null when it never was.
    unheard_s: Option<f64>,
}

/// What is known of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum JournalHealth {
    /// Nothing is recorded, by the settings.
    Off,
    /// Its database was not used yet.
    Starting,
    /// Questions are recorded.
    Works,
    /// Its database cannot be used, and the log says why. Questions are answered all the same,
    /// so that this does not make the process unready.
    Lost,
}

/// Tells whether members are answered.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operation",
    responses(
        (status = 200, description = "Members are answered", body = Readiness),
        (status = 503, description = "Something keeps members from being answered", body = Readiness),
    )
)]
pub async fn get(State(state): State<Arc<HttpState>>) -> Response {
    let readiness = Readiness::of(&state, Instant::now());
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    json(status, &readiness)
}

impl Readiness {
    fn of(state: &HttpState, now: Instant) -> Self {
        let index = state.bot().map(|bot| {
            let snapshot = bot.snapshot();
            IndexState { version: snapshot.version, entries: snapshot.faq.len() }
        });
        let networks: Vec<NetworkState> = (state.links().iter())
            .map(|link| NetworkState {
                network: link.network(),
                connected: link.is_up(now),
                unheard_s: link.unheard_for(now).map(|unheard| unheard.as_secs_f64()),
            })
            .collect();
        let known = state.bot().and_then(|bot| bot.journal_state());
        let journal = known.map_or(JournalHealth::Off, |journal| match journal.health {
            journal::Health::Starting => JournalHealth::Starting,
            journal::Health::Works => JournalHealth::Works,
            journal::Health::Lost => JournalHealth::Lost,
        });
        let stopping = state.is_stopping();
        let ready = index.is_some()
            && networks.iter().all(|network| network.connected)
            && journal != JournalHealth::Starting
            && !stopping;
        Self { ready, index, networks, journal, stopping }
    }
}
