//! Places that are named after a person: streets, hospitals, schools. Their names are in
//! addresses of organisations, and say nothing of anybody's care.

use super::seen::Seen;

/// Places that may have any title in their name.
const STREETS: [&str; 17] = [
    "rue",
    "avenue",
    "av",
    "ave",
    "boulevard",
    "bd",
    "bld",
    "blvd",
    "allee",
    "allees",
    "impasse",
    "chemin",
    "quai",
    "square",
    "esplanade",
    "faubourg",
    "route",
];
/// The same, which have other meanings: « à la place du Dr Martin », « au cours du ».
const PLACES: [&str; 4] = ["place", "cours", "passage", "rond-point"];
/// Establishments, named after a physician or a professor.
#[rustfmt::skip]
const ESTABLISHMENTS: [&str; 27] = [
    "clinique", "polyclinique", "hopital", "hopitaux", "ch", "chu", "chr", "chru", "centre",
    "college", "lycee", "ecole", "ehpad", "residence", "fondation", "institut", "pavillon",
    "batiment", "amphitheatre", "amphi", "stade", "gymnase", "groupe", "msp", "salle",
    "bibliotheque", "maternelle",
];
/// Words between an establishment and the name.
#[rustfmt::skip]
const QUALITIES: [&str; 12] = [
    "hospitalier", "hospitaliere", "universitaire", "psychiatrique", "medical", "intercommunal",
    "regional", "prive", "privee", "specialise", "scolaire", "public",
];

/// Whether a title belongs to the name of a place. `is_physician`: it is that of one, after
/// which establishments are called.
pub fn is_of_place(seen: &Seen, title: usize, is_physician: bool) -> bool {
    let (mut word, mut at) = behind(seen, title);
    let has_link = matches!(word.as_str(), "du" | "de" | "la");
    if word == "la" {
        (word, at) = behind(seen, at);
    }
    if matches!(word.as_str(), "du" | "de") {
        (word, at) = behind(seen, at);
    }
    if STREETS.contains(&word.as_str()) {
        return true;
    }
    if PLACES.contains(&word.as_str()) {
        let (article, _) = behind(seen, at);
        return !matches!(article.as_str(), "la" | "ma" | "sa" | "le" | "au" | "du" | "en" | "et");
    }
    while QUALITIES.contains(&word.as_str()) {
        (word, at) = behind(seen, at);
    }
    // « à l’hôpital dr martin ne répond pas » is about the physician.
    is_physician
        && (has_link || seen.char(title).is_uppercase())
        && ESTABLISHMENTS.contains(&word.as_str())
}

/// The word before a position that only a space divides from it, and where it begins.
fn behind(seen: &Seen, at: usize) -> (String, usize) {
    let end = seen.back(at, at.saturating_sub(2), |c| c == ' ');
    let start = seen.back(end, end.saturating_sub(16), |c| c.is_alphabetic() || c == '-');
    (seen.text(start..end), start)
}
