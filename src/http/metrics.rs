//! `GET /metrics`: what Prometheus reads.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::state::HttpState;
use crate::bot::{Bot, ProcessSeen, ProcessState, Seen};
use crate::journal;
use crate::library::GoldenTally;
use crate::metrics::{self, ContentReading, JournalReading, ProcessesReading, Reading};

/// The metrics in the text format of Prometheus.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operation",
    responses((status = 200, description = "The metrics", body = String, content_type = "text/plain"))
)]
pub async fn get(State(state): State<Arc<HttpState>>) -> Response {
    let now = Instant::now();
    let networks = state.links().iter().map(|link| (link.network(), link.is_up(now))).collect();
    let bot = state.bot();
    let journal = bot.and_then(|bot| bot.journal_state()).map(|journal| JournalReading {
        queued: journal.queued,
        dropped: journal.dropped,
        is_lost: journal.health == journal::Health::Lost,
    });
    let processes = bot.and_then(|bot| bot.processes()).map(|seen| processes(&seen));
    let content = bot.map(|bot| content(bot));
    let reading = Reading { content, journal, networks, processes };
    ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], state.metrics.render(&reading)).into_response()
}

fn processes(seen: &Seen) -> ProcessesReading {
    let count = |name: &'static str| {
        let is_so = |one: &&ProcessSeen| one.state.name() == name;
        (name, seen.processes.iter().filter(is_so).count())
    };
    let states = ProcessState::NAMES.into_iter().map(count).collect();
    ProcessesReading { states, is_connected: seen.is_connected, is_one: seen.is_one() }
}

fn content(bot: &Bot) -> ContentReading {
    let snapshot = bot.snapshot();
    let golden = snapshot.golden().map(|golden| GoldenTally::of(golden.asked, &golden.failures));
    let golden = golden.unwrap_or_default();
    let collections = snapshot.faq.collections().iter();
    ContentReading {
        version: snapshot.version,
        entries: collections.map(|one| (one.id.as_str().to_owned(), one.entries.len())).collect(),
        vectors: snapshot.meaning.unwrap_or_default(),
        warnings: snapshot.warnings.len(),
        golden: (golden.asked, golden.failing),
    }
}
