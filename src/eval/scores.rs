//! Sums up the results of many questions as shares and means. The keys are documented in
//! the parent module.

use serde::Serialize;

use super::ask::{Asked, Case, Expected};
use super::metrics::{QueryScores, mean};
use crate::search::Outcome;

/// The scores of a group of questions: shares from 0 to 1, `None` for an empty group.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// In-scope questions that are scored.
    pub questions: usize,
    /// See [`QueryScores`].
    pub s_at_1: Option<f64>,
    /// See [`QueryScores`].
    pub s_at_3: Option<f64>,
    /// See [`QueryScores`].
    pub mrr_at_10: Option<f64>,
    /// See [`QueryScores`].
    pub ndcg_at_10: Option<f64>,
    /// See [`QueryScores`].
    pub r_at_10: Option<f64>,
    /// The share with a relevant entry first and an outcome that is not Unknown.
    pub top_1: Option<f64>,
    /// The share whose outcome is Found.
    pub found_share: Option<f64>,
    /// The share whose outcome is Unsure.
    pub unsure_share: Option<f64>,
    /// The share whose outcome is Unknown.
    pub unknown_share: Option<f64>,
    /// The share of the entries Found that are relevant.
    pub found_precision: Option<f64>,
    /// The share for which a relevant entry is Found or among the choices.
    pub answered_right_share: Option<f64>,
    /// Questions no entry answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out_of_scope: Option<Outcomes>,
    /// Questions asked without their relevant entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave_out: Option<Outcomes>,
}

/// Outcomes of questions that must not be Found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcomes {
    /// How many were asked.
    pub questions: usize,
    /// The share that is wrongly Found.
    pub found_share: Option<f64>,
    /// The share whose outcome is Unsure.
    pub unsure_share: Option<f64>,
    /// The share that is rightly Unknown.
    pub unknown_share: Option<f64>,
    /// The share whose outcome is Unsure or Unknown.
    pub kept_from_found_share: Option<f64>,
}

impl Scores {
    /// The scores of some questions with their results; questions without judgement are
    /// ignored.
    pub fn of<'a>(results: impl IntoIterator<Item = (&'a Case, &'a Asked)>) -> Self {
        let (mut in_scope, mut out_of_scope) = (Vec::new(), Vec::new());
        for (case, asked) in results {
            match case.expected {
                Expected::Entries(_) => in_scope.push((case, asked)),
                Expected::Nothing => out_of_scope.push(asked),
                Expected::Unjudged => {}
            }
        }
        let each: Vec<QueryScores> =
            in_scope.iter().filter_map(|(case, asked)| case.score(asked)).collect();
        let average = |of: fn(&QueryScores) -> f64| mean(each.iter().map(of));
        let right = |case: &Case, asked: &Asked| {
            asked.shown.iter().any(|entry| case.relevant().contains(entry))
        };
        let first = |case: &Case, asked: &Asked| {
            let first = asked.ranking.first();
            first.is_some_and(|entry| case.relevant().contains(entry))
        };
        let found = || in_scope.iter().filter(|(_, asked)| asked.outcome == Outcome::Found);
        let Outcomes { questions, found_share, unsure_share, unknown_share, .. } =
            Outcomes::of(in_scope.iter().map(|&(_, asked)| asked));
        Self {
            questions,
            s_at_1: average(|scores| scores.s_at_1),
            s_at_3: average(|scores| scores.s_at_3),
            mrr_at_10: average(|scores| scores.mrr_at_10),
            ndcg_at_10: average(|scores| scores.ndcg_at_10),
            r_at_10: average(|scores| scores.r_at_10),
            top_1: share(
                in_scope
                    .iter()
                    .map(|&(case, asked)| asked.outcome != Outcome::Unknown && first(case, asked)),
            ),
            found_share,
            unsure_share,
            unknown_share,
            found_precision: share(found().map(|&(case, asked)| first(case, asked))),
            answered_right_share: share(in_scope.iter().map(|&(case, asked)| right(case, asked))),
            out_of_scope: (!out_of_scope.is_empty()).then(|| Outcomes::of(out_of_scope)),
            leave_out: None,
        }
    }
}

impl Outcomes {
    /// The outcomes of some questions.
    pub fn of<'a>(asked: impl IntoIterator<Item = &'a Asked>) -> Self {
        let outcomes: Vec<Outcome> = asked.into_iter().map(|asked| asked.outcome).collect();
        let of = |wanted| share(outcomes.iter().map(|&outcome| outcome == wanted));
        Self {
            questions: outcomes.len(),
            found_share: of(Outcome::Found),
            unsure_share: of(Outcome::Unsure),
            unknown_share: of(Outcome::Unknown),
            kept_from_found_share: share(outcomes.iter().map(|&o| o != Outcome::Found)),
        }
    }
}

fn share(of: impl IntoIterator<Item = bool>) -> Option<f64> {
    mean(of.into_iter().map(|yes| f64::from(u8::from(yes))))
}
