//! The types that all formats share: what a reader is given and what it makes.

use jiff::civil::Date;
use url::Url;

/// A source format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// schema.org `FAQPage` data, alone or inside a web page.
    JsonLd,
    /// A saved web page.
    Html,
    /// Markdown: headings, bold lines or `<details>` as questions.
    Markdown,
    /// A JSON document, or one JSON object per line.
    Json,
    /// A YAML document.
    Yaml,
    /// A table of delimited text.
    Csv,
    /// A workbook of Excel or LibreOffice.
    Workbook,
    /// A page pasted as text.
    Page,
}

/// What a reader is given.
pub struct Input<'a> {
    /// The whole file, decoded.
    pub text: &'a str,
    /// The page that everything comes from, if the person importing gave it.
    pub source: Option<&'a Url>,
}

/// An entry that nobody has reviewed yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// One line, never empty.
    pub question: String,
    /// Other ways to ask the same.
    pub variants: Vec<String>,
    /// Markdown without raw HTML, never empty.
    pub answer: String,
    /// The categories that the source gives.
    pub categories: Vec<String>,
    /// Absent when neither the source nor the person importing gave one.
    pub source: Option<Url>,
    /// When the source was last updated.
    pub updated: Option<Date>,
    /// Where the question is in the file: a line or, in a workbook, a row, from 1. Absent
    /// when it could not be located.
    pub line: Option<u64>,
}
