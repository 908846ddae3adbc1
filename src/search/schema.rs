//! Fields, how each is indexed, and the making of one immutable part of an index.
//!
//! tantivy keeps the postings; the analysing is `french.rs`' and the scoring
//! `rank.rs`'. So each field is handed over as ready terms parted by a space,
//! without positions and without tantivy's own length norms: `rank.rs` needs
//! them per line and unrounded.

use std::sync::Arc;

use compact_str::CompactString;
use foldhash::HashMap;
use fst::Map;
use serde::Serialize;
use tantivy::directory::RamDirectory;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{InvertedIndexReader, SegmentReader, TantivyDocument};

use super::french::{Analyser, Known, Shape, each_word};
use super::related;
use crate::faq::Entry;

/// A first guess of the memory tantivy needs; it grows past it where it must.
const WRITER_BYTES: usize = 15_000_000;

/// Length of the character n-grams of questions.
const GRAM: usize = 4;

/// What a term stands in. Order is the order of the schema's fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The entry's question.
    Question,
    /// Its variants, together.
    Variants,
    /// Its answer.
    Answer,
    /// Its categories.
    Categories,
    /// Character n-grams of question and variants: forgiving of endings and typos.
    Grams,
}

impl Field {
    /// Every field, in the schema's order.
    pub const ALL: [Self; 5] =
        [Self::Question, Self::Variants, Self::Answer, Self::Categories, Self::Grams];
    /// The fields whose words are compared one by one.
    pub const WORDS: [Self; 4] = [Self::Question, Self::Variants, Self::Answer, Self::Categories];

    /// The fields whose text is somebody's question.
    pub const LINES: [Self; 2] = [Self::Question, Self::Variants];

    /// The bit that says "found in this field".
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Variants => "variants",
            Self::Answer => "answer",
            Self::Categories => "categories",
            Self::Grams => "grams",
        }
    }
}

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
    /// A document's number is its place here.
    pub entries: Vec<Arc<Entry>>,
    /// By document.
    pub lengths: Vec<Lengths>,
    /// Folded words as written, with the number of times they stand in the part.
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
    pub fn build(entries: Vec<Arc<Entry>>, analyser: &Analyser) -> Self {
        // Everything below writes to memory and reads what was just written: an
        // error would be tantivy's own fault, which no caller could mend.
        Self::try_build(entries, analyser).expect("an index in memory can be written and read")
    }

    fn try_build(entries: Vec<Arc<Entry>>, analyser: &Analyser) -> tantivy::Result<Self> {
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

        let mut words = Words::default();
        let mut lengths = Vec::with_capacity(entries.len());
        let mut terms = Field::ALL.map(|_| String::new());
        for entry in &entries {
            terms.iter_mut().for_each(String::clear);
            lengths.push(words.write(entry, analyser, &mut terms));
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
        Ok(Self { entries, lengths, vocabulary: words.into_map(), in_lines, readers })
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

/// Every word met.
#[derive(Default)]
struct Words(HashMap<CompactString, Met>);

/// How often a word was met, and what it is: kept here as well as by the analyser, so
/// that each word of each text is looked up once. That is most of what indexing costs us.
struct Met {
    times: u64,
    known: Known,
}

impl Words {
    /// Writes an entry's terms, field by field, and counts its words.
    fn write(&mut self, entry: &Entry, analyser: &Analyser, terms: &mut [String; 5]) -> Lengths {
        let [question, variants, answer, categories, grams] = terms;
        let mut lengths = Lengths {
            question: self.line(&entry.question, analyser, question, grams),
            answer: self.text(&entry.answer.plain(), analyser, answer),
            ..Lengths::default()
        };
        let mut in_lines = lengths.question;
        for variant in &entry.variants {
            in_lines += self.line(variant, analyser, variants, grams);
        }
        for category in &entry.categories {
            self.text(category, analyser, categories);
        }
        let lines = (1 + entry.variants.len()) as f32;
        lengths.line = in_lines / lines;
        lengths.grams = grams.split_ascii_whitespace().count() as f32 / lines;
        lengths
    }

    fn line(
        &mut self,
        text: &str,
        analyser: &Analyser,
        out: &mut String,
        grams: &mut String,
    ) -> f32 {
        let start = out.len();
        let count = self.text(text, analyser, out);
        for stem in out[start..].split_ascii_whitespace() {
            each_gram(stem, |gram| push(grams, gram));
        }
        count
    }

    fn text(&mut self, text: &str, analyser: &Analyser, out: &mut String) -> f32 {
        let mut count = 0.0;
        each_word(text, |word, shape, _| {
            let met = match self.0.get_mut(word) {
                Some(met) => met,
                None => {
                    let known = analyser.known(word);
                    self.0.entry(word.into()).or_insert(Met { times: 0, known })
                }
            };
            if met.known.stop {
                return;
            }
            met.times += 1;
            let stem = &*met.known.stem;
            push(out, stem);
            if shape == Shape::Acronym && stem != word {
                push(out, &whole(word));
            }
            count += 1.0;
        });
        count
    }

    fn into_map(self) -> Map<Vec<u8>> {
        let met = self.0.into_iter().filter(|(_, met)| met.times > 0);
        let mut words: Vec<(String, u64)> =
            met.map(|(word, met)| (word.into_string(), met.times)).collect();
        words.sort_unstable();
        Map::from_iter(words).expect("sorted words without repeats make a map")
    }
}

fn push(out: &mut String, term: &str) {
    out.push_str(term);
    out.push(' ');
}

/// The term of an acronym as it stands, where stemming would change it: `grades`
/// (GRADeS) must not drown among the grades.
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
