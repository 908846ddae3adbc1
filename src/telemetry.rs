//! The technical log: to the standard error, for a person or as JSON lines.
//! What people write is never in it: our own lines hold none, libraries are kept to
//! warnings whatever level is asked for, and those that the caller names are muted.
//! The program never waits for whoever reads the log: see `unblocked`. A panic is a line of
//! the log as well, because the standard library's own report would wait.

mod unblocked;

use std::io::{self, IsTerminal, Write};
use std::panic::{self, PanicHookInfo};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

pub use unblocked::print_last;
use unblocked::{QueueGuard, UnblockedWriter, unblocked};

/// Settings of the log.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The least serious level that is shown; `None` is `info`, or `warn` in a terminal chat.
    pub level: Option<Level>,
    /// Whether a person or a program reads the log.
    pub format: Format,
}

/// How serious a log line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something does not work.
    Error,
    /// An operator should look at it.
    Warn,
    /// What happened.
    Info,
    /// Why it happened.
    Debug,
    /// Every step.
    Trace,
}

/// Who reads the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A person: one line each, in colour on a terminal.
    #[default]
    Human,
    /// A machine: one JSON object a line.
    Json,
}

/// The running log. Dropping it ends the log in order: what the reader still takes is written.
#[derive(Debug)]
pub struct Log {
    writer: UnblockedWriter,
    _guard: QueueGuard,
}

impl Log {
    /// Writes a text that is not a log line, between the lines of the log: what people have to
    /// read in their own language.
    pub fn print(&self, text: &str) {
        // The queue refuses nothing: what finds it full is counted as lost.
        let _ = self.writer.clone().write_all(format!("{text}\n").as_bytes());
    }
}

/// Starts the log, which runs as long as what is returned, and has panics go to it. `verbose` raises the level by as
/// many steps; `quiet` is for a chat in the terminal, which lines would disturb;
/// `muted` lists the log targets, with all below them, of which no line is shown.
pub fn start(config: &Config, verbose: u8, quiet: bool, muted: &[&str]) -> Log {
    let format = config.format;
    let (writer, guard) = unblocked(move |lines| report_of_lost(format, lines));
    // A second start, as in a test, keeps the first log: a log is not worth a failure.
    let _ = tracing_subscriber::registry()
        .with(lines(format, writer.clone()).with_filter(filter(
            config.level,
            verbose,
            quiet,
            muted,
        )))
        .try_init();
    panic::set_hook(Box::new(log_panic));
    Log { writer, _guard: guard }
}

/// Logs the place of a panic, and nothing of its message, which may quote what somebody wrote.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let (file, line) = panic.location().map_or(("", 0), |place| (place.file(), place.line()));
    tracing::error!(
        file,
        line,
        "a task panicked, which is a bug of the program; what it was doing is given up"
    );
}

/// The line that reports lost lines. The thread that writes also writes this line, past the
/// queue. In the queue it could be lost itself, and its place there would depend on how full
/// the queue is.
fn report_of_lost(format: Format, lost: usize) -> Vec<u8> {
    let report = Report::default();
    let kept = report.clone();
    let direct = tracing_subscriber::registry()
        .with(lines(format, move || kept.clone()).with_filter(LevelFilter::WARN));
    tracing::subscriber::with_default(direct, || {
        tracing::warn!(
            lines = lost,
            "log lines were lost, because the log was not read as fast as it was written, or \
             could not be written"
        );
    });
    std::mem::take(&mut *report.0.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A line that is kept in memory, so that whoever writes it learns whether that succeeded.
#[derive(Clone, Default)]
struct Report(Arc<Mutex<Vec<u8>>>);

impl Write for Report {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(part)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn lines<S, W>(format: Format, writer: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    // It would report an error of the standard error on the standard error, and panic there.
    let layer = fmt::layer().with_writer(writer).log_internal_errors(false);
    match format {
        Format::Json => layer.json().flatten_event(true).with_span_list(false).boxed(),
        Format::Human => {
            let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            layer.with_ansi(io::stderr().is_terminal() && !plain).with_target(false).boxed()
        }
    }
}

fn filter(level: Option<Level>, verbose: u8, quiet: bool, muted: &[&str]) -> Targets {
    const STEPS: [LevelFilter; 5] = [
        LevelFilter::ERROR,
        LevelFilter::WARN,
        LevelFilter::INFO,
        LevelFilter::DEBUG,
        LevelFilter::TRACE,
    ];
    let base = match level {
        Some(level) => level as usize,
        None if quiet => Level::Warn as usize,
        None => Level::Info as usize,
    };
    let own = STEPS[(base + usize::from(verbose)).min(STEPS.len() - 1)];
    // The finer lines of a library may show the messages that it carries.
    Targets::new()
        .with_target("souffleur", own)
        .with_targets(muted.iter().map(|target| (*target, LevelFilter::OFF)))
        .with_default(own.min(LevelFilter::WARN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn muted_libraries_tell_nothing() {
        let filter = filter(Some(Level::Trace), 9, false, &["network_sdk"]);
        for target in ["network_sdk", "network_sdk::client", "network_sdk_crypto::machine"] {
            assert!(!filter.would_enable(target, &tracing::Level::ERROR), "{target}");
        }
    }

    #[test]
    fn libraries_never_tell_more_than_warnings() {
        // Levels compare by verbosity: more verbose is greater.
        use tracing::Level as L;
        let rows = [
            // level, -v, quiet; target, least serious level shown
            (None, 0, true, "souffleur::bot", L::WARN),
            (None, 1, true, "souffleur::bot", L::INFO),
            (None, 0, false, "souffleur::app", L::INFO),
            (None, 9, false, "souffleur::app", L::TRACE),
            (Some(Level::Error), 0, false, "souffleur::app", L::ERROR),
            (Some(Level::Trace), 9, false, "tungstenite::protocol", L::WARN),
            (Some(Level::Error), 0, false, "tungstenite::protocol", L::ERROR),
        ];
        for (level, verbose, quiet, target, shown) in rows {
            let filter = filter(level, verbose, quiet, &[]);
            for probe in [L::ERROR, L::WARN, L::INFO, L::DEBUG, L::TRACE] {
                assert_eq!(
                    filter.would_enable(target, &probe),
                    probe <= shown,
                    "{target} {probe} with {level:?}, -v × {verbose}, quiet {quiet}"
                );
            }
        }
    }
}
