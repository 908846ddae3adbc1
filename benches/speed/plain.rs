//! Plain tantivy, set up as in its documentation: two text fields, the default tokenizer,
//! an index in memory, the default writer on as many threads as Souffleur uses, one OR
//! query of the question's words in both fields, the best ten.

use souffleur::faq::{Entry, Faq};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TEXT};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

/// The memory that its documentation gives to a writer.
const WRITER_BYTES: usize = 50_000_000;
/// The number of hits, the same for both systems.
pub const LIMIT: usize = 10;

/// An index, and what a search needs.
pub struct Plain {
    searcher: Searcher,
    tokenizer: TextAnalyzer,
    fields: [Field; 2],
}

impl Plain {
    /// Indexes questions and answers so that they can be searched.
    pub fn build(faq: &Faq, threads: usize) -> anyhow::Result<Self> {
        let mut schema = Schema::builder();
        let fields =
            [schema.add_text_field("question", TEXT), schema.add_text_field("answer", TEXT)];
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(threads, WRITER_BYTES)?;
        for entry in faq.entries() {
            writer.add_document(document(fields, entry))?;
        }
        writer.commit()?;
        let tokenizer = index.tokenizer_for_field(fields[0])?;
        Ok(Self { searcher: index.reader()?.searcher(), tokenizer, fields })
    }

    /// The number of hits, at most [`LIMIT`].
    pub fn search(&mut self, question: &str) -> anyhow::Result<usize> {
        let mut clauses: Vec<Box<dyn Query>> = Vec::new();
        let mut words = self.tokenizer.token_stream(question);
        while let Some(word) = words.next() {
            for field in self.fields {
                let term = Term::from_field_text(field, &word.text);
                clauses.push(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)));
            }
        }
        let top = TopDocs::with_limit(LIMIT).order_by_score();
        Ok(self.searcher.search(&BooleanQuery::union(clauses), &top)?.len())
    }
}

fn document([question, answer]: [Field; 2], entry: &Entry) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(question, &entry.question);
    document.add_text(answer, entry.answer.as_str());
    document
}
