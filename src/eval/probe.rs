//! Asks a FAQ questions that none of its entries answers, so that every *Found* is wrong.
//!
//! The questions are of two kinds:
//! - *foreign word*: the rarest word of an entry's question beside a word that the whole FAQ
//!   does not have, written in the ways of [`FORMS`]. Half of such a question fits an entry,
//!   and the other half says that the entry is not about it.
//! - *other FAQ*: whole questions as members ask them of a town hall, a shop or a bank. They
//!   are reported separately, because one of them may by chance fit the FAQ.
//!
//! The words and the questions were written for this file and come from no set of questions.
//! None of them is in `search/everyday.txt`: a collection calibrates itself on that text, and
//! the probe would then measure what the collection has learnt.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use fastrand::Rng;
use serde::Serialize;

use super::ask::{Asked, Case, Expected, ask_all, index};
use super::scores::Outcomes;
use crate::faq::{Collection, Entry, Faq};
use crate::search::meaning::Vectors;
use crate::search::{Config, Index, Scope, stems};

/// Everyday concrete nouns, one a line.
const FOREIGN_WORDS: &str = include_str!("probe/foreign_words.txt");
/// Whole questions, one a line.
const OTHER_FAQS: &str = include_str!("probe/other_faqs.txt");

/// How a foreign word (F) and a word of an entry (R) make a question. All other words are
/// grammatical, so that they match nothing.
const FORMS: [&str; 4] = ["F R", "R F", "c’est combien F pour R ?", "comment faire R avec F ?"];

/// Entries of a collection that foreign words are asked of, at most. The figures of a larger
/// collection would not become more exact, and its probe would take minutes.
const ENTRIES_MAX: usize = 100;
/// A shorter word of an entry's question is an abbreviation more often than a subject.
const WORD_CHARS_MIN: usize = 3;

/// The number of entries of a FAQ that is drawn from a larger one.
pub const SAMPLE_ENTRIES: RangeInclusive<usize> = 5..=20;

/// What came of a probe.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProbeReport {
    /// The seed that repeats the questions, and the samples, exactly.
    pub seed: u64,
    /// How many small FAQs were drawn and probed; `None` when the FAQ itself was.
    pub samples: Option<usize>,
    /// Questions of a foreign word and a word of an entry.
    pub foreign_word: Outcomes,
    /// Whole questions of other FAQs.
    pub other_faqs: Outcomes,
}

/// The questions of a probe; each expects nothing and is asked of one collection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProbeQuestions {
    /// Questions of a foreign word and a word of an entry, [`FORMS`] of them for each entry;
    /// none when the FAQ has every foreign word of our list.
    pub foreign_word: Vec<Case>,
    /// Whole questions of other FAQs.
    pub other_faqs: Vec<Case>,
}

impl ProbeQuestions {
    /// The questions for every collection of a FAQ. The same FAQ and seed give the same ones.
    pub fn of(faq: &Faq, seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let foreign = foreign_words(faq);
        let mut questions = Self::default();
        for collection in faq.collections() {
            let case = |kind: &str, number: usize, text: &str| Case {
                id: format!("{}:{kind}:{number}", collection.id),
                text: text.to_owned(),
                scope: Scope::Only(vec![collection.id.clone()]),
                expected: Expected::Nothing,
                held_out: false,
            };
            let foreign_word = foreign_questions(collection, &foreign, &mut random);
            let foreign_word = (1..).zip(&foreign_word).map(|(n, text)| case("foreign", n, text));
            questions.foreign_word.extend(foreign_word);
            let other_faqs = (1..).zip(OTHER_FAQS.lines()).map(|(n, text)| case("other", n, text));
            questions.other_faqs.extend(other_faqs);
        }
        questions
    }

    fn ask(&self, index: &Index) -> [Vec<Asked>; 2] {
        [&self.foreign_word, &self.other_faqs].map(|cases| ask_all(index, cases, &|| {}))
    }
}

impl ProbeReport {
    /// Probes a FAQ with its index.
    pub fn of(faq: &Faq, index: &Index, seed: u64) -> Self {
        let [foreign_word, other_faqs] = ProbeQuestions::of(faq, seed).ask(index);
        Self {
            seed,
            samples: None,
            foreign_word: Outcomes::of(&foreign_word),
            other_faqs: Outcomes::of(&other_faqs),
        }
    }

    /// Probes small FAQs that are drawn from a larger one, as new FAQs are: see [`sample`].
    /// Their sizes are those of [`SAMPLE_ENTRIES`]. `None` when no collection has enough
    /// entries for the smallest. `vectors` has those of the FAQ's texts; without them the small
    /// FAQs are searched by words alone.
    pub fn of_samples(
        faq: &Faq,
        config: Config,
        vectors: Option<&Vectors>,
        samples: usize,
        seed: u64,
    ) -> Option<Self> {
        let mut random = Rng::with_seed(seed);
        let (mut foreign_word, mut other_faqs) = (Vec::new(), Vec::new());
        for _ in 0..samples {
            let small = sample(faq, random.usize(SAMPLE_ENTRIES), &mut random)?;
            let index = index(&small, config, vectors);
            let [foreign, other] = ProbeQuestions::of(&small, random.u64(..)).ask(&index);
            foreign_word.extend(foreign);
            other_faqs.extend(other);
        }
        Some(Self {
            seed,
            samples: Some(samples),
            foreign_word: Outcomes::of(&foreign_word),
            other_faqs: Outcomes::of(&other_faqs),
        })
    }
}

/// Draws a small FAQ: some entries of one collection, fewer than `entries` when it has fewer,
/// without variants, glossary and golden questions, which authors only write later. A
/// collection is drawn in proportion to its size. `None` when no collection has as many
/// entries as the smallest of [`SAMPLE_ENTRIES`].
pub fn sample(faq: &Faq, entries: usize, random: &mut Rng) -> Option<Faq> {
    let large = faq.collections().iter().filter(|c| c.entries.len() >= *SAMPLE_ENTRIES.start());
    let of_each_entry = large.flat_map(|c| std::iter::repeat_n(c, c.entries.len()));
    let collection = random.choice(of_each_entry.collect::<Vec<_>>())?;
    let mut drawn = random.choose_multiple(&collection.entries, entries);
    drawn.sort_by(|a, b| a.id.cmp(&b.id));
    let bare = |entry: &Arc<Entry>| Arc::new(Entry { variants: Vec::new(), ..Entry::clone(entry) });
    let small = Collection {
        entries: drawn.into_iter().map(bare).collect(),
        glossary: Vec::new(),
        golden: Vec::new(),
        ..Collection::clone(collection)
    };
    Some(Faq::new(vec![Arc::new(small)]).expect("ids that were unique stay so when some go"))
}

/// The words of our list that a FAQ does not have, in any form that stems alike.
fn foreign_words(faq: &Faq) -> Vec<&'static str> {
    let mut known: HashSet<String> = HashSet::new();
    for collection in faq.collections() {
        for entry in &collection.entries {
            known.extend(stems_of(entry));
        }
        for term in &collection.glossary {
            let texts = std::iter::once(&term.term).chain(&term.meanings);
            known.extend(texts.flat_map(|text| stems(text)));
        }
    }
    FOREIGN_WORDS.lines().filter(|word| !stems(word).iter().any(|s| known.contains(s))).collect()
}

/// [`FORMS`] of each entry's rarest word, each entry with a foreign word of its own.
fn foreign_questions(collection: &Collection, foreign: &[&str], random: &mut Rng) -> Vec<String> {
    let mut having: HashMap<String, usize> = HashMap::new();
    for entry in &collection.entries {
        for stem in stems_of(entry) {
            *having.entry(stem).or_default() += 1;
        }
    }
    let mut questions = Vec::new();
    for entry in random.choose_multiple(&collection.entries, ENTRIES_MAX) {
        let Some(rare) = rarest_word(&entry.question, &having, random) else { continue };
        let Some(foreign) = random.choice(foreign) else { break };
        questions.extend(FORMS.map(|form| form.replacen('F', foreign, 1).replacen('R', rare, 1)));
    }
    questions
}

/// The word of a question whose stem the fewest entries have, as written; one of them by
/// chance where several are as rare. `None` when no word carries anything.
fn rarest_word<'a>(
    question: &'a str,
    having: &HashMap<String, usize>,
    random: &mut Rng,
) -> Option<&'a str> {
    let words = question.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| word.chars().count() >= WORD_CHARS_MIN);
    let entries = |word: &&str| {
        let stems = stems(word);
        stems.first().and_then(|stem| having.get(stem)).copied()
    };
    let counted: Vec<(&str, usize)> =
        words.filter_map(|word| entries(&word).map(|entries| (word, entries))).collect();
    let fewest = counted.iter().map(|(_, entries)| *entries).min()?;
    let rarest: Vec<&str> =
        counted.into_iter().filter(|(_, n)| *n == fewest).map(|(word, _)| word).collect();
    random.choice(rarest)
}

/// The distinct stems of everything that is searched in an entry.
fn stems_of(entry: &Entry) -> HashSet<String> {
    let lines = std::iter::once(&entry.question).chain(&entry.variants).chain(&entry.categories);
    let mut found: HashSet<String> = lines.flat_map(|line| stems(line)).collect();
    found.extend(stems(&entry.answer.plain()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_differ_from_what_a_collection_calibrates_itself_on() {
        let everyday = include_str!("../search/everyday.txt");
        let learnt: HashSet<String> = stems(everyday).into_iter().collect();
        let words: HashSet<String> = FOREIGN_WORDS.lines().flat_map(stems).collect();
        assert_eq!(words.len(), FOREIGN_WORDS.lines().count(), "a word is there twice");
        assert_eq!(words.intersection(&learnt).collect::<Vec<_>>(), Vec::<&String>::new());
        let lines: HashSet<&str> = everyday.lines().collect();
        let questions: HashSet<&str> = OTHER_FAQS.lines().collect();
        assert_eq!(questions.len(), OTHER_FAQS.lines().count(), "a question is there twice");
        assert!(questions.is_disjoint(&lines));
    }

    #[test]
    fn forms_have_no_other_word_that_carries_something() {
        for form in FORMS {
            let question = form.replacen('F', "violon", 1).replacen('R', "piscine", 1);
            let mut found = stems(&question);
            found.sort_unstable();
            assert_eq!(found, [stems("piscine"), stems("violon")].concat(), "{form}");
        }
    }
}
