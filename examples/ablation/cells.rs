//! Numbers and tables in Markdown. Knows nothing of what they count.

use std::fmt::Write as _;

use souffleur::eval::bootstrap::{Difference, paired};

/// Repeats every interval exactly.
const BOOTSTRAP_SEED: u64 = 1;

/// The first column to the left, the others to the right.
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

/// `.735`: three digits, none before the point.
pub fn score(value: Option<f64>) -> String {
    pointed(value, 3)
}

/// A score's loss, to four digits: what it is compared with is not round.
pub fn loss_cell(value: Option<f64>) -> String {
    pointed(value, 4)
}

fn pointed(value: Option<f64>, digits: usize) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else { return "—".to_owned() };
    let size = format!("{:.digits$}", value.abs());
    // What rounds to nothing has no sign.
    let sign = if value < 0.0 && size != format!("{:.digits$}", 0.0) { "−" } else { "" };
    format!("{sign}{}", size.strip_prefix('0').unwrap_or(&size))
}

/// A difference of scores.
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

/// The mean of `ours − theirs` and its interval, bold when 0 lies outside.
pub fn difference(ours: &[f64], theirs: &[f64]) -> String {
    let Some(difference) = paired(ours, theirs, BOOTSTRAP_SEED) else { return "—".to_owned() };
    let Difference { mean, low, high } = difference;
    let mean = signed(mean);
    // Averages of equal scores differ in their last bit, which is no difference.
    let clear = difference.is_clear() && mean != score(Some(0.0));
    let mean = if clear { format!("**{mean}**") } else { mean };
    format!("{mean} [{}, {}]", signed(low), signed(high))
}
