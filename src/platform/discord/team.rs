//! The channel of the team that keeps the FAQ.

use serde::Deserialize;

use super::bindings::Id;
use crate::conversation::digest_time::DigestTime;

/// Where the team works.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamConfig {
    /// The id of its channel. Who may write there may change the FAQ.
    pub channel: Id,
    /// When the week is summed up there; never when not given.
    pub digest: Option<DigestTime>,
}
