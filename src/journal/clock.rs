//! The time, as the journal counts it.

use std::time::SystemTime;

/// Milliseconds since 1970, UTC.
pub fn now() -> i64 {
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
