//! Cross-signing. Without it other clients warn of the bot's device, and some do
//! not send it the keys of their rooms. The first start creates the identity, with
//! a recovery key that is written into a file; a new device needs that key.

use std::time::Duration;

use anyhow::{Context as _, bail};
use matrix_sdk::config::{SyncSettings, SyncToken};
use matrix_sdk::encryption::recovery::{RecoveryError, RecoveryState};
use matrix_sdk::encryption::secret_storage::SecretStorageError;
use matrix_sdk::ruma::api::client::filter::FilterDefinition;
use matrix_sdk::ruma::api::client::uiaa::{
    AuthData, MatrixUserIdentifier, Password, UserIdentifier,
};
use matrix_sdk::{Client, Error};
use secrecy::{ExposeSecret, SecretString};
use tokio_util::sync::CancellationToken;

use super::folder::StoreFolder;
use super::patience::{Passing as _, Reach};
use super::store;
use crate::platform::matrix::wording::fatal;

/// What securing the device needs.
#[derive(Clone, Copy, Debug)]
pub struct Securing<'a> {
    /// The account's password, when it is given.
    pub password: Option<&'a SecretString>,
    /// The recovery key, when it is given.
    pub recovery_key: Option<&'a SecretString>,
    /// Where a new recovery key is written.
    pub folder: &'a StoreFolder,
    /// How the homeserver is reached.
    pub reach: &'a Reach,
    /// Ends the retries.
    pub shutdown: &'a CancellationToken,
}

/// Makes sure that the account has signed the device.
///
/// # Errors
/// A sentence for the operator: what is missing and where to get it.
pub async fn secure(client: &Client, with: Securing<'_>) -> anyhow::Result<()> {
    let Securing { recovery_key, reach, shutdown, .. } = with;
    let encryption = client.encryption();
    encryption.wait_for_e2ee_initialization_tasks().await;
    let Some(user) = client.user_id() else { bail!(fatal::STORE_OF_ANOTHER) };

    let known =
        reach.until_reached(shutdown, || async { encryption.request_user_identity(user).await });
    let known =
        known.await.context("the account's identity could not be fetched from the homeserver")?;
    let signed = is_signed(client).await?;
    // The private keys that an earlier start made are in the store, whether or not its requests
    // succeeded, and uploading the same keys again changes nothing.
    let ours = encryption.cross_signing_status().await.is_some_and(|keys| keys.is_complete());
    let begun = store::get(client, store::CREATING).await?.unwrap_or(false);
    if known.is_none() || (ours && (begun || !signed)) {
        store::set(client, store::CREATING, &true).await?;
        if !signed {
            bootstrap(client, with).await?;
        }
        make_recoverable(client, with, true).await?;
        return store::set(client, store::CREATING, &false).await;
    }
    if !signed {
        let Some(key) = recovery_key else { bail!(fatal::NOT_CROSS_SIGNED) };
        let opened = loop {
            let storage = encryption.secret_storage();
            match storage.open_secret_store(key.expose_secret().trim()).await {
                Err(SecretStorageError::Sdk(error)) if error.is_passing() => {
                    wait(with, &error).await?;
                }
                opened => break opened,
            }
        };
        let Ok(secrets) = opened else { bail!(fatal::RECOVERY_KEY) };
        announce(client, reach, shutdown).await?;
        loop {
            match secrets.import_secrets().await {
                Err(SecretStorageError::Sdk(error)) if error.is_passing() => {
                    wait(with, &error).await?;
                }
                done => break done,
            }
        }
        .context("the recovery key could not be used")?;
        if !is_signed(client).await? {
            bail!(fatal::NOT_CROSS_SIGNED);
        }
        tracing::info!("signed the device with the recovery key");
    }
    // An earlier start was cut off between creating the identity and its key.
    if encryption.recovery().state() == RecoveryState::Disabled {
        return make_recoverable(client, with, false).await;
    }
    Ok(())
}

/// Uploads a new device's keys, because only a device that the server knows can be
/// signed. matrix-sdk uploads them before a sync, so this is a sync whose filter
/// leaves everything out.
async fn announce(
    client: &Client,
    reach: &Reach,
    shutdown: &CancellationToken,
) -> anyhow::Result<()> {
    // A device that has synced has uploaded them, and another sync would move its token.
    if store::get::<String>(client, store::SINCE).await?.is_some() {
        return Ok(());
    }
    let nothing = SyncSettings::new()
        .timeout(Duration::ZERO)
        .token(SyncToken::NoToken)
        .filter(FilterDefinition::ignore_all().into());
    let step = reach.until_reached(shutdown, || async { client.sync_once(nothing.clone()).await });
    step.await.context("the device's keys could not be uploaded")?;
    Ok(())
}

async fn is_signed(client: &Client) -> anyhow::Result<bool> {
    let device = client.encryption().get_own_device().await;
    let device = device.context("the Matrix store cannot be read")?;
    Ok(device.is_some_and(|device| device.is_cross_signed_by_owner()))
}

/// Creates the account's identity. Most servers accept a first one without more;
/// others ask for the password.
async fn bootstrap(client: &Client, with: Securing<'_>) -> anyhow::Result<()> {
    let Securing { password, reach, shutdown, .. } = with;
    let encryption = client.encryption();
    let create = |auth: Option<AuthData>| {
        let encryption = encryption.clone();
        async move {
            reach
                .until_reached(shutdown, || async {
                    encryption.bootstrap_cross_signing(auth.clone()).await
                })
                .await
        }
    };
    let refused = match create(None).await {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    let Some(asked) = refused.as_uiaa_response() else {
        return Err(refused).context("cross-signing could not be set up");
    };
    let (Some(password), Some(user)) = (password, client.user_id()) else {
        bail!(fatal::NEEDS_PASSWORD_ONCE)
    };
    let user = UserIdentifier::Matrix(MatrixUserIdentifier::new(user.to_string()));
    let mut auth = Password::new(user, password.expose_secret().to_owned());
    auth.session = asked.session.clone();
    match create(Some(AuthData::Password(auth))).await {
        Err(error) if error.as_uiaa_response().is_some() => bail!(fatal::NEEDS_PASSWORD_ONCE),
        done => done.context("cross-signing could not be set up"),
    }
}

/// Creates the recovery key and writes it into a file, not into the log, which may be kept
/// where others can read it. `ours` means that whatever backup the account has was begun by
/// an earlier start of this store, whose recovery key was never shown.
async fn make_recoverable(client: &Client, with: Securing<'_>, ours: bool) -> anyhow::Result<()> {
    let encryption = client.encryption();
    let key = loop {
        let error = match encryption.recovery().enable().await {
            Ok(key) => break key,
            Err(RecoveryError::BackupExistsOnServer) if ours => {
                match encryption.backups().disable_and_delete().await {
                    Ok(()) => continue,
                    Err(error) => error,
                }
            }
            Err(RecoveryError::BackupExistsOnServer) => {
                tracing::warn!(
                    "the account has a backup of room keys already, no new recovery key is created"
                );
                return Ok(());
            }
            Err(
                RecoveryError::Sdk(error)
                | RecoveryError::SecretStorage(SecretStorageError::Sdk(error)),
            ) => error,
            Err(error) => return Err(error).context(NO_KEY),
        };
        if !error.is_passing() {
            return Err(error).context(NO_KEY);
        }
        wait(with, &error).await?;
    };
    with.reach.heard(0);
    let path = with.folder.keep_recovery_key(&key).context(NO_KEY)?;
    tracing::warn!(
        path = %path.display(),
        "the account's recovery key was written into a file, this one time: a new device of the \
         bot needs it, so keep it with the other secrets"
    );
    Ok(())
}

/// Waits before the next try of several requests.
async fn wait(with: Securing<'_>, error: &Error) -> anyhow::Result<()> {
    with.reach.lost(error);
    tokio::select! {
        () = tokio::time::sleep(RETRY_AFTER) => Ok(()),
        () = with.shutdown.cancelled() => bail!("the program is shut down"),
    }
}

/// The pause between two tries of several requests.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// Context of the errors of creating the recovery key.
const NO_KEY: &str = "the recovery key could not be created";
