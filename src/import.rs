//! Drafts of entries from what people already have: a saved web page, a page pasted
//! as text, a spreadsheet, a data set. Each format has one file, and the list of
//! formats is here. Reading is pure: only [`write`] touches a folder. Content is
//! not checked here but by the loader, once it has become entry files.

mod categories;
mod csv;
mod dates;
mod decode;
mod draft;
mod escape;
mod html;
mod jsonl;
mod jsonld;
mod markup;
mod node;
mod origin;
mod page;
mod prose;
mod record;
mod reduce;
mod slug;
mod warning;
pub mod write;

use std::collections::HashMap;

use url::Url;

pub use draft::{Draft, Format};
pub use slug::slug;
pub use warning::{Failure, Warning};

use draft::Input;

/// One format: its name, how its text is recognised, how it is read.
struct Reader {
    format: Format,
    recognises: fn(&str) -> bool,
    read: fn(&Input<'_>, &mut Vec<Warning>) -> Result<Vec<Draft>, Failure>,
}

/// Every format, the one with the surest sign first. To guess the format, each one that
/// recognises the text is tried until one finds entries. A pasted page has no sign of its
/// own, so it comes last and only when no other format recognised the text.
const READERS: [Reader; 5] = [
    Reader { format: Format::JsonLd, recognises: jsonld::recognises, read: jsonld::read },
    Reader { format: Format::Html, recognises: html::recognises, read: html::read },
    Reader { format: Format::JsonLines, recognises: jsonl::recognises, read: jsonl::read },
    Reader { format: Format::Csv, recognises: csv::recognises, read: csv::read },
    Reader { format: Format::Page, recognises: page::recognises, read: page::read },
];

/// What was read from a file.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The format it was read as.
    pub format: Format,
    /// In the source's order.
    pub drafts: Vec<Draft>,
    /// What was left out, and what looks wrong.
    pub warnings: Vec<Warning>,
}

/// Reads the bytes of a file as `format`, or else as the first format that finds entries
/// in them. `source` is the page that the content comes from. An address that the content
/// gives for an entry takes precedence over it.
///
/// # Errors
/// The file has no entry. The sentence says how to fix that.
pub fn read(
    bytes: &[u8],
    format: Option<Format>,
    source: Option<&Url>,
) -> Result<Imported, Failure> {
    let decode::Decoded { text, unreadable } = decode::decode(bytes)?;
    if text.trim().is_empty() {
        return Err(Failure::Empty);
    }
    let input = Input { text: &text, source };
    let mut first_failure = None;
    for reader in &READERS {
        let chosen = match format {
            Some(format) => format == reader.format,
            None if reader.format == Format::Page => first_failure.is_none(),
            None => (reader.recognises)(&text),
        };
        if !chosen {
            continue;
        }
        let mut warnings = Vec::new();
        if unreadable > 0 {
            warnings.push(Warning::Unreadable { count: unreadable });
        }
        let failure = match (reader.read)(&input, &mut warnings) {
            Ok(drafts) => {
                let drafts = usable(drafts, source, &mut warnings);
                if !drafts.is_empty() {
                    return Ok(Imported { format: reader.format, drafts, warnings });
                }
                Failure::NoEntry { format: reader.format, warnings }
            }
            Err(failure) => failure,
        };
        first_failure.get_or_insert(failure);
    }
    Err(first_failure.unwrap_or(Failure::Empty))
}

/// The loader accepts entry files of 256 KiB. The difference is for the front matter.
const ANSWER_MAX_BYTES: usize = 240 * 1024;

/// The drafts that have a question and an answer, without repetitions.
fn usable(drafts: Vec<Draft>, source: Option<&Url>, warnings: &mut Vec<Warning>) -> Vec<Draft> {
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut seen: HashMap<String, Vec<usize>> = HashMap::new();
    for mut draft in drafts {
        draft.question = prose::question(&draft.question);
        draft.answer = draft.answer.trim().to_owned();
        let question = || draft.question.clone();
        if draft.question.is_empty() {
            let answer = draft.answer.chars().take(60).collect();
            warnings.push(Warning::NoQuestion { answer });
            continue;
        }
        if !draft.answer.contains(|c: char| c.is_alphanumeric()) {
            warnings.push(Warning::NoAnswer { question: question() });
            continue;
        }
        if draft.answer.len() > ANSWER_MAX_BYTES {
            warnings.push(Warning::TooLong { question: question() });
            continue;
        }
        let words = prose::words(&draft.question);
        // A question without letters and digits equals only itself.
        let key = if words.is_empty() { draft.question.clone() } else { words };
        let same = seen.entry(key).or_default();
        if same.iter().any(|&at| kept[at].answer == draft.answer) {
            warnings.push(Warning::Twice { question: question() });
            continue;
        }
        if same.len() == 1 {
            warnings.push(Warning::SameQuestion { question: question() });
        }
        same.push(kept.len());
        draft.source = draft.source.or_else(|| source.cloned());
        let mut variants = distinct(&draft.variants, prose::question);
        variants.retain(|variant| *variant != draft.question);
        draft.variants = variants;
        draft.categories = distinct(&draft.categories, prose::tidy);
        kept.push(draft);
    }
    kept
}

/// The texts once cleaned, each once and none empty, in their order.
fn distinct(texts: &[String], clean: fn(&str) -> String) -> Vec<String> {
    let mut kept = Vec::new();
    for text in texts.iter().map(|text| clean(text)) {
        if !text.is_empty() && !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}
