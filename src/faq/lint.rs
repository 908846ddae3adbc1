//! The problems that no file shows alone: the same question twice, ids that
//! clash, acronyms that the glossary lacks, golden questions that expect an entry
//! that does not exist.
//!
//! Every load checks the whole FAQ. Each check is one sort or one pass over what
//! `parse.rs` prepared once per file, because comparing each question with each
//! other one would take hours for 100,000 entries.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::collection::{Expectation, GoldenQuestion};
use super::entry::EntryId;
use super::fold::{self, fold};
use super::parse::{Ask, ParsedEntry};
use super::problem::{Problem, ProblemKind, WHOLE_FILE};
use super::settings::{Golden, Settings};

#[cfg(test)]
mod tests;

/// How many neighbours a question is compared with, in the order of the one word
/// that differs. Similar words are neighbours in that order, and the limit keeps a
/// FAQ of ten thousand « Comment joindre le service … ? » cheap.
const NEIGHBOURS: usize = 4;

/// The problems between the entries of one collection, in no particular order. Without
/// `settings` no acronym is reported, because a glossary that cannot be read may explain
/// it.
pub fn collection(entries: &[Arc<ParsedEntry>], settings: Option<&Settings>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let same = same_asks(entries, &mut problems);
    near_questions(entries, &same, &mut problems);
    if let Some(settings) = settings {
        unknown_acronyms(entries, settings, &mut problems);
    }
    problems
}

/// A question or a variant, and the place of its entry in the collection.
#[derive(Clone, Copy)]
struct Asked<'a> {
    entry: usize,
    ask: &'a Ask,
}

/// In the order of the entries, each one's question before its variants.
fn asks(entries: &[Arc<ParsedEntry>]) -> impl ParallelIterator<Item = Asked<'_>> {
    entries
        .par_iter()
        .enumerate()
        .flat_map_iter(|(entry, parsed)| parsed.asks.iter().map(move |ask| Asked { entry, ask }))
}

/// Texts that are equal once folded. Returns the entries whose question is the
/// question of another one: these are not reported as near as well.
fn same_asks(entries: &[Arc<ParsedEntry>], problems: &mut Vec<Problem>) -> HashSet<usize> {
    let all: Vec<Asked<'_>> = asks(entries).collect();
    // Among equal texts questions come first, then the order of the entries decides.
    let mut order: Vec<(u64, bool, usize)> = (all.par_iter().enumerate())
        .map(|(at, asked)| (asked.ask.folded.exact, !asked.ask.is_question, at))
        .collect();
    order.par_sort_unstable();
    let mut same = HashSet::new();
    for group in order.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        let group: Vec<Asked<'_>> = group.iter().map(|&(.., at)| all[at]).collect();
        for (at, later) in group.iter().enumerate().skip(1) {
            // A repetition within the entry is the nearest one, so it is the one to report.
            let own = group[..at].iter().find(|other| other.entry == later.entry);
            let earlier = own.unwrap_or(&group[0]);
            let other = entries[earlier.entry].path.clone();
            let line = earlier.ask.place.0;
            let kind = if own.is_some() {
                ProblemKind::VariantRepeated { line }
            } else if later.ask.is_question {
                same.insert(later.entry);
                ProblemKind::SameQuestion { other, line }
            } else if earlier.ask.is_question {
                ProblemKind::VariantIsQuestion { other, line }
            } else {
                ProblemKind::VariantShared { other, line }
            };
            problems.push(Problem::new(&entries[later.entry].path, later.ask.place, kind));
        }
    }
    same
}

/// Words of a question that another question may share.
///
/// The fields are in the order in which they are sorted: questions that share the
/// same words become neighbours, and among them those with similar other words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct SharedWords<'a> {
    /// Of the words, whatever their order.
    hash: u64,
    /// The one word of the question that is left out; empty when none is.
    left_out: &'a str,
    /// The question's place among the collection's questions.
    question: usize,
}

impl<'a> SharedWords<'a> {
    /// All the words of a question, and then all but one, for each word. Of one or two
    /// words none is left out, because a single shared word proves nothing. A code is never
    /// left out, because a different code is not a misspelling.
    fn of(question: usize, words: &'a str) -> impl Iterator<Item = Self> {
        let hashes: Vec<(&str, u64)> =
            words.split(' ').map(|word| (word, fold::hash(word))).collect();
        let all = hashes.iter().fold(0u64, |sum, (_, hash)| sum.wrapping_add(*hash));
        let enough = hashes.len() > 2;
        let all_but_one = hashes
            .into_iter()
            .filter(move |(word, _)| enough && word.chars().all(char::is_alphabetic))
            .map(move |(left_out, hash)| (all.wrapping_sub(hash), left_out));
        std::iter::once((all, "")).chain(all_but_one).map(move |(hash, left_out)| Self {
            hash,
            left_out,
            question,
        })
    }
}

/// Questions whose words are the same, or the same but for one that is inflected
/// or misspelt.
fn near_questions(
    entries: &[Arc<ParsedEntry>],
    same: &HashSet<usize>,
    problems: &mut Vec<Problem>,
) {
    let questions: Vec<Asked<'_>> = asks(entries)
        .filter(|asked| asked.ask.is_question && !asked.ask.folded.words.is_empty())
        .collect();
    let mut shared: Vec<SharedWords<'_>> = (questions.par_iter().enumerate())
        .flat_map_iter(|(at, asked)| SharedWords::of(at, &asked.ask.folded.words))
        .collect();
    shared.par_sort_unstable();
    // For each question that is near an earlier one, the first of those.
    let mut first_near: HashMap<usize, usize> = HashMap::new();
    for group in shared.chunk_by(|a, b| a.hash == b.hash) {
        for (at, a) in group.iter().enumerate() {
            for b in group[at + 1..].iter().take(NEIGHBOURS) {
                let similar = a.left_out == b.left_out || fold::same_word(a.left_out, b.left_out);
                if a.question != b.question && similar {
                    let (earlier, later) = (a.question.min(b.question), a.question.max(b.question));
                    let first = first_near.entry(later).or_insert(earlier);
                    *first = earlier.min(*first);
                }
            }
        }
    }
    for (later, first) in first_near {
        let (first, later) = (questions[first], questions[later]);
        if !same.contains(&later.entry) {
            let other = entries[first.entry].path.clone();
            let kind = ProblemKind::NearQuestion { other, line: first.ask.place.0 };
            problems.push(Problem::new(&entries[later.entry].path, later.ask.place, kind));
        }
    }
}

/// Each acronym that the glossary lacks, at its first place in the collection.
fn unknown_acronyms(
    entries: &[Arc<ParsedEntry>],
    settings: &Settings,
    problems: &mut Vec<Problem>,
) {
    let mut known: HashSet<String> = HashSet::new();
    for term in &settings.glossary {
        known.insert(fold(&term.term));
        // `e-CPS` in the glossary explains the CPS of `e-CPS`.
        known.extend(fold(&term.term).split(' ').map(str::to_owned));
    }
    let mut seen: HashSet<&str> = HashSet::new();
    for entry in entries {
        for (acronym, place) in &entry.acronyms {
            if !seen.insert(acronym) {
                continue;
            }
            let folded = fold(acronym);
            // `BALs`, `BAL`: people add the plural's s to acronyms.
            let singular = acronym.strip_suffix('s').map(fold);
            if known.contains(&folded) || singular.is_some_and(|s| known.contains(&s)) {
                continue;
            }
            known.insert(folded);
            let kind = ProblemKind::AcronymUnknown { acronym: acronym.to_string() };
            problems.push(Problem::new(&entry.path, *place, kind));
        }
    }
}

/// Golden questions that expect an entry that the collection lacks, or that
/// contradict one another. `ids` are the ids of the whole collection, sorted. They
/// include those of entries with problems, so that one mistake is reported once.
pub fn golden(file: &Path, golden: &Golden, ids: &[&EntryId]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut asked: HashMap<String, &GoldenQuestion> = HashMap::new();
    for (question, place) in golden.questions.iter().zip(&golden.expect_places) {
        if let Expectation::Entry(id) = &question.expect
            && ids.binary_search(&id).is_err()
        {
            let meant = fold::nearest(id.as_str(), ids.iter().map(|id| id.as_str()));
            let kind = ProblemKind::GoldenUnknownEntry {
                expect: id.to_string(),
                meant: meant.map(str::to_owned),
            };
            problems.push(Problem::new(file, *place, kind));
        }
        // Accents and punctuation are what golden questions vary on purpose.
        let first = *asked.entry(question.ask.trim().to_lowercase()).or_insert(question);
        if !std::ptr::eq(first, question) {
            let line = first.line;
            let kind = if first.expect == question.expect {
                ProblemKind::GoldenRepeated { line }
            } else {
                ProblemKind::GoldenContradiction { line }
            };
            problems.push(Problem::new(file, (question.line, 1), kind));
        }
    }
    problems
}

/// Ids that several files of the FAQ share, case aside: a file system or a chat user
/// may not distinguish them. Of each group the first file in the order of paths keeps
/// the id and the others are reported.
pub fn duplicate_ids<'a>(
    ids: impl ParallelIterator<Item = (&'a EntryId, &'a Path)>,
) -> Vec<Problem> {
    let mut ids: Vec<(u64, &Path)> =
        ids.map(|(id, path)| (fold::hash(&id.as_str().to_lowercase()), path)).collect();
    ids.par_sort_unstable();
    ids.chunk_by(|a, b| a.0 == b.0)
        .flat_map(|group| {
            let first = group[0].1;
            group[1..].iter().map(move |&(_, path)| {
                let kind = ProblemKind::DuplicateId { other: first.to_owned() };
                Problem::new(path, WHOLE_FILE, kind)
            })
        })
        .collect()
}
