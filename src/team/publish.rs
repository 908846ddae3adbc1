//! A change of one file of the FAQ: written whole or not at all, served by a reload, taken back
//! when the reload refuses it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::git;
use crate::content;
use crate::library::{Diff, Force, Library, Rejection, Reload};

/// A file of the FAQ and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Relative to the FAQ's folder.
    pub file: PathBuf,
    /// Its text when the change was made; `None` when it did not exist.
    pub before: Option<String>,
    /// Its text afterwards; `None` when it is removed.
    pub after: Option<String>,
    /// One line in French that says what is changed, for the history of the content.
    pub summary: String,
}

impl Change {
    /// The change that undoes this one.
    pub fn reversed(&self) -> Self {
        let Self { file, before, after, summary } = self;
        Self {
            file: file.clone(),
            before: after.clone(),
            after: before.clone(),
            summary: format!("Annuler\u{a0}: {summary}"),
        }
    }
}

/// What became of a change.
#[derive(Debug)]
pub enum Published {
    /// The file is written and its content is served.
    Served {
        /// What the reload changed; nothing when another reload has served the file already.
        diff: Box<Diff>,
        /// Whether it is in the history of the content.
        committed: Committed,
    },
    /// The reload refuses the content. The file is as it was.
    Refused(Rejection),
    /// The file is not what it was when the change was made. It is left as it is.
    Moved,
    /// The folder cannot be written, as on a read-only volume. The file is as it was, and the
    /// text has to be copied by hand.
    Unwritable(io::Error),
}

/// Whether a change is in the history of the content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committed {
    /// The settings do not ask for it.
    NotAsked,
    /// It is.
    Yes,
    /// Git refused, with its last line. The file is written and served all the same.
    No(String),
}

/// Writes into the folder of a library, one change at a time.
#[derive(Debug)]
pub struct Publisher {
    library: Arc<Library>,
    with_git: bool,
}

impl Publisher {
    /// For a library's folder; `with_git` commits each change there.
    pub fn new(library: Arc<Library>, with_git: bool) -> Self {
        Self { library, with_git }
    }

    /// Writes a change and serves it. `force` is that of [`Library::reload`]. Blocks as a reload
    /// does.
    pub fn publish(&self, change: &Change, today: Date, force: Force) -> Published {
        // Two changes of one file at once would both find it as it was.
        let _writing = self.library.writing();
        let folder = self.library.folder();
        let _alone = content::hold(&folder);
        let path = folder.join(&change.file);
        match read(&path) {
            Ok(now) if now == change.before => {}
            Ok(_) => return Published::Moved,
            Err(error) => return Published::Unwritable(error),
        }
        if let Err(error) = write(&path, change.after.as_deref()) {
            return Published::Unwritable(error);
        }
        match self.library.reload(today, force) {
            Reload::Rejected(rejection) => {
                if let Err(error) = write(&path, change.before.as_deref()) {
                    return Published::Unwritable(error);
                }
                // What is served has not changed, and nothing is to be told about it.
                self.library.reload(today, Force::No);
                Published::Refused(rejection)
            }
            served => {
                let diff = match served {
                    Reload::Swapped(diff) => diff,
                    _ => Diff::default(),
                };
                let committed = match self.with_git {
                    true => match git::commit(&folder, &change.file, &change.summary) {
                        Ok(()) => Committed::Yes,
                        Err(reason) => Committed::No(reason),
                    },
                    false => Committed::NotAsked,
                };
                Published::Served { diff: Box::new(diff), committed }
            }
        }
    }
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Puts a file with this text in the place of another, or removes it. A bot that reads the
/// folder at any moment sees one or the other.
fn write(path: &Path, text: Option<&str>) -> io::Result<()> {
    let Some(text) = text else { return fs::remove_file(path) };
    // What is behind a link is written, and the link stays.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or(Path::new("."));
    // A name that begins with a dot is never read as an entry.
    let mut file = tempfile::Builder::new().prefix(".souffleur-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    let permissions = match fs::metadata(&path) {
        Ok(metadata) => Some(metadata.permissions()),
        Err(_) => readable(),
    };
    if let Some(permissions) = permissions {
        fs::set_permissions(file.path(), permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// Content is read by others as well: a temporary file is its owner's alone.
#[cfg(unix)]
fn readable() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable() -> Option<fs::Permissions> {
    None
}
