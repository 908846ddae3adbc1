//! The journal with 1,000,000 questions of thirty days, in SQLite and in PostgreSQL: how long the
//! commands take that admins use. `souffleur journal` is timed as a process of its own, the
//! commands of `souffleur team`, which a network's admins have too, from the line that is sent to
//! the answer that is read, each after one more question was recorded. This is a figure and not a
//! test: `cargo bench --bench journal` prints a table; what is wanted is 200 ms at most.
//!
//! Under `cargo test` it has 1,000 questions, to show that it still runs.

#[path = "../tests/it/journal/database.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod database;
#[path = "../tests/it/journal/postgres.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod postgres;

use std::io::{Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use database::Database;

const DAYS: i64 = 30;
const DAY_MS: i64 = 86_400_000;
const RUNS: usize = 9;

#[tokio::main]
async fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let questions = if measured { 1_000_000 } else { 1_000 };
    println!(
        "| database | questions | command | median | worst |\n| --- | ---: | --- | ---: | ---: |"
    );
    for (name, database) in
        [("SQLite", Some(Database::sqlite())), ("PostgreSQL", Database::postgres())]
    {
        let Some(database) = database else { continue };
        fill(&database, questions).await;
        for command in [&["stats"][..], &["stats", "--json"], &["stats", "--days", "7"]] {
            let times = (0..RUNS).map(|_| timed(&database, command)).collect();
            row(name, questions, &format!("journal {}", command.join(" ")), times);
        }
        let mut desk = Desk::open(&database);
        for command in ["sans-réponse", "votes", "populaires", "à-revoir"] {
            let mut times = Vec::new();
            for run in 0..RUNS {
                miss_one_more(&database, run).await;
                times.push(desk.timed(command));
            }
            row(name, questions, command, times);
        }
    }
}

fn row(name: &str, questions: i64, command: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    println!(
        "| {name} | {questions} | {command} | {:.0?} | {:.0?} |",
        times[times.len() / 2],
        times[times.len() - 1]
    );
}

/// `souffleur team`, with the bundled FAQ and the encoder.
struct Desk {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    _config: tempfile::TempDir,
}

impl Desk {
    fn open(database: &Database) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("souffleur.toml");
        std::fs::write(&config, database.section("")).expect("settings");
        let mut child = Command::new(env!("CARGO_BIN_EXE_souffleur"))
            .arg("--config")
            .arg(&config)
            .args(["--faq", concat!(env!("CARGO_MANIFEST_DIR"), "/faq"), "team"])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let input = child.stdin.take().expect("piped");
        let output = child.stdout.take().expect("piped");
        let mut desk = Self { child, input, output, _config: folder };
        desk.answer();
        desk
    }

    fn timed(&mut self, command: &str) -> Duration {
        let began = Instant::now();
        writeln!(self.input, "{command}").expect("it reads");
        let answer = self.answer();
        let took = began.elapsed();
        assert!(!answer.contains("ne répond pas"), "{answer}");
        took
    }

    /// What it writes until it asks again.
    fn answer(&mut self) -> String {
        let mut answer = Vec::new();
        let mut some = [0; 65_536];
        while !answer.ends_with(b"\n> ") && answer != b"> " {
            let read = self.output.read(&mut some).expect("it writes");
            assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
            answer.extend_from_slice(&some[..read]);
        }
        String::from_utf8(answer).expect("UTF-8")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// So that what was put together for the command before is not valid any more.
async fn miss_one_more(database: &Database, run: usize) {
    let now = jiff::Timestamp::now().as_millisecond();
    database
        .run(&format!(
            "INSERT INTO journal_questions (id, at, network, text, outcome, latency_ms, asked_by, \
             asker) VALUES ({now} * 1048576, {now}, 'discord', 'où est la chose {run} ?', \
             'unknown', 12, 'command', 0)"
        ))
        .await;
}

fn timed(database: &Database, command: &[&str]) -> Duration {
    let began = Instant::now();
    let (code, out, err) = database.command(command);
    let took = began.elapsed();
    assert!(code == 0 && !out.is_empty(), "{err}");
    took
}

/// Fills a database as the bot would have: 500 entries, a fifth of the questions without an
/// answer in 20,000 wordings, 3,000 people a day.
async fn fill(database: &Database, questions: i64) {
    make(database);
    let first = jiff::Timestamp::now().as_millisecond() - DAYS * DAY_MS + 3_600_000;
    let step = (DAYS * DAY_MS - 2 * 3_600_000) / questions;
    let (with, numbers) = match database.is_file() {
        true => (
            format!(
                "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < \
                 {questions}) "
            ),
            "n".to_owned(),
        ),
        false => (String::new(), format!("generate_series(0, {questions} - 1::bigint) AS n(i)")),
    };
    database
        .run(&format!(
            "{with} INSERT INTO journal_questions (id, at, network, place, collection, text, \
             outcome, entry, confidence, latency_ms, asked_by, asker) \
             SELECT ({first} + i * {step}) * 1048576 + i % 1048576, {first} + i * {step}, \
             'discord', '334455667788990011', 'mssante', \
             'comment faire pour la chose numéro ' || (i * 7919 % 20000) || ' avec ma messagerie ?', \
             CASE i % 5 WHEN 0 THEN 'unknown' WHEN 1 THEN 'unsure' ELSE 'found' END, \
             CASE WHEN i % 5 > 1 THEN 'entree-' || (i * 7907 % 500) END, \
             0.8, 12, 'command', i * 7901 % 3000 * 1000003 FROM {numbers}; \
             INSERT INTO journal_counts SELECT at / {DAY_MS}, network, collection, outcome, \
             COALESCE(entry, ''), COUNT(*) FROM journal_questions GROUP BY 1, 2, 3, 4, 5; \
             INSERT INTO journal_askers SELECT DISTINCT at / {DAY_MS}, asker \
             FROM journal_questions; \
             UPDATE journal_questions SET pick = 'entree-' || (id % 1048576 % 500) \
             WHERE outcome = 'unsure' AND id % 1048576 % 3 = 0; \
             INSERT INTO journal_votes SELECT id, at % 1000003, COALESCE(entry, ''), \
             CASE id % 1048576 % 3 WHEN 0 THEN 'outdated' ELSE 'useful' END \
             FROM journal_questions WHERE id % 1048576 % 20 = 0; ANALYZE"
        ))
        .await;
}

/// Makes the tables, by recording a question that is deleted again.
fn make(database: &Database) {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("souffleur.toml");
    let section = database.section("enabled = true");
    std::fs::write(&config, format!("[meaning]\nenabled = false\n{section}")).expect("settings");
    let faq = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/faq");
    let output = Command::new(env!("CARGO_BIN_EXE_souffleur"))
        .arg("--config")
        .arg(&config)
        .args(["--faq", faq, "ask", "j'ai perdu mon badge"])
        .current_dir(folder.path())
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{output:?}");
    let (code, _, err) = database.command(&["erase", "--yes"]);
    assert_eq!(code, 0, "{err}");
}
