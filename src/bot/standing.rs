//! Answers that stand in places, which processes that share a journal's server tell each other.

use std::sync::Arc;
use std::time::Duration;

use super::Bot;
use crate::faq::{ContentHasher, Entry, EntryId};
use crate::journal::Fault;

/// An answer that an earlier run of the program, or another process, has given.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The channel or room.
    pub place: String,
    /// The entry that it shows, as it still is.
    pub entry: Arc<Entry>,
    /// What leads to the answer, in the network's own form.
    pub answer: String,
    /// How long ago it was given.
    pub age: Duration,
}

impl Bot {
    /// An answer stands in a place where everybody reads it, and stands for the same question for
    /// so long. Nothing waits for the journal.
    pub fn stands(
        &self,
        network: &'static str,
        (place, answer): (String, String),
        entry: &Entry,
        lasts: Duration,
    ) {
        if let Some(journal) = self.recorder.journal() {
            journal.stands(network, (place, answer), (entry.id.as_str(), shown(entry)), lasts);
        }
    }

    /// An answer does not stand any more, or shows something else now.
    pub fn stands_no_more(&self, network: &'static str, answer: String) {
        if let Some(journal) = self.recorder.journal() {
            journal.stands_no_more(network, answer);
        }
    }

    /// The answers that stand on a network, the oldest first, whose entries are served as they
    /// were shown. None where the journal is a file.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn standing(&self, network: &str) -> Result<Vec<Standing>, Fault> {
        let Some(journal) = self.recorder.journal() else { return Ok(Vec::new()) };
        let standing = journal.standing(network).await?;
        let snapshot = self.snapshot();
        let as_served = |one: crate::journal::Standing| {
            let (_, entry) = snapshot.faq.get(&EntryId::new(&one.entry)?)?;
            let age = Duration::from_millis(one.age_ms());
            let (place, answer) = (one.place, one.answer);
            (shown(entry) == one.shown).then(|| Standing {
                place,
                entry: Arc::clone(entry),
                answer,
                age,
            })
        };
        Ok(standing.into_iter().filter_map(as_served).collect())
    }
}

/// A hash of an entry, the same in every process.
fn shown(entry: &Entry) -> i64 {
    let Entry {
        id,
        question,
        variants,
        answer,
        categories,
        source,
        source_quote,
        updated,
        review_by,
    } = entry;
    let mut hasher = ContentHasher::default();
    for text in [id.as_str(), question, answer.as_str(), source.as_str()] {
        hasher.part(text.as_bytes());
    }
    for list in [variants, categories] {
        hasher.part(&(list.len() as u64).to_le_bytes());
        list.iter().for_each(|text| hasher.part(text.as_bytes()));
    }
    hasher.part(source_quote.as_deref().unwrap_or_default().as_bytes());
    for date in [updated, review_by] {
        hasher.part(date.map(|date| date.to_string()).unwrap_or_default().as_bytes());
    }
    hasher.finish().number()
}
