//! Writes the results as a Markdown page, and says which targets are met.

use std::fmt::Write as _;

use souffleur::eval::metrics::mean;
use souffleur::eval::perturb::Perturbation;
use souffleur::eval::probe::{ProbeReport, SAMPLE_ENTRIES};
use souffleur::eval::scores::{Outcomes, Scores};

use crate::cells::{difference, loss_cell, score, share, signed, table};
use crate::measure::{Honesty, KINDS, LEAVE_OUT_SAMPLE, Marks, Measure, PROBED, SEEDS};
use crate::sets::{BUNDLED, FOREIGN, HELD_OUT, Set};
use crate::settings::{ALL_ON, MEANING, PLAIN, Setting};

const INTRODUCTION: &str = "\
How often the right entry comes first, what each term of the search brings, what damaged
questions cost, and how honest the outcomes are. `bundled FAQ` is the FAQ in `faq/` asked
its golden questions for tuning, `held out` the same FAQ asked the golden questions that
nobody looks at while tuning. The other sets are public questions in BEIR form that nobody
here wrote: `covid_quebec` is a small FAQ asked in other people's words, `cdtn` search
phrases against long sheets of labour law, `piaf` questions on paragraphs that share their
article's title, `out_of_scope` questions that none of these answers. Entries are ranked by their words and
by the meaning of a sentence encoder; *words alone* is the search without the encoder, and
*meaning alone* is the order of the encoder's nearest vectors, without words. One setting,
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
    /// The FAQs that were probed.
    pub probed: Vec<Probed>,
}

/// What came of questions that no entry of a FAQ answers.
pub struct Probed {
    /// The FAQ.
    pub name: &'static str,
    /// With everything on, and by words alone.
    pub reports: [ProbeReport; 2],
}

/// What one set's questions got.
pub struct Measured {
    /// The questions.
    pub set: Set,
    /// With everything on first; the same settings for every set.
    pub settings: Vec<(Setting, Marks)>,
    /// Ranked by nothing but the nearest vector; empty in a program without the encoder.
    pub meaning_alone: Marks,
    /// In the order of [`PLAIN`].
    pub plain: [Marks; 2],
    /// With everything on.
    pub honesty: Honesty,
}

impl Measured {
    fn all_on(&self) -> &Marks {
        &self.settings[0].1
    }

    fn by_words(&self) -> Option<&Marks> {
        let found = self.settings.iter().find(|(setting, _)| setting.name == MEANING);
        found.map(|(_, marks)| marks)
    }

    /// MRR@10 lost by damage: Souffleur's, its loss by words alone, then in the order of
    /// [`PLAIN`].
    fn losses(&self, kind: usize) -> [f64; 4] {
        let ours = [Some(self.all_on()), self.by_words()];
        [ours[0], ours[1], Some(&self.plain[0]), Some(&self.plain[1])].map(|marks| {
            let mean = |measure| marks.and_then(|marks| marks.mean(measure)).unwrap_or(f64::NAN);
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
        let _ = writeln!(
            out,
            "\n## Questions that no entry answers\n\n\
             `souffleur eval --probe`: a foreign word beside the rarest word of an entry’s \
             question, and whole questions of other FAQs. The bundled FAQ is asked as it is; of \
             the others, {PROBED} small FAQs of {} to {} entries are drawn, without variants.\n",
            SAMPLE_ENTRIES.start(),
            SAMPLE_ENTRIES.end(),
        );
        out.push_str(&self.probes());
        let _ = write!(out, "\n{TRIED}");
        out
    }

    fn titles<'a>(&'a self, first: &[&'a str]) -> Vec<&'a str> {
        let sets = self.sets.iter().map(|measured| measured.set.name);
        first.iter().copied().chain(sets).collect()
    }

    fn ablated(&self, measure: Measure) -> String {
        let mut rows = Vec::new();
        let settings = self.sets.first().map_or(&[][..], |measured| &measured.settings);
        for (at, (Setting { name, .. }, _)) in settings.iter().enumerate() {
            let cells = self.sets.iter().map(|measured| match *name {
                ALL_ON => score(measured.all_on().mean(measure)),
                _ => difference(measured.settings[at].1.of(measure), measured.all_on().of(measure)),
            });
            let name = match *name {
                ALL_ON => ALL_ON.to_owned(),
                MEANING => "words alone".to_owned(),
                name => format!("without {name}"),
            };
            rows.push(std::iter::once(name).chain(cells).collect());
        }
        if self.sets.iter().any(|measured| !measured.meaning_alone.of(measure).is_empty()) {
            let cells = self.sets.iter().map(|measured| {
                difference(measured.meaning_alone.of(measure), measured.all_on().of(measure))
            });
            rows.push(std::iter::once("meaning alone".to_owned()).chain(cells).collect());
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
                    measured.by_words().map_or_else(|| "—".to_owned(), loss),
                    loss(&measured.plain[0]),
                    loss(&measured.plain[1]),
                ]);
            }
            if self.public().next().is_some() {
                let mean = ["mean of the public sets", ""].map(str::to_owned);
                let row = std::iter::once(kind.name().to_owned()).chain(mean);
                rows.push(row.chain(self.mean_losses(at).map(signed)).collect());
            }
        }
        let titles = [
            "damage",
            "set",
            "Souffleur, damaged",
            "Souffleur loses",
            "words alone lose",
            "plain tantivy loses",
            "with French stemmer",
        ];
        table(&titles, &rows)
    }

    fn public(&self) -> impl Iterator<Item = &Measured> {
        let bundled = [BUNDLED, HELD_OUT, FOREIGN];
        self.sets.iter().filter(move |measured| !bundled.contains(&measured.set.name))
    }

    fn mean_losses(&self, kind: usize) -> [f64; 4] {
        [0, 1, 2, 3].map(|system| {
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

    fn probes(&self) -> String {
        let mut rows = Vec::new();
        for Probed { name, reports } in &self.probed {
            for (system, report) in ["all on", "words alone"].into_iter().zip(reports) {
                let ProbeReport { foreign_word, other_faqs, .. } = report;
                let mut row = vec![(*name).to_owned(), system.to_owned()];
                for Outcomes { questions, found_share, unsure_share, .. } in
                    [foreign_word, other_faqs]
                {
                    row.extend([questions.to_string(), share(*found_share), share(*unsure_share)]);
                }
                rows.push(row);
            }
        }
        let titles = [
            "FAQ",
            "",
            "foreign word: questions",
            "Found (wrongly)",
            "Unsure",
            "other FAQs: questions",
            "Found (wrongly)",
            "Unsure",
        ];
        table(&titles, &rows)
    }

    fn named(&self, name: &str) -> Option<&Measured> {
        self.sets.iter().find(|measured| measured.set.name == name)
    }

    fn targets(&self) -> String {
        let value = |share: Option<f64>| share.unwrap_or(f64::NAN);
        let mut targets = Vec::new();
        let mrr = |measured: &Measured| value(measured.all_on().mean(Measure::Mrr));
        let wanted = [("covid_quebec", 0.815), ("cdtn", 0.645), ("piaf", 0.890)];
        for (name, wanted) in wanted {
            let Some(measured) = self.named(name) else { continue };
            let what = format!("{name}, MRR@10");
            targets.push(Target::at_least(what, mrr(measured), wanted, score));
        }
        let public: Vec<f64> = self.public().map(mrr).collect();
        if let (true, Some(three)) = (public.len() == wanted.len(), mean(public)) {
            targets.push(Target::at_least("mean of the three, MRR@10", three, 0.785, score));
        }
        for measured in self.public() {
            let [ours, ..] = measured.losses(at(Perturbation::Accents));
            let what = format!("{}, accents stripped, MRR@10 lost", measured.set.name);
            targets.push(Target::at_most(what, ours, 0.01, loss_cell));
        }
        for measured in self.public() {
            let [ours, ..] = measured.losses(at(Perturbation::Typos));
            let what = format!("{}, one typo in each question, MRR@10 lost", measured.set.name);
            targets.push(Target::at_most(what, ours, 0.02, loss_cell));
        }
        for measured in self.sets.iter().filter(|m| !m.set.out_of_scope.is_empty()) {
            if [BUNDLED, HELD_OUT].contains(&measured.set.name) {
                continue;
            }
            let found = value(measured.honesty.out_of_scope.found_share);
            let what = format!("{}, Found on questions out of scope", measured.set.name);
            targets.push(Target::at_most(what, found, 0.01, share));
        }
        if let Some(measured) = self.named("covid_quebec") {
            let Honesty { scores, taken_out, .. } = &measured.honesty;
            let first = value(measured.all_on().mean(Measure::First));
            targets.push(Target::at_least("covid_quebec, S@1", first, 0.735, score));
            let Outcomes { found_share: found_taken_out, .. } = taken_out;
            let what = "covid_quebec, Found when the right entry is taken out";
            targets.push(Target::at_most(what, value(*found_taken_out), 0.25, share));
            let Scores { found_share, found_precision, answered_right_share, .. } = scores;
            for (what, measured, wanted) in [
                ("Found", found_share, 0.60),
                ("right, of those Found", found_precision, 0.90),
                ("right entry in Found or Unsure", answered_right_share, 0.82),
            ] {
                let what = format!("covid_quebec, {what}");
                targets.push(Target::at_least(what, value(*measured), wanted, share));
            }
        }
        for Probed { name, reports: [report, _] } in &self.probed {
            let found = value(report.foreign_word.found_share);
            let what = format!("{name}, Found on a foreign word beside a word of an entry");
            targets.push(Target::at_most(what, found, 0.10, share));
        }
        if let Some(Measured { honesty, .. }) = self.named(HELD_OUT) {
            let Outcomes { kept_from_found_share, unknown_share, .. } = &honesty.out_of_scope;
            let what = "bundled FAQ, held-out questions: right entry first";
            targets.push(Target::at_least(what, value(honesty.scores.top_1), 0.92, share));
            let what = "bundled FAQ, held-out questions out of scope: kept from Found";
            targets.push(Target::at_least(what, value(*kept_from_found_share), 0.95, share));
            let what = "bundled FAQ, held-out questions out of scope: Unknown";
            targets.push(Target::at_least(what, value(*unknown_share), 0.65, share));
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
