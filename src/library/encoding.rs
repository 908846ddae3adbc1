//! The vectors of a FAQ: those that are known, those of the cache, and the rest from the
//! encoder.
//!
//! A text takes one core some 20 to 100 ms, so that a large FAQ takes minutes. The work is
//! done in steps, and after each the caller may show the progress or stop.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::crew::{Crew, cores, lower_priority};
use super::faq_vectors::{FaqVectors, Text, golden_texts};
use crate::faq::Faq;
use crate::search::meaning::cache::Cache;
use crate::search::meaning::{Encoder, Key, Places, Vectors, texts};

/// Texts that a thread encodes in one step, some tenths of a second of work.
const STEP: usize = 4;
/// How often a long work is written to the cache. A process that is killed loses no more.
const KEPT_EVERY: Duration = Duration::from_secs(10);

/// Why entries are ranked by words alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// The program is built without the encoder.
    NotBuilt,
    /// The settings switch it off.
    SwitchedOff,
    /// The encoder has failed, and the log says how.
    Failed,
    /// For one question: too many were asked at that moment.
    NoTime,
}

/// Whether entries are ranked by meaning as well as by words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeaningStatus {
    /// They are.
    Active {
        /// How many texts of entries have a vector.
        texts: usize,
    },
    /// They will be when the texts are encoded; until then, by words alone.
    Preparing {
        /// 0..100, the share of the texts that have a vector.
        percent: usize,
    },
    /// They are ranked by words alone.
    Absent(Absence),
}

/// How long opening a FAQ may take to encode it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// As long as it takes.
    Endless,
    /// When the rest is likely to take longer, judged by each step, the FAQ is served by words
    /// at first, and [`super::Library::encode_rest`] does the rest.
    AtMost(Duration),
}

/// Told after each step how many texts of all have a vector.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// The encoder, and where its vectors are kept.
pub struct Encoding {
    encoder: &'static Encoder,
    cache: Cache,
    /// For work that nobody waits for; started when there is some.
    background: OnceLock<Crew>,
    has_failed: AtomicBool,
    /// How far the work in the background is.
    done: AtomicUsize,
    all: AtomicUsize,
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoding").field("cache", &self.cache).finish_non_exhaustive()
    }
}

/// The result of [`Encoding::fill`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Texts of the FAQ, golden questions included.
    pub texts: usize,
    /// Those that the cache did not have.
    pub encoded: usize,
    /// Whether the cache now has all of them.
    pub kept: bool,
}

/// The encoder has failed, which is logged.
#[derive(Debug)]
pub struct EncoderFailed;

impl Encoding {
    /// The encoder of this program, with a cache in these places.
    ///
    /// # Errors
    /// Why there is none. `places` is `None` where the settings switch it off.
    pub fn new(places: Option<Places>) -> Result<Self, Absence> {
        let places = places.ok_or(Absence::SwitchedOff)?;
        let encoder = guarded(Encoder::get).map_err(|EncoderFailed| Absence::Failed)?;
        Ok(Self {
            encoder: encoder.ok_or(Absence::NotBuilt)?,
            cache: Cache::new(places, Encoder::model()),
            background: OnceLock::new(),
            has_failed: AtomicBool::new(false),
            done: AtomicUsize::new(0),
            all: AtomicUsize::new(0),
        })
    }

    /// Why it is of no use, if it is not.
    pub fn absence(&self) -> Option<Absence> {
        self.has_failed.load(Ordering::Relaxed).then_some(Absence::Failed)
    }

    /// 0..100, the share of the texts that the work in the background is done with.
    pub fn percent(&self) -> usize {
        let (done, all) = (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed));
        // 100 would say that it is served.
        (done * 100).checked_div(all).unwrap_or(0).min(99)
    }

    /// What there is to do for a FAQ, with the vectors of `known` and of the cache.
    pub fn begin(&self, faq: &Faq, known: &Vectors, questions: Questions) -> FaqVectors {
        let mut work = FaqVectors::new("the texts of the FAQ");
        // Reading the Markdown of every entry is most of the work when nothing is missing.
        let entries: Vec<_> = faq.entries().collect();
        let of_entries: Vec<Vec<Text<'_>>> = entries
            .par_iter()
            .map(|entry| {
                let windows = texts::windows(&entry.answer);
                texts::of_entry(entry, &windows).map(|text| Text::of(text, known)).collect()
            })
            .collect();
        of_entries.into_iter().flatten().for_each(|text| work.add(text));
        work.entry_texts = work.vectors.len() + work.missing.len();
        for collection in faq.collections() {
            let asked: Vec<_> = match questions {
                Questions::All => collection.entries.iter().collect(),
                Questions::Probes | Questions::Golden => {
                    texts::probes(&collection.entries).collect()
                }
            };
            for entry in asked {
                work.add(Text::of(texts::of_question(&entry.question), known));
            }
        }
        if questions != Questions::Probes {
            golden_texts(faq, known).for_each(|text| work.add(text));
        }
        self.read_cache(&mut work);
        // They are not waited for, and not encoded twice either.
        if questions == Questions::Probes {
            for text in golden_texts(faq, known) {
                work.add_if_known(text);
            }
        }
        self.show(&work);
        work
    }

    /// The vectors of a FAQ's golden questions. Blocks for some 15 ms for each that neither
    /// `known` nor the cache has.
    ///
    /// # Errors
    /// The encoder fails.
    pub fn golden(&self, faq: &Faq, known: &Vectors) -> Result<Vectors, EncoderFailed> {
        let mut work = FaqVectors::new("the golden questions");
        golden_texts(faq, known).for_each(|text| work.add(text));
        self.read_cache(&mut work);
        self.advance(&mut work, self.background(), |_| true)?;
        Ok(work.vectors)
    }

    fn read_cache(&self, work: &mut FaqVectors) {
        let mut missing = std::mem::take(&mut work.missing);
        if !missing.is_empty() {
            let read = self.cache.read();
            missing.retain(|(key, _)| match read.get(*key) {
                Some(vector) => {
                    work.vectors.insert(*key, vector);
                    work.from_cache += 1;
                    false
                }
                None => true,
            });
            work.read = Some(read);
        }
        // Texts of like length are encoded together, because the encoder pads a batch to its
        // longest text.
        missing.sort_by_key(|(_, text)| text.len());
        work.missing = missing;
    }

    /// Encodes what is missing, in steps, until `go_on` says no after one of them. Writes to
    /// the cache now and then, and when it is whole.
    ///
    /// # Errors
    /// The encoder fails. From then on it is never called again.
    pub fn advance(
        &self,
        work: &mut FaqVectors,
        crew: &Crew,
        mut go_on: impl FnMut(&Step) -> bool,
    ) -> Result<(), EncoderFailed> {
        while !work.is_whole() {
            let started = Instant::now();
            let rest =
                work.missing.split_off(work.missing.len().saturating_sub(STEP * crew.size()));
            let texts: Vec<&str> = rest.iter().map(|(_, text)| text.as_str()).collect();
            let encoded = self.guard(|| crew.encode(self.encoder, &texts))?;
            for ((key, _), vector) in rest.iter().zip(encoded) {
                work.vectors.insert(*key, vector);
            }
            work.encoded += rest.len();
            self.show(work);
            if work.kept.elapsed() > KEPT_EVERY {
                self.keep(work);
                work.kept = Instant::now();
            }
            let bytes = |texts: &[(Key, String)]| texts.iter().map(|(_, text)| text.len()).sum();
            let step = Step {
                bytes: bytes(&rest),
                bytes_left: bytes(&work.missing),
                took: started.elapsed(),
                done: work.vectors.len(),
                left: work.missing.len(),
            };
            if !go_on(&step) && !work.is_whole() {
                self.keep(work);
                return Ok(());
            }
        }
        self.keep(work);
        tracing::info!(
            texts = work.vectors.len(),
            encoded = work.encoded,
            from_cache = work.from_cache,
            took_ms = work.started.elapsed().as_millis() as u64,
            "{} have their vectors",
            work.what
        );
        Ok(())
    }

    /// The vectors of every text of a FAQ and of every FAQ that has some of its entries, whose
    /// calibration asks questions that this one's does not; `None` when the encoder fails.
    pub fn vectors(&self, faq: &Faq, progress: Progress<'_>) -> Option<Vectors> {
        Some(self.whole(faq, Questions::All, progress).ok()?.vectors)
    }

    fn whole(
        &self,
        faq: &Faq,
        questions: Questions,
        progress: Progress<'_>,
    ) -> Result<FaqVectors, EncoderFailed> {
        let mut work = self.begin(faq, &Vectors::default(), questions);
        self.advance(&mut work, &Crew::of_all_cores(), |step| {
            progress(step.done, step.done + step.left);
            true
        })?;
        Ok(work)
    }

    /// Encodes a FAQ whole and only for the cache.
    ///
    /// # Errors
    /// The encoder fails.
    pub fn fill(&self, faq: &Faq, progress: Progress<'_>) -> Result<Filled, Absence> {
        let work = self
            .whole(faq, Questions::Golden, progress)
            .map_err(|EncoderFailed| Absence::Failed)?;
        // A cache that cannot be written is no error for a bot, and the whole point here.
        let again = || self.begin(faq, &Vectors::default(), Questions::Golden);
        let kept = work.encoded == 0 || again().is_whole();
        Ok(Filled { texts: work.vectors.len(), encoded: work.encoded, kept })
    }

    /// Threads that leave the machine to everything else: one fewer than there are cores,
    /// at the lowest priority.
    pub fn background(&self) -> &Crew {
        self.background.get_or_init(|| {
            // Threads inherit the priority of the one that starts them, and the caller keeps
            // its own.
            let start = || {
                lower_priority();
                Crew::new((cores() - 1).max(1))
            };
            thread::scope(|scope| scope.spawn(start).join()).unwrap_or_else(|_| Crew::new(1))
        })
    }

    /// Runs what must not end the process when it panics. After a panic the encoder is not
    /// used any more.
    ///
    /// # Errors
    /// It has panicked, which is logged.
    pub fn guard<T>(&self, call: impl FnOnce() -> T) -> Result<T, EncoderFailed> {
        guarded(call).inspect_err(|_| self.has_failed.store(true, Ordering::Relaxed))
    }

    fn keep(&self, work: &FaqVectors) {
        if let Some(read) = &work.read {
            self.cache.keep(read, &work.vectors);
        }
    }

    fn show(&self, work: &FaqVectors) {
        let done = work.vectors.len();
        self.done.store(done, Ordering::Relaxed);
        self.all.store(done + work.missing.len(), Ordering::Relaxed);
    }
}

/// One step of the encoding.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The length of the texts encoded in it.
    bytes: usize,
    /// The length of the texts that are left.
    bytes_left: usize,
    /// Its duration.
    took: Duration,
    /// Texts that have a vector.
    pub done: usize,
    /// Texts that have none yet.
    pub left: usize,
}

impl Step {
    /// How long the rest takes, if it goes on like this step.
    pub fn rest(&self) -> Duration {
        self.took.mul_f64(self.bytes_left as f64 / self.bytes.max(1) as f64)
    }
}

/// Which questions are encoded beside the texts of entries, as a member would ask them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Questions {
    /// Those of entries that the calibration asks: without them the FAQ is not served by
    /// meaning.
    Probes,
    /// Those, and the golden questions.
    Golden,
    /// The golden questions and that of every entry.
    All,
}

/// A panic inside the encoder is a defect of it, and no reason to lose the answers by words.
fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, EncoderFailed> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|_| {
        tracing::error!(
            "the encoder has panicked; entries are ranked by words alone until the next start"
        );
        EncoderFailed
    })
}
