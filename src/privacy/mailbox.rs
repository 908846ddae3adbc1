//! What the parts of an e-mail address say: whether the domain is a provider's, and whether the
//! name before the `@` is an office's.
//!
//! The lists are ours. The providers are those that people in France, Belgium, Switzerland and
//! Canada have their private mail from, as they name them, with or without the end of the
//! domain. An office (`support@`, `dpo@`) is an organisation's, and its address is what a FAQ
//! answers with: it is kept, unless the domain is a provider's or names a physician.

use super::first_name::is_first_name;
use super::ordinary::{is_ordinary, is_role};

const PROVIDERS: [&str; 34] = [
    "gmail",
    "googlemail",
    "orange",
    "wanadoo",
    "free",
    "sfr",
    "neuf",
    "cegetel",
    "numericable",
    "bbox",
    "bouygtel",
    "laposte",
    "hotmail",
    "outlook",
    "live",
    "msn",
    "yahoo",
    "ymail",
    "aol",
    "icloud",
    "me",
    "mac",
    "gmx",
    "proton",
    "protonmail",
    "pm",
    "tutanota",
    "skynet",
    "proximus",
    "telenet",
    "bluewin",
    "videotron",
    "sympatico",
    "club-internet",
];

/// Words that a role address is made of.
#[rustfmt::skip]
const ROLES: [&str; 108] = [
    "abonnement", "abuse", "accueil", "achats", "adhesion", "admin", "administration", "aide",
    "alerte", "annuaire", "assistance", "bonjour", "boutique", "bureau", "cabinet", "candidature",
    "cellule", "centre", "cert", "client", "clients", "commercial", "communication", "compta",
    "comptabilite", "conformite", "contact", "contacts", "contentieux", "coordination", "cps",
    "csirt", "daemon", "demande", "demandes", "direction", "dmp", "donnees", "dpd", "dpo", "drh",
    "dsi", "editeurs", "equipe", "exploitation", "facturation", "facture", "factures",
    "formation", "gestion", "hello", "help", "helpdesk", "hostmaster", "hotline", "incident",
    "incidents", "industriels", "info", "information", "informations", "informatique", "infos",
    "ins", "inscription", "juridique", "labo", "laboratoire", "mail", "mailer", "mailiz",
    "mairie", "mediation", "monserviceclient", "mssante", "nepasrepondre", "newsletter",
    "noreply", "notification", "notifications", "pharmacie", "postmaster", "presse", "privacy",
    "projet", "qualite", "reception", "reclamation", "recrutement", "relations", "reply",
    "repondre", "rgpd", "rh", "root", "rpps", "rssi", "sav", "secretariat", "securite",
    "security", "service", "services", "standard", "support", "urgence", "urgences", "webmaster",
];
/// Words that only join those of a role: `ne-pas-repondre`.
const JOINTS: [&str; 13] = [
    "ne",
    "no",
    "pas",
    "de",
    "du",
    "des",
    "la",
    "le",
    "et",
    "systeme",
    "system",
    "technique",
    "web",
];

/// Words before `@domain` that are no one's name: « une adresse @gmail.com ».
const MAIL_WORDS: [&str; 22] = [
    "adresse",
    "adresses",
    "mail",
    "mails",
    "email",
    "emails",
    "mel",
    "courriel",
    "boite",
    "boites",
    "compte",
    "comptes",
    "domaine",
    "domaines",
    "extension",
    "suffixe",
    "messagerie",
    "messageries",
    "type",
    "format",
    "fournisseur",
    "utilisateur",
];

/// Whether a domain, with its end or without, is that of a provider of private mail.
pub fn is_provider(domain: &str) -> bool {
    let name = domain.split('.').next().unwrap_or(domain);
    PROVIDERS.contains(&name)
}

/// Whether an address is that of an office, and its domain does not name a person.
pub fn is_role_address(local: &str, domain: &str) -> bool {
    let mut has_role = false;
    let is_role = local.split(['.', '-', '_', '+']).all(|part| {
        has_role |= ROLES.contains(&part);
        ROLES.contains(&part) || JOINTS.contains(&part)
    });
    let names_person = domain.split(['.', '-']).any(|part| {
        is_first_name(part) || matches!(part, "dr" | "docteur" | "cabinet" | "me" | "pr")
    });
    is_role && has_role && !is_provider(domain) && !names_person
}

/// Whether the part before the `@` stands for that of any person: `prenom.nom`.
pub fn is_placeholder(local: &str) -> bool {
    const PARTS: [&str; 11] = [
        "prenom",
        "nom",
        "p",
        "n",
        "initiale",
        "votrenom",
        "votreprenom",
        "xxx",
        "xx",
        "x",
        "prenomnom",
    ];
    let mut parts = local.split(['.', '-', '_']);
    parts.all(|part| PARTS.contains(&part)) && local.contains("nom")
}

/// Whether an address is a pattern, of which the domain stands for any one too:
/// `prenom.nom@operateur.mssante.fr`.
pub fn is_pattern(local: &str, domain: &str) -> bool {
    const DOMAINS: [&str; 11] = [
        "operateur",
        "domaine",
        "organisation",
        "etablissement",
        "structure",
        "region",
        "profession",
        "votredomaine",
        "domain",
        "nomdomaine",
        "specialite",
    ];
    is_placeholder(local) && domain.split('.').any(|part| DOMAINS.contains(&part))
}

/// Whether a word may be the part before the `@` when a space divides them: it has signs that
/// only such parts have, or it is a name. `is_private`: the domain is a provider's, where any
/// word is not an ordinary one.
pub fn is_local(word: &str, is_private: bool) -> bool {
    let has_sign = word.trim_matches('.').contains(['.', '_', '+'])
        || word.contains(|c: char| c.is_ascii_digit()) && word.contains(char::is_alphabetic);
    let is_known = is_ordinary(word) || is_role(word) || MAIL_WORDS.contains(&word);
    has_sign || is_first_name(word) || is_private && word.len() > 2 && !is_known
}
