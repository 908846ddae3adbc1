//! Passwords before the words that say what they are, « j’ai mis Abc12345 comme mdp », and codes
//! of doors, `digicode 45A12`.

use std::sync::LazyLock;

use super::lexicon::Lexicon;
use super::seen::Seen;

/// What is announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Password,
    Door,
}

#[rustfmt::skip]
const NAMES: [(&str, Named); 17] = [
    ("mot de passe", Named::Password), ("mots de passe", Named::Password),
    ("mot-de-passe", Named::Password), ("motdepasse", Named::Password),
    ("mdp", Named::Password), ("mpd", Named::Password), ("password", Named::Password),
    ("pwd", Named::Password), ("code secret", Named::Password), ("passphrase", Named::Password),
    ("digicode", Named::Door), ("code porte", Named::Door), ("code de la porte", Named::Door),
    ("code portail", Named::Door), ("code du portail", Named::Door),
    ("code immeuble", Named::Door), ("code interphone", Named::Door),
];
static WORDS: LazyLock<Lexicon<Named>> = LazyLock::new(|| Lexicon::new(NAMES));
/// What stands between a password and these words.
#[rustfmt::skip]
const LINKS: [&str; 8] =
    ["comme", "en", "pour", "est mon", "est le", "est notre", "c'est mon", "c'est le"];
/// Words that may stand between a password and « comme ».
#[rustfmt::skip]
const BETWEEN: [&str; 14] = [
    "refuse", "refusee", "rejete", "accepte", "invalide", "bloque", "est", "pas", "n'est", "mis",
    "choisi", "non", "reconnu", "expire",
];
/// The most characters of a secret.
const LONGEST: usize = 48;

/// The secret that stands before the words at a position, or the code of a door behind them.
pub fn mentioned(seen: &Seen, at: usize) -> Option<(usize, usize)> {
    let (words, named) = WORDS.at(seen, at).find(|(words, _)| seen.has_word(at, words))?;
    if named == Named::Door {
        return code(seen, at + words.len());
    }
    let end = seen.back(at, at.saturating_sub(1), |c| c == ' ');
    let link = LINKS.iter().find(|link| {
        end.checked_sub(link.len())
            .is_some_and(|at| seen.has_word(at, link) && seen.is_word_start(at))
    })?;
    let mut end = end - link.len();
    for _ in 0..4 {
        end = seen.back(end, end.saturating_sub(2), |c| matches!(c, ' ' | ',' | '»' | '"'));
        let start = seen.back(end, end.saturating_sub(LONGEST), |c| {
            !c.is_whitespace() && !matches!(c, '\0' | '"' | '«' | '»')
        });
        if is_secret(seen, start, end) {
            return Some((start, end));
        }
        if start == end || !BETWEEN.contains(&seen.text(start..end).as_str()) {
            return None;
        }
        end = start;
    }
    None
}

/// Six characters or more with letters and digits, or letters and a sign that no word has.
fn is_secret(seen: &Seen, start: usize, end: usize) -> bool {
    let has = |fits: fn(char) -> bool| (start..end).any(|at| fits(seen.char(at)));
    let has_letter = has(char::is_alphabetic);
    let is_product = ["office", "windows", "iso", "sha", "aes"].iter().any(|p| seen.has(start, p));
    let has_digit = has(|c| c.is_ascii_digit());
    end >= start + 6
        && has_letter
        && (has_digit || has(|c| "!@#$%&*_+=".contains(c)))
        && !is_product
}

/// `45A12`: four to eight digits and capitals.
fn code(seen: &Seen, after: usize) -> Option<(usize, usize)> {
    let start = seen.skip(after, |c| matches!(c, ' ' | ':' | '=')).min(after + 4);
    let verb = ["est ", "c'est "].iter().find(|verb| seen.has(start, verb));
    let start = verb.map_or(start, |verb| start + verb.len());
    let end = seen.skip(start, |c| c.is_ascii_digit() || c.is_ascii_alphabetic());
    let digits = (start..end).filter(|at| seen.char(*at).is_ascii_digit()).count();
    (start > after && (4..=8).contains(&(end - start)) && digits >= 3).then_some((start, end))
}
