//! The section `[content]`.

use std::time::Duration;

use jiff::SignedDuration;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Settings of the clone that the FAQ's folder is in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Whether each change of the team is a commit.
    pub git: bool,
    /// How often the upstream of its branch is fetched, from 30 seconds to a week: `"5m"`. `None`
    /// when it is not followed.
    #[serde(deserialize_with = "period")]
    pub pull: Option<Duration>,
}

/// A host that is asked more often takes it for an attack.
const PERIOD_MIN: Duration = Duration::from_secs(30);
const PERIOD_MAX: Duration = Duration::from_secs(7 * 24 * 3_600);

/// What may stand for a period.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(i64),
    Switch(bool),
    Text(String),
    Other(serde::de::IgnoredAny),
}

fn period<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Duration>, D::Error> {
    let read = match Written::deserialize(value)? {
        Written::Switch(false) | Written::Number(0) => return Ok(None),
        Written::Text(text) => text.trim().parse::<SignedDuration>().ok(),
        _ => None,
    };
    let read = read.and_then(|read| Duration::try_from(read).ok());
    match read.filter(|read| (PERIOD_MIN..=PERIOD_MAX).contains(read)) {
        Some(read) => Ok(Some(read)),
        None => Err(D::Error::custom(
            "ce n’est pas une durée de 30 secondes à une semaine. Écrivez-la entre guillemets, par \
             exemple \"5m\" ou \"1h\", ou false pour ne pas suivre le dépôt.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_half_a_minute_to_a_week() {
        let rows = [
            ("\"5m\"", Some(Some(300))),
            ("\" 1h \"", Some(Some(3_600))),
            ("\"30s\"", Some(Some(30))),
            ("\"168h\"", Some(Some(604_800))),
            ("false", Some(None)),
            ("0", Some(None)),
            ("\"29s\"", None),
            ("\"169h\"", None),
            ("\"-5m\"", None),
            ("\"souvent\"", None),
            ("5", None),
            ("true", None),
            ("[]", None),
        ];
        for (written, expected) in rows {
            let read = toml::from_str::<Config>(&format!("pull = {written}"));
            let seconds = read.map(|config| config.pull.map(|period| period.as_secs())).ok();
            assert_eq!(seconds, expected, "pull = {written}");
        }
    }
}
