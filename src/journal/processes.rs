//! What the processes that share a PostgreSQL server know of each other, and how they agree on a
//! reload. Decisions are made in transactions under one lock, so that all see the same one,
//! whichever of them ends meanwhile.
//!
//! A process is there as long as the server holds its advisory lock, which the end of its
//! connection releases at once, and has been seen within the last minute, for the case that its
//! machine is gone and the server does not know. A pooler that shares connections between
//! transactions has neither such locks nor notices.

use std::collections::HashSet;

use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};

use super::config::{DatabasePlace, Settings};
use super::database::{Connection, Missing, Value};
use super::fault::Fault;
use super::notices::{CHANNEL, Notice, Notices};

/// Advisory locks of processes have this number in their upper half and the process's id in the
/// lower one.
const PROCESSES: i64 = 1_399_813_478;
/// The same for what one process does for all: the lower half is a hash of its name.
const LEADS: i64 = 1_399_813_479;
/// The lock under which reloads are begun and decided.
const RELOADS: i64 = PROCESSES << 32;

/// A process's answer that it can serve the content.
const READY: &str = "ready";

/// Milliseconds since 1970 by the server's clock, which is the same for all processes.
macro_rules! now {
    () => {
        "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
    };
}

/// Whether the process of a row is there.
macro_rules! is_there {
    () => {
        concat!(
            "(journal_processes.seen > ",
            now!(),
            " - 60000 AND EXISTS (SELECT 1 FROM pg_locks \
             WHERE locktype = 'advisory' AND granted AND objsubid = 1 \
               AND CAST(classid AS BIGINT) = 1399813478 \
               AND CAST(objid AS BIGINT) = journal_processes.id \
               AND database = \
                   (SELECT oid FROM pg_database WHERE datname = current_database())))"
        )
    };
}

/// A process, as the others see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// A random number.
    pub id: i64,
    /// Networks and shards.
    pub label: String,
    /// When it joined, in milliseconds since 1970 by the server's clock.
    pub joined: i64,
    /// The hash of the content that it serves.
    pub served: String,
    /// Why it cannot serve what was wanted last.
    pub problem: Option<String>,
    /// The reload that it has answered to last.
    pub answer_to: Option<i64>,
    /// `None` when it can serve that content, and else why not.
    pub refuses: Option<String>,
    /// Whether it is there.
    pub is_there: bool,
}

/// A reload that all processes do or none does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedReload {
    /// From 1 on.
    pub number: i64,
    /// The hash of the content.
    pub content: String,
    /// How it is to be found, as the process that began it says.
    pub way: String,
    /// The process that began it.
    pub process: i64,
    /// Whether all have agreed; `None` while that is open.
    pub agreed: Option<bool>,
    /// Whether nobody waits for it any more: the process that began it is gone.
    pub is_abandoned: bool,
}

/// What became of an attempt to begin a reload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It has this number.
    Mine(i64),
    /// Another process has one under way.
    Other,
}

/// This process among the others.
#[derive(Debug)]
pub struct Together {
    connection: Connection,
    notices: Notices,
    id: i64,
    /// Several bots may have a schema each in one database, whose locks are the same for all.
    schema: String,
    leads: HashSet<String>,
}

type ProcessRow = (i64, String, i64, String, Option<String>, Option<i64>, Option<String>, bool);

impl Together {
    /// Joins the processes that share a server.
    ///
    /// # Errors
    /// The database fails, or is a file.
    pub async fn join(settings: &Settings, label: &str, served: &str) -> Result<Self, Fault> {
        let DatabasePlace::Server(url) = &settings.place else { return Err(Fault::NoDatabase) };
        let id = new_id();
        // Before anything is read, so that no change is missed in between.
        let notices = Notices::listen(url.expose_secret(), id).await?;
        let mut connection = Connection::open(&settings.place, Missing::Create).await?;
        let sql = "SELECT CAST(COALESCE(current_schema(), '') AS TEXT)";
        let schema: Vec<(String,)> = connection.rows(sql, &[]).await?;
        let schema = schema.into_iter().next().map_or_else(String::new, |(schema,)| schema);
        let mut together = Self { connection, notices, id, schema, leads: HashSet::new() };
        if !together.takes((PROCESSES << 32) | id).await? {
            // One in two thousand million.
            return Err(Fault::Locked);
        }
        together.add(label, served).await?;
        together.tell(Notice::Processes).await?;
        Ok(together)
    }

    async fn add(&mut self, label: &str, served: &str) -> Result<(), Fault> {
        // One that was killed and started again is not shown twice.
        let sql = concat!(
            "DELETE FROM journal_processes WHERE NOT ",
            is_there!(),
            " AND (label = $1 OR seen < ",
            now!(),
            " - 3600000)"
        );
        self.connection.run(sql, &[Value::Text(label)]).await?;
        let sql = concat!(
            "INSERT INTO journal_processes (id, label, joined, seen, served) VALUES ($1, $2, ",
            now!(),
            ", ",
            now!(),
            ", $3)"
        );
        let values = [Value::Int(self.id), Value::Text(label), Value::Text(served)];
        self.connection.run(sql, &values).await.map(drop)
    }

    /// The id of this process.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// What another process tells; `None` when the connection is lost.
    pub async fn notice(&mut self) -> Option<Notice> {
        self.notices.next().await
    }

    /// Tells the other processes.
    ///
    /// # Errors
    /// The database fails.
    pub async fn tell(&mut self, notice: Notice) -> Result<(), Fault> {
        let payload = notice.payload(self.id);
        let values = [Value::Text(CHANNEL), Value::Text(&payload)];
        self.connection.run("SELECT pg_notify($1, $2)", &values).await.map(drop)
    }

    /// Tells that this process is there, and what it serves.
    ///
    /// # Errors
    /// The database fails, or somebody has deleted the row of this process.
    pub async fn beat(&mut self, served: &str) -> Result<(), Fault> {
        let sql =
            concat!("UPDATE journal_processes SET served = $1, seen = ", now!(), " WHERE id = $2");
        match self.connection.run(sql, &[Value::Text(served), Value::Int(self.id)]).await? {
            0 => Err(Fault::Empty),
            _ => Ok(()),
        }
    }

    /// Keeps why this process cannot serve what its folder says; `None` when it can.
    ///
    /// # Errors
    /// The database fails.
    pub async fn set_problem(&mut self, problem: Option<&str>) -> Result<(), Fault> {
        let sql = "UPDATE journal_processes SET problem = $1 \
                   WHERE id = $2 AND problem IS DISTINCT FROM $1";
        let values = [Value::MaybeText(problem), Value::Int(self.id)];
        if self.connection.run(sql, &values).await? > 0 {
            self.tell(Notice::Processes).await?;
        }
        Ok(())
    }

    /// Forgets why processes could not serve what was wanted, since nobody wants it any more.
    /// What is wrong in their own folders stays.
    ///
    /// # Errors
    /// The database fails.
    pub async fn withdraw(&mut self) -> Result<(), Fault> {
        let sql = "UPDATE journal_processes SET problem = NULL \
                   WHERE problem IS NOT NULL AND (id = $1 OR problem NOT LIKE 'errors%')";
        if self.connection.run(sql, &[Value::Int(self.id)]).await? > 0 {
            self.tell(Notice::Processes).await?;
        }
        Ok(())
    }

    /// Every process, those that are gone since a short time too, and the last reload.
    ///
    /// # Errors
    /// The database fails.
    pub async fn read(&mut self) -> Result<(Vec<Process>, Option<SharedReload>), Fault> {
        let sql = concat!(
            "SELECT id, label, joined, served, problem, answer_to, answer, ",
            is_there!(),
            " FROM journal_processes ORDER BY label, joined, id"
        );
        let rows: Vec<ProcessRow> = self.connection.rows(sql, &[]).await?;
        let process = |row: ProcessRow| {
            let (id, label, joined, served, problem, answer_to, answer, is_there) = row;
            let refuses = answer.filter(|answer| answer != READY);
            Process { id, label, joined, served, problem, answer_to, refuses, is_there }
        };
        let processes = rows.into_iter().map(process).collect();
        Ok((processes, self.last_reload().await?))
    }

    async fn last_reload(&mut self) -> Result<Option<SharedReload>, Fault> {
        let sql = concat!(
            "SELECT number, content, way, process, agreed, at + wait + 10000 < ",
            now!(),
            " OR NOT EXISTS (SELECT 1 FROM journal_processes \
                             WHERE id = journal_reloads.process AND ",
            is_there!(),
            ") FROM journal_reloads ORDER BY number DESC LIMIT 1"
        );
        type ReloadRow = (i64, String, String, i64, Option<i64>, bool);
        let rows: Vec<ReloadRow> = self.connection.rows(sql, &[]).await?;
        let reload = |(number, content, way, process, agreed, is_abandoned): ReloadRow| {
            let agreed = agreed.map(|agreed| agreed == 1);
            SharedReload { number, content, way, process, agreed, is_abandoned }
        };
        Ok(rows.into_iter().next().map(reload))
    }

    /// Begins a reload, unless another one is under way: this process can serve `content`. The
    /// others are given `wait_ms` to say the same.
    ///
    /// # Errors
    /// The database fails.
    pub async fn begin(&mut self, content: &str, way: &str, wait_ms: i64) -> Result<Begun, Fault> {
        self.connection.begin().await?;
        let begun = self.begin_locked(content, way, wait_ms).await;
        self.connection.end(begun).await
    }

    async fn begin_locked(
        &mut self,
        content: &str,
        way: &str,
        wait_ms: i64,
    ) -> Result<Begun, Fault> {
        self.connection.run("SELECT pg_advisory_xact_lock($1)", &[Value::Int(RELOADS)]).await?;
        if let Some(last) = self.last_reload().await?
            && last.agreed.is_none()
            && last.process != self.id
        {
            if !last.is_abandoned {
                return Ok(Begun::Other);
            }
            self.refuse(last.number).await?;
        }
        let sql = concat!(
            "INSERT INTO journal_reloads (number, content, way, process, at, wait) \
             SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3, ",
            now!(),
            ", $4 FROM journal_reloads"
        );
        let values =
            [Value::Text(content), Value::Text(way), Value::Int(self.id), Value::Int(wait_ms)];
        self.connection.run(sql, &values).await?;
        let rows: Vec<(i64,)> =
            self.connection.rows("SELECT MAX(number) FROM journal_reloads", &[]).await?;
        let number = rows.first().map_or(0, |(number,)| *number);
        let sql = "DELETE FROM journal_reloads WHERE number < $1";
        self.connection.run(sql, &[Value::Int(number - 20)]).await?;
        self.answer(number, None).await?;
        Ok(Begun::Mine(number))
    }

    /// Says whether this process can serve the content of a reload; with `None` it can, and
    /// promises to when all agree.
    ///
    /// # Errors
    /// The database fails.
    pub async fn answer(&mut self, number: i64, refuses: Option<&str>) -> Result<(), Fault> {
        let sql = "UPDATE journal_processes SET answer_to = $1, answer = $2, problem = $3 \
                   WHERE id = $4";
        let answer = refuses.unwrap_or(READY);
        let values = [
            Value::Int(number),
            Value::Text(answer),
            Value::MaybeText(refuses),
            Value::Int(self.id),
        ];
        self.connection.run(sql, &values).await?;
        self.tell(Notice::Processes).await
    }

    /// Decides a reload of this process when every other process that is there is ready: whether
    /// it is agreed. `None` while one has not said so.
    ///
    /// # Errors
    /// The database fails. It may have been decided all the same, which [`Self::read`] says.
    pub async fn decide(&mut self, number: i64) -> Result<Option<bool>, Fault> {
        self.connection.begin().await?;
        let decided = self.decide_locked(number).await;
        self.connection.end(decided).await
    }

    async fn decide_locked(&mut self, number: i64) -> Result<Option<bool>, Fault> {
        self.connection.run("SELECT pg_advisory_xact_lock($1)", &[Value::Int(RELOADS)]).await?;
        let sql = concat!(
            "SELECT COUNT(*) FROM journal_processes WHERE id <> $1 AND ",
            is_there!(),
            " AND NOT COALESCE(answer_to = $2 AND answer = $3, FALSE)"
        );
        let values = [Value::Int(self.id), Value::Int(number), Value::Text(READY)];
        let rows: Vec<(i64,)> = self.connection.rows(sql, &values).await?;
        if rows.first().is_none_or(|(waiting,)| *waiting > 0) {
            return Ok(None);
        }
        let sql = "UPDATE journal_reloads SET agreed = 1 WHERE number = $1 AND agreed IS NULL";
        if self.connection.run(sql, &[Value::Int(number)]).await? == 0 {
            return Ok(Some(false));
        }
        // Each has promised to serve it. Were it left to them to say so, they would seem to differ
        // for a moment.
        let sql = "UPDATE journal_processes SET problem = NULL, served = \
                   (SELECT content FROM journal_reloads WHERE number = $1) \
                   WHERE answer_to = $1 AND answer = $2";
        self.connection.run(sql, &[Value::Int(number), Value::Text(READY)]).await?;
        self.tell(Notice::Processes).await?;
        Ok(Some(true))
    }

    /// Gives a reload up, unless it is decided: no process serves its content then.
    ///
    /// # Errors
    /// The database fails.
    pub async fn refuse(&mut self, number: i64) -> Result<(), Fault> {
        let sql = "UPDATE journal_reloads SET agreed = 0 WHERE number = $1 AND agreed IS NULL";
        self.connection.run(sql, &[Value::Int(number)]).await?;
        self.tell(Notice::Processes).await
    }

    /// Whether this process does for all what has this name: the first one that asks, until it
    /// ends or its connection does.
    ///
    /// # Errors
    /// The database fails.
    pub async fn leads(&mut self, name: &str) -> Result<bool, Fault> {
        if self.leads.contains(name) {
            return Ok(true);
        }
        let hash = Sha256::digest(format!("{}/{name}", self.schema));
        let lower = hash.first_chunk().map_or(0, |first| i64::from(u32::from_le_bytes(*first)));
        let leads = self.takes((LEADS << 32) | lower).await?;
        if leads {
            self.leads.insert(name.to_owned());
        }
        Ok(leads)
    }

    async fn takes(&mut self, lock: i64) -> Result<bool, Fault> {
        let sql = "SELECT pg_try_advisory_lock($1)";
        let rows: Vec<(bool,)> = self.connection.rows(sql, &[Value::Int(lock)]).await?;
        Ok(rows.first().is_some_and(|(taken,)| *taken))
    }

    /// Leaves the others, and tells them.
    pub async fn leave(mut self) {
        let sql = "DELETE FROM journal_processes WHERE id = $1";
        if self.connection.run(sql, &[Value::Int(self.id)]).await.is_ok() {
            let _ = self.tell(Notice::Processes).await;
        }
        self.connection.close().await;
    }
}

/// A random number that fits into the lower half of an advisory lock; 0 is that of all.
fn new_id() -> i64 {
    let mut bytes = [0; 4];
    if getrandom::fill(&mut bytes).is_err() {
        bytes = std::process::id().to_le_bytes();
    }
    i64::from(u32::from_le_bytes(bytes) >> 1).max(1)
}
