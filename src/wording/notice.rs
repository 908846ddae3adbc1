//! The form of a message that is not an answer: sentences and lists in the order
//! they are to be read. Each network decides how it looks and how much fits.

use crate::grammar::count;

/// A message that is not an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The message in one sentence; it says enough when it is shown alone.
    pub headline: String,
    /// The rest, possibly empty. Lists are complete: a network with a limit shows
    /// the first items, then [`and_more`](super::and_more).
    pub blocks: Vec<NoticeBlock>,
}

/// A part of a [`Notice`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeBlock {
    /// One or more sentences.
    Text(String),
    /// A titled list with at least one item.
    List {
        /// Names the items, without a full stop or colon at its end.
        title: String,
        /// One line each.
        items: Vec<String>,
    },
}

impl Notice {
    pub(super) fn new(headline: impl Into<String>) -> Self {
        Self { headline: headline.into(), blocks: Vec::new() }
    }

    pub(super) fn text(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(NoticeBlock::Text(text.into()));
        self
    }

    /// Adds the list unless it is empty.
    pub(super) fn list(mut self, title: impl Into<String>, items: Vec<String>) -> Self {
        if !items.is_empty() {
            self.blocks.push(NoticeBlock::List { title: title.into(), items });
        }
        self
    }

    /// Adds the list under the number of its items, unless it is empty.
    pub(super) fn counted(
        self,
        one: &str,
        many: &str,
        items: impl IntoIterator<Item: ToString>,
    ) -> Self {
        let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
        self.list(count(items.len(), one, many), items)
    }
}
