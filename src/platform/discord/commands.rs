//! The slash commands and the message menu, one file each with its definition, its
//! reading and its reply. This file is the list, in the order in which Discord gets it.

pub mod admin;
pub mod command;
mod data;
mod definition;
pub mod faq;
pub mod menu;
pub mod registration;
pub mod team;

use serde_json::Value;
use serenity::model::application::CommandData;

use command::Command;

/// The definitions of all commands, as Discord is told them. The team's own is there `with_team`
/// only.
pub fn definitions(with_team: bool) -> Vec<Value> {
    let of_members = [faq::definition(), menu::definition(), data::definition()];
    let of_team = with_team.then(team::definition);
    of_members.into_iter().chain(of_team).chain([admin::definition()]).collect()
}

/// Reads a command; `None` for one that is not in the list.
pub fn read(sent: &CommandData) -> Option<Command> {
    faq::read(sent)
        .or_else(|| menu::read(sent))
        .or_else(|| data::read(sent))
        .or_else(|| team::read(sent))
        .or_else(|| admin::read(sent))
}

/// Whether the field in which somebody types takes an entry, and not a question.
pub fn completes_entries(sent: &CommandData) -> bool {
    team::is_it(sent) || admin::is_it(sent)
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
        for definition in definitions(true) {
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
        let sent = serde_json::to_string_pretty(&definitions(true)).expect("JSON");
        insta::assert_snapshot!("commands", sent);
    }
}
