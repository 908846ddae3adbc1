//! Offices and professions that stand beside a name: « Mme Petit (secrétaire) », « M. Martin,
//! ministre ». They tell a colleague or a public figure from a patient.

use super::seen::Seen;

#[rustfmt::skip]
const OFFICES: [&str; 81] = [
    "adjoint", "adjointe", "administrateur", "administratrice", "agent", "aide", "assistant",
    "assistante", "avocat", "avocate", "biologiste", "cadre", "cardiologue", "charge", "chargee",
    "chef", "cheffe", "chirurgien", "chirurgienne", "collegue", "comptable", "confrere",
    "conseiller", "conseillere", "consoeur", "consultant", "consultante", "coordinateur",
    "coordinatrice", "coordonnateur", "coordonnatrice", "correspondant", "delegue", "deleguee",
    "dentiste", "depute", "deputee", "dermatologue", "developpeur", "directeur", "directrice",
    "dpo", "dsi", "editeur", "formateur", "formatrice", "gastroenterologue", "generaliste",
    "gestionnaire", "gynecologue", "infirmier", "infirmiere", "informaticien", "informaticienne",
    "ingenieur", "interne", "juriste", "kine", "kinesitherapeute", "medecin", "ministre",
    "orthophoniste", "pediatre", "pharmacien", "pharmacienne", "podologue", "preparateur",
    "preparatrice", "president", "presidente", "psychologue", "radiologue", "referent",
    "referente", "responsable", "rssi", "secretaire", "senateur", "senatrice", "technicien",
    "technicienne",
];
/// Services that somebody is said to work in: « Mme Durand du secrétariat ».
#[rustfmt::skip]
const SERVICES: [&str; 19] = [
    "secretariat", "accueil", "standard", "support", "service", "cabinet", "pharmacie", "cpam",
    "cnam", "ars", "ans", "dsi", "dim", "comptabilite", "direction", "rh", "mairie",
    "ministere", "laboratoire",
];

/// Those that are verbs or participles too, « Mme Durand interne en … »: they stand apart.
#[rustfmt::skip]
const AMBIGUOUS: [&str; 8] =
    ["aide", "assistant", "cadre", "charge", "chargee", "conseiller", "correspondant", "interne"];

/// Whether a word is an office or a profession.
pub fn is_office(word: &str) -> bool {
    OFFICES.contains(&word)
}

/// Whether an office follows a name that ends at a position, at once, in brackets, after a comma,
/// or with a service.
pub fn has_office(seen: &Seen, name_end: usize) -> bool {
    let signs = seen.skip(name_end, |c| matches!(c, ' ' | '(' | ',' | '-')).min(name_end + 4);
    let is_apart = (name_end..signs).any(|at| seen.char(at) != ' ');
    let links = [
        "du ", "de la ", "de l'", "des ", "de ", "au ", "a la ", "a l'", "notre ", "ma ", "mon ",
        "la ", "le ", "l'", "une ", "un ",
    ];
    let linked = links.iter().find(|link| seen.has(signs, link));
    let at = linked.map_or(signs, |link| signs + link.len());
    let end = seen.skip(at, char::is_alphabetic).min(at + 20);
    let word = seen.text(at..end);
    // « Mme Durand secrétaire »
    let is_apposed =
        linked.is_none() && signs == name_end + 1 && !AMBIGUOUS.contains(&word.as_str());
    (is_apart || is_apposed) && is_office(&word)
        || linked.is_some_and(|link| link.starts_with(['d', 'a']))
            && SERVICES.contains(&word.as_str())
}
