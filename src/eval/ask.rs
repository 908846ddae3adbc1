//! Questions put to an index as the bot puts them, with what came of each.
//! What came is not judged here.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::metrics::{CUT, QueryScores, score};
use crate::bot::{CHOICES, LOOKED_AT, confidence, near};
use crate::faq::{Collection, EntryId, Expectation, Faq};
use crate::search::{Index, Outcome, Scope};

// The ranking that is scored is the one the bot looks at, not a second search.
const _: () = assert!(LOOKED_AT >= CUT, "the bot must look at what is scored");

/// A question and what ought to come of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Names it in the files that are written.
    pub id: String,
    /// As typed.
    pub text: String,
    /// Which collections it is asked of.
    pub scope: Scope,
    /// What ought to come.
    pub expected: Expected,
    /// Kept aside while tuning.
    pub held_out: bool,
}

/// What ought to come of a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// One of those graded above 0, rather the higher ones; there is at least one.
    Entries(HashMap<EntryId, i32>),
    /// No entry answers it.
    Nothing,
    /// Nobody has judged; it is asked and not scored.
    Unjudged,
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What the bot makes of it.
    pub outcome: Outcome,
    /// The entries the bot looks at, best first.
    pub ranking: Vec<EntryId>,
    /// The entries a member is shown: the one Found, or the choices when Unsure.
    pub shown: Vec<EntryId>,
    /// What the search took.
    pub took: Duration,
}

impl Case {
    /// The entries that would be right; empty when there is none to expect.
    pub fn relevant(&self) -> BTreeSet<&EntryId> {
        match &self.expected {
            Expected::Entries(grades) => {
                grades.iter().filter(|&(_, &grade)| grade > 0).map(|(id, _)| id).collect()
            }
            Expected::Nothing | Expected::Unjudged => BTreeSet::new(),
        }
    }

    /// The scores of what came; `None` when there is no entry to expect.
    pub fn score(&self, asked: &Asked) -> Option<QueryScores> {
        match &self.expected {
            Expected::Entries(grades) => score(&asked.ranking, grades),
            Expected::Nothing | Expected::Unjudged => None,
        }
    }
}

/// Asks one question as the bot does.
pub fn ask(index: &Index, case: &Case) -> Asked {
    let started = Instant::now();
    let hits = index.search(&case.text, &case.scope, LOOKED_AT);
    let took = started.elapsed();
    let outcome = confidence::outcome(&hits);
    let most = match outcome {
        Outcome::Found => 1,
        Outcome::Unsure => CHOICES,
        Outcome::Unknown => 0,
    };
    let shown = near(&hits).take(most).map(|hit| hit.entry.clone()).collect();
    Asked { outcome, ranking: hits.into_iter().map(|hit| hit.entry).collect(), shown, took }
}

/// Asks every question, in order. `tick` is called after each.
pub fn ask_all(index: &Index, cases: &[Case], tick: &dyn Fn()) -> Vec<Asked> {
    // A running bot has answered before: the first search pays for cold caches.
    if let Some(first) = cases.first() {
        ask(index, first);
    }
    let asked = |case| {
        let asked = ask(index, case);
        tick();
        asked
    };
    cases.iter().map(asked).collect()
}

/// The near miss: asks every question that has relevant entries of an index
/// without them, built anew for each distinct set of them. The others give
/// `None`. `tick` is called once for each case.
pub fn ask_without_relevant(faq: &Faq, cases: &[Case], tick: &dyn Fn()) -> Vec<Option<Asked>> {
    let mut by_relevant: BTreeMap<BTreeSet<&EntryId>, Vec<usize>> = BTreeMap::new();
    for (at, case) in cases.iter().enumerate() {
        by_relevant.entry(case.relevant()).or_default().push(at);
    }
    let mut asked = vec![None; cases.len()];
    for (relevant, positions) in by_relevant {
        let index = (!relevant.is_empty()).then(|| Index::build(&without(faq, &relevant)));
        for at in positions {
            asked[at] = index.as_ref().map(|index| ask(index, &cases[at]));
            tick();
        }
    }
    asked
}

/// The FAQ without some entries, and without the golden questions that expect them.
fn without(faq: &Faq, gone: &BTreeSet<&EntryId>) -> Faq {
    let reduced = |collection: &Arc<Collection>| {
        if !collection.entries.iter().any(|entry| gone.contains(&entry.id)) {
            return Arc::clone(collection);
        }
        let mut collection = Collection::clone(collection);
        collection.entries.retain(|entry| !gone.contains(&entry.id));
        collection.golden.retain(|question| match &question.expect {
            Expectation::Entry(id) => !gone.contains(id),
            Expectation::Unknown => true,
        });
        Arc::new(collection)
    };
    Faq::new(faq.collections().iter().map(reduced).collect())
        .expect("ids that were unique stay so when some go")
}
