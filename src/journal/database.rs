//! One connection, to a SQLite file or to a PostgreSQL server, with the same statements for both.
//!
//! A thin layer of our own, and not `sqlx::Any`: it keeps the options and the error codes of each
//! database, and has one statement text for both because both understand `$1`. What differs is
//! in this file and in `schema/`.

use std::path::Path;
use std::pin::Pin;
use std::str::FromStr;
use std::time::Duration;

use secrecy::ExposeSecret;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{ConnectOptions, Connection as _, FromRow, SqlSafeStr as _};
use tokio::time::timeout;

use super::config::DatabasePlace;
use super::fault::Fault;
use super::file;

/// Timeout of one statement. A server that has gone without closing its connections would be
/// waited for much longer.
const WITHIN: Duration = Duration::from_secs(10);
/// How long SQLite waits for a lock of another process.
const LOCK_WITHIN: Duration = Duration::from_secs(1);

/// The version of the tables in a file.
pub const FILE_VERSION: i64 = 3;
/// The version of the tables on a server, which has those that several processes share.
pub const SERVER_VERSION: i64 = SERVER_VERSIONS.len() as i64;
const SERVER_VERSIONS: [(i64, &str, &str); 4] = [
    (1, "tables", include_str!("schema/postgres_1.sql")),
    (2, "feedback", include_str!("schema/both_2.sql")),
    (3, "owners", include_str!("schema/both_3.sql")),
    (4, "processes", include_str!("schema/postgres_4.sql")),
];

/// Whether a file that is missing, or has no tables, is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It is made, with its folder.
    Create,
    /// It is an error.
    Refuse,
}

/// A value of a statement.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// A whole number.
    Int(i64),
    /// A text.
    Text(&'a str),
    /// A text or NULL.
    MaybeText(Option<&'a str>),
    /// A number or NULL.
    MaybeReal(Option<f64>),
}

/// What is being done. Boxed, because the compiler cannot tell that the futures of both databases
/// in one may be sent to another thread (rust-lang/rust#100013).
type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send + 'a>>;

/// A row of a result, of either database.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Row for T {}

/// An open connection.
#[derive(Debug)]
pub enum Connection {
    /// To a file.
    Sqlite(Box<SqliteConnection>),
    /// To a server.
    Postgres(Box<PgConnection>),
}

/// Binds the values of a statement, one after the other.
macro_rules! bound {
    ($query:expr, $values:expr) => {
        $values.iter().fold($query, |query, value| match *value {
            Value::Int(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::MaybeText(value) => query.bind(value),
            Value::MaybeReal(value) => query.bind(value),
        })
    };
}

impl Connection {
    /// Opens the database, and brings its tables up to date.
    pub fn open(place: &DatabasePlace, missing: Missing) -> Work<'_, Self> {
        in_time(async move {
            match place {
                DatabasePlace::File(path) => open_file(path, missing).await,
                DatabasePlace::Server(url) => open_server(url.expose_secret()).await,
            }
        })
    }

    /// Runs a statement, and returns how many rows it changed.
    pub fn run<'a>(&'a mut self, sql: &'static str, values: &'a [Value<'a>]) -> Work<'a, u64> {
        in_time(async move {
            Ok(match self {
                Self::Sqlite(to) => {
                    bound!(sqlx::query(sql), values).execute(&mut **to).await?.rows_affected()
                }
                Self::Postgres(to) => {
                    bound!(sqlx::query(sql), values).execute(&mut **to).await?.rows_affected()
                }
            })
        })
    }

    /// The rows that a statement gives.
    pub fn rows<'a, T: Row + 'a>(
        &'a mut self,
        sql: &'static str,
        values: &'a [Value<'a>],
    ) -> Work<'a, Vec<T>> {
        in_time(async move {
            Ok(match self {
                Self::Sqlite(to) => {
                    bound!(sqlx::query_as(sql), values).fetch_all(&mut **to).await?
                }
                Self::Postgres(to) => {
                    bound!(sqlx::query_as(sql), values).fetch_all(&mut **to).await?
                }
            })
        })
    }

    /// Begins a transaction that writes. SQLite takes its lock at once: a transaction that first
    /// reads and then writes could not wait for another one.
    pub async fn begin(&mut self) -> Result<(), Fault> {
        let sql = match self {
            Self::Sqlite(_) => "BEGIN IMMEDIATE",
            Self::Postgres(_) => "BEGIN",
        };
        self.run(sql, &[]).await.map(drop)
    }

    /// Ends a transaction: keeps what it wrote when it went well, and nothing otherwise.
    pub async fn end<T>(&mut self, done: Result<T, Fault>) -> Result<T, Fault> {
        match done {
            Ok(value) => self.run("COMMIT", &[]).await.map(|_| value),
            Err(fault) => {
                let _ = self.run("ROLLBACK", &[]).await;
                Err(fault)
            }
        }
    }

    /// Gives the space of deleted rows back, so that nothing of them is left in the file or in
    /// its log. A server does so itself. Whether nothing is left: somebody who reads the file keeps
    /// its log from being emptied.
    pub async fn tidy(&mut self) -> Result<bool, Fault> {
        if matches!(self, Self::Postgres(_)) {
            return Ok(true);
        }
        // In steps, because a large file takes longer than one statement may.
        let mut left = i64::MAX;
        loop {
            let free: Vec<(i64,)> = self.rows("PRAGMA freelist_count", &[]).await?;
            let free = free.first().map_or(0, |(pages,)| *pages);
            if free == 0 || free >= left {
                break;
            }
            left = free;
            self.script("PRAGMA incremental_vacuum(2000)").await?;
        }
        let ended: Vec<(i64, i64, i64)> = self.rows("PRAGMA wal_checkpoint(TRUNCATE)", &[]).await?;
        Ok(ended.first().is_some_and(|(busy, _, _)| *busy == 0))
    }

    fn script(&mut self, sql: &'static str) -> Work<'_, ()> {
        in_time(async move {
            match self {
                Self::Sqlite(to) => sqlx::raw_sql(sql).execute(&mut **to).await.map(drop)?,
                Self::Postgres(to) => sqlx::raw_sql(sql).execute(&mut **to).await.map(drop)?,
            }
            Ok(())
        })
    }

    /// Closes the connection in order.
    pub async fn close(self) {
        let _ = in_time(async {
            match self {
                Self::Sqlite(connection) => connection.close().await?,
                Self::Postgres(connection) => connection.close().await?,
            }
            Ok(())
        })
        .await;
    }
}

fn in_time<'a, T: 'a>(work: impl Future<Output = Result<T, Fault>> + Send + 'a) -> Work<'a, T> {
    Box::pin(async { timeout(WITHIN, work).await.unwrap_or(Err(Fault::Late)) })
}

async fn open_file(path: &Path, missing: Missing) -> Result<Connection, Fault> {
    if missing == Missing::Create {
        file::create(path)?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(LOCK_WITHIN)
        // It would quote the statements.
        .disable_statement_logging();
    let mut connection = options.connect().await?;
    match prepare_file(&mut connection, missing).await {
        Ok(()) => Ok(Connection::Sqlite(Box::new(connection))),
        Err(fault) => {
            // Waited for: a connection that closes later would delete the log of a new file of
            // the same name.
            let _ = connection.close().await;
            Err(fault)
        }
    }
}

/// Makes the tables of a new file. Another process may do the same at that moment, so that the
/// version, which is in the file's header, is read again under the lock.
async fn prepare_file(to: &mut SqliteConnection, missing: Missing) -> Result<(), Fault> {
    let own = "PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON";
    sqlx::raw_sql(own).execute(&mut *to).await?;
    if version(to).await? == FILE_VERSION {
        return Ok(());
    }
    if missing == Missing::Refuse && version(to).await? == 0 {
        return Err(Fault::Empty);
    }
    // `auto_vacuum` counts only before the first table, and comes before `journal_mode`, which
    // writes to the file.
    let of_the_file = "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; \
                       BEGIN IMMEDIATE";
    sqlx::raw_sql(of_the_file).execute(&mut *to).await?;
    let version = version(to).await?;
    if version < 1 {
        sqlx::raw_sql(include_str!("schema/sqlite_1.sql")).execute(&mut *to).await?;
    }
    if version < 2 {
        sqlx::raw_sql(include_str!("schema/both_2.sql")).execute(&mut *to).await?;
    }
    if version < 3 {
        sqlx::raw_sql(include_str!("schema/both_3.sql")).execute(&mut *to).await?;
        sqlx::raw_sql("PRAGMA user_version = 3").execute(&mut *to).await?;
    }
    sqlx::raw_sql("COMMIT").execute(&mut *to).await?;
    Ok(())
}

/// The version of the tables; 0 without any.
async fn version(of: &mut SqliteConnection) -> Result<i64, Fault> {
    let (version,): (i64,) = sqlx::query_as("PRAGMA user_version").fetch_one(of).await?;
    if version > FILE_VERSION { Err(Fault::Newer) } else { Ok(version) }
}

async fn open_server(url: &str) -> Result<Connection, Fault> {
    let options =
        PgConnectOptions::from_str(url)?.application_name("souffleur").disable_statement_logging();
    let mut connection = options.connect().await?;
    // `run_direct`, because the compiler cannot tell that the future of `run` may be sent to
    // another thread; `run` does nothing else. It holds a lock of the server meanwhile.
    migrator().run_direct(None, &mut connection, false).await?;
    Ok(Connection::Postgres(Box::new(connection)))
}

/// The tables on a server, version by version. Embedded by hand, because `sqlx::migrate!` would
/// compile both drivers a second time, for a macro.
fn migrator() -> Migrator {
    let migrations = SERVER_VERSIONS.map(|(version, name, sql)| {
        let sql = sql.into_sql_str();
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    });
    let mut migrator = Migrator::with_migrations(migrations.to_vec());
    // A database may be shared with other programs that use the same migrations.
    migrator.dangerous_set_table_name("journal_migrations");
    migrator
}
