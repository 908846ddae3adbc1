//! The FAQ's folder on disk: which files are entries, and how one is read without
//! trusting it. Nothing is read beyond the size limit, outside the folder, or from a
//! pipe, and a file may vanish or be replaced at any moment.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

use super::lines::{LineColumn, Lines};
use super::problem::{ProblemKind, WHOLE_FILE};

/// An entry's largest size, in KiB.
pub const ENTRY_KIB: u64 = 256;
/// The largest size of `collection.toml` and `questions.toml`, in KiB: one
/// glossary or one test set serves a whole collection.
pub const TOML_KIB: u64 = 4096;

/// Two writes within this time may leave the same times behind, because clocks of file
/// systems are coarse. A younger stamp therefore proves nothing. Git's index has the
/// same rule.
const UNSURE: Duration = Duration::from_secs(2);

/// How often a file that keeps being replaced is read again before it is reported.
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
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let (changed, inode) = {
            use std::os::unix::fs::MetadataExt;
            ((metadata.ctime(), metadata.ctime_nsec()), (metadata.dev(), metadata.ino()))
        };
        #[cfg(not(unix))]
        let (changed, inode) = ((0, 0), (0, 0));
        Self { modified: metadata.modified().ok(), changed, size: metadata.len(), inode }
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

/// What a name in a folder refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderItem {
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
    /// Its text. Without a stamp it must be read again at the next load, because a write
    /// so recent could be followed by another one under the same stamp.
    Text(String, Option<Stamp>),
    /// The file does not exist, or no longer.
    Gone,
    /// It cannot be read, or is not UTF-8 from that place on.
    Refused(LineColumn, ProblemKind),
}

/// The names of a folder that concern a FAQ (entries, `collection.toml`,
/// `questions.toml`, folders), in no particular order. `root` is the FAQ's folder,
/// canonical.
///
/// # Errors
/// The folder cannot be listed.
pub fn list(folder: &Path, root: &Path) -> io::Result<Vec<(OsString, FolderItem)>> {
    let found = fs::read_dir(folder)?.collect::<io::Result<Vec<DirEntry>>>()?;
    // In parallel, because asking for the stamp of each file is most of the work of a
    // reload in which one file changed.
    Ok(found.into_par_iter().filter_map(|found| concern(&found, root)).collect())
}

/// A name and what it refers to, if that concerns a FAQ.
fn concern(found: &DirEntry, root: &Path) -> Option<(OsString, FolderItem)> {
    let name = found.file_name();
    if is_ignored(&name) {
        return None;
    }
    let named = is_entry(&name) || is_toml(&name) || meant_as_entry(&name).is_some();
    let kind = found.file_type().ok()?;
    let seen = if kind.is_dir() {
        FolderItem::Folder
    } else if kind.is_symlink() {
        let seen = see(&found.path(), root)?;
        // A link without an extension was meant as a folder. A link to anything else,
        // such as a picture, is ignored as the picture itself would be.
        let folder = seen == FolderItem::Folder
            || seen == FolderItem::LeadsOut && Path::new(&name).extension().is_none();
        if !named && !folder {
            return None;
        }
        seen
    } else if !named {
        return None;
    } else if kind.is_file() {
        // An error means that the file was deleted after it was listed.
        FolderItem::File(Stamp::of(&found.metadata().ok()?))
    } else {
        FolderItem::Special
    };
    Some((name, seen))
}

/// What a path refers to now; `None` when it does not exist.
fn see(path: &Path, root: &Path) -> Option<FolderItem> {
    let metadata = fs::symlink_metadata(path).ok()?;
    let metadata = if metadata.is_symlink() {
        let Ok(target) = fs::canonicalize(path) else { return Some(FolderItem::Dangling) };
        if !target.starts_with(root) {
            return Some(FolderItem::LeadsOut);
        }
        fs::symlink_metadata(target).ok()?
    } else {
        metadata
    };
    Some(if metadata.is_file() {
        FolderItem::File(Stamp::of(&metadata))
    } else if metadata.is_dir() {
        FolderItem::Folder
    } else {
        FolderItem::Special
    })
}

/// Whether a name is a file that is small enough to be read.
pub fn is_readable(seen: FolderItem) -> bool {
    matches!(seen, FolderItem::File(stamp) if stamp.size <= TOML_KIB * 1024)
}

/// Why a name that should be a file cannot be read as one.
pub fn refusal(seen: FolderItem) -> Option<ProblemKind> {
    match seen {
        FolderItem::File(_) | FolderItem::Folder => None,
        FolderItem::LeadsOut => Some(ProblemKind::LeadsOut),
        FolderItem::Dangling => Some(ProblemKind::DanglingLink),
        FolderItem::Special => Some(ProblemKind::NotAFile),
    }
}

/// Reads a text file of at most `kib` KiB.
pub fn read(path: &Path, root: &Path, kib: u64) -> Read {
    let refused = |kind| Read::Refused(WHOLE_FILE, kind);
    for _ in 0..TRIES {
        let stamp = match see(path, root) {
            Some(FolderItem::File(stamp)) => stamp,
            other => return other.and_then(refusal).map_or(Read::Gone, refused),
        };
        if stamp.size > kib * 1024 {
            return refused(ProblemKind::TooLarge { limit: kib });
        }
        match read_once(path, &stamp, kib) {
            Ok(Some((bytes, _))) if bytes.len() as u64 > kib * 1024 => {
                return refused(ProblemKind::TooLarge { limit: kib });
            }
            Ok(Some((bytes, stamp))) => {
                return String::from_utf8(bytes).map_or_else(
                    |error| {
                        let NotUtf8 { place, windows_1252 } = not_utf8(error.as_bytes());
                        Read::Refused(place, ProblemKind::NotUtf8 { windows_1252 })
                    },
                    |text| Read::Text(text, stamp),
                );
            }
            Ok(None) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return refused(ProblemKind::Unreadable { reason: reason(&error) }),
        }
    }
    refused(ProblemKind::Unreadable { reason: "il change pendant la lecture".to_owned() })
}

/// What is known of bytes that are not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8 {
    /// The place of the first byte that is not.
    pub place: LineColumn,
    /// Whether the bytes read as French in Windows-1252: letters of French alone, or that
    /// encoding's quotes.
    pub windows_1252: bool,
}

/// What is known of bytes that are not UTF-8.
pub fn not_utf8(bytes: &[u8]) -> NotUtf8 {
    let valid = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let place = Lines::new(valid).at(valid.len());
    let french = b"\x85\x91\x92\x93\x94\x96\x97\x9c\xa0\xab\xb0\xbb\xc0\xc2\xc7\xc8\xc9\xca\
        \xcb\xce\xcf\xd4\xd9\xdb\x80\xe0\xe2\xe6\xe7\xe8\xe9\xea\xeb\xee\xef\xf4\xf9\xfb\xfc";
    let windows_1252 = !bytes.contains(&0)
        && bytes.iter().filter(|byte| !byte.is_ascii()).all(|byte| french.contains(byte));
    NotUtf8 { place, windows_1252 }
}

/// `None` when the file that was opened is not the one that was seen: it was replaced
/// in between, perhaps by a link or a pipe.
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

/// The system's reason, in words that an author understands.
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

/// The name that a file should have which was meant as an entry: other endings for Markdown,
/// and what editors append (`x.md.txt`). A plain `.txt` may be anything.
pub fn meant_as_entry(name: &OsStr) -> Option<String> {
    let name = name.to_str()?;
    let stem = [".markdown", ".mdown", ".mkdn", ".mkd", ".mdwn", ".mdx", ".md.txt", ".md.text"]
        .iter()
        .find_map(|ending| {
            let (stem, end) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
            end.eq_ignore_ascii_case(ending).then_some(stem)
        })?;
    (!stem.is_empty()).then(|| format!("{stem}.md"))
}

fn is_toml(name: &OsStr) -> bool {
    name == "collection.toml" || name == "questions.toml"
}

/// Hidden files, drafts (`_`), files that editors keep for themselves, and files that
/// explain the folder to people.
fn is_ignored(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    matches!(bytes.first(), Some(b'.' | b'_' | b'#' | b'~'))
        || matches!(bytes.last(), Some(b'~' | b'#'))
        || ["readme.md", "lisezmoi.md"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Which folders are collections, and what else is beside them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// One for each collection, in order, relative to the FAQ's folder. An empty path is
    /// that folder itself.
    pub collections: Vec<PathBuf>,
    /// Names beside the collections that are not read: entries, bad links, pipes.
    pub refused: Vec<(PathBuf, ProblemKind)>,
}

/// Finds the collections. The FAQ's folder is itself the only collection when it has a
/// `collection.toml`, or when there are entries in it and in none of its folders.
///
/// # Errors
/// The folder cannot be listed.
pub fn layout(root: &Path) -> io::Result<Layout> {
    let names = list(root, root)?;
    let entries =
        || names.iter().filter(|(name, seen)| is_entry(name) && *seen != FolderItem::Folder);
    let folders = || names.iter().filter(|(_, seen)| *seen == FolderItem::Folder);
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
        let stray = is_entry(name) && *seen != FolderItem::Folder;
        let misnamed = meant_as_entry(name).map(|meant| ProblemKind::MisnamedEntry { meant });
        let kind = refusal(*seen).or(stray.then_some(ProblemKind::StrayEntry)).or(misnamed);
        layout.refused.extend(kind.map(|kind| (name.into(), kind)));
    }
    Ok(layout)
}
