//! Civilities and titles, after which a name may stand, and what the words before them say.
//!
//! Format: none is defined. The forms are those of the « Lexique des règles typographiques en
//! usage à l’Imprimerie nationale », with those that people type instead.

use super::family::is_surname;
use super::first_name::is_first_name;
use super::office::is_office;
use super::person::Who;
use super::place::is_of_place;
use super::rare::is_rare;
use super::seen::Seen;

/// How surely a name follows a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Title {
    /// `mme`, `mlle`, `mr`: nothing but a name follows.
    Civility,
    /// `dr`, `pr`: a word that is not a name may follow, `le dr peut`.
    Degree,
    /// `M.`, `M`, `Me`: the letters are other words too, so that the name has a capital.
    Letter,
    /// `docteur`, `professeur`: a common noun, after which any verb may follow.
    Profession,
    /// `madame`, `monsieur`: a common noun.
    Noun,
}

/// A title in a text.
#[derive(Clone, Copy, Debug)]
pub struct Titled {
    pub title: Title,
    /// The position after the title.
    pub end: usize,
    pub who: Who,
    /// Several names may follow, `Drs Martin et Durand`.
    pub is_plural: bool,
    /// Somebody is greeted or thanked: « Bonjour Mme » may end a line.
    pub is_greeted: bool,
}

/// Words before the title of somebody who is written to.
const GREETINGS: [&str; 7] = ["bonjour", "bonsoir", "bjr", "salut", "merci", "cher", "chere"];
/// Words before `m durand` and `pr durand`, which say that a person follows.
#[rustfmt::skip]
const CONTACTS: [&str; 15] = [
    "joindre", "rejoindre", "contacter", "appeler", "rappeler", "voir", "consulter", "rencontrer",
    "chez", "avec", "par", "le", "la", "du", "au",
];

/// The title that the word at a position is, unless it is a part of the name of a place.
pub fn title(seen: &Seen, start: usize, word_end: usize) -> Option<Titled> {
    if !matches!(seen.lower(start), 'm' | 'd' | 'p') {
        return None;
    }
    let end = glued(seen, start, word_end).unwrap_or(word_end);
    let (title, is_professional, is_plural) = kind(seen, start, end)?;
    let is_alone =
        !seen.before(start).is_ascii_digit() && !matches!(seen.before(start), '\'' | '-');
    let is_physician = is_professional
        && (matches!(title, Title::Degree | Title::Profession) || seen.lower(start) == 'p');
    if !is_alone || is_of_place(seen, start, is_physician) {
        return None;
    }
    let before = word_behind(seen, start);
    let is_greeted = GREETINGS.contains(&before.as_str());
    let who = if is_professional || is_greeted || is_office(&before) {
        Who::Professional
    } else {
        Who::Anyone
    };
    Some(Titled { title, end, who, is_plural, is_greeted })
}

/// Which title a word is, whether it is a professional's, and whether several names may follow.
fn kind(seen: &Seen, start: usize, end: usize) -> Option<(Title, bool, bool)> {
    if end - start > "mademoiselle".len() {
        return None;
    }
    let word = seen.text(start..end);
    let is_capital = seen.char(start).is_uppercase();
    let has_dot = seen.char(end) == '.';
    let before = || word_behind(seen, start);
    let is_introduced = || CONTACTS.contains(&before().as_str());
    Some(match word.as_str() {
        "mme" | "mlle" | "melle" | "mr" | "mde" | "mdme" | "mmme" | "mrs" => {
            (Title::Civility, false, false)
        }
        "mad" if is_capital && has_dot => (Title::Civility, false, false),
        "mmes" | "mlles" => (Title::Civility, false, true),
        "mm" if is_capital => (Title::Civility, false, true),
        "dr" | "dre" => (Title::Degree, true, false),
        "drs" | "prs" => (Title::Degree, true, true),
        // `PR` is a merge request, `pr` is short for « pour », and `Pr` is a professor.
        "pr" if seen.char(start + 1).is_lowercase()
            && (is_introduced() || (is_capital || before().is_empty()) && !is_for(seen, end)) =>
        {
            (Title::Degree, true, false)
        }
        "pr" if is_capital => (Title::Letter, true, false),
        "prof" | "profs" => (Title::Profession, true, false),
        "m" if (is_capital || has_dot) && !is_quantity(seen, start) => {
            let is_noun = !has_dot && seen.char(end) == ' ' && is_introduced();
            (if is_noun { Title::Profession } else { Title::Letter }, false, false)
        }
        // `m kermarrec`, and not `5 m` or « m appelle »
        "m" if seen.char(end) == ' ' && !is_quantity(seen, start) && !is_for(seen, end) => {
            (Title::Civility, false, false)
        }
        "m" if is_introduced() && !matches!(before().as_str(), "le" | "la" | "du" | "au") => {
            (Title::Profession, false, false)
        }
        "me" if is_capital => (Title::Letter, true, false),
        "monsieur" | "madame" | "mademoiselle" => (Title::Noun, false, false),
        "messieurs" | "mesdames" => (Title::Noun, false, true),
        "docteur" | "docteure" | "doctoresse" | "professeur" | "professeure" => {
            (Title::Profession, true, false)
        }
        "docteurs" | "professeurs" => (Title::Profession, true, true),
        "maitre" if is_capital => (Title::Letter, true, false),
        _ => return None,
    })
}

/// The end of a title that has no space after it: `MmeDurand`, `mmedurand`. No French word
/// begins with `mme` or `mlle`; after the others the name has a capital.
fn glued(seen: &Seen, start: usize, end: usize) -> Option<usize> {
    let sure = ["mlle", "mme"].iter().find(|title| seen.has(start, title));
    if let Some(title) = sure {
        let name = start + title.len();
        return (end > name + 2).then_some(name);
    }
    let name = start + 2;
    let is_short = ["mr", "dr", "pr"].iter().any(|title| seen.has(start, title));
    (is_short
        && end > name + 2
        && seen.char(start).is_uppercase()
        && seen.char(start + 1).is_lowercase()
        && seen.char(name).is_uppercase()
        && seen.char(name + 1).is_lowercase())
    .then_some(name)
}

/// « pr recevoir les bilans », « pr les patients », « pr infos »: any word may follow, and a name
/// in small letters is believed only when it is known or spelled as one.
fn is_for(seen: &Seen, end: usize) -> bool {
    const PARTICLES: [&str; 9] = ["de ", "du ", "le ", "la ", "el ", "ben ", "van ", "da ", "di "];
    let dot = end + usize::from(seen.char(end) == '.');
    let start = seen.skip(dot, |c| c == ' ').min(dot + 2);
    let particle = PARTICLES.iter().find(|particle| seen.has(start, particle));
    let start = particle.map_or(start, |particle| start + particle.len());
    let word_end = seen.skip(start, |c| c.is_alphabetic() || c == '-').min(start + 24);
    let word = seen.text(start..word_end);
    let head = word.split('-').next().unwrap_or_default();
    let is_initial = word_end == start + 1 && seen.char(word_end) == '.';
    seen.char(start).is_lowercase()
        && !is_initial
        && !is_first_name(head)
        && !is_surname(head)
        && !is_rare(&word)
}

/// `5 M€`, `150 m. de la mairie`.
fn is_quantity(seen: &Seen, start: usize) -> bool {
    let end = seen.back(start, start.saturating_sub(2), |c| c == ' ');
    let number = seen.back(end, end.saturating_sub(8), |c| c.is_ascii_digit());
    // `14/02/1961 M. Durand`
    let is_date = end - number == 4 && matches!(seen.before(number), '/' | '-' | '.');
    number < end && !is_date
}

/// The word right before a position, in lower case: « Bonjour, Mme Durand … » may be about a
/// patient, « Bonjour Mme Durand » is not.
pub fn word_behind(seen: &Seen, at: usize) -> String {
    let end = seen.back(at, at.saturating_sub(2), |c| c == ' ');
    seen.text(seen.back(end, end.saturating_sub(16), char::is_alphabetic)..end)
}
