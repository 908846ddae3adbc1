//! What each term of the search brings, what damaged questions cost, and how honest the
//! outcomes are, beside plain tantivy, with paired bootstrap intervals, held against the
//! targets. One setting for all sets; nothing here can tune one.
//!
//! ```sh
//! cargo bench --bench quality                       # the bundled FAQ
//! cargo bench --bench quality -- ../shared/eval     # public sets beside it, some minutes
//! cargo bench --bench quality -- ../shared/eval --write benches/QUALITY.md
//! ```
//!
//! The folder holds `covid_quebec`, `cdtn` and `piaf` (each `corpus.jsonl`,
//! `queries.jsonl`, `qrels.tsv`) and `out_of_scope/queries.jsonl`. The page goes to the
//! standard output, the progress to the standard error.

mod bootstrap;
mod cells;
mod measure;
mod page;
mod plain;
mod sets;
mod settings;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Context;
use clap::Parser;
use souffleur::eval::perturb::Perturbation;
use souffleur::faq::today;

use measure::KINDS;
use page::{Measured, Page};
use plain::Plain;
use sets::Set;
use settings::{PLAIN, settings};

/// Measures the search on sets of questions, and writes a Markdown page.
#[derive(Parser)]
struct Args {
    /// Folder with covid_quebec, cdtn, piaf and out_of_scope
    #[arg(value_name = "SETS")]
    sets: Option<PathBuf>,
    /// Also writes the page to this file
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// `cargo bench` passes this to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let started = Instant::now();
    let progress = |what: &str| eprintln!("{:>4} s  {what}", started.elapsed().as_secs());

    let sets = sets::read(args.sets.as_deref(), &root.join("faq"))?;
    let measured = sets.into_iter().map(|set| measure(set, &progress));
    let measured: Vec<Measured> = measured.collect::<anyhow::Result<_>>()?;
    progress("intervals");
    let page = Page {
        date: today().to_string(),
        commit: commit(root),
        command: match &args.sets {
            Some(_) => "cargo bench --bench quality -- ../shared/eval --write benches/QUALITY.md",
            None => "cargo bench --bench quality",
        }
        .to_owned(),
        sets: measured,
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

fn measure(set: Set, progress: &dyn Fn(&str)) -> anyhow::Result<Measured> {
    let (mut marks, mut honesty) = (Vec::new(), None);
    for (at, (name, config)) in settings().into_iter().enumerate() {
        progress(&format!("{}: {}{name}", set.name, if at == 0 { "" } else { "without " }));
        // Accents and capitals are lost in the analyser, whatever is off.
        let kinds = match at {
            0 => &KINDS[..],
            _ => &[Perturbation::Typos, Perturbation::Sms, Perturbation::Apostrophes],
        };
        let (of_setting, outcomes) = measure::souffleur(&set, config, kinds);
        marks.push(of_setting);
        honesty.get_or_insert(outcomes);
    }
    progress(&format!("{}: plain tantivy", set.name));
    let plain = |words| anyhow::Ok(measure::plain(&set, &Plain::build(&set.faq, words)?));
    Ok(Measured {
        plain: [plain(PLAIN[0].1)?, plain(PLAIN[1].1)?],
        settings: marks,
        honesty: honesty.context("there is at least one setting")?,
        set,
    })
}

/// What is being run: the short hash, and whether the sources differ from it.
fn commit(root: &Path) -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(root).args(arguments).output().ok()?;
        let text = output.status.success().then(|| String::from_utf8(output.stdout).ok())?;
        text.map(|text| text.trim().to_owned())
    };
    let Some(hash) = git(&["rev-parse", "--short", "HEAD"]) else { return "unknown".to_owned() };
    let sources = ["src", "faq", "benches/quality", "Cargo.lock"];
    let changed = git(&[&["status", "--porcelain", "--"], &sources[..]].concat());
    match changed.as_deref() {
        Some("") => hash,
        _ => format!("{hash}, with changes not committed"),
    }
}
