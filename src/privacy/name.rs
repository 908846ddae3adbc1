//! Names of persons after a civility or a title: `Mme Durand`, `Dr J.-P. de La Tour`, and, as
//! phones write them, `mme durand`.
//!
//! Format: none is defined. The forms of titles are those of the « Lexique des règles
//! typographiques en usage à l’Imprimerie nationale », with those that people type instead. A
//! name without a title is not looked for: a list of surnames would hold most common nouns.

use super::found::{Kind, Span};
use super::name_word::{Form, Word, word};
use super::ordinary::{is_first_name, is_ordinary, is_role};
use super::seen::Seen;

/// Words of a name at most, particles included.
const MOST_WORDS: usize = 7;

/// How surely a name follows a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Title {
    /// `mme`, `mlle`, `mr`: nothing but a name follows.
    Civility,
    /// `dr`, `pr`: a word that is not a name may follow, `le dr peut`.
    Degree,
    /// `M.`, `M`, `Me`: the letters are other words too, so that the name has a capital.
    Letter,
    /// `madame`, `docteur`: a common noun.
    Noun,
}

/// The word before the title of somebody who is written to or works here.
const COLLEAGUES: [&str; 12] = [
    "bonjour",
    "bonsoir",
    "bjr",
    "salut",
    "merci",
    "cher",
    "chere",
    "collegue",
    "confrere",
    "consoeur",
    "secretaire",
    "assistante",
];

/// A person's name.
#[derive(Debug)]
pub struct Named {
    pub start: usize,
    pub end: usize,
    /// The title is a physician's or a professor's, or somebody is greeted, thanked or called a
    /// colleague: such names are in questions about care.
    pub is_no_patient: bool,
}

/// Whether the word right before a position is one of [`COLLEAGUES`]: « Bonjour, Mme Durand … »
/// may be about a patient, « Bonjour Mme Durand » is not.
fn follows_colleague(seen: &Seen, at: usize) -> bool {
    let end = seen.back(at, at.saturating_sub(2), |c| c == ' ');
    COLLEAGUES.iter().any(|word| {
        let start = end.saturating_sub(word.chars().count());
        start < end && seen.is_word_start(start) && seen.has_word(start, word)
    })
}

/// Finds every name.
pub fn names(seen: &Seen) -> Vec<Named> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < seen.len() {
        if !seen.char(at).is_alphabetic() || !seen.is_word_start(at) {
            at += 1;
            continue;
        }
        let end = seen.skip(at, char::is_alphabetic);
        let Some((title, is_no_patient, is_plural)) = title(seen, at, end) else {
            at = end;
            continue;
        };
        let is_no_patient = is_no_patient || follows_colleague(seen, at);
        at = end;
        let start = after_title(seen, end, title);
        let mut next = start;
        let mut name_end = name(seen, next, title);
        while let Some(end) = name_end {
            found.push(Named { start: next, end, is_no_patient });
            at = end;
            // `Drs Martin et Durand`
            let and = seen.skip(end, |c| c == ' ' || c == ',');
            next = if seen.has(and, "et ") { and + 3 } else { and };
            name_end = if is_plural && next > end { capitalised(seen, next, title) } else { None };
        }
    }
    spans_of_labels(seen, &mut found);
    found
}

/// The spans of names.
pub fn spans(names: &[Named]) -> impl Iterator<Item = Span> + '_ {
    names.iter().map(|name| Span::new(name.start, name.end, Kind::Name))
}

/// The title that a word is, whether it is a professional's, and whether several names may
/// follow.
fn title(seen: &Seen, start: usize, end: usize) -> Option<(Title, bool, bool)> {
    if end - start > "mademoiselle".len() {
        return None;
    }
    let word = seen.text(start..end);
    let is_capital = seen.char(start).is_uppercase();
    let has_dot = seen.char(end) == '.';
    let is_alone =
        !seen.before(start).is_ascii_digit() && !matches!(seen.before(start), '\'' | '-');
    let title = match word.as_str() {
        "mme" | "mlle" | "melle" | "mr" | "mde" => (Title::Civility, false, false),
        "mmes" | "mlles" => (Title::Civility, false, true),
        "mm" if is_capital => (Title::Civility, false, true),
        "dr" | "dre" => (Title::Degree, true, false),
        "drs" | "prs" => (Title::Degree, true, true),
        // `PR` is a merge request, `pr` is short for « pour », and `Pr` is a professor.
        "pr" if seen.char(start + 1).is_lowercase()
            && (is_capital || is_with_article(seen, start)) =>
        {
            (Title::Degree, true, false)
        }
        "pr" if is_capital => (Title::Letter, true, false),
        "prof" | "profs" => (Title::Noun, true, false),
        "m" if (is_capital || has_dot) && !is_quantity(seen, start) => {
            (Title::Letter, false, false)
        }
        "me" if is_capital => (Title::Letter, true, false),
        "monsieur" | "madame" | "mademoiselle" => (Title::Noun, false, false),
        "messieurs" | "mesdames" => (Title::Noun, false, true),
        "docteur" | "docteure" | "doctoresse" | "professeur" | "professeure" => {
            (Title::Noun, true, false)
        }
        "docteurs" | "professeurs" => (Title::Noun, true, true),
        "maitre" if is_capital => (Title::Letter, true, false),
        _ => return None,
    };
    is_alone.then_some(title)
}

/// `5 M€`, `150 m. de la mairie`.
fn is_quantity(seen: &Seen, start: usize) -> bool {
    let number = seen.back(start, start.saturating_sub(2), |c| c == ' ');
    seen.before(number).is_ascii_digit()
}

/// The position of the word after a title; further titles, as in `Madame le Dr`, are titles of
/// their own.
fn after_title(seen: &Seen, end: usize, title: Title) -> usize {
    // After a noun, a dot ends the sentence.
    let dot = if seen.char(end) == '.' && title != Title::Noun { end + 1 } else { end };
    let start = seen.skip(dot, |c| c == ' ').min(dot + 3);
    // `Mme : Durand`, `Mme « Durand »`.
    let sign = seen.skip(start, |c| matches!(c, ':' | '"' | '«' | ' ')).min(start + 3);
    if seen.char(sign).is_uppercase() { sign } else { start }
}

/// The position after the name at `start`.
fn name(seen: &Seen, start: usize, title: Title) -> Option<usize> {
    let first = word(seen, start)?;
    match first.form {
        Form::Capital if !is_role(&first.folded) => capitalised(seen, start, title),
        Form::Particle => {
            capitalised(seen, start, title).or_else(|| lower_case(seen, start, title))
        }
        Form::Lower => lower_case(seen, start, title),
        Form::Capital => None,
    }
}

/// `Jean Durand` in « Jean Durand, né le … »: two to four words with capitals.
pub fn name_before(seen: &Seen, at: usize) -> Option<Named> {
    let (mut start, mut words) = (at, 0);
    let end = seen.back(at, at.saturating_sub(3), |c| matches!(c, ' ' | ',' | '('));
    let mut word_end = end;
    while words < 4 {
        let is_part = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'');
        let word_start = seen.back(word_end, word_end.saturating_sub(32), is_part);
        let is_name = word(seen, word_start).is_some_and(|word| {
            word.end == word_end
                && word.form == Form::Capital
                && !is_role(&word.folded)
                && !is_ordinary(&word.folded)
        });
        if !is_name {
            break;
        }
        (start, words) = (word_start, words + 1);
        word_end = seen.back(start, start.saturating_sub(1), |c| c == ' ');
        if word_end == start {
            break;
        }
    }
    (words > 1).then_some(Named { start, end, is_no_patient: false })
}

/// `Durand` in « née Durand le … ».
pub fn name_after(seen: &Seen, at: usize) -> Option<Named> {
    let start = seen.skip(at, |c| c == ' ').min(at + 2);
    if !seen.char(start).is_uppercase() {
        return None;
    }
    let end = capitalised(seen, start, Title::Noun)?;
    Some(Named { start, end, is_no_patient: false })
}

/// A name with capitals: as far as capitals, initials and particles between them go.
fn capitalised(seen: &Seen, start: usize, title: Title) -> Option<usize> {
    let (mut at, mut end) = (start, None);
    for count in 0..MOST_WORDS {
        let Some(word) = word(seen, at) else { break };
        match word.form {
            // `M. DE` alone is not yet a name.
            Form::Particle => {}
            Form::Capital if is_role(&word.folded) => break,
            // In `le Dr Martin Est` the sentence goes on; in `PR GitHub` there is no person.
            Form::Capital
                if title == Title::Letter && count == 0 && !is_believed(seen, at, &word) =>
            {
                break;
            }
            Form::Capital => end = Some(word.end),
            Form::Lower => break,
        }
        let is_initial = seen.char(word.end) == '.' && !seen.before(word.end - 1).is_alphabetic();
        let after = if is_initial { word.end + 1 } else { word.end };
        let next = seen.skip(after, |c| c == ' ').min(after + 2);
        // `d'` is followed at once by its name.
        if next == after && !is_initial && seen.before(next) != '\'' {
            break;
        }
        at = next;
    }
    end
}

/// Whether a word after `M`, `Me` or `PR` is a name.
fn is_believed(seen: &Seen, at: usize, word: &Word) -> bool {
    let title = seen.back(at, at.saturating_sub(3), |c| !c.is_alphabetic());
    let is_dotted = seen.text(title..at).contains('.');
    let is_upper = seen.char(title - 1).is_uppercase() && title > 1 && seen.char(title - 2) == 'P';
    let has_small = (at..word.end).any(|at| seen.char(at).is_lowercase());
    let is_initial = word.end - at == 1;
    match (is_upper, is_initial) {
        (true, _) => !has_small,
        // `M.I.G.` is an acronym.
        (_, true) => is_dotted && seen.before(at) == ' ',
        (_, false) => is_dotted || has_small || word.end - at > 2,
    }
}

/// A name in small letters: one word that French does not use for anything else, or two when
/// the first one is a first name.
fn lower_case(seen: &Seen, start: usize, title: Title) -> Option<usize> {
    let mut at = start;
    if title == Title::Civility {
        // `mme de la tour`, `mr d'ormesson`.
        for particle in ["de la ", "de ", "d'", "le ", "la ", "el ", "ben ", "van der ", "van "] {
            if seen.has(at, particle) {
                at += particle.len();
                break;
            }
        }
    }
    // `dr j. martin`
    if seen.char(at).is_alphabetic() && seen.char(at + 1) == '.' {
        at = seen.skip(at + 2, |c| c == ' ').min(at + 3);
    }
    let first = word(seen, at)?;
    // « pourriez-vous » is a verb.
    let is_verb = seen.char(first.end) == '-';
    let is_name = first.form == Form::Lower
        && first.end - at > 2
        && !is_verb
        && !is_ordinary(&first.folded)
        && !is_role(&first.folded);
    let is_sure = match title {
        Title::Civility | Title::Degree => true,
        Title::Letter => is_letter_with_dot(seen, at),
        // `mon docteur refuse`: common nouns take any verb.
        Title::Noun => is_first_name(&first.folded) || !follows_article(seen, start),
    };
    if !is_name || !is_sure {
        return None;
    }
    let next = seen.skip(first.end, |c| c == ' ').min(first.end + 1);
    let second = word(seen, next).filter(|second| {
        next > first.end
            && is_first_name(&first.folded)
            && second.form != Form::Particle
            && second.end - next > 2
            && !is_ordinary(&second.folded)
    });
    Some(second.map_or(first.end, |second| second.end))
}

fn is_letter_with_dot(seen: &Seen, at: usize) -> bool {
    seen.before(seen.back(at, at.saturating_sub(2), |c| c == ' ')) == '.'
}

/// Whether the title before `start` has an article or a possessive.
fn follows_article(seen: &Seen, start: usize) -> bool {
    let title = seen.back(start, start.saturating_sub(3), |c| !c.is_alphabetic());
    let title = seen.back(title, title.saturating_sub(16), char::is_alphabetic);
    matches!(
        word_behind(seen, title).as_str(),
        "le" | "la"
            | "un"
            | "une"
            | "mon"
            | "ma"
            | "ton"
            | "ta"
            | "son"
            | "sa"
            | "notre"
            | "votre"
            | "leur"
            | "ce"
            | "cette"
            | "chaque"
            | "quel"
            | "quelle"
            | "aucun"
            | "tout"
            | "les"
            | "des"
            | "au"
            | "du"
    )
}

/// `le pr durand`, `chez le pr durand`, `par pr durand`.
fn is_with_article(seen: &Seen, title: usize) -> bool {
    matches!(word_behind(seen, title).as_str(), "le" | "la" | "du" | "au" | "chez" | "avec" | "par")
}

/// The word before a position, in lower case.
fn word_behind(seen: &Seen, at: usize) -> String {
    let end = seen.back(at, at.saturating_sub(2), |c| c == ' ');
    seen.text(seen.back(end, end.saturating_sub(8), char::is_alphabetic)..end)
}

/// `Nom : Durand`, `Prénom : Anne`.
fn spans_of_labels(seen: &Seen, found: &mut Vec<Named>) {
    const LABELS: [&str; 7] = [
        "nom",
        "prenom",
        "nom de naissance",
        "nom de famille",
        "nom et prenom",
        "nom/prenom",
        "nom prenom",
    ];
    for at in (0..seen.len()).filter(|at| seen.is_word_start(*at)) {
        if !matches!(seen.lower(at), 'n' | 'p') {
            continue;
        }
        for label in LABELS.iter().filter(|label| seen.has_word(at, label)) {
            let after = at + label.chars().count();
            let sign = seen.skip(after, |c| c == ' ').min(after + 2);
            let start = seen.skip(sign + 1, |c| c == ' ').min(sign + 3);
            let is_labelled =
                matches!(seen.char(sign), ':' | '=') && seen.char(start).is_uppercase();
            if is_labelled && let Some(end) = capitalised(seen, start, Title::Noun) {
                found.push(Named { start, end, is_no_patient: false });
            }
        }
    }
}
