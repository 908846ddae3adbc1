//! Makes the table of related words that a search reads, from word vectors.
//!
//! ```sh
//! cargo run --release --example related -- FOLDER
//! ```
//!
//! `FOLDER` has what `export.py` beside this file wrote; that file says where the
//! vectors come from. The table is written to `src/search/related/` and part of the
//! program, so nobody needs this to build it: it is here to make the table again when
//! stemming or the stop words change.
//!
//! Two stems are as near as the nearest two words that have them, by the cosine of
//! their vectors. What is further than [`related::FARTHEST`] is not related: that far
//! apart lie any two words that may stand in one sentence.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread;

use anyhow::Context;
use souffleur::search::{related, stems};

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
        let (word, row) = line.split_once('\t').context("words.tsv: no tabulator")?;
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
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let near: Vec<u8> = thread::scope(|scope| {
        let shares: Vec<_> = (0..rows.len())
            .collect::<Vec<_>>()
            .chunks(rows.len().div_ceil(cores))
            .map(|share| share.to_vec())
            .map(|share| {
                let (rows, unit) = (&rows, &unit);
                scope.spawn(move || share.into_iter().flat_map(|at| row(at, rows, unit)).collect())
            })
            .collect();
        shares
            .into_iter()
            .flat_map(|share| -> Vec<u8> { share.join().expect("no panic") })
            .collect()
    });

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
        .filter(|(cosine, _)| *cosine > related::FARTHEST)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    near.truncate(related::WIDTH);
    related::write_row(&near)
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    // Sums side by side, or the compiler may not vectorise: addition in another order
    // rounds otherwise.
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}
