//! Dates of birth, which the words before them tell from other dates.
//!
//! Format: as people write dates in French, in digits or with the month or the whole date in
//! words, and ISO 8601.

use super::found::{Kind, Span};
use super::name::{Named, name_after, name_before};
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
/// How many characters may stand between the words and the date: `née Martin à Lyon, le `.
const REACH: usize = 60;

/// Finds every date of birth, and the names beside it. `text` is the original, where `né` can
/// be told from `ne`.
pub fn dates(seen: &Seen, text: &str, spans: &mut Vec<Span>, names: &mut Vec<Named>) {
    let mut at = 0;
    while at < seen.len() {
        if !seen.char(at).is_alphabetic() {
            at += 1;
            continue;
        }
        let end = seen.skip(at, char::is_alphabetic);
        let announcement = Announcement::read(seen, text, at, end);
        let found = announcement.and_then(|announcement| announcement.date(seen, at, end));
        if found.is_some() && announcement == Some(Announcement::Born) {
            names.extend(name_before(seen, at));
            names.extend(name_after(seen, end));
        }
        at = end;
        if let Some((start, end)) = found {
            spans.push(Span::new(start, end, Kind::BirthDate));
            at = at.max(end);
        }
    }
}

/// What says that a date of birth is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Announcement {
    /// `ne`, which is mostly the negation: the date is the next thing.
    Unaccented,
    /// `nés`, `nées`: a whole date is the next thing.
    Several,
    /// `né`, `née`: a name or a place may come first.
    Born,
    /// `date de naissance`, `DDN`: the date may also stand before it.
    Label,
}

impl Announcement {
    fn read(seen: &Seen, text: &str, start: usize, end: usize) -> Option<Self> {
        if end - start > "naissance".len() {
            return None;
        }
        match seen.text(start..end).as_str() {
            "ne" if text[seen.bytes(start..end)].chars().count() == 2
                && text[seen.bytes(start..end)].eq_ignore_ascii_case("ne") =>
            {
                Some(Self::Unaccented)
            }
            // `nés en 1957` is in rules about pensions.
            "nes" | "nees" => Some(Self::Several),
            "ne" | "nee" => Some(Self::Born),
            "ddn" | "dob" => Some(Self::Label),
            "naissance" | "naiss" => {
                let before = seen.text(start.saturating_sub(10)..start);
                let is_date = ["date de ", "date ", "dates de ", "jour de ", "annee de ", "d. de "]
                    .iter()
                    .any(|words| before.ends_with(words));
                let after = seen.skip(end, |c| c == ' ' || c == '.').min(end + 2);
                let is_label = matches!(seen.char(after), ':' | '=') || seen.has(after, "le ");
                (is_date || is_label).then_some(Self::Label)
            }
            _ => None,
        }
    }

    fn date(self, seen: &Seen, word: usize, start: usize) -> Option<(usize, usize)> {
        let start = ["(e)s", "(e)", ".e.s", ".e", "-e", "/nee", "/e"]
            .iter()
            .find(|ending| seen.has(start, ending))
            .map_or(start, |ending| start + ending.chars().count());
        if let Some(found) = self.after(seen, start) {
            return Some(found);
        }
        if self == Self::Label { before(seen, word) } else { None }
    }

    fn after(self, seen: &Seen, start: usize) -> Option<(usize, usize)> {
        if matches!(self, Self::Unaccented | Self::Several) {
            let at = seen.skip(start, |c| c == ' ');
            let words: &[&str] = if self == Self::Several { &["le "] } else { &["le ", "en "] };
            let at = words.iter().find(|word| seen.has(at, word)).map(|word| at + word.len())?;
            return date(seen, at, true).map(|end| (at, end));
        }
        for at in start..(start + REACH).min(seen.len()) {
            // A sentence ends here; a colon or a comma does not end it.
            let is_end = matches!(seen.char(at), '\n' | '?' | '!' | ';' | '\0')
                || seen.char(at) == '.' && seen.char(at + 1) == ' ' && at > start + 1;
            if is_end {
                return None;
            }
            let is_first = seen.char(at).is_alphanumeric() && !seen.before(at).is_alphanumeric();
            // A year alone is announced: `en 1957`, `DDN : 1957`.
            let before = seen.text(at.saturating_sub(3)..at);
            let is_year = before.ends_with("en ")
                || matches!(seen.before(at), ':' | '=')
                || before.ends_with(": ")
                || before.ends_with("= ")
                || at <= start + 1;
            // `né avant juillet 1956` is in rules too.
            if is_first
                && ["avant ", "apres ", "entre ", "compter "].iter().any(|word| seen.has(at, word))
            {
                return None;
            }
            if is_first && let Some(end) = date(seen, at, is_year) {
                return Some((at, end));
            }
        }
        None
    }
}

/// `12/03/1957 (DDN)`.
fn before(seen: &Seen, word: usize) -> Option<(usize, usize)> {
    let words = ["date de ", "date ", "ma ", "est ", "sa "];
    let mut end = word;
    loop {
        let next = words
            .iter()
            .find_map(|word| end.checked_sub(word.len()).filter(|at| seen.has(*at, word)));
        let next = next.unwrap_or_else(|| {
            seen.back(end, end.saturating_sub(4), |c| {
                matches!(c, ' ' | '(' | '=' | ':' | '-' | ',')
            })
        });
        if next == end {
            break;
        }
        end = next;
    }
    let from = end.saturating_sub(20);
    (from..end)
        .filter(|at| seen.char(*at).is_ascii_digit() && !seen.before(*at).is_ascii_digit())
        .find(|at| date(seen, *at, false) == Some(end))
        .map(|at| (at, end))
}

/// The position after the date that begins at `at`. `may_be_year`: a year alone counts.
fn date(seen: &Seen, at: usize, may_be_year: bool) -> Option<usize> {
    if seen.char(at).is_ascii_digit() {
        in_digits(seen, at, may_be_year)
    } else {
        in_words(seen, at)
    }
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
