//! The interrogatives of lines and questions: `où`, `quand`, `combien` …
//!
//! They are stop words, because most questions of a FAQ have one. Only a question that has
//! nothing else (`c'est où ?`, `et quand ?`) is compared by them.

use super::french::{self, fold};
use super::stopwords;

/// Interrogatives that say what kind of thing is asked for, folded, with their spellings on
/// phones. `que`, `quel` and `comment` say nothing without the words behind them.
const INTERROGATIVES: [&[&str]; 5] = [
    &["ou"],
    &["quand", "kand", "qd"],
    &["combien", "kombien", "cb"],
    &["pourquoi", "pourkoi", "pk", "pq", "pkoi"],
    &["qui", "ki"],
];

/// A set of interrogatives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interrogatives(u8);

impl Interrogatives {
    /// Those of a question without any other word that carries something; empty for any other
    /// question. `ou` counts as `où`: there is nothing to choose between.
    pub fn of_question(question: &str) -> Self {
        let words = french::words(question);
        let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let mut found = Self::default();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let courtesy = stopwords::courtesy(&words[at..]);
            if courtesy == 0 {
                let number = number(word);
                if number.is_none() && !stopwords::is_stop(word) {
                    return Self::default();
                }
                found = found.with(number);
            }
            at += courtesy.max(1);
        }
        found
    }

    /// Those of an entry's line. `ou` without its accent is `où` only where a line begins.
    pub fn of_line(line: &str) -> Self {
        let words = words(line).enumerate().map(|(at, word)| {
            let folded = fold(word);
            let is_or = folded == "ou" && at > 0 && !word.contains(['ù', 'Ù', '\u{300}']);
            if is_or { None } else { number(&folded) }
        });
        words.fold(Self::default(), Self::with)
    }

    /// Whether both have one of them.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn with(self, number: Option<usize>) -> Self {
        number.map_or(self, |number| Self(self.0 | 1 << number))
    }
}

impl FromIterator<Interrogatives> for Interrogatives {
    fn from_iter<T: IntoIterator<Item = Self>>(sets: T) -> Self {
        sets.into_iter().fold(Self::default(), |all, set| Self(all.0 | set.0))
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_inside = |c: char| c.is_alphanumeric() || c == '\u{300}';
    text.split(move |c: char| !is_inside(c)).filter(|word| !word.is_empty())
}

fn number(folded: &str) -> Option<usize> {
    INTERROGATIVES.iter().position(|spellings| spellings.contains(&folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vague_question_meets_the_lines_that_ask_the_same() {
        for (question, line, meets) in [
            ("c'est où ?", "Où se trouve le club ?", true),
            ("c ou", "Le club, il est où ?", true),
            ("c'est où ?", "Carte ou badge ?", false),
            ("et quand ?", "Quand ouvre la piscine ?", true),
            ("c combien", "Combien coûte une séance ?", true),
            ("c'est combien ?", "Quels sont les tarifs ?", false),
            ("bonjour, c'est où svp ?", "Où se trouve le club ?", true),
            ("c'est où la piscine ?", "Où se trouve le club ?", false),
            ("bonjour, comment ça va ?", "Comment réserver ?", false),
            ("quoi ?", "Que faire ?", false),
        ] {
            let asked = Interrogatives::of_question(question);
            assert_eq!(asked.meets(Interrogatives::of_line(line)), meets, "{question} {line}");
        }
    }
}
