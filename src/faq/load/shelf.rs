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
use super::super::parse::{self, EntryFile, nfc};
use super::super::place::Lines;
use super::super::problem::WHOLE_FILE;
use super::super::scan::{self, Read, Seen, Stamp};
use super::super::settings::{self, Golden, Settings};
use super::super::{Collection, CollectionId, EntryId, Problem, ProblemKind, lint};

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

/// An entry file as last read.
#[derive(Debug)]
struct Record {
    /// Relative to the FAQ's folder.
    path: PathBuf,
    /// The stem itself where that cannot be an id.
    id: Result<EntryId, String>,
    id_key: u64,
    /// `None` when the file must be read again.
    stamp: Option<Stamp>,
    /// The collection's source when it was read, if the entry has none.
    source: Option<Arc<Url>>,
    file: EntryFile,
}

/// An entry file to read: its place among the records, and what it was.
struct Job {
    at: usize,
    name: OsString,
    before: Option<Record>,
    after: Option<Record>,
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
        let known = before.as_ref().map(|known| known.value.clone());
        self.settings =
            settings.and_then(|stamp| refresh_toml(before, stamp, paths, root, settings::settings));
        if self.settings.as_ref().map(|known| &known.value) != known.as_ref() {
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
        let changed = match self.stamps_of_the_same(&entries) {
            Some(stamps) => self.refresh_in_place(root, &stamps, source.as_ref()),
            None => self.refresh_list(root, entries, source.as_ref()),
        };
        if changed {
            self.linted = None;
        }
        if self.linted.is_none() {
            let files: Vec<Linted<'_>> = (self.records.iter())
                .map(|record| Linted { path: &record.path, file: &record.file })
                .collect();
            // A glossary that cannot be read lacks nothing for certain.
            let settings = (self.settings.as_ref())
                .filter(|known| known.problems.is_empty())
                .map(|known| &known.value);
            self.linted = Some(lint::collection(&files, settings));
        }
    }

    /// The stamps of the files by record, when the names are those of the records.
    fn stamps_of_the_same(
        &self,
        entries: &[(OsString, Option<Stamp>)],
    ) -> Option<Vec<Option<Stamp>>> {
        if entries.len() != self.records.len() {
            return None;
        }
        let records = self.records.iter().enumerate();
        let known: HashMap<&OsStr, usize> = records.map(|(at, r)| (r.name(), at)).collect();
        let mut stamps = vec![None; entries.len()];
        for (name, stamp) in entries {
            stamps[*known.get(name.as_os_str())?] = *stamp;
        }
        Some(stamps)
    }

    /// Reads again what is not fresh, where nothing came and nothing went: no
    /// name is sorted, no record moved. Tells whether anything changed.
    fn refresh_in_place(
        &mut self,
        root: &Path,
        stamps: &[Option<Stamp>],
        source: Option<&Arc<Url>>,
    ) -> bool {
        let records = self.records.iter().zip(stamps).enumerate();
        let mut jobs: Vec<Job> = records
            .filter(|(_, (record, stamp))| !record.is_fresh(**stamp, source))
            .map(|(at, (record, _))| Job::new(at, record.name().to_owned(), None))
            .collect();
        self.read(root, &mut jobs, source);
        let mut changed = false;
        let mut gone = Vec::new();
        for Job { at, after, .. } in jobs {
            let record = &mut self.records[at];
            match after {
                Some(after) if record.file == after.file => record.touch(after),
                Some(after) => {
                    *record = after;
                    changed = true;
                }
                None => gone.push(at),
            }
        }
        for &at in gone.iter().rev() {
            self.records.remove(at);
        }
        changed || !gone.is_empty()
    }

    /// The same where names came or went.
    fn refresh_list(
        &mut self,
        root: &Path,
        entries: Vec<(OsString, Option<Stamp>)>,
        source: Option<&Arc<Url>>,
    ) -> bool {
        let mut entries: Vec<(String, OsString, Option<Stamp>)> =
            entries.into_iter().map(|(name, stamp)| (stem(&name), name, stamp)).collect();
        entries.sort_unstable_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        let mut before = std::mem::take(&mut self.records).into_iter().peekable();
        let mut records: Vec<Option<Record>> = Vec::with_capacity(entries.len());
        let mut jobs: Vec<Job> = Vec::new();
        let mut changed = false;
        for (at, (stem, name, stamp)) in entries.into_iter().enumerate() {
            let order = |record: &Record| (record.stem(), record.name()).cmp(&(&*stem, &*name));
            // Both are in the same order: what comes before is no longer there.
            while before.next_if(|record| order(record) == Ordering::Less).is_some() {
                changed = true;
            }
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
        changed |= before.next().is_some();

        self.read(root, &mut jobs, source);
        for Job { at, before, after, .. } in jobs {
            records[at] = match (before, after) {
                (Some(mut before), Some(after)) if before.file == after.file => {
                    before.touch(after);
                    Some(before)
                }
                (before, after) => {
                    changed |= before.is_some() || after.is_some();
                    after
                }
            };
        }
        self.records = records.into_iter().flatten().collect();
        changed
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

impl Record {
    fn is_fresh(&self, stamp: Option<Stamp>, source: Option<&Arc<Url>>) -> bool {
        stamp.is_some()
            && self.stamp == stamp
            && (!self.file.needs_source || self.source.as_ref() == source)
    }

    /// Touched, or read again for want of proof: the same `Arc`s go on.
    fn touch(&mut self, again: Self) {
        self.stamp = again.stamp;
        self.source = again.source;
    }

    fn name(&self) -> &OsStr {
        self.path.file_name().unwrap_or_default()
    }

    fn stem(&self) -> &str {
        match &self.id {
            Ok(id) => id.as_str(),
            Err(stem) => stem,
        }
    }

    /// `None` when the file is not there.
    fn read(root: &Path, folder: &Path, name: &OsStr, source: Option<&Arc<Url>>) -> Option<Self> {
        let path = folder.join(name);
        let stem = &*stem(name);
        let id = EntryId::new(stem).filter(|id| id.as_str() != settings::UNKNOWN);
        let mut stamp = None;
        let mut file = match scan::read(&root.join(&path), root, scan::ENTRY_KIB) {
            Read::Gone => return None,
            Read::Refused(kind) => broken(&path, WHOLE_FILE, kind),
            Read::Bytes(bytes, read_at) => {
                stamp = read_at;
                match String::from_utf8(bytes) {
                    Ok(text) => {
                        let stand_in = || EntryId::new("entree").expect("letters are an id");
                        let id = id.clone().unwrap_or_else(stand_in);
                        parse::entry(&path, &id, &text, source.map(Arc::as_ref))
                    }
                    Err(error) => {
                        let (line, kind) = not_utf8(error.as_bytes());
                        broken(&path, line, kind)
                    }
                }
            }
        };
        if id.is_none() {
            let kind = match stem {
                settings::UNKNOWN => ProblemKind::ReservedName,
                _ => ProblemKind::BadName { meant: format!("{}.md", slug(stem)) },
            };
            file.problems.push(Problem::new(&path, WHOLE_FILE, kind));
            file.entry = None;
        }
        let source = source.filter(|_| file.needs_source).cloned();
        let id_key = id.as_ref().map_or(0, lint::id_key);
        let id = id.ok_or_else(|| stem.to_owned());
        Some(Self { path, id, id_key, stamp, source, file })
    }
}

fn broken(path: &Path, place: (u32, u32), kind: ProblemKind) -> EntryFile {
    EntryFile { problems: vec![Problem::new(path, place, kind)], ..EntryFile::default() }
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

/// The place of the first byte that is not UTF-8, and whether the bytes read as
/// French in Windows-1252: letters of French alone, or that encoding's quotes.
fn not_utf8(bytes: &[u8]) -> ((u32, u32), ProblemKind) {
    let valid = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let place = Lines::new(valid).at(valid.len());
    let french = b"\x85\x91\x92\x93\x94\x96\x97\x9c\xa0\xab\xb0\xbb\xc0\xc2\xc7\xc8\xc9\xca\
        \xcb\xce\xcf\xd4\xd9\xdb\x80\xe0\xe2\xe6\xe7\xe8\xe9\xea\xeb\xee\xef\xf4\xf9\xfb\xfc";
    let windows_1252 = !bytes.contains(&0)
        && bytes.iter().filter(|byte| !byte.is_ascii()).all(|byte| french.contains(byte));
    (place, ProblemKind::NotUtf8 { windows_1252 })
}

fn stem(name: &OsStr) -> String {
    nfc(&Path::new(name).file_stem().unwrap_or_default().to_string_lossy())
}

/// A name that can be an id, near a name that cannot.
fn slug(stem: &str) -> String {
    let slug = super::super::fold::fold(stem).replace(' ', "-");
    let short: String = slug.chars().take(super::super::ID_MAX_CHARS).collect();
    let short = short.trim_matches('-');
    if short.is_empty() { "entree".to_owned() } else { short.to_owned() }
}
