//! Writes the files that other programs read: a TREC run, and outcomes as JSONL.

use std::io::{self, Write};

use serde::Serialize;

use super::ask::{Asked, Case};
use crate::faq::EntryId;
use crate::search::{Hit, Outcome};

/// Hits per question in a run.
pub const RUN_DEPTH: usize = 100;

/// Writes one question's hits: `qid Q0 docid rank score souffleur`, rank from 1.
///
/// Scoring programs order a run by its scores alone, as 32-bit numbers, and order equal
/// scores in their own way. So a score that is not below the one before it is lowered by
/// the smallest step.
///
/// # Errors
/// The writer fails.
pub fn write_run(
    out: &mut impl Write,
    query: &str,
    hits: &[Hit],
    document: impl Fn(&EntryId) -> String,
) -> io::Result<()> {
    let mut ceiling = f32::MAX;
    for (rank, hit) in (1..).zip(hits) {
        let score = hit.score.min(ceiling).max(f32::MIN);
        writeln!(out, "{query} Q0 {} {rank} {score} souffleur", document(&hit.entry))?;
        ceiling = score.next_down();
    }
    Ok(())
}

/// Writes one question's outcome: `{"_id", "outcome", "entry"}`. The entry is
/// the one Found or the first of the choices; `null` when Unknown.
///
/// # Errors
/// The writer fails.
pub fn write_outcome(
    out: &mut impl Write,
    case: &Case,
    asked: &Asked,
    document: impl Fn(&EntryId) -> String,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        _id: &'a str,
        outcome: &'static str,
        entry: Option<String>,
    }
    let shown = asked.ranking.first().filter(|_| asked.outcome != Outcome::Unknown);
    let line = Line { _id: &case.id, outcome: asked.outcome.name(), entry: shown.map(document) };
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Evidence;

    #[test]
    fn scores_of_a_run_fall_strictly_even_when_hits_tie() {
        let hit = |id: &str, score| Hit {
            entry: EntryId::new(id).expect("an id"),
            score,
            evidence: Evidence::default(),
        };
        let hits = [hit("b", 2.0), hit("a", 2.0), hit("c", 2.0), hit("d", 2.5), hit("e", f32::NAN)];
        let mut out = Vec::new();
        write_run(&mut out, "q1", &hits, EntryId::to_string).expect("a vector takes it");
        let text = String::from_utf8(out).expect("text");
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(' ').collect()).collect();
        for (at, row) in rows.iter().enumerate() {
            assert_eq!((row.len(), row[0], row[1], row[5]), (6, "q1", "Q0", "souffleur"));
            assert_eq!(row[3], (at + 1).to_string());
        }
        let docs: Vec<&str> = rows.iter().map(|row| row[2]).collect();
        assert_eq!(docs, ["b", "a", "c", "d", "e"]);
        let scores: Vec<f32> = rows.iter().map(|row| row[4].parse().expect("a number")).collect();
        assert!(scores.windows(2).all(|pair| pair[0] > pair[1]), "{scores:?}");
        assert_eq!(scores[0], 2.0);
    }
}
