//! Names after a word for a relative: « ma mère Soizic Abgrall », « mon fils erwan », « sa femme,
//! Nolwenn Abgrall, … ». The word has its owner, or it is « le petit ».

use std::sync::LazyLock;

use super::given::given;
use super::lexicon::Lexicon;
use super::name::capitals;
use super::name_word::{Form, word};
use super::person::{Named, Who};
use super::seen::Seen;
use super::title::word_behind;
use super::unknown::is_unknown;

#[rustfmt::skip]
const KIN: [&str; 58] = [
    "petite-fille", "belle-fille", "belle-soeur", "grand-oncle", "grand-tante", "beau-frere",
    "belle-mere", "grand-mere", "grand-pere", "petit-fils", "beau-fils", "beau-pere",
    "compagnon", "concubine", "conjointe", "compagne", "concubin", "conjoint", "fillette",
    "aidante", "cadette", "cousine", "jumelle", "voisine", "aidant", "copain", "copine",
    "cousin", "enfant", "epouse", "fiston", "garcon", "gendre", "jumeau", "tonton", "voisin",
    "cadet", "epoux", "femme", "fille", "frere", "maman", "mamie", "neveu", "niece", "oncle",
    "soeur", "tante", "amie", "bebe", "fils", "mari", "mere", "papa", "papi", "pere", "ami",
    "bru",
];
static WORDS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(KIN.into_iter().map(|word| (word, ()))));
const OWNERS: [&str; 13] =
    ["mon", "ma", "mes", "ton", "ta", "tes", "son", "sa", "ses", "notre", "nos", "votre", "leur"];
/// Words between the owner and the relative.
const QUALITIES: [&str; 13] = [
    "grand", "grande", "petit", "petite", "beau", "belle", "arriere", "ex", "demi", "feu", "futur",
    "vieux", "jeune",
];

/// Finds every name of a relative.
pub fn names(seen: &Seen, found: &mut Vec<Named>) {
    for at in (0..seen.len()).filter(|at| seen.is_word_start(*at)) {
        let end = relative(seen, at).or_else(|| little(seen, at));
        let name = end.and_then(|end| name(seen, end));
        found.extend(name.map(|(start, end)| Named { start, end, who: Who::Anyone }));
    }
}

/// The position after a relative who has an owner.
fn relative(seen: &Seen, at: usize) -> Option<usize> {
    let (word, ()) = WORDS.at(seen, at).find(|(word, ())| seen.has_word(at, word))?;
    let mut start = at;
    for _ in 0..3 {
        let behind = behind(seen, start)?;
        let text = seen.text(behind..seen.skip(behind, char::is_alphabetic));
        if OWNERS.contains(&text.as_str()) {
            return Some(at + word.len());
        }
        if !QUALITIES.contains(&text.as_str()) {
            return None;
        }
        start = behind;
    }
    None
}

/// Where the word before a position begins, which a space or a hyphen divides from it.
fn behind(seen: &Seen, at: usize) -> Option<usize> {
    let end = seen.back(at, at.saturating_sub(1), |c| matches!(c, ' ' | '-'));
    let start = seen.back(end, end.saturating_sub(10), char::is_alphabetic);
    (start < end && end < at).then_some(start)
}

/// « le petit Erwan », « la petite Nolwenn ».
fn little(seen: &Seen, at: usize) -> Option<usize> {
    let word = ["petite", "petit"].into_iter().find(|word| seen.has_word(at, word))?;
    let start = at + word.len() + 1;
    given(seen, start).filter(|_| seen.char(at).is_lowercase())?;
    matches!(word_behind(seen, at).as_str(), "le" | "la").then_some(at + word.len())
}

fn name(seen: &Seen, after: usize) -> Option<(usize, usize)> {
    let start = seen.skip(after, |c| matches!(c, ' ' | ',' | ':' | '(')).min(after + 2);
    if start == after {
        return None;
    }
    let is_apart = start > after + 1;
    if let Some(end) = given(seen, start).filter(|_| !is_apart || seen.char(start).is_uppercase()) {
        return Some((start, end));
    }
    // A name that is not in the list has a small letter after its capital: `ma fille Zwonka`.
    let first = word(seen, start).filter(|first| first.form == Form::Capital)?;
    let is_written = seen.char(start + 1).is_lowercase() && first.end > start + 2;
    let end = capitals(seen, start)?;
    (!is_apart && is_written && is_unknown(seen, &first)).then_some((start, end))
}
