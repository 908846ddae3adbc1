//! Surnames that are words of French too, and what must stand around them.
//!
//! The list is ours: offices and common words that are among the surnames of France (INSEE,
//! « Fichier des noms de famille »). « Mme porte plainte » has a verb and « M. Juge » a name:
//! after a civility such a word is a name when its clause ends there, when a verb follows that
//! says something of a person, or a capital.

use super::seen::Seen;

#[rustfmt::skip]
const SURNAMES: [&str; 84] = [
    "al", "bal", "ben", "belge", "bon", "bonnet", "campagne", "carte", "cardinal", "chef",
    "chevalier", "classe", "college", "comte", "conseil", "cordier", "court", "da",
    "dentiste", "doyen", "ecole", "espace", "externe", "famille", "ferme", "font",
    "fort", "francais", "france", "garde", "gouverneur", "grand", "hopital", "infirmier",
    "interne", "jeune", "jour", "juge", "junior", "le", "leroy", "lit", "lycee", "maire",
    "maison", "maitre", "marchand", "mars", "medecin", "meunier", "moine", "moins", "note",
    "ordre", "page", "paris", "part", "passe", "pharmacien", "place", "pole", "porte", "pose",
    "poste", "prevot", "prieur", "principal", "procureur", "programme", "recteur", "region",
    "reste", "roi", "roy", "saint", "sage", "senior", "suisse", "tel", "van", "vannier",
    "vieux", "ville", "voisin",
];
/// The particles among them.
const PARTICLES: [&str; 6] = ["al", "ben", "da", "le", "saint", "van"];
/// Verbs that say something of a person, and their negation.
#[rustfmt::skip]
const VERBS: [&str; 40] = [
    "est", "etait", "sera", "serait", "fut", "a", "avait", "aura", "n'est", "n'a", "n'avait",
    "n'arrive", "ne", "s'est", "va", "vient", "doit", "devra", "peut", "pourra", "souffre",
    "souhaite", "veut", "voudrait", "demande", "attend", "refuse", "accepte", "dit", "prend",
    "recoit", "travaille", "habite", "appelle", "arrive", "cherche", "exerce", "consulte",
    "m'a", "et",
];

/// Whether a word that French uses otherwise is a surname in its place. `end` is the position
/// after it.
pub fn is_surname(seen: &Seen, word: &str, end: usize) -> bool {
    if !SURNAMES.contains(&word) {
        return false;
    }
    let next = seen.skip(end, |c| c == ' ').min(end + 2);
    let c = seen.char(next);
    if matches!(c, '\n' | ',' | ';' | '.' | '?' | '!' | ')' | ':' | '"' | '»' | '*' | '/') {
        return true;
    }
    let following = seen.skip(next, |c| c.is_alphabetic() || c == '\'').min(next + 12);
    // After a particle a capital is a part of the name, or an office: « M. Le Directeur ».
    let is_first = c.is_uppercase() && !PARTICLES.contains(&word);
    next > end && (is_first || VERBS.contains(&seen.text(next..following).as_str()))
}
