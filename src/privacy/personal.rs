//! Numbers and identifiers of a person that are in no health directory: identity papers, cards of
//! professionals, members of an insurance, and the identifiers of accounts.
//!
//! Formats: the French identity card has 12 digits or, since 2021, 9 letters and digits; the
//! passport two digits, two letters and five digits; the residence permit ten digits (ICAO Doc
//! 9303 leaves them to each state). The card CPS has ten digits. The number AM of a prescriber has
//! nine, as ADELI. The others are each organisation's; all are found by the words before them.

use std::sync::LazyLock;

use super::family::is_surname;
use super::first_name::is_first_name;
use super::found::{Kind, Span};
use super::lexicon::Lexicon;
use super::rare::is_rare;
use super::seen::Seen;
use super::unknown::is_name_word;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    /// The word alone announces it, `cni 880692310285`.
    Paper,
    /// « numéro » stands before or after it: `n° d'adhérent …`, `carte CPS n° …`.
    Numbered,
    /// Nine digits, `n° AM 291234567`.
    Prescriber,
    /// An account: `identifiant : ykermarrec`.
    Login,
}

/// The longer ones first.
#[rustfmt::skip]
const LABELS: [(&str, Label); 50] = [
    ("carte nationale d'identite", Label::Paper), ("carte d'identite", Label::Paper),
    ("piece d'identite", Label::Paper), ("cni", Label::Paper), ("passeport", Label::Paper),
    ("titre de sejour", Label::Paper), ("carte de sejour", Label::Paper),
    ("permis de conduire", Label::Paper), ("permis", Label::Paper),
    ("carte cps", Label::Numbered), ("carte cpe", Label::Numbered), ("carte cpf", Label::Numbered),
    ("cps", Label::Numbered), ("cpe", Label::Numbered), ("serie de ma carte", Label::Numbered),
    ("serie de la carte", Label::Numbered), ("adherent mutuelle", Label::Numbered),
    ("adherent", Label::Numbered), ("adherente", Label::Numbered), ("mutuelle", Label::Numbered),
    ("contrat", Label::Numbered), ("client", Label::Numbered), ("agent", Label::Numbered),
    ("assure", Label::Numbered), ("assuree", Label::Numbered),
    ("beneficiaire", Label::Numbered), ("allocataire", Label::Numbered),
    ("matricule", Label::Paper),
    ("assurance maladie", Label::Prescriber), ("am", Label::Prescriber),
    ("facturation", Label::Prescriber), ("prescripteur", Label::Prescriber),
    ("ps", Label::Prescriber),
    ("identifiant de connexion", Label::Login), ("identifiant mssante", Label::Login),
    ("identifiants", Label::Login), ("identifiant", Label::Login),
    ("nom d'utilisateur", Label::Login), ("utilisateur", Label::Login), ("username", Label::Login),
    ("user", Label::Login), ("login", Label::Login), ("compte", Label::Login),
    ("pseudo", Label::Login), ("id", Label::Login),
    ("numero fiscal", Label::Paper), ("numero d'etranger", Label::Paper), ("agdref", Label::Paper),
    ("imei", Label::Paper), ("plaque", Label::Paper),
];
static WORDS: LazyLock<Lexicon<Label>> = LazyLock::new(|| Lexicon::new(LABELS));
/// Words that say that a number is meant.
const NUMBER: [&str; 8] = ["n°", "no", "n", "num", "numero", "nr", "nº", "numeros"];
/// Words that may stand between.
#[rustfmt::skip]
const BETWEEN: [&str; 23] = [
    "d", "l", "c",    "est", "c'est", "de", "d'", "mon", "ma", "sa", "son", "le", "la", "du", "l'", "numero", "num",
    "no", "n", "mutuelle", "carte", "serie", "professionnel",
];
/// The fewest digits of a number, and the most characters of one.
const LEAST: usize = 5;
const MOST: usize = 64;

/// Finds every number and identifier.
pub fn numbers(seen: &Seen, spans: &mut Vec<Span>) {
    for at in (0..seen.len()).filter(|at| seen.is_word_start(*at)) {
        let label = WORDS.at(seen, at).find(|(words, _)| seen.has_word(at, words));
        let found = label.and_then(|(words, label)| {
            let after = at + words.chars().count();
            match label {
                Label::Login => login(seen, after),
                _ => number(seen, at, after, label),
            }
        });
        spans.extend(found);
    }
}

fn number(seen: &Seen, at: usize, after: usize, label: Label) -> Option<Span> {
    let (start, has_number) = value(seen, after);
    if start == after {
        return None;
    }
    let has_number = has_number || is_numbered(seen, at);
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let token = seen.skip(start, is_part).min(start + MOST);
    let end = seen.back(token, start, |c| c == '-');
    let digits = |end: usize| (start..end).filter(|at| seen.char(*at).is_ascii_digit()).count();
    if digits(end) == 0 || seen.before(start).is_alphanumeric() {
        return None;
    }
    let is_whole = !seen.char(token).is_alphanumeric() && seen.char(end) != '/';
    let end = groups_end(seen, end);
    let count = digits(end);
    let is_year = count == 4 && end == start + 4;
    let (kind, is_fit) = match label {
        // The new identity card: `X4RTBPFW4`
        Label::Paper => {
            let is_mixed = end >= start + 9 && count > 1;
            (Kind::Personal, count >= LEAST || is_mixed)
        }
        Label::Prescriber => (Kind::Adeli, count == 9 && has_number),
        _ => (Kind::Personal, count >= LEAST && has_number),
    };
    let is_price = matches!(seen.char(seen.skip(end, |c| c == ' ')), '€' | '%');
    (is_fit && is_whole && !is_year && !is_price).then(|| Span::new(start, end, kind))
}

/// Where the value after a label begins, and whether « numéro » is between.
fn value(seen: &Seen, after: usize) -> (usize, bool) {
    let (mut at, mut has_number) = (after, false);
    for _ in 0..3 {
        let start = seen.skip(at, |c| " :=#°º.(".contains(c)).min(at + 4);
        let end = seen.skip(start, |c| c.is_alphabetic() || c == '\'').min(start + 16);
        let word = seen.text(start..end);
        let is_number = NUMBER.contains(&word.as_str());
        if end == start || !is_number && !BETWEEN.contains(&word.as_str()) {
            return (start, has_number);
        }
        has_number |= is_number;
        at = end;
    }
    (seen.skip(at, |c| " :=#°º.(".contains(c)).min(at + 4), has_number)
}

/// `n° d'adhérent`, `numéro de carte CPS`: « numéro » stands before the label.
fn is_numbered(seen: &Seen, label: usize) -> bool {
    let before = seen.text(label.saturating_sub(24)..label);
    let words: Vec<&str> = before.split([' ', '\'']).filter(|word| !word.is_empty()).collect();
    let mut words = words.iter().rev();
    let last = words.find(|word| !BETWEEN.contains(word) || NUMBER.contains(word));
    last.is_some_and(|word| NUMBER.contains(word) || word.ends_with("n°"))
}

/// The position after the groups of digits that follow, `29 1 23456 7`.
fn groups_end(seen: &Seen, end: usize) -> usize {
    let mut end = end;
    for _ in 0..5 {
        let next = seen.skip(end + 1, |c| c.is_ascii_digit());
        let is_group = seen.char(end) == ' ' && seen.before(end).is_ascii_digit();
        if !is_group || next == end + 1 || next > end + 6 || seen.char(next).is_alphanumeric() {
            break;
        }
        end = next;
    }
    end
}

/// `identifiant : ykermarrec`, `login kermarrec29`, « mon login est ykermarrec ».
fn login(seen: &Seen, after: usize) -> Option<Span> {
    let start = seen.skip(after, |c| matches!(c, ' ' | ':' | '=' | '"' | '«')).min(after + 4);
    if start == after {
        return None;
    }
    let is_signed = (after..start).any(|at| matches!(seen.char(at), ':' | '='));
    let verb = ["est : ", "est ", "c'est "].iter().find(|verb| seen.has(start, verb));
    let start = verb.map_or(start, |verb| start + verb.chars().count());
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '#');
    let token = seen.skip(start, is_part).min(start + MOST);
    let end = seen.back(token, start, |c| matches!(c, '.' | '-' | '#'));
    if end < start + 4 || token == start + MOST {
        return None;
    }
    let has = |fits: fn(char) -> bool| (start..end).any(|at| fits(seen.char(at)));
    let text = seen.text(start..end);
    let (has_letter, has_digit) = (has(char::is_alphabetic), has(|c| c.is_ascii_digit()));
    let is_said = is_signed || verb.is_some();
    let is_made = has_letter && has_digit && !is_product(&text) && end > start + 5;
    let is_number = !has_letter && end > start + 6 && text.chars().all(|c| c.is_ascii_digit());
    let is_account = is_made || is_number || is_said && is_account_name(&text);
    is_account.then(|| Span::new(start, end, Kind::Account))
}

/// An initial before a name, `ykermarrec`, or a first name and a name, `yvon.kermarrec`.
fn is_account_name(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['.', '_', '-']).collect();
    let is_known = |word: &str| is_first_name(word) || is_surname(word) || is_rare(word);
    match parts.as_slice() {
        [one] => is_known(one) || one.len() > 5 && (is_rare(&one[1..]) || is_surname(&one[1..])),
        [first, .., last] => {
            (is_known(first) || first.len() == 1) && is_known(last)
                || is_first_name(first) && is_name_word(last)
        }
        [] => false,
    }
}

/// Names of products with a number, and versions.
fn is_product(text: &str) -> bool {
    const PRODUCTS: [&str; 10] = [
        "office", "windows", "outlook", "apicrypt", "android", "mssante", "ios", "ecps", "cps",
        "oauth",
    ];
    PRODUCTS.iter().any(|product| text.starts_with(product)) || text.starts_with('v')
}
