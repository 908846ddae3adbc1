//! Measures how good the answers are: asks the collections' own questions, or a set of real
//! questions in BEIR form, exactly as a member would ask them.
//!
//! In reading order: [`ask`] asks questions of an index, [`metrics`] scores one ranking,
//! [`scores`] sums up many, [`report`] shows them. The questions come from [`beir`] and
//! [`golden`], and [`perturb`] damages them. [`probe`] makes questions that no entry
//! answers. Nothing here ranks or decides.
//!
//! # What is counted
//! Rankings are cut at 10. A relevant entry is one judged above 0. Questions
//! that no judgement gives a relevant entry are asked, timed and written to the
//! run, but left out of every mean; a question that finds nothing counts as 0.
//! (`pytrec_eval` leaves out what `qrels` does not name as well. It differs in
//! two places: a question without a hit is absent from a run file and so left
//! out, which is not what a member sees; one that is judged but never above 0
//! counts 0, whatever the engine does.)
//!
//! # Keys of `--json`
//! Shares and means lie between 0 and 1; `null` where there is nothing to divide by.
//!
//! | key | of the in-scope questions |
//! | --- | --- |
//! | `questions` | how many are scored |
//! | `s_at_1`, `s_at_3` | share with a relevant entry among the first 1, 3 |
//! | `mrr_at_10` | mean of 1 / rank of the first relevant entry, 0 past 10 |
//! | `ndcg_at_10` | mean nDCG, linear gain, as trec_eval's `ndcg_cut.10` |
//! | `r_at_10` | mean share of the relevant entries among the first 10 |
//! | `top_1` | share with a relevant entry first and not Unknown |
//! | `found_share`, `unsure_share`, `unknown_share` | share of each outcome |
//! | `found_precision` | share of Found whose entry is relevant |
//! | `answered_right_share` | share shown a relevant entry: the one Found, or one of the choices when Unsure |
//! | `out_of_scope` | object: `questions`, `found_share`, `unsure_share`, `unknown_share`, `kept_from_found_share` of questions no entry answers |
//! | `leave_out` | the same object, each question asked without its relevant entries |
//!
//! With `--beir` they stand at the top, beside `mode` (`"beir"`), `entries`,
//! `unjudged` (questions left out of the means), `index_build_ms`,
//! `search_p50_us`, `search_p99_us`. For golden questions (`mode` is
//! `"golden"`) they stand under `all`, `tuning` and `held_out`, and
//! `out_of_scope` at the top is the file's. `--perturb` adds `perturbed`:
//! `kind`, `seed`, the damaged questions' scores under the same keys, and
//! `loss`, clean minus damaged for every share and mean. `--probe` adds `probe`: `seed`,
//! `samples` (how many small FAQs `--sample` drew; `null` when the FAQ itself was probed),
//! and the object of `out_of_scope` for each kind of question: `foreign_word` (the rarest
//! word of an entry's question beside a word that the FAQ does not have) and `other_faqs`
//! (whole questions as members ask them of other FAQs).

pub mod ask;
pub mod beir;
pub mod golden;
pub mod input;
pub mod metrics;
pub mod output;
pub mod perturb;
pub mod probe;
pub mod report;
pub mod scores;
