//! Generates FAQs of any size from real French: halves of titles are combined into new
//! ones, and paragraphs into new answers. The same size and material give the same FAQ.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::anyhow;
use souffleur::eval::beir::Dataset;
use souffleur::faq::load::Folder;
use souffleur::faq::{Entry, Faq, Problem, Severity, today};
use souffleur::search::fold;

/// The sets that are read from the folder of evaluation sets.
const SETS: [&str; 3] = ["cdtn", "piaf", "covid_quebec"];
/// The number of paragraphs of an entry, at most.
const PARAGRAPHS_MAX: usize = 8;
const SEED: u64 = 20_250_905;

/// What entries are made from, and questions to ask.
pub struct Material {
    titles: Vec<String>,
    paragraphs: Vec<String>,
    /// The questions, in a shuffled order that is always the same.
    pub questions: Vec<String>,
    /// Where the material comes from, for the report.
    pub from: &'static str,
}

impl Material {
    /// Reads the evaluation sets if they are there, otherwise the bundled FAQ.
    pub fn read(sets: &Path, bundled: &Path) -> anyhow::Result<Self> {
        let (faqs, mut questions, from) = if sets.is_dir() {
            let read = |set: &str| {
                Dataset::read(&sets.join(set)).map_err(|error| anyhow!("{set}: {error}"))
            };
            let sets: Vec<Dataset> = SETS.into_iter().map(read).collect::<anyhow::Result<_>>()?;
            let cases = sets.iter().flat_map(|set| &set.cases);
            let questions: Vec<String> = cases.map(|case| case.text.clone()).collect();
            (sets.into_iter().map(|set| set.faq).collect(), questions, "the evaluation sets")
        } else {
            let faq = load(bundled)?;
            let golden = faq.collections().iter().flat_map(|collection| &collection.golden);
            let questions = golden.map(|question| question.ask.clone()).collect();
            (vec![faq], questions, "the bundled FAQ")
        };
        fastrand::Rng::with_seed(SEED).shuffle(&mut questions);
        let entries = || faqs.iter().flat_map(Faq::entries);
        Ok(Self {
            titles: entries().map(|entry| entry.question.clone()).collect(),
            paragraphs: entries().flat_map(paragraphs).collect(),
            questions,
            from,
        })
    }

    /// Writes `count` entries as a FAQ of one collection, and returns the number of bytes of
    /// their questions and answers.
    pub fn write(&self, count: usize, folder: &Path) -> anyhow::Result<usize> {
        let collection = folder.join("banc");
        fs::create_dir_all(&collection)?;
        let settings = "title = \"Banc\"\nsource = \"https://source.invalid/\"\n";
        fs::write(collection.join("collection.toml"), settings)?;
        let mut random = fastrand::Rng::with_seed(SEED ^ count as u64);
        let mut asked = HashSet::new();
        let mut bytes = 0;
        for number in 0..count {
            let mut question = self.question(&mut random);
            let folded = fold(&question).replace(|c: char| !c.is_alphanumeric(), " ");
            let key: Vec<&str> = folded.split_whitespace().collect();
            if !asked.insert(key.join(" ")) {
                // The same question twice is an error of the FAQ.
                write!(question, " ({number})")?;
            }
            let answer = self.answer(&mut random);
            bytes += question.len() + answer.len();
            fs::write(collection.join(file_name(number)), file(&question, &answer))?;
        }
        Ok(bytes)
    }

    fn question(&self, random: &mut fastrand::Rng) -> String {
        let mut half = |second: bool| {
            let title = &self.titles[random.usize(..self.titles.len())];
            let words: Vec<&str> = title.split_whitespace().collect();
            let (a, b) = words.split_at(words.len().div_ceil(2));
            if second { b.join(" ") } else { a.join(" ") }
        };
        [half(false), half(true)].join(" ").trim().to_owned()
    }

    fn answer(&self, random: &mut fastrand::Rng) -> String {
        let count = random.usize(1..=PARAGRAPHS_MAX);
        let mut one = || self.paragraphs[random.usize(..self.paragraphs.len())].as_str();
        let dealt: Vec<&str> = (0..count).map(|_| one()).collect();
        dealt.join("\n\n")
    }
}

/// Changes the question and the answer of one entry, differently for each `turn`.
pub fn change(folder: &Path, number: usize, turn: usize) -> anyhow::Result<()> {
    let path = folder.join("banc").join(file_name(number));
    let text = fs::read_to_string(&path)?;
    let text = text.replacen("\"\ncategories", &format!(" {turn}\"\ncategories"), 1);
    Ok(fs::write(&path, format!("{text}\nMise à jour numéro {turn} de cette réponse.\n"))?)
}

/// Reads a folder as the program does.
pub fn load(folder: &Path) -> anyhow::Result<Faq> {
    let loaded = Folder::new(folder).load(today());
    loaded.map(|loaded| loaded.faq).map_err(|problems| refused(&problems))
}

/// The first error of a folder that is not loaded.
pub fn refused(problems: &[Problem]) -> anyhow::Error {
    let first = problems.iter().find(|problem| problem.severity() == Severity::Error);
    anyhow!("{first:?}")
}

/// Reads every file of a folder of collections with `threads` threads, which is the least
/// that any loader has to do, and returns the number of bytes.
pub fn read_alone(folder: &Path, threads: usize) -> anyhow::Result<usize> {
    let mut files = Vec::new();
    for collection in fs::read_dir(folder)? {
        for file in fs::read_dir(collection?.path())? {
            files.push(file?.path());
        }
    }
    std::thread::scope(|scope| {
        let share = files.len().div_ceil(threads).max(1);
        let read = |files: &[std::path::PathBuf]| -> std::io::Result<usize> {
            files.iter().map(|file| Ok(fs::read(file)?.len())).sum()
        };
        let reading: Vec<_> =
            files.chunks(share).map(|files| scope.spawn(move || read(files))).collect();
        let mut bytes = 0;
        for thread in reading {
            bytes += thread.join().map_err(|_| anyhow!("a thread panicked"))??;
        }
        Ok(bytes)
    })
}

fn file_name(number: usize) -> String {
    format!("entree-{number:06}.md")
}

fn file(question: &str, answer: &str) -> String {
    // A JSON string is a YAML one.
    let question = serde_json::Value::from(question);
    format!("---\nquestion: {question}\ncategories: [Banc]\n---\n{answer}\n")
}

/// The paragraphs of an answer that are plain text: links, marks and tables would lose
/// their meaning in another answer.
fn paragraphs(entry: &std::sync::Arc<Entry>) -> Vec<String> {
    let plain = |text: &&str| {
        let marks = ['<', '>', '[', ']', '|', '@', '#', '*', '`', '\\'];
        !text.is_empty() && !text.contains(marks) && !text.contains("://")
    };
    let lines = entry.answer.as_str().lines().map(str::trim);
    lines.filter(plain).map(|line| line.replace(char::is_control, " ")).collect()
}
