//! One immutable part of an index: entries, and the postings of their terms.
//!
//! tantivy stores the postings; `french.rs` analyses and `retrieve.rs` scores. So tantivy
//! gets each field as terms separated by spaces, without positions and without its own
//! length norms, because `retrieve.rs` needs lengths by line that are not rounded.

use std::sync::Arc;

use foldhash::HashMap;
use fst::Map;
use tantivy::directory::RamDirectory;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{InvertedIndexReader, SegmentReader, TantivyDocument};

use super::asked_for::AskedFor;
use super::field::Field;
use super::french::{Analyser, Shape, each_word};
use super::related;
use crate::faq::Entry;

/// The first estimate of the memory that tantivy needs; it takes more where necessary.
const WRITER_BYTES: usize = 15_000_000;

/// Length of the character n-grams of questions.
const GRAM: usize = 4;

/// Lengths of one entry's fields, in terms that carry something.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lengths {
    /// Of the question.
    pub question: f32,
    /// Mean of the question and its variants: each is a line of its own.
    pub line: f32,
    /// Of the answer.
    pub answer: f32,
    /// Mean of the lines' n-grams.
    pub grams: f32,
}

/// Entries indexed together, in the order given.
pub struct Part {
    /// The number of a document is its position here.
    pub entries: Vec<Arc<Entry>>,
    /// By document.
    pub lengths: Vec<Lengths>,
    /// By document: what its lines ask for.
    pub asked_for: Vec<AskedFor>,
    /// Folded words, unstemmed, with their number of occurrences in the part.
    pub vocabulary: Map<Vec<u8>>,
    /// By number in the table of related words: see [`Self::times_in_lines`].
    in_lines: Vec<u32>,
    readers: [Arc<InvertedIndexReader>; Field::ALL.len()],
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

impl Part {
    /// Indexes entries in memory.
    pub fn build(entries: Vec<Arc<Entry>>, vocabulary: &mut Vocabulary<'_>) -> Self {
        // The steps below write to memory and read what was just written. An error would be
        // a defect of tantivy that no caller could handle.
        Self::try_build(entries, vocabulary).expect("an index in memory can be written and read")
    }

    fn try_build(
        entries: Vec<Arc<Entry>>,
        vocabulary: &mut Vocabulary<'_>,
    ) -> tantivy::Result<Self> {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        let mut schema = Schema::builder();
        let fields = Field::ALL.map(|field| schema.add_text_field(field.name(), options.clone()));
        let mut writer = tantivy::Index::builder()
            .schema(schema.build())
            .single_segment_index_writer(RamDirectory::create(), WRITER_BYTES)?;

        let mut lengths = Vec::with_capacity(entries.len());
        let mut terms = Field::ALL.map(|_| String::new());
        for entry in &entries {
            terms.iter_mut().for_each(String::clear);
            lengths.push(vocabulary.write(entry, &mut terms));
            let mut document = TantivyDocument::default();
            for (field, text) in fields.iter().zip(&terms) {
                document.add_text(*field, text);
            }
            writer.add_document(document)?;
        }
        let index = writer.finalize()?;
        let segments = index.searchable_segments()?;
        let segment = segments.first().expect("the writer makes exactly one segment");
        let reader = SegmentReader::open(segment)?;
        let [question, variants, answer, categories, grams] = fields;
        let readers = [
            reader.inverted_index(question)?,
            reader.inverted_index(variants)?,
            reader.inverted_index(answer)?,
            reader.inverted_index(categories)?,
            reader.inverted_index(grams)?,
        ];
        let in_lines = in_lines(&readers)?;
        let asked_for = entries.iter().map(|entry| {
            let lines = std::iter::once(&entry.question).chain(&entry.variants);
            lines.map(|line| AskedFor::of_line(line)).collect()
        });
        Ok(Self {
            asked_for: asked_for.collect(),
            vocabulary: vocabulary.take_counts(),
            entries,
            lengths,
            in_lines,
            readers,
        })
    }

    /// The documents of a term in a field, block by block; `None` when it has none.
    pub fn postings(&self, field: Field, term: &str) -> Option<BlockSegmentPostings> {
        let reader = &self.readers[field as usize];
        let info = reader.terms().get(term.as_bytes()).ok()??;
        reader.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs).ok()
    }

    /// How many questions, and how many entries' variants, have the stem of a number in
    /// the table of related words.
    pub fn times_in_lines(&self, number: u16) -> u32 {
        self.in_lines[usize::from(number)]
    }

    /// Whether a term stands in any field of words.
    pub fn knows(&self, term: &str) -> bool {
        Field::WORDS.iter().any(|field| {
            let terms = self.readers[*field as usize].terms();
            matches!(terms.get(term.as_bytes()), Ok(Some(_)))
        })
    }
}

fn in_lines(readers: &[Arc<InvertedIndexReader>]) -> tantivy::Result<Vec<u32>> {
    let mut times = vec![0; related::count()];
    for field in Field::LINES {
        let mut terms = readers[field as usize].terms().stream()?;
        while terms.advance() {
            if let Some(number) = str::from_utf8(terms.key()).ok().and_then(related::number) {
                times[usize::from(number)] += terms.value().doc_freq;
            }
        }
    }
    Ok(times)
}

/// Words met while indexing, with what the analyser says of each: stemming a word every
/// time it is met would be most of the work. It serves one part after another.
pub struct Vocabulary<'a> {
    analyser: &'a Analyser,
    words: HashMap<String, Met>,
}

struct Met {
    /// In the part that is being indexed.
    times: u64,
    /// `None` when the word carries nothing.
    stem: Option<String>,
}

impl<'a> Vocabulary<'a> {
    /// An empty one.
    pub fn new(analyser: &'a Analyser) -> Self {
        Self { analyser, words: HashMap::default() }
    }

    /// Writes an entry's terms, field by field, and counts its words.
    fn write(&mut self, entry: &Entry, terms: &mut [String; Field::ALL.len()]) -> Lengths {
        let [question, variants, answer, categories, grams] = terms;
        let mut lengths = Lengths {
            question: self.line(&entry.question, question, grams),
            answer: self.text(&entry.answer.plain(), answer),
            ..Lengths::default()
        };
        let mut in_lines = lengths.question;
        for variant in &entry.variants {
            in_lines += self.line(variant, variants, grams);
        }
        for category in &entry.categories {
            self.text(category, categories);
        }
        let lines = (1 + entry.variants.len()) as f32;
        lengths.line = in_lines / lines;
        lengths.grams = grams.split_ascii_whitespace().count() as f32 / lines;
        lengths
    }

    fn line(&mut self, text: &str, out: &mut String, grams: &mut String) -> f32 {
        let start = out.len();
        let count = self.text(text, out);
        for stem in out[start..].split_ascii_whitespace() {
            each_gram(stem, |gram| push(grams, gram));
        }
        count
    }

    fn text(&mut self, text: &str, out: &mut String) -> f32 {
        let mut count = 0.0;
        each_word(text, |word, shape, _| {
            let met = match self.words.get_mut(word) {
                Some(met) => met,
                None => {
                    let stop = self.analyser.is_stop(word);
                    let stem = (!stop).then(|| self.analyser.stem(word));
                    self.words.entry(word.to_owned()).or_insert(Met { times: 0, stem })
                }
            };
            let Some(stem) = &met.stem else { return };
            met.times += 1;
            push(out, stem);
            if shape == Shape::Acronym && stem != word {
                push(out, &whole(word));
            }
            count += 1.0;
        });
        count
    }

    /// The words of the part that ends here, with their counts; the next one starts at 0.
    fn take_counts(&mut self) -> Map<Vec<u8>> {
        let met = self.words.iter_mut().filter(|(_, met)| met.times > 0);
        let mut words: Vec<(&str, u64)> =
            met.map(|(word, met)| (word.as_str(), std::mem::take(&mut met.times))).collect();
        words.sort_unstable();
        Map::from_iter(words).expect("sorted words without repeats make a map")
    }
}

fn push(out: &mut String, term: &str) {
    out.push_str(term);
    out.push(' ');
}

/// The term of an unstemmed acronym that stemming would change: `GRADeS` must not be
/// confused with the word *grades*.
pub fn whole(word: &str) -> String {
    format!("={word}")
}

/// Calls `f` with each character n-gram of a stem; `_` marks its start, and a
/// short stem is one gram.
pub fn each_gram(stem: &str, mut f: impl FnMut(&str)) {
    let marked = format!("_{stem}");
    let starts = marked.char_indices().map(|(at, _)| at);
    let ends = marked.char_indices().map(|(at, c)| at + c.len_utf8()).skip(GRAM - 1);
    let mut short = true;
    for (start, end) in starts.zip(ends) {
        f(&marked[start..end]);
        short = false;
    }
    if short {
        f(&marked);
    }
}
