//! A YAML document: a list of questions and answers, whatever wraps it.

use serde_json::Value as Json;

use super::draft::{Draft, Input};
use super::tree;
use super::warning::{Failure, Warnings};

/// Whether the text is a YAML list or mapping. A line of a text may have a colon too, so a
/// mapping needs a list or a question in it.
pub fn recognises(text: &str) -> bool {
    let first = text.lines().map(str::trim_end).find(|line| {
        !(line.is_empty()
            || line.starts_with('#')
            || line.starts_with("---")
            || line.starts_with('%'))
    });
    let Some(first) = first else { return false };
    let item = first.trim_start().strip_prefix("- ").unwrap_or(first);
    let keyed = item.split_once(':').is_some_and(|(key, rest)| {
        !key.contains(['.', '!']) && (rest.is_empty() || rest.starts_with(' '))
    });
    let parsed = keyed.then(|| serde_saphyr::from_str::<Json>(text));
    match parsed {
        Some(Ok(json)) => json.is_array() || json.is_object(),
        // A damaged document is YAML if it looks like a list of entries.
        Some(Err(_)) => {
            let lines = |key: &str| {
                text.lines().filter(|l| l.trim_start_matches([' ', '-']).starts_with(key)).count()
            };
            lines("question:") >= 2 || lines("q:") >= 2
        }
        None => false,
    }
}

pub fn read(input: &Input<'_>, warnings: &mut Warnings) -> Result<Vec<Draft>, Failure> {
    let whole: Json = serde_saphyr::from_str(input.text).map_err(|error| {
        let place = error.location();
        Failure::BadDocument {
            kind: "YAML",
            line: place.map_or(1, |place| place.line()),
            column: place.map_or(1, |place| place.column()),
        }
    })?;
    let found = tree::collect(&whole, input, warnings);
    if found.drafts.is_empty() && !found.other_keys.is_empty() {
        return Err(Failure::NoKeys { keys: found.other_keys });
    }
    Ok(found.drafts)
}
