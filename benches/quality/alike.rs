//! How many questions of members are taken for one that was asked before, and how many of those
//! have the same subject: an entry that answers both.

use std::collections::HashSet;
use std::fmt::Write as _;

use anyhow::Context;
use souffleur::eval::ask::{Case, Expected};
use souffleur::faq::EntryId;
use souffleur::search::meaning::{Encoder, read_now};
use souffleur::search::{AskedQuestion, QuestionWords};

use crate::sets::Set;

/// What became of the questions of one set, asked one after the other.
#[derive(Default)]
struct Merged {
    questions: usize,
    right: usize,
    wrong: usize,
    /// Questions that have the subject of a need before them.
    could: usize,
}

/// A Markdown table, one row a set. Questions that no entry answers have no subject, so that
/// each one that is merged counts as wrong.
///
/// # Errors
/// The program has no encoder.
pub fn page(sets: &[Set], progress: &dyn Fn(&str)) -> anyhow::Result<String> {
    Encoder::get().context("this program is built without the encoder")?;
    let mut page =
        "| set | questions | merged | right | wrong | of one subject with an earlier one \
                    |\n| --- | ---: | ---: | ---: | ---: | ---: |\n"
            .to_owned();
    for set in sets {
        progress(set.name);
        for (name, cases) in [("", &set.cases), (", out of scope", &set.out_of_scope)] {
            let Merged { questions, right, wrong, could } = merged(cases);
            if questions > 0 {
                writeln!(
                    page,
                    "| {}{name} | {questions} | {} | {right} | {wrong} | {could} |",
                    set.name,
                    right + wrong
                )?;
            }
        }
    }
    Ok(page)
}

/// Each question goes to the nearest need before it that asks the same, or is one itself. A need
/// is compared by its oldest question, as on the team's cards.
fn merged(cases: &[Case]) -> Merged {
    let mut needs: Vec<(AskedQuestion, HashSet<&EntryId>)> = Vec::new();
    let mut merged = Merged { questions: cases.len(), ..Merged::default() };
    for case in cases {
        let asked = AskedQuestion::new(QuestionWords::of(&case.text), read_now(&case.text));
        let subjects: HashSet<&EntryId> = match &case.expected {
            Expected::Entries(entries) => entries.keys().collect(),
            _ => HashSet::new(),
        };
        merged.could += usize::from(needs.iter().any(|(_, other)| !other.is_disjoint(&subjects)));
        let near = needs.iter().filter_map(|(first, of)| Some((first.same_as(&asked)?, of)));
        match near.max_by(|(a, _), (b, _)| a.total_cmp(b)) {
            Some((_, of)) if of.is_disjoint(&subjects) => merged.wrong += 1,
            Some(_) => merged.right += 1,
            None => needs.push((asked, subjects)),
        }
    }
    merged
}
