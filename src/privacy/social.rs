//! The NIR, the number of a person in the French social security. The INS, which identifies a
//! patient in French health data, is this number too.
//!
//! Format: 13 characters (sex, year and month of birth, department, commune, order) and a key
//! of two digits, INSEE, « Le numéro d’inscription au répertoire (NIR) », and decree 82-103;
//! provisional numbers (NIA) begin with 3, 4, 7 or 8, « Guide de l’identification des
//! bénéficiaires », Assurance Maladie. For the INS: « Référentiel Identifiant national de
//! santé », ANS.

use super::checks::modulo_97;
use super::number::separator;
use super::seen::Seen;

const WITHOUT_KEY: usize = 13;
const WITH_KEY: usize = 15;
/// After how many characters the groups of a NIR end.
const BOUNDARIES: [usize; 6] = [1, 3, 5, 7, 10, 13];

/// The position after a NIR that begins with the digit at `start`.
///
/// With its key, it may be divided in any way. Without a key, its structure and its usual
/// groups have to do: thirteen digits without a space that begin with 3, 4, 7 or 8 may also be
/// the bar code of a medicine. Fifteen digits without a space and with a wrong key are another
/// number; with the letter of a Corsican department among them they are not.
pub fn nir(seen: &Seen, start: usize) -> Option<usize> {
    let (characters, ends) = read(seen, start);
    if !is_structured(characters.get(..WITHOUT_KEY)?) {
        return None;
    }
    let is_corsican = characters[6].is_ascii_alphabetic();
    if (has_key(&characters) || is_corsican && characters.len() == WITH_KEY)
        && is_over(seen, ends[WITH_KEY - 1])
    {
        return Some(ends[WITH_KEY - 1]);
    }
    let end = ends[WITHOUT_KEY - 1];
    let inner: Vec<usize> = (1..WITHOUT_KEY).filter(|n| seen_gap(&ends, *n)).collect();
    // One digit at a time, the digits begin and end with it.
    let is_spelled = inner.len() == WITHOUT_KEY - 1
        && ends.len() == WITHOUT_KEY
        && !seen.before(start.saturating_sub(1)).is_ascii_digit();
    let is_usual = is_spelled || inner.iter().all(|n| BOUNDARIES.contains(n));
    let is_alone = inner.is_empty();
    if !is_over(seen, end) || !is_usual || (is_alone && !matches!(characters[0], '1' | '2')) {
        return None;
    }
    // Two more digits are a key with a mistake in it.
    let key_end = ends.get(WITH_KEY - 1).copied().filter(|key_end| {
        is_over(seen, *key_end) && !is_alone && *key_end == ends[WITH_KEY - 2] + 1
    });
    Some(key_end.unwrap_or(end))
}

/// The position after a NIR of which words stand between two parts, « 1 85 05 78 puis 006 084 91 »:
/// a word announces it, or its key is right.
pub fn halves(seen: &Seen, start: usize, is_announced: bool) -> Option<usize> {
    const WORDS: [&str; 12] = [
        "puis", "et", "la", "suite", "ensuite", "fin", "apres", "le", "reste", "est", "deuxieme",
        "partie",
    ];
    let (mut characters, ends) = read(seen, start);
    let first = characters.len();
    if !(5..WITHOUT_KEY).contains(&first) {
        return None;
    }
    let (mut at, mut words) = (ends[first - 1], 0);
    let rest = loop {
        at = seen.skip(at, |c| " ,:;.-…\n(".contains(c)).min(at + 5);
        if seen.char(at).is_ascii_digit() {
            break at;
        }
        let end = seen.skip(at, char::is_alphabetic).min(at + 16);
        words += 1;
        if words > 4 || !WORDS.contains(&seen.text(at..end).as_str()) {
            return None;
        }
        at = end;
    };
    let (more, more_ends) = read(seen, rest);
    characters.extend(more);
    [WITH_KEY, WITHOUT_KEY].into_iter().find_map(|size| {
        let end = *more_ends.get(size - first - 1)?;
        let is_nir = is_structured(&characters[..WITHOUT_KEY])
            && (is_announced || size == WITH_KEY && has_key(&characters));
        (is_nir && is_over(seen, end)).then_some(end)
    })
}

/// At most as many characters as a NIR with its key has, and the position after each.
fn read(seen: &Seen, start: usize) -> (Vec<char>, Vec<usize>) {
    let (mut characters, mut ends) = (Vec::new(), Vec::new());
    let mut at = start;
    while characters.len() < WITH_KEY {
        let is_corsican =
            characters.len() == 6 && characters[5] == '2' && matches!(seen.lower(at), 'a' | 'b');
        if seen.char(at).is_ascii_digit() || is_corsican {
            characters.push(seen.lower(at));
            at += 1;
            ends.push(at);
        } else if let Some((_, next)) = separator(seen, at)
            && !characters.is_empty()
        {
            at = next;
        } else {
            break;
        }
    }
    (characters, ends)
}

fn seen_gap(ends: &[usize], after: usize) -> bool {
    ends[after] > ends[after - 1] + 1
}

fn is_over(seen: &Seen, end: usize) -> bool {
    !seen.char(end).is_ascii_digit()
}

fn is_structured(characters: &[char]) -> bool {
    let number = |from: usize, to: usize| {
        characters[from..to].iter().collect::<String>().parse::<u32>().ok()
    };
    // Above 12, the month was unknown to the registrar.
    let month = number(3, 5).is_some_and(|month| matches!(month, 1..=12 | 20..=42 | 50..=99));
    let place = characters[6].is_ascii_alphabetic() || number(5, 7).is_some_and(|n| n > 0);
    matches!(characters[0], '1' | '2' | '3' | '4' | '7' | '8')
        && month
        && place
        && number(7, 10).is_some_and(|n| n > 0)
        && number(10, 13).is_some_and(|n| n > 0)
}

/// Whether there is a key and it is right: 97 less the number modulo 97, where 2A stands for
/// 19 and 2B for 18.
fn has_key(characters: &[char]) -> bool {
    if characters.len() < WITH_KEY {
        return false;
    }
    let mut digits: Vec<u8> =
        characters.iter().map(|c| c.to_digit(10).unwrap_or(0) as u8).collect();
    match characters[6] {
        'a' => (digits[5], digits[6]) = (1, 9),
        'b' => (digits[5], digits[6]) = (1, 8),
        _ => {}
    }
    let key = u32::from(digits[13]) * 10 + u32::from(digits[14]);
    97 - modulo_97(digits[..WITHOUT_KEY].iter().copied()) == key
}
