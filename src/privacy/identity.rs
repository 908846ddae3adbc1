//! Names without a title beside a date of birth: `Jean Durand né le …`, `DURAND Paul 12/03/1975`,
//! `Durand, Jean (12.03.75)`.
//!
//! Beside the word « né », two words with capitals are a name, and in small letters two of which
//! one is a first name. A date that no word calls a date of birth is one when a name stands right
//! before or behind it: a name with a first name that is known, and, if the date is not recent,
//! any other two or three words with capitals, or a name that a title or a label tells. It is not
//! when an article is before it, as in « vu avec Jean Durand le 12/03/2024 ».

use std::collections::HashSet;
use std::ops::Range;

use super::date::{date, year_of};
use super::first_name::is_first_name;
use super::found::{Kind, Span};
use super::lead::lead;
use super::name::capitals;
use super::name_word::{Form, word};
use super::ordinary::{is_ordinary, is_role};
use super::person::{Named, Who};
use super::seen::Seen;
use super::subject::is_person;
use super::term::is_term;
use super::title::word_behind;
use super::unknown::is_name_word;
use super::verb::is_verb;

/// Words of a name at most.
const MOST_WORDS: usize = 4;
/// Before which year a date beside a name without a known first name is one of birth: documents,
/// appointments and messages are dated so too, « DGOS Instruction 12/03/2023 ».
const RECENT: u32 = 2005;

/// A word of a name, read backwards.
#[derive(Debug)]
struct Part {
    start: usize,
    folded: String,
    is_capital: bool,
    /// A sign stands before it that also divides other things, as in `Durand / Jean`.
    is_divided: bool,
}

/// The words that may be a name right before a position, the last one first.
fn parts(seen: &Seen, end: usize) -> Vec<Part> {
    let (mut parts, mut word_end) = (Vec::new(), end);
    while parts.len() < MOST_WORDS {
        let is_part = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'');
        let start = seen.back(word_end, word_end.saturating_sub(32), is_part);
        let Some(word) = word(seen, start).filter(|word| word.end == word_end) else { break };
        let is_name = !is_role(&word.folded)
            && !is_ordinary(&word.folded)
            && !is_person(&word.folded)
            && !word.is_trade(seen)
            && word.end - start > 1;
        if !is_name && (parts.is_empty() || word.form != Form::Particle) {
            break;
        }
        parts.push(Part {
            start,
            folded: word.folded,
            is_capital: seen.char(start).is_uppercase(),
            is_divided: false,
        });
        let space = seen.back(start, start.saturating_sub(1), |c| c == ' ');
        // `Durand, Jean`, and a line for each; `Durand / Jean`, `Durand - Jean`, `Durand;Jean`
        let is_divided = matches!(seen.before(space), '/' | ';')
            || seen.before(space) == '-' && space < start && seen.before(space - 1) == ' ';
        let is_listed = is_divided || matches!(seen.before(space), ',' | '\n');
        word_end = if parts.len() == 1 && is_listed && space > 0 {
            parts[0].is_divided = is_divided;
            seen.back(space - 1, space.saturating_sub(2), |c| c == ' ')
        } else {
            space
        };
        if word_end == start {
            break;
        }
    }
    parts
}

/// `Jean Durand` in « Jean Durand, né le … ».
pub fn name_before(seen: &Seen, at: usize) -> Option<Named> {
    let end = lead(seen, at).0;
    let parts = parts(seen, end);
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

/// The same for a date that is not recent: two or three words with capitals that are not
/// those of a document.
fn unknown_behind_date(seen: &Seen, date_end: usize) -> Option<Named> {
    let start = seen.skip(date_end, |c| matches!(c, ' ' | ',' | ':' | '-' | ')')).min(date_end + 4);
    let first = word(seen, start)?;
    let end = if seen.char(start).is_uppercase() { capitals(seen, start)? } else { return None };
    let name = seen.text(start..end);
    let words = || name.split(' ').filter(|word| !word.is_empty());
    let is_full = (2..=3).contains(&words().count()) && words().all(is_name_word);
    (start > date_end && first.end < end && is_full).then_some(Named {
        start,
        end,
        who: Who::Anyone,
    })
}

/// Whether one of the names that a title or a label tells is right before a date or behind it.
fn is_beside(seen: &Seen, names: &[Named], ends: &HashSet<usize>, date: Range<usize>) -> bool {
    const LEAD: usize = 6;
    let is_gap = |c: char| matches!(c, ' ' | ',' | '(' | ':' | '-' | ';' | '/' | '\n' | '.');
    let gap = seen.back(date.start, date.start.saturating_sub(LEAD), is_gap);
    let (lead, has_of) = lead(seen, date.start);
    if (gap..date.start).any(|end| ends.contains(&end)) || !has_of && ends.contains(&lead) {
        return true;
    }
    // « M. Durand, 62 ans, 14/02/1961 »
    let age = gap.checked_sub(" ans".len()).filter(|at| seen.has(*at, " ans"));
    let age = age.map(|end| seen.back(end, end.saturating_sub(3), |c| c.is_ascii_digit()));
    let before_age = |at: usize| seen.back(at, at.saturating_sub(LEAD), is_gap)..at;
    if age.is_some_and(|at| before_age(at).any(|end| ends.contains(&end))) {
        return true;
    }
    // `14/02/1961 M. Durand`
    if !word_behind(seen, date.start).is_empty() {
        return false;
    }
    let start = seen.skip(date.end, is_gap).min(date.end + LEAD);
    let next = names.partition_point(|name| name.start < start);
    let title = names.get(next).map(|name| seen.text(start..name.start.min(start + 16)));
    start > date.end
        && title.is_some_and(|title| {
            let title = title.trim_matches([' ', '.', ':', '\u{a0}']);
            matches!(
                title,
                "" | "m"
                    | "mr"
                    | "mme"
                    | "mlle"
                    | "dr"
                    | "pr"
                    | "madame"
                    | "monsieur"
                    | "docteur"
                    | "mademoiselle"
                    | "patient"
                    | "patiente"
                    | "nom"
            )
        })
}

/// Finds the dates that are dates of birth because a name is right before or behind them.
pub fn dates(seen: &Seen, spans: &mut Vec<Span>, names: &mut Vec<Named>) {
    let mut titled = names.clone();
    titled.sort_by_key(|name| name.start);
    let ends: HashSet<usize> = titled.iter().map(|name| name.end).collect();
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
        let is_old = |end: usize| year_of(seen, at, end).is_some_and(|year| year < RECENT);
        let titled = found.filter(|end| is_old(*end) && is_beside(seen, &titled, &ends, at..*end));
        if let Some(end) = titled {
            spans.push(Span::new(at, end, Kind::BirthDate));
            at = end;
            continue;
        }
        let named = found.and_then(|end| {
            // « le 12/03/2024 Jean Durand … » is the day of something else.
            let is_first = word_behind(seen, at).is_empty();
            let known = || name_behind_date(seen, end).filter(|_| is_first);
            let unknown = || if is_old(end) { unknown_behind_date(seen, end) } else { None };
            let name = full_name(seen, at, is_old(end)).or_else(known);
            Some((end, name.or_else(|| unknown().filter(|_| is_first))?))
        });
        let Some((end, name)) = named else {
            // The end of a longer date must not be read as a date by itself.
            at = found.unwrap_or_else(|| seen.skip(at, |c| c.is_ascii_digit()));
            continue;
        };
        spans.push(Span::new(at, end, Kind::BirthDate));
        names.push(name);
        at = end;
    }
}

/// A surname and a first name right before a date.
fn full_name(seen: &Seen, at: usize, is_old: bool) -> Option<Named> {
    let (end, has_of) = lead(seen, at);
    let parts = parts(seen, end);
    let [last, first, ..] = parts.as_slice() else { return None };
    if end == at {
        return None;
    }
    let is_known = (is_first_name(&last.folded) || is_first_name(&first.folded))
        && !is_term(&last.folded)
        && !is_term(&first.folded);
    let capitals = parts.iter().take_while(|part| part.is_capital).count();
    let is_written = (2..=MOST_WORDS).contains(&capitals)
        && parts[..capitals].iter().all(|part| is_name_word(&part.folded));
    // In small letters the name is all that its line has before the date.
    let is_line = matches!(seen.before(first.start), '\n') && parts.len() == 2;
    let is_plain = is_line
        && capitals == 0
        && [last, first].iter().all(|part| {
            !part.folded.starts_with("naiss")
                && part.folded.len() > 2
                && is_name_word(&part.folded)
                && !is_verb(&part.folded)
        });
    let is_full = is_known || is_old && (is_written || is_plain) && !last.is_divided;
    let is_whole = |part: &&Part| part.is_capital == last.is_capital;
    let count = parts.iter().take_while(is_whole).count().max(2);
    let count = if last.is_capital { count } else { 2 };
    let start = parts[count - 1].start;
    // « la loi Simone Veil du 17/01/1975 » is older than that; the name opens its clause.
    let opens = || {
        let behind = word_behind(seen, start);
        behind.is_empty() || is_person(&behind) || matches!(behind.as_str(), "pour" | "concernant")
    };
    let is_its_date = !has_of || is_old && opens();
    (is_full && is_its_date).then_some(Named { start, end, who: Who::Anyone })
}
