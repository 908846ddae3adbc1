//! Names after a document of care: `CR KERMARREC Yvon`, « dossier de Kermarrec Yvon », « résultats
//! bio de yvon kermarrec ». A first name that is known tells the person.

use super::clinical::{Care, CareWord};
use super::given::full;
use super::name_word::{Form, word};
use super::person::{Named, Who};
use super::seen::Seen;

/// Words that say which document it is.
#[rustfmt::skip]
const KINDS: [&str; 24] = [
    "bio", "biologie", "biologiques", "consultation", "consult", "d'hospitalisation", "hospit",
    "imagerie", "irm", "labo", "medical", "medicale", "mri", "n", "op", "operatoire", "patient",
    "patiente", "radio", "sang", "scanner", "sortie", "urgences", "biologique",
];
const LINKS: [&str; 8] = ["de ", "d'", "du ", "pour ", "concernant ", "de la ", "au nom de ", ": "];

/// Finds every name, by the words of care of the text.
pub fn names(seen: &Seen, care: &[CareWord], found: &mut Vec<Named>) {
    for paper in care.iter().filter(|word| word.care == Care::Document) {
        let end = seen.skip(paper.end, char::is_alphabetic);
        // « le résultat de Jean Durand au marathon »
        if seen.text(paper.start..end) == "resultat"
            && !KINDS.iter().any(|kind| seen.has(end + 1, kind))
        {
            continue;
        }
        let name = name(seen, end);
        found.extend(name.map(|(start, end)| Named { start, end, who: Who::Anyone }));
    }
}

fn name(seen: &Seen, after: usize) -> Option<(usize, usize)> {
    let mut at = after;
    for _ in 0..3 {
        let start = seen.skip(at, |c| c == ' ').min(at + 2);
        if start == at {
            return None;
        }
        let link = LINKS.iter().find(|link| seen.has(start, link));
        let name = link.map_or(start, |link| start + link.chars().count());
        let first = word(seen, name)?;
        // « dossier nolwenn abgrall » and « dossier de nolwenn abgrall »
        if let Some(end) = full(seen, name).filter(|_| first.form != Form::Particle) {
            return Some((name, end));
        }
        if link.is_some() || !KINDS.contains(&first.folded.as_str()) {
            return None;
        }
        at = first.end;
    }
    None
}
