//! One collection's folder between two loads: its files as last read, what the
//! lint said of them, and the collection made of them.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use url::Url;

use super::super::lint::Linted;
use super::super::parse::EntryFile;
use super::super::problem::WHOLE_FILE;
use super::super::scan::{self, Read, Seen, Stamp};
use super::super::settings::{self, Golden, Settings};
use super::super::{Collection, CollectionId, EntryId, Problem, ProblemKind, lint};
use super::record::{Record, not_utf8, stem};

/// Fewer files than this are read faster than a thread is started.
const WORTH_A_THREAD: usize = 64;

/// One collection's folder.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    settings: Option<Known<Settings>>,
    golden: Option<Known<Golden>>,
    /// By stem, then by name.
    records: Vec<Record>,
    /// Places in `records`, in the order in which the folder lists its names.
    listed: Vec<u32>,
    /// What `lint` said, as long as no record and no glossary changed.
    linted: Option<Vec<Problem>>,
    /// Names that are no files: folders, links out, pipes.
    refused: Vec<Problem>,
    made: Option<Arc<Collection>>,
}

/// A TOML file as last read.
#[derive(Debug)]
struct Known<T> {
    stamp: Option<Stamp>,
    value: T,
    problems: Vec<Problem>,
}

impl<T> Known<T> {
    /// What it says, when all of it could be read.
    fn readable(&self) -> Option<&T> {
        self.problems.is_empty().then_some(&self.value)
    }
}

/// An entry file to read: its place among the records, and what it was.
struct Job {
    at: usize,
    name: OsString,
    before: Option<Record>,
    after: Option<Record>,
}

/// What came of reading the folder again.
enum Changes {
    /// These files say something else; by place, with what each said before.
    Files(Vec<(usize, EntryFile)>),
    /// Names came or went.
    List,
}

impl Job {
    fn new(at: usize, name: OsString, before: Option<Record>) -> Self {
        Self { at, name, before, after: None }
    }
}

impl Shelf {
    /// Nothing is read yet. `folder` is relative to the FAQ's, empty for itself.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            settings: None,
            golden: None,
            records: Vec::new(),
            listed: Vec::new(),
            linted: None,
            refused: Vec::new(),
            made: None,
        }
    }

    /// Its folder, relative to the FAQ's.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether there is any entry file, sound or not.
    pub fn has_files(&self) -> bool {
        !self.records.is_empty()
    }

    /// The key of every entry's id, and its file.
    pub fn ids(&self) -> impl Iterator<Item = (u64, &Path)> {
        let sound = self.records.iter().filter(|record| record.id.is_ok());
        sound.map(|record| (record.id_key, &*record.path))
    }

    /// Reads what changed; `false` when the folder is not there.
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
        let mut entries: Vec<(OsString, Option<Stamp>)> = Vec::with_capacity(names.len());
        for (name, seen) in names {
            let stamp = match seen {
                Seen::File(stamp) => Some(stamp),
                _ => None,
            };
            if seen == Seen::Folder {
                self.refuse(&name, ProblemKind::SubfolderIgnored);
            } else if name == "collection.toml" {
                settings = Some(stamp);
            } else if name == "questions.toml" {
                golden = Some(stamp);
            } else if scan::is_entry(&name) {
                entries.push((name, stamp));
            } else if let Some(kind) = scan::refusal(seen) {
                self.refuse(&name, kind);
            }
        }
        let folder = self.folder.clone();
        let file = |name: &str| (folder.join(name), root.join(&folder).join(name));

        let paths = file("collection.toml");
        let before = self.settings.take();
        let readable = before.as_ref().and_then(Known::readable).cloned();
        self.settings =
            settings.and_then(|stamp| refresh_toml(before, stamp, paths, root, settings::settings));
        if self.settings.as_ref().and_then(Known::readable) != readable.as_ref() {
            self.linted = None;
        }
        let paths = file("questions.toml");
        self.golden = golden.and_then(|stamp| {
            refresh_toml(self.golden.take(), stamp, paths, root, settings::golden)
        });
        self.refresh_entries(root, entries);
        true
    }

    fn refuse(&mut self, name: &OsStr, kind: ProblemKind) {
        self.refused.push(Problem::new(&self.folder.join(name), WHOLE_FILE, kind));
    }

    fn refresh_entries(&mut self, root: &Path, entries: Vec<(OsString, Option<Stamp>)>) {
        let source = self.settings.as_ref().and_then(|known| known.value.source.clone());
        let source = source.map(Arc::new);
        let changes = match self.stamps_of_the_same(&entries) {
            Some(stamps) => self.refresh_in_place(root, &stamps, source.as_ref()),
            None => self.refresh_list(root, entries, source.as_ref()),
        };
        let files: Vec<Linted<'_>> = (self.records.iter())
            .map(|record| Linted { path: &record.path, file: &record.file })
            .collect();
        // A glossary that cannot be read lacks nothing for certain.
        let settings = self.settings.as_ref().and_then(Known::readable);
        self.linted = Some(match (self.linted.take(), changes) {
            (Some(before), Changes::Files(files_before)) => {
                lint::again(before, &files, &files_before, settings)
            }
            _ => lint::collection(&files, settings),
        });
    }

    /// The stamps of the files by record, when the names are those of the records.
    fn stamps_of_the_same(
        &mut self,
        entries: &[(OsString, Option<Stamp>)],
    ) -> Option<Vec<Option<Stamp>>> {
        let records = &self.records;
        if entries.len() != records.len() {
            return None;
        }
        // Nearly every file system lists what it listed before in the same order: to look
        // a hundred thousand names up takes longer than to see that they are the same.
        let as_before = self.listed.len() == entries.len()
            && (entries.iter().zip(&self.listed))
                .all(|((name, _), &at)| records[at as usize].is_named(name));
        if !as_before {
            let known: HashMap<&OsStr, u32> =
                (0u32..).zip(records).map(|(at, record)| (record.name(), at)).collect();
            let places = entries.iter().map(|(name, _)| known.get(name.as_os_str()).copied());
            self.listed = places.collect::<Option<_>>()?;
        }
        let mut stamps = vec![None; entries.len()];
        for ((_, stamp), &at) in entries.iter().zip(&self.listed) {
            stamps[at as usize] = *stamp;
        }
        Some(stamps)
    }

    /// Reads again what is not fresh, where nothing came and nothing went: no
    /// name is sorted, no record moved.
    fn refresh_in_place(
        &mut self,
        root: &Path,
        stamps: &[Option<Stamp>],
        source: Option<&Arc<Url>>,
    ) -> Changes {
        let records = self.records.iter().zip(stamps).enumerate();
        let mut jobs: Vec<Job> = records
            .filter(|(_, (record, stamp))| !record.is_fresh(**stamp, source))
            .map(|(at, (record, _))| Job::new(at, record.name().to_owned(), None))
            .collect();
        self.read(root, &mut jobs, source);
        let mut before = Vec::new();
        let mut gone = Vec::new();
        for Job { at, after, .. } in jobs {
            let record = &mut self.records[at];
            match after {
                Some(after) if record.file == after.file => record.touch(after),
                Some(after) => before.push((at, std::mem::replace(record, after).file)),
                None => gone.push(at),
            }
        }
        for &at in gone.iter().rev() {
            self.records.remove(at);
        }
        if gone.is_empty() { Changes::Files(before) } else { Changes::List }
    }

    /// The same where names came or went.
    fn refresh_list(
        &mut self,
        root: &Path,
        entries: Vec<(OsString, Option<Stamp>)>,
        source: Option<&Arc<Url>>,
    ) -> Changes {
        let mut entries: Vec<(String, OsString, Option<Stamp>)> =
            entries.into_iter().map(|(name, stamp)| (stem(&name), name, stamp)).collect();
        entries.sort_unstable_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        let mut before = std::mem::take(&mut self.records).into_iter().peekable();
        let mut records: Vec<Option<Record>> = Vec::with_capacity(entries.len());
        let mut jobs: Vec<Job> = Vec::new();
        for (at, (stem, name, stamp)) in entries.into_iter().enumerate() {
            let order = |record: &Record| (record.stem(), record.name()).cmp(&(&*stem, &*name));
            // Both are in the same order: what comes before is no longer there.
            while before.next_if(|record| order(record) == Ordering::Less).is_some() {}
            let record = before.next_if(|record| order(record) == Ordering::Equal);
            match record {
                Some(record) if record.is_fresh(stamp, source) => {
                    records.push(Some(record));
                }
                before => {
                    records.push(None);
                    jobs.push(Job::new(at, name, before));
                }
            }
        }
        self.read(root, &mut jobs, source);
        for Job { at, before, after, .. } in jobs {
            records[at] = match (before, after) {
                (Some(mut before), Some(after)) if before.file == after.file => {
                    before.touch(after);
                    Some(before)
                }
                (_, after) => after,
            };
        }
        self.records = records.into_iter().flatten().collect();
        self.listed.clear();
        Changes::List
    }

    /// Reads the files of jobs, on several threads when there are many.
    fn read(&self, root: &Path, jobs: &mut [Job], source: Option<&Arc<Url>>) {
        let read = |jobs: &mut [Job]| {
            for job in jobs {
                job.after = Record::read(root, &self.folder, &job.name, source);
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        if jobs.len() < WORTH_A_THREAD || threads == 1 {
            return read(jobs);
        }
        let share = jobs.len().div_ceil(threads);
        std::thread::scope(|scope| {
            for share in jobs.chunks_mut(share) {
                scope.spawn(|| read(share));
            }
        });
    }

    /// Everything wrong in it.
    pub fn report(&self, today: Date, problems: &mut Vec<Problem>) {
        problems.extend_from_slice(&self.refused);
        for record in &self.records {
            problems.extend_from_slice(&record.file.problems);
            if let Some((date, place)) = record.file.review_by
                && date < today
            {
                let kind = ProblemKind::ReviewPast { date };
                problems.push(Problem::new(&record.path, place, kind));
            }
        }
        problems.extend(self.linted.iter().flatten().cloned());
        if let Some(known) = &self.settings {
            problems.extend_from_slice(&known.problems);
        }
        if let Some(known) = &self.golden {
            problems.extend_from_slice(&known.problems);
            let mut ids: Vec<&EntryId> =
                self.records.iter().filter_map(|record| record.id.as_ref().ok()).collect();
            ids.sort_unstable();
            problems.extend(lint::golden(&self.golden_file(), &known.value, &ids));
        }
    }

    /// The collection, the very same `Arc` as last time when nothing changed.
    /// Only for a shelf without errors.
    pub fn collection(&mut self, root: &Path) -> Arc<Collection> {
        let name = self.folder.file_name().or_else(|| root.file_name()).unwrap_or_default();
        let id = CollectionId::new(&name.to_string_lossy());
        let settings = self.settings.as_ref().map(|known| known.value.clone()).unwrap_or_default();
        let made = Collection {
            title: settings.title.unwrap_or_else(|| id.to_string()),
            id,
            description: settings.description,
            contact: settings.contact,
            glossary: settings.glossary,
            entries: self.records.iter().filter_map(|record| record.file.entry.clone()).collect(),
            golden: self.golden.as_ref().map(|k| k.value.questions.clone()).unwrap_or_default(),
            golden_file: self.golden_file(),
        };
        match &self.made {
            Some(before) if **before == made => Arc::clone(before),
            _ => Arc::clone(self.made.insert(Arc::new(made))),
        }
    }

    fn golden_file(&self) -> PathBuf {
        self.folder.join("questions.toml")
    }
}

fn refresh_toml<T: Default>(
    before: Option<Known<T>>,
    stamp: Option<Stamp>,
    (path, on_disk): (PathBuf, PathBuf),
    root: &Path,
    parse: impl Fn(&Path, &str) -> (T, Vec<Problem>),
) -> Option<Known<T>> {
    if let Some(known) = before
        && known.stamp.is_some()
        && known.stamp == stamp
    {
        return Some(known);
    }
    let broken = |place, kind| {
        let problems = vec![Problem::new(&path, place, kind)];
        Known { stamp: None, value: T::default(), problems }
    };
    match scan::read(&on_disk, root, scan::TOML_KIB) {
        Read::Gone => None,
        Read::Refused(kind) => Some(broken(WHOLE_FILE, kind)),
        Read::Bytes(bytes, stamp) => Some(match String::from_utf8(bytes) {
            Ok(text) => {
                let (value, problems) = parse(&path, &text);
                Known { stamp, value, problems }
            }
            Err(error) => {
                let (place, kind) = not_utf8(error.as_bytes());
                broken(place, kind)
            }
        }),
    }
}
