//! Writing to the standard error without ever waiting for its reader. A thread of its own
//! writes; the lines that it has not written yet wait in a queue. A line that finds the queue
//! full is lost and counted: the alternative is a program that stops when whoever reads its
//! log stops, and that no signal ends. A line that cannot be written, as on a full disk, is
//! counted too.

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
/// A pipe that does not block refuses lines while it is full. A line is offered again after a
/// pause, until this much time has passed.
const OFFERED_FOR: Duration = Duration::from_secs(30);
const OFFERED_EVERY: Duration = Duration::from_millis(10);
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

/// Starts the thread that writes. `report` is called on it, with the number of lines that were
/// lost since the last report that could be written, and gives the line that says so.
pub fn unblocked(
    report: impl Fn(usize) -> Vec<u8> + Send + 'static,
) -> (UnblockedWriter, QueueGuard) {
    let progress = Arc::<Progress>::default();
    let counter = Arc::<OnceLock<ErrorCounter>>::default();
    let writer = LineWriter {
        to: io::stderr(),
        progress: Arc::clone(&progress),
        refused: Arc::clone(&counter),
        failed: 0,
        reported: 0,
        reported_at: Instant::now(),
        is_cut: false,
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
struct LineWriter<W> {
    to: W,
    progress: Arc<Progress>,
    // Lines that found the queue full.
    refused: Arc<OnceLock<ErrorCounter>>,
    // Lines that could not be written.
    failed: usize,
    reported: usize,
    reported_at: Instant,
    // Whether only the beginning of the last line was written.
    is_cut: bool,
    report: Box<dyn Fn(usize) -> Vec<u8> + Send>,
}

impl<W: Write> LineWriter<W> {
    fn report_lost(&mut self) {
        let lost = self.failed + self.refused.get().map_or(0, ErrorCounter::dropped_lines);
        let new = lost - self.reported;
        if new > 0 {
            self.reported_at = Instant::now();
            let line = (self.report)(new);
            if self.write_line(&line).is_ok() {
                self.reported = lost;
            }
        }
    }

    fn write_line(&mut self, line: &[u8]) -> io::Result<()> {
        if self.is_cut {
            self.write_part(b"\n")?;
            self.is_cut = false;
        }
        self.write_part(line)
    }

    fn write_part(&mut self, mut rest: &[u8]) -> io::Result<()> {
        let mut refused_since = None;
        let whole = rest.len();
        while !rest.is_empty() {
            let error = match self.to.write(rest) {
                Ok(0) => io::ErrorKind::WriteZero.into(),
                Ok(bytes) => {
                    self.progress
                        .bytes
                        .fetch_add(u64::try_from(bytes).unwrap_or(u64::MAX), Ordering::Release);
                    rest = rest.get(bytes..).unwrap_or_default();
                    refused_since = None;
                    continue;
                }
                Err(error) => error,
            };
            let since = *refused_since.get_or_insert_with(Instant::now);
            match error.kind() {
                io::ErrorKind::Interrupted => {}
                io::ErrorKind::WouldBlock if since.elapsed() < OFFERED_FOR => {
                    std::thread::sleep(OFFERED_EVERY);
                }
                _ => {
                    self.is_cut |= rest.len() < whole;
                    return Err(error);
                }
            }
        }
        Ok(())
    }
}

impl<W: Write> Write for LineWriter<W> {
    /// Takes a whole line. An error is counted here, because the queue would hide it.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.write_line(line).is_err() {
            self.failed += 1;
        }
        self.progress.written.fetch_add(1, Ordering::Release);
        if self.reported_at.elapsed() >= REPORT_EVERY {
            self.report_lost();
        }
        Ok(line.len())
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk with room for so many bytes.
    struct Disk {
        written: Vec<u8>,
        room: usize,
    }

    impl Write for Disk {
        fn write(&mut self, part: &[u8]) -> io::Result<usize> {
            let bytes = part.len().min(self.room - self.written.len());
            if bytes == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.written.extend_from_slice(part.get(..bytes).unwrap_or_default());
            Ok(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_that_a_full_disk_refuses_are_counted_once_there_is_room() {
        let mut log = LineWriter {
            to: Disk { written: Vec::new(), room: 10 },
            progress: Arc::default(),
            refused: Arc::default(),
            failed: 0,
            reported: 0,
            reported_at: Instant::now(),
            is_cut: false,
            report: Box::new(|lines| format!("{lines} lost\n").into_bytes()),
        };
        for line in ["first\n", "second\n", "third\n"] {
            log.write_all(line.as_bytes()).expect("the queue learns of no error");
            log.flush().expect("the queue learns of no error");
        }
        log.to.room = 1_000;
        log.write_all(b"fourth\n").expect("written");
        log.flush().expect("written");
        log.flush().expect("nothing is reported twice");
        let written = String::from_utf8_lossy(&log.to.written).into_owned();
        assert_eq!(written, "first\nseco\nfourth\n2 lost\n");
        assert_eq!(log.progress.written.load(Ordering::Acquire), 4, "no line is waited for");
    }
}
