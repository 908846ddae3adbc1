//! Folders that the programs started by a test or a bench read and write. The file uses nothing of this
//! crate, because benches include it as well.

use std::path::{Path, PathBuf};

/// The FAQ that the bots of tests answer from.
pub fn faq() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/faq")
}

/// The user's cache folder for every program that a test or a bench starts, so that none
/// writes into the developer's. One for all of them: a text is encoded once.
pub fn user_cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

/// Where such a program keeps its vectors when no network is configured.
pub fn vectors() -> PathBuf {
    user_cache().join("souffleur/meaning")
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder is made");
    for entry in std::fs::read_dir(from).expect("a folder to copy") {
        let entry = entry.expect("an entry of it");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("a file is copied");
        }
    }
}
