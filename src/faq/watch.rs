//! « The folder changed », once per burst of changes. It says nothing of what
//! changed: the reload finds that out.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::Context as _;
use notify::event::{Event, EventKind, MetadataKind, ModifyKind};
use notify::{Config, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer_opt};

/// How long changes are gathered before they are told: editors write a file in
/// several steps, and a copy brings many files.
const BURST: Duration = Duration::from_millis(300);

/// Watches a folder as long as it lives. Once it is dropped, nothing is called.
#[derive(Debug)]
pub struct Watcher {
    news: Sender<News>,
    thread: Option<JoinHandle<()>>,
}

enum News {
    Events(DebounceEventResult),
    Stop,
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // The thread may have ended already; there is no one to tell, then.
        let _ = self.news.send(News::Stop);
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

/// Calls `on_change`, on a thread of its own, after something in the folder was
/// written, created, deleted or renamed, or the folder itself was replaced. The
/// folder need not exist yet.
///
/// # Errors
/// The system cannot watch the folder, nor the folder it stands in.
pub fn watch(folder: &Path, on_change: impl Fn() + Send + 'static) -> anyhow::Result<Watcher> {
    let (news, received) = mpsc::channel();
    let handler = {
        let news = news.clone();
        move |events: DebounceEventResult| {
            // Nobody listens once the watcher is being dropped.
            let _ = news.send(News::Events(events));
        }
    };
    // Links out of the folder are refused by the loader: no need to follow them.
    let config = Config::default().with_follow_symlinks(false);
    let eyes = new_debouncer_opt(BURST, None, handler, RecommendedCache::new(), config)
        .context("la surveillance du dossier de la FAQ n’a pas pu démarrer")?;
    let mut post = Post::new(folder, eyes)?;
    post.arm();
    anyhow::ensure!(
        post.armed.is_some() || post.sees_place,
        "le dossier de la FAQ ne peut pas être surveillé\u{a0}: {}",
        folder.display()
    );
    let thread = thread::Builder::new()
        .name("faq-watch".to_owned())
        .spawn(move || post.keep(&received, on_change))
        .context("la surveillance du dossier de la FAQ n’a pas pu démarrer")?;
    Ok(Watcher { news, thread: Some(thread) })
}

/// Where the watcher stands: on the folder, and on the folder it stands in, for
/// a folder that is replaced takes its own watch away with it.
struct Post {
    eyes: Debouncer<RecommendedWatcher, RecommendedCache>,
    /// The folder's name in its canonical parent; it may be a symbolic link.
    place: PathBuf,
    /// Whether the parent is watched.
    sees_place: bool,
    /// What is watched now: where `place` leads.
    armed: Option<PathBuf>,
}

impl Post {
    fn new(
        folder: &Path,
        mut eyes: Debouncer<RecommendedWatcher, RecommendedCache>,
    ) -> anyhow::Result<Self> {
        let absolute = std::path::absolute(folder)
            .with_context(|| format!("chemin inutilisable\u{a0}: {}", folder.display()))?;
        // `faq/..` and `.` have no name of their own until they are resolved.
        let absolute = match absolute.file_name() {
            Some(_) => absolute,
            None => absolute.canonicalize().unwrap_or(absolute),
        };
        let parent = absolute.parent().and_then(|parent| parent.canonicalize().ok());
        let place = match (&parent, absolute.file_name()) {
            (Some(parent), Some(name)) => parent.join(name),
            _ => absolute,
        };
        let sees_place =
            parent.is_some_and(|parent| eyes.watch(parent, RecursiveMode::NonRecursive).is_ok());
        Ok(Self { eyes, place, sees_place, armed: None })
    }

    fn arm(&mut self) {
        if let Some(armed) = self.armed.take() {
            // Its watch may have gone with it.
            let _ = self.eyes.unwatch(&armed);
        }
        let Ok(target) = self.place.canonicalize() else { return };
        if self.eyes.watch(&target, RecursiveMode::Recursive).is_ok() {
            self.armed = Some(target);
        }
    }

    fn keep(mut self, news: &Receiver<News>, on_change: impl Fn()) {
        while let Ok(News::Events(events)) = news.recv() {
            let (changed, replaced) = match events {
                // Events were lost: whatever happened, the folder must be read.
                Err(_) => (true, true),
                Ok(events) => {
                    let matter = events.iter().filter(|event| matters(event));
                    let lost = events.iter().any(|event| event.need_rescan());
                    let paths: Vec<&PathBuf> = matter.flat_map(|event| &event.paths).collect();
                    let replaced = lost || paths.iter().any(|path| **path == self.place);
                    let inside = |path: &PathBuf| {
                        self.armed.as_ref().is_some_and(|armed| path.starts_with(armed))
                    };
                    (replaced || paths.into_iter().any(inside), replaced)
                }
            };
            if replaced {
                self.arm();
            }
            if changed {
                on_change();
            }
        }
    }
}

/// Reading is no change, or the reload would be its own reason.
fn matters(event: &Event) -> bool {
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
