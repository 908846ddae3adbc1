//! What a clock that was ahead has dated in the future. It would be kept until that date; its age is
//! not known, and a clock that is behind now must not delete everything. So it is kept as long as
//! questions are from the moment on when it is first seen to be in the future.

use super::database::{Connection, Value};
use super::fault::Fault;
use super::feedback::delete_orphans;
use super::record::{QuestionId, day_of, start_of};
use super::store::DELETED_AT_ONCE;

/// What is remembered of it: the day on which it was first seen, counted from 1970.
const STATE: &str = "ahead";

/// Deletes what is dated after tomorrow and was first seen `keep_days` days ago or earlier; returns
/// how many questions that were.
pub async fn forget(to: &mut Connection, now: i64, keep_days: u16) -> Result<u64, Fault> {
    let today = day_of(now);
    let from = start_of(today + 2);
    let QuestionId(first) = QuestionId::first_at(from);
    let values = [Value::Int(first), Value::Int(from), Value::Int(today + 2)];
    let sql = "SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM journal_questions WHERE id >= $1) \
               OR EXISTS (SELECT 1 FROM journal_cards WHERE at >= $2) \
               OR EXISTS (SELECT 1 FROM journal_followers WHERE at >= $2) \
               OR EXISTS (SELECT 1 FROM journal_counts WHERE day >= $3) \
               THEN 1 ELSE 0 END AS BIGINT)";
    let found: Vec<(i64,)> = to.rows(sql, &values).await?;
    let name = Value::Text(STATE);
    let sql = "SELECT value FROM journal_state WHERE name = $1";
    let seen: Vec<(String,)> = to.rows(sql, &[name]).await?;
    if found.first().is_none_or(|(found,)| *found == 0) {
        // Questions wait for whatever is written here.
        if !seen.is_empty() {
            to.run("DELETE FROM journal_state WHERE name = $1", &[name]).await?;
        }
        return Ok(0);
    }
    let seen = seen.first().and_then(|(day,)| day.parse::<i64>().ok());
    let Some(seen) = seen.filter(|day| *day <= today) else {
        let sql = "INSERT INTO journal_state (name, value) VALUES ($1, $2) \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        to.run(sql, &[name, Value::Text(&today.to_string())]).await?;
        return Ok(0);
    };
    if today - seen < i64::from(keep_days) {
        return Ok(0);
    }
    let mut all = 0;
    loop {
        let sql = "DELETE FROM journal_questions WHERE id IN \
                   (SELECT id FROM journal_questions WHERE id >= $1 LIMIT $2)";
        let deleted = to.run(sql, &[Value::Int(first), Value::Int(DELETED_AT_ONCE)]).await?;
        all += deleted;
        if deleted < DELETED_AT_ONCE.unsigned_abs() {
            break;
        }
    }
    let (from, day) = ([Value::Int(from)], [Value::Int(today + 2)]);
    to.run("DELETE FROM journal_cards WHERE at >= $1", &from).await?;
    to.run("DELETE FROM journal_followers WHERE at >= $1", &from).await?;
    to.run("DELETE FROM journal_counts WHERE day >= $1", &day).await?;
    to.run("DELETE FROM journal_askers WHERE day >= $1", &day).await?;
    to.run("DELETE FROM journal_state WHERE name = $1", &[name]).await?;
    delete_orphans(to).await?;
    Ok(all)
}
