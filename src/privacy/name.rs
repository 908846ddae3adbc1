//! Names of persons after a civility or a title: `Mme Durand`, `Dr J.-P. de La Tour`, and, as
//! phones write them, `mme durand`.
//!
//! A name without a title is looked for after a label (`label`) and beside a date of birth
//! (`identity`) only: a list of surnames would hold most common nouns.

use super::family::is_surname as is_surname_in_list;
use super::first_name::is_first_name;
use super::initial::initials;
use super::name_word::{Form, Word, word};
use super::office::has_office;
use super::ordinary::{is_ordinary, is_placeholder, is_role};
use super::particle::{LINKS, after_particles, is_letter_with_dot, with_surname};
use super::person::{Named, Who};
use super::seen::Seen;
use super::surname::is_surname;
use super::title::{Title, Titled, title, word_behind};
use super::verb::is_verb;

/// Words of a name at most, particles included.
const MOST_WORDS: usize = 7;
/// What is written between a title and the word after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    Space,
    /// `Mme : Durand`, `Dr-Durand`, `Mme **Durand**`.
    Sign,
    /// A comma or the end of a line: the word may also begin a sentence.
    Apart,
}

/// Finds every name after a title.
pub fn names(seen: &Seen) -> Vec<Named> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < seen.len() {
        if !seen.char(at).is_alphabetic() || !seen.is_word_start(at) {
            at += 1;
            continue;
        }
        let end = seen.skip(at, char::is_alphabetic);
        let Some(titled) = title(seen, at, end) else {
            at = end;
            continue;
        };
        let (mut next, gap) = after_title(seen, &titled);
        let mut name_end = first_name_end(seen, next, gap, &titled);
        at = titled.end.max(at + 1);
        while let Some(end) = name_end {
            let who = if titled.who == Who::Anyone && has_office(seen, end) {
                Who::Professional
            } else {
                titled.who
            };
            found.push(Named { start: next, end, who });
            at = end;
            (next, name_end) = further(seen, end, &titled);
        }
    }
    found
}

/// The next of several names, `Drs Martin et Durand`, `Dr Martin/Durand`, and its end.
fn further(seen: &Seen, end: usize, titled: &Titled) -> (usize, Option<usize>) {
    let slash = seen.char(end) == '/' && seen.char(end + 1).is_uppercase();
    if slash
        && let Some(word) = word(seen, end + 1)
        && !is_role(&word.folded)
        && !word.is_trade(seen)
    {
        return (end + 1, Some(word.end));
    }
    let and = seen.skip(end, |c| c == ' ' || c == ',').min(end + 3);
    let next = if seen.has(and, "et ") { and + 3 } else { and };
    if !titled.is_plural || next == end {
        return (next, None);
    }
    // After names with capitals, « et établissent » goes on with the sentence.
    let is_lower = seen.before(end).is_lowercase() && !has_capital(seen, end) && next > and;
    let lower = || if is_lower { lower_case(seen, next, Title::Degree) } else { None };
    (next, capitalised(seen, next, titled.title).or_else(lower))
}

/// Whether the word that ends at a position begins with a capital.
fn has_capital(seen: &Seen, end: usize) -> bool {
    seen.char(seen.back(end, end.saturating_sub(32), char::is_alphabetic)).is_uppercase()
}

/// The position of the word after a title, and what is between; further titles, as in `Madame le
/// Dr`, are titles of their own.
fn after_title(seen: &Seen, titled: &Titled) -> (usize, Gap) {
    let (title, end) = (titled.title, titled.end);
    // After a noun, a dot ends the sentence.
    let is_noun = matches!(title, Title::Noun | Title::Profession);
    let dot = if seen.char(end) == '.' && !is_noun { end + 1 } else { end };
    let start = seen.skip(dot, |c| c == ' ').min(dot + 3);
    if seen.char(start).is_alphabetic() {
        return (start, Gap::Space);
    }
    let is_sure = matches!(title, Title::Civility | Title::Degree);
    let is_sign = |c: char| match c {
        ' ' | ':' | '"' | '«' | '*' | '_' | '“' | '~' => true,
        '.' | '?' | '!' | ';' | '\0' | '%' | '€' | '@' | '+' | '=' | '&' | '|' | ')' | ']' => {
            false
        }
        c => is_sure && !c.is_alphanumeric(),
    };
    let next = seen.skip(start, is_sign).min(start + 6);
    // `taille M : Large`
    if title == Title::Letter && dot == end {
        return (start, Gap::Sign);
    }
    let is_apart = (start..next).any(|at| matches!(seen.char(at), ',' | '\n'));
    (next, if is_apart { Gap::Apart } else { Gap::Sign })
}

/// The position after the name that follows a title.
fn first_name_end(seen: &Seen, start: usize, gap: Gap, titled: &Titled) -> Option<usize> {
    if gap == Gap::Space {
        if titled.is_plural && is_quality(seen, start) {
            return None;
        }
        let end = name(seen, start, titled.title)?;
        return Some(with_surname(seen, start, end));
    }
    let first = word(seen, start)?;
    let is_word = is_role(&first.folded) || is_ordinary(&first.folded) || first.end - start < 2;
    // `Bonjour Mme, Pouvez-vous`
    if is_word && initials(seen, start).is_none()
        || is_verb(&first.folded)
        || seen.char(first.end) == '-'
    {
        return None;
    }
    let is_upper = seen.char(start).is_uppercase();
    match gap {
        Gap::Apart => {
            let end = capitalised(seen, start, titled.title).filter(|_| is_upper)?;
            let is_line = (titled.end..start).all(|at| seen.char(at) != ',');
            let is_alone = seen.char(end) == '\n';
            // « Bonjour Mme », and a sentence in the next line.
            (!titled.is_greeted || is_alone && is_line).then_some(end)
        }
        _ if is_upper => capitalised(seen, start, titled.title),
        // `mme_durand`, `dr-durand`, `Madame: durand`
        _ if matches!(seen.before(start), ' ') && !seen.text(titled.end..start).contains(':') => {
            None
        }
        _ => lower_case(seen, start, Title::Civility),
    }
}

/// « docteurs retraités », « docteurs libéraux »: an adjective in the plural.
fn is_quality(seen: &Seen, start: usize) -> bool {
    word(seen, start).is_some_and(|word| {
        word.form == Form::Lower
            && word.folded.ends_with(['s', 'x'])
            && !is_first_name(&word.folded)
            && !is_surname_in_list(&word.folded)
    })
}

/// The position after the name at `start`.
fn name(seen: &Seen, start: usize, title: Title) -> Option<usize> {
    let first = word(seen, start)?;
    let following = seen.skip(first.end, |c| matches!(c, '.' | ' ')).min(first.end + 3);
    if is_placeholder(&first.folded) && !seen.char(following).is_uppercase() {
        return None;
    }
    // « Mme la DPO », « M. le DSI »
    let is_article = matches!(first.folded.as_str(), "la" | "le" | "l");
    if is_article && word(seen, following).is_some_and(|office| office.is_trade(seen)) {
        return None;
    }
    if is_fiction(&first.folded) && matches!(title, Title::Degree | Title::Profession) {
        return None;
    }
    let is_capital = seen.char(start).is_uppercase();
    let may_be_surname = match title {
        Title::Civility => true,
        Title::Letter => is_capital || is_letter_with_dot(seen, start),
        Title::Degree | Title::Noun => is_capital,
        Title::Profession => false,
    };
    if may_be_surname && is_surname(seen, &first.folded, first.end) {
        let next = seen.skip(first.end, |c| c == ' ').min(first.end + 2);
        return capitals(seen, next).or(Some(first.end));
    }
    match first.form {
        Form::Capital if !is_role(&first.folded) || initials(seen, start).is_some() => {
            capitalised(seen, start, title)
        }
        Form::Particle => {
            capitalised(seen, start, title).or_else(|| lower_case(seen, start, title))
        }
        Form::Lower => lower_case(seen, start, title),
        Form::Capital => None,
    }
}

/// Physicians of novels and films, whose names people use as a joke: « Dr House ».
fn is_fiction(word: &str) -> bool {
    matches!(
        word,
        "house"
            | "who"
            | "knock"
            | "folamour"
            | "jekyll"
            | "jivago"
            | "mabuse"
            | "doolittle"
            | "tournesol"
            | "frankenstein"
            | "maboul"
            | "mamour"
    )
}

/// The position after a name with capitals that no title needs to announce.
pub fn capitals(seen: &Seen, start: usize) -> Option<usize> {
    capitalised(seen, start, Title::Noun)
}

/// A name with capitals: as far as capitals, initials and particles between them go.
fn capitalised(seen: &Seen, start: usize, title: Title) -> Option<usize> {
    let (mut at, mut end) = (start, None);
    for count in 0..MOST_WORDS {
        let Some(word) = word(seen, at) else { break };
        let initials = initials(seen, at);
        match word.form {
            // `M. DE` alone is not yet a name.
            Form::Particle => {}
            Form::Capital
                if initials.is_none() && (is_role(&word.folded) || word.is_trade(seen)) =>
            {
                break;
            }
            // « Pr Mon espace santé »
            Form::Capital if end.is_none() && is_determiner(&word.folded) => break,
            // In `le Dr Martin Est` the sentence goes on; in `PR GitHub` there is no person.
            Form::Capital
                if title == Title::Letter && count == 0 && !is_believed(seen, at, &word) =>
            {
                break;
            }
            Form::Capital => end = Some(word.end),
            // « Dr Kergoat solène »
            Form::Lower if title != Title::Noun && end.is_some() && is_given(&word.folded) => {
                end = Some(word.end);
                break;
            }
            Form::Lower => break,
        }
        let is_initial = seen.char(word.end) == '.' && !seen.before(word.end - 1).is_alphabetic();
        // `JP. Durand`
        let is_initial = is_initial || seen.char(word.end) == '.' && initials.is_some();
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

/// Whether a word in small letters behind a name is the first name of that person.
pub fn is_given(word: &str) -> bool {
    const WORDS: [&str; 8] = ["claire", "rose", "pierre", "jade", "marie", "rene", "said", "regis"];
    is_first_name(word) && !WORDS.contains(&word) && !is_ordinary(word)
}

/// Whether a word goes before a noun, so that it is not a name even with a capital.
fn is_determiner(word: &str) -> bool {
    #[rustfmt::skip]
    const DETERMINERS: [&str; 27] = [
        "mon", "ma", "mes", "ton", "ta", "tes", "son", "sa", "ses", "notre", "nos", "votre", "vos",
        "leur", "leurs", "ce", "cet", "cette", "ces", "quel", "quelle", "quels", "quelles", "pour",
        "chaque", "aucun", "plusieurs",
    ];
    DETERMINERS.contains(&word)
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
    let at = after_particles(seen, start, title);
    let first = word(seen, at)?;
    // « pourriez-vous » is a verb.
    let is_pronoun = seen.char(first.end) == '-';
    let is_name = first.form == Form::Lower
        && first.end - at > 1
        && !is_pronoun
        && !is_ordinary(&first.folded)
        && !is_role(&first.folded)
        && !first.is_trade(seen)
        && !is_placeholder(&first.folded);
    let is_sure = match title {
        Title::Civility | Title::Degree => true,
        Title::Letter => is_letter_with_dot(seen, at) || at > start,
        // `mon docteur refuse`: common nouns take any verb.
        Title::Noun => is_first_name(&first.folded) || article(seen, start) == Article::None,
        Title::Profession => match article(seen, start) {
            Article::None => true,
            Article::Definite => is_alone(seen, &first),
            Article::Other => is_first_name(&first.folded),
        },
    };
    if !is_name || !is_sure {
        return None;
    }
    let next = seen.skip(first.end, |c| c == ' ').min(first.end + 1);
    // `mme durand épouse petit`
    if let Some(link) = LINKS.iter().find(|link| seen.has(next, link))
        && let Some(last) = word(seen, next + link.len())
        && !is_ordinary(&last.folded)
        && !is_role(&last.folded)
        && last.form != Form::Particle
    {
        return Some(last.end);
    }
    let second = word(seen, next).filter(|second| {
        next > first.end
            && (is_first_name(&first.folded) || is_given(&second.folded))
            && second.form != Form::Particle
            && second.end - next > 2
            && !is_ordinary(&second.folded)
            && !second.is_trade(seen)
    });
    Some(second.map_or(first.end, |second| second.end))
}

/// Whether a word after « le docteur » is neither a verb nor followed by what only a verb has.
fn is_alone(seen: &Seen, word: &Word) -> bool {
    const OBJECTS: [&str; 20] = [
        "le", "la", "les", "l", "un", "une", "des", "mon", "ma", "mes", "son", "sa", "ses", "ce",
        "cet", "cette", "ces", "que", "qu", "leur",
    ];
    let next = seen.skip(word.end, |c| c == ' ').min(word.end + 2);
    let end = seen.skip(next, char::is_alphabetic).min(next + 8);
    !is_verb(&word.folded) && !OBJECTS.contains(&seen.text(next..end).as_str())
}

/// What stands before a title that is a common noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Article {
    None,
    /// `le docteur`, `chez le docteur`, `du docteur`.
    Definite,
    /// `un docteur`, `mon docteur`.
    Other,
}

/// The article of the title right before `start`.
fn article(seen: &Seen, start: usize) -> Article {
    let title = seen.back(start, start.saturating_sub(3), |c| !c.is_alphabetic());
    let title = seen.back(title, title.saturating_sub(16), char::is_alphabetic);
    match word_behind(seen, title).as_str() {
        "le" | "la" | "au" | "du" => Article::Definite,
        "un" | "une" | "mon" | "ma" | "ton" | "ta" | "son" | "sa" | "notre" | "votre" | "leur"
        | "ce" | "cette" | "chaque" | "quel" | "quelle" | "aucun" | "tout" | "les" | "des" => {
            Article::Other
        }
        _ => Article::None,
    }
}
