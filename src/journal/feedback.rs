//! The statements that write what members say of answers, and what they want of the journal.

use super::database::{Connection, Value};
use super::fault::Fault;
use super::forgotten::forget_words;
use super::insert::insert;
use super::persons::Persons;
use super::record::{Erasure, PassedOn, QuestionId, Vote, start_of};

/// How many questions one statement changes. Answers that wait to be recorded wait for no more.
pub const AT_ONCE: i64 = 1_000;

/// Keeps that none of the entries offered was the right one.
pub async fn refuse(to: &mut Connection, QuestionId(id): QuestionId) -> Result<(), Fault> {
    let sql = "UPDATE journal_questions SET refused = 1 WHERE id = $1";
    to.run(sql, &[Value::Int(id)]).await.map(drop)
}

/// Keeps a vote in the place of the voter's earlier one. A question that is not recorded has no
/// votes, because nothing would delete them.
pub async fn vote(to: &mut Connection, vote: &Vote) -> Result<(), Fault> {
    let Vote { question: QuestionId(question), voter, person: _, entry, opinion } = vote;
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

/// Deletes a vote that its voter takes back.
pub async fn take_back(
    to: &mut Connection,
    QuestionId(question): QuestionId,
    voter: i64,
) -> Result<(), Fault> {
    let sql = "DELETE FROM journal_votes WHERE question = $1 AND voter = $2";
    to.run(sql, &[Value::Int(question), Value::Int(voter)]).await.map(drop)
}

/// Deletes a question whose message is gone, with all that was made of it. Its count stays.
pub async fn remove(to: &mut Connection, QuestionId(question): QuestionId) -> Result<(), Fault> {
    for sql in [
        "DELETE FROM journal_questions WHERE id = $1",
        "DELETE FROM journal_votes WHERE question = $1",
        "DELETE FROM journal_followers WHERE question = $1",
    ] {
        to.run(sql, &[Value::Int(question)]).await?;
    }
    forget_words(to).await
}

/// Keeps that a question is for the team, with the text that the asker has read and agreed to,
/// which may be shorter than what was recorded. Whether the question was not recorded before.
pub async fn pass_on(to: &mut Connection, passed_on: &PassedOn) -> Result<bool, Fault> {
    let PassedOn { question, at, hashes, answered } = passed_on;
    let is_new = insert(to, (*question, *at), *hashes, answered).await?;
    let text = answered.text.as_ref().map(|text| text.as_str().replace('\0', "\u{fffd}"));
    let sql = "UPDATE journal_questions SET passed_on = $1, text = COALESCE($2, text) \
               WHERE id = $3 AND passed_on IS NULL";
    let QuestionId(id) = question;
    to.run(sql, &[Value::Int(*at), Value::MaybeText(text.as_deref()), Value::Int(*id)]).await?;
    Ok(is_new)
}

/// Keeps who wants to be told when a question is answered, if that question is still kept.
pub async fn follow(
    to: &mut Connection,
    QuestionId(question): QuestionId,
    (network, person): (&str, &str),
    at: i64,
) -> Result<(), Fault> {
    let sql = "INSERT INTO journal_followers (question, network, person, at) \
               SELECT id, $2, $3, $4 FROM journal_questions WHERE id = $1 \
               ON CONFLICT (question, network, person) DO NOTHING";
    let values = [Value::Int(question), Value::Text(network), Value::Text(person), Value::Int(at)];
    to.run(sql, &values).await.map(drop)
}

/// Forgets those who wanted to be told and were not in so many days.
pub async fn forget_followers(to: &mut Connection, before: i64) -> Result<(), Fault> {
    let sql = "DELETE FROM journal_followers WHERE at < $1";
    to.run(sql, &[Value::Int(before)]).await.map(drop)
}

/// The questions of a day that can be known to be of a person. Some 1 µs for each question that
/// was asked that day.
pub async fn asked_by(
    from: &mut Connection,
    erasure: &Erasure,
    persons: &Persons,
) -> Result<Vec<i64>, Fault> {
    let Erasure { network, person, asker, day } = erasure;
    let QuestionId(first) = QuestionId::first_at(start_of(*day));
    let sql = "SELECT id, asker, owner FROM journal_questions WHERE id >= $1 AND network = $2";
    let rows: Vec<(i64, i64, Option<i64>)> =
        from.rows(sql, &[Value::Int(first), Value::Text(network)]).await?;
    let is_theirs = |(id, by, owner): &(i64, i64, Option<i64>)| {
        let of_question = || persons.owner(QuestionId(*id), network, person);
        // 0 stands for everybody where the system gives no random numbers.
        (*asker != 0 && by == asker) || owner.is_some_and(|owner| owner == of_question())
    };
    Ok(rows.into_iter().filter(is_theirs).map(|(id, _, _)| id).collect())
}

/// Forgets who asked before a day, of [`AT_ONCE`] questions at most; returns of how many.
pub async fn forget_owners(to: &mut Connection, day: i64) -> Result<u64, Fault> {
    let sql = "UPDATE journal_questions SET owner = NULL WHERE id IN \
               (SELECT id FROM journal_questions WHERE id < $1 AND owner IS NOT NULL LIMIT $2)";
    let QuestionId(before) = QuestionId::first_at(start_of(day));
    to.run(sql, &[Value::Int(before), Value::Int(AT_ONCE)]).await
}

/// Deletes what can be known to be of a person: the questions of today, those that they want to
/// be told of, votes, and the wish to be told. The counts of the questions stay.
pub async fn erase(to: &mut Connection, erasure: &Erasure, persons: &Persons) -> Result<(), Fault> {
    let Erasure { network, person, .. } = erasure;
    let of_person = [Value::Text(network), Value::Text(person)];
    let followed = "SELECT question FROM journal_followers WHERE network = $1 AND person = $2";
    let followed: Vec<(i64,)> = to.rows(followed, &of_person).await?;
    let mut questions = asked_by(to, erasure, persons).await?;
    questions.extend(followed.into_iter().map(|(question,)| question));
    to.run("DELETE FROM journal_followers WHERE network = $1 AND person = $2", &of_person).await?;
    let votes: Vec<(i64, i64)> = to.rows("SELECT question, voter FROM journal_votes", &[]).await?;
    for (question, voter) in votes {
        if persons.voter(QuestionId(question), network, person) == voter {
            let sql = "DELETE FROM journal_votes WHERE question = $1 AND voter = $2";
            to.run(sql, &[Value::Int(question), Value::Int(voter)]).await?;
        }
    }
    for question in questions {
        to.run("DELETE FROM journal_questions WHERE id = $1", &[Value::Int(question)]).await?;
    }
    delete_orphans(to).await
}

/// Deletes the votes of questions that are gone, who waits to be told of them, and their words on
/// cards.
pub async fn delete_orphans(to: &mut Connection) -> Result<(), Fault> {
    for sql in [
        "DELETE FROM journal_votes WHERE NOT EXISTS \
         (SELECT 1 FROM journal_questions WHERE id = journal_votes.question)",
        "DELETE FROM journal_followers WHERE NOT EXISTS \
         (SELECT 1 FROM journal_questions WHERE id = journal_followers.question)",
    ] {
        to.run(sql, &[]).await?;
    }
    forget_words(to).await
}

/// Keeps that a person wants nothing recorded, or forgets it. `named` is the network and its key
/// of the person, who is not kept as waiting for an answer any more either.
pub async fn opt_out(
    to: &mut Connection,
    person: i64,
    (network, named): (&str, &str),
    is_out: bool,
) -> Result<(), Fault> {
    if is_out {
        let sql = "DELETE FROM journal_followers WHERE network = $1 AND person = $2";
        to.run(sql, &[Value::Text(network), Value::Text(named)]).await?;
    }
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
