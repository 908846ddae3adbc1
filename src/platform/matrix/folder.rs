//! The folder of the store before anything is in it: only its owner may use it, only one
//! program does, and it can be written.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::bail;

use super::store_fault::StoreFault;
use crate::platform::matrix::wording::fatal;

/// The file that is locked while the folder is in use.
const LOCK: &str = "souffleur.lock";
/// The file that shows that there is room to write.
const PROBE: &str = "souffleur.probe";
/// What a store of an empty account writes at its first start is about that large.
const PROBE_BYTES: usize = 1 << 20;
/// The file of the recovery key.
const RECOVERY_KEY: &str = "recovery-key.txt";

/// The folder while this program uses it; dropping it lets another program in.
#[derive(Debug)]
pub struct StoreFolder {
    path: PathBuf,
    _lock: File,
}

impl StoreFolder {
    /// Creates the folder if there is none, and claims it.
    ///
    /// # Errors
    /// A sentence for the operator: another program uses it, or it cannot be written.
    pub fn claim(path: &Path) -> anyhow::Result<Self> {
        let explained = |error: io::Error| {
            let sentence = match StoreFault::of_folder(&error) {
                Some(fault) => fault.sentence(path),
                None => fatal::store_unusable(path),
            };
            anyhow::Error::from(error).context(sentence)
        };
        make_private(path).map_err(explained)?;
        let lock = private(OpenOptions::new().create(true)).open(path.join(LOCK));
        let lock = lock.map_err(explained)?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => bail!(fatal::store_in_use(path)),
            // Some network file systems have no locks.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        probe(&path.join(PROBE)).map_err(explained)?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the recovery key into a file that only its owner may read; gives its path.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_recovery_key(&self, key: &str) -> io::Result<PathBuf> {
        let path = self.path.join(RECOVERY_KEY);
        // The mode counts for a new file alone.
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = private(OpenOptions::new().create_new(true)).open(&path)?;
        writeln!(file, "{key}")?;
        file.sync_all()?;
        Ok(path)
    }
}

/// Writes as much as a first start needs, and removes it: an early error says which folder is
/// full, where SQLite would fail at any moment.
fn probe(path: &Path) -> io::Result<()> {
    let mut file = private(OpenOptions::new().create(true).truncate(true)).open(path)?;
    let written = file.write_all(&vec![0; PROBE_BYTES]).and_then(|()| file.sync_all());
    drop(file);
    std::fs::remove_file(path)?;
    written
}

fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.write(true)
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_program_claims_a_folder() {
        let parent = tempfile::tempdir().expect("a folder");
        let path = parent.path().join("store");
        let claimed = StoreFolder::claim(&path).expect("it is free");
        let refused = StoreFolder::claim(&path).expect_err("it is in use").to_string();
        assert!(refused.contains("déjà utilisé"), "{refused}");
        drop(claimed);
        StoreFolder::claim(&path).expect("it is free again");
    }

    #[test]
    fn a_file_in_its_place_is_told() {
        let parent = tempfile::tempdir().expect("a folder");
        let path = parent.path().join("store");
        std::fs::write(&path, "").expect("a file");
        let refused = format!("{:#}", StoreFolder::claim(&path).expect_err("it is a file"));
        assert!(refused.contains("inutilisable"), "{refused}");
    }

    #[cfg(unix)]
    #[test]
    fn the_recovery_key_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let parent = tempfile::tempdir().expect("a folder");
        let folder = StoreFolder::claim(parent.path()).expect("it is free");
        let path = parent.path().join(RECOVERY_KEY);
        std::fs::write(&path, "an earlier key, which all may read").expect("it is written");
        assert_eq!(folder.keep_recovery_key("EsTx").expect("it is written"), path);
        assert_eq!(std::fs::read_to_string(&path).expect("a text"), "EsTx\n");
        let mode = std::fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
