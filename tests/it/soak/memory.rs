//! The memory of a process over time, and whether it grows. It is what is resident of its own:
//! pages of the program's file come and go with what else the machine does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const EACH: Duration = Duration::from_secs(2);
/// Neighbouring samples are alike, so that the noise is that of the means of so many blocks.
const BLOCKS: usize = 12;
/// What is not taken for growth, in MB an hour, whatever the noise.
const NEGLIGIBLE: f64 = 1.0;
/// Below this, a run is too short to tell growth from what is filled once: caches, pools.
const SHORTEST: Duration = Duration::from_secs(600);

/// Samples the memory of a process.
pub struct Memory {
    process: u32,
    over: Arc<AtomicBool>,
    thread: JoinHandle<Vec<(f64, f64)>>,
}

/// What the samples say.
pub struct Steady {
    samples: usize,
    start: f64,
    end: f64,
    most: f64,
    /// MB an hour, and its standard error.
    slope: (f64, f64),
    warm_up: Duration,
    can_tell: bool,
}

impl Memory {
    pub fn watch(process: u32) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&over);
        let thread = std::thread::spawn(move || {
            let began = Instant::now();
            let mut samples = Vec::new();
            while !is_over.load(Ordering::Relaxed) {
                if let Some(memory) = resident(process) {
                    samples.push((began.elapsed().as_secs_f64(), memory));
                }
                std::thread::sleep(EACH);
            }
            samples
        });
        Self { process, over, thread }
    }

    /// In megabytes.
    pub fn now(&self) -> Option<f64> {
        resident(self.process)
    }

    /// Ends, and leaves out the first quarter, at most ten minutes.
    pub fn end(self, lasts: Duration) -> Steady {
        self.over.store(true, Ordering::Relaxed);
        let samples = self.thread.join().expect("the memory is read");
        let warm_up = (lasts / 4).min(Duration::from_secs(600));
        let after: Vec<(f64, f64)> =
            samples.into_iter().filter(|(at, _)| *at >= warm_up.as_secs_f64()).collect();
        let size = after.len().div_ceil(BLOCKS).max(1);
        let mean = |block: &[(f64, f64)]| {
            let count = block.len() as f64;
            let sum = block.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            (sum.0 / count / 3_600.0, sum.1 / count)
        };
        let means: Vec<(f64, f64)> = after.chunks(size).map(mean).collect();
        Steady {
            samples: after.len(),
            start: means.first().map_or(0.0, |mean| mean.1),
            end: means.last().map_or(0.0, |mean| mean.1),
            most: after.iter().map(|sample| sample.1).fold(0.0, f64::max),
            slope: slope(&means),
            warm_up,
            can_tell: lasts >= SHORTEST,
        }
    }
}

impl Steady {
    /// Whether the memory does not grow by more than twice the standard error.
    pub fn is_flat(&self) -> bool {
        let (slope, error) = self.slope;
        !self.can_tell || slope <= NEGLIGIBLE.max(2.0 * error)
    }

    pub fn told(&self) -> String {
        let Self { samples, start, end, most, slope: (slope, error), warm_up, .. } = self;
        format!(
            "memory after {} s: {start:.1} MB at first, {end:.1} MB at the end, {most:.1} MB at \
             most; slope {slope:+.2} ± {error:.2} MB/h ({samples} samples)",
            warm_up.as_secs()
        )
    }
}

/// The slope of a line through points, and its standard error.
fn slope(points: &[(f64, f64)]) -> (f64, f64) {
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
    let (x, y) = (x / count, y / count);
    let spread: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    let slope = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>() / spread;
    let left = points.iter().map(|point| (point.1 - y - slope * (point.0 - x)).powi(2));
    (slope, (left.sum::<f64>() / (count - 2.0) / spread).sqrt())
}

/// In megabytes.
fn resident(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes / 1_000.0)
}

#[test]
fn a_slope_is_that_of_the_line() {
    let points: Vec<(f64, f64)> =
        (0..10).map(|n| (f64::from(n), f64::from(3 * n) + f64::from(n % 2))).collect();
    let (slope, error) = slope(&points);
    assert!((slope - 3.0).abs() < 0.1 && error > 0.0 && error < 0.1, "{slope} ± {error}");
}
