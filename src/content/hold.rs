//! One writer of a clone at a time, in whatever process: a lock of the system on a file in its
//! `.git`, which ends with the last process that has it open. Git's own locks make others fail
//! instead of wait, and outlive a process that is killed.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The file that is locked. It stays, because a file that is removed is locked twice.
const LOCK: &str = "souffleur.lock";
/// The same while a fetch goes on, which changes no file and may take minutes.
const FETCH_LOCK: &str = "souffleur-fetch.lock";
/// How long another process is waited for. A fast-forward takes less than a second, and a change of
/// the team must not wait for one that hangs.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A clone that no other process of this program writes into, until it is dropped.
#[derive(Debug)]
pub struct Held {
    lock: File,
    git: PathBuf,
}

impl Held {
    /// The clone's own folder, `.git` in most.
    pub fn git(&self) -> &Path {
        &self.git
    }

    /// The lock, for a child process that must not be alone with the clone when this one is
    /// killed.
    ///
    /// # Errors
    /// Too many files are open.
    pub fn share(&self) -> io::Result<File> {
        self.lock.try_clone()
    }
}

/// Waits, blocking, until no other process writes into the clone that a folder is in, for 10
/// seconds at most. `None` when it is in none, or this is not possible: git has the last word.
pub fn hold(folder: &Path) -> Option<Held> {
    hold_clone(&git_folder(folder)?).ok()
}

/// The same for a clone whose `.git` is known.
///
/// # Errors
/// The lock's file cannot be made, or another process does not end.
pub fn hold_clone(git: &Path) -> io::Result<Held> {
    let lock = File::options().create(true).append(true).open(git.join(LOCK))?;
    let since = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(Held { lock, git: git.to_owned() }),
            Err(TryLockError::WouldBlock) if since.elapsed() < PATIENCE => {
                std::thread::sleep(LOOK_AGAIN);
            }
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// What keeps other processes from fetching until it is dropped; `None` when one is at it.
///
/// # Errors
/// The lock's file cannot be made.
pub fn try_fetching(git: &Path) -> io::Result<Option<File>> {
    let lock = File::options().create(true).append(true).open(git.join(FETCH_LOCK))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The `.git` of the clone that a folder is in, or what the file of that name leads to.
fn git_folder(folder: &Path) -> Option<PathBuf> {
    let folder = std::fs::canonicalize(folder).ok()?;
    folder.ancestors().find_map(|above| {
        let git = above.join(".git");
        if git.is_dir() {
            return Some(git);
        }
        let leads = std::fs::read_to_string(&git).ok()?;
        let leads = above.join(leads.strip_prefix("gitdir:")?.trim());
        std::fs::canonicalize(leads).ok()
    })
}
