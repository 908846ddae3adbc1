//! The wiring and the shutdown order of the running bot; nothing else wires.
//!
//! library → what reloads it → platforms; and to end: platforms first, so that
//! whoever was asking gets an answer, then what reloads, then the process.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::bot::{Bot, today};
use crate::config::Config;
use crate::faq::{EntryId, Expectation, Problem, watch};
use crate::library::{Force, GoldenFailure, Library, Rejection, Reload};
use crate::platform;
use crate::search::Outcome;

/// How long platforms may take to end; containers are killed after ten seconds.
const GRACE: Duration = Duration::from_secs(5);

/// Which platforms to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platforms {
    /// Every configured one; without any, the terminal.
    Configured,
    /// The terminal alone.
    Terminal,
}

/// Opens the library and serves it until every platform has ended or a signal
/// says so. Problems that keep the FAQ from opening are listed on the standard
/// error, and the code is 1.
///
/// # Errors
/// When the process cannot run at all.
pub fn run(config: Config, platforms: Platforms) -> anyhow::Result<ExitCode> {
    let library = match Library::open(&config.faq, today()) {
        Ok(library) => Arc::new(library),
        Err(problems) => {
            refuse(&config.faq, &problems);
            return Ok(ExitCode::FAILURE);
        }
    };
    let snapshot = library.snapshot();
    tracing::info!(
        collections = snapshot.faq.collections().len(),
        entries = snapshot.faq.len(),
        warnings = snapshot.warnings.len(),
        golden = snapshot.golden.asked,
        "the FAQ is open"
    );
    let failing: Vec<_> =
        snapshot.golden.failures.iter().filter(|failure| failure.question.binds()).collect();
    if !failing.is_empty() {
        warn_of_failures(&failing);
        tracing::warn!(
            failing = failing.len(),
            "golden questions fail: souffleur check lists them"
        );
    }
    drop(snapshot);

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let code = runtime.block_on(serve(config, platforms, library));
    // A thread may be waiting for a line that will never be typed.
    runtime.shutdown_background();
    code
}

async fn serve(
    config: Config,
    platforms: Platforms,
    library: Arc<Library>,
) -> anyhow::Result<ExitCode> {
    let shutdown = CancellationToken::new();
    signals::end(shutdown.clone())?;

    // One slot: while a reload runs, any number of changes call for one more.
    let (call, called) = mpsc::channel(1);
    signals::reload(call.clone())?;
    let on_change = move || {
        let _ = call.try_send("files");
    };
    let watcher = watch::watch(&library.folder(), on_change);
    if let Err(error) = &watcher {
        tracing::warn!("the folder is not watched, reload by SIGHUP or command: {error:#}");
    }
    let reloads = tokio::spawn(reload_when_called(Arc::clone(&library), called));

    let bot = Arc::new(Bot::new(library));
    let terminal_only = platforms == Platforms::Terminal;
    let mut running = platform::start(config.platform, terminal_only, &bot, &shutdown);

    tracing::info!("ready");

    let mut sound = true;
    tokio::select! {
        () = all_ended(&mut running, &mut sound) => {}
        () = shutdown.cancelled() => {
            if tokio::time::timeout(GRACE, all_ended(&mut running, &mut sound)).await.is_err() {
                tracing::warn!("a platform did not end in time");
            }
        }
    }
    shutdown.cancel();
    drop(watcher);
    reloads.abort();
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One platform that breaks leaves the others running.
async fn all_ended(running: &mut JoinSet<platform::Ended>, sound: &mut bool) {
    while let Some(ended) = running.join_next().await {
        match ended {
            Ok((platform, Ok(()))) => tracing::debug!(platform, "ended"),
            Ok((platform, Err(error))) => {
                *sound = false;
                tracing::error!(platform, "broke: {error:#}");
            }
            Err(error) => {
                *sound = false;
                tracing::error!(%error, "a platform panicked");
            }
        }
    }
}

async fn reload_when_called(library: Arc<Library>, mut called: mpsc::Receiver<&'static str>) {
    while let Some(trigger) = called.recv().await {
        let library = Arc::clone(&library);
        let reload = move || {
            let result = library.reload(today(), Force::No);
            tell(trigger, &result, &library);
        };
        if let Err(error) = tokio::task::spawn_blocking(reload).await {
            tracing::error!(%error, "a reload failed");
        }
    }
}

fn tell(trigger: &str, reload: &Reload, library: &Library) {
    match reload {
        Reload::Unchanged => tracing::info!(trigger, "reloaded: nothing has changed"),
        Reload::Swapped(diff) => tracing::info!(
            trigger,
            version = library.snapshot().version,
            added = diff.added.len(),
            changed = diff.changed.len(),
            removed = diff.removed.len(),
            answers_changed = diff.answers_changed.len(),
            "reloaded"
        ),
        Reload::Rejected(Rejection::Problems(problems)) => {
            for problem in problems {
                tracing::warn!(trigger, %problem, "in the FAQ's folder");
            }
            tracing::warn!(trigger, problems = problems.len(), "not reloaded: mend these first");
        }
        Reload::Rejected(Rejection::Failing(diff)) => {
            warn_of_failures(&diff.newly_failing.iter().collect::<Vec<_>>());
            tracing::warn!(
                trigger,
                newly_failing = diff.newly_failing.len(),
                "not reloaded: golden questions would fail; an admin can force it"
            );
        }
    }
}

/// The first few: a whole list would drown the log, and a chat in the terminal.
fn warn_of_failures(failures: &[&GoldenFailure]) {
    const LISTED: usize = 3;
    for GoldenFailure { file, question, outcome, got, collection: _ } in
        failures.iter().take(LISTED)
    {
        let expected = match &question.expect {
            Expectation::Entry(id) => id.as_str(),
            Expectation::Unknown => Outcome::Unknown.name(),
        };
        tracing::warn!(
            file = %file.display(),
            line = question.line,
            expected,
            outcome = outcome.name(),
            got = got.as_ref().map(EntryId::as_str),
            "a golden question fails"
        );
    }
}

fn refuse(folder: &Path, problems: &[Problem]) {
    for problem in problems {
        eprintln!("{problem}");
    }
    eprintln!(
        "souffleur\u{a0}: la FAQ «\u{a0}{}\u{a0}» ne peut pas être servie. Corrigez ce qui \
         précède, puis vérifiez avec «\u{a0}souffleur check\u{a0}».",
        folder.display()
    );
}

/// What the system tells the process. SIGTERM and SIGHUP are Unix's; elsewhere
/// Ctrl-C ends, and reloads come from the watcher or a command.
mod signals {
    use super::{CancellationToken, Context, mpsc};

    /// Cancels at SIGTERM or Ctrl-C; the second one ends the process at once.
    pub fn end(shutdown: CancellationToken) -> anyhow::Result<()> {
        #[cfg(unix)]
        let mut term = {
            use tokio::signal::unix::{SignalKind, signal};
            signal(SignalKind::terminate()).context("SIGTERM cannot be listened to")?
        };
        tokio::spawn(async move {
            loop {
                #[cfg(unix)]
                tokio::select! {
                    _ = term.recv() => {}
                    _ = tokio::signal::ctrl_c() => {}
                }
                #[cfg(not(unix))]
                let _ = tokio::signal::ctrl_c().await;
                if shutdown.is_cancelled() {
                    std::process::exit(1);
                }
                tracing::info!("shutting down");
                shutdown.cancel();
            }
        });
        Ok(())
    }

    /// Calls for a reload at each SIGHUP.
    #[cfg(unix)]
    pub fn reload(call: mpsc::Sender<&'static str>) -> anyhow::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut hang_up = signal(SignalKind::hangup()).context("SIGHUP cannot be listened to")?;
        tokio::spawn(async move {
            while hang_up.recv().await.is_some() {
                let _ = call.try_send("SIGHUP");
            }
        });
        Ok(())
    }

    /// There is no SIGHUP here.
    #[cfg(not(unix))]
    pub fn reload(_: mpsc::Sender<&'static str>) -> anyhow::Result<()> {
        Ok(())
    }
}
