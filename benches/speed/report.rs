//! Writes the tables, and puts them into `benches/SPEED.md`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use souffleur::faq::today;

use super::encoder::EncoderFigures;
use super::measure::{Making, Pair, Searches};

const BEGIN: &str = "<!-- results: written by cargo bench --bench speed -->";
const END: &str = "<!-- end of results -->";

/// The results for one size.
pub struct Row {
    pub entries: usize,
    /// Bytes of questions and answers.
    pub text: usize,
    pub making: Making,
    pub searches: Searches,
    /// Resident bytes of three processes: one that does nothing, Souffleur, plain tantivy.
    pub resident: [Option<usize>; 3],
}

/// Durations from the start of the program to the end of its first answer.
pub struct Cold {
    pub made: Duration,
    pub bundled: Duration,
    pub bundled_entries: usize,
}

/// One run.
pub struct Report {
    pub from: &'static str,
    pub threads: usize,
    /// The searches of the real set, if it is there.
    pub real: Option<Searches>,
    pub rows: Vec<Row>,
    pub cold: Cold,
    /// `None` in a program without it.
    pub encoder: Option<EncoderFigures>,
}

impl Report {
    /// Every table, in Markdown.
    pub fn tables(&self) -> String {
        let mut parts = vec![self.head()];
        parts.extend(self.encoder.as_ref().map(|encoder| encoder.tables(time, size)));
        if !self.rows.is_empty() {
            parts.extend([self.search(), self.making(), self.memory(), self.growth()]);
        }
        parts.join("\n\n")
    }

    /// Replaces the tables of an earlier run in the file.
    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let (before, rest) = text.split_once(BEGIN).context("SPEED.md has no place for results")?;
        let (_, after) = rest.split_once(END).context("SPEED.md has no end of results")?;
        fs::write(file, format!("{before}{BEGIN}\n\n{}\n\n{END}{after}", self.tables()))?;
        Ok(())
    }

    fn head(&self) -> String {
        let Self { from, threads, cold, .. } = self;
        format!(
            "{date}, commit {commit}, {threads} cores; entries recombined from {from}.\n\n\
             Cold start, from starting `souffleur ask` to its end: {} with {} entries, {} with \
             the bundled FAQ ({} entries).",
            time(cold.made),
            super::SMALL,
            time(cold.bundled),
            cold.bundled_entries,
            date = today(),
            commit = commit(),
        )
    }

    fn search(&self) -> String {
        let mut table = String::from(
            "### Search, one core, best ten\n\n\
             | entries | p50 | plain tantivy | ratio | p99 | plain tantivy | ratio |\n\
             | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        );
        let mut line = |name: &str, searches: &Searches| {
            let _ = write!(table, "\n| {name} | {} | {} |", pair(searches.p50), pair(searches.p99));
        };
        if let Some(real) = &self.real {
            line("cdtn, 2,180 real ones", real);
        }
        for row in &self.rows {
            line(&thousands(row.entries), &row.searches);
        }
        table
    }

    fn making(&self) -> String {
        let mut table = String::from(
            "### Index, full reload, one changed entry\n\n\
             Full reload: files to first snapshot (read, checked, indexed, tested). Its ratios \
             are to reading the files alone, and to reading them and indexing with plain \
             tantivy without checking anything.\n\n\
             | entries | read alone | build | plain tantivy | ratio | build ÷ read | full reload \
             | ÷ read | ÷ (read + plain) | one changed | of that, index | ÷ full reload |\n\
             | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        );
        for row in &self.rows {
            let Making { read, build, open, one_changed, update } = &row.making;
            let _ = write!(
                table,
                "\n| {} | {} | {} | {:.2} | {} | {:.2} | {:.2} | {} | {} | {:.3} |",
                thousands(row.entries),
                time(*read),
                pair(*build),
                ratio(build.ours, *read),
                time(*open),
                ratio(*open, *read),
                ratio(*open, *read + build.plain),
                time(*one_changed),
                time(*update),
                ratio(*one_changed, *open),
            );
        }
        table
    }

    fn memory(&self) -> String {
        let mut table = String::from(
            "### Memory\n\n\
             Resident, in a process that has served a first snapshot and nothing else. Plain \
             tantivy keeps its index and the texts; what the program takes by itself is not \
             counted in the ratios.\n\n\
             | entries | text | resident | ÷ text | plain tantivy | ratio |\n\
             | --- | ---: | ---: | ---: | ---: | ---: |",
        );
        for row in &self.rows {
            let [Some(nothing), Some(ours), Some(plain)] = row.resident else {
                let _ = write!(table, "\n| {} | unknown on this system |", row.entries);
                continue;
            };
            let (own, theirs) = (ours.saturating_sub(nothing), plain.saturating_sub(nothing));
            let _ = write!(
                table,
                "\n| {} | {} | {} | {:.2} | {} | {:.2} |",
                thousands(row.entries),
                size(row.text),
                size(ours),
                own as f64 / row.text as f64,
                size(plain),
                own as f64 / theirs.max(1) as f64,
            );
        }
        table
    }

    fn growth(&self) -> String {
        let mut table = String::from(
            "### Growth\n\n\
             The exponent between one size and the next: 1 is in step with the entries, 0 is \
             the same at any size.\n\n\
             | from → to | search p50 | plain tantivy's | build | plain tantivy's | full reload \
             | one changed | memory |\n\
             | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        );
        for rows in self.rows.windows(2) {
            let [from, to] = rows else { continue };
            let step = (to.entries as f64 / from.entries as f64).ln();
            let exponent = |of: &dyn Fn(&Row) -> f64| {
                format!("{:.2}", (of(to) / of(from).max(1e-9)).ln() / step)
            };
            let seconds = |of: &dyn Fn(&Row) -> Duration| exponent(&|row| of(row).as_secs_f64());
            let _ = write!(
                table,
                "\n| {} → {} | {} | {} | {} | {} | {} | {} | {} |",
                thousands(from.entries),
                thousands(to.entries),
                seconds(&|row| row.searches.p50.ours),
                seconds(&|row| row.searches.p50.plain),
                seconds(&|row| row.making.build.ours),
                seconds(&|row| row.making.build.plain),
                seconds(&|row| row.making.open),
                seconds(&|row| row.making.one_changed),
                exponent(&|row| row.resident[1].unwrap_or(0) as f64),
            );
        }
        table
    }
}

fn pair(pair: Pair) -> String {
    format!("{} | {} | {:.2}", time(pair.ours), time(pair.plain), pair.ratio())
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64().max(1e-9)
}

fn time(time: Duration) -> String {
    let us = time.as_secs_f64() * 1e6;
    match us {
        ..1e3 => format!("{us:.0} µs"),
        ..1e4 => format!("{:.1} ms", us / 1e3),
        ..1e6 => format!("{:.0} ms", us / 1e3),
        _ => format!("{:.2} s", us / 1e6),
    }
}

fn size(bytes: usize) -> String {
    let kb = bytes as f64 / 1e3;
    if kb < 1e3 { format!("{kb:.0} kB") } else { format!("{:.1} MB", kb / 1e3) }
}

/// With a comma between thousands.
pub fn thousands(number: usize) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", number / 1_000, number % 1_000),
    }
}

/// The commit that is measured, and whether the sources differ from it.
fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else { return "unknown".to_owned() };
    let changed =
        git(&["status", "--porcelain", "--untracked-files=no", "--", "src", "Cargo.lock"]);
    match changed.as_deref() {
        Some("") => commit,
        _ => format!("{commit} and changes since"),
    }
}
