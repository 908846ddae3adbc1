//! What an entry is: the words of an answer, where they come from, and the
//! folder they stand in. Knows no search and no chat.
//!
//! "As written" (front matter, `collection.toml`) lives in [`parse`]; what is
//! here has been checked, and the rest of the program never checks it again.

mod acronym;
mod fold;
mod front_matter;
pub mod link;
pub mod lint;
pub mod load;
pub mod markdown;
pub mod parse;
mod place;
pub mod problem;
mod scan;
mod sentence;
mod settings;
mod values;
pub mod watch;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;
use url::Url;

pub use load::today;
pub use markdown::Markdown;
pub use problem::{Problem, ProblemKind, Severity};

/// Longest entry id, in characters: a chat button must carry it beside its own
/// state in 100 characters.
pub const ID_MAX_CHARS: usize = 64;

/// The stable name of an entry: its file's stem, unique in the whole FAQ.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(Arc<str>);

impl EntryId {
    /// An id of 1 to [`ID_MAX_CHARS`] letters, digits, `-`, `_` or `.` (any
    /// script, brought to NFC); `None` for anything else.
    pub fn new(text: &str) -> Option<Self> {
        let id: String = text.nfc().collect();
        let fits = (1..=ID_MAX_CHARS).contains(&id.chars().count());
        let plain = id.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
        (fits && plain).then(|| Self(id.into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

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

/// One question, its answer, and where the answer comes from.
// `Eq`, here and on `Collection`, makes comparing two `Arc`s of the same value
// a comparison of pointers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file's stem.
    pub id: EntryId,
    /// The question as the FAQ asks it.
    pub question: String,
    /// Other ways to ask the same.
    pub variants: Vec<String>,
    /// Shown word for word.
    pub answer: Markdown,
    /// As the source files it; may be empty.
    pub categories: Vec<String>,
    /// An absolute http(s) page.
    pub source: Url,
    /// An exact sentence of the source page, for a link that scrolls to it.
    pub source_quote: Option<String>,
    /// When the answer was last brought up to date.
    pub updated: Option<Date>,
    /// When somebody must read it again.
    pub review_by: Option<Date>,
}

/// What a collection's own test expects of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// This entry comes first.
    Entry(EntryId),
    /// No entry is given as the answer.
    Unknown,
}

/// One line of a collection's own test, `questions.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldenQuestion {
    /// As a member would type it.
    pub ask: String,
    /// What must come of it.
    pub expect: Expectation,
    /// Kept aside: never looked at while tuning, reported apart.
    pub held_out: bool,
    /// Known to fail, and accepted for now: counted, but stops nothing.
    pub accepted: bool,
    /// 1-based line in `questions.toml`.
    pub line: u32,
}

impl GoldenQuestion {
    /// Whether its failure is news: neither a measure kept aside, which is seldom
    /// 100 %, nor one its authors know of.
    pub fn binds(&self) -> bool {
        !self.held_out && !self.accepted
    }
}

/// An acronym or a word, and what it stands for.
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
    /// Whom to turn to when no entry answers; a sentence, shown as it is.
    pub contact: Option<String>,
    /// Acronyms and synonyms.
    pub glossary: Vec<GlossaryTerm>,
    /// In the order of their ids.
    pub entries: Vec<Arc<Entry>>,
    /// The collection's own test, in the file's order.
    pub golden: Vec<GoldenQuestion>,
    /// Where `questions.toml` is, for messages.
    pub golden_file: PathBuf,
}

/// Every collection of a folder. Only a valid one can exist: ids are unique,
/// golden questions expect entries that are there.
#[derive(Clone, Debug, Default)]
pub struct Faq {
    collections: Vec<Arc<Collection>>,
    // Behind an `Arc`: an unchanged FAQ of 100,000 entries is cloned for free.
    by_id: Arc<HashMap<EntryId, (u32, u32)>>,
}

impl Faq {
    /// Collections in the order given. `Err` names an id that two entries share.
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
        Ok(Self { collections, by_id: Arc::new(by_id) })
    }

    /// [`Self::new`] with what is left of this one: ids that stand where they stood are
    /// not filed anew. `Err` as there.
    pub fn renew(&self, collections: Vec<Arc<Collection>>) -> Result<Self, EntryId> {
        let in_place = |a: &[Arc<Entry>], b: &[Arc<Entry>]| {
            let same = |(a, b): (&Arc<Entry>, &Arc<Entry>)| Arc::ptr_eq(a, b) || a.id == b.id;
            a.len() == b.len() && a.iter().zip(b).all(same)
        };
        let alike = self.collections.len() == collections.len()
            && (self.collections.iter().zip(&collections))
                .all(|(a, b)| in_place(&a.entries, &b.entries));
        if alike {
            return Ok(Self { collections, by_id: Arc::clone(&self.by_id) });
        }
        Self::new(collections)
    }

    /// In the order of their folder names.
    pub fn collections(&self) -> &[Arc<Collection>] {
        &self.collections
    }

    /// The entry of that id and the collection it stands in.
    pub fn get(&self, id: &EntryId) -> Option<(&Arc<Collection>, &Arc<Entry>)> {
        let &(c, e) = self.by_id.get(id)?;
        let collection = &self.collections[c as usize];
        Some((collection, &collection.entries[e as usize]))
    }

    /// Every entry, collection after collection.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.collections.iter().flat_map(|c| &c.entries)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there is no entry at all.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}
