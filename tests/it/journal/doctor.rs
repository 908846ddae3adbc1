//! What `souffleur doctor` says of the journal's database, which it leaves as it is:
//!
//! 1. One without tables, one that is in order, one of an earlier version, one of a later one; a
//!    database that a bot has open, or had when it was killed.
//! 2. A server that is not there, has no such database, or does not let the user in.

use std::time::Instant;

use super::database::{Database, PATIENCE};
use super::on_both_databases;
use super::program;
use crate::doctor::{Report, doctor};
use crate::test_folder::TestFolder;

on_both_databases!(a_database_is_read_and_left_as_it_is);

fn report(home: &TestFolder) -> Report {
    Report::of(&mut doctor(home.path()))
}

async fn a_database_is_read_and_left_as_it_is(database: Database) {
    let home = program::recording(&database, "");
    let none = report(&home);
    none.expect("journal", &["note"], &["créera"]);
    none.expect_nothing_wrong();

    let mut running = home.run(&["run"]);
    program::ask(&mut running, 1);
    let beside = report(&home);
    let (states, text) = beside.check("journal");
    assert!(!states.contains(&"error"), "beside the program: {states:?} {text}");
    program::ask(&mut running, 1);
    running.close_input();
    let (status, log) = running.wait_for_end();
    assert!(status.success(), "{log:#?}");
    report(&home).expect("journal", &["ok"], &["et il est sain (version"]);
    assert_eq!(database.rows().len(), 2);

    for (version, states, words) in
        [(2, ["note"], "plus ancienne (2)"), (99, ["error"], "version plus récente")]
    {
        let mark = match database.is_file() {
            true => format!("PRAGMA user_version = {version}"),
            false if version < 3 => {
                format!("DELETE FROM journal_migrations WHERE version > {version}")
            }
            false => format!("UPDATE journal_migrations SET version = {version} WHERE version = 2"),
        };
        database.run(&mark).await;
        report(&home).expect("journal", &states, &[words]);
        // A file of which the tables are not brought up to date says the same again.
        report(&home).expect("journal", &states, &[words]);
    }
}

#[test]
fn a_file_of_a_program_that_was_killed_is_read_and_left_as_it_is() {
    let database = Database::sqlite();
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 1);
    // By processes that have ended: a connection of this one could be the last to close the file,
    // and would take its log into it.
    let until = Instant::now() + PATIENCE;
    while !database.file().exists() || database.rows().is_empty() {
        assert!(Instant::now() < until, "the question is not recorded");
    }
    running.signal(rustix::process::Signal::KILL);
    running.wait_for_end();
    let log = format!("{}-wal", database.file().display());
    let kept = || [database.file().into(), std::path::PathBuf::from(&log)].map(std::fs::read);
    let before = kept().map(|read| read.expect("a file"));
    assert!(!before[1].is_empty(), "the log was not taken into the file");
    report(&home).expect("journal", &["ok"], &["sain"]);
    assert!(kept().map(|read| read.expect("a file")) == before);
}

#[tokio::test]
async fn a_server_that_lets_nobody_in_is_told() {
    let Some(database) = Database::postgres() else { return };
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 1);
    running.close_input();
    assert!(running.wait_for_end().0.success());
    report(&home).expect("journal", &["ok"], &["PostgreSQL"]);

    // Roles are of the whole server, and other tests have databases of their own.
    database.run("CREATE ROLE passant LOGIN").await;
    let of_passer = database.section("enabled = true").replace("user=souffleur", "user=passant");
    let write = |section: &str| {
        home.write("config/souffleur.toml", &format!("[meaning]\nenabled = false\n{section}"));
        report(&home)
    };
    write(&of_passer).expect("journal", &["error"], &["lire et écrire", "OWNER"]);
    let elsewhere = database.section("enabled = true").replace("?host=", "_rien?host=");
    write(&elsewhere).expect("journal", &["error"], &["pas de base de ce nom", "Créez-la"]);
    let gone = "[journal]\nenabled = true\nurl = \"postgres://souffleur@127.0.0.1:9/souffleur\"\n";
    write(gone).expect("journal", &["error"], &["ne peut pas être joint", "adresse"]);
    let mut command = doctor(home.path());
    let report = Report::of(command.env("JOURNAL_URL", "mysql://ana:tres-secret@db/x"));
    report.expect("journal", &["error"], &["JOURNAL_URL", "PostgreSQL"]);
    assert!(!report.text.contains("tres-secret"), "{}", report.text);
}
