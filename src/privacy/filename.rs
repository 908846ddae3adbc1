//! Names and dates of birth in the names of files: `CR_KERMARREC_Yvon_12031957.pdf`,
//! `ordo_kermarrec.pdf`. A first name that is known tells them, or a document of care before a
//! surname.

use super::clinical::is_of_care;
use super::date::{date, year_of};
use super::family::is_surname;
use super::first_name::is_first_name;
use super::found::{Kind, Span};
use super::ordinary::is_ordinary;
use super::person::{Named, Who};
use super::rare::is_rare;
use super::seen::Seen;
use super::trade::is_trade;
use super::unknown::is_name_word;

#[rustfmt::skip]
const EXTENSIONS: [&str; 24] = [
    "pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "jpg", "jpeg", "png",
    "tif", "tiff", "gif", "xml", "hl", "hpr", "zip", "eml", "msg", "dcm", "html",
];
/// The most characters of a name of a file, and the most parts of one.
const LONGEST: usize = 96;
const MOST_PARTS: usize = 16;
/// Before which year a date in it is one of birth.
const RECENT: u32 = 2005;

/// Finds every name of a person in the name of a file, and the date of birth behind it.
pub fn names(seen: &Seen, spans: &mut Vec<Span>, names: &mut Vec<Named>) {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut at = 0;
    while at < seen.len() {
        let end = seen.skip(at, is_part);
        // The dot before the extension is the last sign of most.
        let has_sign = || (at..end).any(|at| matches!(seen.char(at), '_' | '-' | '.'));
        if end > at + 6 && end - at <= LONGEST && has_sign() {
            file(seen, at, end, spans, names);
        }
        at = end.max(at + 1);
    }
}

fn file(seen: &Seen, start: usize, end: usize, spans: &mut Vec<Span>, names: &mut Vec<Named>) {
    let end = seen.back(end, start, |c| c == '.');
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut at = start;
    while at < end && parts.len() < MOST_PARTS {
        let part = seen.skip(at, char::is_alphanumeric).min(end);
        if part > at {
            parts.push((at, part));
        }
        at = part.max(at) + 1;
    }
    let is_file = parts.last().is_some_and(|(at, to)| {
        seen.before(*at) == '.' && EXTENSIONS.contains(&seen.text(*at..*to).as_str())
    });
    let [parts @ .., _] = parts.as_slice() else { return };
    let name = if is_file { name(seen, parts) } else { None };
    let Some((from, to)) = name else { return };
    names.push(Named { start: from, end: to, who: Who::Anyone });
    for (at, _) in parts.iter().filter(|(at, _)| seen.char(*at).is_ascii_digit()) {
        let born = date(seen, *at, false);
        let born = born.filter(|to| year_of(seen, *at, *to).is_some_and(|year| year < RECENT));
        if let Some(to) = born {
            spans.push(Span::new(*at, to, Kind::BirthDate));
            break;
        }
    }
}

/// Where the name is among the parts.
fn name(seen: &Seen, parts: &[(usize, usize)]) -> Option<(usize, usize)> {
    let words: Vec<String> = parts.iter().map(|(at, to)| seen.text(*at..*to)).collect();
    let is_free = |at: usize| {
        let word = &words[at];
        let is_upper = (parts[at].0..parts[at].1).all(|at| !seen.char(at).is_lowercase());
        word.len() > 2
            && word.chars().all(char::is_alphabetic)
            && is_name_word(word)
            && !is_trade(word, is_upper)
    };
    let is_first = |at: usize| is_first_name(&words[at]) && !is_ordinary(&words[at]);
    let pair = (1..words.len())
        .find(|at| is_first(*at) && is_free(at - 1) || is_first(at - 1) && is_free(*at));
    if let Some(at) = pair {
        return Some((parts[at - 1].0, parts[at].1));
    }
    let is_paper = |word: &String| is_of_care(word) || word == "cr";
    let is_surname = |at: &usize| is_free(*at) && (is_surname(&words[*at]) || is_rare(&words[*at]));
    let single = (0..words.len()).find(is_surname).filter(|_| words.iter().any(is_paper));
    single.map(|at| parts[at])
}
