//! Words that stand with a capital in the titles of texts and the names of institutions, and are
//! no names of persons: « Convention Collective 18/04/2002 ». A date beside such words is that of a
//! document.

#[rustfmt::skip]
const TERMS: [&str; 457] = [
    "abonnement", "accord", "acte", "adhesion", "administratif", "administrative", "affaire",
    "afrique", "agence", "agenda", "aide", "album", "alerte", "allemagne", "alpes", "alpha",
    "amerique", "angleterre", "annexe", "annonce", "annuaire", "aout", "appel", "armistice",
    "arret", "arrete", "arretee", "article", "asie", "assemblee", "assistance", "association",
    "assurance", "assureur", "atelier", "atlantique", "attestation", "audience", "avenant",
    "avenue", "avis", "avril", "axe", "ballet", "banque", "bataille", "batiment", "belgique",
    "berlin", "beta", "bibliotheque", "bilan", "bloc", "bon", "bordeaux", "boulevard",
    "bruxelles", "bulletin", "bureau", "cabinet", "cadre", "cahier", "caisse", "campagne",
    "canada", "candidate", "canton", "carnet", "carte", "catalogue", "centre", "certificat",
    "chaine", "chambre", "championnat", "chapitre", "charte", "chartre", "chef", "cheque",
    "circulaire", "civil", "civile", "client", "clinique", "code", "collectif", "collective",
    "colloque", "comite", "commission", "commun", "communal", "communale", "communaute",
    "commune", "communique", "compte", "concert", "concile", "confederation", "conference",
    "conge", "congres", "conseil", "constitution", "constitutionnel", "constitutionnelle",
    "contrat", "convention", "convocation", "corps", "coupe", "cour", "courrier", "cours",
    "creation", "cycle", "dame", "date", "debut", "decembre", "decision", "declaration",
    "decret", "delibere", "demande", "depart", "departement", "departemental", "departementale",
    "devis", "diffusion", "dimanche", "directive", "document", "dossier", "droit", "edition",
    "effet", "election", "electoral", "electorale", "emission", "empire", "entreprise", "envoi",
    "episode", "equipe", "espace", "espagne", "etape", "etat", "etats", "etude", "europe",
    "europeen", "europeenne", "evenement", "exposition", "facturation", "facture", "federal",
    "federale", "federation", "festival", "feuille", "fevrier", "fiche", "fichier", "film",
    "fin", "finale", "finances", "fiscal", "fiscale", "fondation", "fonds", "forestier",
    "forfait", "formulaire", "forum", "francais", "francaise", "france", "general", "generale",
    "geneve", "gouvernement", "grand", "grenoble", "groupe", "groupement", "guerre", "guide",
    "haut", "haute", "hebdomadaire", "heure", "histoire", "hopital", "hospitalier",
    "hospitaliere", "ile", "images", "imperial", "impot", "incident", "index", "informatique",
    "informatiques", "inspecteur", "institut", "instruction", "international", "internationale",
    "interprofessionnel", "intervention", "italie", "janvier", "jeudi", "jeux", "jour",
    "journal", "journee", "judiciaire", "juillet", "juin", "juridique", "justice",
    "laboratoire", "lausanne", "lettre", "liberte", "libertes", "ligne", "ligue", "lille",
    "liste", "livre", "loi", "loire", "londres", "lundi", "lyon", "madrid", "magazine", "mai",
    "maintenance", "mairie", "maison", "maladie", "mandat", "manuel", "marche", "mardi", "mars",
    "marseille", "match", "medecine", "medical", "medicale", "mercredi", "message", "mesure",
    "metropole", "migration", "militaire", "ministere", "modele", "modification", "monde",
    "mondial", "mondiale", "monetaire", "montpellier", "montreal", "municipal", "musee",
    "musique", "mutuelle", "nantes", "national", "nationale", "nations", "naval", "new",
    "niveau", "nom", "noms", "nord", "note", "notice", "notre", "nouveau", "nouvelle",
    "novembre", "nuit", "numero", "objet", "octobre", "office", "officiel", "officielle",
    "opera", "ordonnance", "ordre", "organe", "organisation", "ouest", "page", "paie",
    "paiement", "paix", "palais", "paris", "parlement", "parti", "partie", "paru", "parue",
    "penal", "penale", "periode", "permis", "pharmacie", "place", "plan", "point", "pole",
    "population", "poste", "prefecture", "premier", "premiere", "prenom", "prenoms",
    "presidence", "president", "presse", "prix", "procedure", "proces", "professionnel",
    "professionnelle", "programme", "projet", "proposition", "protocole", "public",
    "publication", "publie", "publique", "quebec", "question", "radio", "rapport",
    "recommandation", "recueil", "reference", "reforme", "regime", "region", "regional",
    "regionale", "registre", "reglement", "relation", "relative", "release", "rennes",
    "renouvellement", "rentree", "republique", "reseau", "resolution", "resume", "reunion",
    "revolution", "revue", "rhone", "rome", "royal", "royale", "royaume", "rubrique", "rue",
    "rural", "rurale", "saint", "sainte", "salaire", "samedi", "sante", "seance", "secretariat",
    "section", "securite", "seine", "semaine", "seminaire", "senat", "septembre", "serveur",
    "service", "session", "siege", "single", "site", "social", "sociale", "societe",
    "solidarite", "sortie", "stage", "statut", "statuts", "strasbourg", "sud", "suisse",
    "suite", "supplement", "syndicat", "systeme", "tableau", "tarif", "taxe", "telecom",
    "television", "texte", "theatre", "theme", "titre", "titres", "tome", "toulouse", "tour",
    "traite", "travail", "treve", "tribunal", "trimestre", "unie", "unies", "union",
    "universite", "urgence", "vendredi", "version", "ville", "virement", "visite", "volume",
    "vote", "washington", "york", "zone",
];

/// Ends of words that are concepts.
const ENDINGS: [&str; 9] =
    ["tion", "tions", "sion", "sions", "isme", "logie", "graphie", "ites", "ements"];

/// Whether a word in small letters, without accents, is one of a title or an institution.
pub fn is_term(word: &str) -> bool {
    let head = word.split(['-', '\'']).next().unwrap_or(word);
    let singular = head.strip_suffix('s').unwrap_or(head);
    TERMS.binary_search(&head).is_ok()
        || TERMS.binary_search(&singular).is_ok()
        || ENDINGS.iter().any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_for_the_search() {
        assert!(TERMS.is_sorted());
    }
}
