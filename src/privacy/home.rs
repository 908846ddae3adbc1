//! Where a person lives: a street with its number after « j’habite », « domicilié » or « mon
//! adresse ». The address of an organisation has no such word before it, and is kept.
//!
//! Format: the fourth and the sixth line of a French address (NF Z10-011, « La Poste, la bonne
//! adresse »): number, street, and postal code with the town.

use std::sync::LazyLock;

use super::found::{Kind, Span};
use super::lexicon::Lexicon;
use super::name_word::{Form, word};
use super::seen::Seen;

#[rustfmt::skip]
const HEADS: [&str; 22] = [
    "chez moi",
    "j'habite", "j habite", "habite", "habitant", "habitons", "domicilie", "domiciliee",
    "domicile", "demeurant", "demeure", "reside", "residant", "mon adresse", "son adresse",
    "notre adresse", "adresse du patient", "adresse de la patiente", "adresse patient",
    "adresse personnelle", "adresse perso", "adresse du domicile",
];
static WORDS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(HEADS.into_iter().map(|words| (words, ()))));
/// Words that may stand before the number of the street.
const BETWEEN: [&str; 9] =
    ["est", "le", "au", "a", "c'est", "postale", "personnelle", "perso", "actuellement"];
#[rustfmt::skip]
const STREETS: [&str; 46] = [
    "rue", "avenue", "av", "ave", "boulevard", "bd", "bld", "blvd", "bvd", "allee", "allees", "all",
    "impasse", "imp", "chemin", "ch", "che", "quai", "square", "sq", "esplanade", "faubourg", "fbg",
    "route", "rte", "place", "pl", "cours", "passage", "residence", "res", "lotissement", "lot",
    "hameau", "villa", "sentier", "ruelle", "venelle", "cite", "clos", "chaussee", "mail",
    "lieu-dit", "rond-point", "grande", "grand",
];
/// Words of a street's name in small letters.
const LINKS: [&str; 10] = ["de", "du", "des", "la", "le", "les", "l", "d", "et", "sur"];
/// The most words of a street's name, and of a town's.
const MOST_WORDS: usize = 7;

/// Finds every home.
pub fn homes(seen: &Seen, spans: &mut Vec<Span>) {
    for at in (0..seen.len()).filter(|at| seen.is_word_start(*at)) {
        let head = WORDS.at(seen, at).find(|(words, ())| seen.has_word(at, words));
        let found = match head {
            Some((words, ())) => home(seen, at + words.chars().count()),
            None => alone(seen, at),
        };
        spans.extend(found.map(|(start, end)| Span::new(start, end, Kind::Home)));
    }
}

/// `12 bis rue du port 29200 brest`: a number with its suffix, a street, a postal code and a town
/// are all that stands in the line.
fn alone(seen: &Seen, at: usize) -> Option<(usize, usize)> {
    let line = seen.back(at, at.saturating_sub(2), |c| c == ' ');
    if !seen.char(at).is_ascii_digit() || seen.before(line) != '\n' {
        return None;
    }
    let street = street_end(seen, at)?;
    let end = town_end(seen, street)?;
    let next = seen.skip(end, |c| matches!(c, ' ' | '.' | ','));
    (seen.char(next) == '\n').then_some((at, end))
}

fn home(seen: &Seen, after: usize) -> Option<(usize, usize)> {
    let mut start = after;
    for _ in 0..4 {
        start = seen.skip(start, |c| " :,=\n".contains(c)).min(start + 4);
        if seen.char(start).is_ascii_digit() {
            break;
        }
        let word = BETWEEN.iter().find(|word| seen.has_word(start, word))?;
        start += word.len();
    }
    let end = street_end(seen, start)?;
    let end = town_end(seen, end).unwrap_or(end);
    Some((start, end))
}

/// The position after a street that begins with its number, `12 bis rue du Port`.
fn street_end(seen: &Seen, start: usize) -> Option<usize> {
    let number = seen.skip(start, |c| c.is_ascii_digit());
    if number == start || number > start + 4 {
        return None;
    }
    let mut at = seen.skip(number, |c| matches!(c, ' ' | ',')).min(number + 2);
    if let Some(suffix) = ["bis", "ter", "quater", "b", "a"].iter().find(|s| seen.has_word(at, s)) {
        at = seen.skip(at + suffix.len(), |c| matches!(c, ' ' | ',')).min(at + suffix.len() + 2);
    }
    let street = seen.skip(at, |c| c.is_alphabetic() || c == '-');
    if !STREETS.contains(&seen.text(at..street.min(at + 16)).as_str()) {
        return None;
    }
    Some(words_end(seen, street)).filter(|end| *end > street)
}

/// The position after the words of a name: capitals and what links them; in small letters one.
fn words_end(seen: &Seen, from: usize) -> usize {
    let (mut end, mut at, mut has_name) = (from, from, false);
    for _ in 0..MOST_WORDS {
        let start = seen.skip(at, |c| matches!(c, ' ' | '\'')).min(at + 2);
        let Some(word) = word(seen, start).filter(|_| start > from) else { break };
        let is_link = LINKS.contains(&word.folded.as_str()) || word.form == Form::Particle;
        let is_upper = seen.char(start).is_uppercase();
        if !is_link && !is_upper && has_name {
            break;
        }
        if !is_link {
            (end, has_name) = (word.end, true);
        }
        at = word.end;
    }
    end
}

/// The position after a postal code and the town, or « à » and the town.
fn town_end(seen: &Seen, from: usize) -> Option<usize> {
    let start = seen.skip(from, |c| matches!(c, ' ' | ',' | '-' | '(' | '\n')).min(from + 4);
    let code = seen.skip(start, |c| c.is_ascii_digit());
    if code == start + 5 {
        return Some(words_end(seen, code));
    }
    let is_town = seen.has(start, "a ") && seen.char(start + 2).is_uppercase();
    is_town.then(|| words_end(seen, start + 1))
}
