//! The file of a new entry.

use jiff::civil::Date;
use serde::Serialize;
use serde_saphyr::FlowSeq;

/// An entry that is to have a file. Nothing of it is checked before the file is read.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// One line.
    pub question: &'a str,
    /// Other ways to ask the same.
    pub variants: &'a [String],
    /// Markdown.
    pub answer: &'a str,
    /// May be empty.
    pub categories: &'a [String],
    /// `None` when the collection has one.
    pub source: Option<&'a str>,
    /// When the answer was written.
    pub updated: Option<Date>,
}

/// The front matter, in the order of the documentation and without absent values.
#[derive(Serialize)]
struct Written<'a> {
    question: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    variants: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    categories: Option<FlowSeq<&'a [String]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
}

impl NewEntry<'_> {
    /// The text of the file.
    pub fn text(&self) -> String {
        let Self { question, variants, answer, categories, source, updated } = *self;
        let categories = (!categories.is_empty()).then_some(FlowSeq(categories));
        let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
        let front_matter = Written { question, variants, categories, source };
        let yaml = serde_saphyr::to_string_with_options(&front_matter, options)
            .expect("strings and lists of strings are always YAML");
        // Written here because the serializer would put the date in quotes.
        let updated = updated.map(|date| format!("updated: {date}\n")).unwrap_or_default();
        format!("---\n{yaml}{updated}---\n{answer}\n")
    }
}
