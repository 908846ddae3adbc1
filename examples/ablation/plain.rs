//! Plain tantivy, as somebody would set it up in an afternoon: what Souffleur is
//! compared to. Two `TEXT` fields, title and text, and one OR query over both;
//! as it comes, or with the Snowball French stemmer put before it. Not tuned.

use rust_stemmers::{Algorithm, Stemmer};
use souffleur::faq::{EntryId, Faq};
use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::query::BooleanQuery;
use tantivy::schema::{Field, Schema, TEXT};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Searcher, TantivyDocument, Term};

/// A first guess of the memory needed to index.
const WRITER_BYTES: usize = 50_000_000;

/// What a word is to the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Cut and put in lower case, which is all that tantivy does by default.
    AsTheyCome,
    /// Then stemmed.
    Stemmed,
}

/// An index of titles and texts.
pub struct Plain {
    searcher: Searcher,
    fields: [Field; 2],
    words: Words,
    /// By document number.
    ids: Vec<EntryId>,
}

impl Plain {
    /// Indexes every entry, in memory.
    pub fn build(faq: &Faq, words: Words) -> tantivy::Result<Self> {
        let mut schema = Schema::builder();
        let fields = ["title", "text"].map(|name| schema.add_text_field(name, TEXT));
        // One segment: otherwise a document's number depends on the threads.
        let mut writer = tantivy::Index::builder()
            .schema(schema.build())
            .single_segment_index_writer(RamDirectory::create(), WRITER_BYTES)?;
        for entry in faq.entries() {
            let mut document = TantivyDocument::new();
            // Other ways to ask belong to the title; the public sets have none.
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
