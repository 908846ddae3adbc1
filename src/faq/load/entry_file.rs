//! An entry's file as it was last read, and whether it must be read again.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;

use url::Url;

use crate::faq::collection::UNKNOWN;
use crate::faq::content_hash::{FileHash, of_text};
use crate::faq::entry::{EntryId, ID_MAX_CHARS};
use crate::faq::fold::fold;
use crate::faq::parse::{self, ParsedEntry};
use crate::faq::problem::{Problem, ProblemKind, WHOLE_FILE};
use crate::faq::scan::{self, Read, Stamp};
use crate::faq::values::nfc;

/// An entry's file as it was last read.
#[derive(Debug)]
pub struct EntryFile {
    /// With its extension.
    pub name: OsString,
    /// The stem itself when it cannot be an id.
    pub id: Result<EntryId, String>,
    /// `None` when the file must be read again.
    stamp: Option<Stamp>,
    /// The collection's source when the file was read, if the entry takes it from there.
    source: Option<Arc<Url>>,
    /// What the file says. It is shared with the next reading of the same text.
    pub parsed: Arc<ParsedEntry>,
    /// Of its text; `None` when it cannot be read.
    pub hash: Option<FileHash>,
}

impl EntryFile {
    /// The file's name without its extension, in NFC.
    pub fn stem(&self) -> &str {
        match &self.id {
            Ok(id) => id.as_str(),
            Err(stem) => stem,
        }
    }

    /// Whether the file, now with that stamp and under that source of its collection,
    /// still says the same.
    pub fn is_fresh(&self, stamp: Option<Stamp>, source: Option<&Arc<Url>>) -> bool {
        stamp.is_some()
            && self.stamp == stamp
            && (!self.parsed.needs_source || self.source.as_ref() == source)
    }

    /// Reads the file; `None` when it does not exist. A text that says what it said
    /// `before` gives the same `Arc`s again, so that the index can tell what changed by
    /// comparing pointers.
    pub fn read(
        root: &Path,
        folder: &Path,
        name: &OsStr,
        source: Option<&Arc<Url>>,
        before: Option<&Self>,
    ) -> Option<Self> {
        let path = folder.join(name);
        let named = Named::new(name);
        let (parsed, stamp, hash) = match scan::read(&root.join(&path), root, scan::ENTRY_KIB) {
            Read::Gone => return None,
            Read::Refused(place, kind) => {
                let problems = vec![Problem::new(&path, place, kind)];
                (ParsedEntry { path, problems, ..ParsedEntry::default() }, None, None)
            }
            Read::Text(text, stamp) => {
                (named.parse(&path, &text, source), stamp, Some(of_text(&text)))
            }
        };
        let parsed = named.checked(parsed);
        let source = source.filter(|_| parsed.needs_source).cloned();
        let parsed = match before {
            Some(before) if *before.parsed == parsed => Arc::clone(&before.parsed),
            _ => Arc::new(parsed),
        };
        Some(Self { name: name.to_owned(), id: named.0, stamp, source, parsed, hash })
    }

    /// A file with this text, whatever is on disk.
    pub fn of(folder: &Path, name: &OsStr, text: &str, source: Option<&Arc<Url>>) -> Self {
        let named = Named::new(name);
        let parsed = named.checked(named.parse(&folder.join(name), text, source));
        let source = source.filter(|_| parsed.needs_source).cloned();
        let (parsed, hash) = (Arc::new(parsed), Some(of_text(text)));
        Self { name: name.to_owned(), id: named.0, stamp: None, source, parsed, hash }
    }
}

/// What a file's name makes of its entry: its id, or the stem itself when it cannot be one.
struct Named(Result<EntryId, String>);

impl Named {
    fn new(name: &OsStr) -> Self {
        let stem = nfc(&Path::new(name).file_stem().unwrap_or_default().to_string_lossy());
        Self(EntryId::new(&stem).filter(|id| id.as_str() != UNKNOWN).ok_or(stem))
    }

    /// The rest of a file with a wrong name is checked all the same, so that all its problems
    /// are reported at once.
    fn parse(&self, path: &Path, text: &str, source: Option<&Arc<Url>>) -> ParsedEntry {
        let any_id = |_: &String| EntryId::new("entree").expect("letters are an id");
        let id = self.0.as_ref().map_or_else(any_id, EntryId::clone);
        parse::entry(path, &id, text, source.map(Arc::as_ref))
    }

    fn checked(&self, mut parsed: ParsedEntry) -> ParsedEntry {
        if let Err(stem) = &self.0 {
            let kind = match &**stem {
                UNKNOWN => ProblemKind::ReservedName,
                stem => ProblemKind::BadName { meant: format!("{}.md", usable_name(stem)) },
            };
            parsed.problems.push(Problem::new(&parsed.path, WHOLE_FILE, kind));
            parsed.entry = None;
        }
        parsed
    }
}

/// A name that can be an id, close to a name that cannot.
fn usable_name(stem: &str) -> String {
    let name = fold(stem).replace(' ', "-");
    let short: String = name.chars().take(ID_MAX_CHARS).collect();
    let short = short.trim_matches('-');
    if short.is_empty() { "entree".to_owned() } else { short.to_owned() }
}
