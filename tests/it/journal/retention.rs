//! What is deleted, and what is left:
//!
//! 1. After `keep_days` only counts are left, each question counted exactly once, however often
//!    the program starts, and whether it is killed while it deletes.
//! 2. Counts are two years old at most.
//! 3. No byte of a deleted question is left in the file or beside it.
//! 4. What a clock that was ahead has dated in the future is not kept until then, and is in no list
//!    of days.
//! 5. `purge` deletes what is before a day and keeps the counts; `erase` deletes all, damaged
//!    files that were set aside too, and asks before it does.

use std::time::Instant;

use super::database::{Database, PATIENCE};
use super::{on_both_databases, program};
use crate::test_folder::TestFolder;

on_both_databases!(
    old_questions_become_counts_exactly_once,
    counts_are_kept_for_two_years,
    purge_and_erase_delete_what_they_say,
    what_is_dated_in_the_future_is_deleted_too,
);

const WORD: &str = "zorglub-le-magnifique";

/// Makes everything in the journal older by so many days.
async fn age(database: &Database, days: i64) {
    let ms = days * 86_400_000;
    database
        .run(&format!(
            "UPDATE journal_questions SET id = id - {}, at = at - {ms}; \
             UPDATE journal_counts SET day = day - {days}; \
             UPDATE journal_askers SET day = day - {days}",
            ms << 20
        ))
        .await;
}

async fn questions(database: &Database) -> i64 {
    database.number(QUESTIONS).await
}

/// Records some questions.
fn record(home: &TestFolder, times: usize) {
    let mut running = home.run(&["run"]);
    program::ask(&mut running, times);
    running.type_line(WORD);
    running.close_input();
    let (status, log) = running.wait_for_end();
    assert!(status.success(), "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("not recorded")), "{log:#?}");
}

const QUESTIONS: &str = "SELECT COUNT(*) FROM journal_questions";
const ASKERS: &str = "SELECT COUNT(*) FROM journal_askers";

/// Waits until this many are left.
async fn until_left(database: &Database, left: i64, counted: &str) {
    let until = Instant::now() + PATIENCE;
    while database.number(counted).await != left {
        assert!(Instant::now() < until, "{counted}: {}", database.number(counted).await);
        // They are deleted in the background, and nothing tells when.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

async fn old_questions_become_counts_exactly_once(database: Database) {
    let home = program::recording(&database, "keep_days = 7");
    record(&home, 3);
    age(&database, 6).await;
    record(&home, 1);
    assert_eq!((questions(&database).await, database.counted().await), (6, 6), "all are kept");
    age(&database, 2).await;
    // Many of them, so that several transactions are needed and a kill comes in between.
    let copies = "INSERT INTO journal_questions (id, at, network, outcome, text, latency_ms, \
                  asked_by, asker) ";
    let at = (jiff::Timestamp::now() - jiff::SignedDuration::from_hours(240)).as_millisecond();
    let (old, day) = (at << 20, at / 86_400_000);
    let columns = format!("SELECT {old} + i, {at}, 'test', 'unknown', '{WORD}', 1, 'test', 1 FROM");
    let numbers = match database.is_file() {
        true => format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) \
             {copies} {columns} n"
        ),
        false => format!("{copies} {columns} generate_series(1, 6000) AS n(i)"),
    };
    database.run(&numbers).await;
    let counts =
        format!("INSERT INTO journal_counts VALUES ({day}, 'test', '', 'unknown', '', 6000)");
    database.run(&counts).await;
    let before = database.counted().await;
    for _ in 0..3 {
        // Killed at once, while it deletes.
        drop(home.run(&["run"]));
    }
    let running = home.run(&["run"]);
    until_left(&database, 2, QUESTIONS).await;
    drop(running);
    assert_eq!(database.counted().await, before);
    assert_eq!(before, 6_006);
}

async fn counts_are_kept_for_two_years(database: Database) {
    let home = program::recording(&database, "");
    record(&home, 2);
    age(&database, 729).await;
    let running = home.run(&["run"]);
    until_left(&database, 0, QUESTIONS).await;
    until_left(&database, 0, ASKERS).await;
    drop(running);
    assert_eq!(database.counted().await, 3);
    age(&database, 2).await;
    // It goes on running: a program that ends at once may not come to deleting.
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 2);
    let until = Instant::now() + PATIENCE;
    while database.counted().await != 2 {
        assert!(Instant::now() < until, "{} are counted", database.counted().await);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

async fn what_is_dated_in_the_future_is_deleted_too(database: Database) {
    let home = program::recording(&database, "keep_days = 7");
    record(&home, 2);
    age(&database, -400).await;
    let running = home.run(&["run"]);
    let seen = "SELECT COUNT(*) FROM journal_state WHERE name = 'ahead'";
    until_left(&database, 1, seen).await;
    drop(running);
    assert_eq!(questions(&database).await, 3, "the clock may be behind now");
    let (_, stats, _) = database.command(&["stats", "--json"]);
    assert!(stats.contains("\"days\":[]"), "{stats}");
    // As if that was eight days ago.
    let today = jiff::Timestamp::now().as_second() / 86_400;
    let earlier = format!("UPDATE journal_state SET value = '{}' WHERE name = 'ahead'", today - 8);
    database.run(&earlier).await;
    let running = home.run(&["run"]);
    until_left(&database, 0, QUESTIONS).await;
    until_left(&database, 0, seen).await;
    drop(running);
}

#[tokio::test]
async fn nothing_of_a_deleted_question_is_left_in_the_files() {
    let database = Database::sqlite();
    let home = program::recording(&database, "keep_days = 1");
    record(&home, 1);
    let holds = || {
        let folder = database.file().parent().expect("a folder");
        let files = std::fs::read_dir(folder).expect("the journal's folder");
        files.flatten().any(|file| {
            let bytes = std::fs::read(file.path()).unwrap_or_default();
            bytes.windows(WORD.len()).any(|at| at == WORD.as_bytes())
        })
    };
    assert!(holds(), "it is there at first");
    age(&database, 3).await;
    let running = home.run(&["run"]);
    let until = Instant::now() + PATIENCE;
    while holds() {
        assert!(Instant::now() < until, "the text is left in a file");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    drop(running);
    assert_eq!(database.number("PRAGMA freelist_count").await, 0, "the space is given back");
}

async fn purge_and_erase_delete_what_they_say(database: Database) {
    let home = program::recording(&database, "");
    record(&home, 2);
    age(&database, 10).await;
    record(&home, 1);
    let (code, out, err) = database.command(&["purge"]);
    assert_eq!((code, out.as_str()), (0, "0 question effacée.\n"), "{err}");
    let day = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date();
    let (code, out, err) = database.command(&["purge", "--before", &day.to_string()]);
    assert_eq!((code, out.as_str()), (0, "3 questions effacées.\n"), "{err}");
    assert_eq!((questions(&database).await, database.counted().await), (2, 5));

    // The bot goes on recording after an erasure.
    let mut running = home.run(&["run"]);
    let aside = database.is_file().then(|| {
        let aside = database.file().with_file_name("souffleur.db.corrupt-1600000000");
        std::fs::write(&aside, WORD).expect("a file that was set aside");
        aside
    });
    let (code, out, err) = database.command(&["erase"]);
    assert_eq!((code, out.as_str()), (2, ""), "nobody can be asked");
    assert!(err.contains("--yes"), "{err}");
    assert_eq!(questions(&database).await, 2);
    let (code, _, err) = database.command(&["erase", "--yes"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!((questions(&database).await, database.counted().await), (0, 0));
    assert!(aside.is_none_or(|aside| !aside.exists()));
    program::ask(&mut running, 1);
    running.close_input();
    running.wait_for_end();
    assert_eq!(questions(&database).await, 1);
}
