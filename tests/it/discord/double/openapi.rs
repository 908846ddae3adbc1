//! Discord's own description of its API, if it is available: every request of the
//! bot and every object of the double is validated with it.
//!
//! Formats are not checked (`snowflake` and others are Discord's own). Where the
//! description is known to be stricter than Discord, this file corrects it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

const URI: &str = "https://discord.com/openapi.json";

struct Description {
    document: Value,
    registry: Registry<'static>,
    compiled: Mutex<HashMap<String, Arc<Validator>>>,
}

/// The description; `None` after a line that says so. The double's own limits are
/// checked in any case.
fn description() -> Option<&'static Description> {
    static DESCRIPTION: OnceLock<Option<Description>> = OnceLock::new();
    DESCRIPTION.get_or_init(load).as_ref()
}

fn load() -> Option<Description> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let shared = root.join("../shared");
    let named = std::env::var_os("SOUFFLEUR_DISCORD_OPENAPI");
    let expected = named.is_some() || shared.exists();
    let path = named.map_or_else(|| shared.join("discord-openapi.json"), PathBuf::from);
    let Ok(text) = std::fs::read_to_string(&path) else {
        let skipped = "Discord's OpenAPI description is not there (SOUFFLEUR_DISCORD_OPENAPI): \
                       requests and objects are held against our own limits only";
        super::skipped_unless(expected, skipped);
        return None;
    };
    let mut document: Value = serde_json::from_str(&text).expect("the description is JSON");
    // The API accepts the string that it gives back.
    let commands = [
        "ApplicationCommandCreateRequest",
        "ApplicationCommandUpdateRequest",
        "ApplicationCommandPatchRequestPartial",
    ];
    for command in commands {
        let schema = &mut document["components"]["schemas"][command]["properties"]["default_member_permissions"];
        if schema.is_object() {
            *schema =
                json!({ "anyOf": [schema.clone(), { "type": "string", "pattern": "^[0-9]+$" }] });
        }
    }
    // A forwarded message, which Discord documents elsewhere.
    document["components"]["schemas"]["MessageReferenceType"] = json!({ "enum": [0, 1] });
    let registry = Registry::new()
        .add(URI, document.clone())
        .and_then(jsonschema::RegistryBuilder::prepare)
        .expect("the description is a valid document");
    Some(Description { document, registry, compiled: Mutex::default() })
}

impl Description {
    /// Compiles the schema at a JSON pointer, once.
    fn validator(&'static self, pointer: &str) -> Arc<Validator> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let validator = compiled.entry(pointer.to_owned()).or_insert_with(|| {
            let schema = json!({ "$ref": format!("{URI}#{pointer}") });
            let validator = jsonschema::options()
                .with_draft(jsonschema::Draft::Draft202012)
                .should_validate_formats(false)
                .with_registry(&self.registry)
                .build(&schema);
            Arc::new(validator.unwrap_or_else(|error| panic!("{pointer}: {error}")))
        });
        Arc::clone(validator)
    }

    fn check(&'static self, pointer: &str, value: &Value, what: &str) -> Vec<String> {
        let validator = self.validator(pointer);
        let errors = validator.iter_errors(value);
        errors
            .take(3)
            .map(|error| {
                let error = format!("{what}{}: {error}", error.instance_path());
                error.chars().take(1_200).collect()
            })
            .collect()
    }

    /// The operation of a method and a path, as a JSON pointer.
    fn operation(&self, method: &str, path: &str) -> Option<String> {
        let paths = self.document["paths"].as_object()?;
        let segments: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == segments.len()
                && parts
                    .iter()
                    .zip(&segments)
                    .all(|(part, segment)| part.starts_with('{') || part == segment)
        };
        let method = method.to_lowercase();
        let found =
            paths.iter().filter(|(template, item)| fits(template) && item.get(&method).is_some());
        // `@original` is more specific than `{message_id}`.
        let (template, _) = found.min_by_key(|(template, _)| template.matches('{').count())?;
        let escaped =
            template.replace('~', "~0").replace('/', "~1").replace('{', "%7B").replace('}', "%7D");
        Some(format!("/paths/{escaped}/{method}"))
    }

    fn has(&self, pointer: &str) -> bool {
        self.document.pointer(&pointer.replace("%7B", "{").replace("%7D", "}")).is_some()
    }
}

/// The errors in a request's body.
pub fn request(method: &str, path: &str, body: &Value) -> Vec<String> {
    let Some(description) = description() else { return Vec::new() };
    let Some(operation) = description.operation(method, path) else {
        return vec![format!("{method} {path}: no such operation")];
    };
    let schema = format!("{operation}/requestBody/content/application~1json/schema");
    if !description.has(&schema) {
        return Vec::new();
    }
    description.check(&schema, body, &format!("request {method} {path} "))
}

/// The errors in a response of the double.
pub fn response(method: &str, path: &str, status: u16, body: &Value) -> Vec<String> {
    let Some(description) = description() else { return Vec::new() };
    let Some(operation) = description.operation(method, path) else { return Vec::new() };
    let schema = match status {
        429 => "/components/schemas/RatelimitedResponse".to_owned(),
        400..=499 => "/components/schemas/ErrorResponse".to_owned(),
        _ => format!("{operation}/responses/{status}/content/application~1json/schema"),
    };
    if description.has(&schema) {
        return description.check(&schema, body, &format!("response to {method} {path} "));
    }
    if status == 204 && !body.is_null()
        || status < 300 && !description.has(&format!("{operation}/responses/{status}"))
    {
        return vec![format!("{method} {path} is never answered {status}")];
    }
    Vec::new()
}

/// The errors in an object of the double, by the name of its schema.
pub fn object(schema: &str, value: &Value, what: &str) -> Vec<String> {
    description()
        .map_or_else(Vec::new, |d| d.check(&format!("/components/schemas/{schema}"), value, what))
}

/// The errors in the objects inside an event. The description leaves out the gateway,
/// but its events are made of objects that it describes.
pub fn event(event: &str, data: &Value) -> Vec<String> {
    let list = |key: &'static str| data[key].as_array().into_iter().flatten();
    match event {
        "MESSAGE_CREATE" | "MESSAGE_UPDATE" => object("MessageResponse", data, event),
        "CHANNEL_CREATE" | "CHANNEL_UPDATE" => object("GuildChannelResponse", data, event),
        "THREAD_CREATE" | "THREAD_UPDATE" => object("ThreadResponse", data, event),
        "GUILD_CREATE" => {
            let mut wrong = object("GuildResponse", data, event);
            wrong.extend(
                list("channels")
                    .flat_map(|c| object("GuildChannelResponse", c, "GUILD_CREATE.channels")),
            );
            wrong.extend(
                list("threads").flat_map(|c| object("ThreadResponse", c, "GUILD_CREATE.threads")),
            );
            wrong.extend(
                list("members")
                    .flat_map(|m| object("GuildMemberResponse", m, "GUILD_CREATE.members")),
            );
            wrong
        }
        "INTERACTION_CREATE" => {
            let mut wrong = Vec::new();
            if let Some(member) = data.get("member") {
                wrong.extend(object("GuildMemberResponse", member, "interaction.member"));
            }
            if let Some(user) = data.get("user") {
                wrong.extend(object("UserResponse", user, "interaction.user"));
            }
            if let Some(message) = data.get("message") {
                wrong.extend(object("MessageResponse", message, "interaction.message"));
            }
            let resolved = data["data"]["resolved"]["messages"].as_object().into_iter().flatten();
            wrong.extend(
                resolved.flat_map(|(_, m)| object("MessageResponse", m, "interaction.resolved")),
            );
            wrong
        }
        _ => Vec::new(),
    }
}
