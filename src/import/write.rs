//! Drafts → entry files. Nothing that is there is ever overwritten: a name
//! already taken in the folder is left alone and told.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_saphyr::FlowSeq;

use super::draft::Draft;
use super::slug::slug;
use crate::faq::EntryId;

/// A file to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryFile {
    /// Its stem.
    pub id: EntryId,
    /// Inside the folder written to.
    pub path: PathBuf,
    /// Front matter and answer.
    pub text: String,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is there now.
    New,
    /// There was one of that name, which was left as it is.
    AlreadyThere,
}

/// The files of some drafts, each named after its question; of two with the
/// same name, the second gets `-2`.
pub fn files(drafts: &[Draft], folder: &Path) -> Vec<EntryFile> {
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
            EntryFile { id, path, text: text(draft) }
        })
        .collect()
}

/// Front matter in the order of the documentation; absent values are left out.
#[derive(Serialize)]
struct FrontMatter<'a> {
    question: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    variants: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    categories: Option<FlowSeq<&'a [String]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
}

/// An entry file's text.
pub fn text(draft: &Draft) -> String {
    let Draft { question, variants, answer, categories, source, updated } = draft;
    let front_matter = FrontMatter {
        question,
        variants,
        categories: (!categories.is_empty()).then_some(FlowSeq(categories)),
        source: source.as_ref().map(url::Url::as_str),
    };
    let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
    let yaml = serde_saphyr::to_string_with_options(&front_matter, options)
        .expect("strings and lists of strings are always YAML");
    // Plain, as people write a date; the serializer would quote it.
    let updated = updated.map(|date| format!("updated: {date}\n")).unwrap_or_default();
    format!("---\n{yaml}{updated}---\n{answer}\n")
}

/// Writes a file whole or not at all: other readers of the folder never see a
/// part of it.
///
/// # Errors
/// The system's, once what was begun is removed.
pub fn write(file: &EntryFile) -> io::Result<Written> {
    if file.path.symlink_metadata().is_ok() {
        return Ok(Written::AlreadyThere);
    }
    let part = file.path.with_extension(format!("{}.part", std::process::id()));
    create(&part, &file.text)?;
    // A second name for the file, which, unlike a rename, fails where there is one.
    let published = match fs::hard_link(&part, &file.path) {
        // Some file systems know no second name: then the file itself.
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

/// A new file, whole; what a failed write leaves is removed.
fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        fs::remove_file(path)?;
    }
    written
}
