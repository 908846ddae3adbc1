//! What the FAQ answers by now to questions that it once did not answer.

use std::collections::HashMap;

use crate::faq::EntryId;

/// The first wording of a need, and the collections of the place where it was asked.
pub type Asked = (String, Option<String>);

/// What one version of the FAQ answers to needs, by the first wording and the scope.
#[derive(Debug, Default)]
pub struct Answers {
    /// The version.
    pub version: u64,
    /// The entry that is found, if one is.
    pub by_need: HashMap<Asked, Option<EntryId>>,
}

/// What is done about a need whose meaning is not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is encoded now, which takes some 20 ms.
    Encode,
    /// It counts as not answered.
    PassOver,
}
