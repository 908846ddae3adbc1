//! The parts that definitions of commands are made of, as Discord takes them.

use serde_json::{Value, json};

use crate::platform::discord::wording::command as word;
use crate::wording::Bilingual;

/// A name in every language; a language that is not listed shows the French one.
pub(super) fn named(name: Bilingual) -> Value {
    json!({ "name": name.fr, "name_localizations": localized(name) })
}

/// A name and a description, in every language.
pub(super) fn described(name: Bilingual, description: Bilingual) -> Value {
    let mut described = named(name);
    described["description"] = json!(description.fr);
    described["description_localizations"] = localized(description);
    described
}

fn localized(text: Bilingual) -> Value {
    json!({ "fr": text.fr, "en-GB": text.en, "en-US": text.en })
}

/// An option for an entry, which is searched as one types.
pub(super) fn entry_option() -> Value {
    let option = json!({ "type": 3, "required": true, "autocomplete": true, "max_length": 300 });
    with(described(word::ENTRY, word::ENTRY_IS), option)
}

/// The definition with more fields.
pub(super) fn with(mut definition: Value, more: Value) -> Value {
    if let (Value::Object(definition), Value::Object(more)) = (&mut definition, more) {
        definition.extend(more);
    }
    definition
}
