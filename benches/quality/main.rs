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
//! `--alike` prints instead how many of the questions are taken for others that ask the same, as
//! the team's cards are made.
//!
//! `--only` and `--rows` choose some of both, by their names in the tables. The vectors of
//! every text and question are kept in `target/tmp/quality`, so that only a first run, or one
//! after the model has changed, encodes them.
//!
//! The folder holds `covid_quebec`, `cdtn` and `piaf` (each `corpus.jsonl`,
//! `queries.jsonl`, `qrels.tsv`), `out_of_scope/queries.jsonl`, and the `corpus.jsonl` of the
//! FAQs that are probed, `mesconseilscovid` and `covid19_admin`. The page goes to the
//! standard output, the progress to the standard error.

mod alike;
mod bootstrap;
mod cells;
mod measure;
mod page;
mod plain;
mod sets;
mod settings;
mod vectors;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Context;
use clap::Parser;
use souffleur::eval::ask::Case;
use souffleur::eval::perturb::Perturbation;
use souffleur::faq::today;

use measure::KINDS;
use page::{Measured, Page, Probed};
use plain::Plain;
use sets::{BUNDLED, Set};
use settings::{MEANING, PLAIN, Setting, settings};

/// Measures the search on sets of questions, and writes a Markdown page.
#[derive(Parser)]
struct Args {
    /// Folder with covid_quebec, cdtn, piaf and out_of_scope
    #[arg(value_name = "SETS")]
    sets: Option<PathBuf>,
    /// Also writes the page to this file
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Only this set, or this FAQ to probe; may be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Beside the row with everything on, only the row without this term; may be given several
    /// times
    #[arg(long, value_name = "NAME")]
    rows: Vec<String>,
    /// Which questions are taken for the same one, and nothing else
    #[arg(long)]
    alike: bool,
    /// `cargo bench` passes this to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let started = Instant::now();
    let progress = |what: &str| eprintln!("{:>4} s  {what}", started.elapsed().as_secs());

    let settings = settings(&args.rows)?;
    let (folder, bundled) = (args.sets.as_deref(), root.join("faq"));
    let mut sets = sets::read(folder, &bundled)?;
    let mut probed = sets::read_probed(folder, &bundled)?;
    sets::choose(&args.only, &mut sets, &mut probed)?;
    if args.alike {
        print!("{}", alike::page(&sets, &progress)?);
        return Ok(());
    }
    let measured = sets.into_iter().map(|set| measure(set, &settings, &progress));
    let measured: Vec<Measured> = measured.collect::<anyhow::Result<_>>()?;
    let probed = probed.into_iter().map(|(name, faq)| {
        progress(&format!("{name}: probe"));
        let vectors = vectors::vectors(&faq, &[], &progress);
        let reports = measure::probe(&faq, vectors.as_ref(), name != BUNDLED);
        Ok(Probed { name, reports: reports.with_context(|| format!("{name} is too small"))? })
    });
    let probed = probed.collect::<anyhow::Result<_>>()?;
    progress("intervals");
    let page = Page {
        date: today().to_string(),
        commit: commit(root),
        command: command(&args),
        sets: measured,
        probed,
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

/// How a run is repeated, with the place of the sets that the README names.
fn command(args: &Args) -> String {
    let mut command = "cargo bench --bench quality".to_owned();
    if args.sets.is_some() {
        command += " -- ../shared/eval";
    }
    for (option, names) in [("--only", &args.only), ("--rows", &args.rows)] {
        for name in names {
            command += if command.contains(" -- ") { "" } else { " --" };
            let _ = write!(command, " {option} {name:?}");
        }
    }
    if args.write.is_some() { command + " --write benches/QUALITY.md" } else { command }
}

fn measure(set: Set, settings: &[Setting], progress: &dyn Fn(&str)) -> anyhow::Result<Measured> {
    let cases: Vec<&Case> = set.cases.iter().chain(&set.out_of_scope).collect();
    progress(&format!("{}: vectors", set.name));
    let vectors = vectors::vectors(&set.faq, &cases, progress);
    let (mut marks, mut honesty) = (Vec::new(), None);
    for (at, setting) in settings.iter().enumerate() {
        let name = setting.name;
        progress(&format!("{}: {}{name}", set.name, if at == 0 { "" } else { "without " }));
        // Accents and capitals are lost in the analyser, whatever is off.
        let kinds = match at {
            0 => &KINDS[..],
            _ if name == MEANING => &KINDS[..],
            _ => &[Perturbation::Typos, Perturbation::Sms, Perturbation::Apostrophes],
        };
        let (of_setting, outcomes) = measure::souffleur(&set, *setting, vectors.as_ref(), kinds);
        marks.push((*setting, of_setting));
        honesty.get_or_insert(outcomes);
    }
    let meaning_alone = vectors.and_then(|vectors| measure::meaning_alone(&set, &vectors));
    progress(&format!("{}: plain tantivy", set.name));
    let plain = |words| anyhow::Ok(measure::plain(&set, &Plain::build(&set.faq, words)?));
    Ok(Measured {
        plain: [plain(PLAIN[0].1)?, plain(PLAIN[1].1)?],
        settings: marks,
        meaning_alone: meaning_alone.unwrap_or_default(),
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
