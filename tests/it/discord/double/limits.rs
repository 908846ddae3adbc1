//! Discord's limits on payloads, reported as Discord does: a path and a code. Lengths
//! are in characters. Most limits are in Discord's description too; the sums, the
//! fields that exclude each other and the names of commands are only here.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// One error, as an entry in `errors` of a 50035.
pub struct Wrong {
    /// `embeds.0.title`
    pub path: String,
    pub code: &'static str,
    pub message: String,
}

/// The `errors` of a 50035: a tree of paths with `_errors` at its leaves.
pub fn tree(wrong: &[Wrong]) -> Value {
    let mut tree = json!({});
    for Wrong { path, code, message } in wrong {
        let mut at = &mut tree;
        for part in path.split('.') {
            at = &mut at[part];
        }
        at["_errors"] = json!([{ "code": code, "message": message }]);
    }
    tree
}

#[derive(Default)]
struct Found(Vec<Wrong>);

impl Found {
    fn add(&mut self, path: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.0.push(Wrong { path: path.into(), code, message: message.into() });
    }

    /// Checks a text of `least` to `most` characters, which may be missing; gives its
    /// length.
    fn text(&mut self, path: &str, value: &Value, least: usize, most: usize) -> usize {
        let Some(text) = value.as_str() else { return 0 };
        let length = text.chars().count();
        if text.trim().is_empty() && least > 0 {
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required");
        } else if length > most || length < least {
            self.add(
                path,
                "BASE_TYPE_BAD_LENGTH",
                format!("Must be between {least} and {most} in length."),
            );
        }
        length
    }

    fn count(&mut self, path: &str, value: &Value, most: usize) {
        if value.as_array().is_some_and(|list| list.len() > most) {
            self.add(path, "BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length."));
        }
    }

    fn url(&mut self, path: &str, value: &Value, most: usize) {
        let Some(text) = value.as_str() else { return };
        let valid = url::Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https" | "discord") && url.has_host()
        });
        if !valid {
            self.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        } else if text.chars().count() > most {
            self.add(path, "BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length."));
        }
    }
}

/// Checks a message to create, to edit or to answer with.
pub fn message(body: &Value) -> Vec<Wrong> {
    let mut found = Found::default();
    found.text("content", &body["content"], 0, 2_000);
    found.count("embeds", &body["embeds"], 10);
    let mut total = 0;
    for (at, embed) in list(&body["embeds"]) {
        total += self::embed(&mut found, at, embed);
    }
    if total > 6_000 {
        found.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
    components(&mut found, &body["components"]);
    let mentions = &body["allowed_mentions"];
    for kind in ["users", "roles"] {
        let parsed = mentions["parse"].as_array().is_some_and(|parse| parse.contains(&json!(kind)));
        let listed = mentions[kind].as_array().is_some_and(|ids| !ids.is_empty());
        if parsed && listed {
            let message =
                format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            found.add("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message);
        }
    }
    found.text("nonce", &body["nonce"], 0, 25);
    found.0
}

fn list(value: &Value) -> impl Iterator<Item = (usize, &Value)> {
    value.as_array().into_iter().flatten().enumerate()
}

/// The number of its characters that count for the sum.
fn embed(found: &mut Found, at: usize, embed: &Value) -> usize {
    let path = |rest: &str| format!("embeds.{at}.{rest}");
    let mut total = found.text(&path("title"), &embed["title"], 0, 256);
    total += found.text(&path("description"), &embed["description"], 0, 4_096);
    total += found.text(&path("footer.text"), &embed["footer"]["text"], 0, 2_048);
    total += found.text(&path("author.name"), &embed["author"]["name"], 0, 256);
    found.url(&path("url"), &embed["url"], 2_048);
    found.count(&path("fields"), &embed["fields"], 25);
    for (n, field) in list(&embed["fields"]) {
        total += found.text(&path(&format!("fields.{n}.name")), &field["name"], 1, 256);
        total += found.text(&path(&format!("fields.{n}.value")), &field["value"], 1, 1_024);
    }
    total
}

fn components(found: &mut Found, rows: &Value) {
    found.count("components", rows, 5);
    let mut ids = BTreeSet::new();
    for (r, row) in list(rows) {
        let path = |rest: String| format!("components.{r}.{rest}");
        if row["type"] != 1 {
            found.add(
                path("type".into()),
                "UNION_TYPE_CHOICES",
                "Value of field \"type\" must be one of (1,).",
            );
            continue;
        }
        let width: u64 =
            list(&row["components"]).map(|(_, c)| if c["type"] == 2 { 1 } else { 5 }).sum();
        if !(1..=5).contains(&width) {
            found.add(
                path("components".into()),
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            );
        }
        for (c, component) in list(&row["components"]) {
            let path = |rest: &str| format!("components.{r}.components.{c}.{rest}");
            if let Some(id) = component["custom_id"].as_str()
                && !ids.insert(id)
            {
                found.add(
                    path("custom_id"),
                    "COMPONENT_CUSTOM_ID_DUPLICATED",
                    "Component custom id cannot be duplicated",
                );
            }
            found.text(&path("custom_id"), &component["custom_id"], 1, 100);
            match component["type"].as_u64() {
                Some(2) => button(found, component, path),
                Some(3) => select(found, component, path),
                Some(5..=8) => {}
                _ => found.add(
                    path("type"),
                    "UNION_TYPE_CHOICES",
                    "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).",
                ),
            }
        }
    }
}

fn button(found: &mut Found, button: &Value, path: impl Fn(&str) -> String) {
    found.text(&path("label"), &button["label"], 0, 80);
    found.url(&path("url"), &button["url"], 512);
    let (link, id) = (button["url"].is_string(), button["custom_id"].is_string());
    if (button["style"] == 5) != link || link == id {
        found.add(
            path("custom_id"),
            "BUTTON_COMPONENT_INVALID",
            "A button has either a custom id or, of style 5, a url",
        );
    }
    if button["label"].as_str().is_none_or(str::is_empty) && !button["emoji"].is_object() {
        found.add(
            path("label"),
            "BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL",
            "A button must have either a label or an emoji",
        );
    }
}

fn select(found: &mut Found, select: &Value, path: impl Fn(&str) -> String) {
    found.text(&path("placeholder"), &select["placeholder"], 0, 150);
    found.count(&path("options"), &select["options"], 25);
    let options: Vec<_> = list(&select["options"]).collect();
    if options.is_empty() {
        found.add(path("options"), "BASE_TYPE_REQUIRED", "This field is required");
    }
    let mut values = BTreeSet::new();
    for (n, option) in &options {
        for (key, least) in [("label", 1), ("value", 1), ("description", 0)] {
            found.text(&path(&format!("options.{n}.{key}")), &option[key], least, 100);
        }
        if !values.insert(option["value"].as_str()) {
            found.add(
                path(&format!("options.{n}.value")),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            );
        }
    }
    let least = select["min_values"].as_u64().unwrap_or(1);
    let most = select["max_values"].as_u64().unwrap_or(1);
    if least > most || most > options.len() as u64 {
        found.add(
            path("max_values"),
            "SELECT_COMPONENT_MAX_VALUES_INVALID",
            "min_values ≤ max_values ≤ options",
        );
    }
}

/// Checks a form to open.
pub fn form(data: &Value) -> Vec<Wrong> {
    let mut found = Found::default();
    found.text("data.title", &data["title"], 1, 45);
    found.text("data.custom_id", &data["custom_id"], 1, 100);
    found.count("data.components", &data["components"], 5);
    let mut names = BTreeSet::new();
    for (r, row) in list(&data["components"]) {
        for (c, input) in list(&row["components"]) {
            let path = |rest: &str| format!("data.components.{r}.components.{c}.{rest}");
            if row["type"] != 1 || input["type"] != 4 || c > 0 {
                let message = "Value of field \"type\" must be one of (4,).";
                found.add(path("type"), "UNION_TYPE_CHOICES", message);
            }
            if !names.insert(input["custom_id"].as_str()) {
                let message = "Component custom id cannot be duplicated";
                found.add(path("custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message);
            }
            found.text(&path("custom_id"), &input["custom_id"], 1, 100);
            found.text(&path("label"), &input["label"], 1, 45);
            found.text(&path("placeholder"), &input["placeholder"], 0, 100);
            let most = input["max_length"].as_u64().unwrap_or(4_000);
            if !(1..=4_000).contains(&most) || !matches!(input["style"].as_u64(), Some(1 | 2)) {
                let message = "max_length is 1 to 4000, style is 1 or 2";
                found.add(path("max_length"), "NUMBER_TYPE_MAX", message);
            }
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            found.text(&path("value"), &input["value"], 0, most);
        }
    }
    found.0
}

/// Checks the suggestions of an autocompletion.
pub fn choices(data: &Value) -> Vec<Wrong> {
    let mut found = Found::default();
    found.count("data.choices", &data["choices"], 25);
    for (n, choice) in list(&data["choices"]) {
        found.text(&format!("data.choices.{n}.name"), &choice["name"], 1, 100);
        found.text(&format!("data.choices.{n}.value"), &choice["value"], 1, 100);
    }
    found.0
}

/// Checks a list of commands to register. Of Discord's locales, only those that may
/// occur are known.
pub fn commands(commands: &Value) -> Vec<Wrong> {
    let mut found = Found::default();
    let mut names = BTreeSet::new();
    for (n, command) in list(commands) {
        let kind = command["type"].as_u64().unwrap_or(1);
        if !names.insert((kind, command["name"].as_str())) {
            found.add(
                format!("{n}"),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            );
        }
        if kind == 1 {
            let total = option(&mut found, &n.to_string(), command);
            if total > 8_000 {
                found.add(
                    format!("{n}"),
                    "APPLICATION_COMMAND_TOO_LARGE",
                    "Command exceeds maximum size (8000)",
                );
            }
        } else {
            found.text(&format!("{n}.name"), &command["name"], 1, 32);
            if command["description"].as_str().is_some_and(|text| !text.is_empty())
                || command["options"].is_array()
            {
                found.add(
                    format!("{n}.description"),
                    "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION",
                    "Context menu commands cannot have description",
                );
            }
        }
    }
    found.0
}

/// Checks a command or an option with its own options; gives the number of characters
/// that count for the sum.
fn option(found: &mut Found, path: &str, option: &Value) -> usize {
    let mut total = 0;
    for name in texts(option, "name") {
        let length = name.chars().count();
        let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '\''));
        if !(1..=32).contains(&length) || !plain || name.to_lowercase() != *name {
            found.add(
                format!("{path}.name"),
                "APPLICATION_COMMAND_INVALID_NAME",
                "Command name is invalid",
            );
        }
    }
    for description in texts(option, "description") {
        if !(1..=100).contains(&description.chars().count()) {
            found.add(
                format!("{path}.description"),
                "BASE_TYPE_BAD_LENGTH",
                "Must be between 1 and 100 in length.",
            );
        }
    }
    if option["description"].as_str().is_none() {
        found.add(format!("{path}.description"), "BASE_TYPE_REQUIRED", "This field is required");
    }
    for key in ["name", "description"] {
        for locale in option[format!("{key}_localizations")]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(locale, _)| locale)
        {
            if !["fr", "en-US", "en-GB", "de", "es-ES", "it", "nl", "pt-BR"]
                .contains(&locale.as_str())
            {
                found.add(
                    format!("{path}.{key}_localizations"),
                    "ENUM_TYPE_COERCE",
                    "Unknown locale",
                );
            }
        }
        total += texts(option, key).map(|text| text.chars().count()).max().unwrap_or_default();
    }
    found.count(&format!("{path}.options"), &option["options"], 25);
    found.count(&format!("{path}.choices"), &option["choices"], 25);
    let (mut optional_seen, mut names) = (false, BTreeSet::new());
    for (n, child) in list(&option["options"]) {
        let path = format!("{path}.options.{n}");
        if child["required"] == true && optional_seen {
            found.add(
                &*path,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            );
        }
        optional_seen |= child["required"] != true;
        if !names.insert(child["name"].as_str()) {
            found.add(
                &*path,
                "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                "Option name already exists",
            );
        }
        if child["autocomplete"] == true
            && child["choices"].as_array().is_some_and(|c| !c.is_empty())
        {
            found.add(
                &*path,
                "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES",
                "Autocomplete and choices exclude one another",
            );
        }
        total += self::option(found, &path, child);
    }
    for (n, choice) in list(&option["choices"]) {
        total += found.text(&format!("{path}.choices.{n}.name"), &choice["name"], 1, 100);
        total += found.text(&format!("{path}.choices.{n}.value"), &choice["value"], 1, 100);
    }
    total
}

fn texts<'a>(option: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    let translated = option[format!("{key}_localizations")].as_object().into_iter().flatten();
    option[key].as_str().into_iter().chain(translated.filter_map(|(_, text)| text.as_str()))
}
