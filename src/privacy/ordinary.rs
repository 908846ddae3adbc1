//! Words that follow a title and are no names.
//!
//! The ordinary words are ours: function words, the verbs and adverbs that questions about
//! physicians put after « le docteur », and what letters begin with. A verb that is missing is
//! masked as a name after `dr`, which costs a reader one word; it never counts as a patient.

/// Whether a word in small letters, without accents, is not a name.
pub fn is_ordinary(word: &str) -> bool {
    // `m'a`, `n'est`, `peut-il` are judged by their first part. Before a consonant nothing is
    // elided: `n'diaye` is a name.
    let mut parts = word.split(['-', '\'']);
    let (head, rest) = (parts.next().unwrap_or(word), parts.next().unwrap_or_default());
    let is_elided = rest.is_empty() || rest.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h']);
    let first = if head.len() > 1 || is_elided { head } else { word };
    // « nouvellement », « certainement »; the longest name of this kind is a first name.
    let is_adverb = word.len() > 8 && word.ends_with("ment");
    is_adverb || ORDINARY.binary_search(&word).is_ok() || ORDINARY.binary_search(&first).is_ok()
}

/// Whether a word after a title is an office, an institution or a place, and no name.
pub fn is_role(word: &str) -> bool {
    ROLES.binary_search(&word).is_ok()
}

/// Whether a word stands for any name: « Mme X », « M. Untel ».
pub fn is_placeholder(word: &str) -> bool {
    matches!(word, "x" | "y" | "z" | "xx" | "xxx" | "xxxx" | "nn" | "untel" | "unetelle" | "machin")
        || word == "tout-le-monde"
}

#[rustfmt::skip]
const ORDINARY: [&str; 683] = [
    "a", "a-t-il", "absent", "absente", "absents", "accede", "accedent", "accepte", "acceptent",
    "active", "ad", "adeli", "adresse", "affirme", "agree", "agrege", "agregee", "agreges", "ah",
    "ai", "aide", "aident", "aie", "aime", "aimerais", "ainsi", "ait", "ajoute", "aller", "allez",
    "alors", "ancien", "ancienne", "anesthesiste", "annonce", "api", "appele", "appelee",
    "appelle", "apporte", "apprenti", "apres", "arrive", "arrivent", "as", "associe", "associee",
    "attend", "attendent", "au", "aujourd", "aura", "aurais", "aurait", "auront", "aussi",
    "autorise", "autre", "autrement", "autres", "aux", "avaient", "avait", "avant", "avec",
    "avez", "avoir", "avons", "ayant", "ayez", "bal", "bd", "belge", "besoin", "bien", "bof",
    "bonjour", "bonsoir", "bug", "c", "ca", "cabinet", "campagne", "canadien", "car",
    "cardiologue", "carte", "cdt", "ce", "cela", "celle", "celui", "certains", "ces", "cet",
    "cette", "cf", "chacun", "change", "changent", "chaque", "cher", "cherche", "cherchent",
    "chere", "cheres", "chers", "chez", "chirurgien", "ci", "classe", "code", "college",
    "combien", "comme", "commence", "comment", "competent", "compte", "concernant", "concerne",
    "concernee", "configure", "confirme", "connaissent", "connait", "connecte", "connecter",
    "connectez", "conseil", "conseille", "consulte", "consultent", "contacte", "content",
    "contente", "continue", "contre", "coordinateur", "coordonnateur", "cordialement", "cps",
    "cree", "creent", "croit", "cv", "d", "dames", "dans", "de", "debut", "declare", "declarent",
    "deja", "delivre", "demain", "demande", "demandent", "dentiste", "deplace", "depose",
    "depuis", "dermatologue", "dernier", "derniere", "derriere", "des", "devant", "devoir",
    "devra", "devrait", "diagnostique", "dimanche", "diplome", "diplomee", "directement",
    "disent", "dispense", "disponible", "dispose", "disposent", "dit", "doc", "docs", "docteur",
    "dois", "doit", "doivent", "donc", "donne", "donnent", "dont", "dr", "du", "durant", "ecole",
    "ecrit", "ecrivent", "effectue", "eh", "elle", "elles", "email", "emerite", "en", "encore",
    "enfin", "ensemble", "ensuite", "entre", "envoie", "envoient", "epouse", "erreur", "es",
    "est", "est-il", "et", "etablit", "etaient", "etais", "etait", "etant", "ete", "etes",
    "etranger", "etrangere", "etre", "eu", "eux", "ex", "examine", "exerce", "exercent",
    "explique", "externe", "facture", "facturent", "faire", "fait", "faites", "famille", "faut",
    "ferme", "fin", "finess", "finit", "fois", "font", "fournit", "francais", "francaise",
    "garde", "generaliste", "gens", "gere", "gerent", "grace", "gynecologue", "habilite",
    "habilitee", "habitant", "habite", "haut", "hier", "honoraire", "hopital", "hors",
    "hospitalier", "hospitaliere", "hospitalise", "house", "hs", "hui", "ia", "ici", "id", "il",
    "ils", "impossible", "inconnu", "inconnue", "indique", "inscrire", "inscrit", "inscrite",
    "inscrivent", "insiste", "installe", "interne", "invite", "invitee", "ip", "it", "j",
    "jamais", "je", "jeudi", "jeune", "joignable", "jour", "jours", "junior", "jusque",
    "justifie", "l", "la", "le", "les", "leur", "leurs", "li", "liberal", "liberale", "libre",
    "lisent", "lit", "logiciel", "lors", "lorsque", "lu", "lui", "lundi", "lycee", "m", "ma",
    "madame", "mademoiselle", "mail", "maintenant", "mais", "mal", "malade", "manque", "marche",
    "mardi", "matin", "me", "mecontent", "mecontente", "medical", "medicale", "meme", "merci",
    "mercredi", "mes", "mesdames", "messieurs", "met", "mettent", "mi", "midi", "mlle", "mme",
    "modifie", "moi", "moi-meme", "moins", "mois", "mon", "monsieur", "montre", "mr", "mssante",
    "mutuelle", "n", "nb", "ne", "nee", "ni", "nomme", "nommee", "nommes", "non", "nos", "note",
    "notre", "nous", "nouveau", "nouvelle", "np", "nu", "nuit", "numero", "oblige", "obtiennent",
    "obtient", "oh", "ok", "on", "ont", "opere", "or", "oriente", "os", "ou", "oublie",
    "oublient", "oui", "ouvre", "paie", "par", "parce", "parent", "parents", "parfois", "parle",
    "parlent", "part", "partage", "partagent", "partent", "participe", "pas", "passe", "passent",
    "passer", "patient", "patiente", "pc", "pediatre", "peine", "pendant", "pense", "pensent",
    "perd", "perdent", "perdu", "personne", "peu", "peut", "peuvent", "peux", "pharmacien",
    "pharmacienne", "plus", "plusieurs", "plutot", "pm", "porte", "pose", "possede", "pour",
    "pourquoi", "pourra", "pourrait", "pourriez", "pouvant", "pouvez", "pouvoir", "pr", "precise",
    "prend", "prennent", "pres", "prescrit", "prescrivent", "present", "presente", "pret",
    "prete", "previent", "prevoit", "principal", "principale", "probleme", "problemes", "produit",
    "professeur", "programme", "propose", "proposent", "proximite", "ps", "psychiatre", "pu",
    "puis", "puisque", "qu", "quand", "quant", "que", "quel", "quelle", "quelles", "quelqu",
    "quelque", "quelques", "quels", "qui", "quitte", "quittent", "quoi", "radiologue", "rappelle",
    "rdv", "re", "realise", "recherche", "recoit", "recoivent", "recommande", "recommencent",
    "recupere", "redige", "referent", "referente", "refuse", "refusent", "regarde", "rejoint",
    "relance", "remet", "remplacant", "remplacante", "remplace", "remplacent", "remplit",
    "renouvelle", "renvoie", "repond", "repondent", "reprend", "reserve", "respecte",
    "responsable", "reste", "restent", "retire", "retraite", "retraitee", "retrouve", "revient",
    "rien", "rpps", "russe", "rv", "s", "sa", "sachant", "sais", "saisit", "sait", "salarie",
    "salariee", "salut", "samedi", "sans", "sauf", "savent", "savoir", "scolaire", "se",
    "semaine", "senior", "sera", "serait", "seront", "sert", "service", "ses", "seul", "seule",
    "si", "siege", "signale", "signe", "signee", "signent", "sinon", "site", "sn", "soi",
    "soigne", "soignent", "soir", "soit", "sommes", "son", "sont", "souci", "soucis", "souhaite",
    "souhaitent", "sous", "souvent", "specialiste", "st", "stagiaire", "stocke", "stp", "su",
    "suis", "suisse", "suit", "suite", "suivent", "supprime", "sur", "surtout", "svp", "t", "ta",
    "tandis", "tarde", "te", "tel", "telephone", "telle", "tente", "termine", "tes", "tient",
    "titulaire", "tj", "toi", "tombe", "ton", "toujours", "tous", "tout", "toute", "toutes",
    "traitant", "traitante", "traite", "traitent", "transmet", "transmettent", "travaille",
    "travaillent", "tres", "trop", "trouve", "trouvent", "tt", "tu", "tv", "un", "une", "uns",
    "urgent", "url", "us", "utilise", "utilisent", "va", "vacataire", "vaccine", "vais", "valide",
    "valident", "vas", "veille", "vendredi", "verifie", "vers", "veuillez", "veulent", "veut",
    "veuve", "veux", "via", "viennent", "vient", "vieux", "ville", "vit", "voici", "voient",
    "voila", "voir", "voit", "vont", "vos", "votre", "voudrais", "vouloir", "vous", "vu", "vve",
    "y", "ya",
];

#[rustfmt::skip]
const ROLES: [&str; 189] = [
    "a", "accueil", "adeli", "adjoint", "adjointe", "administrateur", "administratrice", "agence",
    "agenda", "agrege", "agregee", "ambassadeur", "ambassadrice", "ameli", "annuaire", "ans",
    "ars", "asip", "assistant", "assistante", "assurance", "bonjour", "bonsoir", "cabinet",
    "caisse", "ccas", "centre", "chancelier", "chargee", "chef", "cheffe", "chr", "chru", "chu",
    "clinique", "cnam", "cnil", "comment", "commissaire", "comptable", "connecter", "conseil",
    "conseiller", "conseillere", "coordinateur", "coordinatrice", "cordialement", "cpam", "cps",
    "delegue", "deleguee", "departement", "depute", "deputee", "dgos", "directeur", "direction",
    "directrice", "dmp", "dmst", "docteur", "docteure", "dossier", "doyen", "doyenne", "dr",
    "ecole", "ecoles", "ecps", "education", "ehpad", "elle", "emerite", "esante", "espace", "est",
    "et", "faculte", "finess", "formateur", "formatrice", "gerant", "gerante", "gestionnaire",
    "gouverneur", "has", "honoraire", "hopital", "hopitaux", "il", "infirmier", "infirmiere",
    "ins", "insee", "inspecteur", "inspectrice", "institut", "je", "juge", "junior", "la",
    "laboratoire", "le", "les", "madame", "mademoiselle", "maire", "mairie", "maison", "maladie",
    "medecin", "medecine", "merci", "mesdames", "messagerie", "messieurs", "ministere",
    "ministre", "mlle", "mme", "monsieur", "mr", "msa", "mss", "mssante", "nationale", "nir",
    "nous", "ordre", "ou", "patient", "patiente", "peut-on", "pharmacie", "pharmacien",
    "pharmacienne", "pmi", "pole", "pourquoi", "pr", "prefecture", "prefet", "prefete",
    "president", "presidente", "procureur", "procureure", "professeur", "professeure", "proper",
    "proviseur", "psc", "puis-je", "quand", "que", "quel", "quelle", "qui", "recteur", "rectrice",
    "redactrice", "referent", "referente", "region", "responsable", "ror", "rpps", "samu",
    "sante", "sciences", "secretaire", "secretariat", "senateur", "senatrice", "senior",
    "service", "sesam", "technicien", "technicienne", "tous", "tout", "toutes", "un", "une",
    "universite", "universites", "urgences", "vitale", "vous",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_order_for_the_search() {
        assert!(ORDINARY.is_sorted() && ROLES.is_sorted());
    }
}
