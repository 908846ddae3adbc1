//! The table of Discord's error codes: what each calls for.

use std::time::Duration;

use super::api::Failure;

/// What to do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Try again after this long.
    Retry(Duration),
    /// The interaction is acknowledged already: edit that answer.
    Edit,
    /// Discord finds the payload invalid: send a plain text instead.
    Fallback,
    /// The bot may not see the channel, or not write in it.
    Forbidden,
    /// It is too late, or the target was deleted. That is normal, so it is only counted.
    Gone,
    /// It cannot be done, and one line in the log is enough.
    LogOnce,
    /// It cannot be done.
    GiveUp,
}

/// Looks a failure up in the table.
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
            // or locked threads; no reply without the message history; a thread is there
            // already.
            30_034 | 50_007 | 50_083 | 160_002 | 160_004 | 160_005 => Verdict::LogOnce,
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
            (400, 160_002, Verdict::LogOnce),
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
