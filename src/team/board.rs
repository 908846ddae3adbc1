//! Where cards are shown on a network, and who waits there for an answer.

use super::desk::Desk;
use crate::journal::{Fault, Followed, ShownCard};

impl Desk {
    /// Those on a network who wait to be told of a question that is answered now.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn to_tell(&self, network: &str) -> Result<Vec<Followed>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(Vec::new()) };
        let followed = reader.to_tell(network).await;
        reader.close().await;
        followed
    }

    /// Forgets a person who was told.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn told(&self, network: &str, followed: &Followed) -> Result<(), Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        let told = reader.told(network, followed).await;
        reader.close().await;
        told
    }

    /// Where cards are shown on a network.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn shown(&self, network: &str) -> Result<Vec<ShownCard>, Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(Vec::new()) };
        let shown = reader.shown(network).await;
        reader.close().await;
        shown
    }

    /// Keeps where a card is shown on a network: before it is posted, without a message, and
    /// after, with its id.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn show(&self, network: &str, card: &ShownCard) -> Result<(), Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        let shown = reader.show(network, card).await;
        reader.close().await;
        shown
    }

    /// A card is shown on a network no more.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn hide(&self, network: &str, card: i64) -> Result<(), Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        let hidden = reader.hide(network, card).await;
        reader.close().await;
        hidden
    }
}
