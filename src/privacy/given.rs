//! Names that their first name tells, where a word before them says that a person is meant:
//! « ma mère Soizic Abgrall », « bonjour nolwenn », « dossier de Kermarrec Yvon ».

use super::family::is_surname;
use super::first_name::is_first_name;
use super::initial::initials;
use super::name::{capitals, is_given};
use super::name_word::{Form, word};
use super::ordinary::is_ordinary;
use super::particle::with_surname;
use super::rare::is_rare;
use super::seen::Seen;
use super::unknown::is_unknown;

/// The position after a name that begins with a first name, with a capital or without one:
/// `Soizic`, `soizic abgrall`, `Soizic le Goff`.
pub fn given(seen: &Seen, start: usize) -> Option<usize> {
    let first = word(seen, start)?;
    if first.form == Form::Capital {
        let is_known = is_first_name(&first.folded) && !is_ordinary(&first.folded);
        let end = capitals(seen, start).filter(|_| is_known)?;
        return Some(with_surname(seen, start, end));
    }
    if first.form != Form::Lower || !is_given(&first.folded) || seen.char(first.end) == '-' {
        return None;
    }
    let next = seen.skip(first.end, |c| c == ' ').min(first.end + 1);
    let second = word(seen, next).filter(|second| {
        next > first.end
            && second.form != Form::Particle
            && second.end > next + 2
            && seen.char(second.end) != '\''
            && is_unknown(seen, second)
    });
    let end = second.map_or(first.end, |second| second.end);
    Some(with_surname(seen, start, end))
}

/// The same of a name whose first name stands first or last: `Kermarrec Yvon`, `yvon kermarrec`.
/// It has two words or more.
pub fn full(seen: &Seen, start: usize) -> Option<usize> {
    let first = word(seen, start)?;
    if let Some(end) = given(seen, start).filter(|end| *end > first.end) {
        return Some(end);
    }
    let next = seen.skip(first.end, |c| c == ' ').min(first.end + 1);
    let last = word(seen, next).filter(|last| next > first.end && last.form == first.form)?;
    let is_name = is_unknown(seen, &first)
        && first.end > start + 1
        && (is_given(&last.folded) || last.form == Form::Capital && is_first_name(&last.folded));
    is_name.then_some(if first.form == Form::Capital { capitals(seen, start)? } else { last.end })
}

/// The same, or one word that is known or spelled as a surname, or `N. Abgrall`.
pub fn any(seen: &Seen, start: usize) -> Option<usize> {
    let found = full(seen, start).or_else(|| given(seen, start));
    found.or_else(|| {
        let first = word(seen, start)?;
        if let Some(end) = initials(seen, start) {
            return capitals(seen, seen.skip(end, |c| c == ' '));
        }
        let is_name = first.form != Form::Particle
            && (is_surname(&first.folded) || is_rare(&first.folded))
            && is_unknown(seen, &first);
        is_name.then(|| capitals(seen, start).unwrap_or(first.end))
    })
}
