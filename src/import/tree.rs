//! Entries in a JSON or YAML document, at any depth: lists of objects with a question and an
//! answer, as other programs export them, and mappings from questions to answers.

use serde_json::{Map, Value as Json};

use super::draft::{Draft, Input};
use super::intent::{self, Intent};
use super::place::Places;
use super::prose;
use super::record::{self, Field, Value};
use super::table::{self, Layout, Row};
use super::warning::{Warning, Warnings};

/// The keys of a heading over a list of entries.
const TITLES: [&str; 10] = [
    "category",
    "categorie",
    "section",
    "theme",
    "thematique",
    "rubrique",
    "topic",
    "group",
    "title",
    "name",
];

/// What was found in a document.
#[derive(Default)]
pub struct Found {
    pub drafts: Vec<Draft>,
    /// The keys of objects that have no question or no answer.
    pub other_keys: Vec<String>,
    /// The keys of entries that are not used.
    unused: Vec<String>,
    /// Questions of objects without a key for the answer. They are entries that somebody has
    /// not finished when the document has others.
    unanswered: Vec<Draft>,
}

/// Collects the entries of a document. The parsers limit its depth.
pub fn collect(json: &Json, input: &Input<'_>, warnings: &mut Warnings) -> Found {
    let mut reader = TreeReader { input, places: Places::new(input.text), found: Found::default() };
    reader.value(json, &[], warnings);
    warnings.at(None);
    if !reader.found.drafts.is_empty() {
        let unanswered = std::mem::take(&mut reader.found.unanswered);
        reader.found.drafts.extend(unanswered);
    }
    if !reader.found.unused.is_empty() {
        let names = std::mem::take(&mut reader.found.unused);
        warnings.push_whole(Warning::UnusedColumns { names });
    }
    reader.found
}

/// The entry that an object is, if it has a question or an answer by the names of its keys.
pub fn draft(
    object: &Map<String, Json>,
    input: &Input<'_>,
    line: Option<u64>,
    warnings: &mut Warnings,
) -> Option<Draft> {
    let values: Vec<Value> =
        object.iter().filter_map(|(name, value)| Value::named(name, texts(value))).collect();
    let has = |wanted| values.iter().any(|value| value.field == wanted);
    (has(Field::Question) || has(Field::Answer))
        .then(|| record::draft(&values, input, line, warnings))
}

struct TreeReader<'a> {
    input: &'a Input<'a>,
    places: Places<'a>,
    found: Found,
}

impl TreeReader<'_> {
    fn value(&mut self, json: &Json, categories: &[String], warnings: &mut Warnings) {
        match json {
            Json::Array(items) if self.table(items, categories, warnings) => {}
            Json::Array(items) => {
                let found = self.found.drafts.len();
                for item in items {
                    self.value(item, categories, warnings);
                }
                // Among entries, what is neither an object nor a list is a mistake.
                if self.found.drafts.len() > found {
                    for item in items.iter().filter(|item| !item.is_object() && !item.is_array()) {
                        let item: String = item.to_string().chars().take(60).collect();
                        warnings.at(self.places.line(&item));
                        warnings.push(Warning::BadItem { item: format!("«\u{a0}{item}\u{a0}»") });
                    }
                }
            }
            Json::Object(object) => self.object(object, categories, warnings),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }

    fn object(
        &mut self,
        object: &Map<String, Json>,
        categories: &[String],
        warnings: &mut Warnings,
    ) {
        if let Some(intent) = intent::of(object) {
            return self.intent(&intent, categories, warnings);
        }
        let has = |wanted: Field| {
            object.iter().any(|(name, value)| record::holds(name, wanted) && says(value))
        };
        let lists_objects = |value: &Json| {
            value.as_array().is_some_and(|items| items.iter().any(|item| item.is_object()))
        };
        let is_entry = |value: &Json| {
            value.as_object().is_some_and(|object| {
                [Field::Question, Field::Answer]
                    .iter()
                    .all(|wanted| object.keys().any(|name| record::holds(name, *wanted)))
            })
        };
        // A section has a title and a list of entries, which is not its answer.
        let lists_entries = object
            .values()
            .any(|value| value.as_array().is_some_and(|items| items.iter().any(is_entry)));
        if has(Field::Question) && has(Field::Answer) && !lists_entries {
            return self.entry(object, categories, warnings);
        }
        if is_pairs(object) {
            return self.pairs(object, categories, warnings);
        }
        // A title beside a list of objects is their category.
        let title = TITLES
            .iter()
            .find_map(|wanted| {
                object.iter().find(|(name, _)| prose::words(name) == *wanted)?.1.as_str()
            })
            .filter(|title| !prose::words(title).starts_with("faq"))
            .filter(|_| object.values().any(lists_objects));
        let mut inner = categories.to_vec();
        inner.extend(title.map(str::to_owned));
        let mut nested = false;
        let before = self.found.drafts.len();
        for (name, value) in object {
            if value.is_object() || value.is_array() {
                nested = true;
                // A mapping from categories to lists.
                let named = lists_objects(value) && is_category_key(name) && title.is_none();
                let mut of_value = inner.clone();
                of_value.extend(named.then(|| name.clone()));
                self.value(value, &of_value, warnings);
            }
        }
        if self.found.drafts.len() == before && self.half_entry(object, categories, warnings) {
            return;
        }
        if !nested {
            self.other_keys(object);
        }
    }

    /// Reads an object as an entry whose question or answer cannot be read, so that it is
    /// reported: `"answer": null`, or an answer in the blocks of an editor.
    fn half_entry(
        &mut self,
        object: &Map<String, Json>,
        categories: &[String],
        warnings: &mut Warnings,
    ) -> bool {
        let says = |wanted: Field| {
            object.iter().any(|(name, value)| record::holds(name, wanted) && says(value))
        };
        let has_key = |wanted: Field| object.keys().any(|name| record::holds(name, wanted));
        let named_question = || {
            object
                .keys()
                .map(|name| prose::words(name))
                .any(|n| n.starts_with("question") || n == "q")
        };
        let asks = says(Field::Question);
        if asks && has_key(Field::Answer) || says(Field::Answer) && named_question() {
            self.entry(object, categories, warnings);
            return true;
        }
        if asks && named_question() {
            let read = std::mem::take(&mut self.found.drafts);
            self.entry(object, categories, warnings);
            let unanswered = std::mem::replace(&mut self.found.drafts, read);
            self.found.unanswered.extend(unanswered);
        }
        false
    }

    /// Reads a mapping from questions to answers. A value that is not an answer may hold entries.
    fn pairs(
        &mut self,
        object: &Map<String, Json>,
        categories: &[String],
        warnings: &mut Warnings,
    ) {
        for (question, value) in object {
            let answer = answer_of(value);
            if answer.is_empty() {
                let before = self.found.drafts.len();
                let mut inner = categories.to_vec();
                inner.push(question.clone());
                self.value(value, &inner, warnings);
                if self.found.drafts.len() > before || !prose::is_question(question) {
                    continue;
                }
            }
            let line = self.places.line(question);
            warnings.at(line);
            let named = [("question", vec![question.clone()]), ("answer", answer)];
            let values: Vec<Value> =
                named.into_iter().filter_map(|(name, texts)| Value::named(name, texts)).collect();
            let mut draft = record::draft(&values, self.input, line, warnings);
            draft.categories.extend(categories.iter().cloned());
            self.found.drafts.push(draft);
        }
    }

    /// Reads a list of lists of texts as a table, if it is one. Without a header and without
    /// question marks it is a list of pairs.
    fn table(&mut self, items: &[Json], categories: &[String], warnings: &mut Warnings) -> bool {
        let cells = |item: &Json| -> Option<Vec<String>> {
            let cells = item.as_array()?.iter().map(|cell| match cell {
                Json::Null => Some(String::new()),
                Json::Array(_) | Json::Object(_) => None,
                cell => texts(cell).pop().or_else(|| Some(cell.to_string())),
            });
            cells.collect()
        };
        let Some(cells) = items.iter().map(cells).collect::<Option<Vec<_>>>() else {
            return false;
        };
        let is_pair = |item: &Json| {
            item.as_array().is_some_and(|pair| pair.len() == 2 && pair.iter().all(Json::is_string))
        };
        let is_pairs = !items.is_empty() && items.iter().all(is_pair);
        let mut rows: Vec<Row> = cells
            .into_iter()
            .map(|cells| {
                let line = cells.first().and_then(|first| self.places.line(first));
                Row { line: line.unwrap_or(1), cells, links: Vec::new() }
            })
            .collect();
        let layout = Layout::of(&rows).or_else(|| {
            let header = ["question", "answer"].map(str::to_owned).to_vec();
            let header = Row { line: 1, cells: header, links: Vec::new() };
            is_pairs.then(|| rows.insert(0, header))?;
            Layout::of(&rows)
        });
        let Some(mut layout) = layout else { return false };
        // Lists of a program have no merged cells.
        layout.may_be_merged = false;
        let mut drafts = table::drafts(&rows, &layout, None, self.input, warnings);
        for draft in &mut drafts {
            draft.categories.extend(categories.iter().cloned());
        }
        self.found.drafts.extend(drafts);
        true
    }

    /// The entry of an intent. A bot says one of its answers by chance, and an entry has one.
    fn intent(&mut self, intent: &Intent<'_>, categories: &[String], warnings: &mut Warnings) {
        let question = intent.asked.first().copied().unwrap_or_default();
        let line = self.places.line(question);
        warnings.at(line);
        let asked = intent.asked.iter().map(|text| (*text).to_owned()).collect();
        let answer = intent.answers.iter().take(1).map(|text| (*text).to_owned()).collect();
        let values = [("question", asked), ("answer", answer)];
        let values: Vec<Value> =
            values.into_iter().filter_map(|(name, texts)| Value::named(name, texts)).collect();
        let mut draft = record::draft(&values, self.input, line, warnings);
        draft.categories.extend(categories.iter().cloned());
        if let Some((next, rest)) =
            intent.answers.split_first().and_then(|(_, more)| more.split_first())
        {
            warnings.push(Warning::OtherAnswers {
                question: draft.question.clone(),
                count: rest.len() + 1,
                next: next.chars().take(60).collect(),
            });
        }
        self.found.drafts.push(draft);
        for name in &intent.others {
            if !self.found.unused.iter().any(|known| known == name) && self.found.unused.len() < 12
            {
                self.found.unused.push((*name).to_owned());
            }
        }
    }

    fn entry(
        &mut self,
        object: &Map<String, Json>,
        categories: &[String],
        warnings: &mut Warnings,
    ) {
        let question = object
            .iter()
            .filter(|(name, _)| record::holds(name, Field::Question))
            .find_map(|(_, value)| texts(value).into_iter().next())
            .unwrap_or_default();
        for (name, value) in object {
            let said = !texts(value).is_empty() || value.is_object();
            let known = record::field(name).is_some() || self.found.unused.contains(name);
            if said && !known && self.found.unused.len() < 12 {
                self.found.unused.push(name.clone());
            }
        }
        let line = self.places.line(&question);
        warnings.at(line);
        if let Some(mut draft) = draft(object, self.input, line, warnings) {
            draft.categories.extend(categories.iter().cloned());
            self.found.drafts.push(draft);
        }
    }

    fn other_keys(&mut self, object: &Map<String, Json>) {
        for name in object.keys() {
            if !self.found.other_keys.contains(name) && self.found.other_keys.len() < 12 {
                self.found.other_keys.push(name.clone());
            }
        }
    }
}

/// Whether a mapping leads from questions to answers: most keys ask, and one has an answer.
fn is_pairs(object: &Map<String, Json>) -> bool {
    let asking: Vec<&Json> = object
        .iter()
        .filter(|(name, _)| prose::is_question(name))
        .map(|(_, value)| value)
        .collect();
    asking.len() * 2 >= object.len() && asking.iter().any(|value| !answer_of(value).is_empty())
}

/// The texts of an answer, which may be in an object under a key for answers. Empty when the
/// value has none.
fn answer_of(value: &Json) -> Vec<String> {
    let mut read = texts(value);
    if let (true, Some(object)) = (read.is_empty(), value.as_object()) {
        let named = object.iter().find(|(name, _)| record::holds(name, Field::Answer));
        read = named.map(|(_, value)| texts(value)).unwrap_or_default();
    }
    read.retain(|text| !text.trim().is_empty());
    read
}

fn says(value: &Json) -> bool {
    texts(value).iter().any(|text| !text.trim().is_empty())
}

/// Whether a key of a document is words for readers rather than a name for programs.
fn is_category_key(name: &str) -> bool {
    let words = prose::words(name);
    let technical = [
        "faq",
        "faqs",
        "items",
        "data",
        "entries",
        "questions",
        "qna",
        "qnas",
        "qnalist",
        "qnadocuments",
        "results",
        "content",
        "list",
        "assets",
        "records",
        "rows",
        "docs",
        "entrees",
        "reponses",
        "answers",
        "value",
        "mainentity",
        "hits",
        "pairs",
        "documents",
        "articles",
    ];
    !technical.contains(&words.as_str()) && name.starts_with(char::is_uppercase)
}

fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::String(text) => vec![text.clone()],
        Json::Number(number) => vec![number.to_string()],
        Json::Array(items) => items.iter().flat_map(texts).collect(),
        // An object around a text, such as `{"text": …}` or `{"fr": …}`.
        Json::Object(object) => {
            ["fr", "markdown", "html", "text", "value", "plaintext", "name", "rendered"]
                .iter()
                .find_map(|key| object.get(*key)?.as_str())
                .map(|text| vec![text.to_owned()])
                .unwrap_or_default()
        }
        Json::Null | Json::Bool(_) => Vec::new(),
    }
}
