//! Makes the table of related words that a search reads, from word vectors.
//!
//! ```sh
//! cargo run --release --example related -- FOLDER
//! ```
//!
//! `FOLDER` holds what `export.py` in this folder wrote; that file says where the vectors
//! come from. The table is written to `src/search/related/` and is part of the program. The
//! generator is only needed when stemming or the stop words change.
//!
//! Two stems are as near as the nearest two words that have them, by the cosine of their
//! vectors. Stems with a cosine of [`FARTHEST`] or less are not related: that is the
//! distance of any two words that can be in one sentence.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use rayon::prelude::*;
use souffleur::search::related::WIDTH;
use souffleur::search::stems;

/// The cosine from which on two words are related: 0 on the table's scale.
const FARTHEST: f32 = 0.4;
/// Bytes of a cell: see `src/search/related.rs`.
const CELL: usize = 3;

fn main() -> anyhow::Result<()> {
    let folder = std::env::args().nth(1).context("give the folder that export.py wrote")?;
    let folder = Path::new(&folder);
    let words = fs::read_to_string(folder.join("words.tsv"))?;
    let vectors: Vec<f32> = fs::read(folder.join("vectors.f32"))?
        .chunks_exact(4)
        .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
        .collect();

    let mut words_of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut count = 0;
    for line in words.lines() {
        let (word, row) = line.split_once('\t').context("words.tsv: a line has no tab")?;
        count = count.max(row.parse::<usize>()? + 1);
        if let [stem] = stems(word).as_slice() {
            words_of.entry(stem.clone()).or_default().push(row.parse()?);
        }
    }
    let width = vectors.len() / count;
    let unit: Vec<Vec<f32>> = vectors
        .chunks_exact(width)
        .map(|vector| {
            let length = dot(vector, vector).sqrt().max(f32::MIN_POSITIVE);
            vector.iter().map(|value| value / length).collect()
        })
        .collect();

    let rows: Vec<&[usize]> = words_of.values().map(Vec::as_slice).collect();
    let near: Vec<u8> =
        (0..rows.len()).into_par_iter().flat_map_iter(|at| row(at, &rows, &unit)).collect();

    let stems: Vec<&str> = words_of.keys().map(String::as_str).collect();
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/search/related");
    fs::write(table.join("stems.txt"), stems.join("\n") + "\n")?;
    fs::write(table.join("near.bin"), near)?;
    println!("{} stems of {} words", stems.len(), words.lines().count());
    Ok(())
}

/// The row of a stem: its nearest others, in the form that [`related`] reads.
fn row(of: usize, rows: &[&[usize]], unit: &[Vec<f32>]) -> Vec<u8> {
    let nearness = |a: &[usize], b: &[usize]| {
        let pairs = a.iter().flat_map(|a| b.iter().map(|b| dot(&unit[*a], &unit[*b])));
        pairs.fold(f32::NEG_INFINITY, f32::max)
    };
    let mut near: Vec<(f32, u16)> = (0u16..)
        .zip(rows)
        .filter(|(other, _)| usize::from(*other) != of)
        .map(|(other, row)| (nearness(rows[of], row), other))
        .filter(|(cosine, _)| *cosine > FARTHEST)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    near.truncate(WIDTH);
    write_row(&near)
}

/// A row of the table, of cosines above [`FARTHEST`] with the stems' numbers, nearest
/// first, [`WIDTH`] at most.
fn write_row(near: &[(f32, u16)]) -> Vec<u8> {
    let mut row = vec![0; WIDTH * CELL];
    for (cell, (cosine, number)) in row.chunks_exact_mut(CELL).zip(near) {
        let nearness = (cosine.min(1.0) - FARTHEST) / (1.0 - FARTHEST);
        cell[..2].copy_from_slice(&number.to_le_bytes());
        cell[2] = ((nearness * 255.0).round() as u8).max(1);
    }
    row
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    // With one sum, the compiler could not vectorise, because additions in another order
    // round differently.
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

#[test]
fn a_row_has_number_and_nearness_in_each_cell() {
    let row = write_row(&[(1.0, 513), (0.7, 2), (0.4001, 7)]);
    assert_eq!(&row[..9], &[1, 2, 255, 2, 0, 127, 7, 0, 1]);
    assert!(row[9..].iter().all(|byte| *byte == 0));
    assert_eq!(row.len(), WIDTH * CELL);
}
