//! What is read for a member who asks what is kept.

use super::database::Value;
use super::fault::Fault;
use super::feedback;
use super::persons::Persons;
use super::reader::{Reader, date};
use super::record::{Erasure, KeptQuestion, QuestionId, day_of};
use crate::privacy::mask;

/// As long as a wish to be told is kept, in days.
const FOLLOWED_DAYS: i64 = 30;

impl Reader {
    /// Whether a person wants nothing recorded.
    pub(super) async fn is_out(&mut self, person: i64) -> Result<bool, Fault> {
        feedback::is_out(&mut self.connection, person).await
    }

    /// How many questions of a day can be known to be of a person.
    pub(super) async fn asked_by(
        &mut self,
        erasure: &Erasure,
        persons: &Persons,
    ) -> Result<u64, Fault> {
        let questions = feedback::asked_by(&mut self.connection, erasure, persons).await?;
        Ok(u64::try_from(questions.len()).unwrap_or(u64::MAX))
    }

    /// What is kept of a question; `owner` is the hash that a person has for it.
    pub(super) async fn question(
        &mut self,
        QuestionId(question): QuestionId,
        owner: i64,
    ) -> Result<Option<KeptQuestion>, Fault> {
        let sql = "SELECT text, owner, passed_on FROM journal_questions WHERE id = $1";
        type Row = (Option<String>, Option<i64>, Option<i64>);
        let rows: Vec<Row> = self.connection.rows(sql, &[Value::Int(question)]).await?;
        Ok(rows.into_iter().next().map(|(text, kept, passed_on)| KeptQuestion {
            // Masking twice changes nothing.
            text: text.map(|text| mask(&text).text),
            is_theirs: kept.map(|kept| kept == owner),
            is_passed_on: passed_on.is_some(),
        }))
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
