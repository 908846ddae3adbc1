//! Every identifier that is made of digits, read from the left: after a find, reading goes on
//! behind it.
//!
//! Formats of the directories, from the « Annuaire santé » of ANS: RPPS, 11 digits, the last
//! one a Luhn key; ADELI, 9 characters that begin with the department; FINESS, 9 characters
//! that begin with the department, the last one a Luhn key. Nine digits with a Luhn key are a
//! SIREN too, which names a company. So ADELI and FINESS numbers are found by the word beside
//! them, and then with a wrong key as well: it is a typing error.

use std::ops::Range;
use std::sync::LazyLock;

use super::bank::card;
use super::checks::luhn;
use super::found::{Kind, Span};
use super::lexicon::Lexicon;
use super::list::is_list;
use super::number::Number;
use super::phone::{phone, service};
use super::seen::Seen;
use super::social::{halves, nir};

/// In how many characters before a number the word is looked for that says what it is.
const REACH: usize = 48;
/// The same for the words that stand far before it in a sentence: `notre n° FINESS de l’entité
/// juridique de rattachement, …`. Its number has a key, and no other label is between.
const FAR: usize = 160;
/// The same after a number: `10… est mon numéro RPPS` is the longest form that is wanted.
const REACH_AFTER: usize = 24;

/// What the words beside a number say that it is.
#[derive(Debug)]
struct Label {
    /// `None`: a number that is kept.
    kind: Option<Kind>,
    words: &'static [&'static str],
    /// How many digits the number may have, the usual length first.
    lengths: &'static [usize],
}

static LABELS: [Label; 8] = [
    Label {
        kind: Some(Kind::Nir),
        words: &[
            "nir",
            "ins",
            "nia",
            "secu",
            "securite sociale",
            "numero ss",
            "n° ss",
            "num secu",
            "n°ss",
            "vitale",
            "nss",
        ],
        lengths: &[15, 13, 14, 12, 16],
    },
    Label {
        kind: Some(Kind::Rpps),
        words: &["rpps", "idnps", "numrpps", "norpps", "nrpps", "idrpps", "rppsid"],
        lengths: &[11, 12, 10],
    },
    Label {
        kind: Some(Kind::Adeli),
        words: &["adeli", "numadeli", "noadeli", "idadeli"],
        lengths: &[9, 10, 8],
    },
    Label {
        kind: Some(Kind::Finess),
        words: &["finess", "finessej", "finesset", "finesseg", "numfiness", "nofiness", "idfiness"],
        lengths: &[9, 10, 8],
    },
    Label {
        kind: Some(Kind::Card),
        words: &[
            "carte bancaire",
            "carte bleue",
            "carte de credit",
            "cb",
            "visa",
            "mastercard",
            "amex",
            "american express",
            "carte de paiement",
        ],
        lengths: &[16, 15, 14, 13, 17, 18, 19],
    },
    Label {
        kind: Some(Kind::Iban),
        words: &["iban", "rib", "compte bancaire"],
        lengths: &[23, 21, 24, 22, 20, 18, 16, 14],
    },
    Label {
        kind: Some(Kind::Phone),
        words: &[
            "tel",
            "telephone",
            "tph",
            "gsm",
            "portable",
            "mobile",
            "fax",
            "appeler",
            "appelez",
            "appelle",
            "rappeler",
            "rappelez",
            "joindre",
            "joignable",
            "whatsapp",
            "sms",
            "ligne directe",
        ],
        lengths: &[10, 9, 11, 12],
    },
    Label {
        kind: None,
        words: &["siren", "siret", "cerfa", "ticket", "duns", "cip", "ean", "oid", "issn", "isbn"],
        lengths: &[],
    },
];

impl Label {
    /// Whether the number has one usual length in one directory: other numbers in the sentence
    /// are told from it.
    fn is_in_directory(&self) -> bool {
        matches!(self.kind, Some(Kind::Finess | Kind::Adeli | Kind::Rpps))
    }
}

/// The words of all labels.
static WORDS: LazyLock<Lexicon<&Label>> = LazyLock::new(|| {
    Lexicon::new(
        LABELS.iter().flat_map(|label| label.words.iter().map(move |words| (*words, label))),
    )
});

/// Finds every number that names a person, an establishment or an account.
pub fn numbers(seen: &Seen, spans: &mut Vec<Span>) {
    let labels = labels(seen);
    let mut at = 0;
    while at < seen.len() {
        let is_first = seen.char(at).is_ascii_digit() && !seen.before(at).is_ascii_digit();
        if !is_first {
            at += 1;
            continue;
        }
        at = match find(seen, &labels, at) {
            Ok(mut span) => {
                // `1 85 … 084 (36)`: a bracket that was opened inside is closed.
                let is = |bracket: char| span.range.clone().any(|at| seen.char(at) == bracket);
                if is('(') && !is(')') && seen.char(span.range.end) == ')' {
                    span.range.end += 1;
                }
                let end = span.range.end;
                spans.push(span);
                end
            }
            Err(next) => next,
        };
    }
}

/// What begins with the group of digits at `start`, or the position from which to go on.
fn find(seen: &Seen, labels: &[Labelled], start: usize) -> Result<Span, usize> {
    let number = Number::read(seen, start);
    let Some(first) = number.groups.first() else {
        return Err(seen.skip(start, |c| c.is_ascii_digit()));
    };
    let span = |end, kind| Ok(Span::new(start, end, kind));
    if let Some(end) = nir(seen, start) {
        return span(end, Kind::Nir);
    }
    if let Some(groups) = number.date() {
        return Err(number.groups[groups - 1].end);
    }
    if is_amount(seen, &number) {
        return Err(number.groups.last().map_or(first.end, |group| group.end));
    }
    let label = label(seen, labels, start..first.end);
    let is_nir = label.is_some_and(|label| label.kind == Some(Kind::Nir));
    if let Some(end) = halves(seen, start, is_nir) {
        return span(end, Kind::Nir);
    }
    let is_kept = label.is_some_and(|label| label.kind.is_none());
    if is_kept {
        return Err(first.end);
    }
    if let Some(end) = card(&number) {
        return span(end, Kind::Card);
    }
    if let Some(end) = rpps(&number) {
        return span(end, Kind::Rpps);
    }
    // A number that has its own name is not a telephone number, whatever its first digits.
    let named = label.and_then(|label| Some((label.kind?, label)));
    let labelled = named.and_then(|(kind, label)| {
        let group = label.lengths.iter().find_map(|length| number.at(*length))?;
        Some((group.end, kind))
    });
    match labelled {
        Some((end, kind)) if kind != Kind::Phone => return span(end, kind),
        _ => {}
    }
    if let Some(end) = service(seen, &number) {
        return Err(end);
    }
    if is_list(seen, &number) {
        return Err(number.groups.last().map_or(first.end, |group| group.end));
    }
    if let Some((start, end)) = phone(seen, &number) {
        return Ok(Span::new(start, end, Kind::Phone));
    }
    if let Some((end, kind)) = labelled {
        return span(end, kind);
    }
    if let Some((kind, _)) = named
        && let Some(end) = corsican(seen, start, kind)
    {
        return span(end, kind);
    }
    Err(first.end)
}

/// Where the words of a label stand.
#[derive(Debug)]
struct Labelled {
    range: Range<usize>,
    label: &'static Label,
}

/// Every label in the text, in order. They are found once: a text of many numbers would
/// otherwise be read again for each.
fn labels(seen: &Seen) -> Vec<Labelled> {
    let mut found = Vec::new();
    for at in (0..seen.len()).filter(|at| seen.is_word_start(*at)) {
        let words = WORDS.at(seen, at).find(|(words, _)| seen.has_word(at, words));
        found.extend(words.map(|(words, label)| {
            let range = at..at + words.chars().count();
            Labelled { range, label }
        }));
    }
    found
}

/// The label of a number: the last one before it in the same line, unless one follows in
/// brackets, `10… (RPPS)`; else one that follows, `10… est mon RPPS`.
fn label(seen: &Seen, labels: &[Labelled], number: Range<usize>) -> Option<&'static Label> {
    let next = labels.partition_point(|found| found.range.end <= number.start);
    let before = next.checked_sub(1).map(|last| &labels[last]).filter(|found| {
        let gap = found.range.end..number.start;
        let reach = if found.label.is_in_directory() { FAR } else { REACH };
        gap.len() <= reach
            && (gap.len() <= REACH || is_one_sentence(seen, gap.clone()))
            && gap.into_iter().all(|at| seen.char(at) != '\n')
    });
    let after = labels[next..].iter().find(|found| found.range.start >= number.end);
    let after = after.filter(|found| {
        let mut gap = number.end..found.range.start;
        // Another number may be what the words are about: `10… NIR : 1…`.
        gap.len() <= REACH_AFTER
            && gap.all(|at| seen.char(at) != '\n' && !seen.char(at).is_ascii_digit())
    });
    let bracket = seen.skip(number.end, |c| c == ' ');
    let is_in_brackets =
        after.is_some_and(|after| seen.char(bracket) == '(' && after.range.start <= bracket + 4);
    let chosen = if is_in_brackets { after } else { before.or(after) };
    chosen.map(|found| found.label)
}

/// Whether no sentence ends in a gap, which may hold a short number (`de l’entité 2`).
fn is_one_sentence(seen: &Seen, mut gap: Range<usize>) -> bool {
    !gap.any(|at| matches!(seen.char(at), '.' | '?' | '!' | ';') && seen.char(at + 1) == ' ')
}

/// Eleven digits that begin with 1 or 8 and have their key. All RPPS numbers that were given
/// out so far begin with 10: eleven digits in one piece that do are one, with a mistake in the
/// key or not. With the type 8 before it, the number is an IdNPS of 12 digits.
fn rpps(number: &Number) -> Option<usize> {
    let is_short = |n: usize| number.sizes(n).len() <= 6;
    let is_address = number.groups.len() >= 4
        && number.groups[..3].iter().all(|group| group.separator == Some('.'));
    if let Some(group) = number.at(11) {
        let digits = &number.digits[..11];
        let is_whole = number.sizes(11).len() == 1;
        if number.starts_with("10") && (is_whole || luhn(digits) && !is_address && is_short(11))
            || matches!(digits[0], 1 | 8) && is_whole && luhn(digits)
        {
            return Some(group.end);
        }
    }
    let group = number.at(12)?;
    let is_whole = number.sizes(12).len() == 1;
    (number.starts_with("810") && is_whole && luhn(&number.digits[1..12])).then_some(group.end)
}

/// An ADELI or FINESS number of Corsica (2A, 2B) or, in ADELI, from overseas (9A to 9F).
fn corsican(seen: &Seen, start: usize, kind: Kind) -> Option<usize> {
    let is_department = matches!(seen.char(start), '2' | '9')
        && matches!(seen.lower(start + 1), 'a'..='f')
        && matches!(kind, Kind::Adeli | Kind::Finess);
    let rest = is_department.then(|| Number::read(seen, seen.skip(start + 2, |c| c == ' ')))?;
    rest.at(7).map(|group| group.end)
}

/// `1 200 000 €`, `35,50 €`, `12,5 %`.
fn is_amount(seen: &Seen, number: &Number) -> bool {
    let end = number.groups.last().map_or(number.start, |group| group.end);
    let after = seen.skip(end, |c| c == ' ').min(end + 2);
    let is_unit = matches!(seen.char(after), '€' | '%' | '$' | '£')
        || ["euro", "eur ", "million", "milliard"].iter().any(|unit| seen.has(after, unit));
    let is_thousands = number.groups[1..].iter().all(|group| group.size <= 3);
    is_unit && is_thousands && number.groups[0].size <= 3 && number.digits.first() != Some(&0)
}
