//! What the commands read and delete. It has a connection of its own, which works while the bot
//! runs.

use std::collections::{BTreeMap, HashMap};
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::config::Settings;
use super::database::{Connection, Missing, Value};
use super::fault::Fault;
use super::file;
use super::record::{QuestionId, day_of, start_of};
use super::store::{self, PICKED};
use super::{DatabasePlace, clock};

/// The newest questions without an answer that are looked at for the most frequent ones: the
/// time that takes must not grow with the journal.
const MISSED_LOOKED_AT: i64 = 20_000;
/// How many questions are read at a time for an export.
const PAGE: i64 = 1_000;

/// An open journal.
#[derive(Debug)]
pub struct Reader {
    pub(super) connection: Connection,
    place: DatabasePlace,
}

/// The questions of some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// From the first day on which something was asked to the last one, oldest first. A day
    /// without a question in between is there too.
    pub days: Vec<DayStats>,
    /// Entries by how often they were the answer, most frequent first.
    pub most_asked: Vec<(String, u64)>,
    /// Questions that no entry answers, in the wording that came last; most frequent first.
    /// Questions of the same words are counted together.
    pub most_missed: Vec<(String, u64)>,
}

/// The questions of one day, UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DayStats {
    /// The day.
    #[serde(serialize_with = "as_text")]
    pub day: Date,
    /// Answered with an entry.
    pub found: u64,
    /// Answered with entries to choose from.
    pub unsure: u64,
    /// Not answered.
    pub unknown: u64,
    /// How many different people asked. 0 when it is not known any more.
    pub askers: u64,
}

/// A question as it is exported.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exported {
    /// The time, as RFC 3339 writes it.
    pub at: String,
    /// The network.
    pub network: String,
    /// The channel or room; `None` in a direct message.
    pub place: Option<String>,
    /// The collection of the entry, or of the nearest one.
    pub collection: Option<String>,
    /// What was asked, masked; `None` when it was not kept.
    pub text: Option<String>,
    /// `found`, `unsure` or `unknown`.
    pub outcome: String,
    /// The entry that was the answer.
    pub entry: Option<String>,
    /// 0..1.
    pub confidence: Option<f64>,
    /// From the question to the answer, in milliseconds.
    pub latency_ms: i64,
    /// How it was asked.
    pub asked_by: String,
    /// The entry that was picked among those offered.
    pub pick: Option<String>,
}

type ExportedRow = (
    i64,
    i64,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    String,
    Option<String>,
    Option<f64>,
    i64,
    String,
    Option<String>,
);

impl Reader {
    /// Opens the journal; `None` when nothing was recorded yet.
    ///
    /// # Errors
    /// It cannot be opened.
    pub async fn open(settings: &Settings) -> Result<Option<Self>, Fault> {
        if settings.place.file().is_some_and(|path| !path.exists()) {
            return Ok(None);
        }
        match Connection::open(&settings.place, Missing::Refuse).await {
            Ok(connection) => Ok(Some(Self { connection, place: settings.place.clone() })),
            Err(Fault::Empty) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// The questions of the last `days` days, with the `most` most frequent of each kind.
    ///
    /// # Errors
    /// The database fails.
    pub async fn stats(&mut self, days: i64, most: usize) -> Result<Stats, Fault> {
        let first = day_of(clock::now()) - days + 1;
        let mut most_asked = store::asked_since(&mut self.connection, first).await?;
        most_asked.sort_unstable_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then(a.cmp(b)));
        most_asked.truncate(most);
        let most_missed = self.most_missed(first, most).await?;
        Ok(Stats { days: self.days(first).await?, most_asked, most_missed })
    }

    async fn days(&mut self, first: i64) -> Result<Vec<DayStats>, Fault> {
        // A clock that was ahead may have counted in the future.
        let today = Value::Int(day_of(clock::now()));
        let sql = "SELECT day, outcome, CAST(SUM(count) AS BIGINT) FROM journal_counts \
                   WHERE day >= $1 AND day <= $3 AND outcome <> $2 GROUP BY day, outcome";
        let counted: Vec<(i64, String, i64)> =
            self.connection.rows(sql, &[Value::Int(first), Value::Text(PICKED), today]).await?;
        let sql = "SELECT day, COUNT(*) FROM journal_askers WHERE day >= $1 GROUP BY day";
        let askers: Vec<(i64, i64)> = self.connection.rows(sql, &[Value::Int(first)]).await?;

        let mut days: BTreeMap<i64, DayStats> = BTreeMap::new();
        for (day, outcome, count) in counted {
            let stats = days.entry(day).or_default();
            let count = count.unsigned_abs();
            match outcome.as_str() {
                "found" => stats.found += count,
                "unsure" => stats.unsure += count,
                _ => stats.unknown += count,
            }
        }
        for (day, count) in askers {
            if let Some(stats) = days.get_mut(&day) {
                stats.askers = count.unsigned_abs();
            }
        }
        let Some((&from, &to)) = days.keys().next().zip(days.keys().next_back()) else {
            return Ok(Vec::new());
        };
        let day = |day: i64| {
            let stats = days.get(&day).cloned().unwrap_or_default();
            DayStats { day: date(day), ..stats }
        };
        Ok((from..=to).map(day).collect())
    }

    async fn most_missed(&mut self, first: i64, most: usize) -> Result<Vec<(String, u64)>, Fault> {
        let sql = "SELECT text, COUNT(*), MAX(id) FROM \
                   (SELECT id, text FROM journal_questions \
                    WHERE text IS NOT NULL \
                      AND (outcome = 'unknown' OR refused = 1 OR passed_on IS NOT NULL) \
                      AND id >= $1 \
                    ORDER BY id DESC LIMIT $2) AS newest \
                   GROUP BY text";
        let QuestionId(from) = QuestionId::first_at(start_of(first));
        let rows: Vec<(String, i64, i64)> =
            self.connection.rows(sql, &[Value::Int(from), Value::Int(MISSED_LOOKED_AT)]).await?;
        let mut alike: HashMap<String, (String, u64, i64)> = HashMap::new();
        for (text, count, id) in rows {
            let (wording, counted, newest) = alike.entry(folded(&text)).or_default();
            *counted += count.unsigned_abs();
            if id > *newest {
                (*wording, *newest) = (text, id);
            }
        }
        let mut missed: Vec<_> = alike.into_values().collect();
        missed.sort_unstable_by(|(_, count, id), (_, other, other_id)| {
            other.cmp(count).then(other_id.cmp(id))
        });
        missed.truncate(most);
        Ok(missed.into_iter().map(|(wording, count, _)| (wording, count)).collect())
    }

    /// Every question that is kept, oldest first, some at a time.
    ///
    /// # Errors
    /// The database fails, or `take` does.
    pub async fn export<E: From<Fault>>(
        &mut self,
        mut take: impl FnMut(Exported) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = -1;
        loop {
            let sql = "SELECT id, at, network, place, collection, text, outcome, entry, \
                       confidence, latency_ms, asked_by, pick FROM journal_questions \
                       WHERE id > $1 ORDER BY id LIMIT $2";
            let values = [Value::Int(after), Value::Int(PAGE)];
            let page: Vec<ExportedRow> = self.connection.rows(sql, &values).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.0;
            for row in page {
                take(exported(row))?;
            }
        }
    }

    /// Deletes the questions of before a day; their counts stay. Returns how many there were.
    ///
    /// # Errors
    /// The database fails.
    pub async fn purge(&mut self, before: Date) -> Result<u64, Fault> {
        let day = day_of(start(before));
        let mut all = 0;
        loop {
            match store::delete_before(&mut self.connection, day).await? {
                0 => break,
                deleted => all += deleted,
            }
        }
        self.connection.tidy().await?;
        Ok(all)
    }

    /// Deletes everything, counts and damaged files that were set aside too. Whether nothing is
    /// left on the disk.
    ///
    /// # Errors
    /// The database fails.
    pub async fn erase(&mut self) -> Result<bool, Fault> {
        store::erase(&mut self.connection).await?;
        let is_tidy = self.connection.tidy().await?;
        if let Some(path) = self.place.file() {
            file::delete_set_aside(path, SystemTime::now());
        }
        Ok(is_tidy)
    }

    /// Closes the connection in order.
    pub async fn close(self) {
        self.connection.close().await;
    }
}

fn exported(row: ExportedRow) -> Exported {
    let (
        _,
        at,
        network,
        place,
        collection,
        text,
        outcome,
        entry,
        confidence,
        latency_ms,
        asked_by,
        pick,
    ) = row;
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH).to_string();
    Exported {
        at,
        network,
        place,
        collection,
        text,
        outcome,
        entry,
        confidence,
        latency_ms,
        asked_by,
        pick,
    }
}

/// Lower case without accents and marks, words separated by one space.
fn folded(text: &str) -> String {
    let plain = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let plain: String = plain.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn as_text<S: serde::Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(day)
}

pub(super) fn date(day: i64) -> Date {
    let at = Timestamp::from_millisecond(start_of(day)).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(TimeZone::UTC).date()
}

/// The first millisecond of a day, UTC.
fn start(day: Date) -> i64 {
    // Only the last days that there are have no such moment.
    day.to_zoned(TimeZone::UTC).map_or(i64::MAX, |at| at.timestamp().as_millisecond())
}
