//! The settings of HTTP: where it listens, and the token of those who ask.

use std::net::{Ipv4Addr, SocketAddr};

use secrecy::{ExposeSecret, SecretString};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::secret::{self, SecretError};

/// The variable that gives the address in the place of the settings, such as in the container
/// image, whose settings are a volume. Empty, it switches HTTP off.
pub const LISTEN: &str = "HTTP_LISTEN";

/// The variable of the token for asking; with `_FILE` behind it, the one that names its file.
pub const TOKEN: &str = "HTTP_TOKEN";

/// A shorter token could be guessed.
const TOKEN_MIN_BYTES: usize = 16;

/// Settings of HTTP.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where it listens: an IP address with a port, or a port alone on the loopback; nowhere
    /// when not given.
    #[serde(deserialize_with = "address")]
    pub listen: Option<SocketAddr>,
}

/// A port as a number, or an address.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Port(i64),
    Text(String),
}

fn address<'de, D: Deserializer<'de>>(value: D) -> Result<Option<SocketAddr>, D::Error> {
    let text = match Written::deserialize(value) {
        Ok(Written::Port(port)) => port.to_string(),
        Ok(Written::Text(text)) => text,
        Err(_) => return Err(D::Error::custom(invalid(""))),
    };
    read_address(&text).map(Some).ok_or_else(|| D::Error::custom(invalid("")))
}

fn invalid(origin: &str) -> String {
    format!(
        "{origin}ce n’est pas une adresse où écouter. Écrivez un port, «\u{a0}8080\u{a0}», pour \
         cette seule machine, ou une adresse IP et un port, «\u{a0}0.0.0.0:8080\u{a0}» ou \
         «\u{a0}[::]:8080\u{a0}», pour le réseau."
    )
}

/// An address without a host is one of the loopback: whoever wants another one writes it.
fn read_address(text: &str) -> Option<SocketAddr> {
    let text = text.trim();
    let port = text.strip_prefix("localhost").unwrap_or(text);
    let port = port.strip_prefix(':').unwrap_or(if port.len() < text.len() { "" } else { port });
    match port.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Some(SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse().ok()?))),
        false => text.parse().ok(),
    }
}

/// Why the settings of HTTP cannot be used. `Display` is French and shows no secret.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The token in the environment cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The token in the environment can be guessed.
    #[error(
        "{TOKEN}\u{a0}: ce jeton est trop court. Mettez-en un d’au moins {TOKEN_MIN_BYTES} \
         caractères, tirés au hasard."
    )]
    ShortToken,
    /// The address in the environment cannot be read.
    #[error("{}", invalid(&format!("{LISTEN}\u{a0}: ")))]
    Address,
}

/// What HTTP needs in order to run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens; the system chooses the port when it is 0.
    pub listen: SocketAddr,
    /// What those who ask must show; nobody can ask without it.
    pub token: Option<SecretString>,
}

impl Config {
    /// Where HTTP listens: the environment's address before that of the settings.
    ///
    /// # Errors
    /// The environment gives an address that cannot be read.
    pub fn address(&self) -> Result<Option<SocketAddr>, SettingsError> {
        match std::env::var(LISTEN) {
            Ok(text) if text.trim().is_empty() => Ok(None),
            Ok(text) => read_address(&text).map(Some).ok_or(SettingsError::Address),
            Err(std::env::VarError::NotPresent) => Ok(self.listen),
            Err(std::env::VarError::NotUnicode(_)) => Err(SettingsError::Address),
        }
    }

    /// The settings, with what the environment gives; `None` when HTTP is off.
    ///
    /// # Errors
    /// The environment gives an address or a token that cannot be used.
    pub fn settings(&self) -> Result<Option<Settings>, SettingsError> {
        let Some(listen) = self.address()? else { return Ok(None) };
        let token = secret::read(TOKEN)?;
        if token.as_ref().is_some_and(|token| token.expose_secret().len() < TOKEN_MIN_BYTES) {
            return Err(SettingsError::ShortToken);
        }
        Ok(Some(Settings { listen, token }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_that_is_written_leaves_the_loopback() {
        let rows = [
            ("8080", Some("127.0.0.1:8080")),
            (" :8080 ", Some("127.0.0.1:8080")),
            ("localhost:8080", Some("127.0.0.1:8080")),
            ("127.0.0.1:0", Some("127.0.0.1:0")),
            ("0.0.0.0:8080", Some("0.0.0.0:8080")),
            ("[::]:8080", Some("[::]:8080")),
            ("[::1]:8080", Some("[::1]:8080")),
            ("0.0.0.0", None),
            ("localhost", None),
            ("localhost8080", None),
            ("65536", None),
            ("-1", None),
            ("", None),
            (":", None),
            ("faq.example:8080", None),
            ("http://127.0.0.1:8080", None),
        ];
        for (text, expected) in rows {
            let read = read_address(text).map(|address| address.to_string());
            assert_eq!(read.as_deref(), expected, "{text:?}");
        }
    }
}
