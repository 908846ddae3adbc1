//! A folder → a `Faq`, or all its problems at once. Each file is kept as it was last
//! read, so that a reload reads only the files whose stamps changed and returns the
//! same `Arc`s for the others. All checks are done again at each load.

mod collection_folder;
mod entry_file;

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rayon::prelude::*;
use url::Url;

use self::collection_folder::CollectionFolder;
use super::collection::Faq;
use super::content_hash::{ContentHash, ContentHasher};
use super::entry::EntryId;
use super::lines::LineColumn;
use super::problem::{Problem, ProblemKind, Severity, WHOLE_FILE};
use super::{lint, scan, settings};

/// A FAQ without errors.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The content.
    pub faq: Faq,
    /// What its authors may want to look at, by file, line and column. None is an error.
    pub warnings: Vec<Problem>,
}

/// The date that `review_by` is compared with. It is the date in UTC: an entry reported as
/// overdue a few hours early or late does no harm, and no time zone has to be configured.
pub fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// A collection's folder, for commands that write into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectionPlace {
    /// The name of its folder, or of the FAQ's own when that is the collection.
    pub name: String,
    /// Relative to the FAQ's folder; empty when it is that folder.
    pub folder: PathBuf,
    /// The source of its entries that give none, when `collection.toml` can be read.
    pub source: Option<Url>,
    /// Its files that are read, relative to the FAQ's folder, sorted.
    pub files: Vec<PathBuf>,
}

/// The collections of a folder, as they are now, whatever problems their files have.
///
/// # Errors
/// The folder cannot be listed.
pub fn places(path: &Path) -> io::Result<Vec<CollectionPlace>> {
    let root = std::fs::canonicalize(path)?;
    let place = |folder: PathBuf| {
        let own = || root.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = folder.file_name().map_or_else(own, |name| name.to_string_lossy().into_owned());
        let settings =
            scan::read(&root.join(&folder).join("collection.toml"), &root, scan::TOML_KIB);
        let source = match settings {
            scan::Read::Text(text, _) => settings::settings(&folder, &text).0.source,
            _ => None,
        };
        let listed = scan::list(&root.join(&folder), &root)?;
        let files = listed.into_iter().filter(|(name, seen)| {
            scan::is_readable(*seen) && scan::meant_as_entry(name).is_none()
        });
        let mut files: Vec<PathBuf> = files.map(|(name, _)| folder.join(name)).collect();
        files.sort();
        Ok(CollectionPlace { name, folder, source, files })
    };
    scan::layout(&root)?.collections.into_iter().map(place).collect()
}

/// Copies the files of a FAQ that are read, and links as links, into an empty folder.
///
/// # Errors
/// A folder cannot be listed, or a file cannot be copied.
pub fn copy(path: &Path, into: &Path) -> io::Result<()> {
    let root = std::fs::canonicalize(path)?;
    copy_folder(&root, &root, into)?;
    for collection in scan::layout(&root)?.collections {
        let folder = root.join(&collection);
        if !folder.is_symlink() && folder != root {
            copy_folder(&folder, &root, &into.join(&collection))?;
        }
    }
    Ok(())
}

fn copy_folder(folder: &Path, root: &Path, into: &Path) -> io::Result<()> {
    std::fs::create_dir_all(into)?;
    for (name, seen) in scan::list(folder, root)? {
        let (from, to) = (folder.join(&name), into.join(&name));
        let copied = if from.is_symlink() {
            std::fs::read_link(&from).and_then(|target| link(&target, &to))
        } else {
            match seen {
                scan::FolderItem::File(_) => std::fs::copy(&from, &to).map(drop),
                scan::FolderItem::Folder => std::fs::create_dir_all(&to),
                // A pipe is an error wherever it is read.
                _ => Ok(()),
            }
        };
        match copied {
            // It was deleted after it was listed.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            copied => copied?,
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(target: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, at)
}

#[cfg(not(unix))]
fn link(target: &Path, at: &Path) -> io::Result<()> {
    std::fs::write(at, target.as_os_str().as_encoded_bytes())
}

/// The folder that a FAQ is read from, with its files as they were last read.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    /// Where the files are, when that is another folder.
    from: Option<PathBuf>,
    /// In the order of their names.
    collections: Vec<CollectionFolder>,
}

impl Folder {
    /// Nothing is read yet.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), from: None, collections: Vec::new() }
    }

    /// The same folder as it would be with the files of another one of the same name. Problems
    /// have the paths of this one.
    #[must_use]
    pub fn read_from(&self, other: &Path) -> Self {
        Self { from: Some(other.to_owned()), ..self.clone() }
    }

    /// The folder's path, as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the folder as it is now. A `review_by` before `today` is in the past.
    ///
    /// # Errors
    /// All problems of the folder, errors and warnings, by file, line and column, when
    /// at least one is an error.
    pub fn load(&mut self, today: Date) -> Result<Loaded, Vec<Problem>> {
        self.load_with(today, None)
    }

    /// As [`Self::load`], as if an entry's file, relative to the folder, had another text. It
    /// may be a file that does not exist. A folder that was loaded so is good for no other load.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_with(
        &mut self,
        today: Date,
        instead: Option<(&Path, &str)>,
    ) -> Result<Loaded, Vec<Problem>> {
        let root = self.root().map_err(|problem| vec![problem])?;
        let layout = scan::layout(&root).map_err(|error| vec![self.unreadable(&error)])?;
        let mut problems: Vec<Problem> = Vec::new();
        for (path, kind) in layout.refused {
            problems.push(Problem::new(&path, WHOLE_FILE, kind));
        }

        let mut before = std::mem::take(&mut self.collections);
        for folder in layout.collections {
            let at = before.iter().position(|known| known.folder() == folder);
            let mut collection =
                at.map_or_else(|| CollectionFolder::new(folder), |at| before.swap_remove(at));
            // A folder that vanished after it was listed is left out.
            if collection.refresh(&root, &mut problems) {
                if let Some((file, text)) = instead
                    && file.parent() == Some(collection.folder())
                {
                    collection.replace(file, text);
                }
                self.collections.push(collection);
            }
        }

        let any_file = self.collections.iter().any(CollectionFolder::has_files);
        for collection in &self.collections {
            collection.report(today, &mut problems);
            if any_file && !collection.has_files() {
                let kind = ProblemKind::EmptyCollection;
                problems.push(Problem::new(collection.folder(), WHOLE_FILE, kind));
            }
        }
        if !any_file && problems.iter().all(|problem| problem.kind != ProblemKind::StrayEntry) {
            problems.push(Problem::new(&self.path, WHOLE_FILE, ProblemKind::NoEntry));
        }
        let ids = self.collections.par_iter().flat_map(CollectionFolder::ids);
        problems.extend(lint::duplicate_ids(ids));

        problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        if problems.iter().any(|problem| problem.severity() == Severity::Error) {
            return Err(problems);
        }
        let collections = self.collections.iter_mut().map(|folder| folder.collection(&root));
        let faq = Faq::new(collections.collect());
        let faq = faq.expect("two entries with the same id are an error, which returned above");
        Ok(Loaded { faq, warnings: problems })
    }

    /// The hash of its files as they were last read, whatever problems they have.
    pub fn content(&self) -> ContentHash {
        let mut hasher = ContentHasher::default();
        self.collections.iter().for_each(|collection| collection.hash(&mut hasher));
        hasher.finish()
    }

    /// The file of an entry, relative to the folder, and the place of its question in it, as
    /// they were last read. `None` when there is no such entry.
    pub fn question_of(&self, id: &EntryId) -> Option<(&Path, LineColumn)> {
        self.collections.iter().find_map(|collection| collection.question_of(id))
    }

    /// The folder's canonical path: a symbolic link must not lead out of it.
    fn root(&self) -> Result<PathBuf, Problem> {
        let from = self.from.as_ref().unwrap_or(&self.path);
        let root = std::fs::canonicalize(from).map_err(|error| self.unreadable(&error))?;
        if root.is_dir() {
            Ok(root)
        } else {
            Err(Problem::new(&self.path, WHOLE_FILE, ProblemKind::NotAFolder))
        }
    }

    fn unreadable(&self, error: &io::Error) -> Problem {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => ProblemKind::FolderMissing,
            io::ErrorKind::NotADirectory => ProblemKind::NotAFolder,
            _ => ProblemKind::Unreadable { reason: scan::reason(error) },
        };
        Problem::new(&self.path, WHOLE_FILE, kind)
    }
}
