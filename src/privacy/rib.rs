//! French bank accounts in their national form, the RIB, as statements print it: code of the
//! bank, code of the branch, account, key, with those words between them or without.
//!
//! Format: CFONB, « Relevé d’identité bancaire »: 5 digits, 5 digits, 11 digits or letters, and a
//! key of two digits with which the whole is a multiple of 97.

use super::checks::modulo_97;
use super::seen::Seen;

/// How many characters the parts have.
const PARTS: [usize; 4] = [5, 5, 11, 2];
const WITHOUT_KEY: usize = 21;
/// The most characters between two of the number, words included.
const MOST_BETWEEN: usize = 32;
/// Words between the parts, which say what the number is.
const WORDS: [&str; 10] =
    ["code", "guichet", "banque", "compte", "cle", "numero", "rib", "n", "no", "num"];
/// Words between those words.
const LINKS: [&str; 6] = ["de", "du", "la", "le", "est", "et"];
/// The same in a sentence.
const NAMES: [&str; 5] = ["rib", "iban", "code banque", "compte bancaire", "banque"];

/// The position after a RIB that begins with the digit at `start`. Its key is right, or words
/// say what it is.
pub fn rib(seen: &Seen, start: usize) -> Option<usize> {
    if !seen.char(start).is_ascii_digit() || seen.before(start).is_ascii_digit() {
        return None;
    }
    let mut digits = Vec::new();
    let mut whole = None;
    let (mut at, mut has_words) = (start, false);
    for (part, size) in PARTS.into_iter().enumerate() {
        let next = if part > 0 { between(seen, at) } else { Some((at, false)) };
        let Some((next, has)) = next else { break };
        let Some((values, end)) = read(seen, next, size, part == 2) else { break };
        has_words |= has;
        digits.extend(values);
        at = end;
        if digits.len() >= WITHOUT_KEY {
            whole = Some(end);
        }
    }
    let end = whole.filter(|end| !seen.char(*end).is_alphanumeric())?;
    // Without a word, signs divide the parts and nothing else: a list of articles of law may
    // have the right key.
    let pieces =
        (start..end).filter(|at| seen.is_word_start(*at) && seen.char(*at).is_alphanumeric());
    let is_plain = pieces.count() <= PARTS.len();
    let has_key = is_plain && digits.len() > WITHOUT_KEY && modulo_97(digits) == 0;
    (has_key || has_words || seen.is_announced(start, MOST_BETWEEN, &NAMES)).then_some(end)
}

/// One part, which single signs may divide. Letters count as the digits that the key gives
/// them; an account has five digits or more.
fn read(seen: &Seen, start: usize, size: usize, has_letters: bool) -> Option<(Vec<u8>, usize)> {
    let mut values = Vec::new();
    let (mut at, mut plain) = (start, 0);
    while values.len() < size {
        match seen.lower(at) {
            c if c.is_ascii_digit() => {
                values.push(c as u8 - b'0');
                plain += 1;
            }
            c if has_letters && c.is_ascii_lowercase() => values.push(value(c)),
            ' ' | '-' | '.' if !values.is_empty() && seen.char(at + 1).is_alphanumeric() => {}
            _ => return None,
        }
        at += 1;
    }
    (plain >= size.min(5)).then_some((values, at))
}

/// The digit of a letter: A to I are 1 to 9, J to R too, S to Z are 2 to 9.
fn value(letter: char) -> u8 {
    match letter as u8 - b'a' {
        place @ 0..=8 => place + 1,
        place @ 9..=17 => place - 8,
        place => place - 16,
    }
}

/// The first character of the next part, and whether words of an account were before it.
fn between(seen: &Seen, start: usize) -> Option<(usize, bool)> {
    let (mut at, mut has_words) = (start, false);
    while at < start + MOST_BETWEEN {
        let c = seen.char(at);
        if c.is_alphabetic() && seen.is_word_start(at) {
            let end = seen.skip(at, char::is_alphabetic).min(at + 8);
            let word = seen.text(at..end);
            if WORDS.contains(&word.as_str()) || LINKS.contains(&word.as_str()) {
                has_words |= !LINKS.contains(&word.as_str());
                at = end;
                continue;
            }
            return Some((at, has_words));
        }
        if c.is_alphanumeric() || at >= seen.len() || c == '\0' {
            return (at < seen.len() && c != '\0').then_some((at, has_words));
        }
        at += 1;
    }
    None
}
