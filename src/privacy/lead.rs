//! What stands between a name and its date of birth: signs, the sex (`H`, `(M)`, `sexe F`), and
//! « du », as in « le courrier de Jean Durand, du … ».

use super::seen::Seen;

/// The most signs between two of the parts.
const MOST_SIGNS: usize = 4;
const SEXES: [&str; 10] =
    ["h", "m", "f", "homme", "femme", "masculin", "feminin", "masc", "fem", "garcon"];

/// Where the name ends that may stand before a date, and whether « du » is between.
pub fn lead(seen: &Seen, date: usize) -> (usize, bool) {
    let signs = |at: usize| seen.back(at, at.saturating_sub(MOST_SIGNS), is_sign);
    let mut end = signs(date);
    let of = word_start(seen, end);
    let has_of = seen.text(of..end) == "du" && end < date && seen.before(of) != '\n';
    if has_of {
        end = signs(of);
    }
    let sex = word_start(seen, end);
    if sex < end && end < date && SEXES.contains(&seen.text(sex..end).as_str()) {
        let before = signs(sex);
        let label = word_start(seen, before);
        let is_labelled = matches!(seen.text(label..before).as_str(), "sexe" | "sex" | "genre");
        let name = if is_labelled { signs(label) } else { before };
        if name < sex && seen.before(name) != '\n' {
            return (name, has_of);
        }
    }
    (end, has_of)
}

fn is_sign(c: char) -> bool {
    matches!(c, ' ' | ',' | '(' | ')' | ':' | '-' | '/' | ';' | '\n' | '.')
}

fn word_start(seen: &Seen, end: usize) -> usize {
    seen.back(end, end.saturating_sub(16), char::is_alphabetic)
}
