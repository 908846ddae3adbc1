//! Answers that stand in places where everybody reads them, so that a process that is started
//! again, or takes over a place, leads to them too. On a server alone: a file is of one process,
//! which may forget them. Neither a person nor a text is kept.

use super::database::{Connection, Value};
use super::fault::Fault;
use super::record::Standing;

/// Keeps an answer, in the place of an earlier one there. A file keeps none.
pub(super) async fn keep(to: &mut Connection, standing: &Standing) -> Result<(), Fault> {
    if matches!(to, Connection::Sqlite(_)) {
        return Ok(());
    }
    let Standing { network, place, entry, shown, answer, at, until } = standing;
    let sql = "INSERT INTO journal_standing (network, place, entry, shown, answer, at, until) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (network, place, entry) \
               DO UPDATE SET shown = excluded.shown, answer = excluded.answer, \
                             at = excluded.at, until = excluded.until";
    let values = [
        Value::Text(network),
        Value::Text(place),
        Value::Text(entry),
        Value::Int(*shown),
        Value::Text(answer),
        Value::Int(*at),
        Value::Int(*until),
    ];
    to.run(sql, &values).await.map(drop)
}

/// Deletes an answer from all places.
pub(super) async fn remove(to: &mut Connection, network: &str, answer: &str) -> Result<(), Fault> {
    if matches!(to, Connection::Sqlite(_)) {
        return Ok(());
    }
    let sql = "DELETE FROM journal_standing WHERE network = $1 AND answer = $2";
    to.run(sql, &[Value::Text(network), Value::Text(answer)]).await.map(drop)
}

/// Deletes those that stand no more before a moment, in milliseconds since 1970.
pub(super) async fn forget(to: &mut Connection, before: i64) -> Result<(), Fault> {
    if matches!(to, Connection::Sqlite(_)) {
        return Ok(());
    }
    let sql = "DELETE FROM journal_standing WHERE until < $1";
    to.run(sql, &[Value::Int(before)]).await.map(drop)
}
