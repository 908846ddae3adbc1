//! What is read of the answers that stand, for a process that begins.

use super::clock;
use super::database::Value;
use super::fault::Fault;
use super::reader::Reader;
use super::record::Standing;

type Row = (String, String, i64, String, i64, i64);

impl Reader {
    /// The answers that stand on a network now, the oldest first. On a server alone.
    pub(super) async fn standing(&mut self, network: &str) -> Result<Vec<Standing>, Fault> {
        let sql = "SELECT place, entry, shown, answer, at, until FROM journal_standing \
                   WHERE network = $1 AND until > $2 ORDER BY at";
        let values = [Value::Text(network), Value::Int(clock::now())];
        let rows: Vec<Row> = self.connection.rows(sql, &values).await?;
        let standing = |(place, entry, shown, answer, at, until): Row| Standing {
            network: network.to_owned(),
            place,
            entry,
            shown,
            answer,
            at,
            until,
        };
        Ok(rows.into_iter().map(standing).collect())
    }
}
