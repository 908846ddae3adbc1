//! How the content of a reload is to be found, as processes tell each other.

use crate::library::{Force, Wanted};

/// Its word.
pub fn name(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Folder(Force::No) => "folder",
        Wanted::Folder(Force::PastFailingQuestions) => "forced",
        Wanted::Before => "before",
    }
}

/// What has this word; a word of a later version is a reload of the folder, which every process
/// checks itself.
pub fn named(name: &str) -> Wanted {
    match name {
        "forced" => Wanted::Folder(Force::PastFailingQuestions),
        "before" => Wanted::Before,
        _ => Wanted::Folder(Force::No),
    }
}
