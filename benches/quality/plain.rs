//! Plain tantivy, with which Souffleur is compared: two `TEXT` fields, title and text, and
//! one OR query over both, with the default tokenizer or with the Snowball French stemmer
//! after it. Nothing is tuned.

use rust_stemmers::{Algorithm, Stemmer};
use souffleur::faq::{EntryId, Faq};
use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::query::BooleanQuery;
use tantivy::schema::{Field, Schema, TEXT};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Searcher, TantivyDocument, Term};

/// The first estimate of the memory that indexing needs.
const WRITER_BYTES: usize = 50_000_000;

/// How words become terms of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// In lower case, as tantivy does by default.
    AsTheyCome,
    /// In lower case and stemmed.
    Stemmed,
}

/// An index of titles and texts.
pub struct Plain {
    searcher: Searcher,
    fields: [Field; 2],
    words: Words,
    /// The entry of each document, by number.
    ids: Vec<EntryId>,
}

impl Plain {
    /// Indexes every entry, in memory.
    pub fn build(faq: &Faq, words: Words) -> tantivy::Result<Self> {
        let mut schema = Schema::builder();
        let fields = ["title", "text"].map(|name| schema.add_text_field(name, TEXT));
        // With several segments, the number of a document would depend on the threads.
        let mut writer = tantivy::Index::builder()
            .schema(schema.build())
            .single_segment_index_writer(RamDirectory::create(), WRITER_BYTES)?;
        for entry in faq.entries() {
            let mut document = TantivyDocument::new();
            // Variants are indexed with the title; the public sets have none.
            for title in std::iter::once(&entry.question).chain(&entry.variants) {
                document.add_text(fields[0], words.of(title).join(" "));
            }
            document.add_text(fields[1], words.of(entry.answer.as_str()).join(" "));
            writer.add_document(document)?;
        }
        let searcher = writer.finalize()?.reader()?.searcher();
        let ids = faq.entries().map(|entry| entry.id.clone()).collect();
        Ok(Self { searcher, fields, words, ids })
    }

    /// The best entries, best first.
    pub fn rank(&self, question: &str, limit: usize) -> tantivy::Result<Vec<EntryId>> {
        let words = self.words.of(question);
        let terms = words.iter().flat_map(|word| {
            self.fields.iter().map(move |&field| Term::from_field_text(field, word))
        });
        let query = BooleanQuery::new_multiterms_query(terms.collect());
        let hits = self.searcher.search(&query, &TopDocs::with_limit(limit).order_by_score())?;
        Ok(hits.into_iter().map(|(_, at)| self.ids[at.doc_id as usize].clone()).collect())
    }
}

impl Words {
    fn of(self, text: &str) -> Vec<String> {
        let manager = TokenizerManager::default();
        let mut tokenizer = manager.get("default").expect("tantivy always has this one");
        let stemmer = Stemmer::create(Algorithm::French);
        let mut words = Vec::new();
        tokenizer.token_stream(text).process(&mut |token| {
            words.push(match self {
                Self::AsTheyCome => token.text.clone(),
                Self::Stemmed => stemmer.stem(&token.text).into_owned(),
            });
        });
        words
    }
}
