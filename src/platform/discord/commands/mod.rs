//! The commands, one file each with its definition, its reading and its reply;
//! this file is the list, in the order Discord shows them.

pub mod admin;
pub mod faq;
pub mod menu;
pub mod registration;

use serde_json::{Value, json};
use serenity::model::application::CommandData;

use crate::platform::discord::incoming::Command;
use crate::wording::discord::Bilingual;

/// What Discord is told of every command.
pub fn definitions() -> Vec<Value> {
    vec![faq::definition(), menu::definition(), admin::definition()]
}

/// Reads a command; `None` for one we do not have.
pub fn read(data: &CommandData) -> Option<Command> {
    faq::read(data).or_else(|| menu::read(data)).or_else(|| admin::read(data))
}

/// A name in every language; languages that are not listed see the French one.
fn named(name: Bilingual) -> Value {
    json!({ "name": name.fr, "name_localizations": localized(name) })
}

/// A name and a description, in every language.
fn described(name: Bilingual, description: Bilingual) -> Value {
    let mut described = named(name);
    described["description"] = json!(description.fr);
    described["description_localizations"] = localized(description);
    described
}

fn localized(text: Bilingual) -> Value {
    json!({ "fr": text.fr, "en-GB": text.en, "en-US": text.en })
}

/// Adds what else a definition says.
fn with(mut definition: Value, more: Value) -> Value {
    if let (Value::Object(definition), Value::Object(more)) = (&mut definition, more) {
        definition.extend(more);
    }
    definition
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names and descriptions of a command, its options and theirs, in every language.
    fn texts(value: &Value, found: &mut Vec<(String, String)>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    match value {
                        Value::String(text) if key == "name" || key == "description" => {
                            found.push((key.clone(), text.clone()));
                        }
                        Value::Object(languages) if key.ends_with("_localizations") => {
                            let key = key.trim_end_matches("_localizations");
                            found.extend(languages.values().map(|text| {
                                (key.to_owned(), text.as_str().unwrap_or_default().to_owned())
                            }));
                        }
                        other => texts(other, found),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
            _ => {}
        }
    }

    #[test]
    fn definitions_keep_to_the_limits() {
        for definition in definitions() {
            let mut found = Vec::new();
            texts(&definition, &mut found);
            let slash = definition["type"] == 1;
            for (key, text) in &found {
                let chars = text.chars().count();
                if key == "description" {
                    assert!((1..=100).contains(&chars), "{text}");
                } else {
                    assert!((1..=32).contains(&chars), "{text}");
                    let lower = text.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
                    assert!(!slash || (lower && text.to_lowercase() == *text), "{text}");
                }
            }
            let total: usize = found.iter().map(|(_, text)| text.chars().count()).sum();
            assert!(total <= 8_000);
        }
    }

    #[test]
    fn definitions_as_sent() {
        let sent = serde_json::to_string_pretty(&definitions()).expect("JSON");
        insta::assert_snapshot!("commands", sent);
    }
}
