//! The settings of the team's channel.

use serde::Deserialize;

use crate::conversation::digest_time::DigestTime;
use crate::platform::discord::bindings::Id;

/// Where the team works.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamConfig {
    /// The id of its channel. Who may write there may change the FAQ.
    pub channel: Id,
    /// When the week is summed up there; never when not given.
    pub digest: Option<DigestTime>,
}
