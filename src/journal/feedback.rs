//! The statements that write what members say of answers, and what they want of the journal.

use super::database::{Connection, Value};
use super::fault::Fault;
use super::insert::insert;
use super::persons::Persons;
use super::record::{Erasure, PassedOn, QuestionId, Vote, start_of};

/// Keeps that none of the entries offered was the right one.
pub async fn refuse(to: &mut Connection, QuestionId(id): QuestionId) -> Result<(), Fault> {
    let sql = "UPDATE journal_questions SET refused = 1 WHERE id = $1";
    to.run(sql, &[Value::Int(id)]).await.map(drop)
}

/// Keeps a vote in the place of the voter's earlier one. A question that is not recorded has no
/// votes, because nothing would delete them.
pub async fn vote(to: &mut Connection, vote: &Vote) -> Result<(), Fault> {
    let Vote { question: QuestionId(question), voter, entry, opinion } = vote;
    let sql = "INSERT INTO journal_votes (question, voter, entry, opinion) \
               SELECT id, $2, $3, $4 FROM journal_questions WHERE id = $1 \
               ON CONFLICT (question, voter) \
               DO UPDATE SET entry = excluded.entry, opinion = excluded.opinion";
    let values = [
        Value::Int(*question),
        Value::Int(*voter),
        Value::Text(entry),
        Value::Text(opinion.name()),
    ];
    to.run(sql, &values).await.map(drop)
}

/// Keeps that a question is for the team, with its text, which the asker has read and agreed to.
/// Whether the question was not recorded before.
pub async fn pass_on(to: &mut Connection, passed_on: &PassedOn) -> Result<bool, Fault> {
    let PassedOn { question, at, asker, answered } = passed_on;
    let is_new = insert(to, (*question, *at, *asker), answered).await?;
    let text = answered.text.as_ref().map(|text| text.as_str().replace('\0', "\u{fffd}"));
    let sql = "UPDATE journal_questions SET passed_on = $1, text = COALESCE(text, $2) \
               WHERE id = $3 AND passed_on IS NULL";
    let QuestionId(id) = question;
    to.run(sql, &[Value::Int(*at), Value::MaybeText(text.as_deref()), Value::Int(*id)]).await?;
    Ok(is_new)
}

/// Keeps who wants to be told when a question is answered.
pub async fn follow(
    to: &mut Connection,
    QuestionId(question): QuestionId,
    (network, person): (&str, &str),
    at: i64,
) -> Result<(), Fault> {
    let sql = "INSERT INTO journal_followers (question, network, person, at) \
               VALUES ($1, $2, $3, $4) ON CONFLICT (question, network, person) DO NOTHING";
    let values = [Value::Int(question), Value::Text(network), Value::Text(person), Value::Int(at)];
    to.run(sql, &values).await.map(drop)
}

/// Forgets those who wanted to be told and were not in so many days.
pub async fn forget_followers(to: &mut Connection, before: i64) -> Result<(), Fault> {
    let sql = "DELETE FROM journal_followers WHERE at < $1";
    to.run(sql, &[Value::Int(before)]).await.map(drop)
}

/// Deletes what can be known to be of a person: the questions of today, votes, and the wish to be
/// told. The counts of the questions stay.
pub async fn erase(to: &mut Connection, erasure: &Erasure, persons: &Persons) -> Result<(), Fault> {
    let Erasure { network, person, asker, day } = erasure;
    let QuestionId(from) = QuestionId::first_at(start_of(*day));
    let of_person = [Value::Text(network), Value::Text(person)];
    to.run("DELETE FROM journal_followers WHERE network = $1 AND person = $2", &of_person).await?;
    let votes: Vec<(i64, i64)> = to.rows("SELECT question, voter FROM journal_votes", &[]).await?;
    for (question, voter) in votes {
        if persons.voter(QuestionId(question), network, person) == voter {
            let sql = "DELETE FROM journal_votes WHERE question = $1 AND voter = $2";
            to.run(sql, &[Value::Int(question), Value::Int(voter)]).await?;
        }
    }
    let sql = "DELETE FROM journal_questions WHERE id >= $1 AND asker = $2";
    to.run(sql, &[Value::Int(from), Value::Int(*asker)]).await?;
    delete_orphans(to).await
}

/// Deletes the votes and cards of questions that are gone.
pub async fn delete_orphans(to: &mut Connection) -> Result<(), Fault> {
    for sql in [
        "DELETE FROM journal_votes WHERE NOT EXISTS \
         (SELECT 1 FROM journal_questions WHERE id = journal_votes.question)",
        "DELETE FROM journal_cards WHERE question IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM journal_questions WHERE id = journal_cards.question)",
    ] {
        to.run(sql, &[]).await?;
    }
    Ok(())
}

/// Keeps that a person wants nothing recorded, or forgets it.
pub async fn opt_out(to: &mut Connection, person: i64, is_out: bool) -> Result<(), Fault> {
    let sql = match is_out {
        true => "INSERT INTO journal_opt_outs (person) VALUES ($1) ON CONFLICT (person) DO NOTHING",
        false => "DELETE FROM journal_opt_outs WHERE person = $1",
    };
    to.run(sql, &[Value::Int(person)]).await.map(drop)
}

/// Whether persons are hashed with another key than before, while some want nothing recorded:
/// they are not recognised any more. The key is the known one from then on.
pub async fn key_was_lost(to: &mut Connection, check: i64) -> Result<bool, Fault> {
    let sql = "SELECT value FROM journal_state WHERE name = 'key'";
    let known: Vec<(String,)> = to.rows(sql, &[]).await?;
    let check = check.to_string();
    if known.first().is_some_and(|(known,)| *known == check) {
        return Ok(false);
    }
    let sql = "INSERT INTO journal_state (name, value) VALUES ('key', $1) \
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    to.run(sql, &[Value::Text(&check)]).await?;
    let outs: Vec<(i64,)> = to.rows("SELECT COUNT(*) FROM journal_opt_outs", &[]).await?;
    Ok(!known.is_empty() && outs.first().is_some_and(|(count,)| *count > 0))
}

/// Whether a person wants nothing recorded.
pub async fn is_out(from: &mut Connection, person: i64) -> Result<bool, Fault> {
    let sql = "SELECT person FROM journal_opt_outs WHERE person = $1";
    let found: Vec<(i64,)> = from.rows(sql, &[Value::Int(person)]).await?;
    Ok(!found.is_empty())
}
