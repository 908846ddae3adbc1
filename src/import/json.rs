//! A JSON document with entries at any depth, or one JSON object per line.

use serde_json::Value as Json;

use super::draft::{Draft, Input};
use super::failure::Failure;
use super::record::{self, Field};
use super::tree;
use super::warning::{Warning, Warnings};

/// Whether the text is a JSON document, or its first line an object with a question.
pub fn recognises(text: &str) -> bool {
    let text = text.trim_start();
    if !text.starts_with(['{', '[']) {
        return false;
    }
    if serde_json::from_str::<Json>(text).is_ok() {
        return true;
    }
    let first = text.lines().next().and_then(|line| serde_json::from_str(line).ok());
    let lines = first.is_some_and(|object: Json| {
        object
            .as_object()
            .is_some_and(|object| object.keys().any(|key| record::holds(key, Field::Question)))
    });
    // A damaged document is JSON all the same: its error says where it is damaged.
    lines
        || text.starts_with("{\"")
        || text.starts_with("{\n")
        || text.starts_with("[\n")
        || text.starts_with("[{")
        || text.starts_with("[[")
}

pub fn read(input: &Input<'_>, warnings: &mut Warnings) -> Result<Vec<Draft>, Failure> {
    let error = match serde_json::from_str::<Json>(input.text) {
        Ok(whole) => return document(&whole, input, warnings),
        Err(error) => error,
    };
    let lines: Vec<(u64, &str)> =
        (1u64..).zip(input.text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    let objects = lines
        .iter()
        .filter(|(_, line)| serde_json::from_str::<Json>(line).is_ok_and(|json| json.is_object()));
    if objects.count() == 0 && input.text.trim_start().starts_with(['{', '[']) {
        let (line, column) = (error.line() as u64, error.column() as u64);
        // serde_json stops at 128 levels and has no kind of error for them.
        if error.to_string().starts_with("recursion limit exceeded") {
            return Err(Failure::DeepDocument { kind: "JSON", line, column });
        }
        return Err(Failure::BadDocument { kind: "JSON", line, column });
    }
    let mut drafts = Vec::new();
    for (number, line) in lines {
        warnings.at(Some(number));
        let read = serde_json::from_str::<Json>(line)
            .map_err(|error| format!("JSON mal formé, colonne {}", error.column()))
            .and_then(|json| {
                let object = json.as_object();
                let object = object.ok_or_else(|| "ce n’est pas un objet JSON".to_owned())?;
                let draft = tree::draft(object, input, Some(number), warnings);
                draft.ok_or_else(|| "ni question ni réponse".to_owned())
            });
        match read {
            Ok(draft) => drafts.push(draft),
            Err(reason) => warnings.push_whole(Warning::BadLine { line: number, reason }),
        }
    }
    warnings.at(None);
    Ok(drafts)
}

/// The entries of a whole document.
///
/// # Errors
/// It has objects, but none with a question and an answer.
fn document(
    whole: &Json,
    input: &Input<'_>,
    warnings: &mut Warnings,
) -> Result<Vec<Draft>, Failure> {
    let found = tree::collect(whole, input, warnings);
    if found.drafts.is_empty() && !found.other_keys.is_empty() {
        return Err(Failure::NoKeys { keys: found.other_keys, certain: true });
    }
    Ok(found.drafts)
}
