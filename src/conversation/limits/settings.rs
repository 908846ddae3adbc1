//! The section `[limits]`. `0` or `false` switches a limit off.

use std::num::NonZeroU32;
use std::time::Duration;

use jiff::SignedDuration;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Settings of the limits.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Questions that a person may ask in a minute, and in one go.
    #[serde(deserialize_with = "each_minute")]
    pub per_asker: Option<NonZeroU32>,
    /// Questions that may be asked in a channel or room in a minute, and in one go, by everybody
    /// together.
    #[serde(deserialize_with = "each_minute")]
    pub per_place: Option<NonZeroU32>,
    /// How long an answer in a place stands for the same question there, which then gets a link
    /// to it: `"10m"`.
    #[serde(deserialize_with = "duration")]
    pub cooldown: Option<Duration>,
    /// Whether questions that cannot be answered in time are turned away at once.
    pub shed: bool,
}

/// Who asks every two seconds is limited within a minute, and who types is not.
const PER_ASKER: NonZeroU32 = NonZeroU32::new(12).expect("not 0");
/// Two questions a second: more is a flood, in which nobody finds an answer.
const PER_PLACE: NonZeroU32 = NonZeroU32::new(120).expect("not 0");
const COOLDOWN: Duration = Duration::from_secs(600);
/// A longer one would outlast what people scroll back for.
const COOLDOWN_MAX: Duration = Duration::from_secs(7 * 24 * 3_600);

impl Default for Config {
    fn default() -> Self {
        Self {
            per_asker: Some(PER_ASKER),
            per_place: Some(PER_PLACE),
            cooldown: Some(COOLDOWN),
            shed: true,
        }
    }
}

/// What may stand for a limit.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(i64),
    Switch(bool),
    Text(String),
    Other(serde::de::IgnoredAny),
}

fn each_minute<'de, D: Deserializer<'de>>(value: D) -> Result<Option<NonZeroU32>, D::Error> {
    let wrong = || {
        D::Error::custom(
            "ce n’est pas un nombre de questions. Écrivez combien il peut y en avoir par minute, \
             par exemple 12, ou 0 pour ne pas limiter.",
        )
    };
    match Written::deserialize(value)? {
        Written::Switch(false) => Ok(None),
        Written::Number(number) => u32::try_from(number).map(NonZeroU32::new).map_err(|_| wrong()),
        _ => Err(wrong()),
    }
}

fn duration<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Duration>, D::Error> {
    let read = match Written::deserialize(value)? {
        Written::Switch(false) | Written::Number(0) => return Ok(None),
        Written::Text(text) => text.trim().parse::<SignedDuration>().ok(),
        _ => None,
    };
    let read = read.and_then(|read| Duration::try_from(read).ok());
    match read.filter(|read| *read <= COOLDOWN_MAX) {
        Some(Duration::ZERO) => Ok(None),
        Some(read) => Ok(Some(read)),
        None => Err(D::Error::custom(
            "ce n’est pas une durée d’une semaine au plus. Écrivez-la entre guillemets, par exemple \
             \"10m\" ou \"1h\", ou 0 pour répondre chaque fois en entier.",
        )),
    }
}
