//! The settings: one file, made of each capability's own `Config`. Each has defaults
//! and refuses keys that it does not know. Secrets are never in this file:
//! [`crate::secret`] reads them.

mod bound;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use crate::conversation::limits;
use crate::{content, http, journal, platform, search, telemetry};

/// The file that is read when `--config` names no other. It may be missing.
pub const DEFAULT_FILE: &str = "config/souffleur.toml";

/// Every setting of the program.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The FAQ's folder, from where the program is started.
    pub faq: PathBuf,
    /// What is kept of questions.
    pub journal: journal::Config,
    /// The clone that the FAQ's folder is in.
    pub content: content::Config,
    /// What is too much to be answered in full.
    pub limits: limits::Config,
    /// The technical log.
    pub log: telemetry::Config,
    /// Ranking by meaning.
    pub meaning: search::meaning::Config,
    /// Health, metrics and asking by HTTP.
    pub http: http::Config,
    /// The chat networks.
    pub platform: platform::Config,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            faq: PathBuf::from("faq"),
            journal: journal::Config::default(),
            content: content::Config::default(),
            limits: limits::Config::default(),
            log: telemetry::Config::default(),
            meaning: search::meaning::Config::default(),
            http: http::Config::default(),
            platform: platform::Config::default(),
        }
    }
}

/// Why the settings cannot be read. `Display` is French, for the person who wrote the file.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error(
        "le fichier de configuration «\u{a0}{}\u{a0}» est illisible ({reason}). \
         Vérifiez le chemin donné à --config et les droits du fichier.",
        path.display()
    )]
    Unreadable {
        /// As given on the command line.
        path: PathBuf,
        /// As the system reports it.
        reason: std::io::Error,
    },
    /// The file is not TOML, or a setting in it is not accepted.
    #[error("{}:{line}:{column}\u{a0}: {what}", path.display())]
    Invalid {
        /// As given on the command line.
        path: PathBuf,
        /// 1-based.
        line: usize,
        /// 1-based, in characters.
        column: usize,
        /// A French sentence: what is wrong and how to fix it.
        what: String,
    },
}

impl Config {
    /// Reads `explicit`, or else [`DEFAULT_FILE`] if it exists, or else takes the defaults.
    ///
    /// # Errors
    /// When the file exists but is not a valid configuration, or `explicit` does not exist.
    pub fn load(explicit: Option<&Path>) -> Result<Self, ConfigError> {
        let path = explicit.unwrap_or(Path::new(DEFAULT_FILE));
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text, path),
            Err(error) if explicit.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Self::default())
            }
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(not_utf8(path)),
            Err(reason) => Err(ConfigError::Unreadable { path: path.to_owned(), reason }),
        }
    }

    /// Reads the text of a configuration file; `path` is only for messages.
    ///
    /// # Errors
    /// At the first setting that is wrong.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let invalid = |at: usize, what: String| {
            let (line, column) = place(text, at);
            ConfigError::Invalid { path: path.to_owned(), line, column, what }
        };
        let tables = DeTable::parse(text);
        let config = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let item = tables.as_ref().ok();
            let item = item.and_then(|tables| wrong_item(text, tables.get_ref(), &error));
            invalid(item.unwrap_or(at), french(&error, tables.is_ok()))
        })?;
        match tables.ok().and_then(|tables| listed_twice(tables.get_ref())) {
            Some((first, second)) => {
                let (line, _) = place(text, first);
                Err(invalid(
                    second,
                    format!(
                        "cet identifiant a déjà une section, ligne {line}. Gardez une seule des \
                         deux\u{a0}: l’autre ne serait pas lue."
                    ),
                ))
            }
            None => Ok(config),
        }
    }
}

/// What a start would warn of, and only the FAQ's folder can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingWarning {
    /// As given on the command line.
    pub path: PathBuf,
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    /// A French sentence: what is wrong and how to fix it.
    pub what: String,
}

impl std::fmt::Display for SettingWarning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { path, line, column, what } = self;
        write!(f, "avertissement\u{a0}: {}:{line}:{column}\u{a0}: {what}", path.display())
    }
}

/// What is wrong with the settings of a file when the FAQ has the collections `known`. The file
/// is the one that [`Config::load`] reads. There is nothing to tell of one that cannot be read.
pub fn warnings(explicit: Option<&Path>, config: &Config, known: &[String]) -> Vec<SettingWarning> {
    let path = explicit.unwrap_or(Path::new(DEFAULT_FILE));
    let Ok(text) = std::fs::read_to_string(path) else { return Vec::new() };
    let Ok(tables) = DeTable::parse(&text) else { return Vec::new() };
    let tables = tables.get_ref();
    let mut told: Vec<(usize, String)> =
        bound::collections(tables, known).into_iter().map(|bound| (bound.at, bound.what)).collect();
    let networks = tables.get("platform").and_then(|platform| platform.get_ref().as_table());
    for name in config.platform.without_direct_messages(known) {
        // A network that the environment alone turns on has no section.
        let Some((key, network)) = networks.and_then(|networks| networks.get_key_value(name))
        else {
            continue;
        };
        let own = network.get_ref().as_table();
        let (key, _) =
            own.and_then(|own| own.get_key_value("direct_messages")).unwrap_or((key, network));
        told.push((
            key.span().start,
            format!(
                "les messages privés ne voient aucune collection\u{a0}: le bot n’y répondra pas \
                 aux questions. Écrivez ce qu’ils voient dans [platform.{name}], par exemple \
                 «\u{a0}direct_messages = [\"{}\"]\u{a0}».",
                known.first().map_or("accueil", String::as_str)
            ),
        ));
    }
    told.sort();
    told.into_iter()
        .map(|(at, what)| {
            let (line, column) = place(&text, at);
            SettingWarning { path: path.to_owned(), line, column, what }
        })
        .collect()
}

/// Where the item of a list begins that an error is about. The parser only tells where the list
/// begins, so that each item is read in a list of its own.
fn wrong_item(text: &str, settings: &DeTable<'_>, error: &toml::de::Error) -> Option<usize> {
    let list = error.span()?;
    let mut open: Vec<&DeValue<'_>> = settings.values().map(|value| value.get_ref()).collect();
    while let Some(value) = open.pop() {
        match value {
            DeValue::Table(table) => open.extend(table.values().map(|value| value.get_ref())),
            DeValue::Array(items) => {
                let first = items.iter().next().map(|item| item.span().start);
                let is_it = first.is_some_and(|first| list.contains(&first))
                    && items.iter().all(|item| item.span().end <= list.end);
                if !is_it {
                    open.extend(items.iter().map(|item| item.get_ref()));
                    continue;
                }
                let (before, after) = (text.get(..list.start)?, text.get(list.end..)?);
                return items.iter().map(|item| item.span()).find_map(|item| {
                    let alone = format!("{before}[{}]{after}", text.get(item.clone())?);
                    let again = toml::from_str::<Config>(&alone).err()?;
                    (again.message() == error.message()).then_some(item.start)
                });
            }
            _ => {}
        }
    }
    None
}

/// A file that is not UTF-8, with the place of the first wrong byte.
fn not_utf8(path: &Path) -> ConfigError {
    let bytes = std::fs::read(path).unwrap_or_default();
    let valid = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    };
    let (line, column) = place(valid, valid.len());
    let what = "ce caractère n’est pas de l’UTF-8. Enregistrez le fichier de nouveau en UTF-8.";
    ConfigError::Invalid { path: path.to_owned(), line, column, what: what.to_owned() }
}

/// Where an `id` of a network's rooms, servers or channels is first written, and where it is
/// written again. Nothing else of the settings tells that one of both sections is not used.
fn listed_twice(settings: &DeTable<'_>) -> Option<(usize, usize)> {
    let networks = settings.get("platform")?.get_ref().as_table()?;
    let lists = networks.values().filter_map(|network| network.get_ref().as_table());
    lists.flat_map(|network| network.values()).find_map(|list| {
        let mut seen: Vec<(String, usize)> = Vec::new();
        for section in list.get_ref().as_array()?.iter() {
            let Some(id) = section.get_ref().as_table().and_then(|section| section.get("id"))
            else {
                continue;
            };
            let written = match id.get_ref() {
                DeValue::String(text) => text.trim().to_owned(),
                DeValue::Integer(number) => number.as_str().replace('_', ""),
                _ => continue,
            };
            let at = id.span().start;
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == written) {
                return Some((*first, at));
            }
            seen.push((written, at));
        }
        None
    })
}

fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |feed| feed + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// serde's few sentences, in French. What a setting's own reader says is French
/// already, a sentence with its full stop; anything else is quoted, since English is
/// better than nothing. `is_toml`: the text can be parsed, so that the
/// error is about a setting.
fn french(error: &toml::de::Error, is_toml: bool) -> String {
    let message = error.message();
    let quoted = |text: &str| -> Vec<String> {
        text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let mut what = String::new();
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let names = quoted(rest);
        if let Some((unknown, known)) = names.split_first() {
            let _ = write!(what, "clé inconnue «\u{a0}{unknown}\u{a0}». ");
            match known {
                [] => what.push_str("Retirez-la\u{a0}: cette section n’a pas de réglage."),
                _ => {
                    let _ = write!(
                        what,
                        "Corrigez-la ou retirez-la\u{a0}; clés possibles ici\u{a0}: {}.",
                        known.join(", ")
                    );
                }
            }
        }
    } else if let Some(rest) = message.strip_prefix("unknown variant ") {
        let names = quoted(rest);
        if let Some((unknown, known)) = names.split_first() {
            let _ = write!(
                what,
                "valeur inconnue «\u{a0}{unknown}\u{a0}». Valeurs possibles\u{a0}: {}.",
                known.join(", ")
            );
        }
    } else if let Some(rest) = message.strip_prefix("missing field ")
        && let [name] = quoted(rest).as_slice()
    {
        let _ = write!(what, "il manque la clé «\u{a0}{name}\u{a0}»\u{a0}: ajoutez-la.");
    } else if let Some(rest) = message.strip_prefix("invalid type: ")
        && let Some((_, expected)) = rest.split_once(", expected ")
    {
        let expected = match expected {
            "a boolean" => "true ou false",
            "a string" | "path string" => "un texte entre guillemets",
            "a sequence" => "une liste entre crochets",
            "a map" => "une section",
            other if other.starts_with("struct ") => "une section entre crochets",
            other if other.starts_with(['u', 'i', 'f']) && other.len() <= 5 => "un nombre",
            other => other,
        };
        let _ = write!(what, "valeur d’un autre type que celui attendu. Mettez {expected}.");
    } else if let Some(rest) = message.strip_prefix("invalid value: ")
        && let Some((_, expected)) = rest.rsplit_once(", expected ")
    {
        let _ = write!(what, "cette valeur ne convient pas. Mettez {expected}.");
    } else if is_toml && message.ends_with('.') {
        what.push_str(message);
    } else if is_toml {
        let _ = write!(
            what,
            "cette valeur ne convient pas. Corrigez-la (l’analyseur dit\u{a0}: {message})."
        );
    }
    if what.is_empty() && message.starts_with("string values must be quoted") {
        what.push_str("mettez cette valeur entre guillemets.");
    }
    if what.is_empty() {
        let _ = write!(
            what,
            "ce n’est pas du TOML valable. Vérifiez guillemets, crochets et signes égal \
             (l’analyseur dit\u{a0}: {message})."
        );
    }
    what
}
