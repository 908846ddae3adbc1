//! Drafts of entries from what people already have: a saved web page, Markdown, a page pasted
//! as text, a spreadsheet, a data set. Each format has one file, and the list of
//! formats is here. Reading is pure: only [`write`] touches a folder. Content is
//! not checked here but by the loader, once it has become entry files.

mod alike;
mod announced;
mod answer_table;
mod below;
mod candidate;
mod categories;
mod cells;
mod columns;
mod containers;
mod csv;
mod dates;
mod decode;
mod draft;
mod escape;
mod failure;
mod folding;
mod footer;
mod grid;
mod headings;
mod html;
mod intent;
mod invitation;
mod json;
mod jsonld;
mod label;
mod leftover;
mod markdown;
mod markup;
mod media;
mod mhtml;
mod node;
mod notes;
mod origin;
mod outline;
mod page;
mod place;
mod prose;
mod record;
mod reduce;
mod repeats;
mod running;
mod select;
mod source_text;
mod table;
mod tagged;
mod title;
mod tree;
mod warning;
mod web;
mod workbook;
pub mod write;
mod yaml;

use std::collections::{HashMap, HashSet};

use url::Url;

pub use draft::{Draft, Format};
pub use failure::Failure;
pub use warning::{PlacedWarning, Warning};

use draft::Input;
use warning::Warnings;

/// One format of text: its name, how it is recognised, how it is read.
struct Reader {
    format: Format,
    recognises: fn(&str) -> bool,
    read: fn(&Input<'_>, &mut Warnings) -> Result<Vec<Draft>, Failure>,
    /// Whether a text that looks like this format may be a pasted page all the same.
    may_be_pasted: bool,
}

/// Every format, the one with the surest sign first. To guess the format, each one that
/// recognises the text is tried until one finds entries. A pasted page has no sign of its
/// own, so it comes last.
const READERS: [Reader; 8] = [
    Reader {
        format: Format::Html,
        recognises: web::recognises,
        read: web::read,
        may_be_pasted: false,
    },
    Reader {
        format: Format::JsonLd,
        recognises: jsonld::recognises,
        read: jsonld::read,
        may_be_pasted: false,
    },
    Reader {
        format: Format::Json,
        recognises: json::recognises,
        read: json::read,
        may_be_pasted: false,
    },
    Reader {
        format: Format::Yaml,
        recognises: yaml::recognises,
        read: yaml::read,
        may_be_pasted: true,
    },
    Reader {
        format: Format::Csv,
        recognises: csv::recognises,
        read: csv::read,
        may_be_pasted: true,
    },
    Reader {
        format: Format::Markdown,
        recognises: markdown::recognises,
        read: markdown::read,
        may_be_pasted: true,
    },
    Reader {
        format: Format::Page,
        recognises: page::recognises,
        read: page::read,
        may_be_pasted: true,
    },
    // The page alone, without its JSON-LD: only when it is asked for.
    Reader { format: Format::Html, recognises: |_| false, read: html::read, may_be_pasted: false },
];

/// What was read from a file.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The format it was read as.
    pub format: Format,
    /// In the source's order.
    pub drafts: Vec<Draft>,
    /// What was left out, and what looks wrong.
    pub warnings: Vec<PlacedWarning>,
}

/// Reads the bytes of a file as `format`, or else as the first format that finds entries
/// in them. `likely` is the format that the file's name says, which is tried first. `source`
/// is the page that the content comes from. An address that the content gives for an entry
/// takes precedence over it.
///
/// # Errors
/// The file has no entry. The sentence says how to fix that.
pub fn read(
    bytes: &[u8],
    format: Option<Format>,
    likely: Option<Format>,
    source: Option<&Url>,
) -> Result<Imported, Failure> {
    if workbook::recognises(bytes) {
        let mut warnings = Warnings::default();
        let input = Input { text: "", source };
        let drafts = workbook::read(bytes, &input, &mut warnings)?;
        return imported(Format::Workbook, drafts, source, warnings);
    }
    if format == Some(Format::Workbook) {
        return Err(Failure::BadWorkbook);
    }
    let page = mhtml::page(bytes);
    let decode::Decoded { text, unreadable } = decode::decode(page.as_deref().unwrap_or(bytes))?;
    if text.trim().is_empty() {
        return Err(Failure::Empty);
    }
    let input = Input { text: &text, source };
    let mut first_failure = None;
    let mut fail = |failure: Failure| {
        first_failure.get_or_insert(failure);
    };
    let mut pasted = true;
    for reader in in_order(&text, format, likely) {
        if reader.format == Format::Page && format.is_none() && !pasted {
            continue;
        }
        pasted &= reader.may_be_pasted;
        let mut warnings = Warnings::default();
        if unreadable > 0 {
            warnings.push(Warning::Unreadable { count: unreadable });
        }
        let made = (reader.read)(&input, &mut warnings)
            .and_then(|drafts| imported(reader.format, drafts, source, warnings));
        match made {
            Ok(imported) => return Ok(imported),
            // A damaged document is not a text that somebody pasted.
            Err(failure) if failure.is_final() => return Err(failure),
            Err(failure) => fail(failure),
        }
    }
    Err(first_failure.unwrap_or(Failure::Empty))
}

/// The readers to try, one after the other.
fn in_order(
    text: &str,
    format: Option<Format>,
    likely: Option<Format>,
) -> impl Iterator<Item = &'static Reader> {
    // `--format html` reads the page without its JSON-LD, so the last reader of a format is
    // the one that is meant by its name.
    let chosen = format.and_then(|format| READERS.iter().rev().find(|r| r.format == format));
    let likely = likely.filter(|_| format.is_none());
    let first = likely.and_then(|likely| READERS.iter().find(|reader| reader.format == likely));
    let guessed: Vec<&Reader> = READERS
        .iter()
        .filter(|reader| format.is_none() && Some(reader.format) != likely)
        .filter(|reader| (reader.recognises)(text))
        .collect();
    chosen.into_iter().chain(first).chain(guessed)
}

/// The entries of drafts that can be used.
///
/// # Errors
/// There is none.
fn imported(
    format: Format,
    drafts: Vec<Draft>,
    source: Option<&Url>,
    mut warnings: Warnings,
) -> Result<Imported, Failure> {
    let drafts = usable(drafts, source, &mut warnings);
    let warnings = warnings.into_list();
    if drafts.is_empty() {
        return Err(Failure::NoEntry { format, warnings });
    }
    Ok(Imported { format, drafts, warnings })
}

/// The loader accepts entry files of 256 KiB. The difference is for the front matter.
const ANSWER_MAX_BYTES: usize = 240 * 1024;

/// The drafts that have a question and an answer, without repetitions.
fn usable(drafts: Vec<Draft>, source: Option<&Url>, warnings: &mut Warnings) -> Vec<Draft> {
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut seen: HashMap<String, Vec<usize>> = HashMap::new();
    let says = |draft: &Draft| draft.answer.contains(|c: char| c.is_alphanumeric());
    let answered: HashSet<String> = drafts
        .iter()
        .filter(|draft| says(draft))
        .map(|draft| prose::words(&draft.question))
        .collect();
    let initials =
        drafts.iter().filter(|draft| label::without_initial(&draft.answer).is_some()).count();
    let initials_are_labels = initials >= 2 && initials * 2 > drafts.len();
    for mut draft in drafts {
        warnings.at(draft.line);
        draft.question = label::question(&draft.question);
        if let Some(rest) = label::without_initial(&draft.answer).filter(|_| initials_are_labels) {
            draft.answer = rest.to_owned();
        }
        draft.answer = label::without_answer_label(draft.answer.trim()).trim().to_owned();
        let question = || draft.question.clone();
        if draft.question.is_empty() {
            let answer = draft.answer.chars().take(60).collect();
            warnings.push(Warning::NoQuestion { answer });
            continue;
        }
        if !says(&draft) {
            // A table of contents has the questions without their answers.
            if !answered.contains(&prose::words(&draft.question)) {
                warnings.push(Warning::NoAnswer { question: question() });
            }
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
        let mut variants = distinct(&draft.variants, label::question);
        variants.retain(|variant| *variant != draft.question);
        draft.variants = variants;
        draft.categories = distinct(&draft.categories, prose::tidy);
        kept.push(draft);
    }
    warnings.at(None);
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
