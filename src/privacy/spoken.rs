//! French telephone numbers that are written in words, in whole or in part: « zéro six
//! soixante-dix-huit … », « 06 78 45 12 quatre vingt dix ».
//!
//! Format: ten digits that begin with a zero (`phone`). « Soixante dix huit » is 78 or 60 and 18, so
//! that the words of a number may stand for two digits more or less than were meant.

use super::found::{Kind, Span};
use super::seen::Seen;

const UNITS: [&str; 9] = ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"];
const TEENS: [&str; 7] = ["dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"];
#[rustfmt::skip]
const TENS: [&str; 10] = [
    "vingt", "vingts", "trente", "quarante", "cinquante", "soixante", "septante", "huitante",
    "octante", "nonante",
];
/// How many digits the words of a number may stand for.
const LEAST: usize = 8;
const MOST: usize = 12;

/// Finds every number that has words in it.
pub fn numbers(seen: &Seen, spans: &mut Vec<Span>) {
    let mut at = 0;
    while at < seen.len() {
        let is_first = seen.is_word_start(at) && (seen.char(at) == '0' || seen.has(at, "zero"));
        let found = if is_first { number(seen, at) } else { None };
        if let Some(end) = found {
            spans.push(Span::new(at, end, Kind::Phone));
            at = end;
        } else {
            at += 1;
        }
    }
}

/// What one token of a number adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// So many digits.
    Digits(usize),
    /// A word for 1 to 9, which completes tens.
    Unit,
    /// A word for 10 to 16, which completes « soixante » and « quatre-vingt ».
    Teen,
    Ten,
    Zero,
    And,
}

/// The position after a number.
fn number(seen: &Seen, start: usize) -> Option<usize> {
    let (mut at, mut end, mut count, mut words) = (start, start, 0, 0);
    let mut last = Part::Zero;
    while count <= MOST {
        let Some((part, part_end)) = part(seen, at) else { break };
        let completes = match (last, part) {
            (Part::Ten, Part::Teen) | (Part::Ten | Part::Teen, Part::Unit) => true,
            // « quatre vingt »
            (Part::Unit, Part::Ten) => seen.text(at..part_end).starts_with("vingt"),
            _ => false,
        };
        count += match part {
            Part::Digits(size) => size,
            Part::Ten if completes => 1,
            Part::Unit | Part::Teen if completes => 0,
            Part::Zero | Part::Unit => 1,
            Part::Teen | Part::Ten => 2,
            Part::And => 0,
        };
        if part != Part::And {
            words += usize::from(!matches!(part, Part::Digits(_)));
            (last, end) = (part, part_end);
        }
        at = seen.skip(part_end, |c| " -.,/\n".contains(c)).min(part_end + 3);
    }
    let has_other_digit = end > start + 1 && !seen.has(start, "00");
    (words > 0 && has_other_digit && (LEAST..=MOST).contains(&count)).then_some(end)
}

fn part(seen: &Seen, at: usize) -> Option<(Part, usize)> {
    let digits = seen.skip(at, |c| c.is_ascii_digit());
    if digits > at {
        let is_over = !seen.char(digits).is_alphanumeric();
        return (is_over && digits - at <= MOST).then_some((Part::Digits(digits - at), digits));
    }
    let end = seen.skip(at, char::is_alphabetic);
    if end == at || end > at + "cinquante".len() {
        return None;
    }
    let word = seen.text(at..end);
    let has = |words: &[&str]| words.contains(&word.as_str());
    let part = match word.as_str() {
        "zero" => Part::Zero,
        "et" => Part::And,
        _ if has(&UNITS) => Part::Unit,
        _ if has(&TEENS) => Part::Teen,
        _ if has(&TENS) => Part::Ten,
        _ => return None,
    };
    Some((part, end))
}
