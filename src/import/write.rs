//! Drafts → entry files. No file is ever overwritten: when a name exists in the folder,
//! that file is left as it is and reported.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::draft::Draft;
use crate::faq::{EntryId, NewEntry, slug};

/// An entry file that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedFile {
    /// The file's stem.
    pub id: EntryId,
    /// The file's path in the folder.
    pub path: PathBuf,
    /// Front matter and answer.
    pub text: String,
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was written.
    New,
    /// A file of that name exists and was left as it is.
    AlreadyThere,
}

/// The files of some drafts, each named after its question. The second of two files with
/// the same name gets `-2`.
pub fn files(drafts: &[Draft], folder: &Path) -> Vec<PlannedFile> {
    let mut taken: HashSet<EntryId> = HashSet::with_capacity(drafts.len());
    drafts
        .iter()
        .map(|draft| {
            let mut number = 1;
            let mut id = slug(&draft.question, number);
            while taken.contains(&id) {
                number += 1;
                id = slug(&draft.question, number);
            }
            taken.insert(id.clone());
            let path = folder.join(format!("{id}.md"));
            PlannedFile { id, path, text: text(draft) }
        })
        .collect()
}

/// The text of an entry file.
pub fn text(draft: &Draft) -> String {
    let Draft { question, variants, answer, categories, source, updated, line: _ } = draft;
    let source = source.as_ref().map(url::Url::as_str);
    NewEntry { question, variants, answer, categories, source, updated: *updated }.text()
}

/// Writes the whole file or nothing, so that a bot that reads the folder never sees a
/// part of it.
///
/// # Errors
/// The system's error. What was written before it is removed.
pub fn write(file: &PlannedFile) -> io::Result<Written> {
    if file.path.symlink_metadata().is_ok() {
        return Ok(Written::AlreadyThere);
    }
    let part = file.path.with_extension(format!("{}.part", std::process::id()));
    create(&part, &file.text)?;
    // A hard link and not a rename, because a rename would replace an existing file.
    let published = match fs::hard_link(&part, &file.path) {
        // Some file systems have no hard links. There the file itself is written.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            create(&file.path, &file.text)
        }
        published => published,
    };
    fs::remove_file(&part)?;
    match published {
        Ok(()) => Ok(Written::New),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Written::AlreadyThere),
        Err(error) => Err(error),
    }
}

/// Writes a new file, and removes it when that fails.
fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        fs::remove_file(path)?;
    }
    written
}
