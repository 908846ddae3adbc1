//! The systems that are compared: the search as members get it, the search with one term
//! switched off, and plain tantivy.

use anyhow::bail;
use souffleur::search::Config;

use crate::plain::Words;

/// How the search is set up for one row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The row's name; after `without` in every row but the first.
    pub name: &'static str,
    /// The terms of the search by words.
    pub config: Config,
    /// Whether entries are ranked by meaning as well.
    pub by_meaning: bool,
}

/// The name of [`settings`]' first row.
pub const ALL_ON: &str = "all on";
/// The row of the search by words alone.
pub const MEANING: &str = "meaning";

/// Everything on, then each term off by itself, of those that are named in `rows`, or all.
///
/// # Errors
/// A name is not one of a row.
pub fn settings(rows: &[String]) -> anyhow::Result<Vec<Setting>> {
    let on = Config::default();
    let configs = [
        (ALL_ON, on),
        (MEANING, on),
        ("related words", Config { related: false, ..on }),
        ("character n-grams", Config { grams: false, ..on }),
        ("lines by themselves", Config { lines: false, ..on }),
        ("lines and n-grams", Config { lines: false, grams: false, ..on }),
        ("stop words", Config { stop_words: false, ..on }),
        ("stemming", Config { stemming: false, ..on }),
        ("weight of the question’s field", Config { question_weight: false, ..on }),
        ("categories", Config { categories: false, ..on }),
        ("weights from the collection", Config { adaptive: false, ..on }),
        ("spelling", Config { spelling: false, ..on }),
        ("glossary", Config { glossary: false, ..on }),
    ];
    let names = configs.map(|(name, _)| name);
    if let Some(unknown) = rows.iter().find(|row| !names.contains(&row.as_str())) {
        bail!("there is no row {unknown:?}; the rows are: {}", names.join(", "));
    }
    let is_wanted =
        |name: &str| rows.is_empty() || name == ALL_ON || rows.iter().any(|row| row == name);
    let setting = |(name, config)| Setting { name, config, by_meaning: name != MEANING };
    Ok(configs.into_iter().filter(|(name, _)| is_wanted(name)).map(setting).collect())
}

/// The two ways to set tantivy up.
pub const PLAIN: [(&str, Words); 2] =
    [("plain tantivy", Words::AsTheyCome), ("plain tantivy, French stemmer", Words::Stemmed)];
