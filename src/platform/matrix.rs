//! Matrix: mention, `!faq`, reply, direct room, encrypted or not. The only place
//! that names matrix_sdk.
//!
//! The way of a question: `sync` (the loop over what the server tells; `late` keeps what
//! cannot be read yet) → `events` and `call` (what happened → what it is, pure) → `rooms` and
//! `address` (whether it is for the bot, pure; it is written into the room's `ledger`, then put
//! into its queue) → `worker`, unless `admission` says that it is too much → `answer` and `command` (→ what is wanted, pure; `words` are those of
//! a message that somebody else wrote; `feedback` is what people say of answers) → the bot →
//! `render` (reply → HTML and plain text, pure) → `post`.
//!
//! `team` shows the team's cards in its room; what is typed about them takes the same way.
//!
//! `folder`, `session` and `identity` come before all that, and `store_fault` says what is
//! wrong with the store. `patience` retries while the server is not reached, and `outage` names
//! why. `doctor` looks at it all for an operator. `visits` accepts invitations and follows upgraded rooms. `state` holds what they share.

mod address;
mod admission;
mod answer;
mod bindings;
mod call;
mod clock;
mod command;
mod doctor;
mod events;
mod feedback;
mod folder;
mod here;
mod identity;
mod late;
mod ledger;
mod network;
mod outage;
mod patience;
mod patient;
mod post;
mod render;
mod rooms;
mod session;
mod standing;
mod state;
mod store;
mod store_fault;
mod successions;
mod sync;
mod team;
mod team_command;
mod visits;
pub(crate) mod wording;
mod words;
mod worker;

// What events are, as rows.
#[cfg(test)]
mod events_tests;

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use matrix_sdk::ruma::{OwnedDeviceId, OwnedUserId, ServerName, UserId};
use serde::{Deserialize, Deserializer};
use tokio_util::sync::CancellationToken;
use url::Url;

pub use bindings::{BoundRoom, MatrixAnswers, TeamConfig};
pub use doctor::examine;

use crate::bot::Bot;
use crate::conversation::connected::Connected;
use crate::conversation::drain::drain;
use crate::conversation::limits::QuestionLimits;
use crate::platform::matrix::wording::fatal;
use crate::search::Scope;
use crate::secret;
use events::Me;
use folder::StoreFolder;
use identity::Securing;
use patience::Reach;
use session::Access;
use state::{KnownRooms, MatrixState, Permissions};
use store_fault::StoreFault;

/// The variable of the account's password.
const PASSWORD: &str = "MATRIX_PASSWORD";
/// The variable of an access token, in place of the password.
const ACCESS_TOKEN: &str = "MATRIX_ACCESS_TOKEN";
/// The variable of the passphrase that the store is encrypted with.
const PASSPHRASE: &str = "MATRIX_STORE_PASSPHRASE";
/// The variable of the recovery key, which signs a new device.
const RECOVERY_KEY: &str = "MATRIX_RECOVERY_KEY";

/// Settings of the Matrix platform.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The server's address for clients: http or https, without a name and password, which
    /// would come into the log with it.
    #[serde(deserialize_with = "homeserver")]
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
    #[serde(default, deserialize_with = "inviters")]
    pub invites_from: Option<Vec<String>>,
    /// What direct rooms see.
    pub direct_messages: Option<Vec<String>>,
    /// Questions older than that when the bot starts are not answered.
    #[serde(default = "default_age")]
    pub max_age_minutes: u32,
    /// How answers are given where nothing else is said.
    #[serde(default)]
    pub answers: MatrixAnswers,
    /// Rooms and what they see; once one is listed, others see nothing.
    #[serde(default)]
    pub room: Vec<BoundRoom>,
    /// Where the team that keeps the FAQ works.
    pub team: Option<TeamConfig>,
}

fn default_store() -> PathBuf {
    PathBuf::from("data/matrix")
}

const fn default_age() -> u32 {
    60
}

fn homeserver<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    let text = String::deserialize(deserializer)?;
    let url = Url::parse(text.trim()).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
    });
    url.ok_or_else(|| serde::de::Error::custom(fatal::homeserver_address()))
}

fn user<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OwnedUserId, D::Error> {
    read_user(&String::deserialize(deserializer)?)
}

fn users<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<OwnedUserId>, D::Error> {
    Vec::<String>::deserialize(deserializer)?.iter().map(|text| read_user(text)).collect()
}

/// Names of servers and ids of users.
fn inviters<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    let listed = Vec::<String>::deserialize(deserializer)?;
    let read = |text: &String| {
        let known = text.trim();
        let is_user = known.starts_with('@') && <&UserId>::try_from(known).is_ok();
        match is_user || <&ServerName>::try_from(known).is_ok() {
            true => Ok(known.to_owned()),
            false => Err(serde::de::Error::custom(fatal::inviter(text))),
        }
    };
    listed.iter().map(read).collect::<Result<_, _>>().map(Some)
}

fn read_user<E: serde::de::Error>(text: &str) -> Result<OwnedUserId, E> {
    OwnedUserId::from_str(text.trim()).map_err(|_| E::custom(fatal::user(text)))
}

/// The collections that direct rooms see.
pub fn direct_scope(config: &Config) -> Scope {
    let Config { room, direct_messages, answers, .. } = config.clone();
    let unlisted: [&str; 0] = [];
    bindings::bindings(room, direct_messages, answers).scope(unlisted, true)
}

/// Whether the team has a room.
pub fn has_team(config: &Config) -> bool {
    config.team.is_some()
}

/// One account has all rooms.
pub fn part(_: &Config) -> Option<String> {
    None
}

/// What the Matrix client's crates log is muted: they quote events and servers'
/// answers. This folder reports itself what fails.
pub const MUTED_IN_LOG: &[&str] = &["matrix_sdk"];

/// Connects and answers until `shutdown`.
///
/// # Errors
/// A French sentence, with English where the server's own pages are meant: what
/// keeps the platform from running, and what to do about it.
pub async fn run(
    config: Config,
    bot: Arc<Bot>,
    limits: Arc<QuestionLimits>,
    shutdown: CancellationToken,
    connected: Connected,
) -> anyhow::Result<()> {
    warn_of_certificates();
    let folder = config.store.clone();
    match serve(config, (bot, limits), &shutdown, &connected).await {
        // A shutdown while the server cannot be reached is not an error.
        Err(_) if shutdown.is_cancelled() => Ok(()),
        // A fault of the database shows in whatever is read first, and what was being done then
        // does not matter.
        Err(error) => match StoreFault::of_database(&*error) {
            Some(fault) => Err(anyhow!("{}: {}", fault.sentence(&folder), error.root_cause())),
            None => Err(error),
        },
        Ok(()) => Ok(()),
    }
}

/// Warns when `SSL_CERT_FILE` names a file that brings no authority.
fn warn_of_certificates() {
    if let Some((path, cause)) = unusable_certificates() {
        tracing::warn!(
            file = %path.display(),
            cause,
            "the file that SSL_CERT_FILE names cannot be used, no authority of your own is known"
        );
    }
}

/// The file that `SSL_CERT_FILE` names, when it brings no authority, and why. It is passed over
/// then, and every certificate of an authority of one's own is refused.
fn unusable_certificates() -> Option<(PathBuf, String)> {
    let path = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from)?;
    let cause = match std::fs::read(&path) {
        Ok(bytes) if String::from_utf8_lossy(&bytes).contains("-----BEGIN CERTIFICATE-----") => {
            return None;
        }
        Ok(_) => "it has no certificate in the PEM format".to_owned(),
        Err(error) => error.to_string(),
    };
    Some((path, cause))
}

async fn serve(
    config: Config,
    (bot, limits): (Arc<Bot>, Arc<QuestionLimits>),
    shutdown: &CancellationToken,
    connected: &Connected,
) -> anyhow::Result<()> {
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
        team,
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
    let mut bindings = bindings::bindings(rooms, direct_messages, answers);
    bindings.warn_of_unknown_collections(&bot);
    let digest = team.as_ref().and_then(|team| team.digest);
    let mut team = team.map(|team| team.room);

    let folder = StoreFolder::claim(&folder)?;
    let reach = Reach::new(access.homeserver.clone(), Arc::clone(bot.metrics()));
    let client = session::open(&access, folder.path(), &reach, shutdown).await?;
    let securing = Securing {
        password: access.password.as_ref(),
        recovery_key: recovery_key.as_ref(),
        folder: &folder,
        reach: &reach,
        shutdown,
    };
    identity::secure(&client, securing).await?;
    let began = clock::now(&client, &access.homeserver).await;
    let cutoff = clock::cutoff(began, max_age_minutes);
    let successions = store::get(&client, store::SUCCESSIONS).await?.unwrap_or_default();
    let unanswered = tokio::select! {
        unanswered = bindings::resolve_aliases(&mut bindings, &mut team, &client) => unanswered,
        () = shutdown.cancelled() => return Ok(()),
    };
    let name =
        reach.until_reached(shutdown, || async { client.account().get_display_name().await });
    let name = name.await.context("the bot's own name could not be fetched")?;
    let invites_from = invites_from.unwrap_or_else(|| vec![user.server_name().to_string()]);
    let me = Me { id: user, name };
    let permissions = Permissions { admins, invites_from };
    let rooms = KnownRooms { bindings, team, successions };
    let state =
        MatrixState::new((bot, limits), (client, reach), me, permissions, (began, cutoff), rooms);
    let state = Arc::new(state);
    let learning = Arc::clone(&state);
    state.tasks.spawn(async move { standing::learn(&learning).await });

    let ended = tokio::select! {
        ended = sync::run(Arc::clone(&state), shutdown, connected) => ended,
        never = state.bind_later(unanswered) => match never {},
        never = team::run(&state, digest) => match never {},
    };
    drain(&state.tasks, "matrix").await;
    ended
}
