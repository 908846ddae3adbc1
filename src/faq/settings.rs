//! The texts of `collection.toml` and `questions.toml` → what they say, and all their
//! problems. Pure, as `parse.rs` is.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use url::Url;

use super::collection::{Expectation, GlossaryTerm, GoldenQuestion, UNKNOWN};
use super::entry::EntryId;
use super::lines::{LineColumn, Lines};
use super::problem::{Problem, ProblemKind, Shape, TomlFault};
use super::values::nfc;
use super::{fold, values};

const SETTINGS_KEYS: [&str; 5] = ["title", "description", "source", "contact", "glossary"];
const FILE_KEYS: [&str; 1] = ["question"];
const QUESTION_KEYS: [&str; 4] = ["ask", "expect", "held_out", "accepted"];

/// What `collection.toml` says. What it leaves out is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What members see.
    pub title: Option<String>,
    /// One sentence on what the collection covers.
    pub description: Option<String>,
    /// The source of the entries that have none of their own.
    pub source: Option<Url>,
    /// Whom to ask when no entry answers.
    pub contact: Option<String>,
    /// In the file's order.
    pub glossary: Vec<GlossaryTerm>,
}

/// What `questions.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Golden {
    /// In the file's order.
    pub questions: Vec<GoldenQuestion>,
    /// The place of each one's `expect`.
    pub expect_places: Vec<LineColumn>,
}

/// Reads `collection.toml`.
pub fn settings(file: &Path, text: &str) -> (Settings, Vec<Problem>) {
    let mut settings = Settings::default();
    let mut reading = TomlReading::new(file, text);
    for (key, value) in reading.table() {
        let Some(known) = reading.known(&key, &SETTINGS_KEYS) else { continue };
        match known {
            "glossary" => settings.glossary = reading.glossary(&value),
            "source" => {
                let Some(found) = reading.text(&key, &value) else { continue };
                match values::web_address(&found) {
                    Ok(url) => settings.source = Some(url),
                    Err(fault) => {
                        let place = reading.place(&value.span());
                        reading.problem(place, ProblemKind::WrongSource { found, fault });
                    }
                }
            }
            _ => {
                let text = reading.text(&key, &value);
                match known {
                    "title" => settings.title = text,
                    "description" => settings.description = text,
                    _ => settings.contact = text,
                }
            }
        }
    }
    (settings, reading.problems)
}

/// Reads `questions.toml`. The lint checks whether the expected entries exist.
pub fn golden(file: &Path, text: &str) -> (Golden, Vec<Problem>) {
    let mut golden = Golden::default();
    let mut reading = TomlReading::new(file, text);
    for (key, value) in reading.table() {
        if reading.known(&key, &FILE_KEYS).is_none() {
            continue;
        }
        let DeValue::Array(questions) = value.get_ref() else {
            let place = reading.place(&key.span());
            reading.wrong_shape(place, key.get_ref(), Shape::List, value.get_ref());
            continue;
        };
        for question in questions.iter() {
            let DeValue::Table(table) = question.get_ref() else {
                let place = reading.place(&question.span());
                reading.wrong_shape(place, key.get_ref(), Shape::Table, question.get_ref());
                continue;
            };
            reading.question(&question.span(), table, &mut golden);
        }
    }
    (golden, reading.problems)
}

type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

struct TomlReading<'a> {
    file: &'a Path,
    text: &'a str,
    lines: Lines<'a>,
    problems: Vec<Problem>,
}

impl<'a> TomlReading<'a> {
    fn new(file: &'a Path, text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { file, text, lines: Lines::new(text), problems: Vec::new() }
    }

    fn problem(&mut self, place: LineColumn, kind: ProblemKind) {
        self.problems.push(Problem::new(self.file, place, kind));
    }

    fn place(&self, span: &Range<usize>) -> LineColumn {
        self.lines.at(span.start)
    }

    /// The top-level table. It is empty when the file is not TOML, because the part that can
    /// be recovered would give problems that the file does not have.
    fn table(&mut self) -> Vec<(Key<'a>, Value<'a>)> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        if errors.is_empty() {
            return in_order(&table.into_inner());
        }
        let mut last_line = 0;
        for error in errors {
            let place = self.place(&error.span().unwrap_or_default());
            // One mistake often gives several errors on its line.
            if place.0 > last_line {
                last_line = place.0;
                let fault = explain(error.message(), self.lines.line(place.0));
                self.problem(place, ProblemKind::Toml(fault));
            }
        }
        Vec::new()
    }

    fn known(&mut self, key: &Key<'_>, known: &'static [&'static str]) -> Option<&'static str> {
        let written: &str = key.get_ref();
        let found = known.iter().copied().find(|&name| name == written);
        if found.is_none() {
            let place = self.place(&key.span());
            let meant = fold::nearest(written, known.iter().copied());
            self.problem(place, ProblemKind::UnknownKey { key: written.to_owned(), meant, known });
        }
        found
    }

    fn text(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<String> {
        let place = self.place(&value.span());
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.problem(place, ProblemKind::EmptyValue { key: key.get_ref().to_string() });
                None
            }
            DeValue::String(text) => Some(nfc(text.trim())),
            other => {
                self.wrong_shape(place, key.get_ref(), Shape::Text, other);
                None
            }
        }
    }

    fn wrong_shape(&mut self, place: LineColumn, key: &str, expected: Shape, found: &DeValue<'_>) {
        let found = match found {
            DeValue::String(_) => Shape::Text,
            DeValue::Integer(_) | DeValue::Float(_) => Shape::Number,
            DeValue::Boolean(_) => Shape::Flag,
            DeValue::Datetime(_) => Shape::Date,
            DeValue::Array(_) => Shape::List,
            DeValue::Table(_) => Shape::Table,
        };
        self.problem(place, ProblemKind::WrongShape { key: key.to_owned(), expected, found });
    }

    fn glossary(&mut self, value: &Value<'_>) -> Vec<GlossaryTerm> {
        let DeValue::Table(table) = value.get_ref() else {
            let place = self.place(&value.span());
            self.wrong_shape(place, "glossary", Shape::Table, value.get_ref());
            return Vec::new();
        };
        let mut terms = Vec::new();
        for (key, value) in in_order(table) {
            let term = nfc(key.get_ref().trim());
            let mut meanings = Vec::new();
            let items = match value.get_ref() {
                DeValue::String(_) => std::slice::from_ref(&value),
                DeValue::Array(items) => &items[..],
                other => {
                    let place = self.place(&value.span());
                    self.wrong_shape(place, key.get_ref(), Shape::TextOrList, other);
                    continue;
                }
            };
            let mut empty = (term.is_empty() || items.is_empty()).then(|| key.span());
            for item in items {
                match item.get_ref() {
                    DeValue::String(text) if text.trim().is_empty() => {
                        empty = empty.or_else(|| Some(item.span()));
                    }
                    DeValue::String(text) => meanings.push(nfc(text.trim())),
                    other => {
                        let place = self.place(&item.span());
                        self.wrong_shape(place, key.get_ref(), Shape::TextOrList, other);
                    }
                }
            }
            if let Some(span) = empty {
                let place = self.place(&span);
                self.problem(place, ProblemKind::EmptyTerm);
            }
            terms.push(GlossaryTerm { term, meanings });
        }
        terms
    }

    fn question(&mut self, span: &Range<usize>, table: &DeTable<'a>, golden: &mut Golden) {
        let start = self.place(span);
        let (mut ask, mut expect, mut held_out, mut accepted) = (None, None, false, false);
        let mut given = Vec::new();
        for (key, value) in in_order(table) {
            let Some(known) = self.known(&key, &QUESTION_KEYS) else { continue };
            given.push(known);
            let place = self.place(&value.span());
            match known {
                "held_out" | "accepted" => match value.get_ref() {
                    DeValue::Boolean(flag) if known == "held_out" => held_out = *flag,
                    DeValue::Boolean(flag) => accepted = *flag,
                    other => self.wrong_shape(place, known, Shape::Flag, other),
                },
                // An empty `ask` is allowed: a member may send an empty question, and the test
                // says that it stays unknown.
                "ask" => match value.get_ref() {
                    DeValue::String(text) => ask = Some((nfc(text), place.0)),
                    other => self.wrong_shape(place, "ask", Shape::Text, other),
                },
                _ => expect = self.text(&key, &value).map(|text| (text, place)),
            }
        }
        for key in ["ask", "expect"] {
            if !given.contains(&key) {
                self.problem(start, ProblemKind::MissingKey { key });
            }
        }
        let (Some((ask, line)), Some((expect, place))) = (ask, expect) else { return };
        let expect = match EntryId::new(&expect) {
            _ if expect == UNKNOWN => Expectation::Unknown,
            Some(id) => Expectation::Entry(id),
            None => {
                self.problem(place, ProblemKind::GoldenUnknownEntry { expect, meant: None });
                return;
            }
        };
        golden.questions.push(GoldenQuestion { ask, expect, held_out, accepted, line });
        golden.expect_places.push(place);
    }
}

/// Keys and values in the file's order. The parser sorts them by name.
fn in_order<'a>(table: &DeTable<'a>) -> Vec<(Key<'a>, Value<'a>)> {
    let mut entries: Vec<_> =
        table.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// What the author did wrong. The line is looked at first, then the parser's message.
fn explain(message: &str, line: &str) -> TomlFault {
    let said = |words: &[&str]| words.iter().any(|word| message.contains(word));
    let (key, value) = line.split_once('=').map_or((line, ""), |(k, v)| (k.trim(), v.trim()));
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let odd_key = !key.starts_with(['"', '\'', '[', '#']) && !key.chars().all(bare);
    if said(&["duplicate key", "cannot extend"]) {
        TomlFault::RepeatedKey
    } else if line.contains('=') && odd_key {
        TomlFault::UnquotedKey
    } else if line.contains('=') && value.is_empty() {
        TomlFault::NoValue
    } else if said(&["must be quoted"]) {
        TomlFault::UnquotedValue
    } else if said(&["basic string", "literal string", "expected `\"`", "expected `'`", "quote"]) {
        TomlFault::UnclosedQuote
    } else if said(&["array", "inline table", "unclosed", "comma"]) {
        TomlFault::UnclosedList
    } else if said(&["no value", "missing value"]) {
        TomlFault::NoValue
    } else if value.starts_with(|c: char| c.is_alphabetic()) {
        TomlFault::UnquotedValue
    } else if said(&["unexpected key or value", "unexpected content", "extra"]) {
        TomlFault::ExtraText
    } else {
        TomlFault::Other
    }
}
