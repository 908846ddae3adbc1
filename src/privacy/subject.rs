//! Whether something is born that is not a person: « le projet est né en 2013 ».

use super::seen::Seen;

/// How far before « né » its subject is looked for.
const REACH: usize = 64;

/// Things that are said to be born. A person in the same part of the sentence outweighs them:
/// « le patient de la clinique, né en 1957 ».
#[rustfmt::skip]
const THINGS: [&str; 92] = [
    "accord", "agence", "alliance", "annuaire", "appli", "application", "association", "asso",
    "bot", "cabinet", "carte", "caisse", "campagne", "centre", "chu", "clinique", "collectif",
    "communaute", "commission", "compagnie", "concept", "consortium", "cooperation", "convention",
    "demarche", "discipline", "dispositif", "dmp", "droit", "entreprise", "enseigne", "entite",
    "espace", "etablissement", "etat", "federation", "filiale", "fondation", "formation",
    "format", "gip", "groupe", "groupement", "hopital", "idee", "initiative", "institut",
    "institution", "jeu", "label", "langage", "logiciel", "loi", "maison", "marque", "mesure",
    "messagerie", "methode", "mission", "mode", "modele", "mouvement", "mssante", "norme",
    "ordre", "organisation", "organisme", "outil", "parti", "plan", "plateforme", "pratique",
    "principe", "produit", "programme", "projet", "protocole", "referentiel", "reforme", "regle",
    "reseau", "revue", "science", "service", "site", "societe", "solution", "standard",
    "structure", "syndicat", "systeme", "technologie",
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

/// Whether the clause before « né » at a position has a thing and no person.
pub fn is_of_thing(seen: &Seen, born: usize) -> bool {
    let is_end = |at: usize| {
        matches!(seen.char(at), '\n' | '?' | '!' | ';' | '\0')
            || seen.char(at) == '.' && seen.char(at + 1) == ' '
    };
    let start = (born.saturating_sub(REACH)..born).rev().take_while(|at| !is_end(*at)).last();
    let (mut at, mut has_thing) = (start.unwrap_or(born), false);
    while at < born {
        let end = seen.skip(at, char::is_alphanumeric);
        if end == at {
            at += 1;
            continue;
        }
        let word = seen.text(at..end.min(at + 20));
        let singular = word.strip_suffix('s').unwrap_or(&word);
        if PERSONS.contains(&singular) || PERSONS.contains(&word.as_str()) {
            return false;
        }
        has_thing |= THINGS.contains(&singular) || THINGS.contains(&word.as_str());
        at = end;
    }
    has_thing
}
