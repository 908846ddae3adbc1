//! Health, metrics and asking by HTTP. The only place that names axum and utoipa.
//!
//! `server` binds the address, has the routes and keeps each request within its limits; `state`
//! is what they read. `health`, `ready`, `metrics`, `ask` and `openapi` have a route each, `token`
//! and `error` what some of them share. [`answered`] is the JSON of an answer, which
//! `souffleur ask --json` writes as well.
//!
//! It is off until `listen` is set, and listens on the loopback unless another address is
//! written. It serves from the first second of a start, so that a probe sees a large FAQ being
//! read, and until the networks have ended.

mod answered;
mod ask;
mod config;
mod doctor;
mod error;
mod health;
mod metrics;
mod openapi;
mod probe;
mod pulse;
mod ready;
mod server;
mod state;
mod token;

pub use answered::{answered, scope_of};
pub use config::{Config, LISTEN, Settings, SettingsError, TOKEN};
pub use doctor::examine;
pub use probe::probe;
pub use server::{Serving, start};
