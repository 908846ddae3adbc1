//! One entry file's text → an `Entry`, or every problem of it. Pure: it reads
//! no file and knows no other entry; what the lint needs of an entry is made
//! here too, so that it is made once per change of the file.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use serde_saphyr::Spanned;
use unicode_normalization::{UnicodeNormalization, is_nfc};
use url::Url;

use super::front_matter::{self, Node, Parts};
use super::place::Lines;
use super::problem::{Place, Problem, ProblemKind, Severity, Shape, WHOLE_FILE};
use super::{Entry, EntryId, Markdown, acronym, fold, fold::Folded, values};

/// Every key of a front matter.
pub const KEYS: [&str; 7] =
    ["question", "variants", "categories", "source", "source_quote", "updated", "review_by"];

/// What one entry file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryFile {
    /// There when no problem is an error.
    pub entry: Option<Arc<Entry>>,
    /// In no particular order; a `review_by` that is past is not among them.
    pub problems: Vec<Problem>,
    /// Whether the entry counts on its collection's source.
    pub needs_source: bool,
    /// The question first, if it could be read, then the variants.
    pub asks: Box<[Ask]>,
    /// `review_by` and where it stands.
    pub review_by: Option<(Date, Place)>,
    /// Each acronym once, in the order of their places.
    pub acronyms: Box<[(Box<str>, Place)]>,
}

/// A question or a variant, for comparison with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Whether it is the question.
    pub is_question: bool,
    /// Where it stands.
    pub place: Place,
    /// What it is compared by.
    pub folded: Folded,
}

/// Reads an entry file whose bytes are UTF-8. `source` is the collection's.
pub fn entry(file: &Path, id: &EntryId, text: &str, source: Option<&Url>) -> EntryFile {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Lines::new(text);
    let mut reading = Reading {
        file,
        text,
        lines: &lines,
        yaml_at: 0,
        problems: Vec::new(),
        acronyms: Vec::new(),
        asks: Vec::new(),
    };
    let (draft, answer) = match front_matter::split(text) {
        Ok(parts) => {
            let answer = reading.answer(&parts);
            (reading.front_matter(&parts), answer)
        }
        Err((at, kind)) => {
            let place = match kind {
                ProblemKind::EmptyFile => WHOLE_FILE,
                _ => lines.at(at),
            };
            reading.problem(place, kind);
            (None, None)
        }
    };
    let needs_source = draft.as_ref().is_some_and(|draft| draft.source.is_none());
    if let Some(draft) = &draft
        && needs_source
        && source.is_none()
        && !draft.source_is_wrong
    {
        reading.problem(draft.opening, ProblemKind::NoSource);
    }
    let review_by = draft.as_ref().and_then(|draft| draft.review_by);
    let Reading { problems, mut acronyms, asks, .. } = reading;
    let sound = problems.iter().all(|problem| problem.severity() == Severity::Warning);
    let entry = (|| {
        let draft = draft?;
        Some(Arc::new(Entry {
            id: id.clone(),
            question: draft.question?,
            variants: draft.variants,
            answer: answer?,
            categories: draft.categories,
            source: draft.source.or_else(|| source.cloned())?,
            source_quote: draft.source_quote,
            updated: draft.updated,
            review_by: draft.review_by.map(|(date, _)| date),
        }))
    })()
    .filter(|_| sound);
    acronyms.sort_by_key(|&(_, place)| place);
    let mut seen = std::collections::HashSet::new();
    acronyms.retain(|(acronym, _)| seen.insert(acronym.clone()));
    EntryFile {
        entry,
        problems,
        needs_source,
        asks: asks.into(),
        review_by,
        acronyms: acronyms.into(),
    }
}

/// A front matter whose values have the right types.
#[derive(Default)]
struct Draft {
    opening: Place,
    question: Option<String>,
    variants: Vec<String>,
    categories: Vec<String>,
    source: Option<Url>,
    source_is_wrong: bool,
    source_quote: Option<String>,
    updated: Option<Date>,
    review_by: Option<(Date, Place)>,
}

struct Reading<'a> {
    file: &'a Path,
    text: &'a str,
    lines: &'a Lines<'a>,
    yaml_at: usize,
    problems: Vec<Problem>,
    acronyms: Vec<(Box<str>, Place)>,
    asks: Vec<Ask>,
}

/// A text of the front matter: brought to NFC and one line, where it starts,
/// and where it stands in the file when that is known.
struct Text {
    value: String,
    place: Place,
    range: Option<Range<usize>>,
}

impl Reading<'_> {
    fn problem(&mut self, place: Place, kind: ProblemKind) {
        self.problems.push(Problem::new(self.file, place, kind));
    }

    fn front_matter(&mut self, parts: &Parts) -> Option<Draft> {
        self.yaml_at = parts.yaml.start;
        let opening = (parts.lines_before, 1);
        let table = match front_matter::read(&self.text[parts.yaml.clone()]) {
            Ok(Node::Table(table)) => table,
            Ok(_) => return None,
            Err(((line, column), fault)) => {
                self.problem((line + parts.lines_before, column), ProblemKind::Yaml(fault));
                return None;
            }
        };
        let mut draft = Draft { opening, ..Draft::default() };
        let mut given: Vec<&str> = Vec::new();
        for (key, node) in &table {
            let (line, column) = front_matter::place(&key.referenced);
            let place = (line + parts.lines_before, column);
            let Some(&known) = KEYS.iter().find(|&&known| known == key.value) else {
                let meant = fold::nearest(&key.value, KEYS)
                    .and_then(|near| KEYS.into_iter().find(|&known| known == near));
                let kind = ProblemKind::UnknownKey { key: key.value.clone(), meant, known: &KEYS };
                self.problem(place, kind);
                continue;
            };
            if given.contains(&known) {
                self.problem(place, ProblemKind::RepeatedKey { key: key.value.clone() });
                continue;
            }
            given.push(known);
            self.value(&mut draft, known, place, node, parts.lines_before);
        }
        if !given.contains(&"question") {
            self.problem(opening, ProblemKind::MissingKey { key: "question" });
        }
        Some(draft)
    }

    fn value(
        &mut self,
        draft: &mut Draft,
        key: &'static str,
        at_key: Place,
        node: &Spanned<Node>,
        before: u32,
    ) {
        match key {
            "question" => {
                if let Some(text) = self.text_of(key, at_key, node, before) {
                    self.ask(&text, true);
                    draft.question = Some(text.value);
                }
            }
            "variants" => {
                for text in self.list_of(key, at_key, node, before) {
                    self.ask(&text, false);
                    draft.variants.push(text.value);
                }
            }
            "categories" => {
                let texts = self.list_of(key, at_key, node, before);
                draft.categories = texts.into_iter().map(|text| text.value).collect();
            }
            "source" => {
                draft.source_is_wrong = true;
                let Some(text) = self.text_of(key, at_key, node, before) else { return };
                match values::web_address(&text.value) {
                    Ok(url) => draft.source = Some(url),
                    Err(fault) => {
                        let found = text.value;
                        self.problem(text.place, ProblemKind::WrongSource { found, fault });
                    }
                }
            }
            "source_quote" => {
                draft.source_quote = self.text_of(key, at_key, node, before).map(|text| text.value);
            }
            _ => {
                let Some(text) = self.text_of(key, at_key, node, before) else { return };
                match values::date(&text.value) {
                    Ok(date) if key == "updated" => draft.updated = Some(date),
                    Ok(date) => draft.review_by = Some((date, text.place)),
                    Err(meant) => {
                        let found = text.value;
                        self.problem(text.place, ProblemKind::WrongDate { key, found, meant });
                    }
                }
            }
        }
    }

    fn ask(&mut self, text: &Text, is_question: bool) {
        if let Some(folded) = Folded::new(&text.value, is_question) {
            self.asks.push(Ask { is_question, place: text.place, folded });
        }
        match &text.range {
            Some(range) => self.acronyms_in(range.clone()),
            None => {
                let found = acronym::acronyms(&text.value);
                let named = found.into_iter().map(|at| (text.value[at].into(), text.place));
                self.acronyms.extend(named);
            }
        }
    }

    fn acronyms_in(&mut self, range: Range<usize>) {
        for found in acronym::acronyms(&self.text[range.clone()]) {
            let at = range.start + found.start;
            let acronym = nfc(&self.text[at..range.start + found.end]);
            self.acronyms.push((acronym.into(), self.lines.at(at)));
        }
    }

    /// A text that is not empty, or a problem.
    fn text_of(
        &mut self,
        key: &'static str,
        at_key: Place,
        node: &Spanned<Node>,
        before: u32,
    ) -> Option<Text> {
        let (place, range) = self.location(node, before);
        let value = match &node.value {
            Node::Empty => String::new(),
            Node::Text(value) => nfc(value),
            Node::Literal => range.clone().map(|range| nfc(&self.text[range]))?,
            Node::Table(_) | Node::List(_) => {
                let kind = self.wrong_shape(key, Shape::Text, node, range);
                self.problem(place, kind);
                return None;
            }
        };
        let value = one_line(&value);
        if value.is_empty() {
            self.problem(at_key, ProblemKind::EmptyValue { key: key.to_owned() });
            return None;
        }
        Some(Text { value, place, range })
    }

    fn list_of(
        &mut self,
        key: &'static str,
        at_key: Place,
        node: &Spanned<Node>,
        before: u32,
    ) -> Vec<Text> {
        let items = match &node.value {
            Node::List(items) => items,
            Node::Empty => {
                self.problem(at_key, ProblemKind::EmptyValue { key: key.to_owned() });
                return Vec::new();
            }
            _ => {
                let (place, range) = self.location(node, before);
                let kind = self.wrong_shape(key, Shape::List, node, range);
                self.problem(place, kind);
                return Vec::new();
            }
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            let (place, range) = self.location(item, before);
            let value = match &item.value {
                Node::Text(value) => one_line(&nfc(value)),
                Node::Literal => match range.clone() {
                    Some(range) => one_line(&nfc(&self.text[range])),
                    None => continue,
                },
                Node::Empty => String::new(),
                Node::Table(_) | Node::List(_) => {
                    let kind = self.wrong_shape(key, Shape::Item, item, range);
                    self.problem(place, kind);
                    continue;
                }
            };
            if value.is_empty() {
                self.problem(place, ProblemKind::EmptyItem { key });
            } else {
                texts.push(Text { value, place, range });
            }
        }
        texts
    }

    /// An unquoted `: ` makes a table of what was meant as a text: nobody who
    /// does not know YAML could make sense of « a group of keys ».
    fn wrong_shape(
        &self,
        key: &str,
        expected: Shape,
        node: &Spanned<Node>,
        range: Option<Range<usize>>,
    ) -> ProblemKind {
        let found = match &node.value {
            Node::Table(_) => Shape::Table,
            Node::List(_) => Shape::List,
            Node::Literal => Shape::Number,
            Node::Empty | Node::Text(_) => Shape::Text,
        };
        let on_its_line = range.map(|range| {
            let start = self.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
            let line = self.text[start..].lines().next().unwrap_or("").trim_start();
            line.strip_prefix("- ").map_or("", str::trim).to_owned()
        });
        match on_its_line {
            Some(item)
                if found == Shape::Table && item.contains(": ") && !item.starts_with('{') =>
            {
                let meant = format!("- {}", front_matter::quoted(&item));
                ProblemKind::Yaml(super::problem::YamlFault::ColonInValue { meant })
            }
            _ => ProblemKind::WrongShape { key: key.to_owned(), expected, found },
        }
    }

    fn location(&self, node: &Spanned<Node>, before: u32) -> (Place, Option<Range<usize>>) {
        let (line, column) = front_matter::place(&node.referenced);
        let span = node.defined.span();
        let range = span.byte_offset().zip(span.byte_len()).and_then(|(start, len)| {
            let start = usize::try_from(start).ok()?.checked_add(self.yaml_at)?;
            let end = start.checked_add(usize::try_from(len).ok()?)?;
            self.text.get(start..end).map(|_| start..end)
        });
        ((line + before, column), range)
    }

    fn answer(&mut self, parts: &Parts) -> Option<Markdown> {
        let raw = &self.text[parts.body.clone()];
        let markdown = Markdown::new(raw);
        let comment = raw.trim_start().starts_with("<!--") && markdown.plain().trim().is_empty();
        if raw.trim().is_empty() || comment {
            let place = self.lines.at(parts.body.start);
            self.problem(place, ProblemKind::NoAnswer);
            return None;
        }
        let mut code = 0usize;
        for (event, range) in markdown.events() {
            let at = parts.body.start + range.start;
            match event {
                Event::Start(Tag::CodeBlock(_)) => code += 1,
                Event::End(TagEnd::CodeBlock) => code -= 1,
                Event::Start(
                    Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. },
                ) if link_type != LinkType::Email => {
                    if let Err(fault) = values::link_target(&dest_url) {
                        let shift = raw[range].find(&*dest_url).unwrap_or(0);
                        let found = dest_url.to_string();
                        let place = self.lines.at(at + shift);
                        self.problem(place, ProblemKind::WrongLink { found, fault });
                    }
                }
                Event::Text(_) if code == 0 => {
                    self.acronyms_in(at..parts.body.start + range.end);
                }
                _ => {}
            }
        }
        let start = raw.len() - raw.trim_start().len();
        let start = raw[..start].rfind('\n').map_or(0, |at| at + 1);
        Some(Markdown::new(nfc(&raw[start..].trim_end().replace("\r\n", "\n"))))
    }
}

/// NFC, without work for text that is in it already.
pub fn nfc(text: &str) -> String {
    if is_nfc(text) { text.to_owned() } else { text.nfc().collect() }
}

/// A YAML text over several lines is one sentence all the same; non-breaking
/// spaces stay as they are.
fn one_line(text: &str) -> String {
    let text = text.trim();
    if text.contains(['\n', '\r', '\t']) {
        text.split([' ', '\n', '\r', '\t']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    }
}
