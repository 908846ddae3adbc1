//! Writes the results as a Markdown page, and says which targets are met.

use std::fmt::Write as _;

use souffleur::eval::metrics::mean;
use souffleur::eval::perturb::Perturbation;
use souffleur::eval::scores::{Outcomes, Scores};

use crate::cells::{difference, loss_cell, score, share, signed, table};
use crate::measure::{Honesty, KINDS, LEAVE_OUT_SAMPLE, Marks, Measure, SEEDS};
use crate::sets::{BUNDLED, FOREIGN, HELD_OUT, Set};
use crate::settings::{PLAIN, settings};

const INTRODUCTION: &str = "\
How often the right entry comes first, what each term of the search brings, what damaged
questions cost, and how honest the outcomes are. `bundled FAQ` is the FAQ in `faq/` asked
its golden questions for tuning, `held out` the same FAQ asked the golden questions that
nobody looks at while tuning. The other sets are public questions in BEIR form that nobody
here wrote: `covid_quebec` is a small FAQ asked in other people's words, `cdtn` search
phrases against long sheets of labour law, `piaf` questions on paragraphs that share their
article's title, `out_of_scope` questions that none of these answers. One setting,
`Config::default()`, serves them all. Brackets hold the 95 % interval of a paired bootstrap
over the questions (10,000 draws): on other questions of the same kind, the difference
would be in there. **Bold** is an interval without 0; any other difference may be luck.
The same sets served while tuning, so the order of things here is more reliable than the
last digit.
";

/// What was tried besides; this text is kept by hand.
const TRIED: &str = include_str!("tried.md");

/// The tables of what each term brings.
const ABLATED: [(&str, Measure, &str); 10] = [
    ("MRR@10", Measure::Mrr, "The higher the better."),
    ("S@1", Measure::First, "The higher the better."),
    ("MRR@10 of questions with a typo", Measure::Damaged(1), "The higher the better."),
    ("MRR@10 of questions in phone spelling", Measure::Damaged(2), "The higher the better."),
    ("MRR@10 of questions without apostrophes", Measure::Damaged(4), "The higher the better."),
    ("Found and right", Measure::FoundRight, "The higher the better."),
    ("Found and wrong", Measure::FoundWrong, "The lower the better."),
    ("A right entry is shown", Measure::Shown, "The higher the better."),
    ("Found, the right entries taken out", Measure::TakenOut, "The lower the better."),
    ("Found, out of scope", Measure::OutOfScope, "The lower the better."),
];

/// Everything one run measured.
pub struct Page {
    /// The day, in UTC.
    pub date: String,
    /// What was run.
    pub commit: String,
    /// How it was run.
    pub command: String,
    /// In the order of the columns.
    pub sets: Vec<Measured>,
}

/// What one set's questions got.
pub struct Measured {
    /// The questions.
    pub set: Set,
    /// In the order of [`settings`].
    pub settings: Vec<Marks>,
    /// In the order of [`PLAIN`].
    pub plain: [Marks; 2],
    /// With everything on.
    pub honesty: Honesty,
}

impl Measured {
    fn all_on(&self) -> &Marks {
        &self.settings[0]
    }

    /// MRR@10 lost by damage: Souffleur's, then in the order of [`PLAIN`].
    fn losses(&self, kind: usize) -> [f64; 3] {
        [self.all_on(), &self.plain[0], &self.plain[1]].map(|marks| {
            let mean = |measure| marks.mean(measure).unwrap_or(f64::NAN);
            mean(Measure::Mrr) - mean(Measure::Damaged(kind))
        })
    }
}

impl Page {
    /// The whole page.
    pub fn in_markdown(&self) -> String {
        let mut out = format!("# Quality\n\n{INTRODUCTION}\n");
        let Self { date, commit, command, .. } = self;
        let _ = writeln!(
            out,
            "Measured on {date} (UTC) at commit {commit}:\n\n```sh\n{command}\n```\n"
        );
        let _ = write!(out, "## Targets\n\n{}", self.targets());
        out.push_str(
            "\n## Each term off\n\n\
             The first row is the score, the others the difference to it when one term is off. \
             No set but the bundled FAQ has a glossary or variants.\n",
        );
        for (title, measure, better) in ABLATED {
            let _ = write!(out, "\n### {title}\n\n{better}\n\n{}", self.ablated(measure));
        }
        let _ = writeln!(
            out,
            "\n## Damaged questions\n\n\
             MRR@10 lost when every question is damaged as `souffleur eval --perturb` does it \
             (seeds {} to {}, averaged), side by side with plain tantivy as it comes and with a \
             French stemmer. A negative loss is a gain.\n",
            SEEDS.start(),
            SEEDS.end()
        );
        out.push_str(&self.damaged());
        let _ = writeln!(
            out,
            "\n## Honesty\n\n\
             Outcomes of each set's questions; of the same questions with the right entries \
             taken out of the index ({LEAVE_OUT_SAMPLE} questions spread evenly over each of the \
             two large sets, all of the others); and of out-of-scope questions, without those \
             that a set might answer.\n",
        );
        out.push_str(&self.outcomes());
        let _ = write!(out, "\n{TRIED}");
        out
    }

    fn titles<'a>(&'a self, first: &[&'a str]) -> Vec<&'a str> {
        let sets = self.sets.iter().map(|measured| measured.set.name);
        first.iter().copied().chain(sets).collect()
    }

    fn ablated(&self, measure: Measure) -> String {
        let mut rows = Vec::new();
        for (at, (name, _)) in settings().into_iter().enumerate() {
            let cells = self.sets.iter().map(|measured| match at {
                0 => score(measured.all_on().mean(measure)),
                _ => difference(measured.settings[at].of(measure), measured.all_on().of(measure)),
            });
            let name = if at == 0 { name.to_owned() } else { format!("without {name}") };
            rows.push(std::iter::once(name).chain(cells).collect());
        }
        for (at, (name, _)) in PLAIN.iter().enumerate() {
            if self.sets.iter().all(|measured| measured.plain[at].of(measure).is_empty()) {
                continue;
            }
            let cells = self.sets.iter().map(|measured| {
                difference(measured.plain[at].of(measure), measured.all_on().of(measure))
            });
            rows.push(std::iter::once((*name).to_owned()).chain(cells).collect());
        }
        table(&self.titles(&[""]), &rows)
    }

    fn damaged(&self) -> String {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (at, kind) in KINDS.into_iter().enumerate() {
            for measured in self.sets.iter().filter(|measured| !measured.set.cases.is_empty()) {
                let damaged = Measure::Damaged(at);
                let loss = |marks: &Marks| difference(marks.of(Measure::Mrr), marks.of(damaged));
                rows.push(vec![
                    kind.name().to_owned(),
                    measured.set.name.to_owned(),
                    score(measured.all_on().mean(damaged)),
                    loss(measured.all_on()),
                    loss(&measured.plain[0]),
                    loss(&measured.plain[1]),
                ]);
            }
            if self.public().next().is_some() {
                let [ours, plain, stemmed] = self.mean_losses(at).map(signed);
                let mean = ["mean of the three", ""].map(str::to_owned);
                let row = std::iter::once(kind.name().to_owned()).chain(mean);
                rows.push(row.chain([ours, plain, stemmed]).collect());
            }
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

    fn public(&self) -> impl Iterator<Item = &Measured> {
        let bundled = [BUNDLED, HELD_OUT, FOREIGN];
        self.sets.iter().filter(move |measured| !bundled.contains(&measured.set.name))
    }

    fn mean_losses(&self, kind: usize) -> [f64; 3] {
        [0, 1, 2].map(|system| {
            mean(self.public().map(|measured| measured.losses(kind)[system])).unwrap_or(f64::NAN)
        })
    }

    fn outcomes(&self) -> String {
        type Row = (&'static str, fn(&Measured) -> String);
        const ROWS: [Row; 16] = [
            ("questions", |m| m.honesty.scores.questions.to_string()),
            ("right entry first, not Unknown", |m| share(m.honesty.scores.top_1)),
            ("Found", |m| share(m.honesty.scores.found_share)),
            ("… of those, right", |m| share(m.honesty.scores.found_precision)),
            ("Unsure", |m| share(m.honesty.scores.unsure_share)),
            ("Unknown", |m| share(m.honesty.scores.unknown_share)),
            ("right entry in Found or Unsure", |m| share(m.honesty.scores.answered_right_share)),
            ("… or offered beside the one Found", |m| share(m.all_on().mean(Measure::Shown))),
            ("right entry taken out: questions", |m| m.honesty.taken_out.questions.to_string()),
            ("… Found (wrongly)", |m| share(m.honesty.taken_out.found_share)),
            ("… Unsure", |m| share(m.honesty.taken_out.unsure_share)),
            ("… Unknown", |m| share(m.honesty.taken_out.unknown_share)),
            ("out of scope: questions", |m| m.honesty.out_of_scope.questions.to_string()),
            ("… Found (wrongly)", |m| share(m.honesty.out_of_scope.found_share)),
            ("… Unsure", |m| share(m.honesty.out_of_scope.unsure_share)),
            ("… Unknown", |m| share(m.honesty.out_of_scope.unknown_share)),
        ];
        let rows: Vec<Vec<String>> = (ROWS.into_iter())
            .map(|(name, of)| {
                std::iter::once(name.to_owned()).chain(self.sets.iter().map(of)).collect()
            })
            .collect();
        table(&self.titles(&[""]), &rows)
    }

    fn named(&self, name: &str) -> Option<&Measured> {
        self.sets.iter().find(|measured| measured.set.name == name)
    }

    fn targets(&self) -> String {
        let value = |share: Option<f64>| share.unwrap_or(f64::NAN);
        let mut targets = Vec::new();
        let mrr = |measured: &Measured| value(measured.all_on().mean(Measure::Mrr));
        for (measured, wanted) in self.public().zip([0.735, 0.620, 0.842]) {
            let what = format!("{}, MRR@10", measured.set.name);
            targets.push(Target::at_least(what, mrr(measured), wanted, score));
        }
        if let Some(three) = mean(self.public().map(mrr)) {
            targets.push(Target::at_least("mean of the three, MRR@10", three, 0.735, score));
        }
        for measured in self.public() {
            let [ours, ..] = measured.losses(at(Perturbation::Accents));
            let what = format!("{}, accents stripped, MRR@10 lost", measured.set.name);
            targets.push(Target::at_most(what, ours, 0.01, loss_cell));
        }
        let half = "one typo in each question, MRR@10 lost (half of plain tantivy’s)";
        let typos = at(Perturbation::Typos);
        for measured in self.public() {
            let [ours, plain, _] = measured.losses(typos);
            let what = format!("{}, {half}", measured.set.name);
            targets.push(Target::at_most(what, ours, plain / 2.0, loss_cell));
        }
        if self.public().next().is_some() {
            let [ours, plain, _] = self.mean_losses(typos);
            targets.push(Target::at_most(format!("mean, {half}"), ours, plain / 2.0, loss_cell));
        }
        if let Some(foreign) = self.named(FOREIGN) {
            let found = value(foreign.honesty.out_of_scope.found_share);
            let what = "bundled FAQ, Found on `out_of_scope`";
            targets.push(Target::at_most(what, found, 0.03, share));
        }
        if let Some(Measured { honesty: Honesty { scores, taken_out, .. }, set, .. }) =
            self.public().next()
        {
            let name = set.name;
            let Scores { found_share, found_precision, answered_right_share, .. } = scores;
            let Outcomes { found_share: found_taken_out, .. } = taken_out;
            let what = format!("{name}, Found when the right entry is taken out");
            targets.push(Target::at_most(what, value(*found_taken_out), 0.25, share));
            for (what, measured, wanted) in [
                ("Found", found_share, 0.60),
                ("right, of those Found", found_precision, 0.80),
                ("right entry in Found or Unsure", answered_right_share, 0.85),
            ] {
                let what = format!("{name}, {what}");
                targets.push(Target::at_least(what, value(*measured), wanted, share));
            }
        }
        if let Some(Measured { honesty, .. }) = self.named(HELD_OUT) {
            let kept = value(honesty.out_of_scope.kept_from_found_share);
            let what = "bundled FAQ, held-out questions: right entry first";
            targets.push(Target::at_least(what, value(honesty.scores.top_1), 0.85, share));
            let what = "bundled FAQ, held-out questions out of scope: kept from Found";
            targets.push(Target::at_least(what, kept, 0.90, share));
        }
        let rows: Vec<Vec<String>> = targets.iter().map(Target::cells).collect();
        table(&["", "target", "measured", ""], &rows)
    }
}

/// The place of a kind of damage in [`KINDS`].
fn at(kind: Perturbation) -> usize {
    KINDS.iter().position(|other| *other == kind).unwrap_or_default()
}

/// A number that was chosen before measuring.
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
