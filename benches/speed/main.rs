//! How fast Souffleur is beside plain tantivy, from 50 to 100,000 entries, and
//! how that grows. Prints the tables and writes them to `benches/SPEED.md`:
//!
//! ```sh
//! cargo bench --bench speed                       # all sizes, a few minutes
//! cargo bench --bench speed -- ../shared/eval     # sets from elsewhere
//! cargo bench --bench speed -- --sizes 50,1000    # some sizes, printed only
//! cargo bench --bench speed -- --sizes none       # the encoder and the cold starts alone
//! cargo bench --bench speed -- --encode           # for beside_onnxruntime.py
//! ```
//!
//! This bench has its own harness because ratios within one run count here. Criterion and
//! divan measure one function after the other, and on a busy machine two figures taken a
//! minute apart cannot be compared. Here both systems take turns, question by question.
//! Criterion and divan also have no percentiles over questions, no memory of a separate
//! process and no cold start of a program. `benches/search.rs` is the small benchmark for
//! daily work.

mod corpus;
mod encoder;
mod measure;
mod plain;
mod report;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use souffleur::eval::beir::Dataset;
use souffleur::search::{Config, Index, Scope};

use corpus::Material;
use measure::Searches;
use plain::Plain;
use report::{Cold, Report, Row};

const SIZES: [usize; 4] = [50, 1_000, 10_000, 100_000];
/// The size of a small FAQ, for the cold start.
const SMALL: usize = 38;
/// The number of questions asked of the generated FAQs; the real set is asked all of its own.
const QUESTIONS: usize = 300;

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sets = root.join("../shared/eval");
    let mut sizes = SIZES.to_vec();
    // `cargo bench` adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--resident" => {
                let system = arguments.next().context("--resident ours|plain FOLDER")?;
                let folder = arguments.next().context("--resident ours|plain FOLDER")?;
                return resident(&system, Path::new(&folder));
            }
            "--encode" => return encoder::serve(),
            "--sizes" => {
                let list = arguments.next().context("--sizes 50,1000")?;
                let list = list.split(',').filter(|size| *size != "none");
                sizes =
                    list.map(str::parse).collect::<Result<_, _>>().context("--sizes 50,1000")?;
            }
            option if option.starts_with('-') => bail!("unknown option {option}"),
            folder => sets = PathBuf::from(folder),
        }
    }

    let threads = std::thread::available_parallelism()?.get();
    let material = Material::read(&sets, &root.join("faq"))?;
    eprintln!("the encoder");
    let encoder = encoder::figures(&material, &root.join("faq"))?;
    let has_real = !sizes.is_empty() && sets.join("cdtn").is_dir();
    let real = has_real.then(|| real(&sets.join("cdtn"), threads)).transpose()?;
    let mut rows = Vec::new();
    for &size in &sizes {
        eprintln!("{size} entries");
        rows.push(row(&material, size, threads)?);
    }
    let cold = cold(&material, root)?;
    let report = Report { from: material.from, threads, real, rows, cold, encoder };
    println!("{}", report.tables());
    if sizes == SIZES {
        report.write(&root.join("benches/SPEED.md"))?;
    }
    Ok(())
}

/// Searches of the real set: 2,180 entries, 507 questions.
fn real(folder: &Path, threads: usize) -> anyhow::Result<Searches> {
    let set = Dataset::read(folder).map_err(|error| anyhow::anyhow!("{error}"))?;
    let questions: Vec<String> = set.cases.iter().map(|case| case.text.clone()).collect();
    let mut plain = Plain::build(&set.faq, threads)?;
    measure::searches(&Index::build(&set.faq, Config::default()), &mut plain, &questions, 11)
}

fn row(material: &Material, entries: usize, threads: usize) -> anyhow::Result<Row> {
    let folder = tempfile::tempdir()?;
    let text = material.write(entries, folder.path())?;
    // A file that was just written could change again without a new time stamp, so a
    // reload reads it again. The files must be older than that to measure a usual reload.
    std::thread::sleep(Duration::from_millis(2_100));
    let path = folder.path().to_str().context("a temporary folder is named in UTF-8")?;
    let memory = |system| measure::in_a_new_process(&["--resident", system, path]);
    let resident = [memory("nothing")?, memory("ours")?, memory("plain")?];

    let faq = corpus::load(folder.path())?;
    let rounds = if entries > 10_000 { 3 } else { 5 };
    let (making, index, mut plain) = measure::making(folder.path(), &faq, threads, rounds)?;
    let questions = &material.questions[..material.questions.len().min(QUESTIONS)];
    let searches = measure::searches(&index, &mut plain, questions, 7)?;
    Ok(Row { entries, text, making, searches, resident })
}

/// Keeps a system in memory and prints the number of bytes that are resident.
fn resident(system: &str, folder: &Path) -> anyhow::Result<()> {
    let (mut ours, mut plain) = (None, None);
    match system {
        "meaning" => ours = Some(encoder::answered(folder)?),
        "words" => {
            let library = measure::open(folder)?;
            library.snapshot().index.look(measure::QUESTION, &Scope::All);
            ours = Some(library);
        }
        "ours" => ours = Some(measure::open(folder)?),
        "plain" => {
            let threads = std::thread::available_parallelism()?.get();
            // A bot needs the texts too, whatever engine finds them.
            let faq = corpus::load(folder)?;
            let texts: Vec<(String, String)> = (faq.entries())
                .map(|entry| (entry.question.clone(), entry.answer.as_str().to_owned()))
                .collect();
            plain = Some((Plain::build(&faq, threads)?, texts));
        }
        _ => {}
    }
    if let Some(bytes) = measure::resident() {
        println!("{bytes}");
    }
    drop((ours, plain));
    Ok(())
}

fn cold(material: &Material, root: &Path) -> anyhow::Result<Cold> {
    let folder = tempfile::tempdir()?;
    material.write(SMALL, folder.path())?;
    let bundled = root.join("faq");
    Ok(Cold {
        made: measure::cold_start(folder.path(), 15)?,
        bundled: measure::cold_start(&bundled, 15)?,
        bundled_entries: corpus::load(&bundled)?.len(),
    })
}
