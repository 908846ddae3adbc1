//! The collections that an entry can be written for.

use super::desk::Desk;
use crate::faq::load::{CollectionPlace, places};

impl Desk {
    /// The collections in the FAQ's folder as it is now; none when it cannot be read.
    pub async fn collections(&self) -> Vec<CollectionPlace> {
        let folder = self.library.folder();
        let read = tokio::task::spawn_blocking(move || places(&folder));
        match read.await {
            Ok(Ok(places)) => places,
            Ok(Err(error)) => {
                tracing::warn!(
                    %error,
                    "the FAQ's folder could not be listed, so that no entry can be written"
                );
                Vec::new()
            }
            Err(error) => {
                tracing::error!(%error, "listing the FAQ's folder failed");
                Vec::new()
            }
        }
    }
}
