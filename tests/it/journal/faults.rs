//! A database that does not work changes nothing for members:
//!
//! 1. Killed at any moment, fifty times while questions come, the program loses a second at most
//!    and damages nothing, and each question is counted once.
//! 2. Locked, in a folder that takes no file, on a full disk, deleted, or on a server that stops:
//!    answers go on, one line of the log says what is wrong and one that it works again, with how
//!    many questions were dropped; those that waited are recorded.
//! 3. A damaged file is set aside and a new one begins; who wants nothing recorded is taken over from
//!    it when that can be read, and the log says so when it cannot.
//! 4. A server that is not there does not keep the program from starting or from ending.

use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, Signal, prlimit};
use serde_json::Value;

use super::database::{Database, PATIENCE};
use super::postgres::Server;
use super::program;
use crate::test_folder::Running;

/// How many lines of the log say this.
fn said(log: &[String], words: &str) -> usize {
    log.iter().filter(|line| line.contains(words)).count()
}

const FAILS: &str = "the journal cannot be used";
const WORKS: &str = "the journal works again";

fn wait_for(running: &mut Running, words: &str) -> Value {
    running.wait_for_message(words)
}

/// Ends the program and checks its log: one outage of which nothing else is said.
fn end(mut running: Running, outages: usize) -> Vec<String> {
    running.close_input();
    let (status, log) = running.wait_for_end();
    assert!(status.success(), "{log:#?}");
    assert_eq!((said(&log, FAILS), said(&log, WORKS)), (outages, outages), "{log:#?}");
    assert_eq!(said(&log, program::QUESTION), 0, "what was asked is in the log");
    log
}

#[test]
fn fifty_kills_lose_a_second_at_most() {
    const SIDE_BY_SIDE: u64 = 2;
    let threads: Vec<_> = (0..SIDE_BY_SIDE)
        .map(|seed| std::thread::spawn(move || kill_again_and_again(seed, 50 / SIDE_BY_SIDE)))
        .collect();
    for thread in threads {
        thread.join().expect("nothing is lost");
    }
}

fn kill_again_and_again(seed: u64, times: u64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let mut chance = fastrand::Rng::with_seed(seed);
    let database = Database::sqlite();
    let home = program::recording(&database, "");
    let mut recorded = 0;
    for time in 1..=times {
        let mut running = home.run(&["run"]);
        let ends = Instant::now() + Duration::from_millis(chance.u64(1..2_000));
        let mut answered = Vec::new();
        while Instant::now() < ends {
            program::ask(&mut running, 1);
            answered.push(Instant::now());
        }
        running.signal(Signal::KILL);
        let killed = Instant::now();
        drop(running);
        if !database.file().exists() {
            // Killed before the first question was written.
            continue;
        }
        let has_tables = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'journal_questions'";
        if runtime.block_on(database.number(has_tables)) == 0 {
            assert_eq!(recorded, 0, "{time}: the tables are gone");
            continue;
        }
        let rows = database.rows();
        let sound = "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
        let (kept, sound, counted) = runtime.block_on(async {
            let kept = database.number("SELECT COUNT(*) FROM journal_questions").await;
            (kept, database.number(sound).await, database.counted().await)
        });
        assert_eq!((sound, rows.len() as i64), (1, kept));
        assert_eq!(counted, kept, "each question is counted once");
        // A machine that is busy with other tests gives the program's threads their turn late: by
        // how much shows in the time between two answers.
        let between = answered.windows(2).map(|pair| pair[1] - pair[0]).max();
        let allowed = Duration::from_secs(1) + between.unwrap_or_default() * 4;
        let old = |at: &&Instant| killed - **at > allowed;
        let must = answered.iter().filter(old).count() as i64;
        let new = kept - recorded;
        let asked = answered.len();
        assert!(new >= must, "{time}: {new} of {asked} are kept, {must} were a second old");
        assert!(new <= asked as i64 + 1, "{new} of {asked}");
        recorded = kept;
    }
}

#[tokio::test]
async fn a_locked_file_is_waited_for() {
    let database = Database::sqlite();
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 1);
    database.rows_when("recorded", |rows| rows.len() == 1).await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database.file());
    let other = <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&options);
    let mut other = other.await.expect("the file");
    sqlx::raw_sql("BEGIN EXCLUSIVE").execute(&mut other).await.expect("the lock");
    program::ask(&mut running, 3);
    let line = wait_for(&mut running, FAILS);
    assert!(line["cause"].as_str().is_some_and(|cause| cause.contains("lock")), "{line}");
    program::ask(&mut running, 1);
    sqlx::raw_sql("COMMIT").execute(&mut other).await.expect("the lock is given back");
    let line = wait_for(&mut running, WORKS);
    assert_eq!(line["dropped"], 0, "{line}");
    database.rows_when("all recorded", |rows| rows.len() == 5).await;
    end(running, 1);
}

#[tokio::test]
async fn what_does_not_fit_into_the_queue_is_dropped_and_counted() {
    let database = Database::sqlite();
    let home = program::recording(&database, "");
    std::fs::create_dir_all(database.file()).expect("a folder in the file's place");
    let mut running = home.run(&["run"]);
    let times = 4_096 + 300;
    program::ask(&mut running, times);
    wait_for(&mut running, FAILS);
    std::fs::remove_dir(database.file()).expect("the place is free");
    let line = wait_for(&mut running, WORKS);
    let dropped = line["dropped"].as_u64().expect("a number");
    assert!((1..=300).contains(&dropped), "{line}");
    let kept = times - dropped as usize;
    let rows = database.rows_when("recorded", |rows| rows.len() >= kept).await;
    assert_eq!(rows.len(), kept);
    end(running, 1);
}

#[tokio::test]
async fn a_folder_that_takes_no_file_is_tried_again() {
    let database = Database::sqlite();
    let home = program::recording(&database, "");
    let folder = database.file().parent().expect("a folder").to_owned();
    std::fs::write(&folder, "").expect("a file in the folder's place");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 2);
    wait_for(&mut running, FAILS);
    std::fs::remove_file(&folder).expect("the place is free");
    wait_for(&mut running, WORKS);
    database.rows_when("recorded", |rows| rows.len() == 2).await;
    end(running, 1);
}

#[tokio::test]
async fn a_read_only_folder_is_tried_again() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;

    let database = Database::sqlite();
    let home = program::recording(&database, "");
    let folder = database.file().parent().expect("a folder").to_owned();
    std::fs::create_dir(&folder).expect("the folder");
    let allow = |path: &std::path::Path, mode| {
        set_permissions(path, Permissions::from_mode(mode)).expect("rights");
    };
    allow(&folder, 0o555);
    // Rights do not bind root, so that the program runs as somebody else then.
    let mut running = if rustix::process::geteuid().is_root() {
        allow(home.path(), 0o755);
        allow(folder.parent().expect("a folder"), 0o755);
        let as_nobody = "exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$0\" \"$@\"";
        home.run_in_shell(as_nobody, &["run"])
    } else {
        home.run(&["run"])
    };
    program::ask(&mut running, 2);
    let line = wait_for(&mut running, FAILS);
    assert_eq!(line["cause"], "it takes no writes", "{line}");
    allow(&folder, 0o777);
    wait_for(&mut running, WORKS);
    database.rows_when("recorded", |rows| rows.len() == 2).await;
    end(running, 1);
}

#[tokio::test]
async fn a_deleted_file_begins_anew() {
    let database = Database::sqlite();
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 2);
    database.rows_when("recorded", |rows| rows.len() == 2).await;
    std::fs::remove_dir_all(database.file().parent().expect("a folder")).expect("deleted");
    program::ask(&mut running, 3);
    database.rows_when("recorded", |rows| rows.len() == 3).await;
    end(running, 0);
}

#[tokio::test]
async fn a_damaged_file_is_set_aside() {
    for damage in ["no database at all", "a header and then nothing"] {
        let database = Database::sqlite();
        let home = program::recording(&database, "");
        std::fs::create_dir_all(database.file().parent().expect("a folder")).expect("a folder");
        let bytes = match damage {
            "no database at all" => b"questions, but of another kind ".repeat(200),
            _ => [&b"SQLite format 3\0"[..], &[0x77; 5_000]].concat(),
        };
        std::fs::write(database.file(), bytes).expect("a damaged file");
        let mut running = home.run(&["run"]);
        program::ask(&mut running, 2);
        // Before that, the command that reads the rows finds the damaged file as well.
        wait_for(&mut running, "the journal's file is damaged");
        database.rows_when("recorded", |rows| rows.len() == 2).await;
        let log = end(running, 0);
        assert_eq!(said(&log, "damaged"), 1, "{damage}: {log:#?}");
        assert_eq!(said(&log, "they are recorded again"), 1, "{damage}: {log:#?}");
        let folder = std::fs::read_dir(database.file().parent().expect("a folder"));
        let names: Vec<_> = folder.expect("the folder").flatten().map(|f| f.file_name()).collect();
        let aside = |name: &&std::ffi::OsString| name.to_string_lossy().contains(".corrupt-");
        assert_eq!(names.iter().filter(aside).count(), 1, "{damage}: {names:?}");
    }
}

#[tokio::test]
async fn who_wants_nothing_recorded_outlives_a_damaged_file() {
    use std::os::unix::fs::FileExt as _;

    let database = Database::sqlite();
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 1);
    running.type_line("/données arrêter");
    running.wait_for_answer("ne sont plus enregistrées");
    end(running, 0);
    let root = "SELECT rootpage FROM sqlite_master WHERE name = 'journal_questions'";
    let page = database.number(root).await as u64;
    let size = database.number("PRAGMA page_size").await as u64;
    let file = std::fs::OpenOptions::new().write(true).open(database.file()).expect("the file");
    file.write_all_at(&vec![0xff; size as usize], (page - 1) * size).expect("damaged");
    drop(file);
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 1);
    wait_for(&mut running, "the journal's file is damaged");
    let line = wait_for(&mut running, "those who want nothing recorded were read");
    assert_eq!(line["persons"], 1, "{line}");
    running.type_line("/données");
    running.wait_for_answer("comme vous l’avez demandé");
    end(running, 0);
    assert_eq!(database.rows().len(), 0);
}

#[tokio::test]
async fn a_full_disk_is_waited_for() {
    let database = Database::sqlite();
    let home = program::recording(&database, "");
    // The limit on the size of files, which stands for a full disk, sends a signal as well, which
    // would end the program.
    let mut running = home.run_in_shell("trap '' XFSZ; exec \"$0\" \"$@\"", &["run"]);
    program::ask(&mut running, 1);
    database.rows_when("recorded", |rows| rows.len() == 1).await;
    let limit = |current| Rlimit { current, maximum: None };
    prlimit(running.pid(), Resource::Fsize, limit(Some(0))).expect("the limit is set");
    program::ask(&mut running, 3);
    wait_for(&mut running, FAILS);
    program::ask(&mut running, 1);
    prlimit(running.pid(), Resource::Fsize, limit(None)).expect("the limit is lifted");
    let line = wait_for(&mut running, WORKS);
    assert_eq!(line["dropped"], 0, "{line}");
    database.rows_when("recorded", |rows| rows.len() == 5).await;
    end(running, 1);
}

#[tokio::test]
async fn a_server_that_restarts_is_waited_for() {
    let Some(server) = Server::start() else { return };
    let database = Database::on(&server);
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 2);
    database.rows_when("recorded", |rows| rows.len() == 2).await;
    server.stop();
    program::ask(&mut running, 3);
    wait_for(&mut running, FAILS);
    program::ask(&mut running, 2);
    server.start_again();
    let line = wait_for(&mut running, WORKS);
    assert_eq!(line["dropped"], 0, "{line}");
    database.rows_when("recorded", |rows| rows.len() == 7).await;
    assert_eq!(database.counted().await, 7);
    end(running, 1);
}

#[tokio::test]
async fn a_server_that_never_comes_keeps_nobody_waiting() {
    let Some(server) = Server::start() else { return };
    let database = Database::on(&server);
    server.stop();
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 3);
    wait_for(&mut running, FAILS);
    running.close_input();
    let began = Instant::now();
    let (status, log) = running.wait_for_end();
    assert!(status.success() && began.elapsed() < PATIENCE / 4, "{log:#?}");
    assert_eq!(said(&log, "the last questions are not recorded"), 1, "{log:#?}");
}
