//! Entries that seem to ask the same in other words: a warning for the authors.
//!
//! Cosines do not say by themselves that two questions are the same. Where all questions of a
//! collection are about one subject, hundreds of pairs are nearer to each other than two
//! questions that are the same elsewhere. A pair is therefore compared with the collection's
//! own level, which is how near its entries usually are to the one nearest to them, and it has
//! to stand out.
//!
//! The lint of `faq` reports questions with the same words. It knows no vectors.

use std::collections::HashSet;
use std::path::Path;

use crate::faq::load::Folder;
use crate::faq::{Collection, Entry, Faq, Problem, ProblemKind};
use crate::search::meaning::{Vector, Vectors, nearest_others, texts};
use crate::search::{QuestionWords, fold};

/// Fewer entries have no level to compare a pair with.
const ENTRIES_MIN: usize = 8;
/// A larger collection gets no warning: every question is compared with every other one, and a
/// reload must not wait for that.
const ENTRIES_MAX: usize = 3_000;
/// How far apart a pair may be (1 − cosine), as a share of how far the entries usually are from
/// the one nearest to them. Cosines near 1 are crowded, so that a share of what is missing to 1
/// compares collections and a difference of cosines does not.
const SHARE_MAX: f32 = 0.4;
/// A pair whose cosine is lower is never reported, however scattered the collection is.
const COSINE_MIN: f32 = 0.95;
/// Words that two questions must have in common. One proves nothing: `Hongre` and `Hongrie` have
/// one stem, and vectors of single words are near to each other.
const COMMON_MIN: usize = 2;
/// Warnings of one collection, the nearest pairs. An author reads a few and works through
/// them, and ignores a hundred.
const REPORTED_MAX: usize = 10;

/// The warnings of a FAQ whose questions have their vectors. `folder` is the one that it was
/// loaded from, and `reported` is what the load has found. A question whose vector is missing
/// is not compared.
pub fn warnings(
    faq: &Faq,
    vectors: &Vectors,
    folder: &Folder,
    reported: &[Problem],
) -> Vec<Problem> {
    let by_words = pairs_by_words(reported);
    let collections = faq.collections().iter();
    collections
        .flat_map(|collection| {
            let pairs = pairs(collection, vectors).into_iter();
            let problems = pairs.filter_map(|(earlier, later)| problem(folder, earlier, later));
            let problems = problems.filter(|(file, other, _)| {
                !by_words.contains(&(*file, *other)) && !by_words.contains(&(*other, *file))
            });
            problems.map(|(.., problem)| problem).take(REPORTED_MAX).collect::<Vec<_>>()
        })
        .collect()
}

/// The files of two questions that the lint has reported as the same, or nearly.
fn pairs_by_words(reported: &[Problem]) -> HashSet<(&Path, &Path)> {
    let pairs = reported.iter().filter_map(|problem| match &problem.kind {
        ProblemKind::NearQuestion { other, .. } => Some((&*problem.file, &**other)),
        _ => None,
    });
    pairs.collect()
}

fn problem<'a>(
    folder: &'a Folder,
    earlier: &Entry,
    later: &Entry,
) -> Option<(&'a Path, &'a Path, Problem)> {
    let (other, (line, _)) = folder.question_of(&earlier.id)?;
    let (file, place) = folder.question_of(&later.id)?;
    let kind = ProblemKind::SameMeaning { other: other.to_owned(), line };
    Some((file, other, Problem::new(file, place, kind)))
}

/// The pairs that stand out, the nearest first, each in the order of the entries.
fn pairs<'a>(collection: &'a Collection, vectors: &Vectors) -> Vec<(&'a Entry, &'a Entry)> {
    if !(ENTRIES_MIN..=ENTRIES_MAX).contains(&collection.entries.len()) {
        return Vec::new();
    }
    let questions: Vec<(&Entry, &Vector)> = (collection.entries.iter())
        .filter_map(|entry| Some((&**entry, vectors.get(&texts::of_line(&entry.question))?)))
        .collect();
    let nearest = nearest_others(&Vec::from_iter(questions.iter().map(|(_, vector)| *vector)));
    let mut distances: Vec<f32> = nearest.iter().map(|(_, cosine)| 1.0 - cosine).collect();
    distances.sort_unstable_by(f32::total_cmp);
    let level = distances.get(distances.len() / 2).copied().unwrap_or_default();
    let least = COSINE_MIN.max(1.0 - SHARE_MAX * level);

    let mut found: Vec<(f32, usize, usize)> = (nearest.iter().enumerate())
        .map(|(at, &(other, cosine))| (cosine, at, other))
        // Each is the other's nearest: one question that is near to many is not the same as
        // all of them.
        .filter(|&(cosine, at, other)| at < other && nearest[other].0 == at && cosine >= least)
        .filter(|&(_, at, other)| {
            may_be_same(&questions[at].0.question, &questions[other].0.question)
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().map(|(_, at, other)| (questions[at].0, questions[other].0)).collect()
}

/// Whether the words of two questions leave it open that they are the same. Vectors hardly
/// tell `vacciné` from `pas vacciné` or one number from another, and authors do.
fn may_be_same(a: &str, b: &str) -> bool {
    // Sections of one page: what follows the heading is what distinguishes them, and is a small
    // part of the vector.
    let heading = |question: &str| question.split_once(':').map(|(heading, _)| fold(heading));
    if heading(a).is_some() && heading(a) == heading(b) {
        return false;
    }
    let (a, b) = (QuestionWords::of(a), QuestionWords::of(b));
    let only_a = a.stems.difference(&b.stems).count();
    let only_b = b.stems.difference(&a.stems).count();
    let common = a.stems.len() - only_a;
    // One word in the place of another is what authors write when they mean another thing.
    let is_template = (only_a, only_b) == (1, 1);
    a.decisive == b.decisive && common >= COMMON_MIN && !is_template
}
