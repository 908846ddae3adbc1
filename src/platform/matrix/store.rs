//! What is kept beside the client's own data, in its encrypted store: small JSON
//! values under a few keys.

use anyhow::Context as _;
use matrix_sdk::Client;
use matrix_sdk::ruma::RoomId;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The session: user, device, token.
pub const SESSION: &str = "souffleur/session";
/// Whether a step of the sync has brought every room: until then the token that the
/// client keeps may be of a step that brought none.
pub const BEGUN: &str = "souffleur/begun";
/// Which room took the place of which.
pub const SUCCESSIONS: &str = "souffleur/successions";

/// Where a room's ledger is.
pub fn ledger(room: &RoomId) -> String {
    format!("souffleur/room/{room}")
}

/// Reads a value; `None` when there is none, or one of another version.
///
/// # Errors
/// When the store cannot be read.
pub async fn get<T: DeserializeOwned>(client: &Client, key: &str) -> anyhow::Result<Option<T>> {
    let written = client.state_store().get_custom_value(key.as_bytes()).await;
    let written = written.context("the Matrix store cannot be read")?;
    Ok(written.and_then(|json| serde_json::from_slice(&json).ok()))
}

/// Writes a value.
///
/// # Errors
/// When the store cannot be written: a full disk, a folder taken away.
pub async fn set<T: Serialize>(client: &Client, key: &str, value: &T) -> anyhow::Result<()> {
    let json = serde_json::to_vec(value).context("a value for the Matrix store")?;
    let written = client.state_store().set_custom_value_no_read(key.as_bytes(), json).await;
    written.context("the Matrix store cannot be written")
}
