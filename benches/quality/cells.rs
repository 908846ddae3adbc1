//! Writes numbers and tables in Markdown.

use std::fmt::Write as _;

use crate::bootstrap::{Difference, paired};

/// The seed of the bootstrap, so that every run gives the same intervals.
const BOOTSTRAP_SEED: u64 = 1;

/// A table with the first column aligned left and the others right.
pub fn table(titles: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!("| {} |\n", titles.join(" | "));
    let line: Vec<&str> =
        (0..titles.len()).map(|column| if column == 0 { "---" } else { "---:" }).collect();
    let _ = writeln!(out, "| {} |", line.join(" | "));
    for row in rows {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out
}

/// A score with three digits and none before the point: `.735`.
pub fn score(value: Option<f64>) -> String {
    pointed(value, 3)
}

/// A loss with four digits, because the value that it is compared with has more than three.
pub fn loss_cell(value: Option<f64>) -> String {
    pointed(value, 4)
}

fn pointed(value: Option<f64>, digits: usize) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else { return "—".to_owned() };
    let size = format!("{:.digits$}", value.abs());
    // A value that is rounded to 0 has no sign.
    let sign = if value < 0.0 && size != format!("{:.digits$}", 0.0) { "−" } else { "" };
    format!("{sign}{}", size.strip_prefix('0').unwrap_or(&size))
}

/// A difference of scores, with its sign.
pub fn signed(value: f64) -> String {
    let plain = score(Some(value));
    if plain.starts_with('.') && plain != ".000" { format!("+{plain}") } else { plain }
}

/// `12.3 %`.
pub fn share(value: Option<f64>) -> String {
    match value.filter(|value| value.is_finite()) {
        Some(value) => format!("{:.1} %", value * 100.0),
        None => "—".to_owned(),
    }
}

/// The mean of `ours − theirs` and its interval; bold when the interval does not contain 0.
pub fn difference(ours: &[f64], theirs: &[f64]) -> String {
    let Some(difference) = paired(ours, theirs, BOOTSTRAP_SEED) else { return "—".to_owned() };
    let Difference { mean, low, high } = difference;
    let mean = signed(mean);
    // Means of equal scores may differ in their last bit, which is not a difference.
    let clear = difference.is_clear() && mean != score(Some(0.0));
    let mean = if clear { format!("**{mean}**") } else { mean };
    format!("{mean} [{}, {}]", signed(low), signed(high))
}
