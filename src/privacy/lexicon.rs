//! Words and what each means, found by their first two letters: a text would otherwise be compared
//! with every one of them at each of its own words.

use super::seen::Seen;

/// The letters from a to z, and one place for every other character.
const LETTERS: usize = 26;
const PLACES: usize = LETTERS + 1;

/// Expressions in lower case and without accents, which begin with a letter from a to z.
#[derive(Debug)]
pub struct Lexicon<T>(Vec<Vec<(&'static str, T)>>);

impl<T: Copy> Lexicon<T> {
    pub fn new(words: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut by_letters = vec![Vec::new(); LETTERS * PLACES];
        for (word, meaning) in words {
            let mut chars = word.chars();
            let Some(first) = chars.next().and_then(letter) else { continue };
            // A word of one letter is looked for whatever follows it.
            let places = match chars.next() {
                Some(second) => {
                    let second = letter(second).unwrap_or(LETTERS);
                    second..second + 1
                }
                None => 0..PLACES,
            };
            for second in places {
                by_letters[first * PLACES + second].push((word, meaning));
            }
        }
        Self(by_letters)
    }

    /// The expressions that a text has at a position, where a word begins, in the order in which
    /// they were given. The last word of each may go on.
    pub fn at(&self, seen: &Seen, at: usize) -> impl Iterator<Item = (&'static str, T)> {
        let words = letter(seen.lower(at)).map_or(&[][..], |first| {
            let second = letter(seen.lower(at + 1)).unwrap_or(LETTERS);
            &self.0[first * PLACES + second]
        });
        words.iter().copied().filter(move |(word, _)| seen.has(at, word))
    }
}

fn letter(c: char) -> Option<usize> {
    c.is_ascii_lowercase().then(|| c as usize - 'a' as usize)
}
