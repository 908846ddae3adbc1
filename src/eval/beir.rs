//! A set of real questions in BEIR form: `corpus.jsonl` (`_id`, `title`,
//! `text`, `category`, `url`), `queries.jsonl` (`_id`, `text`) and `qrels.tsv`
//! (query-id, corpus-id, score, tab-separated, with or without a header). Other
//! fields are ignored. The corpus becomes a FAQ of one collection.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::ask::{Case, Expected};
use super::input::{InputError, Object, Text};
use crate::faq::{Collection, CollectionId, Entry, EntryId, Faq, Markdown};
use crate::search::Scope;

/// The source of documents that give none. The name is reserved, so that no page has it.
const NO_SOURCE: &str = "https://source.invalid/";

const CORPUS: &str = "corpus.jsonl";
const QUERIES: &str = "queries.jsonl";
const JUDGEMENTS: &str = "qrels.tsv";

/// A set, with its questions as [`Case`]s.
#[derive(Debug)]
pub struct Dataset {
    /// The corpus: titles as questions, texts as answers.
    pub faq: Faq,
    /// The questions in the file's order.
    pub cases: Vec<Case>,
    // An `_id` may hold characters that an entry's id may not.
    documents: HashMap<EntryId, String>,
}

impl Dataset {
    /// Reads the three files of a folder.
    ///
    /// # Errors
    /// The first thing wrong, with file and line: a file that is missing or not
    /// UTF-8, a line that is not what it should be, an id used twice, a
    /// judgement on a question or a document that is not there.
    pub fn read(folder: &Path) -> Result<Self, InputError> {
        let (faq, entries) = read_corpus(&folder.join(CORPUS))?;
        let mut cases = read_questions(&folder.join(QUERIES), &Expected::Unjudged)?;
        read_judgements(&folder.join(JUDGEMENTS), &entries, &mut cases)?;
        for case in &mut cases {
            if case.relevant().is_empty() {
                case.expected = Expected::Unjudged;
            }
        }
        Ok(Self::new(faq, entries, cases))
    }

    /// Reads a folder that may have nothing but a corpus: without `queries.jsonl` and
    /// `qrels.tsv` there are no questions.
    ///
    /// # Errors
    /// Those of [`Self::read`]. A folder with only one of the two files is an error.
    pub fn read_with_or_without_questions(folder: &Path) -> Result<Self, InputError> {
        if [QUERIES, JUDGEMENTS].iter().any(|file| folder.join(file).exists()) {
            return Self::read(folder);
        }
        let (faq, entries) = read_corpus(&folder.join(CORPUS))?;
        Ok(Self::new(faq, entries, Vec::new()))
    }

    fn new(faq: Faq, entries: HashMap<String, EntryId>, cases: Vec<Case>) -> Self {
        let documents = entries.into_iter().map(|(doc, id)| (id, doc)).collect();
        Self { faq, cases, documents }
    }

    /// A document's `_id`, as the corpus writes it.
    pub fn document<'a>(&'a self, entry: &'a EntryId) -> &'a str {
        self.documents.get(entry).map_or(entry.as_str(), String::as_str)
    }
}

/// Questions that no entry answers, one JSON object with `_id` and `text` per line.
///
/// # Errors
/// The first thing wrong, with file and line.
pub fn read_out_of_scope(file: &Path) -> Result<Vec<Case>, InputError> {
    read_questions(file, &Expected::Nothing)
}

fn read_questions(file: &Path, expected: &Expected) -> Result<Vec<Case>, InputError> {
    let text = Text::read(file)?;
    let mut ids = HashSet::new();
    let mut case = |object: Object<'_>| {
        Ok(Case {
            id: object.fresh_id(&mut ids)?,
            text: object.text("text")?,
            scope: Scope::All,
            expected: expected.clone(),
            held_out: false,
        })
    };
    let cases: Vec<Case> =
        text.objects().map(|object| case(object?)).collect::<Result<_, InputError>>()?;
    if cases.is_empty() {
        return Err(text.error(0, "ce fichier ne contient aucune question."));
    }
    Ok(cases)
}

/// The FAQ, and the entry of each `_id`.
fn read_corpus(file: &Path) -> Result<(Faq, HashMap<String, EntryId>), InputError> {
    let text = Text::read(file)?;
    let mut ids = HashSet::new();
    let mut taken = HashSet::new();
    let mut entries = Vec::new();
    let mut by_document = HashMap::new();
    for object in text.objects() {
        let object = object?;
        let document = object.fresh_id(&mut ids)?;
        let entry = read_entry(&object, entry_id(&document, object.line, &mut taken))?;
        by_document.insert(document, entry.id.clone());
        entries.push(Arc::new(entry));
    }
    if entries.is_empty() {
        return Err(text.error(0, "ce fichier ne contient aucun document."));
    }
    entries.sort_by(|a, b| a.id.cmp(&b.id));
    let collection = Collection {
        id: CollectionId::new("beir"),
        title: "BEIR".to_owned(),
        description: None,
        contact: None,
        glossary: Vec::new(),
        entries,
        golden: Vec::new(),
        golden_file: PathBuf::new(),
    };
    let faq = Faq::new(vec![Arc::new(collection)])
        .map_err(|id| text.error(0, format!("l’identifiant «\u{a0}{id}\u{a0}» est déjà pris.")))?;
    Ok((faq, by_document))
}

/// The `_id` itself where it is a valid id of an entry, because equal scores are ordered by
/// it; otherwise a name made from the line number.
fn entry_id(document: &str, line: usize, taken: &mut HashSet<EntryId>) -> EntryId {
    let named = (0u32..).map(|again| match again {
        0 => format!("ligne-{line}"),
        n => format!("ligne-{line}-{n}"),
    });
    (std::iter::once(document.to_owned()).chain(named))
        .filter_map(|name| EntryId::new(&name))
        .find(|id| taken.insert(id.clone()))
        .expect("short names of letters, digits and dashes are ids, and never run out")
}

fn read_entry(object: &Object<'_>, id: EntryId) -> Result<Entry, InputError> {
    let nfc = |text: String| text.nfc().collect::<String>();
    let page = object.optional_text("url")?.and_then(|url| Url::parse(&url).ok());
    let source = page.unwrap_or_else(|| Url::parse(NO_SOURCE).expect("a constant that is a URL"));
    let category = object.optional_text("category")?.filter(|category| !category.trim().is_empty());
    Ok(Entry {
        id,
        question: nfc(object.optional_text("title")?.unwrap_or_default()),
        variants: Vec::new(),
        answer: Markdown::new(nfc(object.text("text")?)),
        categories: category.into_iter().map(nfc).collect(),
        source,
        source_quote: None,
        updated: None,
        review_by: None,
    })
}

fn read_judgements(
    file: &Path,
    entries: &HashMap<String, EntryId>,
    cases: &mut [Case],
) -> Result<(), InputError> {
    let text = Text::read(file)?;
    let position: HashMap<String, usize> =
        cases.iter().enumerate().map(|(at, case)| (case.id.clone(), at)).collect();
    for (nth, (line, row)) in text.lines().enumerate() {
        let fields: Vec<&str> = row.split('\t').map(str::trim).collect();
        let &[query, document, grade] = fields.as_slice() else {
            return Err(text.error(line, "trois colonnes séparées par des tabulations sont attendues\u{a0}: query-id, corpus-id, score."));
        };
        let Ok(grade) = grade.parse::<i32>() else {
            if nth == 0 {
                continue;
            }
            return Err(text.error(
                line,
                format!("la note «\u{a0}{grade}\u{a0}» doit être un nombre entier."),
            ));
        };
        let absent = |what: &str, id: &str, from: &str| {
            text.error(line, format!("{what} «\u{a0}{id}\u{a0}» n’est pas dans {from}."))
        };
        let &at =
            position.get(query).ok_or_else(|| absent("la question", query, "queries.jsonl"))?;
        let entry =
            entries.get(document).ok_or_else(|| absent("le document", document, "corpus.jsonl"))?;
        let expected = &mut cases[at].expected;
        if !matches!(expected, Expected::Entries(_)) {
            *expected = Expected::Entries(HashMap::new());
        }
        let Expected::Entries(grades) = expected else { continue };
        if grades.insert(entry.clone(), grade).is_some_and(|before| before != grade) {
            return Err(text.error(line, format!("le document «\u{a0}{document}\u{a0}» a déjà une autre note pour la question «\u{a0}{query}\u{a0}».")));
        }
    }
    Ok(())
}
