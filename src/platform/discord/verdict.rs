//! What each of Discord's error codes calls for: the table, and nothing else.

use std::time::Duration;

use super::api::Failure;

/// What a failure calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Again after this long.
    Retry(Duration),
    /// It is acknowledged already: edit that.
    Edit,
    /// Discord finds the payload invalid: plain words instead.
    Fallback,
    /// We may not see or write there.
    Forbidden,
    /// Too late or gone; counted, nobody is to blame.
    Gone,
    /// Cannot be, and need not be said more than once.
    LogOnce,
    /// Cannot be.
    GiveUp,
}

/// The table of what each failure calls for.
pub fn verdict(failure: &Failure) -> Verdict {
    match *failure {
        Failure::Late | Failure::Unreachable => Verdict::Retry(Duration::from_millis(150)),
        Failure::Limited(wait) => Verdict::Retry(wait),
        Failure::Refused { status, code } => match code {
            // Unknown interaction, message, channel, webhook; webhook token expired.
            10_062 | 10_008 | 10_003 | 10_015 | 50_027 => Verdict::Gone,
            40_060 => Verdict::Edit,
            // An empty message is a card in a channel where we may not embed links.
            50_001 | 50_013 | 50_006 => Verdict::Forbidden,
            50_035 => Verdict::Fallback,
            // Too many commands created today; cannot message this user; archived
            // or locked threads; a thread is there already.
            30_034 | 50_007 | 50_083 | 160_004 | 160_005 => Verdict::LogOnce,
            _ if status >= 500 => Verdict::Retry(Duration::from_millis(250)),
            _ => Verdict::GiveUp,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_calls_for_its_own() {
        let rows = [
            (404, 10_062, Verdict::Gone),
            (404, 10_008, Verdict::Gone),
            (400, 40_060, Verdict::Edit),
            (403, 50_001, Verdict::Forbidden),
            (403, 50_013, Verdict::Forbidden),
            (400, 50_006, Verdict::Forbidden),
            (400, 50_035, Verdict::Fallback),
            (400, 30_034, Verdict::LogOnce),
            (403, 50_007, Verdict::LogOnce),
            (400, 50_083, Verdict::LogOnce),
            (400, 160_004, Verdict::LogOnce),
            (400, 160_005, Verdict::LogOnce),
            (500, 0, Verdict::Retry(Duration::from_millis(250))),
            (502, 0, Verdict::Retry(Duration::from_millis(250))),
            (401, 0, Verdict::GiveUp),
            (400, 99_999, Verdict::GiveUp),
        ];
        for (status, code, expected) in rows {
            let failure = Failure::Refused { status, code };
            assert_eq!(verdict(&failure), expected, "{status} {code}");
        }
    }
}
