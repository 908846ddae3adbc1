//! Opens the session: the store, the login, and the checks of both before the
//! first sync. Every error says what to do.

use std::path::Path;

use anyhow::{Context as _, bail};
use matrix_sdk::authentication::matrix::MatrixSession;
use matrix_sdk::config::RequestConfig;
use matrix_sdk::encryption::{BackupDownloadStrategy, EncryptionSettings};
use matrix_sdk::ruma::api::client::keys::get_keys;
use matrix_sdk::ruma::api::error::ErrorKind;
use matrix_sdk::ruma::{DeviceId, DeviceKeyAlgorithm, DeviceKeyId, OwnedDeviceId, OwnedUserId};
use matrix_sdk::store::RoomLoadSettings;
use matrix_sdk::{
    Client, ClientBuildError, ClientBuilder, Error, HttpError, SessionMeta, SessionTokens,
};
use secrecy::{ExposeSecret, SecretString};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::patience::Reach;
use super::store;
use super::store_fault::StoreFault;
use crate::platform::matrix::wording::fatal;

/// The name of the device in a list of sessions.
const DEVICE_NAME: &str = "Souffleur";

/// How to log in.
#[derive(Debug)]
pub struct Access {
    /// The homeserver's address.
    pub homeserver: Url,
    /// The account's id.
    pub user: OwnedUserId,
    /// The device of the access token.
    pub device: Option<OwnedDeviceId>,
    /// The account's password. It or `token` is needed, unless the store has a
    /// session already.
    pub password: Option<SecretString>,
    /// An access token of the account.
    pub token: Option<SecretString>,
    /// The passphrase that the store is encrypted with.
    pub passphrase: SecretString,
}

/// Opens the store in `folder` and the session in it, or a new one. Whatever request of a
/// first start fails, and wherever the program is killed, the next start can go on from there.
///
/// # Errors
/// A sentence for the operator: what is wrong and what to do about it.
pub async fn open(
    access: &Access,
    folder: &Path,
    reach: &Reach,
    shutdown: &CancellationToken,
) -> anyhow::Result<Client> {
    let client = match builder(&access.homeserver)
        .sqlite_store(folder, Some(access.passphrase.expose_secret()))
        .build()
        .await
    {
        Ok(client) => client,
        Err(ClientBuildError::SqliteStore(error)) => {
            // matrix-sdk does not export the error's variants: only its text tells. It is the
            // same for a cipher that a damaged database does not give.
            let damaged = StoreFault::of_database(&error).is_some();
            if !damaged && error.to_string().contains("store cipher") {
                bail!(fatal::PASSPHRASE);
            }
            return Err(error).with_context(|| fatal::store_unusable(folder));
        }
        Err(error) => return Err(error).with_context(|| fatal::homeserver(&access.homeserver)),
    };
    let kept: Option<MatrixSession> = store::get(&client, store::SESSION).await?;
    if let Some(kept) = &kept
        && kept.meta.user_id != access.user
    {
        bail!(fatal::other_user(kept.meta.user_id.as_str(), access.user.as_str()));
    }
    store::rewind(&client).await?;
    match (&access.token, kept) {
        (Some(token), kept) => {
            let Some(device) = access.device.clone() else { bail!(fatal::NO_DEVICE) };
            if let Some(kept) = kept
                && kept.meta.device_id != device
            {
                bail!(fatal::other_device(kept.meta.device_id.as_str(), device.as_str()));
            }
            let session = MatrixSession {
                meta: SessionMeta { user_id: access.user.clone(), device_id: device },
                tokens: SessionTokens {
                    access_token: token.expose_secret().to_owned(),
                    refresh_token: None,
                },
            };
            // A store is bound to the first account and device that it is used with: a
            // mistake in the settings is found before that, with a client of its own.
            let probe = builder(&access.homeserver).build().await;
            let probe = probe.with_context(|| fatal::homeserver(&access.homeserver))?;
            restore(&probe, session.clone()).await?;
            check_token(&probe, access, reach, shutdown).await?;
            restore(&client, session).await?;
        }
        (None, Some(kept)) => {
            restore(&client, kept).await?;
            check_token(&client, access, reach, shutdown).await?;
        }
        (None, None) => {
            let Some(password) = &access.password else { bail!(fatal::NO_SECRET) };
            log_in(&client, access, password, reach, shutdown).await?;
        }
    }
    // The token is kept with it, so that the password is needed once. The store is
    // encrypted.
    if let Some(session) = client.matrix_auth().session() {
        store::set(&client, store::SESSION, &session).await?;
    }
    check_device(&client, reach, shutdown).await?;
    Ok(client)
}

/// A client of the homeserver, as the bot reaches it.
pub fn builder(homeserver: &Url) -> ClientBuilder {
    Client::builder()
        .homeserver_url(homeserver)
        // The address of the settings counts, also where a login's answer names another.
        .respect_login_well_known(false)
        .user_agent(concat!("souffleur/", env!("CARGO_PKG_VERSION")))
        // matrix-sdk would wait out an outage in silence: `patience` retries.
        .request_config(RequestConfig::new().disable_retry())
        .with_encryption_settings(EncryptionSettings {
            // `identity` does it, with the password where the server wants one.
            auto_enable_cross_signing: false,
            auto_enable_backups: false,
            // A new device can read what was asked before it existed.
            backup_download_strategy: BackupDownloadStrategy::AfterDecryptionFailure,
        })
}

async fn restore(client: &Client, session: MatrixSession) -> anyhow::Result<()> {
    let restored = client.matrix_auth().restore_session(session, RoomLoadSettings::default()).await;
    match restored {
        Err(Error::CryptoStoreError(error)) => Err(*error).context(fatal::STORE_OF_ANOTHER),
        restored => restored.context(fatal::STORE_OF_ANOTHER),
    }
}

async fn log_in(
    client: &Client,
    access: &Access,
    password: &SecretString,
    reach: &Reach,
    shutdown: &CancellationToken,
) -> anyhow::Result<()> {
    // The device is chosen here and written down first: a login that is repeated, because its
    // answer was lost or the program was killed, is the same device, whose keys the store has.
    let device = match store::get::<OwnedDeviceId>(client, store::DEVICE).await? {
        Some(chosen) => chosen,
        None => {
            let chosen = access.device.clone().unwrap_or_else(DeviceId::new);
            store::set(client, store::DEVICE, &chosen).await?;
            chosen
        }
    };
    let logged_in = reach
        .until_reached(shutdown, || async {
            client
                .matrix_auth()
                .login_username(&access.user, password.expose_secret())
                .device_id(device.as_str())
                .initial_device_display_name(DEVICE_NAME)
                .send()
                .await
        })
        .await;
    match logged_in {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.client_api_error_kind(), Some(ErrorKind::Forbidden)) => {
            bail!(fatal::PASSWORD)
        }
        Err(Error::CryptoStoreError(error)) => Err(*error).context(fatal::STORE_OF_ANOTHER),
        Err(error) => Err(error).with_context(|| fatal::homeserver(&access.homeserver)),
    }
}

/// Checks that the server still accepts the token, for the expected account and
/// device.
async fn check_token(
    client: &Client,
    access: &Access,
    reach: &Reach,
    shutdown: &CancellationToken,
) -> anyhow::Result<()> {
    let who = reach.until_reached(shutdown, || async { client.whoami().await }).await;
    let who = match who {
        Ok(who) => who,
        Err(error) if is_unknown_token(&error) => bail!(fatal::TOKEN),
        Err(error) => return Err(error).with_context(|| fatal::homeserver(&access.homeserver)),
    };
    if who.user_id != access.user {
        bail!(fatal::other_user(who.user_id.as_str(), access.user.as_str()));
    }
    match (who.device_id.as_deref(), client.device_id()) {
        (Some(theirs), Some(ours)) if theirs != ours => {
            bail!(fatal::other_device(theirs.as_str(), ours.as_str()))
        }
        _ => Ok(()),
    }
}

/// Checks that the server has no other keys for this device than the store's. Other
/// keys mean that the store was lost: such a device would start and decrypt nothing.
async fn check_device(
    client: &Client,
    reach: &Reach,
    shutdown: &CancellationToken,
) -> anyhow::Result<()> {
    let (Some(user), Some(device)) = (client.user_id(), client.device_id()) else {
        bail!(fatal::STORE_OF_ANOTHER)
    };
    let keys = reach
        .until_reached(shutdown, || async {
            let mut request = get_keys::v3::Request::new();
            request.device_keys.insert(user.to_owned(), vec![device.to_owned()]);
            client.send(request).await
        })
        .await
        .context("the device's keys could not be fetched from the homeserver")?;
    let theirs = keys.device_keys.get(user).and_then(|devices| devices.get(device));
    let theirs = theirs.and_then(|raw| raw.deserialize().ok()).and_then(|keys| {
        let id = DeviceKeyId::from_parts(DeviceKeyAlgorithm::Ed25519, device);
        keys.keys.get(&id).cloned()
    });
    match (theirs, client.encryption().ed25519_key().await) {
        (Some(theirs), Some(ours)) if theirs != ours => bail!(fatal::LOST_STORE),
        _ => Ok(()),
    }
}

/// Whether the server has ended the session.
pub fn is_unknown_token(error: &HttpError) -> bool {
    matches!(error.client_api_error_kind(), Some(ErrorKind::UnknownToken { .. }))
}
