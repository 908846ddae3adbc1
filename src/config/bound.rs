//! What only the FAQ's folder can say of the settings: the collections that they name and that
//! it does not have. A start warns of the same, but only the text has the lines.

use toml::de::{DeArray, DeTable, DeValue};

/// A collection that the settings name and that a place bound to it will not see as meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundCollection {
    /// Where it is written, a byte offset.
    pub at: usize,
    /// A French sentence: what is wrong and how to fix it.
    pub what: String,
}

/// Looks through the networks' settings. `known` are the names of the FAQ's collections.
pub fn collections(settings: &DeTable<'_>, known: &[String]) -> Vec<BoundCollection> {
    let mut found = Vec::new();
    let networks = settings.get("platform").and_then(|platform| platform.get_ref().as_table());
    for network in networks.into_iter().flat_map(|networks| networks.values()) {
        let Some(network) = network.get_ref().as_table() else { continue };
        for (key, value) in network {
            let Some(list) = value.get_ref().as_array() else { continue };
            if key.get_ref() == "direct_messages" {
                named(list, known, &mut found);
            }
            let sections = list.iter().filter_map(|section| section.get_ref().as_table());
            for bound in sections.filter_map(|section| section.get("collections")) {
                named(bound.get_ref().as_array().unwrap_or(&DeArray::new()), known, &mut found);
            }
        }
    }
    found.sort_by_key(|bound| bound.at);
    found
}

fn named(list: &DeArray<'_>, known: &[String], found: &mut Vec<BoundCollection>) {
    let mut seen: Vec<&str> = Vec::new();
    for item in list.iter() {
        let DeValue::String(name) = item.get_ref() else { continue };
        let name: &str = name;
        let what = if seen.contains(&name) {
            format!(
                "la collection «\u{a0}{name}\u{a0}» est déjà dans cette liste. Ne l’y mettez \
                 qu’une fois."
            )
        } else if known.iter().any(|known| known == name) {
            seen.push(name);
            continue;
        } else {
            seen.push(name);
            format!(
                "la FAQ n’a pas de collection «\u{a0}{name}\u{a0}»\u{a0}: rien n’en sera montré. \
                 {}",
                match known {
                    [] => "Créez un dossier de ce nom dans celui de la FAQ.".to_owned(),
                    _ => format!(
                        "Corrigez le nom, ou créez le dossier\u{a0}; collections de la \
                         FAQ\u{a0}: {}.",
                        known.join(", ")
                    ),
                }
            )
        };
        found.push(BoundCollection { at: item.span().start, what });
    }
}
