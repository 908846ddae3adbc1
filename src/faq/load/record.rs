//! One entry's file as last read, and reading it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf, is_separator};
use std::sync::Arc;

use url::Url;

use super::super::parse::{self, EntryFile, nfc};
use super::super::place::Lines;
use super::super::problem::WHOLE_FILE;
use super::super::scan::{self, Read, Stamp};
use super::super::settings;
use super::super::{EntryId, Problem, ProblemKind, lint};

/// An entry file as last read.
#[derive(Debug)]
pub struct Record {
    /// Relative to the FAQ's folder.
    pub path: PathBuf,
    /// The stem itself where that cannot be an id.
    pub id: Result<EntryId, String>,
    /// [`lint::id_key`]; 0 without an id.
    pub id_key: u64,
    /// `None` when the file must be read again.
    stamp: Option<Stamp>,
    /// The collection's source when it was read, if the entry has none.
    source: Option<Arc<Url>>,
    /// What it says.
    pub file: EntryFile,
}

impl Record {
    /// Whether a file with that stamp, under that source of the collection, is this one.
    pub fn is_fresh(&self, stamp: Option<Stamp>, source: Option<&Arc<Url>>) -> bool {
        stamp.is_some()
            && self.stamp == stamp
            && (!self.file.needs_source || self.source.as_ref() == source)
    }

    /// Touched, or read again for want of proof: the same `Arc`s go on.
    pub fn touch(&mut self, again: Self) {
        self.stamp = again.stamp;
        self.source = again.source;
    }

    /// The file's name.
    pub fn name(&self) -> &OsStr {
        self.path.file_name().unwrap_or_default()
    }

    /// Whether that is its name: without taking the path apart, for a folder's every file.
    pub fn is_named(&self, name: &OsStr) -> bool {
        let path = self.path.as_os_str().as_encoded_bytes();
        let folder = path.strip_suffix(name.as_encoded_bytes());
        folder.is_some_and(|folder| folder.last().is_none_or(|&c| is_separator(c.into())))
    }

    /// The file's name without its extension, in NFC.
    pub fn stem(&self) -> &str {
        match &self.id {
            Ok(id) => id.as_str(),
            Err(stem) => stem,
        }
    }

    /// `None` when the file is not there.
    pub fn read(
        root: &Path,
        folder: &Path,
        name: &OsStr,
        source: Option<&Arc<Url>>,
    ) -> Option<Self> {
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

/// The place of the first byte that is not UTF-8, and whether the bytes read as
/// French in Windows-1252: letters of French alone, or that encoding's quotes.
pub fn not_utf8(bytes: &[u8]) -> ((u32, u32), ProblemKind) {
    let valid = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let place = Lines::new(valid).at(valid.len());
    let french = b"\x85\x91\x92\x93\x94\x96\x97\x9c\xa0\xab\xb0\xbb\xc0\xc2\xc7\xc8\xc9\xca\
        \xcb\xce\xcf\xd4\xd9\xdb\x80\xe0\xe2\xe6\xe7\xe8\xe9\xea\xeb\xee\xef\xf4\xf9\xfb\xfc";
    let windows_1252 = !bytes.contains(&0)
        && bytes.iter().filter(|byte| !byte.is_ascii()).all(|byte| french.contains(byte));
    (place, ProblemKind::NotUtf8 { windows_1252 })
}

pub fn stem(name: &OsStr) -> String {
    nfc(&Path::new(name).file_stem().unwrap_or_default().to_string_lossy())
}

/// A name that can be an id, near a name that cannot.
fn slug(stem: &str) -> String {
    let slug = super::super::fold::fold(stem).replace(' ', "-");
    let short: String = slug.chars().take(super::super::ID_MAX_CHARS).collect();
    let short = short.trim_matches('-');
    if short.is_empty() { "entree".to_owned() } else { short.to_owned() }
}
