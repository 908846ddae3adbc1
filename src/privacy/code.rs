//! Short codes of digits that words announce: PIN and PUK of a card, codes that are sent by SMS
//! or shown by an application, the cryptogram of a payment card.
//!
//! Format: 4 to 10 digits, as ISO 9564 has for a PIN, RFC 4226 and 6238 for one-time passwords;
//! three or four for the cryptogram (ISO/IEC 7813). Only a closed list of words may stand
//! between the announcement and the digits: « code erreur 12029 », « code postal 75013 » and
//! « code PIN bloqué depuis 2024 » have another one.

use std::sync::LazyLock;

use super::lexicon::Lexicon;
use super::seen::Seen;

/// What announces a code. After « code » other words say that it is secret.
#[rustfmt::skip]
const HEADS: [(&str, Head); 14] = [
    ("code", Head::Code), ("codes", Head::Code), ("pin", Head::Secret), ("pins", Head::Secret),
    ("puk", Head::Secret), ("otp", Head::Secret), ("totp", Head::Secret), ("mfa", Head::Secret),
    ("crypto", Head::Cryptogram), ("cryptogramme", Head::Cryptogram), ("cvv", Head::Cryptogram),
    ("cvc", Head::Cryptogram), ("cvv2", Head::Cryptogram), ("cvc2", Head::Cryptogram),
];
static WORDS: LazyLock<Lexicon<Head>> = LazyLock::new(|| Lexicon::new(HEADS));

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Head {
    Code,
    Secret,
    /// The three or four digits of a payment card.
    Cryptogram,
}

/// Words after « code » that say that it is secret.
#[rustfmt::skip]
const SECRET: [&str; 32] = [
    "pin", "puk", "cps", "cpe", "cpf", "cpx", "ecps", "otp", "totp", "sms", "secret",
    "confidentiel", "personnel", "perso", "acces", "activation", "authentification",
    "verification", "confirmation", "validation", "securite", "connexion", "identification",
    "deblocage", "deverrouillage", "carte", "unique", "temporaire", "provisoire", "porteur",
    "2fa", "mfa",
];
/// Words that may stand between, and say nothing.
#[rustfmt::skip]
const BETWEEN: [&str; 45] = [
    "a", "actuel", "ai", "ancien", "bancaire", "bleue", "c", "caracteres", "cest", "chiffre",
    "chiffres", "code", "d", "de", "du", "en", "envoye", "est", "etait", "j", "l", "la", "le",
    "ma", "mail", "mis", "mon", "n", "no", "nouveau", "numero", "par", "que", "recu", "sa",
    "saisi", "son", "suivant", "ta", "tape", "telephone", "ton", "usage", "visuel", "votre",
];
/// Words before « code » with which any code is somebody's: « mon code est 482193 ».
const OWNERS: [&str; 6] = ["mon", "son", "ton", "notre", "votre", "leur"];
/// Things that a code of four digits opens.
const LOCKED: [&str; 10] =
    ["carte", "cps", "cpe", "badge", "digicode", "alarme", "porte", "coffre", "portail", "cle"];
/// The most characters from the announcement to the digits.
const REACH: usize = 64;

/// Where the digits are of the code that the word at a position announces.
pub fn code(seen: &Seen, at: usize) -> Option<(usize, usize)> {
    let (_, head) = WORDS.at(seen, at).find(|(word, _)| seen.has_word(at, word))?;
    let end = word_end(seen, at);
    let mut is_secret = head != Head::Code;
    is_secret |= follows_owner(seen, at);
    let mut position = end;
    loop {
        let start = seen.skip(position, |c| " \n:='-\"«(>".contains(c)).min(position + 4);
        let end = word_end(seen, start);
        if start == end || start > at + REACH {
            return None;
        }
        let word = seen.text(start..end.min(start + 24));
        let is_number = word.chars().all(|c| c.is_ascii_digit());
        if is_number && !is_size(seen, end) {
            let end = digits_end(seen, start);
            let size = (start..end).filter(|at| seen.char(*at).is_ascii_digit()).count();
            let least = if head == Head::Cryptogram { 3 } else { 4 };
            // Six digits are what most services send, and no usual code of an error.
            is_secret |= size == 6;
            // « ma carte, code : 4821 »
            is_secret |= size == 4
                && matches!(seen.char(seen.skip(position, |c| c == ' ')), ':' | '=')
                && seen.is_announced(at, REACH, &LOCKED)
                && !seen.is_announced(at, REACH, &["erreur", "message", "anomalie"]);
            return (is_secret && (least..=10).contains(&size)).then_some((start, end));
        }
        is_secret |= is_number || SECRET.contains(&word.as_str());
        if !is_number && !SECRET.contains(&word.as_str()) && !BETWEEN.contains(&word.as_str()) {
            return None;
        }
        position = end;
    }
}

fn word_end(seen: &Seen, at: usize) -> usize {
    seen.skip(at, char::is_alphanumeric)
}

/// `code à 6 chiffres`
fn is_size(seen: &Seen, end: usize) -> bool {
    [" chiffre", " caract"].iter().any(|unit| seen.has(end, unit))
}

/// The position after the digits: spaces or hyphens may divide them in groups of one size,
/// `482 193`.
fn digits_end(seen: &Seen, start: usize) -> usize {
    let first = seen.skip(start, |c| c.is_ascii_digit());
    let size = first - start;
    let mut end = first;
    while matches!(size, 1..=4) && end - start < 12 && matches!(seen.char(end), ' ' | '-') {
        let next = seen.skip(end + 1, |c| c.is_ascii_digit());
        if next - end - 1 != size || seen.char(next).is_alphanumeric() {
            break;
        }
        end = next;
    }
    end
}

fn follows_owner(seen: &Seen, at: usize) -> bool {
    let end = seen.back(at, at.saturating_sub(2), |c| c == ' ');
    let start = seen.back(end, end.saturating_sub(8), char::is_alphabetic);
    OWNERS.contains(&seen.text(start..end).as_str())
}
