//! `GET /metrics`: what Prometheus reads.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::state::HttpState;
use crate::bot::Bot;
use crate::journal;
use crate::library::GoldenTally;
use crate::metrics::{self, ContentReading, JournalReading, Reading};

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
    let reading = Reading { content: bot.map(|bot| content(bot)), journal, networks };
    ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], state.metrics.render(&reading)).into_response()
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
