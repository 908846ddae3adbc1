//! Names after a greeting, and before or after the end of a letter: « Bonjour Nolwenn », « cdt
//! nolwenn abgrall », « Merci, Nolwenn », « signé Abgrall ». Who is greeted or signs is seldom a
//! patient.

use std::sync::LazyLock;

use super::given::{any, given};
use super::initial::initials;
use super::lexicon::Lexicon;
use super::name::capitals;
use super::name_word::{Form, word};
use super::person::{Named, Who};
use super::seen::Seen;
use super::unknown::is_unknown;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    /// `bonjour`: a first name follows at once.
    Opening,
    /// `merci`: the same, or one that ends the line after a sign.
    Thanks,
    /// `cordialement`: the name of the writer may follow and end the line.
    Closing,
    /// `signé`: the same.
    Signed,
}

#[rustfmt::skip]
const LABELS: [(&str, Label); 44] = [
    ("bonjour", Label::Opening), ("bonsoir", Label::Opening), ("bjr", Label::Opening),
    ("bsr", Label::Opening), ("salut", Label::Opening), ("slt", Label::Opening),
    ("coucou", Label::Opening), ("hello", Label::Opening), ("chere", Label::Opening),
    ("cher", Label::Opening), ("merci d'avance", Label::Thanks), ("merci beaucoup", Label::Thanks),
    ("merci bcp", Label::Thanks), ("merci", Label::Thanks), ("remerciements", Label::Thanks),
    ("bonne journee", Label::Thanks), ("bonne soiree", Label::Thanks),
    ("bon week-end", Label::Thanks), ("bonne fin de journee", Label::Thanks),
    ("a bientot", Label::Thanks), ("bien cordialement", Label::Closing),
    ("tres cordialement", Label::Closing), ("cordialement", Label::Closing),
    ("cordiales salutations", Label::Closing), ("salutations distinguees", Label::Closing),
    ("sinceres salutations", Label::Closing), ("salutations", Label::Closing),
    ("cdlt", Label::Closing), ("cdt", Label::Closing), ("bien a vous", Label::Closing),
    ("bien a toi", Label::Closing), ("bav", Label::Closing), ("bat", Label::Closing),
    ("amicalement", Label::Closing), ("respectueusement", Label::Closing),
    ("sincerement", Label::Closing), ("confraternellement", Label::Closing),
    ("bien confraternellement", Label::Closing), ("amities", Label::Closing),
    ("signee par", Label::Signed), ("signe par", Label::Signed), ("signee", Label::Signed),
    ("signe", Label::Signed), ("signature", Label::Signed),
];
static WORDS: LazyLock<Lexicon<Label>> = LazyLock::new(|| Lexicon::new(LABELS));
/// The most signs between a closing and the name.
const MOST_SIGNS: usize = 5;

/// Finds every name.
pub fn names(seen: &Seen, found: &mut Vec<Named>) {
    for at in (0..seen.len()).filter(|at| seen.is_word_start(*at)) {
        let label = WORDS.at(seen, at).find(|(words, _)| seen.has_word(at, words));
        let name = label.and_then(|(words, label)| name(seen, at + words.chars().count(), label));
        let who = Who::Professional;
        found.extend(name.map(|(start, end)| Named { start, end, who }));
    }
}

fn name(seen: &Seen, after: usize, label: Label) -> Option<(usize, usize)> {
    let is_sign = |c: char| matches!(c, ' ' | ',' | '.' | '!' | ';' | ':' | '\n' | '-' | '*');
    let start = seen.skip(after, is_sign).min(after + MOST_SIGNS);
    let is_next = start == after + 1 && seen.char(after) == ' ';
    if start == after {
        return None;
    }
    if matches!(label, Label::Opening | Label::Thanks) && is_next {
        return given(seen, start).map(|end| (start, end));
    }
    let found = match label {
        Label::Opening => None,
        Label::Thanks => given(seen, start),
        Label::Closing => any(seen, start).or_else(|| whole(seen, start)),
        Label::Signed => {
            any(seen, start).or_else(|| whole(seen, start)).or_else(|| single(seen, start))
        }
    };
    let end = with_initial(seen, found?);
    let is_last =
        seen.char(seen.skip(end, |c| matches!(c, ' ' | '.' | '!' | ')' | '"' | '»'))) == '\n';
    // « le certificat signé nolwenn abgrall est refusé »
    let is_first = label == Label::Signed && end > word(seen, start)?.end;
    (is_last || is_first).then_some((start, end))
}

/// Two or three words with capitals that nothing is known of.
fn whole(seen: &Seen, start: usize) -> Option<usize> {
    let first = word(seen, start).filter(|first| first.form == Form::Capital)?;
    let end = capitals(seen, start)?;
    let name = seen.text(start..end);
    let last = seen.back(end, start, |c| c.is_alphabetic() || c == '-');
    let last_word = word(seen, last)?;
    let is_name = is_unknown(seen, &first) && is_unknown(seen, &last_word);
    (end > first.end && name.split(' ').count() <= 3 && is_name).then_some(end)
}

/// One word with a capital, written as names are.
fn single(seen: &Seen, start: usize) -> Option<usize> {
    let first = word(seen, start).filter(|first| first.form == Form::Capital)?;
    let is_written = seen.char(start + 1).is_lowercase() || first.end > start + 5;
    (is_written && is_unknown(seen, &first)).then_some(first.end)
}

/// `Nolwenn A.`
fn with_initial(seen: &Seen, end: usize) -> usize {
    let initial = seen.skip(end, |c| c == ' ').min(end + 1);
    let is_initial = initial > end
        && seen.char(initial).is_uppercase()
        && !seen.char(initial + 1).is_alphanumeric()
        && initials(seen, initial).is_none();
    if is_initial { initial + 1 } else { end }
}
