//! The wiring and the shutdown order of the running bot; nothing else wires.
//!
//! The library starts first, then what reloads it, then the platforms. At shutdown
//! the platforms end first, so that a question on its way still gets its answer, then the
//! journal, which records it, then what reloads, then the process. HTTP is the first to start and
//! ends between the platforms and the journal, so that it can be watched how the rest goes.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::bot::Bot;
use crate::config::Config;
use crate::content::{self, Pulled, Puller};
use crate::conversation::connected::{Connection, Connections};
use crate::conversation::limits::QuestionLimits;
use crate::faq::{Problem, Severity, today, watch};
use crate::http;
use crate::journal::{self, Journal};
use crate::library::{
    Diff, Encoding, Force, Library, MeaningStatus, Patience, Reload, Snapshot, log_failures,
    log_reload, lower_priority, meaning_name,
};
use crate::metrics::Metrics;
use crate::platform;
use crate::processes::Processes;
use crate::progress::EncodingBar;
use crate::telemetry::Log;

/// How long platforms may take to end. A container runtime kills the process ten
/// seconds after SIGTERM.
const GRACE: Duration = Duration::from_secs(9);

/// How long the journal may take to write what waits, after the platforms. A database that is
/// gone would be waited for in vain.
const JOURNAL_GRACE: Duration = Duration::from_secs(3);
/// How long a pull may take to end that is replacing files.
const PULL_GRACE: Duration = Duration::from_millis(200);
/// How long it may take to tell the other processes of the end. They see it by themselves.
const LEAVE_WITHIN: Duration = Duration::from_millis(500);
/// The platforms and the journal together: they end before a container runtime kills the process.
const GRACE_IN_ALL: Duration = Duration::from_millis(9_700);

/// How long a start may wait for the encoder. Members notice an outage that is longer.
const ENCODING_PATIENCE: Duration = Duration::from_secs(3);

/// What causes a reload.
const FILES: &str = "files";
const SIGHUP: &str = "SIGHUP";

/// Which platforms to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platforms {
    /// Every configured network, or the terminal when none is configured.
    Configured,
    /// The terminal alone.
    Terminal,
}

/// Opens the library and serves it until every platform has ended or a signal asks
/// for the end. Problems that keep the FAQ from opening are listed in French between the
/// lines of the log, since FAQ authors have to fix them; the exit code is then 1. Questions are
/// recorded when there is a `journal`. When they can be asked by `http` and no network is
/// configured, there is no chat in the terminal: HTTP is the network.
///
/// # Errors
/// When the process itself cannot run: no runtime, no signal handlers, an address in use.
pub fn run(
    config: Config,
    platforms: Platforms,
    journal: Option<journal::Settings>,
    http: Option<http::Settings>,
    log: &Log,
) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let code = runtime.block_on(open_and_serve(config, platforms, journal, http, log));
    // A thread may still wait for a line of input, which may never come.
    runtime.shutdown_background();
    code
}

async fn open_and_serve(
    config: Config,
    platforms: Platforms,
    journal: Option<journal::Settings>,
    http: Option<http::Settings>,
    log: &Log,
) -> anyhow::Result<ExitCode> {
    // First of all: a signal that comes while a large FAQ is read would kill the process.
    let shutdown = CancellationToken::new();
    signals::end(shutdown.clone())?;
    // One slot: however many changes come while a reload runs, one more reload is enough.
    let (call, called) = mpsc::channel(1);
    signals::reload(call.clone())?;

    let metrics = Arc::<Metrics>::default();
    let http = match http {
        Some(settings) => Some(http::start(settings, Arc::clone(&metrics)).await?),
        None => None,
    };

    let folder = config.faq.clone();
    if config.content.pull.is_some() {
        tokio::select! {
            () = finish_interrupted_pull(&folder) => {}
            () = shutdown.cancelled() => return Ok(ExitCode::SUCCESS),
        }
    }
    tracing::info!("opening the FAQ");
    let places = config.meaning.places(config.platform.has_network());
    let opened = tokio::task::spawn_blocking(move || {
        let bar = EncodingBar::new();
        let (encoding, patience) = (Encoding::new(places), Patience::AtMost(ENCODING_PATIENCE));
        Library::open_by_meaning(&folder, today(), encoding, patience, &|done, all| {
            bar.show(done, all);
        })
    });
    let library = tokio::select! {
        opened = opened => match opened? {
            Ok(library) => Arc::new(library.counting(metrics)),
            Err(problems) => {
                refuse(&config.faq, &problems, log);
                return Ok(ExitCode::FAILURE);
            }
        },
        () = shutdown.cancelled() => return Ok(ExitCode::SUCCESS),
    };
    log_opened(&library);
    finish_in_background(&library);
    let on_change = move || {
        let _ = call.try_send(FILES);
    };
    let watcher = watch::watch(&library.folder(), on_change);
    if let Err(error) = &watcher {
        tracing::warn!(
            "the FAQ's folder cannot be watched ({error:#}); changes are served after SIGHUP or \
             the reload command only"
        );
    }
    let puller = config.content.pull.map(|period| {
        let puller = Arc::new(Puller::new(Arc::clone(&library), shutdown.clone()));
        let follow = content::follow(Arc::clone(&puller), period, shutdown.clone());
        (puller, tokio::spawn(follow))
    });
    let (puller, following) = puller.unzip();
    let reloads = tokio::spawn(reload_when_called(Arc::clone(&library), puller.clone(), called));

    let with_git = config.content.git;
    let terminal_only = platforms == Platforms::Terminal;
    let bot = Bot::new(Arc::clone(&library)).pulling(puller);
    let serves_network = !terminal_only && config.platform.has_network();
    let asks_by_http = http.as_ref().is_some_and(http::Serving::asks);
    let patience = Duration::from_millis(config.meaning.patience_ms.into());
    let bot = if serves_network || asks_by_http { bot.on_time(patience) } else { bot };
    let bot = if serves_network && config.platform.has_team() { bot.with_team() } else { bot };
    let together = journal.as_ref().and_then(|journal| {
        let served = config.platform.served();
        let served = if served.is_empty() { "http".to_owned() } else { served };
        Processes::start(&library, journal, served)
    });
    let (bot, recording) = match journal.map(Journal::start) {
        Some((journal, writing)) => (bot.recording(journal, with_git), Some(writing)),
        None => (bot, None),
    };
    let (bot, membership) = match together {
        Some((processes, membership)) => (bot.beside(processes), Some(membership)),
        None => (bot, None),
    };
    // Whoever chats in a terminal has the team's console beside it.
    let bot = if recording.is_some() && !serves_network { bot.with_team() } else { bot };
    let bot = Arc::new(bot);
    let http_alone = asks_by_http && !serves_network;
    let limits = Arc::new(QuestionLimits::new(&config.limits));
    let (mut running, connections) = if http_alone {
        (JoinSet::new(), Connections::default())
    } else {
        platform::start(config.platform, terminal_only, &bot, &limits, &shutdown)
    };
    if let Some(http) = &http {
        http.serves(&bot, connections.links());
    }

    let ready = tokio::spawn(log_ready(connections));

    let mut sound = true;
    let mut ending = None;
    tokio::select! {
        () = all_ended(&mut running, &mut sound, log), if !http_alone => {}
        () = shutdown.cancelled() => {
            ending = Some(Instant::now());
            if let Some(http) = &http {
                http.stops();
            }
            if tokio::time::timeout(GRACE, all_ended(&mut running, &mut sound, log)).await.is_err() {
                tracing::warn!(
                    grace_s = GRACE.as_secs(),
                    "a platform did not end in time; the process ends without it"
                );
            }
        }
    }
    shutdown.cancel();
    if let Some(http) = http {
        http.finish().await;
    }
    if let Some(membership) = membership {
        membership.leave(LEAVE_WITHIN).await;
    }
    if let Some(writing) = recording {
        let passed = ending.map_or(Duration::ZERO, |since| since.elapsed());
        writing.finish(JOURNAL_GRACE.min(GRACE_IN_ALL.saturating_sub(passed))).await;
    }
    if let Some(following) = following {
        // Files are being replaced when it does not end at once. A restart ends what is cut off.
        let _ = tokio::time::timeout(PULL_GRACE, following).await;
    }
    drop(watcher);
    ready.abort();
    reloads.abort();
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A pull in which the program was killed would leave the folder half old and half new.
async fn finish_interrupted_pull(folder: &Path) {
    match content::finish_interrupted(folder).await {
        Ok(true) => tracing::info!("a pull that was interrupted is finished"),
        Ok(false) => {}
        // The first pull tells what is wrong.
        Err(obstacle) => tracing::debug!(kind = obstacle.name(), "the clone cannot be looked at"),
    }
}

/// Logs once that everything works: every network is connected.
async fn log_ready(connections: Connections) {
    let connected = connections.all().await;
    if connected.is_empty() {
        tracing::info!("ready");
        return;
    }
    let each = connected.into_iter().map(|Connection { network, account, rooms }| match rooms {
        Some(rooms) => format!("{network} as {account} in {rooms} rooms"),
        None => format!("{network} as {account}"),
    });
    let connected = each.collect::<Vec<_>>().join(", ");
    tracing::info!(connected, "ready");
}

fn log_opened(library: &Library) {
    let snapshot = library.snapshot();
    tracing::info!(
        collections = snapshot.faq.collections().len(),
        entries = snapshot.faq.len(),
        warnings = snapshot.warnings.len(),
        golden = snapshot.faq.collections().iter().map(|one| one.golden.len()).sum::<usize>(),
        meaning = meaning_name(library.meaning(&snapshot)),
        "the FAQ is open"
    );
}

/// Asks the golden questions, and encodes what the start had no time for. The thread is not
/// waited for: what it has encoded is in the cache, up to the last seconds, and the process may
/// end at any moment.
fn finish_in_background(library: &Arc<Library>) {
    let library = Arc::clone(library);
    let finish = move || {
        lower_priority();
        let snapshot = library.ask_golden();
        log_failing(&snapshot);
        if matches!(library.meaning(&snapshot), MeaningStatus::Preparing { .. }) {
            tracing::info!("the FAQ is answered by words alone while its texts are encoded");
            if let Some(diff) = library.encode_rest() {
                log_ranked_by_meaning(&diff);
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("start".to_owned()).spawn(finish) {
        tracing::error!(
            %error,
            "no thread to finish the start on; golden questions are asked at the next reload, and \
             a FAQ that is not encoded yet is ranked by words alone"
        );
    }
}

fn log_failing(snapshot: &Snapshot) {
    let Some(golden) = snapshot.golden() else { return };
    let failing: Vec<_> =
        golden.failures.iter().filter(|failure| failure.question.binds()).collect();
    if !failing.is_empty() {
        log_failures(&failing);
        tracing::warn!(
            failing = failing.len(),
            "golden questions fail; the FAQ is served all the same, and souffleur check lists them"
        );
    }
}

fn log_ranked_by_meaning(diff: &Diff) {
    let failing: Vec<_> = diff.newly_failing.iter().collect();
    log_failures(&failing);
    tracing::info!(
        answers_changed = diff.answers_changed.len(),
        newly_failing = failing.len(),
        "the FAQ is now ranked by meaning as well as by words, as a restart would rank it"
    );
}

/// Waits for every platform. One that breaks leaves the others running.
async fn all_ended(running: &mut JoinSet<platform::Ended>, sound: &mut bool, log: &Log) {
    while let Some(ended) = running.join_next().await {
        match ended {
            Ok((platform, Ok(()))) => tracing::debug!(platform, "the platform has ended"),
            Ok((platform, Err(error))) => {
                *sound = false;
                // Its text is for whoever wrote the settings, in French: not part of a log line.
                tracing::error!(
                    platform,
                    "the platform has stopped on an error, which the text after this line explains"
                );
                log.print(&format!("souffleur\u{a0}: {error:#}"));
            }
            Err(error) => {
                *sound = false;
                tracing::error!(%error, "a platform has panicked; the others keep running");
            }
        }
    }
}

async fn reload_when_called(
    library: Arc<Library>,
    puller: Option<Arc<Puller>>,
    mut called: mpsc::Receiver<&'static str>,
) {
    while let Some(trigger) = called.recv().await {
        match (&puller, trigger) {
            // Files that change meanwhile do not wait for the remote.
            (Some(puller), SIGHUP) => {
                let (library, puller) = (Arc::clone(&library), Arc::clone(puller));
                tokio::spawn(async move {
                    if !matches!(puller.pull(Force::No, true).await, Pulled::Served(_)) {
                        reload(&library, trigger, true).await;
                    }
                });
            }
            _ => reload(&library, trigger, puller.is_some()).await,
        }
    }
}

async fn reload(library: &Arc<Library>, trigger: &'static str, follows: bool) {
    let library = Arc::clone(library);
    let reload = move || {
        // Another process may be replacing the files of the clone that both serve.
        let _still = follows.then(|| content::hold(&library.folder()));
        if trigger != FILES {
            log_reload(trigger, &library.reload(today(), Force::No), &library);
            return;
        }
        // What the program writes itself, it has served already, and files that are no content
        // change as well.
        match library.reload_changed(today()) {
            Reload::Unchanged => tracing::debug!(trigger, "files have changed, but no content"),
            reload => log_reload(trigger, &reload, &library),
        }
    };
    if let Err(error) = tokio::task::spawn_blocking(reload).await {
        tracing::error!(%error, "a reload has panicked; the content before it is still served");
    }
}

fn refuse(folder: &Path, problems: &[Problem], log: &Log) {
    // A large FAQ may have hundreds of warnings, which do not stop it.
    let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error);
    let mut text: String = errors.map(|problem| format!("{problem}\n")).collect();
    text.push_str(&format!(
        "souffleur\u{a0}: la FAQ «\u{a0}{}\u{a0}» ne peut pas être servie. Corrigez ce qui \
         précède, puis vérifiez avec «\u{a0}souffleur check\u{a0}».",
        folder.display()
    ));
    log.print(&text);
}

/// The system's signals. SIGTERM and SIGHUP exist on Unix alone; elsewhere Ctrl-C ends
/// the process, and reloads come from the watcher or a command.
mod signals {
    use super::{CancellationToken, Context, mpsc};

    /// Cancels `shutdown` at the first SIGTERM or Ctrl-C. The second ends the process at
    /// once, for an operator who does not want to wait. Both are handled from the return
    /// of this function on: installed in the task, the handlers would come after a signal
    /// that is sent early, which would kill the process.
    pub fn end(shutdown: CancellationToken) -> anyhow::Result<()> {
        #[cfg(unix)]
        let (mut interrupt, mut terminate) = {
            use tokio::signal::unix::{SignalKind, signal};
            (
                signal(SignalKind::interrupt()).context("SIGINT cannot be handled")?,
                signal(SignalKind::terminate()).context("SIGTERM cannot be handled")?,
            )
        };
        #[cfg(windows)]
        let mut interrupt = tokio::signal::windows::ctrl_c().context("Ctrl-C cannot be handled")?;
        tokio::spawn(async move {
            loop {
                #[cfg(unix)]
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                #[cfg(windows)]
                interrupt.recv().await;
                if shutdown.is_cancelled() {
                    std::process::exit(1);
                }
                tracing::info!("shutting down: questions on their way are still answered");
                shutdown.cancel();
            }
        });
        Ok(())
    }

    /// Asks for a reload at each SIGHUP.
    #[cfg(unix)]
    pub fn reload(call: mpsc::Sender<&'static str>) -> anyhow::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut hang_up = signal(SignalKind::hangup()).context("SIGHUP cannot be handled")?;
        tokio::spawn(async move {
            while hang_up.recv().await.is_some() {
                let _ = call.try_send(super::SIGHUP);
            }
        });
        Ok(())
    }

    /// This system has no SIGHUP.
    #[cfg(not(unix))]
    pub fn reload(_: mpsc::Sender<&'static str>) -> anyhow::Result<()> {
        Ok(())
    }
}
