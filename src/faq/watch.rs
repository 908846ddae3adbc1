//! Calls back when the FAQ's folder changed, once per burst of changes. It does not say
//! what changed: the reload finds that out.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use notify::event::{Event, EventKind, MetadataKind, ModifyKind};
use notify::{Config, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer_opt};

/// How long changes are collected before they are reported. Editors write a file in
/// several steps, and a copy brings many files.
const BURST: Duration = Duration::from_millis(300);

/// A burst has ended when nothing was delivered for so long. The debouncer delivers each change at
/// the first of its ticks (every quarter of [`BURST`]) after the change is old enough, so that
/// changes of one burst may come in several deliveries.
const QUIET: Duration = Duration::from_millis(150);

/// A burst that does not end is reported after so long.
const BURST_MAX: Duration = Duration::from_secs(2);

/// Links on one way, at most; Linux follows 40.
const LINKS_MAX: usize = 40;

/// Watches a folder until it is dropped. After that nothing is called any more.
#[derive(Debug)]
pub struct Watcher {
    messages: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

/// What the watching thread receives.
enum Message {
    Events(DebounceEventResult),
    Stop,
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // An error means that the thread has ended already.
        let _ = self.messages.send(Message::Stop);
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

/// Calls `on_change`, on a separate thread, after something in the folder was
/// written, created, deleted or renamed, or after the folder itself was replaced. The
/// folder need not exist yet.
///
/// # Errors
/// The system can watch neither the folder nor its parent.
pub fn watch(folder: &Path, on_change: impl Fn() + Send + 'static) -> anyhow::Result<Watcher> {
    let (messages, received) = mpsc::channel();
    let handler = {
        let messages = messages.clone();
        move |events: DebounceEventResult| {
            // An error means that the watcher is being dropped.
            let _ = messages.send(Message::Events(events));
        }
    };
    // The loader refuses links out of the folder, so they need not be followed here.
    let config = Config::default().with_follow_symlinks(false);
    let debouncer = new_debouncer_opt(BURST, None, handler, RecommendedCache::new(), config)
        .context("the watcher of the FAQ's folder could not be started")?;
    let mut watched = WatchedFolder::new(folder, debouncer)?;
    watched.watch_target();
    anyhow::ensure!(
        watched.target.is_some() || !watched.around.is_empty(),
        "neither the FAQ's folder {} nor its parent can be watched",
        folder.display()
    );
    let thread = thread::Builder::new()
        .name("faq-watch".to_owned())
        .spawn(move || watched.run(&received, on_change))
        .context("the watcher's thread could not be started")?;
    Ok(Watcher { messages, thread: Some(thread) })
}

/// What is watched: the folder, its parent, and the folders of the symbolic links on the way
/// to it. The parent is needed because a folder that is replaced takes its own watch away
/// with it; the links because tools that deploy (Capistrano's `current`, git-sync, volumes of
/// Kubernetes) swap one above the FAQ.
struct WatchedFolder {
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    /// The folder, absolute, as it was given.
    path: PathBuf,
    /// Each symbolic link on the way, and the folder itself, by their canonical parents.
    steps: Vec<PathBuf>,
    /// The folders of the steps that are watched.
    around: Vec<PathBuf>,
    /// What `path` led to when it was last watched.
    target: Option<PathBuf>,
}

impl WatchedFolder {
    fn new(
        folder: &Path,
        debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    ) -> anyhow::Result<Self> {
        let absolute = std::path::absolute(folder)
            .with_context(|| format!("the path {} cannot be made absolute", folder.display()))?;
        // `faq/..` and `.` have no name of their own until they are resolved.
        let path = match absolute.file_name() {
            Some(_) => absolute,
            None => absolute.canonicalize().unwrap_or(absolute),
        };
        Ok(Self { debouncer, path, steps: Vec::new(), around: Vec::new(), target: None })
    }

    /// Watches what `path` leads to now, and the way to it, in place of what it led to before.
    fn watch_target(&mut self) {
        // An error means that the watch has gone with the folder.
        for watched in self.around.drain(..).chain(self.target.take()) {
            let _ = self.debouncer.unwatch(&watched);
        }
        self.steps = steps(&self.path);
        for parent in self.steps.iter().filter_map(|step| step.parent()) {
            let is_new = self.around.iter().all(|watched| watched != parent);
            if is_new && self.debouncer.watch(parent, RecursiveMode::NonRecursive).is_ok() {
                self.around.push(parent.to_owned());
            }
        }
        let Ok(target) = self.path.canonicalize() else { return };
        if self.debouncer.watch(&target, RecursiveMode::Recursive).is_ok() {
            self.target = Some(target);
        }
    }

    /// Reports each burst of changes until it receives [`Message::Stop`].
    fn run(mut self, messages: &Receiver<Message>, on_change: impl Fn()) {
        while let Ok(Message::Events(events)) = messages.recv() {
            if !self.take(events) {
                continue;
            }
            let end = Instant::now() + BURST_MAX;
            loop {
                let left = end.saturating_duration_since(Instant::now());
                match messages.recv_timeout(QUIET.min(left)) {
                    Ok(Message::Events(events)) => {
                        self.take(events);
                    }
                    Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => break,
                }
            }
            on_change();
        }
    }

    /// Whether something has changed. What was replaced is watched again.
    fn take(&mut self, events: DebounceEventResult) -> bool {
        let (changed, replaced) = match events {
            // Events were lost, so the folder must be read whatever happened.
            Err(_) => (true, true),
            Ok(events) => {
                let changes = events.iter().filter(|event| is_change(event));
                let lost = events.iter().any(|event| event.need_rescan());
                let paths: Vec<&PathBuf> = changes.flat_map(|event| &event.paths).collect();
                let replaced = lost || paths.iter().any(|path| self.steps.contains(path));
                let inside = |path: &PathBuf| {
                    self.target.as_ref().is_some_and(|target| path.starts_with(target))
                };
                (replaced || paths.into_iter().any(inside), replaced)
            }
        };
        if replaced {
            self.watch_target();
        }
        changed
    }
}

/// The symbolic links that an absolute path goes through, each by its canonical parent, those
/// that links lead through included, and the path's own last name. The way ends where
/// something does not exist.
fn steps(path: &Path) -> Vec<PathBuf> {
    let mut steps = Vec::new();
    let mut at = PathBuf::new();
    let mut rest: VecDeque<OsString> =
        path.components().map(|part| part.as_os_str().to_owned()).collect();
    while let Some(part) = rest.pop_front() {
        if part == "." {
            continue;
        }
        if part == ".." {
            at.pop();
            continue;
        }
        let next = at.join(&part);
        match next.read_link() {
            // A ring of links leads nowhere.
            Ok(_) if steps.len() == LINKS_MAX => return steps,
            Ok(leads) => {
                steps.push(next);
                for part in leads.components().rev() {
                    rest.push_front(part.as_os_str().to_owned());
                }
            }
            Err(_) => {
                at = next;
                if rest.is_empty() && !steps.contains(&at) {
                    steps.push(at.clone());
                }
                if !at.exists() {
                    // What is missing may be made later.
                    if !steps.contains(&at) {
                        steps.push(at);
                    }
                    return steps;
                }
            }
        }
    }
    steps
}

/// Reading a file is not a change: otherwise each reload would cause the next one.
fn is_change(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(_) => false,
        EventKind::Modify(ModifyKind::Metadata(kind)) => kind != MetadataKind::AccessTime,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    }
}
