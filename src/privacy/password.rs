//! Passwords and tokens after words that announce them.
//!
//! Format: none is defined. With a sign, `mdp : …`, a value follows. Without one, « mot de
//! passe » is followed by any word of French (« oublié », « perdu », « ne marche pas »), so that
//! the next word is a value only when it looks like one: letters with digits or signs, a run of
//! digits or of neighbouring keys, or one of the passwords that are known to be common. Another
//! word that is a password is kept. A key has letters and digits. « Pass » is a word of French, so
//! that its sign stands at once behind it and the value looks like a password.

use std::sync::LazyLock;

use super::first_name::is_first_name;
use super::lexicon::Lexicon;
use super::seen::Seen;

#[rustfmt::skip]
const ANNOUNCEMENTS: [&str; 50] = [
    "authorization", "mot de passe", "mots de passe", "mot-de-passe", "mots-de-passe",
    "motdepasse", "mot passe", "mdp", "mpd", "m2p", "mdps", "password", "passwd", "pwd",
    "passphrase", "phrase de passe", "phrase secrete", "pass phrase", "passw", "pass", "pw",
    "cle wifi", "cle wi-fi", "cle wpa2", "cle wpa3", "cle wpa", "cle wep", "cle reseau",
    "cle bitlocker", "cle de recuperation", "cle de licence", "cle d'activation", "cle privee",
    "cle de chiffrement", "code wifi", "code wi-fi", "code secret", "code pin", "code d'acces",
    "code confidentiel", "pin", "cle api", "cle d'api", "api key", "cle secrete", "token",
    "jeton", "secret", "bearer", "otp",
];
static WORDS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(ANNOUNCEMENTS.into_iter().map(|words| (words, ()))));
/// The announcements of passwords, which a value may follow without a sign.
const PASSWORDS: [&str; 12] = [
    "mot de passe",
    "mots de passe",
    "mot-de-passe",
    "mots-de-passe",
    "motdepasse",
    "mdp",
    "mpd",
    "m2p",
    "mdps",
    "password",
    "passwd",
    "pwd",
];
/// The announcements of keys: letters with digits may follow without a sign.
const KEYS: [&str; 21] = [
    "cle api",
    "cle d'api",
    "api key",
    "cle secrete",
    "cle wifi",
    "cle wi-fi",
    "cle wpa",
    "cle wpa2",
    "cle wpa3",
    "cle wep",
    "cle reseau",
    "cle bitlocker",
    "cle de recuperation",
    "cle de licence",
    "cle d'activation",
    "cle privee",
    "cle de chiffrement",
    "code wifi",
    "code wi-fi",
    "token",
    "jeton",
];
/// The announcements of several words, which stand in quotes.
const PHRASES: [&str; 4] = ["passphrase", "pass phrase", "phrase de passe", "phrase secrete"];
/// The most characters of one.
const LONGEST_PHRASE: usize = 128;
/// What may stand between a password and its value: « mot de passe provisoire … ».
#[rustfmt::skip]
const BETWEEN: [&str; 16] = [
    "provisoire", "temporaire", "actuel", "nouveau", "initial", "ancien", "perso", "personnel",
    "de", "session", "messagerie", "mssante", "wifi", "wi-fi", "mail", "windows",
];
/// The same for words after which digits alone may be another number, « mot de passe du compte
/// 2024 »: a value has letters too.
#[rustfmt::skip]
const OWNERS: [&str; 33] = [
    "du", "des", "la", "le", "les", "l'ordinateur", "l'ordi", "l'admin", "l'imprimante",
    "l'application", "d'admin", "mon", "ma", "notre", "cabinet", "secretariat", "poste", "pc",
    "ordinateur", "ordi", "admin", "administrateur", "compte", "logiciel", "boite", "boite-mail",
    "bal", "serveur", "box", "routeur", "imprimante", "reseau", "site",
];
/// How many words may stand between.
const MOST_BETWEEN: usize = 6;
/// What follows an announcement when there is no secret: `mot de passe : oublié`.
#[rustfmt::skip]
const STATES: [&str; 22] = [
    "oublie", "oubliee", "perdu", "perdue", "expire", "incorrect", "invalide", "refuse", "bloque",
    "errone", "change", "inconnu", "obligatoire", "comment", "que", "quoi", "quel", "quelle",
    "ou", "pourquoi", "qui", "je",
];
/// Common passwords of one word, from the list « Richelieu » of French passwords in public
/// leaks. First names are as common, and keys that are neighbours.
#[rustfmt::skip]
const COMMON: [&str; 48] = [
    "soleil", "doudou", "loulou", "louloute", "marseille", "bonjour", "chouchou", "princesse",
    "iloveyou", "jetaime", "coucou", "amour", "maman", "chocolat", "bretagne", "naruto", "dragon",
    "monkey", "sunshine", "football", "minecraft", "pokemon", "snoopy", "tintin", "vanille",
    "caramel", "pompom", "toto", "titi", "tata", "welcome", "letmein", "bienvenue", "mustang",
    "superman", "batman", "starwars", "lapin", "minou", "nounours", "fripouille", "cheval",
    "papillon", "tigrou", "licorne", "princess", "motdepasse", "password",
];
const ROWS: [&str; 6] =
    ["azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
/// Products with a number in their name: « mot de passe Office365 ».
const PRODUCTS: [&str; 9] =
    ["office", "windows", "outlook", "apicrypt", "android", "mssante", "ios", "ecps", "cps"];

/// The secret that the words at a position announce: `mot de passe : …`, `mdp=…`,
/// `mon mot de passe est …`, `mdp Azerty123`.
pub fn announced(seen: &Seen, at: usize) -> Option<(usize, usize)> {
    let (words, ()) = WORDS.at(seen, at).find(|(words, ())| seen.has_word(at, words))?;
    let mut position = at + words.chars().count();
    if words == "bearer" {
        return value(seen, position, false);
    }
    if matches!(words, "pass" | "passw" | "pw") {
        return after_pass(seen, position);
    }
    if PHRASES.contains(&words)
        && let Some(found) = quoted(seen, position)
    {
        return Some(found);
    }
    let is_key = KEYS.contains(&words);
    if (is_key || PASSWORDS.contains(&words))
        && let Some(found) = without_sign(seen, position, is_key)
    {
        return Some(found);
    }
    // `mot de passe Wi-Fi : …`, `mot de passe de session est …`: a few words may come between.
    let limit = position + 24;
    let is_between = |c: char| c.is_alphabetic() || matches!(c, ' ' | '\'' | '-' | '(' | ')');
    while position < limit {
        let is_sign = matches!(seen.char(position), ':' | '=');
        let is_verb = seen.before(position) == ' '
            && ["est ", "etait ", "is ", "c'est "].iter().any(|verb| seen.has(position, verb));
        if is_sign || is_verb {
            let after = if is_sign {
                seen.skip(position, |c| matches!(c, ':' | '=' | '>'))
            } else {
                seen.skip(position, |c| c != ' ')
            };
            return value(seen, after, is_sign);
        }
        if !is_between(seen.char(position)) {
            return None;
        }
        position += 1;
    }
    None
}

/// `pass: Azerty12`, `pw = …`.
fn after_pass(seen: &Seen, after: usize) -> Option<(usize, usize)> {
    let sign = seen.skip(after, |c| c == ' ').min(after + 1);
    if !matches!(seen.char(sign), ':' | '=') {
        return None;
    }
    let start = seen.skip(sign + 1, |c| c == ' ').min(sign + 3);
    let token = seen.skip(start, |c| !c.is_whitespace() && c != '\0').min(start + 64);
    let end = seen.back(token, start, |c| ".,;:?)»\"'".contains(c));
    is_value(seen, start, end).then_some((start, end))
}

/// `passphrase "trois mots choisis"`.
fn quoted(seen: &Seen, after: usize) -> Option<(usize, usize)> {
    let quote = seen.skip(after, |c| c == ' ').min(after + 2);
    if !matches!(seen.char(quote), '"' | '«' | '“') {
        return None;
    }
    let start = seen.skip(quote + 1, |c| c == ' ');
    // Read no further than a phrase is long: no quote may ever close.
    let is_close = |at: &usize| matches!(seen.char(*at), '"' | '»' | '”' | '\n' | '\0');
    let close = (start..start + LONGEST_PHRASE).find(is_close)?;
    let end = seen.back(close, start, |c| c == ' ');
    let is_known = STATES.contains(&seen.text(start..end.min(start + 16)).as_str());
    (end > start && !is_known).then_some((start, end))
}

/// The value that follows at once, or after a few words that say what it opens. `is_key`: it has
/// letters and digits.
fn without_sign(seen: &Seen, after: usize, is_key: bool) -> Option<(usize, usize)> {
    let (mut at, mut is_mixed) = (after, is_key);
    for _ in 0..MOST_BETWEEN {
        // A sign that divides sentences may have been meant for a colon: `mdp, toto1234`.
        let start = seen.skip(at, |c| " \n\"«(,;./->→".contains(c)).min(at + 4);
        let token = seen.skip(start, |c| !c.is_whitespace() && c != '\0').min(start + 64);
        let end = seen.back(token, start, |c| ".,;:?!)»\"'".contains(c));
        if start == at || start == end {
            return None;
        }
        let word = seen.text(start..end);
        let is_owner = OWNERS.contains(&word.as_str());
        if !is_owner && is_value(seen, start, end) && (!is_mixed || has_both(seen, start, end)) {
            return Some((start, end));
        }
        if !is_owner && !BETWEEN.contains(&word.as_str()) {
            return None;
        }
        is_mixed |= is_owner;
        at = end;
    }
    None
}

/// Whether a value has letters and digits, and is no name of a method, `RSA2048`; a key in groups
/// of digits is `123456-234567`.
fn has_both(seen: &Seen, start: usize, end: usize) -> bool {
    let has = |fits: fn(char) -> bool| (start..end).any(|at| fits(seen.char(at)));
    let methods = [
        "rsa", "aes", "sha", "md5", "ed25519", "x509", "ecdsa", "wpa", "oauth", "jwt", "saml",
        "tls",
    ];
    has(|c| c.is_ascii_digit())
        && (has(char::is_alphabetic) || end - start > 12 && has(|c| c == '-'))
        && !methods.iter().any(|method| seen.has(start, method))
}

/// Whether a word without a sign before it looks like a password.
fn is_value(seen: &Seen, start: usize, end: usize) -> bool {
    let has = |fits: fn(char) -> bool| (start..end).any(|at| fits(seen.char(at)));
    let length = end - start;
    let (has_letter, has_digit) = (has(char::is_alphabetic), has(|c| c.is_ascii_digit()));
    if has_letter && has_digit {
        return length >= 6 && !PRODUCTS.iter().any(|product| seen.has(start, product));
    }
    if has_digit {
        let is_number = (start..end).all(|at| seen.char(at).is_ascii_digit());
        return length >= 4 && is_number || length > 12 && has(|c| c == '-');
    }
    let word = seen.text(start..end);
    length >= 5 && has_letter && has(|c| "!@#$%&*_+=".contains(c)) || is_common(&word)
}

fn is_common(word: &str) -> bool {
    COMMON.contains(&word)
        || word.len() > 3 && is_first_name(word)
        || word.len() > 4 && ROWS.iter().any(|row| row.contains(word))
}

fn value(seen: &Seen, after: usize, is_sign: bool) -> Option<(usize, usize)> {
    let mut start = seen.skip(after, |c| c == ' ').min(after + 2);
    // `Authorization: Basic …` has its scheme first.
    for word in ["c'est ", "est ", "basic ", "bearer ", "bot "] {
        if seen.has(start, word) {
            start += word.len();
        }
    }
    let quote = matches!(seen.char(start), '"' | '«' | '\'' | '“');
    start = if quote {
        seen.skip(start, |c| matches!(c, '"' | '«' | '\'' | '“' | ' '))
    } else {
        start
    };
    let end = match quote {
        true => seen.skip(start, |c| !matches!(c, '"' | '»' | '\'' | '”' | '\n' | '\0')),
        false => seen.skip(start, |c| !c.is_whitespace() && c != '\0'),
    };
    let end = seen.back(end, start, |c| matches!(c, '.' | ',' | ';' | ')' | ' '));
    // `mdp = ?`
    if (start..end).all(|at| matches!(seen.char(at), '?' | '!' | '…')) {
        return None;
    }
    let is_word = (start..end)
        .all(|at| seen.char(at).is_alphabetic() || matches!(seen.char(at), '-' | '\'' | '?'));
    let has_capital = (start + 1..end).any(|at| seen.char(at).is_uppercase());
    let is_secret = if quote || is_sign && start == after {
        true
    } else if is_word && !has_capital {
        let word = seen.text(start..end);
        // `mdp : soleil` is a password, `mot de passe : comment le changer ?` is a question.
        let next = seen.skip(end, |c| c == ' ');
        let ends = matches!(seen.char(next), '\n' | '.' | ',' | ';' | ')' | '/');
        is_common(&word) || is_sign && ends && !STATES.contains(&word.as_str())
    } else {
        // `jeton : 3 jours`, `code : 200 €`.
        end - start >= 4
    };
    is_secret.then_some((start, end))
}
