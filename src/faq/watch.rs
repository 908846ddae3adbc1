//! Calls back when the FAQ's folder changed, once per burst of changes. It does not say
//! what changed: the reload finds that out.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::Context as _;
use notify::event::{Event, EventKind, MetadataKind, ModifyKind};
use notify::{Config, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer_opt};

/// How long changes are collected before they are reported. Editors write a file in
/// several steps, and a copy brings many files.
const BURST: Duration = Duration::from_millis(300);

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
        watched.target.is_some() || watched.parent_is_watched,
        "neither the FAQ's folder {} nor its parent can be watched",
        folder.display()
    );
    let thread = thread::Builder::new()
        .name("faq-watch".to_owned())
        .spawn(move || watched.run(&received, on_change))
        .context("the watcher's thread could not be started")?;
    Ok(Watcher { messages, thread: Some(thread) })
}

/// What is watched: the folder and its parent. The parent is needed because a folder
/// that is replaced takes its own watch away with it.
struct WatchedFolder {
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    /// The folder's name in its canonical parent; it may be a symbolic link.
    path: PathBuf,
    parent_is_watched: bool,
    /// What `path` led to when it was last watched.
    target: Option<PathBuf>,
}

impl WatchedFolder {
    fn new(
        folder: &Path,
        mut debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    ) -> anyhow::Result<Self> {
        let absolute = std::path::absolute(folder)
            .with_context(|| format!("the path {} cannot be made absolute", folder.display()))?;
        // `faq/..` and `.` have no name of their own until they are resolved.
        let absolute = match absolute.file_name() {
            Some(_) => absolute,
            None => absolute.canonicalize().unwrap_or(absolute),
        };
        let parent = absolute.parent().and_then(|parent| parent.canonicalize().ok());
        let path = match (&parent, absolute.file_name()) {
            (Some(parent), Some(name)) => parent.join(name),
            _ => absolute,
        };
        let parent_is_watched = parent
            .is_some_and(|parent| debouncer.watch(parent, RecursiveMode::NonRecursive).is_ok());
        Ok(Self { debouncer, path, parent_is_watched, target: None })
    }

    /// Watches what `path` leads to now, in place of what it led to before.
    fn watch_target(&mut self) {
        if let Some(target) = self.target.take() {
            // An error means that the watch has gone with the folder.
            let _ = self.debouncer.unwatch(&target);
        }
        let Ok(target) = self.path.canonicalize() else { return };
        if self.debouncer.watch(&target, RecursiveMode::Recursive).is_ok() {
            self.target = Some(target);
        }
    }

    /// Reports changes until it receives [`Message::Stop`].
    fn run(mut self, messages: &Receiver<Message>, on_change: impl Fn()) {
        while let Ok(Message::Events(events)) = messages.recv() {
            let (changed, replaced) = match events {
                // Events were lost, so the folder must be read whatever happened.
                Err(_) => (true, true),
                Ok(events) => {
                    let changes = events.iter().filter(|event| is_change(event));
                    let lost = events.iter().any(|event| event.need_rescan());
                    let paths: Vec<&PathBuf> = changes.flat_map(|event| &event.paths).collect();
                    let replaced = lost || paths.iter().any(|path| **path == self.path);
                    let inside = |path: &PathBuf| {
                        self.target.as_ref().is_some_and(|target| path.starts_with(target))
                    };
                    (replaced || paths.into_iter().any(inside), replaced)
                }
            };
            if replaced {
                self.watch_target();
            }
            if changed {
                on_change();
            }
        }
    }
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
