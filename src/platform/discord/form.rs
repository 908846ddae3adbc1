//! A form as Discord takes it, which it calls a modal. Every constructor cuts to Discord's
//! limits.

use serde_json::{Value, json};

use super::custom_id::Click;
use crate::wording::cut::cut;

/// Longest title of a form, and longest label of a field.
const TITLE_MAX: usize = 45;
/// Longest hint in an empty field.
const HINT_MAX: usize = 100;
/// The most that a field takes.
pub const VALUE_MAX: usize = 4_000;

/// A form of one to five fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// What sending it does.
    pub click: Click,
    /// Stands above it.
    pub title: String,
    /// In their order.
    pub fields: Vec<Field>,
}

/// A field of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Its name in what is sent.
    pub name: &'static str,
    /// Stands above it.
    pub label: &'static str,
    /// What is in it at first.
    pub value: String,
    /// Stands in it while it is empty.
    pub hint: String,
    /// Whether it has several lines.
    pub is_long: bool,
    /// Whether it may stay empty.
    pub is_optional: bool,
    /// The most characters it takes, up to [`VALUE_MAX`].
    pub max: usize,
}

impl Form {
    /// The `data` of the answer that opens it.
    pub fn body(&self) -> Value {
        let rows = self.fields.iter().map(|field| {
            let Field { name, label, value, hint, is_long, is_optional, max } = field;
            let mut input = json!({
                "type": 4,
                "custom_id": name,
                "style": if *is_long { 2 } else { 1 },
                "label": cut(label, TITLE_MAX),
                "required": !is_optional,
                "max_length": max,
            });
            if !value.is_empty() {
                input["value"] = json!(cut(value, *max));
            }
            if !hint.is_empty() {
                input["placeholder"] = json!(cut(hint, HINT_MAX));
            }
            json!({ "type": 1, "components": [input] })
        });
        json!({
            "custom_id": self.click.encode(),
            "title": cut(&self.title, TITLE_MAX),
            "components": rows.collect::<Vec<_>>(),
        })
    }
}
