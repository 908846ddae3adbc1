//! Why the journal's database does not do what it is asked. A fault says nothing of what was to
//! be written: the messages of databases may quote it, and none of them is kept.

use std::fmt;

/// What keeps the database from working.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another process holds a lock.
    Locked,
    /// The disk is full.
    Full,
    /// The file, its folder or the server takes no writes.
    ReadOnly,
    /// The file or its folder cannot be made or opened.
    NoFile,
    /// The file has no tables yet.
    Empty,
    /// The file is not a database, or is damaged.
    Corrupt,
    /// The disk fails.
    Disk,
    /// The server cannot be reached, or has closed the connection.
    Unreachable,
    /// The server refuses the user, or the user may not do that.
    Refused,
    /// The server has no such database.
    NoDatabase,
    /// A version of the program that is newer than this one has changed the tables.
    Newer,
    /// Nothing came in time.
    Late,
    /// The database refuses what is written, whenever it is written.
    Data,
    /// Something else: SQLite's extended code, or the five characters of PostgreSQL's.
    Other([u8; 5]),
}

impl Fault {
    /// Whether a row of the batch is the cause, so that a retry would fail again.
    pub fn is_of_a_row(self) -> bool {
        self == Self::Data
    }

    fn of_sqlite(code: u32) -> Self {
        // The low byte of an extended code is the primary one: https://sqlite.org/rescode.html
        match code & 0xff {
            5 | 6 => Self::Locked,
            8 => Self::ReadOnly,
            10 => Self::Disk,
            11 | 26 => Self::Corrupt,
            13 => Self::Full,
            14 => Self::NoFile,
            18..=20 => Self::Data,
            _ => Self::other(&code.to_string()),
        }
    }

    fn of_postgres(code: &str) -> Self {
        // https://www.postgresql.org/docs/15/errcodes-appendix.html
        match code {
            "53100" => Self::Full,
            "25006" => Self::ReadOnly,
            "3D000" => Self::NoDatabase,
            "42501" => Self::Refused,
            "55P03" | "40P01" | "40001" => Self::Locked,
            "XX001" | "XX002" => Self::Disk,
            _ => match code.get(..2) {
                Some("08" | "53" | "57") => Self::Unreachable,
                Some("28") => Self::Refused,
                Some("22" | "23" | "54") => Self::Data,
                Some("58") => Self::Disk,
                _ => Self::other(code),
            },
        }
    }

    fn other(code: &str) -> Self {
        let mut bytes = [b' '; 5];
        for (byte, of) in bytes.iter_mut().zip(code.bytes()) {
            *byte = of;
        }
        Self::Other(bytes)
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => {
                let code = error.code().unwrap_or_default();
                match error.try_downcast_ref::<sqlx::sqlite::SqliteError>() {
                    Some(_) => Self::of_sqlite(code.parse().unwrap_or_default()),
                    None => Self::of_postgres(&code),
                }
            }
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed => Self::Unreachable,
            _ => Self::other("?"),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for Fault {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(error)
            | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => error.into(),
            sqlx::migrate::MigrateError::VersionMissing(_)
            | sqlx::migrate::MigrateError::VersionMismatch(_)
            | sqlx::migrate::MigrateError::VersionTooNew(..) => Self::Newer,
            _ => Self::other("?"),
        }
    }
}

impl fmt::Display for Fault {
    /// A few words for the log, in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Locked => "another process holds a lock on it",
            Self::Full => "the disk is full",
            Self::ReadOnly => "it takes no writes",
            Self::NoFile => "its file cannot be made or opened",
            Self::Empty => "it has no tables yet",
            Self::Corrupt => "its file is damaged or is not a database",
            Self::Disk => "the disk failed to read or write it, or is full",
            Self::Unreachable => "the server cannot be reached",
            Self::Refused => "the server refuses the user",
            Self::NoDatabase => "the server has no such database",
            Self::Newer => "a newer version of the program has changed its tables",
            Self::Late => "it did not respond in time",
            Self::Data => "it refuses a row",
            Self::Other(code) => {
                return write!(f, "error {}", String::from_utf8_lossy(code).trim());
            }
        })
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read() {
        for (code, fault) in [
            (5, Fault::Locked),
            (261, Fault::Locked),
            (1_032, Fault::ReadOnly),
            (778, Fault::Disk),
            (13, Fault::Full),
            (26, Fault::Corrupt),
            (1_555, Fault::Data),
        ] {
            assert_eq!(Fault::of_sqlite(code), fault, "{code}");
        }
        for (code, fault) in [
            ("57P01", Fault::Unreachable),
            ("08006", Fault::Unreachable),
            ("28P01", Fault::Refused),
            ("53100", Fault::Full),
            ("53300", Fault::Unreachable),
            ("22021", Fault::Data),
        ] {
            assert_eq!(Fault::of_postgres(code), fault, "{code}");
        }
        assert_eq!(Fault::of_postgres("42P01").to_string(), "error 42P01");
    }
}
