//! Verbs that stand after « le docteur », and other words that begin a sentence after « Mme, ».
//!
//! The list is ours: the third person of the verbs that questions about physicians and their
//! work have, in the present, and the endings of the other tenses. A verb that is missing is
//! masked as a name, which costs a reader one word.

const ENDINGS: [&str; 10] =
    ["ment", "aient", "rait", "ront", "issent", "ique", "logue", "iatre", "tion", "iste"];
#[rustfmt::skip]
const VERBS: [&str; 263] = [
    "abandonne", "accompagne", "achete", "admet", "agit", "ajoute", "ameliore", "analyse",
    "annule", "apprecie", "apprend", "approuve", "arrete", "assiste", "assure", "atteste",
    "attribue", "auriez", "ausculte", "avance", "avertit", "avez", "baisse", "besoin", "bloque",
    "bonne", "calcule", "cede", "certifie", "charge", "choisit", "clique", "coche", "collabore",
    "commande", "comment", "communique", "complete", "comprend", "concernant", "concerne",
    "conclut", "conduit", "confie", "consacre", "conserve", "constate", "contribue", "controle",
    "convient", "convoque", "copie", "corrige", "coupe", "coute", "couvre", "critique", "croise",
    "date", "decide", "decouvre", "decrit", "defend", "delegue", "demissionne", "depend",
    "depense", "derange", "desactive", "desire", "determine", "detient", "dicte", "diffuse",
    "dirige", "discute", "disparait", "distribue", "doute", "echange", "echoue", "ecoute",
    "efface", "elabore", "emet", "emploie", "encourage", "engage", "enregistre", "entend",
    "espere", "essaie", "essaye", "estime", "etudie", "evalue", "evite", "evoque", "exige",
    "existe", "explore", "exporte", "fabrique", "facilite", "finalise", "forme", "formule",
    "frappe", "gagne", "garantit", "genere", "hesite", "ignore", "imagine", "impose",
    "impossible", "imprime", "inclut", "informe", "initialise", "insere", "integre", "interprete",
    "interroge", "intervient", "joint", "juge", "laisse", "lance", "libere", "limite", "loue",
    "maintient", "maitrise", "mange", "marche", "masque", "mentionne", "merci", "migre", "monte",
    "montre", "neglige", "nie", "numerise", "observe", "occupe", "offre", "omet", "opte",
    "ordonne", "organise", "oriente", "paraphe", "penche", "permet", "persiste", "perturbe",
    "pilote", "place", "plaint", "pourriez", "poursuit", "pousse", "pouvez", "pratique",
    "prefere", "prepare", "presse", "privilegie", "procede", "prolonge", "promet", "prononce",
    "protege", "prouve", "provoque", "publie", "qualifie", "question", "questionne", "raccroche",
    "raconte", "rajoute", "ralentit", "ramene", "rappelle", "rapporte", "rassure", "rate",
    "reagit", "recommence", "reconnait", "rectifie", "reflechit", "regle", "regrette", "rejette",
    "relit", "remarque", "remercie", "rencontre", "rend", "renonce", "renseigne", "rentre",
    "repete", "reporte", "represente", "requiert", "resilie", "resout", "ressent", "restitue",
    "resume", "retarde", "retient", "retourne", "reussit", "reveille", "revele", "revoit",
    "risque", "rompt", "satisfait", "sauve", "savez", "selectionne", "semble", "separe",
    "sollicite", "songe", "sort", "souhaitez", "soumet", "soupconne", "soutient", "stipule",
    "suggere", "suite", "suivant", "supporte", "surveille", "suspend", "synchronise", "tape",
    "telecharge", "teleconsulte", "telephone", "temoigne", "touche", "traverse", "tremble",
    "trie", "trompe", "urgent", "vend", "verse", "visite", "voici", "vote", "votre", "voulez",
];

/// Whether a word in small letters, without accents, is one of these verbs.
pub fn is_verb(word: &str) -> bool {
    VERBS.contains(&word) || word.len() > 5 && ENDINGS.iter().any(|ending| word.ends_with(ending))
}
