//! Dates as French pages and spreadsheets write them.

use jiff::civil::Date;

use super::prose::fold;

const MONTHS: [&str; 12] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

/// The first date of a text: `2025-09-05` (whatever time follows),
/// `05/09/2025`, `5.9.2025`, `5 septembre 2025`. Years 1970 to 2199.
pub fn find(text: &str) -> Option<Date> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split([' ', '\u{a0}', '\n', '\t', ',', '(', ')']).collect();
    (0..words.len()).find_map(|at| numeric(words[at]).or_else(|| spelled(&words[at..])))
}

/// The date in a line that says when something was updated.
pub fn update_mention(line: &str) -> Option<Date> {
    let folded = fold(line);
    let at = ["mise a jour", "mis a jour", "mises a jour", "actualise", "maj le", "maj :"]
        .iter()
        .filter_map(|words| folded.find(words))
        .min()?;
    find(&folded[at..])
}

fn numeric(word: &str) -> Option<Date> {
    let word = word.trim_end_matches(['.', ';', ':', '!']);
    let iso = word.split('t').next().unwrap_or(word);
    let mut parts = iso.split(['-', '/', '.']);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if a.len() == 4 { date(a, b.parse().ok()?, c) } else { date(c, b.parse().ok()?, a) }
}

fn spelled(words: &[&str]) -> Option<Date> {
    let [day, month, year, ..] = words else { return None };
    let month = MONTHS.iter().zip(1i8..).find(|(name, _)| **name == *month)?.1;
    date(year.trim_end_matches(['.', ';', ':', '!']), month, day.trim_end_matches("er"))
}

fn date(year: &str, month: i8, day: &str) -> Option<Date> {
    let year = year.parse().ok().filter(|year| (1970..2200).contains(year))?;
    Date::new(year, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_dates_are_read() {
        for text in [
            "2025-09-05",
            "2025-09-05T08:30:00+02:00",
            "05/09/2025",
            "5.9.2025",
            "vendredi 5 septembre 2025",
            "le 05/09/2025.",
        ] {
            assert_eq!(find(text).map(|d| d.to_string()).as_deref(), Some("2025-09-05"), "{text}");
        }
        assert_eq!(find("1er août 2024").map(|d| d.to_string()).as_deref(), Some("2024-08-01"));
        for text in ["", "31/02/2025", "n°2018-1125", "38 résultats", "05/09/25"] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn only_an_update_counts() {
        assert!(update_mention("Mise à jour le 05/09/2025").is_some());
        assert!(update_mention("Dernière mise à jour : 5 septembre 2025").is_some());
        assert!(update_mention("Publié le 05/09/2025").is_none());
    }
}
