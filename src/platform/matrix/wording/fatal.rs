//! Errors that keep the Matrix platform from running, in French and English, with what to
//! do. None of them quotes a secret.

use std::path::Path;

use url::Url;

/// The configuration has a section for Matrix, but nothing to log in with.
pub const NO_SECRET: &str = "La configuration parle de Matrix, mais il n’y a ni mot de passe ni \
    jeton. Mettez le mot de passe du compte dans MATRIX_PASSWORD, ou un jeton d’accès dans \
    MATRIX_ACCESS_TOKEN (avec device_id dans la configuration)\u{a0}; chacun peut aussi être dans \
    un fichier que désigne la variable de même nom suivie de _FILE.\n\
    Give the account's password in MATRIX_PASSWORD, or an access token in MATRIX_ACCESS_TOKEN \
    (with device_id in the configuration).";
/// There is no passphrase for the store.
pub const NO_PASSPHRASE: &str = "Il manque la phrase secrète qui protège les clés de chiffrement \
    de Matrix. Choisissez-en une longue, gardez-la, et mettez-la dans MATRIX_STORE_PASSPHRASE ou \
    dans un fichier que désigne MATRIX_STORE_PASSPHRASE_FILE.\n\
    Choose a long passphrase for the store of keys, keep it, and give it in \
    MATRIX_STORE_PASSPHRASE.";
/// The store was made with another passphrase.
pub const PASSPHRASE: &str = "La phrase secrète (MATRIX_STORE_PASSPHRASE) n’est pas celle avec \
    laquelle le dossier de Matrix a été créé. Remettez celle d’origine\u{a0}; si elle est perdue, \
    videz ce dossier (en gardant recovery-key.txt) et redémarrez avec le mot de passe et la clé de récupération \
    (MATRIX_RECOVERY_KEY).\n\
    MATRIX_STORE_PASSPHRASE does not open the store. Give the original one; if it is lost, empty \
    the store's folder and start again with the password and the recovery key.";
/// The homeserver refuses the password.
pub const PASSWORD: &str = "Le serveur Matrix refuse le mot de passe du compte. Vérifiez \
    MATRIX_PASSWORD, et «\u{a0}user\u{a0}» dans la section platform.matrix. Si le serveur n’accepte \
    plus les mots de passe, employez un jeton (MATRIX_ACCESS_TOKEN et device_id).\n\
    The homeserver refuses the password: check MATRIX_PASSWORD and `user`, or use an access token.";
/// The homeserver refuses the token, or the session was ended.
pub const TOKEN: &str = "Le serveur Matrix ne reconnaît plus cette session (M_UNKNOWN_TOKEN)\u{a0}: \
    le jeton est faux, ou la session a été fermée. Avec un jeton, mettez-en un nouveau dans \
    MATRIX_ACCESS_TOKEN, avec son device_id, et videz le dossier de Matrix. Avec un mot de passe, \
    videz ce dossier (en gardant recovery-key.txt) et redémarrez avec la clé de récupération (MATRIX_RECOVERY_KEY)\u{a0}: le bot \
    se reconnectera comme un nouvel appareil.\n\
    The homeserver no longer knows this session. Give a new token with its device_id, or the \
    password, empty the store's folder and start again with the recovery key.";
/// An access token is given without its device.
pub const NO_DEVICE: &str = "Un jeton d’accès est donné sans son appareil. Ajoutez device_id dans \
    la section platform.matrix\u{a0}: c’est l’identifiant de session qui accompagnait le jeton.\n\
    Add device_id, the session the access token belongs to.";
/// The store belongs to another account or another device.
pub const STORE_OF_ANOTHER: &str = "Le dossier de Matrix (store) appartient à un autre compte ou à \
    un autre appareil. Indiquez un autre dossier, ou videz celui-ci s’il ne sert plus.\n\
    The store belongs to another account or device: name another folder.";
/// The homeserver knows the device by keys that the store does not have.
pub const LOST_STORE: &str = "Les clés de chiffrement de cet appareil ont été perdues\u{a0}: le \
    serveur le connaît avec d’autres clés que celles du dossier de Matrix (store). Tel quel, le bot \
    ne lirait aucun salon chiffré. Remettez le dossier d’origine depuis une sauvegarde\u{a0}; sinon, \
    fermez cette session (dans Element\u{a0}: Paramètres, Sessions), videz le dossier (en gardant \
    recovery-key.txt), puis \
    redémarrez avec le mot de passe, ou un nouveau jeton et son device_id, et la clé de \
    récupération (MATRIX_RECOVERY_KEY).\n\
    This device's store was lost: the homeserver knows the device by other keys. Restore the \
    store's folder, or end that session and log in as a new device with the recovery key.";
/// The device is not signed by its account, and no recovery key was given to sign it with.
pub const NOT_CROSS_SIGNED: &str = "Cet appareil n’est pas vérifié par son compte, et les autres \
    participants pourraient lui refuser leurs clés. Mettez la clé de récupération, écrite au \
    premier démarrage dans le fichier recovery-key.txt du dossier de Matrix, dans MATRIX_RECOVERY_KEY ou dans un fichier que désigne \
    MATRIX_RECOVERY_KEY_FILE. Si elle est perdue, connectez-vous à ce compte dans Element, \
    réinitialisez le chiffrement (Paramètres, Chiffrement) et donnez la nouvelle clé.\n\
    This device is not cross-signed. Give the recovery key that the first start wrote into \
    recovery-key.txt in MATRIX_RECOVERY_KEY; if it is lost, reset the account's encryption in Element.";
/// The recovery key does not open the account's secrets on the homeserver.
pub const RECOVERY_KEY: &str = "La clé de récupération (MATRIX_RECOVERY_KEY) n’est pas celle de ce \
    compte, ou elle est mal recopiée. Vérifiez-la\u{a0}; si elle est perdue, réinitialisez le \
    chiffrement du compte dans Element (Paramètres, Chiffrement) et donnez la nouvelle.\n\
    MATRIX_RECOVERY_KEY is not this account's. Check it, or reset the account's encryption in \
    Element.";
/// The account has no identity yet, and the homeserver asks for the password to create one.
pub const NEEDS_PASSWORD_ONCE: &str = "Le serveur demande le mot de passe du compte pour créer son \
    identité de chiffrement. Démarrez une fois avec le bon MATRIX_PASSWORD (sans jeton), ou \
    connectez-vous une fois à ce compte dans Element, qui la crée, et donnez ensuite la clé de \
    récupération dans MATRIX_RECOVERY_KEY.\n\
    The homeserver asks for the password to create the account's cross-signing keys: start once \
    with MATRIX_PASSWORD, or set up encryption in Element and give the recovery key.";

/// The token or the store belongs to another account.
pub fn other_user(theirs: &str, ours: &str) -> String {
    format!(
        "La session est celle de {theirs}, mais la configuration dit {ours}. Corrigez \
         «\u{a0}user\u{a0}» dans la section platform.matrix, ou indiquez un autre dossier (store).\n\
         The session belongs to {theirs}, the configuration says {ours}."
    )
}

/// The token or the store belongs to another device.
pub fn other_device(theirs: &str, ours: &str) -> String {
    format!(
        "La session est celle de l’appareil {theirs}, mais il est question de {ours} dans la \
         configuration ou dans le dossier de Matrix. Corrigez device_id, ou indiquez un autre \
         dossier (store).\n\
         The session is device {theirs}'s, not {ours}'s: correct device_id or name another store."
    )
}

/// The address does not answer as a homeserver does; the error's cause comes after it.
pub fn homeserver(url: &Url) -> String {
    format!(
        "le serveur Matrix {url} ne répond pas comme attendu. Vérifiez «\u{a0}homeserver\u{a0}» dans \
         la section platform.matrix\u{a0}: c’est l’adresse pour les clients, que donne \
         https://NOM-DU-SERVEUR/.well-known/matrix/client.\n\
         The homeserver {url} does not answer as expected"
    )
}

/// The folder of the store cannot be used, and nothing tells why but the error's cause, which
/// comes after it.
pub fn store_unusable(folder: &Path) -> String {
    format!(
        "le dossier de Matrix «\u{a0}{}\u{a0}» est inutilisable. Vérifiez que «\u{a0}store\u{a0}» désigne \
         bien un dossier, et que le programme peut y écrire.\n\
         The store's folder cannot be used",
        folder.display()
    )
}

/// The program may not write into the store's folder; the error's cause comes after it.
pub fn store_read_only(folder: &Path) -> String {
    format!(
        "le programme ne peut pas écrire dans le dossier de Matrix «\u{a0}{}\u{a0}»\u{a0}: il est en \
         lecture seule, ou à un autre compte. Donnez-le au compte qui exécute le programme, ou \
         indiquez un autre dossier (store)\u{a0}; dans un conteneur, ce doit être un volume ouvert \
         en écriture.\n\
         The store's folder is read-only for this program: give it to the account that runs it, \
         or name another folder",
        folder.display()
    )
}

/// The disk of the store's folder is full; the error's cause comes after it.
pub fn store_full(folder: &Path) -> String {
    format!(
        "le disque du dossier de Matrix «\u{a0}{}\u{a0}» est plein. Libérez de la place, puis \
         redémarrez\u{a0}; rien n’est perdu.\n\
         The disk of the store's folder is full: free some room and start again",
        folder.display()
    )
}

/// A database of the store cannot be read any more; the error's cause comes after it.
pub fn store_damaged(folder: &Path) -> String {
    format!(
        "une base du dossier de Matrix «\u{a0}{}\u{a0}» est abîmée. Remettez ce dossier depuis une \
         sauvegarde\u{a0}; sans sauvegarde, videz-le (en gardant recovery-key.txt) et redémarrez avec \
         le mot de passe et la clé de récupération (MATRIX_RECOVERY_KEY).\n\
         A database in the store's folder is damaged: restore the folder, or empty it and start \
         again with the password and the recovery key",
        folder.display()
    )
}

/// Another program uses the store's folder.
pub fn store_in_use(folder: &Path) -> String {
    format!(
        "Le dossier de Matrix «\u{a0}{}\u{a0}» est déjà utilisé par un autre Souffleur en marche. \
         Arrêtez-le, ou indiquez un autre dossier (store)\u{a0}: deux programmes sur les mêmes clés \
         les perdraient.\n\
         Another running program uses the store's folder: stop it, or name another folder.",
        folder.display()
    )
}

/// The address of the homeserver is none, or has a name and password in it.
pub fn homeserver_address() -> &'static str {
    "l’adresse du serveur ne convient pas. Mettez celle qui commence par https://, sans nom ni mot \
     de passe\u{a0}: «\u{a0}https://matrix.serveur.fr\u{a0}»."
}

/// An id of a room in the settings that is none.
pub fn room(text: &str) -> String {
    format!(
        "«\u{a0}{text}\u{a0}» n’est pas un salon. Mettez son identifiant, «\u{a0}!abc:serveur.fr\u{a0}», \
         ou une adresse, «\u{a0}#nom:serveur.fr\u{a0}» (dans Element\u{a0}: Paramètres du salon, Avancé)."
    )
}

/// An entry of `invites_from` that is neither a server nor a person.
pub fn inviter(text: &str) -> String {
    format!(
        "«\u{a0}{text}\u{a0}» n’est ni un serveur ni une personne. Mettez «\u{a0}serveur.fr\u{a0}» pour \
         tous ceux d’un serveur, ou «\u{a0}@nom:serveur.fr\u{a0}» pour une personne."
    )
}

/// The setting is not a Matrix user id.
pub fn user(text: &str) -> String {
    format!("«\u{a0}{text}\u{a0}» n’est pas un identifiant Matrix. Écrivez @nom:serveur.")
}
