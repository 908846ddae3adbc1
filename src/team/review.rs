//! Entries that have to be read again, and what members said of them.

use jiff::civil::Date;

use super::desk::Desk;
use super::editor::{self, NoChange};
use super::gather::DAYS;
use super::proposal::{Kept, Work};
use super::publish::Published;
use crate::faq::{EntryId, today};
use crate::journal::{EntryVotes, Fault};
use crate::search::Scope;

/// Uses of so many days count for the order in which entries are read again.
const USED_IN: i64 = 90;
/// Entries that are listed as asked most.
const POPULAR: usize = 10;

/// An entry whose review is overdue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Which one.
    pub entry: EntryId,
    /// Its question.
    pub question: String,
    /// When it had to be read again.
    pub review_by: Date,
    /// Days since then, 1 or more.
    pub late: i32,
    /// How often it was the answer in the last 90 days.
    pub used: u64,
}

/// What became of an entry that somebody read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Review {
    /// Its dates are set and served; this is the next review.
    Done(Date),
    /// There is no such entry.
    NoEntry,
    /// Its file cannot be changed by the program.
    NoChange(NoChange),
    /// The change is not served; the text to copy, when the folder cannot be written.
    NotServed(Option<String>),
}

impl Desk {
    /// The entries of these collections whose review is overdue: those that are used most and are
    /// latest first, by the product of both.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn to_review(&self, scope: &Scope) -> Result<Vec<Stale>, Fault> {
        let used = match self.reader().await? {
            Some(mut reader) => {
                let used = reader.asked(USED_IN).await;
                reader.close().await;
                used?
            }
            None => Vec::new(),
        };
        let (snapshot, today) = (self.library.snapshot(), today());
        let collections = snapshot.faq.collections().iter();
        let seen = collections.filter(|collection| scope.contains(&collection.id));
        let mut stale: Vec<Stale> = (seen.flat_map(|collection| &collection.entries))
            .filter_map(|entry| {
                let review_by = entry.review_by?;
                let late = (today - review_by).get_days();
                let used = used.iter().find(|(id, _)| id == entry.id.as_str());
                (late > 0).then(|| Stale {
                    entry: entry.id.clone(),
                    question: entry.question.clone(),
                    review_by,
                    late,
                    used: used.map_or(0, |(_, times)| *times),
                })
            })
            .collect();
        // An entry that nobody asked for still comes before one that is less late.
        stale.sort_by_key(|one| {
            std::cmp::Reverse((one.used + 1) * u64::from(one.late.unsigned_abs()))
        });
        Ok(stale)
    }

    /// Somebody has read an entry again and found it correct: sets its dates.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn still_correct(&self, entry: &EntryId) -> Result<Review, Fault> {
        let snapshot = self.library.snapshot();
        let Some((_, known)) = snapshot.faq.get(entry) else { return Ok(Review::NoEntry) };
        let change = match editor::still_correct(&self.library.folder(), known, today()) {
            Ok(change) => change,
            Err(why) => return Ok(Review::NoChange(why)),
        };
        let text = change.after.clone();
        let proposal = match self.propose(&Work::default(), change, entry.clone()).await {
            Ok(proposal) => proposal,
            Err(super::Refused::Journal(fault)) => return Err(fault),
            Err(_) => return Ok(Review::NotServed(None)),
        };
        match self.keep(proposal.id).await {
            Kept::Published { published, .. } => Ok(match *published {
                Published::Served { .. } => {
                    let now = self.library.snapshot();
                    let next = now.faq.get(entry).and_then(|(_, entry)| entry.review_by);
                    Review::Done(next.unwrap_or_else(today))
                }
                Published::Unwritable(_) => Review::NotServed(text),
                _ => Review::NotServed(None),
            }),
            Kept::Journal(fault) => Err(fault),
            _ => Ok(Review::NotServed(None)),
        }
    }

    /// The entries that were the answer most often in the last 30 days, ten at most.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn popular(&self) -> Result<Vec<(String, u64)>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(Vec::new()) };
        let asked = reader.asked(DAYS).await;
        reader.close().await;
        let mut asked = asked?;
        asked.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then_with(|| a.cmp(b)));
        asked.truncate(POPULAR);
        Ok(asked)
    }

    /// What members said of answers in the last 30 days, by entry, with the entries' questions:
    /// those with most votes against them first.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn votes(&self, scope: &Scope) -> Result<Vec<(EntryVotes, String)>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(Vec::new()) };
        let votes = reader.votes(DAYS).await;
        reader.close().await;
        let snapshot = self.library.snapshot();
        let with_question = |votes: EntryVotes| {
            if votes.entry.is_empty() {
                return (*scope == Scope::All).then(|| (votes, String::new()));
            }
            let id = EntryId::new(&votes.entry)?;
            let (collection, entry) = snapshot.faq.get(&id)?;
            scope.contains(&collection.id).then(|| (votes, entry.question.clone()))
        };
        Ok(votes?.into_iter().filter_map(with_question).collect())
    }
}
