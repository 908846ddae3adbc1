//! The keys of a front matter.

use super::fold::fold;

/// Every key of a front matter.
pub const KEYS: [&str; 7] =
    ["question", "variants", "categories", "source", "source_quote", "updated", "review_by"];

/// Names that other programs and other languages give these keys, folded.
const OTHER_NAMES: [(&str, &[&str]); 4] = [
    ("variants", &["alias", "aliases", "synonymes", "synonyms"]),
    ("categories", &["tag", "tags", "theme", "themes", "rubrique", "rubriques", "mots cles"]),
    ("source", &["lien", "link", "url"]),
    ("updated", &["maj", "mis a jour", "mise a jour", "modified", "lastmod", "date"]),
];

/// The known key that a wrong one is another name of.
pub fn of_other_name(key: &str) -> Option<&'static str> {
    let key = fold(key);
    OTHER_NAMES.iter().find(|(_, names)| names.contains(&key.as_str())).map(|(known, _)| *known)
}

/// The known key that a key is but for a no-break space behind it.
pub fn before_no_break_space(key: &str) -> Option<&'static str> {
    let bare = key.trim_end_matches(['\u{a0}', '\u{202f}', '\u{2007}', ' ']);
    KEYS.into_iter().find(|known| *known == bare && bare.len() < key.len())
}
