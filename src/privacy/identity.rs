//! Names without a title beside a date of birth: `Jean Durand né le …`, `DURAND Paul 12/03/1975`,
//! `Durand, Jean (12.03.75)`.
//!
//! Beside the word « né », two words with capitals are a name, and in small letters two of which
//! one is a common first name. A date that no word calls a date of birth is one when such a
//! name stands right before or behind it; it is not when an article is before it, as in « vu avec
//! Jean Durand le 12/03/2024 ».

use super::date::date;
use super::found::{Kind, Span};
use super::name::capitals;
use super::name_word::{Form, word};
use super::ordinary::{is_first_name, is_ordinary, is_role};
use super::person::{Named, Who};
use super::seen::Seen;
use super::subject::is_person;
use super::title::word_behind;

/// Words of a name at most.
const MOST_WORDS: usize = 4;
/// Before which year a date beside a surname in capitals and an unknown first name is one of
/// birth: documents are dated so too, « DGOS Instruction 12/03/2023 ».
const RECENT: u32 = 2005;

/// A word of a name, read backwards.
#[derive(Debug)]
struct Part {
    start: usize,
    folded: String,
    is_capital: bool,
    is_upper: bool,
}

/// The words that may be a name right before a position, the last one first.
fn parts(seen: &Seen, at: usize) -> (Vec<Part>, usize) {
    let end =
        seen.back(at, at.saturating_sub(3), |c| matches!(c, ' ' | ',' | '(' | ':' | '-' | '\n'));
    let (mut parts, mut word_end) = (Vec::new(), end);
    while parts.len() < MOST_WORDS {
        let is_part = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'');
        let start = seen.back(word_end, word_end.saturating_sub(32), is_part);
        let Some(word) = word(seen, start).filter(|word| word.end == word_end) else { break };
        let is_name = !is_role(&word.folded)
            && !is_ordinary(&word.folded)
            && !is_person(&word.folded)
            && word.end - start > 1;
        if !is_name && (parts.is_empty() || word.form != Form::Particle) {
            break;
        }
        parts.push(Part {
            start,
            folded: word.folded,
            is_capital: seen.char(start).is_uppercase(),
            is_upper: !(start..word.end).any(|at| seen.char(at).is_lowercase()),
        });
        // `Durand, Jean`
        let comma = seen.back(start, start.saturating_sub(1), |c| c == ' ');
        let is_listed = parts.len() == 1 && seen.before(comma) == ',';
        word_end = if is_listed { comma - 1 } else { comma };
        if word_end == start {
            break;
        }
    }
    (parts, end)
}

/// `Jean Durand` in « Jean Durand, né le … ».
pub fn name_before(seen: &Seen, at: usize) -> Option<Named> {
    let (parts, end) = parts(seen, at);
    let capitals = parts.iter().take_while(|part| part.is_capital).count();
    let known = |count: usize| parts[..count].iter().any(|part| is_first_name(&part.folded));
    let count = match capitals {
        2.. => capitals,
        // `fils Paul né le`, « Durand né le … » after another word.
        1 if known(1) || parts[0].start > 1 => 1,
        _ if parts.len() > 1 && known(2) => 2,
        _ if !parts.is_empty() && known(1) => 1,
        _ => return None,
    };
    Some(Named { start: parts[count - 1].start, end, who: Who::Anyone })
}

/// `Durand` in « née Durand le … ».
pub fn name_after(seen: &Seen, at: usize) -> Option<Named> {
    let start = seen.skip(at, |c| c == ' ').min(at + 2);
    if !seen.char(start).is_uppercase() {
        return None;
    }
    let end = capitals(seen, start)?;
    Some(Named { start, end, who: Who::Anyone })
}

/// `: Durand Jean` after a date: two words with capitals of which one is a first name.
pub fn name_behind_date(seen: &Seen, date_end: usize) -> Option<Named> {
    let start = seen.skip(date_end, |c| matches!(c, ' ' | ',' | ':' | '-' | ')')).min(date_end + 4);
    let end = if seen.char(start).is_uppercase() { capitals(seen, start)? } else { return None };
    let name = seen.text(start..end);
    let words = || name.split(' ').filter(|word| !word.is_empty());
    let is_full = words().count() > 1
        && words().any(is_first_name)
        && !words().any(|word| is_ordinary(word) || is_role(word));
    (start > date_end && is_full).then_some(Named { start, end, who: Who::Anyone })
}

/// Finds the dates that are dates of birth because a name is right before or behind them.
pub fn dates(seen: &Seen, spans: &mut Vec<Span>, names: &mut Vec<Named>) {
    let mut at = 0;
    while at < seen.len() {
        if !seen.char(at).is_ascii_digit() || !seen.is_word_start(at) {
            at += 1;
            continue;
        }
        let found = date(seen, at, false).filter(|end| {
            let has_year = end - at > 5 && seen.before(*end).is_ascii_digit();
            has_year && !seen.char(*end).is_alphanumeric()
        });
        let named = found.and_then(|end| {
            // « le 12/03/2024 Jean Durand … » is the day of something else.
            let after = || word_behind(seen, at).is_empty().then(|| name_behind_date(seen, end));
            Some((end, full_name(seen, at, end).or_else(|| after().flatten())?))
        });
        let Some((end, name)) = named else {
            at = seen.skip(at, |c| c.is_ascii_digit());
            continue;
        };
        spans.push(Span::new(at, end, Kind::BirthDate));
        names.push(name);
        at = end;
    }
}

/// A surname and a first name right before a date.
fn full_name(seen: &Seen, at: usize, date_end: usize) -> Option<Named> {
    let (parts, end) = parts(seen, at);
    let [last, first, ..] = parts.as_slice() else { return None };
    if end == at {
        return None;
    }
    let is_known = is_first_name(&last.folded) || is_first_name(&first.folded);
    let is_written = first.is_upper != last.is_upper && first.is_capital && last.is_capital;
    let year = seen.text(date_end.saturating_sub(4)..date_end).parse().unwrap_or(RECENT);
    let is_full = is_known || is_written && year < RECENT;
    if !is_full {
        return None;
    }
    let is_whole = |part: &&Part| part.is_capital == last.is_capital;
    let count = parts.iter().take_while(is_whole).count().max(2);
    let count = if last.is_capital { count } else { 2 };
    Some(Named { start: parts[count - 1].start, end, who: Who::Anyone })
}
