//! The statements that write: a batch of records, what is too old, everything.
//!
//! Counts are kept in the transaction that writes a question, and not when it is deleted: each
//! question is counted exactly once without anything to remember, and what admins ask is read
//! from the counts, however many questions there are.

use std::collections::{BTreeMap, BTreeSet};

use super::database::{Connection, Value};
use super::fault::Fault;
use super::feedback;
use super::insert::insert;
use super::persons::Persons;
use super::record::{Answered, Picked, QuestionId, Record, day_of, start_of};
use super::standing;

/// The outcome that entries picked among those offered are counted under.
pub const PICKED: &str = "picked";
/// Counts are kept for so many days.
const COUNTS_KEPT: i64 = 730;
/// How many rows one transaction deletes. Answers that wait to be recorded wait for no more.
pub const DELETED_AT_ONCE: i64 = 1_000;

/// A day, a network, a collection, an outcome and an entry: what is counted together.
type Counted<'a> = (i64, &'a str, &'a str, &'a str, &'a str);

/// Writes a batch in one transaction. A question that is there already, because the answer of
/// the database to an earlier attempt was lost, is neither written nor counted again. A pick may
/// be counted twice then, which changes no more than an order of suggestions.
pub async fn write(to: &mut Connection, batch: &[Record], persons: &Persons) -> Result<(), Fault> {
    to.begin().await?;
    let done = write_all(to, batch, persons).await;
    to.end(done).await
}

async fn write_all(to: &mut Connection, batch: &[Record], persons: &Persons) -> Result<(), Fault> {
    // Ordered, so that two processes that write at the same time cannot wait for each other.
    let mut counts: BTreeMap<Counted<'_>, i64> = BTreeMap::new();
    let mut askers = BTreeSet::new();
    for record in batch {
        match record {
            Record::Asked { id, at, hashes, person, author, answered } => {
                // Asked of the database each time, because another process may have written it.
                let mut is_out = feedback::is_out(to, *person).await?;
                if let Some(author) = author {
                    is_out |= feedback::is_out(to, *author).await?;
                }
                if !is_out && insert(to, (*id, *at), *hashes, answered).await? {
                    let day = day_of(*at);
                    *counts.entry(key(day, answered)).or_default() += 1;
                    askers.insert((day, hashes.asker));
                }
            }
            Record::Picked { at, owner, person, picked } => {
                if feedback::is_out(to, *person).await? {
                    continue;
                }
                let Picked { question, network, collection, entry } = picked;
                if let Some(QuestionId(id)) = question {
                    // Which of the entries answers a question is for its asker to say.
                    let sql = "UPDATE journal_questions SET pick = $1 WHERE id = $2 AND owner = $3";
                    let values = [Value::Text(entry), Value::Int(*id), Value::Int(*owner)];
                    to.run(sql, &values).await?;
                }
                let key = (day_of(*at), *network, collection.as_str(), PICKED, entry.as_str());
                *counts.entry(key).or_default() += 1;
            }
            Record::Refused(question) => feedback::refuse(to, *question).await?,
            Record::Voted(vote) => {
                if !feedback::is_out(to, vote.person).await? {
                    feedback::vote(to, vote).await?;
                }
            }
            Record::Unvoted { question, voter } => {
                feedback::take_back(to, *question, *voter).await?;
            }
            Record::Removed(question, _) => feedback::remove(to, *question).await?,
            Record::PassedOn(passed_on, _) => {
                if feedback::pass_on(to, passed_on).await? {
                    let key = key(day_of(passed_on.at), &passed_on.answered);
                    *counts.entry(key).or_default() += 1;
                }
            }
            Record::Followed { question, network, person, at, done: _ } => {
                feedback::follow(to, *question, (network, person), *at).await?;
            }
            Record::Erase(erasure, _) => feedback::erase(to, erasure, persons).await?,
            Record::Flush(_) | Record::Recount(_) => {}
            Record::Stands(standing) => standing::keep(to, standing).await?,
            Record::StandsNoMore { network, answer } => {
                standing::remove(to, network, answer).await?;
            }
            Record::OptOut { person, named: (network, named), is_out, done: _ } => {
                feedback::opt_out(to, *person, (network, named), *is_out).await?;
            }
        }
    }
    for ((day, network, collection, outcome, entry), count) in counts {
        let sql = "INSERT INTO journal_counts (day, network, collection, outcome, entry, count) \
                   VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (day, network, collection, outcome, entry) \
                   DO UPDATE SET count = journal_counts.count + excluded.count";
        let texts = [network, collection, outcome, entry].map(Value::Text);
        let [network, collection, outcome, entry] = texts;
        let values = [Value::Int(day), network, collection, outcome, entry, Value::Int(count)];
        to.run(sql, &values).await?;
    }
    for (day, asker) in askers {
        let sql = "INSERT INTO journal_askers (day, asker) VALUES ($1, $2) \
                   ON CONFLICT (day, asker) DO NOTHING";
        to.run(sql, &[Value::Int(day), Value::Int(asker)]).await?;
    }
    Ok(())
}

fn key(day: i64, answered: &Answered) -> Counted<'_> {
    let Answered { network, collection, outcome, entry, .. } = answered;
    fn or_empty(text: &Option<String>) -> &str {
        text.as_deref().unwrap_or_default()
    }
    (day, network, or_empty(collection), outcome, or_empty(entry))
}

/// Deletes questions of before a day, [`DELETED_AT_ONCE`] at most; returns how many. Their
/// counts stay.
pub async fn delete_before(to: &mut Connection, day: i64) -> Result<u64, Fault> {
    let sql = "DELETE FROM journal_questions WHERE id IN \
               (SELECT id FROM journal_questions WHERE id < $1 ORDER BY id LIMIT $2)";
    let QuestionId(first_kept) = QuestionId::first_at(start_of(day));
    let deleted = to.run(sql, &[Value::Int(first_kept), Value::Int(DELETED_AT_ONCE)]).await?;
    if deleted < DELETED_AT_ONCE.unsigned_abs() {
        // Few beside the questions: one row for each person and day.
        to.run("DELETE FROM journal_askers WHERE day < $1", &[Value::Int(day)]).await?;
        // A card has the text of its question.
        let sql = "DELETE FROM journal_cards WHERE at < $1";
        to.run(sql, &[Value::Int(start_of(day))]).await?;
        feedback::delete_orphans(to).await?;
    }
    Ok(deleted)
}

/// Deletes the counts that are two years old on `today`.
pub async fn delete_old_counts(to: &mut Connection, today: i64) -> Result<(), Fault> {
    let sql = "DELETE FROM journal_counts WHERE day < $1";
    to.run(sql, &[Value::Int(today - COUNTS_KEPT)]).await.map(drop)
}

/// Deletes everything, counts too, except who wants nothing recorded, with what tells whether they
/// are recognised. The number of the last card stays, because its buttons may still be seen, and
/// where cards are shown, so that the bot takes them away.
pub async fn erase(to: &mut Connection) -> Result<(), Fault> {
    while delete_before(to, i64::MAX).await? > 0 {}
    for sql in [
        "DELETE FROM journal_counts",
        "DELETE FROM journal_followers",
        "DELETE FROM journal_cards",
        "UPDATE journal_shown SET shown = 0",
        "DELETE FROM journal_state WHERE name NOT IN ('card', 'key')",
    ] {
        to.run(sql, &[]).await?;
    }
    standing::forget(to, i64::MAX).await
}

/// How often each entry was an answer since a day, picks included.
pub async fn asked_since(from: &mut Connection, day: i64) -> Result<Vec<(String, u64)>, Fault> {
    let sql = "SELECT entry, CAST(SUM(count) AS BIGINT) FROM journal_counts \
               WHERE day >= $1 AND entry <> '' GROUP BY entry";
    let rows: Vec<(String, i64)> = from.rows(sql, &[Value::Int(day)]).await?;
    Ok(rows.into_iter().map(|(entry, count)| (entry, count.unsigned_abs())).collect())
}
