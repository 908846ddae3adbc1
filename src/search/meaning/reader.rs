//! Reads the questions of members: text → vector, on threads of its own, in a bounded time.
//!
//! A question takes some 20 ms of one core. When more come than that allows, the queue is
//! full, and a question that finds it full or waits too long for its turn is answered by words
//! alone, at once: a late answer is worse than one without the encoder. When far more come,
//! none is read (`crowd`).

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use lru::LruCache;
use tokio::sync::oneshot;

use super::crowd::Crowd;
use super::encoder::{Encoder, Threads};
use super::texts;
use super::vector::Vector;
use super::vectors::Key;

/// How long a question that is being read is waited for: its time is spent either way, and a
/// long question on a slow machine takes ten times the usual.
const READING: Duration = Duration::from_secs(1);
/// Questions that wait at most: as many as a thread reads in a third of a second.
const WAITING: usize = 16;
/// Vectors of the last questions, 400 bytes each. The same question is asked again, and a
/// click on one of its choices reads it again.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(1_024).expect("1,024 is not 0");

/// Reads questions. Dropping it ends its threads.
#[derive(Debug)]
pub struct Reader {
    /// By the name of the text: the words of members are not kept.
    recent: Arc<Mutex<LruCache<Key, Vector>>>,
    crowd: Arc<Mutex<Crowd>>,
    deadline: Duration,
    queue: mpsc::SyncSender<Waiting>,
}

struct Waiting {
    text: String,
    until: Instant,
    claim: Arc<Claim>,
    answer: oneshot::Sender<Vector>,
}

/// Whoever takes it first decides about a question: the thread that begins to read it, or the
/// one that waited too long and does without.
#[derive(Debug, Default)]
struct Claim(AtomicBool);

impl Claim {
    /// Whether it was free until now.
    fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}

impl Reader {
    /// Starts the threads; `None` in a program without an encoder. One core stays free for
    /// everything else. A question waits for its turn no longer than `deadline`.
    pub fn start(deadline: Duration) -> Option<Self> {
        Encoder::get()?;
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let recent = Arc::new(Mutex::new(LruCache::new(REMEMBERED)));
        let (queue, waiting) = mpsc::sync_channel(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        let threads = cores.saturating_sub(1).max(1);
        let crowd = Arc::new(Mutex::new(Crowd::new(threads, Instant::now())));
        for _ in 0..threads {
            let (waiting, recent) = (Arc::clone(&waiting), Arc::clone(&recent));
            let crowd = Arc::clone(&crowd);
            let run = move || read_all(&waiting, &recent, &crowd);
            if let Err(error) = thread::Builder::new().name("meaning".to_owned()).spawn(run) {
                tracing::error!(%error, "no thread to read questions on; words alone rank them");
                return None;
            }
        }
        Some(Self { recent, crowd, deadline, queue })
    }

    /// The vector of a question; `None` when there is no time for it, or nothing to read.
    pub async fn read(&self, question: &str) -> Option<Vector> {
        if !says_something(question) {
            return None;
        }
        let text = texts::of_question(question);
        if let Some(vector) = lock(&self.recent).get(&Key::of(&text)) {
            return Some(vector.clone());
        }
        if lock(&self.crowd).asked(Instant::now()) {
            return None;
        }
        let (answer, mut answered) = oneshot::channel();
        let until = Instant::now() + self.deadline;
        let claim = Arc::new(Claim::default());
        self.queue.try_send(Waiting { text, until, claim: Arc::clone(&claim), answer }).ok()?;
        match tokio::time::timeout_at(until.into(), &mut answered).await {
            Ok(read) => read.ok(),
            Err(_) if claim.take() => None,
            Err(_) => tokio::time::timeout(READING, answered).await.ok()?.ok(),
        }
    }
}

/// The vector of a question, computed on a thread that all callers share; `None` in a program
/// without an encoder, or when there is nothing to read.
pub fn read_now(question: &str) -> Option<Vector> {
    static THREADS: LazyLock<Threads> = LazyLock::new(|| Threads::new(1));
    let encoder = Encoder::get().filter(|_| says_something(question))?;
    encoder.encode(&[&texts::of_question(question)], &THREADS).pop()
}

/// Whether there is something to read: signs alone are near to anything.
pub fn says_something(question: &str) -> bool {
    question.contains(char::is_alphanumeric)
}

fn read_all(
    waiting: &Mutex<mpsc::Receiver<Waiting>>,
    recent: &Mutex<LruCache<Key, Vector>>,
    crowd: &Mutex<Crowd>,
) {
    let threads = Threads::new(1);
    let Some(encoder) = Encoder::get() else { return };
    loop {
        // The lock is held while one thread waits; the others then wait for the lock.
        let Ok(Waiting { text, until, claim, answer }) = lock(waiting).recv() else { return };
        if Instant::now() >= until || answer.is_closed() || !claim.take() {
            continue;
        }
        let began = Instant::now();
        // A panic must not end the thread: every later question would wait in vain.
        let encode = || encoder.encode(&[&text], &threads).pop();
        let Ok(Some(vector)) = catch_unwind(AssertUnwindSafe(encode)) else {
            tracing::error!("the encoder has panicked; a question is answered by words alone");
            continue;
        };
        lock(crowd).took(began.elapsed());
        lock(recent).put(Key::of(&text), vector.clone());
        // Whoever asked may have stopped waiting; the vector is kept all the same.
        let _ = answer.send(vector);
    }
}

/// The contents are whole at any moment, so a panic elsewhere does not spoil them.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
