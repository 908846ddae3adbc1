//! What is measured: questions asked of a system, and what came of each one, kept
//! question by question so that two systems can be compared on the same ones.
//! Shows nothing; `page.rs` does.

use std::collections::BTreeMap;

use rayon::prelude::*;
use souffleur::eval::ask::{
    Asked, Case, Expected, ask_knowing, ask_without_relevant, index as index_of,
};
use souffleur::eval::metrics::{CUT, mean, score};
use souffleur::eval::perturb::Perturbation;
use souffleur::eval::probe::ProbeReport;
use souffleur::eval::scores::{Outcomes, Scores};
use souffleur::faq::{EntryId, Faq};
use souffleur::search::meaning::{EntryMeaning, Vector, Vectors, texts};
use souffleur::search::{Config, Index, Outcome};

use crate::plain::Plain;
use crate::sets::Set;
use crate::settings::Setting;

/// Questions asked without their entries in a set too large to ask them all: the index
/// is built once for each of them.
pub const LEAVE_OUT_SAMPLE: usize = 100;
/// Small FAQs that are drawn from a larger one and probed.
pub const PROBED: usize = 40;
const PROBE_SEED: u64 = 1;

/// Damage is drawn this often and the scores averaged: the result of one draw depends as
/// much on where the damage fell as on the system.
pub const SEEDS: std::ops::RangeInclusive<u64> = 1..=5;

/// Every way to damage a question.
pub const KINDS: [Perturbation; 5] = [
    Perturbation::Accents,
    Perturbation::Typos,
    Perturbation::Sms,
    Perturbation::Case,
    Perturbation::Apostrophes,
];

/// What one question gets: a number from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Reciprocal rank of the first relevant entry, 0 past 10.
    Mrr,
    /// 1 when the first entry is relevant.
    First,
    /// The reciprocal rank when the question is damaged: see [`KINDS`].
    Damaged(usize),
    /// 1 when the outcome is Found and the entry is relevant.
    FoundRight,
    /// 1 when the outcome is Found and the entry is not relevant.
    FoundWrong,
    /// 1 when a relevant entry is shown: Found, offered beside it, or among the choices.
    Shown,
    /// 1 when the outcome is Found although the relevant entries are not indexed.
    TakenOut,
    /// 1 when the outcome of an out-of-scope question is Found.
    OutOfScope,
}

/// Results of one system on a set, question by question. What a system does not have
/// (outcomes of plain tantivy) is missing.
#[derive(Clone, Debug, Default)]
pub struct Marks(BTreeMap<Measure, Vec<f64>>);

impl Marks {
    /// By question; empty where nothing was measured.
    pub fn of(&self, measure: Measure) -> &[f64] {
        self.0.get(&measure).map_or(&[], Vec::as_slice)
    }

    /// The mean; `None` where nothing was measured.
    pub fn mean(&self, measure: Measure) -> Option<f64> {
        mean(self.of(measure).iter().copied())
    }
}

/// Summed outcomes of a set's questions.
pub struct Honesty {
    /// With the entries there.
    pub scores: Scores,
    /// With the entries taken out.
    pub taken_out: Outcomes,
    /// Questions it cannot answer.
    pub out_of_scope: Outcomes,
}

/// Asks a set's questions as they are and damaged, without their entries, and those out
/// of scope. `vectors` has those of its texts and of all these questions.
pub fn souffleur(
    set: &Set,
    setting: Setting,
    vectors: Option<&Vectors>,
    kinds: &[Perturbation],
) -> (Marks, Honesty) {
    let vectors = vectors.filter(|_| setting.by_meaning);
    let index = index_of(&set.faq, setting.config, vectors);
    let ask = |case: &Case| ask_knowing(&index, case, vectors);
    let mut marks = ranked(set, kinds, |case| ask(case).ranking);

    let asked: Vec<Asked> = set.cases.par_iter().map(ask).collect();
    let flags = |of: &dyn Fn(&Case, &Asked) -> bool| -> Vec<f64> {
        set.cases.iter().zip(&asked).map(|(case, asked)| flag(of(case, asked))).collect()
    };
    let first_right = |case: &Case, asked: &Asked| {
        asked.ranking.first().is_some_and(|entry| case.relevant().contains(entry))
    };
    let found = |asked: &Asked| asked.outcome == Outcome::Found;
    let taken_out = without_entries(set, setting.config, vectors);
    let out_of_scope: Vec<Asked> = set.out_of_scope.par_iter().map(ask).collect();
    marks.0.extend([
        (Measure::FoundRight, flags(&|case, asked| found(asked) && first_right(case, asked))),
        (Measure::FoundWrong, flags(&|case, asked| found(asked) && !first_right(case, asked))),
        (
            Measure::Shown,
            set.cases.iter().map(|case| flag(is_shown(&index, case, vectors))).collect(),
        ),
        (Measure::TakenOut, taken_out.iter().map(|asked| flag(found(asked))).collect()),
        (Measure::OutOfScope, out_of_scope.iter().map(|asked| flag(found(asked))).collect()),
    ]);
    let honesty = Honesty {
        scores: Scores::of(set.cases.iter().zip(&asked)),
        taken_out: Outcomes::of(&taken_out),
        out_of_scope: Outcomes::of(&out_of_scope),
    };
    (marks, honesty)
}

/// Ranks the entries of all collections by the nearest of their vectors, and by nothing else.
/// `None` when a vector of an entry is missing.
pub fn meaning_alone(set: &Set, vectors: &Vectors) -> Option<Marks> {
    let entries = set.faq.entries();
    let entries: Vec<(&EntryId, EntryMeaning)> = entries
        .map(|entry| Some((&entry.id, EntryMeaning::of(entry, vectors)?)))
        .collect::<Option<_>>()?;
    Some(ranked(set, &KINDS, |case| {
        let Some(question) = of_question(&case.text, Some(vectors)) else { return Vec::new() };
        let mut near: Vec<(f32, &EntryId)> =
            entries.iter().map(|(id, meaning)| (meaning.nearest(question), *id)).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        near.into_iter().take(CUT).map(|(_, id)| id.clone()).collect()
    }))
}

fn of_question<'a>(question: &str, vectors: Option<&'a Vectors>) -> Option<&'a Vector> {
    vectors?.get(&texts::of_question(question))
}

/// Probes a FAQ, or small ones drawn from it: by meaning and by words, where there are
/// `vectors`, and by words alone. `None` when it has too few entries to draw from.
pub fn probe(faq: &Faq, vectors: Option<&Vectors>, is_sampled: bool) -> Option<[ProbeReport; 2]> {
    let config = Config::default();
    let of = |vectors: Option<&Vectors>| match is_sampled {
        true => ProbeReport::of_samples(faq, config, vectors, PROBED, PROBE_SEED),
        false => Some(ProbeReport::of(faq, &index_of(faq, config, vectors), PROBE_SEED)),
    };
    Some([of(vectors)?, of(None)?])
}

/// Asks plain tantivy the same questions, as they are and damaged.
pub fn plain(set: &Set, plain: &Plain) -> Marks {
    ranked(set, &KINDS, |case| plain.rank(&case.text, CUT).expect("a search in memory"))
}

fn ranked(set: &Set, kinds: &[Perturbation], rank: impl Fn(&Case) -> Vec<EntryId> + Sync) -> Marks {
    let scored = |case: &Case, text: String| {
        let Expected::Entries(grades) = &case.expected else { return Default::default() };
        score(&rank(&Case { text, ..case.clone() }), grades).unwrap_or_default()
    };
    let clean: Vec<_> = set.cases.par_iter().map(|case| scored(case, case.text.clone())).collect();
    let mut marks = Marks::default();
    marks.0.insert(Measure::Mrr, clean.iter().map(|scores| scores.mrr_at_10).collect());
    marks.0.insert(Measure::First, clean.iter().map(|scores| scores.s_at_1).collect());
    for (at, kind) in KINDS.into_iter().enumerate().filter(|(_, kind)| kinds.contains(kind)) {
        let damaged = set.cases.par_iter().map(|case| {
            let draws = SEEDS.map(|seed| scored(case, kind.damage(&case.text, seed)).mrr_at_10);
            mean(draws).unwrap_or_default()
        });
        marks.0.insert(Measure::Damaged(at), damaged.collect());
    }
    marks
}

/// Whether a relevant entry is among all that the bot shows for a question.
fn is_shown(index: &Index, case: &Case, vectors: Option<&Vectors>) -> bool {
    let look = index.look_by(&case.text, of_question(&case.text, vectors), &case.scope);
    let relevant = case.relevant();
    look.outcome != Outcome::Unknown && look.shown().any(|hit| relevant.contains(&hit.entry))
}

/// Each question asked of an index without its entries, on every core: most of the time
/// of a run.
fn without_entries(set: &Set, config: Config, vectors: Option<&Vectors>) -> Vec<Asked> {
    let asked = match set.faq.len() {
        small if small <= LEAVE_OUT_SAMPLE => set.cases.len(),
        _ => LEAVE_OUT_SAMPLE.min(set.cases.len()),
    };
    let spread = (0..asked).map(|n| &set.cases[n * set.cases.len() / asked]);
    let mut sample: Vec<Case> = spread.cloned().collect();
    // Questions with the same entries share an index where they stand together.
    sample.sort_by(|a, b| a.relevant().cmp(&b.relevant()).then_with(|| a.id.cmp(&b.id)));
    let share = sample.len().div_ceil(8).max(1);
    let asked = sample.par_chunks(share);
    let asked =
        asked.flat_map_iter(|cases| ask_without_relevant(&set.faq, config, vectors, cases, &|| {}));
    asked.flatten().collect()
}

fn flag(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}
