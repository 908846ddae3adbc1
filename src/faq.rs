//! What an entry is: the words of an answer, where they come from, and the folder
//! that holds them. This module knows nothing of search and chat.
//!
//! What authors write (front matter, `collection.toml`) is read and checked in
//! [`parse`] and [`load`]. The types that come out of it are valid, and the rest of
//! the program never checks them again.

mod acronym;
mod answer_faults;
mod collection;
mod content_hash;
pub mod edit;
mod entry;
pub mod fault;
pub mod fix;
mod fold;
mod front_matter;
mod keys;
mod lines;
pub mod link;
pub mod lint;
pub mod load;
pub mod markdown;
pub mod parse;
pub mod problem;
mod quoting;
mod scan;
mod settings;
mod slug;
mod values;
pub mod watch;
mod written;
pub mod yaml;

pub use collection::{Collection, CollectionId, Expectation, Faq, GlossaryTerm, GoldenQuestion};
pub use content_hash::{ContentHash, ContentHasher};
pub use entry::{Entry, EntryId, ID_MAX_CHARS};
pub use load::today;
pub use markdown::Markdown;
pub use problem::{Problem, ProblemKind, Severity};
pub use slug::slug;
pub use written::NewEntry;
