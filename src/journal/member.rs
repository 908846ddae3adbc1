//! What is read for a member who asks what is kept.

use super::database::Value;
use super::fault::Fault;
use super::feedback;
use super::reader::{Reader, date};
use super::record::{QuestionId, day_of, start_of};

/// As long as a wish to be told is kept, in days.
const FOLLOWED_DAYS: i64 = 30;

impl Reader {
    /// Whether a person wants nothing recorded.
    pub(super) async fn is_out(&mut self, person: i64) -> Result<bool, Fault> {
        feedback::is_out(&mut self.connection, person).await
    }

    /// How many questions of a day a person asked.
    pub(super) async fn asked_on(&mut self, day: i64, asker: i64) -> Result<u64, Fault> {
        let QuestionId(from) = QuestionId::first_at(start_of(day));
        let sql = "SELECT COUNT(*) FROM journal_questions WHERE id >= $1 AND asker = $2";
        let values = [Value::Int(from), Value::Int(asker)];
        let rows: Vec<(i64,)> = self.connection.rows(sql, &values).await?;
        Ok(rows.first().map_or(0, |(count,)| count.unsigned_abs()))
    }

    /// The text that is kept of a question.
    pub(super) async fn text_of(
        &mut self,
        QuestionId(question): QuestionId,
    ) -> Result<Option<String>, Fault> {
        let sql = "SELECT text FROM journal_questions WHERE id = $1 AND text IS NOT NULL";
        let rows: Vec<(String,)> = self.connection.rows(sql, &[Value::Int(question)]).await?;
        Ok(rows.into_iter().next().map(|(text,)| text))
    }

    /// The questions that a person wants to be told of, with the day on which that is forgotten.
    pub(super) async fn followed_by(
        &mut self,
        network: &str,
        person: &str,
    ) -> Result<Vec<(String, jiff::civil::Date)>, Fault> {
        let sql = "SELECT COALESCE(text, ''), journal_followers.at FROM journal_followers \
                   LEFT JOIN journal_questions ON id = question \
                   WHERE journal_followers.network = $1 AND person = $2 \
                   ORDER BY journal_followers.at";
        let values = [Value::Text(network), Value::Text(person)];
        let rows: Vec<(String, i64)> = self.connection.rows(sql, &values).await?;
        let until = |at| date(day_of(at) + FOLLOWED_DAYS);
        Ok(rows.into_iter().map(|(text, at)| (text, until(at))).collect())
    }
}
