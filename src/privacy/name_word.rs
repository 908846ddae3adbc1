//! One word of a name, as it is written.

use super::seen::Seen;
use super::trade::is_trade;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Capital,
    Lower,
    Particle,
}

#[derive(Debug)]
pub struct Word {
    pub end: usize,
    pub form: Form,
    pub folded: String,
}

impl Word {
    /// Whether the word is a product or an acronym, which is never a part of a name.
    pub fn is_trade(&self, seen: &Seen) -> bool {
        let start = self.end - self.folded.chars().count();
        let is_upper = !(start..self.end).any(|at| seen.char(at).is_lowercase());
        is_trade(&self.folded, is_upper)
    }
}

/// A word of a name: letters, with hyphens and apostrophes between them.
pub fn word(seen: &Seen, start: usize) -> Option<Word> {
    if !seen.char(start).is_alphabetic() {
        return None;
    }
    let mut end = seen.skip(start, char::is_alphabetic);
    let elided = seen.char(end) == '\'' && matches!(seen.text(start..end).as_str(), "d" | "l");
    if elided {
        let folded = seen.text(start..end);
        return Some(Word { end: end + 1, form: Form::Particle, folded });
    }
    loop {
        // `J.-P.`, `Anne-Marie`, `O'Brien`.
        let dot = usize::from(seen.char(end) == '.' && seen.char(end + 1) == '-');
        let sign = end + dot;
        if !matches!(seen.char(sign), '-' | '\'') || !seen.char(sign + 1).is_alphabetic() {
            break;
        }
        // `Dr Martin peut-il`, `Mme Durand-t-elle`: a pronoun is not a part of a name.
        let part = seen.skip(sign + 1, char::is_alphabetic);
        let pronoun = seen.text(sign + 1..part);
        if matches!(
            pronoun.as_str(),
            "il" | "elle"
                | "t"
                | "ils"
                | "elles"
                | "on"
                | "je"
                | "vous"
                | "nous"
                | "ce"
                | "moi"
                | "la"
                | "ci"
        ) && seen.char(sign + 1).is_lowercase()
        {
            break;
        }
        end = part;
    }
    // An initial takes its dot along: `J. Martin`.
    let folded = seen.text(start..end);
    let is_particle = matches!(
        folded.as_str(),
        "de" | "du"
            | "des"
            | "la"
            | "le"
            | "van"
            | "von"
            | "der"
            | "den"
            | "del"
            | "della"
            | "di"
            | "da"
            | "dos"
            | "das"
            | "el"
            | "al"
            | "ben"
            | "bin"
            | "ter"
            | "ten"
            | "y"
            | "e"
            | "st"
            | "saint"
            | "sainte"
            | "do"
            | "bou"
            | "abou"
            | "abd"
            | "ait"
            | "zu"
            // `Mme Petit épouse Durand` is one person.
            | "nee"
            | "veuve"
            | "vve"
            | "epouse"
            | "ep"
    );
    let form = match seen.char(start) {
        _ if is_particle => Form::Particle,
        // Scripts without capitals have no small letters either.
        c if c.is_lowercase() => Form::Lower,
        _ => Form::Capital,
    };
    Some(Word { end, form, folded })
}
