//! One JSON object per line, or one JSON array of objects: `title`, `text`,
//! `category`, `url`, or any other name that a column of a table may have.

use serde_json::Value as Json;

use super::draft::{Draft, Input};
use super::record::{self, Field, Value};
use super::warning::{Failure, Warning};

/// Whether the first line is an object with a question, or the whole text an array of
/// objects.
pub fn recognises(text: &str) -> bool {
    let text = text.trim_start();
    if text.starts_with('[') {
        let whole: Result<Vec<Json>, _> = serde_json::from_str(text);
        return whole.is_ok_and(|items| items.iter().any(Json::is_object));
    }
    let first = text.lines().next().and_then(|line| serde_json::from_str(line).ok());
    first.is_some_and(|object: Json| {
        object
            .as_object()
            .is_some_and(|object| object.keys().any(|key| record::holds(key, Field::Question)))
    })
}

pub fn read(input: &Input<'_>, warnings: &mut Vec<Warning>) -> Result<Vec<Draft>, Failure> {
    if let Ok(whole) = serde_json::from_str::<Json>(input.text) {
        let objects = if let Json::Array(items) = whole { items } else { vec![whole] };
        return Ok(objects.iter().filter_map(|object| draft(object, input, warnings)).collect());
    }
    let mut drafts = Vec::new();
    for (number, line) in (1u64..).zip(input.text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let read = serde_json::from_str::<Json>(line)
            .map_err(|error| format!("JSON mal formé, colonne {}", error.column()))
            .and_then(|object| {
                let draft = draft(&object, input, warnings);
                draft.ok_or_else(|| "ce n’est pas un objet JSON".to_owned())
            });
        match read {
            Ok(draft) => drafts.push(draft),
            Err(reason) => warnings.push(Warning::BadLine { line: number, reason }),
        }
    }
    Ok(drafts)
}

fn draft(object: &Json, input: &Input<'_>, warnings: &mut Vec<Warning>) -> Option<Draft> {
    let values: Vec<Value> = object
        .as_object()?
        .iter()
        .map(|(name, value)| Value { name: name.clone(), texts: texts(value) })
        .collect();
    Some(record::draft(&values, input, warnings))
}

fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::String(text) => vec![text.clone()],
        Json::Number(number) => vec![number.to_string()],
        Json::Array(items) => {
            items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        }
        Json::Null | Json::Bool(_) | Json::Object(_) => Vec::new(),
    }
}
