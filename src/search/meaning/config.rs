//! The settings of the encoder, and the places where its vectors are kept.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Where a bot on a chat network keeps vectors, from where the program is started.
const OF_THE_BOT: &str = "data/meaning";
/// Where everything else keeps them, in the user's cache folder.
const OF_THE_USER: &str = "souffleur/meaning";
/// Where a package or an image ships vectors, from the folder of the program: the
/// program of `/usr/local/bin` reads `/usr/local/share/souffleur/meaning`. The place
/// depends on no setting, because an image's settings are replaced by the operator's.
const SHIPPED: &str = "../share/souffleur/meaning";

/// Settings of the encoder.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Whether entries are ranked by meaning as well as by words. A program that is built
    /// without the encoder ranks by words alone.
    pub enabled: bool,
    /// The folder where the vectors of the FAQ's texts are kept between two runs, from
    /// where the program is started; `~/` at its beginning is the user's home folder. `None`
    /// is `data/meaning` when a chat network is configured, and the user's cache folder
    /// otherwise.
    #[serde(deserialize_with = "named_folder")]
    pub cache: Option<PathBuf>,
    /// How long a question of a chat network waits, in milliseconds, until the encoder begins
    /// to read it. Past that it is answered by words alone.
    pub patience_ms: u32,
}

fn named_folder<'de, D: Deserializer<'de>>(value: D) -> Result<Option<PathBuf>, D::Error> {
    let folder = PathBuf::deserialize(value)?;
    if folder.as_os_str().is_empty() {
        return Err(D::Error::custom(
            "aucun dossier n’est nommé\u{a0}; écrivez-en un, par exemple \"data/meaning\", ou \
             supprimez la ligne",
        ));
    }
    Ok(Some(folder))
}

impl Default for Config {
    fn default() -> Self {
        Self { enabled: true, cache: None, patience_ms: 250 }
    }
}

/// The folders where vectors are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Vectors are read here and written here. `None`: they are computed at each start.
    pub own: Option<PathBuf>,
    /// Vectors are also read here, when the folder exists.
    pub read_only: Vec<PathBuf>,
}

impl Config {
    /// Where vectors are kept; `None` when the encoder is switched off. `has_network` says
    /// whether a chat network is configured.
    ///
    /// A command that has no network of its own also reads what the bot has kept, so that
    /// `souffleur check` beside a bot encodes nothing, even where it may write nothing.
    pub fn places(&self, has_network: bool) -> Option<Places> {
        if !self.enabled {
            return None;
        }
        let (own, of_the_bot) = match &self.cache {
            Some(folder) => (Some(from_home(folder)), None),
            None if has_network => (Some(PathBuf::from(OF_THE_BOT)), None),
            None => (of_the_user(), Some(PathBuf::from(OF_THE_BOT))),
        };
        Some(Places { own, read_only: of_the_bot.into_iter().chain(shipped()).collect() })
    }
}

/// A shell would do the same; without it a folder named `~` would be made.
fn from_home(folder: &Path) -> PathBuf {
    match (folder.strip_prefix("~"), etcetera::home_dir()) {
        (Ok(rest), Ok(home)) => home.join(rest),
        _ => folder.to_owned(),
    }
}

/// `None` when the user has no home folder, as in some containers.
fn of_the_user() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join(OF_THE_USER))
}

fn shipped() -> Option<PathBuf> {
    Some(std::env::current_exe().ok()?.parent()?.join(SHIPPED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_decide_before_the_defaults() {
        let off = Config { enabled: false, ..Config::default() };
        assert_eq!(off.places(true), None);
        let set = Config { cache: Some("elsewhere".into()), ..Config::default() };
        for has_network in [true, false] {
            let Places { own, read_only } = set.places(has_network).expect("it is on");
            assert_eq!(own, Some("elsewhere".into()));
            assert!(!read_only.contains(&OF_THE_BOT.into()), "{read_only:?}");
        }
        let of_home = Config { cache: Some("~/vectors".into()), ..Config::default() };
        let home = etcetera::home_dir().expect("a home folder");
        assert_eq!(of_home.places(true).expect("it is on").own, Some(home.join("vectors")));
        let of_a_bot = Config::default().places(true).expect("it is on");
        assert_eq!(of_a_bot.own, Some(OF_THE_BOT.into()));
        let of_a_command = Config::default().places(false).expect("it is on");
        assert!(of_a_command.own.is_none_or(|folder| folder.ends_with(OF_THE_USER)));
        assert!(of_a_command.read_only.contains(&OF_THE_BOT.into()));
    }
}
