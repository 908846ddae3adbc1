//! Initials before a surname: `Dr A. Kermarrec`, `Mme A Kermarrec`, `M. JP. Kermarrec`.

use super::name_word::word;
use super::ordinary::{is_ordinary, is_role};
use super::seen::Seen;
use super::verb::is_verb;

/// The most capitals that are read as initials: `JPM.`.
const MOST: usize = 3;

/// The position after the capitals at `start` that are initials, their dot included, because a
/// name with a capital follows. `A` without a dot is mostly the verb « a » in a line of
/// capitals, so that the name then must not look like a participle.
pub fn initials(seen: &Seen, start: usize) -> Option<usize> {
    let mut end = seen.skip(start, char::is_uppercase).min(start + MOST + 1);
    let size = end - start;
    if !(1..=MOST).contains(&size) || seen.char(end).is_alphabetic() {
        return None;
    }
    // `J.-P.`, `J-P.`
    let hyphen = end + usize::from(seen.char(end) == '.' && seen.char(end + 1) == '-');
    if seen.char(hyphen) == '-' && seen.char(hyphen + 1).is_uppercase() {
        end = seen.skip(hyphen + 1, char::is_uppercase).min(hyphen + 3);
    }
    let has_dot = seen.char(end) == '.';
    if !has_dot && size > 1 {
        return None;
    }
    let after = end + usize::from(has_dot);
    let next = seen.skip(after, |c| c == ' ').min(after + 2);
    let name = word(seen, next).filter(|_| next > end && seen.char(next).is_uppercase())?;
    let is_word = is_ordinary(&name.folded) || is_role(&name.folded) || is_verb(&name.folded);
    let is_upper = (next..name.end).all(|at| !seen.char(at).is_lowercase());
    let participles = ["e", "ee", "es", "i", "is", "it", "u", "us", "ue", "er", "ant"];
    let is_participle =
        !has_dot && is_upper && participles.iter().any(|ending| name.folded.ends_with(ending));
    // `A. B. Durand` has further initials.
    let is_further = has_dot && name.end == next + 1 && seen.char(name.end) == '.';
    let is_name = is_further || name.end > next + 1 && !is_word && !is_participle;
    is_name.then_some(after)
}
