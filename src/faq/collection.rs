//! A collection, which is a folder of entries with its glossary and its golden questions,
//! and the FAQ, which is all the collections.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::entry::{Entry, EntryId};

/// The name of a collection: its folder's name, brought to NFC.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CollectionId(Arc<str>);

impl CollectionId {
    /// Any folder name.
    pub fn new(text: &str) -> Self {
        Self(text.nfc().collect::<String>().into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CollectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a golden question expects when no entry answers it. No entry may have this id.
pub const UNKNOWN: &str = "unknown";

/// What a golden question expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// This entry is the first one.
    Entry(EntryId),
    /// No entry is given as the answer.
    Unknown,
}

impl Expectation {
    /// As written in `questions.toml`: an entry's id, or `unknown`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Entry(id) => id.as_str(),
            Self::Unknown => UNKNOWN,
        }
    }
}

/// One question of `questions.toml`, the test of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldenQuestion {
    /// As a member would type it.
    pub ask: String,
    /// What the search must give for it.
    pub expect: Expectation,
    /// Kept aside: nobody looks at it while tuning, and it is reported separately.
    pub held_out: bool,
    /// Known to fail and accepted for now: it is counted but stops nothing.
    pub accepted: bool,
    /// 1-based line in `questions.toml`.
    pub line: u32,
}

impl GoldenQuestion {
    /// Whether its failure must be reported. That of a question kept aside is expected now
    /// and then, and an accepted one is known to the authors.
    pub fn binds(&self) -> bool {
        !self.held_out && !self.accepted
    }
}

/// An acronym or a word, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlossaryTerm {
    /// As typed: `BAL`.
    pub term: String,
    /// One or more meanings: `boîte aux lettres`.
    pub meanings: Vec<String>,
}

/// A folder of entries. Channels and rooms are bound to collections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// The folder's name.
    pub id: CollectionId,
    /// What members see.
    pub title: String,
    /// One sentence on what the collection covers.
    pub description: Option<String>,
    /// Whom to ask when no entry answers: a sentence, shown as it is.
    pub contact: Option<String>,
    /// Acronyms and synonyms.
    pub glossary: Vec<GlossaryTerm>,
    /// In the order of their ids.
    pub entries: Vec<Arc<Entry>>,
    /// In the order of `questions.toml`.
    pub golden: Vec<GoldenQuestion>,
    /// The path of `questions.toml`, for messages.
    pub golden_file: PathBuf,
}

/// Every collection of a folder. Ids are unique, and golden questions expect entries that
/// exist.
#[derive(Clone, Debug, Default)]
pub struct Faq {
    collections: Vec<Arc<Collection>>,
    /// The place of each entry: its collection's, then its own in it.
    by_id: HashMap<EntryId, (u32, u32)>,
}

impl Faq {
    /// The collections keep their order.
    ///
    /// # Errors
    /// An id that two entries share.
    pub fn new(collections: Vec<Arc<Collection>>) -> Result<Self, EntryId> {
        let entries = collections.iter().map(|collection| collection.entries.len()).sum();
        let mut by_id = HashMap::with_capacity(entries);
        for (c, collection) in (0u32..).zip(&collections) {
            for (e, entry) in (0u32..).zip(&collection.entries) {
                if by_id.insert(entry.id.clone(), (c, e)).is_some() {
                    return Err(entry.id.clone());
                }
            }
        }
        Ok(Self { collections, by_id })
    }

    /// In the order of their folder names.
    pub fn collections(&self) -> &[Arc<Collection>] {
        &self.collections
    }

    /// The entry with that id, and its collection.
    pub fn get(&self, id: &EntryId) -> Option<(&Arc<Collection>, &Arc<Entry>)> {
        let &(c, e) = self.by_id.get(id)?;
        let collection = &self.collections[c as usize];
        Some((collection, &collection.entries[e as usize]))
    }

    /// All entries, one collection after the other.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.collections.iter().flat_map(|c| &c.entries)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}
