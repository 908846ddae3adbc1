//! Numbers that an establishment gives to a patient, a stay or a file.
//!
//! Format: none is national. The identifier of a patient (IPP, in IHE profiles « PI ») and that of
//! a stay (NDA, IEP) are what each hospital's system makes, mostly 7 to 10 digits; NIP is the
//! same in older systems. They are found by their label, and have five digits or more: « IPP de
//! 2024 » names a year.

use std::cell::LazyCell;
use std::sync::LazyLock;

use super::date::date;
use super::found::{Kind, Span};
use super::lexicon::Lexicon;
use super::seen::Seen;

#[rustfmt::skip]
const LABELS: [(&str, Whose); 31] = [
    ("ipp", Whose::Patient), ("nip", Whose::Patient), ("iep", Whose::Patient),
    ("nda", Whose::Patient), ("identifiant patient", Whose::Patient),
    ("identifiant du patient", Whose::Patient), ("id patient", Whose::Patient),
    ("numero patient", Whose::Patient), ("numero de patient", Whose::Patient),
    ("numero du patient", Whose::Patient), ("n° patient", Whose::Patient),
    ("n° du patient", Whose::Patient), ("n° de patient", Whose::Patient),
    ("numero de sejour", Whose::Patient), ("n° de sejour", Whose::Patient),
    ("n° sejour", Whose::Patient), ("numero de venue", Whose::Patient),
    ("dossier patient n°", Whose::Patient), ("dossier medical n°", Whose::Patient),
    ("dossier patient numero", Whose::Patient), ("dossier patient", Whose::Patient),
    ("dossier medical", Whose::Patient),
    ("numero de dossier", Whose::Anyone), ("numero du dossier", Whose::Anyone),
    ("n° de dossier", Whose::Anyone), ("n° dossier", Whose::Anyone),
    ("num de dossier", Whose::Anyone), ("num dossier", Whose::Anyone),
    ("dossier n°", Whose::Anyone), ("dossier numero", Whose::Anyone),
    ("no de dossier", Whose::Anyone),
];
static WORDS: LazyLock<Lexicon<Whose>> = LazyLock::new(|| Lexicon::new(LABELS));
/// Words that may stand between a label and its number.
#[rustfmt::skip]
const BETWEEN: [&str; 12] = [
    "est", "numero", "n", "no", "num", "le", "du", "patient", "suivant", "mdph", "cpam", "caf",
];
/// The fewest digits of a number.
const LEAST: usize = 5;
/// The most characters of one.
const MOST: usize = 24;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Patient,
    /// A file may be that of a request: it is a patient's if the text speaks of one.
    Anyone,
}

/// Finds every number; whether one of them is a patient's.
pub fn numbers(seen: &Seen, spans: &mut Vec<Span>) -> bool {
    let (mut is_patients, speaks_of_patient) = (false, LazyCell::new(|| seen.has_patient()));
    for at in (0..seen.len()).filter(|at| seen.is_word_start(*at)) {
        let label = WORDS.at(seen, at).find(|(words, _)| seen.has_word(at, words));
        let found = label
            .and_then(|(words, whose)| Some((number(seen, at + words.chars().count())?, whose)));
        if let Some(((start, end), whose)) = found {
            is_patients |= whose == Whose::Patient || *speaks_of_patient;
            spans.push(Span::new(start, end, Kind::File));
        }
    }
    is_patients
}

/// Where the number is that follows a label.
fn number(seen: &Seen, after: usize) -> Option<(usize, usize)> {
    let mut at = after;
    for _ in 0..3 {
        let start = seen.skip(at, |c| " :=#°º.-(".contains(c)).min(at + 5);
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/');
        let token = seen.skip(start, is_part).min(start + MOST);
        let end = seen.back(token, start, |c| matches!(c, '-' | '/'));
        let digits = (start..end).filter(|at| seen.char(*at).is_ascii_digit()).count();
        if start == end || start == after {
            return None;
        }
        // « dossier patient 12/2024 »
        let is_divided = (start..end).any(|at| matches!(seen.char(at), '-' | '/'));
        if is_divided && date(seen, start, false) == Some(end) {
            return None;
        }
        if digits >= LEAST {
            return Some((start, groups_end(seen, end)));
        }
        // `80 0123 4567`
        let grouped = groups_end(seen, end);
        let all = (start..grouped).filter(|at| seen.char(*at).is_ascii_digit()).count();
        if digits == end - start && all >= LEAST + 2 {
            return Some((start, grouped));
        }
        if !BETWEEN.contains(&seen.text(start..end).as_str()) {
            return None;
        }
        at = end;
    }
    None
}

/// The position after the groups of digits that follow a number, each after one space.
fn groups_end(seen: &Seen, end: usize) -> usize {
    let mut end = end;
    for _ in 0..4 {
        let next = seen.skip(end + 1, |c| c.is_ascii_digit());
        let is_group = seen.char(end) == ' ' && (2..=4).contains(&(next - end - 1));
        if !is_group || seen.char(next).is_alphanumeric() {
            break;
        }
        end = next;
    }
    end
}
