//! An entry's file as it was last read, and whether it must be read again.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;

use url::Url;

use crate::faq::collection::UNKNOWN;
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
        let stem = nfc(&Path::new(name).file_stem().unwrap_or_default().to_string_lossy());
        let id = EntryId::new(&stem).filter(|id| id.as_str() != UNKNOWN);
        let (mut parsed, stamp) = match scan::read(&root.join(&path), root, scan::ENTRY_KIB) {
            Read::Gone => return None,
            Read::Refused(place, kind) => {
                let problems = vec![Problem::new(&path, place, kind)];
                (ParsedEntry { path, problems, ..ParsedEntry::default() }, None)
            }
            Read::Text(text, stamp) => {
                // The rest of the file is checked all the same, so that all its problems
                // are reported at once.
                let any_id = || EntryId::new("entree").expect("letters are an id");
                let id = id.clone().unwrap_or_else(any_id);
                (parse::entry(&path, &id, &text, source.map(Arc::as_ref)), stamp)
            }
        };
        if id.is_none() {
            let kind = match &*stem {
                UNKNOWN => ProblemKind::ReservedName,
                stem => ProblemKind::BadName { meant: format!("{}.md", usable_name(stem)) },
            };
            parsed.problems.push(Problem::new(&parsed.path, WHOLE_FILE, kind));
            parsed.entry = None;
        }
        let source = source.filter(|_| parsed.needs_source).cloned();
        let parsed = match before {
            Some(before) if *before.parsed == parsed => Arc::clone(&before.parsed),
            _ => Arc::new(parsed),
        };
        Some(Self { name: name.to_owned(), id: id.ok_or(stem), stamp, source, parsed })
    }
}

/// A name that can be an id, close to a name that cannot.
fn usable_name(stem: &str) -> String {
    let name = fold(stem).replace(' ', "-");
    let short: String = name.chars().take(ID_MAX_CHARS).collect();
    let short = short.trim_matches('-');
    if short.is_empty() { "entree".to_owned() } else { short.to_owned() }
}
