//! Bank accounts and payment cards.
//!
//! Format: ISO 13616 for the IBAN (the lengths are those of the SWIFT registry, the check is
//! modulo 97-10 of ISO 7064); ISO/IEC 7812 for cards (13 to 19 digits, Luhn, the first ones
//! name the issuer).

use super::checks::{luhn, modulo_97};
use super::number::{MOST_SEPARATORS, Number};
use super::seen::Seen;

/// How many characters an IBAN has, by country. Without them, one phrase in a hundred that
/// begins like « du 12 mars 2024 et le » would have the right check digits.
#[rustfmt::skip]
const LENGTHS: [(&str, usize); 86] = [
    ("ad", 24), ("ae", 23), ("al", 28), ("at", 20), ("az", 28), ("ba", 20), ("be", 16), ("bg", 22),
    ("bh", 22), ("br", 29), ("by", 28), ("ch", 21), ("cr", 22), ("cy", 28), ("cz", 24), ("de", 22),
    ("dj", 27), ("dk", 18), ("do", 28), ("ee", 20), ("eg", 29), ("es", 24), ("fi", 18), ("fk", 18),
    ("fo", 18), ("fr", 27), ("gb", 22), ("ge", 22), ("gi", 23), ("gl", 18), ("gr", 27), ("gt", 28),
    ("hn", 28), ("hr", 21), ("hu", 28), ("ie", 22), ("il", 23), ("iq", 23), ("is", 26), ("it", 27),
    ("jo", 30), ("kw", 30), ("kz", 20), ("lb", 28), ("lc", 32), ("li", 21), ("lt", 20), ("lu", 20),
    ("lv", 21), ("ly", 25), ("mc", 27), ("md", 24), ("me", 22), ("mk", 19), ("mn", 20), ("mr", 27),
    ("mt", 31), ("mu", 30), ("ni", 28), ("nl", 18), ("no", 15), ("om", 23), ("pk", 24), ("pl", 28),
    ("ps", 29), ("pt", 25), ("qa", 29), ("ro", 24), ("rs", 22), ("ru", 33), ("sa", 24), ("sc", 31),
    ("sd", 18), ("se", 24), ("si", 19), ("sk", 24), ("sm", 27), ("so", 23), ("st", 25), ("sv", 28),
    ("tl", 23), ("tn", 24), ("tr", 26), ("ua", 29), ("va", 22), ("vg", 24),
];

/// Words beside which an account number is one with a typing error in it too.
const NAMES: [&str; 2] = ["iban", "rib"];

/// The position after an IBAN of any country that begins at `start`. Its check digits are
/// right, however it is divided; after the word IBAN, its country and length have to do.
pub fn iban(seen: &Seen, start: usize) -> Option<usize> {
    let is_country =
        seen.char(start).is_ascii_alphabetic() && seen.char(start + 1).is_ascii_alphabetic();
    // « de 22 jours » begins as a German one does: only capitals may stand apart.
    let is_capital = seen.char(start).is_uppercase() && seen.char(start + 1).is_uppercase();
    let is_apart = !seen.char(start + 2).is_ascii_digit() && seen.lower(start + 2) != 'o';
    if !is_country || is_apart && !is_capital {
        return None;
    }
    if !seen.is_word_start(start) && !follows_name(seen, start) {
        return None;
    }
    let country = seen.text(start..start + 2);
    let (_, length) = *LENGTHS.iter().find(|(code, _)| *code == country)?;
    let (values, end) = account(seen, start, length)?;
    let is_whole = values.len() == length && !seen.char(end).is_alphanumeric();
    if is_whole && is_checked(&values) {
        return Some(end);
    }
    let is_named = follows_name(seen, start) || seen.is_announced(start, 32, &NAMES);
    // One character too many or two too few; a word that follows is not a part of it.
    let digits = seen.skip(end, |c| c.is_ascii_digit());
    let end = seen.back(digits, start, |c| !c.is_ascii_digit());
    let size = (start..end).filter(|at| seen.char(*at).is_alphanumeric()).count();
    (is_named && (length - 2..=length + 1).contains(&size)).then_some(end)
}

/// At most as many characters as an account of a country has, each as a number from 0 to 35,
/// and the position after them.
fn account(seen: &Seen, start: usize, length: usize) -> Option<(Vec<u8>, usize)> {
    let mut values = Vec::with_capacity(length);
    let (mut at, mut end) = (start, start);
    while values.len() < length {
        // In the check digits an `O` is a zero.
        let c = match seen.lower(at) {
            'o' if matches!(values.len(), 2 | 3) => '0',
            c => c,
        };
        match c.to_digit(36) {
            Some(value) if matches!(values.len(), 2 | 3) && value > 9 => return None,
            Some(value) => {
                values.push(value as u8);
                end = at + 1;
            }
            None if values.len() > 1 && is_separator(seen, at) => {}
            None => break,
        }
        at += 1;
    }
    Some((values, end))
}

/// Whether a position is right after a name that has no sign after it, `ibanFR76…`.
fn follows_name(seen: &Seen, at: usize) -> bool {
    NAMES.iter().any(|name| {
        let start = at.checked_sub(name.len());
        start.is_some_and(|start| seen.is_word_start(start) && seen.has(start, name))
    })
}

/// A few characters between two of an account, as in ` - `.
fn is_separator(seen: &Seen, at: usize) -> bool {
    let is_one = |at: usize| {
        matches!(
            seen.char(at),
            ' ' | '-'
                | '.'
                | '_'
                | '/'
                | ','
                | ';'
                | ':'
                | '*'
                | '|'
                | '='
                | '#'
                | '+'
                | '~'
                | '\\'
        ) || seen.char(at) == '\n' && at < seen.len()
    };
    is_one(at) && !(1..=MOST_SEPARATORS).all(|further| is_one(at + further))
}

fn is_checked(values: &[u8]) -> bool {
    let moved = values[4..].iter().chain(&values[..4]);
    let digits = moved.flat_map(|value| [(*value > 9).then_some(value / 10), Some(value % 10)]);
    modulo_97(digits.flatten()) == 1
}

/// The position after a card number: the check digit is right and the first digits are those
/// of a card scheme. Other numbers have a Luhn key too, a SIRET (14 digits) among them.
pub fn card(number: &Number) -> Option<usize> {
    let group = number.groups.iter().rev().find(|group| {
        let digits = &number.digits[..group.digits];
        is_scheme(digits) && luhn(digits) && {
            let sizes = number.sizes(group.digits);
            sizes.len() == 1
                || sizes.iter().all(|size| *size > 2)
                || sizes.iter().all(|size| *size == 1)
        }
    })?;
    Some(group.end)
}

fn is_scheme(digits: &[u8]) -> bool {
    if digits.len() < 13 {
        return false;
    }
    let first = digits[..4].iter().fold(0, |sum, digit| sum * 10 + u16::from(*digit));
    match digits.len() {
        // Visa.
        13 | 16 | 18 | 19 if first / 1000 == 4 => true,
        // American Express.
        15 => matches!(first / 100, 34 | 37),
        // Diners Club.
        14 => matches!(first / 10, 300..=305) || matches!(first / 100, 36 | 38 | 39),
        // Mastercard, JCB, Maestro, Discover, UnionPay.
        16..=19 => matches!(first, 2221..=2720 | 3528..=3589) || matches!(first / 100, 50..=69),
        _ => false,
    }
}
