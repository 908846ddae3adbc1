//! The folder of one collection, from one load to the next. A load reads only the
//! files that changed since the last one; everything else is done again for the whole
//! collection.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::entry_file::EntryFile;
use crate::faq::collection::{Collection, CollectionId};
use crate::faq::content_hash::{ContentHasher, FileHash, of_text};
use crate::faq::entry::EntryId;
use crate::faq::lines::LineColumn;
use crate::faq::lint;
use crate::faq::parse::ParsedEntry;
use crate::faq::problem::{Problem, ProblemKind, WHOLE_FILE};
use crate::faq::scan::{self, FolderItem, Read, Stamp};
use crate::faq::settings::{self, Golden, Settings};

/// The folder of one collection, as it was last read.
#[derive(Clone, Debug, Default)]
pub struct CollectionFolder {
    folder: PathBuf,
    settings: Option<TomlFile<Settings>>,
    golden: Option<TomlFile<Golden>>,
    /// By stem, then by name.
    files: Vec<Arc<EntryFile>>,
    /// Names that cannot be read: folders, links out of the FAQ, pipes.
    refused: Vec<Problem>,
    /// What the last load made.
    made: Option<Arc<Collection>>,
}

/// A TOML file as it was last read.
#[derive(Clone, Debug)]
struct TomlFile<T> {
    /// `None` when the file must be read again.
    stamp: Option<Stamp>,
    value: T,
    problems: Vec<Problem>,
    /// Of its text; `None` when it cannot be read.
    hash: Option<FileHash>,
}

impl CollectionFolder {
    /// Nothing is read yet. `folder` is relative to the FAQ's folder, and empty when it is
    /// that folder.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, ..Self::default() }
    }

    /// Relative to the FAQ's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether there is any entry file, valid or not.
    pub fn has_files(&self) -> bool {
        !self.files.is_empty()
    }

    /// The id of each entry and its file; files whose name cannot be an id are left out.
    pub fn ids(&self) -> impl ParallelIterator<Item = (&EntryId, &Path)> {
        self.files.par_iter().filter_map(|file| Some((file.id.as_ref().ok()?, &*file.parsed.path)))
    }

    /// See [`super::Folder::question_of`].
    pub fn question_of(&self, id: &EntryId) -> Option<(&Path, LineColumn)> {
        let at = self.files.binary_search_by(|file| file.stem().cmp(id.as_str())).ok()?;
        let parsed = &self.files[at].parsed;
        let question = parsed.asks.first().filter(|ask| ask.is_question)?;
        Some((&parsed.path, question.place))
    }

    /// Reads what changed since the last load; `false` when the folder does not exist.
    pub fn refresh(&mut self, root: &Path, problems: &mut Vec<Problem>) -> bool {
        let names = match scan::list(&root.join(&self.folder), root) {
            Ok(names) => names,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return false,
            Err(error) => {
                let kind = ProblemKind::Unreadable { reason: scan::reason(&error) };
                problems.push(Problem::new(&self.folder, WHOLE_FILE, kind));
                return true;
            }
        };
        self.refused.clear();
        let (mut settings, mut golden) = (None, None);
        let mut entries: HashMap<OsString, Option<Stamp>> = HashMap::with_capacity(names.len());
        for (name, seen) in names {
            let stamp = match seen {
                FolderItem::File(stamp) => Some(stamp),
                _ => None,
            };
            if seen == FolderItem::Folder {
                self.refuse(&name, ProblemKind::SubfolderIgnored);
            } else if name == "collection.toml" {
                settings = Some(stamp);
            } else if name == "questions.toml" {
                golden = Some(stamp);
            } else if scan::is_entry(&name) {
                entries.insert(name, stamp);
            } else if let Some(meant) = scan::meant_as_entry(&name) {
                self.refuse(&name, ProblemKind::MisnamedEntry { meant });
            } else if let Some(kind) = scan::refusal(seen) {
                self.refuse(&name, kind);
            }
        }
        let path = self.folder.join("collection.toml");
        self.settings = settings.and_then(|stamp| {
            TomlFile::read(self.settings.take(), stamp, &path, root, settings::settings)
        });
        let path = self.golden_file();
        self.golden = golden.and_then(|stamp| {
            TomlFile::read(self.golden.take(), stamp, &path, root, settings::golden)
        });
        self.refresh_entries(root, entries);
        true
    }

    fn refuse(&mut self, name: &OsStr, kind: ProblemKind) {
        self.refused.push(Problem::new(&self.folder.join(name), WHOLE_FILE, kind));
    }

    fn refresh_entries(&mut self, root: &Path, mut listed: HashMap<OsString, Option<Stamp>>) {
        let source = self.settings.as_ref().and_then(|file| file.value.source.clone());
        let source = source.map(Arc::new);
        // Known files come first, in the order they have: the sort below then finds nearly
        // everything sorted. Sorting 100,000 names takes longer than comparing their questions.
        let known = self.files.iter().filter_map(|file| {
            let (name, stamp) = listed.remove_entry(&file.name)?;
            Some((name, stamp, Some(file)))
        });
        let mut files: Vec<_> = known.collect();
        files.extend(listed.into_iter().map(|(name, stamp)| (name, stamp, None)));
        let mut files: Vec<Arc<EntryFile>> = files
            .into_par_iter()
            .filter_map(|(name, stamp, before)| match before {
                Some(file) if file.is_fresh(stamp, source.as_ref()) => Some(Arc::clone(file)),
                before => {
                    let before = before.map(Arc::as_ref);
                    EntryFile::read(root, &self.folder, &name, source.as_ref(), before)
                        .map(Arc::new)
                }
            })
            .collect();
        files.sort_by(|a, b| a.stem().cmp(b.stem()).then_with(|| a.name.cmp(&b.name)));
        self.files = files;
    }

    /// Takes an entry's file, relative to the FAQ's folder, as if it had this text.
    pub fn replace(&mut self, file: &Path, text: &str) {
        let Some(name) = file.file_name() else { return };
        let source = self.settings.as_ref().and_then(|file| file.value.source.clone());
        let source = source.map(Arc::new);
        let file = Arc::new(EntryFile::of(&self.folder, name, text, source.as_ref()));
        self.files.retain(|other| other.name != file.name);
        let at = self
            .files
            .partition_point(|other| (other.stem(), &other.name) < (file.stem(), &file.name));
        self.files.insert(at, file);
    }

    /// Reports everything that is wrong in the folder.
    pub fn report(&self, today: Date, problems: &mut Vec<Problem>) {
        problems.extend_from_slice(&self.refused);
        let parsed: Vec<Arc<ParsedEntry>> =
            self.files.iter().map(|file| Arc::clone(&file.parsed)).collect();
        for entry in &parsed {
            problems.extend_from_slice(&entry.problems);
            if let Some((date, place)) = entry.review_by
                && date < today
            {
                let kind = ProblemKind::ReviewPast { date };
                problems.push(Problem::new(&entry.path, place, kind));
            }
        }
        let readable = self.settings.as_ref().filter(|file| file.problems.is_empty());
        problems.extend(lint::collection(&parsed, readable.map(|file| &file.value)));
        if let Some(settings) = &self.settings {
            problems.extend_from_slice(&settings.problems);
        }
        if let Some(golden) = &self.golden {
            problems.extend_from_slice(&golden.problems);
            // In order, because the stem of a file is its id.
            let ids: Vec<&EntryId> =
                self.files.iter().filter_map(|file| file.id.as_ref().ok()).collect();
            problems.extend(lint::golden(&self.golden_file(), &golden.value, &ids));
        }
    }

    /// The collection of a folder without errors: the same `Arc` as last time when
    /// nothing changed.
    pub fn collection(&mut self, root: &Path) -> Arc<Collection> {
        let name = self.folder.file_name().or_else(|| root.file_name()).unwrap_or_default();
        let id = CollectionId::new(&name.to_string_lossy());
        let settings = self.settings.as_ref().map(|file| file.value.clone()).unwrap_or_default();
        let golden = self.golden.as_ref().map(|file| file.value.questions.clone());
        let made = Collection {
            title: settings.title.unwrap_or_else(|| id.to_string()),
            id,
            description: settings.description,
            contact: settings.contact,
            glossary: settings.glossary,
            entries: self.files.iter().filter_map(|file| file.parsed.entry.clone()).collect(),
            golden: golden.unwrap_or_default(),
            golden_file: self.golden_file(),
        };
        match &self.made {
            Some(before) if **before == made => Arc::clone(before),
            _ => Arc::clone(self.made.insert(Arc::new(made))),
        }
    }

    /// Adds the files as they were last read.
    pub fn hash(&self, hasher: &mut ContentHasher) {
        hasher.part(self.folder.as_os_str().as_encoded_bytes());
        let settings = self.settings.as_ref().and_then(|file| file.hash.as_ref());
        let golden = self.golden.as_ref().and_then(|file| file.hash.as_ref());
        hasher.file(b"collection.toml", settings);
        hasher.file(b"questions.toml", golden);
        for file in &self.files {
            hasher.file(file.name.as_encoded_bytes(), file.hash.as_ref());
        }
    }

    fn golden_file(&self) -> PathBuf {
        self.folder.join("questions.toml")
    }
}

impl<T: Default> TomlFile<T> {
    /// The file as it is now, whose stamp is `stamp`; `None` when it does not exist.
    fn read(
        before: Option<Self>,
        stamp: Option<Stamp>,
        path: &Path,
        root: &Path,
        parse: impl Fn(&Path, &str) -> (T, Vec<Problem>),
    ) -> Option<Self> {
        if stamp.is_some()
            && let Some(before) = before.filter(|before| before.stamp == stamp)
        {
            return Some(before);
        }
        Some(match scan::read(&root.join(path), root, scan::TOML_KIB) {
            Read::Gone => return None,
            Read::Refused(place, kind) => {
                let problems = vec![Problem::new(path, place, kind)];
                Self { stamp: None, value: T::default(), problems, hash: None }
            }
            Read::Text(text, stamp) => {
                let (value, problems) = parse(path, &text);
                Self { stamp, value, problems, hash: Some(of_text(&text)) }
            }
        })
    }
}
