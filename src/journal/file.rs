//! The SQLite file of the journal: made for its owner alone, recognised when another takes its
//! place, set aside when it is damaged.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::fault::Fault;

/// What SQLite puts after the name for the files it keeps beside: the log of what is not yet in
/// the file, and its index.
const BESIDE: [&str; 2] = ["-wal", "-shm"];
const SET_ASIDE: &str = ".corrupt-";

/// Makes the file and its folder, unless they exist. SQLite gives the files beside the same
/// rights.
pub fn create(path: &Path) -> Result<(), Fault> {
    if path.exists() {
        return Ok(());
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| fault(&error))?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(fault(&error)),
        _ => Ok(()),
    }
}

/// Whether SQLite has files beside this one: it is open, or it was not closed in order.
pub fn has_beside(path: &Path) -> bool {
    BESIDE.iter().all(|end| with(path, end).exists())
}

/// Whether the log beside the file has something that is not in it yet, without its index: as in
/// a copy of a file that was open.
pub fn has_lone_log(path: &Path) -> bool {
    let [log, index] = BESIDE.map(|end| with(path, end));
    fs::metadata(log).is_ok_and(|log| log.len() > 0) && !index.exists()
}

fn fault(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Fault::ReadOnly,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Fault::Full,
        _ => Fault::NoFile,
    }
}

/// What tells a file from another one of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity(u64, u64);

/// The identity of the file; `None` when it is missing. Elsewhere than on Unix an open file
/// cannot be removed, and all files have the same.
pub fn identity(path: &Path) -> Option<Identity> {
    let metadata = fs::metadata(path).ok()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        Some(Identity(metadata.dev(), metadata.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        Some(Identity(0, 0))
    }
}

/// Whether a file is or was a database: by its beginning (the format's own, sqlite.org/fileformat),
/// by its name, or because nothing is in it.
fn is_database(path: &Path) -> io::Result<bool> {
    const BEGINNING: &[u8] = b"SQLite format 3\0";
    let is_named = path.extension().is_some_and(|extension| {
        ["db", "sqlite", "sqlite3"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    });
    let mut beginning = Vec::new();
    let beginning_is_read = fs::File::open(path)?.take(16).read_to_end(&mut beginning);
    beginning_is_read?;
    Ok(is_named || beginning.is_empty() || beginning == BEGINNING)
}

/// Renames a damaged file and those beside it, so that a new one can begin. Returns the new name
/// of the file, which ends in the time in seconds since 1970.
///
/// # Errors
/// The system's, or the file seems to be none of ours: a wrong path must not move the settings.
pub fn set_aside(path: &Path) -> io::Result<PathBuf> {
    if !is_database(path)? {
        return Err(io::Error::other("it seems to be another program's file, and it is kept"));
    }
    let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
    let aside = with(path, &format!("{SET_ASIDE}{now}"));
    fs::rename(path, &aside)?;
    for end in BESIDE {
        // They may be missing.
        let _ = fs::rename(with(path, end), with(&aside, end));
    }
    Ok(aside)
}

/// Deletes what was set aside before `time`: it holds questions as the file did.
pub fn delete_set_aside(path: &Path, time: SystemTime) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let Ok(items) = fs::read_dir(folder.unwrap_or(Path::new("."))) else { return };
    let Some(name) = path.file_name() else { return };
    let prefix = format!("{}{SET_ASIDE}", name.to_string_lossy());
    for item in items.flatten() {
        let is_one = item.file_name().to_string_lossy().starts_with(&prefix);
        let changed = item.metadata().and_then(|metadata| metadata.modified());
        if is_one && changed.is_ok_and(|changed| changed <= time) {
            let _ = fs::remove_file(item.path());
        }
    }
}

fn with(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    PathBuf::from(name)
}
