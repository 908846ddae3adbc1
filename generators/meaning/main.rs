//! Writes what the sentence encoder needs beside its graph.
//!
//! - `cargo run --example meaning -- pieces LIST FOLDER`, after `make.py`: from lines of a
//!   piece, a tab and its score, in the order of their numbers, the vocabulary `pieces.fst`
//!   and `scores.f32`.
//! - `cargo run --example meaning -- everyday`, with the new files compiled in: the vectors
//!   of the everyday questions that collections are calibrated with.

use std::path::Path;
use std::{env, fs};

use anyhow::{Context, bail};

/// The special pieces `<s>`, `<pad>`, `</s>` and `<unk>` are no text.
const SPECIAL: usize = 4;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["pieces", list, folder] => write_pieces(Path::new(list), Path::new(folder)),
        ["everyday"] => write_everyday(),
        _ => bail!("usage: meaning pieces LIST FOLDER, or meaning everyday"),
    }
}

fn write_pieces(list: &Path, folder: &Path) -> anyhow::Result<()> {
    let text = fs::read_to_string(list).context("the list of pieces cannot be read")?;
    let mut pieces: Vec<(&str, u64)> = Vec::new();
    let mut scores: Vec<u8> = Vec::new();
    for (number, line) in text.split_terminator('\n').enumerate() {
        let (piece, score) = line.rsplit_once('\t').with_context(|| format!("line {number}"))?;
        scores.extend(score.parse::<f32>()?.to_le_bytes());
        if number >= SPECIAL {
            pieces.push((piece, number as u64));
        }
    }
    pieces.sort_unstable();
    let map = fst::Map::from_iter(pieces).context("a piece is in the list twice")?;
    fs::write(folder.join("pieces.fst"), map.as_fst().as_bytes())?;
    fs::write(folder.join("scores.f32"), scores)?;
    Ok(())
}

fn write_everyday() -> anyhow::Result<()> {
    use souffleur::search::meaning::{Encoder, Threads, texts};
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/search");
    let encoder = Encoder::get().context("the program is built without the feature meaning")?;
    let questions = fs::read_to_string(folder.join("everyday.txt"))?;
    let questions: Vec<String> = questions.lines().map(texts::of_question).collect();
    let questions: Vec<&str> = questions.iter().map(String::as_str).collect();
    let vectors = encoder.encode(&questions, &Threads::new(1));
    let bytes: Vec<u8> =
        vectors.iter().flat_map(|vector| vector.bytes().map(i8::cast_unsigned)).collect();
    fs::write(folder.join("everyday.bin"), bytes)?;
    Ok(())
}
