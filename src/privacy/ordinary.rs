//! Words that follow a title and are no names, and first names.
//!
//! The ordinary words are ours: function words, the verbs and adverbs that questions about
//! physicians put after « le docteur », and what letters begin with. A verb that is missing is
//! masked as a name after `dr`, which costs a reader one word; it never counts as a patient.
//! The first names are the most given ones in France since 1950, INSEE, « Fichier des
//! prénoms ».

/// Whether a word in small letters, without accents, is not a name.
pub fn is_ordinary(word: &str) -> bool {
    // `m'a`, `n'est`, `peut-il` are judged by their first part.
    let first = word.split(['-', '\'']).next().unwrap_or(word);
    // « nouvellement », « certainement »; the longest name of this kind is a first name.
    let is_adverb = word.len() > 8 && word.ends_with("ment");
    is_adverb || ORDINARY.contains(&word) || ORDINARY.contains(&first)
}

/// Whether a word after a title is an office, an institution or a place, and no name.
pub fn is_role(word: &str) -> bool {
    ROLES.contains(&word)
}

/// Whether a word is a common first name.
pub fn is_first_name(word: &str) -> bool {
    let first = word.split('-').next().unwrap_or(word);
    FIRST_NAMES.contains(&first)
}

#[rustfmt::skip]
const ORDINARY: [&str; 553] = [
    "a", "a-t-il", "absent", "absente", "accede", "accedent", "accepte", "acceptent", "active",
    "adeli", "adresse", "affirme", "agree", "agregee", "ai", "aide", "aident", "aime", "ainsi",
    "ait", "ajoute", "aller", "alors", "ancien", "ancienne", "anesthesiste", "annonce", "api",
    "appele", "appelee", "appelle", "apporte", "apprenti", "apres", "arrive", "arrivent", "as",
    "associe", "associee", "attend", "attendent", "au", "aujourd", "aura", "aurait", "auront",
    "aussi", "autorise", "autre", "autres", "aux", "avaient", "avait", "avant", "avec", "avoir",
    "ayant", "bal", "belge", "bien", "bonjour", "bonsoir", "c", "ca", "cabinet", "campagne",
    "canadien", "car", "cardiologue", "carte", "cdt", "ce", "cela", "celle", "celui", "ces",
    "cet", "cette", "change", "changent", "cher", "cherche", "cherchent", "chere", "cheres",
    "chers", "chez", "chirurgien", "ci", "classe", "code", "college", "combien", "comme",
    "commence", "comment", "compte", "concerne", "concernee", "configure", "confirme",
    "connaissent", "connait", "connecte", "conseil", "conseille", "consulte", "consultent",
    "contacte", "content", "contente", "continue", "contre", "coordinateur", "coordonnateur",
    "cordialement", "cps", "cree", "creent", "croit", "d", "dans", "de", "declare", "declarent",
    "deja", "delivre", "demain", "demande", "demandent", "dentiste", "deplace", "depose",
    "depuis", "dermatologue", "derriere", "des", "devant", "devoir", "devra", "devrait",
    "diagnostique", "diplome", "diplomee", "disent", "dispense", "disponible", "dispose",
    "disposent", "dit", "docteur", "doit", "doivent", "donc", "donne", "donnent", "dont", "dr",
    "du", "durant", "ecole", "ecrit", "ecrivent", "effectue", "elle", "elles", "email", "emerite",
    "en", "encore", "enfin", "ensuite", "entre", "envoie", "envoient", "est", "est-il", "et",
    "etablit", "etaient", "etait", "etant", "ete", "etranger", "etrangere", "etre", "eu", "eux",
    "examine", "exerce", "exercent", "explique", "externe", "facture", "facturent", "faire",
    "fait", "famille", "faut", "ferme", "finess", "finit", "font", "fournit", "francais",
    "francaise", "garde", "generaliste", "gere", "gerent", "gynecologue", "habilite", "habilitee",
    "habite", "hier", "honoraire", "hopital", "hors", "hospitalier", "hospitaliere",
    "hospitalise", "hui", "ici", "il", "ils", "inconnu", "inconnue", "indique", "inscrit",
    "inscrivent", "insiste", "installe", "interne", "invite", "invitee", "j", "jamais", "je",
    "jeune", "joignable", "junior", "jusque", "justifie", "l", "la", "le", "les", "leur", "leurs",
    "liberal", "liberale", "libre", "lisent", "lit", "logiciel", "lors", "lorsque", "lui",
    "lycee", "m", "ma", "madame", "mademoiselle", "mail", "maintenant", "mais", "mal", "malade",
    "manque", "me", "mecontent", "mecontente", "medical", "medicale", "meme", "merci", "mes",
    "mesdames", "messieurs", "met", "mettent", "mlle", "mme", "modifie", "moi", "moins", "mon",
    "monsieur", "montre", "mr", "mssante", "n", "ne", "ni", "nomme", "nommee", "non", "nos",
    "note", "notre", "nous", "nouveau", "nouvelle", "numero", "oblige", "obtiennent", "obtient",
    "ok", "on", "ont", "opere", "or", "oriente", "ou", "oublie", "oublient", "oui", "ouvre",
    "paie", "par", "parce", "parfois", "parle", "parlent", "part", "partage", "partagent",
    "partent", "participe", "pas", "passe", "passent", "passer", "patient", "patiente",
    "pediatre", "pendant", "pense", "pensent", "perd", "perdent", "perdu", "peu", "peut",
    "peuvent", "peux", "pharmacien", "pharmacienne", "plus", "plusieurs", "plutot", "porte",
    "pose", "possede", "pour", "pourquoi", "pourra", "pourrait", "pouvant", "pouvoir", "pr",
    "precise", "prend", "prennent", "pres", "prescrit", "prescrivent", "present", "presente",
    "previent", "prevoit", "principal", "principale", "produit", "professeur", "programme",
    "propose", "proposent", "psychiatre", "puis", "puisque", "qu", "quand", "quant", "que",
    "quel", "quelle", "quelles", "quelque", "quelques", "quels", "qui", "quitte", "quittent",
    "quoi", "radiologue", "rappelle", "realise", "recherche", "recoit", "recoivent", "recommande",
    "recommencent", "recupere", "redige", "referent", "referente", "refuse", "refusent",
    "regarde", "rejoint", "relance", "remet", "remplacant", "remplacante", "remplace",
    "remplacent", "remplit", "renouvelle", "renvoie", "repond", "repondent", "reprend", "reserve",
    "respecte", "responsable", "reste", "restent", "retire", "retraite", "retraitee", "retrouve",
    "revient", "rpps", "s", "sa", "sachant", "saisit", "sait", "salarie", "salariee", "salut",
    "sans", "sauf", "savent", "savoir", "scolaire", "se", "senior", "sera", "serait", "seront",
    "sert", "service", "ses", "si", "siege", "signale", "signe", "signent", "sinon", "site",
    "soi", "soigne", "soignent", "soit", "son", "sont", "souhaite", "souhaitent", "sous",
    "souvent", "specialiste", "stagiaire", "stocke", "stp", "suisse", "suit", "suivent",
    "supprime", "sur", "surtout", "svp", "t", "ta", "tandis", "tarde", "te", "tel", "telephone",
    "telle", "tente", "termine", "tes", "tient", "titulaire", "toi", "tombe", "ton", "toujours",
    "tous", "tout", "toute", "toutes", "traitant", "traitante", "traite", "traitent", "transmet",
    "transmettent", "travaille", "travaillent", "tres", "trop", "trouve", "trouvent", "tu", "un",
    "une", "uns", "url", "utilise", "utilisent", "va", "vacataire", "vaccine", "vais", "valide",
    "valident", "vas", "veille", "verifie", "vers", "veulent", "veut", "veux", "via", "viennent",
    "vient", "vieux", "ville", "vit", "voici", "voient", "voila", "voir", "voit", "vont", "vos",
    "votre", "vouloir", "vous", "y",
];

#[rustfmt::skip]
const ROLES: [&str; 160] = [
    "a", "accueil", "adeli", "administrateur", "administratrice", "agence", "agenda",
    "ambassadeur", "ambassadrice", "ameli", "annuaire", "ans", "ars", "asip", "assurance",
    "bonjour", "bonsoir", "cabinet", "caisse", "ccas", "centre", "chancelier", "chef", "cheffe",
    "chr", "chru", "chu", "clinique", "cnam", "cnil", "comment", "commissaire", "conseil",
    "cordialement", "cpam", "cps", "delegue", "deleguee", "departement", "depute", "deputee",
    "dgos", "directeur", "direction", "directrice", "dmp", "dmst", "docteur", "docteure", "doyen",
    "doyenne", "dr", "ecole", "ecoles", "ecps", "education", "ehpad", "elle", "emerite", "esante",
    "espace", "est", "et", "faculte", "finess", "gouverneur", "has", "honoraire", "hopital",
    "hopitaux", "il", "infirmier", "infirmiere", "ins", "insee", "inspecteur", "inspectrice",
    "institut", "je", "juge", "junior", "la", "laboratoire", "le", "les", "madame",
    "mademoiselle", "maire", "mairie", "maison", "maladie", "medecin", "medecine", "merci",
    "mesdames", "messagerie", "messieurs", "ministere", "ministre", "mlle", "mme", "monsieur",
    "mr", "msa", "mss", "mssante", "nationale", "nir", "nous", "ordre", "ou", "peut-on",
    "pharmacie", "pmi", "pole", "pourquoi", "pr", "prefecture", "prefet", "prefete", "president",
    "presidente", "procureur", "procureure", "professeur", "professeure", "proviseur", "psc",
    "puis-je", "quand", "que", "quel", "quelle", "qui", "recteur", "rectrice", "region",
    "responsable", "ror", "rpps", "samu", "sante", "sciences", "secretaire", "secretariat",
    "senateur", "senatrice", "senior", "service", "sesam", "tous", "tout", "toutes", "un", "une",
    "universite", "universites", "urgences", "vitale", "vous",
];

#[rustfmt::skip]
const FIRST_NAMES: [&str; 202] = [
    "adam", "agnes", "ahmed", "aicha", "alain", "alexandra", "alexandre", "ali", "alice",
    "amandine", "amina", "aminata", "anais", "andre", "angelique", "anne", "annie", "anthony",
    "antoine", "antonio", "arthur", "audrey", "aurelie", "awa", "beatrice", "benjamin", "bernard",
    "brigitte", "bruno", "camille", "carlos", "caroline", "catherine", "cecile", "celine",
    "chantal", "charlotte", "chloe", "christian", "christiane", "christine", "christophe",
    "claire", "clara", "claude", "claudine", "colette", "corinne", "daniel", "danielle", "david",
    "delphine", "denis", "denise", "didier", "dominique", "elisabeth", "elodie", "emilie", "emma",
    "enzo", "eric", "estelle", "eva", "fabrice", "fatima", "fatou", "florence", "franck",
    "francois", "francoise", "frederic", "gabriel", "genevieve", "georges", "gerard", "gilles",
    "giovanni", "giulia", "guillaume", "guy", "helene", "henri", "hugo", "ibrahim", "ines",
    "isabelle", "jacqueline", "jacques", "jade", "jean", "jeanne", "jerome", "jose", "joseph",
    "josette", "jules", "julie", "julien", "juliette", "karim", "karine", "kevin", "khadija",
    "laetitia", "laura", "laurence", "laurent", "lea", "leila", "leo", "lina", "lola", "louis",
    "louise", "lucas", "lucie", "lucien", "madeleine", "magali", "malika", "mamadou", "manon",
    "manuel", "marc", "marcel", "margaux", "maria", "mariam", "marie", "marion", "martine",
    "mathieu", "mathilde", "matthieu", "maurice", "maxime", "mehdi", "melanie", "michel",
    "michele", "michelle", "mila", "mohamed", "mohammed", "monique", "morgane", "muriel", "nadia",
    "nathalie", "nathan", "nicolas", "nicole", "noemie", "oceane", "odette", "olivier", "omar",
    "pascal", "patricia", "patrick", "paul", "paulette", "pauline", "philippe", "pierre",
    "rachid", "raphael", "raymond", "rene", "robert", "roger", "romain", "rose", "sabrina",
    "said", "samir", "samira", "sandrine", "sarah", "sebastien", "serge", "severine", "simone",
    "sophie", "stephane", "stephanie", "suzanne", "sylvie", "theo", "therese", "thierry",
    "thomas", "valerie", "veronique", "vincent", "virginie", "yasmina", "youssef", "yves",
    "yvonne", "zoe",
];
