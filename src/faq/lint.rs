//! What no file shows alone: the same question twice, ids that clash, acronyms
//! the glossary lacks, golden questions that expect what is not there. Every
//! pass is one sort or one map over what `parse.rs` made ready, so that a FAQ of
//! 100,000 entries is checked in a fraction of a second.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::path::Path;
use std::thread;

use super::fold::{self, Folded, fold};
use super::parse::{Ask, EntryFile};
use super::problem::{Problem, ProblemKind};
use super::settings::{Golden, Settings};
use super::{EntryId, Expectation};

#[cfg(test)]
mod tests;

/// How far apart two questions may stand, in the order of the one word that
/// differs, to be compared: words that begin alike are neighbours there, and a
/// FAQ of ten thousand « Comment joindre le service … ? » stays cheap.
const NEIGHBOURS: usize = 4;

/// Fewer files than this are compared faster than a thread is started.
const WORTH_A_THREAD: usize = 10_000;

/// One file of a collection, as the lint sees it.
#[derive(Clone, Copy, Debug)]
pub struct Linted<'a> {
    /// Relative to the FAQ's folder.
    pub path: &'a Path,
    /// What it says.
    pub file: &'a EntryFile,
}

/// Everything wrong between the files of one collection, in no particular order.
pub fn collection(files: &[Linted<'_>], settings: Option<&Settings>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let same = same_asks(files, &mut problems);
    near_questions(files, &same, &mut problems);
    if let Some(settings) = settings {
        unknown_acronyms(files, settings, &mut problems);
    }
    problems
}

/// The same after a few files changed, made from what was said before: `before` has what
/// each of them said, by its place among the files. Where nobody asks anything new there is
/// nothing to compare; else only the questions that meet one of the changed ones are.
pub fn again(
    mut problems: Vec<Problem>,
    files: &[Linted<'_>],
    before: &[(usize, EntryFile)],
    settings: Option<&Settings>,
) -> Vec<Problem> {
    let same = |(at, before): &(usize, EntryFile)| {
        let now = files[*at].file;
        before.asks == now.asks && before.acronyms == now.acronyms
    };
    if before.iter().all(same) {
        return problems;
    }
    let changed = before.iter().flat_map(|(at, before)| [before, files[*at].file]);
    let mut touched = meeting(files, &Wanted::of(changed));
    for (at, _) in before {
        touched[*at] = true;
    }
    // What a touched question is near to must be there too, and no more.
    let asking = files.iter().zip(&touched).filter(|(_, touched)| **touched);
    let near = meeting(files, &Wanted::of(asking.map(|(linted, _)| linted.file)));
    let (compared, is_touched): (Vec<Linted<'_>>, Vec<bool>) = (0..files.len())
        .filter(|&at| near[at] || touched[at])
        .map(|at| (files[at], touched[at]))
        .unzip();
    let told: HashSet<&Path> = (compared.iter().zip(&is_touched))
        .filter(|(_, touched)| **touched)
        .map(|(linted, _)| linted.path)
        .collect();
    // Of acronyms the first place counts, so one that comes or goes may concern any file.
    let same_acronyms =
        before.iter().all(|(at, before)| before.acronyms == files[*at].file.acronyms);
    problems.retain(|problem| match problem.kind {
        ProblemKind::AcronymUnknown { .. } => same_acronyms,
        _ => !told.contains(&*problem.file),
    });
    let mut found = Vec::new();
    let same = same_asks(&compared, &mut found);
    near_questions(&compared, &same, &mut found);
    problems.extend(found.into_iter().filter(|problem| told.contains(&*problem.file)));
    if let Some(settings) = settings.filter(|_| !same_acronyms) {
        unknown_acronyms(files, settings, &mut problems);
    }
    problems
}

/// What questions and variants must have to be the same as one of some others, or near it.
struct Wanted {
    keys: foldhash::HashSet<u64>,
    /// Numbers of words: near questions have as many, which can be told without
    /// following a pointer for each question of the collection.
    words: RangeInclusive<usize>,
}

impl Wanted {
    fn of<'a>(files: impl Iterator<Item = &'a EntryFile>) -> Self {
        let (mut keys, mut fewest, mut most) = (foldhash::HashSet::default(), usize::MAX, 0);
        for ask in files.flat_map(|file| &file.asks) {
            keys.insert(ask.folded.exact);
            // A variant has none: it is near to nothing.
            let words = ask.folded.without.len();
            if words > 0 {
                keys.extend(near_keys(&ask.folded));
                (fewest, most) = (fewest.min(words), most.max(words));
            }
        }
        Self { keys, words: fewest..=most }
    }

    fn is_met_by(&self, Ask { folded, .. }: &Ask) -> bool {
        self.keys.contains(&folded.exact)
            || self.words.contains(&folded.without.len())
                && near_keys(folded).any(|key| self.keys.contains(&key))
    }
}

/// Whether each file asks what is wanted.
fn meeting(files: &[Linted<'_>], wanted: &Wanted) -> Vec<bool> {
    let judge = |files: &[Linted<'_>]| -> Vec<bool> {
        files.iter().map(|linted| linted.file.asks.iter().any(|a| wanted.is_met_by(a))).collect()
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    if files.len() < WORTH_A_THREAD || threads == 1 {
        return judge(files);
    }
    thread::scope(|scope| {
        let shares = files.chunks(files.len().div_ceil(threads));
        let judging: Vec<_> = shares.map(|share| scope.spawn(move || judge(share))).collect();
        let judged = judging.into_iter().map(|thread| thread.join());
        // A panic in one of them is one here: files would go unjudged.
        judged.flat_map(|share| share.expect("comparing numbers does not fail")).collect()
    })
}

/// Two questions that share none are not near.
fn near_keys(folded: &Folded) -> impl Iterator<Item = u64> + '_ {
    let all = (!folded.words.is_empty()).then_some(folded.all);
    all.into_iter().chain(without(folded).map(|(_, hash)| hash))
}

/// A question or a variant, and the file it stands in.
#[derive(Clone, Copy)]
struct Asked<'a> {
    in_file: usize,
    ask: &'a Ask,
}

fn asks<'a>(files: &'a [Linted<'a>]) -> impl Iterator<Item = Asked<'a>> {
    let of = |(in_file, linted): (usize, &'a Linted<'a>)| {
        linted.file.asks.iter().map(move |ask| Asked { in_file, ask })
    };
    files.iter().enumerate().flat_map(of)
}

/// Texts that are equal once folded. Gives back the files whose question is
/// another's: that they are near as well goes without saying.
fn same_asks(files: &[Linted<'_>], problems: &mut Vec<Problem>) -> HashSet<usize> {
    let mut met = Met::new(files.len());
    asks(files).for_each(|asked| met.add(asked.ask.folded.exact));
    let mut all: Vec<(u64, bool, Asked<'_>)> = asks(files)
        .filter(|asked| met.maybe_twice(asked.ask.folded.exact))
        .map(|asked| (asked.ask.folded.exact, !asked.ask.is_question, asked))
        .collect();
    // Stable, so that within one text questions come first, then files in order.
    all.sort_by_key(|&(exact, variant, _)| (exact, variant));
    let mut same = HashSet::new();
    for group in all.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        for (at, &(_, _, later)) in group.iter().enumerate().skip(1) {
            let (_, _, first) = group[0];
            // The own question or variant, if there is one, is nearer than another file's.
            let own = group[..at].iter().find(|(_, _, other)| other.in_file == later.in_file);
            let earlier = own.map_or(first, |&(_, _, own)| own);
            let other = files[earlier.in_file].path.to_owned();
            let line = earlier.ask.place.0;
            let kind = if own.is_some() {
                ProblemKind::VariantRepeated { line }
            } else if later.ask.is_question {
                same.insert(later.in_file);
                ProblemKind::SameQuestion { other, line }
            } else if earlier.ask.is_question {
                ProblemKind::VariantIsQuestion { other, line }
            } else {
                ProblemKind::VariantShared { other, line }
            };
            problems.push(Problem::new(files[later.in_file].path, later.ask.place, kind));
        }
    }
    same
}

/// Questions whose words are the same, or the same but for one that is inflected
/// or misspelt.
///
/// Instead of comparing all with all, each question is filed under the hash of
/// its words, and of its words less one, each in turn: two that differ in one
/// word meet under the words they share.
fn near_questions(files: &[Linted<'_>], same: &HashSet<usize>, problems: &mut Vec<Problem>) {
    let questions: Vec<Asked<'_>> = asks(files)
        .filter(|asked| asked.ask.is_question && !asked.ask.folded.words.is_empty())
        .collect();
    let mut met = Met::new(questions.len());
    for asked in &questions {
        met.add(asked.ask.folded.all);
        without(&asked.ask.folded).for_each(|(_, hash)| met.add(hash));
    }
    let mut filed: Vec<(u64, u32, &str)> = Vec::new();
    for (number, asked) in (0u32..).zip(&questions) {
        let folded = &asked.ask.folded;
        if met.maybe_twice(folded.all) {
            filed.push((folded.all, number, ""));
        }
        for (at, hash) in without(folded).filter(|&(_, hash)| met.maybe_twice(hash)) {
            let word = folded.words.split(' ').nth(at).unwrap_or("");
            filed.push((hash, number, word));
        }
    }
    filed.sort_unstable_by_key(|&(hash, number, _)| (hash, number));
    // The first of the questions that a later one is near to.
    let mut nearest: HashMap<u32, u32> = HashMap::new();
    let mut group: Vec<(u64, u32, &str)> = Vec::new();
    for filed in filed.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        group.clear();
        group.extend_from_slice(filed);
        group.sort_unstable_by_key(|&(_, number, word)| (word, number));
        for (at, &(_, a, word)) in group.iter().enumerate() {
            for &(_, b, other) in group[at + 1..].iter().take(NEIGHBOURS) {
                if a != b && (word == other || fold::same_word(word, other)) {
                    let first = nearest.entry(a.max(b)).or_insert(a.min(b));
                    *first = (*first).min(a.min(b));
                }
            }
        }
    }
    for (later, first) in nearest {
        let (first, later) = (questions[first as usize], questions[later as usize]);
        if !same.contains(&later.in_file) {
            let other = files[first.in_file].path.to_owned();
            let kind = ProblemKind::NearQuestion { other, line: first.ask.place.0 };
            problems.push(Problem::new(files[later.in_file].path, later.ask.place, kind));
        }
    }
}

/// The hashes of a question's words less one, and which one; none for a question
/// of two words, for the one they share would be too little to go by.
fn without(folded: &Folded) -> impl Iterator<Item = (usize, u64)> + '_ {
    let enough = folded.without.len() > 2;
    let hashes = folded.without.iter().copied().enumerate();
    hashes.filter(move |&(_, hash)| enough && hash != 0)
}

/// Counts hashes up to two, a few bits of each alone: what was met once need not
/// be sorted, and in a sound FAQ that is nearly everything.
struct Met(Vec<u8>);

impl Met {
    fn new(questions: usize) -> Self {
        Self(vec![0; questions.saturating_mul(32).next_power_of_two()])
    }

    fn slot(&self, hash: u64) -> usize {
        // The length is a power of two: the mask keeps the slot inside it.
        usize::try_from(hash & (self.0.len() as u64 - 1)).unwrap_or(0)
    }

    fn add(&mut self, hash: u64) {
        let slot = self.slot(hash);
        self.0[slot] = self.0[slot].saturating_add(1);
    }

    fn maybe_twice(&self, hash: u64) -> bool {
        self.0[self.slot(hash)] > 1
    }
}

/// Each acronym that the glossary lacks, at its first place in the collection.
fn unknown_acronyms(files: &[Linted<'_>], settings: &Settings, problems: &mut Vec<Problem>) {
    let mut known: HashSet<String> = HashSet::new();
    for term in &settings.glossary {
        known.insert(fold(&term.term));
        // `e-CPS` in the glossary explains the CPS of `e-CPS`.
        known.extend(fold(&term.term).split(' ').map(str::to_owned));
    }
    let mut met: foldhash::HashSet<&str> = foldhash::HashSet::default();
    for linted in files {
        for (acronym, place) in &linted.file.acronyms {
            if !met.insert(acronym) {
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
            problems.push(Problem::new(linted.path, *place, kind));
        }
    }
}

/// Golden questions that expect an entry the collection lacks, or contradict one
/// another. `ids` are the collection's, sorted, entries with problems included:
/// one slip should not be reported twice.
pub fn golden(file: &Path, golden: &Golden, ids: &[&EntryId]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut asked: HashMap<String, usize> = HashMap::new();
    for (at, (question, place)) in golden.questions.iter().zip(&golden.expect_places).enumerate() {
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
        let key = question.ask.trim().to_lowercase();
        match asked.get(&key).map(|&first| &golden.questions[first]) {
            None => {
                asked.insert(key, at);
            }
            Some(first) => {
                let line = first.line;
                let kind = if first.expect == question.expect {
                    ProblemKind::GoldenRepeated { line }
                } else {
                    ProblemKind::GoldenContradiction { line }
                };
                problems.push(Problem::new(file, (question.line, 1), kind));
            }
        }
    }
    problems
}

/// Ids that two files share, case aside: a file system or a chat user may not
/// tell them apart. `ids` are every file's, with [`id_key`].
pub fn duplicate_ids(mut ids: Vec<(u64, &Path)>) -> Vec<Problem> {
    ids.sort_unstable();
    ids.chunk_by(|a, b| a.0 == b.0)
        .flat_map(|group| {
            let first = group[0].1;
            group[1..].iter().map(move |&(_, path)| {
                let kind = ProblemKind::DuplicateId { other: first.to_owned() };
                Problem::new(path, super::problem::WHOLE_FILE, kind)
            })
        })
        .collect()
}

/// Equal for ids that differ by case alone.
pub fn id_key(id: &EntryId) -> u64 {
    fold::hash(&id.as_str().to_lowercase())
}
