//! How far this machine's clock is from another one, which a server tells in the header `Date`
//! of each of its answers.

use jiff::{SignedDuration, Timestamp};

/// A clock that was compared with this machine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Whose: a network's name, as people write it.
    pub of: &'static str,
    /// How far this machine's clock is ahead of it, to the second; negative when it is behind.
    pub ahead: SignedDuration,
}

/// Compares this machine's clock with a header `Date` of an answer that has just arrived. `None`
/// when the header is not a date.
pub fn clock(of: &'static str, date: &str) -> Option<Clock> {
    let there = jiff::fmt::rfc2822::parse(date).ok()?.timestamp();
    let ahead = Timestamp::now().duration_since(there);
    Some(Clock { of, ahead: SignedDuration::from_secs(ahead.as_secs()) })
}

/// The clock that is nearer to this machine's, of two that the same server told: an answer that
/// was kept on its way has an old date, and no answer comes from the future.
pub fn nearest(one: Option<Clock>, other: Option<Clock>) -> Option<Clock> {
    one.into_iter().chain(other).min_by_key(|clock| clock.ahead.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_compared() {
        let found = clock("Essai", "Sun, 06 Nov 1994 08:49:37 GMT").expect("a date");
        assert!(found.ahead > SignedDuration::from_hours(24 * 365 * 30), "{found:?}");
        let near = Clock { ahead: SignedDuration::from_secs(-2), ..found };
        assert_eq!(nearest(Some(found), Some(near)), Some(near));
        assert_eq!(nearest(None, Some(near)), Some(near));
        for wrong in ["", "demain", "1994-11-06"] {
            assert_eq!(clock("Essai", wrong), None, "{wrong:?}");
        }
    }
}
