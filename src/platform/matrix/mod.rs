//! Matrix: mention, `!faq`, reply, direct room, encrypted or not. The only place
//! that names matrix_sdk.
//!
//! The way of a question: `sync` (the loop over the server's news; `late` keeps
//! what cannot be read yet) → `events` (what happened → what it is, pure) → `desk`
//! (written down, then into its room's queue) → `worker` and `command` (→ what is
//! wanted, pure) → the bot → `render` (reply → HTML and plain text, pure) → `post`.
//! Before all that: `session` and `identity`. Beside it: `visits`, invitations and
//! upgraded rooms.

mod bindings;
mod command;
mod desk;
mod events;
mod identity;
mod late;
mod ledger;
mod patience;
mod post;
mod render;
mod session;
mod store;
mod sync;
mod visits;
mod worker;

// What events are, as rows.
#[cfg(test)]
mod events_tests;

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use matrix_sdk::Client;
use matrix_sdk::ruma::{
    MilliSecondsSinceUnixEpoch, OwnedDeviceId, OwnedRoomAliasId, OwnedUserId, UInt,
};
use serde::{Deserialize, Deserializer};
use tokio_util::sync::CancellationToken;
use url::Url;

pub use bindings::{Answers, Room};

use crate::bot::Bot;
use crate::secret;
use crate::wording::matrix::fatal;
use bindings::Bindings;
use desk::Desk;
use events::Me;
use session::Access;

/// The account's password.
const PASSWORD: &str = "MATRIX_PASSWORD";
/// A token of the account, instead of its password.
const ACCESS_TOKEN: &str = "MATRIX_ACCESS_TOKEN";
/// Locks the store.
const PASSPHRASE: &str = "MATRIX_STORE_PASSPHRASE";
/// Signs a new device.
const RECOVERY_KEY: &str = "MATRIX_RECOVERY_KEY";
/// Answers under way may take this long to end.
const FINISH: Duration = Duration::from_secs(3);

/// Settings of the Matrix platform.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The server's address for clients.
    pub homeserver: Url,
    /// The bot's account, `@name:server`.
    #[serde(deserialize_with = "user")]
    pub user: OwnedUserId,
    /// The device of the access token, when there is one.
    pub device_id: Option<String>,
    /// The folder of the session, its keys and what is remembered.
    #[serde(default = "default_store")]
    pub store: PathBuf,
    /// Who may administer, in rooms where they have a moderator's power. Nobody when empty.
    #[serde(default, deserialize_with = "users")]
    pub admins: Vec<OwnedUserId>,
    /// Servers and users whose invitations are accepted; the bot's own server when not given.
    pub invites_from: Option<Vec<String>>,
    /// What direct rooms see.
    pub direct_messages: Option<Vec<String>>,
    /// Questions older than that when the bot starts are not answered.
    #[serde(default = "default_age")]
    pub max_age_minutes: u32,
    /// How answers are given where nothing else is said.
    #[serde(default)]
    pub answers: Answers,
    /// Rooms and what they see; once one is listed, others see nothing.
    #[serde(default)]
    pub room: Vec<Room>,
}

fn default_store() -> PathBuf {
    PathBuf::from("data/matrix")
}

const fn default_age() -> u32 {
    60
}

fn user<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OwnedUserId, D::Error> {
    read_user(&String::deserialize(deserializer)?)
}

fn users<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<OwnedUserId>, D::Error> {
    Vec::<String>::deserialize(deserializer)?.iter().map(|text| read_user(text)).collect()
}

fn read_user<E: serde::de::Error>(text: &str) -> Result<OwnedUserId, E> {
    OwnedUserId::from_str(text.trim()).map_err(|_| E::custom(fatal::user(text)))
}

/// What the Matrix client's crates log is muted: they quote events and servers'
/// answers. This folder reports itself what fails.
pub const MUTED_IN_LOG: &[&str] = &["matrix_sdk"];

/// Connects and answers until `shutdown`.
///
/// # Errors
/// A French sentence, with English where the server's own pages are meant: what
/// keeps the platform from running, and what to do about it.
pub async fn run(config: Config, bot: Arc<Bot>, shutdown: CancellationToken) -> anyhow::Result<()> {
    match serve(config, bot, &shutdown).await {
        // Whoever ends it while the server cannot be reached has broken nothing.
        Err(_) if shutdown.is_cancelled() => Ok(()),
        ended => ended,
    }
}

async fn serve(config: Config, bot: Arc<Bot>, shutdown: &CancellationToken) -> anyhow::Result<()> {
    let Config {
        homeserver,
        user,
        device_id,
        store: folder,
        admins,
        invites_from,
        direct_messages,
        max_age_minutes,
        answers,
        room: rooms,
    } = config;
    let Some(passphrase) = secret::read(PASSPHRASE)? else { bail!(fatal::NO_PASSPHRASE) };
    let recovery_key = secret::read(RECOVERY_KEY)?;
    let access = Access {
        homeserver,
        user: user.clone(),
        device: device_id.map(OwnedDeviceId::from),
        password: secret::read(PASSWORD)?,
        token: secret::read(ACCESS_TOKEN)?,
        passphrase,
    };
    let mut bindings = Bindings { rooms, direct: direct_messages, answers, ..Bindings::default() };
    for name in bindings.collections().filter(|name| !bot.has_collection(name)) {
        tracing::warn!(collection = name, "the configuration names a collection that is not there");
    }
    let cutoff = cutoff(max_age_minutes);

    let client = session::open(&access, &folder, shutdown).await?;
    identity::secure(&client, access.password.as_ref(), recovery_key.as_ref(), shutdown).await?;
    bindings.successions = store::get(&client, store::SUCCESSIONS).await?.unwrap_or_default();
    resolve_aliases(&mut bindings, &client).await;
    let name = client.account().get_display_name().await.context("the bot's own name")?;
    let invites_from = invites_from.unwrap_or_else(|| vec![user.server_name().to_string()]);
    let me = Me { id: user, name };
    let desk = Arc::new(Desk::new(bot, client, me, admins, invites_from, cutoff, bindings));

    let ended = sync::run(Arc::clone(&desk), shutdown).await;
    desk.tasks.close();
    if tokio::time::timeout(FINISH, desk.tasks.wait()).await.is_err() {
        tracing::warn!("some answers were still under way");
    }
    ended
}

/// Before which nothing is answered: the start, less the age that is allowed.
fn cutoff(max_age_minutes: u32) -> MilliSecondsSinceUnixEpoch {
    let now = MilliSecondsSinceUnixEpoch::now().get();
    let age = UInt::from(max_age_minutes).saturating_mul(UInt::from(60_000u32));
    MilliSecondsSinceUnixEpoch(now.saturating_sub(age))
}

/// The server's own word on who an alias is: a room may call itself as it likes.
async fn resolve_aliases(bindings: &mut Bindings, client: &Client) {
    for room in &bindings.rooms {
        let Ok(alias) = OwnedRoomAliasId::try_from(room.id.as_str()) else { continue };
        match client.resolve_room_alias(&alias).await {
            Ok(found) => drop(bindings.aliases.insert(room.id.clone(), found.room_id)),
            Err(_) => tracing::warn!(%alias, "the configuration names a room that is not there"),
        }
    }
}
