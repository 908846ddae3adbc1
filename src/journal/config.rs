//! The settings of the journal, and where it is kept.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use sqlx::postgres::PgConnectOptions;
use url::Url;

use super::persons::KeyPlace;
use crate::secret::{self, SecretError};

/// The variable of the address of a PostgreSQL database; with `_FILE` behind it, the one that
/// names its file.
pub const URL: &str = "JOURNAL_URL";

/// The variable of the key that persons are hashed with; with `_FILE` behind it, the one that
/// names its file. Without it, a file beside the journal's has the key.
pub const KEY: &str = "JOURNAL_KEY";

/// A shorter key could be guessed.
const KEY_MIN_BYTES: usize = 32;

const URL_EXAMPLE: &str = "postgres://souffleur@localhost/souffleur";

/// Settings of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Whether questions are recorded; `None` is yes on a chat network, and no for a chat in the
    /// terminal and for `souffleur ask`.
    pub enabled: Option<bool>,
    /// The SQLite file, from where the program is started.
    #[serde(deserialize_with = "named_file")]
    pub path: PathBuf,
    /// The address of a PostgreSQL database that takes the place of the file. It has no password:
    /// an address that has one comes from the environment.
    #[serde(deserialize_with = "open_url")]
    pub url: Option<String>,
    /// Questions are kept for so many days, 1 to 3,650; after that only counts are.
    #[serde(deserialize_with = "days")]
    pub keep_days: u16,
    /// Whether what is asked in encrypted rooms is recorded with its text.
    pub encrypted_rooms: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            enabled: None,
            path: PathBuf::from("data/souffleur.db"),
            url: None,
            keep_days: 30,
            encrypted_rooms: false,
        }
    }
}

fn named_file<'de, D: Deserializer<'de>>(value: D) -> Result<PathBuf, D::Error> {
    let path = PathBuf::deserialize(value)?;
    match path.file_name() {
        Some(_) => Ok(path),
        None => Err(D::Error::custom(
            "aucun fichier n’est nommé. Écrivez-en un, par exemple \"data/souffleur.db\".",
        )),
    }
}

fn open_url<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    let url = String::deserialize(value)?;
    let Some(read) = read_url(&url) else { return Err(D::Error::custom(invalid_url(""))) };
    if has_password(&read) {
        return Err(D::Error::custom(format!(
            "cette adresse contient un mot de passe. Donnez-la par la variable d’environnement \
             {URL}, ou dans un fichier que désigne {URL}_FILE."
        )));
    }
    Ok(Some(url))
}

fn days<'de, D: Deserializer<'de>>(value: D) -> Result<u16, D::Error> {
    let days = i64::deserialize(value)?;
    u16::try_from(days).ok().filter(|days| (1..=3_650).contains(days)).ok_or_else(|| {
        D::Error::custom("ce nombre de jours ne convient pas. Mettez un nombre de 1 à 3650.")
    })
}

fn invalid_url(origin: &str) -> String {
    format!(
        "{origin}cette adresse n’est pas celle d’une base PostgreSQL. Écrivez-la comme \
         «\u{a0}{URL_EXAMPLE}\u{a0}»."
    )
}

fn read_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_postgres = matches!(url.scheme(), "postgres" | "postgresql");
    (is_postgres && PgConnectOptions::from_str(text).is_ok()).then_some(url)
}

fn has_password(url: &Url) -> bool {
    url.password().is_some() || url.query_pairs().any(|(key, _)| key == "password")
}

/// Why the journal's settings cannot be used. `Display` is French and shows no secret.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The address in the environment cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The address in the environment is not one of PostgreSQL.
    #[error("{}", invalid_url(&format!("{URL}\u{a0}: ")))]
    Url,
    /// The key in the environment can be guessed.
    #[error(
        "{KEY}\u{a0}: cette clé est trop courte. Mettez-en une d’au moins {KEY_MIN_BYTES} caractères, tirés au hasard."
    )]
    ShortKey,
}

/// The database of the journal.
#[derive(Clone, Debug)]
pub enum DatabasePlace {
    /// A file of SQLite.
    File(PathBuf),
    /// The address of a PostgreSQL database, which may have a password in it.
    Server(SecretString),
}

impl DatabasePlace {
    /// The file; `None` on a server.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Server(_) => None,
        }
    }
}

impl fmt::Display for DatabasePlace {
    /// The file, or the server's name: neither user nor password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Server(url) => match PgConnectOptions::from_str(url.expose_secret()) {
                Ok(options) => write!(f, "PostgreSQL, {}", options.get_host()),
                Err(_) => f.write_str("PostgreSQL"),
            },
        }
    }
}

/// What the journal needs in order to run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it is kept.
    pub place: DatabasePlace,
    /// As [`Config::keep_days`].
    pub keep_days: u16,
    /// As [`Config::encrypted_rooms`].
    pub encrypted_rooms: bool,
    /// The key that persons are hashed with.
    pub key: KeyPlace,
}

impl Config {
    /// The settings, with the address that the environment gives.
    ///
    /// # Errors
    /// The environment gives an address that cannot be used.
    pub fn settings(&self) -> Result<Settings, SettingsError> {
        let place = match (secret::read(URL)?, &self.url) {
            (Some(url), _) => match read_url(url.expose_secret()) {
                Some(_) => DatabasePlace::Server(url),
                None => return Err(SettingsError::Url),
            },
            (None, Some(url)) => DatabasePlace::Server(SecretString::from(url.as_str())),
            (None, None) => DatabasePlace::File(self.path.clone()),
        };
        let key = match secret::read(KEY)? {
            Some(key) if key.expose_secret().len() < KEY_MIN_BYTES => {
                return Err(SettingsError::ShortKey);
            }
            Some(key) => KeyPlace::Given(key),
            None => KeyPlace::File(self.path.with_extension("key")),
        };
        let &Self { keep_days, encrypted_rooms, .. } = self;
        Ok(Settings { place, keep_days, encrypted_rooms, key })
    }

    /// The same, when questions are to be recorded. `by_default` counts where nothing is set.
    ///
    /// # Errors
    /// As [`Self::settings`].
    pub fn settings_if_enabled(&self, by_default: bool) -> Result<Option<Settings>, SettingsError> {
        match self.enabled.unwrap_or(by_default) {
            true => self.settings().map(Some),
            false => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_shown_without_user_and_password() {
        let url = "postgres://ana:secret@db.example:5433/souffleur";
        let place = DatabasePlace::Server(SecretString::from(url));
        assert_eq!(place.to_string(), "PostgreSQL, db.example");
        assert!(!format!("{place:?}").contains("secret"));
    }
}
