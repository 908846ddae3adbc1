//! What every way to a snapshot needs: opening, reloading, checking, and trying a change.

use std::time::Instant;

use super::crew::Crew;
use super::encoding::{Encoding, Patience, Progress, Questions};
use super::faq_vectors::FaqVectors;
use super::golden;
use super::same_meaning;
use super::snapshot::Snapshot;
use crate::faq::load::Folder;
use crate::faq::{Faq, Problem};
use crate::search::Index;
use crate::search::meaning::{Key, Vectors, texts};

/// An index that ranks by meaning when every text has its vector, with the number of texts
/// of its entries.
pub fn ranked_by(index: Index, work: Option<FaqVectors>) -> (Index, Option<usize>, Vectors) {
    match work {
        Some(work) if work.is_whole() => {
            let index = index.with_meaning(&work.vectors);
            let texts = index.has_meaning().then_some(work.entry_texts);
            (index, texts, work.vectors)
        }
        Some(work) => (index, None, work.vectors),
        None => (index, None, Vectors::default()),
    }
}

/// The warnings of a load, and where the content is ranked by meaning, so that every text has
/// its vector, those of entries that seem to ask the same. In the order of a load's.
pub fn with_same_meaning(
    mut warnings: Vec<Problem>,
    meaning: Option<usize>,
    faq: &Faq,
    vectors: &Vectors,
    folder: &Folder,
) -> Vec<Problem> {
    if meaning.is_some() {
        warnings.extend(same_meaning::warnings(faq, vectors, folder, &warnings));
        warnings.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    }
    warnings
}

/// The same content, ranked by meaning. Its version is the same as well. `folder` is the one
/// that it was loaded from.
pub fn by_meaning(snapshot: &Snapshot, work: FaqVectors, folder: &Folder) -> (Snapshot, Vectors) {
    let Snapshot { faq, version, .. } = snapshot;
    let (index, meaning, vectors) = ranked_by(snapshot.index.update(faq), Some(work));
    let golden = golden::run(faq, &index, &vectors).into();
    let warnings = snapshot.load_warnings().cloned().collect();
    let warnings = with_same_meaning(warnings, meaning, faq, &vectors, folder);
    let faq = faq.clone();
    (Snapshot { faq, index, version: *version, warnings, golden, meaning }, vectors)
}

/// Those of the golden questions among `known`.
pub fn golden_vectors(faq: &Faq, known: &Vectors) -> Vectors {
    let mut vectors = Vectors::default();
    for question in faq.collections().iter().flat_map(|collection| &collection.golden) {
        let text = texts::of_question(&question.ask);
        if let Some(vector) = known.get(&text) {
            vectors.insert(Key::of(&text), vector.clone());
        }
    }
    vectors
}

/// Encodes a FAQ, as much as fits into `patience`; `None` when the encoder fails.
pub fn encode(
    encoding: &Encoding,
    faq: &Faq,
    questions: Questions,
    patience: Patience,
    progress: Progress<'_>,
) -> Option<FaqVectors> {
    let started = Instant::now();
    let mut work = encoding.begin(faq, &Vectors::default(), questions);
    let advanced = encoding.advance(&mut work, &Crew::of_all_cores(), |step| {
        progress(step.done, step.done + step.left);
        match patience {
            Patience::Endless => true,
            Patience::AtMost(most) => started.elapsed() + step.rest() < most,
        }
    });
    advanced.is_ok().then_some(work)
}
