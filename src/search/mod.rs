//! Words → ranked entries. The only place that names tantivy.
//!
//! A question goes `french` (words) → `query` (slots, with `spelling`, `glossary`
//! and `related`) → `rank` (scores over the postings of `schema`) → `evidence` (what
//! matched) → `calibrate` (how sure that makes us). Each collection has its own
//! shelf: its own vocabulary, statistics and calibration.

mod calibrate;
mod evidence;
mod features;
mod french;
mod glossary;
mod passage;
mod query;
mod rank;
pub mod related;
mod schema;
mod scratch;
mod shelf;
mod spelling;
mod stopwords;
mod tuning;

use std::ops::Range;
use std::sync::Arc;

use itertools::Itertools;

pub use evidence::{Evidence, TermEvidence};
pub use features::Features;
pub use french::{Shape, Word, fold, words};
pub use schema::Field;

use crate::faq::{Collection, CollectionId, Entry, EntryId, Faq};
use shelf::Shelf;

/// Which collections a question is asked of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Every collection.
    #[default]
    All,
    /// These alone; unknown names match nothing.
    Only(Vec<CollectionId>),
}

impl Scope {
    /// Whether a collection is in it.
    pub fn contains(&self, id: &CollectionId) -> bool {
        match self {
            Self::All => true,
            Self::Only(ids) => ids.contains(id),
        }
    }
}

/// How sure we are of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// One entry, and we stand behind it.
    Found,
    /// Two or three to choose from.
    Unsure,
    /// No entry answers.
    Unknown,
}

impl Outcome {
    /// `found`, `unsure` or `unknown`, for JSON, logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Unsure => "unsure",
            Self::Unknown => "unknown",
        }
    }
}

/// An entry that matched.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Which one.
    pub entry: EntryId,
    /// Higher is better; comparable within one search only.
    pub score: f32,
    /// What matched, for confidence and "why".
    pub evidence: Evidence,
}

/// Whether a text has words, but none that could be looked for: a greeting, thanks.
pub fn is_small_talk(text: &str) -> bool {
    let words = words(text);
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let mut at = 0;
    while at < texts.len() {
        match stopwords::courtesy(&texts[at..]) {
            0 if stopwords::is_stop(texts[at]) => at += 1,
            0 => return false,
            length => at += length,
        }
    }
    !texts.is_empty()
}

/// The stems of a text's words that carry something, in order.
pub fn stems(text: &str) -> Vec<String> {
    french::Analyser::default().stems(text)
}

/// An immutable index of every entry of a [`Faq`].
#[derive(Debug)]
pub struct Index {
    /// In the order of the FAQ's collections.
    shelves: Vec<(CollectionId, Arc<Shelf>)>,
}

impl Index {
    /// Indexes every entry, in memory.
    pub fn build(faq: &Faq) -> Self {
        Self::build_with(faq, Features::default())
    }

    /// The same with some features off, for experiments.
    pub fn build_with(faq: &Faq, features: Features) -> Self {
        let shelves = faq.collections().iter();
        let build = |c: &Arc<Collection>| (c.id.clone(), Arc::new(Shelf::build(c, features)));
        Self { shelves: shelves.map(build).collect() }
    }

    /// The same as [`Self::build`] of `faq`, made from this index where that is less work.
    #[must_use]
    pub fn update(&self, faq: &Faq) -> Self {
        let shelves = faq.collections().iter().map(|collection| {
            let old = self.shelves.iter().find(|(id, _)| *id == collection.id);
            let shelf = match old {
                Some((_, shelf)) => Shelf::update(shelf, collection),
                None => Arc::new(Shelf::build(collection, Features::default())),
            };
            (collection.id.clone(), shelf)
        });
        Self { shelves: shelves.collect() }
    }

    /// The best `limit` entries for a question, best first. A question without a
    /// word that carries meaning finds nothing. Over several collections, whose
    /// scores do not compare, the surer one comes first.
    pub fn search(&self, question: &str, scope: &Scope, limit: usize) -> Vec<Hit> {
        let found = self.in_scope(scope).map(|shelf| shelf.search(question, limit));
        // Within a collection the order is its ranking's and stays.
        let merged = found.kmerge_by(|a, b| {
            (b.evidence.confidence.total_cmp(&a.evidence.confidence))
                .then(b.evidence.coverage.total_cmp(&a.evidence.coverage))
                .then(b.score.total_cmp(&a.score))
                .then_with(|| a.entry.cmp(&b.entry))
                .is_lt()
        });
        merged.take(limit).collect()
    }

    /// Entries for a question still being typed: its last word is a prefix. Nothing
    /// typed finds nothing.
    pub fn suggest(&self, typed: &str, scope: &Scope, limit: usize) -> Vec<EntryId> {
        let mut found: Vec<(f32, EntryId)> =
            self.in_scope(scope).flat_map(|shelf| shelf.suggest(typed, limit)).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().map(|(_, entry)| entry).take(limit).collect()
    }

    /// The part of an entry's answer that best fits the question: a byte range of
    /// its Markdown, always whole sentences; `None` when no sentence stands out.
    pub fn passage(&self, question: &str, entry: &Entry) -> Option<Range<usize>> {
        let shelf = self.shelves.iter().find(|(_, shelf)| shelf.holds(&entry.id));
        shelf.and_then(|(_, shelf)| shelf.passage(question, entry))
    }

    fn in_scope<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a Arc<Shelf>> {
        let shelves = self.shelves.iter().filter(|(id, _)| scope.contains(id));
        shelves.map(|(_, shelf)| shelf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_talk_has_nothing_to_look_for() {
        let rows = [
            ("merci !", true),
            ("Bonjour à tous, et merci beaucoup", true),
            ("s’il vous plaît", true),
            ("bonjour, ma bal est pleine", false),
            ("bal", false),
            ("???", false),
            ("", false),
        ];
        for (text, expected) in rows {
            assert_eq!(is_small_talk(text), expected, "{text:?}");
        }
    }
}
