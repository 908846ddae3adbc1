//! Whether so much is asked that reading questions would help few of them, and delay all.
//!
//! The encoder has threads of its own and keeps them busy for as long as questions wait. On two
//! cores that is half of the machine. While one question in ten or fewer gets its turn, the
//! others would be answered sooner without it, which no benchmark has shown yet.

use std::time::{Duration, Instant};

/// Questions for each one that can be read, from which on none is read.
const CROWD: u32 = 10;
/// How long questions are counted before it is decided anew.
const COUNTED: Duration = Duration::from_secs(1);
/// How long it takes to read a question until that is measured.
const FIRST_GUESS: Duration = Duration::from_millis(20);
/// The weight of the newest measurement in the mean.
const NEWEST: f64 = 0.1;

/// Counts questions, and the time that reading them takes.
#[derive(Debug)]
pub struct Crowd {
    threads: u32,
    takes: Duration,
    since: Instant,
    asked: u32,
    is_crowded: bool,
}

impl Crowd {
    /// Nobody has asked anything; questions are read on so many threads.
    pub fn new(threads: usize, now: Instant) -> Self {
        let threads = u32::try_from(threads).unwrap_or(u32::MAX).max(1);
        Self { threads, takes: FIRST_GUESS, since: now, asked: 0, is_crowded: false }
    }

    /// Counts a question that is not known yet; whether it is not to be read.
    pub fn asked(&mut self, now: Instant) -> bool {
        let lasted = now.duration_since(self.since);
        if lasted >= COUNTED {
            let readable =
                lasted.as_secs_f64() / self.takes.as_secs_f64() * f64::from(self.threads);
            self.is_crowded = f64::from(self.asked) > readable * f64::from(CROWD);
            (self.since, self.asked) = (now, 0);
        }
        self.asked += 1;
        self.is_crowded
    }

    /// A question was read in this time.
    pub fn took(&mut self, time: Duration) {
        self.takes = self.takes.mul_f64(1.0 - NEWEST) + time.mul_f64(NEWEST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_while_ten_times_too_much_is_asked() {
        let start = Instant::now();
        let mut crowd = Crowd::new(1, start);
        let mut second = 0;
        // The shares of the questions of one second that are read.
        let mut ask = |crowd: &mut Crowd, questions: u32| {
            second += 1;
            let begins = start + Duration::from_secs(second);
            let at = |n: u32| begins + Duration::from_secs(1) * n / questions;
            (0..questions).filter(|n| !crowd.asked(at(*n))).count()
        };
        assert_eq!(ask(&mut crowd, 400), 400, "50 can be read in a second, and eight times that");
        assert_eq!(ask(&mut crowd, 600), 600, "what follows decides");
        assert_eq!(ask(&mut crowd, 600), 0);
        assert_eq!(ask(&mut crowd, 20), 0);
        assert_eq!(ask(&mut crowd, 20), 20, "it is over");
        (0..200).for_each(|_| crowd.took(Duration::from_millis(5)));
        assert_eq!(ask(&mut crowd, 600), 600);
        assert_eq!(ask(&mut crowd, 600), 600, "200 can be read in a second");
    }
}
