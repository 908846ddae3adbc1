//! Numbers of two digits that are a list and no telephone: « lots 01 02 03 04 05 ».

use super::number::Number;
use super::seen::Seen;

/// Words before such lists.
#[rustfmt::skip]
const LISTED: [&str; 36] = [
    "annexes", "articles", "batiments", "blocs", "champs", "chapitres", "codes", "colonnes",
    "departement", "departements", "dept", "depts", "dpt", "dpts", "etapes", "etages", "exercices",
    "fiches", "figures", "lignes", "lits", "lot", "lots", "modules", "niveaux", "onglets", "page",
    "pages", "points", "questions", "regions", "salles", "semaines", "series", "tableaux", "vagues",
];

/// Whether the groups of a number count up by one, or follow a word for things that are numbered.
pub fn is_list(seen: &Seen, number: &Number) -> bool {
    let pairs = number.groups.iter().take_while(|group| group.size == 2);
    let values: Vec<u8> = pairs
        .map(|group| number.digits[group.digits - 2] * 10 + number.digits[group.digits - 1])
        .collect();
    let counts_up = values.len() >= 4 && values.windows(2).all(|pair| pair[1] == pair[0] + 1);
    let end = seen.back(number.start, number.start.saturating_sub(3), |c| matches!(c, ' ' | ':'));
    let word = seen.back(end, end.saturating_sub(16), char::is_alphabetic);
    values.len() >= 4 && LISTED.contains(&seen.text(word..end).as_str()) || counts_up
}
