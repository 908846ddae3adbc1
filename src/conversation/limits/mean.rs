//! A mean that follows what is measured.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The share that one measurement has in the mean: the last dozen count.
const WEIGHT: f64 = 0.15;

/// An exponentially weighted mean of durations.
#[derive(Debug, Default)]
pub struct Mean(Mutex<Option<f64>>);

impl Mean {
    /// Adds a measurement.
    pub fn add(&self, measured: Duration) {
        let measured = measured.as_secs_f64();
        let mut mean = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *mean = Some(mean.map_or(measured, |mean| mean + WEIGHT * (measured - mean)));
    }

    /// The mean; `None` as long as nothing was measured.
    pub fn get(&self) -> Option<Duration> {
        let mean = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        mean.map(Duration::from_secs_f64)
    }
}
