//! Vectors kept on disk, so that no text is encoded twice.
//!
//! The cache has the FAQ's own texts and its golden questions; what members ask never
//! reaches it. It is an aid and never a condition: a cache that cannot be read counts as
//! empty, one that cannot be written is done without, and each is one line of the log.
//!
//! A file is replaced whole by renaming, so that a reader, or a start after the process
//! was killed, sees the old file or the new one. Several processes may share a folder.

mod records;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::config::Places;
use super::vector::Vector;
use super::vectors::{Key, Vectors};
use records::{BYTES_MAX, Damage, Day, Records};

/// A vector that was not used for longer is dropped.
const KEPT_DAYS: Day = 30;
/// A file whose vectors were all used more recently is not written again for their dates
/// alone. It has to be well below [`KEPT_DAYS`].
const RESTAMPED_DAYS: Day = 7;
/// A temporary file this old was left behind by a process that was killed.
const LEFT_BEHIND: Duration = Duration::from_secs(DAY_SECONDS);
/// How long another process may take to write. A process without the lock writes all the
/// same: what the other one adds at that moment is then computed again some day.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

const DAY_SECONDS: u64 = 24 * 60 * 60;

const PREFIX: &str = "vectors-";
const FILE_SUFFIX: &str = ".bin";
const TEMPORARY_SUFFIX: &str = ".tmp";
const LOCK_FILE: &str = "lock";

/// Where the vectors of one model are kept.
#[derive(Debug)]
pub struct Cache {
    places: Places,
    model: String,
    /// Whether the log has a warning since it was last written: one is enough.
    has_warned: AtomicBool,
}

/// What a cache had when it was read.
#[derive(Clone, Debug, Default)]
pub struct CachedVectors {
    own: Records,
    /// Whether there is a file that the system does not let us read: it stays as it is.
    is_barred: bool,
    read_only: Vec<Records>,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Damage(#[from] Damage),
}

impl Cache {
    /// The cache of a model in these folders. `model` is a part of a file's name: letters
    /// and digits.
    pub fn new(places: Places, model: &str) -> Self {
        Self { places, model: model.to_owned(), has_warned: AtomicBool::new(false) }
    }

    /// The cache of a model in one folder.
    pub fn at(folder: &Path, model: &str) -> Self {
        Self::new(Places { own: Some(folder.to_owned()), read_only: Vec::new() }, model)
    }

    /// What is kept. A folder without a file is empty; a file that cannot be used is empty
    /// and a line of the log.
    pub fn read(&self) -> CachedVectors {
        let mut read = CachedVectors::default();
        if let Some(folder) = &self.places.own {
            let file = self.file_in(folder);
            read.own = load(&file, &self.model).unwrap_or_else(|error| {
                read.is_barred = matches!(error, ReadError::Io(_));
                if self.warns() {
                    tracing::warn!(
                        file = %file.display(),
                        %error,
                        "the cache of vectors cannot be used; its vectors are computed again"
                    );
                }
                Records::default()
            });
        }
        read.read_only = Vec::from_iter(self.places.read_only.iter().map(|folder| {
            let file = self.file_in(folder);
            load(&file, &self.model).unwrap_or_else(|error| {
                // An operator's commands need not be able to read what the bot has kept.
                tracing::debug!(
                    file = %file.display(),
                    %error,
                    "a read-only cache of vectors cannot be used; it is passed over"
                );
                Records::default()
            })
        }));
        read
    }

    /// Keeps the vectors that a FAQ uses; `read` is what the cache had before. The file is
    /// written when it lacks one of them, or when it says of one that it was last used more
    /// than a week ago. Failing to write is a line of the log.
    pub fn keep(&self, read: &CachedVectors, used: &Vectors) {
        self.keep_on(today(), read, used);
    }

    fn keep_on(&self, today: Day, read: &CachedVectors, used: &Vectors) {
        let Some(folder) = &self.places.own else { return };
        // Vectors that come from elsewhere need no second copy.
        let used: Vec<(Key, &Vector)> =
            used.iter().filter(|(key, _)| !read.is_read_only(*key)).collect();
        let (mut is_new, mut is_stale) = (false, false);
        for (key, _) in &used {
            match read.own.get(*key) {
                None => is_new = true,
                Some((day, _)) => is_stale |= day.abs_diff(today) > RESTAMPED_DAYS,
            }
        }
        if read.is_barred || !is_new && !is_stale {
            return;
        }
        match self.write(folder, today, &used) {
            Ok(()) => self.has_warned.store(false, Ordering::Relaxed),
            // A folder that is filled once and mounted read-only is a way to use the cache.
            Err(error) if !is_new => {
                let folder = folder.display();
                tracing::debug!(%folder, %error, "the dates of the cached vectors stay as they are");
            }
            Err(error) if self.warns() => tracing::warn!(
                folder = %folder.display(),
                %error,
                "computed vectors cannot be kept; they are used now and computed again at the \
                 next start"
            ),
            Err(_) => {}
        }
    }

    fn warns(&self) -> bool {
        !self.has_warned.swap(true, Ordering::Relaxed)
    }

    /// Replaces the file by one that has what it has at this moment, and `used`.
    fn write(&self, folder: &Path, today: Day, used: &[(Key, &Vector)]) -> io::Result<()> {
        create_folder(folder)?;
        let _lock = lock(folder);
        let file = self.file_in(folder);
        // What is damaged was logged when it was read.
        let before = load(&file, &self.model).unwrap_or_default();
        let mut records = BTreeMap::new();
        for (key, day, vector) in before.iter() {
            // A clock that was ahead once must not keep a record for ever.
            let day = day.min(today);
            if today - day <= KEPT_DAYS {
                records.insert(key, (day, vector));
            }
        }
        for (key, vector) in used {
            records.insert(*key, (today, *vector.bytes()));
        }
        let records = records.iter().map(|(key, (day, vector))| (*key, *day, vector));
        let bytes = Records::write(&self.model, records);

        let mut temporary =
            tempfile::Builder::new().prefix(PREFIX).suffix(TEMPORARY_SUFFIX).tempfile_in(folder)?;
        temporary.write_all(&bytes)?;
        // Otherwise the name could reach the disk before the content.
        temporary.as_file().sync_all()?;
        temporary.persist(&file)?;
        self.clean(folder);
        Ok(())
    }

    /// Removes temporary files that were left behind, and files of models that are no longer
    /// used. What cannot be removed stays.
    fn clean(&self, folder: &Path) {
        let kept = Duration::from_secs(u64::from(KEPT_DAYS) * DAY_SECONDS);
        let own = self.file_in(folder);
        for item in fs::read_dir(folder).into_iter().flatten().flatten() {
            let (path, name) = (item.path(), item.file_name());
            let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else {
                continue;
            };
            let unused = match () {
                () if name.ends_with(TEMPORARY_SUFFIX) => LEFT_BEHIND,
                () if name.ends_with(FILE_SUFFIX) && path != own => kept,
                () => continue,
            };
            let age = item.metadata().and_then(|data| data.modified()).map(|at| at.elapsed());
            if matches!(age, Ok(Ok(age)) if age > unused) {
                let _ = fs::remove_file(path);
            }
        }
    }

    fn file_in(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{PREFIX}{}{FILE_SUFFIX}", self.model))
    }
}

impl CachedVectors {
    /// The vector of a text.
    pub fn get(&self, key: Key) -> Option<Vector> {
        let places = std::iter::once(&self.own).chain(&self.read_only);
        places.filter_map(|records| records.get(key)).map(|(_, vector)| vector).next()
    }

    fn is_read_only(&self, key: Key) -> bool {
        self.read_only.iter().any(|records| records.get(key).is_some())
    }
}

/// Reads a file whole; one that does not exist has no records.
fn load(file: &Path, model: &str) -> Result<Records, ReadError> {
    let metadata = match fs::metadata(file) {
        Err(error) if is_missing(&error) => return Ok(Records::default()),
        metadata => metadata?,
    };
    // A pipe would be waited for without end, and a huge file would fill the memory.
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a file").into());
    }
    if metadata.len() > BYTES_MAX as u64 {
        return Err(Damage::Length.into());
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    File::open(file)?.take(BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(Records::parse(bytes, model)?)
}

/// Also where a part of the path is not a folder: writing then says so.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Only the owner may enter the folders that are made here: which texts a FAQ has can be
/// told from their keys by whoever guesses them.
fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Keeps other processes from writing until it is dropped; `None` where that is not
/// possible, or takes too long.
fn lock(folder: &Path) -> Option<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(folder.join(LOCK_FILE)).ok()?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Some(file),
            Err(TryLockError::WouldBlock) if started.elapsed() < LOCK_PATIENCE => {
                thread::sleep(Duration::from_millis(5));
            }
            Err(_) => return None,
        }
    }
}

fn today() -> Day {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Day::try_from(since.as_secs() / DAY_SECONDS).unwrap_or(Day::MAX)
}
