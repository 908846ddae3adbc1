//! Names after words that announce them: `Nom : Durand`, « je m’appelle Durand », « née Durand »,
//! « la patiente Marie Durand ».

use std::sync::LazyLock;

use super::clinical::is_of_care;
use super::family::is_surname;
use super::first_name::is_first_name;
use super::given::given;
use super::identity::name_before;
use super::lexicon::Lexicon;
use super::name::capitals;
use super::name_word::{Form, Word, word};
use super::office::is_office;
use super::ordinary::{is_ordinary, is_role};
use super::person::{Named, Who};
use super::rare::is_rare;
use super::seen::Seen;
use super::subject::{Subject, is_person, subject};
use super::term::is_term;
use super::title::word_behind;
use super::unknown::is_unknown;
use super::verb::is_verb;

/// What a label says of what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    /// `nom`, a field of a form: a sign and a name follow.
    Field,
    /// « je m’appelle »: nothing but a name follows.
    Introduction,
    /// « s’appelle », of a person or of a thing: the clause before says which.
    Called,
    /// « nommé », which is a verb too: a word for a person stands right before it.
    Apposed,
    /// « la patiente »: a name with capitals follows, or one after a sign.
    Patient,
    /// « c’est »: a whole name follows at once, or a first name that ends its clause.
    Speaker,
    /// « je suis », « moi c’est »: the same, or any first name.
    Me,
    /// « née »: the name that somebody was born with follows at once.
    Maiden,
    /// « l’infirmière »: a name with capitals follows at once.
    Colleague,
    /// The same after « l’enfant », who may be anybody.
    Child,
}

impl Label {
    fn who(self) -> Who {
        match self {
            Self::Patient => Who::Patient,
            Self::Colleague => Who::Professional,
            _ => Who::Anyone,
        }
    }
}

/// The longer ones first.
#[rustfmt::skip]
const LABELS: [(&str, Label); 84] = [
    ("nom de naissance", Label::Field), ("nom de jeune fille", Label::Field),
    ("nom de famille", Label::Field), ("nom d'usage", Label::Field), ("nom usuel", Label::Field),
    ("nom marital", Label::Field), ("nom du patient", Label::Field),
    ("nom de la patiente", Label::Field), ("nom patient", Label::Field),
    ("nom et prenom", Label::Field), ("nom/prenom", Label::Field), ("nom prenom", Label::Field),
    ("identite", Label::Field), ("nom, prenom", Label::Field), ("noms", Label::Field), ("nom", Label::Field),
    ("prenoms", Label::Field), ("prenom", Label::Field), ("patronyme", Label::Field),
    ("je m'appelle", Label::Introduction), ("je m appelle", Label::Introduction),
    ("je mappelle", Label::Introduction), ("j'm'appelle", Label::Introduction),
    ("je m'apelle", Label::Introduction), ("je m apelle", Label::Introduction),
    ("je mapelle", Label::Introduction), ("jmappelle", Label::Introduction),
    ("jmapelle", Label::Introduction), ("j'mapelle", Label::Introduction),
    ("je me nomme", Label::Introduction), ("je me prenomme", Label::Introduction),
    ("mon nom est", Label::Introduction), ("mon nom c'est", Label::Introduction),
    ("mon prenom est", Label::Introduction), ("mon prenom c'est", Label::Introduction),
    ("son nom est", Label::Introduction), ("son prenom est", Label::Introduction),
    ("s'appelle", Label::Called), ("s appelle", Label::Called), ("s'appellent", Label::Called),
    ("s'appelait", Label::Called), ("se nomme", Label::Called), ("se nommait", Label::Called),
    ("se prenomme", Label::Called), ("prenomme", Label::Called), ("prenommee", Label::Called),
    ("au nom de", Label::Called), ("repondant au nom de", Label::Called),
    ("nomme", Label::Apposed), ("nommee", Label::Apposed), ("denomme", Label::Apposed),
    ("denommee", Label::Apposed), ("du nom de", Label::Apposed), ("du prenom de", Label::Apposed),
    ("patients", Label::Patient), ("patientes", Label::Patient),
    ("patiente", Label::Patient), ("patient", Label::Patient),
    ("pt", Label::Patient), ("pte", Label::Patient), ("pat.", Label::Patient), ("bebe", Label::Child),
    ("nourrisson", Label::Child), ("enfant", Label::Child),
    ("moi c'est", Label::Me), ("moi c", Label::Me), ("je suis", Label::Me), ("ici", Label::Speaker),
    ("c'est", Label::Speaker), ("nee", Label::Maiden),
    ("infirmiere", Label::Colleague), ("infirmier", Label::Colleague),
    ("secretaire", Label::Colleague), ("assistante", Label::Colleague),
    ("collegue", Label::Colleague), ("confrere", Label::Colleague),
    ("consoeur", Label::Colleague), ("pharmacien", Label::Colleague),
    ("pharmacienne", Label::Colleague), ("interne", Label::Colleague),
    ("kine", Label::Colleague), ("sage-femme", Label::Colleague), ("sage femme", Label::Colleague), ("soeur", Label::Colleague),
];
static WORDS: LazyLock<Lexicon<Label>> = LazyLock::new(|| Lexicon::new(LABELS));
/// What a field holds when it holds no name: `Nom : obligatoire`.
#[rustfmt::skip]
const STATES: [&str; 33] = [
    "pareil", "pareille", "comme", "autrement", "exactement", "obligatoire", "facultatif", "oblige", "vide", "champ", "invalide", "incorrect", "errone",
    "inconnu", "manquant", "absent", "requis", "different", "texte", "exemple", "test", "date",
    "adresse", "numero", "identite", "sexe", "nom", "prenom", "general", "generale", "national",
    "nationale", "regional",
];

/// Finds every name after a label.
pub fn names(seen: &Seen, found: &mut Vec<Named>) {
    for at in (0..seen.len()).filter(|at| seen.is_word_start(*at)) {
        let label = WORDS.at(seen, at).find(|(words, _)| seen.has_word(at, words));
        if let Some((words, label)) = label {
            let after = at + words.chars().count();
            let is_upper = (at..after).all(|at| !seen.char(at).is_lowercase());
            let is_first = seen.char(at).is_lowercase() && word_behind(seen, at).is_empty();
            // « Dossier Patient Informatisé » is a term.
            let is_term = matches!(label, Label::Patient | Label::Child | Label::Colleague)
                && seen.char(at).is_uppercase()
                && !word_behind(seen, at).is_empty();
            let name = match label {
                Label::Called | Label::Apposed => called(seen, at, after, label),
                _ => name(seen, after, label, is_upper, is_first),
            };
            let is_patients = label == Label::Field && words.contains("patient");
            found.extend(name.filter(|name| !is_term || is_whole(seen, name.start, name.end)).map(
                |name| Named { who: if is_patients { Who::Patient } else { name.who }, ..name },
            ));
            // « Durand née Petit »
            if label == Label::Maiden && found.last().is_some_and(|name| name.start > at) {
                found.extend(name_before(seen, at).or_else(|| single_before(seen, at)));
            }
        }
    }
}

/// The name after « s’appelle »: of a person any one, of nobody who is named a whole name.
fn called(seen: &Seen, at: usize, after: usize, label: Label) -> Option<Named> {
    if label == Label::Apposed && !is_person(&word_behind(seen, at)) {
        return None;
    }
    let start = seen.skip(after, |c| matches!(c, ' ' | ':' | '"' | '«' | '*')).min(after + 4);
    let titled = word(seen, start)?;
    let (subject, is_capital) = (subject(seen, at), seen.char(start).is_uppercase());
    let end = if is_capital { capitals(seen, start) } else { lower(seen, start) };
    let end = end.filter(|_| start > after && is_name_word(&titled.folded))?;
    let is_named = match subject {
        Subject::Patient | Subject::Person => !titled.is_trade(seen),
        Subject::Unknown => is_capital && end > titled.end && is_known(seen, start, end),
        Subject::Thing => false,
    };
    let who = if subject == Subject::Patient { Who::Patient } else { Who::Anyone };
    is_named.then_some(Named { start, end, who })
}

/// Whether a word may begin a name.
fn is_name_word(word: &str) -> bool {
    word.len() > 1
        && !is_role(word)
        && !is_ordinary(word)
        && !STATES.contains(&word)
        && !is_of_care(word)
        && !is_office(word)
        && !is_person(word)
}

/// The name after a label that ends at `after`, is written in capitals or is not, and begins a
/// clause or does not.
fn name(seen: &Seen, after: usize, label: Label, is_upper: bool, is_first: bool) -> Option<Named> {
    // `Patient(e)`, `Nom(s)`
    let after = ["(e)", "(s)", "(es)"]
        .iter()
        .find(|ending| seen.has(after, ending))
        .map_or(after, |ending| after + ending.len());
    // « le nom du patient est kermarrec »: a word that is spelled as a name follows.
    let is_said = label == Label::Field && seen.has(after, " est ");
    let after = if is_said { after + " est".len() } else { after };
    let is_gap = |c: char| matches!(c, ' ' | ':' | '=' | '"' | '«' | '*' | '(' | ',' | '\n' | '-');
    let start = seen.skip(after, is_gap).min(after + 5);
    let has = |signs: &[char]| (after..start).any(|at| signs.contains(&seen.char(at)));
    let is_signed = has(&[':', '=']);
    let is_line = has(&['\n']);
    let first = word(seen, start)?;
    let is_capital = seen.char(start).is_uppercase();
    // `patient K.`, `bébé K.`
    let is_initial = first.end - start == 1
        && seen.char(first.end) == '.'
        && is_capital
        && matches!(label, Label::Patient | Label::Child);
    let is_word = is_role(&first.folded)
        || is_ordinary(&first.folded)
        || STATES.contains(&first.folded.as_str())
        || is_of_care(&first.folded)
        || first.is_trade(seen)
        || first.end - start < 2 && !is_initial;
    let end = if is_capital { capitals(seen, start) } else { lower(seen, start) };
    // « la patiente kermarrec injoignable »
    let end = end.map(|end| match label {
        Label::Patient | Label::Colleague if !is_capital => known_end(seen, &first, end),
        _ => end,
    });
    // `nom durand prénom …`
    let is_pair = label == Label::Field
        && !is_upper
        && seen.has(seen.skip(first.end, |c| matches!(c, ' ' | ',')).min(first.end + 2), "prenom");
    let end = if is_pair { Some(first.end) } else { end };
    // `l’enfant K. né hier`
    let is_word = is_word && !(is_initial && start == after + 1);
    if let Some(end) = by_first_name(seen, start, label).filter(|_| start == after + 1) {
        return Some(Named { start, end, who: label.who() });
    }
    let end = end.filter(|_| start > after && !is_word)?;
    let is_name = match label {
        // `NOM Durand`, and `nom Durand` where a clause begins.
        Label::Field => {
            let is_bare = (is_upper || is_first) && is_capital && is_written(seen, start, end);
            let is_known =
                is_first_name(&first.folded) || is_surname(&first.folded) || is_rare(&first.folded);
            !is_line && (is_signed || is_bare || (is_known || is_pair) && start == after + 1)
        }
        Label::Introduction => !is_line && !has(&[',', '(']),
        Label::Called | Label::Apposed => false,
        Label::Patient if is_line || has(&[',', '(', '-']) => false,
        _ if is_initial => start == after + 1,
        Label::Patient if is_capital => is_signed || is_written(seen, start, end),
        Label::Patient => is_signed || has_first_name(seen, start) || is_rare(&first.folded),
        _ if start != after + 1 => false,
        Label::Speaker | Label::Me => {
            let is_known = is_first_name(&first.folded) || is_unknown_person(seen, start, end);
            is_capital && is_known && end > first.end
        }
        Label::Maiden => is_maiden(seen, start, is_capital),
        Label::Colleague | Label::Child => {
            is_capital && !is_upper && is_written(seen, start, end) || is_rare(&first.folded)
        }
    };
    let end = if label == Label::Field { with_first_name(seen, end) } else { end };
    is_name.then_some(Named { start, end, who: label.who() })
}

/// « je suis nolwenn abgrall », « ma collègue nolwenn », « c’est Nolwenn, la secrétaire ».
fn by_first_name(seen: &Seen, start: usize, label: Label) -> Option<usize> {
    let end = given(seen, start)?;
    let is_clause = || {
        let next = seen.skip(end, |c| c == ' ');
        matches!(seen.char(next), ',' | '.' | '!' | '\n' | ':')
    };
    match label {
        Label::Me => Some(end),
        Label::Speaker => is_clause().then_some(end),
        Label::Colleague | Label::Child => seen.char(start).is_lowercase().then_some(end),
        _ => None,
    }
}

/// `Nom, prénom : Abgrall, Nolwenn`
fn with_first_name(seen: &Seen, end: usize) -> usize {
    let start = seen.skip(end, |c| matches!(c, ',' | ' ')).min(end + 2);
    let is_listed = seen.char(end) == ',' && seen.char(start).is_uppercase();
    let first = word(seen, start).filter(|first| is_listed && is_first_name(&first.folded));
    first.map_or(end, |first| first.end)
}

/// `Durand` in « Durand née Petit », where a text begins.
fn single_before(seen: &Seen, at: usize) -> Option<Named> {
    let end = seen.back(at, at.saturating_sub(2), |c| matches!(c, ' ' | ','));
    let start = seen.back(end, end.saturating_sub(32), |c| c.is_alphabetic() || c == '-');
    let name = word(seen, start).filter(|name| name.form == Form::Capital && end < at)?;
    (name.end == end && end > start + 2 && is_unknown(seen, &name)).then_some(Named {
        start,
        end,
        who: Who::Anyone,
    })
}

/// Whether the word after « née » is a name, and no place or month.
fn is_maiden(seen: &Seen, start: usize, is_capital: bool) -> bool {
    let Some(first) = word(seen, start) else { return false };
    let is_known = is_surname(&first.folded) || is_rare(&first.folded);
    let is_written = is_capital && is_written(seen, start, first.end);
    is_unknown(seen, &first) && (is_known || is_written)
}

/// A name in small letters: one word, or two of which one is a first name.
fn lower(seen: &Seen, start: usize) -> Option<usize> {
    let first = word(seen, start).filter(|first| first.form == Form::Lower)?;
    let next = seen.skip(first.end, |c| c == ' ').min(first.end + 1);
    let second = word(seen, next).filter(|second| {
        next > first.end
            && second.form == Form::Lower
            && second.end - next > 2
            && is_name_word(&second.folded)
            && !second.is_trade(seen)
            && !is_verb(&second.folded)
            && !is_term(&second.folded)
            && !matches!(second.folded.as_str(), "prenom" | "nom" | "ddn" | "nee")
    });
    Some(second.map_or(first.end, |second| second.end))
}

/// The end of a name that its spelling tells: a second word is a part of it only when it is known
/// or spelled so too.
fn known_end(seen: &Seen, first: &Word, end: usize) -> usize {
    let second = seen.text(first.end..end);
    let second = second.trim();
    let is_known = is_first_name(second) || is_surname(second) || is_rare(second);
    if is_rare(&first.folded) && !is_known { first.end } else { end }
}

/// Whether one of the two words in small letters at a position is a first name or a surname.
fn has_first_name(seen: &Seen, start: usize) -> bool {
    let Some(end) = lower(seen, start) else { return false };
    let name = seen.text(start..end);
    name.split(' ').any(|word| is_first_name(word) || is_surname(word))
}

/// Whether a whole name has a first name that is known, or is an unknown person's.
fn is_known(seen: &Seen, start: usize, end: usize) -> bool {
    seen.text(start..end).split(' ').any(is_first_name) || is_unknown_person(seen, start, end)
}

/// Whether two or three words with capitals are no words of French that are known, nor in
/// capitals alone: « je suis Babette Quenouillard », and not « je suis Infirmière Libérale ».
fn is_unknown_person(seen: &Seen, start: usize, end: usize) -> bool {
    let name = seen.text(start..end);
    let words = || name.split(' ').filter(|word| !word.is_empty());
    (2..=3).contains(&words().count())
        && words().all(|word| is_name_word(word) && !is_term(word) && !is_verb(word))
        && seen.char(start + 1).is_lowercase()
}

/// Whether a name has a first name or two words with capitals, neither of which French uses
/// otherwise.
fn is_whole(seen: &Seen, start: usize, end: usize) -> bool {
    let name = seen.text(start..end);
    let words = || name.split(' ').filter(|word| !word.is_empty());
    words().any(is_first_name) || words().count() > 1 && !words().any(is_ordinary)
}

/// Whether the first word of a name is written as names are, with small letters after the
/// capital, or is long for an acronym: `le patient DMP` is not one.
fn is_written(seen: &Seen, start: usize, end: usize) -> bool {
    let first = word(seen, start).map_or(end, |word| word.end);
    let small = (start + 1..first).filter(|at| seen.char(*at).is_lowercase()).count();
    let capitals = first - start - small;
    small > 0 && capitals <= 2 || small == 0 && (first - start > 4 || end > first)
}
