//! The keys of a front matter.

/// Every key of a front matter.
pub const KEYS: [&str; 7] =
    ["question", "variants", "categories", "source", "source_quote", "updated", "review_by"];

/// The known key that a key is but for a no-break space behind it.
pub fn before_no_break_space(key: &str) -> Option<&'static str> {
    let bare = key.trim_end_matches(['\u{a0}', '\u{202f}', '\u{2007}', ' ']);
    KEYS.into_iter().find(|known| *known == bare && bare.len() < key.len())
}
