//! What members said of answers, and the wordings that they found an entry by: what the team can
//! improve the FAQ with.

use std::collections::{BTreeMap, HashMap};

use super::database::Value;
use super::fault::Fault;
use super::needs::first_of;
use super::opinion::{Opinion, Reason};
use super::reader::Reader;

/// The newest questions that are looked at: the time that takes must not grow with the journal.
const LOOKED_AT: i64 = 5_000;
/// Two questions of one person belong to one exchange when they are so near, in milliseconds.
const EXCHANGE_MS: i64 = 10 * 60_000;

/// The votes on the answers that one entry gave, or on those that gave none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryVotes {
    /// The entry; empty for «no answer».
    pub entry: String,
    /// How many found it useful.
    pub useful: u64,
    /// How many did not.
    pub not_useful: u64,
    /// Why not, in the order of [`Reason::ALL`].
    pub reasons: [u64; 4],
}

/// A wording that would be a variant of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// What was asked, masked.
    pub wording: String,
    /// The entry.
    pub entry: String,
    /// How it is known.
    pub by: ProposedBy,
    /// How often that happened.
    pub times: u64,
}

/// How a wording is known to ask for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProposedBy {
    /// The entry was picked among those offered for it.
    Picked,
    /// The same person asked in other words soon after, which found the entry.
    AskedAgain,
}

impl Reader {
    /// The votes of the last `days` days, by entry: those with most votes against them first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn votes(&mut self, days: i64) -> Result<Vec<EntryVotes>, Fault> {
        let sql = "SELECT entry, opinion, COUNT(*) FROM journal_votes \
                   WHERE question >= $1 GROUP BY entry, opinion";
        let rows: Vec<(String, String, i64)> =
            self.connection.rows(sql, &[Value::Int(first_of(days))]).await?;
        let mut votes: BTreeMap<String, EntryVotes> = BTreeMap::new();
        for (entry, opinion, count) in rows {
            let of_entry = votes.entry(entry.clone()).or_default();
            let count = count.unsigned_abs();
            of_entry.entry = entry;
            if opinion == Opinion::Useful.name() {
                of_entry.useful += count;
                continue;
            }
            of_entry.not_useful += count;
            for (reason, counted) in Reason::ALL.iter().zip(&mut of_entry.reasons) {
                *counted += if reason.name() == opinion { count } else { 0 };
            }
        }
        let mut votes: Vec<EntryVotes> = votes.into_values().collect();
        votes.sort_by_key(|of| (std::cmp::Reverse(of.not_useful), std::cmp::Reverse(of.useful)));
        Ok(votes)
    }

    /// Wordings of the last `days` days that members found an entry by, each seen `least` times
    /// or more; most frequent first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn proposed(&mut self, days: i64, least: u64) -> Result<Vec<Proposed>, Fault> {
        let sql = "SELECT text, outcome, entry, pick, asker, at FROM journal_questions \
                   WHERE text IS NOT NULL AND id >= $1 ORDER BY id DESC LIMIT $2";
        type Row = (String, String, Option<String>, Option<String>, i64, i64);
        let values = [Value::Int(first_of(days)), Value::Int(LOOKED_AT)];
        let rows: Vec<Row> = self.connection.rows(sql, &values).await?;
        // By the wording in lower case; with the newest as it was typed.
        let mut counts: HashMap<(String, String, ProposedBy), (String, u64)> = HashMap::new();
        // From the newest to the oldest: what a person asked next is known when they are met.
        let mut next: HashMap<i64, (Option<String>, i64)> = HashMap::new();
        for (text, outcome, entry, pick, asker, at) in rows {
            let asked_next = next.insert(asker, (entry, at));
            let proposed = match (pick, asked_next) {
                (Some(pick), _) if outcome == "unsure" => Some((pick, ProposedBy::Picked)),
                (None, Some((Some(found), later)))
                    if outcome != "found" && asker != 0 && later - at <= EXCHANGE_MS =>
                {
                    Some((found, ProposedBy::AskedAgain))
                }
                _ => None,
            };
            if let Some((entry, by)) = proposed {
                let wording = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let key = (wording.to_lowercase(), entry, by);
                counts.entry(key).or_insert((wording, 0)).1 += 1;
            }
        }
        let mut proposed: Vec<Proposed> = (counts.into_iter())
            .filter(|(_, (_, times))| *times >= least)
            .map(|((_, entry, by), (wording, times))| Proposed { wording, entry, by, times })
            .collect();
        proposed.sort_by(|a, b| b.times.cmp(&a.times).then_with(|| a.wording.cmp(&b.wording)));
        Ok(proposed)
    }

    /// How often each entry was an answer in the last `days` days.
    ///
    /// # Errors
    /// The database fails.
    pub async fn asked(&mut self, days: i64) -> Result<Vec<(String, u64)>, Fault> {
        let day = super::record::day_of(super::clock::now()) - days + 1;
        super::store::asked_since(&mut self.connection, day).await
    }
}
