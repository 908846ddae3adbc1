//! A YAML document: a list of questions and answers, whatever wraps it.

use serde_json::Value as Json;
use serde_saphyr::Error;
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::granit_parser::ErrorKind;
use serde_saphyr::localizer::ExternalMessageSource;

use super::draft::{Draft, Input};
use super::failure::Failure;
use super::warning::Warnings;
use super::{source_text, tree};

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
    let whole = source_text::read(input.text, warnings).map_err(|error| {
        let place = error.location();
        let line = place.map_or(1, |place| place.line());
        let column = place.map_or(1, |place| place.column());
        match error {
            Error::DuplicateMappingKey { key: Some(key), .. } => {
                Failure::DuplicateKey { key, line }
            }
            error if is_too_deep(&error) => Failure::DeepDocument { kind: "YAML", line, column },
            _ => Failure::BadDocument { kind: "YAML", line, column },
        }
    })?;
    let found = tree::collect(&whole, input, warnings);
    let mut keys = found.other_keys;
    if let Some(object) = whole.as_object().filter(|_| keys.is_empty()) {
        keys.extend(object.keys().take(12).cloned());
    }
    if found.drafts.is_empty() && !keys.is_empty() {
        let certain = is_for_programs(&whole, &keys);
        return Err(Failure::NoKeys { keys, certain });
    }
    Ok(found.drafts)
}

/// Whether the levels of a document are too many: for the scanner in brackets, and for the
/// budget of the reader in lines with an indent.
fn is_too_deep(error: &Error) -> bool {
    match error {
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => true,
        Error::ExternalMessage { source, .. } => match &**source {
            ExternalMessageSource::Parser(error) => {
                matches!(error.kind(), ErrorKind::RecursionLimitExceeded)
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a document is not words with colons: it has a list or a mapping in it, and its keys
/// are names for programs.
fn is_for_programs(whole: &Json, keys: &[String]) -> bool {
    let named = |key: &String| {
        key.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
    };
    let nested = match whole {
        Json::Object(object) => object.values().any(|v| v.is_object() || v.is_array()),
        Json::Array(items) => items.iter().any(Json::is_object),
        _ => false,
    };
    nested && keys.iter().all(named)
}
