//! Finds the acronyms of a text, which the lint then looks up in the glossary. Codes
//! (`L1110-4`, `FON-47`), Roman numerals, camel-case names and words in capitals for
//! emphasis are not acronyms.

use std::ops::Range;

/// A longer word in capitals is an ordinary word, not an acronym.
const MAX_LETTERS: usize = 8;

/// Words that are often written in capitals for emphasis.
const SHOUTED: [&str; 30] = [
    "AU", "AUX", "CE", "DE", "DES", "DU", "EN", "ET", "EST", "IL", "JAMAIS", "LA", "LE", "LES",
    "MAIS", "NB", "NE", "NON", "NOTA", "OU", "OUI", "PAR", "PAS", "POUR", "SANS", "SUR", "TOUS",
    "TOUT", "UN", "UNE",
];

/// Byte ranges of the acronyms of a text, in order.
pub fn acronyms(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        if !is_shouted(line) {
            for (at, token) in tokens(line) {
                in_token(token, line_start + at, &mut found);
            }
        }
        line_start += line.len();
    }
    found
}

/// Runs of characters without white space, apostrophes, brackets or commas, and where each
/// one starts.
fn tokens(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let separates = |c: char| c.is_whitespace() || matches!(c, '\'' | '’' | 'ʼ' | '(' | ')' | ',');
    line.split(separates)
        .map(move |token| (token.as_ptr() as usize - line.as_ptr() as usize, token))
}

fn in_token(token: &str, at: usize, found: &mut Vec<Range<usize>>) {
    let address = token.contains("://") || token.contains('@') || token.starts_with("www.");
    if address {
        return;
    }
    let coded = |part: &str| part.chars().any(|c| c.is_ascii_digit());
    // A digit makes a code of the whole part: `FON-47`.
    for part in token.split(['/', '+', '&', '«', '»', '"', '“', '”', ';', ':', '.', '!', '?'])
    {
        if coded(part) {
            continue;
        }
        for word in part.split(|c: char| !c.is_alphabetic()) {
            if is_acronym(word) {
                let start = at + (word.as_ptr() as usize - token.as_ptr() as usize);
                found.push(start..start + word.len());
            }
        }
    }
}

fn is_acronym(word: &str) -> bool {
    let letters = word.chars().count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    if capitals < 2 || SHOUTED.contains(&word) || is_roman(word) {
        return false;
    }
    if capitals == letters {
        return letters <= MAX_LETTERS;
    }
    let mut before = false;
    let adjacent = word.chars().any(|c| std::mem::replace(&mut before, c.is_uppercase()) && before);
    adjacent || letters <= 5
}

/// A line in capitals with enough words to be a title.
fn is_shouted(line: &str) -> bool {
    if line.chars().any(char::is_lowercase) {
        return false;
    }
    let words: Vec<usize> = line
        .split(|c: char| !c.is_alphabetic())
        .map(|word| word.chars().count())
        .filter(|&letters| letters > 0)
        .collect();
    words.len() >= 3 || words.len() == 2 && words.iter().any(|&letters| letters > 6)
}

/// I to LXXXIX. In a FAQ, larger numerals are rarer than acronyms such as CM or CD.
fn is_roman(word: &str) -> bool {
    // The XIXe of « XIXe siècle ».
    let word = word.trim_end_matches(char::is_lowercase);
    let tens = ["LXXX", "LXX", "LX", "XL", "XXX", "XX", "L", "X", ""];
    let units = ["VIII", "VII", "VI", "IV", "IX", "III", "II", "V", "I", ""];
    tens.iter().filter_map(|ten| word.strip_prefix(ten)).any(|rest| units.contains(&rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let got: Vec<&str> = acronyms(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(got, expected, "{text:?}");
    }

    #[test]
    fn acronyms_and_what_only_looks_like_one() {
        check("Le RPPS, l’ANS et le GRADeS (MSSanté).", &["RPPS", "ANS", "GRADeS", "MSSanté"]);
        check("RGPD/CNIL, e-CPS", &["RGPD", "CNIL", "CPS"]);
        check("codes FON-47, L1110-4, 2A", &[]);
        check("le XIXe, Louis XIV, annexe II", &[]);
        check("NE PAS partager", &[]);
        check("ATTENTION au YouTube de LibreOffice", &[]);
        check("MENTIONS LÉGALES\nle DPO", &["DPO"]);
        check("https://A.FR/ABC et X@ABC.FR", &[]);
        check("", &[]);
    }
}
