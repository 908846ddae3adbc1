//! What the FAQ says by now to questions that it once did not answer.

use std::collections::HashMap;

use crate::faq::EntryId;

/// The first wording of a need, and the collections of the place where it was asked.
pub type Asked = (String, Option<String>);

/// What one version of the FAQ says to needs, by the first wording and the scope.
#[derive(Debug, Default)]
pub struct Answers {
    /// The version.
    pub version: u64,
    /// What it says.
    pub by_need: HashMap<Asked, Answered>,
}

/// What the FAQ says to a need by now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// The entry that is found, if one is.
    pub found: Option<EntryId>,
    /// The nearest entries, best first.
    pub nearest: Vec<EntryId>,
}

/// What is done about a need whose meaning is not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is encoded now, which takes some 20 ms.
    Encode,
    /// It is looked up by its words alone, counts as not found, and is not remembered.
    ByWords,
}
