//! The statement that writes a question.

use super::database::{Connection, Value};
use super::fault::Fault;
use super::record::{Answered, AskerHashes, QuestionId};

/// Writes a question; whether it was not there yet.
pub async fn insert(
    to: &mut Connection,
    (QuestionId(id), at): (QuestionId, i64),
    AskerHashes { asker, owner }: AskerHashes,
    answered: &Answered,
) -> Result<bool, Fault> {
    let Answered {
        network,
        place,
        scope,
        collection,
        text,
        outcome,
        entry,
        confidence,
        latency,
        asked_by,
    } = answered;
    // PostgreSQL has no texts with a NUL in them.
    let text = text.as_ref().map(|text| text.as_str().replace('\0', "\u{fffd}"));
    let latency_ms = i64::try_from(latency.as_millis()).unwrap_or(i64::MAX);
    let sql = "INSERT INTO journal_questions (id, at, network, place, scope, collection, text, \
               outcome, entry, confidence, latency_ms, asked_by, asker, owner) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
               ON CONFLICT (id) DO NOTHING";
    let values = [
        Value::Int(id),
        Value::Int(at),
        Value::Text(network),
        Value::MaybeText(place.as_deref()),
        Value::MaybeText(scope.as_deref()),
        Value::MaybeText(collection.as_deref()),
        Value::MaybeText(text.as_deref()),
        Value::Text(outcome),
        Value::MaybeText(entry.as_deref()),
        Value::MaybeReal(confidence.map(f64::from)),
        Value::Int(latency_ms),
        Value::Text(asked_by),
        Value::Int(asker),
        Value::Int(owner),
    ];
    Ok(to.run(sql, &values).await? > 0)
}
