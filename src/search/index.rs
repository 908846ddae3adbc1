//! Every collection's index side by side, and what is asked of all of them.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use super::asked_for::AskedFor;
use super::collection::{CollectionIndex, CollectionMeaning};
use super::config::Config;
use super::evidence;
use super::hit::Hit;
use super::language::question_language;
use super::look::{Look, Scope};
use super::meaning::{self, Vector, Vectors};
use super::outcome::{self, CHOICES, LOOKED_AT, Outcome};
use crate::faq::{CollectionId, EntryId, Faq};

/// An immutable index of every entry of a [`Faq`].
#[derive(Debug)]
pub struct Index {
    /// In the order of the FAQ's collections.
    collections: Vec<(CollectionId, Arc<CollectionIndex>)>,
    /// By collection; `None` when entries are ranked by words alone.
    meaning: Option<Vec<CollectionMeaning>>,
    config: Config,
}

impl Index {
    /// Indexes every entry, in memory, on every core.
    pub fn build(faq: &Faq, config: Config) -> Self {
        Self { collections: Vec::new(), meaning: None, config }.update(faq)
    }

    /// The index of a FAQ's new content, equal to [`Self::build`] of it, by words alone. What
    /// has not changed is taken from this one.
    #[must_use]
    pub fn update(&self, faq: &Faq) -> Self {
        let collections = faq.collections().iter().map(|collection| {
            let old = self.collections.iter().find(|(id, _)| *id == collection.id);
            let index = match old {
                Some((_, old)) => CollectionIndex::update(old, collection),
                None => Arc::new(CollectionIndex::build(collection, self.config)),
            };
            (collection.id.clone(), index)
        });
        Self { collections: collections.collect(), meaning: None, config: self.config }
    }

    /// This index, which also ranks by meaning: whole, or not at all when the vector of one
    /// of its texts is missing.
    #[must_use]
    pub fn with_meaning(self, vectors: &Vectors) -> Self {
        let meaning = self.collections.iter().map(|(_, index)| index.meaning(vectors)).collect();
        Self { meaning, ..self }
    }

    /// Whether it ranks questions whose vector is known by meaning as well.
    pub fn has_meaning(&self) -> bool {
        self.meaning.is_some()
    }

    /// Reads and ranks a question, and decides what members get. When the index ranks by
    /// meaning, the question is encoded here, which takes some 20 ms; a bot that answers many
    /// at once has a [`super::meaning::Reader`] and [`Self::look_by`].
    pub fn look(&self, question: &str, scope: &Scope) -> Look {
        self.look_by(question, self.read(question).as_ref(), scope)
    }

    /// As [`Self::look`], with the vector of the question; by words alone without one.
    pub fn look_by(&self, question: &str, meaning: Option<&Vector>, scope: &Scope) -> Look {
        let mut wanted = Vec::new();
        let language = question_language(question);
        let hits = self.in_scope(scope).map(|(at, id, index)| {
            let meaning = self.meaning_of(at).zip(meaning);
            let (hits, read) = index.search(question, meaning, language, LOOKED_AT);
            wanted.push((id.clone(), read));
            hits
        });
        let mut hits = merged(hits.collect(), LOOKED_AT);
        let mut outcome = outcome::decide(&hits);
        if outcome == Outcome::Unknown {
            let alike = self.asked_alike(question, meaning, scope);
            if !alike.is_empty() {
                (outcome, hits) = (outcome::decide(&alike), alike);
            }
        }
        let mut look = Look { outcome, language, hits, passage: None, wanted };
        if let (Outcome::Found, Some(first)) = (look.outcome, look.hits.first()) {
            look.passage = self.passage(&look, &first.entry);
        }
        look
    }

    /// The best `limit` entries for a question, best first. A question without a
    /// word that carries meaning finds nothing. Over several collections, whose
    /// scores do not compare, the surer one comes first.
    pub fn search(&self, question: &str, scope: &Scope, limit: usize) -> Vec<Hit> {
        let vector = self.read(question);
        let language = question_language(question);
        let hits = self.in_scope(scope).map(|(at, _, index)| {
            index.search(question, self.meaning_of(at).zip(vector.as_ref()), language, limit).0
        });
        merged(hits.collect(), limit)
    }

    /// For a question of grammatical words alone, such as `c'est où ?`: the entries whose lines
    /// ask for the same, when they are few enough to choose from; else those that ask for it in
    /// the same way, when these are. The nearest comes first, where the meaning is known.
    fn asked_alike(&self, question: &str, vector: Option<&Vector>, scope: &Scope) -> Vec<Hit> {
        let asked = AskedFor::of_question(question);
        if asked.is_nothing() {
            return Vec::new();
        }
        let few = |is_asked: &dyn Fn(AskedFor) -> bool| {
            let alike = self
                .in_scope(scope)
                .flat_map(|(at, _, index)| index.asking(is_asked, self.meaning_of(at).zip(vector)));
            let alike: Vec<Hit> = alike.take(CHOICES + 1).collect();
            (alike.len() <= CHOICES).then_some(alike)
        };
        let alike = few(&|other| asked.meets(other));
        let mut alike =
            alike.or_else(|| few(&|other| asked.meets_closely(other))).unwrap_or_default();
        let nearness = |hit: &Hit| hit.evidence.nearness.unwrap_or(0.0);
        alike.sort_by(|a, b| nearness(b).total_cmp(&nearness(a)));
        for hit in &mut alike {
            hit.evidence.terms = evidence::of_asked(question);
            hit.evidence.words = hit.evidence.terms.len() as u32;
        }
        alike
    }

    fn read(&self, question: &str) -> Option<Vector> {
        self.meaning.as_ref().and_then(|_| meaning::read_now(question))
    }

    /// Entries for a question still being typed: its last word is a prefix. Nothing
    /// typed finds nothing.
    pub fn suggest(&self, typed: &str, scope: &Scope, limit: usize) -> Vec<EntryId> {
        let mut found: Vec<(f32, EntryId)> =
            self.in_scope(scope).flat_map(|(_, _, index)| index.suggest(typed, limit)).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().map(|(_, entry)| entry).take(limit).collect()
    }

    /// The part of an entry's answer that best fits the question looked at: a byte range
    /// of its Markdown, always whole sentences and never all of them; `None` when no part
    /// stands out.
    pub fn passage(&self, look: &Look, id: &EntryId) -> Option<Range<usize>> {
        let collections = self.collections.iter().enumerate();
        let mut found = collections.filter_map(|(at, (collection, index))| {
            let (document, entry) = index.entry_of(id)?;
            Some((at, collection, index, document, entry))
        });
        let (at, collection, index, document, entry) = found.next()?;
        let (_, wanted) = look.wanted.iter().find(|(id, _)| id == collection)?;
        index.passage(wanted, self.meaning_of(at), document, entry)
    }

    fn in_scope<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> impl Iterator<Item = (usize, &'a CollectionId, &'a CollectionIndex)> {
        let all = self.collections.iter().enumerate();
        all.filter(|(_, (id, _))| scope.contains(id))
            .map(|(at, (id, index))| (at, id, index.as_ref()))
    }

    fn meaning_of(&self, collection: usize) -> Option<&CollectionMeaning> {
        self.meaning.as_ref()?.get(collection)
    }
}

/// The first `limit` hits of several collections. Within a collection the order is its
/// ranking's and stays.
fn merged(collections: Vec<Vec<Hit>>, limit: usize) -> Vec<Hit> {
    let mut rows: Vec<_> =
        collections.into_iter().map(|hits| hits.into_iter().peekable()).collect();
    let next = || {
        let heads = rows.iter_mut().enumerate();
        let heads = heads.filter_map(|(at, row)| row.peek().cloned().map(|hit| (at, hit)));
        let (best, _) = heads.min_by(|(_, a), (_, b)| surer(a, b))?;
        rows[best].next()
    };
    std::iter::from_fn(next).take(limit).collect()
}

fn surer(a: &Hit, b: &Hit) -> Ordering {
    (b.evidence.confidence.total_cmp(&a.evidence.confidence))
        .then(b.evidence.coverage.total_cmp(&a.evidence.coverage))
        .then(b.score.total_cmp(&a.score))
        .then_with(|| a.entry.cmp(&b.entry))
}
