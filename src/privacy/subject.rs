//! Whether something is born that is not a person: « le projet est né en 2013 ».

use super::seen::Seen;
use super::trade::is_thing;

/// How far before « né » its subject is looked for.
const REACH: usize = 64;

/// Things that are said to be born. A person in the same part of the sentence outweighs them:
/// « le patient de la clinique, né en 1957 ».
#[rustfmt::skip]
const THINGS: [&str; 119] = [
    "accord", "adresse", "agence", "alliance", "annuaire", "appareil", "appli", "application",
    "asso", "association", "bal", "boite", "bot", "bouton", "cabinet", "caisse", "campagne",
    "canal", "carte", "centre", "champ", "chu", "clinique", "collectif", "commande",
    "commission", "communaute", "compagnie", "concept", "consortium", "convention",
    "cooperation", "demarche", "discipline", "dispositif", "dmp", "document", "dossier",
    "droit", "enseigne", "entite", "entreprise", "espace", "etablissement", "etat", "extension",
    "federation", "fichier", "filiale", "fonction", "fondation", "format", "formation", "gip",
    "groupe", "groupement", "hopital", "idee", "imprimante", "initiative", "institut",
    "institution", "jeu", "label", "langage", "liste", "logiciel", "loi", "machine", "maison",
    "marque", "menu", "messagerie", "mesure", "methode", "mission", "mode", "modele", "module",
    "mouvement", "mssante", "norme", "onglet", "ordinateur", "ordre", "organisation",
    "organisme", "outil", "page", "parti", "plan", "plateforme", "poste", "pratique",
    "principe", "produit", "profil", "programme", "projet", "protocole", "referentiel",
    "reforme", "regle", "reseau", "revue", "salon", "science", "serveur", "service", "site",
    "societe", "solution", "standard", "structure", "syndicat", "systeme", "technologie",
    "variable", "version",
];
/// Words for a person, and those of one who speaks.
#[rustfmt::skip]
const PERSONS: [&str; 58] = [
    "patient", "patiente", "assure", "assuree", "beneficiaire", "usager", "personne", "homme",
    "femme", "monsieur", "madame", "mademoiselle", "mr", "m", "mme", "mlle", "dr", "docteur",
    "enfant", "bebe", "fils", "fille", "garcon", "mari", "epouse", "epoux", "conjoint",
    "conjointe", "mere", "pere", "frere", "soeur", "parent", "grand", "agent", "salarie",
    "salariee", "medecin", "infirmier", "infirmiere", "pharmacien", "client", "cliente",
    "collegue", "suis", "je", "jumeau", "jumelle", "mineur", "majeur", "resident", "residente",
    "ayant", "titulaire", "porteur", "professionnel", "eleve", "etudiant",
];

/// Whether a word stands for a person without being a name.
pub fn is_person(word: &str) -> bool {
    PERSONS.contains(&word)
}

/// Whose a word is, as the clause before it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Patient,
    Person,
    Thing,
    Unknown,
}

/// Whether the clause before « né » at a position has a thing and no person.
pub fn is_of_thing(seen: &Seen, born: usize) -> bool {
    subject(seen, born) == Subject::Thing
}

/// Whether an article and a thing follow a date: « né en 2013, le DMP ».
pub fn is_thing_behind(seen: &Seen, date_end: usize) -> bool {
    let at = seen.skip(date_end, |c| matches!(c, ' ' | ',')).min(date_end + 2);
    let articles = ["le ", "la ", "l'", "les ", "ce ", "cet ", "cette ", "notre ", "un ", "une "];
    let Some(article) = articles.iter().find(|article| seen.has(at, article)) else { return false };
    let start = at + article.len();
    let word = seen.text(start..seen.skip(start, char::is_alphanumeric).min(start + 20));
    is_thing_word(&word)
}

fn is_thing_word(word: &str) -> bool {
    let singular = word.strip_suffix('s').unwrap_or(word);
    THINGS.contains(&singular) || THINGS.contains(&word) || is_thing(word)
}

/// The subject of the word at a position: a person outweighs a thing.
pub fn subject(seen: &Seen, born: usize) -> Subject {
    let is_end = |at: usize| {
        matches!(seen.char(at), '\n' | '?' | '!' | ';' | '\0')
            || seen.char(at) == '.' && seen.char(at + 1) == ' '
    };
    let start = (born.saturating_sub(REACH)..born).rev().take_while(|at| !is_end(*at)).last();
    let (mut at, mut has_thing, mut has_person) = (start.unwrap_or(born), false, false);
    while at < born {
        let end = seen.skip(at, char::is_alphanumeric);
        if end == at {
            at += 1;
            continue;
        }
        let word = seen.text(at..end.min(at + 20));
        let singular = word.strip_suffix('s').unwrap_or(&word);
        if matches!(singular, "patient" | "patiente" | "pt" | "pte") {
            return Subject::Patient;
        }
        has_person |= PERSONS.contains(&singular) || PERSONS.contains(&word.as_str());
        // « agée de 68 ans, née … » is no agency.
        let is_age = word == "ans" && at > 1 && seen.char(at - 2).is_ascii_digit();
        has_thing |= !is_age && is_thing_word(&word);
        at = end;
    }
    match (has_person, has_thing) {
        (true, _) => Subject::Person,
        (false, true) => Subject::Thing,
        (false, false) => Subject::Unknown,
    }
}
