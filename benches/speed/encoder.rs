//! The sentence encoder: what a question and a passage cost, how long it takes to compare a
//! question with every vector of a FAQ, and what a program with it costs beside one without.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::{BufRead, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use souffleur::faq::{Entry, EntryId, Markdown, today};
use souffleur::library::{Encoding, Library, Patience};
use souffleur::search::Scope;
use souffleur::search::meaning::{
    DIMENSIONS, Encoder, EntryMeaning, Key, Places, Threads, Vector, Vectors, texts,
};

use super::corpus::{self, Material};
use super::measure::{self, quantile};

/// The lengths of questions, in pieces of the model.
const QUESTION_PIECES: [usize; 3] = [8, 15, 30];
/// The lengths of passages.
const PASSAGE_PIECES: [usize; 2] = [64, 128];
/// Texts of each length, and how often each is encoded.
const TEXTS: usize = 20;
const ROUNDS: usize = 5;
/// Vectors that a question is compared with.
const SCANNED: [usize; 3] = [1_000, 10_000, 100_000];
const SEED: u64 = 20_251_128;

/// The cost of one text.
pub struct Encoded {
    /// What it is, and its length in pieces.
    pub what: String,
    /// The median of its time.
    pub took: Duration,
    /// The mean of its time on a processor; `None` where the system does not tell.
    pub cpu: Option<Duration>,
}

/// Two programs, the first with the encoder and the second without.
pub struct Beside<T> {
    pub with: T,
    pub without: T,
}

/// Everything that is measured of the encoder.
pub struct EncoderFigures {
    pub texts: Vec<Encoded>,
    /// The number of vectors, and the time to compare one question with all of them.
    pub scans: Vec<(usize, Duration)>,
    /// The bundled FAQ, from the start of the program to the end of its first answer, with
    /// every vector in the cache.
    pub cold: Beside<Duration>,
    /// The same with an empty cache.
    pub first: Duration,
    /// Resident bytes after the first answer.
    pub resident: Beside<Option<usize>>,
}

/// Measures the encoder; `None` in a program without it.
pub fn figures(material: &Material, faq: &Path) -> anyhow::Result<Option<EncoderFigures>> {
    let Some(encoder) = Encoder::get() else { return Ok(None) };
    let threads = Threads::new(1);
    let mut measured = Vec::new();
    for pieces in QUESTION_PIECES {
        let questions = material.questions.iter().map(|question| texts::of_question(question));
        let mut questions: Vec<(usize, String)> =
            questions.map(|text| (encoder.pieces(&text).len().abs_diff(pieces), text)).collect();
        questions.sort();
        let questions: Vec<String> =
            questions.into_iter().take(TEXTS).map(|(_, text)| text).collect();
        let each: Vec<Vec<&str>> = questions.iter().map(|text| vec![text.as_str()]).collect();
        measured.push(encode(format!("question, {pieces} pieces"), encoder, &threads, &each));
    }
    for pieces in PASSAGE_PIECES {
        let passages = passages(material, encoder, pieces);
        let each: Vec<Vec<&str>> = passages.iter().map(|text| vec![text.as_str()]).collect();
        measured.push(encode(format!("passage, {pieces} pieces"), encoder, &threads, &each));
        let together = vec![passages.iter().map(String::as_str).collect()];
        let what = format!("passage, {pieces} pieces, {TEXTS} at once");
        measured.push(encode(what, encoder, &threads, &together));
    }
    let scans = SCANNED.map(|vectors| (vectors, scan(vectors)));
    let (cold, first) = cold_starts(faq)?;
    let path = faq.to_str().context("the folder of the FAQ is named in UTF-8")?;
    let resident = |system| measure::in_a_new_process(&["--resident", system, path]);
    // The first run leaves every vector in the cache.
    resident("meaning")?;
    let resident = Beside { with: resident("meaning")?, without: resident("words")? };
    Ok(Some(EncoderFigures { texts: measured, scans: scans.into(), cold, first, resident }))
}

/// Encodes each batch in turn, [`ROUNDS`] times.
fn encode(what: String, encoder: &Encoder, threads: &Threads, batches: &[Vec<&str>]) -> Encoded {
    let texts: usize = batches.iter().map(Vec::len).sum();
    let mut times = Vec::new();
    black_box(encoder.encode(&batches[0], threads));
    let before = cpu();
    for _ in 0..ROUNDS {
        for batch in batches {
            let started = Instant::now();
            black_box(encoder.encode(black_box(batch), threads));
            times.push(started.elapsed() / batch.len() as u32);
        }
    }
    let spent = before.zip(cpu()).map(|(before, after)| after.saturating_sub(before));
    let cpu = spent.map(|spent| spent / (ROUNDS * texts) as u32);
    Encoded { what, took: quantile(&mut times, 0.5), cpu }
}

/// Passages of a length, made from the words of questions.
fn passages(material: &Material, encoder: &Encoder, pieces: usize) -> Vec<String> {
    let mut words = material.questions.iter().flat_map(|text| text.split_whitespace()).cycle();
    let passage = |_| {
        let mut text = "passage:".to_owned();
        while encoder.pieces(&text).len() < pieces {
            text.push(' ');
            text.push_str(words.next().unwrap_or_default());
        }
        text
    };
    (0..TEXTS).map(passage).collect()
}

/// The median time to compare a question with so many vectors of any direction.
fn scan(count: usize) -> Duration {
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut vector = || Vector::from_bytes(std::array::from_fn(|_| random.i8(..)));
    let meaning = |number: usize, vector: &mut dyn FnMut() -> Vector| {
        let entry = entry(number);
        let windows = texts::windows(&entry.answer);
        let mut vectors = Vectors::default();
        for text in texts::of_entry(&entry, &windows) {
            vectors.insert(Key::of(&text), vector());
        }
        EntryMeaning::of(&entry, &vectors).expect("every text has its vector")
    };
    let mut entries = Vec::new();
    let mut vectors = 0;
    while vectors < count {
        let next = meaning(entries.len(), &mut vector);
        vectors += next.count();
        entries.push(next);
    }
    let questions: Vec<Vector> = (0..TEXTS).map(|_| vector()).collect();
    let mut times = Vec::new();
    for question in &questions {
        let started = Instant::now();
        let cosines: Vec<f32> = entries.iter().map(|entry| entry.nearest(question)).collect();
        black_box(cosines);
        times.push(started.elapsed());
    }
    quantile(&mut times, 0.5)
}

/// An entry with two texts to encode.
fn entry(number: usize) -> Entry {
    Entry {
        id: EntryId::new(&format!("entree-{number}")).expect("an id"),
        question: format!("Question {number}"),
        variants: Vec::new(),
        answer: Markdown::new(format!("La réponse numéro {number}.")),
        categories: Vec::new(),
        source: url::Url::parse("https://source.invalid/").expect("a URL"),
        source_quote: None,
        updated: None,
        review_by: None,
    }
}

/// Starts of `souffleur ask` with and without the encoder in turns, and first starts.
fn cold_starts(faq: &Path) -> anyhow::Result<(Beside<Duration>, Duration)> {
    let folder = tempfile::tempdir()?;
    let configuration = |name: &str, text: String| -> anyhow::Result<PathBuf> {
        let file = folder.path().join(name);
        fs::write(&file, text)?;
        Ok(file)
    };
    let off = configuration("off.toml", "[meaning]\nenabled = false\n".to_owned())?;
    let on = configuration("on.toml", format!("[meaning]\ncache = {:?}\n", cache()))?;
    measure::ask(faq, Some(&on))?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..15 {
        with.push(measure::ask(faq, Some(&on))?);
        without.push(measure::ask(faq, Some(&off))?);
    }
    let mut first = Vec::new();
    for turn in 0..3 {
        let cache = folder.path().join(format!("cache-{turn}"));
        let on = configuration("first.toml", format!("[meaning]\ncache = {cache:?}\n"))?;
        first.push(measure::ask(faq, Some(&on))?);
    }
    let cold = Beside { with: quantile(&mut with, 0.5), without: quantile(&mut without, 0.5) };
    Ok((cold, quantile(&mut first, 0.5)))
}

fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("speed")
}

/// A library that has answered one question by meaning.
pub fn answered(folder: &Path) -> anyhow::Result<Library> {
    let places = Places { own: Some(cache()), read_only: Vec::new() };
    let encoding = Encoding::new(Some(places));
    let library =
        Library::open_by_meaning(folder, today(), encoding, Patience::Endless, &|_, _| ())
            .map_err(|problems| corpus::refused(&problems))?;
    library.snapshot().index.look(measure::QUESTION, &Scope::All);
    Ok(library)
}

/// Encodes each line of the standard input as a question, on one thread, and writes its
/// pieces, its time and its vector as a line of JSON: what `beside_onnxruntime.py` compares with.
pub fn serve() -> anyhow::Result<()> {
    let encoder = Encoder::get().context("this program is built without the encoder")?;
    let threads = Threads::new(1);
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let text = texts::of_question(&line?);
        let (started, before) = (Instant::now(), cpu());
        let vector = encoder.encode(&[&text], &threads).pop().context("one text, one vector")?;
        let wall = started.elapsed();
        let cpu = before.zip(cpu()).map_or(wall, |(before, after)| after.saturating_sub(before));
        let answer = serde_json::json!({
            "pieces": encoder.pieces(&text),
            "wall_ns": wall.as_nanos() as u64,
            "cpu_ns": cpu.as_nanos() as u64,
            "vector": vector.bytes().as_slice(),
        });
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

/// The time that all threads of this process have spent on a processor; `None` where the
/// system does not tell.
fn cpu() -> Option<Duration> {
    let mut sum = 0;
    for task in fs::read_dir("/proc/self/task").ok()? {
        let text = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        sum += text.split_whitespace().next()?.parse::<u64>().ok()?;
    }
    Some(Duration::from_nanos(sum))
}

impl EncoderFigures {
    /// The tables, in Markdown.
    pub fn tables(
        &self,
        time: impl Fn(Duration) -> String,
        size: impl Fn(usize) -> String,
    ) -> String {
        let Self { texts, scans, cold, first, resident } = self;
        let mut out = String::from(
            "### The sentence encoder\n\n\
             One thread; the time of one text is the median. The processor’s time is the mean, \
             and does not count other work on the machine.\n\n\
             | text | time | processor |\n| --- | ---: | ---: |",
        );
        for Encoded { what, took, cpu } in texts {
            let cpu = cpu.map_or_else(|| "—".to_owned(), &time);
            let _ = write!(out, "\n| {what} | {} | {cpu} |", time(*took));
        }
        let _ = write!(
            out,
            "\n\nA question compared with every vector of a FAQ ({DIMENSIONS} bytes each), on \
             one core:\n\n| vectors | time |\n| --- | ---: |"
        );
        for (vectors, took) in scans {
            let _ = write!(out, "\n| {} | {} |", super::report::thousands(*vectors), time(*took));
        }
        let bytes = |bytes: Option<usize>| bytes.map_or_else(|| "—".to_owned(), &size);
        let above = resident.with.zip(resident.without).map(|(a, b)| a.saturating_sub(b));
        let _ = write!(
            out,
            "\n\n| the bundled FAQ | with the encoder | without | difference |\n\
             | --- | ---: | ---: | ---: |\n\
             | cold start to the end of the first answer, vectors in the cache | {} | {} | {} |\n\
             | the same with an empty cache | {} | | |\n\
             | resident after the first answer | {} | {} | {} |",
            time(cold.with),
            time(cold.without),
            time(cold.with.saturating_sub(cold.without)),
            time(*first),
            bytes(resident.with),
            bytes(resident.without),
            bytes(above),
        );
        out
    }
}
