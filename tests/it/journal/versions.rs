//! What an earlier version of the program kept, and what is forgotten from one day to the next:
//!
//! 1. A database of each earlier version of the tables is brought up to date, with what is in it.
//! 2. Who asked is forgotten when the day is over; the question stays.

use super::database::Database;
use super::on_both_databases;
use super::program;

on_both_databases!(
    the_tables_of_earlier_versions_are_brought_up_to_date,
    who_asked_is_forgotten_when_the_day_is_over,
);

/// What makes the tables of version 3 from those of version 4, which a file does not have, those of
/// version 2 from those of version 3, and those of version 1 from those of version 2.
const TO_3: &str =
    "DROP TABLE journal_processes; DROP TABLE journal_reloads; DROP TABLE journal_standing;";
const TO_2: &str = "DROP INDEX journal_owned; ALTER TABLE journal_questions DROP COLUMN owner;";
const TO_1: &str = "DROP INDEX journal_unanswered;
    ALTER TABLE journal_questions DROP COLUMN scope;
    ALTER TABLE journal_questions DROP COLUMN refused;
    ALTER TABLE journal_questions DROP COLUMN passed_on;
    ALTER TABLE journal_questions DROP COLUMN answered_by;
    ALTER TABLE journal_questions ADD COLUMN vote BIGINT;
    CREATE INDEX journal_unanswered ON journal_questions (id)
        WHERE outcome = 'unknown' AND text IS NOT NULL;
    DROP TABLE journal_votes; DROP TABLE journal_opt_outs; DROP TABLE journal_followers;
    DROP TABLE journal_cards; DROP TABLE journal_shown; DROP TABLE journal_state;";

async fn ask_once(database: &Database) {
    let home = program::recording(database, "");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 1);
    running.close_input();
    let (status, log) = running.wait_for_end();
    assert!(status.success(), "{log:#?}");
}

async fn the_tables_of_earlier_versions_are_brought_up_to_date(database: Database) {
    ask_once(&database).await;
    for (version, steps) in [(2, vec![TO_2]), (1, vec![TO_2, TO_1])] {
        let on_server = (!database.is_file()).then_some(TO_3);
        for step in on_server.into_iter().chain(steps) {
            database.run(step).await;
        }
        let mark = match database.is_file() {
            true => format!("PRAGMA user_version = {version}"),
            false => format!("DELETE FROM journal_migrations WHERE version > {version}"),
        };
        database.run(&mark).await;
        let before = database.number("SELECT COUNT(*) FROM journal_questions").await;
        ask_once(&database).await;
        let rows = database.rows();
        assert_eq!(rows.len() as i64, before + 1, "{version}: {rows:#?}");
        let owned = "SELECT COUNT(*) FROM journal_questions WHERE owner IS NOT NULL";
        assert_eq!(database.number(owned).await, 1, "{version}: of the last question alone");
    }
}

async fn who_asked_is_forgotten_when_the_day_is_over(database: Database) {
    ask_once(&database).await;
    let owned = "SELECT COUNT(*) FROM journal_questions WHERE owner IS NOT NULL";
    assert_eq!(database.number(owned).await, 1);
    // A day earlier: the time is in the id as well, above its lowest 20 bits.
    let earlier = "UPDATE journal_questions \
                   SET id = id - 86400000 * CAST(1048576 AS BIGINT), at = at - 86400000";
    database.run(earlier).await;
    ask_once(&database).await;
    assert_eq!(database.rows().len(), 2);
    assert_eq!(database.number(owned).await, 1, "that of today alone");
}
