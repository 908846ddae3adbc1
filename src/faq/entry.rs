//! One question with its answer, and its name.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::markdown::Markdown;

/// Longest entry id, in characters: a chat button has 100 characters to carry it together
/// with its own state.
pub const ID_MAX_CHARS: usize = 64;

/// The stable name of an entry: the stem of its file, unique in the whole FAQ.
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

/// One question, its answer, and where the answer comes from.
// `Eq`, here and on `Collection`, because two `Arc`s of an `Eq` type are compared by their
// pointers first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file's stem.
    pub id: EntryId,
    /// The question as the FAQ asks it.
    pub question: String,
    /// Other ways to ask the same.
    pub variants: Vec<String>,
    /// Markdown, shown word for word.
    pub answer: Markdown,
    /// The categories of the source; may be empty.
    pub categories: Vec<String>,
    /// An absolute http(s) page.
    pub source: Url,
    /// An exact sentence of the source page, for a link that scrolls to it.
    pub source_quote: Option<String>,
    /// When the answer was last updated.
    pub updated: Option<Date>,
    /// When somebody must review it.
    pub review_by: Option<Date>,
}
