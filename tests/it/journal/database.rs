//! A database for one test, and what is in it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};
use tempfile::TempDir;

use super::postgres::Server;

/// Long enough for a busy machine; only a failing test waits for it.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A database that is empty at first.
pub struct Database {
    place: Place,
    /// Where commands run.
    folder: TempDir,
}

enum Place {
    File(PathBuf),
    Server(String),
}

impl Database {
    /// A file that does not exist yet, in a folder that does not either.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { place: Place::File(folder.path().join("data/souffleur.db")), folder }
    }

    /// The file that a program keeps, which may not exist yet.
    #[cfg(feature = "discord")]
    pub fn at(file: &Path) -> Self {
        Self { place: Place::File(file.to_owned()), folder: tempfile::tempdir().expect("a folder") }
    }

    /// A database of the shared server; `None` where there is none.
    pub fn postgres() -> Option<Self> {
        Some(Self::on(Server::shared()?))
    }

    /// A database of this server.
    pub fn on(server: &Server) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { place: Place::Server(server.database()), folder }
    }

    /// The file; panics on a server.
    pub fn file(&self) -> &Path {
        match &self.place {
            Place::File(path) => path,
            Place::Server(_) => panic!("no file"),
        }
    }

    /// Whether it is a file.
    pub fn is_file(&self) -> bool {
        matches!(self.place, Place::File(_))
    }

    /// The section `[journal]` of the settings, with more lines in it.
    pub fn section(&self, more: &str) -> String {
        let place = match &self.place {
            Place::File(path) => format!("path = {path:?}"),
            Place::Server(url) => format!("url = {url:?}"),
        };
        format!("[journal]\n{place}\n{more}\n")
    }

    /// Runs statements.
    pub async fn run(&self, sql: &str) {
        match &self.place {
            Place::File(path) => {
                let mut to = open(path).await;
                to.execute(AssertSqlSafe(sql)).await.expect("SQL");
                to.close().await.expect("closed");
            }
            Place::Server(url) => {
                let mut to = sqlx::PgConnection::connect(url).await.expect("a connection");
                to.execute(AssertSqlSafe(sql)).await.expect("SQL");
                to.close().await.expect("closed");
            }
        }
    }

    /// The first number that a query gives.
    pub async fn number(&self, sql: &str) -> i64 {
        self.try_number(sql).await.expect("SQL")
    }

    /// The connection is closed before this returns: one that closes later locks the file while the
    /// next program starts.
    async fn try_number(&self, sql: &str) -> Result<i64, sqlx::Error> {
        match &self.place {
            Place::File(path) => {
                let mut from = open(path).await;
                let row = from.fetch_one(AssertSqlSafe(sql)).await;
                from.close().await?;
                row?.try_get(0)
            }
            Place::Server(url) => {
                let mut from = sqlx::PgConnection::connect(url).await.expect("a connection");
                let row = from.fetch_one(AssertSqlSafe(sql)).await;
                from.close().await?;
                row?.try_get(0)
            }
        }
    }

    /// Waits until a query gives this number: records are written in the background, and nothing
    /// tells when.
    #[cfg(feature = "discord")]
    pub async fn number_when(&self, what: &str, sql: &str, expected: i64) {
        let until = Instant::now() + PATIENCE;
        // The file and its tables are made with the first record.
        while !self.exists() || self.try_number(sql).await.ok() != Some(expected) {
            assert!(Instant::now() < until, "not {what}: {sql}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    #[cfg(feature = "discord")]
    fn exists(&self) -> bool {
        match &self.place {
            Place::File(path) => path.exists(),
            Place::Server(_) => true,
        }
    }

    /// Runs `souffleur journal` with these arguments: its exit code, what it prints, and what it
    /// says of errors.
    pub fn command(&self, arguments: &[&str]) -> (i32, String, String) {
        let config = self.folder.path().join("souffleur.toml");
        std::fs::write(&config, self.section("")).expect("settings");
        let output = Command::new(env!("CARGO_BIN_EXE_souffleur"))
            .current_dir(self.folder.path())
            .arg("--config")
            .arg(&config)
            .arg("journal")
            .args(arguments)
            .output()
            .expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
    }

    /// The questions that are kept, oldest first.
    pub fn rows(&self) -> Vec<Value> {
        let (code, out, err) = self.command(&["export", "--format", "jsonl"]);
        assert_eq!(code, 0, "{err}");
        out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// Waits until so many questions are kept.
    pub async fn rows_when(&self, what: &str, enough: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let until = Instant::now() + PATIENCE;
        loop {
            let rows = self.rows();
            if enough(&rows) {
                return rows;
            }
            assert!(Instant::now() < until, "not {what}: {rows:#?}");
            // Records are written in the background, and nothing tells when.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The sum of all counts of questions.
    pub async fn counted(&self) -> i64 {
        let sql = "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM journal_counts \
                   WHERE outcome <> 'picked'";
        self.number(sql).await
    }
}

async fn open(path: &Path) -> sqlx::SqliteConnection {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    sqlx::SqliteConnection::connect_with(&options).await.expect("the file is opened")
}
