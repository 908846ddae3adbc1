//! The measurements. Each figure is measured in turns with the one that it is compared
//! with, so that a busy or slow machine affects both equally.

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use souffleur::faq::{Faq, today};
use souffleur::library::{Force, Library, Reload};
use souffleur::search::{Config, Index, Scope};

use super::corpus;
use super::plain::{LIMIT, Plain};

/// Two systems on the same work.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pair {
    /// Souffleur.
    pub ours: Duration,
    /// Plain tantivy.
    pub plain: Duration,
}

impl Pair {
    /// How many times as long ours takes.
    pub fn ratio(self) -> f64 {
        self.ours.as_secs_f64() / self.plain.as_secs_f64().max(1e-9)
    }
}

/// Times of searches, over questions.
pub struct Searches {
    /// The median over the questions.
    pub p50: Pair,
    /// The 99th percentile over the questions, for each system by itself.
    pub p99: Pair,
}

/// Asks each question of both systems in turns, `rounds` times. The time of a question is
/// the median of its rounds, so that other work on the same core does not count.
pub fn searches(
    index: &Index,
    plain: &mut Plain,
    questions: &[String],
    rounds: usize,
) -> anyhow::Result<Searches> {
    let mut ours = vec![Vec::with_capacity(rounds); questions.len()];
    let mut theirs = ours.clone();
    for _ in 0..rounds {
        for (at, question) in questions.iter().enumerate() {
            let started = Instant::now();
            black_box(index.search(black_box(question), &Scope::All, LIMIT));
            ours[at].push(started.elapsed());
            let started = Instant::now();
            black_box(plain.search(black_box(question))?);
            theirs[at].push(started.elapsed());
        }
    }
    let medians = |times: Vec<Vec<Duration>>| -> Vec<Duration> {
        times.into_iter().map(|mut rounds| quantile(&mut rounds, 0.5)).collect()
    };
    let (mut ours, mut theirs) = (medians(ours), medians(theirs));
    let mut both =
        |share| Pair { ours: quantile(&mut ours, share), plain: quantile(&mut theirs, share) };
    Ok(Searches { p50: both(0.5), p99: both(0.99) })
}

/// The time below which a share of the times lies; it sorts them.
pub fn quantile(times: &mut [Duration], share: f64) -> Duration {
    times.sort_unstable();
    let at = (times.len() as f64 * share) as usize;
    times.get(at.min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// Times of loading, indexing and reloading.
pub struct Making {
    /// Reading the bytes of every file, and no more.
    pub read: Duration,
    /// Indexing what was read.
    pub build: Pair,
    /// Opening a library: reading, checking, indexing, golden questions.
    pub open: Duration,
    /// The whole reload after one file has changed.
    pub one_changed: Duration,
    /// The share of the index in that.
    pub update: Duration,
}

/// The shortest of `rounds`, measured in turns, and the last two indexes.
pub fn making(
    folder: &Path,
    faq: &Faq,
    threads: usize,
    rounds: usize,
) -> anyhow::Result<(Making, Index, Plain)> {
    let mut best = Making {
        read: Duration::MAX,
        build: Pair { ours: Duration::MAX, plain: Duration::MAX },
        open: Duration::MAX,
        one_changed: Duration::MAX,
        update: Duration::MAX,
    };
    let mut made = None;
    for _ in 0..rounds {
        // The indexes of the last round are dropped before the next measurement.
        drop(made.take());
        shorter(&mut best.read, || corpus::read_alone(folder, threads))?;
        let plain = shorter(&mut best.build.plain, || Plain::build(faq, threads))?;
        let index = shorter(&mut best.build.ours, || Ok(Index::build(faq, Config::default())))?;
        shorter(&mut best.open, || open(folder))?;
        made = Some((index, plain));
    }
    let (index, plain) = made.context("at least one round")?;

    let library = open(folder)?;
    for turn in 0..rounds.max(3) {
        corpus::change(folder, faq.len() / 2, turn)?;
        let before = library.snapshot();
        let reload = shorter(&mut best.one_changed, || Ok(library.reload(today(), Force::No)))?;
        ensure!(matches!(reload, Reload::Swapped(_)), "a changed entry must go live: {reload:?}");
        let after = library.snapshot();
        shorter(&mut best.update, || Ok(before.index.update(&after.faq)))?;
    }
    Ok((best, index, plain))
}

/// A library served from a folder.
pub fn open(folder: &Path) -> anyhow::Result<Library> {
    Library::open(folder, today()).map_err(|problems| corpus::refused(&problems))
}

fn shorter<T>(best: &mut Duration, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    let started = Instant::now();
    let done = work()?;
    *best = (*best).min(started.elapsed());
    Ok(done)
}

/// The resident bytes of this process; `None` where the system does not tell.
pub fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()? * 1024)
}

/// What another process of this program prints with these arguments: memory can only be
/// measured in a process that has done nothing else.
pub fn in_a_new_process(arguments: &[&str]) -> anyhow::Result<Option<usize>> {
    let output = Command::new(std::env::current_exe()?).args(arguments).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse().ok())
}

/// The question of a cold start.
pub const QUESTION: &str = "comment trouver une adresse ?";

/// The duration of `souffleur ask`, from its start to its end; the median of `rounds`.
pub fn cold_start(faq: &Path, rounds: usize) -> anyhow::Result<Duration> {
    let times: anyhow::Result<Vec<Duration>> = (0..rounds).map(|_| ask(faq, None)).collect();
    Ok(quantile(&mut times?, 0.5))
}

/// The duration of one `souffleur ask`, with the settings of a file or the default ones.
pub fn ask(faq: &Path, config: Option<&Path>) -> anyhow::Result<Duration> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_souffleur"));
    if let Some(config) = config {
        command.arg("--config").arg(config);
    }
    command.arg("--faq").arg(faq).args(["ask", QUESTION]);
    command.stdout(Stdio::null());
    // The vectors of the first round are kept for the others, and not among the user's.
    command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    let started = Instant::now();
    let status = command.status()?;
    let took = started.elapsed();
    ensure!(status.success(), "souffleur ask ended with {status}");
    Ok(took)
}
