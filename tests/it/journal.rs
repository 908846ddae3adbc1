//! What is kept of questions, in SQLite and in PostgreSQL (`database`, `postgres`).
//!
//! `records` has what is written and what is not, `retention` what is deleted,
//! `feedback` what members say of answers and want of the journal, `faults` what a
//! database that does not work changes for members, `commands` what `souffleur journal` shows.

mod commands;
pub mod database;
mod faults;
mod feedback;
pub mod postgres;
mod program;
mod records;
mod retention;
mod versions;

/// Runs each test on both databases. A test gets a database of its own.
macro_rules! on_both_databases {
    ($($test:ident),* $(,)?) => {
        mod on_sqlite {
            $(
                #[tokio::test]
                async fn $test() {
                    super::$test(crate::journal::database::Database::sqlite()).await;
                }
            )*
        }
        mod on_postgres {
            $(
                #[tokio::test]
                async fn $test() {
                    if let Some(database) = crate::journal::database::Database::postgres() {
                        super::$test(database).await;
                    }
                }
            )*
        }
    };
}

use on_both_databases;
