//! Suggestions while somebody types, as Discord takes them. Pure.

use serde_json::Value;

use super::custom_id::Chosen;
use super::payload::{CHOICE_MAX, CHOICES_MAX};
use crate::bot::Choice;
use crate::faq::EntryId;
use crate::wording::cut::cut;

/// Entries while somebody types words to search them by, each with its question.
pub fn entry_suggestions(found: &[(EntryId, String)]) -> Value {
    let choice = |(entry, question): &(EntryId, String)| Choice {
        entry: entry.clone(),
        question: question.clone(),
        category: None,
    };
    suggestions(&found.iter().map(choice).collect::<Vec<_>>())
}

/// Suggestions while typing. Discord shows each name and sends its value back.
pub fn suggestions(choices: &[Choice]) -> Value {
    let choices: Vec<_> = (choices.iter().take(CHOICES_MAX))
        .map(|Choice { entry, question, category }| {
            let name = match category {
                Some(category) => format!("{category} · {question}"),
                None if question.trim().is_empty() => entry.to_string(),
                None => question.clone(),
            };
            serde_json::json!({
                "name": cut(&name, CHOICE_MAX),
                "value": Chosen::Entry(entry.clone()).encode(),
            })
        })
        .collect();
    serde_json::json!({ "choices": choices })
}
