//! The commands a bot registers, and how Discord gives them back: normalised, so that
//! a bot with a naive comparison registers them at every start.

use serde_json::{Map, Value, json};

use super::interactions::Refusal;
use super::limits;
use super::objects::{self, Id};
use super::rest::Answer;
use super::world::State;

impl State {
    /// PUT: replaces all; a command that keeps its name and type keeps its id.
    pub fn put_commands(&mut self, guild: Option<Id>, body: &Value) -> Result<Answer, Refusal> {
        let wrong = limits::commands(body);
        if !wrong.is_empty() {
            return Err(Refusal::invalid(&wrong));
        }
        let before = self.commands.remove(&guild).unwrap_or_default();
        let given = body.as_array().into_iter().flatten();
        let now: Vec<Value> = given.map(|given| self.registered(guild, given, &before)).collect();
        self.commands.insert(guild, now.clone());
        Ok(Answer::ok(json!(now)))
    }

    /// POST: adds one, or replaces the one of that name and type.
    pub fn post_command(&mut self, guild: Option<Id>, body: &Value) -> Result<Answer, Refusal> {
        let wrong = limits::commands(&json!([body]));
        if !wrong.is_empty() {
            return Err(Refusal::invalid(&wrong));
        }
        let before = self.commands.get(&guild).cloned().unwrap_or_default();
        let command = self.registered(guild, body, &before);
        let all = self.commands.entry(guild).or_default();
        let known = all.len();
        all.retain(|other| other["id"] != command["id"]);
        let status = if all.len() < known { 200 } else { 201 };
        all.push(command.clone());
        Ok(Answer::status(status, command))
    }

    /// GET: without `with_localizations=true`, translations are left out.
    pub fn get_commands(&self, guild: Option<Id>, localised: bool) -> Answer {
        let mut commands = json!(self.commands.get(&guild).cloned().unwrap_or_default());
        if !localised {
            for command in commands.as_array_mut().into_iter().flatten() {
                without_translations(command);
            }
        }
        Answer::ok(commands)
    }

    pub fn delete_command(&mut self, guild: Option<Id>, id: &str) -> Result<Answer, Refusal> {
        let commands = self.commands.entry(guild).or_default();
        let known = commands.len();
        commands.retain(|command| command["id"] != id);
        if commands.len() == known {
            return Err(Refusal::new(404, 10063, "Unknown application command"));
        }
        Ok(Answer::empty())
    }

    fn registered(&self, guild: Option<Id>, given: &Value, before: &[Value]) -> Value {
        let kind = given["type"].as_u64().unwrap_or(1);
        let same = before.iter().find(|b| b["name"] == given["name"] && b["type"] == kind);
        let id =
            same.map_or_else(|| json!(objects::snowflake().to_string()), |same| same["id"].clone());
        let permissions = match &given["default_member_permissions"] {
            Value::Number(bits) => json!(bits.to_string()),
            other => other.clone(),
        };
        let mut command = json!({
            "id": id,
            "application_id": self.bot.id.to_string(),
            "version": objects::snowflake().to_string(),
            "default_member_permissions": permissions,
            "type": kind,
            "name": given["name"],
            "name_localizations": translations(&given["name_localizations"]),
            "description": given["description"].as_str().unwrap_or_default(),
            "description_localizations": translations(&given["description_localizations"]),
            "dm_permission": given["dm_permission"].as_bool().unwrap_or(true),
            "contexts": given["contexts"],
            "integration_types": if given["integration_types"].is_array() { given["integration_types"].clone() } else { json!([0]) },
            "nsfw": given["nsfw"] == true,
        });
        if let Some(guild) = guild {
            command["guild_id"] = json!(guild.to_string());
        }
        if let Some(options) = given["options"].as_array().filter(|options| !options.is_empty()) {
            command["options"] = json!(options.iter().map(option).collect::<Vec<_>>());
        }
        command
    }
}

/// An empty list of translations is given back as null.
fn translations(given: &Value) -> Value {
    if given.as_object().is_some_and(|given| !given.is_empty()) {
        given.clone()
    } else {
        Value::Null
    }
}

/// Leaves out fields that are false or empty.
fn option(given: &Value) -> Value {
    let mut shown = Map::new();
    for (key, value) in given.as_object().into_iter().flatten() {
        let nothing = value.is_null()
            || *value == json!(false)
            || value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(Map::is_empty);
        if nothing {
            continue;
        }
        let value = match (key.as_str(), value.as_array()) {
            ("options", Some(options)) => json!(options.iter().map(option).collect::<Vec<_>>()),
            _ => value.clone(),
        };
        shown.insert(key.clone(), value);
    }
    Value::Object(shown)
}

fn without_translations(value: &mut Value) {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|key, _| !key.ends_with("_localizations"));
    }
    let options = value.get_mut("options").and_then(Value::as_array_mut);
    options.into_iter().flatten().for_each(without_translations);
}
