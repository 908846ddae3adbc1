//! `GET /healthz`: whether the process is alive. A supervisor restarts one that is not, so that
//! nothing outside the process counts: neither a network nor a database.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::json;
use super::state::HttpState;

/// Where it is asked.
pub const PATH: &str = "/healthz";

/// What `/healthz` answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Whether the timers of the process are on time.
    alive: bool,
    /// How late they are, in seconds.
    timers_late_s: f64,
}

/// Tells whether the timers of the process are on time.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "operation",
    responses(
        (status = 200, description = "The process is alive", body = Health),
        (status = 503, description = "Its timers are late by more than five seconds", body = Health),
    )
)]
pub async fn get(State(state): State<Arc<HttpState>>) -> Response {
    let now = Instant::now();
    let alive = state.pulse.is_on_time(now);
    let status = if alive { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    json(status, &Health { alive, timers_late_s: state.pulse.lateness(now).as_secs_f64() })
}
