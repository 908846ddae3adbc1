//! How long to wait between retries. Every wait has some chance in it, so that
//! clients that failed together do not come back together.

use std::time::Duration;

use backon::ExponentialBuilder;

/// Pauses that begin at `first` and double up to `longest`, without an end; each
/// is then lengthened by up to its own length. Callers who give up set a number
/// of tries or a total delay.
pub fn pauses(first: Duration, longest: Duration) -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_min_delay(first)
        .with_max_delay(longest)
        .with_jitter()
        .without_max_times()
}

/// A wait that a server has asked for, lengthened by up to a half: the server's
/// own number is the shortest that it accepts.
pub fn jittered(wait: Duration) -> Duration {
    wait + wait.mul_f64(fastrand::f64() / 2.0)
}

#[cfg(test)]
mod tests {
    use backon::BackoffBuilder as _;

    use super::*;

    #[test]
    fn pauses_grow_to_the_longest_and_never_end() {
        let (first, longest) = (Duration::from_millis(300), Duration::from_secs(3));
        let pauses: Vec<Duration> = pauses(first, longest).build().take(50).collect();
        assert_eq!(pauses.len(), 50);
        let mut expected = first;
        for pause in pauses {
            assert!((expected..=expected * 2).contains(&pause), "{pause:?} for {expected:?}");
            expected = (expected * 2).min(longest);
        }
    }

    #[test]
    fn a_server_is_never_asked_earlier_than_it_said() {
        let wait = Duration::from_secs(2);
        for _ in 0..100 {
            assert!((wait..=wait.mul_f64(1.5)).contains(&jittered(wait)));
        }
    }
}
