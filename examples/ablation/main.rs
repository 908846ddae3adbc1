//! What each feature of the search brings, what damaged questions cost, and how
//! honest the outcomes are: measured on public sets of real questions beside
//! plain tantivy, with paired bootstrap intervals, and held against the targets.
//! One setting for all; nothing here can tune one.
//!
//! ```sh
//! cargo run --release --example ablation -- ../shared/eval
//! cargo run --release --example ablation -- ../shared/eval --write benches/QUALITY.md
//! ```
//!
//! The folder holds `covid_quebec`, `cdtn` and `piaf` (each `corpus.jsonl`,
//! `queries.jsonl`, `qrels.tsv`) and `out_of_scope/queries.jsonl`. The page goes
//! to the standard output, its progress to the standard error. A few minutes.

mod cells;
mod measure;
mod page;
mod plain;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Context;
use clap::Parser;
use souffleur::eval::ask::{Case, Expected};
use souffleur::faq::today;

/// Measures the search on public sets of questions, and writes a Markdown page.
#[derive(Parser)]
struct Args {
    /// Folder with covid_quebec, cdtn, piaf and out_of_scope
    #[arg(value_name = "SETS")]
    sets: PathBuf,
    /// Also writes the page to this file
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let started = Instant::now();
    let progress = |what: &str| eprintln!("{:>4} s  {what}", started.elapsed().as_secs());

    let sets = measure::read_sets(&args.sets)?;
    let bundled = measure::read_bundled(&root.join("faq"), &args.sets)?;

    let (mut ablations, mut damaged, mut honesty) = (Vec::new(), Vec::new(), Vec::new());
    for set in &sets {
        progress(&format!("{}: each feature off", set.name));
        ablations.push(measure::ablate(&set.faq, &set.cases)?);
        progress(&format!("{}: damaged questions", set.name));
        damaged.push(measure::damage(set)?);
        progress(&format!("{}: outcomes, with and without the right entries", set.name));
        honesty.push(measure::honesty(set));
    }
    progress("the bundled FAQ");
    // No decision on a feature may rest on the questions kept aside.
    let tuning: Vec<Case> = (bundled.cases.iter())
        .filter(|case| !case.held_out && matches!(case.expected, Expected::Entries(_)))
        .cloned()
        .collect();
    ablations.push(measure::ablate(&bundled.faq, &tuning)?);
    let golden = measure::golden_questions(&bundled);

    progress("intervals");
    let page = page::Page {
        date: today().to_string(),
        commit: commit(root),
        sets,
        ablations,
        damaged,
        honesty,
        golden,
    };
    let text = page.in_markdown();
    progress("done");
    if let Some(file) = &args.write {
        std::fs::write(file, &text).with_context(|| format!("writing {}", file.display()))?;
    }
    match std::io::stdout().write_all(text.as_bytes()) {
        // A reader such as `head` has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("writing the page"),
    }
}

/// What is being run: the short hash, and whether the sources differ from it.
fn commit(root: &Path) -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(root).args(arguments).output().ok()?;
        let text = output.status.success().then(|| String::from_utf8(output.stdout).ok())?;
        text.map(|text| text.trim().to_owned())
    };
    let Some(hash) = git(&["rev-parse", "--short", "HEAD"]) else { return "unknown".to_owned() };
    let changed = git(&["status", "--porcelain", "--", "src", "faq", "examples", "Cargo.lock"]);
    match changed.as_deref() {
        Some("") => hash,
        _ => format!("{hash}, with changes not committed"),
    }
}
