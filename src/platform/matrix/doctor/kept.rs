//! The session that the bot has kept, read without disturbing a bot that runs.
//!
//! matrix-sdk brings tables up to date, and makes files beside a database, whenever it opens a
//! store. What is opened is therefore a copy of the one database that has the session, in a folder
//! of the system's for temporary files that only this user may enter and that is removed at once.
//! The copy is as encrypted as the original is.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use matrix_sdk::authentication::matrix::MatrixSession;
use matrix_sdk::{STATE_STORE_DATABASE_NAME, SqliteStateStore, StateStore as _};
use secrecy::{ExposeSecret, SecretString};

use crate::platform::matrix::store;
use crate::platform::matrix::store_fault::StoreFault;

/// A database that is larger with its log, in bytes, is not copied.
const COPIED_MAX: u64 = 256 << 20;
/// How often a database is copied again that the bot has changed meanwhile.
const TRIES: usize = 5;
/// The length, in bytes, of the head of SQLite's log, which has a new random part whenever it begins again.
const LOG_HEAD: u64 = 32;

/// What is in a store.
pub enum Kept {
    /// There is no store yet, or no session in it.
    Nothing,
    /// The session of the last login.
    Session(Box<MatrixSession>),
    /// The passphrase does not open it.
    OtherPassphrase,
    /// A database is not one any more.
    Damaged,
    /// It was not read, in a few French words.
    Unread(&'static str),
}

/// Reads the session of the store in `folder`.
pub async fn read(folder: &Path, passphrase: &SecretString) -> Kept {
    let database = folder.join(STATE_STORE_DATABASE_NAME);
    if !database.exists() {
        return Kept::Nothing;
    }
    let copied = tokio::task::spawn_blocking(move || copy(&database)).await;
    let copy = match copied {
        Ok(Ok(copy)) => copy,
        Ok(Err(Uncopied::Unreadable)) => {
            return Kept::Unread("cet utilisateur ne peut pas le lire");
        }
        Ok(Err(Uncopied::Large)) => return Kept::Unread("il est trop grand pour être lu ici"),
        Ok(Err(Uncopied::Changing)) => return Kept::Unread("le bot y écrit sans cesse"),
        Ok(Err(Uncopied::NoRoom)) | Err(_) => {
            return Kept::Unread(
                "le dossier temporaire du système ne peut pas en prendre une copie",
            );
        }
    };
    match SqliteStateStore::open(copy.path(), Some(passphrase.expose_secret())).await {
        Ok(opened) => match opened.get_custom_value(store::SESSION.as_bytes()).await {
            Ok(written) => {
                let session = written.and_then(|json| serde_json::from_slice(&json).ok());
                session.map_or(Kept::Nothing, |session| Kept::Session(Box::new(session)))
            }
            Err(error) => unreadable(&error),
        },
        Err(error) => unreadable(&error),
    }
}

/// As at a start of the bot: only the text of the errors tells.
fn unreadable(error: &(dyn std::error::Error + 'static)) -> Kept {
    match StoreFault::of_database(error) {
        Some(StoreFault::Damaged) => Kept::Damaged,
        Some(_) => {
            Kept::Unread("le dossier temporaire du système ne peut pas en prendre une copie")
        }
        None if error.to_string().contains("store cipher") => Kept::OtherPassphrase,
        None => Kept::Unread("cette version ne sait pas le lire"),
    }
}

/// Why there is no copy.
enum Uncopied {
    Unreadable,
    Large,
    Changing,
    NoRoom,
}

/// Copies a database and its log as they were at one moment.
fn copy(database: &Path) -> Result<tempfile::TempDir, Uncopied> {
    for _ in 0..TRIES {
        let before = Stamp::of(database).map_err(|_| Uncopied::Unreadable)?;
        let log = log_of(database);
        let in_log = fs::metadata(&log).map_or(0, |log| log.len());
        if before.bytes.saturating_add(in_log) > COPIED_MAX {
            return Err(Uncopied::Large);
        }
        let folder = tempfile::Builder::new().prefix("souffleur-").tempdir();
        let folder = folder.map_err(|_| Uncopied::NoRoom)?;
        copy_file(database, folder.path())?;
        if log.exists() {
            copy_file(&log, folder.path())?;
        }
        // What was added to the log meanwhile is in the copy whole or not at all: SQLite passes
        // over half of an entry. Only what leaves the log for the database must not be missed.
        if Stamp::of(database).is_ok_and(|after| after == before) {
            return Ok(folder);
        }
    }
    Err(Uncopied::Changing)
}

fn copy_file(from: &Path, into: &Path) -> Result<(), Uncopied> {
    let mut read = File::open(from).map_err(|_| Uncopied::Unreadable)?;
    let to = into.join(from.file_name().unwrap_or_default());
    let copied = File::create(to).and_then(|mut to| io::copy(&mut read, &mut to));
    copied.map(drop).map_err(|_| Uncopied::NoRoom)
}

/// What changes when a part of the log is taken into the database, or the log begins again.
#[derive(PartialEq, Eq)]
struct Stamp {
    changed: Option<SystemTime>,
    bytes: u64,
    log: Vec<u8>,
}

impl Stamp {
    fn of(database: &Path) -> io::Result<Self> {
        let found = fs::metadata(database)?;
        let mut log = Vec::new();
        if let Ok(file) = File::open(log_of(database)) {
            file.take(LOG_HEAD).read_to_end(&mut log)?;
        }
        Ok(Self { changed: found.modified().ok(), bytes: found.len(), log })
    }
}

fn log_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}
