//! The vectors of one FAQ while they are collected: those that are there, and the texts that
//! have none yet.

use std::collections::HashSet;
use std::time::Instant;

use crate::faq::Faq;
use crate::search::meaning::cache::CachedVectors;
use crate::search::meaning::{Key, Vector, Vectors, texts};

/// The vectors of one FAQ, while they are collected.
#[derive(Debug)]
pub struct FaqVectors {
    /// Those that are there: of this FAQ's texts alone.
    pub vectors: Vectors,
    /// How many texts of entries the FAQ has; its golden questions are texts as well.
    pub entry_texts: usize,
    pub(super) missing: Vec<(Key, String)>,
    /// Of the texts that are in `vectors` or `missing`.
    keys: HashSet<Key>,
    /// What the log calls them.
    pub(super) what: &'static str,
    /// What the cache had; `None` when it was not needed.
    pub(super) read: Option<CachedVectors>,
    pub(super) from_cache: usize,
    pub(super) encoded: usize,
    pub(super) started: Instant,
    /// When the cache was last written, or reading it began.
    pub(super) kept: Instant,
}

impl FaqVectors {
    pub(super) fn new(what: &'static str) -> Self {
        Self {
            what,
            vectors: Vectors::default(),
            entry_texts: 0,
            missing: Vec::new(),
            keys: HashSet::new(),
            read: None,
            from_cache: 0,
            encoded: 0,
            started: Instant::now(),
            kept: Instant::now(),
        }
    }

    pub(super) fn add(&mut self, text: Text<'_>) {
        match text {
            Text::Known(key, vector) if self.keys.insert(key) => {
                self.vectors.insert(key, vector.clone());
            }
            Text::Missing(key, text) if self.keys.insert(key) => self.missing.push((key, text)),
            _ => {}
        }
    }

    pub(super) fn add_if_known(&mut self, text: Text<'_>) {
        match text {
            Text::Known(key, vector) => self.vectors.insert(key, vector.clone()),
            Text::Missing(key, _) => {
                if let Some(vector) = self.read.as_ref().and_then(|read| read.get(key)) {
                    self.vectors.insert(key, vector);
                    self.from_cache += 1;
                }
            }
        }
    }

    /// How many texts have none yet.
    pub fn lacking(&self) -> usize {
        self.missing.len()
    }

    /// Whether every text has a vector.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty()
    }
}

/// The golden questions of a FAQ, as members ask them.
pub fn golden_texts<'a>(faq: &'a Faq, known: &'a Vectors) -> impl Iterator<Item = Text<'a>> {
    let golden = faq.collections().iter().flat_map(|collection| &collection.golden);
    golden.map(move |question| Text::of(texts::of_question(&question.ask), known))
}

/// A text of the FAQ; kept itself only as long as it has to be encoded.
pub enum Text<'a> {
    /// Its vector is known.
    Known(Key, &'a Vector),
    /// It is not.
    Missing(Key, String),
}

impl<'a> Text<'a> {
    pub fn of(text: String, known: &'a Vectors) -> Self {
        let key = Key::of(&text);
        match known.get(&text) {
            Some(vector) => Self::Known(key, vector),
            None => Self::Missing(key, text),
        }
    }
}
