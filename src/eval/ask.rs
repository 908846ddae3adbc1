//! Asks questions of an index as the bot does, and keeps what came of each. `scores.rs`
//! judges it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::metrics::{CUT, QueryScores, score};
use crate::faq::{Collection, EntryId, Expectation, Faq};
use crate::search::meaning::{Vectors, texts};
use crate::search::{CHOICES, Config, Index, LOOKED_AT, Look, Outcome, Scope};

// The ranking that is scored is the one that the bot looks at, not a second search.
const _: () = assert!(LOOKED_AT >= CUT, "the bot must look at what is scored");

/// A question and the result that is expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Names it in the files that are written.
    pub id: String,
    /// As typed.
    pub text: String,
    /// Which collections it is asked of.
    pub scope: Scope,
    /// The result that is expected.
    pub expected: Expected,
    /// Whether it is kept aside, so that nobody looks at it while tuning.
    pub held_out: bool,
}

/// The result that is expected of a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// An entry with a grade above 0, better a higher one; there is at least one.
    Entries(HashMap<EntryId, i32>),
    /// No entry answers it.
    Nothing,
    /// Nobody has judged the entries; the question is asked and not scored.
    Unjudged,
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The outcome that a member gets.
    pub outcome: Outcome,
    /// The entries the bot looks at, best first.
    pub ranking: Vec<EntryId>,
    /// The entries a member is shown: the one Found, or the choices when Unsure.
    pub shown: Vec<EntryId>,
    /// The duration of the search.
    pub took: Duration,
}

impl Case {
    /// The entries that are right; empty when none is expected.
    pub fn relevant(&self) -> BTreeSet<&EntryId> {
        match &self.expected {
            Expected::Entries(grades) => {
                grades.iter().filter(|&(_, &grade)| grade > 0).map(|(id, _)| id).collect()
            }
            Expected::Nothing | Expected::Unjudged => BTreeSet::new(),
        }
    }

    /// The scores of what came; `None` when no entry is expected.
    pub fn score(&self, asked: &Asked) -> Option<QueryScores> {
        match &self.expected {
            Expected::Entries(grades) => score(&asked.ranking, grades),
            Expected::Nothing | Expected::Unjudged => None,
        }
    }
}

/// Indexes a FAQ by meaning when there are `vectors`, of all of its texts, and otherwise by
/// words alone.
pub fn index(faq: &Faq, config: Config, vectors: Option<&Vectors>) -> Index {
    let index = Index::build(faq, config);
    match vectors {
        Some(vectors) => index.with_meaning(vectors),
        None => index,
    }
}

/// Asks one question as the bot does, by meaning where the index ranks by it.
pub fn ask(index: &Index, case: &Case) -> Asked {
    ask_knowing(index, case, None)
}

/// As [`ask`]. A question whose vector is in `vectors` is not encoded again.
pub fn ask_knowing(index: &Index, case: &Case, vectors: Option<&Vectors>) -> Asked {
    let known = vectors.and_then(|vectors| vectors.get(&texts::of_question(&case.text)));
    let started = Instant::now();
    let look = match known {
        Some(vector) => index.look_by(&case.text, Some(vector), &case.scope),
        None => index.look(&case.text, &case.scope),
    };
    let took = started.elapsed();
    let most = match look.outcome {
        Outcome::Found => 1,
        Outcome::Unsure => CHOICES,
        Outcome::Unknown => 0,
    };
    let shown = look.shown().take(most).map(|hit| hit.entry.clone()).collect();
    let Look { outcome, hits, .. } = look;
    Asked { outcome, ranking: hits.into_iter().map(|hit| hit.entry).collect(), shown, took }
}

/// Asks every question, in order. `tick` is called after each.
pub fn ask_all(index: &Index, cases: &[Case], tick: &dyn Fn()) -> Vec<Asked> {
    // A running bot has answered before, so the slow first search is not measured.
    if let Some(first) = cases.first() {
        ask(index, first);
    }
    cases.iter().map(|case| ask(index, case)).inspect(|_| tick()).collect()
}

/// The near miss: asks every question that has relevant entries of an index without these.
/// One index is built for each distinct set of them. The other questions give `None`.
/// `tick` is called once for each case. `vectors` has those of the FAQ's texts and of the
/// question of every entry, because an entry that is taken out makes another one a probe of the
/// calibration; without them the index ranks by words alone.
pub fn ask_without_relevant(
    faq: &Faq,
    config: Config,
    vectors: Option<&Vectors>,
    cases: &[Case],
    tick: &dyn Fn(),
) -> Vec<Option<Asked>> {
    let mut by_relevant: BTreeMap<BTreeSet<&EntryId>, Vec<usize>> = BTreeMap::new();
    for (at, case) in cases.iter().enumerate() {
        by_relevant.entry(case.relevant()).or_default().push(at);
    }
    let mut asked = vec![None; cases.len()];
    for (relevant, positions) in by_relevant {
        let index =
            (!relevant.is_empty()).then(|| index(&without(faq, &relevant), config, vectors));
        for at in positions {
            asked[at] = index.as_ref().map(|index| ask_knowing(index, &cases[at], vectors));
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
