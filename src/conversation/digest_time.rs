//! The weekly hour of the digest, as the settings say it: `lundi 9h`.

use jiff::civil::Weekday;
use serde::{Deserialize, Deserializer};

/// A day of the week and an hour, in the time zone of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestTime {
    /// The day.
    pub weekday: Weekday,
    /// 0..=23.
    pub hour: i8,
}

const DAYS: [(&str, Weekday); 7] = [
    ("lundi", Weekday::Monday),
    ("mardi", Weekday::Tuesday),
    ("mercredi", Weekday::Wednesday),
    ("jeudi", Weekday::Thursday),
    ("vendredi", Weekday::Friday),
    ("samedi", Weekday::Saturday),
    ("dimanche", Weekday::Sunday),
];

impl DigestTime {
    /// Reads a day and a whole hour: `lundi 9h`, `lundi 09:00`, `LUNDI 9 h 00`. `None` for
    /// anything else.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let (day, hour) = text.split_once(char::is_whitespace)?;
        let (_, weekday) = DAYS.into_iter().find(|(name, _)| *name == day)?;
        let (hour, minutes) = hour.split_once(['h', ':'])?;
        let hour = hour.trim();
        let is_whole = matches!(minutes.trim(), "" | "00");
        let digits = (1..=2).contains(&hour.len()) && hour.bytes().all(|b| b.is_ascii_digit());
        let hour = hour.parse().ok().filter(|hour| is_whole && digits && (0..24).contains(hour))?;
        Some(Self { weekday, hour })
    }
}

impl<'de> Deserialize<'de> for DigestTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| {
            serde::de::Error::custom(
                "un jour et une heure sont attendus ici, comme «\u{a0}lundi 9h\u{a0}».",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_whole_hours_are_read() {
        let at = |weekday, hour| Some(DigestTime { weekday, hour });
        for (text, expected) in [
            ("lundi 9h", at(Weekday::Monday, 9)),
            ("lundi 09:00", at(Weekday::Monday, 9)),
            ("LUNDI 9 h", at(Weekday::Monday, 9)),
            (" Dimanche\u{a0}18\u{a0}h\u{a0}00 ", at(Weekday::Sunday, 18)),
            ("vendredi 0h", at(Weekday::Friday, 0)),
            ("vendredi 24h", None),
            ("vendredi 9h30", None),
            ("vendredi -1h", None),
            ("vendredi +1h", None),
            ("vendredi 009h", None),
            ("vendredi 9", None),
            ("vendredi", None),
            ("9h", None),
            ("monday 9h", None),
            ("", None),
        ] {
            assert_eq!(DigestTime::read(text), expected, "{text:?}");
        }
    }
}
