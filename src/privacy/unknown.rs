//! Whether a word is one that French, the trade and care do not use, so that it may be a name
//! where a name is likely.
//!
//! The nouns are ours: those that follow an article in questions, « dr yvon le matin ».

use super::clinical::is_of_care;
use super::name_word::Word;
use super::office::is_office;
use super::ordinary::{is_ordinary, is_placeholder, is_role};
use super::seen::Seen;
use super::subject::is_person;
use super::term::is_term;
use super::verb::is_verb;

#[rustfmt::skip]
const NOUNS: [&str; 129] = [
    "acces", "adresse", "adresses", "alerte", "appli", "application", "apres-midi", "assistant",
    "assistante", "avis", "boite", "bouton", "bug", "certificat", "champ", "chose", "choses",
    "cle", "clef", "clinique", "collegue", "compta", "compte", "comptes", "confrere",
    "connexion", "contact", "courrier", "courriers", "cours", "cpts", "delai", "devis", "doc",
    "docs", "domaine", "donnees", "doute", "droits", "ecran", "email", "emails", "equipe",
    "erreur", "erreurs", "etage", "facture", "fax", "fiche", "fichier", "fichiers", "fois",
    "format", "formulaire", "garde", "gestion", "heure", "icone", "idee", "identifiant",
    "identifiants", "images", "info", "infos", "intranet", "jour", "journee", "jours",
    "lecteur", "lien", "liens", "ligne", "liste", "listes", "logiciel", "lundi", "mail",
    "mails", "matin", "matinee", "mdp", "meme", "midi", "mien", "mienne", "mieux", "mois",
    "mot", "necessaire", "nombre", "notice", "numero", "ordi", "ordinateur", "outil",
    "ouverture", "panne", "part", "patron", "patronne", "permanence", "photo", "photos",
    "piece", "pieces", "pj", "plupart", "portable", "poste", "pouce", "problematique",
    "probleme", "problemes", "procedure", "rdv", "reponse", "responsable", "reste", "retour",
    "scan", "semaine", "soir", "soiree", "souci", "suite", "sujet", "tablette", "temps",
    "week-end",
];

/// Whether nothing is known of a word of a name but that it may be one.
pub fn is_unknown(seen: &Seen, word: &Word) -> bool {
    is_name_word(&word.folded)
        && !is_verb(&word.folded)
        && !is_placeholder(&word.folded)
        && !is_noun(&word.folded)
        && !word.is_trade(seen)
}

/// Whether a word may be one of a name that nothing else announces.
pub fn is_name_word(word: &str) -> bool {
    word.len() > 1
        && !is_term(word)
        && !is_ordinary(word)
        && !is_role(word)
        && !is_office(word)
        && !is_person(word)
        && !is_of_care(word)
}

fn is_noun(word: &str) -> bool {
    NOUNS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_for_the_search() {
        assert!(NOUNS.is_sorted());
    }
}
