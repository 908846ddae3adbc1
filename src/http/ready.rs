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
use crate::bot::{ProcessSeen, ProcessState, Seen};
use crate::journal;
use crate::library::Refusal;

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
    /// The processes that serve the FAQ; null where there is one alone. What one of them cannot
    /// serve does not make the process unready: members are answered, and a deployment that
    /// replaces processes one by one needs the old ones until then.
    processes: Option<ProcessesState>,
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

/// The processes that serve the FAQ, as this one knows them.
#[derive(Debug, Serialize, ToSchema)]
struct ProcessesState {
    /// Whether the server that they share is reached; without it, this process serves alone.
    connected: bool,
    /// Whether all that are there serve one content, and none waits for another.
    one: bool,
    /// Each of them.
    seen: Vec<ProcessSeenState>,
    /// Those that cannot serve the content that this process has ready.
    refused: Vec<RefusedBy>,
}

/// A process.
#[derive(Debug, Serialize, ToSchema)]
struct ProcessSeenState {
    /// Its networks and shards.
    process: String,
    /// Whether it is this one.
    own: bool,
    /// The first digits of the hash of its content.
    content: String,
    /// `same` when it serves what this one does, `other`, `cannot` when it cannot serve what was
    /// wanted last, `gone`.
    state: &'static str,
    /// With `cannot`, why: `errors` and `failing` with how many, `other` for a folder with another
    /// content, `forgotten`, `silent`, `failed`.
    why: Option<String>,
}

/// A process that cannot serve a content.
#[derive(Debug, Serialize, ToSchema)]
struct RefusedBy {
    /// Its networks and shards.
    process: String,
    /// As in `seen`.
    why: String,
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
        let processes = state.bot().and_then(|bot| bot.processes()).map(ProcessesState::of);
        let stopping = state.is_stopping();
        let ready = index.is_some()
            && networks.iter().all(|network| network.connected)
            && journal != JournalHealth::Starting
            && !stopping;
        Self { ready, index, networks, journal, processes, stopping }
    }
}

impl ProcessesState {
    fn of(seen: Seen) -> Self {
        let one = seen.is_one();
        let Seen { is_connected, processes, refusals } = seen;
        let process = |ProcessSeen { label, is_own, content, state }| ProcessSeenState {
            process: label,
            own: is_own,
            content,
            state: state.name(),
            why: match state {
                ProcessState::Cannot(why) => Some(why.to_string()),
                _ => None,
            },
        };
        let refused =
            |Refusal { process, why }: Refusal| RefusedBy { process, why: why.to_string() };
        Self {
            connected: is_connected,
            one,
            seen: processes.into_iter().map(process).collect(),
            refused: refusals.into_iter().map(refused).collect(),
        }
    }
}
