//! Cross-signing. Without it other clients warn of the bot's device, and some do
//! not send it the keys of their rooms. The first start creates the identity, with
//! a recovery key that is shown once; a new device needs that key.

use std::time::Duration;

use anyhow::{Context as _, bail};
use matrix_sdk::config::{SyncSettings, SyncToken};
use matrix_sdk::encryption::recovery::{RecoveryError, RecoveryState};
use matrix_sdk::ruma::api::client::filter::FilterDefinition;
use matrix_sdk::ruma::api::client::uiaa::{
    AuthData, MatrixUserIdentifier, Password, UserIdentifier,
};
use matrix_sdk::{Client, Error};
use secrecy::{ExposeSecret, SecretString};
use tokio_util::sync::CancellationToken;

use super::patience;
use crate::platform::matrix::wording::{self, fatal};

/// Makes sure that the account has signed the device.
///
/// # Errors
/// A sentence for the operator: what is missing and where to get it.
pub async fn secure(
    client: &Client,
    password: Option<&SecretString>,
    recovery_key: Option<&SecretString>,
    shutdown: &CancellationToken,
) -> anyhow::Result<()> {
    let encryption = client.encryption();
    encryption.wait_for_e2ee_initialization_tasks().await;
    let Some(user) = client.user_id() else { bail!(fatal::STORE_OF_ANOTHER) };

    let known = patience::until_reached(shutdown, || async {
        encryption.request_user_identity(user).await
    })
    .await
    .context("the account's identity could not be fetched from the homeserver")?;
    if known.is_none() {
        bootstrap(client, password).await?;
        return keep_recoverable(client).await;
    }
    if !is_signed(client).await? {
        let Some(key) = recovery_key else { bail!(fatal::NOT_CROSS_SIGNED) };
        let Ok(secrets) =
            encryption.secret_storage().open_secret_store(key.expose_secret().trim()).await
        else {
            bail!(fatal::RECOVERY_KEY)
        };
        announce(client, shutdown).await?;
        secrets.import_secrets().await.context("the recovery key could not be used")?;
        if !is_signed(client).await? {
            bail!(fatal::NOT_CROSS_SIGNED);
        }
        tracing::info!("signed the device with the recovery key");
    }
    // An earlier start was cut off between creating the identity and its key.
    if encryption.recovery().state() == RecoveryState::Disabled {
        return keep_recoverable(client).await;
    }
    Ok(())
}

/// Uploads a new device's keys, because only a device that the server knows can be
/// signed. matrix-sdk uploads them before a sync, so this is a sync whose filter
/// leaves everything out.
async fn announce(client: &Client, shutdown: &CancellationToken) -> anyhow::Result<()> {
    let nothing = SyncSettings::new()
        .timeout(Duration::ZERO)
        .token(SyncToken::NoToken)
        .filter(FilterDefinition::ignore_all().into());
    let step =
        patience::until_reached(shutdown, || async { client.sync_once(nothing.clone()).await });
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
async fn bootstrap(client: &Client, password: Option<&SecretString>) -> anyhow::Result<()> {
    let encryption = client.encryption();
    let refused = match encryption.bootstrap_cross_signing(None).await {
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
    let auth = AuthData::Password(auth);
    match encryption.bootstrap_cross_signing(Some(auth)).await {
        Err(error) if error.as_uiaa_response().is_some() => bail!(fatal::NEEDS_PASSWORD_ONCE),
        done => done.context("cross-signing could not be set up"),
    }
}

/// Creates the recovery key and shows it on the standard output: a log may be kept
/// where others can read it.
async fn keep_recoverable(client: &Client) -> anyhow::Result<()> {
    match client.encryption().recovery().enable().await {
        Ok(key) => {
            println!("{}", wording::recovery_key(&key));
            Ok(())
        }
        Err(RecoveryError::BackupExistsOnServer) => {
            tracing::warn!(
                "the account has a backup of room keys already, no new recovery key is created"
            );
            Ok(())
        }
        Err(RecoveryError::Sdk(error)) => Err::<(), Error>(error).context(NO_KEY),
        Err(error) => Err(error).context(NO_KEY),
    }
}

/// Context of the errors of creating the recovery key.
const NO_KEY: &str = "the recovery key could not be created";
