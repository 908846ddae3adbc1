//! What somebody of the team typed for a card and has not kept yet, so that a restart loses nothing.
//! It goes with its card.

use super::desk::Desk;

impl Desk {
    /// Keeps what was typed last for a card; a failure of the journal costs it after a restart alone.
    pub async fn keep_draft(&self, card: i64, draft: &str) {
        if let Ok(Some(mut reader)) = self.reader().await {
            let _ = reader.set_state(&name(card), draft).await;
            reader.close().await;
        }
    }

    /// What was typed last for a card.
    pub async fn kept_draft(&self, card: i64) -> Option<String> {
        let mut reader = self.reader().await.ok()??;
        let kept = reader.state(&name(card)).await;
        reader.close().await;
        kept.ok()?
    }

    /// What was typed is in the FAQ.
    pub async fn drop_draft(&self, card: i64) {
        if let Ok(Some(mut reader)) = self.reader().await {
            let _ = reader.forget_state(&name(card)).await;
            reader.close().await;
        }
    }
}

/// The journal deletes what has such a name with its card.
fn name(card: i64) -> String {
    format!("draft/{card}")
}
