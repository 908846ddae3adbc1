//! Whether a text is about a patient: whether a name in it and its words of care belong
//! together.
//!
//! A name beside a word of care is not yet a patient's: « M. Véran et le vaccin », « Mme Petit ne
//! peut pas envoyer les résultats ». It is one when the words between say that the person has
//! it, takes it or underwent it (« Mme Petit est sous … »), or that it is that person's (« le
//! dossier de Mme Petit », « Mme Petit a perdu son ordonnance »), and when an illness is
//! named beside anybody who is not said to be a professional.

use super::clinical::{Care, CareWord};
use super::office::is_office;
use super::person::{Named, Who};
use super::seen::Seen;

/// The most words between a name and what is said of the person.
const MOST_WORDS: usize = 8;
/// How far after a name « son » and « sa » may be that person's.
const REACH: usize = 160;

/// Verbs and words that say that somebody has, takes or undergoes what follows.
#[rustfmt::skip]
const HAVE: [&str; 51] = [
    "a", "admis", "admise", "ai", "atteint", "atteinte", "aura", "avait", "depiste", "depistee", "en", "entre", "entree",
    "est", "etait", "ete", "eu", "fait", "hospitalise", "hospitalisee", "opere", "operee",
    "passe", "passer", "passera", "porteur", "porteuse", "prenait", "prend", "prendre",
    "presente", "pris", "prise", "recoit", "reste", "sera", "soigne", "soignee", "sort",
    "souffre", "sous", "subi", "subir", "subit", "suit", "suivi", "suivie", "teste", "testee",
    "traite", "traitee",
];
/// States of a professional that only say that somebody else has to do the work.
#[rustfmt::skip]
const ABSENCES: [&str; 8] = [
    "malade", "souffrant", "souffrante", "decede", "decedee", "mort", "morte", "blesse",
];
/// Words that may stand between and say nothing.
#[rustfmt::skip]
const BETWEEN: [&str; 69] = [
    "actuellement", "test", "age", "agee", "an", "ans", "apres", "au", "aussi", "aux", "bien", "charge",
    "chronique", "crise", "d", "de", "debut", "deja", "depuis", "des", "devra", "doit", "donc",
    "du", "elle", "encore", "enfin", "et", "etre", "grave", "gravement", "gros", "grosse", "hier",
    "il", "l", "la", "le", "les", "mal", "mois", "n", "ne", "pas", "petit", "petite", "peut",
    "plus", "pour", "qu", "qui", "rdv", "recu", "rendez", "retour", "risque", "sa", "semble",
    "ses", "severe", "son", "suite", "toujours", "tres", "un", "une", "va", "vient", "vous",
];
/// Titles, which are between a name and what it is said to be of.
#[rustfmt::skip]
const TITLES: [&str; 10] =
    ["m", "mr", "mme", "mlle", "melle", "mme", "madame", "monsieur", "mademoiselle", "et"];
/// Words between a document and the person whose it is.
const OF: [&str; 8] = ["de", "d", "du", "pour", "concernant", "appartenant", "nom", "destine"];
/// Words at which a document is somewhere else, or another person's.
#[rustfmt::skip]
const APART: [&str; 33] = [
    "a", "adhesion", "administratif", "au", "aux", "avec", "bal", "candidature", "car", "chez",
    "commande", "cps", "dans", "est", "et", "facturation", "formation", "inscription", "mais",
    "mssante", "ou", "par", "pas", "quand", "que", "qui", "rh", "rpps", "secretariat", "si",
    "sont", "sur", "vers",
];

/// Whether one of the names is a patient's by the words around it.
pub fn is_about_patient(seen: &Seen, care: &[CareWord], names: &[Named]) -> bool {
    if names.is_empty() {
        return false;
    }
    if names.iter().any(|name| name.who == Who::Patient) {
        return true;
    }
    if care.is_empty() {
        return false;
    }
    let own = own(seen, care);
    let has_illness = care.iter().any(|word| word.care == Care::Illness);
    names.iter().any(|name| match name.who {
        Who::Professional => has_state(seen, care, name),
        _ => {
            has_illness
                || has_state(seen, care, name)
                || is_owner(seen, care, name)
                || has_own(seen, &own, name.end)
        }
    })
}

/// The care of the expression that a word belongs to.
fn care_over(care: &[CareWord], at: usize) -> Option<Care> {
    let next = care.partition_point(|word| word.start <= at);
    care[..next].last().filter(|word| word.start == at || at < word.end).map(|word| word.care)
}

fn care_at(care: &[CareWord], at: usize) -> Option<Care> {
    care.binary_search_by_key(&at, |word| word.start).ok().map(|found| care[found].care)
}

/// « Mme Petit est hospitalisée », « M. Petit, 45 ans, a le covid ».
fn has_state(seen: &Seen, care: &[CareWord], name: &Named) -> bool {
    state(seen, care, name).is_some()
}

/// Where the word of care stands that is said of a person.
pub fn state(seen: &Seen, care: &[CareWord], name: &Named) -> Option<usize> {
    let is_professional = name.who == Who::Professional;
    let (mut at, mut has_verb, mut verbs_are_to_be) = (name.end, false, true);
    // « Mme Petit a une ordonnance », and not « fait des ordonnances ».
    let (mut owns, mut is_after_office) = (false, false);
    for _ in 0..MOST_WORDS {
        let (start, end) = next_word(seen, at)?;
        let word = seen.text(start..end.min(start + 24));
        // « le Dr Petit est malade, qui le remplace ? » is about who replaces him.
        let is_absence = is_professional && ABSENCES.contains(&word.as_str());
        let is_told = match care_at(care, start).filter(|_| !is_absence) {
            Some(Care::State) => Some(has_verb || !is_verb(seen, start, end)),
            Some(Care::Illness) => Some(!is_professional || has_verb),
            // « M. Petit a un patient » is about a physician.
            Some(Care::Patient) => Some(!is_professional && verbs_are_to_be),
            Some(Care::General) => Some(has_verb && !is_professional),
            Some(Care::Document) => Some(owns && !is_professional),
            None => None,
        };
        if let Some(is_told) = is_told {
            return is_told.then_some(start);
        }
        if is_absence || is_professional && !has_verb && is_office(&word) {
            // « Mme Petit, infirmière en dialyse »
            (at, is_after_office) = (end, !is_absence);
            continue;
        }
        if is_after_office && word == "en" {
            at = end;
            continue;
        }
        is_after_office = false;
        if HAVE.contains(&word.as_str()) {
            has_verb = true;
            verbs_are_to_be &= matches!(word.as_str(), "est" | "etait" | "ete");
            owns = matches!(word.as_str(), "a" | "avait" | "aura") || owns && word == "eu";
        } else if word == "recu" {
            // « Mme Petit a reçu le dossier » says no more about her health than any other message.
            (has_verb, owns) = (false, false);
        } else if !BETWEEN.contains(&word.as_str()) && !word.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        at = end;
    }
    None
}

/// Whether a word is a verb in the present, « Mme Petit traite les dossiers », and not a
/// participle, « M. Petit, opéré du genou »: without accents both are written alike.
fn is_verb(seen: &Seen, start: usize, end: usize) -> bool {
    const ALIKE: [&str; 9] = [
        "traite",
        "soigne",
        "opere",
        "vaccine",
        "greffe",
        "transplante",
        "intube",
        "perfuse",
        "dement",
    ];
    const AFTER: [&str; 14] = [
        "de", "d", "du", "au", "aux", "a", "en", "pour", "par", "hier", "depuis", "ce", "contre",
        "il",
    ];
    let next = next_word(seen, end).map(|(start, end)| seen.text(start..end.min(start + 8)));
    ALIKE.contains(&seen.text(start..end.min(start + 16)).as_str())
        && next.is_some_and(|next| !AFTER.contains(&next.as_str()))
}

/// The next word of the same clause.
fn next_word(seen: &Seen, at: usize) -> Option<(usize, usize)> {
    let is_gap = |c: char| matches!(c, ' ' | ',' | '(' | '\'' | '-' | ':' | '*' | ')' | '.');
    let start = seen.skip(at, is_gap).min(at + 4);
    // A dot ends the sentence, and another the name: `Mme Petit P.`
    let is_over = (at + 1..start).any(|at| seen.before(at) == '.');
    let end = seen.skip(start, char::is_alphanumeric);
    (end > start && !is_over).then_some((start, end))
}

/// The word before a position, and what is between.
fn word_before(seen: &Seen, at: usize) -> Option<(usize, usize, String)> {
    let is_gap = |c: char| matches!(c, ' ' | '.' | '\'' | ',' | ':' | '-' | '(' | '«' | '*' | '"');
    let end = seen.back(at, at.saturating_sub(4), is_gap);
    let start = seen.back(end, end.saturating_sub(24), char::is_alphanumeric);
    (start < end).then(|| (start, end, seen.text(end..at)))
}

/// « le dossier de Mme Petit », « l’ordonnance pour M. Petit », « ma patiente Mme Petit ».
fn is_owner(seen: &Seen, care: &[CareWord], name: &Named) -> bool {
    let (mut at, mut has_title, mut has_link, mut has_noun) = (name.start, false, false, false);
    for count in 0..MOST_WORDS {
        let Some((start, end, gap)) = word_before(seen, at) else { return false };
        let word = seen.text(start..end);
        if TITLES.contains(&word.as_str()) && !has_link {
            has_title = true;
            at = start;
            continue;
        }
        // « dossier. Mme Petit … », and what is before a comma is another thing's.
        let is_apart = gap.contains('.') && count > 0 || gap.contains(',');
        match care_over(care, start) {
            // « le patient de Mme Petit » is in her care, « le dossier patient de Mme Petit » hers.
            Some(Care::Patient) if has_link => {
                return has_title && follows_document(seen, care, start);
            }
            Some(Care::Patient) => return has_title && !gap.contains('.'),
            _ if is_apart && has_title => return false,
            Some(_) => {
                return has_title && (has_link || gap.trim().is_empty() || gap.contains(':'));
            }
            None => {}
        }
        let is_in_name_of = word == "au" && seen.has(end, " nom");
        if OF.contains(&word.as_str()) || is_in_name_of {
            // « l’analyse du ticket de Mme Petit » is that of the ticket.
            if has_noun {
                return false;
            }
            has_link = true;
        } else if !has_link || APART.contains(&word.as_str()) || is_office(&word) {
            return false;
        } else {
            has_noun = true;
        }
        at = start;
    }
    false
}

/// Whether the word right before a position is a document.
fn follows_document(seen: &Seen, care: &[CareWord], at: usize) -> bool {
    word_before(seen, at)
        .is_some_and(|(start, _, gap)| gap == " " && care_at(care, start) == Some(Care::Document))
}

/// « Mme Petit a perdu son ordonnance ». `own`: the words « son » that have a word of care
/// after them.
fn has_own(seen: &Seen, own: &[usize], name_end: usize) -> bool {
    let next = own.get(own.partition_point(|at| *at < name_end));
    let next = next.filter(|at| **at < name_end + REACH);
    let is_end = |at: usize| {
        matches!(seen.char(at), '?' | '!' | ';' | '\n')
            || seen.char(at) == '.' && seen.char(at + 1) == ' '
    };
    next.is_some_and(|at| !(name_end..*at).any(is_end))
}

/// The words « son », « sa », « ses » and « leur » that a word of care follows.
fn own(seen: &Seen, care: &[CareWord]) -> Vec<usize> {
    let is_care = |at: usize| care_at(care, at).is_some_and(|care| care != Care::Patient);
    let starts = (0..seen.len()).filter(|at| seen.is_word_start(*at));
    let owners = starts.filter_map(|at| {
        let mut words = ["son", "sa", "ses", "leur", "leurs"].into_iter();
        Some((at, at + words.find(|word| seen.has_word(at, word))?.len()))
    });
    let with_care = owners.filter(|(_, end)| {
        let noun = next_word(seen, *end);
        let further = noun.and_then(|(_, end)| next_word(seen, end));
        [noun, further].into_iter().flatten().any(|(start, _)| is_care(start))
    });
    with_care.map(|(at, _)| at).collect()
}
