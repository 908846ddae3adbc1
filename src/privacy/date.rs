//! Dates, as people write them in French: in digits, with the month or the whole date in words,
//! and ISO 8601. What a date is about is told elsewhere.

use super::seen::Seen;

#[rustfmt::skip]
const MONTHS: [&str; 32] = [
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
    "octobre", "novembre", "decembre", "janv", "jan", "fevr", "fev", "avr", "juil", "juill",
    "sept", "sep", "oct", "nov", "dec", "january", "february", "march", "april", "may", "june",
    "july", "august",
];
#[rustfmt::skip]
const NUMBERS: [&str; 34] = [
    "un", "premier", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
    "onze", "douze", "treize", "quatorze", "quinze", "seize", "vingt", "vingts", "trente",
    "quarante", "cinquante", "soixante", "septante", "huitante", "octante", "nonante", "cent",
    "cents", "mil", "mille", "et", "deuxieme", "zero",
];

/// The position after the date that begins at `at`. `may_be_year`: a year alone counts.
pub fn date(seen: &Seen, at: usize, may_be_year: bool) -> Option<usize> {
    if seen.char(at).is_ascii_digit() {
        in_digits(seen, at, may_be_year)
    } else {
        in_words(seen, at)
    }
}

/// The year of the date in digits between two positions, when it has one: the last number, or
/// the first one where that has four digits. Two digits are of the last century from 30 on.
pub fn year_of(seen: &Seen, start: usize, end: usize) -> Option<u32> {
    let first = seen.skip(start, |c| c.is_ascii_digit()).min(end);
    let last = seen.back(end, start, |c| c.is_ascii_digit());
    let value = |from: usize, to: usize| seen.text(from..to).parse::<u32>().ok();
    match (first - start, end - last) {
        // `14021961`
        (8, 8) => {
            let is_day = |at: usize, most: u32| {
                value(at, at + 2).is_some_and(|value| (1..=most).contains(&value))
            };
            value(start + 4, end).filter(|_| is_day(start, 31) && is_day(start + 2, 12))
        }
        (4, _) => value(start, first),
        (_, 4) => value(last, end),
        (_, 2) if last > start => {
            value(last, end).map(|year| if year < 30 { 2000 + year } else { 1900 + year })
        }
        _ => None,
    }
    .filter(|year| (1900..=2100).contains(year))
}

fn in_digits(seen: &Seen, at: usize, may_be_year: bool) -> Option<usize> {
    let (first, size, end) = digits(seen, at)?;
    // `1er mars`, `3 mars 1957`.
    let day_end = if seen.has(end, "er ") { end + 2 } else { end };
    let month = seen.skip(day_end, |c| matches!(c, ' ' | '-' | '/' | '.')).min(day_end + 2);
    if size <= 2
        && let Some(end) = month_name(seen, month)
    {
        let in_words = || years_in_words(seen, end);
        return Some(year(seen, end).or_else(in_words).unwrap_or(end));
    }
    if let Some((second, second_size, second_end)) = next(seen, end) {
        if let Some((third, third_size, third_end)) = next(seen, second_end) {
            let is_day = |value: u32, size: usize| size <= 2 && (1..=31).contains(&value);
            let is_date = is_day(first, size)
                && is_day(second, second_size)
                && matches!(third_size, 2 | 4)
                || is_year(first, size) && is_day(second, second_size) && is_day(third, third_size);
            if is_date {
                return Some(third_end);
            }
        }
        let is_month = size <= 2 && (1..=31).contains(&first);
        let is_short = second_size <= 2 && (1..=12).contains(&second) && seen.char(end) != ' ';
        if is_month && (is_year(second, second_size) || is_short) {
            return Some(second_end);
        }
    }
    // `12031957`, `120357`.
    let is_compact = size == 8 || size == 6 && (1..=311_299).contains(&first);
    let is_alone = !seen.char(end).is_alphanumeric();
    (is_alone && (is_compact || may_be_year && is_year(first, size))).then_some(end)
}

/// A run of digits: its value, its size and the position after it.
fn digits(seen: &Seen, at: usize) -> Option<(u32, usize, usize)> {
    let end = seen.skip(at, |c| c.is_ascii_digit());
    let size = end - at;
    if !(1..=8).contains(&size) {
        return None;
    }
    Some((seen.text(at..end).parse().ok()?, size, end))
}

/// The next run of digits, after a separator.
fn next(seen: &Seen, at: usize) -> Option<(u32, usize, usize)> {
    let next = seen.skip(at, |c| matches!(c, '/' | '.' | '-' | ' ' | '_')).min(at + 3);
    if next == at { None } else { digits(seen, next) }
}

fn is_year(value: u32, size: usize) -> bool {
    size == 4 && (1000..=2100).contains(&value)
}

fn year(seen: &Seen, at: usize) -> Option<usize> {
    let start = seen.skip(at, |c| matches!(c, ' ' | '.' | '\'' | '-' | '/' | ',')).min(at + 3);
    let (value, size, end) = digits(seen, start)?;
    let is_known = is_year(value, size) || size == 2;
    (start > at && is_known).then_some(end)
}

fn month_name(seen: &Seen, at: usize) -> Option<usize> {
    let end = seen.skip(at, char::is_alphabetic).min(at + 10);
    MONTHS.contains(&seen.text(at..end).as_str()).then_some(end)
}

/// `mille neuf cent cinquante-sept` after a month.
fn years_in_words(seen: &Seen, month_end: usize) -> Option<usize> {
    let start = seen.skip(month_end, |c| c == ' ').min(month_end + 2);
    let is_year =
        ["mil", "deux mil", "dix-neuf", "dix neuf"].iter().any(|word| seen.has(start, word));
    if is_year { in_words(seen, start) } else { None }
}

/// `mars 1957`, `trois mars mille neuf cent cinquante-sept`.
fn in_words(seen: &Seen, at: usize) -> Option<usize> {
    let (mut position, mut end) = (at, None);
    let (mut words, mut has_month) = (0, false);
    while words < 14 {
        let word_end = seen.skip(position, char::is_alphabetic).min(position + 12);
        let word = seen.text(position..word_end);
        // « sept » is the number here, and short for « septembre » only after digits.
        let is_month = MONTHS.contains(&word.as_str()) && word != "sept";
        if is_month && has_month || !is_month && !NUMBERS.contains(&word.as_str()) {
            break;
        }
        has_month |= is_month;
        words += 1;
        // « vingt et un », but not « octobre et » something else.
        end = if word == "et" { end } else { Some(word_end) };
        if is_month && let Some(year) = year(seen, word_end) {
            return Some(year);
        }
        position = seen.skip(word_end, |c| matches!(c, ' ' | '-')).min(word_end + 2);
    }
    // `né un jour` has one word of these, `en deux mille six` three.
    end.filter(|_| has_month && words > 1 || words > 2)
}
