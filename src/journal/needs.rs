//! What the team that keeps the FAQ reads and decides: questions that no entry answered, and
//! those that were asked lately.

use super::clock;
use super::database::Value;
use super::fault::Fault;
use super::reader::Reader;
use super::record::{QuestionId, day_of, start_of};

/// The newest questions without an answer that are looked at: the time that takes must not grow
/// with the journal.
pub(super) const MISSED_LOOKED_AT: i64 = 5_000;
/// The newest questions among which the different ones are looked for.
const RECENT_LOOKED_AT: i64 = 20_000;

/// A question that no entry answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// Which one.
    pub question: QuestionId,
    /// What was asked, masked.
    pub text: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The collection of the nearest entry, if one was near.
    pub collection: Option<String>,
    /// The collections that the place sees, separated by slashes; `None` for all.
    pub scope: Option<String>,
    /// What the team has decided about it.
    pub verdict: Option<Verdict>,
    /// Whether its asker passed it on to the team.
    pub is_passed_on: bool,
    /// The entry that was given all the same, or picked among some.
    pub given: Option<String>,
    /// The entry that answers it since, by what the team has decided.
    pub answered_by: Option<String>,
}

/// What the team has decided about a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// An entry answers it now.
    Answered,
    /// The FAQ is not for that.
    OffTopic,
    /// Others come first.
    Later,
    /// The variant that the program proposes is none.
    Refused,
}

impl Verdict {
    const ALL: [Self; 4] = [Self::Answered, Self::OffTopic, Self::Later, Self::Refused];

    /// Its word in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::OffTopic => "off_topic",
            Self::Later => "later",
            Self::Refused => "refused",
        }
    }
}

impl Verdict {
    /// The verdict of that word.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

type MissedRow = (
    i64,
    String,
    i64,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<String>,
    Option<String>,
);

impl Reader {
    /// The questions of the last `days` days that no entry answered, newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn missed(&mut self, days: i64) -> Result<Vec<Missed>, Fault> {
        let sql = "SELECT id, text, at, collection, scope, verdict, passed_on, \
                   COALESCE(pick, entry), answered_by \
                   FROM journal_questions \
                   WHERE text IS NOT NULL \
                     AND (outcome = 'unknown' OR refused = 1 OR passed_on IS NOT NULL) \
                     AND id >= $1 \
                   ORDER BY id DESC LIMIT $2";
        let values = [Value::Int(first_of(days)), Value::Int(MISSED_LOOKED_AT)];
        let rows: Vec<MissedRow> = self.connection.rows(sql, &values).await?;
        let missed = rows.into_iter().map(
            |(id, text, at, collection, scope, verdict, passed_on, given, answered_by)| {
                let verdict = verdict.and_then(|name| Verdict::named(&name));
                let is_passed_on = passed_on.is_some();
                Missed {
                    question: QuestionId(id),
                    text,
                    at,
                    collection,
                    scope,
                    verdict,
                    is_passed_on,
                    given,
                    answered_by,
                }
            },
        );
        Ok(missed.collect())
    }

    /// Keeps what was decided about some questions, with the entry that answers them; `None`
    /// takes a decision back.
    ///
    /// # Errors
    /// The database fails, and nothing is changed.
    pub async fn judge(
        &mut self,
        questions: &[QuestionId],
        verdict: Option<Verdict>,
        answered_by: Option<&str>,
    ) -> Result<(), Fault> {
        self.connection.begin().await?;
        let mut done = Ok(());
        for QuestionId(id) in questions {
            let sql = "UPDATE journal_questions SET verdict = $1, answered_by = $2 WHERE id = $3";
            let verdict = Value::MaybeText(verdict.map(Verdict::name));
            let values = [verdict, Value::MaybeText(answered_by), Value::Int(*id)];
            if let Err(fault) = self.connection.run(sql, &values).await {
                done = Err(fault);
                break;
            }
        }
        self.connection.end(done).await
    }

    /// Different questions of the last `days` days, each with the collections that its place sees,
    /// as [`Missed::scope`]: `limit` at most, the most frequent first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn asked_lately(
        &mut self,
        days: i64,
        limit: i64,
    ) -> Result<Vec<(String, Option<String>)>, Fault> {
        let sql = "SELECT text, scope FROM \
                   (SELECT text, scope FROM journal_questions \
                    WHERE text IS NOT NULL AND id >= $1 ORDER BY id DESC LIMIT $2) AS newest \
                   GROUP BY text, scope ORDER BY COUNT(*) DESC, text LIMIT $3";
        let first = Value::Int(first_of(days));
        self.connection.rows(sql, &[first, Value::Int(RECENT_LOOKED_AT), Value::Int(limit)]).await
    }
}

pub(super) fn first_of(days: i64) -> i64 {
    let QuestionId(first) = QuestionId::first_at(start_of(day_of(clock::now()) - days + 1));
    first
}
