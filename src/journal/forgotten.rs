//! What the team's cards keep of questions that are gone: nothing that somebody wrote.
//!
//! A card by which the FAQ was changed stays without its words, so that the change can still be
//! taken back; any other card goes.

use std::collections::HashSet;

use super::database::{Connection, Value};
use super::fault::Fault;

/// The newest questions among which the wording of a proposed variant is looked for: the time
/// that takes must not grow with the journal. One that only older questions have goes early.
const LOOKED_AT: i64 = 20_000;

/// Removes the words of questions that are not kept any more from the cards.
pub async fn forget_words(to: &mut Connection) -> Result<(), Fault> {
    for sql in [
        // `done` is written by `team::card`, which begins it so when it has a change.
        "DELETE FROM journal_cards WHERE question IS NOT NULL \
         AND (done IS NULL OR done NOT LIKE '{\"change\":{%') AND NOT EXISTS \
         (SELECT 1 FROM journal_questions WHERE id = journal_cards.question)",
        "UPDATE journal_cards SET wording = '' \
         WHERE question IS NOT NULL AND wording <> '' AND NOT EXISTS \
         (SELECT 1 FROM journal_questions WHERE id = journal_cards.question)",
    ] {
        to.run(sql, &[]).await?;
    }
    forget_variants(to).await?;
    // What somebody of the team typed for a card goes with it.
    let sql = "DELETE FROM journal_state WHERE name LIKE 'draft/%' AND NOT EXISTS \
               (SELECT 1 FROM journal_cards WHERE wording <> '' \
                AND 'draft/' || CAST(number AS TEXT) = journal_state.name)";
    to.run(sql, &[]).await.map(drop)
}

/// The wording of a proposed variant belongs to every question that has it, and goes with the last
/// of them.
async fn forget_variants(to: &mut Connection) -> Result<(), Fault> {
    let sql = "SELECT number, wording FROM journal_cards WHERE question IS NULL AND wording <> ''";
    let cards: Vec<(i64, String)> = to.rows(sql, &[]).await?;
    if cards.is_empty() {
        return Ok(());
    }
    let sql = "SELECT text FROM journal_questions WHERE text IS NOT NULL ORDER BY id DESC LIMIT $1";
    let texts: Vec<(String,)> = to.rows(sql, &[Value::Int(LOOKED_AT)]).await?;
    let kept: HashSet<String> = texts.iter().map(|(text,)| plain(text)).collect();
    for (number, wording) in cards {
        if kept.contains(&plain(&wording)) {
            continue;
        }
        let number = [Value::Int(number)];
        let sql = "DELETE FROM journal_cards WHERE number = $1 \
                   AND (done IS NULL OR done NOT LIKE '{\"change\":{%')";
        if to.run(sql, &number).await? == 0 {
            to.run("UPDATE journal_cards SET wording = '' WHERE number = $1", &number).await?;
        }
    }
    Ok(())
}

/// Cards have wordings on one line, of any of their cases.
fn plain(text: &str) -> String {
    let text = text.replace(char::is_control, " ").to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
