//! Persons that the journal has to know again, without saying who they are: those who want
//! nothing recorded, those who voted, so that each has one vote, and for the rest of the day those
//! who asked, so that nobody else passes their question on.
//!
//! They are hashed with HMAC-SHA-256 under a key that is not in the database, which alone tells
//! nothing then. The key stands in `JOURNAL_KEY`, which several processes on one server share, or
//! in a file beside the journal's that is made at first use. Who has both the key and the database
//! can find out whether a person that they already know of is in it; no more.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use super::record::QuestionId;

/// Where the key comes from.
#[derive(Clone, Debug)]
pub enum KeyPlace {
    /// Any text that cannot be guessed.
    Given(SecretString),
    /// A file, which is made when it is missing.
    File(PathBuf),
}

/// Hashes persons.
#[derive(Debug)]
pub struct Persons {
    place: KeyPlace,
    key: OnceLock<Key>,
}

#[derive(Clone, Copy)]
struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    /// The key is not shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Persons {
    /// Reads no key yet.
    pub fn new(place: KeyPlace) -> Self {
        Self { place, key: OnceLock::new() }
    }

    /// The hash of a person for the list of those who want nothing recorded.
    pub fn hash(&self, network: &str, person: &str) -> i64 {
        self.hashed(&["person", network, person])
    }

    /// The hash of a person who votes on the answer to a question.
    pub fn voter(&self, QuestionId(question): QuestionId, network: &str, person: &str) -> i64 {
        self.hashed(&["vote", &question.to_string(), network, person])
    }

    /// The hash of the person who asked a question.
    pub fn owner(&self, QuestionId(question): QuestionId, network: &str, person: &str) -> i64 {
        self.hashed(&["asked", &question.to_string(), network, person])
    }

    /// Tells one key from another, so that a lost key is noticed.
    pub fn check(&self) -> i64 {
        self.hashed(&["check"])
    }

    fn hashed(&self, parts: &[&str]) -> i64 {
        let Key(key) = self.key.get_or_init(|| Key(read(&self.place)));
        // A key of any length is accepted.
        let Ok(mut hash) = Hmac::<Sha256>::new_from_slice(key) else { return 0 };
        for part in parts {
            hash.update(part.as_bytes());
            hash.update(b"\0");
        }
        let hash = hash.finalize().into_bytes();
        hash.first_chunk().map_or(0, |first| i64::from_le_bytes(*first))
    }
}

fn read(place: &KeyPlace) -> [u8; 32] {
    let text = match place {
        KeyPlace::Given(text) => text.expose_secret().as_bytes().to_vec(),
        KeyPlace::File(path) => read_or_make(path).unwrap_or_else(|error| {
            tracing::error!(
                file = %path.display(),
                %error,
                "the key that persons are hashed with can neither be read nor be written: after a \
                 restart, votes and requests not to be recorded of this run are not recognised"
            );
            random().to_vec()
        }),
    };
    Sha256::digest(text).into()
}

/// The text of a key's file. A new one is written beside it and then linked, so that two
/// processes that start at once have the same, and a crash leaves no half of one.
fn read_or_make(path: &Path) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Ok(text) if text.len() >= 32 => return Ok(text),
        Ok(_) => return Err(io::Error::other("it is too short for a key")),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Err(_) => {}
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let key: String = random().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&draft)?;
    file.write_all(key.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => Ok(key.into_bytes()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::read(path),
        Err(error) => Err(error),
    }
}

fn random() -> [u8; 32] {
    let mut key = [0; 32];
    if getrandom::fill(&mut key).is_err() {
        tracing::error!("the system gives no random numbers, a key that can be guessed is used");
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_known_again_by_the_file_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("data/souffleur.key");
        let persons = || Persons::new(KeyPlace::File(path.clone()));
        let ana = persons().hash("matrix", "ana");
        assert_eq!(persons().hash("matrix", "ana"), ana);
        assert_ne!(persons().hash("matrix", "bob"), ana);
        assert_ne!(persons().hash("discord", "ana"), ana);
        let vote = |question| persons().voter(QuestionId(question), "matrix", "ana");
        assert_ne!(vote(1), vote(2), "votes of one person cannot be put together");
        let asked = |question| persons().owner(QuestionId(question), "matrix", "ana");
        assert_ne!(asked(1), asked(2), "nor can questions");
        assert_ne!(asked(1), vote(1), "nor can a question and a vote");
        fs::remove_file(&path).expect("the key");
        assert_ne!(persons().hash("matrix", "ana"), ana);
        assert_eq!(fs::read_dir(path.parent().expect("data")).expect("data").count(), 1);
    }
}
