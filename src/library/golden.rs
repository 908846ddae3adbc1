//! Asks the golden questions of the collections as a member would ask them.

use std::path::PathBuf;

use rayon::prelude::*;

use crate::faq::{CollectionId, EntryId, Expectation, Faq, GoldenQuestion};
use crate::search::meaning::{Vectors, texts};
use crate::search::{Index, Look, Outcome, Scope};

/// A golden question with another result than the one it expects.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldenFailure {
    /// The collection that has the question.
    pub collection: CollectionId,
    /// `questions.toml`, relative to the FAQ's folder.
    pub file: PathBuf,
    /// The question and what it expects.
    pub question: GoldenQuestion,
    /// The outcome it got.
    pub outcome: Outcome,
    /// The first entry it got, if any.
    pub got: Option<EntryId>,
}

/// How many golden questions were asked, and how many failed, by what that says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GoldenTally {
    /// How many were asked.
    pub asked: usize,
    /// Failures that must be reported.
    pub failing: usize,
    /// Failures that the authors have accepted.
    pub accepted: usize,
    /// Failures of questions kept aside, which are counted and never listed: who reads them
    /// would write entries for them, and they would measure nothing any more.
    pub held_out: usize,
}

impl GoldenTally {
    /// Counts failures.
    pub fn of(asked: usize, failures: &[GoldenFailure]) -> Self {
        let mut tally = Self { asked, ..Self::default() };
        for GoldenFailure { question, .. } in failures {
            let kind = match (question.held_out, question.accepted) {
                (true, _) => &mut tally.held_out,
                (false, true) => &mut tally.accepted,
                (false, false) => &mut tally.failing,
            };
            *kind += 1;
        }
        tally
    }
}

/// The results of a FAQ's golden questions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoldenReport {
    /// How many were asked.
    pub asked: usize,
    /// In the order of collections and files.
    pub failures: Vec<GoldenFailure>,
    /// The first entry of every question that is not kept aside, in the order asked; `None`
    /// for Unknown.
    pub answers: Vec<(CollectionId, String, Option<EntryId>)>,
}

impl GoldenReport {
    /// Whether the question of another report's failure fails in this one as well.
    pub fn fails(&self, other: &GoldenFailure) -> bool {
        self.failures.iter().any(|failure| {
            failure.collection == other.collection
                && failure.question.ask == other.question.ask
                && failure.question.expect == other.question.expect
        })
    }
}

/// Asks every golden question of its own collection.
///
/// A question that expects an entry passes when that entry comes first, Found
/// or Unsure; one that expects `unknown` passes unless an entry is Found.
///
/// `vectors` has those of the questions, when the index ranks by meaning.
pub fn run(faq: &Faq, index: &Index, vectors: &Vectors) -> GoldenReport {
    let mut report = GoldenReport::default();
    for collection in faq.collections() {
        let scope = Scope::Only(vec![collection.id.clone()]);
        let ask = |question: &GoldenQuestion| {
            let meaning = vectors.get(&texts::of_question(&question.ask));
            index.look_by(&question.ask, meaning, &scope)
        };
        let looks: Vec<Look> = collection.golden.par_iter().map(ask).collect();
        for (question, Look { outcome, hits, .. }) in collection.golden.iter().zip(looks) {
            let got = hits.first().map(|hit| hit.entry.clone());
            let passed = match &question.expect {
                Expectation::Entry(id) => outcome != Outcome::Unknown && got.as_ref() == Some(id),
                Expectation::Unknown => outcome != Outcome::Found,
            };
            report.asked += 1;
            if !question.held_out {
                let answer = got.clone().filter(|_| outcome != Outcome::Unknown);
                report.answers.push((collection.id.clone(), question.ask.clone(), answer));
            }
            if !passed {
                report.failures.push(GoldenFailure {
                    collection: collection.id.clone(),
                    file: collection.golden_file.clone(),
                    question: question.clone(),
                    outcome,
                    got,
                });
            }
        }
    }
    report
}
