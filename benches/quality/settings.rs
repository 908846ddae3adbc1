//! The systems that are compared: the search as members get it, the search with one term
//! switched off, and plain tantivy.

use souffleur::search::Config;

use crate::plain::Words;

/// A name for a table's row, and what the search is built with.
pub type Setting = (&'static str, Config);

/// Everything on, then each term off by itself.
pub fn settings() -> Vec<Setting> {
    let on = Config::default();
    vec![
        ("all on", on),
        ("stop words", Config { stop_words: false, ..on }),
        ("stemming", Config { stemming: false, ..on }),
        ("lines by themselves", Config { lines: false, ..on }),
        ("character n-grams", Config { grams: false, ..on }),
        ("weight of the question’s field", Config { question_weight: false, ..on }),
        ("categories", Config { categories: false, ..on }),
        ("weights from the collection", Config { adaptive: false, ..on }),
        ("spelling", Config { spelling: false, ..on }),
        ("glossary", Config { glossary: false, ..on }),
        ("related words", Config { related: false, ..on }),
        ("lines and n-grams", Config { lines: false, grams: false, ..on }),
    ]
}

/// The two ways to set tantivy up.
pub const PLAIN: [(&str, Words); 2] =
    [("plain tantivy", Words::AsTheyCome), ("plain tantivy, French stemmer", Words::Stemmed)];
