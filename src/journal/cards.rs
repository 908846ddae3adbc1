//! What the team was asked to decide, where that is shown, and who waits for it.

use super::clock;
use super::database::Value;
use super::fault::Fault;
use super::needs::{MISSED_LOOKED_AT, Verdict};
use super::reader::Reader;
use super::record::QuestionId;

/// A card, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCard {
    /// From 1 on.
    pub number: i64,
    /// The first question that was passed on; `None` for a variant that the program proposes.
    pub question: Option<QuestionId>,
    /// The entry that the variant is for, or that answers the question.
    pub entry: Option<String>,
    /// The question, or the variant; personal data is masked.
    pub wording: String,
    /// What was decided.
    pub verdict: Option<Verdict>,
    /// What was done, as its maker wrote it.
    pub done: Option<String>,
}

/// Where a card is shown on a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCard {
    /// The card's number.
    pub card: i64,
    /// The channel or room.
    pub place: String,
    /// The message; `None` while it is being posted.
    pub message: Option<String>,
    /// A hash of what the message shows.
    pub hash: i64,
}

/// A question whose asker wants to be told that it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Which one.
    pub question: QuestionId,
    /// The network's key of the person.
    pub person: String,
    /// What was asked, masked.
    pub text: String,
    /// The entry that answers it.
    pub entry: String,
    /// The collections that the place sees where it was asked, separated by slashes; `None` for
    /// all.
    pub scope: Option<String>,
}

type CardRow = (i64, Option<i64>, Option<String>, String, Option<String>, Option<String>);

impl Reader {
    /// Every card that is kept, in the order of their numbers.
    ///
    /// # Errors
    /// The database fails.
    pub async fn cards(&mut self) -> Result<Vec<KeptCard>, Fault> {
        let sql = "SELECT number, question, entry, wording, verdict, done \
                   FROM journal_cards ORDER BY number";
        let rows: Vec<CardRow> = self.connection.rows(sql, &[]).await?;
        let card = |(number, question, entry, wording, verdict, done): CardRow| KeptCard {
            number,
            question: question.map(QuestionId),
            entry,
            wording,
            verdict: verdict.and_then(|name| Verdict::named(&name)),
            done,
        };
        Ok(rows.into_iter().map(card).collect())
    }

    /// Adds a card with the next number, unless its question, or its entry and wording, have one.
    /// Two processes that add one at the same time may both fail, and try again later.
    ///
    /// # Errors
    /// The database fails.
    pub async fn add_card(
        &mut self,
        question: Option<QuestionId>,
        entry: Option<&str>,
        wording: &str,
    ) -> Result<(), Fault> {
        let at = Value::Int(clock::now());
        // A number that was used once is not used again: the team may still have it before its
        // eyes when the card is gone.
        match (question, entry) {
            (Some(QuestionId(question)), _) => {
                let sql = "INSERT INTO journal_cards (number, question, wording, at) \
                           SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3 FROM \
                           (SELECT number FROM journal_cards UNION ALL \
                            SELECT CAST(value AS BIGINT) FROM journal_state \
                            WHERE name = 'card') AS used \
                           HAVING NOT EXISTS \
                           (SELECT 1 FROM journal_cards WHERE question = $1)";
                let values = [Value::Int(question), Value::Text(wording), at];
                self.connection.run(sql, &values).await?;
            }
            (None, entry) => {
                let sql = "INSERT INTO journal_cards (number, entry, wording, at) \
                           SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3 FROM \
                           (SELECT number FROM journal_cards UNION ALL \
                            SELECT CAST(value AS BIGINT) FROM journal_state \
                            WHERE name = 'card') AS used \
                           HAVING NOT EXISTS \
                           (SELECT 1 FROM journal_cards \
                            WHERE question IS NULL AND entry = $1 AND wording = $2)";
                let values = [Value::Text(entry.unwrap_or_default()), Value::Text(wording), at];
                self.connection.run(sql, &values).await?;
            }
        }
        let sql = "INSERT INTO journal_state (name, value) \
                   SELECT 'card', CAST(MAX(number) AS TEXT) FROM journal_cards WHERE number > 0 \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value \
                   WHERE CAST(excluded.value AS BIGINT) > CAST(journal_state.value AS BIGINT)";
        self.connection.run(sql, &[]).await.map(drop)
    }

    /// Keeps what was decided about a card, with the entry and what was done.
    ///
    /// # Errors
    /// The database fails.
    pub async fn decide(
        &mut self,
        number: i64,
        verdict: Option<Verdict>,
        entry: Option<&str>,
        done: Option<&str>,
    ) -> Result<(), Fault> {
        let sql = "UPDATE journal_cards \
                   SET verdict = $1, entry = COALESCE($2, entry), done = $3 WHERE number = $4";
        let verdict = Value::MaybeText(verdict.map(Verdict::name));
        let values = [verdict, Value::MaybeText(entry), Value::MaybeText(done), Value::Int(number)];
        self.connection.run(sql, &values).await.map(drop)
    }

    /// Closes a card as its question was decided about, if that is still so: somebody may open
    /// both again between the reading and the writing.
    ///
    /// # Errors
    /// The database fails.
    pub async fn close_as(
        &mut self,
        number: i64,
        QuestionId(question): QuestionId,
        verdict: Verdict,
        (entry, done): (Option<&str>, &str),
    ) -> Result<(), Fault> {
        let sql = "UPDATE journal_cards \
                   SET verdict = $1, entry = COALESCE($2, entry), done = $3 \
                   WHERE number = $4 AND EXISTS \
                   (SELECT 1 FROM journal_questions WHERE id = $5 AND verdict = $1)";
        let values = [
            Value::Text(verdict.name()),
            Value::MaybeText(entry),
            Value::Text(done),
            Value::Int(number),
            Value::Int(question),
        ];
        self.connection.run(sql, &values).await.map(drop)
    }

    /// Where cards are shown on a network.
    ///
    /// # Errors
    /// The database fails.
    pub async fn shown(&mut self, network: &str) -> Result<Vec<ShownCard>, Fault> {
        let sql = "SELECT card, place, message, shown FROM journal_shown WHERE network = $1";
        let rows: Vec<(i64, String, Option<String>, i64)> =
            self.connection.rows(sql, &[Value::Text(network)]).await?;
        let card = |(card, place, message, hash)| ShownCard { card, place, message, hash };
        Ok(rows.into_iter().map(card).collect())
    }

    /// Keeps where a card is shown on a network.
    ///
    /// # Errors
    /// The database fails.
    pub async fn show(&mut self, network: &str, shown: &ShownCard) -> Result<(), Fault> {
        let ShownCard { card, place, message, hash } = shown;
        let sql = "INSERT INTO journal_shown (card, network, place, message, shown) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (card, network) \
                   DO UPDATE SET place = excluded.place, message = excluded.message, \
                                 shown = excluded.shown";
        let message = Value::MaybeText(message.as_deref());
        let values = [
            Value::Int(*card),
            Value::Text(network),
            Value::Text(place),
            message,
            Value::Int(*hash),
        ];
        self.connection.run(sql, &values).await.map(drop)
    }

    /// A card is shown on a network no more.
    ///
    /// # Errors
    /// The database fails.
    pub async fn hide(&mut self, network: &str, card: i64) -> Result<(), Fault> {
        let sql = "DELETE FROM journal_shown WHERE network = $1 AND card = $2";
        self.connection.run(sql, &[Value::Text(network), Value::Int(card)]).await.map(drop)
    }

    /// Those on a network who wait to be told of a question that is answered now.
    ///
    /// # Errors
    /// The database fails.
    pub async fn to_tell(&mut self, network: &str) -> Result<Vec<Followed>, Fault> {
        let sql = "SELECT question, person, COALESCE(text, ''), answered_by, scope \
                   FROM journal_followers JOIN journal_questions ON id = question \
                   WHERE journal_followers.network = $1 AND verdict = 'answered' \
                     AND answered_by IS NOT NULL \
                   ORDER BY question";
        let rows: Vec<(i64, String, String, String, Option<String>)> =
            self.connection.rows(sql, &[Value::Text(network)]).await?;
        let followed = |(question, person, text, entry, scope)| {
            let question = QuestionId(question);
            Followed { question, person, text, entry, scope }
        };
        Ok(rows.into_iter().map(followed).collect())
    }

    /// Forgets a person who was told.
    ///
    /// # Errors
    /// The database fails.
    pub async fn told(&mut self, network: &str, followed: &Followed) -> Result<(), Fault> {
        let QuestionId(question) = followed.question;
        let sql = "DELETE FROM journal_followers \
                   WHERE question = $1 AND network = $2 AND person = $3";
        let values = [Value::Int(question), Value::Text(network), Value::Text(&followed.person)];
        self.connection.run(sql, &values).await?;
        // Nothing of a person may stay in the file's log.
        self.connection.tidy().await.map(drop)
    }

    /// What processes remember together under a name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn state(&mut self, name: &str) -> Result<Option<String>, Fault> {
        let sql = "SELECT value FROM journal_state WHERE name = $1";
        let rows: Vec<(String,)> = self.connection.rows(sql, &[Value::Text(name)]).await?;
        Ok(rows.into_iter().next().map(|(value,)| value))
    }

    /// Remembers a value under a name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn set_state(&mut self, name: &str, value: &str) -> Result<(), Fault> {
        let sql = "INSERT INTO journal_state (name, value) VALUES ($1, $2) \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.connection.run(sql, &[Value::Text(name), Value::Text(value)]).await.map(drop)
    }

    /// Forgets what is remembered under a name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn forget_state(&mut self, name: &str) -> Result<(), Fault> {
        let sql = "DELETE FROM journal_state WHERE name = $1";
        self.connection.run(sql, &[Value::Text(name)]).await.map(drop)
    }

    /// Changes whenever a question is missed, passed on or judged, so that needs are not put
    /// together again for nothing.
    ///
    /// # Errors
    /// The database fails.
    pub async fn needs_version(&mut self) -> Result<(i64, i64, i64, i64, i64), Fault> {
        let sql = "SELECT COUNT(*), COALESCE(MAX(id), 0), COUNT(verdict), COUNT(passed_on), \
                   CAST(COALESCE(SUM(id % 1000003 * LENGTH(verdict)), 0) AS BIGINT) \
                   FROM (SELECT id, verdict, passed_on FROM journal_questions \
                         WHERE text IS NOT NULL \
                           AND (outcome = 'unknown' OR refused = 1 OR passed_on IS NOT NULL) \
                         ORDER BY id DESC LIMIT $1) AS newest";
        let rows = self.connection.rows(sql, &[Value::Int(MISSED_LOOKED_AT)]).await?;
        Ok(rows.into_iter().next().unwrap_or_default())
    }
}
