//! Small JSON values in matrix-sdk's encrypted store, beside its own data.

use anyhow::Context as _;
use matrix_sdk::Client;
use matrix_sdk::ruma::RoomId;
use matrix_sdk::store::{StateStoreDataKey, StateStoreDataValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The key of the session: user, device, token.
pub const SESSION: &str = "souffleur/session";
/// The key of the device that a login is for, from before its first try.
pub const DEVICE: &str = "souffleur/device";
/// The key of whether this store is creating the account's identity, from before the first
/// request until its recovery key is in a file.
pub const CREATING: &str = "souffleur/creating";
/// The key of the token of the last sync whose questions are written down. matrix-sdk
/// saves a sync's token before it hands over its events: a program that ends between the
/// two would never see them again.
pub const SINCE: &str = "souffleur/since";
/// The key of whether a sync has brought every room, in stores from before [`SINCE`]. Until
/// then the sync token that matrix-sdk keeps may be of a sync that brought none.
pub const BEGUN: &str = "souffleur/begun";
/// The key of which room took the place of which.
pub const SUCCESSIONS: &str = "souffleur/successions";

/// The key of the messages that cannot be decrypted yet.
pub const LATE: &str = "souffleur/late";

/// The key of a room's ledger.
pub fn ledger(room: &RoomId) -> String {
    format!("souffleur/room/{room}")
}

/// Reads a value; `None` when there is none, or one that this version cannot read.
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
/// When the store cannot be written, for example because the disk is full.
pub async fn set<T: Serialize>(client: &Client, key: &str, value: &T) -> anyhow::Result<()> {
    let json = serde_json::to_vec(value).context("a value for the Matrix store")?;
    let written = client.state_store().set_custom_value_no_read(key.as_bytes(), json).await;
    written.context("the Matrix store cannot be written")
}

/// Makes matrix-sdk sync from the last token whose questions are written down, if there
/// is one. To be called before the session is restored, which reads the token.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn rewind(client: &Client) -> anyhow::Result<()> {
    let Some(token) = get::<String>(client, SINCE).await? else { return Ok(()) };
    let value = StateStoreDataValue::SyncToken(token);
    let written = client.state_store().set_kv_data(StateStoreDataKey::SyncToken, value).await;
    written.context("the Matrix store cannot be written")
}
