//! The index of one collection: a row of parts that never change.
//!
//! A part holds the entries of a range of ids. An update takes every part whose entries
//! are still the same and indexes the other ranges again. Everything that depends on the
//! whole collection (statistics, weights, scale) is then computed again, so that an
//! updated index is equal to one built from nothing, wherever the parts begin.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::asked_for::AskedFor;
use super::calibrate::{Probe, calibrate, calibrate_meaning};
use super::config::Config;
use super::evidence::{self, Evidence};
use super::french::Analyser;
use super::glossary::Glossary;
use super::hit::Hit;
use super::language::OtherLanguage;
use super::meaning::{EntryMeaning, Vector, Vectors};
use super::outcome::{LOOKED_AT, Scale, Weight};
use super::part::{Part, Vocabulary};
use super::passage::{self, Wanted};
use super::query::{self, Lexicon, Query};
use super::ranking::Ranking;
use super::rerank::{Gathered, gather};
use super::retrieve::{View, retrieve};
use super::scratch::ScratchPool;
use super::tuning::Tuning;
use crate::faq::{Collection, Entry, EntryId, GlossaryTerm};

/// Parts that a large collection is split into. One changed entry costs one of them to
/// index; each word of each question costs a look into all of them.
const PARTS: usize = 16;
/// A smaller part saves no time worth having. Unit tests have small ones, so that few
/// entries make several parts.
const PART_MIN: usize = if cfg!(test) { 4 } else { 1_000 };

/// What the entries of one collection mean.
#[derive(Clone, Debug)]
pub struct CollectionMeaning {
    /// By document.
    entries: Vec<EntryMeaning>,
    scale: Scale,
}

/// An immutable index of one collection, by words.
#[derive(Debug)]
pub struct CollectionIndex {
    /// In the order of ids, one after the other; none is empty.
    parts: Vec<Arc<Part>>,
    tuning: Tuning,
    scale: Scale,
    glossary: Glossary,
    glossary_terms: Vec<GlossaryTerm>,
    analyser: Analyser,
    config: Config,
    scratch: ScratchPool,
}

impl CollectionIndex {
    /// Indexes a collection, on every core when it is large.
    pub fn build(collection: &Collection, config: Config) -> Self {
        Self::with_parts(collection, config, &[])
    }

    /// The index of a collection's new content, equal to [`Self::build`] of it.
    pub fn update(old: &Arc<Self>, collection: &Collection) -> Arc<Self> {
        let old_entries = old.parts.iter().flat_map(|part| &part.entries);
        if old_entries.eq(&collection.entries) && old.glossary_terms == collection.glossary {
            return Arc::clone(old);
        }
        Arc::new(Self::with_parts(collection, old.config, &old.parts))
    }

    fn with_parts(collection: &Collection, config: Config, old: &[Arc<Part>]) -> Self {
        let analyser = Analyser::new(config);
        let parts = parts(&collection.entries, old, &analyser);
        let mut index = Self {
            tuning: Tuning::of(&parts, config),
            parts,
            scale: Scale::FLOOR,
            glossary: Glossary::new(&collection.glossary, &analyser),
            glossary_terms: collection.glossary.clone(),
            analyser,
            config,
            scratch: ScratchPool::default(),
        };
        index.scale = calibrate(&collection.entries, |question, own| index.probe(question, own));
        index
    }

    /// What the entries mean; `None` when the vector of one of their texts is missing.
    pub fn meaning(&self, vectors: &Vectors) -> Option<CollectionMeaning> {
        let entries = self.parts.iter().flat_map(|part| &part.entries);
        let entries =
            entries.map(|entry| EntryMeaning::of(entry, vectors)).collect::<Option<_>>()?;
        let meaning = CollectionMeaning { entries, scale: Scale::MEANING_FLOOR };
        let all: Vec<Arc<Entry>> = self.parts.iter().flat_map(|p| p.entries.clone()).collect();
        let scale = calibrate_meaning(&all, vectors, |question, vector, gone| {
            let (query, gathered) = self.gather(question, Some((&meaning, vector)), false, 3);
            let is_gone = |document: u32| Some(&self.entry(document).id) == gone;
            self.weigh(&query, &gathered.ranking(3, is_gone))
        })?;
        Some(CollectionMeaning { scale, ..meaning })
    }

    /// What a question weighs with an entry and without it, by words alone.
    fn probe(&self, question: &str, own: Option<&EntryId>) -> Probe {
        let (query, gathered) = self.gather(question, None, false, 3);
        let is_own = |document: u32| Some(&self.entry(document).id) == own;
        Probe {
            present: self.weigh(&query, &gathered.ranking(3, |_| false)).clear,
            removed: self.weigh(&query, &gathered.ranking(3, is_own)).clear,
        }
    }

    /// What the evidence of a ranking's first entry weighs.
    fn weigh(&self, query: &Query, ranking: &Ranking) -> Weight {
        let Some(first) = ranking.best.first() else { return Weight::NOTHING };
        let entry = self.entry(first.document);
        let evidence = evidence::of(ranking, 0, &query.slots, entry, &self.analyser);
        Weight::of(&evidence, self.tuning.distinct)
    }

    /// The entry of that id and the number of its document, if it is here.
    pub fn entry_of(&self, id: &EntryId) -> Option<(u32, &Arc<Entry>)> {
        self.views().into_iter().find_map(|View { part, offset }| {
            let at = part.entries.binary_search_by(|entry| entry.id.cmp(id)).ok()?;
            Some((offset + at as u32, &part.entries[at]))
        })
    }

    /// The best `limit` entries, best first, with evidence for the first
    /// [`LOOKED_AT`]; and the question as it was read. `language` is the question's, when it
    /// is not French.
    pub fn search(
        &self,
        question: &str,
        meaning: Option<(&CollectionMeaning, &Vector)>,
        language: Option<OtherLanguage>,
        limit: usize,
    ) -> (Vec<Hit>, Wanted) {
        let (query, gathered) = self.gather(question, meaning, false, limit);
        let ranking = gathered.ranking(limit, |_| false);
        let scale = meaning.map_or(&self.scale, |(meaning, _)| &meaning.scale);
        let is_foreign = meaning.is_some() && language.is_some();
        let mut surest = 1.0f32;
        let hits = (ranking.best.iter().enumerate())
            .map(|(place, ranked)| {
                let entry = self.entry(ranked.document);
                let mut evidence = Evidence::default();
                if place < LOOKED_AT {
                    evidence = evidence::of(&ranking, place, &query.slots, entry, &self.analyser);
                    let mut weight = Weight::of(&evidence, self.tuning.distinct);
                    if is_foreign {
                        weight = weight.of_other_language();
                    }
                    // An entry is no surer than the one before it, even where it is far
                    // ahead of the one after it.
                    surest = surest.min(scale.confidence(weight));
                    evidence.confidence = surest;
                }
                Hit { entry: entry.id.clone(), score: ranked.score, evidence }
            })
            .collect();
        let meaning = meaning.map(|(_, question)| question.clone());
        (hits, Wanted { slots: query.slots, information: ranking.information, meaning })
    }

    /// The entries whose lines ask for what `is_asked` accepts, in the order of their ids; where
    /// the meaning is known, with how near they are to the question.
    pub fn asking(
        &self,
        is_asked: impl Fn(AskedFor) -> bool,
        meaning: Option<(&CollectionMeaning, &Vector)>,
    ) -> impl Iterator<Item = Hit> {
        let entries = self.parts.iter().flat_map(|part| part.entries.iter().zip(&part.asked_for));
        let asking = entries.enumerate().filter(move |(_, (_, asked_for))| is_asked(**asked_for));
        asking.map(move |(document, (entry, _))| {
            let nearness = meaning.map(|(all, question)| all.entries[document].nearest(question));
            let evidence = Evidence { nearness, is_alike: true, ..Evidence::default() };
            Hit { entry: entry.id.clone(), score: 1.0, evidence }
        })
    }

    /// Entries for a question still being typed, with comparable weights.
    pub fn suggest(&self, typed: &str, limit: usize) -> Vec<(f32, EntryId)> {
        let (_, gathered) = self.gather(typed, None, true, limit);
        let ranking = gathered.ranking(limit, |_| false);
        let total: f32 = ranking.information.iter().sum();
        (ranking.best.iter())
            .map(|r| (r.score / total.max(1.0), self.entry(r.document).id.clone()))
            .collect()
    }

    /// See [`super::Index::passage`]. `document` is the entry's.
    pub fn passage(
        &self,
        wanted: &Wanted,
        meaning: Option<&CollectionMeaning>,
        document: u32,
        entry: &Entry,
    ) -> Option<Range<usize>> {
        let windows = meaning.zip(wanted.meaning.as_ref()).map(|(meaning, question)| {
            meaning.entries[document as usize].fitting_windows(question)
        });
        passage::best(&entry.answer, wanted, windows.as_deref(), &self.analyser)
    }

    /// The stages from text to candidates. With `typing`, the last word is only begun.
    fn gather(
        &self,
        question: &str,
        meaning: Option<(&CollectionMeaning, &Vector)>,
        typing: bool,
        limit: usize,
    ) -> (Query, Gathered) {
        let parts: Vec<&Part> = self.parts.iter().map(Arc::as_ref).collect();
        let Self { glossary, analyser, config, .. } = self;
        let lexicon = Lexicon { parts: &parts, glossary, analyser, config: *config };
        let query = query::read(question, &lexicon, typing);
        let views = self.views();
        let gathered = self.scratch.with(|scratch| {
            let weights = retrieve(&views, &self.tuning, &query.slots, limit, scratch);
            let meaning = meaning.map(|(meaning, question)| (question, meaning.entries.as_slice()));
            gather(query.slots.len(), weights, meaning, limit, scratch)
        });
        (query, gathered)
    }

    fn views(&self) -> Vec<View<'_>> {
        let mut documents = 0;
        (self.parts.iter())
            .map(|part| {
                let offset = documents;
                documents += part.entries.len() as u32;
                View { part, offset }
            })
            .collect()
    }

    fn entry(&self, document: u32) -> &Arc<Entry> {
        let mut document = document as usize;
        for part in &self.parts {
            match part.entries.get(document) {
                Some(entry) => return entry,
                None => document -= part.entries.len(),
            }
        }
        unreachable!("documents are numbered by the parts they come from")
    }
}

/// The parts of entries in the order of ids: those of `old` that still stand, and new ones.
fn parts(entries: &[Arc<Entry>], old: &[Arc<Part>], analyser: &Analyser) -> Vec<Arc<Part>> {
    let size = entries.len().div_ceil(PARTS).max(PART_MIN);
    // After many changes the old ranges may be too many or too uneven.
    let old = if old.len() > 2 * PARTS { &[] } else { old };
    let mut rest = entries;
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for (at, part) in old.iter().enumerate() {
        // A range ends where the next one begins; the first and the last are open.
        let end = match old.get(at + 1) {
            Some(next) => rest.partition_point(|entry| entry.id < next.entries[0].id),
            None => rest.len(),
        };
        let (range, after) = rest.split_at(end);
        rest = after;
        match *range == *part.entries {
            true => pieces.push(Piece::Kept(part)),
            false => pieces.extend(evenly(range, size).map(Piece::New)),
        }
    }
    pieces.extend(evenly(rest, size).map(Piece::New));

    // Each core takes consecutive pieces, so that it stems most words once.
    let share = pieces.len().div_ceil(rayon::current_num_threads()).max(1);
    let build = |pieces: &[Piece<'_>]| -> Vec<Arc<Part>> {
        let mut vocabulary = Vocabulary::new(analyser);
        let part = |piece: &Piece<'_>| match piece {
            Piece::Kept(part) => Arc::clone(part),
            Piece::New(entries) => Arc::new(Part::build(entries.to_vec(), &mut vocabulary)),
        };
        pieces.iter().map(part).collect()
    };
    pieces.par_chunks(share).flat_map_iter(build).collect()
}

/// What a new row of parts is made from.
enum Piece<'a> {
    /// A part that stays.
    Kept(&'a Arc<Part>),
    /// Entries to index.
    New(&'a [Arc<Entry>]),
}

/// Cuts entries into ranges of about `size`; one of less than twice that stays whole.
fn evenly(entries: &[Arc<Entry>], size: usize) -> impl Iterator<Item = &[Arc<Entry>]> {
    let ranges = (entries.len() / size).max(1);
    entries.chunks(entries.len().div_ceil(ranges).max(1))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use url::Url;

    use super::*;
    use crate::faq::{CollectionId, Markdown};

    const WORDS: [&str; 24] = [
        "carte",
        "carton",
        "canton",
        "cantine",
        "cartes",
        "poste",
        "postes",
        "poster",
        "piscine",
        "horaire",
        "horaires",
        "dossier",
        "dossiers",
        "demande",
        "demander",
        "RPPS",
        "GRADeS",
        "grades",
        "message",
        "messagerie",
        "pleine",
        "plein",
        "adresse",
        "adresser",
    ];

    fn collection(mut entries: Vec<Arc<Entry>>) -> Collection {
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        Collection {
            id: CollectionId::new("mairie"),
            title: String::new(),
            description: None,
            contact: None,
            glossary: vec![GlossaryTerm { term: "RPPS".into(), meanings: vec!["carte".into()] }],
            entries,
            golden: Vec::new(),
            golden_file: PathBuf::new(),
        }
    }

    fn entry(id: usize, random: &mut fastrand::Rng) -> Arc<Entry> {
        let mut text = |words: usize| -> String {
            let words: Vec<&str> = (0..words).map(|_| WORDS[random.usize(..WORDS.len())]).collect();
            words.join(" ")
        };
        Arc::new(Entry {
            id: EntryId::new(&format!("entree-{id:04}")).expect("an id"),
            question: text(4),
            variants: vec![text(3)],
            answer: Markdown::new(text(30)),
            categories: vec![text(1)],
            source: Url::parse("https://source.invalid/").expect("a URL"),
            source_quote: None,
            updated: None,
            review_by: None,
        })
    }

    #[test]
    fn an_updated_index_is_the_one_built_from_nothing() {
        let random = &mut fastrand::Rng::with_seed(14);
        let mut entries: Vec<Arc<Entry>> = (0..60).map(|n| entry(n * 10, random)).collect();
        let config = Config::default();
        let mut updated = Arc::new(CollectionIndex::build(&collection(entries.clone()), config));
        let mut reused = 0;
        for _ in 0..12 {
            for _ in 0..random.usize(1..4) {
                let at = random.usize(..entries.len());
                match random.u8(..3) {
                    0 => entries[at] = entry(random.usize(..700), random),
                    1 => entries.push(entry(random.usize(..700), random)),
                    _ => drop(entries.remove(at)),
                }
            }
            entries.sort_by(|a, b| a.id.cmp(&b.id));
            entries.dedup_by(|a, b| a.id == b.id);
            let new = collection(entries.clone());
            let before = Arc::clone(&updated);
            updated = CollectionIndex::update(&updated, &new);
            let kept = |part: &&Arc<Part>| before.parts.iter().any(|old| Arc::ptr_eq(old, part));
            reused += updated.parts.iter().filter(kept).count();
            let built = CollectionIndex::build(&new, config);
            assert_eq!((updated.tuning, updated.scale), (built.tuning, built.scale));
            for question in ["cartom pleine", "horaires de la piscine", "RPPS", "postr un dossier"]
            {
                assert_eq!(
                    updated.search(question, None, None, 10),
                    built.search(question, None, None, 10),
                    "{question}"
                );
                assert_eq!(updated.suggest(question, 10), built.suggest(question, 10));
            }
        }
        assert!(reused > 12, "{reused} parts were used again");
        let same = collection(entries);
        assert!(Arc::ptr_eq(&updated, &CollectionIndex::update(&updated, &same)));
    }

    #[test]
    fn a_changed_glossary_is_read() {
        let random = &mut fastrand::Rng::with_seed(3);
        let entries: Vec<Arc<Entry>> = (0..20).map(|n| entry(n, random)).collect();
        let mut new = collection(entries.clone());
        let old = Arc::new(CollectionIndex::build(&new, Config::default()));
        new.glossary[0].meanings = vec!["piscine".into()];
        let updated = CollectionIndex::update(&old, &new);
        let built = CollectionIndex::build(&new, Config::default());
        assert_eq!(updated.search("rpps", None, None, 10), built.search("rpps", None, None, 10));
        assert!(updated.parts.iter().zip(&old.parts).all(|(new, old)| Arc::ptr_eq(new, old)));
    }
}
