//! Words and what each means, found by their first letter: a text would otherwise be compared
//! with every one of them at each of its own words.

use super::seen::Seen;

/// Expressions in lower case and without accents, which begin with a letter from a to z.
#[derive(Debug)]
pub struct Lexicon<T>([Vec<(&'static str, T)>; 26]);

impl<T: Copy> Lexicon<T> {
    pub fn new(words: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut by_letter = [const { Vec::new() }; 26];
        for (word, meaning) in words {
            if let Some(letter) = word.chars().next().and_then(letter) {
                by_letter[letter].push((word, meaning));
            }
        }
        Self(by_letter)
    }

    /// The expressions that a text has at a position, where a word begins, in the order in which
    /// they were given. The last word of each may go on.
    pub fn at(&self, seen: &Seen, at: usize) -> impl Iterator<Item = (&'static str, T)> {
        let words = letter(seen.lower(at)).map_or(&[][..], |letter| &self.0[letter]);
        words.iter().copied().filter(move |(word, _)| seen.has(at, word))
    }
}

fn letter(c: char) -> Option<usize> {
    c.is_ascii_lowercase().then(|| c as usize - 'a' as usize)
}
