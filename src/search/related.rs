//! French words that mean nearly the same or are used together: `embaucher` and
//! `recruter`, `courriel` and `mail`.
//!
//! Members seldom use the same words as the authors of the FAQ, and a glossary cannot
//! contain all of theirs. The table gives the stems near to a stem, from general French
//! texts and not from any FAQ. It holds common words only: no names, no acronyms, no stop
//! words.
//!
//! `generators/related` makes the table from word vectors in the public domain. One file
//! has the stems, sorted, one a line; the other a row of [`WIDTH`] cells for each: the
//! number of a near stem in two bytes, the lower first, and how near it is in one byte, 0
//! where the row ends. The nearest stem comes first.

use std::sync::LazyLock;

/// The number of related stems of one stem, at most. Twice as many change no result.
pub const WIDTH: usize = 32;

const CELL: usize = 3;
static NEAR: &[u8] = include_bytes!("related/near.bin");
static STEMS: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("related/stems.txt").lines().collect());

/// The number of a stem in the table; `None` for a stem that the table does not have.
pub fn number(stem: &str) -> Option<u16> {
    let at = STEMS.binary_search(&stem).ok()?;
    u16::try_from(at).ok()
}

/// The stem of a number below [`count`].
pub fn stem(number: u16) -> &'static str {
    STEMS[usize::from(number)]
}

/// How many stems there are.
pub fn count() -> usize {
    STEMS.len()
}

/// The numbers of the stems near to a stem, nearest first, each with its nearness, 0..1.
pub fn near(number: u16) -> impl Iterator<Item = (u16, f32)> {
    let row = &NEAR[usize::from(number) * WIDTH * CELL..][..WIDTH * CELL];
    let cells = row.chunks_exact(CELL).take_while(|cell| cell[2] > 0);
    cells.map(|cell| (u16::from_le_bytes([cell[0], cell[1]]), f32::from(cell[2]) / 255.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::stems;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(NEAR.len(), count() * WIDTH * CELL);
        assert!(STEMS.is_sorted_by(|a, b| a < b));
        for number in 0..count() as u16 {
            let (stems, nearness): (Vec<u16>, Vec<f32>) = near(number).unzip();
            assert!(stems.iter().all(|near| usize::from(*near) < count() && *near != number));
            assert!(nearness.is_sorted_by(|a, b| a >= b), "{}", stem(number));
        }
    }

    /// Fails when stemming or the stop words have changed and the table has not:
    /// `generators/related` makes it again.
    #[test]
    fn the_table_has_the_stems_that_are_in_use() {
        let rows = [("courriel", "mail"), ("médecins", "docteur"), ("embauche", "recrutement")];
        for (word, expected) in rows {
            let [word, expected] = [word, expected].map(|word| stems(word).remove(0));
            let number = number(&word).expect(&word);
            let near: Vec<&str> = near(number).map(|(near, _)| stem(near)).collect();
            assert!(near.contains(&expected.as_str()), "{word}: {near:?}");
        }
        assert_eq!(number("pour"), None, "a stop word");
    }
}
