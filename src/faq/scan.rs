//! The FAQ's folder on disk: which files are entries, and reading one without
//! trusting it. Nothing is read beyond the cap, outside the folder, or from a
//! pipe; a file may vanish or be replaced at any moment.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::problem::ProblemKind;

/// An entry's largest size, in KiB.
pub const ENTRY_KIB: u64 = 256;
/// The largest size of `collection.toml` and `questions.toml`, in KiB: one
/// glossary or one test set serves a whole collection.
pub const TOML_KIB: u64 = 4096;

/// A write within this long of another may leave the same times behind (coarse
/// clocks), so younger stamps prove nothing. Git's index has the same rule.
const UNSURE: Duration = Duration::from_secs(2);

/// Names listed at a time; so many are judged faster than a thread is started.
const BATCH: usize = 1000;

/// Times the reading of a file that keeps being replaced is tried.
const TRIES: usize = 5;

/// What changes when a file's content does, without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    modified: Option<SystemTime>,
    changed: (i64, i64),
    size: u64,
    inode: (u64, u64),
}

impl Stamp {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            modified: metadata.modified().ok(),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            size: metadata.len(),
            inode: (metadata.dev(), metadata.ino()),
        }
    }

    #[cfg(not(unix))]
    fn of(metadata: &Metadata) -> Self {
        Self {
            modified: metadata.modified().ok(),
            changed: (0, 0),
            size: metadata.len(),
            inode: (0, 0),
        }
    }

    /// Whether content read at `now` cannot have changed later under this stamp.
    fn is_old_enough(&self, now: SystemTime) -> bool {
        let (seconds, nanos) = self.changed;
        let changed = u64::try_from(seconds)
            .ok()
            .zip(u32::try_from(nanos).ok())
            .and_then(|(s, n)| UNIX_EPOCH.checked_add(Duration::new(s, n)));
        [self.modified, changed]
            .into_iter()
            .all(|time| time.is_some_and(|time| time.checked_add(UNSURE).is_some_and(|t| t < now)))
    }
}

/// What stands behind a name of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A regular file of the FAQ's folder.
    File(Stamp),
    /// A folder.
    Folder,
    /// A symbolic link out of the FAQ's folder.
    LeadsOut,
    /// A symbolic link to nothing.
    Dangling,
    /// A pipe, a device or a socket.
    Special,
}

/// A file as it was read.
#[derive(Debug)]
pub enum Read {
    /// Its bytes; the stamp is `None` while it proves nothing.
    Bytes(Vec<u8>, Option<Stamp>),
    /// It is not there, or no longer.
    Gone,
    /// It cannot be read.
    Refused(ProblemKind),
}

/// The names of a folder that concern a FAQ: entries, `collection.toml`,
/// `questions.toml`, folders. `root` is the FAQ's folder, canonical.
///
/// # Errors
/// The folder cannot be listed.
pub fn list(folder: &Path, root: &Path) -> io::Result<Vec<(OsString, Seen)>> {
    let mut listing = fs::read_dir(folder)?;
    let mut next = move || listing.by_ref().take(BATCH).collect::<io::Result<Vec<DirEntry>>>();
    let first = next()?;
    let mut names: Vec<_> = first.iter().filter_map(|found| concern(found, root)).collect();
    if first.len() < BATCH {
        return Ok(names);
    }
    // Asking for the stamp of every file is most of a reload in which one changed: each
    // thread lists a batch by turns and asks for its stamps while another lists the next.
    let listing = Mutex::new((0usize, next));
    let work = || {
        // One list for each thread: freed lists of batches would stay with the process.
        let mut judged = Vec::new();
        loop {
            let (number, batch) = {
                let mut listing = listing.lock().unwrap_or_else(PoisonError::into_inner);
                listing.0 += 1;
                (listing.0, listing.1()?)
            };
            if batch.is_empty() {
                return io::Result::Ok(judged);
            }
            let named = batch.iter().filter_map(|found| concern(found, root));
            judged.extend(named.map(|named| (number, named)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut judged = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut judged = work()?;
        for other in others {
            judged.extend(other.join().map_err(|_| io::Error::other("a thread panicked"))??);
        }
        io::Result::Ok(judged)
    })?;
    // Stable: a batch keeps its order.
    judged.sort_by_key(|(number, _)| *number);
    names.reserve_exact(judged.len());
    names.extend(judged.into_iter().map(|(_, named)| named));
    Ok(names)
}

/// A name and what stands behind it, if that concerns a FAQ.
fn concern(found: &DirEntry, root: &Path) -> Option<(OsString, Seen)> {
    let name = found.file_name();
    if is_ignored(&name) {
        return None;
    }
    let named = is_entry(&name) || is_toml(&name);
    let kind = found.file_type().ok()?;
    let seen = if kind.is_dir() {
        Seen::Folder
    } else if kind.is_symlink() {
        let seen = see(&found.path(), root)?;
        // Without an extension it was meant as a folder; a link to anything
        // else, such as a picture, is as good as absent.
        let folder = seen == Seen::Folder
            || seen == Seen::LeadsOut && Path::new(&name).extension().is_none();
        if !named && !folder {
            return None;
        }
        seen
    } else if !named {
        return None;
    } else if kind.is_file() {
        // An error: deleted since it was listed.
        Seen::File(Stamp::of(&found.metadata().ok()?))
    } else {
        Seen::Special
    };
    Some((name, seen))
}

/// What stands behind a path now; `None` when it is not there.
fn see(path: &Path, root: &Path) -> Option<Seen> {
    let metadata = fs::symlink_metadata(path).ok()?;
    let metadata = if metadata.is_symlink() {
        let Ok(target) = fs::canonicalize(path) else { return Some(Seen::Dangling) };
        if !target.starts_with(root) {
            return Some(Seen::LeadsOut);
        }
        fs::symlink_metadata(target).ok()?
    } else {
        metadata
    };
    Some(if metadata.is_file() {
        Seen::File(Stamp::of(&metadata))
    } else if metadata.is_dir() {
        Seen::Folder
    } else {
        Seen::Special
    })
}

/// Why a name that should be a file is none.
pub fn refusal(seen: Seen) -> Option<ProblemKind> {
    match seen {
        Seen::File(_) | Seen::Folder => None,
        Seen::LeadsOut => Some(ProblemKind::LeadsOut),
        Seen::Dangling => Some(ProblemKind::DanglingLink),
        Seen::Special => Some(ProblemKind::NotAFile),
    }
}

/// Reads a file of at most `kib` KiB.
pub fn read(path: &Path, root: &Path, kib: u64) -> Read {
    for _ in 0..TRIES {
        let stamp = match see(path, root) {
            Some(Seen::File(stamp)) => stamp,
            Some(Seen::Folder) | None => return Read::Gone,
            Some(other) => {
                return refusal(other).map_or(Read::Gone, Read::Refused);
            }
        };
        if stamp.size > kib * 1024 {
            return Read::Refused(ProblemKind::TooLarge { limit: kib });
        }
        match read_once(path, &stamp, kib) {
            Ok(Some((bytes, _))) if bytes.len() as u64 > kib * 1024 => {
                return Read::Refused(ProblemKind::TooLarge { limit: kib });
            }
            Ok(Some((bytes, stamp))) => return Read::Bytes(bytes, stamp),
            Ok(None) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let reason = reason(&error);
                return Read::Refused(ProblemKind::Unreadable { reason });
            }
        }
    }
    let reason = "il change pendant la lecture".to_owned();
    Read::Refused(ProblemKind::Unreadable { reason })
}

/// `None` when the file opened is not the one that was seen: it was replaced in
/// between, perhaps by a link or a pipe.
fn read_once(path: &Path, seen: &Stamp, kib: u64) -> io::Result<Option<(Vec<u8>, Option<Stamp>)>> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    let before = Stamp::of(&metadata);
    if !metadata.is_file() || before.inode != seen.inode {
        return Ok(None);
    }
    let now = SystemTime::now();
    let mut bytes = Vec::with_capacity(usize::try_from(before.size).unwrap_or(0).saturating_add(1));
    (&mut file).take(kib * 1024 + 1).read_to_end(&mut bytes)?;
    let after = Stamp::of(&file.metadata()?);
    let sure = after == before && before.is_old_enough(now);
    Ok(Some((bytes, sure.then_some(before))))
}

/// The system's reason in the words of an author.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "accès refusé".to_owned(),
        _ => error.raw_os_error().map_or_else(
            || "erreur de lecture".to_owned(),
            |code| format!("erreur {code} du système"),
        ),
    }
}

/// Whether a name is an entry's: `.md`, in any case.
pub fn is_entry(name: &OsStr) -> bool {
    let extension = Path::new(name).extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

fn is_toml(name: &OsStr) -> bool {
    name == "collection.toml" || name == "questions.toml"
}

/// Hidden files, drafts (`_`), editors' own files, and what presents the folder
/// to people.
fn is_ignored(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    matches!(bytes.first(), Some(b'.' | b'_' | b'#' | b'~'))
        || matches!(bytes.last(), Some(b'~' | b'#'))
        || ["readme.md", "lisezmoi.md"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The folders of the collections, relative to the FAQ's (empty: that folder
/// itself), in order; and the entries that stand beside them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// One per collection.
    pub collections: Vec<PathBuf>,
    /// Entries that no collection holds.
    pub strays: Vec<PathBuf>,
    /// Names beside the collections that are no file and lead nowhere good.
    pub refused: Vec<(PathBuf, ProblemKind)>,
}

/// Finds the collections. One alone is the folder itself: when it says so
/// (`collection.toml`), or when entries stand in it and in no folder of it.
///
/// # Errors
/// The folder cannot be listed.
pub fn layout(root: &Path) -> io::Result<Layout> {
    let names = list(root, root)?;
    let entries = || names.iter().filter(|(name, seen)| is_entry(name) && *seen != Seen::Folder);
    let folders = || names.iter().filter(|(_, seen)| *seen == Seen::Folder);
    let is_collection = names.iter().any(|(name, _)| name == "collection.toml");
    let holds_entries = |name: &OsString| {
        list(&root.join(name), root).is_ok_and(|names| names.iter().any(|(name, _)| is_entry(name)))
    };
    let itself = is_collection
        || entries().next().is_some() && !folders().any(|(name, _)| holds_entries(name));
    if itself {
        return Ok(Layout { collections: vec![PathBuf::new()], ..Layout::default() });
    }
    let mut collections: Vec<PathBuf> = folders().map(|(name, _)| name.into()).collect();
    collections.sort();
    let mut layout = Layout { collections, ..Layout::default() };
    for (name, seen) in &names {
        match refusal(*seen) {
            Some(kind) => layout.refused.push((name.into(), kind)),
            None if is_entry(name) && *seen != Seen::Folder => layout.strays.push(name.into()),
            None => {}
        }
    }
    Ok(layout)
}
