//! Writing to the standard error without ever waiting for its reader. A thread of its own
//! writes; the lines that it has not written yet wait in a queue. A line that finds the queue
//! full is lost and counted: the alternative is a program that stops when whoever reads its
//! log stops, and that no signal ends.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::{Duration, Instant};

use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::fmt::MakeWriter;

/// The longest queue, in lines. Of the usual 200 bytes each, they are some 2 MB.
const LINES_MAX: usize = 8_192;
/// A reader that takes nothing for this long is taken to be gone, at the end of the program.
const STALLED: Duration = Duration::from_secs(1);
/// The end of the program waits no longer than this for a slow reader.
const END_WITHIN: Duration = Duration::from_secs(10);
/// How often lost lines are reported while the queue is never empty.
const REPORT_EVERY: Duration = Duration::from_secs(5);

/// What was handed to the queue, and what has left it.
#[derive(Debug, Default)]
struct Progress {
    offered: AtomicU64,
    written: AtomicU64,
    bytes: AtomicU64,
}

/// Puts lines into the queue.
#[derive(Clone, Debug)]
pub struct UnblockedWriter {
    queue: NonBlocking,
    progress: Arc<Progress>,
}

impl Write for UnblockedWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.progress.offered.fetch_add(1, Ordering::Relaxed);
        self.queue.write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for UnblockedWriter {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Keeps the thread that writes. Dropping it waits until all lines are written, as long as
/// the reader takes some.
#[derive(Debug)]
pub struct QueueGuard {
    worker: Option<WorkerGuard>,
    lost: ErrorCounter,
    progress: Arc<Progress>,
}

impl QueueGuard {
    fn waiting(&self) -> u64 {
        let Progress { offered, written, bytes: _ } = &*self.progress;
        let lost = u64::try_from(self.lost.dropped_lines()).unwrap_or(u64::MAX);
        offered.load(Ordering::Acquire).saturating_sub(lost + written.load(Ordering::Acquire))
    }
}

impl Drop for QueueGuard {
    fn drop(&mut self) {
        let start = Instant::now();
        let (mut bytes, mut since) = (0, start);
        while self.waiting() > 0 {
            std::thread::sleep(Duration::from_millis(5));
            let now = self.progress.bytes.load(Ordering::Acquire);
            if now != bytes {
                (bytes, since) = (now, Instant::now());
            }
            if since.elapsed() >= STALLED || start.elapsed() >= END_WITHIN {
                // The worker's own guard would report on the standard output that the queue
                // is full.
                return std::mem::forget(self.worker.take());
            }
        }
        // It waits for at most a second: the last report of lost lines may still block.
        drop(self.worker.take());
    }
}

/// Starts the thread that writes. `report` is called on it, with a number of lines, when that
/// many have been lost since the last call; it may block.
pub fn unblocked(report: impl Fn(usize) + Send + 'static) -> (UnblockedWriter, QueueGuard) {
    let progress = Arc::<Progress>::default();
    let counter = Arc::<OnceLock<ErrorCounter>>::default();
    let writer = StandardError {
        progress: Arc::clone(&progress),
        lost: Arc::clone(&counter),
        reported: 0,
        reported_at: Instant::now(),
        report: Box::new(report),
    };
    let (queue, worker) = NonBlockingBuilder::default()
        .buffered_lines_limit(LINES_MAX)
        .lossy(true)
        .thread_name("log")
        .finish(writer);
    let lost = counter.get_or_init(|| queue.error_counter()).clone();
    let writer = UnblockedWriter { queue, progress: Arc::clone(&progress) };
    (writer, QueueGuard { worker: Some(worker), lost, progress })
}

/// The end of the queue, on the thread that writes.
struct StandardError {
    progress: Arc<Progress>,
    lost: Arc<OnceLock<ErrorCounter>>,
    reported: usize,
    reported_at: Instant,
    report: Box<dyn Fn(usize) + Send>,
}

impl StandardError {
    fn report_lost(&mut self) {
        let lost = self.lost.get().map_or(0, ErrorCounter::dropped_lines);
        let new = lost - self.reported;
        if new > 0 {
            self.reported = lost;
            self.reported_at = Instant::now();
            (self.report)(new);
        }
    }
}

impl Write for StandardError {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let written = io::stderr().write(line);
        match &written {
            Ok(bytes) => {
                let bytes = u64::try_from(*bytes).unwrap_or(u64::MAX);
                self.progress.bytes.fetch_add(bytes, Ordering::Release);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return written,
            Err(_) => {}
        }
        // A long line may take several writes. An error gives the line up.
        if written.as_ref().map_or(true, |bytes| *bytes == line.len()) {
            self.progress.written.fetch_add(1, Ordering::Release);
            if self.reported_at.elapsed() >= REPORT_EVERY {
                self.report_lost();
            }
        }
        written
    }

    /// The queue calls this when it is empty.
    fn flush(&mut self) -> io::Result<()> {
        self.report_lost();
        Ok(())
    }
}

/// Writes a text on the standard error once the log has ended, and waits at most a second for
/// its reader.
pub fn print_last(text: String) {
    let (done, wait) = mpsc::channel();
    let print = move || {
        // The reader may be gone, so that nothing can be written.
        let _ = writeln!(io::stderr(), "{text}");
        let _ = done.send(());
    };
    if std::thread::Builder::new().spawn(print).is_ok() {
        let _ = wait.recv_timeout(STALLED);
    }
}
