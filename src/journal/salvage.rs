//! What a new file takes over from a damaged one: who wants nothing recorded, and the number of the
//! last card, so that the buttons of a card never act on another one.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::time::{Duration, timeout};

use super::clock;
use super::database::{Connection, Value};
use super::fault::Fault;
use super::record::day_of;

/// Timeout of reading the damaged file.
const WITHIN: Duration = Duration::from_secs(5);
/// More cards than are made in a day.
const CARDS_A_DAY: i64 = 100;
/// The day before the first release, counted from 1970.
const FIRST_DAY: i64 = 20_400;

/// What is taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Salvage {
    /// The hashes of those who want nothing recorded; `None` when they cannot be read.
    pub outs: Option<Vec<i64>>,
    /// What tells whether they are recognised.
    key: Option<String>,
    /// A number that no card had.
    card: i64,
}

/// Reads a damaged file, which is not changed.
pub async fn read(file: &Path) -> Salvage {
    let read = timeout(WITHIN, async {
        let options = SqliteConnectOptions::new().filename(file).read_only(true);
        let mut from = options.disable_statement_logging().connect().await?;
        let read = read_all(&mut from).await;
        let _ = from.close().await;
        read
    });
    let (outs, key, card) = match read.await {
        Ok(Ok((outs, key, card))) => (Some(outs), key, card),
        _ => (None, None, None),
    };
    // A day has fewer cards than that, so that this number is larger than any that was used.
    let by_time = (day_of(clock::now()) - FIRST_DAY).max(1) * CARDS_A_DAY;
    Salvage { outs, key, card: card.unwrap_or(by_time) }
}

type Read = (Vec<i64>, Option<String>, Option<i64>);

async fn read_all(from: &mut SqliteConnection) -> Result<Read, sqlx::Error> {
    let sql = "SELECT person FROM journal_opt_outs";
    let outs: Vec<(i64,)> = sqlx::query_as(sql).fetch_all(&mut *from).await?;
    let sql = "SELECT value FROM journal_state WHERE name = $1";
    let key: Option<(String,)> = sqlx::query_as(sql).bind("key").fetch_optional(&mut *from).await?;
    let card: Option<(String,)> =
        sqlx::query_as(sql).bind("card").fetch_optional(&mut *from).await?;
    let card = card.map_or(Some(0), |(card,)| card.parse().ok());
    Ok((outs.into_iter().map(|(person,)| person).collect(), key.map(|(key,)| key), card))
}

/// Writes it into a new file.
pub async fn write(
    to: &mut Connection,
    Salvage { outs, key, card }: &Salvage,
) -> Result<(), Fault> {
    for person in outs.iter().flatten() {
        let sql =
            "INSERT INTO journal_opt_outs (person) VALUES ($1) ON CONFLICT (person) DO NOTHING";
        to.run(sql, &[Value::Int(*person)]).await?;
    }
    let card = card.to_string();
    let states = [("card", Some(&card).filter(|card| *card != "0")), ("key", key.as_ref())];
    for (name, value) in states {
        if let Some(value) = value {
            let sql = "INSERT INTO journal_state (name, value) VALUES ($1, $2) \
                       ON CONFLICT (name) DO UPDATE SET value = excluded.value";
            to.run(sql, &[Value::Text(name), Value::Text(value)]).await?;
        }
    }
    Ok(())
}
