//! Dates of birth, which the words before them tell from other dates. The forms of dates are
//! in `date`, and those that only a name stands beside in `identity`.

use super::date::date;
use super::found::{Kind, Span};
use super::identity::{name_after, name_before, name_behind_date};
use super::person::Named;
use super::seen::Seen;
use super::subject::{is_of_thing, is_thing_behind};

/// How many characters may stand between the words and the date: `née Martin à Lyon, le `.
const REACH: usize = 80;

/// What is written before « naissance » for the word « date ».
#[rustfmt::skip]
const BIRTH_WORDS: [&str; 16] = [
    "annee ", "ans de ", "an de ",
    "date de ", "date ", "dates de ", "jour de ", "annee de ", "d. de ", "dt ", "dt de ", "dte ",
    "dte de ", "dat ", "d de ", "dt. ",
];
/// Words after which a date is that of a rule.
const NOT_BIRTH: [&str; 8] =
    ["avant", "apres", "entre", "compter", "loi", "decret", "arrete", "ordonnance"];

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
        let found = announcement.and_then(|announcement| announcement.date(seen, at, end)).filter(
            |(_, date_end)| {
                announcement.is_some_and(Announcement::is_label)
                    || !is_of_thing(seen, at) && !is_thing_behind(seen, *date_end)
            },
        );
        let is_birth = matches!(announcement, Some(Announcement::Born | Announcement::Unaccented));
        if found.is_some() && is_birth {
            names.extend(name_before(seen, at));
            names.extend(name_after(seen, end));
        }
        at = end;
        if let Some((start, end)) = found.filter(|(_, end)| !is_default(seen, *end)) {
            spans.push(Span::new(start, end, Kind::BirthDate));
            names.extend(name_behind_date(seen, end));
            at = at.max(end);
            while let Some((start, end)) = further(seen, at) {
                spans.push(Span::new(start, end, Kind::BirthDate));
                at = end;
            }
        }
    }
}

/// A second date beside one of birth: « né le 12/03/1957 ou 13/03/1957 », « … au lieu du … ».
fn further(seen: &Seen, end: usize) -> Option<(usize, usize)> {
    const LINKS: [&str; 13] = [
        "et non pas",
        "et non",
        "et pas",
        "au lieu du",
        "au lieu de",
        "plutot que",
        "ou bien",
        "ou",
        "et",
        "non",
        "pas",
        "mais",
        "alors que",
    ];
    let start = seen.skip(end, |c| matches!(c, ' ' | ',' | '/' | '(')).min(end + 3);
    let link = LINKS.iter().find(|link| seen.has_word(start, link))?;
    let at = seen.skip(start + link.len(), |c| c == ' ').min(start + link.len() + 2);
    let article = ["le ", "du ", "pas le ", "c'est le "].iter().find(|word| seen.has(at, word));
    let at = article.map_or(at, |word| at + word.len());
    let date_end = date(seen, at, false).filter(|_| seen.char(at).is_ascii_digit())?;
    is_whole(seen, at, date_end).then_some((at, date_end))
}

/// « date de naissance 1er janvier par défaut »: nobody's.
fn is_default(seen: &Seen, end: usize) -> bool {
    let at = seen.skip(end, |c| matches!(c, ' ' | ',' | '(')).min(end + 2);
    ["par defaut", "est mis par defaut", "fictif", "fictive", "lunaire"]
        .iter()
        .any(|words| seen.has_word(at, words))
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
    /// `DN`, `anniversaire`, which are said of other things too: the date is the next thing.
    Next,
}

impl Announcement {
    fn is_label(self) -> bool {
        matches!(self, Self::Label | Self::Next)
    }

    fn read(seen: &Seen, text: &str, start: usize, end: usize) -> Option<Self> {
        if end - start > "anniversaire".len() {
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
            // `d.d.n.`, `d/d/n`
            "n" if ["d.d.", "d d ", "d/d/", "d-d-"]
                .iter()
                .any(|letters| start > 3 && seen.has(start - 4, letters))
                && seen.is_word_start(start.saturating_sub(4)) =>
            {
                Some(Self::Label)
            }
            "dn" | "anniv" | "anniversaire" | "nait" | "naquit" => Some(Self::Next),
            "naissance" | "naiss" | "nais" | "naissances" => {
                let before = seen.text(start.saturating_sub(10)..start);
                let is_date = BIRTH_WORDS.iter().any(|words| before.ends_with(words));
                let after = seen.skip(end, |c| c == ' ' || c == '.').min(end + 2);
                let is_label = matches!(seen.char(after), ':' | '=') || seen.has(after, "le ");
                // « naissance 14/02/1961 »
                let next = if is_date || is_label { Self::Label } else { Self::Next };
                (is_date || is_label || seen.char(after).is_ascii_digit()).then_some(next)
            }
            _ => None,
        }
    }

    fn date(self, seen: &Seen, word: usize, start: usize) -> Option<(usize, usize)> {
        if self == Self::Next {
            let at = seen.skip(start, |c| " :=.(\n".contains(c)).min(start + 4);
            let words = ["le ", "est le ", "du ", "est "];
            let at =
                words.iter().find(|word| seen.has(at, word)).map_or(at, |word| at + word.len());
            let end = date(seen, at, false)?;
            return is_whole(seen, at, end).then_some((at, end));
        }
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
            let at = seen.skip(start, |c| c == ' ' || c == '\n').min(start + 3);
            let words: &[&str] = if self == Self::Several { &["le "] } else { &["le ", "en "] };
            let at = words.iter().find(|word| seen.has(at, word)).map(|word| at + word.len())?;
            // « ne le 12 » is a day.
            let short = || if seen.has(at - 3, "en ") { short_year(seen, at) } else { None };
            return date(seen, at, true).or_else(short).map(|end| (at, end));
        }
        for at in start..(start + REACH).min(seen.len()) {
            // A sentence ends here; a colon or a comma does not end it.
            let is_end = matches!(seen.char(at), '\n' | '?' | '!' | ';' | '\0')
                || seen.char(at) == '.' && seen.char(at + 1) == ' ' && at > start + 1;
            // A line may end before the date or before its article.
            let is_wrapped = seen.char(at) == '\n'
                && matches!(seen.text(start..at).trim(), "" | "le" | ":" | "en");
            if is_wrapped {
                continue;
            }
            if is_end {
                return None;
            }
            // `DDN12/03/1975`
            let is_glued = at == start && seen.char(at).is_ascii_digit();
            let is_first =
                is_glued || seen.char(at).is_alphanumeric() && !seen.before(at).is_alphanumeric();
            if !is_first {
                continue;
            }
            // A year alone is announced: `en 1957`, `DDN : 1957`.
            let before = seen.text(at.saturating_sub(3)..at);
            let is_year = before.ends_with("en ")
                || seen.text(at.saturating_sub(5)..at) == "vers "
                || matches!(seen.before(at), ':' | '=')
                || before.ends_with(": ")
                || before.ends_with("= ")
                || before.ends_with("en\n")
                || at <= start + 1;
            // `né avant juillet 1956` is in rules too, and `née de la loi du 3 mars 2013`.
            if NOT_BIRTH.iter().any(|word| seen.has_word(at, word)) {
                return None;
            }
            let is_announced =
                before.ends_with("en ") || seen.text(at.saturating_sub(4)..at).ends_with("en '");
            let short = || if is_announced { short_year(seen, at) } else { None };
            if let Some(end) = date(seen, at, is_year).or_else(short) {
                return Some((at, end));
            }
        }
        None
    }
}

/// The end of a year of two digits, « né en 61 », unless it counts something, « en 48 heures ».
fn short_year(seen: &Seen, at: usize) -> Option<usize> {
    const UNITS: [&str; 14] = [
        "h", "heure", "heures", "j", "jour", "jours", "semaine", "semaines", "mois", "an", "ans",
        "minutes", "min", "secondes",
    ];
    let end = seen.skip(at, |c| c.is_ascii_digit());
    let next = seen.skip(end, |c| c == ' ').min(end + 1);
    let unit = seen.text(next..seen.skip(next, char::is_alphabetic).min(next + 12));
    let is_over = !seen.char(end).is_alphanumeric() && !matches!(seen.char(next), '%' | '€');
    let is_decimal =
        matches!(seen.char(end), '.' | ',' | '/') && seen.char(end + 1).is_ascii_digit();
    (end == at + 2 && is_over && !is_decimal && !UNITS.contains(&unit.as_str())).then_some(end)
}

/// Whether a date has its year in digits.
fn is_whole(seen: &Seen, start: usize, end: usize) -> bool {
    end - start > 5 && seen.before(end).is_ascii_digit()
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
