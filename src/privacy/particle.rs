//! Particles of names in small letters: `mme de la tour`, `mme soizic le goff`.

use super::family::is_surname;
use super::first_name::is_first_name;
use super::name_word::{Form, word};
use super::seen::Seen;
use super::title::Title;
use super::unknown::is_unknown;

/// The longer ones first. The French ones are other words too, and follow only what a name is
/// expected after: « mme de la tour », « dr le goff ».
const FRENCH: [&str; 10] =
    ["de la ", "de l'", "de ", "du ", "des ", "d'", "le ", "la ", "l'", "les "];
#[rustfmt::skip]
const FOREIGN: [&str; 30] = [
    "van der ", "van den ", "van de ", "van ", "von der ", "von ", "el ", "al ", "ben ", "bou ",
    "abou ", "abd ", "ait ", "bin ", "da ", "do ", "dos ", "das ", "di ", "del ", "della ", "ter ",
    "ten ", "saint ", "sainte ", "st ", "o'", "mac ", "mc ", "ar ",
];
/// Words that join the names of one person.
pub const LINKS: [&str; 6] = ["nee ", "veuve ", "vve ", "epouse ", "ep ", "divorcee "];
/// First names that are as frequent as surnames: what follows « dr robert » is a place or a
/// service, « dr robert de brest ».
#[rustfmt::skip]
const SURNAMES_TOO: [&str; 26] = [
    "adam", "andre", "antoine", "charles", "clement", "daniel", "david", "denis", "etienne",
    "felix", "francois", "germain", "guillaume", "henry", "jacques", "jean", "leon", "louis",
    "lucas", "mathieu", "michel", "nicolas", "olivier", "richard", "robert", "thomas",
];

/// The position behind the particles and initials before a name in small letters.
pub fn after_particles(seen: &Seen, start: usize, title: Title) -> usize {
    let mut at = start;
    let is_civil =
        title == Title::Civility || title == Title::Letter && is_letter_with_dot(seen, at);
    for _ in 0..3 {
        let french: &[&str] = if is_civil || title == Title::Degree { &FRENCH } else { &[] };
        let links: &[&str] = if is_civil { &LINKS } else { &[] };
        let is_noun = matches!(title, Title::Noun | Title::Profession);
        let foreign: &[&str] = if is_noun { &[] } else { &FOREIGN };
        let mut particles = links.iter().chain(french).chain(foreign);
        let Some(particle) = particles.find(|particle| seen.has(at, particle)) else { break };
        at += particle.len();
    }
    // `dr j. martin`
    if seen.char(at).is_alphabetic() && seen.char(at + 1) == '.' {
        at = seen.skip(at + 2, |c| c == ' ').min(at + 3);
    }
    at
}

/// The end of a name that goes on after its first name with a particle and a surname, `soizic
/// le goff`, `Yvon el Khoury`; the same `end` otherwise.
pub fn with_surname(seen: &Seen, start: usize, end: usize) -> usize {
    surname(seen, start, end).unwrap_or(end)
}

fn surname(seen: &Seen, start: usize, end: usize) -> Option<usize> {
    let last = seen.back(end, start, |c| c.is_alphabetic() || c == '-');
    let first = seen.text(last..end);
    let at = seen.skip(end, |c| c == ' ').min(end + 1);
    if at == end || !is_first_name(&first) {
        return None;
    }
    let is_single = last == start;
    let is_ambiguous = is_single && (is_surname(&first) || SURNAMES_TOO.contains(&first.as_str()));
    let french: &[&str] = if is_ambiguous { &[] } else { &FRENCH };
    let mut particles = FOREIGN.iter().chain(french);
    let name = at + particles.find(|particle| seen.has(at, particle))?.len();
    let word = word(seen, name)?;
    (word.form != Form::Particle && word.end > name + 1 && is_unknown(seen, &word))
        .then_some(word.end)
}

/// Whether a dot stands before a position, with a space or without one.
pub fn is_letter_with_dot(seen: &Seen, at: usize) -> bool {
    seen.before(seen.back(at, at.saturating_sub(2), |c| c == ' ')) == '.'
}
