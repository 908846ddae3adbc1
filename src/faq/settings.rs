//! The texts of `collection.toml` and `questions.toml` → what they say, and all their
//! problems. Pure, as `parse.rs` is.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use url::Url;

use super::collection::{Expectation, GlossaryTerm, GoldenQuestion, UNKNOWN};
use super::entry::EntryId;
use super::fault::{Shape, TomlFault};
use super::lines::{LineColumn, Lines};
use super::problem::{Problem, ProblemKind};
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
                        reading.problem(value.span(), ProblemKind::WrongSource { found, fault })
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
            reading.wrong_shape(key.span(), key.get_ref(), Shape::List, value.get_ref());
            continue;
        };
        for question in questions.iter() {
            let DeValue::Table(table) = question.get_ref() else {
                let found = question.get_ref();
                reading.wrong_shape(question.span(), key.get_ref(), Shape::Table, found);
                continue;
            };
            reading.question(question.span(), table, &mut golden);
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

    fn problem(&mut self, span: Range<usize>, kind: ProblemKind) {
        self.problems.push(Problem::new(self.file, self.lines.at(span.start), kind));
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
            let span = error.span().unwrap_or_default();
            let (line, _) = self.lines.at(span.start);
            // One mistake often gives several errors on its line.
            if line > last_line {
                last_line = line;
                let fault = explain(error.message(), self.lines.line(line));
                self.problem(span, ProblemKind::Toml(fault));
            }
        }
        Vec::new()
    }

    fn known(&mut self, key: &Key<'_>, known: &'static [&'static str]) -> Option<&'static str> {
        let written: &str = key.get_ref();
        let found = known.iter().copied().find(|&name| name == written);
        if found.is_none() {
            let meant = fold::nearest(written, known.iter().copied());
            let kind = ProblemKind::UnknownKey { key: written.to_owned(), meant, known };
            self.problem(key.span(), kind);
        }
        found
    }

    fn text(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                let kind = ProblemKind::EmptyValue { key: key.get_ref().to_string() };
                self.problem(value.span(), kind);
                None
            }
            DeValue::String(text) => Some(nfc(text.trim())),
            other => {
                self.wrong_shape(value.span(), key.get_ref(), Shape::Text, other);
                None
            }
        }
    }

    fn wrong_shape(&mut self, span: Range<usize>, key: &str, expected: Shape, found: &DeValue<'_>) {
        let found = match found {
            DeValue::String(_) => Shape::Text,
            DeValue::Integer(_) | DeValue::Float(_) => Shape::Number,
            DeValue::Boolean(_) => Shape::Flag,
            DeValue::Datetime(_) => Shape::Date,
            DeValue::Array(_) => Shape::List,
            DeValue::Table(_) => Shape::Table,
        };
        self.problem(span, ProblemKind::WrongShape { key: key.to_owned(), expected, found });
    }

    fn glossary(&mut self, value: &Value<'_>) -> Vec<GlossaryTerm> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_shape(value.span(), "glossary", Shape::Table, value.get_ref());
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
                    self.wrong_shape(value.span(), key.get_ref(), Shape::TextOrList, other);
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
                    other => self.wrong_shape(item.span(), key.get_ref(), Shape::TextOrList, other),
                }
            }
            if let Some(span) = empty {
                self.problem(span, ProblemKind::EmptyTerm);
            }
            terms.push(GlossaryTerm { term, meanings });
        }
        terms
    }

    fn question(&mut self, span: Range<usize>, table: &DeTable<'a>, golden: &mut Golden) {
        let (mut ask, mut expect, mut held_out, mut accepted) = (None, None, false, false);
        let mut given = Vec::new();
        for (key, value) in in_order(table) {
            let Some(known) = self.known(&key, &QUESTION_KEYS) else { continue };
            given.push(known);
            match known {
                "held_out" | "accepted" => match value.get_ref() {
                    DeValue::Boolean(flag) if known == "held_out" => held_out = *flag,
                    DeValue::Boolean(flag) => accepted = *flag,
                    other => self.wrong_shape(value.span(), known, Shape::Flag, other),
                },
                // An empty `ask` is allowed: a member may send an empty question, and the test
                // says that it stays unknown.
                "ask" => match value.get_ref() {
                    DeValue::String(text) => ask = Some((nfc(text), value.span())),
                    other => self.wrong_shape(value.span(), "ask", Shape::Text, other),
                },
                _ => expect = self.text(&key, &value).map(|text| (text, value.span())),
            }
        }
        for key in ["ask", "expect"] {
            if !given.contains(&key) {
                self.problem(span.clone(), ProblemKind::MissingKey { key });
            }
        }
        let (Some((ask, ask_span)), Some((expect, expect_span))) = (ask, expect) else { return };
        let expect = match EntryId::new(&expect) {
            _ if expect == UNKNOWN => Expectation::Unknown,
            Some(id) => Expectation::Entry(id),
            None => {
                let kind = ProblemKind::GoldenUnknownEntry { expect, meant: None };
                return self.problem(expect_span, kind);
            }
        };
        let (line, _) = self.lines.at(ask_span.start);
        golden.questions.push(GoldenQuestion { ask, expect, held_out, accepted, line });
        golden.expect_places.push(self.lines.at(expect_span.start));
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
