//! The collections' own tests, asked of an index as a member would ask them.

use std::path::PathBuf;

use super::Judge;
use crate::faq::{CollectionId, EntryId, Expectation, Faq, GoldenQuestion};
use crate::search::{Index, Outcome, Scope};

/// A golden question that did not get what it expects.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldenFailure {
    /// The collection whose test it is.
    pub collection: CollectionId,
    /// `questions.toml`, relative to the FAQ's folder.
    pub file: PathBuf,
    /// The question and what it expects.
    pub question: GoldenQuestion,
    /// What came instead.
    pub outcome: Outcome,
    /// The first entry, if any.
    pub got: Option<EntryId>,
}

/// How a FAQ's golden questions went.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoldenReport {
    /// How many were asked.
    pub asked: usize,
    /// In the order of collections and files.
    pub failures: Vec<GoldenFailure>,
    /// The first entry of every question, in the order asked; `None` for Unknown.
    pub answers: Vec<(CollectionId, String, Option<EntryId>)>,
}

/// Asks every golden question of its own collection.
///
/// A question that expects an entry passes when that entry comes first, Found
/// or Unsure; one that expects `unknown` passes unless an entry is Found.
pub fn run(faq: &Faq, index: &Index, judge: Judge) -> GoldenReport {
    let mut report = GoldenReport::default();
    for collection in faq.collections() {
        let scope = Scope::Only(vec![collection.id.clone()]);
        for question in &collection.golden {
            let hits = index.search(&question.ask, &scope, 3);
            let outcome = judge(&hits);
            let got = hits.first().map(|hit| hit.entry.clone());
            let passed = match &question.expect {
                Expectation::Entry(id) => outcome != Outcome::Unknown && got.as_ref() == Some(id),
                Expectation::Unknown => outcome != Outcome::Found,
            };
            report.asked += 1;
            let answer = got.clone().filter(|_| outcome != Outcome::Unknown);
            report.answers.push((collection.id.clone(), question.ask.clone(), answer));
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
