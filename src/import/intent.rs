//! The intents of a chat bot's training data: ways to ask, and answers of which the bot takes one
//! by chance.

use serde_json::{Map, Value as Json};

use super::prose;

/// The keys of the ways to ask.
const ASKED: [&str; 6] = ["patterns", "utterances", "examples", "phrases", "inputs", "expressions"];
/// The keys of the answers.
const ANSWERS: [&str; 4] = ["responses", "answers", "reponses", "replies"];

/// What an intent asks and answers.
pub struct Intent<'a> {
    /// The first is the question, the others are variants.
    pub asked: Vec<&'a str>,
    /// The first is the answer.
    pub answers: Vec<&'a str>,
    /// The keys of other values, without the intent's name.
    pub others: Vec<&'a str>,
}

/// The intent that an object is.
pub fn of(object: &Map<String, Json>) -> Option<Intent<'_>> {
    let find = |names: &[&str]| {
        object
            .iter()
            .find(|(name, value)| value.is_array() && names.contains(&prose::words(name).as_str()))
    };
    let (asked, answers) = (find(&ASKED)?, find(&ANSWERS)?);
    let others = object
        .keys()
        .map(String::as_str)
        .filter(|name| *name != asked.0 && *name != answers.0)
        .filter(|name| !["tag", "intent", "name", "id"].contains(name))
        .collect();
    Some(Intent { asked: texts(asked.1), answers: texts(answers.1), others })
}

fn texts(list: &Json) -> Vec<&str> {
    let items = list.as_array().into_iter().flatten();
    let texts = items.filter_map(|item| {
        item.as_str().or_else(|| ["text", "value"].iter().find_map(|key| item.get(*key)?.as_str()))
    });
    texts.filter(|text| !text.trim().is_empty()).collect()
}
