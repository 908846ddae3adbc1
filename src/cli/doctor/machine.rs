//! The machine itself: the folder that the bot keeps its data in, the clock and the time zone.

use std::path::Path;

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::config::Config;
use crate::finding::{Clock, Finding, folder};

/// How far a clock may be from another one. A header `Date` has whole seconds, and an answer has
/// its time on the way.
const APART_MAX: SignedDuration = SignedDuration::from_secs(60);

/// Looks at the machine; `clocks` are those that the networks told.
pub fn examine(
    config: &Config,
    clocks: &[Clock],
    has_network: bool,
    has_team: bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let data = config.journal.path.parent().unwrap_or(Path::new(""));
    if has_network || data.exists() {
        let data = if data.as_os_str().is_empty() { Path::new(".") } else { data };
        findings.push(folder("data", "Données\u{a0}: le dossier", data));
    }
    findings.push(clock(clocks));
    findings.push(zone(has_team));
    findings
}

fn clock(clocks: &[Clock]) -> Finding {
    const CHECK: &str = "clock";
    let Some(furthest) = clocks.iter().max_by_key(|clock| clock.ahead.abs()) else {
        return Finding::note(
            CHECK,
            "Horloge\u{a0}: aucune autre à laquelle comparer celle de cette machine.",
        );
    };
    let Clock { of, ahead } = furthest;
    if ahead.abs() <= APART_MAX {
        return Finding::good(CHECK, format!("Horloge\u{a0}: à l’heure de {of}."));
    }
    let way = if ahead.is_negative() { "retarde" } else { "avance" };
    Finding::bad(
        CHECK,
        format!(
            "Horloge\u{a0}: celle de cette machine {way} de {} sur celle de {of}.",
            long(ahead.abs())
        ),
        "Mettez-la à l’heure (systemd-timesyncd ou chrony). Sinon le résumé de la semaine, les \
         dates de relecture et l’effacement des questions se décalent, et des certificats valables \
         peuvent être refusés.",
    )
}

/// `90 s`, `12 min`, `5 h`, `3 j`.
fn long(duration: SignedDuration) -> String {
    let seconds = duration.as_secs();
    let (count, unit) = match seconds {
        ..120 => (seconds, "s"),
        120..7_200 => (seconds / 60, "min"),
        7_200..172_800 => (seconds / 3_600, "h"),
        _ => (seconds / 86_400, "j"),
    };
    format!("{count}\u{a0}{unit}")
}

/// The hour of the digest is one of this zone.
fn zone(has_team: bool) -> Finding {
    const CHECK: &str = "timezone";
    let zone = TimeZone::system();
    let name = match zone.iana_name() {
        Some(name) if zone != TimeZone::UTC && name != "Etc/UTC" => name,
        _ if has_team => {
            return Finding::warning(
                CHECK,
                "Fuseau horaire\u{a0}: UTC, dans lequel est comprise l’heure de «\u{a0}digest\u{a0}».",
                "Si ce n’est pas voulu, donnez le vôtre au bot\u{a0}: TZ=Europe/Paris.",
            );
        }
        _ => return Finding::note(CHECK, "Fuseau horaire\u{a0}: UTC."),
    };
    Finding::good(CHECK, format!("Fuseau horaire\u{a0}: {name}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::FindingState;

    #[test]
    fn a_clock_may_be_a_minute_off() {
        let rows = [
            (0, FindingState::Ok, "à l’heure de Essai"),
            (60, FindingState::Ok, "à l’heure"),
            (-61, FindingState::Error, "retarde de 61 s"),
            (600, FindingState::Error, "avance de 10 min"),
            (-100_000, FindingState::Error, "retarde de 27 h"),
            (400_000, FindingState::Error, "avance de 4 j"),
        ];
        for (seconds, state, words) in rows {
            let other = Clock { of: "Essai", ahead: SignedDuration::from_secs(seconds) };
            let near = Clock { of: "Autre", ahead: SignedDuration::ZERO };
            let found = clock(&[near, other]);
            let message = found.message.replace('\u{a0}', " ");
            assert_eq!(found.state, state, "{seconds}: {message}");
            assert!(seconds == 0 || message.contains(words), "{seconds}: {message}");
        }
        assert_eq!(clock(&[]).state, FindingState::Note);
    }
}
