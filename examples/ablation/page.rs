//! The measures as a Markdown page. Decides nothing but what is met and missed.

use std::fmt::Write as _;

use souffleur::eval::metrics::mean;
use souffleur::eval::perturb::Perturbation;
use souffleur::eval::scores::{Outcomes, Scores};

use crate::cells::{difference, loss_cell, score, share, signed, table};
use crate::measure::{
    Ablation, Damaged, Golden, Honesty, LEAVE_OUT_SAMPLE, Marks, PLAIN, SEEDS, Set, settings,
};

const INTRODUCTION: &str = "\
How often the right entry comes first, what each feature of the search brings,
what damaged questions cost, and how honest the outcomes are. The sets are public
questions in BEIR form that nobody here wrote: `covid_quebec` is a small FAQ asked
in other people's words, `cdtn` search phrases against long sheets of labour law,
`piaf` questions on paragraphs that share their article's title, `out_of_scope`
questions that none of these answers. One setting, `Features::default()`, serves
them all. Brackets hold the 95 % interval of a paired bootstrap over the questions
(10,000 draws): the difference would lie there on other questions of the same kind.
**Bold** is an interval without 0; anything else may be luck. The same sets served
while tuning, so believe the order of things here rather than the last digit.
";

/// What the tables cannot tell; kept by hand.
const TRIED: &str = include_str!("tried.md");

/// Everything one run measured.
pub struct Page {
    /// The day, in UTC.
    pub date: String,
    /// What was run.
    pub commit: String,
    /// In the order of the columns.
    pub sets: Vec<Set>,
    /// By set, then the bundled FAQ's tuning questions.
    pub ablations: Vec<Ablation>,
    /// By set.
    pub damaged: Vec<Vec<Damaged>>,
    /// By set.
    pub honesty: Vec<Honesty>,
    /// The bundled FAQ's.
    pub golden: Golden,
}

impl Page {
    /// The whole page.
    pub fn in_markdown(&self) -> String {
        let mut out = format!("# Quality\n\n{INTRODUCTION}\n");
        let _ = writeln!(
            out,
            "Measured on {} (UTC) at commit {}:\n\n```sh\ncargo run --release --example ablation -- \
             ../shared/eval --write benches/QUALITY.md\n```\n",
            self.date, self.commit
        );
        out.push_str("## Targets\n\n");
        out.push_str(&self.targets());
        out.push_str("\n## Each feature off\n\n");
        out.push_str(
            "The first row is the score, the others the difference to it: a negative number is what \
             the feature brings. The last column is the bundled FAQ asked its golden questions for \
             tuning; no other set has a glossary or variants.\n\n### MRR@10\n\n",
        );
        out.push_str(&self.features(|marks| &marks.mrr));
        out.push_str("\n### S@1\n\n");
        out.push_str(&self.features(|marks| &marks.s_at_1));
        out.push_str("\n## Damaged questions\n\n");
        let _ = writeln!(
            out,
            "MRR@10 lost when every question is damaged as `souffleur eval --perturb` does it \
             (seeds {} to {}, averaged; accents need none), side by side with plain tantivy as it \
             comes and with a French stemmer. A negative loss is a gain.\n",
            SEEDS.start(),
            SEEDS.end()
        );
        out.push_str(&self.losses());
        out.push_str("\n## Honesty\n\n");
        let _ = writeln!(
            out,
            "Outcomes of each set's questions; of the same questions with the right entries taken \
             out of the index, which is built anew each time ({LEAVE_OUT_SAMPLE} questions spread \
             evenly over each of the two large sets, all of the small one's); and of the \
             out-of-scope questions, but for those a set might answer.\n",
        );
        out.push_str(&self.outcomes());
        out.push_str("\n## The bundled FAQ\n\n");
        out.push_str(
            "Its golden questions, those kept aside apart: nobody looks at them while tuning.\n\n",
        );
        out.push_str(&self.golden());
        let _ = write!(out, "\n{TRIED}");
        out
    }

    fn features(&self, of: fn(&Marks) -> &[f64]) -> String {
        let mut rows = Vec::new();
        let all_on: Vec<&[f64]> =
            self.ablations.iter().map(|ablation| of(&ablation.settings[0])).collect();
        let names = settings().into_iter().map(|(name, _)| name.to_owned());
        for (at, name) in names.enumerate() {
            let cells = self.ablations.iter().zip(&all_on).map(|(ablation, all_on)| match at {
                0 => score(mean(all_on.iter().copied())),
                _ => difference(of(&ablation.settings[at]), all_on),
            });
            let name = if at == 0 { name } else { format!("without {name}") };
            rows.push(std::iter::once(name).chain(cells).collect());
        }
        for (at, (name, _)) in PLAIN.iter().enumerate() {
            let cells = self.ablations.iter().zip(&all_on);
            let cells = cells.map(|(ablation, all_on)| difference(of(&ablation.plain[at]), all_on));
            rows.push(std::iter::once((*name).to_owned()).chain(cells).collect());
        }
        let sets = self.sets.iter().map(|set| set.name);
        let titles: Vec<&str> = std::iter::once("").chain(sets).chain(["bundled FAQ"]).collect();
        table(&titles, &rows)
    }

    fn losses(&self) -> String {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let kinds = self.damaged.first().into_iter().flatten().map(|damaged| damaged.kind);
        for kind in kinds {
            for (at, set) in self.sets.iter().enumerate() {
                let damaged = self.damaged_by(at, kind);
                let ablation = &self.ablations[at];
                let [plain, stemmed] = [0, 1]
                    .map(|which| difference(&ablation.plain[which].mrr, &damaged.plain[which]));
                rows.push(vec![
                    kind.name().to_owned(),
                    set.name.to_owned(),
                    score(mean(damaged.souffleur.iter().copied())),
                    difference(&ablation.settings[0].mrr, &damaged.souffleur),
                    plain,
                    stemmed,
                ]);
            }
            let [ours, plain, stemmed] = self.mean_losses(kind).map(signed);
            rows.push(vec![
                kind.name().to_owned(),
                "mean".to_owned(),
                String::new(),
                ours,
                plain,
                stemmed,
            ]);
        }
        let titles = [
            "damage",
            "set",
            "Souffleur, damaged",
            "Souffleur loses",
            "plain tantivy loses",
            "with French stemmer",
        ];
        table(&titles, &rows)
    }

    fn damaged_by(&self, set: usize, kind: Perturbation) -> &Damaged {
        let of_kind = self.damaged[set].iter().find(|damaged| damaged.kind == kind);
        of_kind.expect("every kind is measured on every set")
    }

    /// Souffleur's and the two plain ones' on a set.
    fn set_losses(&self, set: usize, kind: Perturbation) -> [f64; 3] {
        let damaged = self.damaged_by(set, kind);
        let ablation = &self.ablations[set];
        [
            average(&ablation.settings[0].mrr) - average(&damaged.souffleur),
            average(&ablation.plain[0].mrr) - average(&damaged.plain[0]),
            average(&ablation.plain[1].mrr) - average(&damaged.plain[1]),
        ]
    }

    fn mean_losses(&self, kind: Perturbation) -> [f64; 3] {
        [0, 1, 2].map(|system| {
            let losses = (0..self.sets.len()).map(|set| self.set_losses(set, kind)[system]);
            mean(losses).unwrap_or(f64::NAN)
        })
    }

    fn outcomes(&self) -> String {
        type Row = (&'static str, fn(&Honesty) -> String);
        const ROWS: [Row; 14] = [
            ("questions", |h| h.scores.questions.to_string()),
            ("Found", |h| share(h.scores.found_share)),
            ("… of those, right", |h| share(h.scores.found_precision)),
            ("Unsure", |h| share(h.scores.unsure_share)),
            ("Unknown", |h| share(h.scores.unknown_share)),
            ("right entry in Found or Unsure", |h| share(h.scores.answered_right_share)),
            ("… or offered beside the one Found", |h| share(h.seen)),
            ("right entry taken out: questions", |h| h.leave_out.questions.to_string()),
            ("… Found (wrongly)", |h| share(h.leave_out.found_share)),
            ("… Unsure", |h| share(h.leave_out.unsure_share)),
            ("… Unknown", |h| share(h.leave_out.unknown_share)),
            ("out of scope: questions", |h| h.out_of_scope.questions.to_string()),
            ("… Found (wrongly)", |h| share(h.out_of_scope.found_share)),
            ("… Unknown", |h| share(h.out_of_scope.unknown_share)),
        ];
        let rows: Vec<Vec<String>> = (ROWS.into_iter())
            .map(|(name, of)| {
                std::iter::once(name.to_owned()).chain(self.honesty.iter().map(of)).collect()
            })
            .collect();
        let titles: Vec<&str> =
            std::iter::once("").chain(self.sets.iter().map(|set| set.name)).collect();
        table(&titles, &rows)
    }

    fn golden(&self) -> String {
        type Row = (&'static str, fn(&Scores) -> String);
        let outcome = |of: fn(&Outcomes) -> Option<f64>, scores: &Scores| {
            scores.out_of_scope.as_ref().and_then(of)
        };
        const IN_SCOPE: [Row; 5] = [
            ("in scope: right entry first, not Unknown", |s| share(s.top_1)),
            ("… Found", |s| share(s.found_share)),
            ("… of those Found, right", |s| share(s.found_precision)),
            ("… Unknown", |s| share(s.unknown_share)),
            ("… right entry in Found or Unsure", |s| share(s.answered_right_share)),
        ];
        let parts = [&self.golden.tuning, &self.golden.held_out];
        let mut rows: Vec<Vec<String>> = (IN_SCOPE.into_iter())
            .map(|(name, of)| {
                let file = std::iter::once(String::new());
                std::iter::once(name.to_owned()).chain(parts.map(of)).chain(file).collect()
            })
            .collect();
        type OutcomeRow = (&'static str, fn(&Outcomes) -> Option<f64>);
        const OUT_OF_SCOPE: [OutcomeRow; 3] = [
            ("out of scope: kept from Found", |o| o.kept_from_found_share),
            ("… Unsure", |o| o.unsure_share),
            ("… Unknown", |o| o.unknown_share),
        ];
        for (name, of) in OUT_OF_SCOPE {
            let cells = parts.map(|scores| share(outcome(of, scores)));
            let file = share(of(&self.golden.out_of_scope));
            rows.push(std::iter::once(name.to_owned()).chain(cells).chain([file]).collect());
        }
        table(&["", "tuning", "held out", "`out_of_scope`"], &rows)
    }

    fn targets(&self) -> String {
        let mut targets = Vec::new();
        let mrr: Vec<f64> =
            self.ablations.iter().map(|ablation| average(&ablation.settings[0].mrr)).collect();
        for ((at, set), wanted) in self.sets.iter().enumerate().zip([0.735, 0.620, 0.842]) {
            targets.push(Target::at_least(format!("{}, MRR@10", set.name), mrr[at], wanted, score));
        }
        let three = mean(mrr[..self.sets.len()].iter().copied()).unwrap_or(f64::NAN);
        targets.push(Target::at_least("mean of the three, MRR@10", three, 0.735, score));
        for (at, set) in self.sets.iter().enumerate() {
            let [ours, ..] = self.set_losses(at, Perturbation::Accents);
            let what = format!("{}, accents stripped, MRR@10 lost", set.name);
            targets.push(Target::at_most(what, ours, 0.01, loss_cell));
        }
        let half = "one typo in each question, MRR@10 lost (half of plain tantivy’s)";
        for (at, set) in self.sets.iter().enumerate() {
            let [ours, plain, _] = self.set_losses(at, Perturbation::Typos);
            let what = format!("{}, {half}", set.name);
            targets.push(Target::at_most(what, ours, plain / 2.0, loss_cell));
        }
        let [ours, plain, _] = self.mean_losses(Perturbation::Typos);
        targets.push(Target::at_most(format!("mean, {half}"), ours, plain / 2.0, loss_cell));

        let value = |share: Option<f64>| share.unwrap_or(f64::NAN);
        let small = &self.honesty[0];
        let name = self.sets[0].name;
        let Golden { held_out, out_of_scope, .. } = &self.golden;
        let kept = held_out.out_of_scope.as_ref().and_then(|o| o.kept_from_found_share);
        targets.extend([
            Target::at_most(
                "bundled FAQ, Found on `out_of_scope`",
                value(out_of_scope.found_share),
                0.03,
                share,
            ),
            Target::at_most(
                format!("{name}, Found when the right entry is taken out"),
                value(small.leave_out.found_share),
                0.25,
                share,
            ),
            Target::at_least(
                format!("{name}, Found"),
                value(small.scores.found_share),
                0.60,
                share,
            ),
            Target::at_least(
                format!("{name}, right, of those Found"),
                value(small.scores.found_precision),
                0.80,
                share,
            ),
            Target::at_least(
                format!("{name}, right entry in Found or Unsure"),
                value(small.scores.answered_right_share),
                0.85,
                share,
            ),
            Target::at_least(
                "bundled FAQ, held-out questions: right entry first",
                value(held_out.top_1),
                0.85,
                share,
            ),
            Target::at_least(
                "bundled FAQ, held-out questions out of scope: kept from Found",
                value(kept),
                0.90,
                share,
            ),
        ]);
        let rows: Vec<Vec<String>> = targets.iter().map(Target::cells).collect();
        table(&["", "target", "measured", ""], &rows)
    }
}

/// A number that was set before measuring.
struct Target {
    what: String,
    measured: f64,
    wanted: f64,
    at_least: bool,
    show: fn(Option<f64>) -> String,
}

impl Target {
    fn at_least(
        what: impl Into<String>,
        measured: f64,
        wanted: f64,
        show: fn(Option<f64>) -> String,
    ) -> Self {
        Self { what: what.into(), measured, wanted, at_least: true, show }
    }

    fn at_most(
        what: impl Into<String>,
        measured: f64,
        wanted: f64,
        show: fn(Option<f64>) -> String,
    ) -> Self {
        Self { at_least: false, ..Self::at_least(what, measured, wanted, show) }
    }

    fn cells(&self) -> Vec<String> {
        let met =
            if self.at_least { self.measured >= self.wanted } else { self.measured <= self.wanted };
        let sign = if self.at_least { "≥" } else { "≤" };
        vec![
            self.what.clone(),
            format!("{sign} {}", (self.show)(Some(self.wanted))),
            (self.show)(Some(self.measured)),
            if met { "met" } else { "**missed**" }.to_owned(),
        ]
    }
}

fn average(values: &[f64]) -> f64 {
    mean(values.iter().copied()).unwrap_or(f64::NAN)
}
