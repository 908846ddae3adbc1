//! Words of French that stand for nearly the same, or stand together: `embaucher` and
//! `recruter`, `courriel` and `mail`.
//!
//! Whoever asks seldom has the words of whoever wrote the FAQ, and a glossary cannot
//! foresee all of them. The table says of a stem which others are near, from how
//! French is written at large and not from any FAQ. It holds common words only: no
//! name, no acronym, no stop word.
//!
//! `examples/related` makes the table from word vectors in the public domain. One file
//! has the stems, sorted, one a line; the other a row of [`WIDTH`] cells for each: the
//! number of a near stem in two bytes, the lower first, and how near it is in one, 0
//! where the row ends. Nearest first.

use std::sync::LazyLock;

/// Related stems known of one at most; twice as many change nothing.
pub const WIDTH: usize = 32;
/// The cosine from which on two words are related: 0 on the table's scale.
pub const FARTHEST: f32 = 0.4;

const CELL: usize = 3;
static NEAR: &[u8] = include_bytes!("related/near.bin");
static STEMS: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("related/stems.txt").lines().collect());

/// A stem's number in the table; `None` for one that it has not.
pub fn number(stem: &str) -> Option<u16> {
    let at = STEMS.binary_search(&stem).ok()?;
    u16::try_from(at).ok()
}

/// Which stem a number is.
pub fn stem(number: u16) -> &'static str {
    STEMS[usize::from(number)]
}

/// How many stems there are.
pub fn count() -> usize {
    STEMS.len()
}

/// The numbers of the stems near to one, nearest first, each with how near, 0..1.
pub fn near(number: u16) -> impl Iterator<Item = (u16, f32)> {
    let row = &NEAR[usize::from(number) * WIDTH * CELL..][..WIDTH * CELL];
    let cells = row.chunks_exact(CELL).take_while(|cell| cell[2] > 0);
    cells.map(|cell| (u16::from_le_bytes([cell[0], cell[1]]), f32::from(cell[2]) / 255.0))
}

/// A row as [`near`] reads it, of cosines above [`FARTHEST`] with the stems' numbers,
/// nearest first, [`WIDTH`] at most.
pub fn write_row(near: &[(f32, u16)]) -> Vec<u8> {
    let mut row = vec![0; WIDTH * CELL];
    for (cell, (cosine, number)) in row.chunks_exact_mut(CELL).zip(near) {
        let nearness = (cosine.min(1.0) - FARTHEST) / (1.0 - FARTHEST);
        cell[..2].copy_from_slice(&number.to_le_bytes());
        cell[2] = ((nearness * 255.0).round() as u8).max(1);
    }
    row
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
    /// `examples/related` makes it again.
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

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let row = write_row(&[(1.0, 513), (0.7, 2), (0.4001, 7)]);
        assert_eq!(&row[..9], &[1, 2, 255, 2, 0, 127, 7, 0, 1]);
        assert!(row[9..].iter().all(|byte| *byte == 0));
        assert_eq!(row.len(), WIDTH * CELL);
    }
}
